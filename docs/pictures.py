"""The pictures of README.md, from a real run of the demo: `.venv/bin/python docs/pictures.py`.

Needs LibreOffice (`soffice`) and poppler (`pdftoppm`).
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
IMAGES = Path(__file__).with_name("images")
DOTS_PER_INCH = "80"

sys.path.insert(0, str(ROOT))

from ose_batch import demo  # noqa: E402 - a script of the checkout, which is not installed


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        played = demo.play(Path(folder, "demo"))
        outbox = played.workspace.outbox
        for name, source, page in (
            ("form", ROOT / "templates" / "xlsx" / "dossier-ose.xlsx", 3),
            ("note", max((outbox / "notes").iterdir(), key=lambda path: path.stat().st_size), 1),
            ("attestation", min((outbox / "attestations").iterdir()), 1),
            ("register", outbox / "registre.xlsx", 1),
        ):
            print(_picture(name, source, page, Path(folder)))


def _picture(name: str, source: Path, page: int, folder: Path) -> Path:
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    convert = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(source)]
    subprocess.run(convert, check=True, capture_output=True)
    pdf, target = folder / f"{source.stem}.pdf", IMAGES / name
    target.parent.mkdir(exist_ok=True)
    options = ["-r", DOTS_PER_INCH, "-f", str(page), "-l", str(page), "-singlefile", "-png"]
    subprocess.run(["pdftoppm", *options, str(pdf), str(target)], check=True)
    return target.with_suffix(".png")


if __name__ == "__main__":
    main()

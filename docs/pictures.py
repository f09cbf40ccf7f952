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
        for name, source, page, height in (
            ("form", ROOT / "templates" / "xlsx" / "dossier-ose.xlsx", 3, 380),
            ("note", outbox / "notes" / "D-2026-003-note-les-halles-du-loir.docx", 1, None),
            ("attestation", min((outbox / "attestations").iterdir()), 1, None),
            ("register", outbox / "registre.xlsx", 1, 260),
        ):
            print(_picture(name, source, page, height, Path(folder)))


def _picture(name: str, source: Path, page: int, height: int | None, folder: Path) -> Path:
    """`height`: pixels kept from the top, the whole page without."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    convert = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(source)]
    subprocess.run(convert, check=True, capture_output=True)
    pdf, target = folder / f"{source.stem}.pdf", IMAGES / name
    target.parent.mkdir(exist_ok=True)
    options = ["-r", DOTS_PER_INCH, "-f", str(page), "-l", str(page), "-singlefile", "-png"]
    options += ["-H", str(height)] if height else []
    subprocess.run(["pdftoppm", *options, str(pdf), str(target)], check=True)
    return target.with_suffix(".png")


if __name__ == "__main__":
    main()

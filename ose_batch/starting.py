"""Making a workspace, and the blank forms in it."""

from __future__ import annotations

import shutil
from pathlib import Path

from ose_batch.files import publish
from ose_batch.forms import layout
from ose_batch.wording import commands as say
from ose_batch.workspace import Workspace, packaged

LOGO = "logo.png"
"""Optional picture in the workspace's templates folder, set at the top of the forms."""


def init(directory: Path) -> list[str]:
    """A workspace ready for a first run. What is there already is left as it is. Returns what was made, in French."""
    workspace = Workspace(directory)
    workspace.make_folders()
    made = [say.made(str(folder)) for folder in (workspace.inbox, workspace.outbox)]
    for source, target in (
        (packaged("templates") / "ose.toml", workspace.settings_file),
        (workspace.template(f"xlsx/{layout.DOSSIER.filename}"), workspace.root / layout.DOSSIER.filename),
    ):
        if not target.exists():
            shutil.copyfile(source, target)
            made.append(say.made(str(target)))
    return [*made, say.init_next()]


def write_forms(workspace: Workspace) -> list[str]:
    """The blank forms of this workspace's charter, in its templates/xlsx. Returns their paths."""
    from ose_batch.forms import blank

    rules = workspace.rules()
    logo = workspace.root / "templates" / LOGO
    picture = logo.read_bytes() if logo.is_file() else None
    folder = workspace.root / "templates" / "xlsx"
    for form in layout.FORMS:
        publish(folder / form.filename, blank.build(form, rules, picture))
    return [str(folder / form.filename) for form in layout.FORMS]

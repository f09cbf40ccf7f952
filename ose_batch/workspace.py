"""The folders of one workspace and what it says: charter, settings, templates. Its own win over the packaged ones."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ose_batch.charter import loading
from ose_batch.charter.rules import Rules
from ose_batch.forms import layout
from ose_batch.settings import Settings, SettingsError, parse
from ose_batch.wording import settings as say

_PACKAGE = Path(__file__).parent


def packaged(folder: str) -> Path:
    """`templates` or `examples`: inside the package once installed, beside it in a checkout."""
    inside = _PACKAGE / folder
    return inside if inside.is_dir() else _PACKAGE.parent / folder


AGAIN = "reprise"
"""Folder of the inbox: originals undone that a second run, on a later day, has to take."""


@dataclass(frozen=True, slots=True)
class Workspace:
    root: Path

    @property
    def inbox(self) -> Path:
        return self.root / "inbox"

    @property
    def refused(self) -> Path:
        return self.inbox / "refuses"

    @property
    def already_received(self) -> Path:
        return self.inbox / "deja-recus"

    @property
    def attachments(self) -> Path:
        return self.inbox / "pieces"

    @property
    def claims(self) -> Path:
        """Where a file stays while it is dealt with; empty between two runs."""
        return self.inbox / "en-cours"

    @property
    def outbox(self) -> Path:
        return self.root / "outbox"

    @property
    def reports(self) -> Path:
        return self.outbox / "comptes-rendus"

    @property
    def data(self) -> Path:
        return self.root / "donnees"

    @property
    def database(self) -> Path:
        return self.data / "ose.sqlite"

    @property
    def archive(self) -> Path:
        return self.data / "archive"

    @property
    def backups(self) -> Path:
        return self.data / "sauvegardes"

    @property
    def lock(self) -> Path:
        return self.data / "execution.lock"

    @property
    def run_log(self) -> Path:
        return self.data / "executions.log"

    @property
    def reading_log(self) -> Path:
        """What the process that reads the workbooks printed during the last run."""
        return self.data / "lecture.log"

    @property
    def settings_file(self) -> Path:
        return self.root / "ose.toml"

    def template(self, name: str) -> Path:
        """`docx/note.docx`, `xlsx/dossier-ose.xlsx`, `ose.toml`."""
        own = self.root / "templates" / name
        return own if own.is_file() else packaged("templates") / name

    def inbox_folders(self) -> tuple[Path, ...]:
        """Those of the inbox that are not what a person dropped."""
        return self.refused, self.already_received, self.attachments, self.claims

    def written_folders(self) -> tuple[Path, ...]:
        """Where files are published."""
        below = (folder for folder in self.outbox.iterdir() if folder.is_dir())
        return self.outbox, *below, self.refused, self.archive, self.data

    def make_folders(self) -> None:
        for folder in (self.inbox, self.outbox, self.data):
            folder.mkdir(parents=True, exist_ok=True)

    def settings(self) -> Settings:
        """Raises `SettingsError`. A workspace without ose.toml has the settings of the packaged one."""
        file = self.settings_file if self.settings_file.is_file() else packaged("templates") / "ose.toml"
        try:
            return parse(file.read_text(encoding="utf-8-sig"))
        except UnicodeDecodeError as error:
            raise SettingsError(say.not_utf8(file.name)) from error

    def rules(self) -> Rules:
        """Raises `CharterError`. The workspace's own charter.toml wins."""
        own = self.root / "charter.toml"
        file = own if own.is_file() else _PACKAGE / "charter" / "charter.toml"
        try:
            text = file.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            raise loading.CharterError(say.not_utf8(file.name)) from error
        return loading.load(text, layout.KEYS, layout.COLUMN_KEYS, layout.LIST_NAMES)

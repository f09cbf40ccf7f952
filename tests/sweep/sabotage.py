"""Three ways to break the order of effects, done in the child before the run: the sweep has to notice each."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ose_batch import batch, deliveries, inbox, keeping, views
from ose_batch.files import publish
from ose_batch.model import Source
from ose_batch.register import intake, record


def archive_before_record() -> None:
    """The original leaves the inbox once it is understood, not once it is recorded."""
    traiter, submission, archive = batch.traiter, intake.submission, inbox.archive
    current: list[Any] = []

    def remembering(workspace: Any, *rest: Any, **options: Any) -> Any:
        current.append(workspace)
        return traiter(workspace, *rest, **options)

    def hasty(dossier: Any, source: Source, personal: Any) -> Any:
        workspace = current[-1]
        for path in workspace.claims.iterdir():
            if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == source.sha256:
                publish(inbox.archived(source, workspace.archive), source.content)
                path.unlink()
                break
        return submission(dossier, source, personal)

    batch.traiter = remembering
    intake.submission = hasty
    inbox.archive = lambda claim, *rest: archive(claim, *rest) if claim.path.exists() else None


def deliver_before_publish() -> None:
    """The register says that a document is out before it is."""
    delivery = record.delivery
    kept: list[tuple[Path, bytes]] = []

    def later(path: Path, content: bytes, **_: Any) -> None:
        kept.append((path, content))

    def hasty(*row: Any) -> None:
        delivery(*row)
        publish(*kept.pop())

    deliveries.publish = later
    record.delivery = hasty


def write_in_place() -> None:
    """Documents and views are written under their final name."""

    def in_place(path: Path, content: bytes, **_: Any) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    deliveries.publish = views.publish = keeping.publish = in_place


WAYS: dict[Callable[[], None], tuple[str, str]] = {
    archive_before_record: ("unlink inbox/en-cours/", "after: table differs: dossier"),
    deliver_before_publish: ("openat outbox/", "before: document delivered but not there"),
    write_in_place: ("openat outbox/", "before: half written: outbox/"),
}
"""Way → the call, and the start of its path, just after which to kill, and the violation that has to show."""

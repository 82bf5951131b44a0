"""Where state lies: the folder `SOLIEU_HOME` and the names of what is in it."""

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True)
class Home:
    """All state of one installation, under one folder."""

    root: Path

    @property
    def inbox(self) -> Path:
        """Where submissions are dropped."""
        return self.root / "inbox"

    @property
    def outbox(self) -> Path:
        """Where answers to submitters are laid."""
        return self.root / "outbox"

    @property
    def archive(self) -> Path:
        """Every original, under its SHA-256."""
        return self.root / "archive"

    @property
    def warehouse(self) -> Path:
        """The working file, which the pipeline alone opens."""
        return self.root / "warehouse.duckdb"

    @property
    def published(self) -> Path:
        """What readers get."""
        return self.root / "published"

    @property
    def published_warehouse(self) -> Path:
        """The read-only copy for readers."""
        return self.published / "solieu.duckdb"

    @property
    def reports(self) -> Path:
        """The appendices as documents."""
        return self.root / "reports"

    @property
    def board(self) -> Path:
        """How things stand, as pages that need no server."""
        return self.root / "board"

    @property
    def notices(self) -> Path:
        """What people were told, message by message, sent or not."""
        return self.root / "notices"

    @property
    def dagster(self) -> Path:
        """Dagster's own storage."""
        return self.root / "dagster"

    def create(self) -> "Home":
        """Make the folders that people use; harmless when they are there."""
        for folder in (self.inbox, self.outbox, self.archive, self.published, self.reports, self.board, self.dagster):
            folder.mkdir(parents=True, exist_ok=True)
        return self

    def keep_trace(self, trace: str) -> Path:
        """Keep the stack trace of a fault of ours where whoever mends it finds it."""
        log = self.create().root / "errors.log"
        with log.open("a", encoding="utf-8") as file:
            file.write(f"{datetime.now().astimezone().isoformat()}\n{trace}\n")
        return log


def home() -> Home:
    """The home that `SOLIEU_HOME` names, `data/` in the current folder by default."""
    return Home(Path(os.environ.get("SOLIEU_HOME") or "data").resolve())

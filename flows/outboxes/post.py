"""A letter as an outbox takes it, and why one may stay behind."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from flows.letters.wording import Letter
from flows.outboxes.file_names import bearable
from flows.settings import Office


@dataclass(frozen=True)
class Post:
    """A letter with its attachments; whoever gets it twice knows it by its id."""

    letter_id: str
    kind: str
    reporter_code: str | None  # none: whoever put files where `sender` says
    sender: str | None
    address: str | None
    letter_day: date
    queued_at: datetime
    letter: Letter
    attachments: tuple[tuple[str, bytes], ...] = ()
    office: Office = Office()

    @property
    def folder(self) -> str:
        """The folder that the letter gets in a file tree, by day; its name bears the beginning of the letter's id."""
        who = re.sub(r"[^\w.-]+", "_", self.reporter_code or self.sender or "unknown")[-40:].strip(".")
        return f"{self.letter_day:%Y-%m-%d}/{who} {self.kind} {self.letter_id[:16]}"

    @property
    def named(self) -> dict[str, bytes]:
        """The attachments under names that every file system and mail program bears."""
        files: dict[str, bytes] = {}
        for name, content in self.attachments:
            files[bearable(name, files)] = content
        return files

    @property
    def files(self) -> dict[str, bytes]:
        """The files of the letter; the page comes last, so that where it is all are."""
        text, page = self.letter.text.encode(), self.letter.html.encode()
        return {**self.named, "letter.txt": text, "letter.html": page}


class Undeliverable(Exception):
    """One letter stays behind, others may go: `state` is what becomes of it, the message a plain sentence."""

    def __init__(self, state: str, message: str) -> None:
        super().__init__(message)
        self.state = state
        self.message = message

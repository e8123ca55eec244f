"""What a replay is asked to read again."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Replay:
    """What to read again: files by form and day of arrival; the rules of a day, or each report's own."""

    form: str | None = None
    since: date | None = None
    until: date | None = None
    rules_as_of: date | None = None

    def words(self) -> str:
        """The replay in a line, for the record."""
        stated = {"form": self.form, "since": self.since, "until": self.until, "rules-as-of": self.rules_as_of}
        return " ".join(["replay", *(f"--{name} {value}" for name, value in stated.items() if value is not None)])

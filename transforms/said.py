"""One thing in both languages, as declarations and registers give it: a form's title, a period, a message."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Said:
    """The same in Vietnamese and in English."""

    vi: str
    en: str


def named(form: Said, period: Said) -> Said:
    """A report by its form and its period."""
    return Said(f"{form.vi} – {period.vi}", f"{form.en} – {period.en}")

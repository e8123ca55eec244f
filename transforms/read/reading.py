"""What reading makes of a file: a report, or several on sheets of their own, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from transforms.read.entries import Entry, Found, Ground
from transforms.read.stamp import Stamp


@dataclass(frozen=True)
class Reading:
    """One file as read. `outcome` is read, unreadable, unknown_form or refused_classified."""

    arrival_rank: int
    outcome: str
    reason: str = ""
    form_code: str | None = None
    form_version: str | None = None
    reporter: str | None = None
    tax_code: str | None = None
    window_start: date | None = None
    window_end: date | None = None
    estimate: bool = False
    sheet_unit: str = ""
    english: bool = False
    sheet: str = ""
    entries: tuple[Entry, ...] = ()
    found: tuple[Found, ...] = ()
    titles: dict[str, tuple[str, str]] = field(default_factory=dict)  # column key -> letters, heading as written
    rows: dict[str, int] = field(default_factory=dict)  # row code -> its row on the sheet, blank ones too
    places: dict[str, tuple[int, str]] = field(default_factory=dict)  # reporter, tax_code -> row, letters
    cells_read: int = 0
    cells_used: int = 0
    cells_reported: int = 0
    grounds: tuple[Ground, ...] = ()  # what of its sheets the forms take, blank ones of the file too
    archive_copy: bytes | None = None
    says_nothing: bool = False  # somewhere on the sheet stands that there is nothing to report
    stamp: Stamp | None = None  # what the template was made for that the report was written into
    others: tuple[Reading, ...] = ()  # the further reports of the same file, each on a sheet of its own
    contradicted_by: str = ""  # another sheet of the file that tells the same form, reporter and period otherwise
    ignored_sheets: tuple[int, ...] = ()  # places, from 1, of visible sheets that are no report of ours

    @property
    def cells_ignored(self) -> int:
        """The cells passed over by name: letterhead, sections, signatures, notes, other sheets."""
        return self.cells_read - self.cells_used - self.cells_reported


def reports_of(reading: Reading) -> tuple[Reading, ...]:
    """All reports of a file, in the order of its sheets."""
    return (replace(reading, others=()), *reading.others)


def report_on(reading: Reading, sheet: str | None) -> Reading:
    """The report of a file that stands on this sheet; the first one where none is named, or it has gone."""
    reports = reports_of(reading)
    return next((each for each in reports if sheet and each.sheet == sheet), reports[0])

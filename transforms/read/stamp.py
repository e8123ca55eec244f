"""The hidden sheet of a template: which form, version, reporter and period it was made for.

It settles what the visible sheet leaves open. Where the two differ nobody can say which is meant: the report goes back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from expectations.codes import keys, load
from expectations.text import fold
from transforms.read.document import DROPPED, TEXT, Cell, Document, Sheet, is_left_out
from transforms.read.kept_texts import is_label
from transforms.read.persons import has_paper

SHEET = "parkwatch"
_MARK = "parkwatch template"
_KEYS = ("form", "version", "reporter", "window_start", "window_end")


@dataclass(frozen=True)
class Stamp:
    """What a template was made for; the reporter is blank where it was made for anybody."""

    form: str
    version: str
    reporter: str
    window_start: date | None
    window_end: date | None

    @property
    def period(self) -> str:
        """The two days as text, or '' where they are not told."""
        return period_text(self.window_start, self.window_end)


def contradicted(told: Stamp, stamped: Stamp) -> Iterator[tuple[str, str, str]]:
    """What the visible sheet tells otherwise than its template: which fact, told, stamped; blank is not compared."""
    if told.form != stamped.form:
        yield "form", told.form, stamped.form
        return
    for name in ("reporter", "period"):
        one, other = getattr(told, name), getattr(stamped, name)
        if one and other and one != other:
            yield name, one, other


def period_text(start: date | None, end: date | None) -> str:
    """Two days as people read them, or ''."""
    return f"{start:%d/%m/%Y} – {end:%d/%m/%Y}" if start and end else ""


def as_written(stamp: Stamp, label: str) -> dict[str, str]:
    """Key → text, as the hidden sheet holds them in its first two columns."""
    start, end = stamp.window_start, stamp.window_end
    return {
        _MARK: label,
        "form": stamp.form,
        "version": stamp.version,
        "reporter": stamp.reporter,
        "window_start": start.isoformat() if start else "",
        "window_end": end.isoformat() if end else "",
    }


def stamp_of(document: Document) -> tuple[Stamp | None, Sheet | None, int]:
    """The stamp of a document, the sheet that holds it, and how many of its cells tell something."""
    for sheet in document.sheets:
        rows: dict[int, dict[int, str]] = {}
        for cell in sheet.cells:
            if cell.column <= 2:
                rows.setdefault(cell.row, {})[cell.column] = cell.text
        if rows.get(1, {}).get(1) != _MARK:
            continue
        told = {row.get(1, ""): row.get(2, "") for row in rows.values()}
        used = sum(len(row) for row in rows.values() if row.get(1) in (_MARK, *_KEYS))
        form, version, reporter = (told.get(key, "") for key in _KEYS[:3])
        return Stamp(form, version, reporter, _day(told, "window_start"), _day(told, "window_end")), sheet, used
    return None, None, 0


def is_stamp(sheet: Sheet) -> bool:
    """Say whether the sheet is the hidden one of a template."""
    return any(cell.text == _MARK for cell in sheet.cells if (cell.row, cell.column) == (1, 1))


def kept_stamp(sheet: Sheet) -> tuple[Cell, ...]:
    """The cells of the hidden sheet as they may be kept: what it tells, and the names that its lists offer."""
    offered = frozenset(spelling.folded for key in keys() for spelling in load(key).spellings())
    codes = frozenset(code for key in keys() for code in load(key).frame["code"])
    told = {cell.row for cell in sheet.cells if cell.column == 1 and cell.text in (_MARK, *_KEYS)}

    def may_stay(cell: Cell) -> bool:
        if is_left_out(cell.text) or cell.text in codes or fold(cell.text) in offered:
            return True
        return cell.row in told and (cell.column == 1 or (cell.column == 2 and _may_be_told(cell.text)))

    return tuple(cell if may_stay(cell) else Cell(cell.row, cell.column, DROPPED, TEXT) for cell in sheet.cells)


def _may_be_told(text: str) -> bool:
    return is_label(text) or (text.isascii() and text.isalnum() and not has_paper(text))


def _day(told: dict[str, str], key: str) -> date | None:
    try:
        return date.fromisoformat(told.get(key, ""))
    except ValueError:
        return None

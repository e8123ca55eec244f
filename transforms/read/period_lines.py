"""The lines of a sheet that name its period, and what they settle."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from expectations.catalogue import Form
from expectations.periods import Window, is_estimate, read_dates, read_label, window_of
from expectations.text import fold
from transforms.read.document import DATE, Cell
from transforms.read.lookup import Words

# "Ninh Bình, ngày 02 tháng 10 năm 2025" and "Ban hành theo … ngày 09 tháng 3 năm 2021": a date, and no period.
_SIGNED = re.compile(r"^[^\d:]{2,60},\s*ng[àa]y\b", re.IGNORECASE)
_PLACE_AND_DATE = re.compile(
    r"^(?!.*\b(?:ki|tinh|den|tu|bao|cao|thai|doi|lieu|nhat)\b)\w+(?: \w+)* ngai(?: \d+)? thang(?: \d+)? nam(?: \d+)?$"
)
_CITATION = re.compile(
    r"\b(?:ban hanh|thong tu|nghi dinh|quiet dinh|cong van|luat|kem theo|ap dung)\b"
    r"|\b(?:ngai nhan|nhan bao cao|han nop|ngai lap)\b"
)
_MEANT = re.compile(r"^(?:thang|qui|nam|nua nam|\d+ thang|tu|giai doan)\b.*\d")
_LONGEST_LINE = 80
_WHOLE_ESTIMATE = re.compile(r"^(?:so lieu |so |bao cao )?uoc(?: tinh| thuc hien)?$")


@dataclass(frozen=True)
class PeriodTold:
    """The window that the lines settle, what contradicts it, the lines, and one that means a period nobody can read."""

    window: Window | None
    contradiction: str
    cells: tuple[Cell, ...]
    unread: Cell | None = None


def read_period(cells: Sequence[Cell], words: Words, form: Form) -> PeriodTold:
    """The window that these cells name by label and dates; with two that differ none, and the second one's words."""
    labels: list[tuple[Window, Cell]] = []
    dates: list[tuple[Window, Cell]] = []
    unread: Cell | None = None
    for cell in _lines(cells, words):
        if _is_no_period(cell, form):
            continue
        cell = _behind_title(cell, words)
        label = read_label(cell.text, form.period.regime, form.period.length)
        between = read_dates(cell.text)
        if label is not None:
            labels.append((label, cell))
        if between is not None:
            dates.append((Window(*between, form.period.regime, form.period.length), cell))
        if label is None and between is None and unread is None and _means_a_period(cell, words):
            unread = cell
    told = tuple(cell for _, cell in (*labels, *dates))
    window, contradiction = settled([*_once(labels)], dates, form)
    return PeriodTold(window, contradiction, told, unread)


def _means_a_period(cell: Cell, words: Words) -> bool:
    """Whether a line can only be meant as that of the period, as "Tháng 13 năm 2026" is."""
    folded = fold(cell.text)
    label = next((word for word in words.period if folded.startswith(f"{word} ")), "")
    if len(folded) > _LONGEST_LINE:
        return False
    return any(map(str.isdigit, folded)) if label else bool(_MEANT.match(folded))


def _lines(cells: Sequence[Cell], words: Words) -> list[Cell]:
    """The cells, and for each row of several the row as one text, where its label and value stand apart."""
    rows: dict[int, list[Cell]] = {}
    for cell in cells:
        rows.setdefault(cell.row, []).append(cell)
    lines = list(cells)
    for row in rows.values():
        if len(row) > 1:
            parts = [_month_typed(cell) if fold(row[0].text).startswith(words.period) else cell for cell in row]
            lines.append(replace(row[0], text=" ".join(part.text for part in parts)))
    return lines


def _month_typed(cell: Cell) -> Cell:
    """A month that the workbook took for a day: 9/2026 typed is the first of September."""
    if cell.kind != DATE or not cell.text.endswith("-01"):
        return cell
    day = date.fromisoformat(cell.text)
    return replace(cell, text=f"{day.month}/{day.year}", kind="text")


def _behind_title(cell: Cell, words: Words) -> Cell:
    """The cell without the title that it begins with."""
    if not any(fold(cell.text).startswith(title) for title in words.titles):
        return cell
    parts = cell.text.split()
    ends = [end for end in range(1, len(parts)) if fold(" ".join(parts[:end])) in words.titles]
    return replace(cell, text=" ".join(parts[ends[0] :])) if ends else cell


def _is_no_period(cell: Cell, form: Form) -> bool:
    folded = fold(cell.text)
    if _CITATION.search(folded) or _SIGNED.match(cell.text):
        return True
    return form.period.length != "day" and bool(_PLACE_AND_DATE.match(folded))


def _once(labels: Sequence[tuple[Window, Cell]]) -> list[tuple[Window, Cell]]:
    """The labels without those of whole rows whose cells say it themselves."""
    said = {(window, cell.row) for window, cell in labels}
    kept: list[tuple[Window, Cell]] = []
    for window, cell in labels:
        if (window, cell.row) in said:
            said.discard((window, cell.row))
            kept.append((window, cell))
    return kept


def settled(
    labels: Sequence[tuple[Window, Cell]], dates: Sequence[tuple[Window, Cell]], form: Form
) -> tuple[Window | None, str]:
    """The window of the first label, else of the first dates; none where another says otherwise, and what it says."""
    if not labels:
        own = regular(dates[0][0], form) if dates else None
        labels = [(own, dates[0][1])] if own is not None else []
    if not labels:
        return None, ""
    chosen = labels[0][0]
    for window, cell in [*labels[1:], *dates]:
        if (window.start, window.end) != (chosen.start, chosen.end):
            return None, cell.text
    return chosen, ""


def regular(window: Window, form: Form) -> Window | None:
    """The window of the form with exactly these two dates, or None where the form has no such window."""
    if form.period.length == "span":
        return window
    own = window_of(window.end, form.period.regime, form.period.length)
    return own if (own.start, own.end) == (window.start, window.end) else None


def is_estimate_of(cell: Cell, told: PeriodTold, title_row: int, words: Words) -> bool:
    """Whether a cell marks the report as an estimate: in the lines of title and period, or as its status."""
    folded = fold(cell.text)
    if not is_estimate(cell.text):
        return False
    of_status = folded.startswith(words.status)
    in_line = cell.row == title_row or cell.row in {line.row for line in told.cells}
    return of_status or in_line or bool(_WHOLE_ESTIMATE.match(folded))

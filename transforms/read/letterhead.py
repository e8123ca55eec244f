"""What stands above the table of a sheet: form, reporter, tax code, period, unit, status."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from expectations.catalogue import Form
from expectations.periods import Window, is_estimate, read_dates, read_label, window_of
from expectations.text import fold
from transforms.read.document import Cell
from transforms.read.lookup import Words, after_word

# "Ninh Bình, ngày 02 tháng 10 năm 2025" and "Ban hành theo … ngày 09 tháng 3 năm 2021": a date, and no period.
_PLACE_AND_DATE = re.compile(
    r"^(?!.*\b(ki|tinh|den|tu|bao|cao|thai|doi)\b)\w+( \w+)* ngai( \d+)? thang( \d+)? nam( \d+)?$"
)
_CITATION = re.compile(r"\b(ban hanh|thong tu|nghi dinh|quiet dinh|cong van|luat|kem theo)\b")


@dataclass
class Letterhead:
    """The facts above the table, and the cells that held them."""

    reporter: str | None = None
    tax_code: str | None = None
    unit: str = ""
    window: Window | None = None
    contradiction: str = ""  # what contradicts the label of the period
    period_cell: Cell | None = None
    estimate: bool = False
    reporter_cell: Cell | None = None
    tax_code_cell: Cell | None = None
    unit_cell: Cell | None = None
    used: set[tuple[int, int]] = field(default_factory=set)


def forms_of(cells: Iterable[Cell], words: Words) -> tuple[tuple[str, ...], bool]:
    """The forms that number or title name, and whether the sheet looks like a form at all."""
    titled: tuple[str, ...] = ()
    numbered = False
    for cell in cells:
        number = after_word(cell.text, words.form_number)
        if number:
            numbered = True
            if fold(number) in words.numbers:
                return words.numbers[fold(number)], True
        folded = fold(cell.text)
        if not titled:
            titled = words.titles.get(folded, ())
            if not titled and len(folded) > 20:
                titled = next((forms for title, forms in words.titles.items() if folded.startswith(title + " ")), ())
    return ((), True) if numbered else (titled, bool(titled))


def read_letterhead(cells: Sequence[Cell], words: Words, form: Form) -> Letterhead:
    """The facts of the cells above the table of a form."""
    head = Letterhead()
    beside = {(cell.row, cell.column): cell for cell in cells}
    for cell in cells:
        for name, labels in (("reporter", words.reporter_code), ("tax_code", words.tax_code), ("unit", words.unit)):
            value = after_word(cell.text, labels)
            if value is None or getattr(head, name):
                continue
            where = cell
            if not value:
                where = next((beside[key] for key in _to_the_right(cell, beside)), cell)
                value = where.text if where is not cell else ""
            head.used.update({(cell.row, cell.column), (where.row, where.column)})
            setattr(head, name, code_text(value) if name != "unit" else value)
            setattr(head, f"{name}_cell", where)
        number = after_word(cell.text, words.form_number)
        if number is not None:
            head.used.add((cell.row, cell.column))
    _read_period(head, cells, words, form)
    return head


def code_text(text: str) -> str:
    """A code as it identifies: without spaces, and a code of digits without dots and dashes."""
    bare = re.sub(r"\s", "", text)
    digits = re.sub(r"[.\-–]", "", bare)
    return digits if digits.isdigit() else bare.upper()


def _to_the_right(cell: Cell, beside: dict[tuple[int, int], Cell]) -> list[tuple[int, int]]:
    return sorted(key for key in beside if key[0] == cell.row and key[1] > cell.column)


def _read_period(head: Letterhead, cells: Sequence[Cell], words: Words, form: Form) -> None:
    title_at = next((at for at, cell in enumerate(cells) if _is_title(cell, words)), 0)
    labels: list[tuple[Window, Cell]] = []
    dates: list[tuple[Window, Cell]] = []
    for at, cell in enumerate(cells):
        folded = fold(cell.text)
        if _CITATION.search(folded) or (form.period.length != "day" and _PLACE_AND_DATE.match(folded)):
            continue
        if "," in cell.text.partition("ngày")[0] and _PLACE_AND_DATE.match(folded):
            continue
        label = read_label(cell.text, form.period.regime, form.period.length)
        between = read_dates(cell.text)
        if label is not None:
            labels.append((label, cell))
        if between is not None:
            window = Window(between[0], between[1], form.period.regime, form.period.length)
            dates.append((window, cell))
        if at >= title_at and is_estimate(cell.text):
            head.estimate = True
            head.used.add((cell.row, cell.column))
    _settle(head, labels, dates, form)


def _is_title(cell: Cell, words: Words) -> bool:
    folded = fold(cell.text)
    return any(folded == title or folded.startswith(title + " ") for title in words.titles)


def _settle(head: Letterhead, labels: list[tuple[Window, Cell]], dates: list[tuple[Window, Cell]], form: Form) -> None:
    told = [*labels, *dates]
    head.used.update((cell.row, cell.column) for _, cell in told)
    if not told:
        return
    head.period_cell = told[0][1]
    if not labels:
        window = dates[0][0]
        labels = [(settled, dates[0][1]) for settled in [regular(window, form)] if settled is not None]
        if not labels:
            return
    chosen = labels[0][0]
    for window, cell in [*labels[1:], *dates]:
        if (window.start, window.end) != (chosen.start, chosen.end):
            head.contradiction = cell.text
            return
    head.window = chosen


def regular(window: Window, form: Form) -> Window | None:
    """The window of the form with exactly these two dates, or None where the form has no such window."""
    if form.period.length == "span":
        return window
    own = window_of(window.end, form.period.regime, form.period.length)
    return own if (own.start, own.end) == (window.start, window.end) else None

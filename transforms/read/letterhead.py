"""What stands above the table of a sheet: form, reporter, tax code, period, unit, status."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from expectations.catalogue import Form
from expectations.codes import load
from expectations.periods import Window
from expectations.text import fold
from transforms.number_codes import spoilt_by
from transforms.read.document import NUMBER, Cell, is_left_out
from transforms.read.languages import is_foreign
from transforms.read.lookup import Words, unit_in
from transforms.read.period_lines import is_estimate_of, read_period
from transforms.units import unit_named

_CODES_OF = {"police_unit": "police_units", "board": "boards"}
_TOKEN = re.compile(r"[^\s:]+|:")
_REMARK = re.compile(r"\s*\([^()]*\)\s*:")
_DIGITS = re.compile(r"\d[\d\s.\-–]*")


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
    spoilt: list[tuple[Cell, str]] = field(default_factory=list)  # codes, and what a spreadsheet made of them


def forms_of(cells: Sequence[Cell], words: Words) -> tuple[tuple[str, ...], bool]:
    """The forms that number or title name, and whether the sheet looks like a form at all."""
    titled: tuple[str, ...] = ()
    numbered = False
    for at, cell in enumerate(cells):
        for _, written in labelled(cell.text, {"form_number": words.form_number}):
            right = cells[at + 1] if at + 1 < len(cells) else cell
            number = written or (right.text if right.row == cell.row else "")
            numbered = True
            if forms := _beginning(fold(number), words.numbers):
                return forms, True
        titled = titled or titled_forms(cell.text, words)
    return titled, numbered or bool(titled)


def titled_forms(text: str, words: Words) -> tuple[str, ...]:
    """The forms whose title a text is, or begins with."""
    folded = fold(text)
    return words.titles.get(folded) or (_beginning(folded, words.titles) if len(folded) > 20 else ())


def _beginning(folded: str, names: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    if folded in names:
        return names[folded]
    longest = max((name for name in names if folded.startswith(name + " ")), key=len, default="")
    return names.get(longest, ())


def labelled(text: str, labels: dict[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    """Each (name, value) of a text such as "MST: 2700123456 - mã số: 3254018976".

    A label stands at the start of the text, or anywhere with a colon behind it; the value may be blank.
    """
    folded = fold(text)
    if not any(label in folded for spelt in labels.values() for label in spelt):
        return []
    tokens = _TOKEN.findall(_REMARK.sub(":", text))
    words = [(word, at) for at, token in enumerate(tokens) for word in fold(token).split()]
    starts: list[tuple[str, int, int]] = []  # name, first token of the label, first token of the value
    place = 0
    while place < len(words):
        name, length = _label_at(words, place, labels)
        end = _end_of_label(tokens, words, place + length)
        colon = end < len(tokens) and tokens[end] == ":"
        if name and (colon or place == 0):
            starts.append((name, words[place][1], end + colon))
            place += length
        else:
            place += 1
    ends = [*(first for _, first, _ in starts[1:]), len(tokens)][: len(starts)]
    return [
        (name, " ".join(tokens[value:end]).replace(" : ", ":").strip(" -–;,|/"))
        for (name, _, value), end in zip(starts, ends, strict=True)
    ]


def _end_of_label(tokens: Sequence[str], words: Sequence[tuple[str, int]], following: int) -> int:
    """The token behind a label: that of the colon, where only the same label in another language is before it."""
    end = words[following - 1][1] + 1
    colon = next((at for at in range(end, min(end + 8, len(tokens))) if tokens[at] == ":"), 0)
    between = [word for word, at in words[following:] if at < colon]
    return colon if between and is_foreign(between) else end


def _label_at(words: Sequence[tuple[str, int]], place: int, labels: dict[str, tuple[str, ...]]) -> tuple[str, int]:
    ahead = [word for word, _ in words[place : place + 6]]
    found = [
        (name, len(label.split()))
        for name, spelt in labels.items()
        for label in spelt
        if ahead[: label.count(" ") + 1] == label.split()
    ]
    return max(found, key=lambda each: each[1], default=("", 1))


def read_letterhead(cells: Sequence[Cell], words: Words, form: Form) -> Letterhead:
    """The facts of the cells above the table of a form."""
    head = Letterhead()
    rows: dict[int, list[Cell]] = defaultdict(list)
    for cell in cells:
        rows[cell.row].append(cell)
    labels = {
        "reporter": words.reporter_code, "tax_code": words.tax_code, "unit": words.unit, "number": words.form_number,
        "name": words.reporter_name, "either": words.unit_or_reporter,
    }  # fmt: skip
    names: list[str] = []
    for cell in cells:
        for name, written in labelled(cell.text, labels):
            value, where = written, cell
            if not value:
                beside = next((each for each in rows[cell.row] if each.column > cell.column), None)
                if beside is not None and _may_be_value(beside, labels, words):
                    where, value = beside, beside.text
            if name == "name":
                names.append(value)
            elif name == "number":
                head.used.add((cell.row, cell.column))
            elif name != "either" or unit_in(value):
                _settle(head, "unit" if name == "either" else name, value, cell, where, form)
    if head.reporter is None and form.reporter in _CODES_OF:
        listed = load(_CODES_OF[form.reporter])
        head.reporter = next((code for code in map(listed.code_of, names) if code is not None), None)
    title_row = next((cell.row for cell in cells if titled_forms(cell.text, words)), 0)
    if not head.unit:
        _unit_alone(head, [cell for cell in cells if cell.row > title_row])
    _period(head, cells, title_row, words, form)
    return head


def _may_be_value(cell: Cell, labels: dict[str, tuple[str, ...]], words: Words) -> bool:
    """Whether the cell beside a label can be its value, and is no other label and no part of the national title."""
    return fold(cell.text) not in words.national_title and not labelled(cell.text, labels)


def _settle(head: Letterhead, name: str, value: str, label: Cell, where: Cell, form: Form) -> None:
    """Keep the first value of a label."""
    if getattr(head, name):
        return
    head.used.update({(label.row, label.column), (where.row, where.column)})
    if not value or is_left_out(value):
        return
    if name != "unit" and (done := spoilt_by(value, where.kind)):
        head.spoilt.append((where, done))
        return
    if name == "reporter":
        value = code_of_reporter(value, where.kind, form)
    elif name != "unit":
        value = code_text(value, where.kind)
    setattr(head, name, value)
    setattr(head, f"{name}_cell", where)


def _unit_alone(head: Letterhead, cells: Sequence[Cell]) -> None:
    """A cell below the title that holds only a unit of money or the like: "(triệu đồng)"."""
    for cell in cells:
        unit = unit_named(unit_in(cell.text)) if cell.kind == "text" else None
        if unit is not None and unit.quantity != "count":
            head.unit, head.unit_cell = unit_in(cell.text), cell
            head.used.add((cell.row, cell.column))
            return


def code_of_reporter(written: str, kind: str, form: Form) -> str:
    """The code of a reporter: that of the list where the form has one, however it is written."""
    if form.reporter not in _CODES_OF:
        return code_text(written, kind)
    listed = load(_CODES_OF[form.reporter])
    return listed.code_of(written) or listed.find_in(written) or code_text(written, kind)


def code_text(text: str, kind: str = "text") -> str:
    """A code as it identifies: of digits without spaces, dots and dashes; typed ones with the zero Excel took away."""
    bare = text.strip(" '\"`’.,;()")
    digits = _DIGITS.match(bare)
    if digits:
        code = re.sub(r"\D", "", digits[0])
        return "0" + code if kind == NUMBER and len(code) in (9, 12) else code
    return re.sub(r"\s", "", bare).upper()


def _period(head: Letterhead, cells: Sequence[Cell], title_row: int, words: Words, form: Form) -> None:
    """The window that label and dates name: what stands from the title on, else what stands above it."""
    below, above = [c for c in cells if c.row >= title_row], [c for c in cells if c.row < title_row]
    told = read_period(below, words, form)
    if not told.cells:
        other = read_period(above, words, form)
        told = other if other.cells or not told.unread else told
    head.window, head.contradiction = told.window, told.contradiction
    head.period_cell = told.cells[0] if told.cells else told.unread
    head.used.update((cell.row, cell.column) for cell in told.cells)
    for cell in cells:
        if is_estimate_of(cell, told, title_row, words):
            head.estimate = True
            head.used.add((cell.row, cell.column))

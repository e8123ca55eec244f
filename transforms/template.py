"""The blank workbook of a form for one reporter and one period: pure, the same facts give the same bytes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache

from expectations.catalogue import Catalogue, Form
from expectations.periods import Window, label_vi
from transforms.read.stamp import SHEET, Stamp, as_written
from transforms.template_body import Figures, draw_figures, draw_records
from transforms.template_book import Drawing, write_book
from transforms.template_checks import InputCheck
from transforms.template_table import Place, places_of, unit_line

_NATIONAL_WIDTH = 40.0  # characters that the national title takes
_SIGNATURE_ROWS = 3
_TITLE_ROW, _PERIOD_ROW, _ASK_ROW, _UNIT_ROW, _HEADING_ROW = 4, 5, 6, 7, 8


@dataclass(frozen=True)
class Reporter:
    """Who is to fill a template in; blank where it is not known."""

    code: str = ""
    name: str = ""
    tax_code: str = ""
    is_fdi: bool | None = None


def template(
    form_code: str, version: str, reporter: Reporter, window: Window, previous: Figures, catalogue: Catalogue
) -> bytes:
    """The workbook (.xlsx) of a version of a form, with what the reporter gave for the period before greyed beside."""
    form = catalogue.forms[form_code].at(version)
    places = _places(form, catalogue, bool(previous))
    drawing = Drawing(form.number, [place.width for place in places])
    stamp = Stamp(form.code, version, reporter.code, window.start, window.end)
    drawing.kept = as_written(stamp, label_vi(window))
    _letterhead(drawing, form, reporter, catalogue)
    _title(drawing, form, version, window)
    _line_above(drawing, form, reporter, catalogue)
    body = _headings(drawing, places)
    drawing.first_body_row = body
    if form.layout == "figures":
        end = draw_figures(drawing, body, form, places, reporter.is_fdi, previous)
    else:
        end = draw_records(drawing, body, form, places, window, catalogue.words.total[0], previous)
    _signatures(drawing, end + 1, catalogue)
    return write_book(drawing, SHEET, _instant(window.end))


@lru_cache(maxsize=256)
def _places(form: Form, catalogue: Catalogue, with_previous: bool) -> tuple[Place, ...]:
    return places_of(form, catalogue.words, with_previous)


def _instant(day: date) -> datetime:
    """The instant that a workbook says it was made at: the end of its period, for there is no clock here."""
    return datetime.combine(day, time(), UTC)


def _halves(drawing: Drawing) -> int:
    """The first column of the right half, which holds the national title."""
    width, column = 0.0, len(drawing.widths)
    while column > 1 and width < _NATIONAL_WIDTH:
        column -= 1
        width += drawing.widths[column]
    return column


def _letterhead(drawing: Drawing, form: Form, reporter: Reporter, catalogue: Catalogue) -> None:
    words, right, last = catalogue.words, _halves(drawing), len(drawing.widths) - 1
    for row, text in enumerate((*words.national_title, f"{words.form_number[0]}: {form.number}")):
        drawing.put(row, right, text, "national" if row < 2 else "right", to_column=last)
    _filled_or_asked(drawing, 0, "", reporter.name, right)
    if form.reporter == "project":
        _filled_or_asked(drawing, 1, words.tax_code[0], reporter.tax_code, right)
    _filled_or_asked(drawing, 2, words.template.reporter_code[form.reporter], reporter.code, right)


def _filled_or_asked(drawing: Drawing, row: int, label: str, value: str, right: int) -> None:
    """A line of the letterhead as one text, or with a cell to fill in where the value is not known."""
    if value:
        text = f"{label}: {value}" if label else value
        drawing.put(row, 0, text, "plain" if label else "name", to_column=right - 1)
    elif not label:
        drawing.put(row, 0, None, "input_line", to_column=right - 1)
    elif right < 3:
        drawing.put(row, 0, f"{label}: ", "input_line", to_column=right - 1)
    else:
        drawing.put(row, 0, f"{label}:", "plain", to_column=1)
        drawing.put(row, 2, None, "input_line", to_column=right - 1)
    if not label:
        drawing.heights[row] = 30.0


def _title(drawing: Drawing, form: Form, version: str, window: Window) -> None:
    last = len(drawing.widths) - 1
    titles = form.in_version(version).titles or (form.title_vi.upper(),)
    drawing.put(_TITLE_ROW, 0, titles[0], "title", to_column=last)
    drawing.put(_PERIOD_ROW, 0, label_vi(window), "period", to_column=last)
    drawing.heights[_TITLE_ROW] = 24.0


def _line_above(drawing: Drawing, form: Form, reporter: Reporter, catalogue: Catalogue) -> None:
    """The lines between title and table: what kind of report it is, and the unit of most of it."""
    words, right, last = catalogue.words, _halves(drawing), len(drawing.widths) - 1
    answer = min(2, last)
    if form.layout == "register" and form.period.nothing_is_a_report:
        _asked(drawing, words.template.nothing, None, (words.nothing[0],), answer)
    elif form.layout == "figures" and form.status == "as_marked":
        choices = (words.template.final, words.template.estimate)
        _asked(drawing, words.template.status, words.template.final, choices, answer)
    elif form.layout == "figures":
        drawing.put(_ASK_ROW, 0, f"{words.template.status} {words.template.estimate}", "plain", to_column=answer)
    if unit := unit_line(form, reporter.is_fdi):
        drawing.put(_UNIT_ROW, right, f"{words.unit[0]}: {unit}", "right", to_column=last)


def _asked(drawing: Drawing, question: str, usual: str | None, choices: tuple[str, ...], answer: int) -> None:
    drawing.put(_ASK_ROW, 0, question, "plain", to_column=answer - 1)
    drawing.put(_ASK_ROW, answer, usual, "input_choice", to_column=min(answer + 1, len(drawing.widths) - 1))
    drawing.heights[_ASK_ROW] = 30.0
    title = question if len(question) <= 32 else f"{question[:31]}…"
    words = "Chọn trong danh sách.\nChoose from the list."
    drawing.check(_ASK_ROW, answer, InputCheck("list", title, words, choices=choices))


def _headings(drawing: Drawing, places: tuple[Place, ...]) -> int:
    """Draw headings and column codes; returns the row below them."""
    rows = 2 if any(place.group for place in places) else 1
    below = _HEADING_ROW + rows - 1
    column = 0
    while column < len(places):
        place = places[column]
        style = "heading" if place.takes_input or place.column is None else "heading_previous"
        if not place.group:
            drawing.put(_HEADING_ROW, column, place.heading, style, to_row=below)
            column += 1
            continue
        first = column
        while column < len(places) and places[column].group == place.group:
            drawing.put(below, column, places[column].heading, style)
            column += 1
        drawing.put(_HEADING_ROW, first, place.group, style, to_column=column - 1)
    for at, place in enumerate(places):
        drawing.put(below + 1, at, place.code or None, "column_code" if place.code else "heading_previous")
    drawing.heights[below] = 46.0
    return below + 2


def _signatures(drawing: Drawing, row: int, catalogue: Catalogue) -> None:
    """Place and day, who signs, and room for their names."""
    words, right, last = catalogue.words.template, _halves(drawing), len(drawing.widths) - 1
    drawing.put(row, right, words.signed_at, "input_place", to_column=last)
    *others, head = words.signed_by
    middle = max(1, right // 2) if right > 1 else 1
    spans = [(0, middle - 1), (middle, right - 1)][: len(others)] if right > 1 else [(0, 0)]
    for (first, end), who in zip([*spans, (right, last)], [*others[: len(spans)], head], strict=True):
        drawing.put(row + 1, first, who, "national", to_column=end)
        drawing.put(row + 2, first, words.sign_here, "centred", to_column=end)
        drawing.put(row + 2 + _SIGNATURE_ROWS, first, None, "input_name", to_column=end)

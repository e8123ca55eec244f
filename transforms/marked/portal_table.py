"""A JSON report of the portal as the sheet of its form, so that it can be corrected in a workbook and sent as one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from expectations.catalogue import Catalogue, Form
from transforms.marked.remarks import Place, Remark
from transforms.read.document import Cell, Sheet, column_letters
from transforms.read.portal import HEAD, as_cell_text, portal_form

_ABOUT = ("code", "label", "unit")  # keys of a row of figures that are no figures


@dataclass(frozen=True)
class PortalTable:
    """The sheet, and the place in it of every value: by row and key, those of the head under row 0."""

    sheet: Sheet
    places: dict[tuple[int, str], Place]


class _Writer:
    """Puts cells into a sheet and keeps where the values stand."""

    def __init__(self) -> None:
        self.cells: list[Cell] = []
        self.places: dict[tuple[int, str], Place] = {}
        self.row = 1

    def put(self, column: int, value: Any, key: tuple[int, str] | None = None) -> None:
        """Put a value into the present row; a blank one only keeps its place."""
        if key is not None:
            self.places[key] = (self.row, column)
        written = as_cell_text(value)
        if written is not None:
            self.cells.append(Cell(self.row, column, *written))


def portal_table(report: Mapping[str, Any], catalogue: Catalogue, name: str) -> PortalTable:
    """The report as a sheet: its head line by line, then its rows under the headings of the form."""
    form = portal_form(report, catalogue)
    writer = _Writer()
    _write_head(writer, report, form, catalogue)
    writer.row += 2
    rows = [row if isinstance(row, dict) else {"rows": row} for row in report.get("rows") or []]
    columns = list(_columns(rows, form, catalogue))
    for at, (_, heading) in enumerate(columns, 1):
        writer.put(at, heading)
    labels = {row.code: row for row in form.at(_version(report, form)).rows} if form is not None else {}
    for number, row in enumerate(rows, 1):
        writer.row += 1
        told = labels.get(str(row.get("code")))
        usual = {"label": told.label, "unit": told.unit} if told is not None else {}
        for at, (key, _) in enumerate(columns, 1):
            writer.put(at, row.get(key, usual.get(key)), (number, key))
    if not rows:
        writer.row += 1
        writer.put(1, catalogue.words.nothing[0])
    return PortalTable(Sheet(name, tuple(writer.cells)), writer.places)


def replaced(
    remarks: Sequence[Remark], table: PortalTable, catalogue: Catalogue, form_code: str | None
) -> list[Remark]:
    """The findings with the addresses of the sheet: at their values, and those of the head at its lines."""
    found = []
    for remark in remarks:
        place = table.places.get((remark.row or 0, remark.column)) or _of_head(remark, table, catalogue, form_code)
        row, letters = (place[0], column_letters(place[1])) if place else (None, "")
        found.append(replace(remark, sheet=table.sheet.name, row=row, column=letters))
    return found


def _of_head(remark: Remark, table: PortalTable, catalogue: Catalogue, form_code: str | None) -> Place | None:
    try:
        return table.places.get((0, catalogue.rule(remark.rule_code, form_code).mark))
    except KeyError:  # a rule of an earlier catalogue
        return None


def _version(report: Mapping[str, Any], form: Form) -> str:
    known = [version.version for version in form.versions]
    stated = str(report.get("version") or "")
    return stated if stated in known else known[-1]


def _write_head(writer: _Writer, report: Mapping[str, Any], form: Form | None, catalogue: Catalogue) -> None:
    words = catalogue.words
    labels = {
        "reporter": words.reporter_code, "tax_code": words.tax_code, "period": words.period, "unit": words.unit,
        "status": words.status,
    }  # fmt: skip
    if form is not None:
        writer.put(1, f"{words.form_number[0]}: {form.number}", (0, "form"))
        writer.row += 1
        titles = next(each.titles for each in form.versions if each.version == _version(report, form))
        writer.put(1, (titles or (form.title_vi.upper(),))[0], (0, "title"))
    for key in ("reporter", "tax_code", "period", "unit", "status"):
        if report.get(key) or key in ("reporter", "period"):
            writer.row += 1
            writer.put(1, f"{labels[key][0]}:")
            writer.put(3, report.get(key), (0, key))
    for key, value in report.items():
        if key not in HEAD:
            writer.row += 1
            writer.put(1, key)
            writer.put(3, value if as_cell_text(value) else "…", (0, key))


def _columns(rows: Sequence[Mapping[str, Any]], form: Form | None, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """Key and heading of each column: those of the form, then those that only the report has."""
    used = {key for row in rows for key in row}
    known: dict[str, str] = {}
    if form is not None and form.layout == "figures":
        words = catalogue.words
        known = dict(zip(_ABOUT, (words.row_code[0], words.row_label[0], words.row_unit[0]), strict=True))
    if form is not None:
        all_of_them = bool(form.rows) or not rows
        shown = (each for each in form.columns if each.key in used or (all_of_them and each.type != "dropped"))
        known |= {column.key: column.headings[0] for column in shown}
    yield from known.items()
    yield from ((key, key) for key in dict.fromkeys(key for row in rows for key in row) if key not in known)

"""The look of an old workbook (.xls), by xlrd."""

from __future__ import annotations

import io

import xlrd
from xlrd.book import Book
from xlrd.sheet import Sheet

from transforms.marked.looks import MOST_LOOKS, Look, Looks, SheetLook

_ACROSS = {1: "left", 2: "center", 3: "right"}
_DOWN = {0: "top", 1: "center", 2: "bottom"}
_BOLD_WEIGHT = 700
_TWIPS, _LETTER = 20, 256  # of a point, and of the width of a letter


def looks_of_xls(content: bytes) -> Looks:
    """The look of every sheet."""
    workbook = xlrd.open_workbook(file_contents=content, formatting_info=True, ragged_rows=True, logfile=io.StringIO())
    looks = [_look(workbook, number) for number in range(len(workbook.xf_list))]
    return {sheet.name: _sheet(sheet, looks) for sheet in workbook.sheets()}


def _sheet(sheet: Sheet, looks: list[Look]) -> SheetLook:
    found = SheetLook()
    for column, told in sheet.colinfo_map.items():
        found.widths[column + 1] = told.width / _LETTER
        if told.hidden:
            found.hidden_columns.add(column + 1)
    for row, line in sheet.rowinfo_map.items():
        if line.height and line.height_mismatch:
            found.heights[row + 1] = line.height / _TWIPS
        if line.hidden:
            found.hidden_rows.add(row + 1)
    for row in range(sheet.nrows):
        for column in range(sheet.row_len(row)):
            if len(found.cells) < MOST_LOOKS:
                found.cells[row + 1, column + 1] = looks[sheet.cell_xf_index(row, column)]
    return found


def _look(workbook: Book, number: int) -> Look:
    xf = workbook.xf_list[number]
    assert xf.background is not None
    font = workbook.font_list[xf.font_index]
    numbers = workbook.format_map.get(xf.format_key)
    fill = workbook.colour_map.get(xf.background.pattern_colour_index) if xf.background.fill_pattern == 1 else None
    assert xf.border is not None
    assert xf.alignment is not None
    lines = (xf.border.left_line_style, xf.border.top_line_style, xf.border.bottom_line_style)
    return Look(
        font=font.name,
        size=font.height / _TWIPS,
        bold=bool(font.bold) or font.weight >= _BOLD_WEIGHT,
        italic=bool(font.italic),
        fill="{:02X}{:02X}{:02X}".format(*fill) if fill else "",
        boxed=all(lines),
        across=_ACROSS.get(xf.alignment.hor_align, ""),
        down=_DOWN.get(xf.alignment.vert_align, ""),
        wrap=bool(xf.alignment.text_wrapped),
        number_format=numbers.format_str if numbers is not None else "",
    )

"""A blank form as a clerk sees it: opened by openpyxl, its input cells found by what stands on the sheet."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property

import openpyxl
from openpyxl.cell import Cell, MergedCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from expectations.catalogue import Form
from expectations.text import fold

Given = str | int | Decimal | date | None
At = tuple[int, int]


class Blank:
    """The first sheet of a template, and where each column and row of the form stands on it."""

    def __init__(self, content: bytes, form: Form) -> None:
        self.book = openpyxl.load_workbook(io.BytesIO(content))
        self.form = form

    @property
    def sheet(self) -> Worksheet:
        return self.book.worksheets[0]

    @cached_property
    def top(self) -> int:
        """The first row of headings."""
        return next(row for row in range(1, 40) if self.text(row, 1) == "STT")

    @cached_property
    def codes(self) -> int:
        """The row of column codes, below the headings."""
        return next(row for row in range(self.top, 60) if self.text(row, 1) == "A")

    @cached_property
    def columns(self) -> dict[str, int]:
        """Column key → number of the column to fill in."""
        found: dict[str, int] = {}
        for number in range(1, self.sheet.max_column + 1):
            texts = [self.shown(row, number) for row in range(self.top, self.codes)]
            if texts[0] == "Kỳ trước đã báo cáo (không nhập)":
                continue
            heading = fold(texts[-1].partition(" (")[0])
            for column in self.form.columns:
                whole = {fold(each) for each in column.headings}
                if column.type != "dropped" and {heading, fold(texts[-1])} & whole:
                    found.setdefault(column.key, number)
        return found

    @cached_property
    def rows(self) -> dict[str, int]:
        """Row code → number of its row."""
        codes = {row.code for row in self.form.rows}
        return {self.text(row, 3): row for row in range(self.codes + 1, self.end) if self.text(row, 3) in codes}

    @cached_property
    def end(self) -> int:
        """The row of the first signature."""
        return next(row for row in range(self.codes, 200) if self.text(row, 1) == "Người lập biểu")

    @cached_property
    def total(self) -> int | None:
        """The row of the total, where there is one."""
        return next((row for row in range(self.codes, self.end) if self.text(row, 2) == "Tổng cộng"), None)

    def text(self, row: int, column: int) -> str:
        value = self.sheet.cell(row, column).value
        return "" if value is None else str(value)

    def shown(self, row: int, column: int) -> str:
        """The text over a place, that of a merged range where it lies in one."""
        if isinstance(self.sheet.cell(row, column), MergedCell):
            merged = next(
                each for each in self.sheet.merged_cells.ranges
                if each.min_row <= row <= each.max_row and each.min_col <= column <= each.max_col
            )  # fmt: skip
            return self.text(merged.min_row, merged.min_col)
        return self.text(row, column)

    def place(self, row_key: str | int, column_key: str) -> At:
        """Where a figure stands: by row code, or by the number of a record."""
        row = self.rows[row_key] if isinstance(row_key, str) else self.codes + row_key
        return row, self.columns[column_key]

    def put(self, at: At, value: Given) -> None:
        """Type a value into a cell, as the cell would take it."""
        cell = self.sheet.cell(*at)
        assert isinstance(cell, Cell)
        cell.value = float(value) if isinstance(value, Decimal) else value

    def fill(self, values: Mapping[tuple[str | int, str], Given]) -> None:
        """Type all values: (row code or record number, column key) → value."""
        for (row_key, column_key), value in values.items():
            self.put(self.place(row_key, column_key), value)

    def content(self) -> bytes:
        """The workbook as it would be saved."""
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()


def address(at: At) -> str:
    """A place as people write it: (12, 5) is E12."""
    return f"{get_column_letter(at[1])}{at[0]}"

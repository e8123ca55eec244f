"""The marked copies of all example reports that go back: the marks are there, and all else is as it was."""

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.cell import Cell
from openpyxl.workbook import Workbook

from expectations.catalogue import load_catalogue
from flows.commands.check import judged_alone
from flows.marked_copies import mark_each, tasks_of
from tests.conftest import FIELD
from tests.truth import expected
from transforms.marked.marked_copy import UNNAMED
from transforms.marked.remarks import Remark
from transforms.marked.styles import FILLS
from transforms.read.document import FORMULA_WITHOUT_VALUE, TEXT
from transforms.read.entries import Entry
from transforms.read.own_sheet import OWN_NAME
from transforms.read.reading import Reading
from transforms.read.report import read_report

SENT_BACK = ("returned", "accepted_with_warnings")
PARTS = ("value", "number_format", "font", "border", "alignment", "protection")


class Marked:
    """A report, its marked copy, and what was to be marked in it."""

    def __init__(self, path: str, reading: Reading, remarks: tuple[Remark, ...], copy: bytes | None) -> None:
        assert copy is not None, path
        self.path, self.reading, self.remarks, self.copy = path, reading, remarks, copy
        self.before = reading.archive_copy or b""


@pytest.fixture(scope="module")
def sent_back() -> list[Marked]:
    """Every report of the example set that was returned or warned of, judged by the rules that need no history.

    One that only history finds fault with is marked at its first figure.
    """
    catalogue = load_catalogue()
    paths = [row["path"] for row in expected("submissions") if row["outcome"] in SENT_BACK]
    contents = {rank: (Path(path), (FIELD / "reports" / path).read_bytes()) for rank, path in enumerate(paths, 1)}
    readings = {rank: read_report(rank, content, catalogue) for rank, (_, content) in contents.items()}
    alone = judged_alone(contents, list(readings.values()), catalogue)
    submissions = alone.submissions.assign(outcome="returned", archived_sha256="kept")
    found = []
    for task in tasks_of(submissions, alone.arrivals, alone.findings):
        reading = readings[task.arrival_rank]
        remarks = task.remarks or (first_figure(reading),)
        (copy,) = mark_each([task._replace(remarks=remarks)], [reading.archive_copy or b""])
        found.append(Marked(paths[task.arrival_rank - 1], reading, remarks, copy))
    return found


def first_figure(reading: Reading) -> Remark:
    """A warning at the first figure of a report."""
    entry = reading.entries[0]
    return Remark(1, "X-1", "warn", entry.sheet, entry.row, entry.column, "", entry.text, "", "Xem lại.", "Check.")


def opened(content: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def cells(workbook: Workbook) -> Iterator[tuple[str, Cell]]:
    for sheet in workbook.worksheets:
        if sheet.title != OWN_NAME:
            yield from ((f"{sheet.title}!{cell.coordinate}", cell) for row in sheet.iter_rows() for cell in row)  # type: ignore[misc]


def is_marked(cell: Any) -> bool:
    return cell.fill.fgColor.rgb in FILLS.values()


def test_every_copy_shows_its_marks(sent_back: list[Marked]) -> None:
    assert len(sent_back) >= 60
    for each in sent_back:
        copy = opened(each.copy)
        assert copy.sheetnames[0] == OWN_NAME, each.path
        marks = {where: cell for where, cell in cells(copy) if is_marked(cell)}
        assert marks, each.path
        assert all(cell.comment is not None for cell in marks.values()), each.path
        for remark in each.remarks:
            own = f"{remark.sheet or UNNAMED}!{remark.column}{remark.row}"
            if remark.row is not None and each.reading.sheet:
                assert own in marks, f"{each.path}: {own}"
        told = " ".join(str(cell.value) for row in copy[OWN_NAME].iter_rows() for cell in row)
        assert all(remark.rule_code in told for remark in each.remarks), each.path


def test_every_copy_of_a_workbook_is_equal_beside_the_marks(sent_back: list[Marked]) -> None:
    workbooks = [each for each in sent_back if each.before.startswith(b"PK") and b"xl/workbook.xml" in each.before]
    assert len(workbooks) >= 50
    for each in workbooks:
        before, after = opened(each.before), opened(each.copy)
        assert after.sheetnames[1:] == before.sheetnames, each.path
        was = dict(cells(before))
        stored = dict(cells(openpyxl.load_workbook(io.BytesIO(each.before), data_only=True)))
        for where, cell in cells(after):
            if where not in was:
                assert is_marked(cell), f"{each.path}: {where}"
                assert cell.value is None, f"{each.path}: {where}"
                continue
            if was[where].data_type == "f":  # its value, or where it has none its text
                assert cell.value in (stored[where].value, was[where].value), f"{each.path}: {where}"
                assert cell.data_type != "f", f"{each.path}: {where}"
                continue
            for part in (*PARTS, *(() if is_marked(cell) else ("fill",))):
                assert repr(getattr(cell, part)) == repr(getattr(was[where], part)), f"{each.path}: {where} {part}"
        for sheet in before.worksheets:
            same = after[sheet.title]
            assert same.merged_cells.ranges == sheet.merged_cells.ranges, each.path
            assert widths(same) == widths(sheet), each.path
            assert same.sheet_state == sheet.sheet_state, each.path


def widths(sheet: Any) -> dict[Any, Any]:
    columns = {letters: (one.width, one.hidden) for letters, one in sheet.column_dimensions.items()}
    return columns | {number: (one.height, one.hidden) for number, one in sheet.row_dimensions.items()}


def as_text(entry: Entry) -> Entry:
    """A formula without a value as the copy has it: its text."""
    return entry._replace(kind=TEXT) if entry.kind == FORMULA_WITHOUT_VALUE else entry


def test_every_copy_reads_as_the_report_does(sent_back: list[Marked]) -> None:
    for each in sent_back:
        again = read_report(each.reading.arrival_rank, each.copy, load_catalogue())
        for name in ("outcome", "form_code", "form_version", "reporter", "tax_code", "window_start", "window_end"):
            assert getattr(again, name) == getattr(each.reading, name), f"{each.path}: {name}"
        assert said(again) == said(each.reading), each.path
        if each.before.startswith(b"PK"):
            assert again.entries == tuple(map(as_text, each.reading.entries)), each.path
            assert (again.cells_used, again.cells_reported) == (each.reading.cells_used, each.reading.cells_reported)


def said(reading: Reading) -> list[tuple[str, str, str]]:
    """The values of a report without their places and kinds; an error value is written as text."""
    return sorted((entry.row_key, entry.column_key, entry.text) for entry in reading.entries)


def test_a_copy_is_marked_again_without_the_marks_of_before(sent_back: list[Marked]) -> None:
    catalogue = load_catalogue()
    for each in sent_back[:20]:
        again = read_report(1, each.copy, catalogue)
        kept = again.archive_copy or b""
        assert_same_cells(kept, each)
        assert read_report(1, kept, catalogue).archive_copy == kept, each.path
        remark = replace(first_figure(again), sheet=again.entries[0].sheet)
        twice = marked_again(kept, remark)
        marks = [where for where, cell in cells(opened(twice)) if is_marked(cell)]
        entry = again.entries[0]
        assert marks == [f"{entry.sheet}!{entry.column}{entry.row}"], each.path
        assert opened(twice).sheetnames == opened(each.copy).sheetnames


def assert_same_cells(kept: bytes, each: Marked) -> None:
    """The archive keeps of a marked copy the cells that it keeps of the report itself, and none of its comments."""
    before, after = dict(cells(opened(each.before))), dict(cells(opened(kept)))
    assert list(after) == list(before), each.path
    for where, cell in after.items():
        assert cell.comment is None, f"{each.path}: {where}"
        for part in PARTS:
            assert repr(getattr(cell, part)) == repr(getattr(before[where], part)), f"{each.path}: {where} {part}"


def marked_again(copy: bytes, remark: Remark) -> bytes:
    from tests.transforms.marked.made import marked

    return marked(copy, remark)

"""The whole loop as a clerk would go it: returned, the marked copy itself corrected, sent again, accepted."""

import io
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from openpyxl.workbook import Workbook

from expectations.catalogue import load_catalogue
from flows import stages, store
from flows.archive import sha256_of
from flows.commands.tell import make_warehouse
from flows.settings import Settings, load_settings
from tests.examples import monthly, projects
from transforms.marked.styles import FILLS
from transforms.read.document import PLACEHOLDER
from transforms.read.open_csv import read_table
from transforms.read.own_sheet import OWN_NAME
from transforms.read.report import read_report

FIGURES = {"01": "100", "02": "100", "02.1": "120", "05": "khoảng năm", "06": "50"}
CORRECT = {"02.1": "80", "05": "5"}


def workbook_of(csv: bytes) -> bytes:
    """The rows of a CSV as an .xlsx."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row, record in enumerate(read_table(csv).records, 1):
        for column, text in enumerate(record, 1):
            sheet.cell(row, column, text or None)
    return saved(workbook)


def saved(workbook: Workbook) -> bytes:
    """The bytes of a workbook."""
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def coloured(workbook: Workbook) -> dict[str, Any]:
    """The marked cells of the sheets that are not ours."""
    sheets = [sheet for sheet in workbook.worksheets if sheet.title != OWN_NAME]
    cells = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row]
    return {cell.coordinate: cell for cell in cells if cell.fill.fgColor.rgb in FILLS.values()}


def corrected(copy: bytes, row_code: str) -> bytes:
    """The copy with its marked cell in this row set right; our sheet and comments stay."""
    workbook = openpyxl.load_workbook(io.BytesIO(copy))
    for cell in coloured(workbook).values():
        if cell.parent.cell(cell.row, 3).value == row_code:
            cell.value = CORRECT[row_code]
    return saved(workbook)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A warehouse that knows the project."""
    settings = load_settings(home=tmp_path / "var", settle_seconds=0, processes=1)
    make_warehouse(settings)
    send(settings, date(2026, 10, 1), projects({}))
    return settings


def send(settings: Settings, day: date, content: bytes) -> pd.Series:
    """One night with this file; its submission."""
    folder = settings.home.parent / "in" / day.isoformat()
    folder.mkdir(parents=True)
    (folder / "T9.xlsx").write_bytes(content)
    engine = store.open_warehouse(settings.warehouse_url)
    night = stages.plan(settings, [str(folder.parent)], day)
    for batch in stages.receive(engine, night, [stages.look(night, entry) for entry in night.entries]).batches:
        stages.ingest(engine, night, batch)
    stages.deliver(engine, night)
    with engine.connect() as connection:
        submissions = pd.read_sql("SELECT * FROM submission JOIN arrival USING (arrival_rank)", connection)
    return submissions.iloc[-1]


def copy_of(settings: Settings, day: date) -> bytes:
    """The marked copy that went out that day."""
    (path,) = (settings.outbox_folder / day.isoformat()).rglob("*.xlsx")
    return path.read_bytes()


def test_marked_copy_corrected_in_place_is_accepted(settings: Settings) -> None:
    first, second, third = (date(2026, 10, day) for day in (5, 6, 7))
    original = workbook_of(monthly(FIGURES))
    assert send(settings, first, original)["outcome"] == "returned"
    copy = copy_of(settings, first)
    assert list(coloured(openpyxl.load_workbook(io.BytesIO(copy)))) == ["E9", "E10"]

    again = corrected(copy, "05")
    assert send(settings, second, again)["outcome"] == "returned"
    next_copy = openpyxl.load_workbook(io.BytesIO(copy_of(settings, second)))
    assert next_copy.sheetnames == [OWN_NAME, "Sheet"]
    assert list(coloured(next_copy)) == ["E9"]
    assert [cell.coordinate for row in next_copy["Sheet"].iter_rows() for cell in row if cell.comment] == ["E9"]

    last = corrected(copy_of(settings, second), "02.1")
    submission = send(settings, third, last)
    assert submission["outcome"] == "accepted"
    assert submission["archived_sha256"] == sha256_of(reading(last).archive_copy)
    assert submission["cells_reported"] == 0

    mended, direct = reading(last), reading(workbook_of(monthly(FIGURES | CORRECT)))
    assert mended.entries == direct.entries
    assert mended.cells_used == direct.cells_used
    own = sum(cell.value is not None for row in next_copy[OWN_NAME].iter_rows() for cell in row)
    assert mended.cells_ignored == direct.cells_ignored + own


def reading(content: bytes) -> Any:
    """What is read in a file."""
    return read_report(1, content, load_catalogue())


def test_what_somebody_writes_into_our_sheet_is_not_kept(settings: Settings) -> None:
    send(settings, date(2026, 10, 5), workbook_of(monthly(FIGURES)))
    workbook = openpyxl.load_workbook(io.BytesIO(copy_of(settings, date(2026, 10, 5))))
    workbook[OWN_NAME]["A40"] = "Nguyễn Văn Ví Dụ giải trình"
    kept = reading(saved(workbook)).archive_copy
    sheet = openpyxl.load_workbook(io.BytesIO(kept))[OWN_NAME]
    assert sheet["A40"].value == PLACEHOLDER
    assert "Ví Dụ".encode() not in kept
    again = reading(kept)
    assert again.archive_copy == kept
    assert again.entries == reading(saved(workbook)).entries

"""Files larger than any report are refused by what they would hold, before it is held; none takes more than seconds."""

import json
import re
import tracemalloc
from collections.abc import Callable
from time import process_time

import pytest

from tests.transforms.read.made import ods, ods_row, rewritten, xls, xlsx_xml
from transforms.read.document import Unreadable
from transforms.read.limits import LONGEST_TEXT, MEGABYTE, MOST_BYTES, MOST_CELLS, MOST_SHEETS
from transforms.read.open_document import open_document
from transforms.read.plain_workbook import write_package

WORKBOOK = "xl/workbook.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def sheets_on_one_part(sheets: int, cells: int) -> bytes:
    """An .xlsx that has so many sheets, all of them the same part of so many cells."""
    one = "".join(f'<row r="{row}"><c r="A{row}"><v>1</v></c></row>' for row in range(1, cells + 1))
    many = "".join(f'<sheet name="S{number}" sheetId="{number}" r:id="rId1"/>' for number in range(1, sheets + 1))
    relations = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'

    def put(xml: str) -> str:
        filled = re.sub("<sheets>.*</sheets>", f"<sheets>{many}</sheets>", xml)
        return filled.replace("<workbook ", f"<workbook {relations} ", 1)

    return rewritten(xlsx_xml(one), {WORKBOOK: put})


def texts_cloned(letters: int, cells: int) -> bytes:
    """An .xlsx whose one text of so many letters stands in so many cells."""
    rows = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, cells + 1))
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    texts = f'<sst xmlns="{MAIN}"><si><t>{"x" * letters}</t></si></sst>'
    return write_package([("S", "visible", sheet.encode())], {"sharedStrings": texts.encode()})


def ledger(rows: int, columns: int) -> bytes:
    """An .xlsx of so many rows and columns of figures."""
    cells = [f'<c r="{letter}%d"><v>7</v></c>' for letter in "ABCDEFGHIJ"[:columns]]
    row = '<row r="%d">' + "".join(cells) + "</row>"
    return xlsx_xml("".join(row % ((number,) * (columns + 1)) for number in range(1, rows + 1)))


def repeated(columns: int, rows: int) -> bytes:
    """An .ods whose one cell is repeated."""
    cell = f'<table:table-cell table:number-columns-repeated="{columns}"><text:p>a</text:p></table:table-cell>'
    return ods(f'<table:table-row table:number-rows-repeated="{rows}">{cell}</table:table-row>')


LARGE: dict[str, Callable[[], bytes]] = {
    "a ledger of a million cells": lambda: ledger(100_000, 10),
    "300 sheets on one part": lambda: sheets_on_one_part(300, 2_000),
    "100,000 sheets": lambda: sheets_on_one_part(100_000, 1),
    "a text of 1 MB in 5,000 cells": lambda: texts_cloned(MEGABYTE, 5_000),
    "a cell of an .ods repeated 5 million times": lambda: repeated(5, 1_000_000),
    "a row of an .ods with 5 million cells": lambda: repeated(5_000_000, 1),
    "400,000 blanks in a cell": lambda: ods(ods_row("a" + "<text:s/>" * 400_000)),
    "600,000 values of JSON": lambda: json.dumps({"form": "x", "rows": [1] * 600_000}).encode(),
    "a JSON text of 10 MB": lambda: json.dumps({"form": "x" * 10 * MEGABYTE}).encode(),
    "1.2 million rows of CSV": lambda: b"a,1,b\n" * 1_200_000,
    "8 million blank fields of CSV": lambda: b"a" + b";" * 8_000_000,
    "more bytes than any report": lambda: b"a" * (MOST_BYTES + 1),
}


@pytest.mark.parametrize("what", LARGE)
def test_what_is_larger_than_any_report_is_refused_at_once(what: str) -> None:
    content = LARGE[what]()
    tracemalloc.start()
    started = process_time()
    with pytest.raises(Unreadable) as refused:
        open_document(content)
    took, (_, most) = process_time() - started, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert refused.value.kind == "too-large"
    assert took < 6
    assert most < 400 * MEGABYTE


def test_a_large_register_of_ours_is_read() -> None:
    document = open_document(ledger(30_000, 10))
    assert len(document.sheets[0].cells) == 300_000 < MOST_CELLS


def test_a_long_text_in_a_few_cells_and_many_sheets_are_read() -> None:
    assert len(open_document(texts_cloned(LONGEST_TEXT, 3)).sheets[0].cells[0].text) == LONGEST_TEXT
    assert len(open_document(sheets_on_one_part(MOST_SHEETS, 3)).sheets) == MOST_SHEETS


def test_an_old_workbook_is_measured_by_its_records() -> None:
    wide = xls(lambda sheet: [sheet.write(row, column, 1.5) for row in range(4000) for column in range(130)])
    with pytest.raises(Unreadable, match="too-large"):
        open_document(wide)

"""A number format that shows another figure than is stored is told at its cell, and puts the figure in doubt."""

import csv
import io

import openpyxl
import pytest
import xlwt

from expectations.catalogue import load_catalogue
from tests.examples import FIGURES, codes, judged, monthly, outcomes
from tests.transforms.read.made import ods, xls, xlsx
from transforms.read.document import Document
from transforms.read.number_formats import DAY, DURATION, PLAIN, format_of_power, power_shown, shown_as
from transforms.read.open_document import open_document
from transforms.read.plain_workbook import write_workbook


@pytest.mark.parametrize(
    ("code", "value", "power"),
    [
        ("#,##0,,", 5e9, -6), ("#,##0.0,,", 5e9, -6), ("0,", 5e3, -3), ("#,##0,,.00", 5e9, -6), ('0.0,,"tr"', 5e9, -6),
        ("0%", 0.5, 2), ("0.00%", 0.5, 2), ('0"000"', 5, 3), ("0\\0\\0\\0", 5, 3), ('#,##0".000"', 5, 3),
        ("#,##0", 5, 0), ("#,##0.00", 5, 0), ("General", 5, 0), ("", 5, 0), ('0"%"', 5, 0), ('#,##0" m2"', 5, 0),
        ('_(* #,##0_);_(* (#,##0);_(* "-"??_);_(@_)', 5, 0), ('#,##0\\ "₫"', 5, 0), ("[$-42A]#,##0", 5, 0),
        ("[>=1000000]#,##0,,;#,##0", 5e6, -6), ("[>=1000000]#,##0,,;#,##0", 500, 0), ("#,##0;-#,##0,", -5e3, -3),
        ("#,##0;-#,##0,", 5e3, 0), ("dd/mm/yyyy", 45000, 0),
    ],
)  # fmt: skip
def test_the_power_of_ten_that_a_format_shows(code: str, value: float, power: int) -> None:
    assert power_shown(code, value) == power


@pytest.mark.parametrize("power", range(-12, 7))
def test_a_format_is_found_for_every_power(power: int) -> None:
    assert power_shown(format_of_power(power), 1234567) == power


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("dd/mm/yyyy", DAY), ("h:mm", DAY), ("[h]:mm:ss", DURATION), ("[Red]0.0", PLAIN), ('0"d"', PLAIN),
        ("#,##0\\d", PLAIN),
    ],
)  # fmt: skip
def test_what_a_format_shows_a_number_as(code: str, shown: str) -> None:
    assert shown_as(code) == shown


def shown_in(number_format: str, stored: float = 177_510_200_000, code: str = "01") -> bytes:
    """A monthly report as a workbook, one figure of which has this stored value and this format."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in csv.reader(io.StringIO(monthly(FIGURES).decode()), delimiter=";"):
        sheet.append([*row[:4], *map(float, filter(None, row[4:]))] if row[2:3] and row[2] in FIGURES else row)
    for line in sheet.iter_rows():
        if len(line) > 4 and line[2].value == code:
            line[4].value, line[4].number_format = stored, number_format
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def test_a_figure_shown_in_millions_is_warned_of_with_both_figures() -> None:
    batch = judged(shown_in("#,##0.0,,"))
    assert outcomes(batch) == ["accepted_with_warnings"]
    (found,) = batch.findings[batch.findings["rule_code"] == "GEN-16"].to_dict("records")
    assert (found["sheet_row"], found["sheet_column"], found["value"]) == (7, "E", "177510200000")
    assert "cho thấy 177.510,2 nhưng ô lưu 177.510.200.000" in found["message_vi"]
    assert "shows 177,510.2, but the cell stores 177,510,200,000" in found["message_en"]
    assert load_catalogue().rule("GEN-16").doubts


def test_a_share_shown_in_per_cent_is_warned_of_and_usual_formats_are_not() -> None:
    assert codes(judged(shown_in("0%", 12.0))) == ["GEN-16"]
    for usual in ("#,##0", "#,##0.00", "General", '#,##0" đ"'):
        assert codes(judged(shown_in(usual, 12.0))) == []


def test_the_power_is_told_of_old_workbooks_and_of_open_document_too() -> None:
    style = xlwt.easyxf(num_format_str="#,##0.0,,")

    def fill(sheet: xlwt.Worksheet) -> None:
        sheet.write(0, 1, 5e9, style)
        sheet.write(1, 1, 7, style)
        sheet.write(2, 1, 5e9)

    assert [cell.power for cell in open_document(xls(fill)).sheets[0].cells] == [-6, -6, 0]
    millions = (
        '<number:number-style style:name="N1"><number:number number:display-factor="1000000"/></number:number-style>'
    )
    names = 'xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"'
    styles = f'<style:style {names} style:name="ce1" style:data-style-name="N1"/>'.replace(
        "/>", f">{millions}</style:style>"
    )
    number = '<table:table-cell {} office:value-type="{}" office:value="5"/>'
    told = [("", "float"), ('table:style-name="ce1"', "float"), ("", "percentage"), ("", "float")]
    numbers = "".join(number.format(*each) for each in told)
    column = '<table:table-column table:default-cell-style-name="ce1"/>'
    rows = f"{column}<table:table-row>{numbers}</table:table-row>"
    assert [cell.power for cell in open_document(ods(rows, styles)).sheets[0].cells] == [-6, -6, 2, 0]


def test_a_copy_written_from_cells_keeps_what_their_formats_showed() -> None:
    content = xlsx({"A1": 5e9, "A2": 0.5, "A3": 7}, lambda sheet: setattr(sheet["A1"], "number_format", "#,##0,,"))
    document = open_document(content)
    assert [cell.power for cell in document.sheets[0].cells] == [-6, 0, 0]
    assert open_document(write_workbook(document)) == Document("xlsx", document.sheets)

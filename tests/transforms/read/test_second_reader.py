"""What other programs write: packages laid out in their own way, and values at which the first reader gives up."""

import io
import re
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import xlwt

from tests.transforms.read.made import cells, csv, kinds, members, rewritten, xls, xlsx, xlsx_xml
from transforms.read.document import Document, Unreadable
from transforms.read.open_document import open_document
from transforms.read.package import Package
from transforms.read.sheet_xml import examine_xlsx
from transforms.read.workbook_parts import workbook_parts
from transforms.read.xlsx_cells import sheets_from_xml

SHEET, BOOK, RELATIONS = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
CELLS = {"B2": date(2025, 9, 18), "C3": 1352.5, "A4": "Mã số thuế", "D4": True, "B5": timedelta(hours=30), "B6": "a\nb"}
Change = Callable[[str], str]


def renamed(content: bytes, rename: Callable[[str], str], change: dict[str, Change]) -> bytes:
    """Return the zip with its members under other names."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in members(rewritten(content, change)).items():
            info = zipfile.ZipInfo("-")
            info.filename = rename(name)
            target.writestr(info, data)
    return out.getvalue()


def by_second_reader(content: bytes) -> Document:
    package = Package(content)
    parts = workbook_parts(package)
    return Document("xlsx", sheets_from_xml(package, parts, examine_xlsx(content, package, parts)[1]))


def in_format(value: str, number_format: int) -> bytes:
    formats = f"<cellXfs><xf/><xf numFmtId='{number_format}' applyNumberFormat='1'/></cellXfs>"
    content = xlsx_xml(f'<row r="1"><c r="A1" s="1"><v>{value}</v></c></row>')
    return rewritten(content, {"xl/styles.xml": lambda xml: re.sub("<cellXfs.*</cellXfs>", formats, xml)})


@pytest.mark.parametrize(
    "value", ["0", "0.5", "-0.3", "-5", "1.5", "60", "61", "45918.6875", "2958465", "2958466", "1.5E+3"]
)
@pytest.mark.parametrize("number_format", [2, 9, 14, 21, 22, 46])
def test_both_readers_make_the_same_of_a_number_in_any_format(value: str, number_format: int) -> None:
    content = in_format(value, number_format)
    assert by_second_reader(content) == open_document(content)
    from_1904 = rewritten(content, {BOOK: lambda xml: re.sub("<workbookPr ?/>", '<workbookPr date1904="1"/>', xml)})
    assert by_second_reader(from_1904) == open_document(from_1904)


def test_days_count_from_1904_also_where_an_extension_has_properties_of_its_own() -> None:
    more = '<workbookPr date1904="1"/><extLst><ext><x:workbookPr xmlns:x="x" chartTrackingRefBase="1"/></ext></extLst>'
    content = rewritten(in_format("1", 14), {BOOK: lambda xml: re.sub("<workbookPr ?/>", more, xml)})
    assert by_second_reader(content) == open_document(content)
    assert cells(content) == {(1, 1): "1904-01-02"}


def test_both_readers_make_the_same_of_a_sheet() -> None:
    content = xlsx(
        CELLS | {"A9": datetime.fromisoformat("2025-09-18T16:30"), "A10": "_x0041_"}, lambda s: s.merge_cells("A4:B4")
    )
    runs = '<r><t xml:space="preserve">Mã </t></r><r><t>số </t></r><rPh><t>đọc</t></rPh>'
    rich = f'<row r="1"><c r="A1" t="inlineStr"><is>{runs}</is></c></row>'
    for each in (content, xlsx_xml(rich)):
        assert by_second_reader(each) == open_document(each)
    assert cells(xlsx_xml(rich)) == {(1, 1): "Mã số"}


def elsewhere(xml: str) -> str:
    return xml.replace("/xl/", "/excel/").replace('"xl/', '"excel/').replace("excel/workbook.xml", "excel/book2.xml")


@pytest.mark.parametrize(
    ("rename", "change"),
    [
        pytest.param(lambda name: name.replace("/", "\\"), {}, id="backslashes"),
        pytest.param(lambda name: "/" + name, {}, id="names from the top"),
        pytest.param(
            lambda name: elsewhere(f'"{name}')[1:].replace("rels/workbook.xml", "rels/book2.xml"),
            {"_rels/.rels": elsewhere, RELATIONS: elsewhere, "[Content_Types].xml": elsewhere},
            id="workbook elsewhere",
        ),
        pytest.param(
            lambda name: name.replace("xl/worksheets", "sheets"),
            {RELATIONS: lambda xml: xml.replace("/xl/worksheets/", "../sheets/")},
            id="relative targets",
        ),
        pytest.param(
            lambda name: name.replace("xl/styles.xml", "xl/looks.xml"),
            {RELATIONS: lambda xml: xml.replace("styles.xml", "looks.xml")},
            id="styles under another name",
        ),
    ],
)  # fmt: skip
def test_a_package_of_another_layout_reads_as_the_usual_one(
    rename: Callable[[str], str], change: dict[str, Change]
) -> None:
    usual = xlsx(CELLS)
    odd = renamed(usual, rename, change)
    assert members(odd).keys() != members(usual).keys()
    assert open_document(odd) == open_document(usual)


@pytest.mark.parametrize("kind", ["xlMacrosheet", "dialogsheet", "xlIntlMacrosheet"])
def test_a_sheet_that_is_no_worksheet_is_passed_over(kind: str) -> None:
    content = xlsx({"A1": "a"}, lambda sheet: sheet.parent.create_sheet("Macro1"))  # type: ignore[union-attr]
    second = re.compile('worksheet(?="[^>]*sheet2.xml)|(?<=sheet2.xml" )Type="[^"]*worksheet')

    def as_macro(xml: str) -> str:
        return "".join(
            part.replace("relationships/worksheet", f"relationships/{kind}") if "sheet2.xml" in part else part
            for part in re.split("(?=<)", xml)
        )

    assert second.search(members(content)[RELATIONS].decode())
    assert [sheet.name for sheet in open_document(rewritten(content, {RELATIONS: as_macro})).sheets] == ["Sheet"]


@pytest.mark.parametrize("value", ["#GETTING_DATA", "#SPILL!", "#CALC!", "#BUSY!", "#WHATEVER!"])
def test_an_error_value_that_no_reader_knows_is_an_error_at_its_cell(value: str) -> None:
    content = xlsx_xml(f'<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="e"><v>{value}</v></c></row>')
    assert kinds(content) == {(1, 1): ("number", "1"), (1, 2): ("error", value)}


def test_a_shared_text_that_is_not_there_is_an_error_at_its_cell() -> None:
    content = xlsx_xml('<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="s"><v>99</v></c></row>')
    assert kinds(content) == {(1, 1): ("number", "1"), (1, 2): ("error", "#VALUE!")}


def test_a_number_that_is_none_is_text_at_its_cell() -> None:
    assert kinds(xlsx_xml('<row r="1"><c r="A1" t="n"><v>12abc</v></c></row>')) == {(1, 1): ("text", "12abc")}


def test_a_thousand_million_as_a_stretch_of_time_is_the_number() -> None:
    assert kinds(in_format("177510200000", 46)) == {(1, 1): ("number", "177510200000")}


@pytest.mark.parametrize("count", ["4000000000", "9223372036854775807", "99999999999999999999999"])
def test_a_count_of_shared_texts_that_is_none_is_not_believed(count: str, tmp_path: Path) -> None:
    counted = {"xl/sharedStrings.xml": lambda xml: re.sub('uniqueCount="[0-9]+"', f'uniqueCount="{count}"', xml)}
    content = xlsx({"A1": "a", "A2": "b"})
    (tmp_path / "a.xlsx").write_bytes(rewritten(content, counted))
    program = (
        "import sys, pathlib\nfrom transforms.read.open_document import open_document\n"
        "print([cell.text for cell in open_document(pathlib.Path(sys.argv[1]).read_bytes()).sheets[0].cells])"
    )  # in a process of its own: the reader that believes the count ends it
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path / "a.xlsx")], capture_output=True, text=True)
    assert done.stdout == "['a', 'b']\n", done.stderr[-300:]


def never_calculated(*stored: str, calculate: str = '<calcPr fullCalcOnLoad="1"/>') -> bytes:
    row = "".join(f'<c r="A{n}"><f>B{n}*2</f><v>{value}</v></c>' for n, value in enumerate(stored, 1))
    content = xlsx_xml(f'<row r="1"><c r="B1"><v>7</v></c></row>{row and f"<row>{row}</row>"}')
    return rewritten(content, {BOOK: lambda xml: re.sub("<calcPr[^>]*/>", calculate, xml)})


def test_formulas_that_all_hold_a_dummy_0_and_wait_for_calculation_have_no_value() -> None:
    assert kinds(never_calculated("0", "0"))[2, 1] == ("formula_without_value", "=B2*2")
    assert kinds(never_calculated("0", "14"))[1, 1] == ("number", "0")
    assert kinds(never_calculated("0", "0", calculate="<calcPr/>"))[1, 1] == ("number", "0")


def test_a_blank_result_of_a_formula_is_blank_with_and_without_a_value_element() -> None:
    for nothing in ("", "<v/>", "<v></v>"):
        row = f'<row r="1"><c r="A1" t="str"><f>IF(B1,1,"")</f>{nothing}</c><c r="B1"><v>0</v></c></row>'
        assert cells(xlsx_xml(row)) == {(1, 2): "0"}


def test_control_characters_in_the_xml_are_nothing_whoever_reads() -> None:
    for control in ("\x01", "&#1;", "&#x1F;", "\x0b"):
        text = f'<c r="A1" t="inlineStr"><is><t>Mã {control}số</t></is></c>'
        assert cells(xlsx_xml(f'<row r="1">{text}<c r="B1" t="e"><v>#REF!</v></c></row>')) == {
            (1, 1): "Mã số",
            (1, 2): "#REF!",
        }


@pytest.mark.parametrize("number", ["9" * 5000, "-1", "a"])
def test_senseless_addresses_in_the_xml_are_unreadable(number: str) -> None:
    for row in (f'<row r="{number}"><c><v>1</v></c></row>', f'<row r="1"><c r="A{number}"><v>1</v></c></row>'):
        with pytest.raises(Unreadable, match="truncated"):
            open_document(xlsx_xml(row))


def test_half_a_character_in_an_escape_stays_as_it_is_written() -> None:
    assert cells(xlsx({"A1": "a_xD800_b", "A2": "a_x0041_b"})) == {(1, 1): "a_xD800_b", (2, 1): "aAb"}


def with_name(formula: bytes) -> bytes:
    """An .xls with a defined name of this formula."""
    content = xls(lambda sheet: [sheet.write(0, 0, "a"), sheet.write(1, 0, 12.5)])
    data = struct.pack("<HBBHHHBBBB", 0, 0, 1, len(formula), 0, 0, 0, 0, 0, 0) + b"\0x" + formula
    record = struct.pack("<HH", 0x0018, len(data)) + data
    window = content.index(struct.pack("<HH", 0x003D, 18))  # WINDOW1 makes room: nobody reads it
    return content[:window] + record.ljust(22, b"\0")[:22] + content[window + 22 :]


def test_a_name_whose_formula_is_not_understood_does_not_hinder_reading() -> None:
    content = with_name(b"\x2d\0")
    assert cells(content) == {(1, 1): "a", (2, 1): "12.5"}


@pytest.mark.parametrize("count", [3, 1000, 2_000_000_000])
def test_a_count_of_texts_that_is_too_large_is_not_believed_of_an_old_workbook(count: int) -> None:
    content = bytearray(xls(lambda sheet: [sheet.write(0, 0, "a"), sheet.write(1, 0, "Mã số")]))
    at = content.index(struct.pack("<H", 0x00FC), 512)
    assert struct.unpack_from("<ii", content, at + 4) == (2, 2)
    struct.pack_into("<i", content, at + 8, count)
    assert cells(bytes(content)) == {(1, 1): "a", (2, 1): "Mã số"}


def test_a_container_whose_chains_overlap_is_read() -> None:
    content = bytearray(xls(lambda sheet: sheet.write(0, 0, "a")))
    allocation = 512 + 512 * struct.unpack_from("<i", content, 76)[0]
    directory = struct.unpack_from("<i", content, 48)[0]
    struct.pack_into("<i", content, allocation + 4 * directory, 1)  # its chain goes on with a sector of the workbook
    struct.pack_into("<i", content, allocation + 4 * 1, -2)
    with pytest.raises(Unreadable):
        open_document(bytes(content))  # cut, not only overlapping
    assert cells(overlapping()) == {(1, 1): "a"}


def overlapping() -> bytes:
    """An .xls whose directory goes on in the last sector of the workbook, which is padding."""
    content = bytearray(xls(lambda sheet: sheet.write(0, 0, "a")))
    allocation = 512 + 512 * struct.unpack_from("<i", content, 76)[0]
    chain = struct.unpack_from("<128i", content, allocation)
    directory = struct.unpack_from("<i", content, 48)[0]
    last = directory
    while chain[last] >= 0:
        last = chain[last]
    end = 0
    while chain[end] >= 0:
        end = chain[end]
    struct.pack_into("<i", content, allocation + 4 * last, end)
    return bytes(content)


def test_formulas_of_an_old_workbook_that_wait_for_calculation_have_no_value() -> None:
    def fill(sheet: xlwt.Worksheet) -> None:
        sheet.write(0, 0, xlwt.Formula("1+1"))
        sheet.write(1, 0, xlwt.Formula("2+2"))

    nought = xls(fill).replace(struct.pack("<Q", 0xFFFF000000000003), bytes(8))
    asked = with_program(nought, 0)
    assert kinds(nought)[1, 1] == kinds(with_program(nought, 191029))[1, 1] == ("number", "0")
    assert kinds(asked)[1, 1][0] == "formula_without_value"
    assert open_document(xls(fill)).sheets[0].cells[0].kind == "formula_without_value"
    with pytest.raises(Unreadable, match="empty"):  # blank results, and a program that says that it has calculated
        open_document(with_program(xls(fill), 191029))


def with_program(content: bytes, program: int) -> bytes:
    """The .xls with the record of the program that calculated it, in the place of one that nobody reads."""
    record = struct.pack("<HHHHI", 0x01C1, 8, 0x01C1, 0, program)
    window = content.index(struct.pack("<HH", 0x003D, 18))
    return content[:window] + record + struct.pack("<HH", 0x00EF, 6) + bytes(6) + content[window + 22 :]


def test_a_csv_field_that_is_told_to_be_text_is_that_text() -> None:
    assert cells(csv([['="0123456789"', '"=""a""""b"""', "=1+1"]])) == {
        (1, 1): "0123456789",
        (1, 2): 'a"b',
        (1, 3): "=1+1",
    }


def test_numbers_and_half_characters_of_json_stay_where_they_are() -> None:
    digits = "9" * 400
    content = (
        f'{{"form": "a", "rows": [{{"n": {digits}, "f": 1e400, "t": "x\\ud800y", "k\\udfff": "\\ud83d\\ude00"}}]}}'
    )
    report = open_document(content.encode()).report
    assert report == {"form": "a", "rows": [{"n": digits, "f": "1e400", "t": "x\ufffdy", "k\ufffd": "😀"}]}


def zipped(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name in names:
            target.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        pytest.param(zipped("[Content_Types].xml", "xl/workbook.bin"), "xlsb", id="binary workbook"),
        pytest.param(zipped("Index/Document.iwa", "Metadata/a.plist"), "numbers", id="Numbers"),
        pytest.param(zipped("word/document.xml", "_rels/.rels"), "not-a-report", id="Word"),
        pytest.param(
            b'<?xml version="1.0"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Table/>',
            "xml-2003",
            id="XML of Excel 2003",
        ),
        pytest.param(
            b'<?xml version="1.0"?>\n<office:document xmlns:office="o"><office:body><table:table/></office:body>',
            "fods",
            id="flat OpenDocument",
        ),
    ],
)
def test_what_is_no_workbook_of_ours_is_named_as_what_it_is(content: bytes, kind: str) -> None:
    with pytest.raises(Unreadable) as caught:
        open_document(content)
    assert caught.value.kind == kind

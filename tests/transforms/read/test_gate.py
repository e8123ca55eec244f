"""The gate: marks of secrecy, columns of personal data and free text, and copies without what stands in them."""

import codecs
import json
from collections.abc import Sequence
from dataclasses import replace
from time import process_time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from expectations.catalogue import load_catalogue
from tests.transforms.read.made import cells, csv, kinds, members, ods, ods_row, xls, xlsx, xlsx_xml
from transforms.read.document import DROPPED, PLACEHOLDER, Cell, Document, Sheet
from transforms.read.gate import archive_copy, kept_document, personal_columns
from transforms.read.letters import to_tcvn3, to_windows_1258
from transforms.read.open_document import open_document

HEADING = ["STT", "Họ và tên", "Quốc tịch", "Số hộ chiếu"]
PERSONS = [["1", "KIM A", "Hàn Quốc", "M12345678"], ["2", "PARK B", "Hàn Quốc", "M87654321"]]


def sheet(rows: Sequence[Sequence[str]], merged: tuple[tuple[int, int, int, int], ...] = ()) -> Document:
    """Return a document of one sheet of text cells; a blank one is no cell."""
    found = [
        Cell(row, column, text, "text")
        for row, texts in enumerate(rows, 1)
        for column, text in enumerate(texts, 1)
        if text
    ]
    return Document("xlsx", (Sheet("Sheet", tuple(found), merged),))


def found(document: Document) -> dict[str, tuple[str, list[str]]]:
    """Return kind and texts of the columns found, by heading."""
    return {
        column.heading.text: (column.kind, [cell.text for cell in column.cells])
        for column in personal_columns(document)
    }


def grid(rows: Sequence[Sequence[str]]) -> dict[str, str]:
    return {f"{'ABCDEF'[column]}{row}": text for row, texts in enumerate(rows, 1) for column, text in enumerate(texts)}


def without_persons(document: Document) -> Document:
    """Return the document with the placeholder in the cells of personal columns, and all else as it is."""
    columns = personal_columns(document)
    if document.report is not None:
        return kept_document(document, (), columns, load_catalogue())
    gone = {(column.sheet, cell.row, cell.column) for column in columns for cell in column.cells}
    sheets = [
        replace(
            sheet,
            cells=tuple(
                Cell(cell.row, cell.column, PLACEHOLDER, "text")
                if (sheet.name, cell.row, cell.column) in gone
                else cell
                for cell in sheet.cells
            ),
        )
        for sheet in document.sheets
    ]
    return replace(document, sheets=tuple(sheets))


def cleaned(content: bytes) -> bytes:
    document = open_document(content)
    return archive_copy(content, document, without_persons(document))


def test_personal_columns_are_found_by_their_headings() -> None:
    document = sheet([["BÁO CÁO"], [], HEADING, ["A", "B", "1", "2"], *PERSONS])
    assert found(document) == {
        "Họ và tên": ("personal", ["KIM A", "PARK B"]),
        "Số hộ chiếu": ("personal", ["M12345678", "M87654321"]),
    }


def test_free_text_is_told_from_personal_data() -> None:
    document = sheet([["STT", "Diễn biến", "Ghi chú"], ["1", "Xô xát", ""]])
    assert found(document) == {"Diễn biến": ("free_text", ["Xô xát"]), "Ghi chú": ("free_text", [])}


@pytest.mark.parametrize(
    "heading", ["HỌ VÀ TÊN", "Họ và tên (chữ in hoa)", "Họ tên, ngày sinh", "Ho va ten", "Số CCCD/Hộ chiếu", "Năm sinh"]
)
def test_spellings_of_a_heading(heading: str) -> None:
    assert found(sheet([["STT", heading], ["1", "KIM A"]])) == {heading: ("personal", ["KIM A"])}


@pytest.mark.parametrize(
    "heading", ["Số người", "Trong đó người nước ngoài", "Đối tượng", "Tên doanh nghiệp", "Địa chỉ"]
)
def test_other_headings_are_not_personal(heading: str) -> None:
    assert found(sheet([["STT", heading], ["1", "5"]])) == {}


def test_the_table_ends_at_its_signatures() -> None:
    rows = [HEADING, *PERSONS, [], ["", "", "", "Ninh Bình, ngày 30 tháng 12 năm 2025"], ["", "Người lập biểu"]]
    assert found(sheet([*rows, [], ["", "Bùi Đức Thoi", "", "Lã Quang"]]))["Họ và tên"][1] == ["KIM A", "PARK B"]


def test_signatures_right_under_the_table_end_it() -> None:
    rows = [HEADING, *PERSONS, ["", "Người lập biểu", "", ""], ["", "Bùi Đức Thoi"]]
    assert found(sheet(rows))["Họ và tên"][1] == ["KIM A", "PARK B"]


def test_a_position_that_is_also_a_signature_does_not_end_the_table() -> None:
    rows = [["STT", "Họ và tên", "Vị trí"], ["1", "KIM A", "Giám đốc"], ["2", "PARK B", "chuyên gia"]]
    assert found(sheet(rows))["Họ và tên"][1] == ["KIM A", "PARK B"]


def test_rows_behind_a_blank_row_that_go_on_with_the_table_are_its_own() -> None:
    document = sheet([HEADING, PERSONS[0], [], PERSONS[1], [], ["II. Tổ 2"], ["3", "LEE C", "Hàn Quốc", ""]])
    assert found(document)["Họ và tên"][1] == ["KIM A", "PARK B", "LEE C"]


def test_a_table_behind_a_blank_row_with_headings_of_its_own_is_another() -> None:
    rows = [["Họ và tên", "Quốc tịch"], ["KIM A", "Hàn Quốc"], [], ["Số vụ việc", "KCN"], ["001/26", "KP"]]
    assert found(sheet(rows))["Họ và tên"][1] == ["KIM A"]


def test_a_total_is_nobody() -> None:
    document = sheet([["Họ và tên", "Số người"], ["KIM A", "1"], ["Tổng cộng", "1"]])
    assert found(document)["Họ và tên"][1] == ["KIM A"]


def test_a_heading_over_several_columns_covers_them_all() -> None:
    rows = [["STT", "Người đại diện", "", "KCN"], ["", "Tên", "Chức danh", ""], ["1", "KIM A", "giám đốc", "KP"]]
    document = sheet(rows, ((1, 1, 2, 1), (1, 2, 1, 3), (1, 4, 2, 4)))
    assert found(document) == {"Người đại diện": ("personal", ["KIM A", "giám đốc"])}


def test_a_second_line_of_headings_stays() -> None:
    rows = [["STT", "Người đại diện", "", "KCN"], ["", "Họ và tên", "Quốc tịch", ""], ["1", "KIM A", "Hàn Quốc", "KP"]]
    assert "Họ và tên" not in [text for _, texts in found(sheet(rows)).values() for text in texts]
    assert [texts for _, texts in found(sheet(rows)).values() if texts] == [["KIM A"]]


def test_labels_of_the_letterhead_are_no_headings() -> None:
    rows = [["Người đại diện", "KIM A"], ["Mã số thuế", "2705611883"], [], ["STT", "KCN"], ["1", "KP"]]
    assert found(sheet(rows)) == {}


def test_a_form_of_one_person_has_its_data_beside_the_labels() -> None:
    rows = [["Họ và tên", "KIM A"], ["Ngày sinh", "14/04/1965"], ["Số hộ chiếu", "M12345678"]]
    assert found(sheet(rows)) == {
        "Họ và tên": ("personal", ["KIM A"]),
        "Ngày sinh": ("personal", ["14/04/1965"]),
        "Số hộ chiếu": ("personal", ["M12345678"]),
    }


@pytest.mark.parametrize(
    "papers",
    [
        ["035085001234"],
        ["M12345678", "B1234567"],
        ["E12345678", "x", "TR1234567"],
        ["162345678", "162345679", "161111111"],
    ],
)
def test_numbers_of_papers_are_found_under_any_heading(papers: list[str]) -> None:
    rows = [["STT", "Thông tin"], *([str(number), paper] for number, paper in enumerate(papers, 1))]
    assert found(sheet(rows)) == {"Thông tin": ("personal", papers)}


@pytest.mark.parametrize("heading", ["Mã số thuế", "Mã số dự án", "Số vụ việc", "Số quyết định"])
def test_codes_of_declared_columns_are_no_papers(heading: str) -> None:
    rows = [["STT", heading], ["1", "0350850012"], ["2", "M12345678"], ["3", "M12345679"], ["4", "M12345670"]]
    assert found(sheet(rows)) == {}


def test_nine_digits_of_a_csv_are_figures() -> None:
    content = csv([["STT", "Số tiền"], ["1", "123456789"], ["2", "223456789"], ["3", "323456789"]])
    assert found(open_document(content)) == {}


def test_typed_numbers_are_no_papers() -> None:
    content = xlsx({"A1": "Số tiền", "A2": 123456789, "A3": 223456789, "A4": 323456789, "A5": 123456789012})
    assert found(open_document(content)) == {}


def test_keys_of_a_portal_report_are_headings() -> None:
    report = {
        "form": "ldnn-6thang",
        "rows": [{"full_name": "KIM A", "count": 1, "persons": [{"passport": "M12345678", "nationality": "KR"}]}],
        "người đại diện": {"x": "PARK B"},
    }
    content = json.dumps(report).encode()
    assert found(open_document(content)) == {
        "full_name": ("personal", ["KIM A"]),
        "passport": ("personal", ["M12345678"]),
        "người đại diện": ("personal", ["PARK B"]),
    }
    assert json.loads(cleaned(content)) == {
        "form": "ldnn-6thang",
        "rows": [
            {
                "full_name": PLACEHOLDER,
                "count": DROPPED,
                "persons": [{"passport": PLACEHOLDER, "[không lưu] 2": DROPPED}],
            }
        ],
        "người đại diện": {"x": PLACEHOLDER},
    }


def test_a_file_without_anything_to_take_out_is_its_own_copy() -> None:
    content = xlsx(grid([["STT", "Ghi chú"], ["1", ""]]))
    assert cleaned(content) == content


def test_the_copy_of_a_workbook_keeps_formats_formulas_and_widths() -> None:
    def dress(made: Worksheet) -> None:
        made["B2"].font = Font(bold=True)
        made.column_dimensions["C"].width = 40
        made.merge_cells("D2:E2")

    content = xlsx({**grid([["STT", "Họ và tên", "Số người"], ["1", "KIM A", ""]]), "C2": "=1+1", "D2": "x"}, dress)
    copy = members(cleaned(content))["xl/worksheets/sheet1.xml"].decode()
    assert "<f>1+1</f>" in copy
    assert 'width="40"' in copy
    assert 'ref="D2:E2"' in copy
    assert 'r="B2" s="1" t="inlineStr"' in copy


def test_nothing_else_of_a_workbook_goes_into_the_copy() -> None:
    def hide(made: Worksheet) -> None:
        made["A1"].comment = Comment("KIM ANNA", "KIM ANNA")
        made.add_data_validation(DataValidation(type="list", formula1='"KIM ANNA,PARK B"'))
        made.auto_filter.ref = "A1:B2"
        made.oddHeader.center.text = "KIM ANNA"  # type: ignore[union-attr]
        made.parent.properties.creator = "KIM ANNA"  # type: ignore[union-attr]

    content = xlsx(grid([["STT", "Họ và tên"], ["1", "KIM ANNA"]]), hide)
    copy = cleaned(content)
    assert sum(b"KIM ANNA" in data for data in members(content).values()) >= 3
    assert not any(b"KIM ANNA" in data for data in members(copy).values())
    assert cells(copy)[2, 2] == PLACEHOLDER


def test_what_also_stands_in_a_formula_makes_a_plain_copy() -> None:
    person = _inline(1, ["STT", "Họ và tên"]) + _inline(2, ["1", "KIM ANNA"])
    content = xlsx_xml(person + '<row r="3"><c r="D3"><f>LEN("KIM ANNA")</f><v>8</v></c></row>')
    copy = cleaned(content)
    assert not any(b"KIM ANNA" in data for data in members(copy).values())
    assert kinds(copy) == {**kinds(content), (2, 2): ("text", PLACEHOLDER)}


def test_a_text_that_another_cell_uses_stays_there() -> None:
    copy = cleaned(xlsx(grid([["STT", "Họ và tên", "KCN"], ["1", "Khánh Phú", "Khánh Phú"]])))
    assert cells(copy)[2, 2] == PLACEHOLDER
    assert cells(copy)[2, 3] == "Khánh Phú"


def test_the_copy_of_an_old_workbook_has_the_same_cells() -> None:
    def fill(made: object) -> None:
        for column, text in enumerate(["STT", "Họ và tên", "Số người"]):
            made.write(0, column, text)  # type: ignore[attr-defined]
        for column, value in enumerate([1.5, "KIM A", "=1+1"]):
            made.write(1, column, value)  # type: ignore[attr-defined]
        made.row(2).set_cell_error(0, "#REF!")  # type: ignore[attr-defined]
        made.row(3).set_cell_boolean(0, True)  # type: ignore[attr-defined]

    content = xls(fill)
    copy = cleaned(content)
    assert kinds(copy) == {**kinds(content), (2, 2): ("text", PLACEHOLDER)}
    assert b"<f>" not in members(copy)["xl/worksheets/sheet1.xml"]


def test_the_copy_of_an_open_document_has_the_same_cells_and_quotes_its_formulas() -> None:
    odd = (
        '<table:table-row><table:table-cell table:formula="of:=[.B9]&amp;&quot;x&quot;"/>'
        '<table:table-cell office:value-type="string"><text:p>KIM A</text:p></table:table-cell>'
        '<table:table-cell office:value-type="date" office:date-value="2025-09-18"/>'
        '<table:table-cell office:value-type="string"><text:p>=1+1</text:p></table:table-cell></table:table-row>'
    )
    content = ods(ods_row("STT", "Họ và tên", "Ngày", "Mã") + odd)
    copy = cleaned(content)
    assert kinds(copy) == {**kinds(content), (2, 2): ("text", PLACEHOLDER)}
    assert kinds(copy)[2, 1] == ("formula_without_value", '=[.B9]&"x"')
    assert b'<f>"=' in members(copy)["xl/worksheets/sheet1.xml"]


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_the_copy_of_a_csv_keeps_encoding_and_delimiter(delimiter: str) -> None:
    text = delimiter.join(HEADING) + "\r\n" + delimiter.join(PERSONS[0])
    utf_16 = cleaned(codecs.BOM_UTF16_LE + text.encode("utf-16-le"))
    assert utf_16[2:].decode("utf-16-le").splitlines()[1] == delimiter.join(
        f'"{field}"' for field in ["1", PLACEHOLDER, "Hàn Quốc", PLACEHOLDER]
    )
    windows = cleaned(to_windows_1258(text).encode("latin-1"))
    assert cells(windows)[2, 2] == PLACEHOLDER
    assert to_windows_1258("Quốc tịch").encode("latin-1") in windows


def test_a_csv_in_tcvn3_is_cleaned_too() -> None:
    text = (
        ",".join(map(to_tcvn3, HEADING)) + "\r\n" + ",".join(map(to_tcvn3, ["1", "Bùi Đức", "Hàn Quốc", "M12345678"]))
    )
    assert list(cells(cleaned(text.encode("latin-1"))).values())[4:] == ["1", PLACEHOLDER, "Hàn Quốc", PLACEHOLDER]


def test_text_that_looks_like_a_formula_stays_text_in_every_copy() -> None:
    rows = [["STT", "Họ và tên", "KCN"], ["1", "KIM A", "=1+1"], ["2", "PARK B", "@x"], ["3", "LEE C", "+84"]]
    for content in (csv(rows), ods("".join(ods_row(*row) for row in rows))):
        opened = kinds(cleaned(content))
        assert [opened[row, 3] for row in (2, 3, 4)] == [("text", "=1+1"), ("text", "@x"), ("text", "+84")]


def test_a_cell_far_from_all_others_is_cleaned_where_it_is() -> None:
    far = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>xa</t></is></c></row>'
    content = xlsx_xml(_inline(1, ["STT", "Họ tên"]) + _inline(2, ["1", "KIM A"]) + far)
    assert cells(cleaned(content)) == {**cells(content), (2, 2): PLACEHOLDER}


NAMES = st.text(alphabet="ABCDEGHKÂĐỆàọ<&\"'=+", min_size=4, max_size=9).filter(lambda name: name.strip() == name)


@settings(max_examples=40)
@example(names=["<<<<", "<AGE"], container="csv")
@given(st.lists(NAMES, min_size=1, max_size=5, unique=True), st.sampled_from(["xlsx", "ods", "csv", "json"]))
def test_no_name_is_left_in_any_byte_and_all_else_reads_as_before(names: list[str], container: str) -> None:
    rows = [["STT", "Họ và tên", "KCN"], *([str(number), name, "KP"] for number, name in enumerate(names, 1))]
    content = {
        "xlsx": lambda: xlsx_xml("".join(_inline(number, row) for number, row in enumerate(rows, 1))),
        "ods": lambda: ods("".join(ods_row(*map(_escaped, row)) for row in rows)),
        "csv": lambda: "\n".join(",".join(f'"{_doubled(field)}"' for field in row) for row in rows).encode(),
        "json": lambda: json.dumps({"rows": [{"ho_ten": row[1], "kcn": row[2]} for row in rows[1:]]}).encode(),
    }[container]()
    document = open_document(content)
    columns = personal_columns(document)
    copy = cleaned(content)
    everything = b"\n".join(members(copy).values()) if copy.startswith(b"PK") else copy
    hidden = [text for column in columns for text in (cell.text for cell in column.cells)]
    assert len(hidden) == len(names)
    for name in names:
        assert name.encode() not in everything
        assert _escaped(name).encode() not in everything
    again = open_document(copy)
    assert [(column.heading, len(column.cells)) for column in personal_columns(again)] == [
        (column.heading, len(column.cells)) for column in columns
    ]
    if document.report is None:
        gone = {(cell.row, cell.column) for column in columns for cell in column.cells}
        assert cells(again) == {
            place: PLACEHOLDER if place in gone else text for place, text in cells(document).items()
        }
    assert cleaned(content) == copy


def _doubled(text: str) -> str:
    return text.replace('"', '""')


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def _inline(row: int, texts: Sequence[str]) -> str:
    made = (
        f'<c r="{"ABC"[place]}{row}" t="inlineStr"><is><t>{_escaped(text)}</t></is></c>'
        for place, text in enumerate(texts)
    )
    return f'<row r="{row}">{"".join(made)}</row>'


def test_blocks_of_persons_side_by_side_are_searched_in_the_time_that_their_cells_take() -> None:
    block = [["Họ và tên", "Số người"] * 35, *[["Nguyễn Thị Hoa", "7"] * 35] * 6]
    document = sheet(block * 60)
    started = process_time()
    columns = personal_columns(document)
    assert process_time() - started < 3
    assert [len(column.cells) for column in columns] == [360] * 35 + [0] * 35 * 59

"""Marks of secrecy wherever a person sees them, and the words that look like one and are none."""

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
import xlwt
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation

from tests.transforms.read.made import members, ods, ods_row, rewritten, xls, xlsx
from transforms.read.gate import is_classified
from transforms.read.open_document import open_document
from transforms.read.secrecy import bears_mark


def classified(content: bytes) -> bool:
    return is_classified(open_document(content), content)


@pytest.mark.parametrize(
    "text",
    [
        *("TUYỆT MẬT Bản số: 01", "TÀI LIỆU MẬT", "Tài liệu mật", "Độ mật: TUYỆT MẬT. Độ khẩn: HỎA TỐC"),
        *("Độ mật: tối mật. Độ khẩn: khẩn", "Độ mật: Mật Độ khẩn: khẩn", "MẬT - Số: 12/BC-CAT", "BÁO CÁO MẬT"),
        *("BÁO CÁO TUYỆT MẬT VỀ TÌNH HÌNH AN NINH", "Văn bản MẬT số 12", "Dấu mật: Mật", "Mức độ mật là tuyệt mật"),
    ],
)
def test_a_mark_among_other_words_is_one(text: str) -> None:
    assert bears_mark(text)


@pytest.mark.parametrize(
    "text",
    [
        *("bảo mật", "PHÒNG BẢO MẬT", "CÔNG TY TNHH MẬT ONG TAM ĐIỆP", "MẬT ONG", "CƠ SỞ MẬT MÍA", "MẬT ĐỘ LAO ĐỘNG"),
        *("MẬT KHẨU", "BÍ MẬT KINH DOANH", "CÔNG TY CỔ PHẦN MẬT VIỆT", "Mật độ", "THÂN MẬT", "giữ tuyệt đối bí mật"),
        *("lộ thông tin tối mật của công ty", "ĐỘ MẬT:", "Độ mật: thường", "KINH DOANH MẶT HÀNG", "SẢN XUẤT MẬT"),
    ],
)
def test_other_words_are_none(text: str) -> None:
    assert not bears_mark(text)


@pytest.mark.parametrize(
    "text",
    [
        *("MẬT", "Mật", "tối mật", "TUYỆT MẬT", "Độ mật: Mật", "Mức độ mật: TỐI MẬT", "(MẬT)", "[Tối mật]", "* MẬT *"),
        *("M Ậ T", "T U Y Ệ T   M Ậ T", "ĐỘ MẬT : TUYỆT MẬT", " MẬT.", "MA\u0323\u0302T", "mËt", "TUYÖT MËT"),
    ],
)
def test_a_cell_with_only_the_mark_is_classified(text: str) -> None:
    assert is_classified(open_document(xlsx({"A1": "Sổ vụ việc", "F2": text})))


@pytest.mark.parametrize(
    "text",
    [
        *("bảo mật", "Bảo mật thông tin", "Độ mật:", "Độ mật", "Độ mật: không", "mặt", "mất", "mát", "MAT", "Mật ong"),
        *("Công ty Mật Ong", "Tài liệu mật được quản lý riêng", "Độ mật: thường", "Tối", "tuyệt"),
    ],
)
def test_other_text_is_no_mark(text: str) -> None:
    assert not is_classified(open_document(xlsx({"A1": text})))


def test_a_mark_in_a_portal_report_or_a_csv_is_one() -> None:
    assert is_classified(open_document(json.dumps({"form": "vuviec-thang", "rows": [{"x": "Tối mật"}]}).encode()))
    assert is_classified(open_document("a,b\r\n,MẬT".encode()))
    assert not is_classified(open_document(json.dumps({"form": "vuviec-thang", "rows": []}).encode()))


def workbook(put: Callable[[Any], object]) -> bytes:
    return xlsx({"A1": "STT", "B1": "KCN", "A2": 1, "B2": "KP"}, put)


def header(sheet: Any) -> None:
    sheet.oddHeader.center.text, sheet.oddHeader.center.size = "TUYỆT MẬT", 14


def footer(sheet: Any) -> None:
    sheet.evenFooter.right.text = "Bản số: 01 - TỐI MẬT"


def comment(sheet: Any) -> None:
    sheet["A1"].comment = Comment("Độ mật: Mật", "x")


def number_format(sheet: Any) -> None:
    sheet["A2"].number_format = '"MẬT "0'


def name_of_sheet(sheet: Any) -> None:
    sheet.title = "Tuyệt mật"


def document_property(sheet: Any) -> None:
    sheet.parent.properties.keywords = "TÀI LIỆU MẬT"


def prompt(sheet: Any) -> None:
    check = DataValidation(type="whole", prompt="TỐI MẬT", promptTitle="x", showInputMessage=True)
    check.add("B2")
    sheet.add_data_validation(check)


@pytest.mark.parametrize(
    "put",
    [header, footer, comment, number_format, name_of_sheet, document_property, prompt],
    ids=lambda put: put.__name__,
)
def test_a_mark_outside_the_cells_of_a_workbook_is_seen(put: Callable[[Any], object]) -> None:
    assert classified(workbook(put))
    assert not classified(workbook(lambda sheet: None))


def text_box(words: str) -> bytes:
    runs = "".join(f"<a:r><a:rPr lang='vi-VN'/><a:t>{word}</a:t></a:r>" for word in words.split("|"))
    drawing = f"<xdr:wsDr xmlns:xdr='x' xmlns:a='a'><xdr:txBody><a:p>{runs}</a:p></xdr:txBody></xdr:wsDr>"
    content = workbook(lambda sheet: None)
    parts = members(content) | {"xl/drawings/drawing1.xml": drawing.encode()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return out.getvalue()


def test_a_mark_in_a_text_box_is_seen_also_in_pieces() -> None:
    assert classified(text_box("TUYỆT| MẬT"))
    assert classified(text_box("M&#7852;T"))
    assert not classified(text_box("BẢO| MẬT"))


def test_a_mark_in_an_open_document_is_seen() -> None:
    note = (
        '<table:table-row><table:table-cell office:value-type="string"><office:annotation><text:p>TUYỆT <text:span>MẬT'
        "</text:span></text:p></office:annotation><text:p>1</text:p></table:table-cell></table:table-row>"
    )
    assert classified(ods(ods_row("STT", "KCN") + note))
    assert classified(ods(ods_row("STT", "KCN"), table='table:name="MẬT"'))
    assert not classified(ods(ods_row("STT", "Bảo mật")))


def test_a_mark_in_an_old_workbook_is_seen() -> None:
    def fill(sheet: xlwt.Worksheet) -> None:
        sheet.write(0, 0, "STT")
        sheet.write(0, 1, "Công ty TNHH Mật Ong Tam Điệp")

    def marked(sheet: xlwt.Worksheet) -> None:
        fill(sheet)
        sheet._Worksheet__header_str = "&CTUYỆT MẬT"  # its own setter takes no text

    assert classified(xls(marked))
    assert not classified(xls(fill))


def test_a_mark_in_a_key_or_in_words_of_a_portal_report_is_seen() -> None:
    assert classified(json.dumps({"form": "vuviec-thang", "Độ mật: Tối mật": 1}).encode())
    assert classified(json.dumps({"form": "vuviec-thang", "note": "TÀI LIỆU MẬT"}).encode())
    assert not classified(json.dumps({"form": "vuviec-thang", "note": "bảo mật"}).encode())


def test_a_mark_in_the_cells_of_a_csv_is_seen_among_words() -> None:
    assert classified("STT;TUYỆT MẬT Bản số: 01\n1;2\n".encode())
    assert not classified("STT;CÔNG TY TNHH MẬT ONG TAM ĐIỆP\n1;2\n".encode())


def test_a_mark_as_the_style_of_another_member_changes_nothing() -> None:
    plain = workbook(lambda sheet: None)
    assert not classified(rewritten(plain, {"xl/styles.xml": lambda xml: xml.replace("Calibri", "Mật Ong")}))
    assert openpyxl.load_workbook(io.BytesIO(plain)).sheetnames == ["Sheet"]

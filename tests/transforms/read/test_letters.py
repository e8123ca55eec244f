"""Encodings: CSV bytes by their content, TCVN3 cells by their words, and clean text untouched."""

import codecs
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transforms.read.made import cells, csv, xlsx
from transforms.read.document import Unreadable
from transforms.read.letters import TCVN3, byte_text, cell_text, from_tcvn3, to_tcvn3, to_windows_1258
from transforms.read.open_csv import read_table, write_table
from transforms.read.open_document import open_document
from transforms.read.syllables import is_syllable

LOWER = "aăâbcdđeêghiklmnoôơpqrstuưvxyàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ"
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "windows-1258", "tcvn3"]
SENTENCES = [
    "Giá trị sản xuất công nghiệp (giá hiện hành)",
    "Trong đó: lao động nữ",
    "Lao động người nước ngoài",
    "Thuế và các khoản đã nộp ngân sách",
    "Người kiểm tra biểu",
    "triệu đồng/người/tháng",
    "Ninh Bình, ngày 08 tháng 10 năm 2025",
    "Khu công nghiệp Khánh Phú",
    "Số vi phạm, tồn tại đã khắc phục",
]


def windows_1258(text: str) -> bytes:
    return to_windows_1258(text).encode("latin-1")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("M· sè thuÕ", "Mã số thuế"),
        ("ng\u00adêi", "người"),
        ("§Çu t\u2212 trùc tiÕp cña n\u2212íc ngoµi", "Đầu tư trực tiếp của nước ngoài"),
        ("Vèn ®Çu t- n-íc ngoµi", "Vốn đầu tư nước ngoài"),
        ("C¤NG TY TNHH TAICHUANLO VINA", "CÔNG TY TNHH TAICHUANLO VINA"),
        ("(Ký, ghi râ hä tªn)", "(Ký, ghi rõ họ tên)"),
        ("Lòy kÕ tõ khi ®\u00adîc cÊp GCN§K§T", "Lũy kế từ khi được cấp GCNĐKĐT"),
        ("lÇn", "lần"),
    ],
)
def test_a_cell_in_tcvn3_is_repaired(typed: str, meant: str) -> None:
    assert cell_text(typed).text == meant


def test_capitals_of_the_upper_case_font_come_from_the_plain_letters() -> None:
    assert cell_text("CéNG HßA X· HéI CHñ NGHÜA").text == "CỘNG HÒA XÃ HỘI CHỦ NGHĨA"
    assert cell_text("céng hßa x· héi chñ nghÜa").text == "cộng hòa xã hội chủ nghĩa"


@pytest.mark.parametrize(
    "text",
    [
        *("STT", "SXKD-T", "1.352,75", "Công ty TNHH", "Lê Thị Tân", "Lò hơi", "không", "Tôn Hôp", "Hà Nội"),
        *(
            "KCN Tam Ðiệp I",
            "LÐ",
            "ÐT",
            "Müller GmbH",
            "SONY®",
            "100 m²",
            "3 × 4",
            "Café",
            "São Paulo",
            "§ 5",
            "«KCN»",
            "½",
            "Ø 21",
        ),
    ],
)
def test_other_text_is_never_touched(text: str) -> None:
    assert cell_text(text).text == text


def test_decomposed_text_is_unicode_and_composed() -> None:
    assert cell_text(unicodedata.normalize("NFD", "Mã số thuế")).text == "Mã số thuế"


def test_a_cell_that_makes_sense_both_ways_follows_its_sheet() -> None:
    assert cells(xlsx({"A1": "Sè", "A2": "M· sè thuÕ"})) == {(1, 1): "Số", (2, 1): "Mã số thuế"}
    assert cells(xlsx({"A1": "Sè", "A2": "Mã số thuế"})) == {(1, 1): "Sè", (2, 1): "Mã số thuế"}


def test_one_file_may_hold_both_encodings() -> None:
    assert list(cells(xlsx({"A1": "ChØ tiªu", "A2": "Đơn vị tính", "A3": "ng\u00adêi"})).values()) == [
        *("Chỉ tiêu", "Đơn vị tính", "người"),
    ]


def test_an_escaped_control_character_is_white_space() -> None:
    assert cell_text("Mã_x000D_\nsố").text == "Mã số"


@given(st.text(alphabet=LOWER + " .,:()0123456789"))
def test_tcvn3_comes_back_from_its_codes(text: str) -> None:
    assert from_tcvn3(to_tcvn3(text)) == text


@given(st.text(alphabet=LOWER.upper()))
def test_upper_case_comes_back_from_its_codes_but_for_the_case(text: str) -> None:
    assert from_tcvn3(to_tcvn3(text)).lower() == text.lower()


def test_each_tcvn3_code_stands_for_one_letter_of_its_own() -> None:
    assert len(set(TCVN3.values())) == len(TCVN3) == 74


@pytest.mark.parametrize("sentence", SENTENCES)
def test_whole_labels_come_back_from_tcvn3(sentence: str) -> None:
    assert cell_text(to_tcvn3(sentence)).text == sentence
    assert cell_text(sentence).text == sentence


@given(
    st.sampled_from(SENTENCES),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "windows-1258", "tcvn3"]),
)
def test_a_csv_is_read_in_any_encoding(sentence: str, encoding: str) -> None:
    text = f'STT;"{sentence}";12,5\r\n'
    content = {
        "utf-16-le": codecs.BOM_UTF16_LE + text.encode("utf-16-le"),
        "utf-16-be": codecs.BOM_UTF16_BE + text.encode("utf-16-be"),
        "windows-1258": windows_1258(text),
        "tcvn3": to_tcvn3(text).encode("latin-1"),
    }.get(encoding) or text.encode(encoding)
    assert list(cells(content).values()) == ["STT", sentence, "12,5"]


def test_one_csv_may_mix_8_bit_encodings() -> None:
    content = (
        "Mã số".encode() + b"," + windows_1258("Quốc tịch") + b"," + to_tcvn3("người nước ngoài").encode("latin-1")
    )
    assert list(cells(content).values()) == ["Mã số", "Quốc tịch", "người nước ngoài"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_told_by_the_table(delimiter: str) -> None:
    rows = [["Ninh Bình", "", "", ""], ["01", "a b", "c", "d"], ["02", "x", "y", "z"]]
    assert cells(csv(rows, delimiter))[3, 4] == "z"


def test_decimal_commas_and_commas_in_titles_are_no_delimiters() -> None:
    content = "BÁO CÁO SẢN XUẤT, KINH DOANH;;;\r\n01;12,5;1.352,75;8,5\r\n02;1,5;2,5;3,5\r\n".encode()
    assert cells(content)[2, 3] == "1.352,75"


def test_the_separator_line_of_excel_is_obeyed_and_no_row() -> None:
    assert cells(b"sep=;\r\na,b;c\r\n") == {(1, 1): "a,b", (1, 2): "c"}


def test_quoted_fields_may_hold_delimiters_marks_and_line_ends() -> None:
    assert cells(b'a,"b, ""c""\nd"\r\ne,f') == {(1, 1): "a", (1, 2): 'b, "c" d', (2, 1): "e", (2, 2): "f"}


def test_a_quotation_mark_that_is_never_closed_swallows_nothing() -> None:
    assert cells(b'STT,"CONG TY\r\n1,a\r\n2,b\r\n')[3, 2] == "b"


def test_blank_lines_count_as_rows() -> None:
    assert cells(b"a,b\r\n\r\nc,d\r\n") == {(1, 1): "a", (1, 2): "b", (3, 1): "c", (3, 2): "d"}


def test_utf_16_that_ends_within_a_letter_is_truncated() -> None:
    with pytest.raises(Unreadable, match="truncated"):
        open_document(codecs.BOM_UTF16_LE + "a,b".encode("utf-16-le")[:-1])


FIELDS = st.text(alphabet='aá1 ,;"\n=-', max_size=6)


@given(st.lists(st.lists(FIELDS, min_size=2, max_size=4), min_size=1, max_size=4), st.sampled_from(",;\t"))
def test_a_csv_that_is_written_again_has_the_same_cells(records: list[list[str]], delimiter: str) -> None:
    written = write_table(read_table(b"x,y")._replace(records=records, delimiter=delimiter))
    again = read_table(written)
    assert again.records == records
    assert write_table(again) == written


@pytest.mark.parametrize("word", ["người", "nghiệp", "quốc", "giữ", "giếng", "khuyến", "ngoài", "Đường", "ý", "yên"])
def test_syllables_are_known(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["ngêi", "sè·", "céng", "thuõ", "kuô", "viêt", "ngiệp", "ghà"])
def test_what_no_orthography_allows_is_no_syllable(word: str) -> None:
    assert not is_syllable(word)


@pytest.mark.parametrize("tcvn3", [True, False])
def test_every_byte_of_8_bit_text_becomes_a_letter(tcvn3: bool) -> None:
    assert all(byte_text(chr(code), tcvn3) for code in range(0x80, 0x100))

"""The table of a sheet: found by its headings wherever it stands, each cell an entry with its address."""

from collections.abc import Sequence

import pytest

from expectations.catalogue import load_catalogue
from transforms.read.document import NUMBER, TEXT, Cell, Sheet
from transforms.read.entries import TOTAL, Entry, Table
from transforms.read.headings import by_row, heading_row_of_each
from transforms.read.lookup import form_lookup, sheet_words
from transforms.read.table import read_table, row_code_of

Line = list[str | int | float | None]
Rows = Sequence[Line]
Merged = tuple[int, int, int, int]

HEADINGS: Line = ["STT", "Chỉ tiêu", "Mã số", "Đơn vị tính", "Tháng BC", "Cộng dồn", "Dự tính tháng tiếp theo"]
OUTPUT: Line = ["1", "Giá trị sản xuất công nghiệp (giá hiện hành)", "01", "triệu đồng", "1.352,5", "9.000", "1.400"]
WORKERS: Line = ["4", "Lao động cuối kỳ", "06", "người", "1.204", None, "1.210"]
LAND: Line = ["STT", "KCN", "Diện tích quy hoạch (ha)", "Diện tích đã cho thuê (ha)", "Số dự án FDI"]
KHANH_PHU: Line = ["1", "Khánh Phú", "351", "250,5", "20"]


def sheet(rows: Rows, merged: Sequence[Merged] = (), down: int = 0, right: int = 0) -> Sheet:
    """The rows as a sheet, moved down and right."""
    cells = tuple(
        Cell(row + down, column + right, str(value), TEXT if isinstance(value, str) else NUMBER)
        for row, line in enumerate(rows, start=1)
        for column, value in enumerate(line, start=1)
        if value not in (None, "")
    )
    moved = tuple((a + down, b + right, c + down, d + right) for a, b, c, d in merged)
    return Sheet("Biểu", cells, moved)


def table(rows: Rows, form: str = "sxkd-thang", merged: Sequence[Merged] = (), down: int = 0, right: int = 0) -> Table:
    catalogue = load_catalogue()
    lookup, written = form_lookup(catalogue.forms[form], catalogue), sheet(rows, merged, down, right)
    by_number = by_row(written.cells)
    ((top, _),) = heading_row_of_each(by_number, [lookup])
    assert top is not None
    return read_table(written, by_number, top, lookup, sheet_words(catalogue), {})


def said(read: Table) -> set[tuple[str, str, str]]:
    """Row code, column key and text of each entry."""
    return {(entry.row_key, entry.column_key, entry.text) for entry in read.entries}


def records(read: Table) -> list[dict[str, str]]:
    """The records of a register in their order, without totals."""
    found: dict[int, dict[str, str]] = {}
    for entry in read.entries:
        if entry.row_key != TOTAL:
            found.setdefault(entry.entry, {})[entry.column_key] = entry.text
    return list(found.values())


def codes(read: Table) -> list[tuple[str, int | None, str, str]]:
    return [(found.rule_code, found.row, found.column, found.title) for found in read.found]


BOTH = {
    ("01", "month", "1.352,5"), ("01", "ytd", "9.000"), ("01", "next", "1.400"), ("06", "month", "1.204"),
    ("06", "next", "1.210"),
}  # fmt: skip


def test_each_cell_is_an_entry_with_its_address() -> None:
    read = table([HEADINGS, OUTPUT])
    assert read.entries[0] == Entry(1, "01", "month", "1.352,5", TEXT, "triệu đồng", "Biểu", 2, "E", "D")
    assert said(read) == {entry for entry in BOTH if entry[0] == "01"}
    assert read.titles["month"] == ("E", "Tháng BC")
    assert (read.used, read.reported, read.found) == (7 + 6, 0, [])  # headings, and the row without its number


def test_the_table_may_stand_anywhere() -> None:
    read = table([HEADINGS, OUTPUT, WORKERS], down=40, right=30)
    assert said(read) == BOTH
    assert (read.entries[0].row, read.entries[0].column) == (42, "AI")


def test_headings_of_two_rows_with_merged_cells() -> None:
    top: Line = ["STT", "Chỉ tiêu", "Mã số", "Đơn vị tính", "Thực hiện", None, "Dự tính tháng tiếp theo"]
    below: Line = [None, None, None, None, "Tháng BC", "Cộng dồn", None]
    for merged in ([(1, 5, 1, 6), (1, 1, 2, 1), (1, 7, 2, 7)], []):
        read = table([top, below, OUTPUT, WORKERS], merged=merged)
        assert said(read) == BOTH
        assert read.titles["month"] == ("E", "Thực hiện Tháng BC")
        assert read.found == []


def test_the_columns_may_stand_in_any_order() -> None:
    order = [6, 3, 0, 5, 1, 4, 2]
    rows = [[line[at] for at in order] for line in (HEADINGS, OUTPUT, WORKERS)]
    assert said(table(rows)) == BOTH


def test_the_rows_may_stand_in_any_order() -> None:
    assert said(table([HEADINGS, WORKERS, OUTPUT])) == BOTH


def test_columns_added_on_the_left_are_told_once() -> None:
    rows = [["Tổ", *HEADINGS], ["A", *OUTPUT], ["B", *WORKERS]]
    read = table(rows)
    assert said(read) == BOTH
    assert codes(read) == [("GEN-11", 1, "A", "Tổ")]
    assert read.reported == 3


def test_the_row_of_column_codes_is_no_row() -> None:
    read = table([HEADINGS, ["A", "B", "C", "D", "1", "2", "3"], OUTPUT, WORKERS])
    assert said(read) == BOTH
    assert said(table([HEADINGS, ["A", "B", "C", "D", 1, 2, 3], OUTPUT, WORKERS])) == BOTH
    assert read.found == []


def test_sections_are_passed_over() -> None:
    sections: list[Line] = [["I", "Sản xuất"], ["II", "LAO ĐỘNG", None, None, None]]
    read = table([HEADINGS, sections[0], OUTPUT, sections[1], WORKERS])
    assert said(read) == BOTH
    assert read.found == []


def test_a_row_is_known_by_its_code_or_its_label() -> None:
    by_label: Line = [*OUTPUT[:2], None, *OUTPUT[3:]]
    by_code: Line = [OUTPUT[0], "Giá trị SX", *OUTPUT[2:]]
    assert said(table([HEADINGS, by_label])) == said(table([HEADINGS, by_code])) == said(table([HEADINGS, OUTPUT]))
    without_codes = [[*line[:2], *line[3:]] for line in (HEADINGS, OUTPUT, WORKERS)]
    assert said(table(without_codes)) == BOTH


def test_a_code_and_a_label_that_contradict_are_told() -> None:
    read = table([HEADINGS, OUTPUT, ["2", "Lao động cuối kỳ", "02", "người", "7", "", ""]])
    assert [found.rule_code for found in read.found] == ["GEN-11"]
    assert {entry.row_key for entry in read.entries} == {"01"}


@pytest.mark.parametrize(
    ("text", "code"),
    [("01", "01"), ("1", "01"), ("1.", "01"), ("06.1", "06.1"), ("6.1", "06.1"), ("6,1", "06.1"), ("(01)", "01"),
     ("10", None), ("A", None), ("", None), ("001", None)],
)  # fmt: skip
def test_row_codes_in_other_spellings(text: str, code: str | None) -> None:
    lookup = form_lookup(load_catalogue().forms["sxkd-thang"], load_catalogue())
    assert row_code_of(text, lookup.row_codes) == code


def test_a_row_that_the_form_does_not_have_is_told() -> None:
    read = table([HEADINGS, OUTPUT, ["9", "Chi phí quảng cáo", "99", "triệu đồng", "12", "80", "-"]])
    assert codes(read) == [("GEN-11", 3, "E", "Chi phí quảng cáo")]
    assert read.reported == 2
    assert said(read) == {entry for entry in BOTH if entry[0] == "01"}


def test_the_same_row_twice_is_read_twice_and_each_is_a_row_of_its_own() -> None:
    read = table([HEADINGS, OUTPUT, [*OUTPUT[:4], "7", "", ""], [*OUTPUT[:4], "", "", ""]])
    assert said(read) == {entry for entry in BOTH if entry[0] == "01"} | {("01", "month", "7")}
    assert {entry.entry for entry in read.entries} == {1, 2}


def test_notes_and_signatures_are_no_rows() -> None:
    rows: Rows = [
        HEADINGS, OUTPUT, WORKERS,
        ["Ghi chú: số liệu đã kiểm tra"],
        [None, "(*) ước tính"],
        [None, "Người lập biểu", None, None, "Ninh Bình, ngày 08 tháng 10 năm 2026"],
        [None, "Nguyễn Văn A", None, None, "Thủ trưởng đơn vị"],
        ["5", "Chi phí quảng cáo", "99", "", "12"],
    ]  # fmt: skip
    assert said(table(rows[:-1])) == BOTH
    assert table(rows[:-1]).found == []
    assert table(rows[:-1]).reported == 0


def test_the_headings_of_a_second_page_are_no_row() -> None:
    read = table([HEADINGS, OUTPUT, HEADINGS, ["A", "B", "C", "D", "1", "2", "3"], WORKERS])
    assert said(read) == BOTH
    assert read.found == []


def test_a_figure_beside_the_table_is_told() -> None:
    read = table([HEADINGS, [*OUTPUT, None, 12], WORKERS])
    assert codes(read) == [("GEN-11", 2, "I", "")]
    assert read.reported == 1


def test_the_unit_of_a_row_is_in_its_cell_or_its_label_or_its_heading() -> None:
    rows = [[*line[:3], *line[4:]] for line in (HEADINGS, OUTPUT)]
    labelled = [rows[0], [rows[1][0], f"{rows[1][1]} (nghìn đồng)", *rows[1][2:]]]
    headed = [[*HEADINGS[:3], "Tháng BC (tỷ đồng)", *HEADINGS[5:]], rows[1]]
    assert [entry.unit for entry in table([HEADINGS, OUTPUT]).entries] == ["triệu đồng"] * 3
    assert [entry.unit for entry in table(labelled).entries] == ["nghìn đồng"] * 3
    assert [entry.unit for entry in table(headed).entries] == ["tỷ đồng", "", ""]


def test_a_register_is_a_record_a_row() -> None:
    read = table([LAND, KHANH_PHU, ["2", "Gián Khẩu", "262", "200", "15"]], "kcn-dat")
    assert records(read) == [
        {"park": "Khánh Phú", "area_planned": "351", "area_leased": "250,5", "projects_fdi": "20"},
        {"park": "Gián Khẩu", "area_planned": "262", "area_leased": "200", "projects_fdi": "15"},
    ]
    assert {entry.unit for entry in read.entries if entry.column_key == "area_planned"} == {"ha"}
    assert read.found == []


@pytest.mark.parametrize("word", ["Tổng cộng", "TỔNG CỘNG", "Cộng", "Tổng số"])
@pytest.mark.parametrize("place", [0, 1])
def test_a_total_is_kept_apart(word: str, place: int) -> None:
    total: Line = [word if place == 0 else None, word if place == 1 else None, "351", "250,5", "20"]
    read = table([LAND, KHANH_PHU, total], "kcn-dat")
    assert len(records(read)) == 1
    totals = [(entry.column_key, entry.text, entry.row) for entry in read.entries if entry.row_key == TOTAL]
    assert totals == [("area_planned", "351", 3), ("area_leased", "250,5", 3), ("projects_fdi", "20", 3)]


def test_a_record_may_lack_its_number_and_its_cells() -> None:
    read = table([LAND, [None, "Khánh Phú", None, "250,5", None]], "kcn-dat")
    assert records(read) == [{"park": "Khánh Phú", "area_leased": "250,5"}]


def test_a_register_of_nothing_has_no_record() -> None:
    for words in ("Không phát sinh", "KHÔNG PHÁT SINH.", "Không có vụ việc"):
        assert records(table([LAND, [None, words]], "kcn-dat")) == []
        assert records(table([LAND, [words]], "kcn-dat")) == []


def test_what_is_known_and_dropped_is_no_finding() -> None:
    headings: Line = ["Số vụ việc", "Ngày xảy ra", "Ngày phát hiện", "KCN", "Doanh nghiệp liên quan", "Loại vụ việc"]
    row: Line = ["001/26", "01/03/2026", "01/03/2026", "Khánh Phú", "Công ty A", "Trộm cắp"]
    read = table([headings, row], "vuviec-thang")
    assert read.found == []
    assert "Công ty A" not in {entry.text for entry in read.entries}


def test_personal_cells_are_not_looked_at() -> None:
    catalogue = load_catalogue()
    lookup = form_lookup(catalogue.forms["kcn-dat"], catalogue)
    written = sheet([[*LAND, "Người đại diện"], [*KHANH_PHU, "Nguyễn Văn A"]])
    hidden = {(1, 6): "personal", (2, 6): "personal"}
    read = read_table(written, by_row(written.cells), 1, lookup, sheet_words(catalogue), hidden)
    assert read.found == []
    assert read.reported == 0
    assert "Nguyễn Văn A" not in {entry.text for entry in read.entries}


def test_the_row_with_most_headings_is_that_of_the_headings() -> None:
    lookup = form_lookup(load_catalogue().forms["sxkd-thang"], load_catalogue())
    rows = by_row(sheet([["Đơn vị tính", "triệu đồng"], [], HEADINGS, OUTPUT]).cells)
    assert heading_row_of_each(rows, [lookup]) == [(3, 7)]
    assert heading_row_of_each(by_row(sheet([["a", "b"], ["Mã số"]]).cells), [lookup]) == [(None, 0)]

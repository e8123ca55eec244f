"""The words of a letter as an office writes them: what came of each report, what is to do, by when and where."""

from datetime import date

import pytest

from flows.letters.contents import ROMAN
from flows.letters.wording import Letter, number_en, number_vi, worded
from flows.settings import Office
from transforms.findings import UNJUDGED
from transforms.letters import MOST_CAUSES, Cause, Counting, Decision, Place, Rows, Told, in_parts
from transforms.reminders import Awaited, Gap, by_kind
from transforms.said import Said

DAY, BY = date(2026, 3, 2), date(2026, 3, 9)
REPORT = Said("Báo cáo tháng – Tháng 2 năm 2026", "Monthly report – 1 February 2026 to 28 February 2026")
OUTCOMES = {
    "returned": ("trả lại", "returned"), "accepted": ("được nhận", "accepted"),
    "accepted_with_warnings": ("được nhận, có lưu ý", "accepted with warnings"),
    "withdrawn": ("đã rút", "withdrawn"), "duplicate": ("trùng tệp đã nhận", "duplicate"),
    "unreadable": ("không đọc được", "unreadable"),
}  # fmt: skip
CELL = Place("T2", "16", "G", "Doanh thu xuất khẩu", "8462.7")
CAUSE = Cause("SXKD-01", "return", Said("Không được lớn hơn doanh thu.", "May not exceed revenue."), 1, (CELL,))


def told(outcome: str, **more: object) -> Told:
    """One report of the night."""
    said = Said(*OUTCOMES[outcome])
    return Told(file="a.xlsx", outcome=outcome, outcome_said=said, answer_by=BY, report=REPORT, receipt=4, **more)  # type: ignore[arg-type]


def letter(*files: Told, kind: str = "result", office: Office = Office(), to: str = "Công ty A (1)") -> Letter:  # noqa: B008
    """The letter about these reports."""
    facts = {
        "to": to, "day": DAY, "office": office, "roman": ROMAN, "parts": in_parts(files), "number": len(files),
        "all_known": True, "most_causes": MOST_CAUSES, "marked": False, "tabled": False,
    }  # fmt: skip
    return worded(kind, facts)


def lines(*files: Told, **more: object) -> str:
    """The plain text of that letter."""
    return letter(*files, **more).text  # type: ignore[arg-type]


def test_subject_says_what_it_is_in_both_languages() -> None:
    assert letter(told("accepted")).subject == (
        "Thông báo kết quả tiếp nhận báo cáo ngày 02/03/2026 / Reports received on 2 March 2026"
    )
    assert letter(told("withdrawn"), kind="decision").subject.startswith("Thông báo kết quả xem xét lại báo cáo")


def test_returned_report_says_what_to_do_by_when_and_where() -> None:
    text = lines(told("returned", causes=(CAUSE,)), office=Office(send_to="cổng báo cáo", send_to_en="the portal"))
    assert "I. PHẢI SỬA VÀ GỬI LẠI (01)\n1. Báo cáo tháng – Tháng 2 năm 2026: trả lại.\n" in text
    assert (
        "sửa các nội dung trên rồi gửi lại toàn bộ báo cáo, chậm nhất ngày 09/03/2026. Nơi gửi: cổng báo cáo." in text
    )
    assert "correct it and send the whole report again by 9 March 2026. Where to: the portal." in text


def test_returned_report_that_is_past_due_says_so() -> None:
    text = lines(told("returned", due_on=date(2026, 3, 1)))
    assert "chậm nhất ngày 09/03/2026 (hạn nộp 01/03/2026 đã qua)." in text
    assert "by 9 March 2026 (it was due on 1 March 2026)." in text


def test_a_cell_is_told_by_address_label_and_value() -> None:
    text = lines(told("returned", causes=(CAUSE,)))
    assert "Không được lớn hơn doanh thu. 01 ô: T2!G16, Doanh thu xuất khẩu: “8462.7”." in text
    assert "May not exceed revenue. 1 cell: T2!G16, Doanh thu xuất khẩu: “8462.7”." in text


def test_five_thousand_findings_of_one_rule_are_one_line() -> None:
    cause = Cause("GEN-10", "return", Said("Phải là số.", "A number is due."), 5000, (CELL,))
    text = lines(told("returned", causes=(cause,)))
    assert "GEN-10 (phải sửa): Phải là số. 5.000 ô: T2!G16, Doanh thu xuất khẩu: “8462.7”; …." in text
    assert "A number is due. 5,000 cells: T2!G16" in text
    assert text.count("GEN-10") == 2  # in Vietnamese and in English


def test_cells_with_figures_of_their_own_are_counted_as_an_office_counts() -> None:
    other = Place("T2", "17", "G", "Doanh thu", "9")
    cause = Cause("SXKD-05", "warn", Said("Lệch.", "Off."), 1, (CELL,), others=4, other_places=(other,))
    assert "Tương tự ở 04 ô khác: T2!G17, Doanh thu: “9”; …." in lines(told("accepted", causes=(cause,)))


def test_a_field_of_a_portal_has_no_address_of_a_spreadsheet() -> None:
    place = Place(row="2", column="foreigners", label="Trong đó người nước ngoài", value="4")
    cause = Cause("VV-02", "refuse_row", Said("Lớn hơn.", "More."), 1, (place,))
    text = lines(told("returned", causes=(cause,)))
    assert "01 dòng: dòng 2, Trong đó người nước ngoài: “4”." in text
    assert "1 row: row 2, Trong đó người nước ngoài: “4”." in text


def test_accepted_report_has_nothing_to_correct() -> None:
    text = lines(told("accepted"))
    assert "I. ĐÃ NHẬN (01)" in text
    assert "Không có nội dung phải sửa." in text
    assert "There is nothing to correct." in text
    assert "Việc cần làm" not in text


def test_register_taken_in_part_says_how_many_rows_are_to_be_sent_again() -> None:
    cause = Cause("VV-03", "refuse_row", Said("Thiếu số quyết định.", "No number."), 3)
    text = lines(told("accepted_with_warnings", causes=(cause,), rows=Rows(3, 5)))
    assert "Tháng 2 năm 2026: được nhận một phần: 3/5 dòng chưa nhận.\n" in text
    assert "sửa các dòng chưa nhận rồi gửi lại toàn bộ báo cáo, gồm cả các dòng đã nhận, chậm nhất ngày 09/03" in text
    assert "accepted in part: 3 of 5 rows were left out." in text


def test_figure_in_doubt_is_to_be_corrected_or_explained_by_a_day() -> None:
    doubt = Cause("SXKD-05", "doubt", Said("Lệch quá 8 lần.", "More than 8 times."), 1, (CELL,))
    text = lines(told("accepted_with_warnings", causes=(doubt,)))
    assert "“8462.7”. Đề nghị sửa hoặc giải trình trước ngày 09/03/2026.\n" in text
    assert "“8462.7”. Please correct or explain by 9 March 2026.\n" in text
    assert "nếu số liệu đúng, gửi văn bản giải trình, trước ngày 09/03/2026. Nơi gửi: theo kênh" in text


def test_withdrawal_says_why_and_what_next() -> None:
    decision = Decision("withdraw", "gửi nhầm đơn vị")
    text = lines(told("withdrawn", decision=decision), kind="decision")
    assert "Theo quyết định của cán bộ, lý do: gửi nhầm đơn vị." in text
    assert "Kỳ này hiện không có báo cáo nào được dùng." in text
    assert "gửi báo cáo thay thế, chậm nhất ngày 09/03/2026." in text
    other = lines(told("withdrawn", decision=decision, counting=Counting(7, date(2026, 3, 1))), kind="decision")
    assert "Số liệu của kỳ này lấy theo báo cáo gửi ngày 01/03/2026 (biên nhận số 7)." in other
    assert "Không phải gửi lại" in other
    assert "thay thế" not in other


def test_accepted_correction_is_told_also_where_another_followed() -> None:
    first = told("accepted", returned_on=date(2026, 2, 27), counting=Counting(5, DAY))
    text = lines(first)
    assert "Bản sửa của báo cáo bị trả lại ngày 27/02/2026 đã được nhận ngày 02/03/2026." in text
    assert "The figures of this period are those of the report sent on 2 March 2026 (receipt 5)." in text


def test_nothing_is_asked_of_a_report_that_a_later_one_replaced() -> None:
    text = lines(told("returned", causes=(CAUSE,), counting=Counting(7, DAY)))
    assert "I. ĐÃ CÓ BÁO CÁO GỬI SAU THAY THẾ (01)" in text
    assert "Việc cần làm" not in text
    estimate = lines(told("returned", causes=(CAUSE,), counting=Counting(7, DAY, is_estimate=True)))
    assert "Việc cần làm" in estimate  # an estimate does not stand for the report


def test_duplicate_of_a_returned_report_is_still_to_be_corrected() -> None:
    text = lines(told("duplicate", again_of=2, of_returned=True))
    assert "I. PHẢI SỬA VÀ GỬI LẠI (01)" in text
    assert "Nội dung trùng với báo cáo đã bị trả lại (biên nhận số 2)." in text
    assert "sửa các nội dung đã nêu khi trả lại rồi gửi lại toàn bộ báo cáo, chậm nhất ngày 09/03/2026." in text
    nothing = lines(told("duplicate", again_of=2))
    assert "Nội dung trùng với báo cáo đã gửi (biên nhận số 2).\n   - Không phải gửi lại.\n" in nothing


def test_each_report_of_a_file_is_told_by_its_sheet() -> None:
    files = (
        told("accepted", sheet="T8", ignored_sheets="3"), told("returned", sheet="T9"),
        told("duplicate", sheet="T7", again_of=2),
    )  # fmt: skip
    text = lines(*files)
    assert "Tháng 2 năm 2026 (trang tính “T8”): được nhận.\n" in text
    assert "Tháng 2 năm 2026 (trang tính “T9”): trả lại.\n" in text
    assert "Trang tính thứ 3 của tệp không phải là biểu báo cáo nên được bỏ qua." in text
    assert "(sheet “T9”): returned.\n" in text


def test_report_whose_other_rules_were_not_checked_says_so() -> None:
    text = lines(told("returned", unjudged=True))
    assert "các nội dung khác chưa được kiểm tra" in text
    assert text.index(UNJUDGED[0]) < text.index("Việc cần làm")
    assert UNJUDGED[1] in text


def test_office_says_who_it_is_and_who_answers() -> None:
    office = Office(
        name="Ban Quản lý các khu công nghiệp tỉnh N", address="Số 1 đường A", place="Hoa Lư", title="Trưởng phòng",
        signatory="Nguyễn Văn A", telephone="0229 000 000", email="baocao@board.example",
    )  # fmt: skip
    text = lines(told("accepted"), office=office)
    assert text.startswith("BAN QUẢN LÝ CÁC KHU CÔNG NGHIỆP TỈNH N\nĐịa chỉ: Số 1 đường A\n")
    assert "\nHoa Lư, ngày 02 tháng 3 năm 2026\n" in text
    assert "điện thoại 0229 000 000, thư điện tử baocao@board.example." in text
    assert "TRƯỞNG PHÒNG\nNguyễn Văn A\n" in text


def test_no_office_is_invented() -> None:
    text = lines(told("accepted"))
    assert text.startswith("BỘ PHẬN TIẾP NHẬN BÁO CÁO\n\nNgày 02 tháng 3 năm 2026\n")
    assert "Ban Quản lý" not in text
    assert "liên hệ" not in text


def test_nothing_of_a_report_is_live_in_the_page() -> None:
    evil = '<script>alert("x")</script>'
    cause = Cause("R", "return", Said(evil, evil), 1, (Place(evil, "1", "A", evil, evil),))
    page = letter(told("returned", causes=(cause,), why=Said(evil, evil)), to=evil, office=Office(name=evil)).html
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_no_line_break_of_a_name_gets_into_the_text() -> None:
    assert "\nKính gửi: A Bcc: b@c.example\n" in lines(to="A\r\nBcc: b@c.example")


@pytest.mark.parametrize(("number", "vi", "en"), [(4, "04", "4"), (12, "12", "12"), (12345, "12.345", "12,345")])
def test_counts_are_written_as_each_language_writes_them(number: int, vi: str, en: str) -> None:
    assert (number_vi(number), number_en(number)) == (vi, en)


def reminder(*kinds: str, forms: int = 0, gap: Gap | None = None) -> str:
    """The plain text of a reminder of a report of each kind."""
    form = Said("Báo cáo tháng", "Monthly report"), Said("Tháng 2 năm 2026", "February")
    awaited = [Awaited(kind, "1", "Công ty A", *form, date(2026, 3, 10)) for kind in kinds]
    facts = {
        "to": "Công ty A (1)", "day": DAY, "office": Office(), "roman": ROMAN, "parts": by_kind(awaited),
        "forms": forms, "answer_by": BY, "gap": gap,
    }  # fmt: skip
    return worded("reminder", facts).text


def test_reminder_names_the_report_its_day_and_where_to_send_it() -> None:
    text = reminder("due_soon")
    assert "I. SẮP ĐẾN HẠN (01)\n1. Báo cáo tháng – Tháng 2 năm 2026: hạn nộp 10/03/2026.\n" in text
    assert "Đề nghị gửi đúng hạn. Nơi gửi: theo kênh Quý đơn vị vẫn gửi báo cáo." in text
    assert "Kèm theo" not in text


@pytest.mark.parametrize("kind", ["late", "missing", "returned"])
def test_reminder_of_what_is_overdue_gives_a_day(kind: str) -> None:
    assert "chậm nhất ngày 09/03/2026. Nơi gửi: theo kênh" in reminder(kind)


def test_reminder_speaks_of_the_forms_that_go_with_it() -> None:
    text = reminder("late", "due_soon", forms=2)
    assert "Kèm theo: 02 biểu mẫu đã ghi sẵn tên, mã và kỳ báo cáo của Quý đơn vị" in text
    assert "Attached: 2 forms with your name, code and period filled in" in text


def test_reminder_of_a_night_that_could_not_read_all_says_up_to_which_day_it_knows() -> None:
    text = reminder("late", gap=Gap(date(2026, 3, 1)))
    assert "Báo cáo gửi đến hết ngày 01/03/2026 đã được ghi nhận đầy đủ.\n" in text
    assert "What was sent up to the end of 1 March 2026 is on record.\n" in text
    assert "có thể gồm cả báo cáo đã gửi.\n" in reminder("late", gap=Gap(None))
    assert "chưa đọc được" not in reminder("late")


def test_board_is_told_in_a_table() -> None:
    table = (("Đơn vị / Reporter", "Hạn nộp / Due"), ("A", "10/03/2026"))
    facts = {"to": "BQL", "day": DAY, "office": Office(), "roman": ROMAN, "table": table, "number": 1, "gap": None}
    made = worded("escalation", facts)
    assert "Đơn vị / Reporter | Hạn nộp / Due\nA | 10/03/2026\n" in made.text
    assert made.html.count("<th ") == 2

"""Schema `mart`: the tables that BI reads. Sums of exact base units; the unit stands at the end of the name."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import sqlalchemy as sa

from expectations.codes import load
from expectations.warehouse.columns import day, instant, metadata, text, whole

EXPECTED = "Reporters that owed a report (số đơn vị phải báo cáo)"
IN_DOUBT = "Those of them with a figure here that is in doubt, see figure_in_doubt (số đơn vị có số liệu cần xác minh)"
RECEIVED = "Those of them whose final report is held (số đơn vị đã báo cáo)"
START, END = "First day of the period (từ ngày)", "Last day of the period (đến ngày)"


class Figure(NamedTuple):
    """An indicator of the monthly marts: its column there, how it is added up, and what it is."""

    indicator: str
    column: str
    kind: str
    comment: str
    weight: str = ""  # of a mean: the column that weighs it


FIGURES = (
    Figure("industrial_output", "industrial_output_vnd", "flow", "Industrial output in đồng (giá trị SXCN)"),
    Figure("net_revenue", "net_revenue_vnd", "flow", "Net revenue in đồng (doanh thu thuần)"),
    Figure("export_revenue", "export_revenue_vnd", "flow", "Revenue from exports in đồng (doanh thu xuất khẩu)"),
    Figure("exports", "exports_usd_cents", "flow", "Exports in US cents (giá trị xuất khẩu)"),
    Figure("imports", "imports_usd_cents", "flow", "Imports in US cents (giá trị nhập khẩu)"),
    Figure("budget_paid", "budget_paid_vnd", "flow", "Taxes and dues paid in đồng (nộp ngân sách)"),
    Figure("workers", "workers", "stock", "Workers at the end of the period (lao động)"),
    Figure("workers_female", "workers_female", "stock", "Women among the workers (lao động nữ)"),
    Figure("workers_foreign", "workers_foreign", "stock", "Foreigners among the workers (lao động nước ngoài)"),
    Figure("workers_other_provinces", "workers_other_provinces", "stock", "Workers from other provinces (ngoại tỉnh)"),
    Figure("average_wage", "average_wage_vnd", "mean", "Average wage in đồng a month, weighted by workers", "workers"),
    Figure("electricity", "electricity_kwh", "flow", "Electricity in kWh (điện năng tiêu thụ)"),
)


class CaseFigure(NamedTuple):
    """A figure of the cases of a month: its column, what it adds up (blank: cases), and of which step (blank: all)."""

    column: str
    adds: str
    comment: str
    status: str = ""


def _cases_by_status() -> Iterator[CaseFigure]:
    """A figure for each step that a case can be at, named by its English term."""
    for row in load("case_statuses").frame.to_dict("records"):
        yield CaseFigure(f"cases_{row['en'].replace(' ', '_')}", "", f"Cases {row['en']} ({row['vi']})", row["code"])


CASE_FIGURES = (
    CaseFigure("cases", "", "Cases found in the month (số vụ)"),
    CaseFigure("people", "people", "Persons involved (số đối tượng)"),
    CaseFigure("foreigners", "foreigners", "Foreigners among them (người nước ngoài)"),
    CaseFigure("participants", "participants", "Participants of strikes and gatherings (số người tham gia)"),
    CaseFigure("deaths", "deaths", "Deaths (số người chết)"),
    CaseFigure("injuries", "injuries", "Injured (số người bị thương)"),
    CaseFigure("damage_vnd", "damage_vnd", "Damage in đồng (thiệt hại)"),
    CaseFigure("fines_vnd", "fine_vnd", "Fines in đồng (tiền phạt)"),
    *_cases_by_status(),
)


def _figures(kinds: tuple[str, ...] = ("flow", "stock", "mean")) -> list[sa.Column[Any]]:
    return [
        whole(figure.column, f"{figure.comment}; blank: nobody gave it", null=True)
        for figure in FIGURES
        if figure.kind in kinds
    ]


def _reporters(expected: str = EXPECTED, received: str = RECEIVED, in_doubt: str = IN_DOUBT) -> list[sa.Column[Any]]:
    owed = [whole("reporters_expected", expected), whole("reporters_received", received)]
    return [*owed, whole("reporters_in_doubt", in_doubt)]


figure_in_doubt = sa.Table(
    "figure_in_doubt",
    metadata,
    text("form_code", "Form (mã biểu)", key=True),
    text("reporter_code", "Who reported: project, police unit or the Board (đơn vị báo cáo)", key=True),
    day("window_start", START, key=True),
    day("window_end", END, key=True),
    text("cell_key", "Which cell by its meaning: row or record, then column (ô)", key=True),
    text("park_code", "Park of the project in that period, or the park told of (KCN); blank: none", null=True),
    text("indicator_code", "What is measured (chỉ tiêu); blank: a cell of a register", null=True),
    whole("value", "The figure as it counts, in the base unit (giá trị đang dùng)", null=True),
    text("unit", "Base unit of the two values (đơn vị gốc)", null=True),
    whole("fitting_value", "What it would be in the unit that fits; blank: none does (giá trị hợp lý)", null=True),
    text("fitting_unit", "The unit that fits; blank with a value: digits too many or few (đơn vị hợp lý)", null=True),
    text("rule_code", "Rule that doubts it; of several one that is open (mã quy tắc)"),
    text("status", "final (chính thức) or estimate (ước)"),
    day("since_on", "Day on which the report arrived (từ ngày)"),
    text("state", "open (chưa rõ), explained (đã giải trình), confirmed by an officer (cán bộ đã xác nhận)"),
    sa.Index(None, "reporter_code", "window_start"),
    schema="mart",
    comment="Figures that may not be what they say, of the reports that stand (số liệu cần xác minh)",
)

enterprise_month = sa.Table(
    "enterprise_month",
    metadata,
    text("project_code", "Project (mã số dự án)", key=True),
    day("window_start", START, key=True),
    day("window_end", END),
    text("park_code", "Park of the project in that month (KCN)"),
    text("tax_code", "Tax code in that month (mã số thuế)", null=True),
    *_figures(),
    *_reporters(
        "1 where the project owed a report",
        "1 where it did and its final report is held",
        "1 where a figure of this row is in doubt, see figure_in_doubt",
    ),
    sa.Index(None, "park_code", "window_start"),
    sa.Index(None, "window_start"),
    schema="mart",
    comment="Figures of every project by calendar month (doanh nghiệp theo tháng)",
)

park_month = sa.Table(
    "park_month",
    metadata,
    text("park_code", "Park (KCN)", key=True),
    day("window_start", START, key=True),
    day("window_end", END),
    *_figures(),
    *_reporters(),
    sa.Index(None, "window_start"),
    schema="mart",
    comment="Figures of every park by calendar month; sums over the projects that owed a report (KCN theo tháng)",
)

province_year = sa.Table(
    "province_year",
    metadata,
    text("area_code", "Province (tỉnh)", key=True),
    text("regime", "calendar: figures of enterprises; administrative: cases of the police year", key=True),
    day("window_start", START, key=True),
    day("window_end", END),
    whole("year", "Year (năm)"),
    *_figures(("flow",)),
    whole("workers", "Workers in the last month held (lao động); calendar years only", null=True),
    day("workers_on", "Last day of that month", null=True),
    whole("months_held", "Months of the year of which at least one report is held (số tháng có số liệu)"),
    whole("cases", "Cases found in the year (số vụ); administrative years only", null=True),
    whole("people", "Persons involved (số đối tượng); administrative years only", null=True),
    whole("fines_vnd", "Fines in đồng (tiền phạt); administrative years only", null=True),
    *_reporters(
        "Monthly reports owed in the year, over all reporters",
        "Those of them that are held",
        "Those of them with a figure in doubt, see figure_in_doubt",
    ),
    schema="mart",
    comment="The province by year; calendar and administrative years are separate rows (tỉnh theo năm)",
)

incident_window = sa.Table(
    "incident_window",
    metadata,
    text("park_code", "Park (KCN)", key=True),
    day("window_start", "First day of the administrative month, the 15th", key=True),
    day("window_end", "Last day of the administrative month, the 14th"),
    text("category_code", "Category (loại vụ việc)", key=True),
    *(whole(figure.column, f"{figure.comment}; blank: not reported", null=True) for figure in CASE_FIGURES),
    *_reporters(
        "Police units that owed the month's register",
        "Those of them whose register is held",
        "Those of them with a cell in doubt, see figure_in_doubt",
    ),
    sa.Index(None, "window_start"),
    schema="mart",
    comment="Cases by park, administrative month of detection and category, 0 where none is told (vụ việc theo kỳ)",
)

reporting_rate = sa.Table(
    "reporting_rate",
    metadata,
    text("form_code", "Form (mã biểu)", key=True),
    day("window_start", START, key=True),
    day("window_end", END, key=True),
    day("due_on", "Statutory due day (hạn nộp)"),
    day("due_on_adjusted", "The first working day from the due day on"),
    *_reporters(),
    whole("on_time", "Received by the statutory due day (đúng hạn)"),
    whole("late", "Received after it (trễ hạn)"),
    whole("returned", "Not received: sent, and returned, withdrawn or held for an officer (bị trả lại, chờ cán bộ)"),
    whole("missing", "Due and nothing received (chưa nộp)"),
    whole("not_due", "Not due yet and nothing received (chưa đến hạn)"),
    whole("exempt", "Known reporters that owed nothing (không phải nộp)"),
    schema="mart",
    comment="Who reported, by form and period; expected = received + returned + missing + not_due (tỷ lệ báo cáo)",
)

data_quality = sa.Table(
    "data_quality",
    metadata,
    text("rule_code", "Rule, or the reason why a file could not be read (mã quy tắc)", key=True),
    text("effect", "return, refuse_row or warn", key=True),
    text("form_code", "Form; empty where it was not recognised", key=True),
    text("reporter_code", "Who reported; empty where it was not recognised", key=True),
    day("window_start", "First day of the period; the day of arrival where no period was settled", key=True),
    day("window_end", "Last day of the period", key=True),
    text("regime", "calendar or administrative; arrival where the day of arrival stands in"),
    whole("findings", "Findings (số lỗi)"),
    whole("submissions", "Submissions with such a finding (số lần nộp)"),
    *_reporters(
        "1 where the reporter owed this report",
        "1 where it did and the report is held",
        "1 where it did and a figure of the report is in doubt",
    ),
    sa.Index(None, "form_code", "reporter_code", "window_start"),
    schema="mart",
    comment="Findings by rule, form, reporter and period (chất lượng số liệu)",
)

published_check = sa.Table(
    "published_check",
    metadata,
    text("reporter_code", "Who sent the list of published figures", key=True),
    day("list_start", "First day of the period of that list", key=True),
    day("list_end", "Last day of the period of that list", key=True),
    whole("figure_no", "Number of the figure in that list", key=True),
    text("indicator_code", "What is told (chỉ tiêu)"),
    text("scope", "What it is told of (phạm vi)", null=True),
    whole("from_year", "First year (từ năm)", null=True),
    whole("to_year", "Last year (đến năm)", null=True),
    day("window_start", "First day of those years", null=True),
    day("window_end", "Last day of those years", null=True),
    text("qualifier", "trên, hơn, gần, khoảng, đúng (mức độ)", null=True),
    text("written", "The figure as published (nguyên văn)"),
    text("unit_written", "Its unit as published (đơn vị tính)", null=True),
    text("base_unit", "Unit of the two values that follow (đơn vị gốc)", null=True),
    whole("published_value", "The published figure (số công bố)"),
    whole("published_out_of", "The 11 in 6/11", null=True),
    whole("computed_value", "The same from our reports; blank where it cannot be computed (số tính được)", null=True),
    text("computability", "computed, computed in part, or not computable, and why"),
    text("source", "Where it was published (nguồn)", null=True),
    text("page", "Page (trang)", null=True),
    *_reporters(
        "Monthly reports owed in those years", "Those of them that are held", "Those of them with a figure in doubt"
    ),
    schema="mart",
    comment="Published figures beside the computed ones (đối chiếu số công bố)",
)

freshness = sa.Table(
    "freshness",
    metadata,
    text("name", "Always `marts`", key=True),
    day("today_on", "Day up to which the marts were brought (tính đến ngày)"),
    instant("as_of_at", "Instant as of which the marts tell"),
    whole("cut_id", "Last cut in them", null=True),
    instant("told_until", "What comes later changes no answer as of an instant up to this one", null=True),
    day("complete_on", "Day up to which all that the sources hold is in them (đủ số liệu đến hết ngày)", null=True),
    whole(
        "sources_out_of_reach", "Sources that the last night could not look at whole (nguồn không tới được)", null=True
    ),
    schema="mart",
    comment="How fresh the marts are (thời điểm số liệu)",
)

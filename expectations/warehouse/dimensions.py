"""Schema `core`, the dimensions: code lists, periods, forms and reporters."""

from typing import Any

import sqlalchemy as sa

from expectations.warehouse.columns import day, instant, metadata, text, truth, whole

NAME_VI, NAME_EN = "Name in Vietnamese (tên)", "Name in English"
SINCE, UNTIL = "First day on which the code has this meaning", "Last day; blank: still in use"


def code_list(name: str, comment: str, key: sa.Column[str], *more: sa.Column[Any]) -> sa.Table:
    """A table of codes with their names and the days between which they hold."""
    return sa.Table(
        name,
        metadata,
        key,
        text("name_vi", NAME_VI),
        text("name_en", NAME_EN, null=True),
        day("since", SINCE, null=True),
        day("until", UNTIL, null=True),
        *more,
        schema="core",
        comment=comment,
    )


cut = sa.Table(
    "cut",
    metadata,
    whole("cut_id", "Our number of the cut, in order of time", key=True),
    day("cut_day", "Day of the cut, in Vietnam"),
    instant("cut_at", "From then on it is known: the end of an arrival day, or the instant of an act"),
    sa.Index(None, "cut_at"),
    schema="core",
    comment="The states of the warehouse, one per arrival day and per act; `as of` is answered by them (mốc dữ liệu)",
)

period_window = sa.Table(
    "period_window",
    metadata,
    text("regime", "calendar, or administrative (15th to 14th, Decree 09/2019 Art. 12)", key=True),
    text("length", "day, month, quarter, half, half_to_date, nine_months, year", key=True),
    day("window_start", "First day (từ ngày)", key=True),
    day("window_end", "Last day (đến ngày)", key=True),
    whole("year", "Year that the period is counted in (năm)"),
    text("label_vi", "Label in Vietnamese (kỳ)"),
    schema="core",
    comment="Periods as two dates and a regime (kỳ báo cáo)",
)

area = sa.Table(
    "area",
    metadata,
    text("area_code", "Official code of the area (mã đơn vị hành chính)", key=True),
    day("since", f"{SINCE}; 1900-01-01: from before the list", key=True),
    day("until", UNTIL, null=True),
    text("name_vi", NAME_VI),
    text("name_en", NAME_EN, null=True),
    text("level", "province, district or commune (cấp)", null=True),
    text("parent_code", "Area that it lies in", null=True),
    schema="core",
    comment="Provinces and communes; a code can change its meaning, so the key is code and day (địa bàn)",
)

park = code_list(
    "park",
    "Industrial parks (khu công nghiệp)",
    text("park_code", "Code of the park (mã KCN)", key=True),
    text("area_code", "Commune of the park (xã, phường)", null=True),
    text("province_code", "Province of the park (tỉnh)", null=True),
    whole("plan_area_m2", "Planned area in m² (diện tích quy hoạch)", null=True),
)

police_unit = code_list(
    "police_unit",
    "Police units that report (đơn vị công an)",
    text("unit_code", "Code of the unit (mã đơn vị)", key=True),
    text("area_code", "Area that the unit answers for", null=True),
    text("province_code", "Province of the unit (tỉnh)", null=True),
)

indicator = code_list(
    "indicator",
    "What is measured (chỉ tiêu)",
    text("indicator_code", "Code of the indicator (mã chỉ tiêu)", key=True),
    text("kind", "flow, stock, mean or ratio: how it may be added up"),
    text("quantity", "What kind of thing it counts: money_vnd, area, count, …", null=True),
    text("base_unit", "Unit of its exact whole numbers (đơn vị gốc)", null=True),
    text("weight_code", "Of a mean: the indicator that weighs it", null=True),
    text("numerator_code", "Of a ratio: the upper part", null=True),
    text("denominator_code", "Of a ratio: the lower part", null=True),
)

category = code_list(
    "category",
    "Categories of cases (loại vụ việc)",
    text("category_code", "Code of the category (mã loại)", key=True),
)

case_status = code_list(
    "case_status",
    "Steps of a case (tình trạng vụ việc)",
    text("status_code", "The term itself, lower case (tình trạng)", key=True),
)

country = code_list("country", "Countries (quốc gia)", text("country_code", "ISO 3166 alpha-2 (mã quốc gia)", key=True))

decree = code_list(
    "decree",
    "Decrees on sanctions and when they were in force (nghị định xử phạt)",
    text("decree_code", "Number of the decree (số nghị định)", key=True),
)

industry = sa.Table(
    "industry",
    metadata,
    text("vsic_code", "VSIC code (mã ngành)", key=True),
    text("vsic_version", "Version of VSIC: 2018 or 2025", key=True),
    text("name_vi", NAME_VI),
    text("name_en", NAME_EN, null=True),
    text("level", "Level of the code: 1 is a section", null=True),
    text("parent_code", "Code one level up", null=True),
    schema="core",
    comment="Industries (ngành kinh tế)",
)

form = sa.Table(
    "form",
    metadata,
    text("form_code", "Code of the form (mã biểu)", key=True),
    text("title_vi", "Title in Vietnamese (tên biểu)"),
    text("title_en", "Title in English"),
    text("reporter_kind", "project, police_unit or board"),
    text("regime", "Calendar of its periods"),
    text("length", "Length of its periods"),
    text("loads", "What it is loaded as: observations, incidents, …"),
    truth("is_obliged", "Whether every reporter owes one for every period"),
    truth("is_estimate", "Whether it is always an estimate, so that an estimate fulfils it"),
    text("feeds", "Mart of projects that its figures stand in; blank: none", null=True),
    schema="core",
    comment="Report forms (biểu mẫu)",
)

form_window = sa.Table(
    "form_window",
    metadata,
    text("form_code", "Form", sa.ForeignKey("core.form.form_code"), key=True),
    day("window_start", "First day of the period", key=True),
    day("window_end", "Last day of the period", key=True),
    day("due_on", "Statutory due day (hạn nộp); late is by this day"),
    day("due_on_adjusted", "The first working day from the due day on (hạn nộp đã dời)"),
    sa.Index(None, "due_on"),
    schema="core",
    comment="When the report of a form for a period is due (hạn nộp)",
)

reporter = sa.Table(
    "reporter",
    metadata,
    text("reporter_code", "Project code, unit code, or the Board (mã đơn vị báo cáo)", key=True),
    text("reporter_kind", "project, police_unit or board"),
    text("name_vi", "Name; of a project it varies in time and stands in project_version", null=True),
    day("since", "Reports from this day on", null=True),
    day("until", "Reports until this day", null=True),
    sa.Index(None, "reporter_kind"),
    schema="core",
    comment="Who reports (đơn vị báo cáo)",
)

list_version = sa.Table(
    "list_version",
    metadata,
    text("list_name", "Always `all`", key=True),
    text("sha256", "Fingerprint of the code lists and forms that these tables were filled from"),
    schema="core",
    comment="Which state of the code lists and forms the warehouse knows",
)

"""Schema `core`, the facts: every version of every figure, case and project, and from when until when it stood."""

import sqlalchemy as sa

from expectations.warehouse.columns import day, metadata, text, truth, whole

SHEET = "Sheet as in the file (trang tính)"
ROW = "Row as in the file (dòng)"


def _submission() -> sa.Column[int]:
    reference = sa.ForeignKey("intake.submission.submission_id")
    return whole("submission_id", "Submission that says so", reference, key=True)


def _from_cut() -> sa.Column[int]:
    return whole("from_cut_id", "First cut at which it held", sa.ForeignKey("core.cut.cut_id"), key=True)


def _until_cut() -> sa.Column[int]:
    comment = "Cut from which it held no longer; blank: it still holds"
    return whole("until_cut_id", comment, sa.ForeignKey("core.cut.cut_id"), null=True)


acceptance = sa.Table(
    "acceptance",
    metadata,
    _submission(),
    _from_cut(),
    _until_cut(),
    schema="core",
    comment="From which cut until which a submission counted as accepted; registers and cases are known by it",
)

standing = sa.Table(
    "standing",
    metadata,
    _submission(),
    day("window_start", "First day of the period that it speaks for", key=True),
    day("window_end", "Last day of that period", key=True),
    _from_cut(),
    _until_cut(),
    text("form_code", "Form", sa.ForeignKey("core.form.form_code")),
    text("reporter_code", "Who reports", sa.ForeignKey("core.reporter.reporter_code")),
    text("status", "final (chính thức) or estimate (ước)"),
    truth("is_carried", "Estimates of this period that came with a report of another period"),
    sa.Index(None, "form_code", "window_start", "reporter_code"),
    sa.Index(None, "reporter_code", "window_start"),
    sa.Index(None, "from_cut_id"),
    sa.Index(None, "until_cut_id"),
    schema="core",
    comment="Which report stood for form, reporter and period, from which cut until which (báo cáo có hiệu lực)",
    sqlite_with_rowid=False,
)

observation = sa.Table(
    "observation",
    metadata,
    _submission(),
    text("indicator_code", "What is measured", sa.ForeignKey("core.indicator.indicator_code"), key=True),
    text("area_code", "Park or area it is told of; blank: the reporter itself", key=True),
    day("window_start", "First day of the period measured", key=True),
    day("window_end", "Last day of the period measured", key=True),
    text("measure", "period: of the period; cumulative: since January (checked, never added)", key=True),
    text("status", "final (chính thức) or estimate (ước)"),
    whole("value", "Exact value in the base unit of the indicator (giá trị)"),
    text("sheet", SHEET, null=True),
    whole("sheet_row", ROW, null=True),
    text("sheet_column", "Column letters, or the key in JSON (cột)", null=True),
    text("written", "The cell as written (nguyên văn)", null=True),
    schema="core",
    comment="Figures of reports, every version, with the cell they stood in (số liệu báo cáo)",
    sqlite_with_rowid=False,
)

incident = sa.Table(
    "incident",
    metadata,
    _submission(),
    text("case_no", "Case number as written (số vụ việc)", key=True),
    text("unit_code", "Police unit; with the number the key of the case", sa.ForeignKey("core.police_unit.unit_code")),
    whole("arrival_rank", "Order of arrival of the register"),
    day("report_end", "Last day of the register's period; of two states the later one stands"),
    day("occurred_on", "Day it happened (ngày xảy ra)", null=True),
    day("detected_on", "Day it was found (ngày phát hiện)"),
    day("detected_window_start", "First day of the administrative month in which it was found"),
    day("detected_window_end", "Last day of that month"),
    text("park_code", "Park (KCN)", sa.ForeignKey("core.park.park_code")),
    text("tax_code", "Tax code of the enterprise concerned, digits (mã số thuế)", null=True),
    text("category_code", "Category (loại vụ việc)", sa.ForeignKey("core.category.category_code")),
    whole("people", "Persons involved (số đối tượng)", null=True),
    whole("foreigners", "Foreigners among them (người nước ngoài)", null=True),
    text("nationality_code", "Nationality, ISO 3166 alpha-2 (quốc tịch)", null=True),
    whole("participants", "Participants of a strike or gathering (số người tham gia)", null=True),
    whole("deaths", "Deaths (số người chết)", null=True),
    whole("injuries", "Injured (số người bị thương)", null=True),
    whole("damage_vnd", "Damage in đồng (thiệt hại)", null=True),
    text("case_status", "Step of the case (tình trạng)", null=True),
    day("minutes_on", "Day of the minutes (ngày lập biên bản)", null=True),
    day("decided_on", "Day of the decision (ngày quyết định)", null=True),
    text("decision_no", "Number of the decision (số quyết định)", null=True),
    text("decree_code", "Decree cited (căn cứ pháp lý)", null=True),
    whole("fine_vnd", "Fine in đồng (mức phạt)", null=True),
    text("sheet", SHEET, null=True),
    whole("sheet_row", ROW, null=True),
    sa.Index(None, "unit_code", "case_no"),
    sa.Index(None, "detected_window_start", "park_code"),
    schema="core",
    comment="States of cases, one row per register that lists the case (vụ việc)",
)

project_version = sa.Table(
    "project_version",
    metadata,
    _submission(),
    text("project_code", "Project (mã số dự án)", sa.ForeignKey("core.reporter.reporter_code"), key=True),
    day("valid_from", "Day from which this state of the project holds (áp dụng từ ngày)", key=True),
    whole("arrival_rank", "Order of arrival of the register; the later state of one day replaces the earlier"),
    text("tax_code", "Tax code, digits (mã số thuế)", null=True),
    text("name", "Name of the enterprise (tên doanh nghiệp)"),
    text("park_code", "Park (KCN)", sa.ForeignKey("core.park.park_code")),
    truth("is_fdi", "Foreign-invested (FDI)", null=True),
    text("country_code", "Country of the investor (quốc gia)", null=True),
    text("vsic_code", "Industry (mã ngành VSIC)", null=True),
    text("vsic_version", "Version of VSIC", null=True),
    day("licensed_on", "Day of the licence (ngày cấp GCNĐKĐT)", null=True),
    day("started_on", "Start of operation (ngày bắt đầu hoạt động)", null=True),
    day("ended_on", "End of operation (ngày kết thúc)", null=True),
    text("email", "E-mail of the enterprise (thư điện tử)", null=True),
    text("sheet", SHEET, null=True),
    whole("sheet_row", ROW, null=True),
    sa.Index(None, "project_code", "valid_from"),
    schema="core",
    comment="The register of projects with all its versions (danh mục dự án)",
)

target = sa.Table(
    "target",
    metadata,
    _submission(),
    whole("year", "Calendar year (năm)", key=True),
    text("area_code", "Park, or province (KCN, tỉnh)", key=True),
    text("indicator_code", "What is planned", sa.ForeignKey("core.indicator.indicator_code"), key=True),
    whole("target", "Planned value in the base unit of the indicator (kế hoạch)"),
    text("basis", "Resolution that it rests on (căn cứ)", null=True),
    text("sheet", SHEET, null=True),
    whole("sheet_row", ROW, null=True),
    schema="core",
    comment="Yearly targets (chỉ tiêu kế hoạch năm)",
)

published_figure = sa.Table(
    "published_figure",
    metadata,
    _submission(),
    whole("figure_no", "Number of the figure in its list, from 1", key=True),
    text("indicator_code", "What is told", sa.ForeignKey("core.indicator.indicator_code")),
    text("scope", "What it is told of (phạm vi)", null=True),
    whole("from_year", "First year (từ năm)", null=True),
    whole("to_year", "Last year (đến năm)", null=True),
    text("qualifier", "trên, hơn, gần, khoảng, đúng (mức độ)", null=True),
    text("written", "The figure as written (nguyên văn)"),
    text("unit_written", "Its unit as written (đơn vị tính)", null=True),
    whole("value", "Exact value in the base unit of the indicator"),
    whole("out_of", "The 11 in 6/11", null=True),
    text("source", "Where it was published (nguồn)", null=True),
    text("page", "Page (trang)", null=True),
    text("sheet", SHEET, null=True),
    whole("sheet_row", ROW, null=True),
    schema="core",
    comment="Published figures, kept beside ours and never mixed with them (số liệu công bố)",
)

register_entry = sa.Table(
    "register_entry",
    metadata,
    _submission(),
    whole("entry_no", "Number of the record in its register, from 1", key=True),
    text("column_key", "Column of the form", key=True),
    text("text_value", "Code or text (mã, chữ)", null=True),
    whole("number_value", "Exact value in the base unit of the column (giá trị)", null=True),
    day("day_value", "Day (ngày)", null=True),
    text("sheet", SHEET, null=True),
    whole("sheet_row", ROW, null=True),
    text("sheet_column", "Column letters, or the key in JSON (cột)", null=True),
    text("written", "The cell as written (nguyên văn)", null=True),
    schema="core",
    comment="Registers without a table of their own: a row a column of a record (sổ đăng ký)",
    sqlite_with_rowid=False,
)

obligation = sa.Table(
    "obligation",
    metadata,
    text("form_code", "Form", sa.ForeignKey("core.form.form_code"), key=True),
    text("reporter_code", "Who reports", sa.ForeignKey("core.reporter.reporter_code"), key=True),
    day("window_start", "First day of the period", key=True),
    day("window_end", "Last day of the period", key=True),
    text("obligation", "not due yet (chưa đến hạn), due (đã đến hạn), exempt (không phải nộp)"),
    text(
        "filing",
        "missing (chưa nộp), nil (không phát sinh), returned (trả lại), held (chờ cán bộ), estimate only (ước), "
        "accepted",
    ),
    text("timeliness", "on time (đúng hạn), late (trễ hạn), by the statutory day; blank: not filed", null=True),
    day("due_on", "Statutory due day (hạn nộp)"),
    day("due_on_adjusted", "The first working day from the due day on"),
    day("filed_on", "Day on which the first accepted report arrived; later corrections do not change it", null=True),
    sa.Index(None, "form_code", "window_start", "window_end"),
    schema="core",
    comment="Who owes which report for which period, and what became of it (nghĩa vụ báo cáo)",
)

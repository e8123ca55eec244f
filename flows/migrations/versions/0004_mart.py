"""Make the tables that BI reads."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        op.execute("CREATE SCHEMA IF NOT EXISTS mart")
    op.create_table(
        "data_quality",
        sa.Column(
            "rule_code",
            sa.Text(),
            nullable=False,
            comment="Rule, or the reason why a file could not be read (mã quy tắc)",
        ),
        sa.Column("effect", sa.Text(), nullable=False, comment="return, refuse_row or warn"),
        sa.Column("form_code", sa.Text(), nullable=False, comment="Form; empty where it was not recognised"),
        sa.Column(
            "reporter_code", sa.Text(), nullable=False, comment="Who reported; empty where it was not recognised"
        ),
        sa.Column(
            "window_start",
            sa.Date(),
            nullable=False,
            comment="First day of the period; the day of arrival where no period was settled",
        ),
        sa.Column("window_end", sa.Date(), nullable=False, comment="Last day of the period"),
        sa.Column(
            "regime",
            sa.Text(),
            nullable=False,
            comment="calendar or administrative; arrival where the day of arrival stands in",
        ),
        sa.Column("findings", sa.BigInteger(), autoincrement=False, nullable=False, comment="Findings (số lỗi)"),
        sa.Column(
            "submissions",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="Submissions with such a finding (số lần nộp)",
        ),
        sa.Column(
            "reporters_expected",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="1 where the reporter owed this report",
        ),
        sa.Column(
            "reporters_received",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="1 where it did and the report is held",
        ),
        sa.PrimaryKeyConstraint(
            "rule_code",
            "effect",
            "form_code",
            "reporter_code",
            "window_start",
            "window_end",
            name=op.f("pk_data_quality"),
        ),
        schema="mart",
        comment="Findings by rule, form, reporter and period (chất lượng số liệu)",
    )
    op.create_index(
        op.f("ix_data_quality_form_code_reporter_code_window_start"),
        "data_quality",
        ["form_code", "reporter_code", "window_start"],
        unique=False,
        schema="mart",
    )
    op.create_table(
        "enterprise_month",
        sa.Column("project_code", sa.Text(), nullable=False, comment="Project (mã số dự án)"),
        sa.Column("window_start", sa.Date(), nullable=False, comment="First day of the period (từ ngày)"),
        sa.Column("window_end", sa.Date(), nullable=False, comment="Last day of the period (đến ngày)"),
        sa.Column("park_code", sa.Text(), nullable=False, comment="Park of the project in that month (KCN)"),
        sa.Column("tax_code", sa.Text(), nullable=True, comment="Tax code in that month (mã số thuế)"),
        sa.Column(
            "industrial_output_vnd",
            sa.BigInteger(),
            autoincrement=False,
            nullable=True,
            comment="Industrial output in đồng (giá trị SXCN); blank: nobody gave it",
        ),
        sa.Column(
            "net_revenue_vnd",
            sa.BigInteger(),
            autoincrement=False,
            nullable=True,
            comment="Net revenue in đồng (doanh thu thuần); blank: nobody gave it",
        ),
        sa.Column(
            "export_revenue_vnd",
            sa.BigInteger(),
            autoincrement=False,
            nullable=True,
            comment="Revenue from exports in đồng (doanh thu xuất khẩu); blank: nobody gave it",
        ),
        sa.Column(
            "exports_usd_cents",
            sa.BigInteger(),
            autoincrement=False,
            nullable=True,
            comment="Exports in US cents (giá trị xuất khẩu); blank: nobody gave it",
        ),
        sa.Column(
            "imports_usd_cents",
            sa.BigInteger(),
            autoincrement=False,
            nullable=True,
            comment="Imports in US cents (giá trị nhập khẩu); blank: nobody gave it",
        ),
        sa.Column(
            "budget_paid_vnd",
            sa.BigInteger(),
            autoincrement=False,
            nullable=True,
            comment="Taxes and dues paid in đồng (nộp ngân sách); blank: nobody gave it",
        ),
        sa.Column(
            "workers",
            sa.BigInteger(),
            autoincrement=False,
            nullable=True,
            comment="Workers at the end of the period (lao động); blank: nobody gave it",
        ),
        sa.Column(
            "workers_female",
            sa.BigInteger(),
            autoincrement=False,
            nullable=True,
            comment="Women among the workers (lao động nữ); blank: nobody gave it",
        ),
        sa.Column(
            "workers_foreign",
            sa.BigInteger(),
            autoincrement=False,
            nullable=True,
            comment="Foreigners among the workers (lao động nước ngoài); blank: nobody gave it",
        ),
        sa.Column(
            "workers_other_provinces",
            sa.BigInteger(),
            autoincrement=False,
            nullable=True,
            comment="Workers from other provinces (ngoại tỉnh); blank: nobody gave it",
        ),
        sa.Column(
            "average_wage_vnd",
            sa.BigInteger(),
            autoincrement=False,
            nullable=True,
            comment="Average wage in đồng a month, weighted by workers; blank: nobody gave it",
        ),
        sa.Column(
            "electricity_kwh",
            sa.BigInteger(),
            autoincrement=False,
            nullable=True,
            comment="Electricity in kWh (điện năng tiêu thụ); blank: nobody gave it",
        ),
        sa.Column(
            "reporters_expected",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="1 where the project owed a report",
        ),
        sa.Column(
            "reporters_received",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="1 where it did and its final report is held",
        ),
        sa.PrimaryKeyConstraint("project_code", "window_start", name=op.f("pk_enterprise_month")),
        schema="mart",
        comment="Figures of every project by calendar month (doanh nghiệp theo tháng)",
    )
    op.create_index(
        op.f("ix_enterprise_month_park_code_window_start"),
        "enterprise_month",
        ["park_code", "window_start"],
        unique=False,
        schema="mart",
    )
    op.create_index(
        op.f("ix_enterprise_month_window_start"), "enterprise_month", ["window_start"], unique=False, schema="mart"
    )
    op.create_table(
        "freshness",
        sa.Column("name", sa.Text(), nullable=False, comment="Always `marts`"),
        sa.Column(
            "today_on", sa.Date(), nullable=False, comment="Day up to which the marts were brought (tính đến ngày)"
        ),
        sa.Column("as_of_at", sa.DateTime(timezone=True), nullable=False, comment="Instant as of which the marts tell"),
        sa.Column("cut_id", sa.BigInteger(), autoincrement=False, nullable=True, comment="Last cut in them"),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_freshness")),
        schema="mart",
        comment="How fresh the marts are (thời điểm số liệu)",
    )
    op.create_table(
        "incident_window",
        sa.Column("park_code", sa.Text(), nullable=False, comment="Park (KCN)"),
        sa.Column("window_start", sa.Date(), nullable=False, comment="First day of the administrative month, the 15th"),
        sa.Column("window_end", sa.Date(), nullable=False, comment="Last day of the administrative month, the 14th"),
        sa.Column("category_code", sa.Text(), nullable=False, comment="Category (loại vụ việc)"),
        sa.Column(
            "cases", sa.BigInteger(), autoincrement=False, nullable=False, comment="Cases found in the month (số vụ)"
        ),
        sa.Column(
            "people", sa.BigInteger(), autoincrement=False, nullable=False, comment="Persons involved (số đối tượng)"
        ),
        sa.Column(
            "fines_vnd", sa.BigInteger(), autoincrement=False, nullable=False, comment="Fines in đồng (tiền phạt)"
        ),
        sa.Column(
            "reporters_expected",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="Police units that owed the month's register",
        ),
        sa.Column(
            "reporters_received",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="Those of them whose register is held",
        ),
        sa.PrimaryKeyConstraint("park_code", "window_start", "category_code", name=op.f("pk_incident_window")),
        schema="mart",
        comment="Cases by park, administrative month of detection and category (vụ việc theo kỳ)",
    )
    op.create_index(
        op.f("ix_incident_window_window_start"), "incident_window", ["window_start"], unique=False, schema="mart"
    )
    op.create_table(
        "park_month",
        sa.Column("park_code", sa.Text(), nullable=False, comment="Park (KCN)"),
        sa.Column("window_start", sa.Date(), nullable=False, comment="First day of the period (từ ngày)"),
        sa.Column("window_end", sa.Date(), nullable=False, comment="Last day of the period (đến ngày)"),
        sa.Column(
            "industrial_output_vnd",
            sa.BigInteger(),
            autoincrement=False,
            nullable=True,
            comment="Industrial output in đồng (giá trị SXCN); blank: nobody gave it",
        ),
        sa.Column(
            "net_revenue_vnd",
            sa.BigInteger(),
            autoincrement=False,
            nullable=True,
            comment="Net revenue in đồng (doanh thu thuần); blank: nobody gave it",
        ),
        sa.Column(
            "export_revenue_vnd",
            sa.BigInteger(),
            autoincrement=False,
            nullable=True,
            comment="Revenue from exports in đồng (doanh thu xuất khẩu); blank: nobody gave it",
        ),
        sa.Column(
            "exports_usd_cents",
            sa.BigInteger(),
            autoincrement=False,
            nullable=True,
            comment="Exports in US cents (giá trị xuất khẩu); blank: nobody gave it",
        ),
        sa.Column(
            "imports_usd_cents",
            sa.BigInteger(),
            autoincrement=False,
            nullable=True,
            comment="Imports in US cents (giá trị nhập khẩu); blank: nobody gave it",
        ),
        sa.Column(
            "budget_paid_vnd",
            sa.BigInteger(),
            autoincrement=False,
            nullable=True,
            comment="Taxes and dues paid in đồng (nộp ngân sách); blank: nobody gave it",
        ),
        sa.Column(
            "workers",
            sa.BigInteger(),
            autoincrement=False,
            nullable=True,
            comment="Workers at the end of the period (lao động); blank: nobody gave it",
        ),
        sa.Column(
            "workers_female",
            sa.BigInteger(),
            autoincrement=False,
            nullable=True,
            comment="Women among the workers (lao động nữ); blank: nobody gave it",
        ),
        sa.Column(
            "workers_foreign",
            sa.BigInteger(),
            autoincrement=False,
            nullable=True,
            comment="Foreigners among the workers (lao động nước ngoài); blank: nobody gave it",
        ),
        sa.Column(
            "workers_other_provinces",
            sa.BigInteger(),
            autoincrement=False,
            nullable=True,
            comment="Workers from other provinces (ngoại tỉnh); blank: nobody gave it",
        ),
        sa.Column(
            "average_wage_vnd",
            sa.BigInteger(),
            autoincrement=False,
            nullable=True,
            comment="Average wage in đồng a month, weighted by workers; blank: nobody gave it",
        ),
        sa.Column(
            "electricity_kwh",
            sa.BigInteger(),
            autoincrement=False,
            nullable=True,
            comment="Electricity in kWh (điện năng tiêu thụ); blank: nobody gave it",
        ),
        sa.Column(
            "reporters_expected",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="Reporters that owed a report (số đơn vị phải báo cáo)",
        ),
        sa.Column(
            "reporters_received",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="Those of them whose final report is held (số đơn vị đã báo cáo)",
        ),
        sa.PrimaryKeyConstraint("park_code", "window_start", name=op.f("pk_park_month")),
        schema="mart",
        comment="Figures of every park by calendar month; sums over the projects that owed a report (KCN theo tháng)",
    )
    op.create_index(op.f("ix_park_month_window_start"), "park_month", ["window_start"], unique=False, schema="mart")
    op.create_table(
        "province_year",
        sa.Column("area_code", sa.Text(), nullable=False, comment="Province (tỉnh)"),
        sa.Column(
            "regime",
            sa.Text(),
            nullable=False,
            comment="calendar: figures of enterprises; administrative: cases of the police year",
        ),
        sa.Column("window_start", sa.Date(), nullable=False, comment="First day of the period (từ ngày)"),
        sa.Column("window_end", sa.Date(), nullable=False, comment="Last day of the period (đến ngày)"),
        sa.Column("year", sa.BigInteger(), autoincrement=False, nullable=False, comment="Year (năm)"),
        sa.Column(
            "industrial_output_vnd",
            sa.BigInteger(),
            autoincrement=False,
            nullable=True,
            comment="Industrial output in đồng (giá trị SXCN); blank: nobody gave it",
        ),
        sa.Column(
            "net_revenue_vnd",
            sa.BigInteger(),
            autoincrement=False,
            nullable=True,
            comment="Net revenue in đồng (doanh thu thuần); blank: nobody gave it",
        ),
        sa.Column(
            "export_revenue_vnd",
            sa.BigInteger(),
            autoincrement=False,
            nullable=True,
            comment="Revenue from exports in đồng (doanh thu xuất khẩu); blank: nobody gave it",
        ),
        sa.Column(
            "exports_usd_cents",
            sa.BigInteger(),
            autoincrement=False,
            nullable=True,
            comment="Exports in US cents (giá trị xuất khẩu); blank: nobody gave it",
        ),
        sa.Column(
            "imports_usd_cents",
            sa.BigInteger(),
            autoincrement=False,
            nullable=True,
            comment="Imports in US cents (giá trị nhập khẩu); blank: nobody gave it",
        ),
        sa.Column(
            "budget_paid_vnd",
            sa.BigInteger(),
            autoincrement=False,
            nullable=True,
            comment="Taxes and dues paid in đồng (nộp ngân sách); blank: nobody gave it",
        ),
        sa.Column(
            "electricity_kwh",
            sa.BigInteger(),
            autoincrement=False,
            nullable=True,
            comment="Electricity in kWh (điện năng tiêu thụ); blank: nobody gave it",
        ),
        sa.Column(
            "workers",
            sa.BigInteger(),
            autoincrement=False,
            nullable=True,
            comment="Workers in the last month held (lao động); calendar years only",
        ),
        sa.Column("workers_on", sa.Date(), nullable=True, comment="Last day of that month"),
        sa.Column(
            "months_held",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="Months of the year of which at least one report is held (số tháng có số liệu)",
        ),
        sa.Column(
            "cases",
            sa.BigInteger(),
            autoincrement=False,
            nullable=True,
            comment="Cases found in the year (số vụ); administrative years only",
        ),
        sa.Column(
            "people",
            sa.BigInteger(),
            autoincrement=False,
            nullable=True,
            comment="Persons involved (số đối tượng); administrative years only",
        ),
        sa.Column(
            "fines_vnd",
            sa.BigInteger(),
            autoincrement=False,
            nullable=True,
            comment="Fines in đồng (tiền phạt); administrative years only",
        ),
        sa.Column(
            "reporters_expected",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="Monthly reports owed in the year, over all reporters",
        ),
        sa.Column(
            "reporters_received",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="Those of them that are held",
        ),
        sa.PrimaryKeyConstraint("area_code", "regime", "window_start", name=op.f("pk_province_year")),
        schema="mart",
        comment="The province by year; calendar and administrative years are separate rows (tỉnh theo năm)",
    )
    op.create_table(
        "published_check",
        sa.Column("reporter_code", sa.Text(), nullable=False, comment="Who sent the list of published figures"),
        sa.Column("list_start", sa.Date(), nullable=False, comment="First day of the period of that list"),
        sa.Column("list_end", sa.Date(), nullable=False, comment="Last day of the period of that list"),
        sa.Column(
            "figure_no",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="Number of the figure in that list",
        ),
        sa.Column("indicator_code", sa.Text(), nullable=False, comment="What is told (chỉ tiêu)"),
        sa.Column("scope", sa.Text(), nullable=True, comment="What it is told of (phạm vi)"),
        sa.Column("from_year", sa.BigInteger(), autoincrement=False, nullable=True, comment="First year (từ năm)"),
        sa.Column("to_year", sa.BigInteger(), autoincrement=False, nullable=True, comment="Last year (đến năm)"),
        sa.Column("window_start", sa.Date(), nullable=True, comment="First day of those years"),
        sa.Column("window_end", sa.Date(), nullable=True, comment="Last day of those years"),
        sa.Column("qualifier", sa.Text(), nullable=True, comment="trên, hơn, gần, khoảng, đúng (mức độ)"),
        sa.Column("written", sa.Text(), nullable=False, comment="The figure as published (nguyên văn)"),
        sa.Column("unit_written", sa.Text(), nullable=True, comment="Its unit as published (đơn vị tính)"),
        sa.Column("base_unit", sa.Text(), nullable=True, comment="Unit of the two values that follow (đơn vị gốc)"),
        sa.Column(
            "published_value",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="The published figure (số công bố)",
        ),
        sa.Column("published_out_of", sa.BigInteger(), autoincrement=False, nullable=True, comment="The 11 in 6/11"),
        sa.Column(
            "computed_value",
            sa.BigInteger(),
            autoincrement=False,
            nullable=True,
            comment="The same from our reports; blank where it cannot be computed (số tính được)",
        ),
        sa.Column(
            "computability", sa.Text(), nullable=False, comment="computed, computed in part, or not computable, and why"
        ),
        sa.Column("source", sa.Text(), nullable=True, comment="Where it was published (nguồn)"),
        sa.Column("page", sa.Text(), nullable=True, comment="Page (trang)"),
        sa.Column(
            "reporters_expected",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="Monthly reports owed in those years",
        ),
        sa.Column(
            "reporters_received",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="Those of them that are held",
        ),
        sa.PrimaryKeyConstraint(
            "reporter_code", "list_start", "list_end", "figure_no", name=op.f("pk_published_check")
        ),
        schema="mart",
        comment="Published figures beside the computed ones (đối chiếu số công bố)",
    )
    op.create_table(
        "reporting_rate",
        sa.Column("form_code", sa.Text(), nullable=False, comment="Form (mã biểu)"),
        sa.Column("window_start", sa.Date(), nullable=False, comment="First day of the period (từ ngày)"),
        sa.Column("window_end", sa.Date(), nullable=False, comment="Last day of the period (đến ngày)"),
        sa.Column("due_on", sa.Date(), nullable=False, comment="Statutory due day (hạn nộp)"),
        sa.Column("due_on_adjusted", sa.Date(), nullable=False, comment="The first working day from the due day on"),
        sa.Column(
            "reporters_expected",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="Reporters that owed a report (số đơn vị phải báo cáo)",
        ),
        sa.Column(
            "reporters_received",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="Those of them whose final report is held (số đơn vị đã báo cáo)",
        ),
        sa.Column(
            "on_time",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="Received by the statutory due day (đúng hạn)",
        ),
        sa.Column("late", sa.BigInteger(), autoincrement=False, nullable=False, comment="Received after it (trễ hạn)"),
        sa.Column(
            "returned",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="Not received: sent, and returned for correction (bị trả lại)",
        ),
        sa.Column(
            "missing",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="Due and nothing received (chưa nộp)",
        ),
        sa.Column(
            "not_due",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="Not due yet and nothing received (chưa đến hạn)",
        ),
        sa.Column(
            "exempt",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="Known reporters that owed nothing (không phải nộp)",
        ),
        sa.PrimaryKeyConstraint("form_code", "window_start", "window_end", name=op.f("pk_reporting_rate")),
        schema="mart",
        comment="Who reported, by form and period; expected = received + returned + missing + not_due (tỷ lệ báo cáo)",
    )


def downgrade() -> None:
    op.drop_table("reporting_rate", schema="mart")
    op.drop_table("published_check", schema="mart")
    op.drop_table("province_year", schema="mart")
    op.drop_table("park_month", schema="mart")
    op.drop_table("incident_window", schema="mart")
    op.drop_table("freshness", schema="mart")
    op.drop_table("enterprise_month", schema="mart")
    op.drop_table("data_quality", schema="mart")

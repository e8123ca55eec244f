"""Make the marts by month."""

import sqlalchemy as sa
from alembic import op

from flows.migrations.places import make_schema, schema

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    make_schema("mart")
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
        schema=schema("mart"),
        comment="Figures of every project by calendar month (doanh nghiệp theo tháng)",
    )
    op.create_index(
        op.f("ix_enterprise_month_park_code_window_start"),
        "enterprise_month",
        ["park_code", "window_start"],
        unique=False,
        schema=schema("mart"),
    )
    op.create_index(
        op.f("ix_enterprise_month_window_start"),
        "enterprise_month",
        ["window_start"],
        unique=False,
        schema=schema("mart"),
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
        schema=schema("mart"),
        comment="Figures of every park by calendar month; sums over the projects that owed a report (KCN theo tháng)",
    )
    op.create_index(
        op.f("ix_park_month_window_start"), "park_month", ["window_start"], unique=False, schema=schema("mart")
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
        schema=schema("mart"),
        comment="Cases by park, administrative month of detection and category (vụ việc theo kỳ)",
    )
    op.create_index(
        op.f("ix_incident_window_window_start"),
        "incident_window",
        ["window_start"],
        unique=False,
        schema=schema("mart"),
    )


def downgrade() -> None:
    op.drop_table("incident_window", schema=schema("mart"))
    op.drop_table("park_month", schema=schema("mart"))
    op.drop_table("enterprise_month", schema=schema("mart"))

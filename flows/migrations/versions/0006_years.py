"""Make the marts by year."""

import sqlalchemy as sa
from alembic import op

from flows.migrations.places import schema

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
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
        schema=schema("mart"),
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
        schema=schema("mart"),
        comment="Published figures beside the computed ones (đối chiếu số công bố)",
    )


def downgrade() -> None:
    op.drop_table("published_check", schema=schema("mart"))
    op.drop_table("province_year", schema=schema("mart"))

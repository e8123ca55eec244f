"""Doubt is carried to where figures are read: the findings that doubt, the figures in doubt, how many reporters."""

import sqlalchemy as sa
from alembic import op

from flows.migrations.places import has_schemas, schema

revision = "0016"
down_revision = "0013"
branch_labels = None
depends_on = None

DOUBTING = ("SXKD-04", "SXKD-05", "SXKD-06")  # the rules that doubted when this came
KINDS = (
    "accept (nhận), withdraw (rút), close (khóa kỳ), reopen (mở kỳ), replay (đọc lại), confirm (xác nhận số liệu), "
    "unconfirm (bỏ xác nhận)"
)
IN_DOUBT = "Those of them with a figure here that is in doubt, see figure_in_doubt (số đơn vị có số liệu cần xác minh)"
COUNTING = {
    "enterprise_month": "1 where a figure of this row is in doubt, see figure_in_doubt",
    "park_month": IN_DOUBT,
    "province_year": "Those of them with a figure in doubt, see figure_in_doubt",
    "incident_window": "Those of them with a cell in doubt, see figure_in_doubt",
    "reporting_rate": IN_DOUBT,
    "data_quality": "1 where it did and a figure of the report is in doubt",
    "published_check": "Those of them with a figure in doubt",
}


def upgrade() -> None:
    for each in (
        sa.Column(
            "doubts", sa.Boolean(), nullable=False, server_default=sa.false(),
            comment="Whether it puts the figure in doubt until that is cleared up (số liệu cần xác minh)",
        ),
        sa.Column(
            "fitting_value", sa.BigInteger(), nullable=True,
            comment="What the figure would be in the unit that fits, in base units (giá trị hợp lý)",
        ),
        sa.Column("fitting_unit", sa.Text(), nullable=True, comment="The unit that fits (đơn vị tính hợp lý)"),
    ):  # fmt: skip
        op.add_column("finding", each, schema=schema("intake"))
    finding = sa.table("finding", sa.column("rule_code"), sa.column("doubts"), schema=schema("intake"))
    op.execute(sa.update(finding).where(finding.c.rule_code.in_(DOUBTING)).values(doubts=sa.true()))
    with op.batch_alter_table("waiver", schema=schema("core")) as waiver:
        waiver.add_column(
            sa.Column(
                "act_no", sa.BigInteger(), nullable=True, comment="Of an officer's confirmation: its act (xác nhận)"
            )
        )
        waiver.create_foreign_key(
            op.f("fk_waiver_act_no"), "act", ["act_no"], ["act_no"], referent_schema=schema("core")
        )
    for table, comment in COUNTING.items():
        counted = sa.Column(
            "reporters_in_doubt", sa.BigInteger(), nullable=False, server_default=sa.text("0"), comment=comment
        )
        op.add_column(table, counted, schema=schema("mart"))
    make_figure_in_doubt()
    if has_schemas():
        op.alter_column("act", "kind", comment=KINDS, schema="core")


def make_figure_in_doubt() -> None:
    op.create_table(
        "figure_in_doubt",
        sa.Column("form_code", sa.Text(), nullable=False, comment="Form (mã biểu)"),
        sa.Column(
            "reporter_code", sa.Text(), nullable=False,
            comment="Who reported: project, police unit or the Board (đơn vị báo cáo)",
        ),
        sa.Column("window_start", sa.Date(), nullable=False, comment="First day of the period (từ ngày)"),
        sa.Column("window_end", sa.Date(), nullable=False, comment="Last day of the period (đến ngày)"),
        sa.Column(
            "cell_key", sa.Text(), nullable=False, comment="Which cell by its meaning: row or record, then column (ô)"
        ),
        sa.Column(
            "park_code", sa.Text(), nullable=True,
            comment="Park of the project in that period, or the park told of (KCN); blank: none",
        ),
        sa.Column(
            "indicator_code", sa.Text(), nullable=True,
            comment="What is measured (chỉ tiêu); blank: a cell of a register",
        ),
        sa.Column(
            "value", sa.BigInteger(), nullable=True,
            comment="The figure as it counts, in the base unit (giá trị đang dùng)",
        ),
        sa.Column("unit", sa.Text(), nullable=True, comment="Base unit of the two values (đơn vị gốc)"),
        sa.Column(
            "fitting_value", sa.BigInteger(), nullable=True,
            comment="What it would be in the unit that fits; blank: none does (giá trị hợp lý)",
        ),
        sa.Column(
            "fitting_unit", sa.Text(), nullable=True,
            comment="The unit that fits; blank with a value: digits too many or few (đơn vị hợp lý)",
        ),
        sa.Column(
            "rule_code", sa.Text(), nullable=False,
            comment="Rule that doubts it; of several one that is open (mã quy tắc)",
        ),
        sa.Column("status", sa.Text(), nullable=False, comment="final (chính thức) or estimate (ước)"),
        sa.Column("since_on", sa.Date(), nullable=False, comment="Day on which the report arrived (từ ngày)"),
        sa.Column(
            "state", sa.Text(), nullable=False,
            comment="open (chưa rõ), explained (đã giải trình), confirmed by an officer (cán bộ đã xác nhận)",
        ),
        sa.PrimaryKeyConstraint(
            "form_code", "reporter_code", "window_start", "window_end", "cell_key", name=op.f("pk_figure_in_doubt")
        ),
        schema=schema("mart"),
        comment="Figures that may not be what they say, of the reports that stand (số liệu cần xác minh)",
    )  # fmt: skip
    op.create_index(
        op.f("ix_figure_in_doubt_reporter_code_window_start"), "figure_in_doubt", ["reporter_code", "window_start"],
        schema=schema("mart"),
    )  # fmt: skip


def downgrade() -> None:
    drop_views()
    op.drop_table("figure_in_doubt", schema=schema("mart"))
    for table in COUNTING:
        op.drop_column(table, "reporters_in_doubt", schema=schema("mart"))
    with op.batch_alter_table("waiver", schema=schema("core")) as waiver:
        waiver.drop_constraint(op.f("fk_waiver_act_no"), type_="foreignkey")
        waiver.drop_column("act_no")
    for name in ("fitting_unit", "fitting_value", "doubts"):
        op.drop_column("finding", name, schema=schema("intake"))


def drop_views() -> None:
    """Take out the views, which read the columns that go; an upgrade makes them anew."""
    place = "mart." if has_schemas() else ""
    for name in sa.inspect(op.get_bind()).get_view_names(schema=schema("mart")):
        op.execute(f'DROP VIEW IF EXISTS {place}"{name}"' + (" CASCADE" if has_schemas() else ""))

"""Make the marts of reporting and of its quality."""

import sqlalchemy as sa
from alembic import op

from flows.migrations.places import schema

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
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
        schema=schema("mart"),
        comment="Who reported, by form and period; expected = received + returned + missing + not_due (tỷ lệ báo cáo)",
    )
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
        schema=schema("mart"),
        comment="Findings by rule, form, reporter and period (chất lượng số liệu)",
    )
    op.create_index(
        op.f("ix_data_quality_form_code_reporter_code_window_start"),
        "data_quality",
        ["form_code", "reporter_code", "window_start"],
        unique=False,
        schema=schema("mart"),
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
        schema=schema("mart"),
        comment="How fresh the marts are (thời điểm số liệu)",
    )


def downgrade() -> None:
    op.drop_table("freshness", schema=schema("mart"))
    op.drop_table("data_quality", schema=schema("mart"))
    op.drop_table("reporting_rate", schema=schema("mart"))

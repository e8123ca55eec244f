"""Make what says which facts held when, and who owes what."""

import sqlalchemy as sa
from alembic import op

from flows.migrations.places import column, schema

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "acceptance",
        sa.Column(
            "submission_id", sa.BigInteger(), autoincrement=False, nullable=False, comment="Submission that says so"
        ),
        sa.Column(
            "from_cut_id", sa.BigInteger(), autoincrement=False, nullable=False, comment="First cut at which it held"
        ),
        sa.Column(
            "until_cut_id",
            sa.BigInteger(),
            autoincrement=False,
            nullable=True,
            comment="Cut from which it held no longer; blank: it still holds",
        ),
        sa.ForeignKeyConstraint(["from_cut_id"], [column("core.cut.cut_id")], name=op.f("fk_acceptance_from_cut_id")),
        sa.ForeignKeyConstraint(
            ["submission_id"], [column("intake.submission.submission_id")], name=op.f("fk_acceptance_submission_id")
        ),
        sa.ForeignKeyConstraint(["until_cut_id"], [column("core.cut.cut_id")], name=op.f("fk_acceptance_until_cut_id")),
        sa.PrimaryKeyConstraint("submission_id", "from_cut_id", name=op.f("pk_acceptance")),
        schema=schema("core"),
        comment="From which cut until which a submission counted as accepted; registers and cases are known by it",
    )
    op.create_table(
        "standing",
        sa.Column(
            "submission_id", sa.BigInteger(), autoincrement=False, nullable=False, comment="Submission that says so"
        ),
        sa.Column("window_start", sa.Date(), nullable=False, comment="First day of the period that it speaks for"),
        sa.Column("window_end", sa.Date(), nullable=False, comment="Last day of that period"),
        sa.Column(
            "from_cut_id", sa.BigInteger(), autoincrement=False, nullable=False, comment="First cut at which it held"
        ),
        sa.Column(
            "until_cut_id",
            sa.BigInteger(),
            autoincrement=False,
            nullable=True,
            comment="Cut from which it held no longer; blank: it still holds",
        ),
        sa.Column("form_code", sa.Text(), nullable=False, comment="Form"),
        sa.Column("reporter_code", sa.Text(), nullable=False, comment="Who reports"),
        sa.Column("status", sa.Text(), nullable=False, comment="final (chính thức) or estimate (ước)"),
        sa.Column(
            "is_carried",
            sa.Boolean(),
            nullable=False,
            comment="Estimates of this period that came with a report of another period",
        ),
        sa.ForeignKeyConstraint(["form_code"], [column("core.form.form_code")], name=op.f("fk_standing_form_code")),
        sa.ForeignKeyConstraint(["from_cut_id"], [column("core.cut.cut_id")], name=op.f("fk_standing_from_cut_id")),
        sa.ForeignKeyConstraint(
            ["reporter_code"], [column("core.reporter.reporter_code")], name=op.f("fk_standing_reporter_code")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], [column("intake.submission.submission_id")], name=op.f("fk_standing_submission_id")
        ),
        sa.ForeignKeyConstraint(["until_cut_id"], [column("core.cut.cut_id")], name=op.f("fk_standing_until_cut_id")),
        sa.PrimaryKeyConstraint("submission_id", "window_start", "window_end", "from_cut_id", name=op.f("pk_standing")),
        schema=schema("core"),
        comment="Which report stood for form, reporter and period, from which cut until which (báo cáo có hiệu lực)",
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_standing_form_code_window_start_reporter_code"),
        "standing",
        ["form_code", "window_start", "reporter_code"],
        unique=False,
        schema=schema("core"),
    )
    op.create_index(
        op.f("ix_standing_reporter_code_window_start"),
        "standing",
        ["reporter_code", "window_start"],
        unique=False,
        schema=schema("core"),
    )
    op.create_table(
        "obligation",
        sa.Column("form_code", sa.Text(), nullable=False, comment="Form"),
        sa.Column("reporter_code", sa.Text(), nullable=False, comment="Who reports"),
        sa.Column("window_start", sa.Date(), nullable=False, comment="First day of the period"),
        sa.Column("window_end", sa.Date(), nullable=False, comment="Last day of the period"),
        sa.Column(
            "obligation",
            sa.Text(),
            nullable=False,
            comment="not due yet (chưa đến hạn), due (đã đến hạn), exempt (không phải nộp)",
        ),
        sa.Column(
            "filing",
            sa.Text(),
            nullable=False,
            comment="missing (chưa nộp), nil (không phát sinh), returned (trả lại), estimate only (ước), accepted",
        ),
        sa.Column(
            "timeliness",
            sa.Text(),
            nullable=True,
            comment="on time (đúng hạn), late (trễ hạn), by the statutory day; blank: not filed",
        ),
        sa.Column("due_on", sa.Date(), nullable=False, comment="Statutory due day (hạn nộp)"),
        sa.Column("due_on_adjusted", sa.Date(), nullable=False, comment="The first working day from the due day on"),
        sa.Column(
            "filed_on",
            sa.Date(),
            nullable=True,
            comment="Day on which the first accepted report arrived; later corrections do not change it",
        ),
        sa.ForeignKeyConstraint(["form_code"], [column("core.form.form_code")], name=op.f("fk_obligation_form_code")),
        sa.ForeignKeyConstraint(
            ["reporter_code"], [column("core.reporter.reporter_code")], name=op.f("fk_obligation_reporter_code")
        ),
        sa.PrimaryKeyConstraint("form_code", "reporter_code", "window_start", "window_end", name=op.f("pk_obligation")),
        schema=schema("core"),
        comment="Who owes which report for which period, and what became of it (nghĩa vụ báo cáo)",
    )
    op.create_index(
        op.f("ix_obligation_form_code_window_start_window_end"),
        "obligation",
        ["form_code", "window_start", "window_end"],
        unique=False,
        schema=schema("core"),
    )


def downgrade() -> None:
    op.drop_table("obligation", schema=schema("core"))
    op.drop_table("standing", schema=schema("core"))
    op.drop_table("acceptance", schema=schema("core"))

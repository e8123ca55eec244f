"""Make the tables of officers' acts and later readings; a day may have several cuts."""

import sqlalchemy as sa
from alembic import op

from flows.migrations.places import column, has_schemas, schema

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

CUT_COMMENT = "The states of the warehouse, one per arrival day and per act; `as of` is answered by them (mốc dữ liệu)"
COMMENTS = (
    ("core", "cut", "cut_day", "Day of the cut, in Vietnam"),
    (
        "core",
        "cut",
        "cut_at",
        "From then on it is known: the end of an arrival day, or the instant of an act",
    ),
    (
        "core",
        "obligation",
        "filing",
        "missing (chưa nộp), nil (không phát sinh), returned (trả lại), held (chờ cán bộ), estimate only (ước), "
        "accepted",
    ),
    (
        "mart",
        "reporting_rate",
        "returned",
        "Not received: sent, and returned, withdrawn or held for an officer (bị trả lại, chờ cán bộ)",
    ),
)


def upgrade() -> None:
    with op.batch_alter_table("cut", schema=schema("core")) as cut:
        cut.drop_constraint(op.f("uq_cut_cut_day"), type_="unique")
    _make_act()
    _make_rereading()
    if has_schemas():
        op.create_table_comment("cut", CUT_COMMENT, schema="core")
        for where, table, name, comment in COMMENTS:
            op.alter_column(table, name, comment=comment, schema=where)


def _make_act() -> None:
    op.create_table(
        "act",
        sa.Column(
            "act_no", sa.BigInteger(), autoincrement=False, nullable=False, comment="Our number of the act, from 1 (số)"
        ),
        sa.Column(
            "kind",
            sa.Text(),
            nullable=False,
            comment="accept (nhận), withdraw (rút), close (khóa kỳ), reopen (mở kỳ), replay (đọc lại)",
        ),
        sa.Column(
            "arrival_rank", sa.BigInteger(), autoincrement=False, nullable=True, comment="The file that it is about"
        ),
        sa.Column("form_code", sa.Text(), nullable=True, comment="The form that it is about (mã biểu)"),
        sa.Column(
            "window_start", sa.Date(), nullable=True, comment="First day of the period that it is about (từ ngày)"
        ),
        sa.Column("window_end", sa.Date(), nullable=True, comment="Last day of that period (đến ngày)"),
        sa.Column("reason", sa.Text(), nullable=False, comment="Why, in the words of who did it (lý do)"),
        sa.Column("done_by", sa.Text(), nullable=False, comment="Who did it (người thực hiện)"),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False, comment="When it was done (thời điểm)"),
        sa.Column(
            "after_rank",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="The last file that had arrived: the act holds for those after it",
        ),
        sa.Column("cut_id", sa.BigInteger(), autoincrement=False, nullable=True, comment="Cut from which it is known"),
        sa.ForeignKeyConstraint(
            ["arrival_rank"], [column("intake.arrival.arrival_rank")], name=op.f("fk_act_arrival_rank")
        ),
        sa.ForeignKeyConstraint(["form_code"], [column("core.form.form_code")], name=op.f("fk_act_form_code")),
        sa.ForeignKeyConstraint(["cut_id"], [column("core.cut.cut_id")], name=op.f("fk_act_cut_id")),
        sa.PrimaryKeyConstraint("act_no", name=op.f("pk_act")),
        schema=schema("core"),
        comment="What officers did and why, and every replay (quyết định của cán bộ)",
    )
    op.create_index(op.f("ix_act_arrival_rank"), "act", ["arrival_rank"], schema=schema("core"))


def _make_rereading() -> None:
    submission = column("intake.submission.submission_id")
    op.create_table(
        "rereading",
        sa.Column(
            "submission_id",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="The later reading of a file",
        ),
        sa.Column(
            "replaces_id",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="The reading that it replaces",
        ),
        sa.Column("cut_id", sa.BigInteger(), autoincrement=False, nullable=False, comment="Cut from which it holds"),
        sa.Column(
            "act_no", sa.BigInteger(), autoincrement=False, nullable=False, comment="The act that brought it about"
        ),
        sa.ForeignKeyConstraint(["submission_id"], [submission], name=op.f("fk_rereading_submission_id")),
        sa.ForeignKeyConstraint(["replaces_id"], [submission], name=op.f("fk_rereading_replaces_id")),
        sa.ForeignKeyConstraint(["cut_id"], [column("core.cut.cut_id")], name=op.f("fk_rereading_cut_id")),
        sa.ForeignKeyConstraint(["act_no"], [column("core.act.act_no")], name=op.f("fk_rereading_act_no")),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_rereading")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_rereading_replaces_id")),
        schema=schema("intake"),
        comment="Readings of a file after its first: which one holds from which cut (lần đọc lại)",
    )
    op.create_index(op.f("ix_rereading_cut_id"), "rereading", ["cut_id"], schema=schema("intake"))


def downgrade() -> None:
    op.drop_table("rereading", schema=schema("intake"))
    op.drop_table("act", schema=schema("core"))
    with op.batch_alter_table("cut", schema=schema("core")) as cut:
        cut.create_unique_constraint(op.f("uq_cut_cut_day"), ["cut_day"])

"""Make the ledger of what arrived."""

import sqlalchemy as sa
from alembic import op

from flows.migrations.places import column, make_schema, schema

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    make_schema("intake")
    op.create_table(
        "run",
        sa.Column("run_id", sa.Integer(), nullable=False, comment="Our number of the run"),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False, comment="When it started"),
        sa.Column(
            "ended_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it ended; blank: still running, or killed",
        ),
        sa.Column("today_on", sa.Date(), nullable=True, comment="The day it ran as of"),
        sa.Column("command", sa.Text(), nullable=False, comment="What ran: nightly, refresh, …"),
        sa.Column(
            "state",
            sa.Text(),
            nullable=False,
            comment="running, done, incomplete (a source was out of reach), failed, stepped_back",
        ),
        sa.Column("files", sa.BigInteger(), autoincrement=False, nullable=False, comment="Files received"),
        sa.Column(
            "accepted",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="Files accepted, with or without warnings",
        ),
        sa.Column(
            "returned", sa.BigInteger(), autoincrement=False, nullable=False, comment="Files returned to the reporter"
        ),
        sa.Column("rows_loaded", sa.BigInteger(), autoincrement=False, nullable=False, comment="Rows of facts loaded"),
        sa.Column("mart_rows", sa.BigInteger(), autoincrement=False, nullable=False, comment="Mart rows rewritten"),
        sa.Column("message", sa.Text(), nullable=True, comment="One plain sentence where it did not end well"),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_run")),
        schema=schema("intake"),
        comment="The runs of the flow (các lần chạy)",
    )
    op.create_index(op.f("ix_run_started_at"), "run", ["started_at"], unique=False, schema=schema("intake"))
    op.create_table(
        "arrival",
        sa.Column(
            "arrival_rank",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="Order of arrival over all sources, from 1 (thứ tự đến)",
        ),
        sa.Column("source", sa.Text(), nullable=False, comment="Name of the source in the settings (nguồn)"),
        sa.Column("path", sa.Text(), nullable=False, comment="Path inside the source, as found (đường dẫn)"),
        sa.Column("sha256", sa.Text(), nullable=False, comment="SHA-256 of the bytes, lower-case hex (mã băm)"),
        sa.Column(
            "size_bytes", sa.BigInteger(), autoincrement=False, nullable=False, comment="Size of the file in bytes"
        ),
        sa.Column(
            "modified_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When the source says that the file was last modified",
        ),
        sa.Column("arrived_on", sa.Date(), nullable=False, comment="Day of arrival in Vietnam (ngày đến)"),
        sa.Column(
            "arrived_at", sa.DateTime(timezone=True), nullable=False, comment="Instant of arrival (thời điểm đến)"
        ),
        sa.Column(
            "cut_id", sa.BigInteger(), autoincrement=False, nullable=False, comment="Cut that the file was loaded in"
        ),
        sa.ForeignKeyConstraint(["cut_id"], [column("core.cut.cut_id")], name=op.f("fk_arrival_cut_id")),
        sa.PrimaryKeyConstraint("arrival_rank", name=op.f("pk_arrival")),
        schema=schema("intake"),
        comment="Ledger of every file that ever arrived (sổ tiếp nhận)",
    )
    op.create_index(op.f("ix_arrival_cut_id"), "arrival", ["cut_id"], unique=False, schema=schema("intake"))
    op.create_index(op.f("ix_arrival_sha256"), "arrival", ["sha256"], unique=False, schema=schema("intake"))
    op.create_index(
        op.f("ix_arrival_source_path"), "arrival", ["source", "path"], unique=False, schema=schema("intake")
    )
    op.create_table(
        "submission",
        sa.Column(
            "submission_id",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="Our number of this reading of a file",
        ),
        sa.Column(
            "arrival_rank", sa.BigInteger(), autoincrement=False, nullable=False, comment="The file that was read"
        ),
        sa.Column(
            "reading_no",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="1: read on arrival; more: read again from the archive",
        ),
        sa.Column("form_code", sa.Text(), nullable=True, comment="Form, blank where it was not recognised (mã biểu)"),
        sa.Column("form_version", sa.Text(), nullable=True, comment="Version of the form (phiên bản biểu)"),
        sa.Column(
            "reporter_code",
            sa.Text(),
            nullable=True,
            comment="Who reports: project, police unit or the Board (đơn vị báo cáo)",
        ),
        sa.Column(
            "window_start",
            sa.Date(),
            nullable=True,
            comment="First day of the period reported, blank where not settled (kỳ báo cáo từ)",
        ),
        sa.Column("window_end", sa.Date(), nullable=True, comment="Last day of the period reported (kỳ báo cáo đến)"),
        sa.Column("regime", sa.Text(), nullable=True, comment="calendar, or administrative (15th to 14th)"),
        sa.Column("status", sa.Text(), nullable=True, comment="final (chính thức) or estimate (ước)"),
        sa.Column(
            "outcome",
            sa.Text(),
            nullable=False,
            comment="accepted, accepted_with_warnings, returned, unreadable, unknown_form, …: kết quả",
        ),
        sa.Column("reason", sa.Text(), nullable=True, comment="Why it could not be read, such as unreadable:html"),
        sa.Column(
            "duplicate_of",
            sa.BigInteger(),
            autoincrement=False,
            nullable=True,
            comment="Arrival rank of the file with the same bytes",
        ),
        sa.Column(
            "archived_sha256",
            sa.Text(),
            nullable=True,
            comment="Hash of the copy in the archive, where it is not the file itself",
        ),
        sa.Column(
            "rows_loaded",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="Rows of facts loaded from it; 0 in an accepted register: nothing to report",
        ),
        sa.Column("cells_read", sa.BigInteger(), autoincrement=False, nullable=False, comment="Cells with content"),
        sa.Column(
            "cells_used", sa.BigInteger(), autoincrement=False, nullable=False, comment="Cells whose content is used"
        ),
        sa.Column(
            "cells_ignored",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="Cells that the form names as ignored",
        ),
        sa.Column(
            "cells_reported",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="Cells that are told of in a finding",
        ),
        sa.ForeignKeyConstraint(
            ["arrival_rank"], [column("intake.arrival.arrival_rank")], name=op.f("fk_submission_arrival_rank")
        ),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_submission")),
        sa.UniqueConstraint("arrival_rank", "reading_no", name=op.f("uq_submission_arrival_rank_reading_no")),
        schema=schema("intake"),
        comment="What each file was read as, and its outcome (lần nộp)",
    )
    op.create_index(
        op.f("ix_submission_form_code_reporter_code_window_start"),
        "submission",
        ["form_code", "reporter_code", "window_start"],
        unique=False,
        schema=schema("intake"),
    )
    op.create_table(
        "finding",
        sa.Column("submission_id", sa.BigInteger(), autoincrement=False, nullable=False, comment="Submission"),
        sa.Column(
            "finding_no",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="Number of the finding in its submission, from 1",
        ),
        sa.Column("rule_code", sa.Text(), nullable=False, comment="Code of the rule (mã quy tắc)"),
        sa.Column("effect", sa.Text(), nullable=False, comment="return, refuse_row or warn (hệ quả)"),
        sa.Column("sheet", sa.Text(), nullable=True, comment="Sheet as in the file (trang tính)"),
        sa.Column(
            "sheet_row", sa.BigInteger(), autoincrement=False, nullable=True, comment="Row as in the file (dòng)"
        ),
        sa.Column("sheet_column", sa.Text(), nullable=True, comment="Column letters, or the key in JSON (cột)"),
        sa.Column("column_title", sa.Text(), nullable=True, comment="Heading of the column (tiêu đề cột)"),
        sa.Column("value", sa.Text(), nullable=True, comment="What was found (giá trị)"),
        sa.Column("expected", sa.Text(), nullable=True, comment="What was expected (yêu cầu)"),
        sa.Column("message_vi", sa.Text(), nullable=True, comment="Message in Vietnamese"),
        sa.Column("message_en", sa.Text(), nullable=True, comment="Message in English"),
        sa.ForeignKeyConstraint(
            ["submission_id"], [column("intake.submission.submission_id")], name=op.f("fk_finding_submission_id")
        ),
        sa.PrimaryKeyConstraint("submission_id", "finding_no", name=op.f("pk_finding")),
        schema=schema("intake"),
        comment="Findings of the checks, cell by cell (lỗi và cảnh báo)",
    )
    op.create_index(op.f("ix_finding_rule_code"), "finding", ["rule_code"], unique=False, schema=schema("intake"))


def downgrade() -> None:
    op.drop_table("finding", schema=schema("intake"))
    op.drop_table("submission", schema=schema("intake"))
    op.drop_table("arrival", schema=schema("intake"))
    op.drop_table("run", schema=schema("intake"))

"""Make the tables of the outbox."""

import sqlalchemy as sa
from alembic import op

from flows.migrations.places import column, schema

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "letter",
        sa.Column(
            "letter_id",
            sa.Text(),
            nullable=False,
            comment="SHA-256 of what the letter is about, so that a retry is recognised (mã thư)",
        ),
        sa.Column(
            "kind",
            sa.Text(),
            nullable=False,
            comment="result of a night (kết quả), reminder (nhắc nộp) or escalation (báo cáo Ban Quản lý)",
        ),
        sa.Column(
            "reporter_code",
            sa.Text(),
            nullable=True,
            comment="Whom it is for; blank: whoever put the file there (đơn vị nhận)",
        ),
        sa.Column(
            "sender",
            sa.Text(),
            nullable=True,
            comment="Source and folder that the files came from, where the reporter is not known",
        ),
        sa.Column(
            "address",
            sa.Text(),
            nullable=True,
            comment="E-mail of the register when the letter was queued (thư điện tử)",
        ),
        sa.Column(
            "letter_day",
            sa.Date(),
            nullable=False,
            comment="Day that it tells of: of arrival, or of the reminder (ngày)",
        ),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False, comment="When it was queued"),
        sa.PrimaryKeyConstraint("letter_id", name=op.f("pk_letter")),
        schema=schema("intake"),
        comment="Letters to reporters and to the Board; their words are made on delivery (thư)",
    )
    op.create_index(op.f("ix_letter_letter_day"), "letter", ["letter_day"], unique=False, schema=schema("intake"))
    op.create_table(
        "letter_item",
        sa.Column("letter_id", sa.Text(), nullable=False, comment="Letter"),
        sa.Column(
            "item_no",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="Number of the item in its letter, from 1",
        ),
        sa.Column(
            "kind",
            sa.Text(),
            nullable=False,
            comment="result, due_soon (sắp đến hạn), late (trễ hạn), returned (chưa sửa), missing or escalation",
        ),
        sa.Column(
            "submission_id", sa.BigInteger(), autoincrement=False, nullable=True, comment="Of a result: the file"
        ),
        sa.Column("form_code", sa.Text(), nullable=True, comment="Form, where known (mã biểu)"),
        sa.Column("reporter_code", sa.Text(), nullable=True, comment="Who owes or sent the report (đơn vị báo cáo)"),
        sa.Column(
            "window_start", sa.Date(), nullable=True, comment="First day of the period, where known (kỳ báo cáo từ)"
        ),
        sa.Column("window_end", sa.Date(), nullable=True, comment="Last day of the period (kỳ báo cáo đến)"),
        sa.Column(
            "due_on",
            sa.Date(),
            nullable=True,
            comment="Day until which it is awaited, moved to a working day (hạn nộp)",
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], [column("intake.submission.submission_id")], name=op.f("fk_letter_item_submission_id")
        ),
        sa.ForeignKeyConstraint(
            ["letter_id"], [column("intake.letter.letter_id")], name=op.f("fk_letter_item_letter_id")
        ),
        sa.PrimaryKeyConstraint("letter_id", "item_no", name=op.f("pk_letter_item")),
        schema=schema("intake"),
        comment="What a letter is about; nobody is reminded twice of the same (nội dung thư)",
    )
    op.create_index(
        op.f("ix_letter_item_kind_form_code_window_start"),
        "letter_item",
        ["kind", "form_code", "window_start"],
        unique=False,
        schema=schema("intake"),
    )
    op.create_table(
        "delivery",
        sa.Column("letter_id", sa.Text(), nullable=False, comment="Letter"),
        sa.Column("outbox", sa.Text(), nullable=False, comment="Name of the outbox in the settings (nơi gửi)"),
        sa.Column(
            "state",
            sa.Text(),
            nullable=False,
            comment="waiting, delivered, unaddressed (no e-mail known), refused (by a server), settled (not needed)",
        ),
        sa.Column("attempts", sa.BigInteger(), autoincrement=False, nullable=False, comment="How often it was tried"),
        sa.Column("first_tried_at", sa.DateTime(timezone=True), nullable=True, comment="When it was tried first"),
        sa.Column(
            "delivered_at", sa.DateTime(timezone=True), nullable=True, comment="When it was delivered (thời điểm gửi)"
        ),
        sa.Column("message", sa.Text(), nullable=True, comment="Why it could not be delivered, in one plain sentence"),
        sa.ForeignKeyConstraint(["letter_id"], [column("intake.letter.letter_id")], name=op.f("fk_delivery_letter_id")),
        sa.PrimaryKeyConstraint("letter_id", "outbox", name=op.f("pk_delivery")),
        schema=schema("intake"),
        comment="Which letter was brought to which outbox, and when (gửi thư)",
    )
    op.create_index(op.f("ix_delivery_state"), "delivery", ["state"], unique=False, schema=schema("intake"))


def downgrade() -> None:
    op.drop_table("delivery", schema=schema("intake"))
    op.drop_table("letter_item", schema=schema("intake"))
    op.drop_table("letter", schema=schema("intake"))

"""Of each reading its run and its rules; letters about decisions; what stood between two cuts is found by index."""

import sqlalchemy as sa
from alembic import op

from flows.migrations.places import has_schemas, schema

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

CUTS = ("from_cut_id", "until_cut_id")
COMMENTS = (
    ("letter", "kind", "result of a night (kết quả), decision (quyết định), reminder (nhắc nộp) or escalation "
     "(báo cáo Ban Quản lý)"),
    ("letter", "letter_day", "Day that it tells of: of arrival, of the decision, or of the reminder (ngày)"),
    ("letter_item", "kind", "result, decision, due_soon (sắp đến hạn), late (trễ hạn), returned (chưa sửa), missing or "
     "escalation"),
    ("letter_item", "submission_id", "Of a result or a decision: the reading of the file"),
)  # fmt: skip


def upgrade() -> None:
    for column in (
        sa.Column(
            "run_id", sa.BigInteger(), nullable=True, comment="The run that read it; blank where no run was on record"
        ),
        sa.Column(
            "rule_set_sha256",
            sa.Text(),
            nullable=True,
            comment="Fingerprint of all forms, rules and code lists that it was judged by",
        ),
    ):
        op.add_column("submission", column, schema=schema("intake"))
    for name in CUTS:
        op.create_index(op.f(f"ix_standing_{name}"), "standing", [name], schema=schema("core"))
    if has_schemas():
        for table, name, comment in COMMENTS:
            op.alter_column(table, name, comment=comment, schema="intake")


def downgrade() -> None:
    for name in CUTS:
        op.drop_index(op.f(f"ix_standing_{name}"), "standing", schema=schema("core"))
    for name in ("rule_set_sha256", "run_id"):
        op.drop_column("submission", name, schema=schema("intake"))

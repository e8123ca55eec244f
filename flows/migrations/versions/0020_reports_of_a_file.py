"""A row of the ledger for each report of a file; what a report brings is known again by its fingerprint."""

import sqlalchemy as sa
from alembic import op

from flows.migrations.places import has_schemas, schema

revision = "0020"
down_revision = "0016"
branch_labels = None
depends_on = None

ARRIVAL = (
    sa.Column(
        "sheet",
        sa.Text(),
        nullable=True,
        comment="Sheet that holds this report, where the file holds several (trang tính)",
    ),
)
SUBMISSION = (
    sa.Column(
        "content_hash",
        sa.Text(),
        nullable=True,
        comment="Fingerprint of the figures and rows it brings, in base units; blank: none",
    ),
    sa.Column(
        "ignored_sheets",
        sa.Text(),
        nullable=True,
        comment="Places of the sheets that are no report of ours, such as 2, 5 (trang bỏ qua)",
    ),
)
FILE_RANK = "Rank of the first report of the same file; its receipt bears this number"
LEDGER = "Ledger of every file that ever arrived, a row for each report in it (sổ tiếp nhận)"
DUPLICATE_OF = "Arrival rank of the file with the same bytes, or of the report that it repeats"


def upgrade() -> None:
    arrival = "intake.arrival" if has_schemas() else "arrival"
    op.add_column(
        "arrival", sa.Column("file_rank", sa.BigInteger(), nullable=True, comment=FILE_RANK), schema=schema("intake")
    )
    op.execute(f"UPDATE {arrival} SET file_rank = arrival_rank")
    with op.batch_alter_table("arrival", schema=schema("intake")) as table:
        table.alter_column("file_rank", nullable=False)
    for column in ARRIVAL:
        op.add_column("arrival", column, schema=schema("intake"))
    for column in SUBMISSION:
        op.add_column("submission", column, schema=schema("intake"))
    op.create_index(op.f("ix_arrival_file_rank"), "arrival", ["file_rank"], schema=schema("intake"))
    if has_schemas():
        op.create_table_comment("arrival", LEDGER, schema="intake")
        op.alter_column("submission", "duplicate_of", comment=DUPLICATE_OF, schema="intake")


def downgrade() -> None:
    op.drop_index(op.f("ix_arrival_file_rank"), "arrival", schema=schema("intake"))
    for column in reversed(SUBMISSION):
        op.drop_column("submission", column.name, schema=schema("intake"))
    for name in ("sheet", "file_rank"):
        op.drop_column("arrival", name, schema=schema("intake"))

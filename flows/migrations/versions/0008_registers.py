"""Make the table of the registers that have none of their own."""

import sqlalchemy as sa
from alembic import op

from flows.migrations.places import column, schema

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "register_entry",
        sa.Column(
            "submission_id",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="Submission that says so",
        ),
        sa.Column(
            "entry_no",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="Number of the record in its register, from 1",
        ),
        sa.Column("column_key", sa.Text(), nullable=False, comment="Column of the form"),
        sa.Column("text_value", sa.Text(), nullable=True, comment="Code or text (mã, chữ)"),
        sa.Column(
            "number_value",
            sa.BigInteger(),
            autoincrement=False,
            nullable=True,
            comment="Exact value in the base unit of the column (giá trị)",
        ),
        sa.Column("day_value", sa.Date(), nullable=True, comment="Day (ngày)"),
        sa.Column("sheet", sa.Text(), nullable=True, comment="Sheet as in the file (trang tính)"),
        sa.Column(
            "sheet_row", sa.BigInteger(), autoincrement=False, nullable=True, comment="Row as in the file (dòng)"
        ),
        sa.Column("sheet_column", sa.Text(), nullable=True, comment="Column letters, or the key in JSON (cột)"),
        sa.Column("written", sa.Text(), nullable=True, comment="The cell as written (nguyên văn)"),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            [column("intake.submission.submission_id")],
            name=op.f("fk_register_entry_submission_id"),
        ),
        sa.PrimaryKeyConstraint("submission_id", "entry_no", "column_key", name=op.f("pk_register_entry")),
        schema=schema("core"),
        comment="Registers without a table of their own: a row a column of a record (sổ đăng ký)",
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("register_entry", schema=schema("core"))

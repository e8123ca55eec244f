"""Make the tables of receipts, explanations, switched-off rules, answers of nothing and publications."""

import sqlalchemy as sa
from alembic import op

from flows.migrations.places import column, schema

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

OF_FINDINGS = {
    "cell_key": "Which cell by its meaning: row or record, then column",
    "value_key": "What was found, in base units or as written; by it an explanation carries over",
    "rule_sha256": "Fingerprint of the rule as it was (mã băm quy tắc)",
}


def upgrade() -> None:
    _make_receipt()
    _make_waiver()
    _make_rule_switch()
    _make_finding_passed_over()
    _make_nil_answer()
    _make_publication()
    for name, comment in OF_FINDINGS.items():
        op.add_column("finding", sa.Column(name, sa.Text(), nullable=True, comment=comment), schema=schema("intake"))


def _make_receipt() -> None:
    op.create_table(
        "receipt",
        sa.Column(
            "arrival_rank",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="The file received; its place in the ledger",
        ),
        sa.Column(
            "body",
            sa.Text(),
            nullable=False,
            comment="What is receipted, as the JSON text that was signed (nội dung biên nhận)",
        ),
        sa.Column(
            "sha256",
            sa.Text(),
            nullable=False,
            comment="SHA-256 of that text; the next receipt names it (mã băm biên nhận)",
        ),
        sa.Column("key_id", sa.Text(), nullable=False, comment="Fingerprint of the key that signed (khóa ký)"),
        sa.Column("signature", sa.Text(), nullable=False, comment="Ed25519 signature over that text, base64 (chữ ký)"),
        sa.ForeignKeyConstraint(
            ["arrival_rank"], [column("intake.arrival.arrival_rank")], name=op.f("fk_receipt_arrival_rank")
        ),
        sa.PrimaryKeyConstraint("arrival_rank", name=op.f("pk_receipt")),
        sa.UniqueConstraint("sha256", name=op.f("uq_receipt_sha256")),
        schema=schema("intake"),
        comment="Receipts of every file, each naming the one before; written once, never changed (biên nhận)",
    )


def _make_waiver() -> None:
    op.create_table(
        "waiver",
        sa.Column(
            "waiver_id",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="Our number; of two on the same thing the later one holds",
        ),
        sa.Column("rule_code", sa.Text(), nullable=False, comment="Rule whose warning is explained (mã quy tắc)"),
        sa.Column("form_code", sa.Text(), nullable=False, comment="Form"),
        sa.Column("reporter_code", sa.Text(), nullable=False, comment="Who reports"),
        sa.Column("window_start", sa.Date(), nullable=False, comment="First day of the period reported"),
        sa.Column("window_end", sa.Date(), nullable=False, comment="Last day of the period reported"),
        sa.Column(
            "cell_key", sa.Text(), nullable=False, comment="Which cell by its meaning: row or record, then column"
        ),
        sa.Column(
            "value_key",
            sa.Text(),
            nullable=False,
            comment="Value that is explained, in base units or as written: another one is not",
        ),
        sa.Column(
            "rule_sha256",
            sa.Text(),
            nullable=False,
            comment="Fingerprint of the rule as it was: a changed rule warns again",
        ),
        sa.Column("because", sa.Text(), nullable=False, comment="Why (lý do): the explanation (giải trình)"),
        sa.Column("explained_by", sa.Text(), nullable=False, comment="Who says so (người thực hiện)"),
        sa.Column(
            "explained_at", sa.DateTime(timezone=True), nullable=False, comment="When it was explained (thời điểm)"
        ),
        sa.Column(
            "until_on", sa.Date(), nullable=True, comment="Last day on which it holds; blank: without end (hết hạn)"
        ),
        sa.ForeignKeyConstraint(["form_code"], [column("core.form.form_code")], name=op.f("fk_waiver_form_code")),
        sa.ForeignKeyConstraint(
            ["reporter_code"], [column("core.reporter.reporter_code")], name=op.f("fk_waiver_reporter_code")
        ),
        sa.PrimaryKeyConstraint("waiver_id", name=op.f("pk_waiver")),
        schema=schema("core"),
        comment="Warnings that were explained, while value and rule stay the same (giải trình cảnh báo)",
    )
    op.create_index(
        op.f("ix_waiver_reporter_code_form_code_window_start"),
        "waiver",
        ["reporter_code", "form_code", "window_start"],
        unique=False,
        schema=schema("core"),
    )


def _make_rule_switch() -> None:
    op.create_table(
        "rule_switch",
        sa.Column(
            "switch_id",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="Our number; of two that cover a day the later one holds",
        ),
        sa.Column("rule_code", sa.Text(), nullable=False, comment="Rule (mã quy tắc)"),
        sa.Column("form_code", sa.Text(), nullable=True, comment="Form, where it is for one form only"),
        sa.Column(
            "from_on",
            sa.Date(),
            nullable=False,
            comment="First day of the range: of the first days of periods (từ ngày)",
        ),
        sa.Column("to_on", sa.Date(), nullable=False, comment="Last day of the range (đến ngày)"),
        sa.Column("is_off", sa.Boolean(), nullable=False, comment="Switched off, or on again"),
        sa.Column("because", sa.Text(), nullable=False, comment="Why (lý do)"),
        sa.Column("switched_by", sa.Text(), nullable=False, comment="Who says so (người thực hiện)"),
        sa.Column(
            "switched_at", sa.DateTime(timezone=True), nullable=False, comment="When it was switched (thời điểm)"
        ),
        sa.PrimaryKeyConstraint("switch_id", name=op.f("pk_rule_switch")),
        schema=schema("core"),
        comment="Rules that were found wrong, switched off for a range of periods and on again (tắt, bật quy tắc)",
    )


def _make_finding_passed_over() -> None:
    op.create_table(
        "finding_passed_over",
        sa.Column("submission_id", sa.BigInteger(), autoincrement=False, nullable=False, comment="Submission"),
        sa.Column(
            "finding_no",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="Number among those of its submission, from 1",
        ),
        sa.Column(
            "switch_id",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="The switch by which the rule was off",
        ),
        sa.Column("rule_code", sa.Text(), nullable=False, comment="Code of the rule (mã quy tắc)"),
        sa.Column("effect", sa.Text(), nullable=False, comment="What it would have done: return, refuse_row or warn"),
        sa.Column("sheet", sa.Text(), nullable=True, comment="Sheet as in the file (trang tính)"),
        sa.Column(
            "sheet_row", sa.BigInteger(), autoincrement=False, nullable=True, comment="Row as in the file (dòng)"
        ),
        sa.Column("sheet_column", sa.Text(), nullable=True, comment="Column letters, or the key in JSON (cột)"),
        sa.Column("column_title", sa.Text(), nullable=True, comment="Heading of the column (tiêu đề cột)"),
        sa.Column("value", sa.Text(), nullable=True, comment="What was found (giá trị)"),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            [column("intake.submission.submission_id")],
            name=op.f("fk_finding_passed_over_submission_id"),
        ),
        sa.ForeignKeyConstraint(
            ["switch_id"], [column("core.rule_switch.switch_id")], name=op.f("fk_finding_passed_over_switch_id")
        ),
        sa.PrimaryKeyConstraint("submission_id", "finding_no", name=op.f("pk_finding_passed_over")),
        schema=schema("intake"),
        comment="What a rule would have found, were it not switched off; without consequence (bỏ qua do tắt quy tắc)",
    )


def _make_nil_answer() -> None:
    op.create_table(
        "nil_answer",
        sa.Column(
            "submission_id", sa.BigInteger(), autoincrement=False, nullable=False, comment="Submission that says so"
        ),
        sa.Column("indicator_code", sa.Text(), nullable=False, comment="What there was none of"),
        sa.Column("section", sa.Text(), nullable=False, comment="Section of the form that was answered so (phần)"),
        sa.Column("window_start", sa.Date(), nullable=False, comment="First day of the period reported"),
        sa.Column("window_end", sa.Date(), nullable=False, comment="Last day of the period reported"),
        sa.Column("sheet", sa.Text(), nullable=True, comment="Sheet as in the file (trang tính)"),
        sa.Column(
            "sheet_row", sa.BigInteger(), autoincrement=False, nullable=True, comment="Row as in the file (dòng)"
        ),
        sa.Column("sheet_column", sa.Text(), nullable=True, comment="Column letters, or the key in JSON (cột)"),
        sa.Column("written", sa.Text(), nullable=True, comment="The cell as written (nguyên văn)"),
        sa.ForeignKeyConstraint(
            ["indicator_code"], [column("core.indicator.indicator_code")], name=op.f("fk_nil_answer_indicator_code")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], [column("intake.submission.submission_id")], name=op.f("fk_nil_answer_submission_id")
        ),
        sa.PrimaryKeyConstraint("submission_id", "indicator_code", name=op.f("pk_nil_answer")),
        schema=schema("core"),
        comment="Figures answered by “nothing to report”: not zero, not missing (không phát sinh)",
    )


def _make_publication() -> None:
    op.create_table(
        "publication",
        sa.Column("name", sa.Text(), nullable=False, comment="Name of the publication; used once (tên bản công bố)"),
        sa.Column(
            "cut_id",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="Last cut in it; nothing is added to a sealed cut",
        ),
        sa.Column(
            "as_of_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="Instant as of which it tells; whatever comes later is in a later cut (tính đến thời điểm)",
        ),
        sa.Column(
            "sealed_at", sa.DateTime(timezone=True), nullable=False, comment="When it was sealed (thời điểm chốt)"
        ),
        sa.Column("sealed_by", sa.Text(), nullable=True, comment="Who sealed it (người chốt)"),
        sa.Column("because", sa.Text(), nullable=False, comment="Why it was sealed (lý do)"),
        sa.Column(
            "manifest",
            sa.Text(),
            nullable=False,
            comment="What it holds: tables, inputs, rules, program, with their hashes, as the JSON that was signed",
        ),
        sa.Column("key_id", sa.Text(), nullable=False, comment="Fingerprint of the key that signed (khóa ký)"),
        sa.Column(
            "signature", sa.Text(), nullable=False, comment="Ed25519 signature over the manifest, base64 (chữ ký)"
        ),
        sa.Column("sha256", sa.Text(), nullable=False, comment="SHA-256 of the sealed file (mã băm tệp)"),
        sa.ForeignKeyConstraint(["cut_id"], [column("core.cut.cut_id")], name=op.f("fk_publication_cut_id")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_publication")),
        schema=schema("core"),
        comment="Cuts that were sealed for a review, reproducible bit for bit (bản chốt số liệu)",
    )


def downgrade() -> None:
    for name in OF_FINDINGS:
        op.drop_column("finding", name, schema=schema("intake"))
    op.drop_table("publication", schema=schema("core"))
    op.drop_table("nil_answer", schema=schema("core"))
    op.drop_table("finding_passed_over", schema=schema("intake"))
    op.drop_table("rule_switch", schema=schema("core"))
    op.drop_table("waiver", schema=schema("core"))
    op.drop_table("receipt", schema=schema("intake"))

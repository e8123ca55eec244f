"""Schema `core`, the answers of nothing: neither a zero nor a gap."""

import sqlalchemy as sa

from expectations.warehouse.columns import day, metadata, text, whole

nil_answer = sa.Table(
    "nil_answer",
    metadata,
    whole("submission_id", "Submission that says so", sa.ForeignKey("intake.submission.submission_id"), key=True),
    text("indicator_code", "What there was none of", sa.ForeignKey("core.indicator.indicator_code"), key=True),
    text("section", "Section of the form that was answered so (phần)"),
    day("window_start", "First day of the period reported"),
    day("window_end", "Last day of the period reported"),
    text("sheet", "Sheet as in the file (trang tính)", null=True),
    whole("sheet_row", "Row as in the file (dòng)", null=True),
    text("sheet_column", "Column letters, or the key in JSON (cột)", null=True),
    text("written", "The cell as written (nguyên văn)", null=True),
    schema="core",
    comment="Figures answered by “nothing to report”: not zero, not missing (không phát sinh)",
)

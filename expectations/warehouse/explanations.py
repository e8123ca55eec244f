"""Schema `core`, what people say of the rules: warnings explained, rules switched off for a range of dates."""

import sqlalchemy as sa

from expectations.warehouse.columns import day, instant, metadata, text, truth, whole

WHO, WHY = "Who says so (người thực hiện)", "Why (lý do)"

waiver = sa.Table(
    "waiver",
    metadata,
    whole("waiver_id", "Our number; of two on the same thing the later one holds", key=True),
    text("rule_code", "Rule whose warning is explained (mã quy tắc)"),
    text("form_code", "Form", sa.ForeignKey("core.form.form_code")),
    text("reporter_code", "Who reports", sa.ForeignKey("core.reporter.reporter_code")),
    day("window_start", "First day of the period reported"),
    day("window_end", "Last day of the period reported"),
    text("cell_key", "Which cell by its meaning: row or record, then column"),
    text("value_key", "Value that is explained, in base units or as written: another one is not"),
    text("rule_sha256", "Fingerprint of the rule as it was: a changed rule warns again"),
    text("because", f"{WHY}: the explanation (giải trình)"),
    text("explained_by", WHO),
    instant("explained_at", "When it was explained (thời điểm)"),
    day("until_on", "Last day on which it holds; blank: without end (hết hạn)", null=True),
    whole("act_no", "Of an officer's confirmation: its act (xác nhận)", sa.ForeignKey("core.act.act_no"), null=True),
    sa.Index(None, "reporter_code", "form_code", "window_start"),
    schema="core",
    comment="Warnings that were explained, while value and rule stay the same (giải trình cảnh báo)",
)

rule_switch = sa.Table(
    "rule_switch",
    metadata,
    whole("switch_id", "Our number; of two that cover a day the later one holds", key=True),
    text("rule_code", "Rule (mã quy tắc)"),
    text("form_code", "Form, where it is for one form only", null=True),
    day("from_on", "First day of the range: of the first days of periods (từ ngày)"),
    day("to_on", "Last day of the range (đến ngày)"),
    truth("is_off", "Switched off, or on again"),
    text("because", WHY),
    text("switched_by", WHO),
    instant("switched_at", "When it was switched (thời điểm)"),
    schema="core",
    comment="Rules that were found wrong, switched off for a range of periods and on again (tắt, bật quy tắc)",
)

finding_passed_over = sa.Table(
    "finding_passed_over",
    metadata,
    whole("submission_id", "Submission", sa.ForeignKey("intake.submission.submission_id"), key=True),
    whole("finding_no", "Number among those of its submission, from 1", key=True),
    whole("switch_id", "The switch by which the rule was off", sa.ForeignKey("core.rule_switch.switch_id")),
    text("rule_code", "Code of the rule (mã quy tắc)"),
    text("effect", "What it would have done: return, refuse_row or warn"),
    text("sheet", "Sheet as in the file (trang tính)", null=True),
    whole("sheet_row", "Row as in the file (dòng)", null=True),
    text("sheet_column", "Column letters, or the key in JSON (cột)", null=True),
    text("column_title", "Heading of the column (tiêu đề cột)", null=True),
    text("value", "What was found (giá trị)", null=True),
    schema="intake",
    comment="What a rule would have found, were it not switched off; without consequence (bỏ qua do tắt quy tắc)",
)

"""Schema `intake`, the outbox: letters to reporters, what each is about, and where each was brought when."""

import sqlalchemy as sa

from expectations.warehouse.columns import day, instant, metadata, text, whole

letter = sa.Table(
    "letter",
    metadata,
    text("letter_id", "SHA-256 of what the letter is about, so that a retry is recognised (mã thư)", key=True),
    text(
        "kind",
        "result of a night (kết quả), decision (quyết định), reminder (nhắc nộp) or escalation (báo cáo Ban Quản lý)",
    ),
    text("reporter_code", "Whom it is for; blank: whoever put the file there (đơn vị nhận)", null=True),
    text("sender", "Source and folder that the files came from, where the reporter is not known", null=True),
    text("address", "E-mail of the register when the letter was queued (thư điện tử)", null=True),
    day("letter_day", "Day that it tells of: of arrival, of the decision, or of the reminder (ngày)"),
    instant("queued_at", "When it was queued"),
    sa.Index(None, "letter_day"),
    schema="intake",
    comment="Letters to reporters and to the Board; their words are made on delivery (thư)",
)

letter_item = sa.Table(
    "letter_item",
    metadata,
    text("letter_id", "Letter", sa.ForeignKey("intake.letter.letter_id"), key=True),
    whole("item_no", "Number of the item in its letter, from 1", key=True),
    text(
        "kind", "result, decision, due_soon (sắp đến hạn), late (trễ hạn), returned (chưa sửa), missing or escalation"
    ),
    whole(
        "submission_id",
        "Of a result or a decision: the reading of the file",
        sa.ForeignKey("intake.submission.submission_id"),
        null=True,
    ),
    text("form_code", "Form, where known (mã biểu)", null=True),
    text("reporter_code", "Who owes or sent the report (đơn vị báo cáo)", null=True),
    day("window_start", "First day of the period, where known (kỳ báo cáo từ)", null=True),
    day("window_end", "Last day of the period (kỳ báo cáo đến)", null=True),
    day("due_on", "Day until which it is awaited, moved to a working day (hạn nộp)", null=True),
    sa.Index(None, "kind", "form_code", "window_start"),
    schema="intake",
    comment="What a letter is about; nobody is reminded twice of the same (nội dung thư)",
)

delivery = sa.Table(
    "delivery",
    metadata,
    text("letter_id", "Letter", sa.ForeignKey("intake.letter.letter_id"), key=True),
    text("outbox", "Name of the outbox in the settings (nơi gửi)", key=True),
    text(
        "state",
        "waiting, delivered, unaddressed (no e-mail known), refused (by a server), settled (not needed)",
    ),
    whole("attempts", "How often it was tried"),
    instant("first_tried_at", "When it was tried first", null=True),
    instant("delivered_at", "When it was delivered (thời điểm gửi)", null=True),
    text("message", "Why it could not be delivered, in one plain sentence", null=True),
    sa.Index(None, "state"),
    schema="intake",
    comment="Which letter was brought to which outbox, and when (gửi thư)",
)

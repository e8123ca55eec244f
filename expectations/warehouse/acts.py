"""What people decided, and the readings that followed: nothing is changed by it, another reading of a file begins."""

import sqlalchemy as sa

from expectations.warehouse.columns import day, instant, metadata, text, whole

act = sa.Table(
    "act",
    metadata,
    whole("act_no", "Our number of the act, from 1 (số)", key=True),
    text(
        "kind",
        "accept (nhận), withdraw (rút), close (khóa kỳ), reopen (mở kỳ), replay (đọc lại), confirm (xác nhận số liệu), "
        "unconfirm (bỏ xác nhận)",
    ),
    whole("arrival_rank", "The file that it is about", sa.ForeignKey("intake.arrival.arrival_rank"), null=True),
    text("form_code", "The form that it is about (mã biểu)", sa.ForeignKey("core.form.form_code"), null=True),
    day("window_start", "First day of the period that it is about (từ ngày)", null=True),
    day("window_end", "Last day of that period (đến ngày)", null=True),
    text("reason", "Why, in the words of who did it (lý do)"),
    text("done_by", "Who did it (người thực hiện)"),
    instant("done_at", "When it was done (thời điểm)"),
    whole("after_rank", "The last file that had arrived: the act holds for those after it"),
    whole("cut_id", "Cut from which it is known", sa.ForeignKey("core.cut.cut_id"), null=True),
    sa.Index(None, "arrival_rank"),
    schema="core",
    comment="What officers did and why, and every replay (quyết định của cán bộ)",
)

rereading = sa.Table(
    "rereading",
    metadata,
    whole("submission_id", "The later reading of a file", sa.ForeignKey("intake.submission.submission_id"), key=True),
    whole("replaces_id", "The reading that it replaces", sa.ForeignKey("intake.submission.submission_id")),
    whole("cut_id", "Cut from which it holds", sa.ForeignKey("core.cut.cut_id")),
    whole("act_no", "The act that brought it about", sa.ForeignKey("core.act.act_no")),
    sa.UniqueConstraint("replaces_id"),
    sa.Index(None, "cut_id"),
    schema="intake",
    comment="Readings of a file after its first: which one holds from which cut (lần đọc lại)",
)

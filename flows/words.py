"""What parkwatch says to people about outcomes: Vietnamese first, English beside it."""

from collections.abc import Mapping

OUTCOMES = {
    "accepted": ("được nhận", "accepted"),
    "accepted_with_warnings": ("được nhận, có lưu ý", "accepted with warnings"),
    "returned": ("trả lại", "returned"),
    "unreadable": ("không đọc được", "unreadable"),
    "unknown_form": ("biểu chưa khai báo", "unknown form"),
    "refused_classified": ("từ chối (có dấu mật)", "refused (classified)"),
    "duplicate": ("trùng tệp đã nhận", "duplicate"),
    "held": ("chờ cán bộ xem xét", "held for an officer"),
    "withdrawn": ("đã rút", "withdrawn"),
}

LETTER_STATES = {
    "waiting": ("chờ gửi", "waiting"),
    "delivered": ("đã gửi", "delivered"),
    "unaddressed": ("chưa có địa chỉ thư", "no e-mail known"),
    "refused": ("máy chủ thư từ chối", "refused by the mail server"),
    "settled": ("không cần gửi nữa", "no longer needed"),
}
EFFECTS = {
    "return": ("trả lại", "returned"),
    "refuse_row": ("dòng chưa nhận", "row left out"),
    "warn": ("lưu ý", "warning"),
}
LETTER_KINDS = {
    "result": ("kết quả", "result"),
    "decision": ("quyết định", "decision"),
    "reminder": ("nhắc nộp", "reminder"),
    "escalation": ("quá hạn, gửi Ban Quản lý", "overdue, to the Board"),
}

FILINGS = {
    "missing": ("chưa nộp", "missing"),
    "nil": ("không phát sinh", "nothing to report"),
    "returned": ("bị trả lại", "returned"),
    "held": ("chờ cán bộ", "held for an officer"),
    "estimate only": ("mới có số ước", "an estimate only"),
    "accepted": ("đã nhận", "accepted"),
}

DOUBTS = {
    "open": ("chưa giải trình", "open"),
    "explained": ("đã giải trình", "explained"),
    "confirmed": ("cán bộ đã xác nhận", "confirmed by an officer"),
}

UNREADABLE = {
    "empty": ("Tệp rỗng. Hãy gửi lại báo cáo.", "The file is empty. Please send the report again."),
    "html": (
        "Tệp là một trang web lưu dưới tên bảng tính. Hãy mở bằng Excel và lưu lại dạng .xlsx.",
        "The file is a web page under a workbook's name. Open it in Excel and save it as .xlsx.",
    ),
    "pdf": (
        "Tệp là PDF. Hãy gửi bảng tính gốc (.xlsx, .xls, .ods, .csv).",
        "The file is a PDF. Please send the workbook itself (.xlsx, .xls, .ods, .csv).",
    ),
    "truncated": (
        "Tệp bị hỏng hoặc bị cắt cụt, có lẽ do gửi chưa xong. Hãy mở tệp kiểm tra, lưu lại dạng .xlsx rồi gửi lại.",
        "The file is damaged or cut short; perhaps the transfer broke off. Open it, save it as .xlsx, send it again.",
    ),
    "xlsb": (
        "Tệp là bảng tính nhị phân của Excel (.xlsb). Hãy mở bằng Excel, lưu lại dạng .xlsx rồi gửi lại.",
        "The file is an Excel binary workbook (.xlsb). Open it in Excel, save it as .xlsx and send it again.",
    ),
    "fods": (
        "Tệp là bảng tính OpenDocument dạng phẳng (.fods). Hãy mở bằng LibreOffice, lưu lại dạng .xlsx rồi gửi lại.",
        "The file is a flat OpenDocument workbook (.fods). Open it in LibreOffice, save it as .xlsx and send it again.",
    ),
    "xml-2003": (
        "Tệp là bảng tính dạng XML của Excel 2003. Hãy mở bằng Excel, lưu lại dạng .xlsx rồi gửi lại.",
        "The file is an XML spreadsheet of Excel 2003. Open it in Excel, save it as .xlsx and send it again.",
    ),
    "numbers": (
        "Tệp là bảng tính của Apple Numbers. Hãy xuất ra dạng Excel (.xlsx) rồi gửi lại.",
        "The file is an Apple Numbers document. Export it to Excel (.xlsx) and send that.",
    ),
    "too-large": (
        "Tệp quá lớn (dung lượng, số ô hoặc số trang tính) nên không được đọc. Hãy gửi riêng báo cáo, bỏ các trang và "
        "hình ảnh không liên quan.",
        "The file is too large (its size, its cells or its sheets), and was not read. Send the report alone, without "
        "other sheets and pictures.",
    ),
    "too-slow": (
        "Việc đọc tệp mất quá nhiều thời gian nên đã dừng lại. Hãy chép riêng báo cáo sang một bảng tính mới rồi "
        "gửi lại.",
        "Reading the file took too long and was stopped. Copy the report alone into a new workbook and send it again.",
    ),
    "reader-failed": (
        "Tệp bị hỏng hoặc có cấu trúc bất thường nên phần mềm không đọc được. Hãy mở bằng Excel, lưu lại dạng .xlsx và "
        "gửi lại.",
        "The file is damaged or put together oddly, and the program failed to read it. Open it in Excel, save it as "
        ".xlsx and send it again.",
    ),
    "encrypted": (
        "Tệp có mật khẩu mở. Hãy bỏ mật khẩu và gửi lại.",
        "The file is locked by a password. Remove the password and send it again.",
    ),
    "json": ("Tệp JSON bị hỏng. Hãy xuất lại từ cổng.", "The JSON is broken. Export it from the portal again."),
    "not-a-report": (
        "Không tìm thấy báo cáo nào trong tệp. Hãy gửi bảng tính theo mẫu (.xlsx), không gửi tệp Word hay ảnh chụp.",
        "No report can be made out in the file. Send the form as a workbook (.xlsx), no Word text, no picture.",
    ),
}

UNKNOWN_FORM = (
    "Không nhận ra biểu mẫu; tệp được lưu lại và sẽ được đọc khi biểu được khai báo.",
    "The form is not known; the file is kept and will be read when the form is declared.",
)
CLASSIFIED = (
    "Tệp có dấu độ mật: không được đọc, không được lưu. Hãy gửi theo đường công văn mật.",
    "The file bears a mark of secrecy: it was neither read nor kept. Send it the classified way.",
)
REPEATED = (
    "Số liệu giống hệt báo cáo đang được dùng của kỳ này; không có gì thay đổi.",
    "Its figures are those of the report that counts for the period already; nothing changes.",
)
HELD = {
    "held:not-judged": (
        "Phần mềm gặp lỗi khi kiểm tra báo cáo này. Báo cáo được giữ lại và chờ cán bộ xem xét; đơn vị chưa cần gửi "
        "lại.",
        "Our program failed while it checked this report. It is kept and waits for an officer; it need not be sent "
        "again yet.",
    ),
    "held:period-closed": (
        "Kỳ báo cáo đã khóa sổ; báo cáo chờ cán bộ xem xét.",
        "The period is closed; the report waits for an officer.",
    ),
    "held:correction-too-old": (
        "Kỳ báo cáo đã quá thời hạn điều chỉnh; báo cáo chờ cán bộ xem xét.",
        "The period is further back than corrections may go; the report waits for an officer.",
    ),
}


def in_both(words: Mapping[str, tuple[str, str]], code: str) -> str:
    """What a code is called in both languages; one without words is called itself."""
    return " / ".join(words.get(code, (code, code)))


def outcome_words(outcome: str) -> str:
    """An outcome as people read it, in both languages."""
    return in_both(OUTCOMES, outcome)


def filing_words(filing: str) -> str:
    """How far a report that is owed has come, in both languages."""
    return in_both(FILINGS, filing)


def doubt_words(state: str) -> str:
    """How far a figure in doubt is cleared up, in both languages."""
    return in_both(DOUBTS, state)


def state_words(state: str) -> str:
    """What became of a letter, in both languages."""
    return in_both(LETTER_STATES, state)


def effect_words(effect: str) -> str:
    """What a finding brings about, in both languages."""
    return in_both(EFFECTS, effect)


def kind_words(kind: str) -> str:
    """What sort of letter it is, in both languages."""
    return in_both(LETTER_KINDS, kind)


def why_not_read(outcome: str, reason: str | None) -> tuple[str, str] | None:
    """What to tell a reporter whose file was not read as a report; None when it was."""
    if outcome == "unreadable":
        return UNREADABLE.get((reason or "").removeprefix("unreadable:"), UNREADABLE["not-a-report"])
    if outcome == "held":
        return HELD.get(reason or "")
    if outcome == "duplicate":
        return REPEATED if reason == "repeats" else None
    return {"unknown_form": UNKNOWN_FORM, "refused_classified": CLASSIFIED}.get(outcome)

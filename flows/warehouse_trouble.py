"""What can go wrong with a warehouse, each as one plain sentence in Vietnamese and in English."""

from flows.trouble import Trouble, UsageTrouble


class WarehouseError(Trouble):
    """The warehouse cannot be used as asked."""


class WarehouseUnreachable(WarehouseError):
    """The server does not answer, or does not let us in."""

    passing = True


class WarehouseMissing(WarehouseError):
    """There is no warehouse yet."""


class WarehouseTooOld(WarehouseError):
    """The warehouse is of an earlier version than this program."""


class WarehouseTooNew(WarehouseError):
    """The warehouse is of a later version than this program."""


class WarehouseReadOnly(WarehouseError):
    """The warehouse may not be written."""


class WarehouseFull(WarehouseError):
    """The disk of the warehouse is full."""


class WarehouseBusy(WarehouseError):
    """Somebody else is writing and does not end."""

    passing = True


class AnotherLoader(WarehouseBusy):
    """Another run is loading; only one may at a time."""


class WrongWarehouseUrl(WarehouseError):
    """What was named is no URL of a warehouse."""

    exit_code = UsageTrouble.exit_code


def wrong_url(url: str) -> WrongWarehouseUrl:
    """Say that this is no URL of a warehouse."""
    return WrongWarehouseUrl(
        f"“{url}” không phải là địa chỉ kho dữ liệu. Hãy dùng sqlite:///tệp hoặc postgresql://máy/kho.",
        f"“{url}” is no URL of a warehouse. Use sqlite:///file or postgresql://host/database.",
    )


def missing(place: str) -> WarehouseMissing:
    """Say that there is no warehouse at this place yet."""
    return WarehouseMissing(
        f"Chưa có kho dữ liệu tại “{place}”. Hãy tạo bằng lệnh: parkwatch init.",
        f"There is no warehouse at “{place}” yet. Make it with: parkwatch init.",
    )


def too_old(revision: str) -> WarehouseTooOld:
    """Say that the warehouse has to be brought up to date."""
    return WarehouseTooOld(
        f"Kho dữ liệu là phiên bản cũ ({revision}). Hãy nâng cấp bằng lệnh: parkwatch upgrade.",
        f"The warehouse is of an earlier version ({revision}). Bring it up to date with: parkwatch upgrade.",
    )


def too_new(revision: str) -> WarehouseTooNew:
    """Say that this program is too old for the warehouse."""
    return WarehouseTooNew(
        f"Kho dữ liệu là phiên bản mới hơn chương trình ({revision}). Hãy cập nhật parkwatch; chưa có gì bị thay đổi.",
        f"The warehouse is of a later version than this program ({revision}). Update parkwatch; nothing was changed.",
    )


def another_loader(who: str = "") -> AnotherLoader:
    """Say that another run is loading."""
    told = f" ({who})" if who else ""
    return AnotherLoader(
        f"Một lần chạy khác đang nạp dữ liệu{told}; lần này dừng lại, chưa ghi gì.",
        f"Another run is loading{told}; this one steps back and has written nothing.",
    )


FULL = ("disk is full", "no space left", "disk full")
READ_ONLY = ("readonly database", "read-only transaction", "permission denied", "read-only file system")
BUSY = ("database is locked", "lock timeout", "could not obtain lock")
DAMAGED = ("not a database", "malformed", "invalid page")
FAILING = ("disk i/o error", "input/output error")  # SQLite says so of a full disk too
UNREACHABLE = (
    "connection refused", "could not connect", "connection failed", "failed to resolve", "timeout expired",
    "is starting up", "server closed the connection", "no such file or directory", "password authentication",
    "does not exist", "no route", "no password supplied", "terminating connection", "connection is lost", "not known",
    "too many clients", "shutting down",
)  # fmt: skip
LOST = ("OperationalError", "AdminShutdown", "ConnectionTimeout", "InterfaceError")


def explained(error: BaseException, connecting: bool) -> WarehouseError | None:
    """The plain sentence for an error of the database driver, where there is one; it never quotes what was written."""
    told = str(error).lower()
    if any(word in told for word in FULL):
        return WarehouseFull(
            "Đĩa của kho dữ liệu đã đầy. Không có gì bị mất; hãy giải phóng chỗ rồi chạy lại.",
            "The disk of the warehouse is full. Nothing is lost; free some space and run again.",
        )
    if any(word in told for word in READ_ONLY) or "unable to open database" in told:
        return WarehouseReadOnly(
            "Không mở hoặc không ghi được kho dữ liệu (đĩa chỉ đọc, thiếu thư mục hoặc quyền). Không có gì bị mất.",
            "The warehouse cannot be opened or written (read-only disk, no folder, no permission). Nothing is lost.",
        )
    if any(word in told for word in BUSY):
        return WarehouseBusy(
            "Kho dữ liệu đang bận vì có chương trình khác ghi. Không có gì bị mất; hãy chạy lại sau.",
            "The warehouse is busy: another program is writing. Nothing is lost; run again later.",
        )
    if any(word in told for word in FAILING):
        return WarehouseFull(
            "Không đọc hoặc ghi được đĩa của kho dữ liệu (đĩa đầy hoặc bị lỗi). Không có gì bị mất; hãy xem chỗ trống.",
            "The disk of the warehouse cannot be read or written (full, or failing). Nothing is lost; see its space.",
        )
    if any(word in told for word in DAMAGED):
        return WarehouseError(
            "Tệp kho dữ liệu bị hỏng hoặc không phải là kho dữ liệu. Hãy khôi phục từ bản sao lưu.",
            "The file of the warehouse is damaged, or is no warehouse. Restore it from a backup.",
        )
    if connecting or (type(error).__name__ in LOST and any(word in told for word in UNREACHABLE)):
        return WarehouseUnreachable(
            "Không kết nối được máy chủ kho dữ liệu. Không có gì bị mất; hãy kiểm tra địa chỉ, mạng và mật khẩu.",
            "The server of the warehouse is out of reach. Nothing is lost; check address, network and password.",
        )
    return None

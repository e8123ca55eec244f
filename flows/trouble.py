"""What can go wrong for a person who runs parkwatch: each is one plain sentence, in Vietnamese and in English."""

import errno
import shutil
from pathlib import Path


class Trouble(Exception):
    """Something that a person can understand and mend; `vi` and `en` are whole sentences."""

    exit_code = 3
    passing = False  # whether trying again in a moment could help

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.vi = vi
        self.en = en

    def __reduce__(self) -> tuple[type, tuple[str, str]]:
        return type(self), (self.vi, self.en)


class UsageTrouble(Trouble):
    """A mistake in the command line or in the settings."""

    exit_code = 2


class PlaceTrouble(Trouble):
    """A source or an outbox is out of reach, or may not be trusted."""


class SourceTrouble(PlaceTrouble):
    """A source is out of reach, or may not be trusted."""


class SourceSilent(SourceTrouble):
    """A source does not answer; it may in a moment."""

    passing = True


class FileTrouble(SourceTrouble):
    """One file of a source cannot be read; the others can."""


class OutboxTrouble(PlaceTrouble):
    """An outbox is out of reach, or may not be trusted."""


class DiskTrouble(Trouble):
    """The disk is full, read-only, or may not be written by this user."""


class NightTrouble(Trouble):
    """The night could not be carried through."""


class Interrupted(Trouble):
    """Somebody stopped the command (Ctrl-C)."""

    exit_code = 130


def interrupted() -> Interrupted:
    """Say that the command was stopped."""
    return Interrupted(
        "Đã dừng theo yêu cầu. Không có gì được nạp dở dang; có thể chạy lại bất cứ lúc nào.",
        "Stopped as asked. Nothing is half loaded; it can be run again at any time.",
    )


REASONS = {
    errno.ENOENT: ("không có tệp hay thư mục này", "there is no such file or folder"),
    errno.EACCES: ("không có quyền", "no permission"),
    errno.EPERM: ("không có quyền", "no permission"),
    errno.EROFS: ("đĩa chỉ đọc", "the disk is read-only"),
    errno.ENOSPC: ("đĩa đã đầy", "the disk is full"),
    errno.EIO: ("đĩa bị lỗi", "the disk is failing"),
    errno.EISDIR: ("đó là một thư mục", "it is a folder"),
    errno.ENOTDIR: ("có tên trong đường dẫn không phải là thư mục", "a name in the path is no folder"),
    errno.EEXIST: ("đã có tệp mang tên này", "there is a file of that name"),
    errno.ENAMETOOLONG: ("tên quá dài", "the name is too long"),
}


OF_ONE_FILE = (errno.EACCES, errno.EPERM, errno.EIO, errno.EISDIR, errno.ENAMETOOLONG)


def reason_of(error: OSError) -> tuple[str, str]:
    """Why the system refused, in Vietnamese and English."""
    words = error.strerror or type(error).__name__
    return REASONS.get(error.errno or 0, (words, words))


LEAST_FREE = 2**20  # bytes: with less nothing can be done


def full_disk(folder: Path) -> "DiskTrouble | None":
    """What to say where the disk of this folder has no room left; an error that names another reason may hide it."""
    try:
        free = shutil.disk_usage(folder).free
    except OSError:
        return None
    return disk_trouble(OSError(errno.ENOSPC, ""), folder) if free < LEAST_FREE else None


def disk_trouble(error: OSError, place: object) -> DiskTrouble:
    """Say what kept a file from being written at `place`."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return DiskTrouble(
            f"Đĩa đã đầy: không ghi được “{place}”. Không có gì bị mất; hãy giải phóng chỗ rồi chạy lại.",
            f"The disk is full: “{place}” could not be written. Nothing is lost; free some space and run again.",
        )
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return DiskTrouble(
            f"Không được phép ghi vào “{place}” (đĩa chỉ đọc hoặc thiếu quyền). Không có gì bị mất.",
            f"“{place}” may not be written (a read-only disk, or no permission). Nothing is lost.",
        )
    vi, en = reason_of(error)
    return DiskTrouble(
        f"Không ghi được “{place}”: {vi}. Không có gì bị mất.",
        f"“{place}” could not be written: {en}. Nothing is lost.",
    )

"""What can go wrong for a person who runs parkwatch: each is one plain sentence, in Vietnamese and in English."""

import errno


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


class OutboxTrouble(PlaceTrouble):
    """An outbox is out of reach, or may not be trusted."""


class DiskTrouble(Trouble):
    """The disk is full, read-only, or may not be written by this user."""


class NightTrouble(Trouble):
    """The night could not be carried through."""


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
    return DiskTrouble(
        f"Không ghi được “{place}”: {error.strerror}. Không có gì bị mất.",
        f"“{place}” could not be written: {error.strerror}. Nothing is lost.",
    )

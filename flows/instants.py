"""Days and instants as people write them: a day means its end in Vietnam, a time without a zone is Vietnam's."""

from datetime import UTC, datetime

from expectations.periods import read_day
from flows.ledger import end_of_day
from flows.settings import LOCAL_ZONE
from flows.trouble import UsageTrouble

NOW = "now"


def instant_of(written: str | None) -> datetime | None:
    """The instant that was meant, none where nothing was written; UsageTrouble where it is no instant."""
    if written is None:
        return None
    stated = written.strip()
    day = None if ":" in stated else read_day(stated)
    try:
        return end_of_day(day) if day else moment_of(stated)
    except (ValueError, OverflowError):
        raise UsageTrouble(
            f"“{stated}” không phải là ngày hay thời điểm; hãy viết 18/09/2026 (hết ngày đó ở Việt Nam), "
            "18/09/2026 12:00 hoặc 2026-09-18T12:00:00+07:00.",
            f"“{stated}” is no day or instant; write 18/09/2026 or 2026-09-18 (the end of that day in Vietnam), "
            "18/09/2026 12:00 or 2026-09-18T12:00:00+07:00.",
        ) from None


def moment_of(stated: str) -> datetime:
    """A day and a time of it, in UTC; ValueError where it is none."""
    first, _, time = stated.partition(" ")
    day = read_day(first) if time else None
    moment = datetime.fromisoformat(f"{day.isoformat()}T{time.strip()}" if day else stated)
    return (moment if moment.tzinfo else moment.replace(tzinfo=LOCAL_ZONE)).astimezone(UTC)


def is_instant(written: str) -> bool:
    """Whether a word means an instant, and so cannot be a name."""
    try:
        return written == NOW or instant_of(written) is not None
    except UsageTrouble:
        return False

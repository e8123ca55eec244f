"""Instants as people write them: a day means its end in Vietnam, a time without a zone is Vietnam's."""

from datetime import UTC, date, datetime

from flows.ledger import end_of_day
from flows.settings import LOCAL_ZONE
from flows.trouble import UsageTrouble

DAY = len("2026-09-18")
NOW = "now"


def instant_of(written: str | None) -> datetime | None:
    """The instant that was meant, none where nothing was written; UsageTrouble where it is no instant."""
    if written is None:
        return None
    stated = written.strip()
    try:
        if len(stated) <= DAY:
            return end_of_day(date.fromisoformat(stated))
        moment = datetime.fromisoformat(stated)
        return (moment if moment.tzinfo else moment.replace(tzinfo=LOCAL_ZONE)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise UsageTrouble(
            f"“{stated}” không phải là ngày hay thời điểm; hãy viết 2026-09-18 (hết ngày đó ở Việt Nam) hoặc "
            "2026-09-18T12:00:00+07:00.",
            f"“{stated}” is no day or instant; write 2026-09-18 (the end of that day in Vietnam) or "
            "2026-09-18T12:00:00+07:00.",
        ) from None


def is_instant(written: str) -> bool:
    """Whether a word means an instant, and so cannot be a name."""
    try:
        return written == NOW or instant_of(written) is not None
    except UsageTrouble:
        return False

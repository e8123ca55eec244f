"""Whether the nights go as they should, for `parkwatch status` and whoever watches its exit code."""

from datetime import datetime, timedelta

from flows.commands.words import print_trouble
from flows.settings import LOCAL_ZONE
from flows.trouble import NightTrouble

A_DAY = timedelta(hours=26)  # from one night to the end of the next, which may take longer than the one before
NOT_WELL = {"failed": ("bị hỏng", "failed"), "incomplete": ("chưa hoàn tất", "is incomplete")}


def tell_nights(last_state: str | None, last_good: datetime | None, now: datetime) -> int:
    """Say where the last night did not end well, or none has for more than a day; the exit code. None ran: no fault."""
    trouble = nights_in_trouble(last_state, last_good, now)
    if trouble is None:
        return 0
    print_trouble(trouble)
    return trouble.exit_code


def nights_in_trouble(last_state: str | None, last_good: datetime | None, now: datetime) -> NightTrouble | None:
    """What is wrong with the nights, by how the last one ended and when one last ended well."""
    if last_state in NOT_WELL:
        vi, en = NOT_WELL[last_state]
        return NightTrouble(f"Đêm gần nhất {vi}; xem ghi chú ở trên.", f"The last night {en}; see its note above.")
    if last_good is not None and now - last_good > A_DAY:
        since = f"{last_good.astimezone(LOCAL_ZONE):%d/%m/%Y %H:%M}"
        return NightTrouble(f"Từ {since} đến nay không có đêm nào hoàn tất.", f"No night has ended well since {since}.")
    return None

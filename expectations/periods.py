"""Windows of time: the arithmetic of periods, the day a report is due, and what the labels of periods mean.

A window is its two dates and its regime. The `administrative` regime is that of Decree 09/2019/NĐ-CP, Article 12: a
month runs from the 15th of the month before to the 14th, and quarters, halves and years are made of such months.
"""

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

import holidays

from expectations.text import fold

REGIMES = ("calendar", "administrative")
_MONTHS = {"month": 1, "quarter": 3, "half": 6, "half_to_date": 6, "nine_months": 9, "year": 12}
_PER_YEAR = {"month": 12, "quarter": 4, "half": 2, "half_to_date": 2, "nine_months": 1, "year": 1}
LENGTHS = ("day", *_PER_YEAR, "span")
Swaps = frozenset[tuple[date, date]]  # each a day off, and the day that is worked for it
NO_SWAPS: Swaps = frozenset()


@dataclass(frozen=True, order=True, slots=True)
class Window:
    """A period as its first and last day, with the regime and the length it was made by."""

    start: date
    end: date
    regime: str
    length: str


@dataclass(frozen=True, slots=True)
class DueRule:
    """When a report is due: a day of a month counted from the month of the window's end, or days after that end.

    Without a day it is the last of that month. `day_in` holds the due months whose day is another one:
    `DueRule(1, 5, day_in={1: 10})` is 5/7, and 10/1.
    """

    months_after: int = 0
    day: int | None = None
    days_after: int | None = None
    day_in: Mapping[int, int] = field(default_factory=dict, hash=False)


def window(regime: str, length: str, year: int, number: int = 1) -> Window:
    """Return the `number`-th window of its length in the year (for a day: the day of the year).

    `half_to_date` is the half-yearly report that counts from the year's start: its second window is the whole year.
    """
    if regime not in REGIMES:
        raise ValueError(f"Unknown regime {regime!r}, expected one of {REGIMES}.")
    if length == "day":
        day = date(year, 1, 1) + timedelta(days=number - 1)
        return Window(day, day, regime, length)
    if not 1 <= number <= _per_year(length):
        raise ValueError(f"A year has no {length} number {number}, only 1 to {_PER_YEAR[length]}.")
    last = number * _MONTHS[length]
    first = 1 if length == "half_to_date" else last - _MONTHS[length] + 1
    if regime == "calendar":
        end = date(year, last, calendar.monthrange(year, last)[1])
        return Window(date(year, first, 1), end, regime, length)
    start = date(year, first - 1, 15) if first > 1 else date(year - 1, 12, 15)
    return Window(start, date(year, last, 14), regime, length)


def span(first_year: int, last_year: int, regime: str = "calendar") -> Window:
    """Return the window of whole years from the first to the last."""
    if first_year > last_year:
        raise ValueError(f"A span cannot run from {first_year} to {last_year}.")
    start, end = window(regime, "year", first_year).start, window(regime, "year", last_year).end
    return Window(start, end, regime, "span")


def window_of(day: date, regime: str, length: str) -> Window:
    """Return the window that contains the day (of two in `half_to_date` the one that ends first)."""
    if length == "day":
        return Window(day, day, regime, length)
    for year in (day.year, day.year + 1):
        for number in range(1, _per_year(length) + 1):
            found = window(regime, length, year, number)
            if found.start <= day <= found.end:
                return found
    raise ValueError(f"No window of length {length!r} contains {day}.")


def shift(of: Window, periods: int) -> Window:
    """Return the window that many periods later, or earlier if negative."""
    if of.length == "day":
        return window_of(of.start + timedelta(days=periods), of.regime, "day")
    if of.length == "span":
        years = window_of(of.start, of.regime, "year").end.year, of.end.year
        by = periods * (years[1] - years[0] + 1)
        return span(years[0] + by, years[1] + by, of.regime)
    per_year = _PER_YEAR[of.length]
    index = of.end.year * per_year + of.end.month // _MONTHS[of.length] - 1 + periods
    return window(of.regime, of.length, index // per_year, index % per_year + 1)


def windows_between(regime: str, length: str, first_day: date, last_day: date) -> list[Window]:
    """Return the windows that have a day between the two, both included, in order."""
    if length == "day":
        days = range((last_day - first_day).days + 1)
        return [window_of(first_day + timedelta(days=after), regime, length) for after in days]
    found = [
        window(regime, length, year, number)
        for year in range(first_day.year, last_day.year + 2)
        for number in range(1, _per_year(length) + 1)
    ]
    return [each for each in found if each.start <= last_day and each.end >= first_day]


def _per_year(length: str) -> int:
    if length not in _PER_YEAR:
        raise ValueError(f"There are no numbered windows of length {length!r}, expected one of {tuple(_PER_YEAR)}.")
    return _PER_YEAR[length]


def due(of: Window, rule: DueRule, swaps: Swaps = NO_SWAPS) -> tuple[date, date]:
    """Return the statutory due day and the first working day from it on."""
    if rule.days_after is not None:
        statutory = of.end + timedelta(days=rule.days_after)
    else:
        year, month = divmod(of.end.year * 12 + of.end.month - 1 + rule.months_after, 12)
        last = calendar.monthrange(year, month + 1)[1]
        statutory = date(year, month + 1, min(rule.day_in.get(month + 1) or rule.day or last, last))
    return statutory, working_day_from(statutory, swaps)


_HOLIDAYS = holidays.country_holidays("VN")


@lru_cache(maxsize=4096)
def working_day_from(day: date, swaps: Swaps = NO_SWAPS) -> date:
    """Return the day itself or the next working day of Viet Nam: no holiday, week-end or day swapped for one."""
    while not _is_worked(day, swaps):
        day += timedelta(days=1)
    return day


def working_days_after(day: date, number: int, swaps: Swaps = NO_SWAPS) -> date:
    """Return the day that many working days later; the day itself counts as none."""
    for _ in range(number):
        day = working_day_from(day + timedelta(days=1), swaps)
    return day


def _is_worked(day: date, swaps: Swaps) -> bool:
    """Return whether people work on the day; what is decided for the year goes before what is known of all years."""
    for day_off, worked in swaps:
        if day in (day_off, worked):
            return day == worked
    return _HOLIDAYS.is_working_day(day)


# What follows reads folded text: "Quý III/2025" is "qui iii 2025", "Tháng 09-2025" is "thang 09 2025".
_D, _M = r"0?[1-9]|[12]\d|3[01]", r"0?[1-9]|1[0-2]"
_DATE = rf"(?P<d>{_D}) (?:thang )?(?P<m>{_M}) (?:nam )?(?P<y>(?:19|20)?\d\d)(?!\d)"
_TO = r"(?:den|toi)(?: het)?"
_RANGE = re.compile(
    rf"\b(?P<d1>{_D})(?: (?:thang )?(?P<m1>{_M})(?: (?:nam )?(?P<y1>(?:19|20)?\d\d))?(?: {_TO})?| {_TO})"
    rf" (?:ngai )?{_DATE.replace('P<d>', 'P<d2>').replace('P<m>', 'P<m2>').replace('P<y>', 'P<y2>')}"
)
_BEFORE_A_DAY = "ki|cao|lieu|den|toi|het|trong|diem|cua|viec|kcn|nhat|hanh|thu (?:hai|ba|tu|nam|sau|bai)"
_ONE_DAY = re.compile(rf"(?:^|\b(?:{_BEFORE_A_DAY}) )(?:ngai )?(?:{_DATE})")
_UNTIL = re.compile(rf"\b{_TO} (?:ngai )?{_DATE}")
_ANY_DATE = re.compile(rf"\bngai {_DATE}|\b(?:{_D}) (?:{_M}) (?:19|20)\d\d\b")
_WHOLE_DATE = re.compile(rf"(?:ngai )?{_DATE}")
_CLOCK = re.compile(r"[T\s]\s*\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:Z|[+-]\d{2}:?\d{2})?$", re.IGNORECASE)
_YEAR_FIRST = re.compile(rf"(?<![\d/.-])((?:19|20)\d\d)([-/.])({_M})\2({_D})(?!\d)")
_NUMBER = re.compile(r"\W*\d+[.,][\d.,\s]+")
_TIME = re.compile(r"\b\d\d? ?(?:h|g|gio)(?: ?\d\d)?(?: ?(?:p|phut))?\b ?")
_MONTHS_IN_WORDS = {
    "gieng": 1, "mot": 1, "hai": 2, "ba": 3, "tu": 4, "bon": 4, "nam(?= nam)": 5, "sau": 6, "bai": 7, "tam": 8,
    "chin": 9, "muoi mot": 11, "muoi hai": 12, "muoi": 10, "chap": 12,
}  # fmt: skip
_IN_WORDS = [(number, re.compile(rf"\bthang {words}\b")) for words, number in _MONTHS_IN_WORDS.items()]
_ESTIMATE = re.compile(r"\b(?:uoc|estimated?)\b")

_YEAR, _OF = r"(?P<year>(?:19|20)\d\d|[2-4]\d)\b", r"(?: cua)?(?: nam){0,2}"
_FULL_YEAR = r"(?P<year>(?:19|20)\d\d)\b"
_ALONE = r"^(?:ki bao cao |ki )?"
_QUARTER = r"(?P<number>[il]{1,3}|[il]v|0?[1-4])"
_LABELS = {
    "month": (
        rf"\b(?:thang|thg|th|t)(?: bao cao| so)? ?(?P<number>{_M}){_OF} {_YEAR}",
        rf"\bnam {_FULL_YEAR} (?:thang|thg|t) ?(?P<number>{_M})\b",
        rf"{_ALONE}(?P<number>{_M}) {_FULL_YEAR}(?! \d)",
        rf"{_ALONE}{_FULL_YEAR} (?P<number>{_M})\b(?! \d)",
    ),
    "quarter": (
        rf"\b(?:qui|q)(?: bao cao| so| thu)? ?{_QUARTER}{_OF} {_YEAR}",
        rf"{_ALONE}(?P<number>[il]{{1,3}}|[il]v) {_YEAR}",
        rf"{_ALONE}{_FULL_YEAR} (?:qui ?|q ?){_QUARTER}\b",
        rf"\b(?:0?3|ba) ?(?:thang|t) (?P<number>dau){_OF} {_YEAR}",
    ),
    "half": (
        rf"\b(?:0?6|sau) ?(?:thang|t)(?: (?P<number>dau|cuoi))?{_OF} {_YEAR}",
        rf"\b(?:nua |h ?)(?P<number>dau|cuoi|[12]){_OF} {_YEAR}",
        rf"{_ALONE}{_FULL_YEAR} h ?(?P<number>[12])\b",
    ),
    "nine_months": (rf"\b(?:0?9|chin) ?(?:thang|t)(?: dau)?{_OF} {_YEAR}",),
    "year": (
        rf"\b(?:nam (?:bao cao |ke hoach |tai chinh )?|ke hoach ){_FULL_YEAR}",
        rf"\b12 ?(?:thang|t){_OF} {_YEAR}",
        rf"{_ALONE}{_FULL_YEAR}(?! \d)",
    ),
}
_PATTERNS = {length: [re.compile(pattern) for pattern in patterns] for length, patterns in _LABELS.items()}
_SPAN = re.compile(rf"\b(?P<from>(?:19|20)\d\d)(?: {_TO})?(?: nam)? (?P<to>(?:19|20)\d\d)\b")
_NUMBERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "dau": 1, "cuoi": 2}


def read_label(text: str, regime: str, length: str) -> Window | None:
    """Return the window that a label names, if it names one of that length: "Quý III/2025", "6T/2024", "2026-09"."""
    folded = "" if _NUMBER.fullmatch(text) else _dates_folded(text)
    if length == "day":
        found = _ONE_DAY.search(_RANGE.sub(" | ", folded))
        day = _day(found["y"], found["m"], found["d"]) if found else None
        return window_of(day, regime, length) if day else None
    until = _UNTIL.search(_RANGE.sub(" ", folded))
    words = " ".join(_ANY_DATE.sub(" | ", _RANGE.sub(" | ", folded)).split())
    years = _SPAN.search(words)
    if length == "span":
        return span(int(years["from"]), int(years["to"]), regime) if years and years["from"] <= years["to"] else None
    named = None if years and length == "year" else _named(words, length)
    if named:
        return window(regime, length, *named)
    last_day = _day(until["y"], until["m"], until["d"]) if until else None
    if last_day and not any(_named(words, other) for other in _PATTERNS):
        around = windows_between(regime, length, last_day, last_day)
        return next((each for each in around if each.end == last_day), None)
    return None


def _named(words: str, length: str) -> tuple[int, int] | None:
    """Return year and number of the period of that length that the folded words name."""
    if length == "half_to_date":
        whole = _named(words, "year")
        return _named(words, "half") or (whole and (whole[0], 2))
    if length == "year" and any(_named(words, other) for other in _PATTERNS if other != "year"):
        return None
    for pattern in _PATTERNS[length]:
        if found := pattern.search(words):
            written = (found.groupdict().get("number") or "1").replace("l", "i")
            return _year(found["year"]), _NUMBERS.get(written) or int(written)
    return None


def read_dates(text: str) -> tuple[date, date] | None:
    """Return first and last day of "(từ ngày 15/09/2025 đến ngày 14/10/2025)", however it is written."""
    found = _RANGE.search(_dates_folded(text))
    end = _day(found["y2"], found["m2"], found["d2"]) if found else None
    if not found or not end:
        return None
    year = found["y1"] or str(end.year)
    start = _day(year, found["m1"] or found["m2"], found["d1"])
    if start and start > end and not found["y1"]:
        start = _day(str(end.year - 1), found["m1"] or found["m2"], found["d1"])
    return (start, end) if start else None


def read_day(text: str) -> date | None:
    """Return the day that the whole text is: day first as Vietnamese write it, or ISO 8601; never month first."""
    found = _WHOLE_DATE.fullmatch(_dates_folded(_CLOCK.sub("", text.strip())))
    return _day(found["y"], found["m"], found["d"]) if found else None


def is_estimate(text: str) -> bool:
    """Return whether a period line or a status says that the figures are an estimate ("ước")."""
    return _ESTIMATE.search(fold(text)) is not None


def label_vi(of: Window) -> str:
    """Return the Vietnamese label of a window, with its dates where they are not those of the calendar."""
    if of.length == "day":
        return f"Ngày {of.start:%d/%m/%Y}"
    year = of.end.year
    if of.length == "span":
        return f"Giai đoạn {window_of(of.start, of.regime, 'year').end.year}–{year}"
    number = of.end.month // _MONTHS[of.length]
    whole = of.length == "year" or (of.length == "half_to_date" and number == 2)
    label = {
        "month": f"Tháng {number} năm {year}",
        "quarter": f"Quý {'I' * number if number < 4 else 'IV'} năm {year}",
        "nine_months": f"9 tháng đầu năm {year}",
    }.get(of.length, f"Năm {year}" if whole else f"6 tháng {'đầu' if number == 1 else 'cuối'} năm {year}")
    return label if of.regime == "calendar" else f"{label} (từ {of.start:%d/%m/%Y} đến {of.end:%d/%m/%Y})"


def _dates_folded(text: str) -> str:
    """Return the folded text, without times of day, with dates written year first turned round, months as numbers."""
    folded = _TIME.sub("", fold(_YEAR_FIRST.sub(r"\4/\3/\1", text)))
    if "thang" in folded:
        for number, words in _IN_WORDS:
            folded = words.sub(f"thang {number}", folded)
    return folded


def _year(written: str) -> int:
    """Return the year of four digits, or of two: 69 is 2069 and 70 is 1970."""
    return int(written) + (0 if len(written) > 2 else 2000 if int(written) < 70 else 1900)


def _day(year: str, month: str, day: str) -> date | None:
    """Return the date, or none if the calendar does not have it."""
    try:
        return date(_year(year), int(month), int(day))
    except ValueError:
        return None

"""The letter to a reporter about one night: what was accepted, what is returned and why, what to do, by when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from transforms.findings import UNJUDGED
from transforms.letter_layout import Draft, Part, Point, Said
from transforms.marts.obligation import ACCEPTED
from transforms.shown import address_shown, given
from transforms.standing import KEY

MOST_CAUSES = 5
MOST_PLACES = 4
EFFECTS = ("return", "refuse_row", "warn", "set_aside", "explained")
EFFECT_WORDS = {
    "return": Said("phải sửa", "must be corrected"),
    "refuse_row": Said("dòng bị loại", "rows left out"),
    "warn": Said("lưu ý", "please note"),
    "set_aside": Said("cán bộ đã xem xét", "seen by an officer"),
    "explained": Said("đã giải trình", "explained"),
}
PARTS = {
    "returned": Said("Trả lại: cần sửa và gửi lại", "Returned: please correct and send again"),
    "held": Said("Chờ cán bộ xem xét", "Waiting for an officer"),
    "other": Said("Không nhận", "Not taken"),
    "accepted": Said("Đã nhận", "Accepted"),
}
GOING_BACK = ("returned", "unreadable")
TABLED = Said(
    "Tệp .csv kèm theo nêu từng điều cần xem lại: ở đâu, yêu cầu gì.",
    "The .csv attached tells each thing in question: where it is and what is expected.",
)
MARKED = Said(
    "Tệp .xlsx kèm theo là chính báo cáo đã gửi, các ô cần xem lại được tô màu; có thể sửa ngay trong đó rồi gửi lại.",
    "The .xlsx attached is the report itself with the cells in question coloured; correct that file and send it again.",
)


@dataclass(frozen=True)
class Cause:
    """One rule that was not kept, and how often."""

    rule_code: str
    effect: str
    said: Said
    number: int
    places: tuple[str, ...]
    others: int = 0  # of the number: those whose words have other figures in them


@dataclass(frozen=True)
class Decision:
    """The act by which a file was looked at again, and its reason: an officer's, or a replay's."""

    act: str
    reason: str


@dataclass(frozen=True)
class Counting:
    """The report whose figures count for a period: its receipt, and the day on which it came."""

    receipt: int
    arrived_on: date


@dataclass(frozen=True)
class Told:
    """One file of the night: what it was read as, its outcome, and what became of an earlier one.

    counting: the report of the period that counts, where there is one. unjudged: its form's own rules were not applied.
    """

    file: str
    outcome: str
    outcome_said: Said
    report: Said | None = None
    receipt: int | None = None
    decision: Decision | None = None
    why: Said | None = None
    causes: tuple[Cause, ...] = ()
    unjudged: bool = False
    counting: Counting | None = None
    due_on: date | None = None
    returned_on: date | None = None
    accepted_on: date | None = None


@dataclass(frozen=True)
class Earlier:
    """What had become of the same report before: the last return that was not mended, the last acceptance."""

    returned_on: date | None = None
    accepted_on: date | None = None


def result_letter(
    to: Said, day: date, files: Sequence[Told], *, marked: bool = False, tabled: bool = False, decided: bool = False
) -> Draft:
    """The draft for the files of one reporter that arrived on `day`, or were looked at again on it (`decided`).

    marked, tabled: marked copies, or tables of findings, go with it.
    """
    parts = []
    for key, heading in PARTS.items():
        points = tuple(point_of(each, day) for each in files if part_of(each.outcome) == key)
        if points:
            parts.append(Part(Said(f"{heading.vi} ({len(points)})", f"{heading.en} ({len(points)})"), points))
    subject = Said(f"Kết quả báo cáo nhận ngày {day:%d/%m/%Y}", f"Reports received on {day:%d/%m/%Y}")
    if decided:
        subject = Said(f"Kết quả xem xét lại ngày {day:%d/%m/%Y}", f"Reports looked at again on {day:%d/%m/%Y}")
    closing = (*([MARKED] if marked else []), *([TABLED] if tabled else []))
    return Draft(to, subject, tuple(parts), closing=closing)


def part_of(outcome: str) -> str:
    """The part of the letter that tells of files with this outcome."""
    if outcome in ACCEPTED:
        return "accepted"
    return "returned" if outcome in GOING_BACK else outcome if outcome in PARTS else "other"


def point_of(told: Told, day: date) -> Point:
    """What is said of one file."""
    report = told.report or Said("Tệp", "File")
    outcome = told.outcome_said
    receipt = Said(f", biên nhận số {told.receipt}", f", receipt {told.receipt}") if told.receipt else Said("", "")
    said = Said(
        f"{report.vi} (“{told.file}”{receipt.vi}): {outcome.vi}.",
        f"{report.en} (“{told.file}”{receipt.en}): {outcome.en}.",
    )
    below = [*decision_lines(told), *([told.why] if told.why else []), *cause_lines(told.causes)]
    if told.unjudged:
        below.append(Said(*UNJUDGED))
    if told.outcome in GOING_BACK:
        below.append(to_do(told, day))
    other = told.counting if told.counting and told.counting.receipt != told.receipt else None
    if told.outcome in ACCEPTED:
        below += history_of(told, day, counts=other is None)
    if other is not None:
        below.append(counting_line(other))
    elif told.outcome == "withdrawn":
        below.append(Said("Kỳ này hiện không có báo cáo nào được dùng.", "No report counts for this period now."))
    return Point(said, tuple(below))


def counting_line(counting: Counting) -> Said:
    """That the figures of the period are those of another report."""
    return Said(
        f"Số liệu của kỳ này là của báo cáo gửi ngày {counting.arrived_on:%d/%m/%Y} (biên nhận số {counting.receipt}).",
        f"The figures of this period are those of the report sent on {counting.arrived_on:%d/%m/%Y} "
        f"(receipt {counting.receipt}).",
    )


def decision_lines(told: Told) -> list[Said]:
    """Why a file was looked at again."""
    if told.decision is None:
        return []
    if told.decision.act == "replay":
        return [Said("Đọc lại theo biểu mẫu và quy tắc đã sửa.", "Read again under forms and rules that were mended.")]
    reason = told.decision.reason
    return [Said(f"Theo quyết định của cán bộ: {reason}", f"By an officer's decision: {reason}")]


def cause_lines(causes: Sequence[Cause]) -> list[Said]:
    """The first causes, each with its number and its first places, and how many more there are."""
    lines = [cause_line(cause) for cause in causes[:MOST_CAUSES]]
    if (more := len(causes) - MOST_CAUSES) > 0:
        lines.append(Said(f"Và {more} nguyên nhân khác.", f"And {more} other causes."))
    return lines


def cause_line(cause: Cause) -> Said:
    """One cause: rule, message, effect, how often, and where first."""
    where = ", ".join(cause.places) + (", …" if 0 < len(cause.places) < cause.number - cause.others else "")
    effect = EFFECT_WORDS[cause.effect]
    behind = f": {where}" if where else ""
    number, more = cause.number - cause.others, Said("", "")
    if cause.others:
        more = Said(
            f" Và {cause.others} chỗ khác, mỗi chỗ một số liệu riêng.",
            f" And {cause.others} more, each with figures of its own.",
        )
    return Said(
        f"{cause.rule_code} ({effect.vi}): {cause.said.vi} {number} chỗ{behind}.{more.vi}",
        f"{cause.rule_code} ({effect.en}): {cause.said.en} {number} × {where}".rstrip(" ×") + f".{more.en}",
    )


def to_do(told: Told, day: date) -> Said:
    """What the reporter should do, and by when."""
    vi, en = "Cần làm: sửa rồi gửi lại cả báo cáo", "To do: correct it and send the whole report again"
    if told.due_on is None:
        return Said(f"{vi}, càng sớm càng tốt.", f"{en}, as soon as you can.")
    if told.due_on < day:
        return Said(
            f"{vi} ngay; hạn nộp {told.due_on:%d/%m/%Y} đã qua.", f"{en} now; it was due {told.due_on:%d/%m/%Y}."
        )
    return Said(f"{vi}, chậm nhất ngày {told.due_on:%d/%m/%Y}.", f"{en} by {told.due_on:%d/%m/%Y}.")


def history_of(told: Told, day: date, counts: bool) -> list[Said]:
    """What an accepted report means for earlier ones of the same period; `counts`: it is the one that counts now."""
    lines = []
    if told.returned_on is not None:
        lines.append(
            Said(
                f"Bản sửa của báo cáo bị trả lại ngày {told.returned_on:%d/%m/%Y} đã được nhận ngày {day:%d/%m/%Y}.",
                f"The correction of the report returned on {told.returned_on:%d/%m/%Y} was accepted on {day:%d/%m/%Y}.",
            )
        )
    if told.accepted_on is not None and counts:
        lines.append(
            Said(
                f"Thay cho bản đã nhận ngày {told.accepted_on:%d/%m/%Y}.",
                f"It takes the place of the one accepted on {told.accepted_on:%d/%m/%Y}.",
            )
        )
    return lines


def causes_of(findings: pd.DataFrame) -> tuple[Cause, ...]:
    """The findings of one file by rule: what sends it back first, then what occurs most often."""
    groups = findings.sort_values("finding_no").groupby(["effect", "rule_code"], sort=False)
    causes = [cause_of(str(effect), str(rule_code), rows) for (effect, rule_code), rows in groups]
    return tuple(sorted(causes, key=lambda cause: (EFFECTS.index(cause.effect), -cause.number, cause.rule_code)))


def cause_of(effect: str, rule_code: str, rows: pd.DataFrame) -> Cause:
    """One cause, in the words of its first finding; of those that say the same the places are told."""
    first, words = rows.iloc[0], rows["message_vi"].fillna("")
    alike = rows[words == words.iloc[0]]
    wanted = ["sheet", "sheet_row", "sheet_column", "column_title", "value"]
    addresses = alike[wanted].head(MOST_PLACES).itertuples(index=False)
    named = (address_shown(*address[:3]) or given(address[3]) or given(address[4]) for address in addresses)
    places = tuple(dict.fromkeys(place for place in named if place))
    said = Said(given(first["message_vi"]), given(first["message_en"]))
    return Cause(rule_code, effect, said, len(rows), places, others=len(rows) - len(alike))


def earlier_of(files: pd.DataFrame, of_the_same: pd.DataFrame) -> dict[int, Earlier]:
    """By submission what had come for its form, reporter and period before it.

    files: the key, submission_id, arrival_rank and status. of_the_same: the key, arrival_rank, arrived_on, outcome and
    status of all that came. A final is not replaced by an estimate.
    """
    before = of_the_same.rename(columns={name: f"{name}_before" for name in of_the_same.columns if name not in KEY})
    known = files.merge(before, on=KEY, validate="many_to_many")
    known = known[known["arrival_rank_before"] < known["arrival_rank"]].sort_values("arrival_rank_before")
    accepted = known[known["outcome_before"].isin(ACCEPTED)].groupby("submission_id").tail(1)
    taken = accepted[(accepted["status_before"] == "estimate") | (accepted["status"] != "estimate")]
    since = known["submission_id"].map(accepted.set_index("submission_id")["arrival_rank_before"]).fillna(0)
    open_ones = known[(known["outcome_before"] == "returned") & (known["arrival_rank_before"] > since)]
    returned = open_ones.groupby("submission_id").tail(1)
    days = {
        name: dict(zip(rows["submission_id"], rows["arrived_on_before"].dt.date, strict=True))
        for name, rows in (("returned_on", returned), ("accepted_on", taken))
    }
    both = {*days["returned_on"], *days["accepted_on"]}
    return {int(each): Earlier(days["returned_on"].get(each), days["accepted_on"].get(each)) for each in both}

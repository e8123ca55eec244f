"""Explaining warnings: each as long as value and rule stay the same, with who, why and until when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd
import sqlalchemy as sa

from expectations.catalogue import Catalogue, load_catalogue
from expectations.periods import read_day, read_label
from expectations.text import fold
from expectations.warehouse.explained import OF_WAIVER
from expectations.warehouse.explanations import waiver
from expectations.warehouse.intake import finding, submission
from flows import bulk
from flows.frames import fetch
from flows.history import is_newest
from flows.ledger import cut_now, instant_now, local_day
from flows.named import file_named
from flows.refresh import Batch, refresh
from flows.trouble import UsageTrouble
from transforms.read.document import Document

# The headings of a table of explanations: what each fills, in both languages, compared folded.
HEADINGS = {
    "rule_code": ("rule", "quy tắc", "mã quy tắc"),
    "reporter_code": ("reporter", "đơn vị", "mã đơn vị"),
    "form_code": ("form", "biểu", "mã biểu"),
    "period": ("period", "kỳ", "kỳ báo cáo"),
    "indicator": ("indicator", "chỉ số", "mã chỉ số"),
    "report": ("report", "báo cáo", "số biên nhận", "biên nhận", "receipt", "submission", "lần nộp", "số lần nộp"),
    "because": ("because", "giải trình", "lý do"),
    "explained_by": ("who", "người giải trình", "người thực hiện"),
    "until_on": ("until", "đến ngày", "hết hạn"),
}


@dataclass(frozen=True)
class Explanation:
    """Which warnings are explained, by whom, why and until when."""

    rule_code: str
    reporter_code: str
    because: str
    explained_by: str
    until_on: date | None = None
    form_code: str | None = None
    period: str | None = None
    indicator: str | None = None
    report: str | None = None


def explain(connection: sa.Connection, asked: Explanation, now: datetime) -> int:
    """Put the explanation of every warning that is meant on record, and tell the marts of it; how many."""
    first = next_waiver_id(connection)
    number = put_on_record(connection, asked, instant_now(connection, now))
    tell_marts(connection, first, now)
    return number


def tell_marts(connection: sa.Connection, first_waiver_id: int, now: datetime) -> dict[str, int]:
    """Tell the marts of new explanations: known from a cut of their own, so that no earlier answer changes."""
    cut_now(connection, now)
    return refresh(connection, local_day(now), Batch(first_waiver_id=first_waiver_id))


def next_waiver_id(connection: sa.Connection) -> int:
    """The number of the next explanation."""
    return (connection.execute(sa.select(sa.func.max(waiver.c.waiver_id))).scalar() or 0) + 1


def put_on_record(connection: sa.Connection, asked: Explanation, at: datetime) -> int:
    """Put the explanation of every warning that is meant on record; how many. UsageTrouble where there is none."""
    if asked.until_on is not None and asked.until_on < local_day(at):
        raise UsageTrouble(
            f"Ngày hết hạn {asked.until_on:%d/%m/%Y} đã qua.", f"The last day, {asked.until_on:%d/%m/%Y}, is over."
        )
    found = warnings_meant(connection, asked)
    if found.empty:
        raise UsageTrouble(
            f"Không có cảnh báo {asked.rule_code} nào như vậy của {asked.reporter_code}.",
            f"There is no such warning {asked.rule_code} of {asked.reporter_code}.",
        )
    first = next_waiver_id(connection)
    rows = found.assign(
        waiver_id=range(first, first + len(found)),
        because=asked.because,
        explained_by=asked.explained_by,
        explained_at=at,
        until_on=pd.Series([asked.until_on] * len(found), index=found.index, dtype="object"),
    )
    bulk.insert(connection, {waiver: rows})
    return len(rows)


def warnings_meant(connection: sa.Connection, asked: Explanation) -> pd.DataFrame:
    """The warnings that an explanation is about, each thing once: those of the last report, unless one is named."""
    f, s = finding.c, submission.c
    rows = (
        sa.select(*((f[name] if name in f else s[name]) for name in OF_WAIVER), s.arrival_rank)
        .select_from(finding)
        .join(submission, s.submission_id == f.submission_id)
        .where(
            f.rule_code == asked.rule_code, f.effect == "warn", f.cell_key.is_not(None), f.rule_sha256.is_not(None),
            s.reporter_code == asked.reporter_code, s.window_start.is_not(None), is_newest(),
        )
    )  # fmt: skip
    if asked.report is not None:
        rows = rows.where(s.submission_id == file_named(connection, asked.report).submission_id)
    if asked.form_code is not None:
        rows = rows.where(s.form_code == asked.form_code)
    found = fetch(connection, rows)
    catalogue = load_catalogue()
    if asked.period is not None:
        found = found[_of_period(found, asked.period, catalogue)]
    if asked.indicator is not None:
        found = found[of_indicator(found, asked.indicator, catalogue)]
    last = found.groupby(["form_code", "window_start", "window_end"])["arrival_rank"].transform("max")
    return found[found["arrival_rank"] == last].drop_duplicates(list(OF_WAIVER)).reset_index(drop=True)


def _of_period(found: pd.DataFrame, written: str, catalogue: Catalogue) -> pd.Series:
    windows = {
        code: read_label(written, form.period.regime, form.period.length) for code, form in catalogue.forms.items()
    }
    starts = found["form_code"].map({code: pd.Timestamp(window.start) for code, window in windows.items() if window})
    return found["window_start"] == pd.to_datetime(starts)


def of_indicator(found: pd.DataFrame, named: str, catalogue: Catalogue) -> pd.Series:
    """Whether the cell is of the row (by code or indicator), the record or the column of this name."""
    rows = {
        (code, row.code)
        for code, form in catalogue.forms.items()
        for row in form.rows
        if named in ([row.indicator] if isinstance(row.indicator, str) else row.indicator.values())
    }
    parts = found["cell_key"].str.rpartition("/")
    of_row = [key in rows for key in zip(found["form_code"], parts[0], strict=True)]
    return (parts[0] == named) | (parts[2] == named) | pd.Series(of_row, index=found.index)


def explanations_in(document: Document) -> Iterator[tuple[int, Explanation | str]]:
    """The lines of a table of explanations by their number: each as what it asks for, or what is wrong with it."""
    names = {fold(word): field for field, words in HEADINGS.items() for word in words}
    known = load_catalogue().words
    names |= {fold(word): "indicator" for word in known.row_label}
    names |= {fold(word): "reporter_code" for word in known.reporter_code}
    for sheet in document.sheets[:1]:
        rows: dict[int, dict[int, str]] = {}
        for cell in sheet.cells:
            rows.setdefault(cell.row, {})[cell.column] = cell.text
        top = next(
            (row for row, cells in rows.items() if sum(fold(text) in names for text in cells.values()) > 2), None
        )
        if top is None:
            return
        columns = {column: names[fold(text)] for column, text in rows[top].items() if fold(text) in names}
        for number in sorted(row for row in rows if row > top):
            yield number, explanation_of({columns[at]: text for at, text in rows[number].items() if at in columns})


def explanation_of(told: dict[str, str]) -> Explanation | str:
    """What a line asks for, or what is wrong with it, in both languages."""
    lacking = [name for name in ("rule_code", "reporter_code", "because", "explained_by") if not told.get(name)]
    if lacking:
        words = ", ".join(HEADINGS[name][1] for name in lacking)
        return f"thiếu {words} / {', '.join(HEADINGS[name][0] for name in lacking)} missing"
    until = read_day(told["until_on"]) if told.get("until_on") else None
    if told.get("until_on") and until is None:
        return f"“{told['until_on']}” không phải là ngày / is no day"
    given = {name: text for name, text in told.items() if text and name != "until_on"}
    return Explanation(**given, until_on=until)


def explain_all(
    connection: sa.Connection, lines: Sequence[tuple[int, Explanation | str]], now: datetime
) -> tuple[int, list[tuple[int, str]]]:
    """Explain what the good lines ask for; how many warnings, and what is wrong with which line."""
    explained, wrong = 0, []
    first, at = next_waiver_id(connection), instant_now(connection, now)
    for number, line in lines:
        if isinstance(line, str):
            wrong.append((number, line))
            continue
        try:
            explained += put_on_record(connection, line, at)
        except UsageTrouble as trouble:
            wrong.append((number, f"{trouble.vi} / {trouble.en}"))
    if explained:
        tell_marts(connection, first, now)
    return explained, wrong

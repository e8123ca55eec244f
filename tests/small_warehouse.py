"""A small warehouse for tests: reports as literals, loaded day by day without being read or judged."""

import calendar
import hashlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa

from expectations.periods import window_of
from flows import store
from flows.ledger import end_of_day
from flows.load import FACTS, LoadReport
from flows.trouble import Trouble
from transforms.facts import no_facts
from transforms.findings import FINDINGS
from transforms.judge import Judged
from transforms.no_rows import no_rows

Row = dict[str, Any]
NO_FACTS = no_facts()
UNITS = {"exports": "US cent", "workers": "1", "average_wage": "VND/person/month", "electricity": "kWh"}


@dataclass(frozen=True)
class Report:
    """What came of one file."""

    form: str | None
    reporter: str | None
    start: date | None
    end: date | None
    status: str | None = "final"
    outcome: str = "accepted"
    reason: str | None = None
    rows: Mapping[str, list[Row]] = field(default_factory=dict)
    rules: tuple[str, ...] = ()
    doubts: Mapping[str, str] = field(default_factory=dict)  # indicator -> the rule that doubts its figure


def register(on: str, *projects: Row) -> Report:
    """The register of projects as of a day."""
    day = date.fromisoformat(on)
    return Report("dn-danhmuc", "BQL", day, day, rows={"projects": list(projects)})


def project(
    code: str, park: str = "KP", since: str = "2020-01-01", ended: str | None = None, start: str = "2020-01-01"
) -> Row:
    """A state of a project in the register."""
    return {
        "project_code": code, "valid_from": since, "name": f"Công ty {code}", "park_code": park,
        "tax_code": "2700123456", "is_fdi": 1, "started_on": start, "ended_on": ended,
    }  # fmt: skip


def monthly(reporter: str, month: str, outcome: str = "accepted", status: str = "final", **figures: int) -> Report:
    """A monthly report of a project; a figure named `next_…` is an estimate of the next month."""
    start, end = month_of(month)
    after = month_of(f"{end.year + end.month // 12}-{end.month % 12 + 1:02d}")
    rows = []
    for row, (name, value) in enumerate(figures.items(), 12):
        indicator, is_next = name.removeprefix("next_"), name.startswith("next_")
        at = after if is_next else (start, end)
        rows.append({
            "form_code": "sxkd-thang", "reporter_code": reporter, "area_code": "", "indicator_code": indicator,
            "window_start": at[0], "window_end": at[1], "regime": "calendar", "measure": "period", "value": value,
            "status": "estimate" if is_next else status, "unit": UNITS.get(indicator, "VND"), "sheet": "Sheet1",
            "sheet_row": row, "sheet_column": "F" if is_next else "D", "written": str(value),
        })  # fmt: skip
    kept = {"observations": rows} if outcome.startswith("accepted") else {}
    rules = ("SXKD-01",) if outcome == "returned" else ()
    return Report("sxkd-thang", reporter, start, end, status, outcome, rows=kept, rules=rules)


def cases(unit: str, month_end: str, *rows: Row) -> Report:
    """The register of cases of a police month that ends on this day."""
    month = window_of(date.fromisoformat(month_end), "administrative", "month")
    told = [{**row, "unit_code": unit, "report_end": month.end} for row in rows]
    return Report("vuviec-thang", unit, month.start, month.end, rows={"incidents": told})


def case(number: str, detected: str, category: str = "theft", park: str = "KP", **more: Any) -> Row:
    """A state of a case."""
    month = window_of(date.fromisoformat(detected), "administrative", "month")
    return {
        "case_no": number, "detected_on": detected, "category_code": category, "park_code": park,
        "detected_window_start": month.start, "detected_window_end": month.end, "case_status": "đang xác minh", **more,
    }  # fmt: skip


def month_of(month: str) -> tuple[date, date]:
    """First and last day of a calendar month."""
    year, number = map(int, month.split("-"))
    return date(year, number, 1), date(year, number, calendar.monthrange(year, number)[1])


@dataclass
class SmallWarehouse:
    """A warehouse and how reports come into it."""

    engine: sa.Engine

    def arrive(self, day: str, *reports: Report, today: str | None = None) -> LoadReport:
        """Load the files of a day, and refresh the marts up to it."""
        on = date.fromisoformat(day)
        with store.loading(self.engine), store.writing(self.engine) as connection:
            arrivals = arrivals_of(on, store.next_rank(connection), reports)
            judged = judged_of(arrivals, reports)
            return store.load(connection, arrivals, judged, date.fromisoformat(today or day))

    def pass_time(self, day: str) -> dict[str, int]:
        """A night without files."""
        with store.writing(self.engine) as connection:
            return store.refresh(connection, date.fromisoformat(day))

    def rebuild(self, day: str) -> dict[str, int]:
        """Tell all marts anew; how many rows differed."""
        with store.writing(self.engine) as connection:
            return store.rebuild(connection, date.fromisoformat(day))

    def table(self, name: str, as_of: str | None = None) -> pd.DataFrame:
        """A mart or layout, now or at the end of a day."""
        instant = end_of_day(date.fromisoformat(as_of)) if as_of else None
        with self.engine.connect() as connection:
            return store.export(connection, name, instant)

    def rows(self, name: str, *columns: str, as_of: str | None = None, **where: object) -> list[tuple[Any, ...]]:
        """Some columns of those rows of a table that meet the conditions; blank is None."""
        table = self.table(name, as_of).astype("object")
        for column, value in where.items():
            table = table[table[column] == value]
        return [tuple(row) for row in table.where(table.notna(), None)[list(columns)].itertuples(index=False)]

    def content_hash(self) -> str:
        """The content hash."""
        with self.engine.connect() as connection:
            return store.content_hash(connection)


def warehouse_at(url: str) -> sa.Engine:
    """The warehouse at this URL, made where there is none."""
    with suppress(Trouble):
        return store.open_warehouse(url)
    store.upgrade(store.make_warehouse(url))
    return store.open_warehouse(url)


def small_warehouse(url: str) -> SmallWarehouse:
    """The warehouse at this URL, made where there is none."""
    return SmallWarehouse(warehouse_at(url))


def arrivals_of(on: date, first_rank: int, reports: tuple[Report, ...]) -> pd.DataFrame:
    """The ledger rows of a day's files."""
    moment = datetime(on.year, on.month, on.day, tzinfo=UTC)
    rows = [
        {
            "arrival_rank": rank, "source": "test", "path": f"{on}/{rank}.xlsx", "size": 1, "modified": moment,
            "sha256": hashlib.sha256(f"{on}/{rank}".encode()).hexdigest(), "arrived_on": on, "arrived_at": moment,
            "file_rank": rank,
        }
        for rank, _ in enumerate(reports, first_rank)
    ]  # fmt: skip
    columns = ["arrival_rank", "source", "path", "size", "modified", "sha256", "arrived_on", "arrived_at", "file_rank"]
    return pd.DataFrame(rows, columns=columns)


def judged_of(arrivals: pd.DataFrame, reports: tuple[Report, ...]) -> Judged:
    """The frames that judging these files would have given."""
    ranked = list(zip(arrivals["arrival_rank"], reports, strict=True))
    submissions = [
        {
            "arrival_rank": rank, "form_code": report.form, "form_version": "2025", "reporter_code": report.reporter,
            "window_start": report.start, "window_end": report.end, "status": report.status, "outcome": report.outcome,
            "regime": "administrative" if report.form == "vuviec-thang" else "calendar", "reason": report.reason,
            "cells_read": 0, "cells_used": 0, "cells_ignored": 0, "cells_reported": 0,
        }
        for rank, report in ranked
    ]  # fmt: skip
    findings = [
        {"arrival_rank": rank, "finding_no": number, "rule_code": code, "effect": "return", "doubts": False}
        for rank, report in ranked
        for number, code in enumerate(report.rules, 1)
    ]
    findings += [{"arrival_rank": rank, **doubting} for rank, report in ranked for doubting in doubting_of(report)]
    facts = {
        name: [{**row, "arrival_rank": rank} for rank, report in ranked for row in report.rows.get(name, [])]
        for name in FACTS
    }
    days = dict.fromkeys(("window_start", "window_end"), "datetime64[s]")
    return Judged(
        submissions=pd.DataFrame(submissions).astype(days if submissions else {}),
        findings=shaped(findings, no_rows(FINDINGS)),
        **{name: shaped(rows, getattr(NO_FACTS, name)) for name, rows in facts.items()},
    )


def doubting_of(report: Report) -> list[Row]:
    """The findings that doubt figures of a report: each would be a thousandth in a unit that fits."""
    told = {row["indicator_code"]: row for row in report.rows.get("observations", [])}
    return [
        {
            "finding_no": number, "rule_code": rule, "effect": "warn", "doubts": True, "cell_key": f"{name}/month",
            "value_key": told[name]["written"], "rule_sha256": "as it was", "fitting_unit": "nghìn đồng",
            "fitting_value": told[name]["value"] // 1000,
            **{each: told[name][each] for each in ("sheet", "sheet_row", "sheet_column")},
        }
        for number, (name, rule) in enumerate(report.doubts.items(), 1 + len(report.rules))
    ]  # fmt: skip


def shaped(rows: list[Row], like: pd.DataFrame) -> pd.DataFrame:
    """The rows with all columns of the frame, in its types."""
    return pd.DataFrame(rows, columns=like.columns).astype(like.dtypes.to_dict()) if rows else like

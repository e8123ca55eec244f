"""What `parkwatch revisions` does."""

import sys
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from expectations.codes import load
from flows import store
from flows.commands.tell import write_csv
from flows.commands.words import say, show_table
from flows.failure import plainly
from flows.frames import records
from flows.instants import instant_of
from flows.named import form_of
from flows.revisions import revisions
from flows.safe_text import plain_letters
from flows.settings import LOCAL_ZONE, Settings
from flows.tracing.asked import period_named
from flows.trouble import UsageTrouble
from flows.words import outcome_words

HEADINGS = (
    "Lúc / at", "Số / figure", "Cũ / old", "Mới / new", "Chênh lệch / difference", "Cách / how",
    "Tệp, kết quả / file, outcome",
)  # fmt: skip
ROWS = 200
SENT = ("path", "outcome", "rule_codes", "act", "done_by", "act_reason")


def park_named(written: str | None) -> str | None:
    """The code of a park; one that no list has is a mistake of use."""
    code = load("parks").code_of(written) if written else None
    if written and code is None:
        known = ", ".join(load("parks").frame["code"])
        raise UsageTrouble(
            f"Không có KCN “{written}”. Có: {known}.", f"There is no park “{written}”. There are: {known}."
        )
    return code


class Filters(NamedTuple):
    """Of what, and between which instants, as it was written."""

    park: str | None = None
    form: str | None = None
    period: str | None = None
    reporter: str | None = None
    since: str | None = None
    until: str | None = None

    def asked(self) -> dict[str, Any]:
        """The columns that are named."""
        if self.form:
            form_of(self.form)
        named = {"park_code": park_named(self.park), "form_code": self.form, "reporter_code": self.reporter}
        period = period_named(self.period, self.form) if self.period else {}
        return {name: value for name, value in named.items() if value} | period


def tell_revisions(settings: Settings, filters: Filters, as_json: bool, output: Path | None) -> int:
    """Tell what changed between two instants, as a table, as JSON or as CSV."""
    asked, since, until = filters.asked(), instant_of(filters.since), instant_of(filters.until)
    if since and until and since >= until:
        raise UsageTrouble("--since không trước --until.", "--since is not before --until.")
    with plainly(), store.open_warehouse(settings.warehouse_url).connect() as connection:
        told = revisions(connection, asked, since, until)
    if output is not None:
        write_csv(_days_as_text(told), output)
    elif as_json:
        text = _days_as_text(told).to_json(orient="records", force_ascii=False, indent=1)
        sys.stdout.write(plain_letters(f"{text}\n"))
    else:
        show_revisions(told)
    return 0


def show_revisions(told: pd.DataFrame) -> None:
    """The changes as a table."""
    lines = [_line(row) for row in records(told.head(ROWS))]
    show_table("Số đã đổi / figures that changed", HEADINGS, lines, (2, 3, 4))
    if told.empty:
        say("Không có số nào đổi trong khoảng đó.", "No figure changed in between.")
    elif len(told) > ROWS:
        say(f"… và {len(told) - ROWS} dòng nữa (--json, --output).", f"… and {len(told) - ROWS} more.")


def _line(row: dict[str, Any]) -> tuple[str, ...]:
    period = f"{row['window_start']:%d/%m/%Y}–{row['window_end']:%d/%m/%Y}"
    figure = " ".join(filter(None, (row["reporter_code"], row["area_code"], row["form_code"], row["indicator_code"])))
    percent = "" if pd.isna(row["percent"]) else f" ({row['percent']:+.2f} %)"
    difference = _number(row["difference"]) + percent
    row = row | {"outcome": None if pd.isna(row["outcome"]) else outcome_words(row["outcome"])}
    row["path"] = row["supersedes_path"] if pd.isna(row["path"]) else row["path"]  # what was withdrawn
    sent = "\n".join(str(row[name]) for name in SENT if not pd.isna(row[name]))
    at = f"{row['at'].astimezone(LOCAL_ZONE):%d/%m/%Y}"
    values = (_number(row["old_value"]), _number(row["new_value"]), difference)
    return at, f"{figure}\n{period}", *values, row["how"], sent


def _number(value: Any) -> str:
    return "" if pd.isna(value) else f"{int(value):,}".replace(",", ".")


def _days_as_text(told: pd.DataFrame) -> pd.DataFrame:
    days = {name: told[name].dt.strftime("%Y-%m-%d") for name in ("window_start", "window_end", "arrived_on")}
    return told.assign(at=told["at"].dt.strftime("%Y-%m-%dT%H:%M:%SZ"), **days)

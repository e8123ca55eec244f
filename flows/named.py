"""What a person means: a file by number, path or hash; a reporter by code, tax code or name; a form."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import sqlalchemy as sa

from expectations.catalogue import Form, load_catalogue
from expectations.text import fold
from expectations.warehouse.core import project_version
from expectations.warehouse.dimensions import reporter
from expectations.warehouse.intake import arrival, submission
from flows.frames import fetch
from flows.history import is_newest
from flows.trouble import UsageTrouble
from flows.words import outcome_words

SHORTEST_HASH = 6  # hex digits from which on a name can be the beginning of a hash
MOST_LISTED = 20


@dataclass(frozen=True)
class File:
    """A file in the ledger, as it is read now; of a file with several reports the one on `sheet`."""

    arrival_rank: int
    submission_id: int
    path: str
    sheet: str | None
    sha256: str
    arrived_on: date
    archived_sha256: str | None
    form_code: str | None
    reporter_code: str | None
    window_start: date | None
    window_end: date | None
    outcome: str

    @property
    def title(self) -> str:
        """The path, and the sheet where the file holds several reports."""
        return f"{self.path} [{self.sheet}]" if self.sheet else self.path

    @property
    def is_settled(self) -> bool:
        """Whether it is known who reports for which period."""
        return self.form_code is not None and self.reporter_code is not None and self.window_start is not None


def file_named(connection: sa.Connection, name: str) -> File:
    """The one file of this name; where there are several, the trouble lists them."""
    for way in ways(name):
        found = [File(**row._mapping) for row in connection.execute(_files().where(way).limit(MOST_LISTED))]
        found = [file for file in found if file.outcome != "duplicate"] or found
        if len(found) == 1:
            return found[0]
        if found:
            raise ambiguous(name, found)
    raise UsageTrouble(
        f"Không có tệp nào mang số, đường dẫn hay mã băm “{name}”.",
        f"There is no file whose number, path or hash is “{name}”.",
    )


def ways(name: str) -> list[sa.ColumnElement[bool]]:
    """How the name may be meant, the nearest first."""
    a = arrival.c
    meant: list[sa.ColumnElement[bool]] = []
    if name.isascii() and name.isdigit() and len(name) < 18:
        meant.append(a.arrival_rank == int(name))
    meant += [a.path == name, a.path.endswith(f"/{name.lstrip('/')}", autoescape=True)]
    if len(name) >= SHORTEST_HASH and set(name.lower()) <= set("0123456789abcdef"):
        meant.append(a.sha256.startswith(name.lower()))
    return meant


def ambiguous(name: str, found: list[File]) -> UsageTrouble:
    """Say which files the name could mean."""
    lines = "".join(f"\n  {file.arrival_rank}  {file.title}  {outcome_words(file.outcome)}" for file in found)
    return UsageTrouble(
        f"“{name}” có thể là nhiều tệp; hãy dùng số ở đầu dòng:{lines}",
        f"“{name}” may be several files; use the number at the beginning of the line.",
    )


def _files() -> sa.Select[Any]:
    a, s = arrival.c, submission.c
    return (
        sa.select(
            a.arrival_rank, s.submission_id, a.path, a.sheet, a.sha256, a.arrived_on, s.archived_sha256, s.form_code,
            s.reporter_code, s.window_start, s.window_end, s.outcome,
        )
        .join(submission, s.arrival_rank == a.arrival_rank)
        .where(is_newest())
        .order_by(a.arrival_rank)
    )  # fmt: skip


def has_register(connection: sa.Connection) -> bool:
    """Whether any register of projects was ever loaded."""
    return connection.execute(sa.select(project_version.c.project_code).limit(1)).first() is not None


def reporter_named(connection: sa.Connection, written: str) -> str:
    """The code of the one reporter that is meant: by its code, its tax code, or a part of its name."""
    known = reporters_known(connection)
    word = fold(written)
    for found in (
        known[known["reporter_code"].str.casefold() == written.strip().casefold()],
        known[known["tax_code"].fillna("") == written.strip()],
        known[[bool(word) and word in fold(name) for name in known["name"]]],
    ):
        codes = found.drop_duplicates("reporter_code")
        if len(codes) == 1:
            return str(codes["reporter_code"].iloc[0])
        if len(codes):
            named = codes.head(MOST_LISTED)[["reporter_code", "name"]].itertuples(index=False, name=None)
            lines = "".join(f"\n  {code}  {name}" for code, name in named)
            raise UsageTrouble(
                f"“{written}” có thể là {len(codes)} đơn vị; hãy dùng mã ở đầu dòng:{lines}",
                f"“{written}” may be {len(codes)} reporters; use the code at the beginning of the line.",
            )
    raise UsageTrouble(
        f"Không có đơn vị nào mang mã, MST hay tên “{written}”.",
        f"There is no reporter whose code, tax code or name is “{written}”.",
    )


def reporters_known(connection: sa.Connection) -> pd.DataFrame:
    """Every reporter of registers and reports: `reporter_code`, `name`, `tax_code`, the newest names first."""
    p, r, s = project_version.c, reporter.c, submission.c
    projects = sa.select(p.project_code.label("reporter_code"), p.name, p.tax_code)
    projects = projects.order_by(p.valid_from, p.arrival_rank)
    others = sa.select(r.reporter_code, r.name_vi.label("name")).where(r.name_vi.is_not(None))
    senders = sa.select(s.reporter_code).where(s.reporter_code.is_not(None)).distinct()
    told = [fetch(connection, rows) for rows in (senders, projects, others)]
    return pd.concat(told, ignore_index=True).astype({"name": "str", "tax_code": "str"}).iloc[::-1].fillna("")


def form_of(code: str) -> Form:
    """The declared form of this code."""
    forms = load_catalogue().forms
    if code not in forms:
        known = ", ".join(sorted(forms))
        raise UsageTrouble(f"Không có biểu “{code}”. Có: {known}.", f"There is no form “{code}”. There are: {known}.")
    return forms[code]

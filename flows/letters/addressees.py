"""What reporters are called and which e-mail the register holds for them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import pandas as pd
import sqlalchemy as sa

from expectations.warehouse.core import acceptance, project_version
from expectations.warehouse.dimensions import reporter
from flows.frames import fetch, key_table
from flows.settings import Settings


@dataclass(frozen=True)
class Addressee:
    """A reporter's name and, where it is known, its e-mail."""

    name: str
    address: str | None


def address_of_sender(settings: Settings, sender: str | None) -> str | None:
    """The e-mail that the settings give for the source of files whose reporter nobody knows."""
    return next((entry.address for entry in settings.answered_sources if came_by(sender or "", entry.title)), None)


def came_by(sender: str, source: str) -> bool:
    """Whether a sender, a source and the folder in it, is of this source."""
    return sender == source or sender.startswith(f"{source}/")


def addressees(connection: sa.Connection, codes: Collection[str], today: date) -> dict[str, Addressee]:
    """The reporters among `codes` that the warehouse knows, as the registers say by that day."""
    wanted = pd.DataFrame({"reporter_code": sorted(codes)}, dtype="str")
    with key_table(connection, "letter_reporters", [reporter.c.reporter_code], wanted) as keys:
        named = fetch(
            connection,
            sa.select(reporter.c.reporter_code, reporter.c.name_vi).join(
                keys, keys.c.reporter_code == reporter.c.reporter_code
            ),
        )
        p = project_version.c
        versions = fetch(
            connection,
            sa.select(p.project_code, p.name, p.email)
            .join(keys, keys.c.reporter_code == p.project_code)
            .join(acceptance, (acceptance.c.submission_id == p.submission_id) & acceptance.c.until_cut_id.is_(None))
            .where(p.valid_from <= today)
            .order_by(p.project_code, p.valid_from, p.arrival_rank),
        )
    last = versions.groupby("project_code")[["name", "email"]].last()  # of each the last that is given
    told = named.merge(last, left_on="reporter_code", right_index=True, how="left", validate="one_to_one")
    names = told["name_vi"].fillna(told["name"]).fillna(told["reporter_code"])
    emails = told["email"].where(told["email"].notna(), None)
    return {
        code: Addressee(name, email or None)
        for code, name, email in zip(told["reporter_code"], names, emails, strict=True)
    }

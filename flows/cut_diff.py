"""Two states of the marts beside each other: publications, sealed files, days, or now."""

import io
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import sqlalchemy as sa

from expectations.warehouse.publications import publication
from flows.archive import sha256_of
from flows.export import MARTS
from flows.instants import NOW, instant_of
from flows.publication import MANIFEST, SEALED, Manifest, mart_of, members_of
from flows.trouble import UsageTrouble
from transforms.cut_differences import cut_differences


def difference(
    connection: sa.Connection, folder: Path, old: str, new: str, tables: Sequence[str] | None = None
) -> pd.DataFrame:
    """Every figure of the marts that differs between two states; `folder` holds the sealed files."""
    chosen = [name for name in SEALED if tables is None or name in tables or name.removeprefix("mart.") in tables]
    if not chosen:
        raise UsageTrouble(
            f"Không có bảng nào như vậy. Có: {', '.join(SEALED)}.", f"There is no such table. {', '.join(SEALED)}."
        )
    was, now = (_state(connection, folder, named, chosen) for named in (old, new))
    parts = []
    for name in chosen:
        table = MARTS[name.removeprefix("mart.")].table
        key = [column.name for column in table.primary_key]
        figures = [
            column.name for column in table.c if isinstance(column.type, sa.BigInteger) and column.name not in key
        ]
        parts.append(cut_differences(table.name, was[name], now[name], key, figures))
    return pd.concat(parts, ignore_index=True)


def _state(connection: sa.Connection, folder: Path, named: str, tables: Sequence[str]) -> dict[str, pd.DataFrame]:
    """The tables of a state by their names."""
    file = Path(named) if Path(named).is_file() else folder / f"{named}.zip"
    if file.is_file():
        members = members_of(file.read_bytes())
        told = Manifest.model_validate_json(members[MANIFEST]).members
        for member in (f"{name}.csv" for name in tables):
            if member not in told or sha256_of(members.get(member, b"")) != told[member].sha256:
                raise UsageTrouble(
                    f"{member} trong “{file}” không còn như khi chốt.", f"{member} in “{file}” is not as it was sealed."
                )
        return {name: _from_csv(members[f"{name}.csv"]) for name in tables}
    sealed = connection.execute(sa.select(publication.c.as_of_at).where(publication.c.name == named)).scalar()
    as_of = sealed or (None if named == NOW else instant_of(named))
    return {name: mart_of(connection, name, as_of) for name in tables}


def _from_csv(content: bytes) -> pd.DataFrame:
    frame = pd.read_csv(io.BytesIO(content), dtype="str", keep_default_na=False)
    return frame.replace("", pd.NA)

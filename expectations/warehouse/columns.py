"""The kinds of column that the warehouse has, each with its comment in one line."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

NAMES = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}
metadata = sa.MetaData(naming_convention=NAMES)


class Instant(sa.types.TypeDecorator[datetime]):
    """A moment in UTC; an aware datetime outside the database, UTC without a zone in SQLite."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"an instant needs its time zone, got {value!r}")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def text(name: str, comment: str, *more: Any, null: bool = False, key: bool = False) -> sa.Column[str]:
    """A column of text or of a code."""
    return sa.Column(name, sa.Text(), *more, nullable=null, primary_key=key, comment=comment)


def whole(name: str, comment: str, *more: Any, null: bool = False, key: bool = False) -> sa.Column[int]:
    """A column of exact whole numbers in the unit that its name says."""
    return sa.Column(name, sa.BigInteger(), *more, nullable=null, primary_key=key, autoincrement=False, comment=comment)


def day(name: str, comment: str, *more: Any, null: bool = False, key: bool = False) -> sa.Column[Any]:
    """A column of days."""
    return sa.Column(name, sa.Date(), *more, nullable=null, primary_key=key, comment=comment)


def instant(name: str, comment: str, *more: Any, null: bool = False) -> sa.Column[datetime]:
    """A column of moments, UTC."""
    return sa.Column(name, Instant(), *more, nullable=null, comment=comment)


def truth(name: str, comment: str, *more: Any, null: bool = False) -> sa.Column[bool]:
    """A column of true or false."""
    return sa.Column(name, sa.Boolean(), *more, nullable=null, comment=comment)

"""The code lists, forms and reporters of the catalogue, brought into the warehouse."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any

import sqlalchemy as sa

from expectations.catalogue import Catalogue, load_catalogue
from expectations.codes import load
from expectations.periods import LENGTHS, REGIMES, label_vi, windows_between
from expectations.warehouse import dimensions as d

ALWAYS = "1900-01-01"  # in a key, since there was the code at all
SQUARE_METRES = 10_000  # in a hectare

YEARS = (1990, 2049)  # of which the warehouse has the periods

Row = dict[str, Any]

# Table, its code list, and where its columns beside names and days come from.
LISTS: tuple[tuple[sa.Table, str, Mapping[str, str]], ...] = (
    (d.area, "areas", {"area_code": "code", "level": "level", "parent_code": "parent_code"}),
    (d.park, "parks", {"park_code": "code", "area_code": "area_code"}),
    (d.police_unit, "police_units", {"unit_code": "code", "area_code": "area_code"}),
    (
        d.indicator,
        "indicators",
        {
            "indicator_code": "code",
            "kind": "kind",
            "quantity": "quantity",
            "weight_code": "weight",
            "numerator_code": "numerator",
            "denominator_code": "denominator",
        },
    ),
    (d.category, "categories", {"category_code": "code"}),
    (d.case_status, "case_statuses", {"status_code": "code"}),
    (d.country, "countries", {"country_code": "code"}),
    (d.decree, "decrees", {"decree_code": "code"}),
    (
        d.industry,
        "vsic",
        {"vsic_code": "code", "vsic_version": "version", "level": "level", "parent_code": "parent_code"},
    ),
)


def fill_dimensions(connection: sa.Connection) -> bool:
    """Bring the tables of codes, forms and reporters to the state of the code lists; whether they were at another."""
    wanted = fingerprint()
    known = connection.execute(sa.select(d.list_version.c.sha256)).scalar()
    if known == wanted:
        return False
    for table, _, _ in LISTS:
        put(connection, table, list_rows(table))
    put(connection, d.period_window, window_rows())
    put(connection, d.form, form_rows(load_catalogue()))
    put(connection, d.reporter, reporter_rows())
    put(connection, d.list_version, [{"list_name": "all", "sha256": wanted}])
    return known is not None


@cache
def fingerprint() -> str:
    """The state of the code lists and forms, as one hash."""
    rows = [*form_rows(load_catalogue()), *reporter_rows(), *(row for table, _, _ in LISTS for row in list_rows(table))]
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def put(connection: sa.Connection, table: sa.Table, rows: Iterable[Row]) -> None:
    """Insert the rows that are not there and update those that differ; what is no longer listed stays."""
    key = [column.name for column in table.primary_key]
    held = {tuple(row[name] for name in key): dict(row) for row in connection.execute(sa.select(table)).mappings()}
    new, changed = [], []
    for row in rows:
        whole = {column.name: row.get(column.name) for column in table.c}
        found = held.get(tuple(whole[name] for name in key))
        if found is None:
            new.append(whole)
        elif found != whole:
            changed.append({f"_{name}": value for name, value in whole.items()})
    if new:
        connection.execute(sa.insert(table), new)
    if changed:
        where = [table.c[name] == sa.bindparam(f"_{name}") for name in key]
        values: Row = {column.name: sa.bindparam(f"_{column.name}") for column in table.c if column.name not in key}
        connection.execute(sa.update(table).where(*where).values(values), changed)


@cache
def list_rows(table: sa.Table) -> list[Row]:
    """The rows of a table of codes, as its list has them."""
    name, columns = next((name, columns) for each, name, columns in LISTS if each is table)
    rows = []
    for entry in load(name).frame.to_dict("records"):
        row: Row = {column: entry[field] or None for column, field in columns.items()}
        row |= {"name_vi": entry["vi"], "name_en": entry["en"] or None}
        row |= {"since": day_of(entry["since"]), "until": day_of(entry["until"])}
        rows.append(row | more_of(table, entry))
    if "province_code" in table.c:
        return with_provinces(rows)
    return rows


def more_of(table: sa.Table, entry: Mapping[Any, str]) -> Row:
    """What a row has beyond its list: its unit, its area in m², its first day in a key."""
    if table is d.area:
        return {"since": day_of(entry["since"] or ALWAYS)}
    if table is d.park:
        return {"plan_area_m2": round(float(entry["plan_ha"]) * SQUARE_METRES) if entry["plan_ha"] else None}
    if table is d.indicator:
        return {"base_unit": base_units().get(entry["quantity"])}
    return {}


@cache
def base_units() -> dict[str, str]:
    """Quantity → the unit of its exact whole numbers."""
    units = load("units").frame
    return dict(zip(units["quantity"], units["base_unit"], strict=True))


def with_provinces(rows: list[Row]) -> list[Row]:
    """Say the province of each row: of its area, or, where that is not known, of most others."""
    areas = {row["area_code"]: row for row in list_rows(d.area) if row["until"] is None}
    for row in rows:
        area = areas.get(row["area_code"])
        row["province_code"] = area and (area["area_code"] if area["level"] == "province" else area["parent_code"])
    known = [row["province_code"] for row in rows if row["province_code"]]
    usual = max(sorted(set(known)), key=known.count, default=None)
    return [row | {"province_code": row["province_code"] or usual} for row in rows]


def window_rows() -> list[Row]:
    """The periods of all years, except single days."""
    return [
        {
            "regime": regime,
            "length": length,
            "window_start": each.start,
            "window_end": each.end,
            "year": each.end.year,
            "label_vi": label_vi(each),
        }
        for regime in REGIMES
        for length in LENGTHS
        if length not in ("day", "span")
        for each in windows_between(regime, length, date(YEARS[0], 1, 1), date(YEARS[1], 12, 14))
    ]


def form_rows(catalogue: Catalogue) -> list[Row]:
    """The rows of the forms."""
    return [
        {
            "form_code": form.code,
            "title_vi": form.title_vi,
            "title_en": form.title_en,
            "reporter_kind": form.reporter,
            "regime": form.period.regime,
            "length": form.period.length,
            "loads": form.loads,
            "is_obliged": form.period.obliged and form.period.due is not None,
            "is_estimate": form.status == "always_estimate",
            "feeds": form.feeds,
        }
        for form in catalogue.forms.values()
    ]


def reporter_rows() -> list[Row]:
    """The reporters that are listed: police units and the Board. Projects come with the register."""
    return [
        {
            "reporter_code": entry["code"],
            "reporter_kind": kind,
            "name_vi": entry["vi"],
            "since": day_of(entry["since"]),
            "until": day_of(entry["until"]),
        }
        for kind, name in (("police_unit", "police_units"), ("board", "boards"))
        for entry in load(name).frame.to_dict("records")
    ]


def day_of(written: str) -> date | None:
    """The day of an ISO date; none where it is blank."""
    return date.fromisoformat(written) if written else None

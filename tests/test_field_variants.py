"""The same report written in another way is read as the same report; a fault provokes its one finding."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

import pytest

from expectations.catalogue import load_catalogue
from expectations.periods import Window
from tests.field_sheet import Variant, report_of
from tests.field_told import Told, told
from tests.field_variants import variants
from transforms.read.open_document import open_document

FIELD = Path(__file__).parent / "field"
GROUPS = 8
RETURNED_ANYWAY = {"GEN-09"}  # is not judged where a part cannot be read


@dataclass(frozen=True)
class Example:
    """A report of the field set whose form and window are known."""

    path: str
    form: str
    window: Window
    reporter: str


@lru_cache(maxsize=1)
def examples() -> list[Example]:
    """The sheets among the example reports that were read."""
    catalogue = load_catalogue()
    with (FIELD / "expected" / "submissions.csv").open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["form"] in catalogue.forms and row["period_start"]]
    found = []
    for row in rows:
        if row["outcome"] in ("accepted", "accepted_with_warnings", "returned") and not row["path"].endswith(".json"):
            period = catalogue.forms[row["form"]].period
            days = (date.fromisoformat(row["period_start"]), date.fromisoformat(row["period_end"]))
            found.append(
                Example(row["path"], row["form"], Window(*days, period.regime, period.length), row["reporter"])
            )
    return found


def sample(size: int) -> list[Example]:
    """As many examples as that, of every form and every kind of file, spread over the year."""
    groups: dict[tuple[str, str], list[Example]] = defaultdict(list)
    for example in examples():
        groups[example.form, Path(example.path).suffix].append(example)
    each = -(-size // len(groups))
    return [
        group[at * len(group) // min(each, len(group))]
        for group in groups.values()
        for at in range(min(each, len(group)))
    ]


def differences(chosen: list[Example], step: int = 1) -> list[str]:
    """What the variants of these examples say otherwise; of each example every so many variants."""
    catalogue = load_catalogue()
    contents: list[bytes] = []
    asked: list[tuple[str, int, Variant]] = []
    for number, example in enumerate(chosen):
        content = (FIELD / "reports" / example.path).read_bytes()
        report = report_of(open_document(content), catalogue.forms[example.form])
        if report is None:
            continue
        own = list(variants(report, example.window, example.reporter))[number % step :: step]
        asked += [(example.path, len(contents), variant) for variant in own]
        contents += [content, *(variant.write() for variant in own)]
    said = told(contents, catalogue)
    others = iter(set(range(len(contents))) - {base for _, base, _ in asked})
    found = [
        (f"{path}: {variant.name}", _difference(said[base], said[next(others)], variant))
        for path, base, variant in asked
    ]
    return [f"{name}: {difference}" for name, difference in found if difference]


def _difference(base: Told, made: Told, variant: Variant) -> str:
    if variant.outcome != "read":
        return "" if made.head[0] == variant.outcome else f"{made.head} is not {variant.outcome}"
    idle = RETURNED_ANYWAY if {"GEN-07", "GEN-08"} & set(variant.provokes) else set()
    codes = tuple(sorted(({*base.codes} - idle - {*variant.drops}) | {*variant.provokes}))
    wanted = replace(base, codes=codes, values=base.values if variant.same_values else made.values)
    made = replace(made, codes=tuple(code for code in made.codes if code not in idle))
    read, used, ignored, reported = made.cells
    if read != used + ignored + reported or min(made.cells) < 0:
        return f"the counts of cells do not add up: {made.cells}"
    return wanted.differs(made)


@pytest.mark.parametrize("group", range(GROUPS))
def test_variants_of_some_reports(group: int) -> None:
    assert differences(sample(40)[group::GROUPS], step=4) == []


@pytest.mark.soak
@pytest.mark.parametrize("group", range(GROUPS))
def test_all_variants_of_all_reports(group: int) -> None:
    assert differences(examples()[group::GROUPS]) == []

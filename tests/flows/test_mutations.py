"""Thousands of small damaged files: whatever is in one, it ends in an outcome of its own, and the others are read."""

import csv
import io
import json
import random
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlwt

from flows.reading import read_all
from flows.words import UNREADABLE
from tests.examples import monthly
from tests.transforms.read.made import ods, ods_row, xls, xlsx

OUTCOMES = {"read", "unreadable", "unknown_form", "refused_classified"}
ROWS = list(csv.reader(io.StringIO(monthly().decode()), delimiter=";"))
NUMBER = re.compile(rb"[0-9]+")
ODD = (b"0", b"-1", b"4000000000", b"9223372036854775808", b"1e999", b"NaN", b"", b"9" * 400, b"\xff\xfe", b"_xD800_")


def fill(sheet: xlwt.Worksheet) -> None:
    for row, texts in enumerate(ROWS):
        for column, text in enumerate(texts):
            sheet.write(row, column, int(text) if text.isdigit() else text)


CELLS = {f"{'ABCDEFG'[column]}{row}": text for row, texts in enumerate(ROWS, 1) for column, text in enumerate(texts)}
SEEDS = (
    xlsx({address: int(text) if text.isdigit() else text for address, text in CELLS.items()}),
    xls(fill),
    ods("".join(ods_row(*texts) for texts in ROWS)),
    monthly(),
    json.dumps(
        {"form": "sxkd-thang", "reporter": "1", "period": "2026-09", "rows": [{"code": "01", "month": 5}]}
    ).encode(),
)


def damaged(content: bytes, chance: random.Random) -> bytes:
    """The bytes with a few of them changed, cut out, doubled, or a number among them made an odd one."""
    data = bytearray(content)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(data) + 1)
        end = min(len(data), at + chance.choice((1, 2, 4, 16, 64)))
        what = chance.randrange(5)
        numbers = list(NUMBER.finditer(data)) if what == 0 else []
        if numbers:
            found = chance.choice(numbers)
            data[found.start() : found.end()] = chance.choice(ODD)
        elif what == 1:
            data[at:end] = chance.randbytes(end - at)
        elif what == 2:
            del data[at:end]
        elif what == 3:
            data[at:at] = data[at:end]
        else:
            data[at:at] = chance.choice(ODD)
    return bytes(data)


def mutants(number: int, seed: int) -> Iterator[bytes]:
    """Damaged files; of a zip sometimes one of its members is, and the zip is whole."""
    chance = random.Random(seed)
    for at in range(number):
        content = SEEDS[at % len(SEEDS)]
        if not content.startswith(b"PK") or chance.random() < 0.3:
            yield damaged(content, chance)
            continue
        source, out = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
        victim = chance.choice(source.namelist())
        with zipfile.ZipFile(out, "w") as target:
            for name in source.namelist():
                data = source.read(name)
                target.writestr(name, damaged(data, chance) if name == victim else data)
        yield out.getvalue()


@pytest.mark.parametrize("number", [60, pytest.param(3000, marks=pytest.mark.soak)])
def test_whatever_is_in_a_file_it_has_an_outcome_of_its_own(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARKWATCH_HOME", str(tmp_path))
    contents = dict(enumerate([*SEEDS, *mutants(number, seed=11)]))
    readings = read_all(contents)
    assert [reading.arrival_rank for reading in readings] == list(contents)
    assert [reading.outcome for reading in readings[: len(SEEDS)]] == ["read"] * len(SEEDS)
    assert {reading.outcome for reading in readings} <= OUTCOMES
    kinds = {reading.reason.removeprefix("unreadable:") for reading in readings if reading.outcome == "unreadable"}
    assert kinds <= UNREADABLE.keys()

"""Names, papers, free text and files marked MẬT: after a real night not one byte of them is anywhere on the disk."""

import csv
import gzip
import html
import io
import json
import sqlite3
import subprocess
import sys
import unicodedata
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import FIELD, LAST_DAY
from tests.flows.surroundings import environment
from transforms.read.letters import to_windows_1258

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")


def never_stored() -> list[dict[str, str]]:
    """The texts, each with the report that brings it."""
    with (FIELD / "expected" / "never_stored.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@cache
def written(text: str) -> set[bytes]:
    """The text as it could stand in a file: composed or not, in XML or JSON, in each encoding that can."""
    forms = {unicodedata.normalize(form, text) for form in ("NFC", "NFD")}
    forms |= {html.escape(form, quote=quote) for form in forms for quote in (False, True)}
    forms |= {json.dumps(form, ensure_ascii=ascii)[1:-1] for form in forms for ascii in (False, True)}
    encoded = {form.encode(encoding) for form in forms for encoding in ENCODINGS}
    return encoded | {to_windows_1258(text).encode("latin-1", "ignore")}


def opened(content: bytes) -> Iterator[bytes]:
    """The bytes, and the bytes of what is packed in them, however deep."""
    yield content
    if content.startswith(b"\x1f\x8b"):
        yield from opened(gzip.decompress(content))
    elif zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            for member in package.infolist():
                yield from opened(package.read(member))


def told(database: Path) -> bytes:
    """All rows of an SQLite file: in its bytes a long text is spread over pages."""
    with sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True) as connection:
        return "\n".join(connection.iterdump()).encode()


def contents(folder: Path) -> dict[str, list[bytes]]:
    """Everything under the folder, the bytes of each file and of what is packed in it, and every name."""
    files = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    read = {str(path.relative_to(folder)): list(opened(content)) for path, content in files.items()}
    databases = [path for path, content in files.items() if content.startswith(b"SQLite format 3")]
    read |= {f"{path.relative_to(folder)} (rows)": [told(path)] for path in databases}
    return read | {"(names)": ["\n".join(str(path) for path in folder.rglob("*")).encode()]}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which `parkwatch run` went over all example reports; all that it writes is in it."""
    folder = tmp_path_factory.mktemp("never_stored")
    (folder / "tmp").mkdir()
    kept = {name: value for name, value in environment().items() if not name.startswith("PREFECT_HOME")}
    done = subprocess.run(
        [sys.executable, "-m", "flows.command", "run", FIELD / "reports", "--now", LAST_DAY.isoformat()],
        cwd=folder,
        env={**kept, "HOME": str(folder), "TMPDIR": str(folder / "tmp")},
        capture_output=True,
    )
    assert done.returncode == 0, done.stderr.decode()
    (folder / "output.txt").write_bytes(done.stdout + done.stderr)
    return folder


@pytest.fixture(scope="module")
def read(home: Path) -> dict[str, list[bytes]]:
    """What the night left."""
    return contents(home)


def test_the_night_left_what_is_looked_through(read: dict[str, list[bytes]]) -> None:
    assert {"var/warehouse.sqlite", "var/prefect/prefect.db", "var/prefect/prefect.db (rows)"} <= read.keys()
    assert b"enterprise_month" in read["var/warehouse.sqlite (rows)"][0]
    assert b"COMPLETED" in read["var/prefect/prefect.db (rows)"][0]
    archived = [parts for name, parts in read.items() if name.startswith("var/archive/")]
    assert len(archived) > 1000
    assert sum(any(b"<worksheet" in part for part in parts) for parts in archived) > 300
    assert sum(name.startswith("var/outbox/") for name in read) > 40


def test_nothing_of_it_is_left(read: dict[str, list[bytes]]) -> None:
    found, texts = [], never_stored()
    different = {part: name for name, parts in read.items() for part in parts}  # themes and styles are often the same
    for part, name in different.items():
        found += [(row["why"], row["path"], name) for row in texts if any_of(row["text"], part)]
    assert found == []


def test_it_is_found_where_it_is() -> None:
    """The search itself: it sees these texts in the reports that bring them."""
    there = [
        any_of(row["text"], b"\n".join(opened((FIELD / "reports" / row["path"]).read_bytes())))
        for row in never_stored()
    ]
    assert len(there) > 100
    assert all(there)


def any_of(text: str, content: bytes) -> bool:
    """Whether the text stands in the bytes, in whatever way it can be written."""
    return any(each in content for each in written(text))

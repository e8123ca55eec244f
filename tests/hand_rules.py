"""A cell looked up in its file and turned into base units by hand: nothing here uses the reader it is to prove."""

import io
import json
import re
import unicodedata
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

MONEY = {"đồng": 1, "nghìn đồng": 10**3, "triệu đồng": 10**6, "tỷ đồng": 10**9}
DOLLARS = {"usd": 10**2, "1000 usd": 10**5, "nghìn usd": 10**5, "triệu usd": 10**8}
WAGES = {f"{unit}/người/tháng": factor for unit, factor in MONEY.items()}
POWER = {"kwh": 1, "nghìn kwh": 10**3, "triệu kwh": 10**6}
OF = {
    "industrial_output": MONEY, "net_revenue": MONEY, "export_revenue": MONEY, "budget_paid": MONEY, "fine_vnd": MONEY,
    "fine": MONEY, "paid": MONEY,
    "exports": DOLLARS, "imports": DOLLARS, "average_wage": WAGES, "electricity": POWER,
}  # fmt: skip
USUAL = {id(MONEY): "triệu đồng", id(DOLLARS): "1000 usd", id(WAGES): "triệu đồng/người/tháng", id(POWER): "nghìn kwh"}

Grid = list[Any]  # rows: lists of cells, or what JSON has


@cache
def sheets(path: Path) -> dict[str, Grid]:
    """Every sheet of a file as rows of cells; a CSV is one sheet without a name."""
    content = path.read_bytes()
    if content[:2] == b"PK" or content[:4] == b"\xd0\xcf\x11\xe0":
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    text = decoded(content)
    if text.lstrip().startswith("{"):
        return {"": json.loads(text)["rows"]}
    separator = ";" if text.count(";") > text.count(",") else ","
    return {"": [re.split(separator + r'(?=(?:[^"]*"[^"]*")*[^"]*$)', line) for line in text.splitlines()]}


def decoded(content: bytes) -> str:
    """The text of a CSV or a JSON file, whichever of three encodings it is in."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return unicodedata.normalize("NFC", content.decode("cp1258"))


def cell_at(path: Path, sheet: str, row: int, column: str) -> Any:
    """What stands in a cell of a file."""
    grid = sheets(path)[sheet]
    if isinstance(grid[row - 1], dict):
        return grid[row - 1].get(column)
    number = 0
    for letter in column:
        number = number * 26 + ord(letter) - ord("A") + 1
    return grid[row - 1][number - 1]


def meanings(path: Path, sheet: str, row: int, cell: Any, what: str) -> set[Decimal]:
    """What a cell can mean in base units: in the unit of its row, else of its sheet, else the usual one."""
    units = OF.get(what, {"": 1})
    found = [units[unit] for unit in units_near(path, sheet, row) if unit in units]
    factor = found[0] if found else units.get(USUAL.get(id(units), ""), 1)
    return {number * factor for number in numbers(cell)}


def units_near(path: Path, sheet: str, row: int) -> list[str]:
    """Texts that may be units: of the row itself, then those after “Đơn vị tính:” above it, then in headings."""
    grid = sheets(path)[sheet]
    if isinstance(grid[0], dict):
        return []
    stated = [re.search(r"đơn vị tính\s*:\s*(.+)", plain(cell)) for line in grid[:row] for cell in line]
    headed = [re.search(r"\((.+)\)", plain(cell)) for line in grid[:row] for cell in line]
    return [*map(plain, grid[row - 1]), *(each[1].strip() for each in (*stated, *headed) if each)]


def plain(cell: Any) -> str:
    """A cell's text in one spelling."""
    text = unicodedata.normalize("NFC", str(cell)).casefold().strip().strip('"').strip()
    return re.sub(r"\s+", " ", text).replace("tỉ", "tỷ").replace("1.000", "1000")


def numbers(cell: Any) -> set[Decimal]:
    """The number of a cell: typed, or text in Vietnamese style, or in English where it can be nothing else."""
    if isinstance(cell, int | float):
        return {Decimal(repr(cell)) if isinstance(cell, int) else Decimal(f"{cell:.15g}")}
    text = str(cell).strip().strip('"').replace("\xa0", "").replace(" ", "")
    if re.fullmatch(r"\d+|\d{1,3}(\.\d{3})+|(\d+|\d{1,3}(\.\d{3})+),\d+", text):
        told = {Decimal(text.replace(".", "").replace(",", "."))}
        return told | ({Decimal(text.replace(",", ""))} if "," in text or text.count(".") == 1 else set())
    if re.fullmatch(r"\d{1,3}(,\d{3})*(\.\d+)?|\d+\.\d+", text):
        return {Decimal(text.replace(",", ""))}
    return set()

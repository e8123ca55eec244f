"""The recipe "add a form", tried in a copy of the project on forms that are in no list: YAML and CSV, no Python."""

import csv
import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.examples import PROJECT, TAX_CODE, VERSION, as_bytes, register

ROOT = Path(__file__).parents[1]
INDICATORS = """\
vacancies,Số vị trí cần tuyển,Vacancies,,,,stock,count,,,
hired,Số lao động đã tuyển,Workers hired,,,,flow,count,,,
"""
RECRUITING = """\
code: tuyendung-quy
number: TD-Q
title_vi: Báo cáo tuyển dụng
title_en: Recruiting
reporter: project
layout: figures
loads: observations
period: {regime: calendar, length: quarter, due: {months_after: 1, day: 20}}
expected_volume: [1, 3000]
versions:
  - {version: "2026", until: 2026-06-30, titles: [BÁO CÁO TÌNH HÌNH TUYỂN DỤNG]}
  - version: "2026b"
    since: 2026-07-01
    titles: [BÁO CÁO TÌNH HÌNH TUYỂN DỤNG]
    rows: {"02": {label: Số người được nhận vào làm}}
columns:
  - {key: figure, headings: [Số lượng trong quý], role: period}
rows:
  - {code: "01", label: Số vị trí cần tuyển, unit: người, quantity: count, indicator: vacancies, kind: stock}
  - {code: "02", label: Số lao động đã tuyển, unit: người, quantity: count, indicator: hired, kind: flow}
rules:
  - code: TD-01
    effect: return
    expectation: expect_column_pair_values_a_to_be_greater_than_b
    arguments: {column_A: vacancies, column_B: hired, or_equal: true}
    mark: hired
    vi: Số đã tuyển lớn hơn số cần tuyển.
    en: More were hired than were wanted.
    passing: {vacancies: 5, hired: 5}
    failing: {vacancies: 5, hired: 6}
"""
HOUSING = """\
code: nhao-nam
number: NO-N
title_vi: Nhà ở công nhân
title_en: Housing of workers
reporter: project
layout: register
loads: entries
period: {regime: calendar, length: year, due: {months_after: 1, day: 31}}
expected_volume: [0, 3000]
versions:
  - {version: "2026", titles: [DANH SÁCH NHÀ Ở CÔNG NHÂN]}
columns:
  - {key: house, headings: [Tên khu nhà], type: text}
  - {key: park, headings: [KCN], type: code, codes: parks}
  - {key: rooms, headings: [Số phòng], type: quantity, quantity: count, unit: cơ sở}
table:
  name: housing
  columns: {project: reporter, house: house, park: park, rooms: rooms}
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project in which two forms were added."""
    folder = tmp_path_factory.mktemp("project")
    for room in ("expectations", "transforms", "flows"):
        shutil.copytree(ROOT / room, folder / room, ignore=shutil.ignore_patterns("__pycache__"))
    for name, form in (("tuyendung-quy", RECRUITING), ("nhao-nam", HOUSING)):
        (folder / "expectations" / "forms" / f"{name}.yaml").write_text(form, encoding="utf-8")
    with (folder / "expectations" / "codes" / "indicators.csv").open("a", encoding="utf-8") as indicators:
        indicators.write(INDICATORS)
    return folder


def parkwatch(copy: Path, *asked: str, code: int = 0) -> str:
    """What the command of the copy prints."""
    surroundings = {**os.environ, "PYTHONPATH": str(copy), "PARKWATCH_SETTLE_SECONDS": "0", "COLUMNS": "200"}
    command = [sys.executable, "-m", "flows.command", *asked]
    done = subprocess.run(command, cwd=copy, env=surroundings, capture_output=True, text=True)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


def recruiting(period: str, label: str, vacancies: int, hired: int) -> bytes:
    """A report of the new form of figures."""
    head = [[f"Mã số thuế: {TAX_CODE}"], [f"Mã số dự án: {PROJECT}"], ["BÁO CÁO TÌNH HÌNH TUYỂN DỤNG"], [period]]
    rows = [("1", "Số vị trí cần tuyển", "01", "người", vacancies), ("2", label, "02", "người", hired)]
    return as_bytes([*head, ("STT", "Chỉ tiêu", "Mã số", "Đơn vị tính", "Số lượng trong quý"), *rows])


def rows_of(table: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(table)))


def test_the_rules_of_a_new_form_are_listed_without_gap(copy: Path) -> None:
    assert "TD-01" in parkwatch(copy, "rules")


def test_a_new_form_is_checked(copy: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.csv"
    report.write_bytes(recruiting("Quý II năm 2026", "Số lao động đã tuyển", 5, 6))
    assert "TD-01" in parkwatch(copy, "check", str(report), code=1)


def test_a_new_form_is_loaded_in_both_its_versions(copy: Path, tmp_path: Path) -> None:
    projects = register("DANH MỤC DỰ ÁN", ["Mã đơn vị: BQL", "Tính đến ngày 01/04/2026"], [VERSION])
    houses = [{"Tên khu nhà": name, "KCN": "Khánh Phú", "Số phòng": rooms} for name, rooms in (("A", "20"), ("B", "7"))]
    head = [f"Mã số dự án: {PROJECT}"]
    files = {
        "2026-04-01/projects.csv": projects,
        "2026-07-15/first.csv": recruiting("Quý II năm 2026", "Số lao động đã tuyển", 5, 4),
        "2026-10-15/second.csv": recruiting("Quý III năm 2026", "Số người được nhận vào làm", 9, 8),
        "2027-01-20/houses.csv": register("DANH SÁCH NHÀ Ở CÔNG NHÂN", [*head, "Năm 2026"], houses),
    }
    for path, content in files.items():
        (tmp_path / path).parent.mkdir(parents=True)
        (tmp_path / path).write_bytes(content)
    parkwatch(copy, "run", str(tmp_path), "--now", "2027-02-01")
    told = [(row["form"], row["version"], row["outcome"]) for row in rows_of(parkwatch(copy, "export", "submissions"))]
    assert told == [
        ("dn-danhmuc", "2025", "accepted"),
        ("tuyendung-quy", "2026", "accepted"),
        ("tuyendung-quy", "2026b", "accepted"),
        ("nhao-nam", "2026", "accepted"),
    ]
    figures = rows_of(parkwatch(copy, "export", "observations"))
    assert [(row["indicator"], row["period_start"], row["value"]) for row in figures] == [
        ("hired", "2026-04-01", "4"),
        ("hired", "2026-07-01", "8"),
        ("vacancies", "2026-04-01", "5"),
        ("vacancies", "2026-07-01", "9"),
    ]
    assert rows_of(parkwatch(copy, "export", "housing")) == [
        {"project": PROJECT, "house": "A", "park": "KP", "rooms": "20"},
        {"project": PROJECT, "house": "B", "park": "KP", "rooms": "7"},
    ]

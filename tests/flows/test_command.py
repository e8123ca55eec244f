"""What a person at a terminal sees: plain sentences, tables, exit codes; never a traceback."""

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import typer
from typer.core import TyperGroup

from expectations.command_examples import EXAMPLES
from flows.command import app
from flows.commands.app import day_of
from flows.program_version import program_version
from tests import examples
from tests.flows.surroundings import REPORTS, ROOT

Command = Callable[..., subprocess.CompletedProcess[str]]


def some(pattern: str) -> Path:
    """The first example report whose path matches."""
    return min(REPORTS.glob(pattern))


def modules_after(arguments: list[str], folder: Path) -> set[str]:
    """The packages that a subcommand brought in."""
    code = (
        "import sys, contextlib, io\nfrom flows.command import app\n"
        f"with contextlib.redirect_stdout(io.StringIO()):\n    app({arguments!r}, standalone_mode=False)\n"
        "print(*{name.split('.')[0] for name in sys.modules})"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def test_help_is_light(parkwatch_apart: Command, tmp_path: Path) -> None:
    done = parkwatch_apart("--help")
    assert done.returncode == 0
    assert all(
        name in done.stdout for name in ("run", "check", "status", "rules", "export", "serve", "init", "upgrade")
    )


def test_rules_need_neither_prefect_nor_great_expectations(parkwatch: Command, tmp_path: Path) -> None:
    assert not {"prefect", "great_expectations", "sqlalchemy"} & modules_after(["rules", "--json"], tmp_path)


def test_check_needs_neither_prefect_nor_a_warehouse(parkwatch: Command, tmp_path: Path) -> None:
    file = some("2025-10-0*/enterprises/*.xlsx")
    assert not {"prefect", "sqlalchemy.dialects.sqlite"} & modules_after(["check", str(file)], tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_rules_are_listed_with_words_and_fixtures(parkwatch: Command, tmp_path: Path) -> None:
    done = parkwatch("rules", "--json")
    assert done.returncode == 0, done.stderr
    rules = json.loads(done.stdout)
    assert {"GEN-01", "GEN-12"} <= {rule["code"] for rule in rules}
    for rule in rules:
        assert rule["message_vi"]
        assert rule["message_en"]
        assert rule["passing"] is not None
        assert rule["failing"] is not None
        assert rule["effect"] in {"return", "refuse_row", "warn"}


def test_check_tells_what_becomes_of_a_good_file(parkwatch: Command, tmp_path: Path) -> None:
    done = parkwatch("check", some("2025-10-0*/enterprises/*.xlsx"))
    assert done.returncode == 0, done.stdout
    assert "accepted" in done.stdout
    assert "GEN-01" in done.stdout.partition("Not judged")[2]


def test_check_of_a_file_that_cannot_be_read(parkwatch: Command, tmp_path: Path) -> None:
    (tmp_path / "báo cáo.xlsx").write_bytes(b"%PDF-1.7 ...")
    done = parkwatch("check", "báo cáo.xlsx")
    assert done.returncode == 1
    assert "Tệp là PDF" in done.stdout


def test_check_of_a_report_that_would_be_returned(parkwatch: Command, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(
        json.dumps(
            {
                "form": "sxkd-thang",
                "reporter": "1",
                "period": "2026-09",
                "rows": [{"code": "01", "month": "abc"}, {"code": "02", "unit": "tạ thóc", "month": 5}],
            }
        )
    )
    done = parkwatch("check", "a.json")
    assert done.returncode == 1
    assert "GEN-10" in done.stdout
    assert "the rest was not checked yet" in done.stdout
    assert "returned" in done.stdout


def test_check_says_why_a_report_without_a_reporter_is_returned(parkwatch: Command, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(examples.monthly(reporter="", tax_code=""))
    done = parkwatch("check", "a.csv")
    assert done.returncode == 1
    assert "GEN-01" in done.stdout.partition("Not judged")[0]


@pytest.mark.parametrize(
    "arguments", [["check", "nowhere.xlsx"], ["check"], ["run", "--now", "31/2/2026"], ["rules", "-x"], ["fly"]]
)
def test_mistakes_of_use_end_with_2(parkwatch: Command, tmp_path: Path, arguments: list[str]) -> None:
    assert parkwatch(*arguments).returncode == 2


@pytest.mark.parametrize(
    ("arguments", "vi", "en"),
    [
        (["accept", "3"], "Thiếu '--because'. Xem cách viết: ", "Missing option '--because'. See: "),
        (["chek"], "Lệnh viết chưa đúng. ", "Did you mean 'check'?"),
        (["diff", "a", "b", "--format", "x"], "Giá trị không hợp lệ cho '--format'.", "'x' is not one of"),
        (["status", "--foo"], "Không có hoặc thiếu giá trị của tùy chọn --foo.", "No such option"),
    ],
)
def test_mistakes_of_use_are_told_in_both_languages(parkwatch: Command, arguments: list[str], vi: str, en: str) -> None:
    told = parkwatch(*arguments).stderr
    assert told.startswith(vi)
    assert en in told


def test_the_help_begins_with_the_everyday_commands(parkwatch: Command) -> None:
    shown = parkwatch("--help").stdout
    assert shown.index("│ run ") < shown.index("│ check ") < shown.index("│ explain ")


def test_the_version_and_the_short_word_for_help(parkwatch: Command) -> None:
    assert parkwatch("--version").stdout == f"parkwatch {program_version()}\n"
    assert parkwatch("status", "-h").stdout == parkwatch("status", "--help").stdout


def test_the_help_of_a_command_ends_with_its_examples(parkwatch: Command) -> None:
    assert parkwatch("acts", "-h").stdout.partition("Ví dụ / examples:")[2].split() == ["parkwatch", "acts"]


def test_every_command_has_examples_that_are_well_written() -> None:
    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup)
    assert set(EXAMPLES) == set(group.commands)
    for line in [line for lines in EXAMPLES.values() for line in lines]:
        program, name, *words = shlex.split(line)
        assert program == "parkwatch"
        assert group.commands[name].make_context(name, words, parent=group.make_context("parkwatch", [name]))


@pytest.mark.parametrize("day", ["18/09/2026", "18-9-2026", "2026-09-18"])
def test_a_day_is_written_as_in_vietnam_or_as_iso(day: str) -> None:
    assert day_of(day) == date(2026, 9, 18)


def test_fault_in_the_settings_names_the_key_and_not_the_value(parkwatch: Command, tmp_path: Path) -> None:
    (tmp_path / "parkwatch.toml").write_text('[[sources]]\nurl = "sftp://a:hidden@b/c"\nbanana = 1\n')
    done = parkwatch("run")
    assert done.returncode == 2
    assert "banana" in done.stderr
    assert "hidden" not in done.stderr

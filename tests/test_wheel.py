"""The built wheel brings all it needs, and runs where the source is not."""

import os
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
REPORTS = ROOT / "tests" / "field" / "reports"
ROOMS = ("expectations", "transforms", "flows")


def run(*command: str | Path, folder: Path, **variables: str) -> str:
    """What a command prints; it must end well, and sees nothing of this process's Python settings."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PARKWATCH", "PREFECT"))
    }
    done = subprocess.run(command, cwd=folder, env={**kept, **variables}, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of the source so that nothing is left beside it."""
    source = tmp_path_factory.mktemp("source")
    for room in ROOMS:
        shutil.copytree(ROOT / room, source / room, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    built = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    run(*pip, "--wheel-dir", built, source, folder=built)
    return next(built.glob("*.whl"))


@pytest.fixture(scope="module")
def elsewhere(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment that holds the wheel; only the packages that it depends on are lent by this one."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False, symlinks=True)
    python = folder / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps", "--no-index"]
    run(*pip, wheel, folder=folder)
    packages = Path(pytest.__file__).parents[1]
    (next(folder.glob("lib/*/site-packages")) / "lent.pth").write_text(f"{packages}\n")
    where = run(python, "-c", "import flows; print(flows.__file__)", folder=folder)
    assert str(folder) in where
    return folder / "bin" / "parkwatch"


def test_wheel_holds_every_file_of_the_rooms_and_no_test(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    here = {
        str(path.relative_to(ROOT))
        for room in ROOMS
        for path in (ROOT / room).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert here <= inside
    assert {name.split("/")[0] for name in inside - here} == {"parkwatch-0.1.0.dist-info"}


def test_wheel_runs_elsewhere(elsewhere: Path, tmp_path: Path) -> None:
    for day in ("2025-09-01", "2025-09-02", "2025-10-02"):
        shutil.copytree(REPORTS / day, tmp_path / "in" / day)
    home = {"HOME": str(tmp_path / "home"), "PARKWATCH_SETTLE_SECONDS": "0"}
    run(elsewhere, "init", folder=tmp_path, **home)
    report = next((tmp_path / "in" / "2025-09-02").rglob("*.xlsx"))
    run(elsewhere, "check", report, folder=tmp_path, **home)
    run(elsewhere, "run", "in", "--now", "2025-10-02", folder=tmp_path, **home)
    table = run(elsewhere, "export", "submissions", folder=tmp_path, **home)
    files = [path for path in (tmp_path / "in").rglob("*") if path.is_file()]
    assert len(table.splitlines()) == 1 + len(files)

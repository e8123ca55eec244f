"""How the house is kept: what may import what, what may stand where, and that the documents say what the code does."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
ROOMS = ("expectations", "transforms", "flows")
FOLDERS = {*ROOMS, "tests", "deploy", ".ci"}
THE_THING_ITSELF = {"Khu công nghiệp"}  # heads a column, and is what all of this is about
VAGUE = {"utils", "util", "helpers", "helper", "common", "manager", "base", "misc"}
OUTSIDE = {"os", "shutil", "socket", "subprocess", "time", "urllib", "requests", "httpx", "fsspec", "sqlite3"}


def modules(*rooms: str) -> list[Path]:
    """The Python files of the rooms, without the migrations: those are records of what the tables were."""
    return sorted(path for room in rooms for path in (ROOT / room).rglob("*.py") if path.parent.name != "versions")


def imports(path: Path) -> Iterator[str]:
    """The names of all modules that a file imports, at whatever place in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: import by the full name"
            yield node.module or ""


def importers(package: str, *rooms: str) -> set[str]:
    """The files of the rooms that import the package."""
    return {
        str(path.relative_to(ROOT))
        for path in modules(*rooms)
        if any(name.split(".")[0] == package for name in imports(path))
    }


def tracked() -> list[str]:
    """The files that git keeps, and those that it would on the next `git add`."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return sorted(name for name in set(listed.split("\0")) if name and (ROOT / name).is_file())


@pytest.mark.parametrize(
    ("lower", "higher"), [("expectations", "transforms"), ("expectations", "flows"), ("transforms", "flows")]
)
def test_imports_go_one_way(lower: str, higher: str) -> None:
    assert not importers(higher, lower)


def test_prefect_stands_only_in_flows() -> None:
    assert not importers("prefect", "expectations", "transforms")


def test_great_expectations_stands_only_in_suites() -> None:
    declared = {"expectations/suites.py"}
    assert importers("great_expectations", "expectations", "transforms") <= declared


@pytest.mark.parametrize("path", modules("transforms"), ids=lambda path: str(path.relative_to(ROOT)))
def test_transforms_know_no_clock_network_or_disk(path: Path) -> None:
    assert not {name.split(".")[0] for name in imports(path)} & OUTSIDE
    calls = [node.func for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    named = {call.attr for call in calls if isinstance(call, ast.Attribute)}
    assert not named & {"today", "now", "utcnow", "read_csv", "write_bytes", "write_text"}
    assert "open" not in {call.id for call in calls if isinstance(call, ast.Name)}


def test_command_is_light() -> None:
    code = "import sys, flows.command; print(*{name.split('.')[0] for name in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert not {"prefect", "great_expectations", "pandas"} & set(loaded.split())


def test_great_expectations_is_imported_where_something_is_judged() -> None:
    code = "import sys, flows.nightly; print('great_expectations' in sys.modules, 'transforms.judge' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert told.split() == ["False", "True"]


def words_of_forms() -> set[str]:
    """Titles, labels and headings of all forms, long enough that they cannot stand somewhere by chance."""
    words: set[str] = set()

    def collect(part: object, key: str = "") -> None:
        if isinstance(part, dict):
            for name, value in part.items():
                collect(value, name)
        elif isinstance(part, list):
            for value in part:
                collect(value, key)
        elif isinstance(part, str) and key in {"title_vi", "titles", "label", "also", "headings"}:
            words.add(part)

    for path in (ROOT / "expectations" / "forms").glob("*.yaml"):
        collect(yaml.safe_load(path.read_text(encoding="utf-8")))
    return {word for word in words if len(word) >= 8 and not word.isascii()} - THE_THING_ITSELF


def test_no_word_of_a_form_stands_outside_the_forms() -> None:
    codes = {path.stem for path in (ROOT / "expectations" / "forms").glob("*.yaml")}
    words = words_of_forms()
    assert len(codes) >= 7
    assert len(words) >= 50
    for path in modules("transforms", "flows"):
        text = path.read_text(encoding="utf-8").casefold()
        found = [word for word in codes | words if word.casefold() in text]
        assert not found, f"{path.relative_to(ROOT)} knows {found}: this belongs into the form"


def test_top_level_is_that_of_the_design() -> None:
    assert {name.split("/")[0] for name in tracked() if "/" in name} == FOLDERS


def test_no_address_of_a_registry_and_no_path_of_a_machine() -> None:
    forbidden = re.compile(r"https?://[\w.-]*(pythonhosted|pypi|npmjs|debian)\.|/(home|root|Users|work)/[a-z]")
    for name in tracked():
        if not name.startswith("tests/field/"):
            text = (ROOT / name).read_text(encoding="utf-8", errors="replace")
            assert not forbidden.search(text.replace(forbidden.pattern, "")), name


def name_of(requirement: str) -> str:
    """The name of a package in the one spelling that registries compare by."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\[><=]", requirement)[0]).lower()


def test_what_is_imported_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    ran = set(map(name_of, project["project"]["dependencies"]))
    tested = {name_of(each) for each in project["dependency-groups"]["dev"] if isinstance(each, str)}
    owners = packages_distributions()
    for room, declared in [*((room, ran) for room in ROOMS), ("tests", ran | tested)]:
        packages = {name.split(".")[0] for path in modules(room) for name in imports(path)}
        foreign = packages - set(sys.stdlib_module_names) - set(ROOMS) - {"tests"}
        undeclared = [name for name in foreign if not set(map(name_of, owners[name])) & declared]
        assert not undeclared, f"{room}/ imports what pyproject.toml does not declare"


def test_locks_agree_and_every_package_has_hashes() -> None:
    pins = {}
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text()
        blocks = re.findall(r"^(\S+==.*?)(?=^\S|\Z)", text, flags=re.MULTILINE | re.DOTALL)
        assert len(blocks) > 100
        assert all("--hash=sha256:" in block for block in blocks)
        assert "://" not in text
        pins[name] = {block.split("\\")[0].strip() for block in blocks}
    assert pins["requirements.lock"] <= pins["requirements-dev.lock"]


@pytest.mark.parametrize("path", modules(*ROOMS, "tests"), ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_are_of_a_size_to_be_read(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= (400 if "tests" in path.relative_to(ROOT).parts else 350)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 60, node.name


@pytest.mark.parametrize("path", modules(*ROOMS), ids=lambda path: str(path.relative_to(ROOT)))
def test_names_of_modules_say_what_is_in_them(path: Path) -> None:
    assert path.stem not in VAGUE
    assert path.stem not in sys.stdlib_module_names, "hides a module of Python where the folder stands on sys.path"


@pytest.mark.parametrize("path", modules(*ROOMS), ids=lambda path: str(path.relative_to(ROOT)))
def test_what_is_public_says_what_comes_out(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    public = [
        node
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef) and not node.name.startswith("_")
    ]
    assert not [node.name for node in public if not ast.get_docstring(node)]


def test_every_command_is_in_the_readme() -> None:
    from flows.command import app

    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    names = [command.name or command.callback.__name__ for command in app.registered_commands if command.callback]
    assert len(names) >= 8
    assert [name for name in names if f"parkwatch {name}" not in readme] == []
    told = re.findall(r"^\| `parkwatch (\w+)", readme, flags=re.MULTILINE)
    assert len(told) == len(set(told)), "a command has one line"
    assert set(told) <= set(names)


def test_every_setting_is_in_the_readme() -> None:
    from flows.settings import Settings

    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| `(\w+)` \| .* \| (.*) \|$", readme, flags=re.MULTILINE))
    assert list(told) == list(Settings.model_fields)
    numbers = {name: field.default for name, field in Settings.model_fields.items() if type(field.default) is int}
    assert len(numbers) == 8
    assert {name: told[name] for name in numbers} == {name: str(default) for name, default in numbers.items()}


def test_every_make_target_is_in_the_readme() -> None:
    targets = re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text(), flags=re.MULTILINE)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(targets) >= 7
    assert [target for target in targets if f"make {target}" not in readme] == []


def test_every_path_in_the_readme_is_there() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:expectations|transforms|flows|tests|deploy)/[\w./-]*)`", readme)
    assert len(named) >= 8
    assert [name for name in named if not (ROOT / name).exists()] == []

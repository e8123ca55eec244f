"""Marked copies as LibreOffice shows them: opened, printed to PDF and saved again by it, in `make soak`."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.transforms.marked.made import marked, opened, remark
from tests.transforms.marked.test_looks import filled
from tests.transforms.marked.test_marked_copy import FILE, LIVE
from tests.transforms.read.made import xls
from transforms.marked.styles import FILLS
from transforms.read.open_document import open_document
from transforms.read.own_sheet import OWN_NAME, changed_cells, is_own

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
pytestmark = pytest.mark.soak


def converted(folder: Path, content: bytes, ending: str) -> Path:
    """The copy as LibreOffice writes it in another format."""
    assert OFFICE is not None, "LibreOffice Calc must be installed for this (on Debian: apt install libreoffice-calc)"
    source = folder / "copy.xlsx"
    source.write_bytes(content)
    out = folder / "out"
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [OFFICE, profile, "--headless", "--convert-to", ending, "--outdir", str(out), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return out / f"copy.{ending.partition(':')[0]}"


def test_marks_are_in_the_picture(tmp_path: Path) -> None:
    pdf = converted(tmp_path, marked(FILE, remark("B2"), remark("C2", number=2, effect="warn")), "pdf")
    draw = subprocess.run(["pdftoppm", "-r", "50", str(pdf)], check=True, capture_output=True).stdout
    for effect in ("return", "warn"):
        red, green, blue = bytes.fromhex(FILLS[effect][2:])
        assert draw.count(bytes([red, green, blue])) > 50, effect


def test_copy_saved_by_libreoffice_still_has_marks_and_our_sheet(tmp_path: Path) -> None:
    copy = marked(FILE, remark("B2"), *(remark("C2", number=2 + at, value=live) for at, live in enumerate(LIVE)))
    saved = converted(tmp_path, copy, "xlsx:Calc MS Excel 2007 XML").read_bytes()
    workbook = opened(saved)
    assert workbook.sheetnames[0] == OWN_NAME
    assert workbook["Sheet"]["B2"].fill.fgColor.rgb == FILLS["return"]
    assert workbook["Sheet"]["B2"].comment is not None
    assert all(cell.data_type != "f" for row in workbook[OWN_NAME].iter_rows() for cell in row)
    front = open_document(saved).sheets[0]
    assert is_own(front)
    assert changed_cells(front) == ()


@pytest.mark.parametrize("ending", ["ods", "xls"])
def test_our_sheet_is_known_in_every_format_it_may_be_saved_in(tmp_path: Path, ending: str) -> None:
    saved = converted(tmp_path, marked(xls(filled), remark("B2", sheet="Sổ")), ending).read_bytes()
    sheets = open_document(saved).sheets
    assert [is_own(sheet) for sheet in sheets] == [True, False]
    assert changed_cells(sheets[0]) == ()

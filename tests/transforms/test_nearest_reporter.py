"""Whom a report may come from whose code no register knows."""

import pytest

from transforms.letters import Named
from transforms.nearest_reporter import Clues, Register, Registered

A = Registered("3254018976", "CÔNG TY TNHH A", "0100109106")
B = Registered("9876543210", "CÔNG TY TNHH B", "0312345678")
C = Registered("9876543299", "CÔNG TY TNHH B", "0312345678")
KNOWN = Register([A, B, C])


def meant(code: str | None, *texts: str) -> list[str]:
    """The codes of those who may be meant."""
    return [each.code for each in KNOWN.meant(Clues(code, texts))]


@pytest.mark.parametrize(
    "written",
    [
        "3254018977",  # a wrong digit
        "3254018967",  # two neighbours swapped
        "325401876",  # one too few
        "32540189776",  # one too many
        "0100109106",  # the tax code in its place
    ],
)
def test_a_code_one_slip_away_is_known_again(written: str) -> None:
    assert meant(written) == ["3254018976"]


@pytest.mark.parametrize("written", ["3254018900", "1111111111", "", None, "x" * 5000])
def test_a_code_further_off_means_nobody(written: str | None) -> None:
    assert meant(written) == []


def test_without_a_code_the_tax_code_or_the_name_tells() -> None:
    assert meant(None, "Mã số thuế: 0100109106") == ["3254018976"]
    assert meant(None, "Công ty TNHH A") == ["3254018976"]
    assert meant(None, "Tên doanh nghiệp: Công ty TNHH A") == ["3254018976"]
    assert meant(None, "Công ty TNHH Không Ai Biết", "0100109107") == []


def test_whom_two_clues_name_comes_first() -> None:
    assert meant("9876543298", "MST: 0312345678") == ["9876543299", "9876543210"]


def test_nothing_is_told_but_code_and_name() -> None:
    assert KNOWN.meant(Clues("3254018977")) == (Named("3254018976", "CÔNG TY TNHH A"),)

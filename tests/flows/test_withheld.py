"""Paths of files that bear a mark of secrecy, and paths that name persons, are kept nowhere; the files come in once."""

import sqlite3

import pytest

from flows.withheld import kept_path, withheld
from tests import examples
from tests.flows.made_nights import REGISTER, MadeNights, made_nights

SECRET = "Sổ vụ việc\nTUYỆT MẬT Bản số: 01\n".encode()
SECRET_NAME, PERSON = "Ke hoach bao ve doan khach", "SXKD Nguyễn Văn Ví Dụ"


@pytest.fixture
def nights(sqlite_warehouse_url: str, tmp_path_factory: pytest.TempPathFactory) -> MadeNights:
    made = made_nights(sqlite_warehouse_url, tmp_path_factory.mktemp("home"))
    made.night("2026-10-01", a_register=REGISTER)
    made.night("2026-10-02", **{SECRET_NAME: SECRET, PERSON: examples.monthly()})
    return made


def ledger(nights: MadeNights) -> list[tuple[str, str]]:
    """Path and outcome of what arrived."""
    asked = "SELECT path, outcome FROM intake.arrival JOIN intake.submission USING (arrival_rank) ORDER BY arrival_rank"
    with nights.engine.connect() as connection:
        return [(row[0], row[1]) for row in connection.exec_driver_sql(nights.placed(asked))]


def test_only_the_day_of_the_folder_and_the_hash_stand_in_the_ledger(nights: MadeNights) -> None:
    paths = dict(ledger(nights))
    assert sorted(paths.values()) == ["accepted", "accepted", "refused_classified"]
    withheld_paths = [path for path in paths if "không-lưu-tên" in path]
    assert len(withheld_paths) == 2
    assert all(path.startswith("2026-10-02/không-lưu-tên-") for path in withheld_paths)


def test_no_byte_of_the_names_is_in_the_home(nights: MadeNights) -> None:
    kept = [path for path in nights.settings.home.rglob("*") if path.is_file()]
    everything = b"\n".join([path.read_bytes() for path in kept] + [str(path).encode() for path in kept])
    database = nights.settings.warehouse_url
    if str(database).startswith("sqlite"):
        with sqlite3.connect(str(database).partition("///")[2]) as connection:
            everything += "\n".join(connection.iterdump()).encode()
    assert SECRET_NAME.encode() not in everything
    assert "Ví Dụ".encode() not in everything


def test_the_same_files_seen_again_are_not_taken_again(nights: MadeNights) -> None:
    before = ledger(nights)
    nights.night("2026-10-03")
    assert ledger(nights) == before


def test_other_bytes_under_the_name_are_a_new_file_and_the_same_bytes_elsewhere_a_duplicate(nights: MadeNights) -> None:
    nights.night("2026-10-03", **{SECRET_NAME: SECRET, "other": SECRET + b"\n"})
    assert [outcome for _, outcome in ledger(nights)[3:]] == ["duplicate", "refused_classified"]
    assert all("không-lưu-tên" in path for path, _ in ledger(nights)[3:])


@pytest.mark.parametrize(
    "name",
    ["Nguyễn Văn A - biên bản.xlsx", "NguyenVanA_ldnn.xlsx", "nguyen-van-a.xls", "KIM MIN JUN.csv", "037099012345.csv"],
)
def test_a_path_that_names_a_person_is_not_kept(name: str) -> None:
    assert kept_path(f"2026-05-01/police/{name}", "ab" * 32) == "2026-05-01/không-lưu-tên-abababababababab"
    assert kept_path(name, "ab" * 32) == withheld(name, "ab" * 32) == "không-lưu-tên-abababababababab"


@pytest.mark.parametrize(
    "name",
    ["Thực Phẩm_DT-Q2.2026.xlsx", "PhanBon-SXKDT5-2026.csv", "Thạch Vĩ T04_26.xlsx", "BC ANTT Công an xã Gia Trấn.xls"],
)
def test_a_path_that_names_a_firm_or_a_place_is_kept(name: str) -> None:
    assert kept_path(name, "ab" * 32) == name

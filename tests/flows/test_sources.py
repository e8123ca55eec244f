"""What a source yields, in which order, and what it passes over."""

import errno
import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import fsspec
import pytest

from flows import stages
from flows.archive import sha256_of
from flows.commands.run import shown_place
from flows.settings import OutboxEntry, SourceEntry, load_settings
from flows.sources import Listing, entry_of, given_by_hand, list_source, looked_again
from flows.sources.parcel import StillBeingWritten, TooLarge, is_passed_over, modified_at
from flows.trouble import FileTrouble, SourceTrouble, UsageTrouble

NOW = datetime(2026, 3, 2, 19, 0, tzinfo=UTC)
TODAY = date(2026, 3, 3)


def put(folder: Path, path: str, content: bytes = b"report", age: float = 3600) -> Path:
    """A file under `folder` that was last modified `age` seconds before NOW."""
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    os.utime(file, (NOW.timestamp() - age,) * 2)
    return file


def look(url: object, today: date = TODAY, settle_seconds: float = 60) -> Listing:
    """One look at a source at NOW."""
    return list_source(SourceEntry(name="a", url=str(url)), today, NOW, settle_seconds)


def paths(listing: Listing) -> list[str]:
    """The paths of what was found, in order."""
    return [parcel.path for parcel in listing.parcels]


def test_folder_is_listed_in_path_order_as_text(tmp_path: Path) -> None:
    for path in ("2026-03-02/police/b.csv", "2026-03-02/board/z.xlsx", "2026-02-27/x.csv", "2026-03-02/board/É.xlsx"):
        put(tmp_path, path)
    found = ["2026-02-27/x.csv", "2026-03-02/board/z.xlsx", "2026-03-02/board/É.xlsx", "2026-03-02/police/b.csv"]
    assert paths(look(tmp_path)) == found
    assert look(tmp_path).parcels[0].day == date(2026, 2, 27)


def test_days_after_today_are_not_there_yet(tmp_path: Path) -> None:
    put(tmp_path, "2026-03-03/a.csv")
    put(tmp_path, "2026-03-04/b.csv")
    put(tmp_path, "loose.csv")
    listing = look(tmp_path)
    assert paths(listing) == ["2026-03-03/a.csv", "loose.csv"]
    assert listing.not_yet == 1


@pytest.mark.parametrize(
    "name", ["~$a.xlsx", "a.xlsx.part", "a.filepart", ".a.xlsx", ".git/a.csv", "d/.x/a.csv", "a.TMP"]
)
def test_names_of_unfinished_files_are_passed_over(name: str) -> None:
    assert is_passed_over(name)
    assert not is_passed_over("2026-03-03/part/báo cáo.part.xlsx")


def test_file_that_may_be_half_written_stands_apart(tmp_path: Path) -> None:
    put(tmp_path, "old.csv", age=61)
    put(tmp_path, "fresh.csv", age=15)
    listing = look(tmp_path)
    assert paths(listing) == ["old.csv"]
    assert [parcel.path for parcel in listing.unsettled] == ["fresh.csv"]
    assert listing.settles_in == 45
    assert paths(look(tmp_path, settle_seconds=0)) == ["fresh.csv", "old.csv"]


def test_clock_that_is_ahead_tells_nothing(tmp_path: Path) -> None:
    put(tmp_path, "clock-ahead.csv", age=-7200)
    assert look(tmp_path).settles_in == 60
    assert paths(looked_again(look(tmp_path), look(tmp_path))) == ["clock-ahead.csv"]


def test_second_look_takes_what_nobody_has_written_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copied, growing = tmp_path / "in" / "copied.csv", tmp_path / "in" / "growing.csv"
    copied.parent.mkdir()
    copied.write_bytes(b"whole")
    growing.write_bytes(b"half")
    os.utime(growing, (0, 0))  # as a copying program leaves it that sets the time of the original
    os.utime(copied)
    waited: list[float] = []

    def write_on(seconds: float) -> None:
        waited.append(seconds)
        growing.write_bytes(b"half and more")
        (tmp_path / "in" / "new.csv").write_bytes(b"a beginning")

    monkeypatch.setattr(stages, "sleep", write_on)
    settings = load_settings(home=tmp_path / "var", settle_seconds=5)
    night = stages.plan(settings, [str(copied.parent)])
    listing = stages.look(night, night.entries[0])
    assert paths(listing) == ["copied.csv"]
    assert [parcel.path for parcel in listing.unsettled] == ["growing.csv", "new.csv"]
    assert len(waited) == 1
    assert 0 < waited[0] <= 5


def test_source_at_rest_is_looked_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "in", "a.csv")
    monkeypatch.setattr(stages, "sleep", lambda _: pytest.fail("nothing was new"))
    night = stages.plan(load_settings(home=tmp_path / "var", settle_seconds=5), [str(tmp_path / "in")])
    assert paths(stages.look(night, night.entries[0])) == ["a.csv"]


def test_file_that_grows_between_two_looks_is_left(tmp_path: Path) -> None:
    file = put(tmp_path, "a.csv")
    (parcel,) = look(tmp_path).parcels
    file.write_bytes(b"report and more")
    with pytest.raises(StillBeingWritten):
        parcel.read()


def test_links_out_of_a_folder_are_not_followed(tmp_path: Path) -> None:
    secret = put(tmp_path, "secret/key", b"secret")
    put(tmp_path, "in/a.csv")
    (tmp_path / "in/b.csv").symlink_to(secret)
    (tmp_path / "in/more").symlink_to(secret.parent)
    assert paths(look(tmp_path / "in")) == ["a.csv"]


def test_file_url_is_the_folder(tmp_path: Path) -> None:
    put(tmp_path, "thư mục/a.csv", b"x")
    (parcel,) = look((tmp_path / "thư mục").as_uri()).parcels
    assert (parcel.path, parcel.read(), parcel.size) == ("a.csv", b"x", 1)


def test_memory_tree_yields_the_same_parcels() -> None:
    memory = fsspec.filesystem("memory")
    memory.pipe({"/inbox/2026-03-01/b.csv": b"bb", "/inbox/2026-03-01/a.csv": b"a"})
    try:
        listing = list_source(
            SourceEntry(name="m", url="memory://inbox"), TODAY, datetime.now(UTC) + timedelta(hours=1), 60
        )
        assert paths(listing) == ["2026-03-01/a.csv", "2026-03-01/b.csv"]
        assert [parcel.read() for parcel in listing.parcels] == [b"a", b"bb"]
    finally:
        memory.rm("/inbox", recursive=True)


@pytest.mark.parametrize("kind", ["folder", "tree"])
def test_a_file_larger_than_any_report_is_hashed_in_pieces(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "a.csv", b"larger")
    monkeypatch.setattr(f"flows.sources.{kind}.MOST_BYTES", 5)
    url = str(tmp_path) if kind == "folder" else f"local://{tmp_path}"
    assert look(url).parcels[0].read() == TooLarge(sha256_of(b"larger"))


def test_missing_folder_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SourceTrouble, match="could not be opened"):
        look(tmp_path / "nowhere")


def test_unknown_scheme_is_one_sentence() -> None:
    with pytest.raises(SourceTrouble, match="not known: “gopher://”"):
        look("gopher://example/in")


def test_source_stated_by_name_url_or_folder(tmp_path: Path) -> None:
    portal = SourceEntry(name="portal", url="memory://portal")
    assert entry_of("portal", [portal]) is portal
    assert entry_of("memory://portal", [portal]) is portal
    assert entry_of(str(tmp_path), [portal]).title == tmp_path.as_uri()


def test_password_in_a_source_url_is_refused() -> None:
    with pytest.raises(UsageTrouble, match="may not bear a password"):
        entry_of("sftp://clerk:secret@localhost/in", [])


def test_file_that_may_not_be_read_is_one_sentence_in_each_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "a.csv")
    (parcel,) = look(tmp_path).parcels
    refused = PermissionError(errno.EACCES, "Permission denied")
    monkeypatch.setattr("builtins.open", lambda *_: (_ for _ in ()).throw(refused))
    with pytest.raises(FileTrouble) as caught:
        parcel.read()
    assert caught.value.vi == "Nguồn “a”: không đọc được tệp “a.csv” (không có quyền)."
    assert caught.value.en == "The source “a” has a file that cannot be read: “a.csv” (no permission)."


def test_names_that_are_no_utf8_or_steer_a_terminal_are_told_by_their_codes(tmp_path: Path) -> None:
    (tmp_path / "2026-03-02").mkdir()
    for name in (b"B\xe1o c\xe1o.csv", b"a\x1b[2J\nb.csv", "Báo cáo.csv".encode()):
        file = os.path.join(os.fsencode(tmp_path), b"2026-03-02", name)
        Path(os.fsdecode(file)).write_bytes(name)
        os.utime(file, (NOW.timestamp() - 3600,) * 2)
    parcels = look(tmp_path).parcels
    assert [parcel.path.partition("/")[2] for parcel in parcels] == [
        r"B\u00e1o c\u00e1o.csv", "Báo cáo.csv", r"a\u001b[2J b.csv"
    ]  # fmt: skip
    assert [parcel.read() for parcel in parcels] == [b"B\xe1o c\xe1o.csv", "Báo cáo.csv".encode(), b"a\x1b[2J\nb.csv"]


@pytest.mark.parametrize(("seconds", "year"), [(-1e10, 1970), (-1, 1970), (3e11, 2200), (1e15, 2200)])
def test_a_time_of_change_that_no_calendar_holds_is_the_nearest_that_one_does(seconds: float, year: int) -> None:
    assert modified_at(seconds).year == year


def test_a_file_from_before_1970_and_one_past_9999_are_listed(tmp_path: Path) -> None:
    for name, seconds in (("a.csv", -86400 * 365), ("b.csv", 8_000 * 365 * 86400)):
        os.utime(put(tmp_path, name), (seconds, seconds))
    listing = look(tmp_path)
    assert [parcel.modified.year for parcel in (*listing.parcels, *listing.unsettled)] == [1970, 2200]
    again = looked_again(listing, look(tmp_path))
    assert paths(again) == ["a.csv", "b.csv"]


def test_token_in_the_address_of_a_source_is_neither_shown_nor_stored() -> None:
    entry = entry_of("https://k3y@files.example/in?token=s3cret&sig=x#more", [])
    assert entry.title == "https://files.example/in"
    assert entry.url.endswith("token=s3cret&sig=x#more")
    with given_by_hand([entry]):
        assert entry_of(entry.title, []) is entry
    assert "s3cret" not in shown_place(OutboxEntry(name="portal", url="https://files.example/in?token=s3cret"))


def test_folder_that_cannot_be_opened_costs_itself_and_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for day in ("2026-03-01", "2026-03-02"):
        put(tmp_path, f"{day}/a.csv")
    opened = os.scandir

    def refusing(folder: str) -> object:
        if str(folder).endswith("2026-03-01"):
            raise PermissionError(13, "Permission denied")
        return opened(folder)

    monkeypatch.setattr(os, "scandir", refusing)
    listing = look(tmp_path)
    assert [parcel.path for parcel in listing.parcels] == ["2026-03-02/a.csv"]
    (told,) = stages.unopened(listing).values()
    assert "has a folder that cannot be opened: “2026-03-01/” (no permission)" in told.en


def test_folders_deeper_than_a_path_may_be_cost_themselves(tmp_path: Path) -> None:
    put(tmp_path, "a.csv")
    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(25):  # of 200 letters: more than the 4,096 bytes that a path may have
        os.mkdir("d" * 200, dir_fd=here)
        here, above = os.open("d" * 200, os.O_RDONLY, dir_fd=here), here
        os.close(above)
    os.close(here)
    listing = look(tmp_path)
    assert [parcel.path for parcel in listing.parcels] == ["a.csv"]
    (told,) = listing.unopened
    assert "(the name is too long)" in told.en
    assert len(told.en) < 300

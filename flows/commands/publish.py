"""`parkwatch publish` and `diff`: a cut sealed for a review, verified, and two states beside each other."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from flows.commands.app import Because, OutputFile, WarehouseUrl, Who, app, day_of, settings_with, told
from flows.commands.receipt import PublicKeyFile, as_json
from flows.commands.words import print_trouble, say, show_table
from flows.settings import Settings
from flows.trouble import UsageTrouble, disk_trouble

if TYPE_CHECKING:
    import pandas as pd

VERIFY = "verify"
SHOWN = 10  # lines of a table that differs which are shown
ROWS = 200  # differences that the table on a terminal shows
WHAT = {
    "record": ("không có trong kho", "not on record in this warehouse"),
    "signature": ("chữ ký không đúng, hoặc khóa không được tin cậy", "wrong signature, or no trusted key"),
    "name": ("tệp là bản chốt mang tên khác", "the file is that of another publication"),
    "file": ("tệp khác với mã băm đã ghi", "the file differs from the hash on record"),
}
Day = typer.Option("--as-of", metavar="DATE", help="Số liệu đến hết ngày / up to this day")


@app.command()
@told
def publish(
    name: Annotated[str, typer.Argument(metavar="NAME | verify", help="Tên bản chốt, hoặc “verify” / its name")],
    target: Annotated[
        str | None, typer.Argument(metavar="[NAME|FILE]", help="Bản cần đối chiếu / which one to verify")
    ] = None,
    because: Because = None,
    who: Who = None,
    as_of: Annotated[str | None, Day] = None,
    public_key: PublicKeyFile = None,
    warehouse: WarehouseUrl = None,
) -> int:
    """Chốt số liệu cho một cuộc họp; đối chiếu lại từng byte / seal a cut for a review; verify it bit for bit."""
    settings = settings_with(warehouse)
    if name == VERIFY:
        if target is None:
            raise UsageTrouble("Hãy nêu tên hoặc tệp bản chốt.", "Name the publication or its file.")
        return verify_publication(settings, target, public_key)
    if not because or target is not None or not name.replace("-", "").replace("_", "").isalnum():
        raise UsageTrouble(
            "Cần một tên (chữ, số, gạch nối) và lý do: publish NAME --because “…”.",
            "A name (letters, digits, hyphens) and a reason are needed: publish NAME --because “…”.",
        )
    from flows.instants import is_instant

    if is_instant(name):
        raise UsageTrouble(
            f"“{name}” được hiểu là một thời điểm; hãy đặt tên khác.",
            f"“{name}” means an instant; choose another name.",
        )
    return seal_publication(settings, name, because, who, day_of(as_of))


def place_of(settings: Settings, name: str) -> Path:
    """Where the sealed file of a publication lies."""
    return settings.home / "publications" / f"{name}.zip"


def seal_publication(settings: Settings, name: str, because: str, who: str | None, as_of_on: date | None) -> int:
    """Seal the state at the end of the day and write its file."""
    from flows import store
    from flows.archive import write_whole
    from flows.failure import plainly
    from flows.publication import Sealing, seal
    from flows.signing import signing_key
    from flows.stages import alone

    file = place_of(settings, name)
    sealing = Sealing(name, because, who, datetime.now(UTC), as_of_on)
    with plainly():
        engine = store.open_warehouse(settings.warehouse_url)
        with alone(engine, settings.wait_seconds), store.writing(engine) as connection:
            content = seal(connection, sealing, signing_key(settings.home))
            try:
                file.parent.mkdir(parents=True, exist_ok=True)
                write_whole(file.with_name(f".{file.name}.part"), file, content)
            except OSError as error:
                raise disk_trouble(error, file) from error
    say(f"Đã chốt “{name}” → {file}", f"Sealed, {len(content):,} bytes.")
    return 0


def verify_publication(settings: Settings, target: str, public_key: Path | None) -> int:
    """Make the publication again from the warehouse and tell what differs; 1 where anything does."""
    from flows import store
    from flows.commands.check import content_of
    from flows.failure import plainly
    from flows.publication import MANIFEST, Manifest, members_of, verify
    from flows.signing import trusted_keys

    by_name = not Path(target).is_file()
    file = place_of(settings, target) if by_name else Path(target)
    content = content_of(file) if file.is_file() else None
    try:
        name = (
            Manifest.model_validate_json(members_of(content)[MANIFEST]).publication if content is not None else target
        )
    except UsageTrouble as damaged:  # a sealed file that somebody has changed may be none any more
        print_trouble(damaged)
        return 1
    keys = trusted_keys(settings.home, public_key)
    misnamed = ["name"] if by_name and name != target else []
    with plainly(), store.open_warehouse(settings.warehouse_url).connect() as connection:
        different = misnamed + verify(connection, content, name, keys)
        if content is None and different == ["record"]:
            raise UsageTrouble(f"Không có bản chốt “{name}”.", f"There is no publication “{name}”.")
        show_table(f"“{name}”", ["Khác / differs", ""], [(each, " / ".join(WHAT.get(each, ()))) for each in different])
        if content is not None and different:
            show_lines(connection, content)
    if different:
        say("KHÔNG khớp với kho dữ liệu.", "It does NOT equal what the warehouse tells.")
        return 1
    say("Khớp từng byte với kho dữ liệu.", "Equal to the last byte to what the warehouse tells.")
    if content is None:
        say(
            f"Tệp {file} không có; đã đối chiếu theo mã băm.", "The file is not there; its hash on record was compared."
        )
    return 0


def show_lines(connection: object, content: bytes) -> None:
    """Some lines of the sealed file that the warehouse tells otherwise."""
    from sqlalchemy import Connection

    from flows.publication import MANIFEST, made_again, members_of

    assert isinstance(connection, Connection)
    held = members_of(content)
    for member, data in made_again(connection, held[MANIFEST].decode()).items():
        was, now = (set(each.decode(errors="replace").splitlines()) for each in (held.get(member, b""), data))
        lines = [("−", line) for line in sorted(was - now)] + [("+", line) for line in sorted(now - was)]
        show_table(f"{member} ({len(lines)})", ["", "− chốt / sealed, + nay / now"], lines[:SHOWN])


Format = Annotated[Literal["table", "csv", "json"], typer.Option("--format", help="Dạng kết quả / form of the output")]


@app.command()
@told
def diff(
    old: Annotated[str, typer.Argument(metavar="A", help="Bản chốt, tệp, ngày hoặc “now” / publication, file, day")],
    new: Annotated[str, typer.Argument(metavar="B", help="Bản chốt, tệp, ngày hoặc “now” / publication, file, day")],
    table: Annotated[str | None, typer.Option("--table", metavar="TABLE", help="Chỉ bảng này / only this")] = None,
    shown_as: Format = "table",
    output: OutputFile = None,
    warehouse: WarehouseUrl = None,
) -> int:
    """So hai thời điểm, từng số liệu: cũ, mới, chênh lệch, % / two states figure by figure: old, new, difference, %."""
    from flows import store
    from flows.commands.tell import write_csv, write_text
    from flows.cut_diff import difference
    from flows.failure import plainly

    settings = settings_with(warehouse)
    with plainly(), store.open_warehouse(settings.warehouse_url).connect() as connection:
        folder = settings.home / "publications"
        found = difference(connection, folder, old, new, [table] if table else None)
    if shown_as == "csv":
        write_csv(found, output)
    elif shown_as == "json":
        write_text(as_json(found.astype("object").where(found.notna(), None).to_dict("records")), output)
    else:
        show_differences(found)
    return 0


def show_differences(found: "pd.DataFrame") -> None:
    """The first differences as a table, and how many there are."""
    from flows.findings_table import shown

    headings = [
        "Bảng / table",
        "Dòng / row",
        "Số liệu / figure",
        "Cũ / old",
        "Mới / new",
        "Chênh lệch / difference",
        "%",
    ]
    rows = [[shown(cell) for cell in row] for row in found.head(ROWS).itertuples(index=False)]
    show_table("Khác nhau / differences", headings, rows, [3, 4, 5, 6])
    say(f"{len(found)} số liệu khác nhau.", f"{len(found)} figures differ.")
    if len(found) > ROWS:
        say("Xem đủ bằng --format csv.", f"The first {ROWS} are shown; --format csv gives all.")

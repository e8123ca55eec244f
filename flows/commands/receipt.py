"""`parkwatch receipt`: the receipt of a file, verified without a warehouse, and the audit of all of them."""

from pathlib import Path
from typing import Annotated, Any

import typer

from flows.commands.app import OutputFile, WarehouseUrl, app, settings_with, told
from flows.commands.words import out, say, show_table
from flows.safe_text import plain_letters
from flows.settings import Settings
from flows.trouble import UsageTrouble

PublicKeyFile = Annotated[
    Path | None, typer.Option("--public-key", metavar="FILE", help="Khóa công khai (PEM) / the public key")
]


@app.command()
@told
def receipt(
    what: Annotated[
        str | None,
        typer.Argument(metavar="[NUMBER|FILE|HASH]", help="Số biên nhận, tệp hoặc mã băm / number, file or hash"),
    ] = None,
    verify: Annotated[
        Path | None, typer.Option("--verify", metavar="RECEIPT", help="Xác minh biên nhận này / verify this receipt")
    ] = None,
    audit: Annotated[bool, typer.Option("--audit", help="Soát toàn bộ sổ biên nhận / check all receipts")] = False,
    key: Annotated[bool, typer.Option("--key", help="In khóa công khai / print the public key")] = False,
    public_key: PublicKeyFile = None,
    output: OutputFile = None,
    warehouse: WarehouseUrl = None,
) -> int:
    """Biên nhận của một tệp; xác minh không cần kho; soát cả sổ / a file's receipt, verified offline; the audit."""
    settings = settings_with(warehouse)
    if key:
        return tell_key(settings)
    if verify is not None:
        return verify_receipts(settings, verify, public_key, Path(what) if what else None)
    if audit:
        return audit_receipts(settings, public_key, Path(what) if what else None)
    if what is None:
        raise UsageTrouble(
            "Hãy nêu số biên nhận, tệp hoặc mã băm; hoặc --verify, --audit, --key.",
            "Name a number, a file or a hash; or --verify, --audit, --key.",
        )
    return write_receipt(settings, what, output)


def tell_key(settings: Settings) -> int:
    """Print the public key of this home folder, made where there is none."""
    from flows.signing import fingerprint, public_pem, signing_key

    public = signing_key(settings.home).public_key()
    out.print(public_pem(public).decode(), end="", markup=False)
    say(f"Dấu vân tay: {fingerprint(public)}", "The fingerprint of the key.")
    return 0


def write_receipt(settings: Settings, what: str, output: Path | None) -> int:
    """Write the receipts of what was named, as one JSON object or as a list of them."""
    from flows import store
    from flows.archive import sha256_of
    from flows.commands.tell import write_text
    from flows.failure import plainly
    from flows.named import file_named
    from flows.receipts import receipts_of

    given: str | None = sha256_of(Path(what).read_bytes()) if Path(what).is_file() else None
    with plainly(), store.open_warehouse(settings.warehouse_url).connect() as connection:
        if given is None:
            found = receipts_of(connection, arrival_rank=file_named(connection, what).arrival_rank)
        else:
            found = receipts_of(connection, sha256=given)
    if not found:
        raise UsageTrouble(f"Không có biên nhận nào của “{what}”.", f"There is no receipt of “{what}”.")
    write_text(as_json(found[0] if len(found) == 1 else found), output)
    return 0


def as_json(value: Any) -> str:
    """The value as JSON for people."""
    import json

    return plain_letters(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def verify_receipts(settings: Settings, file: Path, public_key: Path | None, report: Path | None) -> int:
    """Tell whether each receipt of the file is genuine, and whether it is that of the report; 1 when one is not."""
    from flows.archive import sha256_of
    from flows.commands.check import content_of
    from flows.receipts import is_genuine
    from flows.signing import trusted_keys

    keys = trusted_keys(settings.home, public_key)
    shown = receipts_in(file)
    sha256 = sha256_of(content_of(report)) if report is not None else None
    bad = 0
    for given in shown:
        genuine = is_genuine(given, keys)
        fits = sha256 is None or (genuine and given["receipt"].get("sha256") == sha256)
        bad += not (genuine and fits)
        tell_verdict(given, genuine, fits)
    return 1 if bad else 0


def receipts_in(file: Path) -> list[Any]:
    """The receipts that a file holds: one, or a list."""
    import json

    from flows.commands.check import content_of

    try:
        content = json.loads(content_of(file))
    except ValueError:
        content = None
    shown = content if isinstance(content, list) else [content]
    if not shown or not all(isinstance(given, dict) for given in shown):
        raise UsageTrouble(f"“{file}” không phải là biên nhận.", f"“{file}” is no receipt.")
    return shown


def tell_verdict(given: Any, genuine: bool, fits: bool) -> None:
    """Say what became of the verification, and what a genuine receipt says."""
    if not genuine:
        say(
            "KHÔNG hợp lệ: biên nhận đã bị sửa hoặc không do khóa này ký.",
            "NOT valid: changed, or not signed by the key.",
        )
        return
    if not fits:
        say("Biên nhận hợp lệ nhưng là của một tệp khác.", "The receipt is genuine, but it is of another file.")
    else:
        say("Biên nhận hợp lệ.", "The receipt is genuine.")
    show_table("", ["", ""], sorted(given["receipt"].items()))


def audit_receipts(settings: Settings, public_key: Path | None, held: Path | None) -> int:
    """Check the chain of all receipts, and against it the receipts of a file that somebody kept; 1 at any fault."""
    from flows import store
    from flows.failure import plainly
    from flows.receipts import audit, is_genuine
    from flows.signing import trusted_keys

    keys = trusted_keys(settings.home, public_key)
    shown = receipts_in(held) if held is not None else []
    if not all(is_genuine(given, keys) for given in shown):
        raise UsageTrouble(f"“{held}” không phải là biên nhận hợp lệ.", f"“{held}” is no genuine receipt.")
    with plainly(), store.open_warehouse(settings.warehouse_url).connect() as connection:
        number, faults = audit(connection, keys, shown)
    rows = ((fault.position, f"{fault.vi}\n{fault.en}") for fault in faults)
    show_table("Sổ biên nhận / receipts", ["Số / position", "Sai / fault"], rows, [0])
    say(f"{number} biên nhận, {len(faults)} chỗ sai.", f"{number} receipts, {len(faults)} faults.")
    return 1 if faults else 0

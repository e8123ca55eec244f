"""`parkwatch mark`: the marked copy of a report of the warehouse, or of a file that no warehouse knows."""

from pathlib import Path
from typing import Annotated

import typer

from flows.commands.app import WarehouseUrl, app, settings_with, told


@app.command()
@told
def mark(
    what: Annotated[
        list[str],
        typer.Argument(metavar="NUMBER|FILE...", help="Số biên nhận hoặc tệp / numbers of receipts, or files"),
    ],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FOLDER", help="Ra thư mục này / into this folder")
    ] = Path("."),
    warehouse: WarehouseUrl = None,
) -> int:
    """Bản sao có đánh dấu các ô sai / the sender's own file again with its bad cells marked and told of."""
    from flows.marking import mark_all

    return mark_all(settings_with(warehouse), what, output)

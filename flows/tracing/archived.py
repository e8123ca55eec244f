"""The raw text of cells that the warehouse keeps no text of: read again from the archived file."""

from pathlib import Path

import pandas as pd

from expectations.catalogue import load_catalogue
from flows.archive import read_archived
from flows.reading import read_alone
from transforms.read.entries import Entry
from transforms.read.reading import reports_of

Cells = dict[tuple[str, int, str], Entry]


def with_raw_text(archive: Path, nodes: pd.DataFrame, files: pd.DataFrame) -> pd.DataFrame:
    """The nodes with column and text of every cell of which a row is kept; blank where the archive does not have it."""
    lacking = nodes["sheet_row"].notna() & nodes["submission_id"].notna() & nodes["sheet_column"].isna()
    if not lacking.any():
        return nodes
    columns, texts = nodes["sheet_column"].astype("object"), nodes["written"].astype("object")
    known = files.set_index("submission_id")
    for submission_id, rows in nodes[lacking].groupby("submission_id"):
        file = known.loc[submission_id]
        kept: str = "sha256" if pd.isna(file["archived_sha256"]) else "archived_sha256"
        cells = archived_cells(archive, str(file[kept]), str(file["form_code"]))
        for at, row in rows.iterrows():
            sheet = "" if pd.isna(row["sheet"]) else str(row["sheet"])
            cell = cells.get((sheet, int(row["sheet_row"]), str(row["figure"])))
            if cell is not None:
                columns.at[at], texts.at[at] = cell.column, cell.text
    return nodes.assign(sheet_column=columns.astype("str"), written=texts.astype("str"))


def archived_cells(archive: Path, sha256: str, form_code: str) -> Cells:
    """The cells of an archived report by sheet, row and the column of the facts that they are stored in."""
    catalogue = load_catalogue()
    form = catalogue.forms.get(form_code)
    try:
        reading = read_alone(0, read_archived(archive, sha256))
    except OSError:
        return {}
    stored = {column.key: column.stored_as or column.key for column in form.columns} if form is not None else {}
    entries = (each for report in reports_of(reading) if report.form_code == form_code for each in report.entries)
    return {(each.sheet, each.row, stored.get(each.column_key, each.column_key)): each for each in entries}

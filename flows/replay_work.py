"""What a replay has judged so far, on disk, so that one that was killed goes on where it was.

Judging takes four fifths of a replay, reading most of the rest. A batch that was judged is kept as Arrow files in a
folder that is named by all it rests on: files, acts, switches, forms and this program. Another state is another
folder.
"""

import hashlib
import shutil
from dataclasses import fields
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.feather
import sqlalchemy as sa

import expectations
import transforms
from expectations.warehouse.acts import act
from expectations.warehouse.dimensions import cut
from expectations.warehouse.explanations import rule_switch
from flows.archive import INCOMING
from flows.ledger import next_rank
from flows.replay_asked import Replay
from flows.settings import Settings
from flows.trouble import disk_trouble
from transforms.judged import Judged

WORK = "replay"
DECLARED = ("*.py", "*.yaml", "*.csv")


def work_folder(connection: sa.Connection, settings: Settings, asked: Replay) -> Path:
    """The folder of this replay of this state of the warehouse; what others have left is removed."""
    numbers = (cut.c.cut_id, act.c.act_no, rule_switch.c.switch_id)
    last = [connection.execute(sa.select(sa.func.max(each))).scalar() for each in numbers]
    state = (asked.words(), settings.batch_files, next_rank(connection), *last, program())
    folder = settings.home / WORK / hashlib.sha256(repr(state).encode()).hexdigest()[:16]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for other in folder.parent.iterdir():
            if other != folder:
                shutil.rmtree(other)
    except OSError as error:
        raise disk_trouble(error, folder) from error
    return folder


@cache
def program() -> str:
    """The state of all that judging rests on in this program: forms, code lists, transforms."""
    whole = hashlib.sha256()
    for room in (expectations, transforms):
        home = Path(room.__path__[0])
        for path in sorted(path for pattern in DECLARED for path in home.rglob(pattern)):
            whole.update(f"{path.relative_to(home)}\n".encode() + path.read_bytes())
    return whole.hexdigest()


def judged_before(folder: Path, number: int) -> Judged | None:
    """The batch of this number as it was judged before; None where it was not."""
    kept = folder / str(number)
    if not kept.is_dir():
        return None
    frames = {each.name: pyarrow.feather.read_table(kept / each.name).to_pandas() for each in fields(Judged)}
    return Judged(**frames)


def keep_judged(folder: Path, number: int, judged: Judged) -> None:
    """Keep the batch, whole or not at all."""
    unfinished = folder / INCOMING
    try:
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir()
        for each in fields(judged):
            table = pa.Table.from_pandas(getattr(judged, each.name), preserve_index=False)
            pyarrow.feather.write_feather(table, unfinished / each.name, compression="uncompressed")
        unfinished.rename(folder / str(number))
    except OSError as error:
        raise disk_trouble(error, folder) from error


def finish(settings: Settings) -> None:
    """Remove what a replay that came to its end needs no more."""
    shutil.rmtree(settings.home / WORK, ignore_errors=True)

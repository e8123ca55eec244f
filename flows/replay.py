"""The replay as a Prefect flow, by hand: the archive read again, all of it in one transaction."""

import getpass
from datetime import date

from prefect import flow
from prefect.artifacts import create_markdown_artifact

from flows.night_artifact import markdown_table
from flows.nightly import begin
from flows.replay_asked import Replay
from flows.replaying import Replayed, replay_alone
from flows.words import outcome_words

KEY = "replay"


@flow(persist_result=False)
def replay(
    form: str | None = None,
    since: date | None = None,
    until: date | None = None,
    rules_as_of: date | None = None,
    dry_run: bool = False,
    now: date | None = None,
) -> Replayed:
    """Read the archive again under today's forms and rules, or those of a day, and load what differs."""
    night, engine = begin([], now)
    asked = Replay(form, since, until, rules_as_of)
    return replay_alone(engine, night.settings, asked, getpass.getuser(), now, publish, dry=dry_run)


def publish(done: Replayed) -> None:
    """Leave the account of the replay with its flow run, before it is committed: counts, nothing of a report."""
    outcomes = done.outcomes.assign(
        before=done.outcomes["before"].map(outcome_words), after=done.outcomes["after"].map(outcome_words)
    )
    figures = done.figures.groupby(["form_code", "indicator_code"]).size().reset_index()
    parts = [
        f"{done.files} tệp đọc lại / files read again; {done.changed} đọc khác trước / otherwise than before; "
        f"{done.not_archived} không có bản lưu / not in the archive.",
        "## Kết quả thay đổi / Outcomes",
        markdown_table(outcomes, ["Biểu / Form", "Trước / Before", "Sau / After", "Tệp / Files"]),
        "## Số liệu thay đổi / Figures that differ",
        markdown_table(figures, ["Biểu / Form", "Chỉ số / Indicator", "Số liệu / Figures"]),
    ]
    create_markdown_artifact("\n\n".join(parts), key=KEY, description="Đọc lại / replay")

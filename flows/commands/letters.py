"""`parkwatch letters` and `parkwatch deliver`: what was told to whom, and sending what waits."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from flows.commands.app import (
    All,
    NowDay,
    OnlyDay,
    OnlyForm,
    OnlyPeriod,
    OnlyReporter,
    WarehouseUrl,
    app,
    day_of,
    settings_with,
    told,
)
from flows.settings import LOCAL_ZONE, local_today

Letters = Annotated[
    list[str] | None, typer.Argument(metavar="[LETTER]...", help="Mã thư, gửi lại / ids of letters to send again")
]
NONE_WAITS = ("Không có thư nào chờ gửi.", "No letter waits.")
FEW = 20  # letters that are shown unless all are asked for
SHORTEST = 8  # signs of an id that name a letter


@app.command()
@told
def letters(
    pending: Annotated[
        bool, typer.Option("--pending", help="Chỉ thư chưa gửi được / only what has not arrived")
    ] = False,
    reporter: OnlyReporter = None,
    form: OnlyForm = None,
    period: OnlyPeriod = None,
    day: OnlyDay = None,
    all_of_it: All = False,
    warehouse: WarehouseUrl = None,
) -> int:
    """Các thư đã gửi và chờ gửi / letters queued and delivered, the newest first."""
    from flows import store
    from flows.commands.lines import given, say_lines, tell_how_many
    from flows.commands.words import say
    from flows.failure import plainly
    from flows.narrowing import Narrowed
    from flows.telling import with_names

    narrowed = Narrowed(reporter, form, period, day_of(day), all_of_it)
    with plainly():
        engine = store.open_warehouse(settings_with(warehouse).warehouse_url)
        with engine.connect() as connection:
            rows = store.letters_told(connection, pending, narrowed)
            shown = rows if all_of_it or pending else rows.head(FEW)
            named = with_names(connection, shown.rename(columns={"to": "reporter_code"}), local_today())
    say_lines(letter_line(row) for row in given(named))
    if rows.empty:
        say(*(NONE_WAITS if pending else ("Không có thư nào.", "There are no letters.")))
    tell_how_many(shown, rows, "parkwatch letters … --all")
    return 0


def letter_line(row: Mapping[str, Any]) -> tuple[str, str]:
    """A letter, whom it is for and what became of it."""
    from flows.words import kind_words, state_words

    whom = f"{row['reporter']} ({row['reporter_code']})" if row["reporter"] else row["reporter_code"]
    at = f" {row['delivered_at'].astimezone(LOCAL_ZONE):%d/%m/%Y %H:%M}" if row["delivered_at"] else ""
    tries = f" ({row['attempts']} lần / tries)" if row["attempts"] > 1 else ""
    told = f"{kind_words(row['kind'])}, {row['items']} mục / items · {row['outbox']}: {state_words(row['state'])}"
    why = f". {row['message']}" if row["message"] else ""
    return f"{row['letter']} · {row['letter_day']:%d/%m/%Y} · {whom}", f"{told}{at}{tries}{why}"


@app.command()
@told
def deliver(named: Letters = None, warehouse: WarehouseUrl = None, now: NowDay = None) -> int:
    """Gửi ngay các thư đang chờ / deliver now what waits, or send letters again that are named."""
    from flows import stages, store
    from flows.commands.words import print_trouble, say, show_table
    from flows.failure import plainly
    from flows.letters.postman import deliver_letters
    from flows.trouble import UsageTrouble
    from flows.words import state_words

    if any(len(each) < SHORTEST for each in named or []):
        raise UsageTrouble(
            f"Mã thư cần ít nhất {SHORTEST} ký tự.", f"An id of a letter needs {SHORTEST} signs or more."
        )
    settings = settings_with(warehouse)
    with plainly():
        night = stages.plan(settings, (), day_of(now))
        engine = store.open_warehouse(settings.warehouse_url)
        with stages.alone(engine, settings.wait_seconds):
            done = deliver_letters(engine, settings, night.today, [each.lower() for each in named or []])
    for trouble in done.out_of_reach.values():
        print_trouble(trouble)
    states = [(state_words(state), number) for state, number in sorted(done.states.items())]
    show_table("Thư / letters", ["Trạng thái / state", "Thư / letters"], states, [1])
    if not done.states:
        say(*NONE_WAITS)
    return 3 if done.out_of_reach else 0

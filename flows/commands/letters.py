"""`parkwatch letters` and `parkwatch deliver`: what was told to whom, and sending what waits."""

from typing import Annotated

import typer

from flows.commands.app import NowDay, WarehouseUrl, app, day_of, settings_with, told
from flows.settings import LOCAL_ZONE

Letters = Annotated[
    list[str] | None, typer.Argument(metavar="[LETTER]...", help="Mã thư, gửi lại / ids of letters to send again")
]
NONE_WAITS = ("Không có thư nào chờ gửi.", "No letter waits.")
SHORTEST = 8  # signs of an id that name a letter


@app.command()
@told
def letters(
    pending: Annotated[
        bool, typer.Option("--pending", help="Chỉ thư chưa gửi được / only what has not arrived")
    ] = False,
    warehouse: WarehouseUrl = None,
) -> int:
    """Các thư đã gửi và chờ gửi / letters queued and delivered, the newest first."""
    from flows import store
    from flows.commands.words import say, show_table
    from flows.failure import plainly
    from flows.words import kind_words, state_words

    with plainly():
        engine = store.open_warehouse(settings_with(warehouse).warehouse_url)
        with engine.connect() as connection:
            rows = store.letters_told(connection, pending)
    shown = rows.assign(kind=rows["kind"].map(kind_words), state=rows["state"].map(state_words))
    shown["letter_day"] = shown["letter_day"].dt.strftime("%d/%m/%Y")
    shown["delivered_at"] = shown["delivered_at"].dt.tz_convert(LOCAL_ZONE).dt.strftime("%d/%m/%Y %H:%M")
    titles = [
        "Mã / id", "Ngày / day", "Loại / kind", "Gửi / to", "Mục / items", "Nơi gửi / outbox", "Trạng thái / state",
        "Số lần / tries", "Gửi lúc / delivered", "Lý do / reason",
    ]  # fmt: skip
    show_table("Thư / letters", titles, shown.fillna("").itertuples(index=False), [4, 7])
    if rows.empty:
        say(*(NONE_WAITS if pending else ("Không có thư nào.", "There are no letters.")))
    return 0


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

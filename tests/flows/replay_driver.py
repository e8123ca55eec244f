"""A replay in a process of its own, under a catalogue that lacks a rule, which kills itself at a given point."""

from datetime import date

from expectations.catalogue import Catalogue, load_catalogue
from flows import replaying, store
from flows.replay_asked import Replay
from flows.settings import load_settings
from tests.flows.night_driver import Reaper

POINTS = ("judge_again", "keep_judged", "put", "settle")
RULE = "SXKD-02"


def milder() -> Catalogue:
    """The catalogue without one of its rules, so that what it returned is accepted."""
    usual = load_catalogue()
    forms = {
        code: form.model_copy(update={"rules": tuple(rule for rule in form.rules if rule.code != RULE)})
        for code, form in usual.forms.items()
    }
    return usual.model_copy(update={"forms": forms})


def replay(day: date, reaper: Reaper) -> None:
    """The replay, with the points inside it."""
    setattr(replaying, "load_catalogue", milder)  # noqa: B010 - as the points below
    for name in POINTS:
        setattr(replaying, name, reaper.after(getattr(replaying, name), name))
    settings = load_settings()
    done = replaying.replay_alone(store.open_warehouse(settings.warehouse_url), settings, Replay(), "tester", day)
    assert done.changed, "the replay was to change something"


def drive(day: date, point: str, number: int) -> None:
    """A replay in this process, which is killed the `number`-th time that it comes to the point."""
    replay(day, Reaper(point, number))

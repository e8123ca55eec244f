"""The blank forms that go with reminders: for the reporter and the period that are awaited, prefilled."""

from collections.abc import Sequence

import pandas as pd
import sqlalchemy as sa

from expectations.catalogue import load_catalogue
from expectations.periods import Window
from flows.letters.attachments import Attachment
from flows.template_facts import listed_reporters, previous_figures, registered_projects
from flows.templates import file_name
from transforms.reminders import NOT_SENT
from transforms.standing import KEY
from transforms.template import Reporter, template

OF_A_WINDOW = ["form_code", "window_start", "window_end", "regime", "length"]


def blank_forms(connection: sa.Connection, items: pd.DataFrame) -> dict[tuple[object, ...], Attachment]:
    """By form, reporter and period the name and the bytes of the blank form, for all that nobody has sent yet."""
    wanted = items[items["kind"].isin(NOT_SENT) & items["form_code"].isin(list(load_catalogue().forms))]
    made: dict[tuple[object, ...], Attachment] = {}
    for of_window in wanted[OF_A_WINDOW].drop_duplicates().to_dict("records"):
        rows = wanted[(wanted[OF_A_WINDOW] == pd.Series(of_window)).all(axis=1)]
        start, end = of_window["window_start"].date(), of_window["window_end"].date()
        window = Window(start, end, of_window["regime"], of_window["length"])
        of_each = of_one_window(connection, of_window["form_code"], window, sorted(rows["reporter_code"].unique()))
        made |= {key: of_each[key[1]] for key in rows[KEY].itertuples(index=False, name=None)}
    return made


def of_one_window(
    connection: sa.Connection, code: str, window: Window, reporters: Sequence[str]
) -> dict[str, Attachment]:
    """By reporter the blank form of one form and period."""
    catalogue = load_catalogue()
    form = catalogue.forms[code]
    version = form.version_on(window.start).version
    known = registered_projects(connection, window)[0] if form.reporter == "project" else listed_reporters(form)
    figures = previous_figures(connection, form, window, reporters)
    return {
        reporter: (
            file_name(form, reporter, window),
            template(
                code, version, known.get(reporter, Reporter(reporter)), window, figures.get(reporter, {}), catalogue
            ),
        )
        for reporter in reporters
    }

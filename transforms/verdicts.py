"""What the two passes find of the reports of one form."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from transforms.conform import Conformed
from transforms.facts import Facts


@dataclass(frozen=True)
class Verdicts:
    """The findings of one form's reports, without words, and the facts of those that were accepted.

    waiting: why, for the reports that an officer has to look at first. off: findings of rules that are switched off.
    """

    conformed: Conformed
    found: pd.DataFrame
    facts: Facts
    returned: frozenset[int]
    waiting: dict[int, str]
    off: pd.DataFrame

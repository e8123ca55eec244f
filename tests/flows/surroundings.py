"""Where the tests of the flows run: the example reports, and the environment of a user."""

import os
import shutil
from pathlib import Path

ROOT = Path(__file__).parents[2]
REPORTS = ROOT / "tests" / "field" / "reports"


def environment(**variables: str) -> dict[str, str]:
    """The environment of a user, without settings of the machine that runs the tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PARKWATCH_")}
    return {**kept, "PYTHONPATH": str(ROOT), "PARKWATCH_SETTLE_SECONDS": "0", **variables}


def put_days(folder: Path, *days: str) -> Path:
    """Copy some days of the example reports into the folder."""
    for day in days:
        shutil.copytree(REPORTS / day, folder / day)
    return folder

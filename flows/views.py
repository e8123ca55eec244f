"""The views beside the marts, made anew whenever the warehouse is brought up to date."""

import sqlalchemy as sa


def make_views(connection: sa.Connection) -> None:
    """Make the views as they are declared."""

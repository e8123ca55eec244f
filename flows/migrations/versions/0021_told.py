"""What was told once is told so for ever; up to which day everything is loaded."""

import sqlalchemy as sa
from alembic import op

from flows.migrations.places import drop_views, schema

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in (
        sa.Column(
            "told_until",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="What comes later changes no answer as of an instant up to this one",
        ),
        sa.Column(
            "complete_on",
            sa.Date(),
            nullable=True,
            comment="Day up to which all that the sources hold is in them (đủ số liệu đến hết ngày)",
        ),
        sa.Column(
            "sources_out_of_reach",
            sa.BigInteger(),
            nullable=True,
            comment="Sources that the last night could not look at whole (nguồn không tới được)",
        ),
    ):
        op.add_column("freshness", column, schema=schema("mart"))


def downgrade() -> None:
    drop_views()
    for name in ("sources_out_of_reach", "complete_on", "told_until"):
        op.drop_column("freshness", name, schema=schema("mart"))

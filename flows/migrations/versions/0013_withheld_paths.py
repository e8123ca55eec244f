"""Take away the paths of files that bear a mark of secrecy: the folder's day and the hash stand in their place."""

from alembic import op

from flows.migrations.places import has_schemas

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_DAY = "CASE WHEN path LIKE '____-__-__/%' THEN substr(path, 1, 11) ELSE '' END"


def upgrade() -> None:
    arrival, submission = ("intake.arrival", "intake.submission") if has_schemas() else ("arrival", "submission")
    op.execute(
        f"UPDATE {arrival} SET path = {_DAY} || 'không-lưu-tên-' || substr(sha256, 1, 16) WHERE arrival_rank IN "
        f"(SELECT arrival_rank FROM {submission} WHERE outcome = 'refused_classified' OR duplicate_of IN "
        f"(SELECT arrival_rank FROM {submission} WHERE outcome = 'refused_classified'))"
    )


def downgrade() -> None:
    """Nothing: what was taken away is not there any more."""

"""A row of `incident_window` for every park, month and category; more figures; blank where nothing was reported.

A form says which mart its figures stand in.
"""

import sqlalchemy as sa
from alembic import op

from flows.migrations.places import drop_views, has_schemas, schema

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

REPORTED = "; blank: not reported"
HELD = {
    "cases": "Cases found in the month (số vụ)",
    "people": "Persons involved (số đối tượng)",
    "fines_vnd": "Fines in đồng (tiền phạt)",
}
NEW = {
    "foreigners": "Foreigners among them (người nước ngoài)",
    "participants": "Participants of strikes and gatherings (số người tham gia)",
    "deaths": "Deaths (số người chết)",
    "injuries": "Injured (số người bị thương)",
    "damage_vnd": "Damage in đồng (thiệt hại)",
    "cases_under_verification": "Cases under verification (đang xác minh)",
    "cases_recorded_in_minutes": "Cases recorded in minutes (đã lập biên bản)",
    "cases_sanctioned": "Cases sanctioned (đã xử phạt)",
    "cases_prosecuted": "Cases prosecuted (đã khởi tố)",
    "cases_settled": "Cases settled (đã giải quyết)",
    "cases_handed_to_another_body": "Cases handed to another body (chuyển cơ quan khác)",
}
TOLD = "Cases by park, administrative month of detection and category, 0 where none is told (vụ việc theo kỳ)"
TOLD_BEFORE = "Cases by park, administrative month of detection and category (vụ việc theo kỳ)"


def upgrade() -> None:
    with op.batch_alter_table("incident_window", schema=schema("mart")) as table:
        for name, comment in HELD.items():
            table.alter_column(name, existing_type=sa.BigInteger(), nullable=True, comment=comment + REPORTED)
        for name, comment in NEW.items():
            table.add_column(sa.Column(name, sa.BigInteger(), nullable=True, comment=comment + REPORTED))
    feeds = sa.Column(
        "feeds", sa.Text(), nullable=True, comment="Mart of projects that its figures stand in; blank: none"
    )
    op.add_column("form", feeds, schema=schema("core"))
    op.execute(f"DELETE FROM {'core.' if has_schemas() else ''}list_version")  # so that the forms are entered again
    if has_schemas():
        op.create_table_comment("incident_window", TOLD, schema="mart")


def downgrade() -> None:
    drop_views()
    op.drop_column("form", "feeds", schema=schema("core"))
    op.execute(f"DELETE FROM {'mart.' if has_schemas() else ''}incident_window WHERE coalesce(cases, 0) = 0")
    with op.batch_alter_table("incident_window", schema=schema("mart")) as table:
        for name in reversed(NEW):
            table.drop_column(name)
        for name, comment in HELD.items():
            table.alter_column(name, existing_type=sa.BigInteger(), nullable=False, comment=comment)
    if has_schemas():
        op.create_table_comment("incident_window", TOLD_BEFORE, schema="mart")

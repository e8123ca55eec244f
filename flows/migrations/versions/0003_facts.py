"""Make the facts: figures, cases, projects, targets, published figures."""

import sqlalchemy as sa
from alembic import op

from flows.migrations.places import column, schema

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "observation",
        sa.Column(
            "submission_id", sa.BigInteger(), autoincrement=False, nullable=False, comment="Submission that says so"
        ),
        sa.Column("indicator_code", sa.Text(), nullable=False, comment="What is measured"),
        sa.Column(
            "area_code", sa.Text(), nullable=False, comment="Park or area it is told of; blank: the reporter itself"
        ),
        sa.Column("window_start", sa.Date(), nullable=False, comment="First day of the period measured"),
        sa.Column("window_end", sa.Date(), nullable=False, comment="Last day of the period measured"),
        sa.Column(
            "measure",
            sa.Text(),
            nullable=False,
            comment="period: of the period; cumulative: since January (checked, never added)",
        ),
        sa.Column("status", sa.Text(), nullable=False, comment="final (chính thức) or estimate (ước)"),
        sa.Column(
            "value",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="Exact value in the base unit of the indicator (giá trị)",
        ),
        sa.Column("sheet", sa.Text(), nullable=True, comment="Sheet as in the file (trang tính)"),
        sa.Column(
            "sheet_row", sa.BigInteger(), autoincrement=False, nullable=True, comment="Row as in the file (dòng)"
        ),
        sa.Column("sheet_column", sa.Text(), nullable=True, comment="Column letters, or the key in JSON (cột)"),
        sa.Column("written", sa.Text(), nullable=True, comment="The cell as written (nguyên văn)"),
        sa.ForeignKeyConstraint(
            ["indicator_code"], [column("core.indicator.indicator_code")], name=op.f("fk_observation_indicator_code")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], [column("intake.submission.submission_id")], name=op.f("fk_observation_submission_id")
        ),
        sa.PrimaryKeyConstraint(
            "submission_id",
            "indicator_code",
            "area_code",
            "window_start",
            "window_end",
            "measure",
            name=op.f("pk_observation"),
        ),
        schema=schema("core"),
        comment="Figures of reports, every version, with the cell they stood in (số liệu báo cáo)",
        sqlite_with_rowid=False,
    )
    op.create_table(
        "incident",
        sa.Column(
            "submission_id", sa.BigInteger(), autoincrement=False, nullable=False, comment="Submission that says so"
        ),
        sa.Column("case_no", sa.Text(), nullable=False, comment="Case number as written (số vụ việc)"),
        sa.Column("unit_code", sa.Text(), nullable=False, comment="Police unit; with the number the key of the case"),
        sa.Column(
            "arrival_rank",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="Order of arrival of the register",
        ),
        sa.Column(
            "report_end",
            sa.Date(),
            nullable=False,
            comment="Last day of the register's period; of two states the later one stands",
        ),
        sa.Column("occurred_on", sa.Date(), nullable=True, comment="Day it happened (ngày xảy ra)"),
        sa.Column("detected_on", sa.Date(), nullable=False, comment="Day it was found (ngày phát hiện)"),
        sa.Column(
            "detected_window_start",
            sa.Date(),
            nullable=False,
            comment="First day of the administrative month in which it was found",
        ),
        sa.Column("detected_window_end", sa.Date(), nullable=False, comment="Last day of that month"),
        sa.Column("park_code", sa.Text(), nullable=False, comment="Park (KCN)"),
        sa.Column(
            "tax_code", sa.Text(), nullable=True, comment="Tax code of the enterprise concerned, digits (mã số thuế)"
        ),
        sa.Column("category_code", sa.Text(), nullable=False, comment="Category (loại vụ việc)"),
        sa.Column(
            "people", sa.BigInteger(), autoincrement=False, nullable=True, comment="Persons involved (số đối tượng)"
        ),
        sa.Column(
            "foreigners",
            sa.BigInteger(),
            autoincrement=False,
            nullable=True,
            comment="Foreigners among them (người nước ngoài)",
        ),
        sa.Column("nationality_code", sa.Text(), nullable=True, comment="Nationality, ISO 3166 alpha-2 (quốc tịch)"),
        sa.Column(
            "participants",
            sa.BigInteger(),
            autoincrement=False,
            nullable=True,
            comment="Participants of a strike or gathering (số người tham gia)",
        ),
        sa.Column("deaths", sa.BigInteger(), autoincrement=False, nullable=True, comment="Deaths (số người chết)"),
        sa.Column(
            "injuries", sa.BigInteger(), autoincrement=False, nullable=True, comment="Injured (số người bị thương)"
        ),
        sa.Column(
            "damage_vnd", sa.BigInteger(), autoincrement=False, nullable=True, comment="Damage in đồng (thiệt hại)"
        ),
        sa.Column("case_status", sa.Text(), nullable=True, comment="Step of the case (tình trạng)"),
        sa.Column("minutes_on", sa.Date(), nullable=True, comment="Day of the minutes (ngày lập biên bản)"),
        sa.Column("decided_on", sa.Date(), nullable=True, comment="Day of the decision (ngày quyết định)"),
        sa.Column("decision_no", sa.Text(), nullable=True, comment="Number of the decision (số quyết định)"),
        sa.Column("decree_code", sa.Text(), nullable=True, comment="Decree cited (căn cứ pháp lý)"),
        sa.Column("fine_vnd", sa.BigInteger(), autoincrement=False, nullable=True, comment="Fine in đồng (mức phạt)"),
        sa.Column("sheet", sa.Text(), nullable=True, comment="Sheet as in the file (trang tính)"),
        sa.Column(
            "sheet_row", sa.BigInteger(), autoincrement=False, nullable=True, comment="Row as in the file (dòng)"
        ),
        sa.ForeignKeyConstraint(
            ["category_code"], [column("core.category.category_code")], name=op.f("fk_incident_category_code")
        ),
        sa.ForeignKeyConstraint(["park_code"], [column("core.park.park_code")], name=op.f("fk_incident_park_code")),
        sa.ForeignKeyConstraint(
            ["submission_id"], [column("intake.submission.submission_id")], name=op.f("fk_incident_submission_id")
        ),
        sa.ForeignKeyConstraint(
            ["unit_code"], [column("core.police_unit.unit_code")], name=op.f("fk_incident_unit_code")
        ),
        sa.PrimaryKeyConstraint("submission_id", "case_no", name=op.f("pk_incident")),
        schema=schema("core"),
        comment="States of cases, one row per register that lists the case (vụ việc)",
    )
    op.create_index(
        op.f("ix_incident_detected_window_start_park_code"),
        "incident",
        ["detected_window_start", "park_code"],
        unique=False,
        schema=schema("core"),
    )
    op.create_index(
        op.f("ix_incident_unit_code_case_no"), "incident", ["unit_code", "case_no"], unique=False, schema=schema("core")
    )
    op.create_table(
        "project_version",
        sa.Column(
            "submission_id", sa.BigInteger(), autoincrement=False, nullable=False, comment="Submission that says so"
        ),
        sa.Column("project_code", sa.Text(), nullable=False, comment="Project (mã số dự án)"),
        sa.Column(
            "valid_from",
            sa.Date(),
            nullable=False,
            comment="Day from which this state of the project holds (áp dụng từ ngày)",
        ),
        sa.Column(
            "arrival_rank",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="Order of arrival of the register; the later state of one day replaces the earlier",
        ),
        sa.Column("tax_code", sa.Text(), nullable=True, comment="Tax code, digits (mã số thuế)"),
        sa.Column("name", sa.Text(), nullable=False, comment="Name of the enterprise (tên doanh nghiệp)"),
        sa.Column("park_code", sa.Text(), nullable=False, comment="Park (KCN)"),
        sa.Column("is_fdi", sa.Boolean(), nullable=True, comment="Foreign-invested (FDI)"),
        sa.Column("country_code", sa.Text(), nullable=True, comment="Country of the investor (quốc gia)"),
        sa.Column("vsic_code", sa.Text(), nullable=True, comment="Industry (mã ngành VSIC)"),
        sa.Column("vsic_version", sa.Text(), nullable=True, comment="Version of VSIC"),
        sa.Column("licensed_on", sa.Date(), nullable=True, comment="Day of the licence (ngày cấp GCNĐKĐT)"),
        sa.Column("started_on", sa.Date(), nullable=True, comment="Start of operation (ngày bắt đầu hoạt động)"),
        sa.Column("ended_on", sa.Date(), nullable=True, comment="End of operation (ngày kết thúc)"),
        sa.Column("email", sa.Text(), nullable=True, comment="E-mail of the enterprise (thư điện tử)"),
        sa.Column("sheet", sa.Text(), nullable=True, comment="Sheet as in the file (trang tính)"),
        sa.Column(
            "sheet_row", sa.BigInteger(), autoincrement=False, nullable=True, comment="Row as in the file (dòng)"
        ),
        sa.ForeignKeyConstraint(
            ["park_code"], [column("core.park.park_code")], name=op.f("fk_project_version_park_code")
        ),
        sa.ForeignKeyConstraint(
            ["project_code"], [column("core.reporter.reporter_code")], name=op.f("fk_project_version_project_code")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            [column("intake.submission.submission_id")],
            name=op.f("fk_project_version_submission_id"),
        ),
        sa.PrimaryKeyConstraint("submission_id", "project_code", "valid_from", name=op.f("pk_project_version")),
        schema=schema("core"),
        comment="The register of projects with all its versions (danh mục dự án)",
    )
    op.create_index(
        op.f("ix_project_version_project_code_valid_from"),
        "project_version",
        ["project_code", "valid_from"],
        unique=False,
        schema=schema("core"),
    )
    op.create_table(
        "target",
        sa.Column(
            "submission_id", sa.BigInteger(), autoincrement=False, nullable=False, comment="Submission that says so"
        ),
        sa.Column("year", sa.BigInteger(), autoincrement=False, nullable=False, comment="Calendar year (năm)"),
        sa.Column("area_code", sa.Text(), nullable=False, comment="Park, or province (KCN, tỉnh)"),
        sa.Column("indicator_code", sa.Text(), nullable=False, comment="What is planned"),
        sa.Column(
            "target",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="Planned value in the base unit of the indicator (kế hoạch)",
        ),
        sa.Column("basis", sa.Text(), nullable=True, comment="Resolution that it rests on (căn cứ)"),
        sa.Column("sheet", sa.Text(), nullable=True, comment="Sheet as in the file (trang tính)"),
        sa.Column(
            "sheet_row", sa.BigInteger(), autoincrement=False, nullable=True, comment="Row as in the file (dòng)"
        ),
        sa.ForeignKeyConstraint(
            ["indicator_code"], [column("core.indicator.indicator_code")], name=op.f("fk_target_indicator_code")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], [column("intake.submission.submission_id")], name=op.f("fk_target_submission_id")
        ),
        sa.PrimaryKeyConstraint("submission_id", "year", "area_code", "indicator_code", name=op.f("pk_target")),
        schema=schema("core"),
        comment="Yearly targets (chỉ tiêu kế hoạch năm)",
    )
    op.create_table(
        "published_figure",
        sa.Column(
            "submission_id", sa.BigInteger(), autoincrement=False, nullable=False, comment="Submission that says so"
        ),
        sa.Column(
            "figure_no",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="Number of the figure in its list, from 1",
        ),
        sa.Column("indicator_code", sa.Text(), nullable=False, comment="What is told"),
        sa.Column("scope", sa.Text(), nullable=True, comment="What it is told of (phạm vi)"),
        sa.Column("from_year", sa.BigInteger(), autoincrement=False, nullable=True, comment="First year (từ năm)"),
        sa.Column("to_year", sa.BigInteger(), autoincrement=False, nullable=True, comment="Last year (đến năm)"),
        sa.Column("qualifier", sa.Text(), nullable=True, comment="trên, hơn, gần, khoảng, đúng (mức độ)"),
        sa.Column("written", sa.Text(), nullable=False, comment="The figure as written (nguyên văn)"),
        sa.Column("unit_written", sa.Text(), nullable=True, comment="Its unit as written (đơn vị tính)"),
        sa.Column(
            "value",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="Exact value in the base unit of the indicator",
        ),
        sa.Column("out_of", sa.BigInteger(), autoincrement=False, nullable=True, comment="The 11 in 6/11"),
        sa.Column("source", sa.Text(), nullable=True, comment="Where it was published (nguồn)"),
        sa.Column("page", sa.Text(), nullable=True, comment="Page (trang)"),
        sa.Column("sheet", sa.Text(), nullable=True, comment="Sheet as in the file (trang tính)"),
        sa.Column(
            "sheet_row", sa.BigInteger(), autoincrement=False, nullable=True, comment="Row as in the file (dòng)"
        ),
        sa.ForeignKeyConstraint(
            ["indicator_code"],
            [column("core.indicator.indicator_code")],
            name=op.f("fk_published_figure_indicator_code"),
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            [column("intake.submission.submission_id")],
            name=op.f("fk_published_figure_submission_id"),
        ),
        sa.PrimaryKeyConstraint("submission_id", "figure_no", name=op.f("pk_published_figure")),
        schema=schema("core"),
        comment="Published figures, kept beside ours and never mixed with them (số liệu công bố)",
    )


def downgrade() -> None:
    op.drop_table("published_figure", schema=schema("core"))
    op.drop_table("target", schema=schema("core"))
    op.drop_table("project_version", schema=schema("core"))
    op.drop_table("incident", schema=schema("core"))
    op.drop_table("observation", schema=schema("core"))

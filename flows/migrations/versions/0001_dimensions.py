"""Make the code lists, periods, forms and reporters."""

import sqlalchemy as sa
from alembic import op

from flows.migrations.places import column, make_schema, schema

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    make_schema("core")
    op.create_table(
        "area",
        sa.Column("area_code", sa.Text(), nullable=False, comment="Official code of the area (mã đơn vị hành chính)"),
        sa.Column(
            "since",
            sa.Date(),
            nullable=False,
            comment="First day on which the code has this meaning; 1900-01-01: from before the list",
        ),
        sa.Column("until", sa.Date(), nullable=True, comment="Last day; blank: still in use"),
        sa.Column("name_vi", sa.Text(), nullable=False, comment="Name in Vietnamese (tên)"),
        sa.Column("name_en", sa.Text(), nullable=True, comment="Name in English"),
        sa.Column("level", sa.Text(), nullable=True, comment="province, district or commune (cấp)"),
        sa.Column("parent_code", sa.Text(), nullable=True, comment="Area that it lies in"),
        sa.PrimaryKeyConstraint("area_code", "since", name=op.f("pk_area")),
        schema=schema("core"),
        comment="Provinces and communes; a code can change its meaning, so the key is code and day (địa bàn)",
    )
    op.create_table(
        "case_status",
        sa.Column("status_code", sa.Text(), nullable=False, comment="The term itself, lower case (tình trạng)"),
        sa.Column("name_vi", sa.Text(), nullable=False, comment="Name in Vietnamese (tên)"),
        sa.Column("name_en", sa.Text(), nullable=True, comment="Name in English"),
        sa.Column("since", sa.Date(), nullable=True, comment="First day on which the code has this meaning"),
        sa.Column("until", sa.Date(), nullable=True, comment="Last day; blank: still in use"),
        sa.PrimaryKeyConstraint("status_code", name=op.f("pk_case_status")),
        schema=schema("core"),
        comment="Steps of a case (tình trạng vụ việc)",
    )
    op.create_table(
        "category",
        sa.Column("category_code", sa.Text(), nullable=False, comment="Code of the category (mã loại)"),
        sa.Column("name_vi", sa.Text(), nullable=False, comment="Name in Vietnamese (tên)"),
        sa.Column("name_en", sa.Text(), nullable=True, comment="Name in English"),
        sa.Column("since", sa.Date(), nullable=True, comment="First day on which the code has this meaning"),
        sa.Column("until", sa.Date(), nullable=True, comment="Last day; blank: still in use"),
        sa.PrimaryKeyConstraint("category_code", name=op.f("pk_category")),
        schema=schema("core"),
        comment="Categories of cases (loại vụ việc)",
    )
    op.create_table(
        "country",
        sa.Column("country_code", sa.Text(), nullable=False, comment="ISO 3166 alpha-2 (mã quốc gia)"),
        sa.Column("name_vi", sa.Text(), nullable=False, comment="Name in Vietnamese (tên)"),
        sa.Column("name_en", sa.Text(), nullable=True, comment="Name in English"),
        sa.Column("since", sa.Date(), nullable=True, comment="First day on which the code has this meaning"),
        sa.Column("until", sa.Date(), nullable=True, comment="Last day; blank: still in use"),
        sa.PrimaryKeyConstraint("country_code", name=op.f("pk_country")),
        schema=schema("core"),
        comment="Countries (quốc gia)",
    )
    op.create_table(
        "cut",
        sa.Column(
            "cut_id",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="Our number of the cut, in order of time",
        ),
        sa.Column("cut_day", sa.Date(), nullable=False, comment="Arrival day that the cut closes, in Vietnam"),
        sa.Column(
            "cut_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="The end of that day: from then on its files are known",
        ),
        sa.PrimaryKeyConstraint("cut_id", name=op.f("pk_cut")),
        sa.UniqueConstraint("cut_day", name=op.f("uq_cut_cut_day")),
        schema=schema("core"),
        comment="The states of the warehouse, one per arrival day; `as of` is answered by them (mốc dữ liệu)",
    )
    op.create_index(op.f("ix_cut_cut_at"), "cut", ["cut_at"], unique=False, schema=schema("core"))
    op.create_table(
        "decree",
        sa.Column("decree_code", sa.Text(), nullable=False, comment="Number of the decree (số nghị định)"),
        sa.Column("name_vi", sa.Text(), nullable=False, comment="Name in Vietnamese (tên)"),
        sa.Column("name_en", sa.Text(), nullable=True, comment="Name in English"),
        sa.Column("since", sa.Date(), nullable=True, comment="First day on which the code has this meaning"),
        sa.Column("until", sa.Date(), nullable=True, comment="Last day; blank: still in use"),
        sa.PrimaryKeyConstraint("decree_code", name=op.f("pk_decree")),
        schema=schema("core"),
        comment="Decrees on sanctions and when they were in force (nghị định xử phạt)",
    )
    op.create_table(
        "form",
        sa.Column("form_code", sa.Text(), nullable=False, comment="Code of the form (mã biểu)"),
        sa.Column("title_vi", sa.Text(), nullable=False, comment="Title in Vietnamese (tên biểu)"),
        sa.Column("title_en", sa.Text(), nullable=False, comment="Title in English"),
        sa.Column("reporter_kind", sa.Text(), nullable=False, comment="project, police_unit or board"),
        sa.Column("regime", sa.Text(), nullable=False, comment="Calendar of its periods"),
        sa.Column("length", sa.Text(), nullable=False, comment="Length of its periods"),
        sa.Column("loads", sa.Text(), nullable=False, comment="What it is loaded as: observations, incidents, …"),
        sa.Column(
            "is_obliged", sa.Boolean(), nullable=False, comment="Whether every reporter owes one for every period"
        ),
        sa.Column(
            "is_estimate",
            sa.Boolean(),
            nullable=False,
            comment="Whether it is always an estimate, so that an estimate fulfils it",
        ),
        sa.PrimaryKeyConstraint("form_code", name=op.f("pk_form")),
        schema=schema("core"),
        comment="Report forms (biểu mẫu)",
    )
    op.create_table(
        "indicator",
        sa.Column("indicator_code", sa.Text(), nullable=False, comment="Code of the indicator (mã chỉ tiêu)"),
        sa.Column("name_vi", sa.Text(), nullable=False, comment="Name in Vietnamese (tên)"),
        sa.Column("name_en", sa.Text(), nullable=True, comment="Name in English"),
        sa.Column("since", sa.Date(), nullable=True, comment="First day on which the code has this meaning"),
        sa.Column("until", sa.Date(), nullable=True, comment="Last day; blank: still in use"),
        sa.Column("kind", sa.Text(), nullable=False, comment="flow, stock, mean or ratio: how it may be added up"),
        sa.Column(
            "quantity", sa.Text(), nullable=True, comment="What kind of thing it counts: money_vnd, area, count, …"
        ),
        sa.Column("base_unit", sa.Text(), nullable=True, comment="Unit of its exact whole numbers (đơn vị gốc)"),
        sa.Column("weight_code", sa.Text(), nullable=True, comment="Of a mean: the indicator that weighs it"),
        sa.Column("numerator_code", sa.Text(), nullable=True, comment="Of a ratio: the upper part"),
        sa.Column("denominator_code", sa.Text(), nullable=True, comment="Of a ratio: the lower part"),
        sa.PrimaryKeyConstraint("indicator_code", name=op.f("pk_indicator")),
        schema=schema("core"),
        comment="What is measured (chỉ tiêu)",
    )
    op.create_table(
        "industry",
        sa.Column("vsic_code", sa.Text(), nullable=False, comment="VSIC code (mã ngành)"),
        sa.Column("vsic_version", sa.Text(), nullable=False, comment="Version of VSIC: 2018 or 2025"),
        sa.Column("name_vi", sa.Text(), nullable=False, comment="Name in Vietnamese (tên)"),
        sa.Column("name_en", sa.Text(), nullable=True, comment="Name in English"),
        sa.Column("level", sa.Text(), nullable=True, comment="Level of the code: 1 is a section"),
        sa.Column("parent_code", sa.Text(), nullable=True, comment="Code one level up"),
        sa.PrimaryKeyConstraint("vsic_code", "vsic_version", name=op.f("pk_industry")),
        schema=schema("core"),
        comment="Industries (ngành kinh tế)",
    )
    op.create_table(
        "list_version",
        sa.Column("list_name", sa.Text(), nullable=False, comment="Always `all`"),
        sa.Column(
            "sha256",
            sa.Text(),
            nullable=False,
            comment="Fingerprint of the code lists and forms that these tables were filled from",
        ),
        sa.PrimaryKeyConstraint("list_name", name=op.f("pk_list_version")),
        schema=schema("core"),
        comment="Which state of the code lists and forms the warehouse knows",
    )
    op.create_table(
        "park",
        sa.Column("park_code", sa.Text(), nullable=False, comment="Code of the park (mã KCN)"),
        sa.Column("name_vi", sa.Text(), nullable=False, comment="Name in Vietnamese (tên)"),
        sa.Column("name_en", sa.Text(), nullable=True, comment="Name in English"),
        sa.Column("since", sa.Date(), nullable=True, comment="First day on which the code has this meaning"),
        sa.Column("until", sa.Date(), nullable=True, comment="Last day; blank: still in use"),
        sa.Column("area_code", sa.Text(), nullable=True, comment="Commune of the park (xã, phường)"),
        sa.Column("province_code", sa.Text(), nullable=True, comment="Province of the park (tỉnh)"),
        sa.Column(
            "plan_area_m2",
            sa.BigInteger(),
            autoincrement=False,
            nullable=True,
            comment="Planned area in m² (diện tích quy hoạch)",
        ),
        sa.PrimaryKeyConstraint("park_code", name=op.f("pk_park")),
        schema=schema("core"),
        comment="Industrial parks (khu công nghiệp)",
    )
    op.create_table(
        "period_window",
        sa.Column(
            "regime",
            sa.Text(),
            nullable=False,
            comment="calendar, or administrative (15th to 14th, Decree 09/2019 Art. 12)",
        ),
        sa.Column(
            "length", sa.Text(), nullable=False, comment="day, month, quarter, half, half_to_date, nine_months, year"
        ),
        sa.Column("window_start", sa.Date(), nullable=False, comment="First day (từ ngày)"),
        sa.Column("window_end", sa.Date(), nullable=False, comment="Last day (đến ngày)"),
        sa.Column(
            "year",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="Year that the period is counted in (năm)",
        ),
        sa.Column("label_vi", sa.Text(), nullable=False, comment="Label in Vietnamese (kỳ)"),
        sa.PrimaryKeyConstraint("regime", "length", "window_start", "window_end", name=op.f("pk_period_window")),
        schema=schema("core"),
        comment="Periods as two dates and a regime (kỳ báo cáo)",
    )
    op.create_table(
        "police_unit",
        sa.Column("unit_code", sa.Text(), nullable=False, comment="Code of the unit (mã đơn vị)"),
        sa.Column("name_vi", sa.Text(), nullable=False, comment="Name in Vietnamese (tên)"),
        sa.Column("name_en", sa.Text(), nullable=True, comment="Name in English"),
        sa.Column("since", sa.Date(), nullable=True, comment="First day on which the code has this meaning"),
        sa.Column("until", sa.Date(), nullable=True, comment="Last day; blank: still in use"),
        sa.Column("area_code", sa.Text(), nullable=True, comment="Area that the unit answers for"),
        sa.Column("province_code", sa.Text(), nullable=True, comment="Province of the unit (tỉnh)"),
        sa.PrimaryKeyConstraint("unit_code", name=op.f("pk_police_unit")),
        schema=schema("core"),
        comment="Police units that report (đơn vị công an)",
    )
    op.create_table(
        "reporter",
        sa.Column(
            "reporter_code",
            sa.Text(),
            nullable=False,
            comment="Project code, unit code, or the Board (mã đơn vị báo cáo)",
        ),
        sa.Column("reporter_kind", sa.Text(), nullable=False, comment="project, police_unit or board"),
        sa.Column(
            "name_vi",
            sa.Text(),
            nullable=True,
            comment="Name; of a project it varies in time and stands in project_version",
        ),
        sa.Column("since", sa.Date(), nullable=True, comment="Reports from this day on"),
        sa.Column("until", sa.Date(), nullable=True, comment="Reports until this day"),
        sa.PrimaryKeyConstraint("reporter_code", name=op.f("pk_reporter")),
        schema=schema("core"),
        comment="Who reports (đơn vị báo cáo)",
    )
    op.create_index(
        op.f("ix_reporter_reporter_kind"), "reporter", ["reporter_kind"], unique=False, schema=schema("core")
    )
    op.create_table(
        "form_window",
        sa.Column("form_code", sa.Text(), nullable=False, comment="Form"),
        sa.Column("window_start", sa.Date(), nullable=False, comment="First day of the period"),
        sa.Column("window_end", sa.Date(), nullable=False, comment="Last day of the period"),
        sa.Column("due_on", sa.Date(), nullable=False, comment="Statutory due day (hạn nộp); late is by this day"),
        sa.Column(
            "due_on_adjusted",
            sa.Date(),
            nullable=False,
            comment="The first working day from the due day on (hạn nộp đã dời)",
        ),
        sa.ForeignKeyConstraint(["form_code"], [column("core.form.form_code")], name=op.f("fk_form_window_form_code")),
        sa.PrimaryKeyConstraint("form_code", "window_start", "window_end", name=op.f("pk_form_window")),
        schema=schema("core"),
        comment="When the report of a form for a period is due (hạn nộp)",
    )
    op.create_index(op.f("ix_form_window_due_on"), "form_window", ["due_on"], unique=False, schema=schema("core"))


def downgrade() -> None:
    op.drop_table("form_window", schema=schema("core"))
    op.drop_table("reporter", schema=schema("core"))
    op.drop_table("police_unit", schema=schema("core"))
    op.drop_table("period_window", schema=schema("core"))
    op.drop_table("park", schema=schema("core"))
    op.drop_table("list_version", schema=schema("core"))
    op.drop_table("industry", schema=schema("core"))
    op.drop_table("indicator", schema=schema("core"))
    op.drop_table("form", schema=schema("core"))
    op.drop_table("decree", schema=schema("core"))
    op.drop_table("cut", schema=schema("core"))
    op.drop_table("country", schema=schema("core"))
    op.drop_table("category", schema=schema("core"))
    op.drop_table("case_status", schema=schema("core"))
    op.drop_table("area", schema=schema("core"))

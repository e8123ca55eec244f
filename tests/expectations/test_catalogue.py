"""The forms as they are declared, and what is said of a file that is not of the shape."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from expectations.catalogue import HERE, Catalogue, CatalogueError, load_catalogue
from expectations.codes import keys, load
from expectations.fingerprints import rule_fingerprint


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the declared catalogue, to be spoilt."""
    shutil.copytree(HERE / "forms", tmp_path / "forms")
    for name in ("general.yaml", "sheet.yaml"):
        shutil.copy(HERE / name, tmp_path / name)
    return tmp_path


def change(path: Path, *keys: str | int, to: Any) -> None:
    """Write another value at a place in a YAML file."""
    content = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    place = content
    for key in keys[:-1]:
        place = place[key]
    place[keys[-1]] = to
    path.write_text(yaml.dump(content, Dumper=yaml.CSafeDumper, allow_unicode=True), encoding="utf-8")


def test_every_form_file_is_loaded(catalogue: Catalogue) -> None:
    assert {path.stem for path in (HERE / "forms").glob("*.yaml")} == set(catalogue.forms)
    assert {"dn-danhmuc", "kcn-dat", "sxkd-thang", "vuviec-ngay", "vuviec-thang", "chitieu-nam", "congbo"} <= set(
        catalogue.forms
    )


def test_every_code_list_that_a_form_names_is_there(catalogue: Catalogue) -> None:
    named = {name for form in catalogue.forms.values() for column in form.columns if column.codes
             for name in column.codes.split("|")}  # fmt: skip
    named |= {given.codes.list for form in catalogue.forms.values() for given in form.inputs.values() if given.codes}
    assert named
    assert named <= set(keys())


def test_every_indicator_and_unit_of_a_form_is_in_the_lists(catalogue: Catalogue) -> None:
    indicators, units = set(load("indicators").frame["code"]), load("units")
    for form in catalogue.forms.values():
        for version in form.versions:
            stands = form.at(version.version)
            of_rows = [row.indicator for row in stands.rows]
            named = [each for one in of_rows for each in ([one] if isinstance(one, str) else one.values())]
            named += [column.indicator for column in stands.columns if column.indicator]
            assert set(named) <= indicators
            assert all(units.code_of(unit) for unit in [row.unit for row in stands.rows])
            assert all(units.code_of(column.unit) for column in stands.columns if column.unit)


@pytest.mark.parametrize(
    ("place", "value", "told"),
    [
        (("colour",), "blue", "colour"),
        (("period", "lenght"), "month", "period.lenght"),
        (("rows", 0, "unitt"), "đồng", "rows.0.unitt"),
        (("rules", 0, "efect"), "warn", "rules.0.efect"),
        (("inputs", "median_of_year", "figures", "form_code"), "sxkd-thang", "inputs.median_of_year.figures.form_code"),
    ],
)
def test_an_unknown_key_is_named_with_its_file(
    folder: Path, place: tuple[str | int, ...], value: Any, told: str
) -> None:
    change(folder / "forms" / "sxkd-thang.yaml", *place, to=value)
    with pytest.raises(CatalogueError, match=rf"^sxkd-thang\.yaml: {told}: "):
        load_catalogue(folder)


@pytest.mark.parametrize(
    ("place", "value", "told"),
    [
        (("expected_volume",), "many", "expected_volume"),
        (("versions", 1, "version"), 2025, "versions.1.version"),
        (("rows", 0, "required"), "perhaps", "rows.0.required"),
        (("rules", 0, "effect"), "explode", "rules.0.effect"),
        (("period", "regime"), "lunar", "period.regime"),
        (("versions",), [], "versions"),
    ],
)
def test_a_value_of_a_wrong_type_is_named_with_its_file(
    folder: Path, place: tuple[str | int, ...], value: Any, told: str
) -> None:
    change(folder / "forms" / "sxkd-thang.yaml", *place, to=value)
    with pytest.raises(CatalogueError, match=rf"^sxkd-thang\.yaml: {told}"):
        load_catalogue(folder)


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("expression", "net_revenue > 0", "exactly one of expectation, in_order, expression"),
        ("in_order", ["net_revenue", "export_revenue"], "exactly one of expectation, in_order, expression"),
        ("expectation", None, "exactly one of expectation, in_order, expression"),
        ("found_by", "reading", "exactly one of expectation, in_order, expression"),
        ("missing", "never", "missing is for an expression"),
        ("when", "net_revenue >", "'net_revenue >' is no expression"),
        ("code", "SXKD-02", "SXKD-02 stands twice"),
    ],
)
def test_a_rule_that_cannot_be_meant_is_refused(folder: Path, key: str, value: Any, told: str) -> None:
    change(folder / "forms" / "sxkd-thang.yaml", "rules", 0, key, to=value)
    with pytest.raises(CatalogueError, match=f"^sxkd-thang.yaml: .*{told}"):
        load_catalogue(folder)


def test_each_is_for_an_expectation_alone(folder: Path) -> None:
    change(folder / "forms" / "kcn-dat.yaml", "rules", 0, "each", to=["area_leased"])
    with pytest.raises(CatalogueError, match=r"^kcn-dat\.yaml: .*KCN-01: each is for an expectation"):
        load_catalogue(folder)


@pytest.mark.parametrize("effect", ["return", "refuse_row"])
def test_what_sees_history_only_warns(folder: Path, effect: str) -> None:
    change(folder / "forms" / "sxkd-thang.yaml", "rules", 2, "effect", to=effect)
    with pytest.raises(CatalogueError, match=r"^sxkd-thang\.yaml: .*SXKD-03 sees what was accepted before"):
        load_catalogue(folder)


def test_every_rule_that_sees_history_warns(catalogue: Catalogue) -> None:
    seeing = {
        rule.code: rule.effect for form in catalogue.forms.values() for rule in form.rules if form.needs_history(rule)
    }
    assert {"SXKD-03", "SXKD-05", "VV-05"} <= set(seeing)
    assert set(seeing.values()) == {"warn"}
    assert "VV-07" not in seeing, "the register is known on arrival"


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("without", ["09"], "changes '09', which the form does not have"),
        ("rows", {"12": {"label": "Khác"}}, "changes '12', which the form does not have"),
        ("columns", {"year": {"headings": ["Năm"]}}, "changes 'year', which the form does not have"),
        ("rows", {"01": {"lable": "Khác"}}, "lable"),
    ],
)
def test_a_version_changes_only_what_the_form_has(folder: Path, key: str, value: Any, told: str) -> None:
    change(folder / "forms" / "sxkd-thang.yaml", "versions", 0, key, to=value)
    with pytest.raises(CatalogueError, match=f"(?s)^sxkd-thang.yaml: .*{told}"):
        load_catalogue(folder)


def test_an_input_names_one_thing(folder: Path) -> None:
    two = {"codes": {"list": "parks", "key": "park", "value": "vi"}, "figures": {"form": "sxkd-thang"}}
    change(folder / "forms" / "sxkd-thang.yaml", "inputs", "median_of_year", to=two)
    with pytest.raises(CatalogueError, match=r"^sxkd-thang\.yaml: inputs\.median_of_year: .*exactly one of"):
        load_catalogue(folder)


def test_a_register_has_no_rows_and_figures_have(folder: Path) -> None:
    change(folder / "forms" / "sxkd-thang.yaml", "layout", to="register")
    with pytest.raises(CatalogueError, match=r"^sxkd-thang\.yaml: .*a register has none"):
        load_catalogue(folder)


def test_what_is_no_yaml_is_named(folder: Path) -> None:
    (folder / "forms" / "congbo.yaml").write_text("code: [", encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"^congbo\.yaml: cannot be read"):
        load_catalogue(folder)


def test_a_list_is_no_form(folder: Path) -> None:
    (folder / "forms" / "congbo.yaml").write_text("- code", encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"^congbo\.yaml: expected keys and values"):
        load_catalogue(folder)


@pytest.mark.parametrize("name", ["general.yaml", "sheet.yaml"])
def test_what_all_forms_share_is_checked_too(folder: Path, name: str) -> None:
    change(folder / name, "colour", to="blue")
    with pytest.raises(CatalogueError, match=f"^{name}: colour: "):
        load_catalogue(folder)


def test_a_file_is_named_as_its_form(folder: Path) -> None:
    (folder / "forms" / "congbo.yaml").rename(folder / "forms" / "published.yaml")
    with pytest.raises(CatalogueError, match=r"^published\.yaml: .* must be named congbo\.yaml"):
        load_catalogue(folder)


def test_like_takes_over_what_a_form_does_not_say(catalogue: Catalogue) -> None:
    day, month = catalogue.forms["vuviec-ngay"], catalogue.forms["vuviec-thang"]
    assert day.rules == month.rules
    assert day.columns == month.columns
    assert (day.number, month.number) == ("VV-N", "VV-T")
    assert (day.period.length, month.period.length) == ("day", "month")


def test_like_names_a_form_that_is_there(folder: Path) -> None:
    change(folder / "forms" / "vuviec-ngay.yaml", "like", to="vuviec-nam")
    with pytest.raises(CatalogueError, match=r"^vuviec-ngay\.yaml: like: there is no form 'vuviec-nam'"):
        load_catalogue(folder)


@pytest.mark.parametrize(
    ("day", "version"),
    [
        (date(2024, 12, 1), "2024"),
        (date(2024, 12, 31), "2024"),
        (date(2025, 1, 1), "2025"),
        (date(2006, 1, 1), "2024"),
        (None, "2025"),
    ],
)
def test_the_version_is_the_one_in_force_when_the_period_starts(
    catalogue: Catalogue, day: date | None, version: str
) -> None:
    assert catalogue.forms["sxkd-thang"].version_on(day).version == version


def test_a_version_changes_units_and_leaves_rows_out(catalogue: Catalogue) -> None:
    form = catalogue.forms["sxkd-thang"]
    old, new = form.at("2024"), form.at("2025")
    assert {row.code for row in new.rows} - {row.code for row in old.rows} == {"08"}
    assert {row.unit for row in old.rows if row.quantity == "money_vnd"} == {"tỷ đồng"}
    assert {row.unit for row in new.rows if row.quantity == "money_vnd"} == {"triệu đồng"}
    assert [row.unit for row in old.rows if row.code == "03"] == [row.unit for row in new.rows if row.code == "03"]


def test_a_version_may_change_a_row_and_a_column(folder: Path) -> None:
    path = folder / "forms" / "sxkd-thang.yaml"
    change(path, "versions", 0, "rows", to={"05": {"label": "Nộp ngân sách"}})
    change(path, "versions", 0, "columns", to={"ytd": {"headings": ["Lũy kế"]}})
    form = load_catalogue(folder).forms["sxkd-thang"]
    assert [row.label for row in form.at("2024").rows if row.code == "05"] == ["Nộp ngân sách"]
    assert [column.headings for column in form.at("2024").columns if column.key == "ytd"] == [("Lũy kế",)]
    assert [row.label for row in form.at("2025").rows if row.code == "05"] != ["Nộp ngân sách"]


def test_a_rule_sees_the_columns_it_names(catalogue: Catalogue) -> None:
    names = {rule.code: rule.names for _, rule in catalogue.rules()}
    assert names["SXKD-03"] == {"kind", "cumulative", "period", "previous_cumulative"}
    assert names["SXKD-07"] == {"industrial_output", "net_revenue", "budget_paid", "workers"}
    assert names["VV-07"] == {"tax_code", "tax_code_valid", "project_in_park"}
    assert names["VV-09"] == {"arrival_rank", "case_no_folded"}
    assert names["KCN-01"] == {"area_leased", "area_leasable", "area_planned"}
    assert names["GEN-07"] == set()


def test_the_rule_of_a_form_goes_before_the_general_one(catalogue: Catalogue) -> None:
    assert catalogue.rule("GEN-02", "dn-danhmuc").effect == "refuse_row"
    assert catalogue.rule("GEN-02", "sxkd-thang").effect == "warn"
    with pytest.raises(KeyError, match="SXKD-01"):
        catalogue.rule("SXKD-01", "kcn-dat")


def test_the_rules_that_ask_whether_a_figure_of_the_period_is_true_put_it_in_doubt(catalogue: Catalogue) -> None:
    """Not those that two reports differ (SXKD-03, DT-03, LDNN-01), nor those of a figure that is believed (BVMT-01)."""
    of_forms = {rule.code for _, rule in catalogue.rules() if rule.doubts and not rule.code.startswith("GEN")}
    assert of_forms == {"SXKD-04", "SXKD-05", "SXKD-06"}


def test_what_is_returned_is_not_loaded_and_cannot_be_in_doubt(folder: Path) -> None:
    change(folder / "forms" / "sxkd-thang.yaml", "rules", 0, "doubts", to=True)
    with pytest.raises(CatalogueError, match="SXKD-01: doubts is for a warning"):
        load_catalogue(folder)


def test_a_rule_stays_the_same_whether_it_doubts_or_not_so_that_explanations_keep(folder: Path) -> None:
    before = rule_fingerprint("SXKD-05", "sxkd-thang", load_catalogue(folder))
    load_catalogue.cache_clear()
    change(folder / "forms" / "sxkd-thang.yaml", "rules", 4, "doubts", to=False)
    assert not load_catalogue(folder).rule("SXKD-05", "sxkd-thang").doubts
    assert rule_fingerprint("SXKD-05", "sxkd-thang", load_catalogue(folder)) == before

"""The code lists and their look-up."""

from datetime import date
from itertools import combinations

import pandas as pd
import pytest

from expectations import codes
from expectations.text import fold

STANDARD = ["code", "vi", "en", "since", "until", "also_written_as"]


@pytest.mark.parametrize("key", codes.keys())
def test_no_spelling_means_two_codes_at_the_same_time(key: str) -> None:
    meanings: dict[str, list[codes.Spelling]] = {}
    for spelling in codes.load(key).spellings():
        meanings.setdefault(spelling.folded.replace(" ", ""), []).append(spelling)
    for spellings in meanings.values():
        for one, other in combinations(spellings, 2):
            apart = (one.until or "9999") < other.since or (other.until or "9999") < one.since
            assert one.code == other.code or apart, (one, other)


@pytest.mark.parametrize("key", codes.keys())
def test_every_list_has_the_columns_and_every_code_a_name(key: str) -> None:
    frame = codes.load(key).frame
    assert list(frame.columns[:6]) == STANDARD
    assert not frame.duplicated(["code", "since"]).any()
    assert (frame[["code", "vi", "en"]] != "").all().all()
    days = [day for column in ("since", "until") for day in frame[column] if day]
    assert [date.fromisoformat(day).isoformat() for day in days] == days
    assert all(row["since"] <= (row["until"] or "9999") for row in frame.to_dict("records"))


@pytest.mark.parametrize("key", codes.keys())
def test_no_spelling_stands_twice_in_a_row(key: str) -> None:
    for row in codes.load(key).frame.to_dict("records"):
        folded = [fold(text).replace(" ", "") for text in row["also_written_as"].split("|") if text]
        assert len(set(folded)) == len(folded), row["code"]
        assert "" not in folded


@pytest.mark.parametrize(
    ("key", "text", "code"),
    [
        ("parks", "Khánh Phú", "KP"),
        ("parks", "KCN KHÁNH PHÚ", "KP"),
        ("parks", "Khu công nghiệp Khánh Phú", "KP"),
        ("parks", "KCN  Gián Khẩu", "GK"),
        ("parks", "kcn khanh phu", "KP"),
        ("parks", "K.C.N Khánh Phú", "KP"),
        ("parks", "KP", "KP"),
        ("parks", "Tam Điệp 1", "TD1"),
        ("parks", "KCN Tam Ðiệp I", "TD1"),
        ("parks", "TĐ1", "TD1"),
        ("parks", "Tam Điệp II", "TD2"),
        ("parks", "Tam Điệp", None),
        ("parks", "KCN Xích Thổ", None),
        ("units", "triệu\xa0đồng ", "million_dong"),
        ("units", "tr.đ", "million_dong"),
        ("units", "trđ", "million_dong"),
        ("units", "Triệu VND", "million_dong"),
        ("units", "tr. VNĐ cũ", None),
        ("units", "triệu", None),
        ("units", "tỉ đồng", "billion_dong"),
        ("units", "1.000 USD", "thousand_usd"),
        ("units", "1000USD", "thousand_usd"),
        ("units", "ngàn đồng", "thousand_dong"),
        ("units", "m²", "square_metre"),
        ("units", "m³/ngày đêm", "cubic_metre_per_day"),
        ("units", "KWH", "kilowatt_hour"),
        ("units", "tạ thóc", None),
        ("countries", "Korea", "KR"),
        ("countries", "Đài Loan (TQ)", "TW"),
        ("countries", "BVI", "VG"),
        ("countries", "Samoa", "WS"),
        ("countries", "Hồng Kông", "HK"),
        ("countries", "NGA", "RU"),
        ("countries", "Áo", "AT"),
        ("countries", "Mỹ", "US"),
        ("countries", "MY", "MY"),
        ("countries", "YE", "YE"),
        ("countries", "kr", "KR"),
        ("categories", "Ma tuý", "drugs"),
        ("categories", "Cháy, nổ", None),
        ("case_statuses", "Đã xử phạt", "đã xử phạt"),
        ("capital_kinds", "Trong nước", "0"),
        ("decrees", "NĐ 168/2024/NĐ-CP", "168/2024/NĐ-CP"),
        ("areas", "Toàn tỉnh", "37"),
        ("police_units", "CAP-14566", "CAP-14566"),
        ("indicators", "Nộp ngân sách", "budget_paid"),
        ("personal_columns", "Số hộ chiếu/CCCD", "passport"),
        ("personal_columns", "ho_ten", "full_name"),
        ("personal_columns", "Đối tượng", None),
        ("parks", "", None),
    ],
)
def test_a_spelling_gives_its_code(key: str, text: str, code: str | None) -> None:
    assert codes.load(key).code_of(text) == code


def test_a_code_has_the_meaning_of_its_day() -> None:
    areas = codes.load("areas")
    assert areas.name("374", date(2024, 12, 31)) == "Huyện Hoa Lư"
    assert areas.name("374", date(2025, 1, 1)) == "Thành phố Hoa Lư"
    assert areas.name("14566") == "Phường Đông Hoa Lư"
    assert areas.code_of("Xã Khánh Phú", date(2025, 6, 30)) == "14566"
    assert areas.code_of("Xã Khánh Phú", date(2025, 7, 1)) is None
    assert codes.load("vsic").code_of("Giáo dục và đào tạo", date(2025, 11, 14)) == "P"
    assert codes.load("vsic").code_of("Giáo dục và đào tạo", date(2025, 11, 15)) == "Q"


def test_a_decree_is_in_force_from_its_first_to_its_last_day() -> None:
    decrees = codes.load("decrees")
    assert decrees.code_of("144/2021/NĐ-CP", date(2021, 12, 31)) is None
    assert decrees.code_of("144/2021/NĐ-CP", date(2022, 1, 1)) == "144/2021/NĐ-CP"
    assert decrees.code_of("144/2021/NĐ-CP", date(2025, 12, 14)) == "144/2021/NĐ-CP"
    assert decrees.code_of("144/2021/NĐ-CP", date(2025, 12, 15)) is None


def test_a_code_is_found_in_a_longer_text_if_there_is_just_one() -> None:
    decrees = codes.load("decrees")
    assert decrees.find_in("Điều 9 Nghị định số 168/2024/NĐ-CP") == "168/2024/NĐ-CP"
    assert decrees.find_in("144/2021/NĐ-CP, 168/2024/NĐ-CP") is None
    assert decrees.find_in("Điều 9 Nghị định số 99/2013/NĐ-CP") is None


def test_codes_of_a_column() -> None:
    texts = pd.Series(["KP", "KCN Phúc Sơn", "Hòa Xá", None], dtype="string")
    assert codes.load("parks").codes_of(texts).tolist() == ["KP", "PS", pd.NA, pd.NA]


def test_the_lookup_holds_names_and_codes() -> None:
    lookup = codes.load("parks").lookup()
    assert (lookup["khu cong nghiep khanh phu"], lookup["kp"], lookup["khanhphu"]) == ("KP", "KP", "KP")


def test_units_convert_by_whole_factors_into_one_base_unit_a_quantity() -> None:
    units = codes.load("units").frame
    assert (units["factor"].astype(int) > 0).all()
    assert (units.groupby("quantity")["base_unit"].nunique() == 1).all()
    assert codes.load("units").row("thousand_usd")["factor"] == "100000"
    assert set(units["base_unit"]) == {"VND", "US cent", "VND/person/month", "m2", "kg", "kWh", "m3/day*1000", "1"}


def test_indicators_name_known_quantities_weights_and_parts() -> None:
    indicators = codes.load("indicators").frame
    assert set(indicators["kind"]) == {"flow", "stock", "mean", "ratio"}
    assert set(indicators["quantity"]) <= {*codes.load("units").frame["quantity"], "ratio"}
    for column in ("weight", "numerator", "denominator"):
        assert set(indicators[column]) <= {"", *indicators["code"]}
    assert (indicators.query("kind == 'ratio'")["denominator"] != "").all()


def test_all_countries_of_iso_3166_are_there() -> None:
    frame = codes.load("countries").frame
    assert len(frame) == 249
    assert frame["code"].is_monotonic_increasing
    assert codes.load("countries").name("NA") == "Namibia"


def test_parks_and_police_units_lie_in_known_areas() -> None:
    areas = set(codes.load("areas").frame["code"])
    assert set(codes.load("parks").frame["area_code"]) <= {"", *areas}
    assert set(codes.load("police_units").frame["area_code"]) <= areas


def test_an_unknown_list_or_code_is_named() -> None:
    with pytest.raises(KeyError, match="no code list 'planets'"):
        codes.load("planets")
    with pytest.raises(KeyError, match="'parks' has no code 'XX'"):
        codes.load("parks").name("XX")

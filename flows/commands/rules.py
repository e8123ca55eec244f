"""`parkwatch rules`: the catalogue of rules, and what is wanting in it."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from expectations.catalogue import CatalogueError, load_catalogue
from expectations.rule import Rule
from flows.commands.words import out, print_trouble, say, show_table
from flows.settings import Settings
from flows.trouble import NightTrouble, UsageTrouble


def tell_rules(settings: Settings, as_json: bool) -> int:
    """Show every rule, and which were switched off; 1 when one lacks its words or one of its fixtures."""
    try:
        rules = [described(form, rule) for form, rule in load_catalogue().rules()]
    except CatalogueError as error:
        raise NightTrouble(f"Danh mục biểu có lỗi: {error}", f"The catalogue is faulty: {error}") from error
    switches = switches_of(settings)
    for rule in rules:
        rule["switches"] = [each for each in switches if each["rule_code"] == rule["code"]]
    gaps = [f"{rule['code']} ({rule['form']}): {', '.join(rule['gaps'])}" for rule in rules if rule["gaps"]]
    if as_json:
        out.print_json(json.dumps(rules, ensure_ascii=False))
    else:
        show_rules(rules)
        show_switches(switches)
    if gaps:
        print_trouble(NightTrouble(f"Quy tắc còn thiếu: {'; '.join(gaps)}.", f"Rules with a gap: {'; '.join(gaps)}."))
    return 1 if gaps else 0


def switches_of(settings: Settings) -> list[dict[str, Any]]:
    """The switches on record, where there is a warehouse; one that cannot be opened is told of."""
    place = settings.warehouse_url.partition("sqlite:///")[2]
    if place and not Path(place).is_file():
        return []
    from flows import store
    from flows.rule_switches import switches_told

    try:
        with store.open_warehouse(settings.warehouse_url).connect() as connection:
            told = switches_told(connection).astype("object")
    except store.WarehouseError as trouble:
        print_trouble(trouble)
        return []
    rows = told.where(told.notna(), None).to_dict("records")
    return [
        {str(name): value if isinstance(value, int) else plain(value) for name, value in row.items()} for row in rows
    ]


def show_switches(switches: list[dict[str, Any]]) -> None:
    """The switches as a table, in order."""
    headings = ["Quy tắc / rule", "Tắt, bật / off, on", "Kỳ từ–đến / periods", "Lý do / why", "Ai, lúc / who, when"]
    rows = [
        (
            f"{each['rule_code']} {each['form_code'] or ''}".strip(),
            "tắt / off" if each["is_off"] else "bật / on",
            f"{each['from_on'][:10]}–{each['to_on'][:10]}",
            each["because"],
            f"{each['switched_by']}, {each['switched_at'][:16]}",
        )
        for each in switches
    ]
    show_table("Tắt, bật quy tắc / rules switched", headings, rows)


def switch_rule(
    settings: Settings,
    disable: str | None,
    enable: str | None,
    days: tuple[date | None, date | None],
    form: str | None,
    because: str | None,
    who: str | None,
) -> int:
    """Switch a rule off for a range of periods, or on again (for a range, or for good)."""
    if (disable and enable) or not because or not who or (disable and None in days):
        raise UsageTrouble(
            "Cần: --disable MÃ --from NGÀY --to NGÀY, hoặc --enable MÃ; kèm --because và --who.",
            "Needed: --disable CODE --from DAY --to DAY, or --enable CODE; with --because and --who.",
        )
    from flows import store
    from flows.failure import plainly
    from flows.rule_switches import ALWAYS, Switch, switch

    first, last = days[0] or ALWAYS[0], days[1] or ALWAYS[1]
    code = disable or enable or ""
    asked = Switch(code, bool(disable), first, last, because, who, datetime.now(UTC), form)
    with plainly(), store.writing(store.open_warehouse(settings.warehouse_url)) as connection:
        switch(connection, asked)
    say(
        f"Đã {'tắt' if disable else 'bật'} {code}. Báo cáo đến sau theo đó; báo cáo đã nhận: parkwatch replay.",
        f"{code} is {'off' if disable else 'on'} for what arrives from now on; for what is held: parkwatch replay.",
    )
    return 0


def described(form: str, rule: Rule) -> dict[str, Any]:
    """A rule as people and programs see it."""
    wanted = {"vi": rule.vi, "en": rule.en, "passing": rule.passing, "failing": rule.failing}
    return {
        "code": rule.code,
        "form": form,
        "effect": rule.effect,
        "doubts": rule.doubts,
        "effect_in_registers": rule.of_row.effect,
        "since": rule.since.isoformat() if rule.since else None,
        "until": rule.until.isoformat() if rule.until else None,
        "owner": rule.owner,
        "may_be_switched_off": not rule.indispensable,
        "found_by": rule.found_by,
        "message_vi": rule.vi,
        "message_en": rule.en,
        "passing": plain(rule.passing),
        "failing": plain(rule.failing),
        "gaps": [name for name, value in wanted.items() if value in (None, "", {}, [])],
    }


def plain(value: Any) -> Any:
    """A fixture as JSON can hold it."""
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    return value if value is None or isinstance(value, (str, int, float, bool)) else str(value)


def show_rules(rules: list[dict[str, Any]]) -> None:
    """The rules as a table."""
    headings = [
        "Mã / code",
        "Biểu / form",
        "Tác dụng / effect",
        "Từ–đến / since–until",
        "Nội dung / message",
        "Mẫu thử / fixtures",
    ]
    show_table(
        "Quy tắc / rules",
        headings,
        [
            (
                rule["code"],
                rule["form"],
                " / ".join(dict.fromkeys((rule["effect"], rule["effect_in_registers"]))),
                f"{rule['since'] or ''}–{rule['until'] or ''}".strip("–"),
                f"{rule['message_vi']}\n{rule['message_en']}",
                " ".join(name for name in ("passing", "failing") if name not in rule["gaps"]),
            )
            for rule in rules
        ],
    )

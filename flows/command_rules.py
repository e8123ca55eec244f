"""`parkwatch rules`: the catalogue of rules, and what is wanting in it."""

import json
from typing import Any

from expectations.catalogue import CatalogueError, load_catalogue
from expectations.rule import Rule
from flows.command_words import out, print_trouble, show_table
from flows.trouble import NightTrouble


def tell_rules(as_json: bool) -> int:
    """Show every rule; 1 when one lacks its words or one of its fixtures."""
    try:
        rules = [described(form, rule) for form, rule in load_catalogue().rules()]
    except CatalogueError as error:
        raise NightTrouble(f"Danh mục biểu có lỗi: {error}", f"The catalogue is faulty: {error}") from error
    gaps = [f"{rule['code']} ({rule['form']}): {', '.join(rule['gaps'])}" for rule in rules if rule["gaps"]]
    if as_json:
        out.print_json(json.dumps(rules, ensure_ascii=False))
    else:
        show_rules(rules)
    if gaps:
        print_trouble(NightTrouble(f"Quy tắc còn thiếu: {'; '.join(gaps)}.", f"Rules with a gap: {'; '.join(gaps)}."))
    return 1 if gaps else 0


def described(form: str, rule: Rule) -> dict[str, Any]:
    """A rule as people and programs see it."""
    wanted = {"vi": rule.vi, "en": rule.en, "passing": rule.passing, "failing": rule.failing}
    return {
        "code": rule.code,
        "form": form,
        "effect": rule.effect,
        "since": rule.since.isoformat() if rule.since else None,
        "until": rule.until.isoformat() if rule.until else None,
        "owner": rule.owner,
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
                rule["effect"],
                f"{rule['since'] or ''}–{rule['until'] or ''}".strip("–"),
                f"{rule['message_vi']}\n{rule['message_en']}",
                " ".join(name for name in ("passing", "failing") if name not in rule["gaps"]),
            )
            for rule in rules
        ],
    )

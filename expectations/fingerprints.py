"""Fingerprints of what is declared: two rules (or forms) have the same one exactly when they say the same."""

import hashlib
import json
from functools import lru_cache
from typing import Any

from expectations.catalogue import Catalogue, Form
from expectations.codes import keys, load
from expectations.rule import Rule

# What a rule may change and stay the same: its words, its examples, for which periods it holds, and what follows.
WORDS_AND_DAYS = {"vi", "en", "empty_vi", "empty_en", "expected", "owner", "passing", "failing", "since", "until"}
APART = WORDS_AND_DAYS | {"blocking", "of_cell", "indispensable", "doubts", "usual"}


@lru_cache(maxsize=1 << 12)
def rule_fingerprint(code: str, form: str | None, catalogue: Catalogue) -> str:
    """SHA-256, in hex, of what a rule demands and sees; its messages and fixtures do not count."""
    rule = catalogue.rule(code, form)
    declared = catalogue.forms.get(form or "")
    inputs = declared.inputs if declared is not None and rule in declared.rules else catalogue.general_inputs
    seen = {name: inputs[name].model_dump(mode="json") for name in sorted(rule.names & inputs.keys())}
    return _sha256({"rule": _plain(rule), "inputs": seen})


def _plain(rule: Rule) -> dict[str, Any]:
    return rule.model_dump(mode="json", exclude=APART)


def form_fingerprint(form: Form) -> str:
    """SHA-256, in hex, of all that is declared of a form."""
    return _sha256(form.model_dump(mode="json"))


@lru_cache(maxsize=8)
def catalogue_fingerprint(catalogue: Catalogue) -> str:
    """SHA-256, in hex, of all that is declared: forms, rules, words of sheets and code lists."""
    lists = {key: load(key).frame.to_dict("list") for key in keys()}
    return _sha256({"catalogue": catalogue.model_dump(mode="json"), "lists": lists})


def _sha256(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False, sort_keys=True).encode()).hexdigest()

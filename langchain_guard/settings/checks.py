"""What the controls say about values of settings, so that what none of them can use is refused when it is read.

Only values that were given are asked about: the defaults are known to work, and the rooms below take long to import.
What depends on the machine (a server that answers, a library, a file that can be opened) is left to the controls.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from langchain_guard.detect.builtin import builtin_patterns
from langchain_guard.detect.catalogue import injection_rules
from langchain_guard.detect.links import LinkPolicy
from langchain_guard.detect.names import NER_KINDS, canonical_kinds
from langchain_guard.detect.selection import known_locales
from langchain_guard.exceptions import ConfigError
from langchain_guard.findings import Action
from langchain_guard.limit.backends import check_uri as check_storage
from langchain_guard.limit.lockout import parse_lockout
from langchain_guard.limit.notation import parse_limit, parse_money
from langchain_guard.redaction.operators import check_strategy
from langchain_guard.redaction.restore_rules import RestoreRules
from langchain_guard.redaction.vault_backends import check_uri as check_vault
from langchain_guard.text.engine import compile_expression

_BUILTIN = builtin_patterns(terminal_controls=True)
_KINDS = frozenset(row.kind for row in _BUILTIN)
_RULES = injection_rules() | {row.name for row in _BUILTIN}


def _limits(written: Iterable[str]) -> None:
    for limit in (limit for text in written for limit in parse_limit(text)):
        if limit.scope not in {"user", "model", "global"}:
            message = f"settings cannot say who the {limit.scope} of a call is: give such limits to RateLimitRunnable"
            raise ConfigError(message)


def _strategies(pairs: Iterable[tuple[str, str]]) -> None:
    chosen: dict[frozenset[str], str] = {}
    for kind, strategy in pairs:
        check_strategy(strategy)
        if chosen.setdefault(canonical_kinds([kind], known=_KINDS), strategy) != strategy:
            raise _contradiction(kind)


def _families(pairs: Iterable[tuple[str, Action]]) -> None:
    chosen: dict[str, Action] = {}
    for name, action in pairs:
        if chosen.setdefault(name, action) != action:
            raise _contradiction(name)
        if not any(f"{rule}.".startswith(f"{name}.") for rule in _RULES):
            families = sorted({rule.partition(".")[0] for rule in _RULES})
            near = "".join(f"; did you mean {one!r}?" for one in get_close_matches(name, {*families, *_RULES}, n=1))
            near = near or ", `langchain-guard rules` lists all"
            message = f"no rule is named {name!r}{near}. Families: {', '.join(families)}"
            raise ConfigError(message)


def _contradiction(name: str) -> ConfigError:
    message = f"{name!r} is given twice, with different values: keep one"
    return ConfigError(message)


def _restored(pairs: Iterable[tuple[str, str]]) -> None:
    RestoreRules(pairs).among(_KINDS | NER_KINDS)


def _code(action: Action) -> None:
    if action not in {Action.FLAG, Action.SANITIZE, Action.BLOCK}:
        message = "takes flag, sanitize or block"
        raise ConfigError(message)


CHECKS: Mapping[str, Callable[[Any], object]] = {
    "rate_limits": _limits,
    "cost_per_day": parse_money,
    "lockout": lambda written: parse_lockout(written, 1, "user"),
    "storage_uri": lambda uri: check_storage(uri.get_secret_value()),
    "guard_policy": _families,
    "redact_kinds": lambda kinds: canonical_kinds(kinds, known=_KINDS),
    "redact_strategies": _strategies,
    "allow_patterns": lambda patterns: [compile_expression(pattern) for pattern in patterns],
    "dangerous_code": _code,
    "locales": lambda locales: known_locales(_BUILTIN, locales),
    "allowed_link_hosts": lambda hosts: LinkPolicy("strict", hosts),
    "vault_uri": lambda uri: check_vault(uri.get_secret_value()),
    "restore_tool_args": _restored,
}
"""What raises a `ConfigError` about a value of a setting, by the setting."""

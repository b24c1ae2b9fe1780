"""Which tools get real values in which arguments: a table, and everything that is not in it stays hidden.

    RestoreRules({"send_email.to": "email", "send_email.body": "email|phone", "crm.*": "*"})

A rule names a tool and one of its arguments, or `*` for all of them, and the kinds that are restored there, or `*`. It
says where values may go, not whether the call is a good one: that is the tool policy's business.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from langchain_guard.detect.names import canonical_kinds
from langchain_guard.exceptions import ConfigError
from langchain_guard.redaction.vault_keys import CONTROL

_PLACE = re.compile(r"[^.=|,\s]+\.[^.=|,\s]+")


@dataclass(frozen=True, slots=True)
class RestoreRules:
    """Rules by tool and argument.

    Args:
        rules: Kinds by `tool.argument`: a mapping, or pairs. Kinds are one name, names joined by `|`, or a sequence.
            Who restores by them refuses kinds that there are not.

    Raises:
        ConfigError: When a rule cannot be read.

    >>> rules = RestoreRules({"send_email.to": "email"})
    >>> rules.kinds("send_email", "to"), rules.kinds("web_search", "q")
    (frozenset({'email'}), frozenset())
    """

    rules: tuple[tuple[str, frozenset[str]], ...] = ()

    def __init__(
        self, rules: Mapping[str, str | Iterable[str]] | Iterable[tuple[str, str | Iterable[str]]] = ()
    ) -> None:
        pairs = rules.items() if isinstance(rules, Mapping) else rules
        object.__setattr__(self, "rules", tuple((place, _kinds(kinds)) for place, kinds in pairs))
        for place, kinds in self.rules:
            if not _PLACE.fullmatch(place) or place.startswith("*") or not kinds:
                message = f"cannot read the restore rule {place!r}: write tool.argument or tool.*, and the kinds"
                raise ConfigError(message, control=CONTROL)

    def __bool__(self) -> bool:
        """Whether anything is restored for any tool."""
        return bool(self.rules)

    def among(self, known: Iterable[str]) -> RestoreRules:
        """The same rules by our names of kinds: Presidio's are replaced, and groups stand for all of theirs.

        Raises:
            ConfigError: When a kind is none of those known.
        """
        rules = [(place, kinds & {"*"} | canonical_kinds(kinds - {"*"}, known)) for place, kinds in self.rules]
        return RestoreRules(rules)

    def kinds(self, tool: str, argument: str) -> frozenset[str]:
        """The kinds that are restored in an argument; `*` among them stands for all."""
        places = {f"{tool}.{argument}", f"{tool}.*"}
        return frozenset[str]().union(*(kinds for place, kinds in self.rules if place in places))


def _kinds(kinds: str | Iterable[str]) -> frozenset[str]:
    words = kinds.split("|") if isinstance(kinds, str) else kinds
    return frozenset(word.strip().lower() for word in words if word.strip())

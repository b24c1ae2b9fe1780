"""OWASP LLM Top 10 (2025) and MITRE ATLAS ids of a decision, so that a finding lands in the reader's own risk list.

Sources: OWASP Top 10 for LLM Applications 2025; MITRE ATLAS 5.6.0 (ATLAS.yaml).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

OWASP: Mapping[str, str] = MappingProxyType(
    {
        "LLM01:2025": "Prompt Injection",
        "LLM02:2025": "Sensitive Information Disclosure",
        "LLM03:2025": "Supply Chain",
        "LLM04:2025": "Data and Model Poisoning",
        "LLM05:2025": "Improper Output Handling",
        "LLM06:2025": "Excessive Agency",
        "LLM07:2025": "System Prompt Leakage",
        "LLM08:2025": "Vector and Embedding Weaknesses",
        "LLM09:2025": "Misinformation",
        "LLM10:2025": "Unbounded Consumption",
    }
)
"""The ten, by id."""

_UNTRUSTED = ("LLM01:2025", "LLM08:2025"), ("AML.T0051.001", "AML.T0070")
_TABLE: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    # prefix of a rule id, OWASP, ATLAS
    ("injection.system", ("LLM01:2025", "LLM07:2025"), ("AML.T0051.000", "AML.T0056")),
    ("injection.role", ("LLM01:2025",), ("AML.T0051.000", "AML.T0054")),
    ("injection", ("LLM01:2025",), ("AML.T0051.000",)),
    ("hidden", ("LLM01:2025",), ("AML.T0068",)),
    ("pii", ("LLM02:2025",), ("AML.T0057",)),
    ("secret", ("LLM02:2025",), ("AML.T0055", "AML.T0057")),
    ("link", ("LLM02:2025", "LLM05:2025"), ("AML.T0077",)),
    ("markup", ("LLM05:2025",), ("AML.T0077",)),
    ("html", ("LLM05:2025",), ("AML.T0077",)),
    ("code", ("LLM05:2025",), ("AML.T0077",)),
    ("terminal", ("LLM05:2025",), ("AML.T0077",)),
    ("prompt_leak", ("LLM07:2025",), ("AML.T0056",)),
    ("canary", ("LLM02:2025", "LLM07:2025"), ("AML.T0056", "AML.T0057")),
    ("pseudonym", ("LLM02:2025",), ("AML.T0057",)),
    ("rate_limit", ("LLM10:2025",), ("AML.T0029", "AML.T0034.000")),
    ("shape.size", ("LLM10:2025",), ("AML.T0029",)),
    ("taint", ("LLM01:2025", "LLM06:2025"), ("AML.T0051.001", "AML.T0053")),
    ("tool.taint", ("LLM01:2025", "LLM06:2025"), ("AML.T0051.001", "AML.T0053")),
    ("egress", ("LLM02:2025", "LLM06:2025"), ("AML.T0086",)),
    ("tool.egress", ("LLM02:2025", "LLM06:2025"), ("AML.T0086",)),
    ("tool.budget", ("LLM06:2025", "LLM10:2025"), ("AML.T0029", "AML.T0053")),
    ("tool", ("LLM06:2025",), ("AML.T0053",)),
)
_CONTROLS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = MappingProxyType(
    {
        "input_guard": (("LLM01:2025",), ("AML.T0051.000",)),
        "canary": (("LLM02:2025", "LLM07:2025"), ("AML.T0056", "AML.T0057")),
        "output_redactor": (("LLM02:2025",), ("AML.T0057",)),
        "pseudonymizer": (("LLM02:2025",), ("AML.T0057",)),
        "rate_limit": (("LLM10:2025",), ("AML.T0029", "AML.T0034.000")),
        "tool_policy": (("LLM06:2025",), ("AML.T0053",)),
    }
)


def frameworks(control: str, rules: Iterable[str], stage: str = "input") -> dict[str, list[str]]:
    """Ids for a decision: by its rules where the table knows them, else by its control.

    Args:
        control: The control that decided.
        rules: Ids of its rules.
        stage: Where in the conversation; tool results and documents make an injection an indirect one.

    >>> frameworks("output_redactor", ["pii.email"])
    {'owasp': ['LLM02:2025'], 'atlas': ['AML.T0057']}
    >>> frameworks("input_guard", ["injection.override"], "document")["atlas"]
    ['AML.T0051.001', 'AML.T0070']
    """
    owasp: set[str] = set()
    atlas: set[str] = set()
    for rule in rules:
        row = next((row for row in _TABLE if rule == row[0] or rule.startswith((row[0] + ".", row[0] + "_"))), None)
        if row is None:
            continue
        indirect = rule.startswith("injection") and stage in ("tool_result", "document", "memory")
        owasp.update(_UNTRUSTED[0] if indirect else row[1])
        atlas.update(_UNTRUSTED[1] if indirect else row[2])
    if not owasp and control in _CONTROLS:
        owasp.update(_CONTROLS[control][0])
        atlas.update(_CONTROLS[control][1])
    return {"owasp": sorted(owasp), "atlas": sorted(atlas)} if owasp else {}

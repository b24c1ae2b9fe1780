"""The families of prompt injection, and the public names they go by.

OWASP ids: Top 10 for LLM Applications 2025 (`LLMnn`) and for Agentic Applications 2026 (`ASInn`). MITRE ATLAS ids:
ATLAS 5.6.0. A test keeps every id inside the pinned lists below, so that a report never names an id nobody can look up.
"""

from __future__ import annotations

from dataclasses import dataclass

from langchain_guard.findings import Severity

OWASP_IDS = frozenset({"LLM01", "LLM02", "LLM05", "LLM06", "LLM07", "LLM08", "ASI01", "ASI02", "ASI06", "ASI09"})
"""The OWASP ids used here."""

ATLAS_IDS = frozenset(
    {
        "AML.T0051.000",  # LLM Prompt Injection: Direct
        "AML.T0051.001",  # LLM Prompt Injection: Indirect
        "AML.T0053",  # AI Agent Tool Invocation
        "AML.T0054",  # LLM Jailbreak
        "AML.T0056",  # Extract LLM System Prompt
        "AML.T0057",  # LLM Data Leakage
        "AML.T0068",  # LLM Prompt Obfuscation
        "AML.T0077",  # LLM Response Rendering
        "AML.T0080",  # AI Agent Context Poisoning
        "AML.T0086",  # Exfiltration via AI Agent Tool Invocation
    }
)
"""The ATLAS ids used here."""


@dataclass(frozen=True, slots=True)
class Family:
    """One kind of attack.

    Attributes:
        name: The word used in rule ids and in `Verdict.families`.
        about: One line for reports.
        severity: How bad it is when such an attack reaches a model.
        owasp: OWASP ids.
        atlas: MITRE ATLAS ids.
    """

    name: str
    about: str
    severity: Severity
    owasp: tuple[str, ...]
    atlas: tuple[str, ...]


_ROWS = (
    Family("override", "tells the model to drop its instructions", "high", ("LLM01", "ASI01"), ("AML.T0051.000",)),
    Family("role", "gives the model a new, unbound identity", "high", ("LLM01", "ASI01"), ("AML.T0054",)),
    Family("extraction", "asks for the hidden instructions", "high", ("LLM01", "LLM07"), ("AML.T0056",)),
    Family("secret", "asks for a secret the model was told to keep", "high", ("LLM01", "LLM02"), ("AML.T0057",)),
    Family("delimiter", "forges chat-template tokens or message borders", "high", ("LLM01",), ("AML.T0051.000",)),
    Family("splitting", "assembles the attack from harmless parts", "high", ("LLM01",), ("AML.T0068",)),
    Family("authority", "claims to speak for the developer or the system", "high", ("LLM01", "ASI09"), ("AML.T0054",)),
    Family("tool_hijack", "orders the agent to use its tools", "critical", ("LLM06", "ASI02"), ("AML.T0053",)),
    Family("exfiltration", "sends data to somewhere else", "critical", ("LLM02", "ASI02"), ("AML.T0086",)),
    Family("jailbreak", "a persona or mode without limits", "high", ("LLM01",), ("AML.T0054",)),
    Family("many_shot", "a forged conversation that ends in compliance", "high", ("LLM01",), ("AML.T0054",)),
    Family("refusal", "forbids the model to refuse or to warn", "high", ("LLM01",), ("AML.T0054",)),
    Family("embedded", "talks to the AI from inside a document", "high", ("LLM01", "ASI01"), ("AML.T0051.001",)),
    Family("concealment", "asks the model to hide what it does", "critical", ("LLM01", "ASI09"), ("AML.T0051.001",)),
    Family("memory", "plants orders for later", "high", ("ASI06",), ("AML.T0080",)),
    Family("hidden", "the attack was hidden from the reader's eye", "high", ("LLM01",), ("AML.T0068",)),
    Family("judged", "a classifier or a judge finds an attack", "high", ("LLM01", "ASI01"), ("AML.T0051.000",)),
)

FAMILIES: dict[str, Family] = {family.name: family for family in _ROWS}
"""Every family by name."""

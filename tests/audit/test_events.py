"""The schema: committed, closed, the same as the code, and every control's ids are on the pinned lists."""

from __future__ import annotations

import pytest
from jsonschema import Draft202012Validator, ValidationError

from langchain_guard.audit.events import KNOWN, json_schema
from langchain_guard.audit.frameworks import _CONTROLS, _TABLE, _UNTRUSTED, OWASP, frameworks
from tests.audit.schema import SCHEMA, validator

ATLAS = {
    *("AML.T0029", "AML.T0034.000", "AML.T0051.000", "AML.T0051.001", "AML.T0053", "AML.T0054", "AML.T0055"),
    *("AML.T0056", "AML.T0057", "AML.T0068", "AML.T0070", "AML.T0077", "AML.T0086"),
}
"""Techniques of ATLAS 5.6.0 that the table may name."""


def test_the_committed_schema_is_the_code() -> None:
    """`schema-v1.json` is what `json_schema()` gives; a change of the events is a visible change of the file."""
    assert json_schema() == SCHEMA
    Draft202012Validator.check_schema(SCHEMA)


def test_unknown_fields_and_events_are_refused() -> None:
    """The schema is closed: a record with a field or event it does not know is not valid."""
    sealed = {"v": 1, "time": "2026-01-01T00:00:00.000000Z", "log": "0" * 16, "seq": 0, "kid": "none"}
    record = {**sealed, "prev": "0" * 64, "mac": "0" * 64, "event": "note"}
    validator("note").validate(record)
    with pytest.raises(ValidationError):
        validator("note").validate({**record, "prompt": "text"})
    with pytest.raises(KeyError):
        validator("prompt")


def test_no_field_is_for_raw_text() -> None:
    """The only fields that can hold a text of a conversation are the two of `capture="redacted"`."""
    assert {name for name in KNOWN if "text" in name} == {"input_text", "output_text", "context"}


def test_framework_ids_are_known() -> None:
    """Every OWASP and ATLAS id of the table is on the pinned lists."""
    rows = [(owasp, atlas) for _, owasp, atlas in _TABLE] + [*_CONTROLS.values(), _UNTRUSTED]
    assert {name for owasp, _ in rows for name in owasp} <= {*OWASP}
    assert {name for _, atlas in rows for name in atlas} <= ATLAS


@pytest.mark.parametrize(
    ("control", "rule", "stage", "owasp"),
    [
        ("input_guard", "injection.override", "input", "LLM01:2025"),
        ("input_guard", "injection.override", "document", "LLM08:2025"),
        ("output_redactor", "secret.bearer_token", "output", "LLM02:2025"),
        ("rate_limit", "rate_limit.lockout", "input", "LLM10:2025"),
        ("output_redactor", "no.such.rule", "output", "LLM02:2025"),
        ("tool_policy", "tool.not_allowed", "tool_call", "LLM06:2025"),
        ("tool_policy", "tool.taint", "tool_call", "LLM01:2025"),
        ("tool_policy", "tool.egress", "tool_call", "LLM02:2025"),
        ("tool_policy", "tool.budget", "tool_call", "LLM10:2025"),
        ("tool_policy", "no.such.rule", "tool_call", "LLM06:2025"),
        ("canary", "canary.encoded", "output", "LLM07:2025"),
        ("canary", "no.such.rule", "output", "LLM07:2025"),
        ("pseudonymizer", "pii.email", "input", "LLM02:2025"),
        ("pseudonymizer", "no.such.rule", "input", "LLM02:2025"),
    ],
)
def test_frameworks(control: str, rule: str, stage: str, owasp: str) -> None:
    """Rules decide, the stage makes an injection indirect, and the control is the fallback."""
    assert owasp in frameworks(control, [rule], stage)["owasp"]

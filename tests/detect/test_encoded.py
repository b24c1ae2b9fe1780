"""Values in envelopes are found, whole, and nothing else is touched."""

from __future__ import annotations

import base64

import pytest

from langchain_guard import redact, scan
from langchain_guard.detect.encoded import PATTERNS

VALUES = ("jane.doe@example.com", "card 4111 1111 1111 1111", "ssn: 123-45-6789 for payroll")
ENVELOPES = {
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64 without padding": lambda text: base64.b64encode(text.encode()).decode().rstrip("="),
    "base64url": lambda text: base64.urlsafe_b64encode(text.encode()).decode(),
    "hexadecimal": lambda text: text.encode().hex(),
    "percent": lambda text: "".join(f"%{byte:02X}" for byte in text.encode()),
    "entities": lambda text: "".join(f"&#{ord(character)};" for character in text),
    "hexadecimal entities": lambda text: "".join(f"&#x{ord(character):x};" for character in text),
    "base64 twice": lambda text: base64.b64encode(base64.b64encode(text.encode())).decode(),
    "hexadecimal in base64": lambda text: base64.b64encode(text.encode().hex().encode()).decode(),
}


@pytest.mark.parametrize("envelope", ENVELOPES)
@pytest.mark.parametrize("value", VALUES)
def test_whole_run_is_redacted(envelope: str, value: str) -> None:
    """What decodes to a value leaves no character behind, and its surroundings stay."""
    run = ENVELOPES[envelope](value)
    assert redact(f"before {run} after") == "before [REDACTED_ENCODED_VALUE] after"


@pytest.mark.parametrize("envelope", ENVELOPES)
def test_honest_text_in_envelopes_passes(envelope: str) -> None:
    """Encoded prose is not a finding."""
    run = ENVELOPES[envelope]("the quick brown fox jumps over the lazy dog")
    assert not scan(f"before {run} after", kinds=["encoded_value"])


@pytest.mark.parametrize("row", PATTERNS, ids=lambda row: row.name)
def test_samples(row: object) -> None:
    """Each row fires on its hit and stays silent on its near-miss."""
    assert [finding.rule for finding in scan(row.hits[0], kinds=[row.kind]).findings] == [row.name]
    assert not scan(row.near_misses[0], kinds=[row.kind])


ODD_HEXADECIMAL_IN_BASE64 = base64.b64encode(b"6a6f686e406578616d706c652e636f6d1").decode()


@pytest.mark.parametrize(
    "text",
    [
        "%",
        "%zz%41",
        "&#1114112;&#xd800;x",
        "A" * 9000,
        "%" * 5000,
        "&#" * 5000,
        "%204" * 9000,
        ODD_HEXADECIMAL_IN_BASE64,
    ],
)
def test_hostile_envelopes(text: str) -> None:
    """Malformed and endless envelopes are read without an error and left alone."""
    assert redact(text, kinds=["encoded_value"]) == text

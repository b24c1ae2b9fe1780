"""Every row of the tables does what its samples say, through the real scan."""

import pytest

from langchain_guard import Pattern, scan
from langchain_guard.detect.pii import PATTERNS as PII
from langchain_guard.detect.secrets import PATTERNS as SECRETS

ROWS = (*PII, *SECRETS)


def rules(text: str, row: Pattern) -> set[str]:
    """The rules that fire in a text when only the row's kind is looked for, before overlaps are resolved."""
    result = scan(text, kinds=[row.kind], explain=True)
    return {explanation.rule for explanation in result.explanations if explanation.kept}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_row_fires_on_its_hits_only(row: Pattern) -> None:
    """The row fires in each of its hits, also at the very edges of the text, and in none of its near misses."""
    for text in row.hits:
        assert row.name in rules(text, row)
        assert row.name in rules(f"({text})", row)
    for text in row.near_misses:
        assert row.name not in rules(text, row)


VALUES = (
    "4111 1111 1111 1111",
    "536-90-4399",
    "203.0.113.7",
    "2001:db8:85a3::8a2e:370:7334",
    "00:1B:44:11:3A:B7",
    "+49 341 8387176",
    "212-555-0142",
    "DE89370400440532013000",
    "sk-" + "proj-" + "a1B2c3D4e5F6g7H8i9J0k1L2",
)


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("\\n", "\\n"),
        ("see\\r\\n", "\\t"),
        ("<\\u003e", "\\u003c"),
        ("q=%20", "%20"),
        ("x=3D", "=\n"),
        ("\x1b[31m", "\x1b[0m"),
        ("\\u001b[1;31m", "\\u001b[0m"),
        ("see _", "_ ok"),
        ("__", "__"),
        ("\\n__", "__"),
        ("号码", "的卡"),
        ("カードは", "です"),
        ("주소는", "에서"),
        ("คือ", "ครับ"),
    ],
)
def test_escapes_emphasis_and_scripts_without_spaces_hide_no_value(before: str, after: str, value: str) -> None:
    """What stands beside a value and is no word that goes on in it does not hide it."""
    text = before + value + after
    found = [text[finding.start : finding.end] for finding in scan(text).findings]
    assert any(value in item for item in found)


@pytest.mark.parametrize("text", ["x203.0.113.7", "node_203.0.113.7", "é203.0.113.7", r"\q203.0.113.7"])
def test_words_still_hide_what_ends_them(text: str) -> None:
    """Digits at the end of a word or an identifier are part of it."""
    assert not scan(text, kinds=["ipv4"]).findings

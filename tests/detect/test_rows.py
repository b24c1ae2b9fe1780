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

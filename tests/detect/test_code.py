"""Statements that do harm are found in any fence; teaching prose is not."""

from __future__ import annotations

import pytest

from langchain_guard.detect.code import code_patterns
from langchain_guard.text.compiled import compile_patterns
from langchain_guard.text.scanner import Match, Selection, whole

SELECTION = Selection(compile_patterns(code_patterns()))


def rules(text: str) -> set[str]:
    """The rules that fire."""
    return {piece.finding.rule for piece in whole(text, SELECTION)[0] if isinstance(piece, Match)}


@pytest.mark.parametrize("row", code_patterns(), ids=lambda row: row.name)
def test_samples(row) -> None:
    """Each rule fires on its sample, bare and in a fence."""
    for text in row.hits:
        assert row.name in rules(text)
        assert row.name in rules(f"```\n{text}\n```\n")


@pytest.mark.parametrize(
    "text",
    [
        "Use curl to download the file, then inspect it before you run a shell.",
        "rm old.txt && rm -r build",
        "subprocess.run(['ls', '-l'], check=True)",
        "model.eval() and exec(code)",
        "retrieval(base64) of medieval(atob) texts",
        "json.loads(data)",
    ],
)
def test_ordinary_code(text: str) -> None:
    """Ordinary commands and calls are not findings."""
    assert rules(text) == set()

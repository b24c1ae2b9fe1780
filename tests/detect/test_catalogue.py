"""The page of rules says what the rows say."""

from __future__ import annotations

from pathlib import Path

from langchain_guard.detect.catalogue import catalogue

PAGE = Path(__file__).parents[2] / ".github" / "RULES.md"


def test_page_is_current() -> None:
    """`.github/RULES.md` ends with the table that the rows generate now."""
    assert PAGE.read_text(encoding="utf-8").endswith("\n\n" + catalogue()), (
        "rows have changed: replace the table in .github/RULES.md by what langchain_guard.detect.catalogue gives"
    )

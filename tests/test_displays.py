"""What results look like in a notebook."""

from __future__ import annotations

import html5lib

from langchain_guard.findings import SEVERITIES, Finding, ScanResult


def _tree(result: ScanResult):
    """The display, read by a strict HTML parser: markup that is not well-formed raises."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parseFragment(result._repr_html_())


def test_table_shows_every_place_and_kind() -> None:
    """One row for each finding, with its place, kind, rule and score, and a legend of the severities that occur."""
    findings = (Finding(9, 25, "email", "pii.email"), Finding(1038, 1057, "card", "pii.card", "high", 0.5))
    tree = _tree(ScanResult(findings, length=2000))
    rows = [[cell.text for cell in row][1:] for row in tree.findall(".//tbody/tr")]
    assert rows == [["9\u201325", "email", "pii.email", "1.00"], ["1,038\u20131,057", "card", "pii.card", "0.50"]]
    legend = "".join(tree.find(".//caption").itertext())
    assert legend.startswith("2 found in 2,000 characters")
    assert [word for word in SEVERITIES if word in legend] == ["medium", "high"]


def test_names_cannot_become_markup() -> None:
    """Names of kinds and rules, which users choose, are shown as text."""
    bad = "<script>alert(1)</script>&"
    tree = _tree(ScanResult((Finding(0, 1, bad, bad),), length=1))
    assert tree.find(".//script") is None
    assert [cell.text for cell in tree.findall(".//td")].count(bad) == 2


def test_long_and_empty_results_stay_small() -> None:
    """Ten thousand findings do not make a page of ten thousand rows, and the rest is counted; none is a sentence."""
    findings = tuple(Finding(place, place + 1, "email", "pii.email") for place in range(10_000))
    tree = _tree(ScanResult(findings, length=10_000))
    assert len(tree.findall(".//tbody/tr")) == 100
    assert "9,900 more" in "".join(tree.find(".//caption").itertext())
    assert "nothing found in 1,234 characters" in ScanResult(length=1234)._repr_html_()

"""The rule tables keep what their rows promise."""

import pytest

from langchain_guard.detect.injection.rules import compiled
from langchain_guard.detect.injection.scan import survey
from langchain_guard.detect.injection.taxonomy import ATLAS_IDS, FAMILIES, OWASP_IDS

ROWS = compiled().rows
HITS = [(row.name, text) for row in ROWS.values() for text in row.hits]
NEAR_MISSES = [(row.name, text) for row in ROWS.values() for text in row.near_misses]


@pytest.mark.parametrize(("name", "text"), HITS)
def test_a_row_fires_in_its_samples(name, text):
    """Each sample of a row makes that row fire."""
    assert name in {hit.rule for hit in survey(text, untrusted=True).hits}


@pytest.mark.parametrize(("name", "text"), NEAR_MISSES)
def test_a_row_stays_silent_in_its_near_misses(name, text):
    """No near-miss of a row makes that row fire."""
    assert name not in {hit.rule for hit in survey(text).hits}


def test_every_row_has_samples_near_misses_and_a_family():
    """A row without a family, a sample or a near-miss cannot be shipped."""
    for row in ROWS.values():
        assert row.name.partition(".")[0] in FAMILIES
        assert row.hits, row.name
        assert row.near_misses, row.name
        assert 0 <= row.weight <= 1
        assert row.weight or row.untrusted


def test_families_name_only_pinned_ids():
    """Every OWASP and ATLAS id can be looked up."""
    for family in FAMILIES.values():
        assert set(family.owasp) <= OWASP_IDS
        assert set(family.atlas) <= ATLAS_IDS

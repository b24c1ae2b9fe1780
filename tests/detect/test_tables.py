"""The detector tables as data: stable ids, enough formats, samples everywhere."""

import re
from collections import Counter

import pytest

from langchain_guard.detect.names import ALIASES, PII_KINDS, SECRET_KINDS, canonical_kinds
from langchain_guard.detect.national import NATIONAL
from langchain_guard.detect.pii import DEFAULT_OFF, PATTERNS, pii_patterns
from langchain_guard.detect.providers import PROVIDERS
from langchain_guard.detect.secrets import PATTERNS as SECRETS
from langchain_guard.exceptions import ConfigError

ROWS = (*PATTERNS, *SECRETS)


def test_rule_ids_are_unique_and_well_formed():
    """A rule id names one row, in the family of its table."""
    assert [name for name, count in Counter(row.name for row in ROWS).items() if count > 1] == []
    assert all(re.fullmatch(r"pii\.[a-z0-9_]+", row.name) for row in PATTERNS)
    assert all(re.fullmatch(r"secret\.[a-z0-9_]+", row.name) for row in SECRETS)


def test_every_row_has_samples():
    """Each row shows a text it fires on and one it does not."""
    assert [row.name for row in ROWS if not (row.hits and row.near_misses)] == []


def test_breadth():
    """At least 120 provider formats and national identifiers of at least 25 countries, each with its own kind."""
    assert len({row.kind for row in PROVIDERS}) >= 120
    assert len({row.kind[:2] for row in NATIONAL}) >= 25


def test_default_off_kinds_exist():
    """What is off by default is a kind that can be asked for."""
    assert DEFAULT_OFF <= PII_KINDS


def test_aliases_lead_to_kinds_and_unknown_names_to_the_nearest():
    """Both naming habits work, groups too, and a typo is answered with what was meant."""
    assert canonical_kinds(["EMAIL_ADDRESS", "email", "Ip_Address"]) == {"email", "ipv4", "ipv6"}
    assert canonical_kinds(["pii", "secrets"]) == PII_KINDS | SECRET_KINDS
    assert canonical_kinds(["employee_id"], known=["employee_id"]) == {"employee_id"}
    for alias in ALIASES:
        assert canonical_kinds([alias])
    with pytest.raises(ConfigError, match="did you mean 'github_"):
        canonical_kinds(["githubtoken"], known=SECRET_KINDS)


def test_phone_regions_are_a_setting():
    """National formats follow the regions, and an unknown region is an error."""
    assert not any("north_american" in row.name for row in pii_patterns(("DE",)))
    with pytest.raises(ConfigError, match="XX"):
        pii_patterns(("XX",))

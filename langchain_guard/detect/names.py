"""Names of kinds: ours, and those that users of Presidio and LangChain bring along."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from langchain_guard.detect.pii import PATTERNS as PII
from langchain_guard.detect.secrets import PATTERNS as SECRETS
from langchain_guard.exceptions import ConfigError

PII_KINDS: frozenset[str] = frozenset(row.kind for row in PII)
"""Every kind of personal data."""

SECRET_KINDS: frozenset[str] = frozenset(row.kind for row in SECRETS)
"""Every kind of secret."""

NER_KINDS: frozenset[str] = frozenset({"person", "location", "organization"})
"""Kinds that only the detectors of `langchain_guard.detect.ner` find."""

_GROUPS: dict[str, tuple[str, ...]] = {"pii": tuple(sorted(PII_KINDS)), "secrets": tuple(sorted(SECRET_KINDS))}

ALIASES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        # Presidio, https://microsoft.github.io/presidio/supported_entities/
        "AU_TFN": ("au_tfn",),
        "CREDIT_CARD": ("credit_card",),
        "CRYPTO": ("crypto_address",),
        "DATE_OF_BIRTH": ("date_of_birth",),
        "EMAIL_ADDRESS": ("email",),
        "ES_NIE": ("es_nie",),
        "ES_NIF": ("es_dni",),
        "FI_PERSONAL_IDENTITY_CODE": ("fi_hetu",),
        "IBAN_CODE": ("iban",),
        "IN_AADHAAR": ("in_aadhaar",),
        "IN_PAN": ("in_pan",),
        "IN_VOTER": ("in_epic",),
        "IP_ADDRESS": ("ipv4", "ipv6"),
        "IT_FISCAL_CODE": ("it_fiscal_code",),
        "KR_RRN": ("kr_rrn",),
        "LOCATION": ("location",),
        "MAC_ADDRESS": ("mac",),
        "ORGANIZATION": ("organization",),
        "PERSON": ("person",),
        "PHONE_NUMBER": ("phone",),
        "PL_PESEL": ("pl_pesel",),
        "SG_NRIC_FIN": ("sg_nric",),
        "TH_TNIN": ("th_citizen_id",),
        "UK_NHS": ("gb_nhs",),
        "UK_NINO": ("gb_nino",),
        "URL": ("url",),
        "US_DRIVER_LICENSE": ("us_driver_license",),
        "US_ITIN": ("us_itin",),
        "US_PASSPORT": ("us_passport",),
        "US_SSN": ("us_ssn",),
        # LangChain's PIIMiddleware
        "ip": ("ipv4", "ipv6"),
        "mac_address": ("mac",),
        # groups
        **_GROUPS,
    }
)
"""Foreign name -> our kinds. Presidio's names are taken in any case; `pii` and `secrets` stand for all of theirs."""

_ALIKE = 0.65
"""From where on a name is taken for a misspelling of another: `medical_license` is no `us_driver_license`."""

_FOLDED = {alias.lower(): kinds for alias, kinds in ALIASES.items()}


def canonical_kinds(names: Iterable[str], known: Iterable[str] | None = None) -> frozenset[str]:
    """Our kinds for a list of names in either habit.

    Args:
        names: Kinds (`email`), Presidio's or LangChain's names (`EMAIL_ADDRESS`, `ip`), or the groups `pii`, `secrets`.
        known: The kinds that may be named; any when None.

    Raises:
        ConfigError: When a name is not known, or only a detector could find it; the message says which name or what
            to add.

    >>> sorted(canonical_kinds(["EMAIL_ADDRESS", "ip", "iban"]))
    ['email', 'iban', 'ipv4', 'ipv6']
    >>> canonical_kinds(["e_mail"], known=PII_KINDS)
    Traceback (most recent call last):
        ...
    langchain_guard.exceptions.ConfigError: unknown kind 'e_mail': did you mean 'email'?
    """
    valid = PII_KINDS | SECRET_KINDS | NER_KINDS if known is None else frozenset(known)
    kinds: set[str] = set()
    for name in names:
        folded = name.lower()
        if folded in valid:
            kinds.add(folded)
        elif valid.intersection(_FOLDED.get(folded, ())):
            kinds.update(valid.intersection(_FOLDED[folded]))
        elif known is None or name in valid:
            kinds.add(name)
        else:
            raise ConfigError(_unknown(name, valid), control="scan")
    return frozenset(kinds)


_KEYS = frozenset({"api_key", "apikey", "api_keys", "key", "keys", "token", "api_token", "secret_key", "access_token"})
"""Words for the keys of any provider, of which there is no kind."""


def _unknown(name: str, valid: frozenset[str]) -> str:
    folded = name.lower()
    if NER_KINDS.intersection(_FOLDED.get(folded, ())):  # only the detectors of `ner` find them
        return f"{name!r} needs a detector: give extra=[PresidioDetector()] or a HuggingFaceNerDetector"
    if "injection" in folded:
        return f"unknown kind {name!r}: injections are found by InputGuardRunnable and detect_injection"
    if folded in _KEYS:
        return f"unknown kind {name!r}: keys are named by who gives them, as in 'openai_key', others are 'secret'"
    near = difflib.get_close_matches(folded, sorted(valid | _FOLDED.keys()), n=1, cutoff=_ALIKE)
    advice = f"did you mean {near[0]!r}?" if near else "no rule looks for that, `langchain-guard rules` lists all"
    return f"unknown kind {name!r}: {advice}"

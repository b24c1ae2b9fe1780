"""Validators for candidates: what a regular expression cannot say.

Each takes the candidate's text and answers whether it stands, or how many of its leading characters do. The checks
themselves come from `python-stdnum` wherever it has them; written here are only the address encodings it lacks.
"""

from __future__ import annotations

import hashlib
import ipaddress
import re
from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import cast

from stdnum import bic, iban

from langchain_guard.detect.keccak import keccak_256

_BITCOIN58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_RIPPLE58 = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_BECH32_STEPS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)

_DIGITS = re.compile("[0-9]+")
_CARD_GROUPS = re.compile(r"\d{4}(?:(?:\D\d{4}){2,3}(?:\D\d{1,3})?|\D\d{4}\D\d{5}|\D\d{6}\D\d{4,5}|\d\d\D\d{13})")
"""How cards are printed and typed; other groups of digits with spaces between them are the columns of a table."""

_DOUBLED = str.maketrans("0123456789", "0246813579")
"""Twice a digit, its own digits summed."""

_WITHOUT_GAPS = str.maketrans("", "", " -")
_LETTER_VALUES = {ord(letter): str(value) for value, letter in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 10)}

_CARD_LENGTHS: tuple[tuple[int, int, tuple[int, ...]], ...] = (
    # first prefix, last prefix (inclusive, same number of digits), lengths; from the issuers' public number ranges
    (1800, 1800, (15,)),  # JCB, old
    (2131, 2131, (15,)),
    (2200, 2204, (16, 17, 18, 19)),  # Mir
    (2221, 2720, (16,)),  # Mastercard
    (300, 305, (14, 16)),  # Diners Club
    (3095, 3095, (14, 16)),
    (34, 34, (15,)),  # American Express
    (37, 37, (15,)),
    (36, 36, (14, 16)),
    (38, 39, (14, 16)),
    (35, 35, (16, 17, 18, 19)),  # JCB
    (4, 4, (13, 16, 19)),  # Visa
    (5018, 5018, (12, 13, 14, 15, 16, 17, 18, 19)),  # Maestro
    (5020, 5020, (12, 13, 14, 15, 16, 17, 18, 19)),
    (5038, 5038, (12, 13, 14, 15, 16, 17, 18, 19)),
    (5067, 5067, (16, 17, 18, 19)),  # Elo, Verve
    (5078, 5078, (16, 17, 18, 19)),
    (51, 55, (16,)),  # Mastercard
    (56, 58, (12, 13, 14, 15, 16, 17, 18, 19)),  # Maestro
    (60, 60, (16, 17, 18, 19)),  # RuPay, Discover
    (62, 62, (16, 17, 18, 19)),  # UnionPay
    (6304, 6304, (12, 13, 14, 15, 16, 17, 18, 19)),  # Maestro
    (6759, 6759, (12, 13, 14, 15, 16, 17, 18, 19)),
    (64, 65, (16, 17, 18, 19)),  # Discover
    (676, 676, (12, 13, 14, 15, 16, 17, 18, 19)),  # Maestro
    (6390, 6390, (12, 13, 14, 15, 16, 17, 18, 19)),
    (81, 82, (16,)),  # RuPay
    (9792, 9792, (16,)),  # Troy
)


def brand_and_luhn(text: str) -> int:
    """Length of the payment card number that `text` starts with, by brand range and Luhn, or 0.

    Text that runs on (an expiry date, the next word) is not counted, provided that it is set off by a separator.

    >>> [brand_and_luhn(text) for text in ("4111 1111 1111 1111 12", "4111111111111112", "41 111 11111 111 111")]
    [19, 0, 0]
    """
    lengths = _card_lengths(text[:4])
    if not lengths:
        return 0
    ends = digit_ends(text)
    digits = "".join(_DIGITS.findall(text))
    for length in lengths:
        if length in ends and luhn(digits[:length]) and len(set(digits)) > 1 and not (length == 13 and _ean(text)):
            number = text[: ends[length]]
            if " " not in number or _CARD_GROUPS.fullmatch(number):
                return len(number)
    return 0


def luhn(digits: str) -> bool:
    """Whether the last of some ASCII digits is the check digit of the others (ISO/IEC 7812-1, annex B).

    The same as `stdnum.luhn.is_valid`, a tenth of its time: hostile text holds as many candidates as digits.

    >>> luhn("4111111111111111"), luhn("4111111111111112")
    (True, False)
    """
    return sum(map(int, digits[::-2] + digits[-2::-2].translate(_DOUBLED))) % 10 == 0


def _ean(text: str) -> bool:
    """Whether thirteen digits are the number of an article (GS1): so many German ones begin as a Visa card once did.

    >>> _ean("4006381333931"), _ean("4111111111119")
    (True, False)
    """
    digits = text[:13]
    return digits.isdecimal() and (sum(map(int, digits[::2])) + 3 * sum(map(int, digits[1::2]))) % 10 == 0


@cache
def _card_lengths(start: str) -> tuple[int, ...]:
    """How long, longest first, a card number may be that starts with these four digits."""
    return tuple(
        length
        for low, high, lengths in _CARD_LENGTHS
        if start.isdecimal() and low <= int(start[: len(str(low))]) <= high
        for length in reversed(lengths)
    )


def digit_ends(text: str) -> dict[int, int]:
    """Number of digits read -> characters read, after every run of digits, up to the first that a letter follows.

    >>> digit_ends("12 34 5th")
    {2: 2, 4: 5}
    """
    if text.isdecimal():
        return {len(text): len(text)}
    ends = {}
    count = 0
    for run in _DIGITS.finditer(text):
        count += run.end() - run.start()
        if text[run.end() : run.end() + 1].isalpha():
            break
        ends[count] = run.end()
    return ends


FURTHER_COLUMNS = r"(?: [^\s]{1,12}){0,3}"
"""RE2 text of what may follow a number in groups and tell that it is none: see `begins_row`."""


def begins_row(text: str) -> bool:
    """Whether three groups of digits begin a row of a table: only numbers follow, and not such a number again.

    >>> begins_row("536 90 4399 12 7"), begins_row("536 90 4399 12 years"), begins_row("536 90 4399 219 09 9999")
    (True, False, False)
    """
    groups = text.split(" ")
    number, following = groups[:3], groups[3:]
    return bool(following) and all(map(str.isdecimal, following)) and [*map(len, number)] != [*map(len, following)]


def international_account(text: str) -> int:
    """Length of the IBAN that `text` starts with, by country length and mod 97, or 0.

    >>> international_account("GB82 WEST 1234 5698 7654 32 and"), international_account("GB82 WEST 1234 5698 7654 33")
    (27, 0)
    """
    for end in range(len(text), 14, -1):
        if end < len(text) and text[end].isalnum():
            continue
        plain = text[:end].translate(_WITHOUT_GAPS).upper()
        if (
            plain.isalnum()
            and int((plain[4:] + plain[:4]).translate(_LETTER_VALUES)) % 97 == 1  # quickly, before the structure
            and iban.is_valid(plain, check_country=False)
        ):
            return len(text[:end].rstrip(" -"))
    return 0


def bank_code(text: str) -> bool:
    """Whether `text` is a well-formed BIC of an existing country (ISO 9362)."""
    return bool(bic.is_valid(text))


def ipv4(text: str) -> bool:
    """Whether `text` is an IPv4 address of somebody: not a loopback, unspecified, broadcast or netmask address.

    >>> ipv4("192.168.1.10"), ipv4("127.0.0.1"), ipv4("300.1.1.1"), ipv4("255.255.255.0")
    (True, False, False, False)
    """
    try:
        address = ipaddress.IPv4Address(text)
    except ValueError:
        return False
    return not (address.is_loopback or text.startswith(("0.", "255.")))


def ipv6(text: str) -> bool:
    """Whether `text` is an IPv6 address of somebody: not loopback or unspecified, not a slice such as `1::2`.

    A compressed address must begin with a group of three or four digits, as all assigned ones do, or embed an IPv4
    address.

    >>> ipv6("2001:db8::1"), ipv6("fe80::1%eth0"), ipv6("::1"), ipv6("1::2"), ipv6("::ffff:192.0.2.1")
    (True, True, False, False, True)
    """
    try:
        address = ipaddress.IPv6Address(text)
    except ValueError:
        return False
    if address.is_loopback or address.is_unspecified:
        return False
    return "::" not in text or text.index(":") >= 3 or "." in text


def base58_address(text: str) -> bool:
    """Whether `text` is a Base58Check address: a version, 20 bytes of hash, four bytes of double SHA-256.

    Bitcoin, Litecoin, Dogecoin, Dash and Tron share one alphabet, Ripple (which starts with `r`) has its own.

    >>> base58_address("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"), base58_address("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb")
    (True, False)
    """
    alphabet = _RIPPLE58 if text.startswith("r") else _BITCOIN58
    number = 0
    for char in text:
        digit = alphabet.find(char)
        if digit < 0:
            return False
        number = number * 58 + digit
    if number >= 1 << 200:
        return False
    raw = number.to_bytes(25, "big")
    return hashlib.sha256(hashlib.sha256(raw[:21]).digest()).digest()[:4] == raw[21:]


def bech32_address(text: str) -> bool:
    """Whether `text` is a segregated-witness address: bech32 (BIP 173) or bech32m (BIP 350).

    >>> bech32_address("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4")
    True
    >>> bech32_address("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5")
    False
    """
    if text not in (text.lower(), text.upper()):
        return False
    prefix, _, data = text.lower().rpartition("1")
    values = [_BECH32.find(char) for char in data]
    if len(values) < 7 or -1 in values:
        return False
    checksum = 1
    for value in [*(ord(char) >> 5 for char in prefix), 0, *(ord(char) & 31 for char in prefix), *values]:
        top, checksum = checksum >> 25, (checksum & 0x1FFFFFF) << 5 ^ value
        for bit, step in enumerate(_BECH32_STEPS):
            checksum ^= step if top >> bit & 1 else 0
    return checksum == (1 if values[0] == 0 else 0x2BC830A3)


_KNOWN_ADDRESSES = 4096
_known_addresses: dict[bytes, bool] = {}
"""Verdicts on addresses seen of late, by digest: a checksum takes some 200 microseconds."""


def ethereum_address(text: str) -> bool:
    """Whether `0x` and 40 hexadecimal digits may be an Ethereum address: in mixed case, the case is a checksum.

    All digits in one case carry no checksum and pass. Source: EIP-55.

    >>> ethereum_address("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")
    True
    >>> ethereum_address("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD")
    False
    """
    digits = text[2:]
    lower = digits.lower()
    if digits in {lower, digits.upper()}:
        return True
    key = hashlib.blake2b(digits.encode(), digest_size=16).digest()
    known = _known_addresses.get(key)
    if known is None:
        checksum = keccak_256(lower.encode()).hex()
        known = all(
            digit == (low.upper() if nibble >= "8" else low)
            for digit, low, nibble in zip(digits, lower, checksum, strict=False)
        )
        if len(_known_addresses) >= _KNOWN_ADDRESSES:
            _known_addresses.clear()
        _known_addresses[key] = known
    return known


def aadhaar(text: str) -> bool:
    """Whether an Aadhaar number stands alone: three groups, not all of them years, and the check digit.

    More groups are a table, in which the check digit is right in one row of ten.

    >>> aadhaar("2341 2341 2346"), aadhaar("2341 2341 2346 1234"), aadhaar("2022 2022 2024")
    (True, False, False)
    """
    groups = text.replace("-", " ").split()
    years = all(group[:2] in {"19", "20"} for group in groups)
    return len(groups) == 3 and not years and _is_valid("in_.aadhaar")(text)


def stdnum(module: str) -> Callable[[str], bool]:
    """The `is_valid` of a `python-stdnum` module as a validator, imported on first use.

    >>> stdnum("us.ssn")("536-90-4399"), stdnum("us.ssn")("666-00-0000")
    (True, False)
    """

    def check(text: str) -> bool:
        return _is_valid(module)(text)

    check.__name__ = module  # what an explanation says has failed
    return check


@cache
def _is_valid(module: str) -> Callable[[str], bool]:
    return cast("Callable[[str], bool]", import_module(f"stdnum.{module}").is_valid)

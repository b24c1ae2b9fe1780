"""Keccak-256 and the checksum of Ethereum addresses, against published examples and the standard library."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langchain_guard import scan
from langchain_guard.detect import checksums
from langchain_guard.detect.keccak import RATE, keccak_256, sponge

PUBLISHED = (  # the examples of EIP-55
    "0x52908400098527886E0F7030069857D2E4169EE7",
    "0x8617E340B3D01FA5F11F306F4090FD50E238070D",
    "0xde709f2102306220921060314715629080e2fb77",
    "0x27b1fdb04752bbc536007a920d24acb045561c26",
    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
    "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
    "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
    "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
)


@given(st.binary(max_size=RATE - 1))
def test_permutation_is_that_of_sha3(message: bytes) -> None:
    """With the padding of SHA-3 the digest is the standard library's, so only Keccak's padding is our own."""
    assert sponge(message, 0x06) == hashlib.sha3_256(message).digest()


@pytest.mark.parametrize(
    ("message", "digest"),
    [
        (b"", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"),
        (b"abc", "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"),
    ],
)
def test_published_digests(message: bytes, digest: str) -> None:
    """The digests that Keccak's authors and Ethereum's yellow paper give."""
    assert keccak_256(message).hex() == digest


def test_one_block_only() -> None:
    """A message that does not fit into a block is refused, not hashed wrongly."""
    with pytest.raises(ValueError, match="136 bytes"):
        keccak_256(b"a" * RATE)


@pytest.mark.parametrize("address", PUBLISHED)
def test_published_addresses(address: str) -> None:
    """Each example is found; with the case of one letter changed it is not, unless no case was given."""
    assert scan(f"send it to {address}.").counts == {"crypto_address": 1}
    digits = address[2:]
    place = next(index for index, character in enumerate(digits) if character.isalpha())
    changed = "0x" + digits[:place] + digits[place].swapcase() + digits[place + 1 :]
    assert not scan(f"send it to {changed}.")
    assert scan(f"send it to 0x{digits.lower()}.")


def test_verdicts_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """The memory of verdicts has an end, and a verdict does not depend on it."""
    monkeypatch.setattr(checksums, "_known_addresses", {})
    monkeypatch.setattr(checksums, "_KNOWN_ADDRESSES", 2)
    assert [checksums.ethereum_address(address) for address in PUBLISHED * 2] == [True] * 16
    assert len(checksums._known_addresses) <= 2

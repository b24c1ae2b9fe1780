"""Keccak-256, which Ethereum uses for the checksum of its addresses; `hashlib` has only SHA-3, which pads otherwise.

For messages of one block, which an address is. A library for it would be a compiled dependency for one checksum.

Source: Bertoni, Daemen, Peeters, Van Assche, *The Keccak reference*, version 3.0, sections 1.2 and 4.2.
"""

from __future__ import annotations

from typing import Final

RATE: Final = 136
"""Bytes of a block: 1600 bits of state less twice the 256 of the digest."""

_MASK: Final = (1 << 64) - 1


def _round_constants() -> tuple[int, ...]:
    """From the linear feedback shift register x^8 + x^6 + x^5 + x^4 + 1 (section 1.2, iota)."""
    constants = []
    register = 1
    for _ in range(24):
        constant = 0
        for power in range(7):
            constant |= (register & 1) << ((1 << power) - 1)
            register = register << 1 ^ (0x171 if register & 0x80 else 0)
        constants.append(constant)
    return tuple(constants)


def _moves() -> tuple[tuple[int, int], ...]:
    """For each lane x + 5y of the state after rho and pi: which lane comes there, and rotated by how much."""
    moves = [(0, 0)] * 25
    x, y = 1, 0
    for step in range(24):
        moves[y + 5 * ((2 * x + 3 * y) % 5)] = (x + 5 * y, (step + 1) * (step + 2) // 2 % 64)
        x, y = y, (2 * x + 3 * y) % 5
    return tuple(moves)


_CONSTANTS: Final = _round_constants()
_MOVES: Final = _moves()


def _permute(a: list[int]) -> list[int]:
    """Keccak-f[1600] of 25 lanes."""
    for constant in _CONSTANTS:
        c0, c1, c2, c3, c4 = (a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20] for x in range(5))
        d = (
            c4 ^ (c1 << 1 & _MASK | c1 >> 63),
            c0 ^ (c2 << 1 & _MASK | c2 >> 63),
            c1 ^ (c3 << 1 & _MASK | c3 >> 63),
            c2 ^ (c4 << 1 & _MASK | c4 >> 63),
            c3 ^ (c0 << 1 & _MASK | c0 >> 63),
        ) * 5
        a = [lane ^ mixed for lane, mixed in zip(a, d, strict=True)]
        b = [(a[lane] << turn & _MASK) | a[lane] >> 64 - turn for lane, turn in _MOVES]
        a = []
        for y in (0, 5, 10, 15, 20):
            b0, b1, b2, b3, b4 = b[y : y + 5]
            a += (b0 ^ ~b1 & b2, b1 ^ ~b2 & b3, b2 ^ ~b3 & b4, b3 ^ ~b4 & b0, b4 ^ ~b0 & b1)
        a[0] ^= constant
    return a


def keccak_256(message: bytes) -> bytes:
    """The digest of a message of less than one block.

    Args:
        message: At most 135 bytes.

    Returns:
        32 bytes.

    Raises:
        ValueError: When the message is longer.

    >>> keccak_256(b"").hex()[:16]
    'c5d2460186f7233c'
    """
    if len(message) >= RATE:
        text = f"a message of {len(message)} bytes is longer than the {RATE - 1} of one block"
        raise ValueError(text)
    return sponge(message, 0x01)


def sponge(message: bytes, suffix: int) -> bytes:
    """The digest of one block, padded with `suffix`: 0x01 is Keccak's own; 0x06 gives SHA3-256 (FIPS 202, B.2)."""
    block = bytearray(message.ljust(RATE, b"\x00"))
    block[len(message)] ^= suffix
    block[-1] ^= 0x80
    lanes = [int.from_bytes(block[start : start + 8], "little") for start in range(0, RATE, 8)]
    return b"".join(lane.to_bytes(8, "little") for lane in _permute(lanes + [0] * 8)[:4])

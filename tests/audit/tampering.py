"""Logs to attack, and the attacks: ten kinds for the trials, and the named vectors that are committed."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from langchain_guard.audit import AuditLog, CallableSink, Head, Verdict, verify
from langchain_guard.audit.chain import MAC_TAIL, AuditKey, Chain

KEY = b"k" * 32
OTHER_KEY = b"o" * 32
VECTORS = Path(__file__).parent.parent / "corpus" / "audit"


@dataclass
class Case:
    """What an attacker finds, and what lies out of reach: the heads.

    Attributes:
        lines: The audit file, line by line.
        heads: Published heads.
        older: An earlier state of the file, for a roll-back.
        foreign: Lines of another log under the same key.
    """

    lines: list[bytes]
    heads: list[Head]
    older: list[bytes] = field(default_factory=list)
    foreign: list[bytes] = field(default_factory=list)


def write_log(count: int, key: bytes | None, heads: list[Head] | None = None, every: int = 5) -> list[bytes]:
    """The lines of a closed log with `count` records of an application between opening and closing line."""
    lines: list[bytes] = []
    publish = heads.append if heads is not None else None
    with AuditLog(sink=CallableSink(lines.append), key=key, heads=publish, head_every=every, fsync="none") as log:
        for number in range(count):
            log.emit("llm_call", user=f"user-{number % 3}", model="m", outcome="ok", tokens_in=number, tokens_out=1)
    return lines


def make_case(rng: random.Random, key: bytes | None) -> Case:
    """A closed log of 8 to 40 records with its heads."""
    heads: list[Head] = []
    lines = write_log(rng.randint(8, 40), key, heads)
    return Case(lines, heads, older=lines[: rng.randint(1, len(lines) - 2)], foreign=write_log(3, key))


def resealed(lines: list[bytes], start: int, key: bytes | None) -> list[bytes]:
    """The lines from `start` on sealed again under a key, as a forger would."""
    out = lines[:start]
    kid = AuditKey.of(key)
    for line in lines[start:]:
        record = json.loads(line)
        chain = Chain(kid, record["log"])
        chain.seq, chain.prev = record["seq"], json.loads(out[-1])["mac"] if out else "0" * 64
        for name in ("log", "seq", "kid", "prev", "mac"):
            del record[name]
        out.append(chain.seal(json.dumps(record, separators=(",", ":")).encode())[0])
    return out


def edited(line: bytes) -> bytes:
    """The line with one letter of its content changed."""
    return line.replace(b'"model":"m"', b'"model":"n"') if b'"model":"m"' in line else line.replace(b"pid", b"pie", 1)


Attack = Callable[[Case, random.Random, "bytes | None"], "list[bytes] | None"]
"""From a case to what is left of the file; `None` when it is gone. The key is the one the log was written with."""


def _edit(case: Case, rng: random.Random, key: bytes | None) -> list[bytes]:
    place = rng.randrange(1, len(case.lines) - 1)
    return [edited(line) if number == place else line for number, line in enumerate(case.lines)]


def _delete_middle(case: Case, rng: random.Random, key: bytes | None) -> list[bytes]:
    start = rng.randrange(1, len(case.lines) - 1)
    end = min(start + rng.randint(1, 3), len(case.lines) - 1)  # the last line stays, or it would be a truncation
    return case.lines[:start] + case.lines[end:]


def _swap(case: Case, rng: random.Random, key: bytes | None) -> list[bytes]:
    one, two = rng.sample(range(len(case.lines)), 2)
    lines = list(case.lines)
    lines[one], lines[two] = lines[two], lines[one]
    return lines


def _duplicate(case: Case, rng: random.Random, key: bytes | None) -> list[bytes]:
    lines = list(case.lines)
    lines.insert(rng.randrange(len(lines)), rng.choice(case.lines))
    return lines


def _insert(case: Case, rng: random.Random, key: bytes | None) -> list[bytes]:
    lines = list(case.lines)
    lines.insert(rng.randrange(1, len(lines)), rng.choice(case.foreign[1:]))
    return lines


def _rewrite(case: Case, rng: random.Random, key: bytes | None, with_key: bytes | None) -> list[bytes]:
    start = rng.randrange(1, max(head.seq for head in case.heads if not head.final) + 1)
    lines = [*case.lines[:start], edited(case.lines[start]), *case.lines[start + 1 :]]
    return resealed(lines, start, with_key)


def _rewrite_without_key(case: Case, rng: random.Random, key: bytes | None) -> list[bytes]:
    return _rewrite(case, rng, key, None if key is None or rng.random() < 0.5 else OTHER_KEY)


def _rewrite_with_stolen_key(case: Case, rng: random.Random, key: bytes | None) -> list[bytes]:
    return _rewrite(case, rng, key, key)


def _truncate(case: Case, rng: random.Random, key: bytes | None) -> list[bytes]:
    return case.lines[: rng.randrange(1, len(case.lines))]


def _delete_file(case: Case, rng: random.Random, key: bytes | None) -> None:
    return None


def _roll_back(case: Case, rng: random.Random, key: bytes | None) -> list[bytes]:
    return case.older


ATTACKS: dict[str, Attack] = {
    "edit a record": _edit,
    "delete from the middle": _delete_middle,
    "swap two records": _swap,
    "duplicate a record": _duplicate,
    "insert a record of another log": _insert,
    "rewrite from i without the key": _rewrite_without_key,
    "rewrite from i with a stolen key": _rewrite_with_stolen_key,
    "truncate the end": _truncate,
    "delete the file": _delete_file,
    "roll back to an older copy": _roll_back,
}
"""The ten attacks of the trials."""

MODES: dict[str, tuple[bytes | None, bool]] = {
    "no key": (None, False),
    "no key, head": (None, True),
    "key": (KEY, False),
    "key, head": (KEY, True),
}
"""How a log is kept: under a key or not, with heads published elsewhere or not."""


def judge(folder: Path, lines: list[bytes] | None, key: bytes | None, heads: list[Head]) -> Verdict:
    """The verdict about what the attacker left."""
    path = folder / "audit.jsonl"
    if lines is not None:
        path.write_bytes(b"".join(lines))
    return verify([path] if lines is not None else [], keys=[key], heads=heads)


# -- named vectors ----------------------------------------------------------------------------------------------------


def flip(line: bytes, at: int, bit: int = 0) -> bytes:
    """The line with one bit flipped."""
    return line[:at] + bytes([line[at] ^ (1 << bit)]) + line[at + 1 :]


def _field(line: bytes, name: str, value: str) -> bytes:
    """The line with the value of a trailer field replaced, unsealed."""
    head, mark, rest = line.rpartition(f',"{name}":'.encode())
    end = rest.index(b"," if b"," in rest else b"}")
    return head + mark + value.encode() + rest[end:]


def named(case: Case) -> dict[str, tuple[str, list[bytes]]]:
    """Named vectors: what was done, and the lines it left. The case has an opening line, six records and a closing."""
    lines = case.lines
    cut = lines[3][: len(lines[3]) // 2]
    unkeyed = resealed(lines, 0, None)
    return {
        "edited-field@3": ("a field was changed", [*lines[:3], edited(lines[3]), *lines[4:]]),
        "edited-number@3": (
            "a count was changed",
            [*lines[:3], lines[3].replace(b'"tokens_out":1', b'"tokens_out":9'), *lines[4:]],
        ),
        "added-space@3": ("white space was added", [*lines[:3], lines[3].replace(b":", b": ", 1), *lines[4:]]),
        "mac-bit@3": ("one bit of a code", [*lines[:3], flip(lines[3], -10), *lines[4:]]),
        "body-bit@3": ("one bit of a body", [*lines[:3], flip(lines[3], 80), *lines[4:]]),
        "mac-upper-case@3": (
            "a code in capitals",
            [*lines[:3], lines[3][:-MAC_TAIL] + lines[3][-MAC_TAIL:].upper(), *lines[4:]],
        ),
        "deleted@3": ("one record removed", [*lines[:3], *lines[4:]]),
        "deleted-run@2-4": ("three records removed", [*lines[:2], *lines[5:]]),
        "deleted-first": ("the opening line removed", lines[1:]),
        "deleted-first-three": ("the beginning removed", lines[3:]),
        "truncated-last": ("the closing line removed", lines[:-1]),
        "truncated-to-first": ("all but the opening line removed", lines[:1]),
        "emptied": ("an empty file (journald CVE-2023-31438)", []),
        "truncated-mid-line": ("cut within a record", [*lines[:3], cut]),
        "truncated-newline": ("only the last newline removed", [*lines[:-1], lines[-1][:-1]]),
        "swapped@2-3": ("neighbours exchanged", [*lines[:2], lines[3], lines[2], *lines[4:]]),
        "moved-first-to-end": ("the first record moved to the end", [*lines[1:], lines[0]]),
        "reversed": ("all in reverse order", lines[::-1]),
        "duplicated@3": ("one record twice in a row", [*lines[:4], *lines[3:]]),
        "replayed@2-at-end": ("an old record repeated at the end", [*lines, lines[2]]),
        "whole-file-twice": ("the file appended to itself", [*lines, *lines]),
        "foreign-record": ("a record of another log put in", [*lines[:4], case.foreign[1], *lines[4:]]),
        "foreign-log-tail": ("the end of another log put behind", [*lines, *case.foreign[2:]]),
        "renumbered@3": ("a sequence number changed", [*lines[:3], _field(lines[3], "seq", "7"), *lines[4:]]),
        "relabelled-log@3": (
            "the id of a log changed",
            [*lines[:3], _field(lines[3], "log", '"' + "a" * 16 + '"'), *lines[4:]],
        ),
        "relabelled-kid@3": (
            "the id of a key changed",
            [*lines[:3], _field(lines[3], "kid", '"0badcafe"'), *lines[4:]],
        ),
        "unlinked@3": ("`prev` changed", [*lines[:3], _field(lines[3], "prev", '"' + "0" * 64 + '"'), *lines[4:]]),
        "resealed-other-key@3": (
            "rewritten to the end under another key (journald CVE-2023-31439)",
            resealed([*lines[:3], edited(lines[3]), *lines[4:]], 3, OTHER_KEY),
        ),
        "resealed-no-key": ("rewritten whole as an unkeyed chain (journald #15425)", unkeyed),
        "resealed-no-key@3": ("rewritten from record 3 on as an unkeyed chain", resealed(lines, 3, None)),
        "resealed-no-key-middle@3": (
            "one record in the middle rewritten (immudb CVE-2022-36111)",
            [*lines[:3], resealed(lines, 3, None)[3], *lines[4:]],
        ),
        "resealed-stolen-key@3": (
            "rewritten to the end with the stolen key",
            resealed([*lines[:3], edited(lines[3]), *lines[4:]], 3, KEY),
        ),
        "resealed-stolen-key-short@3": ("the same, and shortened", resealed(lines[:5], 3, KEY)),
        "stripped-trailer@3": (
            "a record without its trailer",
            [*lines[:3], lines[3].rpartition(b',"log":')[0] + b"}\n", *lines[4:]],
        ),
        "preceding-garbage": ("garbage before the log", [b"garbage\n", *lines]),
        "trailing-garbage": ("garbage after the log", [*lines, b"garbage\n"]),
        "trailing-json": ("a plausible unsealed record after the log", [*lines, b'{"v":1,"event":"llm_call"}\n']),
        "blank-line@3": ("a blank line put in", [*lines[:3], b"\n", *lines[3:]]),
        "nul-byte@3": ("a null byte behind a record", [*lines[:3], lines[3][:-1] + b"\0\n", *lines[4:]]),
        "crlf@3": ("a carriage return behind a record", [*lines[:3], lines[3][:-1] + b"\r\n", *lines[4:]]),
        "joined@3-4": ("the newline between two records removed", [*lines[:3], lines[3][:-1], *lines[4:]]),
        "split@3": ("a newline put into a record", [*lines[:3], cut + b"\n" + lines[3][len(cut) :], *lines[4:]]),
        "second-mac@3": (
            "a second trailer put behind a record",
            [*lines[:3], lines[3][:-2] + lines[4][-MAC_TAIL - 230 :], *lines[4:]],
        ),
    }

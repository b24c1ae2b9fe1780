"""Hostile text: how the time of a scan grows, for every built-in row and for texts made to hurt.

    python -m tests.bench.hostile

For each row six families are made of its own samples: repeated with and without a space, near-misses, beginnings,
beginnings with a space, endings; the generated families below are added. Sizes are bytes of UTF-8, times CPU time.

All families are scanned at 8 kB, least of three runs. The slowest `SERIES` of them and every `STEP`th of the others are
then scanned at 32, 64, 128 and 256 kB: growth is the greatest ratio of two neighbouring sizes, of three runs each,
and the time for 100 kB is that of 128 kB, scaled.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from itertools import pairwise

from langchain_guard import scan
from langchain_guard.detect.builtin import builtin_patterns
from langchain_guard.detect.keccak import keccak_256
from tests.bench.results_file import save

SMALL = 8_000
SIZES = (32_000, 64_000, 128_000, 256_000)
SERIES, STEP, SHOWN = 48, 100, 25
BAR = 250


def _addresses(count: int) -> str:
    """Ethereum addresses that are all different, each with its checksum."""
    found = []
    for number in range(count):
        digits = hashlib.sha256(str(number).encode()).hexdigest()[:40]
        checksum = keccak_256(digits.encode()).hex()
        found.append("0x" + "".join(d.upper() if n >= "8" else d for d, n in zip(digits, checksum, strict=False)))
    return " ".join(found)


GENERATED = {
    "one letter": "a",
    "digits": "1",
    "digits and dashes": "1-",
    "digits and spaces": "4111 ",
    "dots": "a.",
    "at signs": "@",
    "addresses without end": "a@a.",
    "opening brackets": "[",
    "brackets and parentheses": "](",
    "images": "![",
    "tags": "<a ",
    "scripts without end": "<script>",
    "backticks": "`a",
    "quotes": "\"'",
    "percent": "%41",
    "entities": "&#",
    "hexadecimal": "0f",
    "zero width": "a\u200b",
    "joiners": "\u200d",
    "soft hyphens": "a\u00ad",
    "full width": "１",
    "isolates": "\u2067a",
    "key openers": "-----BEGIN RSA PRIVATE KEY-----\n",
    "labels": "password: ",
    "slashes": "//",
    "schemes": "http://",
    "different Ethereum addresses": _addresses(3_000),
}


def families() -> Iterator[tuple[str, str]]:
    """Names and the units that are repeated."""
    for row in builtin_patterns():
        hit, miss = row.hits[0], (*row.near_misses, "nothing")[0]
        yield f"{row.name}: hits", hit + " "
        yield f"{row.name}: joined hits", hit
        yield f"{row.name}: near-misses", miss + " "
        yield f"{row.name}: beginnings", hit[: max(1, len(hit) // 2)]
        yield f"{row.name}: spaced beginnings", hit[: max(1, len(hit) * 2 // 3)] + " "
        yield f"{row.name}: endings", hit[len(hit) // 2 :]
    yield from GENERATED.items()


def seconds(unit: str, size: int, runs: int = 3) -> float:
    """Least CPU seconds of a scan of `unit` repeated to `size` bytes."""
    data = unit.encode()
    text = (data * (size // len(data) + 1))[:size].decode("utf-8", "ignore")
    times = []
    for _ in range(runs):
        start = time.process_time()
        scan(text)
        times.append(time.process_time() - start)
    return min(times)


def main() -> None:
    """Measure and save."""
    for row in builtin_patterns():  # so that no family pays for what is built on first use
        for sample in (*row.hits, *row.near_misses):
            scan(sample)
    first = sorted(((seconds(unit, SMALL), name, unit) for name, unit in families()), reverse=True)
    series = []
    for _, name, unit in first[:SERIES] + first[SERIES::STEP]:
        times = [seconds(unit, size) for size in SIZES]
        growth = max(larger / smaller for smaller, larger in pairwise(times))
        series.append((times[2] / SIZES[2] * 1e8, growth, name))
    series.sort(reverse=True)
    per_100_kb = sorted(spent / SMALL * 1e8 for spent, _, _ in first)
    save(
        "hostile",
        "scan",
        {
            "families": len(first),
            "median_ms_per_100_kb": round(per_100_kb[len(per_100_kb) // 2], 1),
            "p95_ms_per_100_kb": round(per_100_kb[len(per_100_kb) * 95 // 100], 1),
            "in_series": len(series),
            "over_250_ms_per_100_kb": sum(spent > BAR for spent, _, _ in series),
            "greatest_growth": round(max(growth for _, growth, _ in series), 2),
            "growth_over_2_5": sum(growth > 2.5 for _, growth, _ in series),
            "slowest": [
                {"family": name, "growth": round(growth, 2), "ms_per_100_kb": round(spent)}
                for spent, growth, name in series[:SHOWN]
            ],
        },
    )


if __name__ == "__main__":
    main()

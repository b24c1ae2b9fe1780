"""Hostile text: how the time of a scan grows, for every built-in row and for texts made to hurt.

    python -m tests.bench.hostile

For each row six families are made of its own samples: repeated with and without a space, near-misses, beginnings,
beginnings with a space, endings. All are scanned at a small size; the slowest are then scanned at two larger sizes, and
the growth and the time for 100 kB are saved. CPU time.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from langchain_guard import scan
from langchain_guard.detect.builtin import builtin_patterns
from tests.bench.results_file import save

SMALL, LARGE, SLOWEST = 6_000, 24_000, 24

GENERATED = {
    "one letter": "a",
    "digits": "1",
    "digits and dashes": "1-",
    "dots": "a.",
    "at signs": "@",
    "addresses without end": "a@a.",
    "opening brackets": "[",
    "images": "![",
    "tags": "<a ",
    "backticks": "`a",
    "percent": "%41",
    "entities": "&#",
    "zero width": "a\u200b",
    "joiners": "\u200d",
    "full width": "１",
    "key openers": "-----BEGIN RSA PRIVATE KEY-----\n",
    "labels": "password: ",
    "slashes": "//",
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


def seconds(unit: str, size: int) -> float:
    """CPU seconds of one scan of `unit` repeated to `size` characters."""
    text = (unit * (size // len(unit) + 1))[:size]
    start = time.process_time()
    scan(text)
    return time.process_time() - start


def main() -> None:
    """Measure and save."""
    scan("warm up")
    first = sorted(((seconds(unit, SMALL), name, unit) for name, unit in families()), reverse=True)
    slow = []
    for _, name, unit in first[:SLOWEST]:
        once, twice = seconds(unit, LARGE), seconds(unit, 2 * LARGE)
        slow.append({"family": name, "growth": round(twice / once, 2), "ms_per_100_kb": round(twice / 2 / LARGE * 1e8)})
    per_100_kb = sorted(spent / SMALL * 1e8 for spent, _, _ in first)
    save(
        "hostile",
        "scan",
        {
            "families": len(first),
            "median_ms_per_100_kb": round(per_100_kb[len(per_100_kb) // 2], 1),
            "p95_ms_per_100_kb": round(per_100_kb[len(per_100_kb) * 95 // 100], 1),
            "over_250_ms_per_100_kb": sum(spent > 250 for spent in per_100_kb),
            "greatest_growth_of_the_slowest": max(entry["growth"] for entry in slow),
            "slowest": slow,
        },
    )


if __name__ == "__main__":
    main()

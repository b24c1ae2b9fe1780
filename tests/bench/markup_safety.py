"""Neutralise XSS payloads and leave honest Markdown alone: counts, into `results/markup.json`.

    python tests/bench/markup_safety.py --data FOLDER

FOLDER/markup/*.jsonl holds payloads (`payload` a row), FOLDER/injection/oss_docs.jsonl honest documents (`text` a row);
the READMEs of all installed packages are added to the honest ones.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import Counter
from importlib.metadata import distributions
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from langchain_guard.detect.links import link_patterns
from langchain_guard.detect.markup import markup_patterns
from langchain_guard.detect.targets import LinkPolicy
from langchain_guard.text.compiled import compile_patterns
from langchain_guard.text.scanner import Match, Scanner, Selection, whole
from tests.detect.vectors import FRAGMENTS, clean
from tests.rendered import live

HOSTS = ("ok.example", "*.ok.example")
POLICIES = (LinkPolicy(), LinkPolicy("strict", HOSTS))


def selection(policy: LinkPolicy) -> Selection:
    """The link and markup rules under a policy."""
    return Selection(compile_patterns(link_patterns(policy) + markup_patterns(policy)))


def payloads(folder: Path) -> dict[str, object]:
    """Payloads that stay alive, by file and policy."""
    result: dict[str, object] = {}
    for file in sorted((folder / "markup").glob("*.jsonl")):
        rows = [json.loads(line)["payload"] for line in file.read_text("utf-8").splitlines()]
        for policy in POLICIES:
            alive = [row for row in rows if live(clean(whole(row, selection(policy))[0]), policy)]
            result[f"{file.stem} {policy.mode}"] = {"payloads": len(rows), "alive": len(alive)}
            for row in alive[:3]:
                print("alive", policy.mode, repr(row[:200]))
    return result


def documents(folder: Path) -> list[str]:
    """Honest Markdown: documents of the data folder and the long descriptions of installed packages."""
    lines = (folder / "injection" / "oss_docs.jsonl").read_text("utf-8").splitlines()
    texts = [json.loads(line)["text"] for line in lines]
    texts += [
        distribution.metadata.get_payload() or distribution.metadata["Description"]
        for distribution in distributions()
        if "markdown" in (distribution.metadata["Description-Content-Type"] or "markdown")
    ]
    return sorted({text for text in texts if isinstance(text, str) and len(text) > 100})


def honest(texts: list[str]) -> dict[str, object]:
    """What BALANCED changes in honest documents, by rule, and what stays alive there."""
    policy = POLICIES[0]
    rules: Counter[str] = Counter()
    samples: dict[str, list[str]] = {}
    changed = alive = 0
    for text in texts:
        pieces, _ = whole(text, selection(policy))
        found = [piece for piece in pieces if isinstance(piece, Match)]
        changed += bool(found)
        for match in found:
            rules[match.finding.rule] += 1
            samples.setdefault(match.finding.rule, []).append(match.text[:120])
        alive += bool(live(clean(pieces), policy, raw=False))
    picked = random.Random(1)
    shown = {rule: picked.sample(found, min(8, len(found))) for rule, found in sorted(samples.items())}
    return {
        "documents": len(texts),
        "unchanged": len(texts) - changed,
        "alive": alive,
        "changes": dict(rules.most_common()),
        "samples": shown,
    }


def fuzz(seconds: float) -> dict[str, int]:
    """Random compositions of fragments: alive after cleaning, and streams that differ from the whole."""
    chance = random.Random(2026)
    result = {"texts": 0, "alive": 0, "stream_differs": 0}
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        text = "".join(chance.choice(FRAGMENTS) for _ in range(chance.randint(2, 14)))
        for policy in POLICIES:
            result["texts"] += 1
            chosen = selection(policy)
            cleaned = clean(whole(text, chosen)[0])
            if problems := live(cleaned, policy, raw="`" not in text and "~" not in text):
                result["alive"] += 1
                print("ALIVE", policy.mode, repr(text), repr(cleaned), problems[:2])
            scanner, pieces, start = Scanner(chosen), [], 0
            while start < len(text):
                size = chance.randint(1, 7)
                pieces += scanner.feed(text[start : start + size])
                start += size
            if clean(pieces + scanner.feed("", final=True)) != cleaned:
                result["stream_differs"] += 1
                print("STREAM", policy.mode, repr(text))
    return result


def main() -> None:
    """Run and write the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--fuzz", type=float, default=30.0, help="seconds of random compositions")
    options = parser.parse_args()
    results = {
        "payloads": payloads(options.data),
        "honest": honest(documents(options.data)),
        "fuzz": fuzz(options.fuzz),
    }
    print(json.dumps(results, indent=1, ensure_ascii=False))
    del results["honest"]["samples"]
    out = Path(__file__).parent / "results" / "markup.json"
    out.parent.mkdir(exist_ok=True)
    out.write_text(json.dumps(results, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()

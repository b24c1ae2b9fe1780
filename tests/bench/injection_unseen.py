"""What injection detection makes of texts that were written for this test and never trained on.

    python -m tests.bench.injection_unseen
    python -m tests.bench.injection_unseen --texts FILE ...     # others of the same form: printed, not saved

`tests/corpus/injection_unseen.jsonl`, `injection_products.jsonl`, `injection_tongues.jsonl` and `injection_pens.jsonl`
hold attacks and honest look-alikes, written one by one, that nothing in the package learns from: no rule, no threshold
and no weight was set on them. The first come from the same pens as many of the texts that were trained on, and are
harder than what people send: most attacks avoid the famous words, and most honest texts use them. The second come from
another pen, which knew nothing of the others: what honest and hostile users send to fifty products, and what the tools
of those give back. So do the third, in 21 languages other than English. The fourth, the most, come from twenty pens
with a subject each: mails, pages and tool results that agents read, prompts as traded on the web, games about secrets,
chats in forty languages.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from langchain_guard.detect.injection import InjectionDetector
from langchain_guard.detect.injection.generator.written import read
from langchain_guard.evaluation import POOLED, measure, run_injection
from tests.bench.results_file import save

CORPUS = Path(__file__).parent.parent / "corpus"
SETS = {name: CORPUS / f"injection_{name}.jsonl" for name in ("unseen", "products", "tongues", "pens")}


def rows(paths: Iterable[Path]) -> list[dict[str, Any]]:
    """The clear ones as rows of an evaluation, the channel as their source; doubtful ones have no right answer."""
    return [
        {"text": text.text, "label": text.label, "channel": text.channel, "source": text.channel}
        for path in paths
        for text in read(path)
        if not text.doubtful
    ]


def figures(data: list[dict[str, Any]]) -> dict[str, Any]:
    """What the rules find and flag, and what they do with the classifier."""
    result = {}
    for way, detector in (("rules", InjectionDetector(classifier=False)), ("both", InjectionDetector(classifier=True))):
        result[way] = {
            "pooled" if metrics.source == POOLED else metrics.source: {
                "attacks": metrics.positives,
                "honest": metrics.rows - metrics.positives,
                "auc": metrics.auc,
                "recall": metrics.recall,
                "recall_at_1_percent_fpr": metrics.recall_at_fpr,
                "fpr": metrics.fpr,
            }
            for metrics in measure(run_injection(data, detector.detect), "injection")
        }
    return result


def main() -> None:
    """Judge, and save or print."""
    parser = argparse.ArgumentParser(description="Judge texts that nothing was trained on.")
    parser.add_argument("--texts", type=Path, nargs="+", help="other files to judge, whose figures are only printed")
    texts = parser.parse_args().texts
    if texts:
        json.dump(figures(rows(texts)), sys.stdout, indent=2)
    else:
        for name, path in SETS.items():
            save("injection_unseen", name, figures(rows([path])))


if __name__ == "__main__":
    main()

"""What injection detection makes of texts that were written for this test and never trained on.

    python -m tests.bench.injection_unseen

`tests/corpus/injection_unseen.jsonl` holds attacks and honest look-alikes, written one by one, that nothing in the
package learns from: no rule, no threshold and no weight was set on them. They are harder than what people send: most
attacks avoid the famous words, and most honest texts use them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from langchain_guard.detect.injection import InjectionDetector
from langchain_guard.evaluation import POOLED, measure, run_injection
from tests.bench.results_file import save

UNSEEN = Path(__file__).parent.parent / "corpus" / "injection_unseen.jsonl"


def rows() -> list[dict[str, Any]]:
    """The clear ones as rows of an evaluation, the channel as their source; doubtful ones have no right answer."""
    records = map(json.loads, UNSEEN.read_text(encoding="utf-8").splitlines())
    return [
        {**row, "label": int(row["label"] == "attack"), "source": row["channel"]}
        for row in records
        if row["label"] != "doubtful"
    ]


def main() -> None:
    """Judge and save."""
    data = rows()
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
    save("injection_unseen", "unseen", result)


if __name__ == "__main__":
    main()

"""Leave-one-source-out figures of injection detection: rules alone, classifier alone, both.

`python -m langchain_guard.detect.injection.train --data FOLDER --out FOLDS --leave-one-out` judges every source by a
model that never saw it; then `python -m tests.bench.injection_loso --folds FOLDS` sets each fold's thresholds on the
honest sources of the other folds, runs the rules over the same texts and writes
`tests/bench/results/injection_loso.json` and `.md`. Two thirds of the honest sources are few to set a threshold on: the
last column has one set on all of these honest texts, as the package's own are.
"""

from __future__ import annotations

import argparse
import json
import math
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from langchain_guard.detect.injection.scan import survey
from langchain_guard.detect.injection.train.calibrate import calibrate, read
from langchain_guard.detect.injection.train.corpus import is_attack_alone
from langchain_guard.detect.injection.train.cuts import LONGEST
from langchain_guard.detect.injection.weighing import distinct, weighed

RESULTS = Path(__file__).parent / "results"
WAYS = ("rules", "classifier", "both", "both, thresholds of all")


def auc(attacks: Sequence[float], honest: Sequence[float]) -> float:
    """The chance that an attack scores above an honest text; ties count half."""
    ordered = sorted(honest)
    won = sum(bisect_left(ordered, score) + bisect_right(ordered, score) for score in attacks)
    return won / (2 * len(attacks) * len(honest))


def recall_at(attacks: Sequence[float], honest: Sequence[float], share: float = 0.01) -> float:
    """The share of attacks above the score that at most `share` of the honest texts exceed."""
    limit = sorted(honest)[min(len(honest) - 1, math.ceil((1 - share) * len(honest)) - 1)]
    return sum(score > limit for score in attacks) / len(attacks)


def figures(rows: list[dict], way: str, others: list[dict]) -> dict[str, float | int]:
    """What one way of judging achieves on some rows; attack-only sources are ranked against `others`."""
    attacks = [row[way] for row in rows if row["label"]]
    honest = [row[way] for row in rows if not row["label"]]
    found: dict[str, float | int] = {}
    if attacks:
        ranked = honest if len(honest) >= 30 else [row[way] for row in others if not row["label"]]
        found["auc"] = auc(attacks, ranked)
        found["recall_at_1_percent"] = recall_at(attacks, ranked)
        found["recall"] = sum(score >= 0.5 for score in attacks) / len(attacks)
    if honest:
        found["false_positives"] = sum(score >= 0.5 for score in honest) / len(honest)
    return {name: round(value, 4) for name, value in found.items()}


def judged(folder: Path) -> list[dict]:
    """Every row with its scores."""
    rows = read(folder)
    calibration = {fold: calibrate(row for row in rows if row.fold != fold) for fold in {row.fold for row in rows}}
    of_all = calibrate(rows)
    found = []
    texts = (json.loads(line) for path in sorted(folder.glob("fold*.jsonl")) for line in path.open(encoding="utf-8"))
    for row, raw in zip(rows, texts, strict=True):
        score, own = (
            1 / (1 + math.exp(-at["slope"] * (row.evidence() - at["threshold"])))
            for at in (calibration[row.fold][row.channel], of_all[row.channel])
        )
        hits = distinct(survey(raw["text"][:LONGEST], untrusted=row.channel != "user").hits)
        found.append(
            {
                "source": row.source,
                "label": row.label,
                "fold": row.fold,
                "alone": not row.label or is_attack_alone(raw["text"], row.source),
                "rules": weighed(hits, ()),
                "classifier": score,
                "both": weighed(hits, [score]),
                "both, thresholds of all": weighed(hits, [own]),
            }
        )
    return found


def table(results: dict) -> str:
    """The results as a Markdown table."""
    lines = [
        "| source | attacks | honest | "
        + " | ".join(f"{way}: AUC, recall at 1 % FP, recall, FP" for way in WAYS)
        + " |",
        "|---|---|---|" + "---|" * len(WAYS),
    ]
    for source, entry in results.items():
        cells = []
        for way in WAYS:
            at = entry[way]
            names = ("auc", "recall_at_1_percent", "recall", "false_positives")
            cells.append(", ".join(f"{at[name]:.3f}" if name in at else "-" for name in names))
        lines.append(f"| {source} | {entry['attacks']} | {entry['honest']} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Judge and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folds", type=Path, required=True, help="what `train --leave-one-out` wrote")
    rows = judged(parser.parse_args().folds)
    by_source: dict[str, list[dict]] = defaultdict(list)
    by_fold: dict[int, list[dict]] = defaultdict(list)
    for row in rows:
        by_source[row["source"]].append(row)
        by_fold[row["fold"]].append(row)
    results = {}
    # part of the attack rows of three sources are innocent outside their game or benchmark: pooled with and without
    alone = [row for row in rows if row["alone"]]
    for source, mine in [*sorted(by_source.items()), ("pooled", rows), ("pooled, attacks when read alone", alone)]:
        attacks = sum(row["label"] for row in mine)
        others = by_fold[mine[0]["fold"]]
        results[source] = {
            "attacks": attacks,
            "honest": len(mine) - attacks,
            **{way: figures(mine, way, others) for way in WAYS},
        }
    (RESULTS / "injection_loso.json").write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    (RESULTS / "injection_loso.md").write_text(table(results), encoding="utf-8")
    print(table(results))


if __name__ == "__main__":
    main()

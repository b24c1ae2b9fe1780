"""Measures detectors on labelled texts: how much they find, how often they are wrong, how long they take.

One JSON object a line. For injection: `text`, `label` (1 attack, 0 honest), and, if known, `source` (where the row
comes from) and `channel` (who wrote the text: `user`, `tool`, `document`, `memory`). For personal data and secrets:
`text`, `spans` (`start`, `end`, `type`), and `source`.

    rows = list(read_rows(Path("labelled.jsonl"), "injection"))
    outcomes = {name: judged(track(rows, name), "injection", name) for name in ("rules", "classifier")}
    measure(outcomes["rules"], "injection")      # figures per source and pooled
    plot(outcomes, "injection")                  # precision and recall, false alarms, scores, latency
"""

from __future__ import annotations

from langchain_guard.evaluation.figures import POOLED, Metrics, area, as_json, curve, measure, recall_at
from langchain_guard.evaluation.outcomes import (
    DETECTORS,
    Outcome,
    Task,
    judged,
    read_rows,
    run_injection,
    run_spans,
    usual,
)
from langchain_guard.evaluation.plots import Plot, plot

__all__ = [
    "DETECTORS",
    "POOLED",
    "Metrics",
    "Outcome",
    "Plot",
    "Task",
    "area",
    "as_json",
    "curve",
    "judged",
    "measure",
    "plot",
    "read_rows",
    "recall_at",
    "run_injection",
    "run_spans",
    "usual",
]

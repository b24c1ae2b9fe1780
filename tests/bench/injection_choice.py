"""What candidates for the classifier's weights make of texts that are there to choose by.

    python -m tests.bench.injection_choice                  # the package's own weights
    python -m tests.bench.injection_choice FOLDER ...       # others, as `train --out` writes them

`tests/corpus/injection_choice.jsonl` holds attacks and honest look-alikes from three pens: what agents read through
their tools, documents whose orders often name no machine, and what users ask of applications with one job. Nothing is
trained on them, but networks, recipes and thresholds are chosen by them: they tell two candidates apart with less noise
than the sources of the data do, one model of which may rank a source by 0.05 otherwise than its twin. How well the
choice does on new texts they cannot say any more; that is what `tests/bench/injection_unseen.py` is for.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path

from langchain_guard.detect.injection.classifier import MiniLM, load_classifier
from langchain_guard.detect.injection.generator.written import read
from langchain_guard.detect.injection.windows import windows
from tests.bench.injection_loso import auc, recall_at

TEXTS = Path(__file__).parent.parent / "corpus" / "injection_choice.jsonl"


def figures(judge: MiniLM) -> dict[str, tuple[float, float]]:
    """By channel: AUC of the highest logit of a text, and the share of attacks above 99 % of the honest ones."""
    logits: dict[tuple[str, int], list[float]] = defaultdict(list)
    for text in read(TEXTS):
        if not text.doubtful:
            pieces = [text.text[start:end] for start, end in windows(text.text, judge.window)]
            logits[text.channel, text.label].append(max(judge.logits(pieces, text.channel)))
    return {
        channel: (auc(logits[channel, 1], logits[channel, 0]), recall_at(logits[channel, 1], logits[channel, 0]))
        for channel in ("user", "document")
    }


def main() -> None:
    """Judge and print."""
    parser = argparse.ArgumentParser(description="Compare candidates for the classifier's weights.")
    parser.add_argument("weights", type=Path, nargs="*", help="folders as `train --out` writes them")
    for folder in parser.parse_args().weights or [None]:
        judge = load_classifier() if folder is None else MiniLM(folder)
        for channel, (area, recall) in figures(judge).items():
            print(f"{folder or 'shipped'}  {channel:8}  AUC {area:.3f}  recall at 1 % FP {recall:.3f}")


if __name__ == "__main__":
    main()

"""Train the embedded classifier: `python -m langchain_guard.detect.injection.train --data FOLDER --out FOLDER`.

Two modes. The default trains on everything and writes the files the package ships. `--leave-one-out` trains once per
fold of whole sources and writes the logit of every held-out row; thresholds are set on those, never on training rows.
Needs the extra `train`. One thread, seeded, reproducible on one machine; half an hour a run.
"""

from __future__ import annotations

import argparse
import json
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from langchain_guard.detect.injection.classifier import MiniLM
from langchain_guard.detect.injection.generator import generate
from langchain_guard.detect.injection.train.calibrate import CHANNELS, SLOPE, calibrate, read
from langchain_guard.detect.injection.train.corpus import (
    FOLDS,
    Row,
    fold_of,
    load,
    own_documents,
    own_texts,
    planted,
    without,
)
from langchain_guard.detect.injection.train.cuts import LONGEST, cut, thin
from langchain_guard.detect.injection.train.export import export, prune_tokenizer
from langchain_guard.detect.injection.train.loop import fit
from langchain_guard.detect.injection.train.model import base_folder, build
from langchain_guard.detect.injection.windows import windows

LOG = logging.getLogger(__name__)

VOCABULARY = 16_000
"""Word pieces kept of 30,522."""


UNCALIBRATED = {channel: {"threshold": 0.0, "slope": SLOPE} for channel in CHANNELS}
"""For a model that is still to be calibrated."""

LOUDEST = 99.0
"""In place of an infinite logit, which JSON does not know."""


def generated(count: int, *, seed: int) -> list[Row]:
    """The generator's texts as rows."""
    return [
        Row(made.text, made.label, "generated", made.channel, span=made.span) for made in generate(count, seed=seed)
    ]


def training_rows(known: Sequence[Row], made: Sequence[Row], *, seed: int) -> list[Row]:
    """Everything a model is trained on, given what is known of the data folder."""
    own = own_texts(seed=seed)
    return [*known, *made, *own, *planted([*known, *own], len(made) // 4, seed=seed), *own_documents()]


def prepare(rows: Sequence[Row], out: Path, *, base: Path) -> tuple[Any, list[int]]:
    """Prune the tokenizer, write it, and load it."""
    from tokenizers import Tokenizer  # noqa: PLC0415 -- of an extra

    source = json.loads((base / "tokenizer.json").read_text(encoding="utf-8"))
    pruned, kept = prune_tokenizer(source, (row.text[:2000] for row in rows), VOCABULARY)
    out.mkdir(parents=True, exist_ok=True)
    path = out / "tokenizer.json"
    path.write_text(json.dumps(pruned, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    return Tokenizer.from_file(str(path)), kept


def leave_one_out(args: argparse.Namespace, made: list[Row]) -> None:
    """Train one model per fold of whole sources and write the logits of the sources it never saw.

    They are judged as the detector judges, by the quantised graph and in the detector's windows.
    """
    everything = load(args.data, seed=args.seed, capped=False)
    for fold in args.folds:
        held = [row for row in everything if fold_of(row.source, FOLDS) == fold]
        known = [row for row in load(args.data, seed=args.seed) if fold_of(row.source, FOLDS) != fold]
        known = without(known, held)
        rows = training_rows(known, made, seed=args.seed)
        folder = args.out / f"fold{fold}"
        tokenizer, kept = prepare(rows, folder, base=args.base)
        model = build(kept, base=args.base, seed=args.seed)
        fit(model, thin(cut(rows, tokenizer, whole=False), seed=args.seed), examples=args.examples, seed=args.seed)
        model.eval()
        export(model, folder / "model.onnx")
        (folder / "calibration.json").write_text(json.dumps(UNCALIBRATED), encoding="utf-8")
        judge = MiniLM(folder)
        with (args.out / f"fold{fold}.jsonl").open("w", encoding="utf-8") as lines:
            for row in held:
                text = row.text[:LONGEST]
                pieces = [text[start:end] for start, end in windows(text, judge.window)]
                logits = judge.logits(pieces, "user" if row.channel == "user" else "document")
                record = {
                    "source": row.source,
                    "label": row.label,
                    "channel": row.channel,
                    "fold": fold,
                    "text": row.text,
                    "logits": [round(max(logit, -LOUDEST), 3) for logit in logits],
                }
                lines.write(json.dumps(record, ensure_ascii=False) + "\n")
        LOG.info("fold %d: %d rows judged", fold, len(held))


def train(args: argparse.Namespace, made: list[Row]) -> None:
    """Train on everything and write `tokenizer.json`, `model.onnx` and, from judged folds, `calibration.json`."""
    known = load(args.data, seed=args.seed)
    rows = training_rows(known, made, seed=args.seed)
    tokenizer, kept = prepare(rows, args.out, base=args.base)
    model = build(kept, base=args.base, seed=args.seed)
    fit(model, thin(cut(rows, tokenizer, whole=False), seed=args.seed), examples=args.examples, seed=args.seed)
    model.eval()
    export(model, args.out / "model.onnx")
    if args.calibrate_on:
        levels = calibrate(read(args.calibrate_on))
        (args.out / "calibration.json").write_text(json.dumps(levels, indent=2) + "\n", encoding="utf-8")


def main(argv: Sequence[str] | None = None) -> None:
    """Read the command line and train."""
    parser = argparse.ArgumentParser(description="Train the embedded injection classifier.")
    parser.add_argument("--data", type=Path, required=True, help="folder with one <source>.jsonl per source")
    parser.add_argument("--out", type=Path, required=True, help="folder to write to")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--examples", type=int, default=60_000, help="training windows seen in total")
    parser.add_argument("--generated", type=int, default=40_000, help="texts taken from the generator")
    parser.add_argument("--base", type=Path, default=None, help="folder of the base model")
    parser.add_argument("--leave-one-out", action="store_true", help="judge every source by a model without it")
    parser.add_argument("--calibrate-on", type=Path, default=None, help="what --leave-one-out wrote: sets thresholds")
    parser.add_argument("--folds", type=int, nargs="*", default=sorted(set(FOLDS.values())))
    args = parser.parse_args(argv)
    args.base = args.base or base_folder()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")

    import torch  # noqa: PLC0415 -- of an extra

    torch.set_num_threads(1)  # a shared machine trains several times faster on one thread than on two that wait
    made = generated(args.generated, seed=args.seed)
    (leave_one_out if args.leave_one_out else train)(args, made)


if __name__ == "__main__":
    main()

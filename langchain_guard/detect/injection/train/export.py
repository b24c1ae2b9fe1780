"""From the trained encoder to the files the package ships: pruned tokenizer, fused and quantised ONNX graph."""

from __future__ import annotations

import json
import tempfile
import warnings
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "[unused1]", "[unused2]")
"""Kept at the front of the pruned vocabulary, in this order; the unused two mark the channel."""


def prune_tokenizer(source: dict[str, Any], texts: Iterable[str], size: int) -> tuple[dict[str, Any], list[int]]:
    """Keep the word pieces that matter: the special ones, every single character, what the texts use, then the rest
    in the order of the original vocabulary, which is by frequency.

    Args:
        source: The parsed `tokenizer.json` of the base model (WordPiece).
        texts: The texts to be tokenised in training.
        size: Word pieces to keep.

    Returns:
        The pruned `tokenizer.json` (no padding, no truncation, no template) and the old id of every new id.
    """
    from tokenizers import Tokenizer  # noqa: PLC0415 -- of an extra

    vocab: dict[str, int] = source["model"]["vocab"]
    bare = {**source, "padding": None, "truncation": None, "post_processor": None, "added_tokens": []}
    counts: Counter[int] = Counter()
    tokenizer = Tokenizer.from_str(json.dumps(bare))
    for code in tokenizer.encode_batch_fast(list(texts), add_special_tokens=False):
        counts.update(code.ids)
    single = [piece for piece in vocab if len(piece.removeprefix("##")) == 1]
    used = [piece for piece, number in vocab.items() if counts[number] > 1]
    frequent = [piece for piece in vocab if not piece.startswith("[")]
    kept = list(dict.fromkeys([*SPECIAL, *single, *used, *frequent]))[:size]
    # ids by old id keep the table readable; the special ones stay in front
    kept = [*SPECIAL, *sorted(kept[len(SPECIAL) :], key=vocab.__getitem__)]
    bare["model"] = {**source["model"], "vocab": {piece: number for number, piece in enumerate(kept)}}
    return bare, [vocab[piece] for piece in kept]


def export(model: Any, target: Path) -> None:
    """Write `model` as an ONNX graph with int8 weights; activations are quantised as they come.

    Args:
        model: A torch module `(input_ids, attention_mask) -> logits`, in evaluation mode.
        target: The `.onnx` file to write.
    """
    import torch  # noqa: PLC0415 -- of an extra
    from onnxruntime.quantization import QuantType, quantize_dynamic  # noqa: PLC0415 -- of an extra

    ids = torch.ones(1, 16, dtype=torch.int64)
    axes = {0: "batch", 1: "length"}
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        # torch's newer exporter needs onnxscript, and quantisation finds less to do in its graphs
        warnings.simplefilter("ignore", DeprecationWarning)
        plain = Path(folder) / "plain.onnx"
        torch.onnx.export(
            model,
            (ids, torch.ones_like(ids)),
            str(plain),
            input_names=["input_ids", "attention_mask"],
            output_names=["logits"],
            dynamic_axes={"input_ids": axes, "attention_mask": axes, "logits": {0: "batch"}},
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(str(plain), str(target), weight_type=QuantType.QInt8, extra_options={"DefaultTensorType": 1})

"""From the trained encoder to the files the package ships: pruned tokenizer, fused and quantised ONNX graph."""

from __future__ import annotations

import json
import tempfile
import unicodedata
import warnings
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from langchain_guard.detect.injection.train.glossary import INSIDE, UNKNOWN, word_pieces

SPECIAL = ("[PAD]", UNKNOWN, "[CLS]", "[SEP]", "[MASK]", "[unused1]", "[unused2]")
"""Kept at the front of the pruned vocabulary, in this order; the unused two mark the channel."""

_RUNNING = r"\p{Hiragana}\p{Katakana}\p{Thai}"
"""Scripts without spaces, beside Chinese."""

_RUN = 24
"""Characters of them that are looked up together: the time grows with the square."""


def prune_tokenizer(source: dict[str, Any], texts: Iterable[str], size: int) -> tuple[dict[str, Any], list[int]]:
    """Keep the word pieces that matter: the special ones, every single character, the English words that others are
    read as, what the texts use, then the rest in the order of the original vocabulary, which is by frequency.

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
    bare["normalizer"] = {**source["normalizer"], "handle_chinese_chars": False}
    # other languages' words share the places of English ones
    aliases = word_pieces(Tokenizer.from_str(json.dumps(bare)).normalizer.normalize_str, vocab)
    bare["pre_tokenizer"] = _words({*vocab, *aliases})
    bare["model"] = {**source["model"], "vocab": {**vocab, **{piece: vocab[word] for piece, word in aliases.items()}}}
    counts: Counter[int] = Counter()
    tokenizer = Tokenizer.from_str(json.dumps(bare))
    for code in tokenizer.encode_batch_fast(list(texts), add_special_tokens=False):
        counts.update(code.ids)
    single = [piece for piece in vocab if len(piece.removeprefix(INSIDE)) == 1]
    used = [piece for piece, number in vocab.items() if counts[number] > 1]
    frequent = [piece for piece in vocab if not piece.startswith("[")]
    own = (piece for piece in (*single, *aliases.values(), *used, *frequent) if piece not in aliases)
    kept = list(dict.fromkeys([*SPECIAL, *own]))[:size]
    # ids by old id keep the table readable; the special ones stay in front
    kept = [*SPECIAL, *sorted(kept[len(SPECIAL) :], key=vocab.__getitem__)]
    places = {piece: number for number, piece in enumerate(kept)}
    places |= {piece: places[word] for piece, word in aliases.items()}
    bare["model"] = {**source["model"], "vocab": places}
    return bare, [vocab[piece] for piece in kept]


def _words(pieces: Iterable[str]) -> dict[str, Any]:
    """How text is cut into words: at spaces and punctuation; Chinese, Japanese and Thai in runs.

    A character that no piece knows is no part of a run, since it would make all of its word unknown.
    """
    known = "".join(sorted(piece for piece in pieces if len(piece) == 1 and "CJK" in unicodedata.name(piece, "")))
    cut = rf"[\p{{Han}}&&[^{known}]]|[{known}{_RUNNING}]{{{_RUN}}}"
    split = {"type": "Split", "pattern": {"Regex": cut}, "behavior": "Isolated", "invert": False}
    return {"type": "Sequence", "pretokenizers": [{"type": "BertPreTokenizer"}, split]}


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

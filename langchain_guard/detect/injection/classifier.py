"""The embedded classifier: three layers of a MiniLM encoder, quantised, 15 MB with its vocabulary, on one CPU thread.

Needs the extra `ml`. What it was trained on and how well it does stands in `MODEL_CARD.md`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from langchain_guard.detect.injection.windows import windows as sentence_windows
from langchain_guard.exceptions import ConfigError, GuardUnavailable
from langchain_guard.forks import ForkLock

if TYPE_CHECKING:
    from langchain_guard.detect.injection.verdict import Judge, Source

WEIGHTS = Path(__file__).parent / "weights"
"""Where `model.onnx`, `tokenizer.json` and `calibration.json` lie."""

CONTENT = 125
"""Word pieces of text in one pass: 128 less the start, the channel mark and the end."""

CLOSE = 160
"""Characters of fetched text that are read closely at a time, about two sentences."""

SUSPICIOUS = 0.0
"""Logit from which on fetched text is read closely; below it, nothing that close reading finds would be enough."""

OVERLAP = 24
"""Word pieces that neighbouring passes share, about one sentence."""

START, END, USER, UNTRUSTED = 2, 3, 5, 6
"""Ids of `[CLS]`, `[SEP]` and the two channel marks in the pruned vocabulary."""

_BATCH = 4
"""Windows per pass: more would be slower, since their states leave the processor's cache, and take more memory."""

_LEAST = 4
"""Word pieces below which a text is no instruction: a word or two are guessed at, not read."""

_WORDS = 3
"""Words, in scripts that separate them, below which the same holds: names, keys and identifiers have many pieces."""

_MOST = 20_000
"""Characters of one text that are read; callers cut longer ones into windows of `MiniLM.window` first."""


class MiniLM:
    """The classifier as a `Judge`. Build it with `load_classifier`, which keeps one for the process.

    Thread-safe: the runtime's session and the tokenizer hold no state between calls.

    Attributes:
        name: `classifier`.
        window: Longest text in characters that fits one pass in most languages; longer ones take several passes, and
            the strongest counts.
        locates: Single sentences are judged as well, to name the place.
    """

    name = "classifier"
    window = 480
    locates = True

    def __init__(self, folder: Path) -> None:
        try:
            import onnxruntime  # noqa: PLC0415 -- of an extra
            from tokenizers import Tokenizer  # noqa: PLC0415 -- of an extra
        except ImportError:
            message = 'the classifier needs the extra "ml": pip install "langchain-guard[ml]"'
            raise ConfigError(message, control="injection") from None
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session: Any = onnxruntime.InferenceSession(
            str(folder / "model.onnx"),
            options,
            providers=["CPUExecutionProvider"],
            # the fused operator's CPU kernel takes five times as long as its parts
            disabled_optimizers=["SkipLayerNormFusion"],
        )
        self._tokenizer: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))
        raw = json.loads((folder / "calibration.json").read_text(encoding="utf-8"))
        self._calibration: Mapping[str, tuple[float, float]] = {
            channel: (float(raw[channel]["threshold"]), float(raw[channel]["slope"]))
            for channel in ("user", "document")
        }

    def score(self, texts: Sequence[str], source: Source) -> list[float]:
        """One calibrated score per text; 0.5 is the recommended operating point.

        Args:
            texts: Any texts; an empty one scores as harmless.
            source: Who wrote them. Users have their own calibration, everything fetched has another.

        Returns:
            Scores from 0 to 1, in the order of the texts.

        Raises:
            GuardUnavailable: When the runtime fails.
        """
        threshold, slope = self._calibration["user" if source == "user" else "document"]
        return [
            1 / (1 + math.exp(-slope * (logit - threshold))) if logit > -math.inf else 0.0
            for logit in self.logits(texts, source)
        ]

    def logits(self, texts: Sequence[str], source: Source) -> list[float]:
        """The uncalibrated logit of each text: the highest of its windows; minus infinity where nothing is read."""
        if source != "user":
            return self._closely(texts)
        return self._logits(texts, USER)

    def _closely(self, texts: Sequence[str]) -> list[float]:
        """Fetched text: what is suspicious is read once more in short pieces, and the mean of both readings counts.

        An order drowns in the honest text around it, and a sentence torn out of honest text may look like an order.
        """
        found = self._logits(texts, UNTRUSTED)
        pieces = [
            (line, texts[line][start:end])
            for line, logit in enumerate(found)
            if logit >= SUSPICIOUS
            for start, end in sentence_windows(texts[line][:_MOST], CLOSE)
        ]
        close = dict.fromkeys((line for line, _ in pieces), -math.inf)
        for (line, _), logit in zip(pieces, self._logits([piece for _, piece in pieces], UNTRUSTED), strict=True):
            close[line] = max(close[line], logit)
        return [(logit + close[line]) / 2 if line in close else logit for line, logit in enumerate(found)]

    def _logits(self, texts: Sequence[str], mark: int) -> list[float]:
        # a lone surrogate cannot be encoded as UTF-8; any replacement will do, the classifier reads words
        readable = [text[:_MOST].encode("utf-8", "replace").decode("utf-8") for text in texts]
        codes = self._tokenizer.encode_batch_fast(readable, add_special_tokens=False)
        pieces = [
            (line, [START, mark, *code.ids[first:last], END])
            for line, code in enumerate(codes)
            if len(code.ids) >= _LEAST and _is_said(readable[line])
            for first, last in windows(len(code.ids))
        ]
        pieces.sort(key=lambda piece: len(piece[1]))
        found = [-math.inf] * len(texts)
        for at in range(0, len(pieces), _BATCH):
            batch = pieces[at : at + _BATCH]
            for (line, _), logit in zip(batch, self._run([ids for _, ids in batch]), strict=True):
                found[line] = max(found[line], logit)
        return found

    def _run(self, batch: Sequence[list[int]]) -> list[float]:
        import numpy as np  # noqa: PLC0415 -- of an extra

        longest = max(map(len, batch))
        ids: Any = np.zeros((len(batch), longest), dtype=np.int64)
        mask = np.zeros_like(ids)
        for line, piece in enumerate(batch):
            ids[line, : len(piece)] = piece
            mask[line, : len(piece)] = 1
        try:
            (logits,) = self._session.run(None, {"input_ids": ids, "attention_mask": mask})
        except RuntimeError:
            message = "the classifier's runtime failed"
            raise GuardUnavailable(message, control="injection", stage="input") from None
        return [float(logit) for logit in logits]


def _is_said(text: str) -> bool:
    """Whether a text has words enough to tell anybody to do anything."""
    return not text.isascii() or len(text.split(None, _WORDS)) >= _WORDS


def windows(length: int) -> Iterator[tuple[int, int]]:
    """The ranges that cover `length` word pieces in overlapping passes.

    Example:
        >>> list(windows(200))
        [(0, 125), (101, 200)]
        >>> list(windows(0))
        [(0, 0)]
    """
    start = 0
    while True:
        end = min(start + CONTENT, length)
        yield start, end
        if end == length:
            return
        start = end - OVERLAP


_LOADING = ForkLock()  # a cache alone lets threads that come at once load one each
_load = cache(MiniLM)


def load_classifier(folder: Path = WEIGHTS) -> Judge:
    """The embedded classifier, loaded once per process, however many threads ask for it at once.

    Args:
        folder: Where the weights lie; the ones in the package by default.

    Returns:
        A `Judge` named `classifier`.

    Raises:
        ConfigError: When the extra `ml` is not installed.
    """
    with _LOADING:
        return _load(folder)

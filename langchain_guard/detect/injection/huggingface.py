"""Any Hugging Face text-classification model as a judge (extra `transformers`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from langchain_guard.detect.injection.verdict import Source
from langchain_guard.exceptions import ConfigError, GuardUnavailable

ATTACK_LABELS = frozenset({
    *("injection", "prompt_injection", "jailbreak", "malicious", "unsafe", "attack", "label_1", "1"),
})  # fmt: skip
"""Labels that the known injection models give to attacks, in small letters: Prompt Guard 2, ProtectAI, deepset."""


class HuggingFaceJudge:
    """Scores texts with a model in Hugging Face's format that is on this machine.

    The score is the probability of the attack labels. Such models are not calibrated for the operating point of 0.5:
    measure with `langchain-guard eval`, and move it with `threshold`.

    Args:
        model: Folder of a saved model and tokenizer, or the name of one in the local cache, e.g.
            `meta-llama/Llama-Prompt-Guard-2-22M`.
        labels: Labels that mean an attack, in any case, `-` as good as `_`; None for `ATTACK_LABELS`.
        threshold: The probability that is to become a score of 0.5, between 0 and 1.
        window: Characters of one window; most models read 512 word pieces.
        name: Named in the verdict.
        pipeline: A ready text-classification pipeline instead of a model name.
        options: Passed to `transformers.pipeline`, e.g. `{"device": "cuda"}`.

    Raises:
        ConfigError: When the extra is not installed, the model is not there, the threshold is not between 0 and 1, or
            `labels` is one string.

    Nothing is downloaded. Weights are read from `safetensors` files only, never unpickled, and code that comes with a
    model is not run.

    >>> stub = lambda texts, **_: [[{"label": "JAILBREAK", "score": 0.8}, {"label": "BENIGN", "score": 0.2}]]
    >>> [round(score, 6) for score in HuggingFaceJudge(pipeline=stub, threshold=0.8).score(["Tea?"], "user")]
    [0.5]
    """

    def __init__(
        self,
        model: str = "",
        *,
        labels: Sequence[str] | None = None,
        threshold: float = 0.5,
        window: int = 1500,
        name: str = "huggingface",
        pipeline: Callable[..., Any] | None = None,
        options: Mapping[str, Any] | None = None,
    ) -> None:
        if not 0 < threshold < 1:
            message = "threshold must be between 0 and 1"
            raise ConfigError(message, control="injection")
        if isinstance(labels, str):
            message = "labels must be several names, not one string"
            raise ConfigError(message, control="injection")
        self.name, self.window = name, window
        self._labels = ATTACK_LABELS if labels is None else frozenset(map(_plain, labels))
        self._odds = threshold / (1 - threshold)
        self._pipeline = pipeline or _load(model, dict(options or {}))

    def score(self, texts: Sequence[str], source: Source) -> list[float]:  # noqa: ARG002 -- these models know no source
        """The calibrated probability of an attack, per text.

        Raises:
            GuardUnavailable: When the model fails, or none of its labels is one of an attack.
        """
        try:
            answers = self._pipeline(list(texts), top_k=None, truncation=True)
            return [self._calibrated(answer) for answer in answers]
        except GuardUnavailable:
            raise
        except Exception:  # noqa: BLE001 -- whatever a model's code raises, it could not judge; the call must not pass
            message = "the Hugging Face model failed"
            raise GuardUnavailable(message, control="injection", stage="input") from None

    def _calibrated(self, answer: Sequence[Mapping[str, Any]]) -> float:
        attacks = [float(row["score"]) for row in answer if _plain(str(row["label"])) in self._labels]
        if not attacks:
            message = "none of the model's labels is known to mean an attack: name those that do with labels=..."
            raise GuardUnavailable(message, control="injection", stage="input")
        probability = min(max(sum(attacks), 0.0), 1.0)
        return probability / (probability + (1 - probability) * self._odds)


def _plain(label: str) -> str:
    return label.lower().replace("-", "_").replace(" ", "_")


def _load(model: str, options: dict[str, Any]) -> Callable[..., Any]:
    try:
        import transformers  # noqa: PLC0415 -- of an extra
    except ImportError:
        message = 'this judge needs the extra "transformers": pip install "langchain-guard[transformers]"'
        raise ConfigError(message, control="injection") from None
    local: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}
    try:
        network = transformers.AutoModelForSequenceClassification.from_pretrained(model, use_safetensors=True, **local)
        tokenizer = transformers.AutoTokenizer.from_pretrained(model, **local)
    except (OSError, ValueError):
        message = f"no text-classification model with safetensors weights at {model!r}: download it first"
        raise ConfigError(message, control="injection") from None
    loaded: Callable[..., Any] = transformers.pipeline(
        "text-classification", model=network, tokenizer=tokenizer, **options
    )
    return loaded

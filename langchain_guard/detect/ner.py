"""Names of persons, places and organisations, by models that the application chooses and installs.

Two detectors behind the `Detector` protocol: one runs a token-classification model of the `transformers` library, one
asks Presidio. Both are handed whole sentences by the scanner. Nothing is downloaded: a model is a folder, or is already
in the local cache.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any

from langchain_guard.detect.names import canonical_kinds
from langchain_guard.exceptions import ConfigError
from langchain_guard.findings import Finding

LABELS: Mapping[str, str] = MappingProxyType(
    {
        "PER": "person",
        "PERSON": "person",
        "LOC": "location",
        "GPE": "location",
        "FAC": "location",
        "LOCATION": "location",
        "ORG": "organization",
        "ORGANIZATION": "organization",
    }
)
"""Labels of the common annotation schemes (CoNLL-2003, OntoNotes) and the kinds they stand for."""


def _load(module: str, extra: str) -> Any:
    try:
        return import_module(module)
    except ImportError:
        message = f'this detector needs {module}: pip install "langchain-guard[{extra}]"'
        raise ConfigError(message, control="ner") from None


class HuggingFaceNerDetector:
    """A token-classification model of `transformers` as a detector.

    Args:
        model: Folder of a saved model and tokenizer, or the name of one in the local cache.
        labels: Label without its `B-` or `I-` -> kind; labels that are not listed are ignored.
        device: Where to run it, e.g. `cpu` or `cuda:0`.
        pipeline: A ready token-classification pipeline with `aggregation_strategy` set, instead of `model`.

    Raises:
        ConfigError: When the extra `ner` is not installed, the model cannot be loaded, or its tokenizer gives no
            offsets.

    Weights are read from `safetensors` files only, never unpickled, and code that comes with a model is not run.

    >>> stub = lambda text: [{"entity_group": "PER", "start": 0, "end": 4, "score": 0.9}]
    >>> [finding.kind for finding in HuggingFaceNerDetector(pipeline=stub).detect("Jane is here")]
    ['person']
    """

    name = "huggingface_ner"

    def __init__(
        self,
        model: str = "",
        *,
        labels: Mapping[str, str] = LABELS,
        device: str = "cpu",
        pipeline: Callable[[str], Iterable[Mapping[str, Any]]] | None = None,
    ) -> None:
        self._labels = dict(labels)
        self._pipeline = pipeline or _token_classifier(model, device)

    def detect(self, text: str) -> Iterable[Finding]:
        """Names in `text`; overlapping windows of a long text may report one twice, which the scanner resolves."""
        for entity in self._pipeline(text):
            kind = self._labels.get(str(entity["entity_group"]).upper())
            start, end = int(entity["start"]), int(entity["end"])
            if kind is not None and start < end:
                score = round(min(1.0, float(entity["score"])), 4)
                yield Finding(start, end, kind, f"ner.{kind}", "medium", score)


def _token_classifier(model: str, device: str) -> Callable[[str], Iterable[Mapping[str, Any]]]:
    if not model:
        message = "give the folder of a model, or a ready pipeline"
        raise ConfigError(message, control="ner")
    transformers = _load("transformers", "ner")
    _load("torch", "ner")
    try:
        network = transformers.AutoModelForTokenClassification.from_pretrained(
            model, local_files_only=True, use_safetensors=True, trust_remote_code=False
        )
        tokenizer = transformers.AutoTokenizer.from_pretrained(model, local_files_only=True, trust_remote_code=False)
    except (OSError, ValueError):
        message = f"no token-classification model with safetensors weights at {model!r}: download it first"
        raise ConfigError(message, control="ner") from None
    if not tokenizer.is_fast:
        message = f"the tokenizer of {model!r} gives no offsets: use a model with a fast tokenizer"
        raise ConfigError(message, control="ner")
    # A text longer than the model can see is read in windows that overlap by a quarter.
    positions = int(getattr(network.config, "max_position_embeddings", 512))
    tokenizer.model_max_length = min(tokenizer.model_max_length, positions - 2)  # RoBERTa keeps two positions back
    pipeline: Callable[[str], Iterable[Mapping[str, Any]]] = transformers.pipeline(
        "token-classification",
        model=network,
        tokenizer=tokenizer,
        aggregation_strategy="simple",
        stride=tokenizer.model_max_length // 4,
        device=device,
    )
    return pipeline


class PresidioDetector:
    """Presidio's analyzer as a detector.

    Args:
        model: Name of an installed spaCy model, e.g. `en_core_web_sm`.
        language: Language of the texts and of the model.
        entities: Presidio entities to ask for.
        analyzer: A ready `presidio_analyzer.AnalyzerEngine`, instead of `model`.

    Raises:
        ConfigError: When the extra `presidio` or the spaCy model is not installed.

    >>> PresidioDetector(model="xx_no_such_model")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    langchain_guard.exceptions.ConfigError: ...
    """

    name = "presidio"

    def __init__(
        self,
        model: str = "en_core_web_sm",
        *,
        language: str = "en",
        entities: Iterable[str] = ("PERSON", "LOCATION", "ORGANIZATION"),
        analyzer: Any = None,
    ) -> None:
        self._language = language
        self._entities = list(entities)
        self._analyzer = analyzer if analyzer is not None else _analyzer(model, language)

    def detect(self, text: str) -> Iterable[Finding]:
        """What Presidio finds in `text`, under our kinds."""
        for result in self._analyzer.analyze(text=text, language=self._language, entities=self._entities):
            for kind in _kinds(result.entity_type):
                yield Finding(result.start, result.end, kind, f"ner.{kind}", "medium", round(result.score, 4))


def _kinds(entity: str) -> list[str]:
    """Our kind for one of Presidio's entities; the first when it stands for several (`IP_ADDRESS`)."""
    return sorted(canonical_kinds([entity]))[:1]


def _analyzer(model: str, language: str) -> Any:
    presidio = _load("presidio_analyzer", "presidio")
    spacy = _load("spacy", "presidio")
    if not spacy.util.is_package(model):  # Presidio would download it
        message = f"the spaCy model {model!r} is not installed: python -m spacy download {model}"
        raise ConfigError(message, control="ner")
    provider = _load("presidio_analyzer.nlp_engine", "presidio").NlpEngineProvider(
        nlp_configuration={
            "nlp_engine_name": "spacy",
            "models": [{"lang_code": language, "model_name": model}],
        }
    )
    return presidio.AnalyzerEngine(nlp_engine=provider.create_engine(), supported_languages=[language])

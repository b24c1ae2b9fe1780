"""The detectors for names without their libraries: mapping of labels, errors that name the extra."""

import sys

import pytest

from langchain_guard import scan
from langchain_guard.detect.ner import HuggingFaceNerDetector, PresidioDetector
from langchain_guard.exceptions import ConfigError
from langchain_guard.findings import Detector


def stub(text: str) -> list[dict[str, object]]:
    """A pipeline that knows one name and one label nobody asked for."""
    start = text.find("Jane")
    if start < 0:
        return []
    return [
        {"entity_group": "per", "start": start, "end": start + 4, "score": 0.75},
        {"entity_group": "MISC", "start": 0, "end": 1, "score": 0.9},
    ]


def test_labels_become_kinds() -> None:
    """Known labels in any case become kinds, unknown ones are ignored, spans are offsets into the whole text."""
    detector = HuggingFaceNerDetector(pipeline=stub)
    assert isinstance(detector, Detector)
    text = "Nobody here. Ask Jane."
    findings = scan(text, extra=[detector]).findings
    assert [(text[f.start : f.end], f.kind, f.rule, f.score) for f in findings] == [
        ("Jane", "person", "ner.person", 0.75)
    ]


@pytest.mark.parametrize(
    ("build", "module", "extra"),
    [
        (lambda: HuggingFaceNerDetector("somewhere"), "transformers", "ner"),
        (PresidioDetector, "presidio_analyzer", "presidio"),
    ],
)
def test_missing_library_names_the_extra(build, module: str, extra: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the library the error says what to install."""
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ConfigError, match=rf"langchain-guard\[{extra}\]"):
        build()


def test_no_model_is_a_configuration_error() -> None:
    """Neither folder nor pipeline: nothing to run."""
    with pytest.raises(ConfigError, match="folder"):
        HuggingFaceNerDetector()

"""The Presidio detector with a real analyzer: a blank spaCy pipeline and a pattern recogniser."""

import pytest
import spacy
from presidio_analyzer import AnalyzerEngine, PatternRecognizer, RecognizerRegistry
from presidio_analyzer import Pattern as PresidioPattern
from presidio_analyzer.nlp_engine import SpacyNlpEngine

from langchain_guard import redact, scan
from langchain_guard.detect.ner import PresidioDetector
from langchain_guard.exceptions import ConfigError


@pytest.fixture(scope="module")
def analyzer() -> AnalyzerEngine:
    """An analyzer that needs no trained model."""
    engine = SpacyNlpEngine()
    engine.nlp = {"en": spacy.blank("en")}
    registry = RecognizerRegistry(
        recognizers=[
            PatternRecognizer("PERSON", patterns=[PresidioPattern("name", r"\bJane Doe\b", 0.8)]),
            PatternRecognizer("IP_ADDRESS", patterns=[PresidioPattern("ip", r"\bhost-7\b", 0.6)]),
        ]
    )
    return AnalyzerEngine(registry=registry, nlp_engine=engine, supported_languages=["en"])


def test_presidio_findings_come_under_our_kinds(analyzer: AnalyzerEngine) -> None:
    """Spans and scores are Presidio's, kinds are ours."""
    detector = PresidioDetector(analyzer=analyzer, entities=["PERSON", "IP_ADDRESS"])
    text = "I am Jane Doe at host-7."
    found = [(text[f.start : f.end], f.kind, f.score) for f in scan(text, extra=[detector]).findings]
    assert found == [("Jane Doe", "person", 0.8), ("host-7", "ipv4", 0.6)]
    assert redact(text, extra=[detector], score_threshold=0.7) == "I am [REDACTED_PERSON] at host-7."


def test_a_missing_model_is_a_configuration_error() -> None:
    """Presidio would download a spaCy model; we say how to."""
    with pytest.raises(ConfigError, match="spacy download"):
        PresidioDetector("xx_no_such_model")

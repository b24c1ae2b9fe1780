"""Prompt-injection detection: rules over canonical views, an optional classifier, one verdict."""

from langchain_guard.detect.injection.detector import MAX_LENGTH, InjectionDetector, detect_injection
from langchain_guard.detect.injection.ensemble import Cascade, Ensemble
from langchain_guard.detect.injection.huggingface import HuggingFaceJudge
from langchain_guard.detect.injection.sanitize import sanitize
from langchain_guard.detect.injection.verdict import Judge, Source, Verdict

__all__ = [
    "MAX_LENGTH",
    "Cascade",
    "Ensemble",
    "HuggingFaceJudge",
    "InjectionDetector",
    "Judge",
    "Source",
    "Verdict",
    "detect_injection",
    "sanitize",
]

"""Prompt-injection detection: rules over canonical views, an optional classifier, one verdict."""

from langchain_guard.detect.injection.detector import MAX_LENGTH, InjectionDetector, detect_injection
from langchain_guard.detect.injection.verdict import Judge, Source, Verdict

__all__ = ["MAX_LENGTH", "InjectionDetector", "Judge", "Source", "Verdict", "detect_injection"]

"""Banks of honest sentences by subject: what documents are made of."""

from __future__ import annotations

from langchain_guard.detect.injection.generator.notation import merged
from langchain_guard.detect.injection.generator.topics.daily import DAILY
from langchain_guard.detect.injection.generator.topics.names import NAMES
from langchain_guard.detect.injection.generator.topics.technical import TECHNICAL

TOPICS = merged((DAILY, TECHNICAL))
"""Sentences by subject; a paragraph keeps to one."""

TOPIC_SLOTS = merged((NAMES, {f"about_{name}": forms for name, forms in TOPICS.items()}))
"""Names, and each subject's sentences as a slot `about_<subject>`."""

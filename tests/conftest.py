"""Fixtures every test file may use."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.openai_server import OpenAIServer


@pytest.fixture
def openai_server() -> Iterator[OpenAIServer]:
    """An OpenAI-compatible server on loopback, scripted per request."""
    with OpenAIServer() as server:
        yield server

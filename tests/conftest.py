"""Fixtures every test file may use, and the rule that a skipped test is a failed test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings

from langchain_guard.limit import backends
from tests.openai_server import OpenAIServer

settings.register_profile("unhurried", deadline=None)  # no test asserts a time: speed is measured in tests/bench
settings.load_profile("unhurried")


@pytest.fixture(autouse=True)
def _fresh_budgets() -> None:
    """What `secure()` limits, it limits in the whole process: each test begins with nothing spent."""
    backends._backends.pop(backends.MEMORY, None)


@pytest.fixture
def openai_server() -> Iterator[OpenAIServer]:
    """An OpenAI-compatible server on loopback, scripted per request."""
    with OpenAIServer() as server:
        yield server


def _silent_skips(terminalreporter: pytest.TerminalReporter) -> list[str]:
    """Skipped tests, but for those that LangChain's own suite skips for features a model declares not to have."""
    skipped = terminalreporter.stats.get("skipped", [])
    return [r.nodeid for r in skipped if "langchain_tests" not in str(r.longrepr) and not hasattr(r, "wasxfail")]


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the run when a test was skipped: what cannot run has not been shown."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and session.exitstatus == 0 and _silent_skips(reporter):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which tests were skipped, and how many for features that a model declares not to have."""
    silent = _silent_skips(terminalreporter)
    declared = len(terminalreporter.stats.get("skipped", [])) - len(silent)
    terminalreporter.write_line(f"skipped: {declared} declared by LangChain's own suite, {len(silent)} others")
    for nodeid in silent:
        terminalreporter.write_line(f"SKIPPED counts as FAILED: {nodeid}", red=True)

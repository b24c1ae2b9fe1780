"""A forked child waits for nobody: what a thread of its parent held is free."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models import FakeListChatModel

from langchain_guard import Pattern, Vault
from langchain_guard.detect.injection import classifier
from langchain_guard.runnables.llm_judge import LLMJudge
from langchain_guard.runnables.remembered import Remembered
from langchain_guard.text import compiled


class Structured(FakeListChatModel):
    """A model that can be asked for an opinion."""

    def with_structured_output(self, schema: Any, **_: Any) -> Any:
        return self


KNOWN = Remembered()
JUDGE = LLMJudge(Structured(responses=["x"]))
VAULT = Vault("k" * 32)


def ask_for_no_weights() -> None:
    """As far as the lock, and no further."""
    with suppress(Exception):
        classifier.load_classifier(Path("nowhere"))


HELD: dict[str, tuple[Any, Callable[[], object]]] = {
    "what is remembered": (KNOWN._lock, lambda: KNOWN.keep("a")),
    "a judge's budget": (JUDGE._lock, lambda: JUDGE._spend(1)),
    "a vault": (VAULT._store._lock, lambda: VAULT.scope("a", "1").issue([("EMAIL", "x")], "user")),  # type: ignore[attr-defined]
    "compiled patterns": (compiled._lock, lambda: compiled.compile_patterns([Pattern("a", "a{3}")])),
    "the classifier": (classifier._LOADING, ask_for_no_weights),
}


@pytest.mark.filterwarnings("ignore:.*use of fork:DeprecationWarning")  # other threads of the tests do not matter
@pytest.mark.parametrize("what", HELD)
def test_a_forked_child_waits_for_nobody(what: str) -> None:
    """A lock that another thread held at the fork does not hang the child."""
    lock, use = HELD[what]
    with lock:
        child = os.fork()
        if child == 0:
            signal.alarm(30)
            try:
                use()
            except BaseException:  # noqa: BLE001 -- nothing of pytest may go on in the child
                os._exit(1)
            os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0

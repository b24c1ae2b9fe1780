"""The redactor's decision says what it did, not what it might have done."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from langchain_core.callbacks import BaseCallbackHandler

from langchain_guard import OutputRedactorRunnable
from langchain_guard.exceptions import OutputBlocked

CODE = "```bash\nsudo rm -rf / --no-preserve-root\n```"
MAIL = "jane" + "@example.com"


class Heard(BaseCallbackHandler):
    """Keeps the actions it hears of."""

    def __init__(self) -> None:
        self.actions: list[str] = []

    def on_custom_event(self, name: str, data: Any, **_: Any) -> None:
        """Note an action."""
        self.actions.append(data["action"])


async def _astreamed(redactor: OutputRedactorRunnable, text: str, config: Any) -> str:
    return "".join([piece async for piece in redactor.astream(text, config)])


WAYS: dict[str, Any] = {
    "invoke": lambda redactor, text, config: redactor.invoke(text, config),
    "ainvoke": lambda redactor, text, config: asyncio.run(redactor.ainvoke(text, config)),
    "stream": lambda redactor, text, config: "".join(redactor.stream(text, config)),
    "astream": lambda redactor, text, config: asyncio.run(_astreamed(redactor, text, config)),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("text", "options", "action"),
    [
        (CODE, {}, "flag"),
        (CODE, {"code": "sanitize"}, "sanitize"),
        (f"{CODE} {MAIL}", {}, "sanitize"),
        (MAIL, {"strategy": "flag"}, "flag"),
        (MAIL, {"strategies": {"email": "flag"}}, "flag"),
    ],
)
def test_only_an_edit_is_called_sanitizing(text: str, options: dict[str, Any], action: str, way: str) -> None:
    """What is only reported counts as flagged, and the text passes byte for byte, whichever way it is asked for."""
    heard = Heard()
    out = WAYS[way](OutputRedactorRunnable(**options), text, {"callbacks": [heard]})
    assert heard.actions == [action]
    assert (out == text) is (action == "flag")


@pytest.mark.parametrize("way", WAYS)
def test_a_blocked_answer_is_one_decision(way: str) -> None:
    """What was redacted before the block came to nothing, and is not reported beside it."""
    heard = Heard()
    redactor = OutputRedactorRunnable(strategies={"credit_card": "block"})
    with pytest.raises(OutputBlocked):
        WAYS[way](redactor, f"Write to {MAIL} about 4111 1111 1111 1111, please.", {"callbacks": [heard]})
    assert heard.actions == ["block"]

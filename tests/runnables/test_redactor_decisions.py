"""The redactor's decision says what it did, not what it might have done."""

from __future__ import annotations

from typing import Any

import pytest
from langchain_core.callbacks import BaseCallbackHandler

from langchain_guard import OutputRedactorRunnable

CODE = "```bash\nsudo rm -rf / --no-preserve-root\n```"
MAIL = "jane" + "@example.com"


class Heard(BaseCallbackHandler):
    """Keeps the actions it hears of."""

    def __init__(self) -> None:
        self.actions: list[str] = []

    def on_custom_event(self, name: str, data: Any, **_: Any) -> None:
        """Note an action."""
        self.actions.append(data["action"])


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
def test_only_an_edit_is_called_sanitizing(text: str, options: dict[str, Any], action: str) -> None:
    """What is only reported counts as flagged, and the text passes byte for byte."""
    heard = Heard()
    out = OutputRedactorRunnable(**options).invoke(text, {"callbacks": [heard]})
    assert heard.actions == [action]
    assert (out == text) is (action == "flag")

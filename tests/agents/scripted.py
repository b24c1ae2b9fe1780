"""A model that says what a test has written down, without a wire: for promises that are not about the wire."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

from langchain.agents import create_agent
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage
from langchain_core.tools import BaseTool

from langchain_guard.agents import ToolPolicy
from tests.agents.world import middleware, with_real_arguments


class Scripted(GenericFakeChatModel):
    """A fake that takes tools."""

    def bind_tools(self, tools: Any, **kwargs: Any) -> Any:
        return self.bind(**kwargs)


_numbers = itertools.count()


def calling(tool: str, /, **args: Any) -> dict[str, Any]:
    """A tool call with an id of its own."""
    return {"type": "tool_call", "id": f"call_{next(_numbers)}", "name": tool, "args": args}


def asking(*calls: dict[str, Any]) -> AIMessage:
    """The answer of a model that calls tools."""
    return AIMessage("", tool_calls=list(calls))


def scripted(*answers: AIMessage | str) -> Scripted:
    """A model that gives these answers, and says "Done." from then on."""
    said = [AIMessage(answer) if isinstance(answer, str) else answer for answer in answers]
    return Scripted(
        messages=itertools.chain(said, (AIMessage("Done.") for _ in itertools.count())), disable_streaming=True
    )


def policed(
    model: Scripted, tools: Sequence[BaseTool], policy: ToolPolicy, exit_behavior: str = "replace", **options: Any
) -> Any:
    """An agent under a policy; tools get real arguments."""
    guards = {"policy": policy, "exit_behavior": exit_behavior, "redactor": with_real_arguments()}
    for name in ("tool_limiter", "tool_results"):
        if name in options:
            guards[name] = options.pop(name)
    before = options.pop("before", [])
    return create_agent(model, list(tools), middleware=[*before, middleware(**guards)], **options)

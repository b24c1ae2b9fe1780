"""LangChain's own suite for chat models, on a guarded `ChatOpenAI`."""

from __future__ import annotations

from typing import Any

from langchain_openai import ChatOpenAI
from langchain_tests.unit_tests import ChatModelUnitTests

from langchain_guard import GuardedChatModel


class TestGuardedChatOpenAI(ChatModelUnitTests):
    """Whatever holds for chat models holds for a guarded one."""

    @property
    def chat_model_class(self) -> type[GuardedChatModel]:
        """The class under test."""
        return GuardedChatModel

    @property
    def chat_model_params(self) -> dict[str, Any]:
        """The model inside."""
        return {"inner": ChatOpenAI(model="gpt-scripted", api_key="not-a-key")}

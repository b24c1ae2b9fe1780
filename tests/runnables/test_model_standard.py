"""LangChain's own suite for chat models, on a guarded `ChatOpenAI`."""

from __future__ import annotations

from typing import Any

from langchain_openai import ChatOpenAI
from langchain_tests.unit_tests import ChatModelUnitTests

from langchain_guard import GuardedChatModel


class Configured(GuardedChatModel):
    """Hands the options that the suite gives to every chat model on to the model inside."""

    def __init__(self, **options: Any) -> None:
        own = {name: options.pop(name) for name in GuardedChatModel.model_fields.keys() & options.keys()}
        super().__init__(ChatOpenAI(**options), **own)


class TestGuardedChatOpenAI(ChatModelUnitTests):
    """Whatever holds for chat models holds for a guarded one."""

    @property
    def chat_model_class(self) -> type[GuardedChatModel]:
        """The class under test."""
        return Configured

    @property
    def chat_model_params(self) -> dict[str, Any]:
        """Of the model inside."""
        return {"model": "gpt-scripted", "api_key": "not-a-key"}

"""What LangChain asks a guarded model about itself: the answers of the inner model, and the policy in every key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, Self

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import LangSmithParams, ModelProfile
from langchain_core.messages import BaseMessage
from pydantic import Field

from langchain_guard.runnables.boundary import fingerprint, without_own
from langchain_guard.runnables.configuration import fixed
from langchain_guard.runnables.guard import InputGuardRunnable
from langchain_guard.runnables.hooks import RedactedHooks
from langchain_guard.runnables.pseudonymizer import PseudonymizerRunnable


class DescribedModel(RedactedHooks):
    """A model with redacted hooks that describes itself as the inner one.

    Args:
        guard: Checks the input.
        reversible: Hides values in the input.
    """

    guard: InputGuardRunnable | None = Field(default_factory=InputGuardRunnable, frozen=True)
    reversible: PseudonymizerRunnable | None = Field(default=None, frozen=True, repr=False)

    @classmethod
    def is_lc_serializable(cls) -> bool:
        """Whether LangChain may serialise this: no, its loader would have to build the model without our checks."""
        return False

    def configurable_fields(self, **kwargs: Any) -> Any:
        """Fields that a call may choose, as of any chat model, but for those of the policy.

        Raises:
            ConfigError: For one of the policy: callers could weaken it.
        """
        fields = type(self).model_fields
        if policy := sorted(name for name in kwargs if name in fields and fields[name].frozen):
            raise fixed(self, ", ".join(policy))
        return super().configurable_fields(**kwargs)

    @property
    def _llm_type(self) -> str:
        return f"guarded-{self.inner._llm_type}"

    @property
    def _identifying_params(self) -> dict[str, Any]:
        return {**self.inner._identifying_params, "langchain_guard": self._policies}

    @property
    def model_name(self) -> str | None:
        """The inner model's name, which agents use to choose a strategy for structured output."""
        name = getattr(self.inner, "model_name", None) or getattr(self.inner, "model", None)
        return name if isinstance(name, str) else None

    def _get_ls_params(self, stop: list[str] | None = None, **kwargs: Any) -> LangSmithParams:
        return self.inner._get_ls_params(stop=stop, **without_own(kwargs))

    def _get_invocation_params(self, stop: list[str] | None = None, **kwargs: Any) -> dict[str, Any]:
        params = self.inner._get_invocation_params(stop=stop, **without_own(kwargs))
        return {**params, "langchain_guard": self._policies}

    def _get_llm_string(self, stop: list[str] | None = None, **kwargs: Any) -> str:
        inner = self.inner._get_llm_string(stop=stop, **without_own(kwargs))
        return f"{inner}---langchain_guard:{self._policies}"

    def _resolve_model_profile(self) -> ModelProfile | None:
        return self.inner.profile

    def _combine_llm_outputs(self, llm_outputs: list[dict[str, Any] | None], /) -> dict[str, Any]:
        return self.inner._combine_llm_outputs(llm_outputs)

    def get_token_ids(self, text: str) -> list[int]:
        """The inner model's tokens."""
        return self.inner.get_token_ids(text)

    def get_num_tokens_from_messages(self, messages: list[BaseMessage], tools: Sequence[Any] | None = None) -> int:
        """The inner model's count."""
        return self.inner.get_num_tokens_from_messages(messages, tools)

    @cached_property
    def _policies(self) -> str:
        return fingerprint(self.guard, self.redactor, self.reversible)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy; with an update, one whose keys in a cache are its own."""
        copied = super().model_copy(update=update, deep=deep)
        vars(copied).pop("_policies", None)
        return copied

    def _should_stream(
        self,
        *,
        async_api: bool,
        run_manager: CallbackManagerForLLMRun | AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> bool:
        return self.inner._should_stream(async_api=async_api, run_manager=run_manager, **without_own(kwargs))

    def _should_use_protocol_streaming(
        self,
        *,
        async_api: bool,
        run_manager: CallbackManagerForLLMRun | AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> bool:
        return self.inner._should_use_protocol_streaming(
            async_api=async_api, run_manager=run_manager, **without_own(kwargs)
        )

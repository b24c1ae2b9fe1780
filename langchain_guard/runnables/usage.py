"""What a call really used, as seen by a callback handler: every model run below it, retries and fallbacks included.

The handler also hears when a guard below blocks the input, which may be answered and not raised.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.messages import BaseMessage
from langchain_core.outputs import LLMResult

from langchain_guard.exceptions import OutputBlocked
from langchain_guard.findings import DECISION_EVENT, Action
from langchain_guard.runnables.blocks import RUNNING
from langchain_guard.runnables.estimate import input_tokens

_NOT_SENT = frozenset({"ConnectError", "ConnectTimeout", "ConnectionRefusedError", "gaierror", "UnsupportedProtocol"})
"""Errors, by class name and anywhere in the chain of causes, after which the provider has seen nothing."""

_COUNTS = (("input_tokens", "prompt_tokens"), ("output_tokens", "completion_tokens"))
"""What is counted, in LangChain's word and in an older one."""

_WRITTEN = {"cache_creation": 1, "ephemeral_5m_input_tokens": 1, "ephemeral_1h_input_tokens": 4}
"""Tokens written to the provider's cache, as `langchain-anthropic` counts them: the first, or the others by how long
they are kept; and how many quarters of the input price each costs on top."""


class Counted(NamedTuple):
    """The tokens of a model run.

    Attributes:
        given: Tokens in.
        made: Tokens out.
        cached: How many of those in came from the provider's cache.
        quarters: What writing to that cache costs, see `Price.nano`.
    """

    given: int
    made: int
    cached: int = 0
    quarters: int = 0


@dataclass(slots=True)
class ModelCall:
    """One model run.

    Attributes:
        model: Name of the model, as well as it is known.
        given: What it was asked, and the tools it was told of.
        made: Pieces of the answer, as they streamed.
        usage: Tokens in, out, in from the provider's cache, and what writing to it costs, by the provider's count.
        ended: Whether its end was seen; a cancelled call has none, nor has a refused answer that nobody has counted.
        sent: Whether the provider saw a request.
        free: Whether nothing was used: a cache hit, or a failure without any answer.
        cut: Whether the answer broke off; a provider that counts as it streams had not counted all of it then.
    """

    model: str
    given: Sequence[Any]
    made: list[str] = field(default_factory=list)
    usage: Counted | None = None
    ended: bool = False
    sent: bool = True
    free: bool = False
    cut: bool = False

    def tokens(self, count: Callable[[str], int]) -> Counted:
        """The provider's count, else the estimate of what was asked and produced."""
        if self.free:
            return Counted(0, 0)
        if self.usage is None:
            return Counted(input_tokens(self.given, count), count("".join(self.made)))
        counted = Counted(*(max(0, number) for number in self.usage))  # nobody earns budget by a negative count
        return counted._replace(made=max(counted.made, count("".join(self.made)))) if self.cut else counted


class UsageMeter(BaseCallbackHandler):
    """Collects the model runs below one call. Runs inline, so that it has seen everything when the call returns.

    Attributes:
        calls: The model runs.
        blocked: Whether a guard refused what came in, by an error or by an answer in the model's place.
    """

    run_inline = True

    def __init__(self) -> None:
        self.calls: dict[UUID, ModelCall] = {}
        self.blocked = False

    def on_custom_event(self, name: str, data: Any, **kwargs: Any) -> None:  # noqa: ARG002 -- LangChain's signature
        """A control has decided."""
        self.blocked = self.blocked or (name == DECISION_EVENT and _blocks_input(data))

    def on_chat_model_start(
        self,
        serialized: dict[str, Any] | None,  # noqa: ARG002 -- LangChain's signature
        messages: list[list[BaseMessage]],
        *,
        run_id: UUID,
        metadata: dict[str, Any] | None = None,
        invocation_params: dict[str, Any] | None = None,
        **kwargs: Any,  # noqa: ARG002 -- LangChain's signature
    ) -> None:
        """A chat model is asked."""
        given = [*messages[0], (invocation_params or {}).get("tools")]
        self.calls[run_id] = ModelCall(str((metadata or {}).get("ls_model_name") or ""), given)

    def on_llm_start(
        self,
        serialized: dict[str, Any] | None,  # noqa: ARG002 -- LangChain's signature
        prompts: list[str],
        *,
        run_id: UUID,
        metadata: dict[str, Any] | None = None,
        **kwargs: Any,  # noqa: ARG002 -- LangChain's signature
    ) -> None:
        """A completion model is asked."""
        self.calls[run_id] = ModelCall(str((metadata or {}).get("ls_model_name") or ""), prompts)

    def on_llm_new_token(
        self,
        token: Any,
        *,
        chunk: Any = None,
        run_id: UUID,
        **kwargs: Any,  # noqa: ARG002 -- LangChain's signature
    ) -> None:
        """A piece of the answer has come."""
        call = self.calls.get(run_id)
        if call is None:
            return
        message = getattr(chunk, "message", None)
        call.made.append(token if message is None and isinstance(token, str) else _text(message))

    def on_llm_end(self, response: LLMResult, *, run_id: UUID, **kwargs: Any) -> None:  # noqa: ARG002 -- as above
        """The answer is complete."""
        if (call := self.calls.get(run_id)) is not None:
            call.ended = True
            _read(call, response)

    def on_llm_error(
        self,
        error: BaseException,
        *,
        run_id: UUID,
        response: LLMResult | None = None,
        **kwargs: Any,  # noqa: ARG002 -- as above
    ) -> None:
        """The call failed, or its consumer went away."""
        call = self.calls.get(run_id)
        if call is None:
            return
        call.ended = call.cut = True
        call.sent = not _never_sent(error)
        if response is not None:
            _read(call, response)
        if isinstance(error, OutputBlocked):  # the answer was made, and is paid for
            call.usage = call.usage or _counted(error.usage_metadata)
            call.ended = call.usage is not None
            return
        abandoned = not isinstance(error, Exception)  # closed, cancelled, or told to end from outside
        call.free = call.free or not (abandoned or call.usage or any(call.made))


def _blocks_input(decision: dict[str, Any]) -> bool:
    """Whether a guard refused a content; an input of the wrong shape is no attack."""
    where = decision["control"], decision["action"], decision["stage"]
    judged = any(not rule.startswith("shape.") for rule in decision["rules"])
    return where == ("input_guard", Action.BLOCK, "input") and judged


def _read(call: ModelCall, response: LLMResult) -> None:
    generations = [generation for batch in response.generations for generation in batch]
    messages = [message for one in generations if (message := getattr(one, "message", None)) is not None]
    usage: dict[str, Any] = next((found for one in messages if (found := getattr(one, "usage_metadata", None))), {})
    if messages and isinstance(name := messages[0].response_metadata.get("model_name"), str):
        call.model = name or call.model
    if usage.get("total_cost") == 0:  # LangChain's mark of an answer from its own cache
        call.free, call.sent = True, False
    elif counted := _counted(usage):
        call.usage = counted
    elif any("blocked" in (message.response_metadata.get("langchain_guard") or {}) for message in messages):
        call.ended = False  # what stands here is a refusal: nobody knows how long the answer was
        return
    else:
        call.usage = _counted((response.llm_output or {}).get("token_usage"))
    if generations:
        call.made = [_text(message) for message in messages] or [generation.text for generation in generations]


def _counted(usage: Any) -> Counted | None:
    """The tokens as LangChain or the provider writes them; None unless those in and out are counts."""
    if not isinstance(usage, Mapping):
        return None
    given, made = (usage.get(name, usage.get(older)) for name, older in _COUNTS)
    if not (isinstance(given, int) and isinstance(made, int)):
        return None
    details = usage.get("input_token_details")
    found = {name: n for name, n in details.items() if isinstance(n, int)} if isinstance(details, Mapping) else {}
    quarters = sum(quarters * found.get(name, 0) for name, quarters in _WRITTEN.items())
    return Counted(given, made, found.get("cache_read", 0), quarters)


def _text(message: Any) -> str:
    """Everything the model wrote in a message: text, reasoning, tool arguments."""
    if message is None:
        return ""
    calls = getattr(message, "tool_call_chunks", None) or getattr(message, "tool_calls", None) or ()
    written = [message.content if isinstance(message.content, str) else "".join(map(_block, message.content))]
    written += [f"{call.get('name') or ''}{call.get('args') or ''}" for call in calls]
    written.append(str(message.additional_kwargs.get("reasoning_content") or ""))
    return "".join(written)


def _block(block: Any) -> str:
    if isinstance(block, str):
        return block
    return "".join(str(block[key]) for key in RUNNING.values() if block.get(key))


def _never_sent(error: BaseException | None) -> bool:
    seen: set[int] = set()  # causes may form a circle: `raise error from error`
    while error is not None and id(error) not in seen:
        if type(error).__name__ in _NOT_SENT:
            return True
        seen.add(id(error))
        error = error.__cause__ or error.__context__
    return False

"""`GuardMiddleware`: every crossing of a `create_agent` agent is guarded, by one policy."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, cast

from langchain_core.messages import AIMessage, ToolMessage

from langchain_guard.agents.admission import Admission, Admitted, asked_about
from langchain_guard.agents.exits import ExitBehavior, Exits
from langchain_guard.agents.inspection import Inspector, ToolResults, areport, report, reviewed
from langchain_guard.agents.policy import ToolPolicy
from langchain_guard.agents.pseudonyms import HeldValues
from langchain_guard.exceptions import ConfigError, GuardBlocked
from langchain_guard.findings import Action, Decision
from langchain_guard.runnables.canary import Canaries, as_canaries
from langchain_guard.runnables.configuration import of_type
from langchain_guard.runnables.guard import InputGuardRunnable
from langchain_guard.runnables.limiter import RateLimitRunnable
from langchain_guard.runnables.model import GuardedChatModel
from langchain_guard.runnables.pseudonymizer import PseudonymizerRunnable
from langchain_guard.runnables.redactor import OutputRedactorRunnable, holding
from langchain_guard.runnables.run import off_loop
from langchain_guard.runnables.secure import canaries_from, guard_from, pseudonymizer_from, redactor_from
from langchain_guard.settings import GuardSettings

try:
    from langchain.agents.middleware import AgentMiddleware, ExtendedModelResponse, ModelRequest, hook_config
    from langgraph.errors import GraphInterrupt
    from langgraph.types import Command, TracePolicy, omit_payload

    from langchain_guard.agents.calls import Crossing, ToolGate
    from langchain_guard.agents.handoffs import CHANNEL
    from langchain_guard.agents.ledger import GuardState, ledger_of
    from langchain_guard.agents.taint import inheriting
except ModuleNotFoundError as error:
    if (error.name or "").partition(".")[0] not in {"langchain", "langgraph"}:
        raise
    MISSING = 'GuardMiddleware needs langchain: pip install "langchain-guard[agents]"'
    raise ConfigError(MISSING, control="tool_policy") from None

if TYPE_CHECKING:
    from langchain.agents.middleware import ToolCallRequest
    from langchain.agents.middleware.types import AgentState, ModelResponse
    from langchain_core.language_models.chat_models import BaseChatModel
    from langgraph.runtime import Runtime


def _omitted(update: Any) -> Any:
    """What traces show of a hook's update of the state: that there was one. langgraph's own way costs more for none."""
    return None if update is None else omit_payload(update)


class GuardMiddleware(AgentMiddleware[Any, Any, Any]):
    """Guards an agent: `create_agent(model, tools, middleware=[GuardMiddleware()])`.

    * User input is judged before the first step; what is blocked or sanitised does not stay in the state.
    * The model is swapped for a `GuardedChatModel` in each call: what it says is redacted before callbacks, streams
      and the state see it. One that is guarded keeps its policy, and gets canary and vault when it has none.
      Every message is judged once, by who wrote it, also those that other middleware adds.
    * Tools run as `guard_tool` makes them: their results and errors are judged and redacted inside their own runs.
    * With `reversible`, model, state and checkpoints hold placeholders, and tools get values where its rules say so.
      Wrap the agent, `hide.wrap(agent)`, to keep them out of the graph's input as well and to restore its answer.

    Put it last in the list: then it stands next to model and tools, and guards whatever model and messages the others
    have chosen, a fallback model as well. Middleware inside of it could put an unguarded model in its place. What the
    caller hands in is seen by the caller's own tracer, by the first `values` snapshot and by a checkpointer before any
    middleware runs: put an `InputGuardRunnable` before the agent where that matters. Under `error` that input stays in
    the thread of a checkpointer, so every later call on the thread is refused, too; `end` and `replace` take it out.
    Agents that a tool runs, as deepagents' `task` does, need it in their own list. SECURITY.md says what it cannot see.

    Args:
        settings: Where guard and redactor come from when they are not given; read from the environment and `.env` when
            not given either.
        guard: Judges user input and other incoming messages.
        redactor: Redacts what the model says and what tools give back. Its `tool_args` decides what happens to the
            arguments of tool calls: with `redact`, tools get placeholders; with `leave`, real values.
        tool_results: What happens to tool results that hold an injection: `block`, `sanitize` (the attack is taken
            out, the rest goes on) or `flag`.
        exit_behavior: What a block does. `error` raises `GuardBlocked`; `end` ends the run with a refusal; `replace`
            puts a notice in place of what was blocked, and the agent goes on; `interrupt` does the same, and puts
            before a person, through langgraph's `interrupt`, what wants a review: tool calls by the tool policy, user
            messages by a guard's `policy={"injection": "review"}`. The graph needs a checkpointer. A blocked answer of
            the model ends the run in all but `error`.
        policy: Which tool calls may be made; see `ToolPolicy`. Calls that need a review are refused unless
            `exit_behavior` is `interrupt`.
        canary: True puts a secret token into the system prompt of each model call; an answer or tool call that gives
            it away is blocked, see `Canaries`. What the settings say when not given.
        reversible: The `PseudonymizerRunnable` that holds values; True for one as the settings describe it, which is
            also the default when they say so. The run's configuration must name tenant and thread.
        limiter: Books each model call, as a step before it would: its input are the messages.
        tool_limiter: Books each tool call; its input are the arguments.

    Raises:
        ConfigError: When langchain is not installed, or the options do not fit together.

    >>> from langchain_guard import GuardSettings
    >>> GuardMiddleware(GuardSettings(_env_file=None), tool_results="sanitize").name
    'GuardMiddleware'
    """

    state_schema = GuardState
    trace_policy = TracePolicy(process_inputs=omit_payload, process_outputs=_omitted)

    def __init__(
        self,
        settings: GuardSettings | None = None,
        *,
        guard: InputGuardRunnable | None = None,
        redactor: OutputRedactorRunnable | None = None,
        tool_results: ToolResults = "block",
        exit_behavior: ExitBehavior = "error",
        policy: ToolPolicy | None = None,
        canary: Canaries | bool | None = None,
        reversible: PseudonymizerRunnable | bool | None = None,
        limiter: RateLimitRunnable | None = None,
        tool_limiter: RateLimitRunnable | None = None,
    ) -> None:
        super().__init__()
        of_type("tool_policy", settings=(settings, GuardSettings), policy=(policy, ToolPolicy))
        of_type("tool_policy", guard=(guard, InputGuardRunnable), redactor=(redactor, OutputRedactorRunnable))
        of_type("tool_policy", limiter=(limiter, RateLimitRunnable), tool_limiter=(tool_limiter, RateLimitRunnable))
        of_type("tool_policy", reversible=(None if isinstance(reversible, bool) else reversible, PseudonymizerRunnable))
        hide = reversible if isinstance(reversible, PseudonymizerRunnable) else None
        if guard is None or redactor is None or reversible is True:
            settings = settings or GuardSettings()
            hide = pseudonymizer_from(settings, reversible)
            guard, redactor = guard or guard_from(settings), redactor or redactor_from(settings, hide)
        self._policy = policy
        self._inspector = Inspector(guard, holding(redactor, hide), tool_results, held=HeldValues(hide))
        self._exits = Exits(exit_behavior, self._inspector)
        self._canary = as_canaries(canary) if settings is None else canaries_from(settings, canary)
        self._limiter, self._tool_limiter = limiter, tool_limiter
        self._admission = Admission(self._inspector)
        self._gate = ToolGate(self._inspector, policy, can_ask=self._exits.asks)
        self._model: tuple[BaseChatModel, GuardedChatModel] | None = None

    @hook_config(can_jump_to=["end"])
    def before_agent(self, state: AgentState[Any], runtime: Runtime[Any]) -> dict[str, Any] | None:  # noqa: ARG002 -- langchain's signature
        """Judge what the user sent, before the first step."""
        admitted = self._admitted(state)
        try:
            self._admission.ask(admitted)
        except GraphInterrupt:
            report(_questions(admitted))
            raise
        report(admitted.decisions)
        return self._entered(admitted, state)

    @hook_config(can_jump_to=["end"])
    async def abefore_agent(self, state: AgentState[Any], runtime: Runtime[Any]) -> dict[str, Any] | None:  # noqa: ARG002 -- langchain's signature
        """Judge what the user sent, before the first step."""
        admitted = await self._off_loop(self._admitted, state)
        try:
            await self._off_loop(self._admission.ask, admitted)
        except GraphInterrupt:
            await areport(_questions(admitted))
            raise
        await areport(admitted.decisions)
        return self._entered(admitted, state)

    def wrap_model_call(
        self, request: ModelRequest[Any], handler: Callable[[ModelRequest[Any]], ModelResponse[Any]]
    ) -> ModelResponse[Any] | AIMessage | ExtendedModelResponse[Any]:
        """Judge what is new for the model, and let the guarded model answer."""
        admitted = self._admission.admit(request.messages, ledger_of(request.state).get("approved", ()))
        report(admitted.decisions)
        if (ending := self._exits.ending(admitted, request.messages)) is not None:
            return ending
        if self._limiter is not None:
            self._limiter.invoke(_sent(request, admitted))
        try:
            return self._answered(request, handler(self._guarded(request, admitted)))
        except GuardBlocked as error:
            return self._exits.answer(error)

    async def awrap_model_call(
        self, request: ModelRequest[Any], handler: Callable[[ModelRequest[Any]], Awaitable[ModelResponse[Any]]]
    ) -> ModelResponse[Any] | AIMessage | ExtendedModelResponse[Any]:
        """Judge what is new for the model, and let the guarded model answer."""
        approved = ledger_of(request.state).get("approved", ())
        admitted = await self._off_loop(self._admission.admit, request.messages, approved)
        await areport(admitted.decisions)
        if (ending := self._exits.ending(admitted, request.messages)) is not None:
            return ending
        if self._limiter is not None:
            await self._limiter.ainvoke(_sent(request, admitted))
        try:
            return self._answered(request, await handler(self._guarded(request, admitted)))
        except GuardBlocked as error:
            return self._exits.answer(error)

    def wrap_tool_call(
        self, request: ToolCallRequest, handler: Callable[[ToolCallRequest], ToolMessage | Command[Any]]
    ) -> ToolMessage | Command[Any]:
        """Run the guarded tool on clean arguments, if the policy and its reviewer allow, and inspect the result."""
        crossing = self._gate.open(request)
        if crossing.review is not None:
            try:
                self._gate.ask(crossing, crossing.review)
            except GraphInterrupt:
                report([reviewed(crossing.review, Action.REVIEW, "requested")])
                raise
        report(crossing.decisions)
        if (instead := self._instead(crossing)) is not None:
            return instead
        if self._tool_limiter is not None:
            self._tool_limiter.invoke(crossing.request.tool_call["args"])
        try:
            with inheriting(crossing.sources):
                result = handler(crossing.request)
        except GuardBlocked as error:  # reported in the tool's own run, perhaps by a guard inside the tool
            return self._notice(request, error)
        result, decisions, blocked = self._gate.close(request, result)
        report(decisions)
        return result if blocked is None else self._notice(request, blocked)

    async def awrap_tool_call(
        self, request: ToolCallRequest, handler: Callable[[ToolCallRequest], Awaitable[ToolMessage | Command[Any]]]
    ) -> ToolMessage | Command[Any]:
        """Run the guarded tool on clean arguments, if the policy and its reviewer allow, and inspect the result."""
        crossing = await self._off_loop(self._gate.open, request)
        if crossing.review is not None:
            try:
                await self._off_loop(self._gate.ask, crossing, crossing.review)
            except GraphInterrupt:
                await areport([reviewed(crossing.review, Action.REVIEW, "requested")])
                raise
        await areport(crossing.decisions)
        if (instead := self._instead(crossing)) is not None:
            return instead
        if self._tool_limiter is not None:
            await self._tool_limiter.ainvoke(crossing.request.tool_call["args"])
        try:
            with inheriting(crossing.sources):
                result = await handler(crossing.request)
        except GuardBlocked as error:  # reported in the tool's own run, perhaps by a guard inside the tool
            return self._notice(request, error)
        result, decisions, blocked = await self._off_loop(self._gate.close, request, result)
        await areport(decisions)
        return result if blocked is None else self._notice(request, blocked)

    async def _off_loop(self, work: Callable[..., Any], *args: Any) -> Any:
        return await off_loop(self._inspector.waits, work, *args)

    # What the hooks have in common; none of it waits.

    def _admitted(self, state: AgentState[Any]) -> Admitted:
        approved = ledger_of(state).get("approved", ())
        return self._admission.admit(state["messages"], approved, asking=self._exits.asks)

    def _entered(self, admitted: Admitted, state: AgentState[Any]) -> dict[str, Any] | None:
        if (ending := self._exits.ending(admitted)) is not None:
            return {"messages": [*admitted.changed, ending], "jump_to": "end"}
        update: dict[str, Any] = {"messages": admitted.changed} if admitted.changed else {}
        kept = self._gate.remembered(state, ())
        if self._policy is not None and self._policy.counts_calls:
            kept["before"] = dict(ledger_of(state).get("calls", {}))
        if admitted.approved:
            kept["approved"] = admitted.approved
        if kept:
            update[CHANNEL] = kept
        return update or None

    def _answered(
        self, request: ModelRequest[Any], response: ModelResponse[Any]
    ) -> ModelResponse[Any] | ExtendedModelResponse[Any]:
        if not isinstance(request.model, GuardedChatModel):  # else it was somebody else's policy
            self._admission.answered(response.result)
        kept = self._gate.remembered(request.state, response.result)
        if repeated := self._admission.repeated(response.result):
            kept["approved"] = repeated
        return ExtendedModelResponse(response, Command(update={CHANNEL: kept})) if kept else response

    def _guarded(self, request: ModelRequest[Any], admitted: Admitted) -> ModelRequest[Any]:
        kept = self._model  # another request may put its own there at any time
        if kept is None or kept[0] is not request.model:
            self._model = kept = (request.model, self._around(request.model))
        if not admitted.changed:
            return request.override(model=kept[1])
        return request.override(model=kept[1], messages=cast("list[Any]", admitted.messages))

    def _around(self, model: BaseChatModel) -> GuardedChatModel:
        """The guarded form of a model; what it says goes into the state, so its values are not restored.

        One that is guarded keeps its own policy, and gets from this one what it lacks.
        """
        held = self._inspector.held.pseudonymizer
        redactor = self._inspector.redactor
        if isinstance(model, GuardedChatModel):
            lacks: dict[str, Any] = {}
            if self._canary is not None and model.canary is None:
                lacks["canary"] = self._canary
            if held is not None and model.reversible is None:
                lacks |= {"reversible": held, "redactor": holding(model.redactor, held), "restores": False}
            return model.model_copy(update=lacks) if lacks else model
        return GuardedChatModel(
            model, guard=None, redactor=redactor, canary=self._canary, reversible=held, restores=False
        )

    def _instead(self, crossing: Crossing) -> ToolMessage | None:
        """What stands in place of a result when the call must not be made."""
        if crossing.answer is not None:
            return crossing.answer
        return None if crossing.blocked is None else self._notice(crossing.request, crossing.blocked)

    def _notice(self, request: ToolCallRequest, error: GuardBlocked) -> ToolMessage:
        self._gate.refuse(request, error)
        return self._exits.result(cast("dict[str, Any]", request.tool_call), error)


def _sent(request: ModelRequest[Any], admitted: Admitted) -> list[Any]:
    """What the model will read, for the limiter's estimate."""
    return [request.system_message, *admitted.messages]


def _questions(admitted: Admitted) -> list[Decision]:
    return [reviewed(asked_about(error), Action.REVIEW, "requested") for _, error in admitted.questions]

"""A tool call on its way: clean arguments, the policy's judgement, a person's review, and the result coming back."""

from __future__ import annotations

import logging
import weakref
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, TypeVar, cast

from langchain_core.messages import AIMessage, BaseMessage, ToolMessage
from langchain_core.runnables import RunnableConfig

from langchain_guard.agents.inspection import Inspector, reviewed
from langchain_guard.agents.ledger import Ledger, ledger_of, messages_of, ordinal, requested, vanished
from langchain_guard.agents.policy import ToolCallFacts, ToolPolicy
from langchain_guard.agents.review import ask
from langchain_guard.agents.taint import inherited_taint, taint_sources
from langchain_guard.agents.tools import GuardedTools
from langchain_guard.exceptions import GuardBlocked, ToolBlocked
from langchain_guard.findings import Action, Decision
from langchain_guard.runnables.events import refused

if TYPE_CHECKING:
    from langchain.agents.middleware import ToolCallRequest

logger = logging.getLogger(__name__)

_ALIKE = 0.75
"""How alike two names must be for one to be the other misspelt, by `difflib`."""

_Result = TypeVar("_Result")


@dataclass(slots=True)
class Crossing:
    """A tool call that is about to be made.

    Attributes:
        request: The call to make: guarded tool, clean arguments.
        decisions: What was decided, to be reported.
        blocked: Why it must not be made.
        review: Why a person must be asked first.
        answer: What the model gets in place of a result, by decision of a reviewer.
        sources: Where text of strangers in the conversation came from.
    """

    request: ToolCallRequest
    decisions: list[Decision] = field(default_factory=list)
    blocked: GuardBlocked | None = None
    review: Decision | None = None
    answer: ToolMessage | None = None
    sources: tuple[str, ...] = ()


class _Refusals:
    """Calls that were refused, for as long as they are under way: the runtime of a call is there as long as it is."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Any, Any, GuardBlocked]] = {}

    def note(self, request: ToolCallRequest, error: GuardBlocked) -> None:
        """A call was refused."""
        place = id(request.runtime)
        with suppress(TypeError):  # a hand-written graph may give anything
            alive = weakref.ref(request.runtime, lambda _: self._known.pop(place, None))
            self._known[place] = (alive, request.tool_call, error)

    def of(self, request: ToolCallRequest) -> GuardBlocked | None:
        """Why this very call was refused before, if it was."""
        known = self._known.get(id(request.runtime))
        same = known is not None and known[0]() is request.runtime and known[1] == request.tool_call
        return known[2] if known is not None and same else None


class ToolGate:
    """Takes tool calls through inspection, policy and review. Nothing here waits, but for the interrupt of a review.

    Args:
        inspector: Redacts arguments, judges and redacts results.
        policy: Which calls may be made; None for all.
        can_ask: Whether a call that needs a review is put before a person; else it is refused.
    """

    def __init__(self, inspector: Inspector, policy: ToolPolicy | None, *, can_ask: bool) -> None:
        self._inspector, self._policy, self._can_ask = inspector, policy, can_ask
        self._tools = GuardedTools(inspector)
        self._refusals = _Refusals()
        self._checked: set[str] = set()

    def open(self, request: ToolCallRequest) -> Crossing:
        """Prepare a call and judge it."""
        if (earlier := self._refusals.of(request)) is not None:  # reported then
            return Crossing(request, blocked=earlier)
        self._inspector.seen.approve(messages_of(request.state), ledger_of(request.state).get("approved", ()))
        try:
            call, decisions = self._inspector.call(cast("dict[str, Any]", request.tool_call))
        except ToolBlocked as error:
            return Crossing(request, [self._named(refused(error), request)], error)
        changed: dict[str, Any] = {} if call is request.tool_call else {"tool_call": call}
        if request.tool is not None:
            changed["tool"] = self._tools.guarded(request.tool)
        crossing = Crossing(request.override(**changed), decisions)
        if self._policy is not None:
            crossing.sources = self.sources(request.state)
            self._look_for_rule(request, self._policy)
            self._judge(crossing, self._policy, reviewed=False)
        return crossing

    def sources(self, state: Any) -> tuple[str, ...]:
        """Where text of strangers in a conversation came from: its messages, what is remembered, and the caller's."""
        if self._policy is None:
            return ()
        seen = taint_sources(messages_of(state), self._policy.trusts)
        return tuple(sorted({*seen, *ledger_of(state).get("sources", ()), *inherited_taint()}))

    def remembered(self, state: Any, answers: Sequence[BaseMessage]) -> Ledger:
        """What the state must keep from here on.

        Args:
            state: The state at the start of a run, or before the model was asked.
            answers: What the model has answered.
        """
        kept: Ledger = {}
        if self._policy is None:
            return kept
        known = set(ledger_of(state).get("sources", ()))
        if new := {*self.sources(state), *vanished(state)} - known:
            kept["sources"] = sorted(new)
        calls = [call for answer in answers if isinstance(answer, AIMessage) for call in answer.tool_calls]
        if calls and self._policy.counts_calls:
            kept["calls"] = requested(answers)
        pending = {
            str(call["id"]): call["name"]
            for call in calls
            if call["name"] not in known | new and not self._policy.trusts(call["name"])
        }
        if pending:
            kept["pending"] = pending
        return kept

    def ask(self, crossing: Crossing, review: Decision) -> None:
        """Have a person decide, and note the outcome.

        Args:
            crossing: The call.
            review: Why it needs a review.

        Raises:
            GraphInterrupt: While nobody has.
        """
        call = cast("Mapping[str, Any]", crossing.request.tool_call)
        answer = ask(call, self._inspector.redactor.walk().data(call["args"]), review.rules)
        if answer.message is not None:
            crossing.answer = answer.message
            crossing.decisions.append(reviewed(review, Action.BLOCK, "rejected"))
            return
        crossing.decisions.append(reviewed(review, Action.ALLOW, "edited" if answer.kind == "edit" else "approved"))
        if answer.kind == "edit":
            edited = cast("Any", {**call, "args": dict(answer.args)})
            crossing.request = crossing.request.override(tool_call=edited)
        if self._policy is not None:
            self._judge(crossing, self._policy, reviewed=True)

    def refuse(self, request: ToolCallRequest, error: GuardBlocked) -> None:
        """Note that a call was refused: who takes that for a failure and makes it again is refused before it runs."""
        self._refusals.note(request, error)

    def close(self, request: ToolCallRequest, result: _Result) -> tuple[_Result, list[Decision], ToolBlocked | None]:
        """Inspect what other middleware and error handlers made of the result."""
        if isinstance(result, ToolMessage) and result in self._inspector.seen:
            return result, [], None
        name = "unknown" if request.tool is None else request.tool.name
        try:
            released, decisions = self._inspector.result(result, name)
        except ToolBlocked as error:
            return result, [self._named(refused(error), request)], error
        kept: object = released
        if isinstance(kept, ToolMessage):
            self._inspector.seen.add(kept)
        return released, [self._named(decision, request) for decision in decisions], None

    def _look_for_rule(self, request: ToolCallRequest, policy: ToolPolicy) -> None:
        """Warn once of a tool without a rule when there is one under a name like its own, of which there is no tool."""
        tools = getattr(request.runtime, "tools", None)
        if request.tool is None or not tools or request.tool.name in self._checked:
            return
        name, rules = request.tool.name, dict(policy.tools)
        self._checked.add(name)
        others = rules.keys() - {one.name for one in tools}
        if name not in rules and (near := get_close_matches(name, others, n=1, cutoff=_ALIKE)):
            logger.warning("ToolPolicy has no rule for the tool %r, but one for %r, which is none here", name, near[0])

    def _judge(self, crossing: Crossing, policy: ToolPolicy, *, reviewed: bool) -> None:
        request = crossing.request
        call = cast("Mapping[str, Any]", request.tool_call)
        facts = ToolCallFacts(
            call["name"],
            self._inspector.held.arguments(call["name"], call["args"])[0],  # judged is what the tool will get
            config=getattr(request.runtime, "config", None) or RunnableConfig(),
            context=getattr(request.runtime, "context", None),
            sources=crossing.sources,
            ordinal=ordinal(call, request.state) if policy.counts_calls else (1, 1),
            known=None
            if request.tool is None
            else self._tools.arguments(request.tool, policy.rule(call["name"]).bounds),
        )
        decision = self._named(policy.judge(facts, reviewed=reviewed), request)
        crossing.review = decision if decision.action is Action.REVIEW and self._can_ask else None
        if crossing.review is not None:
            return
        if decision.action is not Action.ALLOW:
            decision = replace(decision, action=Action.BLOCK)
            name = dict(decision.details)["tool"]
            message = f"the call of tool {name!r} was refused by {', '.join(decision.rules)}; it was not made"
            crossing.blocked = ToolBlocked(message, control="tool_policy", rule_ids=decision.rules, stage="tool_call")
        if not (reviewed and decision.action is Action.ALLOW):  # that it was approved has been noted
            crossing.decisions.append(decision)

    def _named(self, decision: Decision, request: ToolCallRequest) -> Decision:
        """The decision with the tool's name; one that no tool and no rule has is the model's own text."""
        name = request.tool_call["name"]
        known = request.tool is not None or (self._policy is not None and name in dict(self._policy.tools))
        told = [one for one in decision.details if one[0] != "tool"]
        return replace(decision, details=(*told, ("tool", name if known else "unknown")))

"""What becomes of runs and decisions: records in the audit log, with identity and, if asked for, redacted text."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias
from uuid import UUID

from langchain_core.outputs import LLMResult
from langchain_core.runnables.config import var_child_runnable_config

from langchain_guard.audit.events import DETAILS
from langchain_guard.audit.log import AuditLog
from langchain_guard.audit.render import utc_now
from langchain_guard.callbacks.identity import WHO, Identify
from langchain_guard.callbacks.readings import UNKNOWN_USAGE, read_answer, run_name
from langchain_guard.callbacks.runs import Run, Runs
from langchain_guard.exceptions import GuardUnavailable
from langchain_guard.findings import Action, Decision

PriceFunction: TypeAlias = Callable[[str, int, int], float | None]
"""From model, input tokens and output tokens to a cost in your currency, or `None` when unknown."""

_logger = logging.getLogger("langchain_guard.audit")

_EVENTS = {
    "llm": "llm_call",
    "tool": "tool_call",
    "retriever": "retriever_call",
    "chain": "chain_run",
    "agent": "agent_run",
}

_NOTHING: Mapping[str, Any] = {}

_CREATE_AGENT = "langchain_create_agent"
"""What LangChain's `create_agent` calls itself in the metadata of its runs."""

_DECISION_FIELDS = DETAILS | {"control", "action", "rules", "counts", "severity", "score", "stage"}
"""What is taken over from a decision and its details; anything else in it could be content."""


@dataclass(slots=True)
class Recorder:
    """Follows runs from start to end and writes their records; see `AuditCallbackHandler` for the options."""

    log: AuditLog
    runs: Runs
    identify: Identify
    hash_ids: bool
    redactor: Callable[[str], str] | None
    capture_chars: int
    price: PriceFunction | None
    chains: Literal["root", "all", "none"]
    starts: bool

    def start(
        self, kind: str, run_id: UUID, parent_id: UUID | None, about: Mapping[str, Any], fields: dict[str, Any]
    ) -> Run:
        """A run begins that is to have a record: remember it, and record that where starts are recorded.

        Args:
            kind: `llm`, `tool`, `retriever`, `chain` or `agent`.
            run_id: Id of the run.
            parent_id: Id of the run around it.
            about: What LangChain says about it: `name`, `metadata`, `tags`.
            fields: What is known already of what the record will say.
        """
        within = self.runs.get(parent_id)
        run = Run(kind, run_id, parent_id, within, self._who(about, within))
        record = run.record
        record.update(fields)
        record["name"] = about["name"]
        record["started"] = utc_now()
        self._enter(run_id, run)
        if self.starts:
            try:
                self.log.record("run_start", {**record, **run.who, "kind": kind})
            except GuardUnavailable:
                self.runs.end(run_id)  # the call stops here, no end will follow
                raise
        return run

    def chain(
        self, serialized: Mapping[str, Any] | None, run_id: UUID, parent_id: UUID | None, about: dict[str, Any]
    ) -> None:
        """A chain, graph or agent begins. One that is to have no record is another name of the run around it."""
        within = self.runs.get(parent_id)
        agent = _agent(serialized, about)
        starts = bool(agent) and (within is None or within.agent != agent)
        if starts or self.chains == "all" or (self.chains == "root" and parent_id is None):
            about["name"] = run_name(serialized, about.get("name"))
            run = self.start("agent" if starts else "chain", run_id, parent_id, about, {})
            run.agent = agent or run.agent
        elif within is not None:
            if not within.who:
                within.who = self._who(about, within)
            self._enter(run_id, within)
        else:
            run = Run("chain", run_id, parent_id, None, self._who(about, None))
            run.recorded = False
            self._enter(run_id, run)

    def _enter(self, run_id: UUID, run: Run) -> None:
        for old in self.runs.start(run_id, run):
            self.finish(old, {"outcome": "abandoned"})

    def count_step(self, parent_id: UUID | None) -> None:
        """A tool begins: one more step of the agent it belongs to."""
        run = self.runs.get(parent_id)
        while run is not None and run.kind != "agent":
            run = run.within
        if run is not None:
            run.steps += 1

    def _who(self, about: Mapping[str, Any], within: Run | None) -> Mapping[str, str]:
        """Identity of a run: what its own configuration says, over what the run around it knew."""
        config = var_child_runnable_config.get()
        asked = {
            "metadata": about.get("metadata") or _NOTHING,
            "configurable": (config.get("configurable") if config else None) or _NOTHING,
            "tags": about.get("tags") or (),
        }
        try:
            found = self.identify(asked)
            known = {name: str(value)[:200] for name, value in found.items() if value is not None and name in WHO}
        except Exception as error:  # noqa: BLE001 -- a key function of the application; its error may hold content
            _logger.error("the audit key function failed with %s", type(error).__name__)
            known = {}
        if self.hash_ids:
            known = {name: f"{name[0]}_{self.log.fingerprint(name, value)[:20]}" for name, value in known.items()}
        if within is None:
            return known
        # `configurable` cannot be seen when an outermost run starts, but can from inside it, before it is recorded.
        top = within.top or within
        if not top.who:
            top.who = known
        return {**within.who, **known}

    def answer(self, run: Run, response: LLMResult) -> dict[str, Any]:
        """What a record says about a model's answer."""
        fields, text = read_answer(response)
        fields["output_chars"] = len(text)
        if text:
            fields["output_hash"] = self.log.fingerprint("output", text)
        self.capture(fields, "output_text", text)
        if self.price is not None:
            fields["cost"] = self._cost(str(fields.get("model") or run.record.get("model", "")), fields)
        return fields

    def _cost(self, model: str, fields: Mapping[str, Any]) -> float | None:
        if fields["usage"] == "cached":
            return 0.0
        if self.price is None or fields["tokens_in"] is None or fields["tokens_out"] is None:
            return None
        try:
            return self.price(model, fields["tokens_in"], fields["tokens_out"])
        except Exception as error:  # noqa: BLE001 -- a function of the application must not cost the record
            _logger.error("the audit price function failed with %s", type(error).__name__)
            return None

    def finish(self, run: Run, fields: Mapping[str, Any]) -> None:
        """A run has ended: write its record, if it is to have one."""
        if not run.recorded:
            return
        record = run.record
        record.update(run.who)
        record["latency"] = round(run.ended - run.began, 6)
        if run.kind == "llm":
            record.update(UNKNOWN_USAGE)
            record["streamed"] = run.first_token > 0
            if run.first_token:
                record["ttft"] = round(run.first_token - run.began, 6)
        elif run.kind == "agent":
            record["steps"] = run.steps
        if run.retries:
            record["retries"] = run.retries
        record.update(fields)
        self.log.record(_EVENTS[run.kind], record)

    def capture(self, fields: dict[str, Any], name: str, text: str) -> None:
        """Add the redacted text, where that was asked for."""
        if self.redactor is None:
            return
        try:
            fields[name] = self.redactor(text)[: self.capture_chars]
        except Exception as error:  # noqa: BLE001 -- what cannot be redacted is not captured, and its text not shown
            _logger.warning("text was not captured: the redactor failed with %s", type(error).__name__)

    def decision(self, data: Mapping[str, Any], run_id: UUID, kwargs: Mapping[str, Any]) -> None:
        """Record what a control decided inside a run."""
        within = self.runs.get(run_id)
        ids: dict[str, Any] = {"run_id": str(run_id), **self._who(kwargs, within)}
        if within is not None:
            ids["root_run_id"] = within.record["root_run_id"]
            parent = within.parent if within.id == ids["run_id"] else within.id
            if parent is not None:
                ids["parent_run_id"] = parent
        given = {**(data.get("details") or {}), **data}
        known = {key: value for key, value in given.items() if key in _DECISION_FIELDS and value is not None}
        decision = Decision(
            control=str(known.pop("control", "")),
            action=Action(known.pop("action", Action.FLAG)),
            rules=tuple(known.pop("rules", ())),
            counts=tuple(dict(known.pop("counts", {})).items()),
            severity=known.pop("severity", "info"),
            score=known.pop("score", None),
            stage=str(known.pop("stage", "input")),
        )
        self.log.decision(decision, **ids, **known)

    def sweep(self) -> None:
        """Record the runs that will not end any more as `abandoned`."""
        for run in self.runs.sweep(everything=self.log.closing):
            self.finish(run, {"outcome": "abandoned"})


def _agent(serialized: Mapping[str, Any] | None, about: Mapping[str, Any]) -> object:
    """Which agent a chain belongs to, as far as LangChain says; anything false for none."""
    metadata = about.get("metadata")
    if metadata and (name := metadata.get("lc_agent_name") or metadata.get("ls_integration") == _CREATE_AGENT):
        return name
    return serialized is not None and serialized.get("name") == "AgentExecutor"


def default_redactor() -> Callable[[str], str]:
    """This package's own redactor with its defaults, imported when text is to be captured."""
    from langchain_guard.redaction import RedactionPolicy  # noqa: PLC0415 -- its tables take long to import

    policy = RedactionPolicy()
    return lambda text: policy.apply(text).text

"""What becomes of runs and decisions: records in the audit log, with identity and, if asked for, redacted text."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from time import monotonic
from typing import Any, Literal, TypeAlias
from uuid import UUID

from langchain_core.outputs import LLMResult
from langchain_core.runnables.config import var_child_runnable_config

from langchain_guard.audit.log import AuditLog
from langchain_guard.audit.render import utc_now
from langchain_guard.callbacks.identity import WHO, Identify
from langchain_guard.callbacks.readings import UNKNOWN_USAGE, about_answer, answer_text, run_name
from langchain_guard.callbacks.runs import Run, Runs
from langchain_guard.exceptions import GuardUnavailable
from langchain_guard.findings import Action, Decision

Price: TypeAlias = Callable[[str, int, int], float | None]
"""From model, input tokens and output tokens to a cost in your currency, or `None` when unknown."""

_logger = logging.getLogger("langchain_guard.audit")

_EVENTS = {
    "llm": "llm_call",
    "tool": "tool_call",
    "retriever": "retriever_call",
    "chain": "chain_run",
    "agent": "agent_run",
}

_DECISION_FIELDS = frozenset(
    {"control", "action", "rules", "counts", "severity", "score", "stage", "spans", "tool", "review", "sources"}
    | {"limit", "limit_type", "scope", "retry_after", "remaining", "reason"}
)
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
    price: Price | None
    chains: Literal["root", "all", "none"]
    starts: bool
    _log_id: str = field(default="", init=False)

    def start(
        self,
        kind: str,
        serialized: Mapping[str, Any] | None,
        run_id: UUID,
        kwargs: dict[str, Any],
        fields: dict[str, Any],
    ) -> Run:
        """A run begins: remember it, and record that where starts are recorded."""
        if self.log.log_id != self._log_id:  # after a fork: the runs in flight are the parent's
            self.runs.clear()
            self._log_id = self.log.log_id
        parent_id = kwargs.get("parent_run_id")
        parent = self.runs.get(parent_id)
        recorded = kind != "chain" or self.chains == "all" or (self.chains == "root" and parent_id is None)
        run = Run(
            kind=kind,
            run_id=run_id,
            parent=parent_id,
            root=parent.root if parent is not None else run_id,
            recorded=recorded,
            who=parent.who if parent is not None and parent.who and not recorded else self._who(kwargs, parent),
            fields=fields,
        )
        if kind == "tool":
            self._count_step(parent)
        for old in self.runs.start(run):
            self.finish(old, {"outcome": "abandoned"})
        if recorded:
            fields["name"] = run_name(serialized, kwargs.get("name"))
            fields["started"] = utc_now()
            if self.starts:
                try:
                    self.log.emit("run_start", kind=kind, **self._ids(run), **run.fields)
                except GuardUnavailable:
                    self.runs.end(run_id)  # the call stops here, no end will follow
                    raise
        return run

    def _count_step(self, run: Run | None) -> None:
        while run is not None and run.kind != "agent":
            run = self.runs.get(run.parent)
        if run is not None:
            run.steps += 1

    def _who(self, kwargs: Mapping[str, Any], parent: Run | None) -> Mapping[str, str]:
        """Identity of a run: what its own configuration says, over what its parent knew."""
        config = var_child_runnable_config.get() or {}
        try:
            found = self.identify(
                {
                    "metadata": kwargs.get("metadata") or {},
                    "configurable": config.get("configurable") or {},
                    "tags": kwargs.get("tags") or [],
                }
            )
        except Exception as error:  # noqa: BLE001 -- a key function of the application; its error may hold content
            _logger.error("the audit key function failed with %s", type(error).__name__)
            found = {}
        known = {name: str(value)[:200] for name in WHO if (value := found.get(name)) is not None}
        if self.hash_ids:
            known = {name: f"{name[0]}_{self.log.fingerprint(name, value)[:20]}" for name, value in known.items()}
        if parent is None:
            return known
        # `configurable` cannot be seen when an outermost run starts, but can from inside it, before it is recorded.
        root = self.runs.get(parent.root)
        if root is not None and not root.who:
            root.who = known
        return {**parent.who, **known}

    def answer(self, run: Run, response: LLMResult) -> dict[str, Any]:
        """What a record says about a model's answer."""
        text = answer_text(response)
        fields = {**about_answer(response), "output_chars": len(text)}
        if text:
            fields["output_hash"] = self.log.fingerprint("output", text)
        self.capture(fields, "output_text", text)
        if self.price is not None:
            fields["cost"] = self._cost(str(fields.get("model") or run.fields.get("model", "")), fields)
        return fields

    def _cost(self, model: str, fields: Mapping[str, Any]) -> float | None:
        if fields["usage"] == "cached":
            return 0.0
        if self.price is None or fields["tokens_in"] is None or fields["tokens_out"] is None:
            return None
        return self.price(model, fields["tokens_in"], fields["tokens_out"])

    def finish(self, run: Run, fields: dict[str, Any]) -> None:
        """A run has ended: write its record, if it is to have one."""
        if not run.recorded:
            return
        record = {**self._ids(run), **run.fields, "latency": round(monotonic() - run.began, 6), **fields}
        if run.kind == "llm":
            record = {**UNKNOWN_USAGE, **record}
            record["streamed"] = run.first_token is not None
            if run.first_token is not None:
                record["ttft"] = round(run.first_token - run.began, 6)
        if run.kind == "agent":
            record["steps"] = run.steps
        if run.retries:
            record["retries"] = run.retries
        self.log.emit(_EVENTS[run.kind], **record)

    def _ids(self, run: Run) -> dict[str, Any]:
        own = str(run.run_id)
        root = own if run.root == run.run_id else str(run.root)
        ids: dict[str, Any] = {"run_id": own, "root_run_id": root, **run.who}
        if run.parent is not None:
            ids["parent_run_id"] = root if run.parent == run.root else str(run.parent)
        return ids

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
        run = self.runs.get(run_id)
        ids = {**(self._ids(run) if run is not None else {"run_id": str(run_id)}), **self._who(kwargs, run)}
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


def default_redactor() -> Callable[[str], str]:
    """This package's own redactor with its defaults, imported when text is to be captured."""
    policy = import_module("langchain_guard.redaction").RedactionPolicy()

    def redact(text: str) -> str:
        redacted: str = policy.apply(text).text
        return redacted

    return redact

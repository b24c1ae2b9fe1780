"""The schema of the audit trail, version 1: what each record may say. No field holds text of a conversation.

The typed dictionaries below are the schema; `json_schema()` is made from them and committed as `schema-v1.json`. Field
names follow OpenTelemetry's GenAI and OWASP's logging vocabulary where those have a word.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal, NotRequired, Required, TypeAlias, get_args

from pydantic import ConfigDict, Field, TypeAdapter, with_config
from typing_extensions import TypedDict

from langchain_guard.findings import Severity

VERSION: Final = 1
"""Version of the schema; a field is only ever added within a version."""

Short: TypeAlias = Annotated[str, Field(max_length=200)]
"""A name or an id; longer ones are cut by the handler."""

Mac: TypeAlias = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Fingerprint: TypeAlias = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
Count: TypeAlias = Annotated[int, Field(ge=0)]
Seconds: TypeAlias = Annotated[float, Field(ge=0)]
Outcome: TypeAlias = Literal[
    "ok", "blocked", "limited", "unavailable", "invalid", "error", "interrupted", "cancelled", "abandoned"
]
Review: TypeAlias = Literal["requested", "approved", "edited", "rejected"]
Usage: TypeAlias = Literal["reported", "cached", "unknown"]

_STRICT = ConfigDict(extra="forbid")


@with_config(_STRICT)
class Sealed(TypedDict):
    """What every line carries: the head, put first, and the chain's trailer, put last."""

    v: Literal[1]
    time: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$")]
    context: NotRequired[dict[str, Any]]
    log: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
    seq: Count
    kid: Annotated[str, Field(pattern=r"^([0-9a-f]{8}|none)$")]
    prev: Mac
    mac: Mac


@with_config(_STRICT)
class Run(Sealed, total=False):
    """What every record about a LangChain run may carry; latency in seconds."""

    run_id: Short
    parent_run_id: Short | None
    root_run_id: Short
    name: Short
    user: Short
    tenant: Short
    thread: Short
    started: str
    latency: Seconds
    outcome: Outcome
    error_type: Short
    status_code: int
    rules: list[Short]
    control: Short
    input_hash: Fingerprint
    input_chars: Count
    output_hash: Fingerprint
    output_chars: Count
    input_text: str
    output_text: str


@with_config(_STRICT)
class LlmCall(Run, total=False):
    """One call of a chat or completion model. Tokens and cost are `null` when the provider did not report them."""

    event: Required[Literal["llm_call"]]
    provider: Short
    model: Short
    messages: Count
    streamed: bool
    ttft: Seconds
    finish_reason: Short
    tool_calls: Count
    usage: Usage
    tokens_in: Count | None
    tokens_out: Count | None
    tokens_cached: Count
    tokens_reasoning: Count
    cost: Annotated[float, Field(ge=0)] | None
    prompt_hash: Fingerprint
    retries: Count


@with_config(_STRICT)
class ToolCall(Run, total=False):
    """One call of a tool."""

    event: Required[Literal["tool_call"]]
    retries: Count


@with_config(_STRICT)
class RetrieverCall(Run, total=False):
    """One search of a retriever."""

    event: Required[Literal["retriever_call"]]
    documents: Count
    retries: Count


@with_config(_STRICT)
class ChainRun(Run, total=False):
    """One run of a chain or graph, by default only outermost ones."""

    event: Required[Literal["chain_run"]]
    retries: Count


@with_config(_STRICT)
class AgentRun(Run, total=False):
    """One run of an agent; `steps` counts its tool decisions where the agent reports them."""

    event: Required[Literal["agent_run"]]
    steps: Count
    retries: Count


@with_config(_STRICT)
class RunStart(Run, total=False):
    """Written before the run in the strict profile, so that a run without an end shows."""

    event: Required[Literal["run_start"]]
    kind: Literal["llm", "tool", "retriever", "chain", "agent"]
    provider: Short
    model: Short
    messages: Count
    prompt_hash: Fingerprint


@with_config(_STRICT)
class SecurityEvent(Run, total=False):
    """A decision of a control: guard, redactor, pseudonymizer, canary, rate limit, tool policy.

    Spans are offsets, never text; `sources` names where untrusted text came from, `review` what a person decided.
    """

    event: Required[Literal["security_event"]]
    action: Short
    counts: dict[str, Count]
    severity: Severity
    score: float | None
    stage: Short
    tool: Short
    review: Review
    sources: list[Short]
    spans: list[tuple[Count, Count, Short]]
    limit: Short
    limit_type: Short
    scope: Short
    retry_after: Seconds
    remaining: float
    reason: Short
    owasp: list[Short]
    atlas: list[Short]


@with_config(_STRICT)
class AlertRaised(Sealed, total=False):
    """An alert rule fired."""

    event: Required[Literal["alert"]]
    alert: Short
    per: Short | None
    value: float
    threshold: float
    window: Seconds
    severity: Severity


@with_config(_STRICT)
class SettingsSeen(Sealed, total=False):
    """Which settings were in force: a keyed fingerprint of their values without the secrets."""

    event: Required[Literal["settings"]]
    fingerprint: Fingerprint
    profile: Short
    environment: Short


@with_config(_STRICT)
class LogOpen(Sealed, total=False):
    """The process starts to log. `after_*` is the last line the file held then, of whatever log."""

    event: Required[Literal["log.open"]]
    pid: int
    host: Short
    package: Short
    python: Short
    chain: Literal["hmac-sha256", "sha256"]
    fingerprints: Literal["keyed", "ephemeral"]
    profile: Short
    capture: Literal["none", "redacted"]
    fsync: Literal["every", "interval", "none"]
    parent_log: Short
    after_log: Short
    after_seq: Count
    after_mac: Mac


@with_config(_STRICT)
class LogClose(Sealed, total=False):
    """The process stops logging: what it wrote, and what it could not write."""

    event: Required[Literal["log.close"]]
    records: Count
    lost: Count
    pending: Count


@with_config(_STRICT)
class LogSegment(Sealed, total=False):
    """The log goes on in a new file; `prev` carries the head over."""

    event: Required[Literal["log.segment"]]
    segment: Short
    reason: Literal["size", "time", "gone", "fsync"]


@with_config(_STRICT)
class LogRepaired(Sealed, total=False):
    """The file ended in half a line (a crash); it was closed with a newline and kept."""

    event: Required[Literal["log.repaired"]]
    bytes: Count
    fragment: Mac


@with_config(_STRICT)
class LogRetired(Sealed, total=False):
    """Retention removes an old segment: the last line of each log in it, so that the gap is explained."""

    event: Required[Literal["log.retired"]]
    segment: Short
    heads: dict[str, tuple[Count, Mac]]


@with_config(_STRICT)
class LogRekey(Sealed, total=False):
    """The last line under the old key, naming the next one."""

    event: Required[Literal["log.rekey"]]
    next_kid: Annotated[str, Field(pattern=r"^[0-9a-f]{8}$")]


@with_config(_STRICT)
class LogDegraded(Sealed, total=False):
    """Records were lost since the previous line of this log because the sink failed."""

    event: Required[Literal["log.degraded"]]
    lost: Count
    error_type: Short


@with_config(_STRICT)
class LogHeartbeat(Sealed, total=False):
    """Nothing happened, and this is the proof."""

    event: Required[Literal["log.heartbeat"]]
    records: Count


@with_config(_STRICT)
class LogNote(Sealed, total=False):
    """Something the application wanted in the trail, through `AuditLog.emit("note", context=...)`."""

    event: Required[Literal["note"]]


Record: TypeAlias = Annotated[
    LlmCall
    | ToolCall
    | RetrieverCall
    | ChainRun
    | AgentRun
    | RunStart
    | SecurityEvent
    | AlertRaised
    | SettingsSeen
    | LogOpen
    | LogClose
    | LogSegment
    | LogRepaired
    | LogRetired
    | LogRekey
    | LogDegraded
    | LogHeartbeat
    | LogNote,
    Field(discriminator="event"),
]
"""Any record of the trail."""

_TYPES: tuple[type, ...] = get_args(get_args(Record)[0])

CALLS: Final = frozenset({"llm_call", "tool_call", "retriever_call", "chain_run", "agent_run"})
"""Events that tell of a run with its outcome."""

TRAILER_FIELDS: Final = frozenset({"log", "seq", "kid", "prev", "mac"})
"""Fields only the chain writes."""

DETAILS: Final = frozenset(
    {"tool", "review", "sources", "spans", "reason", "limit", "limit_type", "scope", "retry_after", "remaining"}
)
"""Fields of a security event that come from the details of a decision; anything else there could be content."""

KNOWN: Final = frozenset(name for kind in _TYPES for name in kind.__annotations__) - TRAILER_FIELDS
"""Every field name a caller may set; anything else is the application's and goes under `context`."""


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of one line of the trail.

    >>> json_schema()["title"]
    'langchain_guard audit record, version 1'
    """
    schema = TypeAdapter(Record).json_schema()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"langchain_guard audit record, version {VERSION}",
        **schema,
    }

"""How type checkers see the public API; mypy and pyright read this file, nothing runs it.

Each `assert_type` is a promise to users: what a call gives, without a cast and without `Any`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_type

from langchain_core.language_models.fake_chat_models import FakeListChatModel
from langchain_core.messages import AIMessage

from langchain_guard import (
    Action,
    AuditCallbackHandler,
    ChatRequest,
    Decision,
    Detector,
    Finding,
    GuardedChatModel,
    GuardError,
    GuardSettings,
    InputBlocked,
    InputGuardRunnable,
    OutputRedactorRunnable,
    Pattern,
    PseudonymizerRunnable,
    RateLimitExceeded,
    RateLimitRunnable,
    RedactionPolicy,
    ScanResult,
    StreamRedactor,
    Vault,
    Verdict,
    detect_injection,
    redact,
    scan,
    secure,
)
from langchain_guard.display import Shown
from langchain_guard.evaluation import Metrics, Outcome, judged, measure
from langchain_guard.progress import track
from langchain_guard.redaction import Redacted


class Badges:
    """A user's own detector needs a name and one method, and no base class."""

    name = "badges"

    def detect(self, text: str) -> Iterator[Finding]:
        """Findings."""
        yield Finding(0, len(text), "badge", "user.badge")


def text_without_langchain() -> None:
    """Scanning, redacting, judging."""
    detector: Detector = Badges()
    result = scan("text", extra=[detector, Pattern("badge", r"E-[0-9]{6}")], kinds=["email"])
    assert_type(result, ScanResult)
    assert_type(result.findings, tuple[Finding, ...])
    assert_type(result.counts, dict[str, int])
    assert_type(result.show("text"), Shown)
    assert_type(redact("text", strategy="mask"), str)
    assert_type(RedactionPolicy(strategy="mask").apply("text"), Redacted)
    redact("text", strategies={"email": "mask"}, code="sanitize")
    redactor = StreamRedactor(RedactionPolicy(strategies={"email": "mask"}, code="sanitize"))
    assert_type(redactor.feed("text") + redactor.close(), str)
    verdict = detect_injection("text", "document")
    assert_type(verdict, Verdict)
    assert_type(verdict.action, Action)
    assert_type(verdict.score, float)
    assert_type(Decision("control", Action.BLOCK).rules, tuple[str, ...])


def chains() -> None:
    """Composition with `|`, a guarded model, everything at once."""
    llm = FakeListChatModel(responses=["yes"])
    chain = InputGuardRunnable() | llm | OutputRedactorRunnable()
    limited = RateLimitRunnable(limits=["10/minute"]) | chain
    with_audit = limited.with_config(callbacks=[AuditCallbackHandler("audit.jsonl")])
    with_audit.invoke("question", {"configurable": {"user_id": "alice"}})
    guarded = GuardedChatModel(inner=llm)
    assert_type(guarded.invoke("question").text.upper(), str)
    safe = secure(llm, GuardSettings(profile="strict"))
    assert_type(safe.invoke("question"), AIMessage)


def options() -> None:
    """Options are written as the documentation writes them: mappings, lists and words."""
    InputGuardRunnable(policy={"pii": "block"}, kinds=["email"])
    OutputRedactorRunnable(strategies={"email": "mask"}, kinds=["email"], code="sanitize", hash_key="k" * 16)
    RateLimitRunnable(limits=["10/minute"], keys={"tenant": "configurable.tenant_id"})
    PseudonymizerRunnable(vault=Vault("k" * 16), restore_tool_args={"send_mail.to": "email"})
    GuardSettings(guard_policy={"secret": "block"}, rate_limits=["10/minute"])


def errors(error: GuardError) -> None:
    """What a web service reads from an error."""
    assert_type(error.status_code, int)
    assert_type(error.control, str)
    assert_type(error.rule_ids, tuple[str, ...])
    assert_type(error.stage, str)
    if isinstance(error, RateLimitExceeded):
        assert_type(error.retry_after, float)
    assert_type(InputBlocked("refused").rule_ids, tuple[str, ...])


def requests() -> None:
    """A limited request keeps its type."""
    limited = ChatRequest.limited(GuardSettings(max_message_chars=1000))
    assert_type(limited, type[ChatRequest])


def measuring() -> None:
    """Rows go through unchanged; figures are typed."""
    rows = [{"text": "text", "label": 1}]
    outcomes = judged(track(rows, "judging"), "injection")
    assert_type(outcomes, list[Outcome])
    assert_type(measure(outcomes, "injection"), list[Metrics])
    assert_type(list(track([1, 2])), list[int])

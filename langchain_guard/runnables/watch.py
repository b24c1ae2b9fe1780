"""`Watch`: looks for one canary in everything that one answer says, on every surface, while it is redacted."""

from __future__ import annotations

from typing import overload

from langchain_guard.detect.canary import Canary, CanaryStream
from langchain_guard.exceptions import OutputBlocked
from langchain_guard.findings import Finding
from langchain_guard.runnables.redacting import OnePart, Policy, Redacted, Redacting, Result


class Watch:
    """Watches one answer for the canary of its request.

    Each text of the answer (content, reasoning, a value among tool arguments, ...) is looked at by itself, in streams
    before anything of a leak is released. `finish` looks at all texts together, one behind the other, for a token that
    was spread over them in parts too small to be known for what they are. The texts are kept until then.

    Args:
        canary: What to look for; None looks for nothing.
    """

    def __init__(self, canary: Canary | None) -> None:
        self._canary = canary
        self._texts: list[list[str]] = []

    @overload
    def over(self, policy: Policy) -> Policy: ...

    @overload
    def over(self, policy: None) -> Policy | None: ...

    def over(self, policy: Policy | None) -> Policy | None:
        """A policy that looks for the canary, and then does what `policy` does: nothing when there is none."""
        return policy if self._canary is None else _Watched(self._canary, policy or LetBe(), self._texts)

    def finish(self) -> None:
        """The answer is complete.

        Raises:
            OutputBlocked: When its texts hold the canary together.
        """
        parts = [part for text in self._texts for part in text]
        if self._canary is not None and len(parts) > 1 and self._canary.leaks("".join(parts)):  # one was looked at
            raise leak()


UNWATCHED = Watch(None)
"""Looks for nothing."""


class LetBe(OnePart):
    """A `Policy` and a text being redacted by it: nothing is done."""

    findings: tuple[Finding, ...] = ()

    def apply(self, text: str, /) -> Redacted:
        """The text as it is."""
        return Result(text)

    def stream(self) -> Redacting:
        """Begin a text."""
        return self

    def feed(self, chunk: str, /) -> str:
        """The piece as it is."""
        return chunk

    def close(self) -> str:
        """Nothing is held back."""
        return ""


def leak() -> OutputBlocked:
    """The refusal of an answer that holds the canary."""
    message = "the answer was refused by canary.leak: it gives away the system prompt; no more of it is released"
    return OutputBlocked(message, control="canary", rule_ids=("canary.leak",), stage="output")


class _Watched:
    """A `Policy`."""

    def __init__(self, canary: Canary, policy: Policy, texts: list[list[str]]) -> None:
        self._canary, self._policy, self._texts = canary, policy, texts

    def apply(self, text: str, /) -> Redacted:
        self._texts.append([text])
        if self._canary.leaks(text):
            raise leak()
        return self._policy.apply(text)

    def stream(self) -> Redacting:
        self._texts.append([])
        return _WatchedStream(CanaryStream(self._canary), self._policy.stream(), self._texts[-1])


class _WatchedStream:
    """A `Redacting`: what the canary's stream releases goes on into that of the policy."""

    def __init__(self, canary: CanaryStream, then: Redacting, parts: list[str]) -> None:
        self._canary, self._then, self._parts = canary, then, parts
        self._held = 0  # characters that the canary's stream holds back

    @property
    def findings(self) -> tuple[Finding, ...]:
        return self._then.findings

    def feed(self, chunk: str, /) -> str:
        return "".join(self.advance(chunk))

    def close(self) -> str:
        return "".join(self.advance("", final=True))

    def cut(self, ahead: int = 0, /) -> None:
        self._then.cut(ahead + self._held)

    def advance(self, chunk: str, /, *, final: bool = False) -> list[str]:
        if chunk:
            self._parts.append(chunk)
        released = self._canary.feed(chunk) + (self._canary.close() if final else "")
        if self._canary.leaked:
            raise leak()
        self._held += len(chunk) - len(released)
        return self._then.advance(released, final=final)

"""What the walkers need of whatever redacts texts: whole, and as they come."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from langchain_guard.findings import Finding


class Redacting(Protocol):
    """One text being redacted as it comes: what `RedactionPolicy.stream()` returns."""

    def feed(self, chunk: str, /) -> str:
        """Take the next piece; return what can be released."""
        ...

    def close(self) -> str:
        """Return the rest."""
        ...

    def cut(self, ahead: int = 0, /) -> None:
        """Another part of the text begins here, or `ahead` characters further on."""
        ...

    def advance(self, chunk: str, /, *, final: bool = False) -> list[str]:
        """`feed`, and `close` when `final`: the last texts belong to the parts that began last."""
        ...

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was found so far."""
        ...


class OnePart(Protocol):
    """A text whose parts are not told apart: all that is released belongs to the one that began last."""

    def feed(self, chunk: str, /) -> str:
        """Take the next piece; return what can be released."""
        ...

    def close(self) -> str:
        """Return the rest."""
        ...

    def cut(self, _ahead: int = 0, /) -> None:
        """Another part begins, which changes nothing."""
        return

    def advance(self, chunk: str, /, *, final: bool = False) -> list[str]:
        """`feed`, and `close` when `final`."""
        return [self.feed(chunk) + (self.close() if final else "")]


class Redacted(Protocol):
    """A redacted text with what was found: what `RedactionPolicy.apply()` returns."""

    @property
    def text(self) -> str:
        """The redacted text."""
        ...

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was found."""
        ...


class Result(NamedTuple):
    """A `Redacted` of what is read here; that of `langchain_guard.redaction` would bring all detectors along."""

    text: str
    findings: tuple[Finding, ...] = ()


class Policy(Protocol):
    """What the walkers need of a `RedactionPolicy`."""

    def apply(self, text: str, /) -> Redacted:
        """Redact a whole text."""
        ...

    def stream(self) -> Redacting:
        """Begin to redact a text that comes in pieces."""
        ...

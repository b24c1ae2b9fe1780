"""`StreamRedactor`: what streams out equals what whole-text redaction gives.

The law: for every text, every policy and every way to cut the text into chunks,

    "".join(redactor.feed(chunk) for chunk in chunks) + redactor.close() == policy.apply(text).text

Nothing that could still become, or extend, a match is released; nothing else is held back. Memory is bounded by the
longest cap among the patterns. A policy with `html="clean"` releases a text at its end, in one piece: no more than
`max_chars` of it are taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from langchain_guard.exceptions import GuardUnavailable, InputTooLarge
from langchain_guard.findings import Finding
from langchain_guard.redaction.html import AsHtml
from langchain_guard.redaction.policy import Redacted, RedactionPolicy
from langchain_guard.text.scanner import Match, Scanner, Selection


class Rendering(Protocol):
    """What a stream needs of a policy: what to look for, and what to make of the pieces."""

    @property
    def selection(self) -> Selection:
        """The compiled form of what to look for."""
        ...

    @property
    def again(self) -> RedactionPolicy | None:
        """What judges the markup of the result once more, if need be; see `RedactionPolicy.again`."""
        ...

    @property
    def finish(self) -> AsHtml | None:
        """What the whole result still goes through; see `RedactionPolicy.finish`."""
        ...

    def rendered(self, pieces: Sequence[str | Match], /) -> Redacted:
        """The pieces as a text."""
        ...


class StreamRedactor:
    """Redacts one text that arrives in chunks.

    Args:
        policy: What to find and what to do about it; the defaults when None.

    After an error nothing more is released: the withheld text is dropped, never flushed raw. Use one object per text
    and from one thread at a time.

    >>> redactor = StreamRedactor()
    >>> redactor.feed("write to ja"), redactor.feed("ne@exam"), redactor.feed("ple.com now"), redactor.close()
    ('write to ', '', '[REDACTED_EMAIL] ', 'now')
    """

    def __init__(self, policy: Rendering | None = None) -> None:
        self._policy: Rendering = policy or RedactionPolicy()
        self._scanner = Scanner(self._policy.selection)
        self._again = self._policy.again
        self._second = None if self._again is None else Scanner(self._again.selection)
        self._finish = self._policy.finish
        self._taken = self._given = 0  # characters, taken and released
        self._cuts: list[int] = []  # where parts begin that are not released whole
        self._held: list[str] = []
        self._findings: list[Finding] = []
        self._closed = False

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What has been found so far, with offsets into the whole raw text."""
        return tuple(self._findings)

    def feed(self, chunk: str) -> str:
        """Take a chunk of raw text and release what has become final.

        Args:
            chunk: The next characters, any number of them.

        Returns:
            Clean text, possibly empty.

        Raises:
            OutputBlocked: When a finding's strategy is `block`; nothing is released from then on.
            InputTooLarge: When all of a text is held back, and it is longer than the policy allows.
            GuardUnavailable: When the redactor is closed.
        """
        return "".join(self.advance(chunk))

    def close(self) -> str:
        """End the text and release the rest; a second call gives the empty string.

        Raises:
            OutputBlocked: When a finding's strategy is `block`.
            InputTooLarge: When the text has too many tags to be made HTML.
        """
        return "" if self._closed else "".join(self.advance("", final=True))

    def cut(self, ahead: int = 0) -> None:
        """Another part of the text begins here, or `ahead` characters further on: `advance` tells the parts apart."""
        self._cuts.append(self._taken + ahead)

    def advance(self, chunk: str, *, final: bool = False) -> list[str]:
        """`feed`, part by part.

        Args:
            chunk: The next characters.
            final: Whether the text ends here.

        Returns:
            What is released of each part that had not been released whole; the last text is that of the part that began
            last. A finding belongs to the part in which it begins. Where the result goes through a second look, or all
            of it is made HTML, everything belongs to the last part.

        >>> redactor = StreamRedactor()
        >>> redactor.advance("write to ja"), redactor.cut(), redactor.advance("ne@example.com now", final=True)
        (['write to '], None, ['[REDACTED_EMAIL]', ' now'])
        """
        if self._closed:
            message = "this redactor is closed: use a new one for each text"
            raise GuardUnavailable(message, control="output_redactor", stage="output")
        self._closed = True  # until this step has succeeded
        self._taken += len(chunk)
        if self._finish is not None and self._taken > self._finish.max_chars:
            message = (
                f"the text to be made HTML is over the cap of {self._finish.max_chars} characters: raise max_chars"
            )
            raise InputTooLarge(message, control="output_redactor", stage="output")
        texts = []
        for part in self._parts(self._scanner.feed(chunk, final=final)):
            clean = self._policy.rendered(part)
            texts.append(clean.text)
            self._findings.extend(clean.findings)
        if self._again is not None and self._second is not None:
            texts = [self._again.render(self._second.feed("".join(texts), final=final))]
        if self._finish is not None:
            self._held += texts
            texts = [self._finish("".join(self._held)) if final else ""]
        self._closed = final
        return texts

    def _parts(self, pieces: list[str | Match]) -> list[list[str | Match]]:
        """The pieces that are released, by the parts of the text in which they begin."""
        cuts, at = self._cuts, 0
        parts: list[list[str | Match]] = [[] for _ in range(len(cuts) + 1)]
        for piece in pieces:
            if isinstance(piece, str):
                begin, end = self._given, self._given + len(piece)
                while at < len(cuts) and cuts[at] < end:
                    parts[at].append(piece[self._given - begin : max(self._given, cuts[at]) - begin])
                    self._given = max(self._given, cuts[at])
                    at += 1
                parts[at].append(piece[self._given - begin :])
                self._given = end
            else:
                while at < len(cuts) and cuts[at] <= self._given:
                    at += 1
                parts[at].append(piece)
                self._given += len(piece.text)
        self._cuts = [cut for cut in cuts if cut > self._given]
        return parts

"""Safe HTML of a whole redacted text: what `html="clean"` does at the end of an answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from langchain_guard.detect.markup import clean_html
from langchain_guard.detect.targets import LinkPolicy


class AsHtml(NamedTuple):
    """Makes safe HTML of a redacted text that is complete; a stream holds its text back until then.

    Args:
        links: Which targets may stay.
        settled: Redacts a whole text.
        max_chars: Longest text that is held back.
    """

    links: LinkPolicy
    settled: Callable[[str], str]
    max_chars: int

    def __call__(self, text: str) -> str:
        """The text as HTML.

        Where a comment or an unknown tag goes, what it stood between joins, perhaps to a value. That is redacted, and
        as a value may reach over the quote of an attribute, HTML is made of the text once more.
        """
        cleaned = clean_html(text, self.links)
        if cleaned == text:
            return text
        settled = self.settled(cleaned)
        return cleaned if settled == cleaned else clean_html(settled, self.links)

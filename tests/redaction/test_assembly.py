"""Removing hidden text must not put live markup together from parts that were harmless apart."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from langchain_guard import RedactionPolicy, StreamRedactor, redact
from langchain_guard.detect.targets import LinkPolicy
from langchain_guard.text.normalize import INVISIBLE_RUN
from tests.detect.vectors import FRAGMENTS
from tests.rendered import live

HOSTS = ("ok.example", "*.ok.example")
STRICT = RedactionPolicy(links="strict", allowed_hosts=HOSTS)
HIDDEN = (
    "\u200b",
    "\u2060",
    "\u00ad",
    "\ufe0f",
    "\u202e",
    "\U000e0041",
    "\u200b\u2060",
    "\u200b" * (INVISIBLE_RUN + 1),
)


@pytest.mark.parametrize("hidden", HIDDEN, ids=ascii)
@pytest.mark.parametrize(
    "text",
    [
        "<scr|ipt>alert(1)</scr|ipt>",
        "<|img src=//evil.example/x>",
        "<p |onclick=alert(1)>x",
        "<p o|nclick=alert(1)>x",
        "!|[a](https://evil.example/x.png)",
        "[a]|(javascript:alert(1))",
        "[a](javascript&|colon;alert(1))",
        "[r]|(<http://1.2.3.4>",
        "```\na\n``|`\n<script>alert(1)</script>\n",
        "|```\na\n```\n<script>alert(1)</script>\n```",
    ],
)
def test_nothing_is_assembled(text: str, hidden: str) -> None:
    """Whatever invisible character stands in a payload, nothing is alive once it is gone."""
    assert live(redact(text.replace("|", hidden)), LinkPolicy(), raw="`" not in text) == []


def test_a_long_run_leaves_a_mark() -> None:
    """What a long run separates stays apart, in sight."""
    assert redact("a" + "\u200b" * INVISIBLE_RUN + "b") == "ab"
    assert redact("a" + "\u200b\u2060" * INVISIBLE_RUN + "b") == "a\ufffdb"


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=8).map("".join),
    st.lists(st.sampled_from(HIDDEN), min_size=1, max_size=4),
    st.randoms(use_true_random=False),
)
def test_compositions(text: str, hidden: list[str], chance: random.Random) -> None:
    """Hidden characters anywhere in composed Markdown: nothing is alive afterwards, in streams as in whole texts."""
    for piece in hidden:
        place = chance.randint(0, len(text))
        text = text[:place] + piece + text[place:]
    for policy, links in ((RedactionPolicy(), LinkPolicy()), (STRICT, LinkPolicy("strict", HOSTS))):
        clean = policy.apply(text).text
        assert live(clean, links, raw="`" not in text and "~" not in text) == []
        redactor = StreamRedactor(policy)
        assert "".join([redactor.feed(character) for character in text]) + redactor.close() == clean


BESIDE = ["a@b.co", "!", "(", ")", "[", "]", ":", "\n", " ", "x", "//e.example/x", "\u200b", "\u200b" * 33, "\ufe0f"]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(BESIDE), max_size=10).map("".join))
def test_placeholders_are_no_markup(text: str) -> None:
    """The brackets of a placeholder become neither an image nor a link, in streams as in whole texts."""
    clean = STRICT.apply(text).text
    assert live(clean, LinkPolicy("strict", HOSTS), raw=False) == []
    redactor = StreamRedactor(STRICT)
    assert "".join([redactor.feed(character) for character in text]) + redactor.close() == clean


def test_placeholders_beside_brackets() -> None:
    """A space keeps a placeholder apart from what would make it an image or a link; without markup rules nothing is."""
    assert redact("!a@b.co(https://e.example/x.png)") == "! [REDACTED_EMAIL] (https://e.example/x.png)"
    assert redact("!\u200ba@b.co") == "! [REDACTED_EMAIL]"
    assert redact("a@b.co: hello") == "[REDACTED_EMAIL]: hello"
    assert STRICT.apply("a@b.co: //e.example").text == "[REDACTED_EMAIL] : //e.example"
    assert redact("!a@b.co(x)", links="off") == "![REDACTED_EMAIL](x)"


KEY = "-----BEGIN " + "PRIVATE KEY-----\n" + "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC" * 2
END = "-----END " + "PRIVATE KEY-----"
NAMED = 'IBMCLOUD_API_KEY"=' + "pxAZROSuWzsQpFld3ewpHilGMOdP1Nre30xUckzXSZab"
SCRIPT = "<script>alert(1)</script>"


@pytest.mark.parametrize(
    "text",
    [
        "<img title='x'jane@corp.example alt=' src=//evil.example/x '>",
        f'<img title="{NAMED} alt=" src=//evil.example/x ">',
        f'<img title="{KEY} " alt=\' " {END} src=//evil.example/x \'> " src=//evil.example/y >',
        f"{KEY}\n```\n{END}\n{SCRIPT}\n```\n",
        f"{KEY}\n~~~\n{END}\n{SCRIPT}\n~~~\n",
        f"{KEY}` {END} <b onclick=x>`",
        f"<p>\n{KEY}\n\n{END}\n```\n{SCRIPT}\n```",
        f"`a\n{KEY}\n\n{END} `<b onclick=x>`",
        f"<!--\n{KEY}-->\n{END}\n\n```\n-->{SCRIPT}\n```",
        "PuTTY-User-" + "Key-File-2: ssh-rsa\n```\nPrivate-MAC: " + "0a" * 20 + f"\n{SCRIPT}\n```",
        "https://bob:s3cr" + "et`q@corp.example <b onclick=x>` y",
        "redis://bob:s3cr" + "et`q4z@corp.example <b onclick=x>` y",
        "Server=db;Pass" + "word=Tr0ub4`dor <b onclick=x>` y",
        "c@d.co\n\n-\ta@b.co: //evil.example",
    ],
)
def test_values_take_no_markup_along(text: str) -> None:
    """A hidden value takes no fence, backtick, quote or blank line with it on which its surroundings were judged."""
    clean = STRICT.apply(text).text
    assert live(clean, LinkPolicy("strict", HOSTS), raw="`" not in text and "~" not in text) == []


def test_a_key_that_is_cut_off_leaves_the_fence() -> None:
    """The fence around a key that is cut off still closes behind it."""
    assert redact(f"```\n{KEY}\n```\nend") == "```\n[REDACTED_PRIVATE_KEY]\n```\nend"


@pytest.mark.parametrize(
    ("gone", "policy"),
    [
        ("a@b.co", RedactionPolicy(strategy="remove")),
        ("a@b.co", RedactionPolicy(links="strict", strategies={"email": "remove"})),
        ("\x1b[0m", RedactionPolicy(terminal_controls=True)),
        ("\x07", RedactionPolicy(links="strict", terminal_controls=True)),
    ],
)
@pytest.mark.parametrize(
    "text",
    [
        "[x]|(//1.2.3.4)",
        "!|[x](//evil.example/x)",
        "[a](/|/1.2.3.4)",
        "[a](| //1.2.3.4)",
        "[r]\n\n[r]|: //1.2.3.4",
        "<img src=/|/evil.example/x>",
        "<| img src=//evil.example/x>",
        "```\na\n``|`\n<script>alert(1)</script>\n```",
        "|```\nx\n```\n<script>alert(1)</script>\n```",
    ],
)
def test_what_vanishes_joins_nothing(text: str, gone: str, policy: RedactionPolicy) -> None:
    """Removed values and terminal controls leave nothing alive where they stood, in streams as in whole texts."""
    text = text.replace("|", gone)
    clean = policy.apply(text).text
    assert gone not in clean
    assert live(clean, LinkPolicy(policy.links), raw="`" not in text) == []  # type: ignore[arg-type]
    redactor = StreamRedactor(policy)
    assert "".join([redactor.feed(character) for character in text]) + redactor.close() == clean


def test_what_is_only_flagged_is_reported_once() -> None:
    """With everything flagged, overlapping rules report what they would report redacted: each place once."""
    text = "SSN: 536-90-4399, call +1 212 555 0142, https://bob:s3cr" + "et@example.com, jane@example.com"
    assert RedactionPolicy(strategy="flag").apply(text).findings == RedactionPolicy().apply(text).findings


MARKUP = {"unsafe_link", "unsafe_html", "unsafe_image"}


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=7).map("".join))
def test_rewriting_settles(text: str) -> None:
    """A second pass changes nothing, or tidies what a dropped tag or address left in a target; a third never does.

    What is dropped leaves the text around it where it was, in a stream perhaps already released. If a tag stood where a
    link's target is, what stands behind the tag is then in its place, dead, and a second pass drops that as well.
    """
    once = RedactionPolicy().apply(text).text
    twice = RedactionPolicy().apply(once)
    assert {finding.kind for finding in twice.findings} <= MARKUP
    assert RedactionPolicy().apply(twice.text).text == twice.text
    if "<" not in text and text.count(":") <= 1:
        assert twice.text == once


@pytest.mark.parametrize("kind", ["unsafe_link", "unsafe_image", "unsafe_html"])
def test_kinds_of_markup_can_be_named(kind: str) -> None:
    """A policy that names a kind of markup still rewrites markup, and redacts what the rewriting leaves."""
    text = "[jane@example.com](javascript:alert(1))"
    assert RedactionPolicy(strategies={kind: "redact"}).apply(text).text == "[[REDACTED_EMAIL]]"
    assert RedactionPolicy(kinds=("unsafe_link", kind)).apply(text).text == "[jane@example.com]"

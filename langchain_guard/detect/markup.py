r"""HTML in an answer that a page would execute, fetch, or submit.

Each `<name ...>` is judged alone, wherever it stands: whatever a browser takes for the context (a comment, a title, a
script), a tag needs its `<`, and a judged tag that does not pass is replaced by a space as a whole. Nothing is trusted
that is not read exactly as the HTML standard reads it: a tag whose quotes do not close before its first `>` goes.
A `<` whose tag does not end within the cap is written `&lt;`.

Source: https://html.spec.whatwg.org/multipage/parsing.html (tokenisation of tags and attributes).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from langchain_guard.detect.targets import LinkPolicy
from langchain_guard.exceptions import InputTooLarge
from langchain_guard.text.pattern import Pattern
from langchain_guard.text.zones import key_header

if TYPE_CHECKING:
    import nh3

_CAP = 2048
"""Longest tag that is read, in characters."""
_SCRIPT_CAP = 4096
"""Longest script or style element removed with its content; of a longer one the tags go and the content stays."""
MAX_TAGS = 10_000
"""Most tags in a text that `clean_html` takes: an HTML parser looks through all open elements at each of them."""
MAX_AMPERSANDS = 100_000
"""Most ampersands in it: the parser puts the text around each together anew, in half a second for 250,000."""

EXECUTING = frozenset(
    {
        "script",
        "style",
        "iframe",
        "frame",
        "frameset",
        "object",
        "embed",
        "applet",
        "svg",
        "math",
        "link",
        "meta",
        "base",
        "form",
        "template",
        "noscript",
        "noembed",
        "noframes",
        "xmp",
        "plaintext",
        "title",
        "textarea",
        "portal",
        "fencedframe",
        "marquee",
        "bgsound",
        "isindex",
        "keygen",
        "layer",
        "ilayer",
        "xml",
        "image",
        "animate",
        "animatemotion",
        "animatetransform",
        "set",
        "use",
        "foreignobject",
        "handler",
        "listener",
        "annotation-xml",
        "mglyph",
        "malignmark",
        "html",
        "head",
        "body",
        "param",
        "command",
        "event-source",
        "import",
    }
)
"""Elements that run, load, restyle, submit, or change how what follows is parsed."""

FETCHING = frozenset(
    {
        "src",
        "srcset",
        "imagesrcset",
        "poster",
        "background",
        "data",
        "lowsrc",
        "attributionsrc",
        "dynsrc",
        "icon",
        "manifest",
        "archive",
        "codebase",
        "classid",
        "profile",
        "longdesc",
        "usemap",
        "xlink:href",
        "srcdoc",
        "ping",
    }
)
"""Attributes whose target a client loads by itself."""

_LISTS = frozenset({"srcset", "imagesrcset", "ping", "attributionsrc", "archive"})
"""Of these, lists: between spaces, or commas, which may also be part of a target."""

LINKING = frozenset({"href", "cite", "action", "formaction"})
"""Attributes whose target a click loads."""

_tag_name = re.compile(r"<+(/?)([A-Za-z][^\s/>]*)").match
_attribute = re.compile(
    r"[\s/]*([^\s/>=]?[^\s/>=]*|=[^\s/>=]*)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'>][^\s>]*|(?=>|$)))?"
).match
_autolink = re.compile(r"<([A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*)>").fullmatch
_plain_style = re.compile(r"(?:\s*[a-z-]+\s*:[\w\s#%.,+-]*(?:;|$))*\s*", re.IGNORECASE).fullmatch
_inner = re.compile(r"<[A-Za-z/!?]").search
_fence = re.compile(r"[\r\n][ \t>]*(?:```|~~~)").search
_loose_handler = re.compile(r"[\s/\"'<>=]on[a-z]+\s*=", re.IGNORECASE).search
_tags = re.compile(r"</?[A-Za-z]").findall
_formatting = re.compile(r"<(b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)[\s/][^>]*>", re.IGNORECASE).sub
"""Elements that a parser opens anew in each block they are open in, up to three alike: attributes make them unlike."""


REMOVED = "(link removed)"
"""What stands for a bare URL or an autolink."""

GONE = "&nbsp;"
"""What stands for a tag."""


def _replacement(text: str) -> str:
    """What stands for a tag: the entity of a space; for a lone `<`, its entity.

    A plain space would let what follows begin its line, and a fence, a list or a comment there would change the rest.
    """
    if _autolink(text):
        return REMOVED
    return "&lt;" * len(text) if not text.strip("<") else GONE


def _without_fence(text: str) -> bool:
    """Whether dropping the element leaves all code fences standing; if not, its tags go one by one."""
    return _fence(text) is None


def attributes(text: str) -> list[tuple[str, str]] | None:
    """The attributes of a tag's text after its name, as a browser reads them.

    None when a quote stays open, and when something follows a closing quote at once: a value that reaches over the
    quote (an apostrophe in an address) would take it along when it is hidden.

    >>> attributes(' href="x" Disabled')
    [('href', 'x'), ('disabled', '')]
    """
    found = []
    position = 0
    end = len(text.rstrip(">"))
    while position < end:
        match = _attribute(text, position)
        if match is None or match.end() == position:
            return None
        name, value = match[1].lower(), match[2] or ""
        if value[:1] in {'"', "'"}:
            value = value[1:-1]
            if text[match.end() : match.end() + 1].strip() not in {"", "/", ">"}:
                return None
        elif match[2] is None and re.match(r"\s*=", text[match.end() :]):
            return None  # a quote that does not close
        if name:
            found.append((name, value))
        position = match.end()
    return found


class _Judge:
    def __init__(self, policy: LinkPolicy) -> None:
        self.allows = policy.allows

    def tag(self, text: str) -> bool | int:
        """False for a harmless tag; how many characters go otherwise."""
        lead = len(text) - len(text.lstrip("<"))
        closed = text.endswith(">")
        autolink = _autolink(text[lead - 1 :])
        if autolink:
            return not self.allows(autolink[1])
        match = _tag_name(text)
        if match is None:
            return False
        if (not closed and len(text) >= _CAP) or _inner(text[lead:]) or _fence(text) or key_header(text):
            return lead  # not read to its end, or what is dropped inside it, or with it, would change the rest
        harmful = match[2].lower() in EXECUTING or self._harmful(match[2].lower(), text[match.end() :])
        if not harmful:
            return False
        generic = match[2].istitle() and not match[1] and text[match.end() :] == ">"  # List<Object> stays to read
        return True if closed and not generic else lead

    def _harmful(self, name: str, rest: str) -> bool:
        found = attributes(rest)
        if found is None or _loose_handler(rest):
            return True
        return any(not self._harmless(name, attribute, value) for attribute, value in found)

    def _harmless(self, name: str, attribute: str, value: str) -> bool:
        if attribute.startswith("on") or attribute in {"is", "http-equiv", "attributename"}:
            return False
        if attribute == "style":
            return _plain_style(value) is not None
        if attribute in _LISTS:
            words = [piece for word in value.split() for piece in (word.strip(","), *word.split(","))]
            return all(self.allows(word, fetched=True) for word in words)
        if attribute in FETCHING:
            return attribute != "srcdoc" and self.allows(value, fetched=True)
        if attribute in LINKING or attribute.endswith(":href"):
            return name in {"a", "area", "blockquote", "q", "del", "ins"} and self.allows(value)
        return True


@cache
def markup_patterns(policy: LinkPolicy) -> tuple[Pattern, ...]:
    """The rules for HTML under a policy; none when it is `off`."""
    if policy.mode == "off":
        return ()
    judge = _Judge(policy)

    def row(name: str, regex: str, **options: object) -> Pattern:
        settings = {
            "kind": "unsafe_html",
            "severity": "high",
            "left": "",
            "right": "",
            "zone": "prose",
            "rewrite": _replacement,
        }
        return Pattern(f"markup.{name}", regex, **(settings | options))  # type: ignore[arg-type]  # one dict, many types

    return (
        row(
            "script",
            r"<+(?:(?i:script)[\s/>](?s:.)*?(?i:</script)[^>]*>|(?i:style)[\s/>](?s:.)*?(?i:</style)[^>]*>)",
            max_len=_SCRIPT_CAP,
            validator=_without_fence,
            hits=("<script>alert(1)</script>", "<STYLE/x>a{}</style >"),
            near_misses=("a description", "<b>x</b>"),
        ),
        row(
            "tag",
            # up to its end, or to where another tag begins inside it
            r"<+/?[A-Za-z](?:[^<>]|<+[^A-Za-z/!?<>])*(?:>|<+[A-Za-z/!?])?",
            max_len=_CAP,
            validator=judge.tag,
            left="<",
            hits=(
                "<img src=x onerror=alert(1)>",
                "<svg/onload=x>",
                "<iframe src=//e.example>",
                "<b attributionsrc=//e.example>",
            ),
            near_misses=("<b>bold</b>", "a <b and c", '<a href="#x">', "1 < 2 > 0"),
        ),
    )


@lru_cache(maxsize=16)
def _cleaner(policy: LinkPolicy) -> nh3.Cleaner:
    import nh3  # noqa: PLC0415 -- few want HTML out

    fetching = {"src", "srcset", "poster"}

    def keep(tag: str, attribute: str, value: str) -> str | None:
        if attribute in {"href", "cite"} or attribute in fetching:
            return value if policy.allows(value, fetched=attribute in fetching) else None
        del tag
        return value

    return nh3.Cleaner(attribute_filter=keep, link_rel="noopener noreferrer nofollow")


def clean_html(text: str, policy: LinkPolicy | None = None) -> str:
    """A whole answer as safe HTML, through `nh3` (a Rust sanitiser with an allow-list of elements and attributes).

    Args:
        text: HTML, complete; this cannot stream.
        policy: Which targets may stay, `LinkPolicy()` when None.

    Returns:
        HTML without scripts, handlers and disallowed targets, and without attributes of `<b>` and its like. Half
        surrogates become `U+FFFD`.

    Raises:
        InputTooLarge: When the text has more than `MAX_TAGS` tags or `MAX_AMPERSANDS` ampersands.

    >>> clean_html('<b onclick="x">hi</b><script>1</script>')
    '<b>hi</b>'
    """
    if len(_tags(text)) > MAX_TAGS or text.count("&") > MAX_AMPERSANDS:
        message = f"HTML of more than {MAX_TAGS:,} tags or {MAX_AMPERSANDS:,} ampersands is not cleaned: split it"
        raise InputTooLarge(message, control="output_redactor", stage="output")
    end = text.rfind(">") + 1  # what begins behind it ends nowhere
    text = _formatting(r"<\1>", text[:end]) + text[end:]
    if not text.isascii():
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return _cleaner(policy or LinkPolicy()).clean(text)

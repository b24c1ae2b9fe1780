r"""Markdown links and images that lead an answer's reader, or the reader's client, to an unlisted host.

A finding covers only what is dropped: of `[text](target)` the part `](target)`, which becomes `]`; of an image also the
`!`. So link text and alt text stay in the text, where all other rules see them, and nothing is held back for long. An
image by reference loses its `!` in any case, because the definition that names its host may come later in the stream;
what remains is a link. Of a definition the target becomes `#`, which mends every link that uses it. A bare URL becomes
`(link removed)`.

No finding reaches over a `<` or `>` of its surroundings, or over a line that may open a code fence, so that dropping it
leaves the tags and fences around it as they were judged. The reading is wider than CommonMark's, so that it also covers
what other renderers take for a link.
"""

from __future__ import annotations

import re
from functools import cache

from langchain_guard.detect.markup import EXECUTING, REMOVED
from langchain_guard.detect.targets import MAX_TARGET, LinkPolicy
from langchain_guard.text.pattern import WORD, Pattern

__all__ = ["REMOVED", "LinkPolicy", "link_patterns"]

_CAP = MAX_TARGET + 256
_SPACE = r"[ \t]*(?:\r?\n[ \t]*)?"
_TITLE = r"(?:[ \t]+(?:\"[^\"<>\r\n]*\"?|'[^'<>\r\n]*'?|\([^)<>\r\n]*\)?))?"
_TARGET = rf"{_SPACE}(?:<[^<>\r\n]*>?[^\s<>]?|[^\s<>]+)?"
_INLINE = rf"\]\({_TARGET}{_TITLE}[ \t]*[^\s]?[(\[:{{]?"
_ALT = r"(?:[^\[\]\\]|\\(?s:.)|\[[^\[\]]*\])*"
_NESTED = 8
"""Brackets inside one another in a target; more is no link to most renderers, and none to us: what was read goes."""
# What loads a picture into a diagram or a formula: a node of Mermaid's that is one, and styles.
_LOADED = r"\s{0,4}[\"']?(?P<value>[^\s\"'<>(){},]*[:/\\&][^\s\"'<>(){},]*)"
_DRAWN_STYLE = r"(?P<value>themeCSS|(?i:image-set))(?:[\"']?[ \t]{0,4}:|\([ \t]{0,4}[\"'])"
_ARGUMENT = r"\{[^{}<>\r\n]*\}"
_SCHEMES = "https?|ftps?|wss?|file"
_BARE = rf"(?i:(?:{_SCHEMES}):[/\\]{{1,8}}|www\.)[^\s<>\"`]+(?:[>\"`][^\s<>\"`/\\?#]{{0,64}}@[^\s<>\"`]*)?"

_pointed = re.compile(r"<([^<>\r\n]*)(>?)").match
_step = re.compile(r"[^\\()<>\x00-\x20]+|[()]|\\(?s:.)?").match
_too_deep = re.compile(rf"(?:[^\\()<>\x00-\x20]*\(){{{_NESTED + 1}}}").match
"""Finds at once what a step for each bracket would find; hostile text has a link in every two characters."""
_name = re.compile(r"/?([A-Za-z][^\s/>]*)").match
_title = re.compile(r"[ \t]+(?:\"[^\"<>\r\n]*\"?|'[^'<>\r\n]*'?|\([^)<>\r\n]*\)?)").match
_url_end = re.compile(r"[(){}]|\](?=\()").finditer
_DEPTH = {"(": 1, ")": -1, "{": 1, "}": -1, "]": 0}
_quoted = re.compile(r"[^>\"`]*").match
_host = re.compile(r"[A-Za-z]*:?[/\\]*[^/\\?#]*").fullmatch
_goes_on = re.compile(r"[^/\\?#]*@").match
_nested_marks = re.compile(r"(?:!+\[)+!+(?=\[)").match
_opening = re.compile(r"!+\[(?:[^\[\]\\]|\\.|\[[^\[\]]*\])*(?=\]\()", re.DOTALL).match


def _skip_space(text: str, position: int) -> int:
    while text[position : position + 1] in {" ", "\t", "\r", "\n"}:
        position += 1
    return position


def _target(text: str) -> tuple[str | None, int]:
    """Target of what begins with `](` or `]:`, and where it ends.

    The target is None where a tag stands in its place that markup rules may drop, so that what follows it would become
    the target, and where brackets are nested too deeply.
    """
    position = _skip_space(text, 2)
    pointed = _pointed(text, position)
    if pointed:
        position = pointed.end()
        after = text[position : position + 1] if text[1] == ":" else text[_skip_space(text, position) :][:1]
        plain = after in {"", ")"} or after.isspace() or (after in "\"'(" and text[position] != after)
        if plain and pointed[2]:
            return pointed[1], position
        name = _name(pointed[1])
        dropped = not name or name[1].lower() in EXECUTING or "=" in pointed[1] or not pointed[2]
        return (None, 2) if dropped else ("", position)
    start, depth = position, 0
    inline = text[1] == "("
    if inline and (deep := _too_deep(text, position)):
        return None, deep.end()
    while match := _step(text, position):
        depth += _DEPTH.get(match[0], 0) if inline else 0
        if depth < 0:
            break
        position = match.end()
        if depth > _NESTED:
            return None, position
    return text[start:position], position


def _inline_target(text: str) -> tuple[str | None, int]:
    """Target of an inline link that begins with `](`, and where the link ends."""
    target, position = _target(text)
    if target is None:
        return target, position
    title = _title(text, position)
    end = title.end() if title else position
    closing = end + len(text[end:]) - len(text[end:].lstrip(" \t"))
    return target, closing + 1 if text.startswith(")", closing) else position


def _keep_bracket(text: str) -> str:
    """What stays of `](target)`; a space keeps what follows from becoming its new target."""
    target, end = _inline_target(text)
    cut_short = target is None and end > 2
    return "] " + text[end:] if cut_short or text[end:] else "]"


def _keep_definition(_: str) -> str:
    return "]: #"


def _nothing(_: str) -> str:
    return ""


def _without_marks(text: str) -> str:
    return text.replace("!", "")


def _no_argument(_: str) -> str:
    return "{}"


def _removed(_: str) -> str:
    return REMOVED


def _removed_bare(url: str) -> str:
    """The note, and the backtick in the URL, if any: what follows was judged as the code that it may open."""
    return REMOVED + "`" * url.count("`")


class _Judge:
    """The validators of one policy; each says how much of a candidate must go."""

    def __init__(self, policy: LinkPolicy) -> None:
        self.allows = policy.allows

    def inline(self, text: str, *, fetched: bool = False) -> bool | int:
        target, end = _inline_target(text)
        if target is None:
            return end
        if self.allows(target, fetched=fetched):
            return False
        return end + (text[end : end + 1] in {"(", "[", ":", "{"})

    def image(self, text: str) -> bool | int:
        return self.inline(text, fetched=True)

    def bang(self, text: str) -> bool | int:
        nested = _nested_marks(text)
        if nested:
            return nested.end()  # images in one another's text: no honest answer needs them
        opening = _opening(text)
        target = _inline_target(text[opening.end() :])[0] if opening else None
        if target is not None and self.allows(target, fetched=True):
            return False
        return len(text) - len(text.lstrip("!"))

    def definition(self, text: str) -> bool | int:
        target, end = _target(text)
        return end if target is None or not self.allows(target) else False

    def bare(self, text: str) -> bool | int:
        quoted = _quoted(text)
        kept = trimmed(quoted[0] if quoted and not _host(quoted[0]) else text)
        if kept.partition(":")[2].strip("/\\") in {"", REMOVED.partition(" ")[0]} and ":" in kept[:9]:
            return False  # a scheme without a host, or with one that is gone
        return False if self.allows(kept if ":" in kept[:9] else "http://" + kept) else len(kept)

    def picture(self, text: str) -> bool:
        return not self.allows(text, fetched=True)

    def click(self, text: str) -> bool:
        return not text.endswith(":") and not self.allows(text)

    def latex(self, text: str, *, fetched: bool = False) -> bool:
        """True, too, for what cannot be read to its end: a comment, brackets in brackets, too long an option."""
        return not (text.endswith("}") and self.allows(text.rpartition("{")[2][:-1], fetched=fetched))

    def latex_picture(self, text: str) -> bool:
        return self.latex(text, fetched=True)


def _styles(text: str) -> bool:
    """Whether a command of MathJax or KaTeX may set a style that loads something: plain words and numbers do not."""
    return text[-1] not in "]}" or "mmlToken" in text


def trimmed(url: str) -> str:
    """A bare URL without the punctuation and brackets around it (after GFM, extended autolinks).

    Brackets that make the host a user name belong to it: GFM and browsers read on to the host behind the `@`.

    >>> trimmed("https://example.org/a_(b)).")
    'https://example.org/a_(b)'
    """
    depth = 0
    for bracket in _url_end(url):
        depth += _DEPTH[bracket[0]]
        if (depth < 0 or bracket[0] == "]") and not (_host(url[: bracket.start()]) and _goes_on(url, bracket.start())):
            url = url[: bracket.start()]
            break
    return url.rstrip("?!.,:*_~'\"];}|")


@cache
def link_patterns(policy: LinkPolicy) -> tuple[Pattern, ...]:
    """The rules for Markdown links, images, bare URLs and LaTeX links under a policy.

    Args:
        policy: What may stay.

    Returns:
        The rows; none when the policy is `off`.
    """
    if policy.mode == "off":
        return ()
    judge = _Judge(policy)

    def row(name: str, regex: str, **options: object) -> Pattern:
        settings = {"kind": "unsafe_link", "left": "", "right": "", "zone": "prose", "max_len": _CAP} | options
        return Pattern(f"links.{name}", regex, **settings)  # type: ignore[arg-type]  # one dict, many field types

    image = {"kind": "unsafe_image", "severity": "high"}
    return (
        row("inline", _INLINE, validator=judge.inline, rewrite=_keep_bracket,
            hits=("[a](javascript:alert(1))", "[a](http://u@host.example)"), near_misses=("[a](#top)", "a[i](j)")),
        row("image", rf"!\[{_ALT}(?P<value>{_INLINE})", validator=judge.image, rewrite=_keep_bracket, priority=1,
            hits=("![a](https://evil.example/x.png)",), near_misses=("![a](local.png)",), **image),
        row("image_mark", rf"!\[(?:{_ALT}{_INLINE})?", left="![", validator=judge.bang, rewrite=_nothing,
            hits=("![a][b]", "![a](//evil.example/x)"), near_misses=("![a](x.png)", "no!"), **image),
        row("image_mark_in_link", rf"\[(?P<value>!\[(?:{_ALT}{_INLINE})?)", left="!", validator=judge.bang,
            rewrite=_nothing, hits=("[![a][b]](c)",), near_misses=("[![a](x.png)](c)",), **image),
        row("image_marks", rf"!(?:\[?!)+\[(?:{_ALT}{_INLINE})?", left="!", validator=judge.bang, rewrite=_without_marks,
            hits=("!![a][b]", "![![a](x.png)](y.png)"), near_misses=("no!!", "!![a](x.png)"), **image),
        row("definition", rf"\]:{_TARGET}", validator=judge.definition,
            rewrite=_keep_definition, hits=("[a]: data:text/html,x",), near_misses=("[a]: /b", "[x]: see below")),
        row("bare", _BARE, validator=judge.bare, rewrite=_removed_bare,
            hits=("see http://127.0.0.1/x", "https://a.example)@b.example"), near_misses=("see the /path",)),
        row("drawn_picture", rf"@\{{(?:[^@]|@[^{{])*?img[\"']?[ \t]*:{_LOADED}", validator=judge.picture,
            rewrite=_removed, hits=('A@{ img: "//evil.example/x" }', 'A@{ label: "{}", img: "//evil.example/x" }'),
            near_misses=('A@{ img: "x.png" }', 'img: "//evil.example/x"'), **image),
        row("drawn_url", rf"(?i:url\(|@import){_LOADED}", left=WORD, validator=judge.picture, rewrite=_removed,
            hits=("style A fill:#fff,background:url(//evil.example/x)", "@import '//evil.example/x.css'"),
            near_misses=("style A fill:#fff", "fill:url(#a)", "curl(//evil.example/x)"), **image),
        row("drawn_style", _DRAWN_STYLE, left=WORD, rewrite=_removed,
            hits=('{"themeCSS": "@import \'//evil.example/x\'"}', "image-set('//evil.example/x' 1x)"),
            near_misses=("the option themeCSS", "use image-set() for that"), **image),
        row("drawn_click", r"click[ \t]+[^\s\"']{1,64}[ \t]+(?:href[ \t]+)?[\"'](?P<value>[^\s\"':]{1,64}:[^\s\"']*)",
            validator=judge.click, rewrite=_removed, hits=('click A "javascript:alert(1)"',),
            near_misses=('click A "https://example.org/"', 'click Save "Note: it is kept"')),
        row("latex", rf"\\(?:href|url){_SPACE}(?:{_ARGUMENT}|[{{%])", validator=judge.latex, rewrite=_no_argument,
            hits=(r"\href{javascript:x}{a}", r"\href{javascript:x({})}{a}"),
            near_misses=(r"\href{#a}{b}", r"\url {https://example.org/}")),
        row("latex_picture", rf"\\includegraphics\*?{_SPACE}(?:(?:\[[^\]<>\r\n]*\]{_SPACE})?{_ARGUMENT}|[\[{{%])",
            validator=judge.latex_picture, rewrite=_no_argument,
            hits=(r"\includegraphics [width=1em] {//evil.example/x}", "\\includegraphics%\n{//evil.example/x}"),
            near_misses=(r"\includegraphics[width=\textwidth]{x.png}", r"use \includegraphics for that"), **image),
        row("latex_style", rf"\\(?:htmlStyle|style|bbox|mmlToken){_SPACE}(?:[\[{{][\pL\pN \t#.,;:+-]*[\]}}]|[\[{{%])",
            validator=_styles, rewrite=_no_argument,
            hits=(r"\style{background:url(//evil.example/x)}{a}", r"\bbox[background:url(//evil.example/x)]{a}",
                  r'\mmlToken{mi}[style="background:url(//evil.example/x)"]{a}'),
            near_misses=(r"\style{color: red}{a}", r"\bbox[yellow, 5px, border: 2px solid red]{a}"), **image),
    )  # fmt: skip

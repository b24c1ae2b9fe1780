r"""Where a link leads, and whether it may: one URL at a time, read the way a browser reads it.

A target is first undressed: HTML entities, Markdown escapes, invisible characters, tabs and newlines go, backslashes
become slashes (https://url.spec.whatwg.org/, basic URL parser). Then its kind decides:

- relative targets and fragments have no host and pass, except what resolves to another host (`//host`, `..//host`);
- schemes other than http, https and mailto do not pass;
- a user name before the host, an IP address in any notation, punycode and hosts that imitate ASCII letters deceive: a
  label where letters that look like ASCII ones stand with ASCII letters, or with no others under a top-level domain in
  ASCII (`москва.рф` imitates nothing);
- a path, query, fragment or host name that holds much encoded or conversation-like text carries data out.

`balanced` lets other links pass and fetches nothing from unlisted hosts; `strict` lets only listed hosts pass.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Literal, NamedTuple

from langchain_guard.exceptions import ConfigError
from langchain_guard.text.unicode import default_ignorable, fold_table

MAX_TARGET = 1024
"""Longest target that is judged, in characters; a longer one is refused."""
MAX_QUERY = 200
"""Longest query plus fragment of an unlisted link, in characters. Search links stay well below."""
ENCODED_IN_QUERY = 41
"""From this many letters and digits in a row on, mixed as in base64 or hex, a query counts as data; names of playlists
(34 characters) and of commits (40 hex digits) are ordinary."""
ENCODED_IN_PATH = 72
"""The same in a path or a fragment, where SHA-256 digests (64 hex digits) are ordinary."""
ENCODED_IN_HOST = 24
"""The same in one label of a host name."""
WORDS = 12
"""From this many words on, decoded text in a path segment, query or fragment counts as conversation."""

_LITTLE = min(ENCODED_IN_QUERY, ENCODED_IN_PATH, ENCODED_IN_HOST, 2 * WORDS - 1)
"""Parts that are shorter carry nothing."""

_RUNNING = frozenset({"javascript", "vbscript", "livescript", "data", "blob", "file"})
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_ENTRY = re.compile(r"(\*\.)?([a-z0-9-]+(?:\.[a-z0-9-]+)*)(:[0-9]{1,5})?(/[^?#*\s]*\*?)?(\?)?", re.IGNORECASE)
_HOST = re.compile(r"[\w.-]+")
_ORDINARY_HOST = re.compile(r"(?:(?!xn--)[a-z0-9_-]+\.)+(?!xn--)[a-z][a-z_-]*", re.IGNORECASE | re.ASCII)
"""Hosts that need no closer look: most of them."""
_NUMBER = re.compile(r"(?:[0-9]+|0x[0-9a-f]*)", re.IGNORECASE)
_PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_RUN = re.compile(r"[A-Za-z0-9+]{16,}={0,2}")
_PLAIN = re.compile(r"[!-%'-\[\]-~]*")
"""Printable ASCII without `&` and backslash: nothing to undress."""
_SPACES = re.compile(r"[^\S ]+")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f]")
_BLANK = "".join(map(chr, range(0x21)))
_HOPS = re.compile(r"(?:\.{0,2}/)*")
_PARTS = re.compile(r"([^/?#]*)([^?#]*)\??(.*)", re.DOTALL)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


class Target(NamedTuple):
    """The parts of a target; the scheme is in small letters, all may be empty."""

    scheme: str
    authority: str
    path: str
    rest: str
    """Query and fragment, without the question mark."""


@dataclass(frozen=True)
class LinkPolicy:
    """Which targets an answer may hold.

    Args:
        mode: `balanced`: links pass unless they deceive or carry data out, fetched things need a listed host;
            `strict`: both need a listed host; `off`: nothing is judged.
        allowed_hosts: Entries `example.com` (that host), `*.example.com` (its subdomains), each optionally with a port,
            a path prefix (`docs.example.com/guide/*`, or without `*` that path only), and a final `?`, which forbids
            query and fragment and keeps the path free of data: `docs.example.com/*?`.

    Raises:
        ConfigError: When there is no such mode, or an entry has another shape.

    >>> policy = LinkPolicy("strict", ("docs.example.com/*?",))
    >>> policy.allows("https://docs.example.com/a"), policy.allows("https://docs.example.com/a?q=1")
    (True, False)
    >>> LinkPolicy().allows("https://example.org/"), LinkPolicy().allows("https://example.org/", fetched=True)
    (True, False)
    """

    mode: Literal["balanced", "strict", "off"] = "balanced"
    allowed_hosts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.mode not in {"balanced", "strict", "off"}:
            message = f"links takes balanced, strict or off, not {self.mode!r}"
            raise ConfigError(message, control="links")
        for entry in self.allowed_hosts:
            if not _ENTRY.fullmatch(entry):
                message = (
                    f"allowed_hosts: {entry!r} is not like example.com, *.example.com, example.com/path/* or "
                    "example.com/*? (no scheme, no user, no query)"
                )
                raise ConfigError(message, control="links")

    @cached_property
    def _entries(self) -> tuple[tuple[str, str, str, str, bool], ...]:
        found = (_ENTRY.fullmatch(entry) for entry in self.allowed_hosts)
        return tuple(
            (m[1] or "", m[2].lower(), (m[3] or "")[1:], m[4] or "/*", m[5] is not None) for m in found if m is not None
        )

    def allows(self, raw: str, *, fetched: bool = False) -> bool:
        """Whether a target may stay.

        Args:
            raw: The target as written in Markdown or HTML.
            fetched: Whether a client loads it by itself (an image), not only on a click.
        """
        if self.mode == "off":
            return True
        target = read_target(raw) if len(raw) <= MAX_TARGET else None
        if target is None or leads_elsewhere(raw, target):
            return False
        if not target.scheme and not target.authority:
            return True
        if target.scheme == "mailto":
            return self.mode == "balanced" and not fetched and not carries_data(target)
        if target.scheme not in {"http", "https", ""} or deceives(target.authority):
            return False
        if self._listed(target):
            return True
        return self.mode == "balanced" and not fetched and not carries_data(target)

    def _listed(self, target: Target) -> bool:
        if not self._entries:
            return False
        host, _, port = target.authority.lower().partition(":")
        host = host.removesuffix(".")
        if port in {"80", "443"}:
            port = ""
        for wild, name, wanted_port, path, bare in self._entries:
            if port != wanted_port or not (host.endswith("." + name) if wild else host == name):
                continue
            if not (target.path.startswith(path[:-1]) if path.endswith("*") else target.path == path):
                continue
            if "/.." in target.path and path != "/*":
                continue
            if not bare or (not target.rest and not carries_data(target)):
                return True
        return False


def read_target(raw: str) -> Target | None:
    r"""Take a target apart as a browser would; None when it has a shape no honest target has.

    >>> read_target("java&#115;cript:alert(1)").scheme
    'javascript'
    >>> read_target("https:/\\user@host\\path").authority
    'user@host'
    """
    return _taken_apart(raw if _PLAIN.fullmatch(raw) else _undressed(raw))


def leads_elsewhere(raw: str, target: Target) -> bool:
    r"""Whether a target leads to another host for who decodes fewer entities, or takes no backslash for an escape.

    In Markdown `\\host` is an escaped backslash; to a browser, which takes each backslash for a slash, it is `//host`.
    And not all drop an invisible character from a host: `markdown-it` encodes a soft hyphen (`xn--...`).

    Args:
        raw: The target as written.
        target: What `read_target` makes of it.

    Returns:
        True when two readings differ in their scheme or authority, or when one has a shape no honest target has.

    >>> raw = r"\\evil.example/x"
    >>> leads_elsewhere(raw, read_target(raw)), leads_elsewhere(r"a\_b", read_target(r"a\_b"))
    (True, False)
    """
    if _PLAIN.fullmatch(raw):
        return False
    readings = {
        _cleaned(form)
        for text in (*_decoded(raw), *_decoded(_visible(raw)))
        for form in (text.replace("\\", "/"), _without_escapes(text))
    }
    return any(other is None or other[:2] != target[:2] for other in map(_taken_apart, readings))


def _taken_apart(text: str | None) -> Target | None:
    if text is None:
        return None
    match = _SCHEME.match(text) or _SCHEME.match(_unquoted(text[:64]))
    scheme = match[1].lower() if match else ""
    rest = text[match.end() :] if match else text
    if scheme == "mailto":
        path, _, query = rest.partition("?")
        return Target(scheme, "", path, query)
    if scheme in {"http", "https"}:
        rest = rest.lstrip("/")
    elif scheme:  # a colon with nothing after it ends a sentence or a line of code
        return Target(scheme if rest or scheme in _RUNNING else "", "", rest, "")
    else:
        hops = _HOPS.match(_unquoted(rest[:64]) if rest.startswith("%") else rest)
        if hops is None or "//" not in hops[0]:
            return Target("", "", rest, "")
        rest = rest.lstrip("./")
    parts = _PARTS.match(rest)
    if parts is None or not parts[1]:
        return None
    return Target(scheme, parts[1], parts[2] or "/", parts[3])


def _undressed(text: str) -> str | None:
    """A target without entities, escapes and invisible characters; None when it holds control characters."""
    # before and after, as what invisible characters separate may be an entity
    return _cleaned(_visible(_without_escapes(_decoded(_visible(text))[-1])))


def _decoded(text: str) -> list[str]:
    """A target as it is, and with its entities decoded up to three times."""
    texts = [text]
    for _ in range(3):
        texts.append(html.unescape(texts[-1]))
    return texts


def _without_escapes(text: str) -> str:
    return _ESCAPE.sub(lambda match: "/" if match[1] == "\\" else match[1], text)


def _cleaned(text: str) -> str | None:
    text = _SPACES.sub("", text).strip(_BLANK).replace("\\", "/")
    return None if _CONTROLS.search(text) else text


def _visible(text: str) -> str:
    return text if text.isascii() else "".join(c for c in text if c not in default_ignorable())


def deceives(authority: str) -> bool:
    """Whether a host is written so that a reader takes it for another.

    >>> deceives("bank.example@evil.example"), deceives("0x7f.1"), deceives("www.example.org")
    (True, True, False)
    """
    if _ORDINARY_HOST.fullmatch(authority):
        return False
    if "@" in authority or "%" in authority or authority.startswith("["):
        return True
    host, colon, port = authority.partition(":")
    host = host.rstrip(".")
    if (colon and not port.isascii()) or (port and not port.isdecimal()) or not _HOST.fullmatch(host):
        return True
    labels = re.split("[.\u3002\uff0e\uff61]", host)
    if _NUMBER.fullmatch(labels[-1]) or any(label.lower().startswith("xn--") or not label for label in labels):
        return True
    if host.isascii():
        return False
    return any(_imitates(label, alone=labels[-1].isascii()) for label in labels)


def _imitates(label: str, *, alone: bool) -> bool:
    """Whether letters that look like ASCII ones stand with ASCII letters, or, if that counts, alone.

    >>> _imitates("applе", alone=False), _imitates("москва", alone=False), _imitates("аррӏе", alone=True)
    (True, False, True)
    """
    imitating = {c for c in label if c > "\x7f" and ord(c) in fold_table()}
    others = {c for c in label if c.isalpha()} - imitating
    return bool(imitating) and (any(map(str.isascii, others)) or (alone and not others))


def carries_data(target: Target) -> bool:
    """Whether a target holds much encoded or conversation-like content; thresholds are this module's constants."""
    if max(len(target.authority), len(target.path), len(target.rest)) < _LITTLE:
        return False
    query, _, fragment = target.rest.partition("#")
    if len(target.rest) > MAX_QUERY or _encoded(query, ENCODED_IN_QUERY):
        return True
    if any(_encoded(segment, ENCODED_IN_PATH) for segment in (*target.path.split("/"), fragment)):
        return True
    if any(_encoded(label, ENCODED_IN_HOST) or len(label) > 63 for label in target.authority.split(".")):
        return True
    if len(target.authority) > 100:
        return True
    parts = [*target.path.split("/"), *re.split("[&;=#]", target.rest.replace("+", " "))]
    return any(len(_unquoted(part).split()) >= WORDS for part in parts)


def _unquoted(text: str) -> str:
    """Percent-decoded, as UTF-8."""
    if "%" not in text:
        return text
    return _PERCENT.sub(lambda m: bytes.fromhex(m[0].replace("%", "")).decode("utf-8", "replace"), text)


def _encoded(text: str, limit: int) -> bool:
    """Whether a run of at least `limit` letters and digits looks encoded: digits among letters, or mixed case."""
    if len(text) < limit:
        return False
    for match in _RUN.finditer(_unquoted(text)):
        run = match[0]
        if len(run) < limit:
            continue
        digits = sum(map(str.isdigit, run))
        turns = sum(a.islower() and b.isupper() for a, b in pairwise(run))
        if digits >= len(run) // 12 + 1 or turns > len(run) // 12:
            return True
    return False

"""Where tools may lead: every URL in the arguments of a call, read the way a browser reads it.

Where Python's clients would go to another host than a browser, it is refused. URLs are looked for in the text as it
stands and in its canonical views: look-alike characters folded, percent signs, HTML entities and the escapes of JSON
decoded. What `detect.targets` calls deceptive or loaded with data is refused here as well.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cached_property
from typing import Any

from langchain_guard.detect.links import trimmed
from langchain_guard.detect.targets import LinkPolicy, deceives, leads_elsewhere, read_target
from langchain_guard.exceptions import ConfigError
from langchain_guard.text.normalize import fold

PAYLOAD = 128
"""Longest encoded run in the path or query of a listed host, in characters: signed URLs hold digests of 64."""
MAX_DEPTH = 32
"""Deepest nesting of arguments that is looked through; deeper ones are refused."""

_BARE = "|".join(rf"(?<=\b{scheme}:)" for scheme in ("http", "https", "ws", "wss", "ftp"))
"""After these schemes a host may follow without a slash."""
_START = re.compile(
    rf"[a-z][a-z0-9+.-]{{1,15}}:(?:[/\\]|(?:{_BARE})(?=[^\s/\\?#]{{0,64}}\.\w))"
    r"|(?<![\w/\\:.])[/\\]{2,}(?=[\w-]+\.\w)|\bwww\.",
    re.IGNORECASE,
)


def _rest(closing: str) -> re.Pattern[str]:
    """How a URL in a text goes on: through quotes to the `@` of a user name, but not through what closes around it."""
    name = rf"(?:(?!{closing})[^\s/\\?#@])"
    long = f"{name}{{0,1023}}+(?:@[^\\s<>\"'`]*|{name})"  # a name of 1024 characters is refused as it is
    return re.compile(rf"[/\\]*(?:{long}|[^\s<>\"'`]+)", re.IGNORECASE)


_TAG = "<[a-z]+>"
_REST = _rest(_TAG)
_RESTS = {"(": _rest("(?!)"), **{quote: _rest(rf"{quote}[^\w@]|{_TAG}") for quote in "\"'`"}}
"""By what stands before; in the brackets of Markdown a tag is none."""
_WHOLE = re.compile(
    r"(?:(?:https?|wss?|ftp):[/\\]*|[/\\]{2,}(?=[^/\\?#\s]*\.))(?:[^/\\?#]*@)?+[^/\\?#\s]+(?:[/\\?#]\S*|\Z)",
    re.IGNORECASE,
)
"""A URL that fills a text, or has words after its path; only its user name may hold spaces."""
_BREAKS = re.compile(r"[\t\r\n]+(?!https?://)", re.IGNORECASE)
"""What a browser takes out of a URL, but for what stands between the URLs of a list."""
_BLANK = "".join(map(chr, range(0x21)))
_AFTER = "?!.,:*_~'\"`)];}>|"
"""Punctuation that may stand after a URL."""
_SLASHES = re.compile(r"\A[/\\]{2,}")
_SOCKET = re.compile(r"\Aws(?=s?:)", re.IGNORECASE)
_PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_JSON = re.compile(r"\\(?:u00|x)(?=[0-9A-Fa-f]{2})")
"""What stands in JSON and in code for a percent sign."""
_SPLIT = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//[^/?#\\]*\\[^/?#]*@", re.IGNORECASE)
"""A host that ends at a backslash: to a browser; to httpx, aiohttp and `urllib` it is a user name."""
_RUN = re.compile(r"[A-Za-z0-9+/=_-]+")
_PRIVATE = (".local", ".localhost", ".internal", ".intranet", ".lan", ".home", ".corp", ".private")
_WEB = frozenset({"http", "https", ""})


@dataclass(frozen=True)
class Egress:
    """Which URLs the arguments of a tool call may hold.

    Without entries, public hosts pass unless their URL deceives (user names, IP addresses, imitated letters), names a
    host of the inner network, or carries data out. With entries, only listed hosts pass; an IP address or an inner host
    that is listed exactly, port included, passes as well. Long encoded payloads are refused on every host, because a
    listed host may hand them on.

    Args:
        hosts: Entries `example.com` (that host), `*.example.com` (its subdomains), each optionally with a port, a path
            prefix (`docs.example.com/guide/*`) and a final `?`, which forbids query and fragment.

    Raises:
        ConfigError: When an entry has another shape, or one text stands for the entries.

    >>> Egress(("example.com",)).refuses("https://evil.example/")
    'host'
    >>> Egress().refuses("http://169.254.169.254/latest/meta-data")
    'address'
    """

    hosts: tuple[str, ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        if isinstance(self.hosts, str):  # each of its characters would be a host
            message = "allowed_hosts takes a list of hosts"
            raise ConfigError(message, control="tool_policy")
        object.__setattr__(self, "hosts", tuple(self.hosts))
        _ = self._links

    @cached_property
    def _links(self) -> LinkPolicy:
        return LinkPolicy("strict" if self.hosts else "balanced", self.hosts)

    @cached_property
    def _exact(self) -> frozenset[str]:
        return frozenset(entry.lower() for entry in self.hosts if "/" not in entry and "*" not in entry)

    def judge(self, arguments: Any) -> str | None:
        """Why these arguments must not go out, or None: `host`, `address`, `scheme`, `payload`, `shape`."""
        try:
            for text in texts(arguments):
                for url in urls(text):
                    if (reason := self.refuses(url)) is not None:
                        return reason
        except RecursionError:
            return "shape"
        return None

    def refuses(self, url: str) -> str | None:
        """Why one URL must not be visited, or None; `shape` when it leads nowhere by itself."""
        url = _BREAKS.sub("", url.strip(_BLANK))
        if _SPLIT.match(url):
            return "address"
        url = _SOCKET.sub("http", _SLASHES.sub("//", url))
        target = read_target(url)
        if target is None:
            return "shape"
        if target.scheme not in _WEB:
            return "scheme"
        if not target.authority:
            return "shape"
        authority = target.authority.lower()
        exact = authority in self._exact and not leads_elsewhere(url, target)
        if not exact and (deceives(target.authority) or _inner(authority)):
            return "address"
        if _payload(target.path) or _payload(target.rest):
            return "payload"
        if exact or self._links.allows(url):
            return None
        return "host" if self.hosts else "payload"  # without hosts only what may carry data is left


def texts(value: Any, depth: int = 0) -> Iterator[str]:
    """Every text in a value: in dicts (keys as well), lists, dataclasses and pydantic objects.

    Raises:
        RecursionError: When it is nested too deep.

    >>> list(texts({"a": ["b", {"c": 1}]}))
    ['a', 'b', 'c']
    """
    if depth > MAX_DEPTH:
        raise RecursionError
    if isinstance(value, str):
        yield value
    elif isinstance(value, bytes):
        yield value.decode("utf-8", "replace")
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from texts(key, depth + 1)
            yield from texts(item, depth + 1)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for item in value:
            yield from texts(item, depth + 1)
    elif is_dataclass(value) and not isinstance(value, type):
        for one in fields(value):
            yield from texts(getattr(value, one.name), depth + 1)
    elif hasattr(value, "__dict__") and hasattr(type(value), "model_fields"):
        yield from texts(vars(value), depth + 1)


def urls(text: str) -> Iterator[str]:
    """The URLs in a text and in its canonical views, and the one that a browser makes of all of it.

    >>> list(urls("see https%3A%2F%2Fevil.example%2Fx."))
    ['https://evil.example/x']
    """
    seen: set[str] = set()
    for view in views(text):
        for url in _written(view):
            if url not in seen:
                seen.add(url)
                yield url if ":" in url[:16] or url[:1] in "/\\" else f"http://{url}"


def _written(text: str) -> Iterator[str]:
    """The URLs in a text as it stands."""
    if whole := _WHOLE.match(_BREAKS.sub("", text.strip(_BLANK))):
        yield whole[0].rstrip(_AFTER)
    place = 0
    while match := _START.search(text, place):
        place = match.end()
        if rest := _RESTS.get(text[match.start() - 1 : match.start()], _REST).match(text, place):
            place = rest.end()
            yield trimmed(text[match.start() : place])


def views(text: str) -> list[str]:
    """The text, and what it becomes when look-alikes are folded and escapes and entities are decoded, twice."""
    found = [text]
    for _ in range(2):
        text = _JSON.sub("%", text if text.isascii() else fold(text).text)
        text = html.unescape(_PERCENT.sub(_decoded, text))
        if text in found:
            break
        found.append(text)
    return found


def _decoded(match: re.Match[str]) -> str:
    return bytes.fromhex(match[0].replace("%", "")).decode("utf-8", "replace")


def _inner(authority: str) -> bool:
    """Whether a host name is one of the inner network: `localhost`, a bare name, a private suffix."""
    host = authority.partition(":")[0].rstrip(".")
    return "." not in host or host.endswith(_PRIVATE)


def _payload(text: str) -> bool:
    """Whether a part of a URL holds a long encoded run; separators that base64 for URLs uses belong to the run."""
    plain = _PERCENT.sub(_decoded, text)
    return any(
        len(run[0]) > PAYLOAD and any(map(str.isdigit, run[0])) and not re.fullmatch(r"(?:[a-z]+[-_/])*[a-z]+", run[0])
        for part in re.split(r"[/&=;.]", plain)
        for run in _RUN.finditer(part)
    )

r"""Redact a JSON text as it streams, inside its string literals, so that what is assembled still parses.

Redacting JSON as plain text breaks it: in `{"to":"a\nbob@example.com"}` the mail address seems to begin at the `n` of
an escape, and a hashed or masked value may need escapes of its own. So the text is followed with a small automaton:
what stands inside a string literal is decoded, redacted and encoded again; structure passes. Whatever is not JSON is
redacted as plain text from the first character that JSON does not allow.

Escapes come back in their shortest form (`\u00e9` as `é`, `\/` as `/`): the values are the same, the spelling may not
be.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable

from langchain_guard.findings import Finding
from langchain_guard.runnables.redacting import OnePart, Policy, Redacted, Redacting, Result

MIN_DIGITS = 12
"""Integers of at least this many digits are judged as text: payment card numbers have 12 to 19 (ISO/IEC 7812-1)."""

_TOKEN = re.compile(r"[A-Za-z0-9+\-.]")
_LITERAL = re.compile(r"true|false|null|NaN|-?Infinity|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_STRING_STOP = re.compile(r'["\\]')
_SURROGATE = re.compile("[\ud800-\udfff]")
_ESCAPES = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_CLOSERS = {"{": "}", "[": "]"}


def encode(text: str) -> str:
    r"""The inside of a JSON string literal.

    >>> print(encode('say "é"\n'))
    say \"é\"\n
    """
    return _SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False)[1:-1])


class JsonRedactor(OnePart):
    """Redacts one JSON text; `feed` and `close` like a `StreamRedactor`.

    Args:
        policy: Redacts the strings.
        by_key: Gives another policy for what stands under a key of the outermost object.

    >>> from langchain_guard.redaction import RedactionPolicy
    >>> redactor = JsonRedactor(RedactionPolicy())
    >>> redactor.feed('{"to": "bob@exam') + redactor.feed('ple.com", "n": 1}') + redactor.close()
    '{"to": "[REDACTED_EMAIL]", "n": 1}'
    """

    def __init__(self, policy: Policy, by_key: Callable[[str], Policy] | None = None) -> None:
        self.findings: tuple[Finding, ...] = ()
        self._policy = policy
        self._by_key = by_key
        self._key = ""  # the last one of the outermost object
        self._text: Redacting | None = None  # the string literal we are in, or the rest of what is not JSON
        self._plain = False
        self._token = ""  # a number or a word, with the white space after it: held until what follows shows it is JSON
        self._escape = ""  # an escape sequence that is not complete yet
        self._high = ""  # the first half of a surrogate pair
        self._open: list[str] = []
        self._expect = "value"

    def feed(self, chunk: str) -> str:
        """Take the next piece; return what can be released."""
        out: list[str] = []
        position = 0
        while position < len(chunk):
            if self._plain and self._text is not None:
                out.append(self._text.feed(chunk[position:]))
                break
            if self._text is not None:
                position = self._in_string(chunk, position, out)
            else:
                position = self._outside(chunk, position, out)
        return "".join(out)

    def close(self) -> str:
        """End of the text: return the rest."""
        out: list[str] = []
        if self._token:
            self._end_token(out)
        if self._text is not None:
            if self._high:
                out.append(self._piece(self._high))
            tail = self._text.close()
            out.append(tail if self._plain else encode(tail))
            self._keep(self._text.findings)
        self._text, self._token, self._escape, self._high = None, "", "", ""
        return "".join(out)

    def _keep(self, findings: Iterable[Finding]) -> None:
        self.findings += tuple(findings)

    def _here(self) -> Policy:
        """The policy for the value that begins."""
        return self._by_key(self._key) if self._by_key is not None and self._open[:1] == ["{"] else self._policy

    def _piece(self, decoded: str) -> str:
        if self._expect == "key" and len(self._open) == 1:
            self._key += decoded
        return encode(self._text.feed(decoded)) if self._text is not None else ""

    def _in_string(self, chunk: str, position: int, out: list[str]) -> int:
        if self._escape:
            self._escape += chunk[position]
            self._unescape(out)
            return position + 1
        stop = _STRING_STOP.search(chunk, position)
        end = stop.start() if stop else len(chunk)
        closes = stop is not None and stop[0] == '"'
        if self._high and (end > position or closes):
            out.append(self._piece(self._high))
            self._high = ""
        if end > position:
            out.append(self._piece(chunk[position:end]))
        if stop is None:
            return end
        if closes and self._text is not None:
            out.append(encode(self._text.close()) + '"')
            self._keep(self._text.findings)
            self._text = None
            self._expect = "colon" if self._expect == "key" else "more"
        else:
            self._escape = "\\"
        return end + 1

    def _unescape(self, out: list[str]) -> None:
        escape = self._escape
        if escape[1] == "u":
            if len(escape) < 6 and (len(escape) == 2 or escape[-1] in "0123456789abcdefABCDEF"):
                return
            decoded = _code_unit(escape)
        else:
            decoded = _ESCAPES.get(escape[1], escape)  # an unknown escape is kept as it is written
        self._escape = ""
        if self._high:
            pair = self._high + decoded
            self._high = ""
            if len(decoded) == 1 and "\udc00" <= decoded <= "\udfff":
                decoded = pair.encode("utf-16", "surrogatepass").decode("utf-16")
            else:
                out.append(self._piece(pair[0]))
        if len(decoded) == 1 and "\ud800" <= decoded <= "\udbff":
            self._high = decoded
            return
        out.append(self._piece(decoded))

    def _outside(self, chunk: str, position: int, out: list[str]) -> int:
        char = chunk[position]
        if _TOKEN.match(char):
            ended = self._token[-1:].isspace()
            if ended or not self._expects_value():  # two words in a row, or one where none may stand
                return self._not_json(chunk, position, out)
            self._token += char
        elif char in " \t\r\n":
            if self._token:
                self._token += char
            else:
                out.append(char)
        else:
            if self._token:
                if not (_LITERAL.fullmatch(self._token.rstrip()) and char in ",]}"):
                    return self._not_json(chunk, position, out)
                self._end_token(out)
            if not self._structure(char):
                return self._not_json(chunk, position, out)
            out.append(char)
        return position + 1

    def _expects_value(self) -> bool:
        return self._expect in {"value", "item"}

    def _structure(self, char: str) -> bool:
        """Follow one structural character; whether JSON allows it here."""
        expect = self._expect
        if char == '"' and (self._expects_value() or expect in {"key", "member"}):
            is_key = expect in {"key", "member"}
            self._text = (self._policy if is_key else self._here()).stream()
            self._expect = "key" if is_key else "value"
            if is_key and len(self._open) == 1:
                self._key = ""
        elif char in "{[" and self._expects_value():
            self._open.append(char)
            self._expect = "member" if char == "{" else "item"
        elif char == ":" and expect == "colon":
            self._expect = "value"
        elif char == "," and expect == "more" and self._open:
            self._expect = "key" if self._open[-1] == "{" else "value"
        elif self._open and char == _CLOSERS[self._open[-1]] and expect in {"more", "member", "item"}:
            self._open.pop()
            self._expect = "more"
        else:
            return False
        return True

    def _end_token(self, out: list[str]) -> None:
        token = self._token.rstrip()
        space, self._token = self._token[len(token) :], ""
        if not _LITERAL.fullmatch(token):
            redacted = self._policy.apply(token)
            out.append(redacted.text + space)
            self._keep(redacted.findings)
            return
        if token.lstrip("-").isdigit() and len(token.lstrip("-")) >= MIN_DIGITS:
            redacted = self._here().apply(token)
            if redacted.findings:
                self._keep(redacted.findings)
                token = f'"{encode(redacted.text)}"'
        out.append(token + space)
        self._expect = "more"

    def _not_json(self, chunk: str, position: int, out: list[str]) -> int:
        self._plain, self._text = True, self._policy.stream()
        held, self._token = self._token, ""
        out.append(self._text.feed(held + chunk[position:]))
        return len(chunk)


class JsonPolicy:
    """A policy for texts that are JSON: redacts inside their strings.

    Args:
        policy: Redacts the strings.
        by_key: Gives another policy for what stands under a key of the outermost object.
    """

    def __init__(self, policy: Policy, by_key: Callable[[str], Policy] | None = None) -> None:
        self._policy, self._by_key = policy, by_key

    def apply(self, text: str, /) -> Redacted:
        """Redact a whole JSON text; without findings it comes back as it was spelt."""
        redactor = self.stream()
        result = redactor.feed(text) + redactor.close()
        return Result(result if redactor.findings else text, redactor.findings)

    def stream(self) -> JsonRedactor:
        """Begin to redact a JSON text that comes in pieces."""
        return JsonRedactor(self._policy, self._by_key)


def _code_unit(escape: str) -> str:
    digits = escape[2:]
    try:
        return chr(int(digits, 16)) if len(digits) == 4 else escape
    except ValueError:
        return escape

"""Secrets: provider keys, private keys, tokens in headers and URLs, and values that a name gives away.

Two precisions: a row with `blockable=True` is precise enough to refuse an answer; the others (a value beside the word
`password`) are good enough to redact.
"""

from __future__ import annotations

import base64
import binascii
import math
import re
from collections import Counter

from langchain_guard.detect.providers import ALNUM, BASE64, PROVIDERS, URLSAFE, body
from langchain_guard.text.engine import Finder
from langchain_guard.text.pattern import WORD, Pattern

_PEM = r"(?:[A-Z0-9]{2,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----"
# What follows the opening line of a key that is cut off: headers, then base64 with line ends or their escapes.
_CUT_KEY = (
    r"(?:\s|\\[nr]){0,8}(?:[A-Za-z-]{4,16}: [^\n\\`~]{1,100}(?:\s|\\[nr]){1,8}){0,4}"
    r"[A-Za-z0-9+/]{16}(?:(?:\s|\\[nr])*[A-Za-z0-9+/=])*"  # not the last line end: a fence may begin after it
)
# What a key block holds: not what opens or ends Markdown code, which would go with the key. Lines may be code each.
_KEY_BODY = r"(?:[^`~]|~{1,2}[^`~]|`\r?\n`)*?"
# What joins a name and its value: a sign with the quotes, escapes and emphasis around it, the end of an XML tag, or a
# second attribute.
_BELOW = r"[ \t]?(?:[|>][+-]?)?(?:\r?\n){1,2}[ \t]{1,16}"  # as in YAML
_EQUALS = (
    r"(?:[\\\"'`*_\]]{0,4}\s{0,2}(?::=|=>|[:=：])|>|[\"']\s{1,2}(?i:value)\s?=)"
    rf"[*_]{{0,2}}(?:\s{{0,2}}|{_BELOW})[*\\]{{0,3}}"
)
_NAMES_OF_PASSWORDS = (
    r"pass(?:word|wd|phrase|code)|passwort|kennwort|contrase[ñn]a|mot ?_?de ?_?passe|pwd|senha|wachtwoord|has[łl]o|"
    r"l[öo]senord|adgangskode|passord|salasana|heslo|jelszó|parol[aă]|şifre|kata ?sandi|mật khẩu|парол[ья]|"
    r"密[码碼]|パスワード|비밀번호"
)
# What stands between the word and a password in a sentence: whose it is, then a verb or a sign, or its quotes alone.
_TOLD = (
    r"(?:\s(?:for|of|to|für|von|pour|de|du|para|per|voor)\s[^\r\n:=|`\"'.]{1,40}?|\s?\([^()\r\n]{1,40}\))?"
    r"(?:\s{1,2}(?:is|was|will be|ist|lautet|es|est|é|è)(?:\s?:)?\s{1,2}(?:set to )?[\"'`*]{0,3}|"
    rf"\s{{0,2}}[:：](?:\s{{0,2}}|{_BELOW})[\"'`*]{{0,3}}|"
    r"\s{1,2}(?:[-=]>|[-–—→])\s{1,2}[\"'`*]{0,3}|\s{1,2}[\"'`]{1,3})"
)
_NAMES = (
    r"(?i:pass(?:word|wd|phrase)|passwort|contrase[ñn]a|mot_?de_?passe|pwd|secret|token|credentials?|"
    r"(?:api|access|auth|secret|private|encryption|signing|session|license|account|master|client|consumer|app)"
    r"[_. -]?key)"
    r"(?:[_.-](?i:key|base|value|salt|token|id|prod|dev|live|test|\d{1,2})){0,2}"
)
_CELL = r"(?:\|[ \t]{1,4}[`*_]{0,3}|[\r\n]\||<t[dh][^<>]{0,64}>\s{0,4}(?:<[a-z]{1,6}>)?)(?:[A-Za-z0-9]{1,16}[ _-]){0,2}"
_NEXT_CELL = (
    r"(?:[`*_]{0,3}[ \t]{1,24}\|[ \t]{1,4}[`*]{0,3}|\||"
    r"(?:</[a-z]{1,6}>)?\s{0,4}</t[dh]>\s{0,8}<td[^<>]{0,64}>\s{0,4}(?:<[a-z]{1,6}>)?)"
)
# A block of code that holds nothing but the value.
_FENCE = r"[*_]{0,2}\s{1,3}```[a-z]{0,12}\r?\n"
_FENCE_END = r"\r?\n```"
_PIN = r"(?i:pin(?: (?:code|number))?)"
_IS = r"\s{1,2}(?i:is|was|ist|es|est)(?:\s?:)?\s{1,2}"
_SIGN = r"[\"'`*_]{0,3}(?:\s{0,2}:[*_]{0,2}\s{0,2}|=)"
_DATABASES = (
    r"(?:postgres(?:ql)?|mysql|mariadb|mongodb|redis|rediss|amqps?|mssql|sqlserver|oracle|cockroachdb|clickhouse|cassandra|"
    r"couchbases?|neo4j|bolt|nats|mqtts?|ldaps?|smtps?|imaps?|sftp|kafka|jdbc:[a-z]{2,12})(?:\+[a-z0-9_]{1,16}){0,2}"
)

LABELS = rf"{_NAMES_OF_PASSWORDS}|pass|pw|secret|token|credential|[a-z][_. -]?key|pin|cv[vc]|security code"
"""Words that name a secret, as an alternation."""

_STAND_INS = (
    "example",
    "placeholder",
    "your",
    "changeme",
    "change_me",
    "change-me",
    "xxxx",
    "redacted",
    "dummy",
    "insert",
    "replace",
    "sample",
    "my_",
    "my-",
    "todo",
    "none",
    "null",
    "undefined",
    "secret_key",
    "api_key",
    "apikey",
    "access_token",
    "password",
    "passw0rd",
    "environ",
    "getenv",
    "config",
    "settings",
    "process.env",
    "self.",
    "this.",
    "args.",
    "secrets.",
    "***",
    "...",
    "{",
    "(",
)
_stand_in = Finder("|".join(map(re.escape, _STAND_INS)))

_path = re.compile(
    r"(?:~|\.{1,2})/|[A-Za-z]:\\|/(?:home|Users|etc|var|usr|opt|tmp|run|root|mnt|srv|app|data|private|workspace)/"
).match

_JUDGED = 256
"""Characters at the beginning of a value by which its looks are judged; bounds the time of a judgement."""


def entropy(text: str) -> float:
    """Shannon entropy of the characters of `text`, in bits a character.

    >>> entropy("aaaa"), entropy("abcd")
    (0.0, 2.0)
    """
    total = len(text)
    return sum(-count / total * math.log2(count / total) for count in Counter(text).values()) if text else 0.0


def _stands_in(text: str) -> bool:
    """Whether a value is a placeholder, a variable, a path or a piece of code rather than a secret."""
    lower = text[:_JUDGED].lower()
    plain = lower.encode("utf-8", "replace")
    return (
        text[0] in "$<{[(%@&*"
        or text.startswith("\\")
        or _path(text) is not None
        or _stand_in.search(plain, 0, len(plain)) is not None
        or len(set(lower)) < 4
    )


def random_value(text: str) -> bool:
    """Whether a value beside a name such as `token` looks drawn at random rather than written.

    Placeholders, variables and calls do not. Of the rest, a value counts when it mixes letters and digits and reaches 3
    bits of entropy a character (2.6 if hexadecimal), or is one mixed-case word of 20 letters or more with 4 bits; words
    joined by `_`, `-`, `.` or `/` do not. `tests/detect/test_secrets.py` measures what that keeps of random values.

    >>> random_value("wJ8" + "x7Qm2ZpL0vTb4Kd"), random_value("user_table_column_1"), random_value("<your-key-123456>")
    (True, False, False)
    """
    if len(text) < 12 or _stands_in(text):
        return False
    text = text[:_JUDGED]
    letters = sum(map(str.isalpha, text))
    if letters < 2:
        return False
    if letters == len(text):
        return len(text) >= 20 and text not in (text.lower(), text.upper()) and entropy(text) >= 4.0
    if not any(map(str.isdigit, text)):
        return False
    bits = entropy(text)
    if all(char in "0123456789abcdefABCDEF-" for char in text):
        return bits >= 2.6
    words = re.split(r"[_./-]", text)
    return bits >= 3.0 and not (len(words) > 1 and all(word.isalpha() or word.isdigit() or not word for word in words))


def varied(text: str) -> bool:
    """Whether a value has 3.5 bits of entropy a character: a key, also the one that the AWS documentation shows."""
    return entropy(text) >= 3.5


def chosen_password(text: str) -> bool:
    """Whether a value beside the word `password` is one that a person chose: at least two kinds of characters, no code.

    >>> chosen_password("hunt" + "er22"), chosen_password("required"), chosen_password("getpass()")
    (True, False, False)
    """
    if len(text) < 6 or _stands_in(text) or "://" in text:
        return False
    kinds = (
        any(map(str.islower, text))
        + any(map(str.isupper, text))
        + any(map(str.isdigit, text))
        + any(not char.isalnum() and char not in "_.-:,/" for char in text)
    )
    plain = text.rstrip(".,;:!?")
    return kinds >= 2 and len(plain) >= 6 and not (plain.replace("_", "").replace(".", "").isalpha())


def json_web_token(text: str) -> bool:
    """Whether the first part of `text` decodes to the header of a JSON Web Token (RFC 7519), with `alg` or `enc`."""
    head = text.partition(".")[0]
    try:
        raw = base64.urlsafe_b64decode(head + "=" * (-len(head) % 4))
    except (binascii.Error, ValueError):
        return False
    return b'"' in raw and (b'"alg"' in raw or b'"typ"' in raw or b'"enc"' in raw)


def basic_credentials(text: str) -> bool:
    """Whether `text` is base64 of `user:password` (RFC 7617)."""
    try:
        return b":" in base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        return False


def bearer(text: str) -> bool:
    """Whether the word after `Bearer` is a token: ten characters or more, a digit, no sign of a placeholder.

    >>> bearer("authentication"), bearer("abcdef" + "123456")
    (False, True)
    """
    return len(text) >= 10 and any(map(str.isdigit, text)) and not _stands_in(text)


def named_password(text: str) -> bool | int:
    """The same without the escape or the emphasis that ends with the value."""
    plain = text.rstrip("\\*")
    return len(plain) if chosen_password(plain) else False


def named_random_value(text: str) -> bool | int:
    """How much of a value is a random one (see `random_value`), without the escape, emphasis or full stop behind it."""
    plain = text.rstrip("\\*.")
    return len(plain) if random_value(plain) else False


def told_password(text: str) -> bool | int:
    """The same for `my password is ...`, where four digits may do; what ends a sentence or an object is no part."""
    plain = _without_end(_NEXT_VALUE.sub("", text))
    digits = plain.rstrip("!")
    if digits.isdigit():
        return len(digits) >= 4 and len(digits)
    return len(plain) if chosen_password(plain) and not _TYPE.match(plain) else False


def told_password_with_letters(text: str) -> bool | int:
    """The same beside a word that has other uses: figures without a letter are a result of tests, `98.75%` too."""
    found = told_password(text)
    return found and any(map(str.isalpha, text[:found])) and found


def _without_end(text: str) -> str:
    """A value without the signs that end a sentence or an object; a bracket that closes one in the value is part of it.

    >>> _without_end("a[b])."), _without_end("a).")
    ('a[b]', 'a')
    """
    end = len(text.rstrip(".,;:?)*}]"))
    opened = {"(": 0, "[": 0, "{": 0}
    for at, sign in enumerate(text):
        if sign in opened:
            opened[sign] += 1
        elif opened.get(opening := _OPENING.get(sign, "")):
            opened[opening] -= 1
            end = max(end, at + 1)
    return text[:end]


_OPENING = {")": "(", "]": "[", "}": "{"}
_NEXT_VALUE = re.compile(r"[,;][\w-]+[:=].*$")
_TYPE = re.compile(r"[A-Za-z]+\[")


def key_block(text: str) -> bool:
    """Whether a PEM block holds more than dots or the word `key`: twenty characters of base64 in a row."""
    run = 0
    for char in text[text.index("-----", 5) :]:
        run = run + 1 if char.isalnum() or char in "+/" else 0
        if run >= 20:
            return True
    return False


def url_password(text: str) -> bool:
    """Whether `user:password@host` holds a password: not empty, no variable, no word that stands for one."""
    password = text.rpartition("@")[0].partition(":")[2]
    return (
        password.strip("*.x") != ""
        and password[0] not in "$<{[%(:"
        and password.lower() not in {"password", "pass", "passwd", "pwd", "secret", "token", "changeme", "port"}
    )


_PASSWORD_SAMPLE = "Tr0ub4" + "dor&3x"
_TOKEN_SAMPLE = body(ALNUM, 24)
_JWT_SAMPLE = "ey" + "JhbGciOiJIUzI1NiJ9" + ".ey" + "JzdWIiOiIxMjM0In0" + "." + body(URLSAFE, 43)

_STRUCTURED: tuple[Pattern, ...] = (
    Pattern(
        "secret.private_key",
        f"-----BEGIN {_PEM}(?:{_KEY_BODY}-----END {_PEM}|{_CUT_KEY})",
        severity="critical",
        max_len=16384,  # a 16384-bit RSA key in PEM is some 12,500 characters
        left="",
        right="",
        validator=key_block,
        blockable=True,
        hits=(
            "-----BEGIN " + "RSA PRIVATE KEY-----\n" + body(BASE64, 64) + "\n" + "-----END " + "RSA PRIVATE KEY-----",
            "-----BEGIN " + "PRIVATE KEY-----\\n" + body(BASE64, 64) + "\\n" + "-----END " + "PRIVATE KEY-----\\n",
            "-----BEGIN " + "OPENSSH PRIVATE KEY-----\n" + body(BASE64, 70) + "\n",
            "-----BEGIN "
            "PGP PRIVATE KEY BLOCK-----\n\n" + body(BASE64, 64) + "\n-----END " + "PGP PRIVATE KEY BLOCK-----",
        ),
        near_misses=(
            "-----BEGIN PUBLIC KEY-----\n" + body(BASE64, 64) + "\n-----END PUBLIC KEY-----",
            "the line -----BEGIN PRIVATE KEY----- opens a key",
            "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
        ),
    ),
    Pattern(
        "secret.putty_key",
        rf"PuTTY-User-Key-File-[23]: {_KEY_BODY}Private-MAC: [0-9a-f]{{40,64}}",
        severity="critical",
        max_len=16384,
        right="",
        blockable=True,
        hits=(
            "PuTTY-User-"
            "Key-File-2: ssh-rsa\nPrivate-Lines: 1\n" + body(BASE64, 64) + "\nPrivate-MAC: " + body("a-f0-9", 40),
        ),
        near_misses=("PuTTY-User-Key-File-2: ssh-rsa",),
    ),
    Pattern(
        "secret.jwt",
        r"ey[JK][A-Za-z0-9_-]{10,}\.(?:ey[A-Za-z0-9_-]+|[A-Za-z0-9_-]*)(?:\.[A-Za-z0-9_-]*){1,3}",
        severity="high",
        max_len=8192,
        left=ALNUM,
        right="",
        validator=json_web_token,
        blockable=True,
        hits=(_JWT_SAMPLE, "Bearer " + _JWT_SAMPLE),
        near_misses=("ey" + "JhbGciOiJIUzI1NiJ9", "eyJxxxxxxxxxxxxxx.yyyyyyyyyyy.zzzzzzzz"),
    ),
    Pattern(
        "secret.connection_string",
        rf"(?i:{_DATABASES})://(?P<value>[^\s/?#@:\"'<>\[\]`]*:[^\s/?#\"'<>\[\]`]+@[A-Za-z0-9.-]*)",
        severity="critical",
        max_len=512,
        right="",
        validator=url_password,
        blockable=True,
        priority=1,
        hits=(
            "postgres" + "://app:" + _PASSWORD_SAMPLE + "@db.example.com:5432/app",
            "mongodb" + "+srv://u:" + "p4ss" + "w0rd1@cluster0.example.net/?retryWrites=true",
            "redis" + "://:" + body(ALNUM, 20) + "@cache:6379/0",
        ),
        near_misses=(
            "postgres://localhost:5432/app",
            "postgresql://user:password@localhost/db",
            "redis://$USER:$PASS@host",
        ),
    ),
    Pattern(
        "secret.connection_password",
        r"(?i:(?:server|host|data source|endpoint|uid|user id|user|username)=[^\n;\"']{1,48};"
        r"(?:[a-z ]{1,20}=[^\n;\"']{0,48};){0,4} ?(?:password|pwd)=)(?P<value>[^\s;\"'<>`]{1,128})",
        severity="critical",
        max_len=1024,
        right="",
        validator=chosen_password,
        hits=("Server=db;Database=app;User Id=sa;" + "Password=" + _PASSWORD_SAMPLE + ";",),
        near_misses=("Server=db;Database=app;User Id=sa;Password=<password>;", "Server=db;Trusted_Connection=True;"),
    ),
    Pattern(
        "secret.authorization_header",
        r"(?i:authorization)"
        + _EQUALS
        + r"[\"']?(?i:(?:bearer|token|apikey|api-key|bot|splunk|genie ?key)\s{1,3})?(?P<value>[A-Za-z0-9._~+/=|-]{8,})",
        severity="critical",
        max_len=2048,
        right="",
        validator=bearer,
        hits=("Authorization: Bearer " + _TOKEN_SAMPLE, '"authorization": "token ' + _TOKEN_SAMPLE + '"'),
        near_misses=("Authorization: Bearer <token>", "Authorization: required", "Authorization: Bearer $TOKEN"),
    ),
    Pattern(
        "secret.basic_auth",
        r"(?i:basic)\s{1,3}(?P<value>[A-Za-z0-9+/]{8,}={0,2})",
        severity="critical",
        max_len=1024,
        right=ALNUM,
        validator=basic_credentials,
        hits=("Authorization: Basic " + base64.b64encode(b"aladdin:" + b"opensesame").decode(),),
        near_misses=("Basic authentication", "basic principles"),
    ),
    Pattern(
        "secret.bearer_token",
        r"(?i:bearer)[ :=]{1,3}(?P<value>[A-Za-z0-9._~+/-]{12,}={0,2})",
        severity="critical",
        max_len=2048,
        right="",
        validator=bearer,
        hits=("curl -H 'x: Bearer " + _TOKEN_SAMPLE + "'",),
        near_misses=("Bearer authentication-scheme", "the bearer of this letter"),
    ),
    Pattern(
        "secret.aws_secret_key",
        r"(?i:aws[a-z_. -]{0,24}(?:secret|key)[a-z_. -]{0,20}|secret[_ ]?access[_ ]?key)"
        + _EQUALS
        + r"[\"'`]?(?P<value>[A-Za-z0-9/+]{40})",
        severity="critical",
        left="",
        right=r"A-Za-z0-9/+=",
        validator=varied,
        blockable=True,
        priority=1,
        hits=(
            "aws_secret_" + "access_key = " + body(ALNUM, 40),
            "**Secret Access Key:** `" + body(ALNUM, 40) + "`",
        ),
        near_misses=("aws_secret_access_key = " + body(ALNUM, 30), "aws_secret_access_key = " + "x" * 40),
    ),
    Pattern(
        "secret.aws_secret_key_column",  # the console's export: both keys on a line
        r"A[KS]IA[0-9A-Z]{16}[\"']?[,;\t|][\"' ]{0,2}(?P<value>[A-Za-z0-9/+]{40})",
        kind="aws_secret_key",
        severity="critical",
        left=ALNUM,
        right=r"A-Za-z0-9/+=",
        validator=varied,
        blockable=True,
        priority=1,
        hits=("Access key ID,Secret access key\nAK" + "IA" + body("A-Z2-7", 16) + "," + body(ALNUM, 40),),
        near_misses=("AK" + "IA" + body("A-Z2-7", 16) + "," + body(ALNUM, 30),),
    ),
)

_GENERIC: tuple[Pattern, ...] = (
    Pattern(
        "secret.named_value",
        _NAMES + _EQUALS + r"[\"'`]?(?:(?i:bearer|token|basic)\s{1,3})?(?P<value>[A-Za-z0-9_.+/=~!@#$%^*|:-]{12,})",
        kind="secret",
        severity="high",
        score=0.7,
        max_len=1024,
        left="",
        right=WORD + r"(\[{",
        validator=named_random_value,
        hits=(
            "API_KEY=" + _TOKEN_SAMPLE,
            '"client_secret": "' + _TOKEN_SAMPLE + '"',
            "mytoken := '" + body("a-f0-9", 32) + "'",
            "X-Api-Key: " + _TOKEN_SAMPLE,
            "**API Key**: `" + _TOKEN_SAMPLE + "`",
        ),
        near_misses=(
            "token = <your-key-goes-here-123>",
            "api_key = os.environ['OPENAI_API_KEY_2']",
            "secret: $ENV_VAR_NAME_1",
            "password: ****************",
            "token_id = user_table_column_name_1",
            "max_tokens = 123456789012",
            "api_key: str | None = None",
            "token = get_token_from_1password()",
            "client_key: /etc/kubernetes/pki/apiserver2.key",
            "private_key: ~/.ssh/id_rsa_2",
        ),
    ),
    Pattern(
        "secret.named_value_quoted",
        _NAMES + _EQUALS + r"[\"'`](?P<value>[^\s\"'`<>]{12,256})[\"'`]",
        kind="secret",
        severity="high",
        score=0.7,
        left="",
        right="",
        validator=named_random_value,
        hits=('secret_key => "' + _TOKEN_SAMPLE + '&8$xx"',),
        near_misses=('"token": "not-a-random-value"', "api_key: 'your-key-of-24-characters'"),
    ),
    Pattern(
        "secret.password",
        rf"(?i:{_NAMES_OF_PASSWORDS}|_pass)" + _EQUALS + r"(?P<value>[^\s\"'`<>,;&(){}\[\]]{6,128})",
        severity="high",
        score=0.7,
        left="",
        right=r"(\[{",
        validator=named_password,
        hits=(
            "DB_PASSWORD=" + _PASSWORD_SAMPLE,
            "password: " + "hunt" + "er22!",
            "DB_PASS: " + _PASSWORD_SAMPLE,
            "**Password:** " + _PASSWORD_SAMPLE,
            "Password: **" + _PASSWORD_SAMPLE + "**",
            "<password>" + _PASSWORD_SAMPLE + "</password>",
        ),
        near_misses=(
            "password = None",
            "password: required",
            "password = get_password()",
            "passwd: $DB_PASSWORD",
            "password=self.password1",
            "OLDPWD=/home/user1",
            "**Password:** **Required**",
            '<a href="/password">Reset-Password!</a>',
        ),
    ),
    Pattern(
        "secret.password_quoted",
        rf"(?i:{_NAMES_OF_PASSWORDS}|_pass)" + _EQUALS + r"[\"'`](?P<value>[^\s\"'`<>]{6,128})[\"'`]",
        kind="password",
        severity="high",
        score=0.8,
        left="",
        right="",
        validator=named_password,
        hits=(
            '"password": "' + _PASSWORD_SAMPLE + '"',
            '{\\"password\\": \\"' + _PASSWORD_SAMPLE + '\\"}',
            "**Password**: `" + _PASSWORD_SAMPLE + "`",
            '<add key="Password" value="' + _PASSWORD_SAMPLE + '"/>',
        ),
        near_misses=('"password": "string"', '"password": "<password>"'),
    ),
    Pattern(
        "secret.password_told",
        rf"(?i:(?:{_NAMES_OF_PASSWORDS}){_TOLD})(?P<value>[^\s\"'`<>]{{4,64}})",
        kind="password",
        severity="high",
        score=0.7,
        right="",
        validator=told_password,
        hits=(
            "my password is " + _PASSWORD_SAMPLE,
            "the password for bob is: **" + _PASSWORD_SAMPLE + "**",
            "Password (temporary): 49213388",
            "user `bob`, password `" + _PASSWORD_SAMPLE + "`",
            "WiFi password → " + _PASSWORD_SAMPLE,
        ),
        near_misses=(
            *("the password is required", "password is case-sensitive", "password for all: see below"),
            "password -> Optional[str]",
        ),
    ),
    Pattern(
        "secret.password_short_name",
        r"(?:[Pp]ass|[Pp]w|PW):\s{1,2}[\"'`*]{0,3}(?P<value>[^\s\"'`<>]{6,64})",
        kind="password",
        severity="high",
        score=0.7,
        right="",
        validator=told_password_with_letters,
        hits=("user: bob\npass: " + _PASSWORD_SAMPLE, "pw: " + _PASSWORD_SAMPLE),
        near_misses=("first pass: 2 files", "PASS: test_parser_2", "Pass: 100244, Fail: 3", "pass: 98.75%"),
    ),
    Pattern(
        "secret.password_fenced",
        rf"(?i:{_NAMES_OF_PASSWORDS})[^\r\n`]{{0,40}}[:：]{_FENCE}(?P<value>[^\s`]{{4,128}}){_FENCE_END}",
        kind="password",
        severity="high",
        score=0.7,
        right="",
        validator=told_password,
        hits=("**Your new password is:**\n\n```text\n" + _PASSWORD_SAMPLE + "\n```",),
        near_misses=("Change the password:\n```bash\npasswd2\nsync\n```", "Your password:\n```\nrequired\n```"),
    ),
    Pattern(
        "secret.value_fenced",
        rf"{_NAMES}[^\r\n`]{{0,40}}[:：]{_FENCE}(?P<value>[^\s`]{{12,512}}){_FENCE_END}",
        kind="secret",
        severity="high",
        score=0.7,
        right="",
        validator=random_value,
        hits=("Here is the API key for bob:\n```\n" + _TOKEN_SAMPLE + "\n```",),
        near_misses=("The token is:\n```\nuser_table_column_1\n```",),
    ),
    Pattern(
        "secret.pin",
        _PIN + rf"(?:{_IS}|{_SIGN}[`*])[\"'`*]{{0,3}}(?P<value>\d{{4,12}})",
        kind="password",
        severity="high",
        score=0.7,
        right=WORD + "/-",
        hits=("the PIN code is 4921.", "PIN: **492133**"),
        near_misses=("pin is broken", "pin: 12", "pin: 2024-05-17"),
    ),
    Pattern(
        "secret.pin_sign",
        _PIN + _SIGN + r"[\"']?(?P<value>\d{7,12}|[09]\d{5}|\d{4,5})",
        kind="password",
        severity="high",
        score=0.7,
        right=WORD + "/-",
        hits=("**PIN:** 4921", '"pin": "4921"', "pin=049213"),
        near_misses=("Bengaluru, Karnataka, PIN: 560001", "PIN: 2024-05-17", "const int pin = 1013;"),
    ),
    Pattern(
        "secret.pin_of_six",  # in India a postal code is called so
        _PIN + _SIGN + r"[\"']?(?P<value>[1-8]\d{5})",
        kind="password",
        severity="high",
        score=0.7,
        right=WORD + "/-",
        context=(
            *("card", "cards", "debit", "credit", "bank", "banking", "atm", "account", "sim", "phone", "voicemail"),
            *("login", "user", "username", "unlock", "door", "gate", "safe", "alarm", "my", "your", "their"),
        ),
        hits=("your PIN: 492133", "debit card, PIN: 492133"),
        near_misses=("Bengaluru, Karnataka, PIN: 560001", "Mumbai\nPIN code: 400001"),
    ),
    Pattern(
        "secret.card_code",
        r"(?i:cv[vc]2?|cvn2?|card (?:verification|security) (?:code|value|number)|security code)(?i: code| no\.?)?"
        rf"(?:{_SIGN}|{_IS}|[ \t]{{1,2}})[\"'`*]{{0,3}}(?P<value>\d{{3,4}})",
        kind="password",
        severity="high",
        score=0.7,
        right=WORD + "/-",
        hits=("exp 12/27, CVV: 123", "cvv 123", '"cvc": "1234"', "the security code is 4921."),
        near_misses=("CVV: required", "CVC2024", "security code review", "the CVV has 3 digits", "pin,cvv\n1234"),
    ),
    Pattern(
        "secret.password_cell",
        _CELL + rf"(?i:{_NAMES_OF_PASSWORDS}|pass)" + _NEXT_CELL + r"(?P<value>[^\s\"'`<>|]{6,128})",
        kind="password",
        severity="high",
        score=0.7,
        left="",
        right=r"(\[{",
        validator=named_password,
        hits=(
            "| Key | Value |\n|---|---|\n| password     | " + _PASSWORD_SAMPLE + " |",
            "| **DB password** | `" + _PASSWORD_SAMPLE + "` |",
        ),
        near_misses=(
            "| password | VARCHAR(255) |",
            "| password | required |",
            'echo -n "password" | ./argon2',
            "cat password | sha256sum",
            "(key|pwd|password|pass|token2)",
        ),
    ),
    Pattern(
        "secret.value_cell",
        _CELL + _NAMES + _NEXT_CELL + r"(?P<value>[A-Za-z0-9_.+/=~!@#$%^*:-]{12,})",
        kind="secret",
        severity="high",
        score=0.7,
        max_len=1024,
        left="",
        right=WORD + r"(\[{",
        validator=named_random_value,
        hits=(
            "| `API_KEY` | `" + _TOKEN_SAMPLE + "` |",
            "| Secret access key | " + _TOKEN_SAMPLE + " |",
        ),
        near_misses=("| token | user_table_column_1 |", "|---|---|\n| API key | see the table below |"),
    ),
    Pattern(
        "secret.value_told",
        _NAMES + r"[\"'`*_]{0,3}\s{1,2}(?i:is|was|ist)\s?:?\s{1,2}[\"'`*]{0,3}(?P<value>[A-Za-z0-9_.+/=~-]{12,})",
        kind="secret",
        severity="high",
        score=0.7,
        max_len=1024,
        left="",
        right=WORD + r"(\[{",
        validator=named_random_value,
        hits=("Your API key is `" + _TOKEN_SAMPLE + "`", "The access token is: " + _TOKEN_SAMPLE + "."),
        near_misses=("The access token is user_table_column_1", "The secret is understanding people."),
    ),
    Pattern(
        "secret.password_argument",
        r"(?:--(?:password|passwd|pass)[ =]|(?i:(?:with|set) password|identified by)\s{1,2}|"
        r"ConvertTo-SecureString\s{1,2}(?:-String\s{1,2})?|login\s{1,4}[^\s]{1,64}\s{1,4}password\s{1,4}|"
        r"-(?:u|-user)[ =][\"']?[^\s:\"'$]{1,64}:|(?:mysql|mariadb)[a-z_-]{0,16}[ \t][^\r\n|;&]{0,80}?[ \t]-p|"
        r"(?:mysql|mariadb)[a-z_-]{0,16}[ \t]{1,2}-p|sshpass[ \t]{1,2}-p[ \t]?|redis-cli[ \t][^\r\n|;&]{0,80}?-a[ \t])"
        r"[\"']?(?P<value>[^\s\"'`<>,;&(){}\[\]]{6,128})",
        kind="password",
        severity="high",
        score=0.7,
        left=WORD + "-",
        right=r"(\[{",
        validator=named_password,
        hits=(
            "tool --password " + _PASSWORD_SAMPLE,
            "mysqldump -u root -p" + _PASSWORD_SAMPLE + " shop",
            "mysql -p" + _PASSWORD_SAMPLE,
            "sshpass -p '" + _PASSWORD_SAMPLE + "' ssh host",
            "redis-cli -h cache -a " + _PASSWORD_SAMPLE + " ping",
            "curl -u admin:" + _PASSWORD_SAMPLE + " https://x.example",
            "CREATE USER bob WITH PASSWORD '" + _PASSWORD_SAMPLE + "';",
            "ALTER USER bob IDENTIFIED BY '" + _PASSWORD_SAMPLE + "';",
            "machine github.com login bob password " + _PASSWORD_SAMPLE,
            'ConvertTo-SecureString "' + _PASSWORD_SAMPLE + '" -AsPlainText',
        ),
        near_misses=(
            "tool --password $PASSWORD_1",
            "docker run -u 1000:1000",
            "mysql -u root -p shop_2024 --port=33061",
            "mysql -u root --protocol=TCP4",
            "identified by researchers",
            "sort -u a:b",
        ),
    ),
    Pattern(
        "secret.session",
        r"(?i:session[_-]?id|phpsessid|jsessionid|connect\.sid|session)=(?P<value>[A-Za-z0-9_.+/=~%-]{16,})",
        kind="secret",
        severity="high",
        score=0.7,
        max_len=1024,
        right=WORD + r"(\[{",
        validator=named_random_value,
        hits=("Cookie: sessionid=" + _TOKEN_SAMPLE, "Set-Cookie: session=" + _TOKEN_SAMPLE + "; HttpOnly"),
        near_misses=("session=requests.Session2()", "sessionid=your-session-id-1"),
    ),
)

PATTERNS: tuple[Pattern, ...] = (*PROVIDERS, *_STRUCTURED, *_GENERIC)
"""All rows for secrets."""

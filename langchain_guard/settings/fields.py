"""`GuardSettings`: everything a deployment may set, read from the environment, `.env` and a secrets directory.

Sources, first one wins: arguments, environment, `.env`, files in the secrets directory (`/run/secrets`, as Docker and
Kubernetes mount them), defaults. The tunables carry the prefix `LANGCHAIN_GUARD_`; one that is misspelt is an error,
because a control that silently keeps its default is a control that is off. Variables of other programs are ignored.

No secret is shown by `repr`, `str`, `model_dump_json`, an error or a pickle: a pickle carries no secret at all, and
reads them again from the environment of the process that loads it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SecretsSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from langchain_guard.exceptions import ConfigError, MissingKeyError
from langchain_guard.findings import Action
from langchain_guard.profiles import PROFILES, Profile
from langchain_guard.settings.inspection import PREFIX, Inspection, paths, read_shared, variable_name

SECRETS_DIR = Path("/run/secrets")
"""Where Docker and Kubernetes mount secrets; read when it exists."""

MIN_KEY_BYTES = 16
"""Shortest HMAC key taken: 128 bits, NIST SP 800-107r1 section 5.3.2 asks for at least 112."""


def _split(value: object) -> object:
    """A list setting as people write it in a `.env` line: `a, b, c`."""
    if isinstance(value, str) and value.lstrip().startswith(('["', "['")):
        message = "write a list as a, b, c: without brackets and quotes"
        raise ValueError(message)
    return [part for part in (piece.strip() for piece in value.split(",")) if part] if isinstance(value, str) else value


def _pairs(value: object) -> object:
    """A mapping as people write it in a `.env` line: `a=b, c=d`; also taken as a dict or as pairs."""
    if isinstance(value, Mapping):
        return tuple(value.items())
    words = _split(value)
    if isinstance(value, str) and isinstance(words, list):
        pairs = [tuple(part.strip() for part in word.split("=", 1)) for word in words]
        if any(len(pair) != 2 for pair in pairs):
            message = "write NAME=VALUE, several with commas between them"
            raise ValueError(message)
        return pairs
    return words


def _strong(key: SecretStr) -> SecretStr:
    if len(key.get_secret_value().encode()) < MIN_KEY_BYTES:
        message = f"a key needs at least {MIN_KEY_BYTES} bytes; make one: openssl rand -hex 32"
        raise ValueError(message)
    return key


def _place(written: str) -> str:
    part, _, name = written.partition(".")
    if part not in {"configurable", "metadata"} or not name:
        message = "write configurable.NAME or metadata.NAME"
        raise ValueError(message)
    return written


Words = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]
"""A list, comma-separated in the environment."""

Pairs = Annotated[tuple[tuple[str, str], ...], NoDecode, BeforeValidator(_pairs)]
"""A mapping, written `a=b, c=d` in the environment."""

PolicyPairs = Annotated[tuple[tuple[str, Action], ...], NoDecode, BeforeValidator(_pairs)]
"""The same to actions."""

Count = Annotated[int, Field(ge=1, le=2**53)]
"""A number of things, at least one; up to this one, the numbers of Redis' scripts are exact."""

Key = Annotated[SecretStr, AfterValidator(_strong)]
"""A secret key for HMAC."""

Source = Literal["user", "system", "tool", "document", "model"]
"""Who brought a value into a conversation."""

Place = Annotated[str, AfterValidator(_place)]
"""Where something stands in the configuration of a call."""

Score = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
"""A calibrated score or its threshold."""


def _named(name: str, *, shown: bool = True) -> Any:
    """An optional field whose variable has no prefix, because other programs read it too."""
    return Field(default=None, validation_alias=name, repr=shown)


class GuardSettings(BaseSettings):
    """Settings of all controls. Immutable; make another one to change something.

    The six names in capitals are the variables of the same name (`ENVIRONMENT` and `DEBUG` also with the prefix);
    every other field is the variable `LANGCHAIN_GUARD_` plus its name in capitals. Lists are comma-separated. `None` in
    a field that a profile also sets means "what the profile says", see `posture`.

    Raises:
        ConfigError: When a value is unusable, a name is misspelt, or a field is assigned to. The message names the
            variable and what it takes. It quotes no secret, and of other values at most the word that is wrong.

    >>> settings = GuardSettings(_env_file=None, profile="strict", injection_threshold=0.4)
    >>> settings.posture.injection_threshold, settings.posture.audit_failure
    (0.4, 'stop')
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=".env",
        env_file_encoding="utf-8-sig",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        populate_by_name=True,
        use_attribute_docstrings=True,
        validate_default=True,
    )

    OPENAI_API_KEY: SecretStr | None = _named("OPENAI_API_KEY")
    """Key of the OpenAI API. `.env` is read by `GuardSettings`: hand the key on, `ChatOpenAI(api_key=settings.require(
    "OPENAI_API_KEY"))`, or export it."""
    OPENAI_BASE_URL: str | None = _named("OPENAI_BASE_URL", shown=False)
    """Base URL of an OpenAI-compatible server; unset means OpenAI's own. It may hold a password, and no `repr` shows
    it."""
    ANTHROPIC_API_KEY: SecretStr | None = _named("ANTHROPIC_API_KEY")
    """Key of the Anthropic API, to be handed on in the same way."""
    LANGSMITH_API_KEY: SecretStr | None = _named("LANGSMITH_API_KEY")
    """Key of LangSmith, likewise."""
    ENVIRONMENT: Literal["development", "staging", "production"] = Field("development", validation_alias="ENVIRONMENT")
    """Where this runs: `development`, `staging`, or `production`, which refuses DEBUG and a world-readable `.env`.
    Other words are those of other programs and ignored, with a warning where one looks like a slip:
    LANGCHAIN_GUARD_ENVIRONMENT, read first, takes no others."""
    DEBUG: bool = Field(default=False, validation_alias="DEBUG")
    """Debug mode of the application; refused in production, where it would put internals into answers. A value that is
    no yes or no is ignored, save in LANGCHAIN_GUARD_DEBUG, read first."""

    profile: Literal["strict", "balanced", "observe"] = "balanced"
    """Posture that gives every default below; see `langchain_guard.profiles`."""
    on_error: Literal["closed", "open"] | None = None
    """When a control cannot do its work: `closed` stops the call, `open` goes on without it, audited."""
    on_unknown: Literal["block", "allow"] | None = None
    """The same for message shapes that cannot be inspected: `block` or `allow`."""
    on_block: Literal["raise", "reply"] = "raise"
    """What a refusal is: an exception, or the message `refusal` in place of the answer."""
    refusal: Annotated[str, Field(pattern=r"\S", max_length=1000)] = "I can't help with that request."
    """The answer given when `on_block` is `reply`. It must not say which rule fired: that would help the attacker."""

    max_message_chars: Count = 32_000
    """Longest message accepted, in characters: about 8,000 tokens of English."""
    max_messages: Count = 100
    """Most messages in one request; older turns should be summarised, not paid for again and again."""
    allowed_models: Words = ()
    """Models a request may name; empty allows any."""
    max_tokens: Count = 4096
    """Most tokens a request may ask for in an answer, and what it gets when it does not say."""
    temperature_min: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0.0
    """Lowest sampling temperature a request may ask for."""
    temperature_max: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 2.0
    """Highest sampling temperature a request may ask for; 2 is the most that OpenAI's API takes."""
    whitespace_run: Count = 10
    """Longest run of white space, in characters, kept in a `ChatRequest`."""
    guard_whitespace_run: Count = 200
    """The same in `InputGuardRunnable`: high, so that pasted code and tables keep their indentation."""

    injection: Action | None = None
    """What the guard does about an injection: `allow`, `flag`, `sanitize`, `review` or `block`."""
    injection_threshold: Score | None = None
    """Score from 0 to 1 at which user text counts as an injection."""
    untrusted_threshold: Score | None = None
    """The same for tool results, documents and memory."""
    injection_classifier: bool | None = None
    """Whether to ask the embedded classifier; unset asks it when the extra `ml` is installed."""

    guard_policy: PolicyPairs = ()
    """What the guard does by rule family, e.g. `secret=block, pii=sanitize`; families not named are not looked for."""

    redact_kinds: Words = ()
    """Kinds the redactor looks for, e.g. `email, credit_card`; empty means all."""
    redact_strategy: Literal["redact", "mask", "hash", "remove", "block", "flag", "pseudonymize"] = "redact"
    """What becomes of a finding: `[REDACTED_EMAIL]`, `****1111`, a keyed hash, nothing, a refusal, only a record, or a
    placeholder that `reversible` exchanges back."""
    redact_strategies: Pairs = ()
    """Another strategy for some kinds, e.g. `email=mask, credit_card=block`."""
    tool_args: Literal["redact", "leave", "block", "pseudonymize"] = "redact"
    """What happens to the arguments of tool calls: `leave` lets the tool have real values, wherever they go;
    `pseudonymize`, the default when `reversible` is set, where `restore_tool_args` says so."""
    max_text_chars: Count = 1_000_000
    """Longest whole text the redactor takes, in characters, and never cuts; streams have no limit, unless `html` is
    `clean`."""
    hash_key: Key | None = None
    """Key of the `hash` strategy, at least 16 bytes: without a key, hashes of phone numbers are reversed in minutes."""
    allow_list: Words = ()
    """Values that are never redacted, e.g. `support@example.com`."""
    allow_patterns: Words = ()
    """Regular expressions (RE2) of such values; one that needs a comma is given in code."""
    score_threshold: Score = 0.0
    """Lowest confidence, from 0 to 1, at which something found is redacted."""
    locales: Words = ()
    """Locales whose national identifiers are looked for, e.g. `de, us`; empty means all."""
    links: Literal["strict", "balanced", "off"] | None = None
    """Link policy of the redactor: `strict`, `balanced` or `off`."""
    allowed_link_hosts: Words = ()
    """Hosts to which an answer may make a client connect (images, and all links under the strict policy)."""
    dangerous_code: Action | None = None
    """What the redactor does about fenced code that runs, deletes or opens a shell: `flag`, `sanitize` or `block`."""
    terminal_controls: bool | None = None
    """Whether control characters and terminal escapes are removed from answers."""
    html: Literal["judge", "clean"] = "judge"
    """What is done about HTML: `judge` rewrites what is dangerous, as it streams; `clean` makes safe HTML of a whole
    answer, which a stream gives at its end."""

    reversible: bool = False
    """Whether the provider gets placeholders in place of personal data and secrets, and the user the values."""
    vault_key: Key | None = None
    """Key of the vault that holds these values, at least 16 bytes; keep it apart from the store and other keys."""
    vault_old_keys: Annotated[tuple[Key, ...], NoDecode, BeforeValidator(_split)] = ()
    """Former keys of the vault, newest first; what was hidden under them can still be restored."""
    vault_uri: SecretStr = SecretStr("memory://")
    """Where the sealed values lie: `memory://`, `sqlite:///file.db` or `redis://...`."""
    vault_ttl: Count = 86_400
    """Seconds after its last use when a thread's values are forgotten; placeholders in it stay placeholders then."""
    vault_tenant: Place = "configurable.tenant_id"
    """Where the tenant stands in the call's configuration; a call without it is refused."""
    vault_thread: Place = "configurable.thread_id"
    """The same for the thread."""
    restore_sources: Annotated[tuple[Source, ...], NoDecode, BeforeValidator(_split)] = ("user", "system")
    """Whose values the user sees again: of `user`, `system`, `tool`, `document`, `model`."""
    restore_tool_args: Pairs = ()
    """Which tools get values in which arguments, by kinds: `send_email.to=email, crm.*=email|phone`; no others do."""

    canary: bool = False
    """Whether a secret token goes into the system prompt of each call, and answers that give it away are refused."""
    canary_key: Key | None = None
    """Key of these tokens, at least 16 bytes; a random one for the process when unset."""

    rate_limits: Words = ("60/minute",)
    """Request limits in the notation of the `limits` library: one a second is more than a person types."""
    tokens_per_minute: Count | None = None
    """Token budget per user and minute, input and output together; unset sets no budget."""
    cost_per_day: str | None = None
    """Money budget per user and day in US dollars, e.g. `5 USD`; needs a model whose price is known."""
    max_concurrency: Count | None = None
    """Calls a user may have running at a time."""
    max_wait: Annotated[float, Field(ge=0, le=3600, allow_inf_nan=False)] = 0.0
    """Seconds a call may wait in line for its budget before it is refused; 0 refuses at once."""
    lockout: str | None = None
    """Blocked inputs after which a user is locked out, e.g. `5 per 10 minutes`; unset locks nobody out."""
    lockout_seconds: Count = 900
    """For how long: a quarter of an hour stops a script and not a person who comes back."""
    user_key: Place | None = None
    """Where the user's id stands in the call's configuration, e.g. `configurable.user_id`; unset: one shared budget."""
    on_backend_error: Literal["closed", "open", "memory"] = "closed"
    """When the store of the counters is down: refuse, admit, or count in this process alone."""
    storage_uri: SecretStr = SecretStr("memory://")
    """Where counters live: `memory://` or `redis://...`. Secret, because such a URL may hold a password."""

    audit_path: Path | None = None
    """File of the audit trail, a JSON record a line; unset: the application's logging, which `strict` needs."""
    audit_key: Key | None = None
    """Key of the audit trail's MAC chain and prompt hashes, at least 16 bytes."""
    audit_fsync: Literal["every", "interval", "none"] = "interval"
    """When records reach the disk: `every` survives a power cut, `interval` loses at most the interval's records."""
    audit_capture: Literal["none", "redacted"] = "none"
    """Whether records hold content; raw content is not offered."""
    audit_user_ids: Literal["clear", "hash"] = "clear"
    """Whether records name users as they are, or by keyed pseudonyms (needs the key)."""
    audit_max_bytes: Annotated[int, Field(ge=4096)] | None = None
    """Size in bytes at which the trail goes on in a new file; unset: never."""
    audit_max_hours: Annotated[float, Field(gt=0, le=87_660, allow_inf_nan=False)] | None = None
    """Age in hours, up to ten years, at which it does; unset: never."""
    audit_keep: Annotated[int, Field(ge=0)] | None = None
    """How many full files are kept; unset keeps all."""
    audit_heads: Path | None = None
    """File for the heads of the chain, on another disk or host, or `stdout`; without heads a cut end does not show."""
    audit_head_every: Count = 1000
    """Records between two heads; 60 seconds pass at most."""
    audit_failure: Literal["stop", "degrade"] | None = None
    """When the trail cannot be written: `stop` makes no model call, `degrade` goes on, loudly."""

    def __init__(self, **values: Any) -> None:
        try:
            for path in paths(values.get("_env_file")):
                if not path.exists() or path.is_dir():
                    message = f"there is no settings file {path}"
                    raise ConfigError(message)
            super().__init__(**values)
            return
        except ValidationError as error:
            problem = _without_values(error)
        except SettingsError as error:
            problem = str(error)
        except UnicodeDecodeError:
            problem = "a settings file is not UTF-8 text"
        except OSError as error:
            problem = f"{error.filename}: {error.strerror}"
        raise ConfigError(problem)  # outside the handlers: their exceptions hold the values

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The sources in order of precedence, then the inspection of what they held."""
        given = getattr(file_secret_settings, "secrets_dir", None)
        folder = given or (SECRETS_DIR if os.access(SECRETS_DIR, os.R_OK | os.X_OK) else None)
        secrets = SecretsSettingsSource(settings_cls, secrets_dir=folder)
        for source in (env_settings, dotenv_settings):
            if isinstance(source, EnvSettingsSource):
                read_shared(source)
        sources = (init_settings, env_settings, dotenv_settings, secrets)
        return (*sources, Inspection(settings_cls, sources))

    @field_validator(
        *("rate_limits", "cost_per_day", "lockout", "storage_uri", "vault_uri", "restore_tool_args", "guard_policy"),
        *("redact_kinds", "redact_strategies", "allow_patterns", "locales", "allowed_link_hosts", "dangerous_code"),
    )
    @classmethod
    def _usable(cls, value: Any, info: ValidationInfo) -> Any:
        """Refuse now what the control that gets it would refuse later."""
        name = info.field_name or ""
        if value != cls.model_fields[name].default:
            from langchain_guard.settings.checks import CHECKS  # noqa: PLC0415 -- slow, and the defaults need no check

            CHECKS[name](value)
        return value

    @model_validator(mode="after")
    def _fit_together(self) -> Self:
        if self.ENVIRONMENT == "production" and self.DEBUG:
            message = "DEBUG must be off in production: set DEBUG=false"
            raise ValueError(message)
        if self.temperature_min > self.temperature_max:
            message = "temperature_min is above temperature_max"
            raise ValueError(message)
        if "hash" in {self.redact_strategy, *dict(self.redact_strategies).values()} and self.hash_key is None:
            message = f"the strategy hash needs {PREFIX}HASH_KEY; make one: openssl rand -hex 32"
            raise ValueError(message)
        if self.audit_user_ids == "hash" and self.audit_key is None:
            message = f"audit_user_ids=hash needs {PREFIX}AUDIT_KEY; make one: openssl rand -hex 32"
            raise ValueError(message)
        if self.audit_heads is not None and self.audit_heads == self.audit_path:
            message = f"{PREFIX}AUDIT_HEADS is the trail itself: publish heads on another disk or host"
            raise ValueError(message)
        if self.reversible and self.vault_key is None:
            message = f"reversible needs {PREFIX}VAULT_KEY; make one: openssl rand -hex 32"
            raise ValueError(message)
        vault = [key for key in (self.vault_key, *self.vault_old_keys) if key is not None]
        if len(set(vault)) < len(vault):
            message = f"{PREFIX}VAULT_KEY and {PREFIX}VAULT_OLD_KEYS hold the same key twice: keep only former keys"
            raise ValueError(message)
        if not {self.hash_key, self.audit_key, self.canary_key}.isdisjoint(vault):
            message = (
                f"{PREFIX}VAULT_KEY, or a former one, is also the key of something else: who checks an audit trail "
                "could open the vault"
            )
            raise ValueError(message)
        return self

    @property
    def posture(self) -> Profile:
        """The profile, with the fields set here in place of its own."""
        base = PROFILES[self.profile]
        own = {field.name: getattr(self, field.name) for field in fields(Profile) if field.name != "name"}
        return replace(base, **{name: value for name, value in own.items() if value is not None})

    def require(self, variable: str) -> SecretStr:
        """A secret that must be there.

        Args:
            variable: Name of the environment variable, e.g. `OPENAI_API_KEY` or `LANGCHAIN_GUARD_AUDIT_KEY`.

        Returns:
            The secret, still wrapped: `require(...).get_secret_value()` unwraps it.

        Raises:
            MissingKeyError: When it is not set; the message has the line to add to `.env`.
            ConfigError: When no secret has this name.

        >>> GuardSettings(_env_file=None, OPENAI_API_KEY="k").require("OPENAI_API_KEY")
        SecretStr('**********')
        """
        names = {variable_name(field): field for field in _secret_fields(type(self))}
        if variable not in names:
            message = f"{variable} is not a secret of GuardSettings; there are {', '.join(sorted(names))}"
            raise ConfigError(message)
        value: SecretStr | None = getattr(self, names[variable])
        if value is None or not value.get_secret_value().strip():  # a file of the secrets directory may be empty
            message = f"{variable} is not set. Set it in the environment, or add this line to .env: {variable}=..."
            raise MissingKeyError(message)
        return value

    def __setattr__(self, name: str, value: Any) -> None:
        try:
            super().__setattr__(name, value)
            return
        except ValidationError:
            problem = f"settings are immutable, and so is {name}: make another one with the value"
        raise ConfigError(problem)  # outside the handler: pydantic's error quotes the value

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle what was set and is not secret, and the names of the secrets to read again."""
        secret = _secret_fields(type(self))
        plain = {name: getattr(self, name) for name in self.model_fields_set if name not in secret}
        return _reload, (type(self), plain, tuple(sorted(self.model_fields_set & secret)))


def _reload(cls: type[GuardSettings], plain: dict[str, Any], secrets: tuple[str, ...]) -> GuardSettings:
    """Rebuild pickled settings, with the secrets of this process."""
    settings = cls(**plain)
    missing = [variable_name(name) for name in secrets if name not in settings.model_fields_set]
    if missing:
        message = f"pickles carry no secrets, and this process does not have {', '.join(missing)}: set it here too"
        raise MissingKeyError(message)
    return settings


def _secret_fields(cls: type[BaseSettings]) -> set[str]:
    return {name for name, field in cls.model_fields.items() if "SecretStr" in repr(field.annotation)}


def _without_values(error: ValidationError) -> str:
    """What is wrong, by variable, without pydantic's copy of the value."""
    lines = []
    for problem in error.errors(include_input=False, include_context=False, include_url=False):
        place = variable_name(str(problem["loc"][0])) + ": " if problem["loc"] else ""
        lines.append(place + problem["msg"].removeprefix("Value error, "))
    return "unusable settings: " + "; ".join(lines)

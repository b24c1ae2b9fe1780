"""Settings come from where they should, misspelt ones are refused, and no secret is ever shown."""

from __future__ import annotations

import copy
import pickle
import re
import traceback
from dataclasses import fields
from pathlib import Path

import pytest
from langchain_core.language_models import FakeListChatModel
from langchain_core.runnables import Runnable
from pydantic import SecretStr

import langchain_guard
from langchain_guard.exceptions import ConfigError, MissingKeyError
from langchain_guard.findings import Action
from langchain_guard.profiles import STRICT, Profile
from langchain_guard.runnables.secure import guard_from, secure
from langchain_guard.settings import PREFIX, GuardSettings, variable_name
from tests.env_example import render

SECRET = "hush-" + "9d" * 20
ROOT = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An empty working directory and none of our variables."""
    monkeypatch.chdir(tmp_path)
    for name in GuardSettings.model_fields:
        monkeypatch.delenv(variable_name(name), raising=False)


def write_env(text: str, mode: int = 0o600) -> None:
    """Make `.env` in the working directory."""
    Path(".env").write_text(text)
    Path(".env").chmod(mode)


def test_sources_in_order(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Arguments beat the environment, which beats `.env`, which beats the secrets directory."""
    (tmp_path / "secrets").mkdir()
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "LANGSMITH_API_KEY", "langchain_guard_hash_key"):
        (tmp_path / "secrets" / name).write_text("from-the-directory\n")
    write_env("ANTHROPIC_API_KEY=from-env-file\nOPENAI_API_KEY=from-env-file\nLANGSMITH_API_KEY=from-env-file\n")
    monkeypatch.setenv("OPENAI_API_KEY", "from-environment")
    monkeypatch.setenv("LANGSMITH_API_KEY", "from-environment")
    settings = GuardSettings(_secrets_dir="secrets", LANGSMITH_API_KEY="from-argument")
    got = [settings.require(name).get_secret_value() for name in ("LANGSMITH_API_KEY", "OPENAI_API_KEY")]
    got += [settings.require("ANTHROPIC_API_KEY").get_secret_value()]
    got += [settings.require("LANGCHAIN_GUARD_HASH_KEY").get_secret_value()]
    assert got == ["from-argument", "from-environment", "from-env-file", "from-the-directory"]


def test_tunables_are_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists are comma-separated, actions are words, numbers are numbers."""
    monkeypatch.setenv("LANGCHAIN_GUARD_REDACT_KINDS", "email, credit_card")
    monkeypatch.setenv("LANGCHAIN_GUARD_RATE_LIMITS", "10/minute,200/day")
    monkeypatch.setenv("LANGCHAIN_GUARD_INJECTION", "sanitize")
    monkeypatch.setenv("langchain_guard_max_tokens", "99")
    monkeypatch.setenv("LANGCHAIN_GUARD_GUARD_POLICY", "secret=block, pii=sanitize")
    settings = GuardSettings()
    assert settings.guard_policy == (("secret", Action.BLOCK), ("pii", Action.SANITIZE))
    assert GuardSettings(guard_policy={"secret": "block"}).guard_policy == (("secret", Action.BLOCK),)
    assert settings.redact_kinds == ("email", "credit_card")
    assert settings.rate_limits == ("10/minute", "200/day")
    assert settings.injection is Action.SANITIZE
    assert settings.max_tokens == 99


def test_the_policy_shown_is_one_the_guard_takes() -> None:
    """What the description of `guard_policy` gives as an example can be copied."""
    shown = re.search(r"e\.g\. `([^`]+)`", GuardSettings.model_fields["guard_policy"].description or "")
    assert shown is not None
    guard = guard_from(GuardSettings(guard_policy=shown[1]))
    assert guard.policy == (("secret", Action.BLOCK), ("pii", Action.SANITIZE))


@pytest.mark.parametrize("field", ["guard_policy", "redact_strategies", "restore_tool_args"])
def test_a_mapping_without_values_is_told_how_to_write_it(field: str) -> None:
    """The error says what is missing."""
    with pytest.raises(ConfigError, match=f"{field.upper()}: write NAME=VALUE"):
        GuardSettings(**{field: "email"})


def test_posture_is_the_profile_with_own_values() -> None:
    """A field that is set replaces the profile's value, the others stay; every profile value can be set."""
    assert GuardSettings(profile="strict").posture == STRICT
    posture = GuardSettings(profile="strict", links="off", terminal_controls=False).posture
    assert (posture.links, posture.terminal_controls, posture.audit_failure) == ("off", False, "stop")
    assert {field.name for field in fields(Profile)} - {"name"} <= set(GuardSettings.model_fields)


@pytest.mark.parametrize(
    ("given", "nearest"),
    [
        ("LANGCHAIN_GUARD_PROFIL", "LANGCHAIN_GUARD_PROFILE"),
        ("LANGCHAIN_GUARD_INJECTION_TRESHOLD", "LANGCHAIN_GUARD_INJECTION_THRESHOLD"),
        ("langchain_guard_audit_pth", "LANGCHAIN_GUARD_AUDIT_PATH"),
        ("LANGCHAIN_GUARD_OPENAI_API_KEY", "OPENAI_API_KEY"),
        ("LANGCHAIN_GUARD_DEBUGG", "DEBUG"),
    ],
)
@pytest.mark.parametrize("place", ["environment", ".env", "secrets directory"])
def test_misspelt_names_are_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, given: str, nearest: str, place: str
) -> None:
    """A misspelt key stops the start, wherever it stands, and the error names the nearest valid one, not the value."""
    if place == "environment":
        monkeypatch.setenv(given, SECRET)
    elif place == ".env":
        write_env(f"{given}={SECRET}\n")
    else:
        (tmp_path / "secrets").mkdir()
        (tmp_path / "secrets" / given).write_text(SECRET)
    with pytest.raises(ConfigError) as caught:
        GuardSettings(_secrets_dir="secrets" if place == "secrets directory" else None)
    assert f"did you mean {nearest}?" in str(caught.value)
    assert place in str(caught.value)
    assert SECRET not in "".join(traceback.format_exception(caught.value))


def test_misspelt_arguments_are_refused() -> None:
    """A keyword that is no setting is an error, too."""
    for name in ("max_token", "MAX_TOKEN", "LANGCHAIN_GUARD_MAX_TOKENS"):  # a variable is no keyword
        with pytest.raises(ConfigError, match=f"no setting {name}; did you mean max_tokens"):
            GuardSettings(**{name: 1})
    with pytest.raises(ConfigError, match="no setting zzz; did you mean"):  # like none of ours
        GuardSettings(zzz=1)


def test_variables_of_others_are_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other programs may use the environment and `.env` as they like."""
    monkeypatch.setenv("LANGCHAIN_TRACING_V2", "true")
    monkeypatch.setenv("PROFILE", "nonsense")
    monkeypatch.setenv("MAX_TOKENS", "many")
    write_env("DATABASE_URL=postgres://x\nPROFILE=nonsense\n")
    assert GuardSettings() == GuardSettings(_env_file=None)


@pytest.mark.parametrize("word", ["prodution", "Produciton", "developement", "stagging"])
def test_a_slip_in_the_environment_is_told(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    """Whoever wants the checks of production and misspells it learns that they are off."""
    monkeypatch.setenv("ENVIRONMENT", word)
    with pytest.warns(UserWarning, match="ENVIRONMENT is ignored"):
        assert GuardSettings(_env_file=None).ENVIRONMENT == "development"


@pytest.mark.parametrize("place", ["environment", ".env"])
@pytest.mark.parametrize("written", [("ENVIRONMENT", "test"), ("ENVIRONMENT", "preproduction"), ("DEBUG", "app:*")])
def test_names_that_others_use_stop_nothing(
    monkeypatch: pytest.MonkeyPatch, place: str, written: tuple[str, str]
) -> None:
    """A value that another program has for `ENVIRONMENT` or `DEBUG` is ignored; with the prefix it is an error."""
    for prefix in ("", PREFIX):
        name = prefix + written[0]
        if place == ".env":
            write_env(f"{name}={written[1]}\n")
        else:
            monkeypatch.setenv(name, written[1])
        if prefix:
            with pytest.raises(ConfigError, match=name) as caught:
                GuardSettings()
            assert caught.value.__context__ is None
        else:
            assert GuardSettings() == GuardSettings(_env_file=None)
    with pytest.raises(ConfigError, match=written[0]):
        GuardSettings(_env_file=None, **{written[0]: written[1]})


@pytest.mark.parametrize(("bare", "own"), [("prod", ""), (" Production", ""), ("staging", "production")])
def test_production_is_known_when_it_is_meant(monkeypatch: pytest.MonkeyPatch, bare: str, own: str) -> None:
    """It may be short or in capitals, the name with the prefix is read first, and DEBUG is refused there."""
    monkeypatch.setenv("ENVIRONMENT", bare)
    monkeypatch.setenv(f"{PREFIX}ENVIRONMENT", own)
    assert GuardSettings().ENVIRONMENT == "production"
    monkeypatch.setenv("DEBUG", "1")
    with pytest.raises(ConfigError, match="DEBUG must be off"):
        GuardSettings()
    monkeypatch.setenv(f"{PREFIX}DEBUG", "off")
    assert not GuardSettings().DEBUG


def test_missing_key_names_variable_and_line(tmp_path: Path) -> None:
    """Asking for a key that is not set says what to add to `.env`; empty or blank counts as not set."""
    write_env("OPENAI_API_KEY=\n")
    with pytest.raises(MissingKeyError, match=r"add this line to \.env: OPENAI_API_KEY="):
        GuardSettings().require("OPENAI_API_KEY")
    with pytest.raises(ConfigError, match="ANTHROPIC_API_KEY"):
        GuardSettings().require("OPENAI_KEY")
    with pytest.raises(MissingKeyError, match="OPENAI_API_KEY"):
        GuardSettings(OPENAI_API_KEY=" \t").require("OPENAI_API_KEY")
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "OPENAI_API_KEY").touch()
    with pytest.raises(MissingKeyError, match="OPENAI_API_KEY"):
        GuardSettings(_secrets_dir="secrets").require("OPENAI_API_KEY")


@pytest.mark.parametrize(
    "bad",
    [
        {"profile": SECRET},
        {"max_tokens": SECRET},
        {"DEBUG": SECRET},
        {"hash_key": "short" + "-x"},
        {"redact_strategy": "hash"},
        {"temperature_min": 2, "temperature_max": 1},
        {"injection_threshold": 1.1},
        {"ENVIRONMENT": "production", "DEBUG": True, "OPENAI_API_KEY": SECRET},
        {"OPENAI_API_KEY": [SECRET]},
        {"rate_limits": {SECRET: 1}},
    ],
)
def test_unusable_values_are_refused_without_showing_them(bad: dict[str, object]) -> None:
    """The error is a ConfigError and holds no value: not in the text, the chain of causes, nor the attributes."""
    with pytest.raises(ConfigError) as caught:
        GuardSettings(**bad)
    error = caught.value
    assert error.__context__ is None
    assert error.__cause__ is None
    told = "".join(traceback.format_exception(error)) + repr(error) + repr(vars(error))
    assert SECRET not in told
    assert "short-x" not in told


@pytest.mark.parametrize(
    ("name", "written", "told"),
    [
        ("REFUSAL", " ", "should match"),
        ("RATE_LIMITS", "60", "'10/minute'"),
        ("RATE_LIMITS", "tenant: 5/minute", "RateLimitRunnable"),
        ("COST_PER_DAY", "5", "'5 USD'"),
        ("COST_PER_DAY", "5 EUR", "'5 USD/day'"),
        ("LOCKOUT", "5 tokens/minute", "'5 per 10 minutes'"),
        ("USER_KEY", "user_id", "configurable.NAME"),
        ("STORAGE_URI", f"{SECRET}@localhost", "'redis://host:port/db'"),
        ("GUARD_POLICY", "secrets=block", "did you mean 'secret'?"),
        ("GUARD_POLICY", "pii=block, pii=sanitize", "'pii' is given twice"),
        ("REDACT_KINDS", "emial", "did you mean 'email'?"),
        ("REDACT_STRATEGIES", "emial=mask", "did you mean 'email'?"),
        ("REDACT_STRATEGIES", "email=hide", "redact, mask"),
        ("REDACT_STRATEGIES", "email=mask, EMAIL_ADDRESS=block", "'EMAIL_ADDRESS' is given twice"),
        ("ALLOW_PATTERNS", "(?=a)", "RE2"),
        ("LOCALES", "xx", "de, dk"),
        ("ALLOWED_LINK_HOSTS", "https://example.com", "no scheme"),
        ("DANGEROUS_CODE", "allow", "flag, sanitize or block"),
        ("VAULT_URI", f"files://{SECRET}", "'sqlite:///file.db'"),
        ("VAULT_TENANT", "tenant", "configurable.NAME"),
        ("VAULT_THREAD", "configurable.", "configurable.NAME"),
        ("VAULT_TTL", str(2**53 + 1), "less than"),
        ("RESTORE_TOOL_ARGS", "send_email=email", "tool.argument"),
        ("RESTORE_TOOL_ARGS", "send_email.to=emial", "'emial'"),
        ("AUDIT_MAX_HOURS", "1e300", "less than"),
        ("ALLOW_LIST", '["a@example.com"]', "without brackets"),
        ("ALLOWED_MODELS", "['gpt-4.1', 'gpt-4.1-mini']", "without brackets"),
    ],
)
def test_what_no_control_can_use_is_refused_at_once(
    monkeypatch: pytest.MonkeyPatch, name: str, written: str, told: str
) -> None:
    """The error names the variable and what it takes, before any chain is built, and quotes no secret."""
    monkeypatch.setenv(PREFIX + name, written)
    with pytest.raises(ConfigError, match=f"{PREFIX}{name}: ") as caught:
        GuardSettings()
    assert told in str(caught.value)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"redact_strategies": "email=hash"}, "HASH_KEY"),
        ({"audit_user_ids": "hash"}, "AUDIT_KEY"),
        ({"audit_path": "trail", "audit_heads": "trail"}, "AUDIT_HEADS"),
        ({"vault_key": SECRET, "vault_old_keys": SECRET}, "VAULT_OLD_KEYS"),
        ({"vault_old_keys": SECRET, "audit_key": SECRET}, "VAULT_KEY"),
    ],
)
def test_settings_that_cannot_work_together_are_refused(given: dict[str, str], told: str) -> None:
    """A strategy without its key, heads inside their trail, a key of the vault that has another use."""
    with pytest.raises(ConfigError, match=told):
        GuardSettings(**given)


def test_every_value_that_a_control_takes_passes() -> None:
    """What the checks let pass makes a chain."""
    settings = GuardSettings(
        rate_limits="10/minute; 200/day, model: 5 per 2 hours, user: 3/second",
        cost_per_day="5 USD",
        lockout="5 per 10 minutes",
        user_key="metadata.user",
        guard_policy="injection.judged=flag, secret=block, pii.email=sanitize, pii=block",
        redact_kinds="EMAIL_ADDRESS, ip, pii, secrets",
        redact_strategy="remove",
        redact_strategies="pii=mask, email=remove",
        allow_patterns="a+, b{2}",
        locales="DE, us",
        allowed_link_hosts="*.example.com, example.org:8080/path/*",
        dangerous_code="sanitize",
        restore_tool_args="crm.*=*, mail.to=email|phone",
    )
    assert isinstance(secure(FakeListChatModel(responses=["hi"]), settings, audit=False), Runnable)


def test_a_settings_file_that_is_not_text_is_refused() -> None:
    """Bytes that are not UTF-8 give a clear error without the bytes."""
    Path(".env").write_bytes(b"OPENAI_API_KEY=\xff\xfe" + SECRET.encode())
    Path(".env").chmod(0o600)
    with pytest.raises(ConfigError, match="not UTF-8") as caught:
        GuardSettings()
    assert caught.value.__context__ is None


def test_a_settings_file_that_was_named_must_be_there(tmp_path: Path) -> None:
    """A file in the arguments that is missing, or no file, is an error; `.env` by itself is optional."""
    for missing in ("prod.env", ".env", tmp_path / "prod.env", (".env", "prod.env"), tmp_path):
        with pytest.raises(ConfigError, match=r"there is no settings file .*\w"):
            GuardSettings(_env_file=missing)
    assert GuardSettings() == GuardSettings(_env_file=None) == GuardSettings(_env_file="/dev/null")


@pytest.mark.parametrize("name", ["LANGCHAIN_GUARD_PROFILE", "ANTHROPIC_API_KEY"])
@pytest.mark.parametrize("line", ["{}: strict", "{} strict", "export {}", "{}", "'{}' - strict", "{}='strict"])
def test_lines_that_set_nothing_are_refused(line: str, name: str) -> None:
    """A line about a setting that is not `NAME=VALUE` is named by its number and quoted nowhere; others may stand."""
    write_env(f"# a comment\nother: thing\n\n{line.format(name)}\nOPENAI_API_KEY=k\n")
    with pytest.raises(ConfigError, match=rf"\.env, line 4: this sets nothing, write {name}=VALUE$"):
        GuardSettings()


def test_a_settings_file_that_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the operating system says of it is told, as an error of this package."""
    write_env("OPENAI_API_KEY=k\n")

    def refused(path: str, *_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr("dotenv.main.open", refused, raising=False)
    with pytest.raises(ConfigError, match=r"\.env: Permission denied"):
        GuardSettings()


def test_the_folder_where_secrets_are_mounted_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Docker and Kubernetes need no argument; a folder that was named is read in its place."""
    for name in ("mounted", "named"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "OPENAI_API_KEY").write_text(name)
    monkeypatch.setattr("langchain_guard.settings.fields.SECRETS_DIR", tmp_path / "mounted")
    assert GuardSettings().require("OPENAI_API_KEY").get_secret_value() == "mounted"
    assert GuardSettings(_secrets_dir="named").require("OPENAI_API_KEY").get_secret_value() == "named"


def test_world_readable_env_file() -> None:
    """A `.env` that everybody can read is refused in production and warned about elsewhere."""
    write_env("OPENAI_API_KEY=k\n", mode=0o644)
    with pytest.warns(UserWarning, match="chmod 600"):
        GuardSettings()
    with pytest.raises(ConfigError, match="chmod 600"):
        GuardSettings(ENVIRONMENT="production")
    write_env("OPENAI_API_KEY=k\nENVIRONMENT=production\n", mode=0o644)
    with pytest.raises(ConfigError, match="chmod 600"):
        GuardSettings()
    Path(".env").chmod(0o600)
    assert GuardSettings().ENVIRONMENT == "production"


def test_no_secret_is_shown() -> None:
    """Not by repr, str, JSON, a dump, `vars`, format, nor a pickle."""
    url = f"redis://:{SECRET}@localhost:6379/0"
    settings = GuardSettings(OPENAI_API_KEY=SECRET, hash_key=SECRET, audit_key=SECRET, storage_uri=url)
    shown = [repr(settings), str(settings), settings.model_dump_json(), repr(settings.model_dump())]
    shown += [repr(vars(settings)), f"{settings}", repr(settings.model_copy()), repr(copy.deepcopy(settings))]
    assert not [text for text in shown if SECRET in text]
    assert SECRET.encode() not in pickle.dumps(settings)
    assert copy.deepcopy(settings).require("OPENAI_API_KEY") == SecretStr(SECRET)
    proxied = GuardSettings(OPENAI_BASE_URL=f"https://user:{SECRET}@example.com/v1")
    assert SECRET not in repr(proxied) + str(proxied)
    assert SECRET in str(proxied.OPENAI_BASE_URL)


def test_an_assignment_is_refused_without_showing_the_value() -> None:
    """Settings are immutable, and the error that says so holds nothing of what was assigned."""
    settings = GuardSettings()
    for name in ("audit_key", "profile", "no_such_setting"):
        with pytest.raises(ConfigError, match=f"immutable, and so is {name}") as caught:
            setattr(settings, name, SECRET)
        assert caught.value.__context__ is None
        assert SECRET not in str(caught.value)
    assert settings == GuardSettings()


def test_pickle_reads_secrets_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings arrive whole where the secrets are set too, and are refused where they are not."""
    monkeypatch.setenv("LANGCHAIN_GUARD_HASH_KEY", SECRET)
    settings = GuardSettings(profile="strict", redact_strategy="hash")
    frozen = pickle.dumps(settings)
    assert pickle.loads(frozen) == settings
    monkeypatch.delenv("LANGCHAIN_GUARD_HASH_KEY")
    with pytest.raises(ConfigError, match="LANGCHAIN_GUARD_HASH_KEY"):
        pickle.loads(frozen)
    with pytest.raises(MissingKeyError, match="LANGCHAIN_GUARD_STORAGE_URI"):
        pickle.loads(pickle.dumps(GuardSettings(storage_uri="redis://localhost")))


def test_env_example_has_exactly_the_settings() -> None:
    """`.env.example` names every setting once, with its default and what it is."""
    assert (ROOT / ".env.example").read_text() == render(), "python -m tests.env_example"
    shown = dict(re.findall(r"^(?:# )?([A-Z_]+)=(.*)$", render(), re.MULTILINE))
    assert list(shown) == [variable_name(name) for name in GuardSettings.model_fields]
    plain = {name: value for name, value in shown.items() if value}
    for name in plain:
        assert name.startswith(PREFIX) or name in {"ENVIRONMENT", "DEBUG"}
    given = {name: plain.get(variable_name(name)) for name in GuardSettings.model_fields}
    assert GuardSettings(**{name: value for name, value in given.items() if value}) == GuardSettings()


def test_every_setting_is_used() -> None:
    """No setting is read and then forgotten: each is used somewhere in the package."""
    package = Path(langchain_guard.__file__).parent
    code = "".join(path.read_text() for path in package.rglob("*.py") if path.parent.name != "settings")
    by_profile = {field.name for field in fields(Profile)} | {"profile"}
    provided = {"ANTHROPIC_API_KEY", "LANGSMITH_API_KEY", "ENVIRONMENT", "DEBUG"}
    idle = {name for name in GuardSettings.model_fields if f"settings.{name}" not in code}
    assert idle - by_profile <= provided


def test_every_setting_is_described() -> None:
    """Each field says what it is."""
    assert not [name for name, field in GuardSettings.model_fields.items() if not field.description]

"""What the sources of the settings must not hold: misspelt names, and secrets for everybody to read."""

from __future__ import annotations

import os
import re
import stat
import warnings
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from dotenv.parser import parse_stream
from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    EnvSettingsSource,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SecretsSettingsSource,
)

from langchain_guard.exceptions import ConfigError

PREFIX = "LANGCHAIN_GUARD_"
"""Prefix of every tunable of the controls."""

SHARED = ("ENVIRONMENT", "DEBUG")
"""Names that other programs give values of their own."""

_ENVIRONMENTS = ("production", "staging", "development")

_MISSPELT = 0.89
"""From where on a word is taken for one of these with a slip: `prodution` and `produciton`, not `preproduction`."""


def variable_name(field: str) -> str:
    """The environment variable of a field.

    >>> variable_name("profile"), variable_name("DEBUG")
    ('LANGCHAIN_GUARD_PROFILE', 'DEBUG')
    """
    return field if field.isupper() else PREFIX + field.upper()


class Inspection(PydanticBaseSettingsSource):
    """Last of the sources; adds nothing, refuses misspelt names and careless files."""

    def __init__(self, settings_cls: type[BaseSettings], sources: Iterable[PydanticBaseSettingsSource]) -> None:
        super().__init__(settings_cls)
        self._sources = tuple(sources)

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:  # noqa: ARG002 -- pydantic's
        """No values of its own."""
        return None, "", False

    def __call__(self) -> dict[str, Any]:
        """Look at what the other sources read."""
        names = set(self.settings_cls.model_fields)
        known = {variable_name(name) for name in names}
        for source in self._sources:
            if isinstance(source, DotEnvSettingsSource):
                self._check_mode(source)
                _lines(source, known)
            if isinstance(source, InitSettingsSource):
                _spelling(source.init_kwargs, names, "the arguments")
            elif isinstance(source, SecretsSettingsSource):
                for folder in filter(Path.is_dir, paths(source.secrets_dir)):
                    _spelling(_ours(file.name for file in folder.iterdir()), known, "the secrets directory")
            elif isinstance(source, EnvSettingsSource):
                place = ".env" if isinstance(source, DotEnvSettingsSource) else "the environment"
                _spelling(_ours(source.env_vars), known, place)
        return {}

    def _check_mode(self, source: DotEnvSettingsSource) -> None:
        for path in paths(source.env_file):
            if os.name == "posix" and path.is_file() and path.stat().st_mode & stat.S_IROTH:
                message = f"{path.name} can be read by every user of this machine: chmod 600 {path.name}"
                if str(self.current_state.get("ENVIRONMENT", "")).strip().lower() == "production":
                    raise ConfigError(message)
                warnings.warn(message, UserWarning, stacklevel=2)


def read_shared(source: EnvSettingsSource) -> None:
    """Take the `SHARED` names where the value is one of ours; with the prefix they are ours, and may be wrong."""
    found = dict(source.env_vars)
    for name in SHARED:
        own, bare = variable_name(name.lower()), name.lower()
        strict, written = found.pop(own.lower(), None), found.pop(bare, None)
        value = strict if strict is not None else _spelt_out(written)
        try:
            if value is not None:
                kind: Any = source.settings_cls.model_fields[name].annotation
                TypeAdapter(kind).validate_python(value)
                found[bare] = value
            continue
        except ValidationError as error:
            problem = f"{own}: {error.errors(include_input=False)[0]['msg']}"
        if strict is not None:
            raise ConfigError(problem)  # outside the handler: pydantic's error quotes the value
        near = get_close_matches(value or "", _ENVIRONMENTS, n=1, cutoff=_MISSPELT)
        if near and name == "ENVIRONMENT":
            message = f"{name} is ignored, because it holds none of our words: is {near[0]} meant?"
            warnings.warn(message, UserWarning, stacklevel=2)
    source.env_vars = found


def _spelt_out(word: str | None) -> str | None:
    """`prod` and `Production` are meant for us as well: what is refused there must not begin to pass."""
    plain = word and word.strip().lower()
    return "production" if plain == "prod" else plain


def paths(given: Any) -> list[Path]:
    """The files or folders that were named: none, one or several."""
    if not given:
        return []
    several = [given] if isinstance(given, str | os.PathLike) else given
    return [Path(path).expanduser() for path in several]


def _lines(source: DotEnvSettingsSource, known: set[str]) -> None:
    """Refuse lines about our settings that the reader of the file passes over, such as `NAME: value`."""
    for path in filter(Path.is_file, paths(source.env_file)):
        with path.open(encoding=source.env_file_encoding) as file:
            for line in parse_stream(file):
                begins = re.match(r"(\s*)(?:export\s+)?['\"]?(\w+)", line.original.string)
                if begins is None or not (line.error or (line.key and line.value is None)):
                    continue
                number, name = line.original.line + begins[1].count("\n"), begins[2].upper()
                if name in known or name.startswith(PREFIX):
                    message = f"{path.name}, line {number}: this sets nothing, write {name}=VALUE"
                    raise ConfigError(message)


def _ours(names: Iterable[str] | Mapping[str, object]) -> list[str]:
    return [name.upper() for name in names if name.upper().startswith(PREFIX)]


def _spelling(names: Iterable[str], known: set[str], place: str) -> None:
    for name in names:
        if name not in known:
            bare = {_bare(one): one for one in known}
            nearest = bare[get_close_matches(_bare(name), bare, n=1, cutoff=0.0)[0]]
            shown = name if re.fullmatch(r"\w{1,80}", name) else "a name that is not a plain word"
            message = f"{place}: there is no setting {shown}; did you mean {nearest}?"
            raise ConfigError(message)


def _bare(name: str) -> str:
    """A name without what all have in common, which would outweigh the rest."""
    return name.upper().removeprefix(PREFIX)

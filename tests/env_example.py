"""`.env.example`, made from the settings: `python -m tests.env_example` writes it."""

from __future__ import annotations

import textwrap
from pathlib import Path

from pydantic import SecretStr

from langchain_guard.profiles import BALANCED
from langchain_guard.settings import PREFIX, GuardSettings, variable_name

FILE = Path(__file__).parent.parent / ".env.example"

HEAD = """\
# Copy to .env, `chmod 600 .env`, fill in what you need. Empty and commented lines keep the defaults shown.
# Lists are comma-separated. A misspelt LANGCHAIN_GUARD_ name is refused. `.env` is looked for in the working folder.
# `GuardSettings()`, `secure`, `GuardMiddleware` and the demo read these; controls that you make yourself, such as
# `InputGuardRunnable()`, take what you hand them and nothing from here.
"""


def shown(default: object) -> str:
    """A default as it is written in the file."""
    if default is None:
        return ""
    if isinstance(default, SecretStr):
        return default.get_secret_value()
    if isinstance(default, tuple):
        return ", ".join(default)
    return str(default).lower() if isinstance(default, bool) else str(default)


def render() -> str:
    """The whole file."""
    parts = [HEAD]
    for name, field in GuardSettings.model_fields.items():
        text = " ".join((field.description or "").split())
        if field.default is None and (value := getattr(BALANCED, name, None)) is not None:
            text += f" Unset: what the profile says, `{shown(value)}` for balanced."
        comment = textwrap.fill(text, 116, initial_indent="# ", subsequent_indent="# ")
        variable = variable_name(name)
        line = f"{variable}={shown(field.default)}"
        quiet = variable.startswith(PREFIX) or variable.endswith("_URL")
        parts.append(f"{comment}\n{'# ' if quiet else ''}{line}\n")
    return "\n".join(parts)


if __name__ == "__main__":
    FILE.write_text(render(), encoding="utf-8")

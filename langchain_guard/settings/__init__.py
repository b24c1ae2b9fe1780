"""Settings from the environment, `.env` and a secrets directory."""

from langchain_guard.settings.fields import GuardSettings
from langchain_guard.settings.inspection import PREFIX, variable_name

__all__ = ["PREFIX", "GuardSettings", "variable_name"]

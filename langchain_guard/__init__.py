"""Security controls for LangChain that compose with `|`.

Every public name is imported on first use (PEP 562), so that `import langchain_guard` stays light: it does not import
LangChain.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from langchain_guard.agents.middleware import GuardMiddleware as GuardMiddleware
    from langchain_guard.agents.policy import ToolPolicy as ToolPolicy
    from langchain_guard.callbacks import AuditCallbackHandler as AuditCallbackHandler
    from langchain_guard.detect import scan as scan
    from langchain_guard.detect.injection.detector import detect_injection as detect_injection
    from langchain_guard.detect.injection.verdict import Verdict as Verdict
    from langchain_guard.exceptions import ConfigError as ConfigError
    from langchain_guard.exceptions import GuardBlocked as GuardBlocked
    from langchain_guard.exceptions import GuardError as GuardError
    from langchain_guard.exceptions import GuardUnavailable as GuardUnavailable
    from langchain_guard.exceptions import InputBlocked as InputBlocked
    from langchain_guard.exceptions import InputTooLarge as InputTooLarge
    from langchain_guard.exceptions import InvalidInput as InvalidInput
    from langchain_guard.exceptions import MissingKeyError as MissingKeyError
    from langchain_guard.exceptions import OutputBlocked as OutputBlocked
    from langchain_guard.exceptions import RateLimitExceeded as RateLimitExceeded
    from langchain_guard.exceptions import ToolBlocked as ToolBlocked
    from langchain_guard.findings import Action as Action
    from langchain_guard.findings import Decision as Decision
    from langchain_guard.findings import Detector as Detector
    from langchain_guard.findings import Finding as Finding
    from langchain_guard.findings import ScanResult as ScanResult
    from langchain_guard.redaction import RedactionPolicy as RedactionPolicy
    from langchain_guard.redaction import StreamRedactor as StreamRedactor
    from langchain_guard.redaction import Vault as Vault
    from langchain_guard.redaction import redact as redact
    from langchain_guard.requests import ChatRequest as ChatRequest
    from langchain_guard.runnables.canary import CanaryRunnable as CanaryRunnable
    from langchain_guard.runnables.guard import InputGuardRunnable as InputGuardRunnable
    from langchain_guard.runnables.limiter import RateLimitRunnable as RateLimitRunnable
    from langchain_guard.runnables.model import GuardedChatModel as GuardedChatModel
    from langchain_guard.runnables.pseudonymizer import PseudonymizerRunnable as PseudonymizerRunnable
    from langchain_guard.runnables.redactor import OutputRedactorRunnable as OutputRedactorRunnable
    from langchain_guard.runnables.restorer import RestorerRunnable as RestorerRunnable
    from langchain_guard.runnables.secure import secure as secure
    from langchain_guard.settings import GuardSettings as GuardSettings
    from langchain_guard.text.pattern import Pattern as Pattern

_HOMES = {
    "Action": "findings",
    "AuditCallbackHandler": "callbacks",
    "CanaryRunnable": "runnables.canary",
    "ChatRequest": "requests",
    "ConfigError": "exceptions",
    "Decision": "findings",
    "Detector": "findings",
    "Finding": "findings",
    "GuardBlocked": "exceptions",
    "GuardError": "exceptions",
    "GuardMiddleware": "agents.middleware",
    "GuardSettings": "settings",
    "GuardUnavailable": "exceptions",
    "GuardedChatModel": "runnables.model",
    "InputBlocked": "exceptions",
    "InputGuardRunnable": "runnables.guard",
    "InputTooLarge": "exceptions",
    "InvalidInput": "exceptions",
    "MissingKeyError": "exceptions",
    "OutputBlocked": "exceptions",
    "OutputRedactorRunnable": "runnables.redactor",
    "Pattern": "text.pattern",
    "PseudonymizerRunnable": "runnables.pseudonymizer",
    "RateLimitExceeded": "exceptions",
    "RateLimitRunnable": "runnables.limiter",
    "RedactionPolicy": "redaction",
    "RestorerRunnable": "runnables.restorer",
    "ScanResult": "findings",
    "StreamRedactor": "redaction",
    "ToolBlocked": "exceptions",
    "ToolPolicy": "agents.policy",
    "Vault": "redaction",
    "Verdict": "detect.injection.verdict",
    "detect_injection": "detect.injection.detector",
    "redact": "redaction",
    "scan": "detect",
    "secure": "runnables.secure",
}
"""Where each public name lives, relative to this package."""

_NEEDS_AN_EXTRA = set() if find_spec("langchain") else {"GuardMiddleware"}
"""Not listed where its library is absent, so that `help` and `import *` work; asking for it says what to install."""

__all__ = [  # noqa: PLE0604 -- generated from the table above, sorted
    *sorted(set(_HOMES) - _NEEDS_AN_EXTRA),
    "__version__",
]


def __getattr__(name: str) -> object:
    """Import a public name from its home on first use."""
    home = _HOMES.get(name)
    if home is None:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    # a missing extra is a ConfigError, also to hasattr: `from ... import` would lose the advice of an AttributeError
    value = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """The public names."""
    return list(__all__)

"""Three named postures. Every value carries its reason; copy one with `dataclasses.replace` to change it.

`BALANCED` is the default of every control, `STRICT` is for data that must not leave, `OBSERVE` only watches.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from langchain_guard.exceptions import ConfigError
from langchain_guard.findings import Action


@dataclass(frozen=True, slots=True)
class Profile:
    """An immutable set of defaults for all controls.

    Attributes:
        name: `strict`, `balanced` or `observe`.
        injection: What the guard does when the verdict passes the threshold.
        injection_threshold: Calibrated score from 0 to 1 at which user text counts as an injection.
        untrusted_threshold: The same for tool results, documents and memory.
        links: Link policy of the redactor, see `langchain_guard.detect.links`.
        dangerous_code: What the redactor does about fenced code that executes, deletes or opens a shell.
        on_error: `closed`: a control that cannot do its work stops the call; `open`: it goes on without, audited.
        on_unknown: The same for message shapes that cannot be inspected.
        audit_failure: `stop`: no audit record, no model call; `degrade`: go on, loudly, and count.
        terminal_controls: Whether control characters and terminal escapes are removed from answers.
    """

    name: Literal["strict", "balanced", "observe"]
    injection: Action
    injection_threshold: float
    untrusted_threshold: float
    links: Literal["strict", "balanced", "off"]
    dangerous_code: Action
    on_error: Literal["closed", "open"]
    on_unknown: Literal["block", "allow"]
    audit_failure: Literal["stop", "degrade"]
    terminal_controls: bool


BALANCED = Profile(
    name="balanced",
    injection=Action.BLOCK,  # a refused attack costs the user nothing
    injection_threshold=0.5,  # the score is calibrated so that 0.5 is the recommended operating point
    untrusted_threshold=0.5,  # untrusted text is scored with its own calibration, same operating point
    links="balanced",  # what a client fetches by itself needs an allowed host; what a person clicks need not
    dangerous_code=Action.FLAG,  # answers to programmers contain such code for good reasons
    on_error="closed",  # OWASP: fail securely
    on_unknown="block",  # what cannot be inspected is refused, never passed in silence
    audit_failure="degrade",  # OWASP Logging Cheat Sheet: the application goes on, loudly
    terminal_controls=False,  # answers are rarely printed raw; browsers ignore them
)
"""The default: blocks what is judged bad, rewrites what leaks, lets honest text pass byte-identical."""

STRICT = Profile(
    name="strict",
    injection=Action.BLOCK,
    injection_threshold=0.3,  # more false alarms are accepted for fewer misses
    untrusted_threshold=0.3,
    links="strict",  # only listed hosts
    dangerous_code=Action.SANITIZE,
    on_error="closed",
    on_unknown="block",
    audit_failure="stop",  # OWASP AI Agent Security: fail closed when audit logging fails
    terminal_controls=True,  # answers may reach a terminal or a log viewer
)
"""For data that must not leave: everything unlisted is refused, and no evidence means no call."""

OBSERVE = Profile(
    name="observe",
    injection=Action.FLAG,  # watch before enforcing: measure false alarms on your own traffic first
    injection_threshold=0.5,
    untrusted_threshold=0.5,
    links="off",
    dangerous_code=Action.FLAG,
    on_error="open",
    on_unknown="allow",
    audit_failure="degrade",
    terminal_controls=False,
)
"""Watches and records: no finding blocks or changes anything, each is audited. Sizes, shapes and rate limits hold, and
null bytes are taken out, as under every profile."""

PROFILES: dict[str, Profile] = {profile.name: profile for profile in (STRICT, BALANCED, OBSERVE)}
"""The three by name, for settings."""


def profile_named(profile: str | Profile, *, control: str = "") -> Profile:
    """A profile by its name; a profile as it is.

    Args:
        profile: `strict`, `balanced`, `observe`, or a `Profile`.
        control: Who asks, for the error.

    Raises:
        ConfigError: When there is none of that name.

    >>> profile_named("strict").on_error
    'closed'
    """
    if isinstance(profile, Profile):
        return profile
    if profile not in PROFILES:
        message = f"unknown profile {profile!r}: choose one of {', '.join(PROFILES)}"
        raise ConfigError(message, control=control)
    return PROFILES[profile]

"""The limiter as LangChain's `BaseRateLimiter`, which a chat model asks before each request to its provider."""

from __future__ import annotations

from dataclasses import replace

from langchain_core.rate_limiters import BaseRateLimiter
from langchain_core.runnables import ensure_config

from langchain_guard.exceptions import ConfigError, GuardUnavailable, RateLimitExceeded
from langchain_guard.runnables.limiter import RateLimitRunnable
from langchain_guard.runnables.refusal import atell, degraded, refused, tell


class ProviderRateLimiter(BaseRateLimiter):
    """Made by `RateLimitRunnable.as_rate_limiter`.

    LangChain ignores what `acquire` returns, so a refusal is an exception unless the caller asked not to wait.
    """

    def __init__(self, limiter: RateLimitRunnable) -> None:
        other = {limit.unit for limit in limiter.gate.limits} - {"requests", "lockout"}
        if other:
            message = f"a model's rate_limiter can only count requests, not {', '.join(sorted(other))}: use wrap(llm)"
            raise ConfigError(message, control="rate_limit")
        self._limiter = limiter
        self._waiting = replace(limiter.gate, wait=True)
        self._asking = replace(limiter.gate, wait=False)

    def acquire(self, *, blocking: bool = True) -> bool:
        """Book one request; waits up to the limiter's `max_wait`.

        Args:
            blocking: Whether to wait; when not, a refusal is returned and not raised.

        Raises:
            RateLimitExceeded: It would have to wait longer.
        """
        config = ensure_config(None)  # what the surrounding chain was called with, where there is one
        gate = self._waiting if blocking else self._asking
        try:
            charges = gate.charges(self._limiter.who(config), {"requests": 1, "lockout": 0})
            lease = gate.admit(charges, settles=False)
        except (RateLimitExceeded, GuardUnavailable) as error:
            if blocking or isinstance(error, GuardUnavailable):
                tell(self._limiter, config, refused(error), error)
            return False
        if lease.degraded:
            tell(self._limiter, config, degraded(f"backend_{lease.degraded}"))
        return True

    async def aacquire(self, *, blocking: bool = True) -> bool:
        """`acquire`, without blocking the event loop."""
        config = ensure_config(None)
        gate = self._waiting if blocking else self._asking
        try:
            charges = gate.charges(self._limiter.who(config), {"requests": 1, "lockout": 0})
            lease = await gate.aadmit(charges, settles=False)
        except (RateLimitExceeded, GuardUnavailable) as error:
            if blocking or isinstance(error, GuardUnavailable):
                await atell(self._limiter, config, refused(error), error)
            return False
        if lease.degraded:
            await atell(self._limiter, config, degraded(f"backend_{lease.degraded}"))
        return True

"""The advisory lock that all writers of this package take on a file; nothing where the system has none."""

from __future__ import annotations

__all__ = ["LOCK_EX", "LOCK_UN", "flock"]

try:
    from fcntl import LOCK_EX, LOCK_UN, flock
except ImportError:  # Windows: one process per file, which the documentation says
    LOCK_EX = LOCK_UN = 0  # type: ignore[misc]  # final in the module that is absent here

    def flock(_fd: int, _operation: int, /) -> None:  # type: ignore[misc]  # narrower than fcntl's, and enough here
        """Nothing."""

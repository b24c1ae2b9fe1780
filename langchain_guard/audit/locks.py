"""What systems do differently about files: locks, flags and permissions."""

from __future__ import annotations

import os

__all__ = ["FLAGS", "LOCKS", "LOCK_EX", "LOCK_UN", "MODES", "flock"]

FLAGS = getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
"""How every file of the trail is opened: not for other programs, not through a link, and no line end is translated."""

MODES = os.name == "posix"
"""Whether permission bits say who may write. On Windows a file shows them for everybody."""

try:
    from fcntl import LOCK_EX, LOCK_UN, flock

    LOCKS = True
except ImportError:  # Windows: one process per file, see `AuditLog`
    LOCK_EX = LOCK_UN = 0  # type: ignore[misc]  # final in the module that is absent here

    LOCKS = False

    def flock(_fd: int, _operation: int, /) -> None:  # type: ignore[misc]  # narrower than fcntl's, and enough here
        """Nothing: there is no advisory lock."""

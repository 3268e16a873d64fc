"""[edge] The only place that reads the wall clock and draws chance."""

from __future__ import annotations

import secrets
import time
from typing import Final

__all__ = ["SALT_BYTES", "draw_salt", "now_ns"]

# As long as the digest that it protects: a shorter one would be the easier thing to guess.
SALT_BYTES: Final = 32


def now_ns() -> int:
    """Read the clock of this machine: nanoseconds since 1970-01-01T00:00:00Z."""
    return time.time_ns()


def draw_salt() -> bytes:
    """Draw 32 bytes that nobody can guess."""
    return secrets.token_bytes(SALT_BYTES)

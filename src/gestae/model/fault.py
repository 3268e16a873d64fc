"""A fault of what is kept: a value to be listed beside all others, never the first thing that stops the check."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Fault"]


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing that is not as it should be.

    >>> print(Fault("journal entry 3", "its content does not give its leaf", "restore the case from a second copy"))
    journal entry 3: its content does not give its leaf; restore the case from a second copy
    """

    where: str
    what: str
    right: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}; {self.right}"

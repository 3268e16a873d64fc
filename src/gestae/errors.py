"""The family of refusals: every public error of gestae is born here.

One base, one family per matter. An error carries its facts as attributes, and its message says what is
wrong and what would be right, because the person who reads it is rarely the person who wrote the code.
The base refuses to be raised as it is.
"""

from __future__ import annotations

__all__ = [
    "CaseError",
    "ClockError",
    "DecodeError",
    "EngineError",
    "Faults",
    "FixityError",
    "GestaeError",
    "InputRefused",
    "IntakeError",
    "JournalError",
    "RecordError",
    "SealError",
    "WeightsError",
]


class GestaeError(Exception):
    """Whatever gestae refuses; only its relatives are raised."""

    def __init__(self, message: str) -> None:
        if type(self) is GestaeError:
            raise TypeError("GestaeError names the family; raise one of its members")
        super().__init__(message)


class RecordError(GestaeError):
    """A noun was asked to exist with contents that contradict each other."""


class InputRefused(GestaeError):  # noqa: N818 - the field says "refused", and it is what a person reads
    """Input from outside cannot be taken as it is."""

    def __init__(self, what: str, *, wrong: str, right: str) -> None:
        super().__init__(f"{what}: {wrong}; {right}")
        self.what, self.wrong, self.right = what, wrong, right


class Faults(GestaeError):  # noqa: N818 - several errors at once, as one group
    """All faults of one input at once, so that nobody mends them one by one."""

    def __init__(self, what: str, faults: tuple[InputRefused, ...]) -> None:
        lines = "\n".join(f"  - {fault}" for fault in faults)
        super().__init__(f"{what}: {len(faults)} fault{'s' if len(faults) != 1 else ''}\n{lines}")
        self.what, self.faults = what, faults


class IntakeError(GestaeError):
    """An item could not be preserved; the others go on."""


class FixityError(GestaeError):
    """Bytes that were recorded are not the bytes that are there."""

    def __init__(self, what: str, *, recorded: str, found: str | None) -> None:
        state = f"found {found[:16]}…" if found else "not found"
        super().__init__(
            f"{what}: recorded sha256 {recorded[:16]}…, {state}; do not rely on this copy, restore it from a second one"
        )
        self.what, self.recorded, self.found = what, recorded, found


class SealError(GestaeError):
    """Something cannot be encrypted, or what was encrypted cannot be opened."""


class DecodeError(GestaeError):
    """A file gives no frames, or none any more."""


class ClockError(GestaeError):
    """A moment cannot be placed: what is known of the clock does not allow it."""


class JournalError(GestaeError):
    """The journal does not link, or an entry is not of its kind's form."""


class CaseError(GestaeError):
    """A case folder is missing, of another format, or in another state than the step needs."""


class WeightsError(GestaeError):
    """A model file is absent, or is not the one that was named."""


class EngineError(GestaeError):
    """A work item ended its worker, or ran past its limits."""

"""[edge] Is the copy in the vault still the original: asked before anything is computed from it or drawn of it."""

from __future__ import annotations

from pathlib import Path

from gestae.preserve.pump import hash_file

__all__ = ["NotTheFilesFault", "check_copy"]


class NotTheFilesFault(Exception):  # noqa: N818 - whose fault it is not
    """The disk failed, or the copy is no longer the original; no refusal of the file's, so it is tried again."""


def check_copy(path: Path, sha256: str) -> None:
    """Make sure that the bytes which are looked at are the original's.

    Raises:
        NotTheFilesFault: they cannot be read, or have another digest.
    """
    try:
        found = hash_file(path)
    except OSError as error:
        raise NotTheFilesFault(f"its original cannot be read ({error.strerror})") from error
    if found.hex != sha256:
        raise NotTheFilesFault(f"its original is no longer what was received (sha256 {found.short}…); verify the case")

"""The rule on what can be read in pictures, as a table."""

from __future__ import annotations

from typing import Final

from gestae.model.observation import Kind
from gestae.observe import texts
from gestae.observe.rule import Rule, Table

__all__ = ["TEXTS"]

TEXTS: Final[Table] = {
    Kind.TEXT_SEEN: Rule(
        2, "first picture in which it was read as it is told", "last picture in which it was",
        (), texts.text_seen,
        ("A letter that the pictures do not agree on stands as ·, and beside it what it may be; letters may be missing "
         "at the ends.",
         "Whether a plate is the vehicle's own is not shown."),
    ),
}  # fmt: skip

"""Whether a line is Cyrillic: what a reader of Cyrillic letters says of it in several proportions and pictures. Pure.

Such a reader writes Latin text in Cyrillic letters as a Latin one does the reverse, and never says "I cannot". So its
word counts only where nothing of the line is unlike any Cyrillic letter, where every proportion reads the same, and
where letters stand that no Latin capital resembles.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image

from gestae.model.text import TWINS, UNREAD, Script, Wording

__all__ = ["WIDTHS", "CyrillicRules", "as_read", "cyrillic_of", "page", "parameters", "worded"]

WIDTHS: Final = (1.25, 1.0, 0.8)
_PAGE_PX: Final = 48
_LETTERS: Final = frozenset("АБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ")
# Drawn alike but for a stroke that stands beside it.
_SOFT: Final = "Ь"
_SOFT_OR_Y: Final = "Ь/Ы"
_INSIDE: Final = frozenset("0123456789-. ")


@dataclass(frozen=True, slots=True)
class CyrillicRules:
    """When a line is told as Cyrillic.

    Attributes:
        version: goes up whenever the same footage may give another text.
        pictures: in so many it must be read alike in all proportions.
        share: part of the pictures that are read as any Cyrillic text.
        own: letters that no Latin capital is drawn like.
        least: letters and digits in all.
    """

    version: int = 1
    pictures: int = 3
    share: float = 0.75
    own: int = 2
    least: int = 3


def page(line: npt.NDArray[np.uint8], width: float) -> npt.NDArray[np.uint8]:
    """Bring a line to the height that is read best, and to a width beside its own.

    >>> page(np.zeros((24, 100), np.uint8), 0.8).shape
    (48, 160)
    """
    height, across = line.shape
    size_px = max(1, round(across * _PAGE_PX / height * width)), _PAGE_PX
    return np.asarray(Image.fromarray(np.ascontiguousarray(line)).resize(size_px, Image.Resampling.BICUBIC), np.uint8)


def as_read(forms: Sequence[str], rules: CyrillicRules) -> str | None:
    """Say what one picture of a line says; None where its forms differ, or where it may be no Cyrillic text.

    >>> as_read(["Поліція", "ПОЛІЦІЯ.", "ПОЛІЦІЯ"], CyrillicRules()), as_read(["ТАХІ"] * 3, CyrillicRules())
    ('ПОЛІЦІЯ', None)
    """
    texts = {" ".join(form.upper().split()).strip(" .-,:;|'\"") for form in forms}
    if len(texts) != 1:
        return None
    (text,) = texts
    marks = [one for one in text if one != " "]
    if len(marks) < rules.least or not set(text) <= _LETTERS | _INSIDE:
        return None
    return text if sum(one in _LETTERS and one not in TWINS for one in marks) >= rules.own else None


def cyrillic_of(pictures: Sequence[str | None], rules: CyrillicRules) -> tuple[str, tuple[int, ...]] | None:
    """Count what pictures of one line say.

    Args:
        pictures: what each says, see `as_read`.
        rules: when they agree.

    Returns:
        The text, and the places of the pictures that say it; None where they do not agree.

    >>> cyrillic_of(["ХЛІБ", None, "ХЛІБ", "ХЛІБ"], CyrillicRules())
    ('ХЛІБ', (0, 2, 3))
    """
    votes = Counter(one for one in pictures if one is not None)
    if not votes:
        return None
    text, count = min(votes.items(), key=lambda one: (-one[1], one[0]))
    if count < rules.pictures or count < rules.share * votes.total():
        return None
    return text, tuple(place for place, one in enumerate(pictures) if one == text)


def worded(text: str) -> Wording:
    """Write what was read, with each soft sign left open: what knows Ukrainian alone writes a Russian letter as it.

    >>> worded("ПРОДУКТЬ").reads, worded("ПРОДУКТЬ").alternatives
    ('ПРОДУКТ·', ('Ь/Ы',))
    """
    return Wording(text.replace(_SOFT, UNREAD), Script.CYRILLIC, (_SOFT_OR_Y,) * text.count(_SOFT))


def parameters() -> dict[str, float]:
    """Write all parameters flat, by name.

    >>> parameters()["cyrillic.own"]
    2.0
    """
    rules = CyrillicRules()
    widths = {f"cyrillic_form_{at}.width": width for at, width in enumerate(WIDTHS)}
    return {f"cyrillic.{one.name}": float(getattr(rules, one.name)) for one in fields(rules)} | widths

"""One display read in several forms: cut closer, enlarged, narrowed. What they do not agree on was not read. Pure.

A recogniser that misreads a small letter mostly does so again in every picture of a file, where no neighbour
contradicts it. Brought to its height in another way, or to other proportions, the same letter is misread otherwise.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image

from gestae.sight.clocktext import parse_shown

__all__ = ["PLAIN", "Form", "SaidAs", "agreed", "formed"]

# Brought up in one step from nine pixels to the reader's 48, strokes blur; from this size on it is brought down.
_ENLARGED: Final = 4
# Of the wide forms, as many must say what the narrow one says.
_ENOUGH: Final = 2


@dataclass(frozen=True, slots=True)
class Form:
    """A way in which a line is shown to the reader.

    Attributes:
        margin_px: how much of the picture is left around the line.
        enlarged: whether it is enlarged smoothly before the reader's own scaling.
        width: its width beside what it is in proportion.
    """

    margin_px: int
    enlarged: bool = False
    width: float = 1.0


PLAIN: Final = Form(2)
_WIDE: Final = (PLAIN, Form(0), Form(2, enlarged=True))
_NARROW: Final = Form(1, enlarged=True, width=0.8)


@dataclass(frozen=True, slots=True)
class SaidAs:
    """What a display says, as far as its forms agree.

    Attributes:
        text: as recognised; where the forms do not agree, all that they say.
        score: how sure the recogniser is of the weakest letter of those that agree, 0 to 1.
        disputed: whether they do not agree.
    """

    text: str
    score: float
    disputed: bool = False


def formed(line: npt.NDArray[np.uint8], form: Form) -> npt.NDArray[np.uint8]:
    """Bring a line, cut out with the form's margin, to the form.

    >>> formed(np.zeros((10, 100), np.uint8), _NARROW).shape
    (40, 320)
    """
    if not form.enlarged:
        return line
    height, width = line.shape
    size_px = max(1, round(width * _ENLARGED * form.width)), height * _ENLARGED
    return np.asarray(Image.fromarray(np.ascontiguousarray(line)).resize(size_px, Image.Resampling.BICUBIC), np.uint8)


def agreed(read: Callable[[Form], tuple[str, float]], least_score: float) -> SaidAs:
    """Read a display in forms until they agree or cannot: the narrow one and two of the three wide ones.

    Args:
        read: reads the display in a form: its text, and how sure the weakest letter is.
        least_score: below it a text is taken for unreadable.

    >>> agreed(lambda form: ("14:05:01" if form.width < 1 else "14:05:07", 0.9), 0.3)
    SaidAs(text='14:05:07 | 14:05:01', score=0.0, disputed=True)
    """
    narrow = read(_NARROW)
    meant = _meant(narrow, least_score)
    alike: list[tuple[str, float]] = []
    texts: list[str] = []
    for place, form in enumerate(_WIDE, 1):
        one = read(form)
        texts.append(one[0])
        if meant is not None and _meant(one, least_score) == meant:
            alike.append(one)
        if len(alike) == _ENOUGH:
            return SaidAs(alike[0][0], min(score for _, score in (narrow, *alike)))
        if len(alike) + len(_WIDE) - place < _ENOUGH or meant is None:
            break
    return SaidAs(" | ".join(dict.fromkeys((*texts, narrow[0]))), 0.0, disputed=True)


def _meant(said: tuple[str, float], least_score: float) -> tuple[int, tuple[int, int, int] | None] | None:
    shown = parse_shown(said[0]) if said[1] >= least_score else None
    return None if shown is None else (shown.second_of_day, shown.numbers)

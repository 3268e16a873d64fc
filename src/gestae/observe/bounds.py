"""Between which looks something began and ended: bounds and the sentences that go with them. Pure, on ordinals."""

from __future__ import annotations

from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from gestae.observe.scene import Found, Scene
from gestae.observe.spells import first_of, last_of

__all__ = ["begins", "ends", "shown"]

_Flags: TypeAlias = npt.NDArray[np.bool_]
_Ordinals: TypeAlias = npt.NDArray[np.int64]

_UNSEEN_START: Final = "How it began is not seen."
_UNSEEN_END: Final = "How it ended is not seen."
_STILL_SO: Final = "It is still so when the recording ends."
# What lasts to so shortly before the recording's end lasts to its end.
_EDGE_OF_FILE_S: Final = 0.45


def shown(n: _Ordinals, look: int) -> Found:
    """Bound a moment by the look that shows it and the look before.

    >>> shown(np.array([0, 5, 10]), 1)
    Found(n=5, earliest=0.0, latest=5.0, sure=True, rides=False)
    """
    return Found(int(n[look]), float(n[max(0, look - 1)]), float(n[look]))


def begins(n: _Ordinals, look: int, shows_not: _Flags) -> tuple[Found, tuple[str, ...]]:
    """Bound a beginning by the last look that shows that it had not begun; the recording's own where there is none.

    Args:
        n: (m,) ordinals of the looks.
        look: the first that shows it.
        shows_not: (m,) looks that show that it is not so.
    """
    before = last_of(shows_not, before=look)
    first = int(n[look])
    if before is None:
        return Found(first, 0, first, sure=first == 0), (_UNSEEN_START,)
    return Found(first, float(n[before]), first), ()


def ends(n: _Ordinals, last: int, shows_not: _Flags, scene: Scene) -> tuple[Found | None, tuple[str, ...]]:
    """Bound an end by the first look that shows it; None where it lasts to the recording's end.

    Args:
        n: (m,) ordinals of the looks.
        last: the last that shows it still so.
        shows_not: (m,) looks that show that it is not so.
        scene: the recording.
    """
    over = first_of(shows_not, after=last)
    if over is not None:
        return Found(int(n[over]), float(n[last]), float(n[over])), ()
    shows, end = int(n[last]), scene.facts.frames - 1
    if shows >= end - scene.facts.frames_in(_EDGE_OF_FILE_S):
        return None, (_STILL_SO,)
    return Found(shows, shows, end, sure=False), (_UNSEEN_END,)

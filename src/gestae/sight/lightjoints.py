"""Steps of the light where one search of a window ends and the next begins: neither sees them by itself."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from gestae.sight.difference import Difference
from gestae.sight.groups import Stretch
from gestae.sight.moments import LIGHT_SHARE

__all__ = ["light_joints"]


def light_joints(
    windows: Iterable[tuple[Stretch, ...]], scenes: Mapping[int, npt.NDArray[np.uint8]]
) -> tuple[tuple[int, int], ...]:
    """Find the joints of windows across which the light is another.

    Whether it stepped there, or changed slowly on both sides, is for whoever looks: a few seconds every ten minutes.

    Args:
        windows: stretches, as the stream is cut.
        scenes: the empty scene of each stretch, shrunk, by the time with which it begins.

    Returns:
        For each joint the time of the key frame before it and of the first picture after it.

    >>> from gestae.sight.groups import Group
    >>> cut = [(Stretch((Group(at, at + 50, 50), Group(at + 50, at + 100, 50))),) for at in (0, 100, 200)]
    >>> scenes = {at: np.full((24, 24), grey, np.uint8) for at, grey in ((0, 100), (100, 100), (200, 120))}
    >>> light_joints(cut, scenes)
    ((150, 200),)
    """
    found = []
    for before, after in pairwise(windows):
        one, other = scenes[before[-1].start_pts], scenes[after[0].start_pts]
        if abs(math.log(Difference(one).of(other)[1])) >= LIGHT_SHARE:
            found.append((before[-1].groups[-1].start_pts, after[0].start_pts))
    return tuple(found)

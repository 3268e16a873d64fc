"""What a recorder burns into the picture, told from what stands on a vehicle: it stays while the vehicle goes. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from gestae.model.text import Inscription
from gestae.sight.clocktext import holds_date

__all__ = ["on_things"]

_Places = npt.NDArray[np.float64]

# A text that wanders less than this stays; a reader's boxes of one line differ by a pixel or two.
_STAYS_PX: Final = 4.0
# A thing has gone far enough to take its text along if it went so many times the text's height.
_GOES: Final = 1.0
_OVERLAP: Final = 0.3
_TIME: Final = re.compile(r"\d\d?:[\d·]{2}")


def on_things(
    texts: Iterable[Inscription], hosts: Mapping[str, Mapping[int, Sequence[float]]]
) -> tuple[Inscription, ...]:
    """Leave out texts that are burnt into the picture: dates and times, what stays while its thing goes.

    What stands where such a text was found is left out as well, on whatever thing.

    Args:
        texts: in order.
        hosts: for each track its boxes by picture.
    """
    some = list(texts)
    burnt = [_middle_box(one) for one in some if _is_clock(one) or (one.track and _stays(one, hosts[one.track]))]
    return tuple(one for one in some if not any(_overlap(_middle_box(one), box) >= _OVERLAP for box in burnt))


def _is_clock(text: Inscription) -> bool:
    return holds_date(text.wording.reads) or _TIME.search(text.wording.reads) is not None


def _stays(text: Inscription, host: Mapping[int, Sequence[float]]) -> bool:
    """Say whether the text keeps its place in the picture, where its place on the thing moves on."""
    lines = np.array([look.box for look in text.looks], np.float64)
    things = np.array([host[look.n] for look in text.looks], np.float64)
    height = float(np.median(lines[:, 3] - lines[:, 1]))
    middles, sizes = (lines[:, :2] + lines[:, 2:]) / 2, things[:, 2:] - things[:, :2]
    on_thing = np.median((middles - things[:, :2]) / sizes, axis=0)
    return _way(middles) <= _STAYS_PX and _way(things[:, :2] + on_thing * sizes) >= max(_GOES * height, 2 * _STAYS_PX)


def _way(places: _Places) -> float:
    """Give how far some places lie apart, across or down."""
    return float(np.ptp(places, axis=0).max())


def _middle_box(text: Inscription) -> tuple[float, ...]:
    return tuple(float(side) for side in np.median([look.box for look in text.looks], axis=0))


def _overlap(a: Sequence[float], b: Sequence[float]) -> float:
    wide, high = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    if wide <= 0 or high <= 0:
        return 0.0
    smaller = min((box[2] - box[0]) * (box[3] - box[1]) for box in (a, b))
    return wide * high / smaller

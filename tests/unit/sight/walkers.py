"""Small invented scenes: people who walk evenly, seen by a detector with known faults."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gestae.model.sighting import Detections, Label
from gestae.sight.tracker import Look

__all__ = ["Walker", "looks"]


@dataclass(frozen=True)
class Walker:
    """Someone 40 x 100 px who walks along a line."""

    x: float
    y: float
    speed_px_s: float
    label: Label = Label.PERSON
    score: float = 0.8
    from_s: float = 0.0
    to_s: float = 1e9

    def box(self, t_s: float) -> list[float]:
        x = self.x + self.speed_px_s * t_s
        return [x, self.y, x + 40, self.y + 100]


def looks(
    walkers: list[Walker], *, seconds: float, rate_hz: float, hidden: Callable[[int, float], bool] = lambda *_: False
) -> list[Look]:
    """Look at a scene: (n, t_s, detections) for each picture; `hidden` says which walker is not seen when."""
    out: list[Look] = []
    for n in range(round(seconds * rate_hz)):
        t_s = n / rate_hz
        here = [one for number, one in enumerate(walkers) if one.from_s <= t_s < one.to_s and not hidden(number, t_s)]
        boxes = np.array([one.box(t_s) for one in here]).reshape(-1, 4)
        found = Detections(boxes, np.array([one.score for one in here]), tuple(one.label for one in here))
        out.append((n, t_s, found))
    return out

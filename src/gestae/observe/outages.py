"""Lost pictures and leaps of the file's own times, as drafts: what a recording does, not what people do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from gestae.observe.acts import Draft, Limits
from gestae.observe.losses import Leap, Loss, Lost
from gestae.observe.scene import Found, Scene

__all__ = ["clock_leaps", "losses"]

_HOW: Final = {
    Lost.BLACK: "The picture is black.",
    Lost.COVERED: "The scene cannot be made out: the picture is nearly of one grey.",
    Lost.FROZEN: "The picture stands quite still, while before or after it trembles as a camera's does.",
    Lost.TORN: "Pictures are missing or could not be decoded whole.",
}
_FROM_THE_START: Final = "It is so when the recording, or the part that was looked at, begins."
_TO_THE_END: Final = "It is still so when the recording, or the part that was looked at, ends."


def losses(scene: Scene, limits: Limits) -> Iterator[Draft]:
    """From the first picture that shows nothing to the first that shows something again."""
    for loss in scene.losses:
        before = loss.first_n if loss.before_n is None else loss.before_n
        start = Found(loss.first_n, before, loss.first_n)
        end = None if loss.after_n is None else Found(loss.after_n, loss.last_n, loss.after_n)
        yield Draft(start, end, limits=(_HOW[loss.how], *_edges(loss)))


def clock_leaps(scene: Scene, limits: Limits) -> Iterator[Draft]:
    """From the last picture before the file's times leap to the first one after."""
    for leap in scene.leaps:
        before = int(np.searchsorted(scene.facts.pts, leap.before_pts, side="right")) - 1
        if before < 0:
            continue
        after = None if leap.is_backwards else before + 1
        end = None if after is None or after >= scene.facts.frames else Found(after, after, after)
        yield Draft(Found(before, before, before), end, limits=(_said(leap, scene),))


def _edges(loss: Loss) -> tuple[str, ...]:
    start = (_FROM_THE_START,) if loss.before_n is None else ()
    return (*start, _TO_THE_END) if loss.after_n is None else start


def _said(leap: Leap, scene: Scene) -> str:
    by_s = float((leap.after_pts - leap.before_pts) * scene.facts.time_base)
    if leap.is_backwards:
        return (
            f"The file's times run back by {-by_s:.2f} s; pictures whose times were there before have no time of "
            "their own and were not looked at."
        )
    return f"The file's times leap ahead by {by_s:.2f} s from one picture to the next."

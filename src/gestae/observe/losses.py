"""Where a recording shows nothing: black, covered, standing still while time runs on, torn; and leaps of its time.

Pure, on vitals and on what decoding met. What a camera gives trembles, so a picture that stands quite still was
repeated. A coder that leaves out what does not change makes such pictures too: where it does, standing still says
nothing and nothing is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from gestae.model.held import Held
from gestae.model.lasting import LastingChange
from gestae.model.vitals import Vitals, unbroken_vitals

__all__ = ["Leap", "Loss", "LossLimits", "Lost", "Recording", "find_losses", "torn"]

_Flags: TypeAlias = npt.NDArray[np.bool_]
_Span: TypeAlias = tuple[int, int]

# What is called usual is what so many of the pictures show, so that a loss of minutes does not count as usual.
_USUAL_PERCENT: Final = 75
# A single picture may be coded anew while nothing changes; it may differ by this, in the block that differs most.
_REFRESHED_GREY: Final = 4.0
# So many pictures outside of what stands still are needed to know whether the recording trembles.
_LEAST_LIVE: Final = 25


class Lost(StrEnum):
    """How a picture is lost."""

    BLACK = "black"
    COVERED = "covered"
    FROZEN = "frozen"
    TORN = "torn"


@dataclass(frozen=True, slots=True)
class LossLimits:
    """What counts as a lost picture, and as a leap of the file's times.

    Attributes:
        dark_grey: a picture is black if it is no lighter than this on average,
        flat_grey: and its blocks differ by no more than this (standard deviation).
        faded_share: it is covered if its blocks differ by no more than this share of what is usual,
        unlike: and are no more alike to what is usual than this (correlation).
        lost_s: black and covered pictures, and those that could not be decoded whole, count from this length on.
        frozen_s: pictures that stand still count from this length on.
        still_grey: a picture stands still if no block differs by more than this from the picture before.
        live_share: only where at least this share of the other pictures trembles in most blocks.
    """

    dark_grey: float = 32.0
    flat_grey: float = 3.0
    faded_share: float = 0.35
    unlike: float = 0.3
    lost_s: float = 1.0
    frozen_s: float = 2.0
    still_grey: float = 0.1
    live_share: float = 0.95


@dataclass(frozen=True, slots=True)
class Loss:
    """Pictures of one stretch that show nothing: ordinals of the first and the last.

    `before_n` and `after_n` are those of the last one before and the first one after that show something; None where
    the stretch that was looked at begins or ends so.
    """

    how: Lost
    first_n: int
    last_n: int
    before_n: int | None
    after_n: int | None


@dataclass(frozen=True, slots=True)
class Leap:
    """The file's time does not run on: the last time before, and the first time after, in ticks."""

    before_pts: int
    after_pts: int

    @property
    def is_backwards(self) -> bool:
        """Whether the times run back."""
        return self.after_pts <= self.before_pts


@dataclass(frozen=True, slots=True)
class Recording:
    """What is known of a recording beside who is in it.

    Attributes:
        vitals: of its pictures, in order; what was not measured lies between them.
        unread: from which time to which one no picture came whole, in ticks: both are times of good pictures.
        leaps: where its times do not run on, in the order of the file.
        lasting: where its scene changed for good.
        held: what was seen near hands that may be carried.
    """

    vitals: tuple[Vitals, ...] = ()
    unread: tuple[_Span, ...] = ()
    leaps: tuple[Leap, ...] = ()
    lasting: tuple[LastingChange, ...] = ()
    held: tuple[Held, ...] = ()


def find_losses(record: Sequence[Vitals], rate_hz: float, limits: LossLimits) -> tuple[Loss, ...]:
    """Find where the pictures show nothing.

    Args:
        record: vitals of the stream, in order; what was not measured lies between them.
        rate_hz: pictures a second.
        limits: what counts.

    Returns:
        In order of their beginnings.

    >>> light = np.tile(np.arange(48, dtype=np.uint8).reshape(6, 8) * 4, (200, 1, 1))
    >>> light[100:150] = 16
    >>> trembling = np.full(200, 1, np.float32)
    >>> find_losses([Vitals(0, light, trembling, trembling)], 25.0, LossLimits())
    (Loss(how=<Lost.BLACK: 'black'>, first_n=100, last_n=149, before_n=99, after_n=150),)
    """
    runs = unbroken_vitals(record)
    found: list[Loss] = []
    for how, flags, least_s in _each_way(runs, rate_hz, limits):
        least = max(1, round(least_s * rate_hz))
        for part, flagged in zip(runs, flags, strict=True):
            found += [_loss(how, part, span) for span in _spans(flagged) if span[1] - span[0] + 1 >= least]
    return tuple(sorted(_apart(found), key=lambda loss: (loss.first_n, loss.how)))


def torn(unread: Iterable[_Span], pts: npt.NDArray[np.int64], least_ticks: float) -> tuple[Loss, ...]:
    """Find where pictures are missing or were not decoded whole.

    Args:
        unread: from which time to which one; those that touch are one.
        pts: times of the pictures by ordinal, increasing.
        least_ticks: shorter ones are left out.

    >>> torn([(10, 30), (30, 40), (60, 62)], np.arange(0, 100, 2), 5.0)
    (Loss(how=<Lost.TORN: 'torn'>, first_n=6, last_n=19, before_n=5, after_n=20),)
    """
    joined: list[_Span] = []
    for start, end in sorted(unread):
        joined = [*joined[:-1], (joined[-1][0], max(end, joined[-1][1]))] if joined and start <= joined[-1][1] else [
            *joined, (start, end)
        ]  # fmt: skip
    return tuple(loss for start, end in joined if end - start >= least_ticks for loss in _between(start, end, pts))


def _between(start: int, end: int, pts: npt.NDArray[np.int64]) -> Iterator[Loss]:
    """Give the loss between two times of good pictures; nothing where no picture lies before it."""
    before = int(np.searchsorted(pts, start, side="right")) - 1
    after = int(np.searchsorted(pts, end))
    if before < 0:
        return
    # Where no picture came out at all, the last good one is the only one there is to point at.
    first = before + 1 if before + 1 < after else before
    last = max(first, after - 1)
    yield Loss(Lost.TORN, first, min(last, len(pts) - 1), before, after if after < len(pts) else None)


def _each_way(runs: Sequence[Vitals], rate_hz: float, limits: LossLimits) -> Iterator[tuple[Lost, list[_Flags], float]]:
    if not runs:
        return
    dark = [_is_black(part, limits) for part in runs]
    yield Lost.BLACK, dark, limits.lost_s
    yield Lost.COVERED, _covered(runs, dark, limits), limits.lost_s
    yield Lost.FROZEN, _frozen(runs, dark, round(limits.frozen_s * rate_hz), limits), limits.frozen_s


def _is_black(part: Vitals, limits: LossLimits) -> _Flags:
    blocks = part.light.reshape(len(part), -1).astype(np.float32)
    return np.asarray((blocks.mean(axis=1) <= limits.dark_grey) & (blocks.std(axis=1) <= limits.flat_grey))


def _covered(runs: Sequence[Vitals], dark: Sequence[_Flags], limits: LossLimits) -> list[_Flags]:
    """Say of each picture whether the scene is gone from it, against what the recording usually shows."""
    blocks = [part.light.reshape(len(part), -1).astype(np.float32) for part in runs]
    clear = np.concatenate([part[~black] for part, black in zip(blocks, dark, strict=True)])
    if not len(clear):
        return [np.zeros(len(part), np.bool_) for part in runs]
    scene = np.median(clear, axis=0)
    usual = float(np.percentile(clear.std(axis=1), _USUAL_PERCENT))
    if usual <= limits.flat_grey:
        return [np.zeros(len(part), np.bool_) for part in runs]
    return [
        ~black & (part.std(axis=1) <= limits.faded_share * usual) & (_likeness(part, scene) <= limits.unlike)
        for part, black in zip(blocks, dark, strict=True)
    ]


def _likeness(blocks: npt.NDArray[np.float32], scene: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Correlate each picture's blocks with the scene's; 0 where one of them has no structure."""
    own, its = blocks - blocks.mean(axis=1, keepdims=True), scene - scene.mean()
    scale = np.sqrt((own * own).sum(axis=1) * float((its * its).sum()))
    return np.asarray((own @ its) / np.maximum(scale, 1e-6), np.float32)


def _frozen(runs: Sequence[Vitals], dark: Sequence[_Flags], least: int, limits: LossLimits) -> list[_Flags]:
    """Say which pictures stand still in long stretches, where the others tremble; none where the others do not."""
    still = [_still(part, limits) & ~black for part, black in zip(runs, dark, strict=True)]
    long = [np.zeros(len(part), np.bool_) for part in runs]
    for flags, kept in zip(still, long, strict=True):
        for first, last in _spans(flags):
            kept[first : last + 1] = last - first + 1 >= least
    others = np.concatenate(
        [part.usual[~kept & ~black & ~np.isnan(part.usual)] for part, kept, black in zip(runs, long, dark, strict=True)]
    )
    is_live = len(others) >= _LEAST_LIVE and float(np.mean(others > 0)) >= limits.live_share
    return long if is_live else [np.zeros(len(part), np.bool_) for part in runs]


def _still(part: Vitals, limits: LossLimits) -> _Flags:
    """Say which pictures repeat the one before, a picture coded anew in their midst among them."""
    same = np.nan_to_num(part.most, nan=np.inf) <= limits.still_grey
    between = np.r_[False, same[:-1]] & np.r_[same[1:], False]
    return np.asarray(same | (between & (part.most <= _REFRESHED_GREY)))


def _spans(flags: _Flags) -> Iterable[_Span]:
    edges = np.flatnonzero(np.diff(np.r_[False, flags, False].astype(np.int8)))
    return [(int(first), int(end) - 1) for first, end in edges.reshape(-1, 2)]


def _loss(how: Lost, part: Vitals, span: _Span) -> Loss:
    first, last = span
    # The first picture that stands still repeats the last that was taken.
    before = part.first_n + first - 1 if first > 0 else None
    after = part.first_n + last + 1 if last < len(part) - 1 else None
    return Loss(how, part.first_n + first, part.first_n + last, before, after)


def _apart(found: Sequence[Loss]) -> list[Loss]:
    """Leave out what stands still while it is covered: one loss is told once, by what is plainer."""
    plain = [loss for loss in found if loss.how is not Lost.FROZEN]
    return plain + [
        loss
        for loss in found
        if loss.how is Lost.FROZEN
        and not any(loss.first_n <= other.last_n and other.first_n <= loss.last_n for other in plain)
    ]

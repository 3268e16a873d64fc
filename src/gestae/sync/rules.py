"""When evidence makes a proposal: a table of rules, each with its reason. All must hold; else there is none."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from gestae.model.offset import OffsetBy

__all__ = ["LIMITS", "RULES", "Evidence", "Limits", "Rule", "Verdict", "least_score", "verdicts"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What the rules ask of one kind of evidence.

    Attributes:
        overlap_ns: the least time that both were recorded.
        score: how far the best offset stands out, in deviations of the other offsets, where few are tried.
        tried: how many offsets are few.
        ratio: how many times higher than the second best it is.
        signals: how many signals, each by itself, have their best offset near it.
        window_score: from when on a part of the overlap, by itself, speaks for it.
        windows: the share of the parts that must speak for it.
    """

    overlap_ns: int
    score: float
    tried: int
    ratio: float
    signals: int
    window_score: float
    windows: float


# Measured: docs/adr/offsets-are-proposed-and-accepted.md has the tables that these numbers rest on.
LIMITS: Final[Mapping[OffsetBy, Limits]] = {
    OffsetBy.MOVEMENT: Limits(6_000_000_000, 3.9, 60, 1.9, 4, 0.8, 0.66),
    OffsetBy.SOUND: Limits(3_000_000_000, 6.0, 250, 1.5, 3, 2.0, 0.66),
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was measured at the best offset.

    Attributes:
        how: by sound or by movement.
        overlap_ns: how long both were recorded.
        score: how far it stands out.
        least_score: how far it must, for so many offsets.
        ratio: its height beside the second best.
        signals: how many signals there are.
        agreeing: how many of them say it by themselves.
        windows: the scores of the parts of the overlap, in order of time; None where a part shows nothing.
        moved_ns: by how much the best offset moves at most when one part is left out; None where it cannot be said.
        near_ns: by how much it may.
    """

    how: OffsetBy
    overlap_ns: int
    score: float
    least_score: float
    ratio: float
    signals: int
    agreeing: int
    windows: tuple[float | None, ...]
    moved_ns: int | None
    near_ns: int

    @property
    def limits(self) -> Limits:
        """What the rules ask of it."""
        return LIMITS[self.how]

    @property
    def windows_for(self) -> int:
        """How many parts of the overlap speak for it by themselves."""
        return sum(score is not None and score >= self.limits.window_score for score in self.windows)

    @property
    def windows_wanted(self) -> int:
        """How many must: of three parts two, of eight six."""
        return math.ceil(len(self.windows) * self.limits.windows)


@dataclass(frozen=True, slots=True)
class Rule:
    """One condition of a proposal.

    Attributes:
        name: how it is called in the document.
        holds: says whether the evidence meets it.
        found: what was found, in words.
        asks: what is asked, in words.
        why: the reason for asking.
    """

    name: str
    holds: Callable[[Evidence], bool]
    found: Callable[[Evidence], str]
    asks: Callable[[Evidence], str]
    why: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule says of some evidence."""

    rule: str
    holds: bool
    found: str
    asks: str
    why: str


RULES: Final = (
    Rule(
        "overlap",
        lambda one: one.overlap_ns >= one.limits.overlap_ns,
        lambda one: f"both were recorded for {one.overlap_ns / 1e9:.1f} s",
        lambda one: f"{one.limits.overlap_ns / 1e9:.0f} s or more",
        "in a short while too little happens to tell one offset from another",
    ),
    Rule(
        "stands out",
        lambda one: one.score >= one.least_score,
        lambda one: f"the best offset stands out by {one.score:.1f} deviations",
        lambda one: f"{one.least_score:.1f} or more, for so many offsets",
        "among many offsets one is always the best; chance makes no such peak",
    ),
    Rule(
        "unique",
        lambda one: one.ratio >= one.limits.ratio,
        lambda one: f"it is {one.ratio:.2f} times as high as the second best",
        lambda one: f"{one.limits.ratio:g} times or more",
        "what repeats itself fits at several offsets, and which is true cannot be seen",
    ),
    Rule(
        "signals agree",
        lambda one: one.agreeing >= one.limits.signals,
        lambda one: f"{one.agreeing} of {one.signals} signals have their own best offset there",
        lambda one: f"{one.limits.signals} or more",
        "signals that look at other things err at other offsets",
    ),
    Rule(
        "parts agree",
        lambda one: one.windows_for >= one.windows_wanted,
        lambda one: f"{one.windows_for} of {len(one.windows)} parts of the overlap speak for it by themselves",
        lambda one: f"{one.windows_wanted} or more",
        "one bang or one flash that both recorded by chance is in one part alone",
    ),
    Rule(
        "rests on no one part",
        lambda one: one.moved_ns is not None and one.moved_ns <= one.near_ns,
        lambda one: "the parts show too little to leave one out"
        if one.moved_ns is None
        else f"without one part it moves by up to {one.moved_ns / 1e6:.0f} ms",
        lambda one: f"{one.near_ns / 1e6:.0f} ms or less, whichever part is left out",
        "a true offset is the same whatever is left out",
    ),
)  # fmt: skip


def least_score(how: OffsetBy, offsets: float) -> float:
    """Say how far a peak must stand out among so many offsets: the highest of many chance values grows with them.

    Args:
        how: by sound or by movement.
        offsets: how many offsets, counted by the width of a peak, were tried.

    Source: the largest of n normal values lies near the root of twice the logarithm of n.

    >>> least_score(OffsetBy.MOVEMENT, 10), round(least_score(OffsetBy.MOVEMENT, 10_000), 2)
    (3.9, 5.85)
    """
    limits = LIMITS[how]
    return limits.score * max(1.0, math.sqrt(math.log(max(offsets, 2.0)) / math.log(limits.tried)))


def verdicts(evidence: Evidence) -> tuple[Verdict, ...]:
    """Ask every rule; there is a proposal where all hold."""
    return tuple(
        Verdict(rule.name, rule.holds(evidence), rule.found(evidence), rule.asks(evidence), rule.why) for rule in RULES
    )

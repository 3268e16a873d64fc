"""Hold proposed acts against true ones: which agree, what is missed, what is false, how far start and end lie off."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

LEAST_OVERLAP = 0.3
MOMENT_S = 1.0


@dataclass(frozen=True)
class Span:
    """An act from a time to a time in seconds of its file; a moment where both are one. `pm_s` is its doubt.

    `act` numbers an act that several cameras show. `who` are those who take part, as far as that is known: of a true
    act all of them, of a proposal the one it lies on.
    """

    kind: str
    start_s: float
    end_s: float
    pm_s: float = 0.0
    is_moment: bool = False
    act: int = -1
    who: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Clip:
    """One file: its truth, what was proposed, how long it lasts, and its wrists.

    `complete` are the kinds of which the truth lists every act.
    """

    name: str
    truth: tuple[Span, ...]
    unruled: tuple[str, ...]
    found: tuple[Span, ...]
    bounds: tuple[tuple[float, float], ...]  # of the start of each found act, seconds
    lasts_s: float
    raised_s: tuple[float, ...]  # looks that show both wrists above the eyes
    complete: frozenset[str]


@dataclass
class Score:
    """One kind over all clips; `again`: proposed once more for the same act, as where a track broke."""

    found: int = 0
    missed: int = 0
    false: int = 0
    again: int = 0
    hours: float = 0.0
    films: int = 0
    start_s: list[float] = field(default_factory=list)
    end_s: list[float] = field(default_factory=list)
    held: int = 0
    acts: set[tuple[str, int]] = field(default_factory=set)
    acts_found: set[tuple[str, int]] = field(default_factory=set)
    on: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Match:
    """One kind in one clip: pairs of a true act and the place of its proposal, and what is left of both."""

    pairs: list[tuple[Span, int]]
    missed: list[Span]
    false: list[int]
    again: list[int]


def score(kind: str, clips: Iterable[Clip]) -> Score:
    total = Score()
    for clip in clips:
        match = matched(kind, clip)
        total.found += len(match.pairs)
        total.missed += len(match.missed)
        family = clip.name.split("/")[0]
        total.acts |= {(family, span.act) for span in clip.truth if span.kind == kind}
        if any(span.kind == kind for span in clip.truth) or kind in clip.complete:
            total.on.add(clip.name)
        if kind in clip.complete:
            total.false += len(match.false)
            total.again += len(match.again)
            total.hours += clip.lasts_s / 3600
            total.films += 1
        for truth, place in match.pairs:
            total.acts_found.add((family, truth.act))
            total.start_s.append(clip.found[place].start_s - truth.start_s)
            total.end_s += [] if truth.is_moment else [clip.found[place].end_s - truth.end_s]
            low, high = clip.bounds[place]
            total.held += low - truth.pm_s <= truth.start_s <= high + truth.pm_s
    return total


def matched(kind: str, clip: Clip) -> Match:
    """Pair truth and proposals of a kind, best first, one for one."""
    places = [place for place, span in enumerate(clip.found) if span.kind == kind]
    truths = [span for span in clip.truth if span.kind == kind]
    likely = sorted(
        ((agreement(truth, clip.found[place]), t, place) for t, truth in enumerate(truths) for place in places),
        reverse=True,
    )
    pairs: dict[int, int] = {}
    for agrees, t, place in likely:
        if agrees > 0 and t not in pairs and place not in pairs.values():
            pairs[t] = place
    missed = [truth for t, truth in enumerate(truths) if t not in pairs]
    left = [place for place in places if place not in pairs.values()]
    again = [place for place in left if any(_within(truth, clip.found[place]) for truth in truths)]
    return Match([(truths[t], place) for t, place in pairs.items()], missed, [p for p in left if p not in again], again)


def agreement(truth: Span, found: Span) -> float:
    """Give how well two acts agree; 0 where they are not the same."""
    if truth.who and found.who and not truth.who & found.who:
        return 0.0
    if truth.is_moment:
        return max(0.0, 1.0 - abs(found.start_s - truth.start_s) / (truth.pm_s + MOMENT_S))
    shared = min(truth.end_s, found.end_s) - max(truth.start_s, found.start_s)
    both = max(truth.end_s, found.end_s) - min(truth.start_s, found.start_s)
    return shared / both if shared >= LEAST_OVERLAP * both else 0.0


def _within(truth: Span, found: Span) -> bool:
    """Say whether a proposal lies, for most of its time, in a true act of the same one: a part of it, told again."""
    if truth.is_moment or not truth.who & found.who:
        return False
    shared = min(truth.end_s, found.end_s) - max(truth.start_s, found.start_s)
    return shared >= (found.end_s - found.start_s) / 2 > 0


def print_scores(scores: Mapping[str, Score], ruled: Iterable[str]) -> None:
    print(
        "| kind | found | missed | false | again | false an hour | acts on any camera | start, median error s | ",
        end="",
    )
    print("end, median error s | start held |\n|---|---|---|---|---|---|---|---|---|---|")
    for kind, one in scores.items():
        an_hour = f"{one.false / one.hours:.1f}" if one.hours else "not judged"
        print(
            f"| {kind}{'' if kind in ruled else ' (no rule)'} | {one.found} | {one.missed} | {one.false} | {one.again} "
            f"| {an_hour} | {len(one.acts_found)} of {len(one.acts)} "
            f"| {error(one.start_s)} | {error(one.end_s)} | {one.held} of {one.found} |"
        )


def error(errors: list[float]) -> str:
    """Give the middle of the errors without their sign, and the greatest."""
    if not errors:
        return "-"
    sizes = [abs(one) for one in errors]
    return f"{statistics.median(sizes):.2f} (most {max(sizes):.2f})"


def print_failures(scores: Mapping[str, Score], clips: Iterable[Clip]) -> None:
    print("\nWhat fails:")
    for clip in clips:
        for kind in scores:
            match = matched(kind, clip)
            for span in match.missed:
                print(f"- {clip.name}: {kind} {span.start_s:.1f}-{span.end_s:.1f} s is missed{_of(span)}")
            for place in match.false if kind in clip.complete else ():
                span = clip.found[place]
                print(f"- {clip.name}: {kind} {span.start_s:.1f}-{span.end_s:.1f} s is false{_of(span)}")
        if clip.unruled:
            print(f"- {clip.name}: no rule for {', '.join(sorted(set(clip.unruled)))}")


def _of(span: Span) -> str:
    return f" ({', '.join(sorted(span.who))})" if span.who else ""

"""What was told of a case as an account: which of it can be reckoned with, and what it says in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace

from gestae.base.canonical import Json
from gestae.model.account import Account, AccountClock, AccountEvent, Constraint, Lasts, Reading
from gestae.model.told import Anchor, Told
from gestae.workflow.accounts import told_words
from gestae.workflow.caseevents import CaseEvent
from gestae.workflow.recordings import FAR_NS, FAR_WORDS, end_of, point_of

__all__ = ["account_of", "apart_from", "near", "read_by", "told_sentences"]


def account_of(told: Told, events: Sequence[CaseEvent], lasting: Mapping[str, bool], zone: str) -> Account:
    """Put what was told, and every event of the case, into an account; points are written as the events last."""
    points = {name: name for one in events if not lasting[one.id] for name in (one.id,)}
    for one in events:
        start, end = (point_of(one, lasts=True), end_of(one)) if lasting[one.id] else (one.id, one.id)
        points |= {one.id: start, f"{one.id}.start": start, f"{one.id}.end": end}
    listed = tuple(
        AccountEvent(
            one.id,
            one.title,
            (told.lasts.get(one.id) or Lasts(None, None)) if lasting[one.id] else None,
            tuple(_reading(reading, points) for reading in told.readings.get(one.id, ())),
        )
        for one in events
    )
    constraints = tuple(_constraint(one, points) for one in told.constraints if _is_known(one, points))
    return Account("", zone, None, told.sources, told.clocks, listed, constraints)


def _reading(reading: Reading, points: Mapping[str, str]) -> Reading:
    return replace(reading, point=points[reading.point])


def _constraint(one: Constraint, points: Mapping[str, str]) -> Constraint:
    return replace(one, start=None if one.start is None else points[one.start], to=points[one.to])


def _is_known(one: Constraint, points: Mapping[str, str]) -> bool:
    """Say whether both ends are events that stand; what was said of one that was withdrawn says nothing."""
    return (
        one.to in points
        and (one.start is None or one.start in points)
        and points[one.to] != points.get(one.start or "")
    )


def near(told: Told, epoch_ns: int) -> Told:
    """Leave out what lies so far from the case's other times that nothing can be reckoned with it, and say so.

    A bound that far on its open side limits nothing, so without it nothing is lost.
    """
    idle = dict(told.idle)
    kept = []
    for one in told.constraints:
        if one.start is not None:
            kept.append(one)
            continue
        least = None if one.least_ns is None or one.least_ns < epoch_ns - FAR_NS else one.least_ns
        most = None if one.most_ns is None or one.most_ns > epoch_ns + FAR_NS else one.most_ns
        far = any(side is not None and abs(side - epoch_ns) > FAR_NS for side in (least, most))
        if far or least is most is None:
            idle[one.id] = f"it speaks of a time more than {FAR_WORDS} from the case's other times"
        else:
            kept.append(replace(one, least_ns=least, most_ns=most))
    clocks = {one.id for one in told.clocks if _is_near(one, told, epoch_ns)}
    for clock in told.clocks:
        if not clock.compared:
            idle[clock.id] = (
                "this clock was compared with nothing, so what it shows places nothing; add `compared` to its [[clock]]"
            )
        elif clock.id not in clocks:
            idle[clock.id] = f"this clock shows times more than {FAR_WORDS} from the case's other times"
    readings = {event: tuple(one for one in found if one.clock in clocks) for event, found in told.readings.items()}
    near = tuple(one for one in told.clocks if one.id in clocks)
    return replace(told, constraints=tuple(kept), clocks=near, readings=readings, idle=idle)


def _is_near(clock: AccountClock, told: Told, epoch_ns: int) -> bool:
    shown = [one.at_ns for found in told.readings.values() for one in found if one.clock == clock.id]
    times = shown + [time for one in clock.compared for time in (one.clock_ns, one.reference_ns)]
    return all(abs(time - epoch_ns) <= FAR_NS for time in times)


def apart_from(told: Told, recorders: Set[str]) -> Told:
    """Give a told clock that has a recorder's name another one: they are two clocks."""
    names = {one.id: f"{one.id} (as listed)" if one.id in recorders else one.id for one in told.clocks}
    return replace(
        told,
        clocks=tuple(replace(one, id=names[one.id]) for one in told.clocks),
        readings={
            event: tuple(replace(one, clock=names.get(one.clock, one.clock)) for one in found)
            for event, found in told.readings.items()
        },
    )


def read_by(words: Mapping[str, Json], told: Told) -> Mapping[str, Json]:
    """Name the table by which words were read: in a case each statement has its own."""
    return {**words, "policy": told.policies.get(str(words["constraint"]))}


def told_sentences(account: Account, told: Told, files: Mapping[str, str]) -> dict[str, str]:
    """Say what each told statement says, where it stands, and in names where sentences hold digests of originals."""
    said = told_words(account, told.policies)
    named = {name: f"{sentence}{_where(told.anchors.get(name, ()))}" for name, sentence in said.items()}
    for sha256, name in files.items():
        named = {key: sentence.replace(sha256, name) for key, sentence in named.items()}
    return named


def _where(anchors: Sequence[Anchor]) -> str:
    places = dict.fromkeys(f"{one.place}: “{one.words}”" if one.words else one.place for one in anchors)
    return f", {'; '.join(places)}" if places else ""

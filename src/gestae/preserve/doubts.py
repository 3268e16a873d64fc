"""What a form says that may be true and is more often a slip: told to whoever gives it, and taken all the same."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from gestae.base.units import NS_PER_S
from gestae.model.time import Instant
from gestae.preserve.handover import AcquisitionForm, RecorderFacts

__all__ = ["doubts"]

_DAY_NS: Final = 86_400 * NS_PER_S
# Clocks of two machines are seldom set alike; what lies further ahead than a day is a slip.
_AHEAD_NS: Final = _DAY_NS
# Over longer than this a rate says little of a clock that may have been set in between.
_MONTH_NS: Final = 31 * _DAY_NS


def doubts(form: AcquisitionForm, now: Instant) -> tuple[str, ...]:
    """Name what of a form is to be looked at again.

    Args:
        form: the form, without fault.
        now: the time by the clock of this machine.
    """
    found = []
    if form.received_at.ns > now.ns + _AHEAD_NS:
        found.append(f"received_at {_second(form.received_at)} lies in the future")
    for recorder in form.recorders:
        found += [f"recorder {recorder.id}: {told}" for told in (*_of_checks(recorder, now), *_of_readings(recorder))]
    return tuple(found)


def _of_checks(recorder: RecorderFacts, now: Instant) -> Iterator[str]:
    for check in recorder.checks:
        if check.reference.ns > now.ns + _AHEAD_NS:
            yield f"the time check at {_second(check.reference)} lies in the future"
        if check.within_ns == 0:
            yield f'the time check at {_second(check.reference)} claims no error at all (within "0 s")'
    ordered = sorted(recorder.checks, key=lambda check: check.reference)
    for one, other in pairwise(ordered):
        apart_ns = other.reference.ns - one.reference.ns
        if apart_ns > _MONTH_NS:
            yield (
                f"its time checks at {_second(one.reference)} and {_second(other.reference)} lie "
                f"{apart_ns // _DAY_NS} days apart: if it was set in between, both cannot hold"
            )


def _of_readings(recorder: RecorderFacts) -> Iterator[str]:
    for file in recorder.files:
        for reading in file.readings:
            if not reading.is_tick and reading.within_ns == 0:
                yield f'the reading of {reading.shown} claims no error at all (within "0 s"), and is no tick'


def _second(at: Instant) -> str:
    return f"{str(at)[:19]}Z"

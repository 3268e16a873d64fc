"""Observations that a person accepted become events: one each, unless a person says that several show the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gestae.errors import RecordError
from gestae.model.event import Event
from gestae.model.observation import Observation, Status

__all__ = ["events_from"]


def events_from(observations: Iterable[Observation], links: Iterable[Sequence[str]] = ()) -> tuple[Event, ...]:
    """Make events of accepted observations.

    That two observations show the same event is a person's finding; nothing here guesses it. Links that share an
    observation join (if A is B and B is C, A is C).

    Args:
        observations: accepted ones.
        links: each names the ids of observations that show the same event.

    Returns:
        Events by the id of their first observation; the title is that of the observation that starts first in
        its own file's ticks, and where they differ in kind, all kinds.

    Raises:
        RecordError: an observation is not accepted, or a link names one that is not there.
    """
    known = {one.id: one for one in observations}
    waiting = sorted(name for name, one in known.items() if one.status is not Status.ACCEPTED)
    if waiting:
        raise RecordError(f"{len(waiting)} observations are not accepted, the first is {waiting[0]}; accept them first")
    groups = {name: {name} for name in known}
    for link in links:
        missing = sorted(set(link) - set(known))
        if missing:
            raise RecordError(f"a link names {', '.join(missing)}, which is no accepted observation; mend the link")
        joined = set().union(*(groups[name] for name in link))
        groups |= dict.fromkeys(joined, joined)
    events = {tuple(sorted(group)) for group in groups.values()}
    return tuple(Event(_title(members, known), members) for members in sorted(events))


def _title(members: tuple[str, ...], known: dict[str, Observation]) -> str:
    """Say what its observations are: a person's own words first, else the kinds."""
    words = [known[name].text for name in members if known[name].text]
    kinds = sorted({known[name].kind.value.replace("_", " ") for name in members})
    return str(words[0]) if words else ", ".join(kinds)

"""How words of time were read, a sentence each: the words, the policy, and what it made of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from gestae.base.canonical import Json
from gestae.base.units import parse_duration
from gestae.casefile.tongues import Tongue
from gestae.casefile.wording import visible

__all__ = ["read_sentences"]


def read_sentences(
    words: Iterable[Mapping[str, Json]], tongue: Tongue, counts: Collection[str] | None = None
) -> tuple[str, ...]:
    """Say of each phrase by which policy it was read, and as what; what was read alike is said once.

    Args:
        words: as answers hold them: phrase, policy, and min and max as durations, null where there is no limit.
        tongue: the words.
        counts: the statements that count; None: all of them. Of words of any other it is said that they do not.

    >>> from gestae.casefile.tongues import TONGUES
    >>> one = {"phrase": "a minute or two later", "policy": "en/1", "min": "60 s", "max": "180 s"}
    >>> read_sentences([one, one], TONGUES["en"])
    ('“a minute or two later” was read by policy en/1 as 1 min to 3 min later.',)
    """
    said = (
        tongue.read_by.format(
            phrase=visible(str(one["phrase"])),
            policy=one["policy"],
            as_what=_as_what(_ns(one["min"]), _ns(one["max"]), tongue),
        )
        + ("" if counts is None or one["constraint"] in counts else f" {tongue.uncounted}")
        for one in words
    )
    return tuple(dict.fromkeys(said))


def _as_what(least_ns: int | None, most_ns: int | None, tongue: Tongue) -> str:
    """Say by how much one thing comes after another, in the words of the side on which it lies."""
    if least_ns is None or most_ns is None:
        return _one_sided(least_ns, most_ns, tongue)
    if least_ns == most_ns and least_ns >= 0:
        return tongue.exactly.format(least=tongue.length(least_ns))
    key = "later" if least_ns >= 0 else "earlier" if most_ns <= 0 else "around"
    sides = (-most_ns, -least_ns) if key == "earlier" else (abs(least_ns), most_ns)
    words: str = getattr(tongue, key)
    return words.format(least=tongue.length(sides[0]), most=tongue.length(sides[1]))


def _one_sided(least_ns: int | None, most_ns: int | None, tongue: Tongue) -> str:
    if least_ns is not None:
        if least_ns >= 0:
            return tongue.later_least.format(least=tongue.length(least_ns))
        return tongue.earlier_most.format(most=tongue.length(-least_ns))
    if most_ns is not None and most_ns < 0:
        return tongue.earlier_least.format(least=tongue.length(-most_ns))
    return tongue.unlimited if most_ns is None else tongue.later_most_or_earlier.format(most=tongue.length(most_ns))


def _ns(length: Json) -> int | None:
    return None if length is None else parse_duration(str(length))

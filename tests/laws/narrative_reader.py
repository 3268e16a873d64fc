"""Reads a told account back and holds it against the network, by ways found without the engine."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from gestae.base.units import NS_PER_S
from gestae.casefile.narrative import Claim, Says, Sentence
from gestae.model.network import ORIGIN, Grade, Network

_UNITS: Final = {"d": 86_400 * NS_PER_S, "h": 3_600 * NS_PER_S, "min": 60 * NS_PER_S, "s": NS_PER_S, "ns": 1}
_LENGTH: Final = r"((?:\d[\d.]* (?:d|h|min|s|ns) ?)+?)"
# What the words of one piece of a lead claim of "that" (the sentence before) or of sentence n.
_PIECES: Final = (
    (rf"then, {_LENGTH} to {_LENGTH} later", ("before", "least", "most")),
    (rf"then, at least {_LENGTH} later", ("before", "least")),
    (rf"then, at most {_LENGTH} later", ("before", "most")),
    (r"then", ("before",)),
    (rf"not earlier than that, at most {_LENGTH} later", ("not_after", "most")),
    (r"not earlier than that", ("not_after",)),
    (r"at the same moment(?: as \((\d+)\))?", ("same", "n")),
    (rf"at about the same time as \((\d+)\), within {_LENGTH} of it", ("about", "n", "most")),
    (rf"{_LENGTH} to {_LENGTH} after \((\d+)\)", ("before", "least", "most", "n")),
    (rf"at least {_LENGTH} after \((\d+)\)", ("before", "least", "n")),
    (rf"at most {_LENGTH} after \((\d+)\)", ("", "most", "n")),
    (rf"after \((\d+)\), at most {_LENGTH} after it", ("before", "n", "most")),
    (r"after \((\d+)\)", ("before", "n")),
    (rf"not earlier than \((\d+)\), at most {_LENGTH} after it", ("not_after", "n", "most")),
    (r"not earlier than \((\d+)\)", ("not_after", "n")),
    (rf"at most {_LENGTH} later", ("", "most")),
)
_GRADES: Final = re.compile(r" \(by [a-z ]+\)")


class Distances:
    """The most by which each point comes after each other, by Floyd and Warshall over plain numbers."""

    def __init__(self, network: Network, grade: Grade = Grade.WORDS) -> None:
        names = {ORIGIN, *network.points}
        aparts = [one.apart for one in network.said if one.grade <= grade] + list(network.axioms)
        names |= {name for apart in aparts for name in (apart.start, apart.to)}
        far: dict[tuple[str, str], int | None] = {(a, b): 0 if a == b else None for a in names for b in names}
        for apart in aparts:
            self._lower(far, (apart.start, apart.to), apart.most_ns)
            self._lower(far, (apart.to, apart.start), None if apart.least_ns is None else -apart.least_ns)
        for middle in sorted(names):
            for a in names:
                for b in names:
                    one, other = far[a, middle], far[middle, b]
                    self._lower(far, (a, b), None if one is None or other is None else one + other)
        self._far = far

    def most(self, a: str, b: str) -> int | None:
        """Give the most by which b comes after a; None where nothing limits it."""
        return self._far[a, b]

    def least(self, a: str, b: str) -> int | None:
        """Give the least by which b comes after a."""
        most = self._far[b, a]
        return None if most is None else -most

    @staticmethod
    def _lower(far: dict[tuple[str, str], int | None], pair: tuple[str, str], most: int | None) -> None:
        known = far[pair]
        if most is not None and (known is None or most < known):
            far[pair] = most


@lru_cache(maxsize=8)
def distances(network: Network, grade: Grade = Grade.WORDS) -> Distances:
    """Find the ways of a network once for all its claims."""
    return Distances(network, grade)


def follows(claim: Claim, network: Network) -> bool:
    """Say whether a claim follows from those statements alone that are as firm as it says."""
    if claim.says is Says.OPEN:
        return _is_open(distances(network), claim)
    if claim.grade is None:
        return claim.says is Says.LIES and claim.least_ns is None and claim.most_ns is None
    far = distances(network, claim.grade)
    if claim.says is Says.LIES:
        least, most = far.least(ORIGIN, claim.first), far.most(ORIGIN, claim.first)
        return _inside(claim, least, most, network.epoch_ns)
    assert claim.second is not None
    least, most = far.least(claim.first, claim.second), far.most(claim.first, claim.second)
    if claim.says is Says.BEFORE:
        return least is not None and least >= max(1, claim.least_ns or 1)
    if claim.says is Says.NOT_AFTER:
        return least is not None and least >= 0
    if claim.says is Says.MOST:
        return most is not None and claim.most_ns is not None and most <= claim.most_ns
    if claim.says is Says.SAME:
        return least == most == 0
    assert claim.most_ns is not None
    return (
        least is not None
        and most is not None
        and max(-least, most) <= claim.most_ns
        and _is_open(distances(network), claim)
    )


def read_lead(sentence: Sentence, told: list[str]) -> set[tuple[str, str, int | None, int | None]]:
    """Read the words before the title: (what, of which point, least, most)."""
    lead = sentence.text.partition("“")[0].rstrip(": ")
    return {_piece(_GRADES.sub("", piece), told) for piece in lead.split("; ") if piece}


def claimed(sentence: Sentence) -> set[tuple[str, str, int | None, int | None]]:
    """Put the claims of a sentence as `read_lead` reads them, an order and its greatest distance as one."""
    found: set[tuple[str, str, int | None, int | None]] = set()
    most = {one.first: one for one in sentence.claims if one.says is Says.MOST}
    for one in sentence.claims:
        if one.says in (Says.LIES, Says.OPEN, Says.MOST):
            continue
        limit, own = most.get(one.first), (one.least_ns, one.most_ns)
        if one.says is Says.SAME:
            own = (None, None)
        if limit is not None and limit.grade == one.grade:
            own = (own[0], limit.most_ns)
        elif limit is not None:
            found.add(("", one.first, None, limit.most_ns))
        found.add((one.says.value, one.first, *own))
    return found


def _piece(piece: str, told: list[str]) -> tuple[str, str, int | None, int | None]:
    for pattern, names in _PIECES:
        match = re.fullmatch(pattern, piece[:1].lower() + piece[1:])
        if match:
            says, *rest = names
            found = dict(zip(rest, match.groups(), strict=True))
            number = found.get("n")
            of = told[int(number) - 1] if number else told[-1]
            return says, of, _length(found.get("least")), _length(found.get("most"))
    raise AssertionError(f"cannot be read: {piece!r}")


def _length(words: str | None) -> int | None:
    if words is None:
        return None
    parts = words.split()
    return sum(round(float(amount) * _UNITS[unit]) for amount, unit in zip(parts[::2], parts[1::2], strict=True))


def _inside(claim: Claim, least: int | None, most: int | None, epoch_ns: int) -> bool:
    low = claim.least_ns is None or (least is not None and claim.least_ns <= epoch_ns + least)
    return low and (claim.most_ns is None or (most is not None and claim.most_ns >= epoch_ns + most))


def _is_open(far: Distances, claim: Claim) -> bool:
    assert claim.second is not None
    sides = (far.least(claim.first, claim.second), far.least(claim.second, claim.first))
    return all(side is None or side < 0 for side in sides)

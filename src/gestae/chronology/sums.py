"""A bound as a policy writes it: "0 s", "most", "-1.5 * most", "least - rough"; exact, and open where its parts are."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from gestae.base.units import parse_duration
from gestae.errors import InputRefused

__all__ = ["Sum", "read_sum"]

_TERM: Final = re.compile(
    r"\s*(?P<sign>[+-]?)\s*(?:(?P<factor>[0-9]+(?:\.[0-9]+)?)\s*\*\s*(?P<scaled>[a-z]+)"
    r"|(?P<length>[0-9]+(?:\.[0-9]+)?\s*[a-z]+)|(?P<name>[a-z]+))\s*",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum of named values, each with its factor, and of a fixed number of nanoseconds."""

    terms: tuple[tuple[Fraction, str], ...]
    fixed_ns: Fraction = Fraction(0)
    written: str = ""

    def __str__(self) -> str:
        return self.written

    def value(self, values: Mapping[str, Fraction | None]) -> Fraction | None:
        """Work it out; None, an open side, where one of its values is open.

        >>> read_sum("0.5 * least - 1 ns", ("least",)).value({"least": Fraction(10)})
        Fraction(4, 1)
        """
        total = self.fixed_ns
        for factor, name in self.terms:
            found = values[name]
            if found is None:
                return None
            total += factor * found
        return total


def read_sum(text: str, names: Collection[str], what: str = "a bound") -> Sum:
    """Read a bound.

    Args:
        text: durations and names, joined by + and -; a name may bear a factor: "1.5 * most".
        names: what may be named, since the phrase supplies it.
        what: what the bound belongs to, for the refusal.

    Raises:
        InputRefused: it is no such sum.

    >>> read_sum("-most", ("least", "most")).terms
    ((Fraction(-1, 1), 'most'),)
    """
    terms: list[tuple[Fraction, str]] = []
    fixed_ns = Fraction(0)
    place = 0
    while place < len(text) or not text.strip():
        match = _TERM.match(text, place)
        name = (match["scaled"] or match["name"]) if match else None
        if match is None or (place and not match["sign"]) or (name and name not in names):
            raise _refused(text, names, what)
        sign = -1 if match["sign"] == "-" else 1
        if name:
            terms.append((sign * Fraction(match["factor"] or 1), name))
        else:
            fixed_ns += sign * parse_duration(match["length"], what)
        place = match.end()
    return Sum(tuple(terms), fixed_ns, text.strip())


def _refused(text: str, names: Collection[str], what: str) -> InputRefused:
    known = f", and of {', '.join(names)} with or without a factor" if names else ""
    return InputRefused(
        what, wrong=f"{text!r} is no bound", right=f"write a sum of durations such as '10 s'{known}, or leave it out"
    )

"""What a person writes on the command line for seconds, parts of pictures, corners and kinds, read exactly."""

from __future__ import annotations

import re
from difflib import get_close_matches
from fractions import Fraction

import click

from gestae.errors import RecordError
from gestae.model.observation import ATTRIBUTES, Kind, Region

__all__ = ["Corner", "KindWord", "Part", "RegionWord", "Seconds"]


class Seconds(click.ParamType[Fraction]):
    """Seconds, exactly as they are written: 44.4 is 44.4 and no binary number near it."""

    name = "seconds"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Fraction:
        """Read them."""
        if isinstance(value, Fraction):
            return value
        if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", str(value)):
            self.fail(
                f"{value!r} is no number of seconds; write them from the film's first picture, such as 44.4", param
            )
        return Fraction(str(value))


class Part(click.ParamType[tuple[int, int, int, int]]):
    """A part of a picture, in pixels."""

    name = "left,top,width,height"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, int, int, int]:
        """Read it."""
        if isinstance(value, tuple):
            return value
        matched = re.fullmatch(r"(\d{1,5}),(\d{1,5}),([1-9]\d{0,4}),([1-9]\d{0,4})", str(value), re.ASCII)
        if not matched:
            self.fail(f"{value!r} is no part of a picture; write left,top,width,height, such as 0,0,400,60", param)
        left, top, width, height = (int(one) for one in matched.groups())
        return left, top, width, height


class RegionWord(click.ParamType[Region]):
    """A rectangle in a picture, in pixels."""

    name = "x1,y1,x2,y2"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Region:
        """Read it."""
        if isinstance(value, Region):
            return value
        matched = re.fullmatch(r"(\d{1,5}),(\d{1,5}),(\d{1,5}),(\d{1,5})", str(value), re.ASCII)
        if not matched:
            self.fail(f"{value!r} is no rectangle; write x1,y1,x2,y2, such as 120,80,180,220", param)
        try:
            return Region(*(int(one) for one in matched.groups()))
        except RecordError as error:
            self.fail(f"{error}; write the left upper corner first", param)


class Corner(click.ParamType[tuple[int, int]]):
    """A corner of a polygon, in pixels."""

    name = "x,y"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int]:
        """Read it."""
        if isinstance(value, tuple):
            return value
        matched = re.fullmatch(r"(\d{1,5}),(\d{1,5})", str(value), re.ASCII)
        if not matched:
            self.fail(f"{value!r} is no corner; write x,y in whole pixels from the top left, such as 120,80", param)
        return int(matched[1]), int(matched[2])


class KindWord(click.ParamType[tuple[Kind, str | None]]):
    """A kind of the vocabulary, with what it is said of where it has words for that: wears:armband."""

    name = "kind"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[Kind, str | None]:
        """Read it; a slip is answered with the words that lie near it."""
        if isinstance(value, tuple):
            return value
        word = str(value).strip().lower().replace("-", "_")
        kind, _, attribute = word.partition(":")
        known = [one.value for one in Kind]
        if kind not in known:
            near = get_close_matches(kind, known, 3, 0.6)
            meant = f"did you mean {' or '.join(near)}? " if near else ""
            self.fail(f"there is no kind {value!r}; {meant}all of them: gestae observations --kinds", param)
        words = ATTRIBUTES.get(Kind(kind), ())
        if ":" in word and attribute not in words:
            right = f"write {kind}:WORD, one of {', '.join(words)}" if words else f"write {kind} alone"
            self.fail(f"there is no {value!r}; {right}", param)
        return Kind(kind), attribute or None

"""A proposal as a picture: both signals laid over each other, and the likeness at every offset with its two peaks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from gestae.casefile.svg import document, element, text
from gestae.errors import InputRefused

__all__ = ["draw_comparison"]

_WIDTH: Final = 900.0
_LEFT: Final = 20.0
_PANEL_HEIGHT: Final = 120.0
_GAP: Final = 56.0
_TOP: Final = 40.0
_INK: Final = "#111"
_PALE: Final = "#999"
_LARGE: Final = "font-size:14px;font-family:sans-serif"
_SMALL: Final = "font-size:11px;font-family:sans-serif"
_SAID: Final = {"proposed": "proposed", "none": "no proposal"}


def draw_comparison(found: Sequence[Mapping[str, Any]], a: str, b: str) -> str:
    """Draw what each sense found.

    Args:
        found: as the evidence holds it, with its drawings.
        a: the one file, as people call it.
        b: the other.

    Returns:
        One SVG, of its own.

    Raises:
        InputRefused: no sense has anything to draw.
    """
    drawn = [one for one in found if one["drawing"] is not None]
    if not drawn:
        raise InputRefused("a picture", wrong="shows nothing: nothing was found", right="see the reasons that are told")
    content, top = "", _TOP
    for one in drawn:
        content += _sense(one, top, a, b)
        top += 2 * (_PANEL_HEIGHT + _GAP) + 30
    described = "; ".join(f"by {one['how']}: {_told(one)}" for one in drawn)
    page = element("rect", x=0, y=0, width=_WIDTH, height=top, fill="#fff") + content
    whole = document(
        "offset",
        (_WIDTH, top),
        title=f"{a} and {b} held against each other",
        description=described,
        content=page,
    )
    return whole.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)


def _told(one: Mapping[str, Any]) -> str:
    best = f"best offset {one['best_ns'] / 1e9:+.3f} s"
    if one["status"] != "proposed":
        return f"{best}, no proposal"
    return f"{best}, proposed {one['least_ns'] / 1e9:+.3f} to {one['most_ns'] / 1e9:+.3f} s"


def _sense(one: Mapping[str, Any], top: float, a: str, b: str) -> str:
    drawing = one["drawing"]
    first, second = top + 34, top + 34 + _PANEL_HEIGHT + _GAP
    lines = text(f"By {one['how']}: time of A less time of B, {_told(one)}", _LEFT, top, style=_LARGE)
    lines += text(f"A {a} (black), B {b} (grey), moved onto the time of A", _LEFT, first - 8, style=_SMALL)
    times = [*drawing["a"]["times_ns"], *drawing["b"]["times_ns"]]
    if times:
        span = (min(times), max(times))
        lines += _line(drawing["b"]["times_ns"], drawing["b"]["values"], span, first, _PALE)
        lines += _line(drawing["a"]["times_ns"], drawing["a"]["values"], span, first, _INK)
        lines += _ends(span, first, "s of A")
    offsets, values = drawing["curve"]["offsets_ns"], drawing["curve"]["values"]
    span = (offsets[0], offsets[-1])
    lines += text("Likeness at every offset, in deviations", _LEFT, second - 8, style=_SMALL)
    lines += _line(offsets, values, span, second, _INK)
    lines += _mark(one["best_ns"], f"best {one['score']:.1f}", span, second, _INK)
    lines += _mark(one["second"]["offset_ns"], f"second {one['second']['score']:.1f}", span, second, _PALE)
    return lines + _ends(span, second, "s between A and B")


def _x(at: float, span: tuple[float, float]) -> float:
    return _LEFT + (_WIDTH - 2 * _LEFT) * (at - span[0]) / max(1.0, span[1] - span[0])


def _line(at: Sequence[float], values: Sequence[float], span: tuple[float, float], top: float, colour: str) -> str:
    """Draw values as a line that fills the panel from its least to its greatest."""
    if not values:
        return ""
    low, high = min(values), max(values)
    room = high - low or 1.0
    points = " ".join(
        f"{_x(one, span):.1f},{top + _PANEL_HEIGHT * (1 - (value - low) / room):.1f}"
        for one, value in zip(at, values, strict=True)
    )
    return element("polyline", points=points, fill="none", stroke=colour, stroke_width=1.2)


def _mark(at: float, words: str, span: tuple[float, float], top: float, colour: str) -> str:
    x = _x(at, span)
    line = element("line", x1=x, x2=x, y1=top - 4, y2=top + _PANEL_HEIGHT, stroke=colour, stroke_dasharray="4 3")
    side = "end" if x > _WIDTH * 0.75 else "start"
    return line + text(words, x + (4 if side == "start" else -4), top + 10, style=_SMALL, text_anchor=side, fill=colour)


def _ends(span: tuple[float, float], top: float, unit: str) -> str:
    y = top + _PANEL_HEIGHT + 14
    base = element("line", x1=_LEFT, x2=_WIDTH - _LEFT, y1=top + _PANEL_HEIGHT, y2=top + _PANEL_HEIGHT, stroke=_PALE)
    first = text(f"{span[0] / 1e9:.2f} {unit}", _LEFT, y, style=_SMALL)
    return base + first + text(f"{span[1] / 1e9:.2f}", _WIDTH - _LEFT, y, style=_SMALL, text_anchor="end")

"""Marks of an account's figure: fills by grade, badges by source, arrows by order, and the legend that explains them.

No mark is told from another by its colour alone: fills differ in pattern, badges in shape and letter, arrows in dash
and head. Colours are those of Okabe and Ito, which stay apart for colour-blind eyes (jfly.uni-koeln.de/color, 2008).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from gestae.casefile import svg
from gestae.casefile.accountview import SourceView
from gestae.model.account import SourceKind
from gestae.model.network import Grade

__all__ = ["DEFS", "FILLS", "arrow", "badge", "fading", "legend", "letters_of", "link", "warning"]

INK: Final = "#111"
FAINT: Final = "#444"
FILLS: Final[Mapping[Grade, str]] = {
    Grade.INSTRUMENT: "#0072b2",
    Grade.TESTIMONY: "url(#a-testimony)",
    Grade.WORDS: "url(#a-words)",
}
DEFS: Final = (
    '<defs><pattern id="a-testimony" width="7" height="7" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><rect width="7" height="7" fill="#f5c04f"/>'
    '<rect width="2.4" height="7" fill="#8a5300"/></pattern>'
    '<pattern id="a-words" width="7" height="7" patternUnits="userSpaceOnUse"><rect width="7" height="7" '
    'fill="#fff"/><circle cx="3.5" cy="3.5" r="1.7" fill="#00694f"/></pattern>'
    '<linearGradient id="a-left"><stop offset="0" stop-color="#000"/><stop offset="1" stop-color="#fff"/>'
    '</linearGradient><linearGradient id="a-right"><stop offset="0" stop-color="#fff"/>'
    '<stop offset="1" stop-color="#000"/></linearGradient>'
    '<mask id="a-fade-left" maskContentUnits="objectBoundingBox"><rect width="1" height="1" fill="url(#a-left)"/>'
    '</mask><mask id="a-fade-right" maskContentUnits="objectBoundingBox">'
    '<rect width="1" height="1" fill="url(#a-right)"/></mask></defs>'
)
_GRADES: Final = {
    Grade.INSTRUMENT: "rests on instruments alone",
    Grade.TESTIMONY: "rests on testimony too",
    Grade.WORDS: "rests on how words are read too",
}
# The outline of each kind's badge about its middle, and its tint.
_BADGES: Final[Mapping[SourceKind, tuple[str, str]]] = {
    SourceKind.FOOTAGE: ("M-9 -9H9V9H-9Z", "#cfe3f2"),
    SourceKind.STATEMENT: ("M-10 0A10 10 0 1 1 10 0A10 10 0 1 1 -10 0Z", "#fbe2b0"),
    SourceKind.CALLS: ("M-11 0L-5.5 -9.5H5.5L11 0L5.5 9.5H-5.5Z", "#ecd3e2"),
    SourceKind.DOCUMENT: ("M-8 -10H4L9 -5V10H-8Z", "#e9e9e9"),
    SourceKind.PHOTOGRAPH: ("M0 -12.5L12.5 0L0 12.5L-12.5 0Z", "#cdeadf"),
    SourceKind.OTHER: ("M-9 10V-3L0 -11L9 -3V10Z", "#fff"),
}
_LINE: Final = 24.0
# A sentence of a warning is broken into so many lines at most, of so many letters.
_NOTE_LINES: Final = 6
_NOTE_LETTERS: Final = 150


def letters_of(sources: Sequence[SourceView]) -> dict[str, str]:
    """Give every source a letter: A to Z, then AA and so on.

    >>> letters_of([SourceView("cam", SourceKind.FOOTAGE)])
    {'cam': 'A'}
    """
    return {
        source.id: ("" if place < 26 else chr(ord("A") + place // 26 - 1)) + chr(ord("A") + place % 26)
        for place, source in enumerate(sources)
    }


def badge(kind: SourceKind, letter: str, x: float, y: float) -> str:
    """Draw a source's letter in the shape of its kind, about (x, y)."""
    outline, tint = _BADGES[kind]
    shape = svg.element("path", d=outline, fill=tint, stroke=INK, stroke_width=1.2)
    drawn = shape + svg.text(letter, 0, 4.2, text_anchor="middle", font_size=12, font_weight="bold", fill=INK)
    return svg.element("g", drawn, transform=f"translate({x:.1f} {y:.1f})")


def arrow(points: Sequence[tuple[float, float]], *, strict: bool) -> str:
    """Draw an arrow along points, its last piece straight: solid for *before*, dashed and hollow for *not after*."""
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    (x0, y0), (x, y) = points[-2:]
    heading = ((x > x0) - (x < x0), (y > y0) - (y < y0))
    head = _head(x, y, heading)
    dash = {} if strict else {"stroke_dasharray": "5 3"}
    line = svg.element("path", d=path, fill="none", stroke=INK, stroke_width=1.8, stroke_linejoin="round", **dash)
    return line + svg.element("path", d=head, fill=INK if strict else "#fff", stroke=INK, stroke_width=1.4)


def link(x: float, top: float, bottom: float, *, same: bool) -> str:
    """Join two neighbours without an arrow: a double line for the same moment, dots where the order is open."""
    if same:
        return "".join(
            svg.element("line", x1=x + shift, x2=x + shift, y1=top, y2=bottom, stroke=INK, stroke_width=1.8)
            for shift in (-3, 3)
        )
    return svg.element(
        "line", x1=x, x2=x, y1=top, y2=bottom, stroke="#777", stroke_width=2.6, stroke_dasharray="0.1 5.5",
        stroke_linecap="round",
    )  # fmt: skip


def fading(drawn: str, side: str) -> str:
    """Let a drawing fade out to one side: nothing limits it there."""
    return svg.element("g", drawn, mask=f"url(#a-fade-{side})")


def legend(sources: Sequence[SourceView], letters: Mapping[str, str], top: float, width: float) -> tuple[str, float]:
    """Explain the marks.

    Returns:
        SVG, and how high it is.
    """
    entries = [(_swatch(grade), words) for grade, words in _GRADES.items()]
    entries += [
        (fading(_bar(FILLS[Grade.INSTRUMENT]), "right"), "nothing limits that side"),
        (svg.element("rect", x=-17, y=-2.5, width=34, height=5, fill="#8c8c8c"), "surely going on"),
        (arrow(((-16, 0), (12, 0)), strict=True), "before: that follows"),
        (arrow(((-16, 0), (12, 0)), strict=False), "not after: the same moment is left"),
        (svg.element("g", link(0, -14, 14, same=True), transform="rotate(90)"), "at the same moment"),
        (svg.element("g", link(0, -14, 14, same=False), transform="rotate(90)"), "order not established"),
    ]
    entries += [(badge(one.kind, letters[one.id], 0, 0), f"{one.id} ({one.kind.value})") for one in sources]
    return _flowed(entries, top, width)


def _flowed(entries: Sequence[tuple[str, str]], top: float, width: float) -> tuple[str, float]:
    """Set entries in as many columns as fit, row by row."""
    longest = max(len(words) for _, words in entries)
    columns = max(1, int((width - 48) / min(width - 48, 64 + 7.2 * longest)))
    step = (width - 48) / columns
    parts = []
    for place, (mark, words) in enumerate(entries):
        x, y = 24 + place % columns * step, top + place // columns * _LINE + _LINE / 2
        parts.append(svg.element("g", mark, transform=f"translate({x + 20:.1f} {y:.1f})"))
        parts.append(svg.text(words, x + 46, y + 4.5, font_size=13, fill=INK))
    return "".join(parts), _LINE * -(-len(entries) // columns)


def _swatch(grade: Grade) -> str:
    return _bar(FILLS[grade])


def _bar(fill: str) -> str:
    return svg.element("rect", x=-17, y=-7, width=34, height=14, fill=fill, stroke=INK)


def _head(x: float, y: float, heading: tuple[int, int]) -> str:
    """Draw an arrow's head whose point lies at (x, y)."""
    along, across = heading
    back = [(x - 8 * along - 4.5 * across, y - 8 * across - 4.5 * along),
            (x - 8 * along + 4.5 * across, y - 8 * across + 4.5 * along)]  # fmt: skip
    return f"M{back[0][0]:.1f} {back[0][1]:.1f}L{x:.1f} {y:.1f}L{back[1][0]:.1f} {back[1][1]:.1f}Z"


def warning(notes: Sequence[str], width: float) -> tuple[str, float]:
    """Write over a picture what does not count in it; gives the drawing and its height, nothing where all counts.

    >>> warning((), 1200.0)
    ('', 0.0)
    """
    if not notes:
        return "", 0.0
    lines = [line for note in notes for line in svg.wrapped(f"– {note}", _NOTE_LETTERS, _NOTE_LINES)]
    height = 44.0 + 19 * len(lines)
    box = svg.element(
        "rect", x=12, y=10, width=width - 24, height=height - 10, fill="#fff3d6", stroke="#111", stroke_width=1.5
    )
    head = svg.text("Not everything that is said can be true. This is drawn from what stands:", 24, 33, font_size=15,
                    font_weight="bold")  # fmt: skip
    told = "".join(svg.text(line, 24, 54 + 19 * place, font_size=13.5) for place, line in enumerate(lines))
    return box + head + told, height

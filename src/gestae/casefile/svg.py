"""A few words of SVG as text: elements, escaped; nothing that runs and nothing that is fetched."""

from __future__ import annotations

from html import escape
from typing import Final

from gestae.casefile.wording import visible

__all__ = ["PATTERNS", "document", "element", "text", "wrapped"]

# Fills that stay apart on a photocopy; {0} keeps their names apart from those of other drawings on the page.
PATTERNS: Final = (
    '<defs><pattern id="{0}-doubt" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="6" height="6" fill="#fff"/><rect width="2" height="6" fill="#8a8a8a"/></pattern>'
    '<pattern id="{0}-keys" width="8" height="8" patternUnits="userSpaceOnUse">'
    '<rect width="8" height="8" fill="#fff"/><rect width="2" height="8" fill="#555"/></pattern>'
    '<pattern id="{0}-nth" width="8" height="8" patternUnits="userSpaceOnUse">'
    '<rect width="8" height="8" fill="#fff"/><circle cx="4" cy="4" r="2" fill="#555"/></pattern>'
    '<pattern id="{0}-lost" width="8" height="8" patternUnits="userSpaceOnUse">'
    '<rect width="8" height="8" fill="#fff"/><path d="M0 0L8 8M8 0L0 8" stroke="#111" stroke-width="1.6"/>'
    "</pattern></defs>"
)


def element(name: str, content: str = "", **attributes: str | float) -> str:
    """Write one element; underscores in attribute names stand for hyphens, `content` is SVG already.

    >>> element("rect", x=1.0, stroke_width=2, fill="<none>")
    '<rect x="1" stroke-width="2" fill="&lt;none&gt;"/>'
    """
    written = "".join(f' {key.rstrip("_").replace("_", "-")}="{_value(value)}"' for key, value in attributes.items())
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


def text(words: str, x: float, y: float, **attributes: str | float) -> str:
    """Write a line of text; what strangers wrote is made visible and escaped.

    >>> text("<b>", 1, 2)
    '<text x="1" y="2">&lt;b&gt;</text>'
    """
    return element("text", escape(visible(words)), x=x, y=y, **attributes)


def document(name: str, size: tuple[float, float], *, title: str, description: str, content: str) -> str:
    """Wrap a drawing for people who see it and people who hear it.

    Args:
        name: unique on the page; the ids inside begin with it.
        size: width and height in drawing units.
        title: what it is.
        description: what it shows, in words.
        content: SVG.
    """
    spoken = element("title", escape(visible(title)), id=f"{name}-t") + element(
        "desc", escape(visible(description)), id=f"{name}-d"
    )
    return element(
        "svg",
        spoken + PATTERNS.format(name) + content,
        viewBox=f"0 0 {_value(size[0])} {_value(size[1])}",
        role="img",
        aria_labelledby=f"{name}-t {name}-d",
    )


def wrapped(words: str, per_line: int, lines: int) -> list[str]:
    """Break a label into lines of at most `per_line` characters; what does not fit ends in an ellipsis.

    >>> wrapped("A van with a V on its side stops at the gate", 20, 2)
    ['A van with a V on', 'its side stops at t…']
    """
    rest = " ".join(visible(words).split())
    found: list[str] = []
    while rest and len(found) < lines:
        if len(rest) <= per_line:
            found.append(rest)
            return found
        if len(found) == lines - 1:
            found.append(rest[: per_line - 1] + "…")
            return found
        space = rest.rfind(" ", 0, per_line + 1)
        end = space if space > 0 else per_line
        found.append(rest[:end])
        rest = rest[end:].lstrip()
    return found


def _value(value: str | float) -> str:
    """Write a number short and the same everywhere: a hundredth of a unit is finer than any printer."""
    if isinstance(value, str):
        return escape(value)
    return f"{value:.2f}".rstrip("0").rstrip(".")

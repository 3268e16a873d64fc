"""The page that lists the moments of a case, each with its contact sheet and its clip.

`render_moments` takes frozen records and returns bytes; the same records give the same bytes. The page runs no script
and fetches nothing but the pictures and clips beside it. Every text passes `visible` and then HTML escaping.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from jinja2 import Environment
from markupsafe import Markup

from gestae.casefile.material import FactView
from gestae.casefile.pages import page_environment
from gestae.casefile.wording import count_words

__all__ = ["FilmView", "MomentView", "MomentsView", "render_moments"]


@dataclass(frozen=True, slots=True)
class MomentView:
    """One moment, in words, with the files beside the page.

    Attributes:
        number: on this page, from 1.
        when: in the world's time, as far as it is known.
        position: where in the file.
        what: of what it consists.
        rows: facts in words.
        sheet: the contact sheet's file.
        size_px: (width, height) of the sheet.
        clip: the clip's file; None where there is none, with the reason in `no_clip`.
        side: the file with exact times.
    """

    number: int
    when: str
    position: str
    what: str
    rows: tuple[FactView, ...]
    sheet: str
    size_px: tuple[int, int]
    clip: str | None
    no_clip: str
    side: str


@dataclass(frozen=True, slots=True)
class FilmView:
    """One footage with its moments; `how` says by what they were found, `none` why there are none."""

    title: str
    exhibit: int
    sha256: str
    how: str
    none: str
    moments: tuple[MomentView, ...]


@dataclass(frozen=True, slots=True)
class MomentsView:
    """What the page shows.

    Attributes:
        title: of the case.
        zone: in which times are written; None where it is withheld.
        journal: how far the case's journal went, with its head.
        version: of gestae.
        drawing: the activity of all cameras as SVG.
        films: in order.
    """

    title: str
    zone: str | None
    journal: str
    version: str
    drawing: str
    films: tuple[FilmView, ...]


def render_moments(view: MomentsView) -> bytes:
    """Draw the page: one HTML document in UTF-8."""
    page = _environment().get_template("moments.html").render(view=view, drawing=Markup(view.drawing))  # noqa: S704 - drawn by us, every text in it escaped
    return page.encode("utf-8")


@cache
def _environment() -> Environment:
    return page_environment({"counted": count_words})

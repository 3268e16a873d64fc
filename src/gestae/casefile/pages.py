"""The surroundings in which pages are drawn from templates: every text is made visible, then escaped."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from gestae.casefile.wording import visible

__all__ = ["page_environment"]


def page_environment(filters: Mapping[str, Callable[..., Any]]) -> Environment:
    """Make the surroundings of one kind of page.

    Args:
        filters: what its template calls, by name.

    >>> page_environment({}).from_string("{{ it }}").render(it="<b>")
    '&lt;b&gt;'
    """
    made = Environment(
        loader=PackageLoader("gestae.casefile", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    made.filters |= filters
    return made


def _shown(value: object) -> object:
    """Make every text visible before it is escaped; markup of our own passes."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value

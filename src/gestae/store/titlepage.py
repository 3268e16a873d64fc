"""[edge] `case.toml`: what a person sees on opening the folder; a copy of the journal's first entry, never a source."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from gestae.journal.replay import Tables
from gestae.model.fault import Fault
from gestae.store.files import write_whole

__all__ = ["TITLE_PAGE", "title_page", "title_page_faults", "write_title_page"]

TITLE_PAGE: Final = "case.toml"

_SHOWN: Final = ("title", "zone", "format")


def title_page(state: Tables) -> bytes:
    """Write the page for a state of the case.

    >>> print(title_page({"case": {("case",): {"title": "The yard", "zone": "Europe/Kyiv", "format": 1}}}).decode())
    # A case of gestae. The journal in case.db governs; this page repeats its first entry.
    title = "The yard"
    zone = "Europe/Kyiv"
    format = 1
    <BLANKLINE>
    """
    lines = ["# A case of gestae. The journal in case.db governs; this page repeats its first entry."]
    for row in state["case"].values():
        # A JSON string is a TOML string, but for DEL, which TOML wants escaped (TOML 1.0, "String").
        lines += [f"{name} = {json.dumps(row[name], ensure_ascii=False)}".replace("\x7f", "\\u007f") for name in _SHOWN]
    return ("\n".join(lines) + "\n").encode()


def write_title_page(folder: Path, state: Tables) -> None:
    """Write the page unless it is right already."""
    page = folder / TITLE_PAGE
    if not page.is_file() or page.read_bytes() != title_page(state):
        write_whole(page, title_page(state))


def title_page_faults(folder: Path, state: Tables) -> tuple[Fault, ...]:
    """Say whether the page is there and repeats the first entry."""
    page = folder / TITLE_PAGE
    if page.is_file() and page.read_bytes() == title_page(state):
        return ()
    what = "does not repeat the first entry of the journal" if page.is_file() else "is missing"
    return (Fault(TITLE_PAGE, what, "rely on the journal: `gestae rebuild` writes the page again"),)

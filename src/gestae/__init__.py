"""gestae: from what recorded one incident to an order of events that a stranger can verify.

Files come in and are preserved bit for bit; footage is looked at, and the machine proposes what it saw; a
named person accepts or rejects, and records what they saw themselves; the order of events follows with
bounds for every moment; a page tells it; anyone can verify the case. Every decision is an entry of the
case's journal, in the name of the person at the desk.

>>> from pathlib import Path
>>> from tempfile import TemporaryDirectory
>>> import gestae
>>> with TemporaryDirectory() as place:
...     folder, paper = Path(place, "yard.case"), Path(place, "statement.txt")
...     written = paper.write_text("I saw a grey van with a letter on its side.")
...     with gestae.create_case(folder, gestae.Desk("O. Koval"), title="The yard", zone="Europe/Kyiv") as case:
...         taken = gestae.add(case, gestae.Delivery((paper,), received_from="N. Bila"))
...         told = gestae.order_of_events(case.store)
...     found = gestae.verify_case(folder)
>>> len(taken.taken), len(told), found.is_whole
(1, 0, True)

The names below are the front door: what they do is promised from one version to the next. What else lies in
the rooms behind it may change. Importing gestae loads none of them; each comes when it is first named.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from gestae.workflow.analyze import Looks, analyze
    from gestae.workflow.case import Case, Desk, create_case, read_case
    from gestae.workflow.eventlists import record_events
    from gestae.workflow.findings import accept, findings, reject
    from gestae.workflow.intake import Delivery, add
    from gestae.workflow.integrity import verify_case
    from gestae.workflow.placing import order_of_events
    from gestae.workflow.reporting import write_report

__version__ = "0.1.0"

__all__ = [
    "Case",
    "Delivery",
    "Desk",
    "Looks",
    "accept",
    "add",
    "analyze",
    "create_case",
    "findings",
    "order_of_events",
    "read_case",
    "record_events",
    "reject",
    "verify_case",
    "write_report",
]

_ROOM_OF: Final = {
    "Case": "case",
    "Delivery": "intake",
    "Desk": "case",
    "Looks": "analyze",
    "accept": "findings",
    "add": "intake",
    "analyze": "analyze",
    "create_case": "case",
    "findings": "findings",
    "order_of_events": "placing",
    "read_case": "case",
    "record_events": "eventlists",
    "reject": "findings",
    "verify_case": "integrity",
    "write_report": "reporting",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whichever of the names is asked for
    """Load a name of the front door when it is first asked for."""
    if name not in _ROOM_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"gestae.workflow.{_ROOM_OF[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """List the front door."""
    return sorted([*__all__, "__version__"])

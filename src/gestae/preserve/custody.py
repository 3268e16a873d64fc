"""Custody: what may follow what, as a table, and who holds an item after all its steps.

The order of steps is a rule of its own here: an item is received once, before anything else; what was lent comes back
before it goes anywhere; what was disposed of goes nowhere. Steps do not run backwards in time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from gestae.errors import InputRefused
from gestae.model.evidence import Custody, Movement

__all__ = ["ALLOWED", "NEEDED", "allow", "diagram", "refuse_unsaid", "replay"]

_HELD: Final = frozenset({Custody.MOVED, Custody.LENT, Custody.DISPOSED})

ALLOWED: Final[Mapping[Custody | None, frozenset[Custody]]] = {
    None: frozenset({Custody.RECEIVED}),
    Custody.RECEIVED: _HELD,
    Custody.MOVED: _HELD,
    Custody.LENT: frozenset({Custody.RETURNED}),
    Custody.RETURNED: _HELD,
    Custody.DISPOSED: frozenset(),  # the end: nothing leads out
}

# What a step has to say, one of each row: who was given the item, or in what way it went.
NEEDED: Final[Mapping[Custody, tuple[str, ...]]] = {
    Custody.LENT: ("whom",),
    Custody.DISPOSED: ("whom", "how"),
}


def allow(last: Movement | None, step: Movement, item: str) -> Movement:
    """Let one step follow another, or refuse it.

    Args:
        last: the item's last step so far; None before it was received.
        step: the step to be recorded.
        item: what the item is called, for the refusal.

    Raises:
        InputRefused: the step may not follow, or would lie before the last one in time.
    """
    before = last.step if last else None
    if step.step not in ALLOWED[before]:
        state = f"was {before}" if before else "was not received yet"
        allowed = ", ".join(sorted(ALLOWED[before])) or "nothing: its custody has ended"
        raise InputRefused(
            item, wrong=f"it {state}, and cannot be {step.step} now", right=f"what may follow: {allowed}"
        )
    if last is not None and step.at < last.at:
        raise InputRefused(
            item,
            wrong=f"it cannot be {step.step} at {step.at}: it was {last.step} at {last.at}",
            right="write the time of the step itself; a late record gives its reason",
        )
    return step


def refuse_unsaid(step: Custody, said: Mapping[str, str | None], borrower: str | None, item: str) -> None:
    """Refuse a new step that does not say who or how, and a return from somebody who did not borrow.

    Steps that are recorded already are not held to it: what was not said of them can be asked of nobody any more.

    Args:
        step: the step to be recorded.
        said: what is said of it, by the words of `NEEDED`.
        borrower: who has the item, where it is lent and that was said.
        item: what the item is called, for the refusal.

    Raises:
        InputRefused: a word of `NEEDED` is missing, or it is returned by another than the borrower.

    >>> refuse_unsaid(Custody.RETURNED, {"whom": "forensic institute"}, "Forensic Institute", "clip 1")
    """
    needed = NEEDED.get(step, ())
    if needed and not any(_folded(said.get(name)) for name in needed):
        raise InputRefused(
            item,
            wrong=f"{step} without {' or '.join(needed)}",
            right="say " + " or ".join(f"--{name}" for name in needed),
        )
    whom = said.get("whom")
    if step is Custody.RETURNED and borrower and whom and _folded(whom) != _folded(borrower):
        raise InputRefused(
            item,
            wrong=f"was lent to {borrower!r}, and {whom!r} is somebody else",
            right="name the borrower, and in --why the hands it came back through; if the loan is wrong, withdraw it",
        )


def _folded(name: str | None) -> str:
    return " ".join((name or "").casefold().split())


def replay(movements: Iterable[Movement], item: str = "the item") -> Movement | None:
    """Follow an item's steps in the order in which they were recorded, and give the last one: who holds it, where, why.

    Raises:
        InputRefused: a step that may not follow the one before it.

    >>> replay([]) is None
    True
    """
    last = None
    for step in movements:
        last = allow(last, step, item)
    return last


def diagram() -> Iterator[str]:
    """Draw the table as a Mermaid state diagram, line by line.

    >>> list(diagram())[:2]
    ['stateDiagram-v2', '    [*] --> received']
    """
    yield "stateDiagram-v2"
    for before, after in ALLOWED.items():
        for step in sorted(after):
            yield f"    {before or '[*]'} --> {step}"
        if not after:
            yield f"    {before} --> [*]"

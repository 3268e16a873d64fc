"""Custody: every wrong order is refused."""

from __future__ import annotations

import itertools

import pytest

from gestae.errors import InputRefused
from gestae.model.evidence import Custody, Movement
from gestae.model.time import Instant
from gestae.preserve.custody import ALLOWED, NEEDED, allow, diagram, refuse_unsaid, replay

R, M, L, B, D = Custody.RECEIVED, Custody.MOVED, Custody.LENT, Custody.RETURNED, Custody.DISPOSED


def _step(step: Custody, at: int = 0) -> Movement:
    return Movement(step, Instant(at), "the registry", "shelf 4", "order 12")


def _steps(*steps: Custody) -> list[Movement]:
    return [_step(step, at) for at, step in enumerate(steps)]


GOOD = [(R,), (R, M), (R, M, M), (R, L, B), (R, L, B, M, D), (R, D), (R, M, L, B, L, B, D)]


@pytest.mark.parametrize("steps", GOOD)
def test_a_right_order_ends_in_its_last_step(steps: tuple[Custody, ...]) -> None:
    last = replay(_steps(*steps))
    assert last is not None
    assert last.step is steps[-1]


WRONG = {
    "not received yet": ((M,), "clip 1: it was not received yet, and cannot be moved now; what may follow: received"),
    "received twice": (
        (R, R),
        "clip 1: it was received, and cannot be received now; what may follow: disposed, lent, moved",
    ),
    "lent while lent": ((R, L, L), "clip 1: it was lent, and cannot be lent now; what may follow: returned"),
    "moved while lent": ((R, L, M), "clip 1: it was lent, and cannot be moved now; what may follow: returned"),
    "returned from nowhere": (
        (R, B),
        "clip 1: it was received, and cannot be returned now; what may follow: disposed, lent, moved",
    ),
    "after its end": (
        (R, D, M),
        "clip 1: it was disposed, and cannot be moved now; what may follow: nothing: its custody has ended",
    ),
}


@pytest.mark.parametrize(("steps", "message"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_order_is_refused(steps: tuple[Custody, ...], message: str) -> None:
    with pytest.raises(InputRefused) as refused:
        replay(_steps(*steps), "clip 1")
    assert str(refused.value) == message


@pytest.mark.parametrize(("before", "after"), list(itertools.product((None, *Custody), Custody)))
def test_the_table_decides_every_pair(before: Custody | None, after: Custody) -> None:
    last = None if before is None else _step(before)
    if after in ALLOWED[before]:
        assert allow(last, _step(after), "x").step is after
    else:
        with pytest.raises(InputRefused):
            allow(last, _step(after), "x")


def test_a_step_does_not_lie_before_the_last_one() -> None:
    with pytest.raises(InputRefused) as refused:
        replay([_step(R, 10), _step(M, 9)], "clip 1")
    assert refused.value.wrong == (
        "it cannot be moved at 1970-01-01T00:00:00.000000009Z: it was received at 1970-01-01T00:00:00.000000010Z"
    )


def test_two_steps_may_share_a_moment() -> None:
    assert replay([_step(R, 10), _step(M, 10)]) == _step(M, 10)


def test_the_drawing_has_every_arrow_of_the_table() -> None:
    arrows = [line for line in diagram() if "-->" in line]
    assert len(arrows) == sum(len(after) for after in ALLOWED.values()) + 1
    assert "    lent --> returned" in arrows
    assert "    disposed --> [*]" in arrows


SAYS_ENOUGH = [
    (M, {}, None),
    (L, {"whom": "Institute"}, None),
    (D, {"whom": "Owner"}, None),
    (D, {"how": "shredded"}, None),
    (B, {}, "Institute"),
    (B, {"whom": " the  institute"}, "The Institute"),
    (B, {"whom": "Somebody"}, None),
]


@pytest.mark.parametrize(("step", "said", "borrower"), SAYS_ENOUGH)
def test_a_step_that_says_enough_is_let_through(step: Custody, said: dict[str, str], borrower: str | None) -> None:
    refuse_unsaid(step, said, borrower, "clip 1")


SAYS_TOO_LITTLE = [
    (L, {}, None, "clip 1: lent without whom; say --whom"),
    (L, {"whom": "  "}, None, "clip 1: lent without whom; say --whom"),
    (L, {"how": "by post"}, None, "clip 1: lent without whom; say --whom"),
    (D, {}, None, "clip 1: disposed without whom or how; say --whom or --how"),
    (B, {"whom": "Another"}, "Institute", "clip 1: was lent to 'Institute', and 'Another' is somebody else"),
]


@pytest.mark.parametrize(("step", "said", "borrower", "message"), SAYS_TOO_LITTLE)
def test_a_step_that_says_too_little_or_another_name_is_refused(
    step: Custody, said: dict[str, str], borrower: str | None, message: str
) -> None:
    with pytest.raises(InputRefused) as refused:
        refuse_unsaid(step, said, borrower, "clip 1")
    assert str(refused.value).startswith(message)


def test_every_step_that_gives_an_item_away_says_to_whom_or_how() -> None:
    assert NEEDED.keys() == {L, D}

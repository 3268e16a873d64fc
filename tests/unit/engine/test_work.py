"""Work items, what is still to do, and finding functions by name."""

from __future__ import annotations

import pytest

from gestae.engine.inline import InlineEngine
from gestae.engine.work import FailureKind, Outcome, WorkItem, find_function, pending, perform
from gestae.errors import EngineError, RecordError


@pytest.mark.parametrize(
    ("key", "function", "weight"),
    [("", "a:b", 1.0), ("k", "a.b", 1.0), ("k", "a:b:c", 1.0), ("k", "a:b", 0.0), ("k", "a:b", float("nan"))],
    ids=["no key", "no colon", "two colons", "no weight", "weight is not a number"],
)
def test_an_item_that_makes_no_sense_is_refused(key: str, function: str, weight: float) -> None:
    with pytest.raises(RecordError):
        WorkItem(key, function, {}, weight)


def test_items_that_say_the_same_have_the_same_key() -> None:
    assert WorkItem.of("a:b", {"x": 1, "y": 2}).key == WorkItem.of("a:b", {"y": 2, "x": 1}).key
    assert WorkItem.of("a:b", {"x": 1}).key != WorkItem.of("a:b", {"x": 2}).key


def test_pending_keeps_order_and_drops_what_is_recorded_or_comes_twice() -> None:
    a, b, c = (WorkItem(key, "m:f", {}) for key in "abc")
    assert pending([c, a, b, a, c], recorded={"b"}) == (c, a)


@pytest.mark.parametrize(
    ("dotted", "words"),
    [
        ("gestae.nowhere:f", "No module named"),
        ("gestae.engine.work:nobody", "has no attribute"),
        ("gestae.engine.work:__all__", "is no function"),
    ],
)
def test_a_name_without_a_function_is_refused(dotted: str, words: str) -> None:
    with pytest.raises(EngineError, match=words):
        find_function(dotted)


def test_an_answer_of_nothing_is_an_answer() -> None:
    assert Outcome(WorkItem("k", "a:b", {})).done


def test_running_out_of_memory_is_told_apart() -> None:
    outcome = perform(WorkItem("k", "tests.unit.engine.test_work:exhausted", {}), lambda _: None)
    assert outcome.failure is not None
    assert outcome.failure.kind is FailureKind.MEMORY


def exhausted(*_: object) -> None:
    raise MemoryError


def test_what_ends_a_program_on_purpose_is_not_swallowed() -> None:
    with pytest.raises(KeyboardInterrupt):
        list(InlineEngine().run([WorkItem("k", "tests.unit.engine.test_work:interrupted", {})]))


def interrupted(*_: object) -> None:
    raise KeyboardInterrupt

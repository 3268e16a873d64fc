"""What a worker says is read as strictly as any input."""

from __future__ import annotations

import pytest

from gestae.engine.messages import Answered, Progress, pack_order, pack_outcome, unpack_order, unpack_word
from gestae.engine.work import Failure, FailureKind, Outcome, WorkItem
from gestae.errors import EngineError, InputRefused

ITEM = WorkItem("k", "a:b", {"x": [1, None]})


def test_an_order_arrives_as_it_was_sent() -> None:
    assert unpack_order(pack_order(ITEM)) == ITEM


def test_an_order_that_is_not_json_is_refused_before_it_is_sent() -> None:
    with pytest.raises(InputRefused):
        pack_order(WorkItem("k", "a:b", {"x": float("nan")}))


@pytest.mark.parametrize(
    "outcome",
    [
        Outcome(ITEM, {"found": ["van"]}),
        Outcome(ITEM, b"PAR1\x00"),
        Outcome(ITEM, b""),
        Outcome(ITEM, None),
        Outcome(ITEM, failure=Failure(FailureKind.REFUSED, "кадру немає")),
    ],
    ids=["json", "bytes", "no bytes", "nothing", "failure"],
)
def test_an_outcome_arrives_as_it_was_sent(outcome: Outcome) -> None:
    assert unpack_word(pack_outcome(outcome), ITEM) == Answered(outcome)


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"X",
        b"P",
        b"Ptrue",
        b'P"half"',
        b"J{",
        b"JNaN",
        b'J{"a":1,"a":2}',
        b"F[]",
        b'F{"kind":"bored","detail":""}',
        b'F{"kind":"refused"}',
        b"J" + b"[" * 100_000,
        b"\x80\x04cos\nsystem\n(S'true'\ntR.",
    ],
)
def test_what_no_worker_says_is_refused(message: bytes) -> None:
    with pytest.raises(EngineError):
        unpack_word(message, ITEM)


def test_progress_may_be_a_whole_number() -> None:
    assert unpack_word(b"P1", ITEM) == Progress(1.0)


@pytest.mark.parametrize("answer", [{"when": object()}, float("inf"), 2**60, {1: "a key that is no text"}])
def test_an_answer_that_cannot_be_sent_becomes_a_failure(answer: object) -> None:
    word = unpack_word(pack_outcome(Outcome(ITEM, answer)), ITEM)  # type: ignore[arg-type]
    assert isinstance(word, Answered)
    assert word.outcome.failure is not None
    assert word.outcome.failure.kind is FailureKind.ERROR

"""Laws of the engine that hold whatever the work is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gestae.base.canonical import Json, canonical_bytes
from gestae.engine.estimate import estimate, remember
from gestae.engine.inline import InlineEngine
from gestae.engine.messages import Answered, pack_outcome, unpack_word
from gestae.engine.tally import Tally
from gestae.engine.work import Outcome, Standing, WorkItem, pending

ITEM = WorkItem("k", "a:b", {})
SAFE = 2**53 - 1
LEAVES = st.none() | st.booleans() | st.integers(-SAFE, SAFE) | st.text(max_size=8)
ANSWERS = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner))


@given(ANSWERS)
def test_every_json_answer_survives_the_way(answer: Json) -> None:
    word = unpack_word(pack_outcome(Outcome(ITEM, answer)), ITEM)
    assert isinstance(word, Answered)
    assert canonical_bytes(word.outcome.answer) == canonical_bytes(answer)


@given(st.binary(max_size=64))
def test_every_bytes_answer_survives_the_way(answer: bytes) -> None:
    assert unpack_word(pack_outcome(Outcome(ITEM, answer)), ITEM) == Answered(Outcome(ITEM, answer))


@given(st.lists(st.sampled_from("abcdef")), st.sets(st.sampled_from("abcdef")))
def test_what_is_pending_and_what_is_recorded_make_the_whole_without_overlap(
    keys: list[str], recorded: set[str]
) -> None:
    left = [item.key for item in pending([WorkItem(key, "m:f", {}) for key in keys], recorded)]
    assert set(left) | (recorded & set(keys)) == set(keys)
    assert not set(left) & recorded
    assert len(left) == len(set(left))
    assert left == [key for key in dict.fromkeys(keys) if key not in recorded]


@given(st.lists(st.tuples(st.integers(0, 3), st.floats(allow_nan=True, allow_infinity=True)), max_size=30))
def test_no_report_makes_a_run_go_back_or_past_its_end(reports: list[tuple[int, float]]) -> None:
    seen: list[Standing] = []
    tally = Tally([WorkItem(str(n), "m:f", {}, weight=n + 1.0) for n in range(4)], seen.append)
    for number, fraction in reports:
        tally.report(number, fraction)
    reached = [standing.reached for standing in seen]
    assert reached == sorted(reached)
    assert reached[-1] <= seen[-1].weight * (1 + 1e-12)


@given(st.lists(st.floats(0.01, 5.0), min_size=2, max_size=200), st.floats(0.1, 10.0))
def test_steady_work_is_estimated_exactly(steps_s: list[float], rate: float) -> None:
    samples: tuple[tuple[float, float], ...] = ()
    now_s = 0.0
    for step_s in steps_s:
        now_s += step_s
        samples = remember(samples, (now_s, now_s * rate))
    told = estimate(samples, now_s * rate + 100.0)
    if told.rate_per_s is not None and told.left_s is not None:
        assert abs(told.rate_per_s - rate) < 1e-6 * rate
        assert abs(told.left_s - 100.0 / rate) < 1e-3 / rate


@given(st.lists(st.integers(), max_size=5))
def test_inline_gives_as_many_outcomes_as_items(numbers: list[int]) -> None:
    items = [WorkItem(str(n), "tests.contracts.engine_jobs:echo", {"say": n}) for n in numbers]
    assert [outcome.answer for outcome in InlineEngine().run(items)] == numbers

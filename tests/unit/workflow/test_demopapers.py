"""What the demo's list says that the sample's papers say: true of every drawing, and taken in without a fault."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from tests.unit.workflow.cases import made
from tests.unit.workflow.papers import add_paper

from gestae.base.units import NS_PER_S
from gestae.model.told import Told
from gestae.sample.clocks import wind_clocks
from gestae.sample.papers import CALL_ROW, call_records, guard_statement, neighbour_statement, operator_letter
from gestae.sample.script import write_scene
from gestae.sample.tell import tell_truth
from gestae.sample.truth import Truth, file_truth
from gestae.sample.yard import camera_pairs
from gestae.workflow.case import Case
from gestae.workflow.demo import event_list
from gestae.workflow.demopapers import constraints
from gestae.workflow.eventlists import record_list
from gestae.workflow.told import told

# Finding the edges takes some seconds a drawing, so `make prove` looks at most of them.
SEEDS = [pytest.param(seed, marks=pytest.mark.prove if seed > 2 else ()) for seed in range(1, 9)]
# The films are not drawn, and everybody is taken to be seen by every camera all the time.
SUBJECTS = ("guard-1", "guard-2", "man-1", "man-2", "man-3", "man-4", "van", "bag", "bicycle")


@cache
def truth_of(seed: int) -> Truth:
    scene = write_scene(seed)
    clocks, pairs = wind_clocks(seed, scene.length_s), camera_pairs(seed, scene)
    files = tuple(
        file_truth(clock, size_px=pair[0].size_px, time_base="1/90000",
                   pts=tuple(3600 * n for n in range(clock.pictures)))
        for clock, pair in zip(clocks, pairs, strict=True)
    )  # fmt: skip
    boxes = [
        (clock.camera, n, who, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0)
        for clock in clocks
        for n in range(clock.pictures)
        for who in SUBJECTS
    ]
    return tell_truth(seed, scene, (pairs, clocks, files), boxes)


def instants(truth: Truth) -> dict[str, int]:
    """Give the true instant of every point that the papers speak of."""
    true: dict[str, int] = {}
    for act in truth.acts:
        name = f"{act.kind.replace('_', '-')}-{act.subjects[0]}" if act.subjects else act.kind
        true.setdefault(name, act.start_ns)
        if act.end_ns is not None:
            true.setdefault(f"{name}.end", act.end_ns)
            true.setdefault(f"{name}.start", act.start_ns)
    call, end = true["telephones-guard-2.start"], true["telephones-guard-2.end"]
    leaving = [act for act in truth.acts if act.kind in ("vehicle_leaves", "person_leaves")]
    return true | {
        "van-goes-in": min(act.start_ns for act in truth.acts if act.kind == "vehicle_arrives"),
        # No act of the truth: the first guard falls as they are heard.
        "bangs": true["fall-guard-1"],
        "cyclist-comes-out": max(act.start_ns for act in leaving if act.subjects == ("man-4",)),
        "van-comes-out": max(act.end_ns or 0 for act in leaving if act.subjects == ("van",)),
        "call.start": call + 3 * NS_PER_S,
        "call.end": call + 3 * NS_PER_S + ((end - call) // NS_PER_S - 4) * NS_PER_S,
    }


def papers_of(folder: Path, truth: Truth) -> Iterator[tuple[Case, Told]]:
    with made(folder) as case:
        add_paper(case, "neighbour.txt", neighbour_statement(truth))
        add_paper(case, "calls.csv", call_records(truth.seed, truth), item="table")
        add_paper(case, "operator.txt", operator_letter())
        add_paper(case, "Statement of Witness 1", guard_statement(truth), is_protected=True)
        path = folder / "events.toml"
        path.write_text(_without_footage(event_list(truth)), encoding="utf-8")
        record_list(case, path, "as the papers say")
        yield case, told(case.store)


def _without_footage(text: str) -> str:
    """Let each act that was seen be told of by a paper instead: no film is drawn here."""
    kept, is_seen = [], False
    for line in text.splitlines():
        if line.startswith("[["):
            if line == "[[event.seen]]" and not is_seen:
                kept += ["[[event.told]]", 'source = "Statement of Witness 1"', 'place = "throughout"']
            is_seen = line == "[[event.seen]]"
        if not is_seen:
            kept.append(line)
    return "\n".join(kept)


@pytest.mark.parametrize("seed", SEEDS)
def test_everything_that_the_list_says_is_true(tmp_path: Path, seed: int) -> None:
    truth = truth_of(seed)
    true = instants(truth)
    for case, found in papers_of(tmp_path, truth):
        at = {f"{name}{end}": true.get(f"{called}{end}") for name, called in found.names.items()
              for end in ("", ".start", ".end")}  # fmt: skip
        assert len(found.constraints) == len(list(constraints(truth))), "none was left out"
        assert found.idle == {}
        for one in found.constraints:
            to, start = at[one.to], at[one.start] if one.start else 0
            assert to is not None, one.to
            assert start is not None, one.start
            assert one.least_ns is None or one.least_ns <= to - start, one
            assert one.most_ns is None or to - start <= one.most_ns, one
        (clock,) = found.clocks
        (compared,) = clock.compared
        ((reading,),) = found.readings.values()
        error_ns = reading.at_ns - (at[reading.point] or 0)
        assert -2 * NS_PER_S - NS_PER_S < error_ns <= 2 * NS_PER_S
        assert abs(error_ns - (compared.clock_ns - compared.reference_ns)) <= compared.within_ns + reading.within_ns
        (row,) = found.anchors[f"seen:{reading.point}:1"]
        assert row.words.startswith(f"{CALL_ROW},")
        assert not any("Verbytskyi" in str(one.entry) for one in case.store.entries()), "the witness's name is nowhere"


def test_no_word_of_the_protected_statement_stands_in_the_journal(tmp_path: Path) -> None:
    truth = truth_of(1)
    for case, _ in papers_of(tmp_path, truth):
        said = " ".join(str(one.entry.as_json()) for one in case.store.entries() if one.entry)
        words = guard_statement(truth).split()
        runs = {" ".join(words[at : at + 4]) for at in range(len(words) - 3)}
        assert [run for run in runs if run in said] == []

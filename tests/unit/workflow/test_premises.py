"""That no drift is stated is a premise with a name: it is told, its room is told, and it can be left out."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner
from tests.unit.workflow.cases import add_clock, add_film, made, record, seen
from tests.unit.workflow.test_clocks import FORM
from tests.unit.workflow.test_withdrawing_forms import take

from gestae.base.units import parse_duration
from gestae.chronology.bounds import solve
from gestae.cli.app import app
from gestae.model.observation import Kind
from gestae.workflow.asking import before_document, order_answer, why_document, without_document
from gestae.workflow.case import Case
from gestae.workflow.casenetwork import OpenedCase
from gestae.workflow.documents import schema
from gestae.workflow.premises import MOST_RATE, per_day_ns
from gestae.workflow.withdrawing import withdraw

UNDRIFTED = FORM.replace('drift = "20 ppm"\n', "")


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return made(tmp_path)


def two_recorders(case: Case) -> tuple[str, str]:
    """Give two events, 2.8 s apart by clocks that were compared five minutes later and are a second unsure each."""
    films = [add_film(case, name, frames=2000, camera=name, recorder=name[0]) for name in ("a.mp4", "b.mp4")]
    for film, recorder in zip(films, "ab", strict=True):
        add_clock(case, recorder, film, pts=25, shown="2022-03-16T14:05:01", fast_s=100)
    return record(case, seen(films[0], 100)), record(case, seen(films[1], 170, kind=Kind.LYING))


def test_an_order_says_up_to_which_drift_it_follows_and_just_above_it_does_not(case: Case) -> None:
    with case:
        first, then = two_recorders(case)
        asked = OpenedCase.of(case.store)
        document = before_document(asked, first, then)
    jsonschema.validate(document, schema("before"), cls=jsonschema.Draft202012Validator)
    assert document["relation"] == "before"
    assert [one["premise"] for one in document["drifts"]] == ["rate:a", "rate:b"]
    assert all("taken to run at the right rate" in one for one in document["assumes"] if "drift" in one)
    most = asked.rates.holds_up_to(asked.network, [(first, then)], ["a"], strict=True)
    assert most is not None
    assert 0 < most < MOST_RATE
    assert f"{per_day_ns(most) / 10**9:g} s" == document["drifts"][0]["follows_up_to_a_day"]
    for rate, follows in ((most, True), (most * Fraction(12, 10), False)):
        bound = solve(asked.rates.taken(asked.network, {"a": rate})).apart(then, first)
        assert bound is not None
        assert (bound.most_ns < 0) is follows


def order_under(tmp_path: Path, rates: dict[str, Fraction]) -> dict[str, Any]:
    """Ask for the order of the two events where some drifts are stated."""
    with made(Path(mkdtemp(dir=tmp_path))) as case:
        for recorder, rate in rates.items():
            facts = {"zone": "Europe/Kyiv", "max_rate_error": str(rate)}
            case.decide("acquisition-recorded", "told", form_sha256="ab" * 32, recorder=recorder, facts=facts)
        events = two_recorders(case)
        return before_document(OpenedCase.of(case.store), *events)


def rate_of(a_day: str | None) -> Fraction:
    return Fraction(parse_duration(a_day or ""), 86_400 * 10**9)


def test_the_drift_up_to_which_all_clocks_may_run_wrong_at_once_is_a_figure_of_its_own(tmp_path: Path) -> None:
    unstated = order_under(tmp_path, {})
    both, (a, b) = rate_of(unstated["drifts_together"]["follows_up_to_a_day"]), (
        rate_of(one["follows_up_to_a_day"]) for one in unstated["drifts"])  # fmt: skip
    assert unstated["drifts_together"]["premises"] == ["rate:a", "rate:b"]
    assert both < min(a, b)
    above = Fraction(11, 10)  # what two digits, rounded down, leave open
    for rates, follows in (
        ({"a": both, "b": both}, "before"),
        ({"a": both * above, "b": both * above}, "open"),
        ({"a": a, "b": b}, "open"),
        ({"a": a}, "before"),
        ({"a": a * above}, "open"),
        ({"b": b}, "before"),
        ({"b": b * above}, "open"),
    ):
        assert order_under(tmp_path, rates)["relation"] == follows, rates


def test_the_drift_of_all_clocks_at_once_is_said_first_and_of_each_what_it_supposes(case: Case) -> None:
    with case:
        events, folder = two_recorders(case), case.folder
    shown = CliRunner().invoke(app, ["before", str(folder), *events], env={"COLUMNS": "250"})
    said = [line for line in shown.output.splitlines() if line.startswith("no drift")]
    assert said[0].startswith("no drift is stated of 2 clocks (rate:a, rate:b): this follows as long as none of them")
    assert len(said) == 3
    assert all("if no other clock drifts beyond what is stated, this follows as long as" in one for one in said[1:])


def test_both_premises_can_be_left_out_at_once(case: Case) -> None:
    with case:
        events = two_recorders(case)
        document = without_document(OpenedCase.of(case.store), (), ("rate:a", "rate:b"))
    assert {name: one["change"] for name, one in document["points"].items()} == dict.fromkeys(events, "lost")


def test_within_one_recording_no_drift_breaks_an_order(case: Case) -> None:
    with case:
        film = add_film(case, "a.mp4", frames=500, camera="gate", recorder="a")
        add_clock(case, "a", film, pts=25, shown="2022-03-16T14:05:01", fast_s=100)
        first, then = record(case, seen(film, 100)), record(case, seen(film, 200, kind=Kind.LYING))
        document = before_document(OpenedCase.of(case.store), first, then)
        folder = case.folder
    assert document["drifts"] == [{"recorder": "a", "premise": "rate:a", "follows_up_to_a_day": None}]
    assert document["drifts_together"] == {"premises": ["rate:a"], "follows_up_to_a_day": None}
    shown = CliRunner().invoke(app, ["before", str(folder), first, then], env={"COLUMNS": "250"})
    assert "no drift of a is stated (rate:a): this follows even if its clock drifted by" in shown.output


def test_without_the_premise_only_the_order_of_pictures_is_left(case: Case) -> None:
    with case:
        film = add_film(case, "a.mp4", frames=500, camera="gate", recorder="a")
        add_clock(case, "a", film, pts=25, shown="2022-03-16T14:05:01", fast_s=100)
        first, then = record(case, seen(film, 100)), record(case, seen(film, 200, kind=Kind.LYING))
        document = without_document(OpenedCase.of(case.store), (), ("rate:a",))
    jsonschema.validate(document, schema("without"), cls=jsonschema.Draft202012Validator)
    assert {one["change"] for one in document["points"].values()} == {"lost"}
    assert document["order"]["before"] == [[first, then]]
    assert document["without"] == {"sources": [], "links": ["rate:a"]}


def test_a_drift_that_was_stated_and_withdrawn_is_as_one_that_was_never_stated(case: Case, tmp_path: Path) -> None:
    with case:
        film = add_film(case, "gate.mp4", frames=2000)
        name = record(case, seen(film, 1500))
        never = take(case, tmp_path, UNDRIFTED, film)
        before = order_answer(OpenedCase.of(case.store))
        assert never in OpenedCase.of(case.store).meant(never[:8])
        stated = take(case, tmp_path, FORM, film)
        withdraw(case, [stated], "of another recorder")
        asked = OpenedCase.of(case.store)
        after, document = order_answer(asked), why_document(asked, name)
    assert after == before
    assert "rate:r1" in asked.premises
    assert any("no drift of r1 is stated" in one and "(rate:r1)" in one for one in document["assumes"])
    assert document["left_out"], "and that something was withdrawn is said beside it"

"""That a clock of a paper or of a written account runs right, where nobody stated its drift, is a premise, too."""

from __future__ import annotations

import json
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner
from tests.unit.workflow.papers import LIST, papers, take_in

from gestae.base.units import parse_duration
from gestae.cli.app import app
from gestae.workflow.accounts import OpenedAccount
from gestae.workflow.asking import before_document, why_document, without_document
from gestae.workflow.case import Case
from gestae.workflow.casenetwork import OpenedCase
from gestae.workflow.documents import order_document, schema
from gestae.workflow.reporting import write_report

ASSUMED = "no drift of operator is stated: this clock is taken to run at the right rate (rate:operator)"
UNDRIFTED = LIST.replace('drift = "1 ppm"\n', "")
# Ten seconds after the latest moment of the call, and hours after the operator's clock was compared.
LEAVES = """
[[event]]
id = "leaves"
title = "The van leaves"
[[event.told]]
source = "neighbour.txt"
passage = "the van came out"
[[constraint]]
to = "leaves"
after = "2022-03-16T14:20:20"
source = "neighbour.txt"
passage = "the van came out"
"""
TWO_CLOCKS = """
[account]
format = 1
title = "The yard"
zone = "Europe/Kyiv"
[sources.calls]
kind = "calls"
[sources.w1]
kind = "statement"
[clocks.op]
source = "calls"
compared = [{ clock = "2022-03-16T10:00:00", reference = "2022-03-16T10:00:00", within = "1 s" }]
[clocks.watch]
source = "w1"
compared = [{ clock = "2022-03-16T10:00:00", reference = "2022-03-16T10:00:00", within = "1 s" }]
[events.x]
title = "X"
seen = [{ clock = "op", at = "2022-03-16T14:20:05" }]
[events.y]
title = "Y"
seen = [{ clock = "watch", at = "2022-03-16T14:20:09" }]
"""
# By the operator's clock x is at 14:20:02 at the latest, by the watch at 14:20:06; either alone orders x and y.
TWO_WAYS = (
    TWO_CLOCKS.replace('"1 s"', '"0 s"').partition("[events.x]")[0]
    + """
[events.x]
title = "X"
seen = [
  { clock = "op", at = "2022-03-16T14:20:00", within = "2 s" },
  { clock = "watch", at = "2022-03-16T14:20:04", within = "2 s" },
]
[events.y]
title = "Y"
[[constraints]]
to = "y"
after = "2022-03-16T14:20:08"
sources = ["w1"]
"""
)


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with papers(tmp_path) as made:
        yield made


def ppm(a_day: str | None, times: Fraction = Fraction(1)) -> str:
    rate = times * Fraction(parse_duration(a_day or ""), 86_400 * 10**9)
    return f"{float(rate * 10**6):f} ppm"


ABOVE = Fraction(11, 10)  # what two digits, rounded down, leave open


def valid(verb: str, document: dict[str, Any]) -> dict[str, Any]:
    jsonschema.validate(document, schema(verb), cls=jsonschema.Draft202012Validator)
    return document


def asked_of(path: Path, verb: str, *words: str) -> tuple[str, dict[str, Any]]:
    """Ask by the command line: what people read, and the document."""
    runner = CliRunner()
    told = runner.invoke(app, [verb, str(path), *words], env={"COLUMNS": "250"})
    return told.stdout, json.loads(runner.invoke(app, [verb, str(path), *words, "--json"]).stdout)


def test_what_rests_on_a_papers_clock_says_that_no_drift_of_it_is_stated(case: Case, tmp_path: Path) -> None:
    take_in(case, tmp_path, UNDRIFTED)
    asked = OpenedCase.of(case.store)
    assert valid("why", why_document(asked, "call"))["assumes"] == [ASSUMED]
    assert asked.premises == {"rate:operator": ASSUMED}
    events = {one["title"]: one for one in valid("order", order_document(case.store))["events"]}
    assert events["A guard telephones"]["assumes"] == [ASSUMED]
    assert "a rate error of 0 is assumed (rate:operator)" in write_report(case).path.read_text("utf-8")


def test_a_papers_clock_with_a_stated_drift_rests_on_no_premise_be_it_none(case: Case, tmp_path: Path) -> None:
    take_in(case, tmp_path, LIST.replace("1 ppm", "0 ppm"))
    asked = OpenedCase.of(case.store)
    assert (why_document(asked, "call")["assumes"], asked.premises) == ([], {})
    report = write_report(case).path.read_text("utf-8")
    assert "at most 0 ppm, as stated" in report
    assert "no drift was stated" not in report


def test_a_source_whose_origin_is_named_as_a_clock_is_not_that_clock(case: Case, tmp_path: Path) -> None:
    take_in(case, tmp_path, UNDRIFTED.replace('origin = "Halyna Osyka"', 'origin = "operator"'))
    asked = OpenedCase.of(case.store)
    assert asked.assumed(["that-day"]) == ()
    assert asked.assumed(["compared:operator:1"]) == (ASSUMED,)


def test_without_its_premise_a_papers_clock_says_nothing_of_another_moment(case: Case, tmp_path: Path) -> None:
    take_in(case, tmp_path, UNDRIFTED)
    document = valid("without", without_document(OpenedCase.of(case.store), (), ("rate:operator",)))
    call = next(one for name, one in document["points"].items() if name == OpenedCase.of(case.store).point("call"))
    assert (call["change"], document["dropped"]) == ("widened", [])
    # That day is all that is left, and that it was within ten minutes of the noise.
    assert call["left"]["latest"] > "2022-03-16T22:00"


def test_up_to_which_drift_of_a_papers_clock_an_order_follows(tmp_path: Path) -> None:
    def asked(drift: str) -> dict[str, Any]:
        with papers(Path(mkdtemp(dir=tmp_path))) as case:
            take_in(case, case.folder.parent, LIST.replace('drift = "1 ppm"\n', drift) + LEAVES)
            return valid("before", before_document(OpenedCase.of(case.store), "call", "leaves"))

    unstated = asked("")
    assert [one["premise"] for one in unstated["drifts"]] == ["rate:operator"]
    a_day = unstated["drifts"][0]["follows_up_to_a_day"]
    assert unstated["drifts_together"] == {"premises": ["rate:operator"], "follows_up_to_a_day": a_day}
    at, above = (asked(f'drift = "{drift}"\n') for drift in (ppm(a_day), ppm(a_day, ABOVE)))
    assert [one["relation"] for one in (unstated, at, above)] == ["before", "before", "open"]
    assert (at["drifts"], at["drifts_together"]) == ([], None)


def account(tmp_path: Path, text: str = TWO_CLOCKS, **drifts: str) -> Path:
    """Write an account, with drifts of some of its clocks stated."""
    for clock, drift in drifts.items():
        text = text.replace(f"[clocks.{clock}]\n", f'[clocks.{clock}]\ndrift = "{drift}"\n')
    path = tmp_path / "yard.toml"
    path.write_text(text, "utf-8")
    return path


def test_every_answer_of_an_account_names_the_clocks_of_which_no_drift_is_stated(tmp_path: Path) -> None:
    path, kind = account(tmp_path), {"order": "account"}
    for words in (("order",), ("why", "x"), ("before", "x", "y")):
        said, document = asked_of(path, words[0], *words[1:])
        on = ("op",) if words[0] == "why" else ("op", "watch")
        assert [one.partition(" is stated")[0] for one in document["assumes"]] == [f"no drift of {c}" for c in on]
        assert [line for line in said.splitlines() if line.startswith("assumed: ")] == [
            f"assumed: {sentence}" for sentence in valid(kind.get(words[0], words[0]), document)["assumes"]
        ]


def test_an_account_that_states_its_drifts_rests_on_no_premise(tmp_path: Path) -> None:
    path = account(tmp_path, op="0 ppm", watch="1 ppm")
    for words in (("order",), ("why", "x"), ("before", "x", "y")):
        said, document = asked_of(path, words[0], *words[1:])
        assert document["assumes"] == []
        assert "drift of" not in said.replace("as far as the clock's drift allows", "")
    assert OpenedAccount.read(path).premises == {}


def test_the_drift_figures_of_an_account_hold_where_they_are_stated_and_not_above(tmp_path: Path) -> None:
    def relation(**drifts: str) -> str:
        return str(before_document(OpenedAccount.read(account(tmp_path, **drifts)), "x", "y")["relation"])

    document = valid("before", before_document(OpenedAccount.read(account(tmp_path)), "x", "y"))
    alone, both = document["drifts"][0]["follows_up_to_a_day"], document["drifts_together"]["follows_up_to_a_day"]
    assert [one["premise"] for one in document["drifts"]] == document["drifts_together"]["premises"]
    assert relation(op=ppm(both), watch=ppm(both)) == "before"
    assert relation(op=ppm(both, ABOVE), watch=ppm(both, ABOVE)) == "open"
    assert relation(op=ppm(alone)) == "before"
    assert relation(op=ppm(alone, ABOVE)) == "open"


def test_an_order_that_follows_by_two_clocks_is_broken_by_both_drifts_at_once_alone(tmp_path: Path) -> None:
    """The derivation at hand rests on one clock, whose drift breaks nothing; the other clock's drift matters, too."""
    document = before_document(OpenedAccount.read(account(tmp_path, TWO_WAYS)), "x", "y")
    assert document["drifts"] == [{"recorder": "op", "premise": "rate:op", "follows_up_to_a_day": None}]
    both = document["drifts_together"]
    assert both["premises"] == ["rate:op", "rate:watch"]
    for times, follows in ((Fraction(1), "before"), (ABOVE, "open")):
        drift = ppm(both["follows_up_to_a_day"], times)
        asked = OpenedAccount.read(account(tmp_path, TWO_WAYS, op=drift, watch=drift))
        assert before_document(asked, "x", "y")["relation"] == follows


def test_premises_of_an_account_can_be_left_out_one_or_all(tmp_path: Path) -> None:
    asked = OpenedAccount.read(account(tmp_path))
    one = valid("without", without_document(asked, (), ("rate:op",)))
    assert {name: point["change"] for name, point in one["points"].items()} == {"x": "lost", "y": "unchanged"}
    assert one["lost_order"] == [{"first": "x", "second": "y", "was": "before"}]
    both = without_document(asked, (), ("rate:op", "rate:watch"))
    assert {point["change"] for point in both["points"].values()} == {"lost"}


SAME = """
[account]
format = 1
title = "At one moment"
[sources.cam]
kind = "footage"
[sources.w1]
kind = "statement"
[clocks.op]
source = "cam"
compared = [{ clock = "2022-03-16T10:00:00Z", reference = "2022-03-16T10:00:00Z" }]
[events.x]
title = "X"
seen = [{ clock = "op", at = "2022-03-16T14:20:05Z" }]
[events.y]
title = "Y"
[[constraints]]
to = "y"
after = "2022-03-16T14:20:05Z"
before = "2022-03-16T14:20:05Z"
sources = ["w1"]
[[constraints]]
from = "x"
to = "y"
min = "0 s"
sources = ["w1"]
"""


@pytest.mark.parametrize("pair", [("x", "y"), ("y", "x")])
def test_that_two_are_at_the_same_moment_any_drift_and_any_error_breaks(tmp_path: Path, pair: tuple[str, str]) -> None:
    """That y is no earlier is said outright, so asked of that half alone no error and no drift would matter."""
    path = tmp_path / "same.toml"
    path.write_text(SAME, "utf-8")
    asked = OpenedAccount.read(path)
    document = valid("before", before_document(asked, *pair))
    assert document["relation"] == "same"
    assert document["breaks_without"] == ["w1"]
    assert document["clocks"] == [{"clock": "op", "breaks_if_earlier_by": "0.000000001 s", "breaks_if_later_by": None}]
    assert [one["follows_up_to_a_day"] for one in document["drifts"]] == ["0 s"]
    assert document["drifts_together"] == {"premises": ["rate:op"], "follows_up_to_a_day": "0 s"}
    loose = valid("without", without_document(asked, (), ("rate:op",)))
    assert loose["lost_order"] == [{"first": "y", "second": "x", "was": "not_after"}]
    assert loose["orders_compared"] == 2
    shown = CliRunner().invoke(app, ["before", str(path), *pair]).stdout
    assert "which says" in shown.split("and on\n")[1], "both halves are derived"


def test_a_drifting_clock_of_a_paper_is_named_by_what_it_showed(tmp_path: Path) -> None:
    with papers(tmp_path) as case:
        take_in(case, tmp_path)
        why = why_document(OpenedCase.of(case.store), "call")
    ends = {step[end] for step in why["latest_rests_on"]["steps"] for end in ("from", "to")}
    assert any(end and end.startswith("clock operator at 2022-03-16 ") for end in ends), ends

"""What is told, and what cannot all be true, names the drift that nobody stated, and only where it rests on it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner
from tests.unit.workflow.cases import add_clock, add_film, made, record, seen
from tests.unit.workflow.test_premises_told import TWO_CLOCKS

from gestae.chronology.holding import can_hold
from gestae.cli.app import app
from gestae.workflow.accounts import OpenedAccount
from gestae.workflow.asking import conflicts_document, order_answer
from gestae.workflow.casenetwork import OpenedCase
from gestae.workflow.documents import schema
from gestae.workflow.narrating import narrate, narrate_shortly, premise_lines
from gestae.workflow.premisesbehind import with_premises
from gestae.workflow.reporting import write_report

UNSTATED = "no drift of {0} is stated: this clock is taken to run at the right rate (rate:{0})"
# By the clocks y comes two seconds or more after x.
TORN = TWO_CLOCKS + '[[constraints]]\nid = "first"\nfrom = "y"\nto = "x"\nmin = "1 s"\nsources = ["w1"]\n'
NEVER_COMPARED = """
[account]
format = 1
title = "The yard"
zone = "Europe/Kyiv"
[sources.calls]
kind = "calls"
[clocks.net]
source = "calls"
[events.x]
title = "X"
seen = [{ clock = "net", at = "2022-03-16T14:20:05" }]
[events.y]
title = "Y"
seen = [{ clock = "net", at = "2022-03-16T14:20:09" }]
"""
# The witness is surer than the clock, whatever its drift.
IDLE = (
    TWO_CLOCKS.partition("[events.y]")[0].replace('"2022-03-16T14:20:05"', '"2022-03-16T14:20:05", within = "9 min"')
    + '[[constraints]]\nto = "x"\nafter = "2022-03-16T14:20:00"\nbefore = "2022-03-16T14:20:09"\nsources = ["w1"]\n'
)
# The clock was compared just then, and the witness is half an hour off: no drift explains that.
AT_ONCE = (
    TWO_CLOCKS.partition("[events.y]")[0].replace("2022-03-16T10:00:00", "2022-03-16T14:20:05")
    + '[[constraints]]\nid = "late"\nto = "x"\nafter = "2022-03-16T14:50:00"\nsources = ["w1"]\n'
)


def account(tmp_path: Path, text: str, **drifts: str) -> OpenedAccount:
    """Write an account, with drifts of some of its clocks stated, and open it."""
    for clock, drift in drifts.items():
        text = text.replace(f"[clocks.{clock}]\n", f'[clocks.{clock}]\ndrift = "{drift}"\n')
    path = tmp_path / "yard.toml"
    path.write_text(text, "utf-8")
    return OpenedAccount.read(path)


TOLD: Mapping[str, tuple[str, dict[str, str], list[str]]] = {
    "bounds by two clocks": (TWO_CLOCKS, {}, ["rate:op", "rate:watch"]),
    "a drift stated": (TWO_CLOCKS, {"op": "0 ppm"}, ["rate:watch"]),
    "all stated": (TWO_CLOCKS, {"op": "0 ppm", "watch": "5 ppm"}, []),
    "an order without times": (NEVER_COMPARED, {}, ["rate:net"]),
    "a clock that bounds nothing": (IDLE, {}, []),
}


@pytest.mark.parametrize("name", TOLD)
def test_what_is_told_names_the_drifts_that_its_bounds_and_its_order_rest_on(tmp_path: Path, name: str) -> None:
    text, drifts, premises = TOLD[name]
    asked = account(tmp_path, text, **drifts)
    for told in (narrate(asked), narrate_shortly(asked)):
        assert [*told.premises] == premises
        assert [*told.premises.values()] == [UNSTATED.format(one.removeprefix("rate:")) for one in premises]


def test_an_order_that_bounds_do_not_show_names_the_drift_that_it_rests_on(tmp_path: Path) -> None:
    """All bounds are the witness's, and overlap; that y came after x follows by the clock alone."""
    wide = 'after = "2022-03-16T10:00:00"\nbefore = "2022-03-16T20:00:00"\nsources = ["w1"]\n'
    loose = NEVER_COMPARED.replace("[clocks.net]", '[sources.w1]\nkind = "statement"\n[clocks.net]')
    asked = account(tmp_path, loose + "".join(f'[[constraints]]\nto = "{point}"\n{wide}' for point in "xy"))
    for told in (narrate(asked), narrate_shortly(asked)):
        assert [*told.premises] == ["rate:net"]


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("en", f"assumed: {UNSTATED.format('op')}"),
        ("uk", "припущено: відхилення ходу годинника «op» ніде не вказано, тож його хід узято за точний (rate:op)"),
    ],
)
def test_they_are_told_in_the_language_of_the_sentences(tmp_path: Path, lang: str, line: str) -> None:
    account(tmp_path, TWO_CLOCKS, watch="0 ppm")
    words = ["tell", str(tmp_path / "yard.toml"), "--lang", lang]
    for more in ([], ["--short"]):
        assert line in CliRunner().invoke(app, [*words, *more]).stdout.splitlines()
    document = json.loads(CliRunner().invoke(app, [*words, "--json"]).stdout)
    jsonschema.validate(document, schema("tell"), cls=jsonschema.Draft202012Validator)
    assert document["premises"] == ["rate:op"]
    assert [line] == [*premise_lines(dict(zip(document["premises"], document["assumes"], strict=True)), lang)]


CLASHES: Mapping[str, tuple[str, dict[str, str], list[str]]] = {
    "two clocks": (TORN, {}, ["rate:op", "rate:watch"]),
    "a drift stated": (TORN, {"op": "0 ppm"}, ["rate:watch"]),
    "all stated": (TORN, {"op": "0 ppm", "watch": "0 ppm"}, []),
    "a clock compared just then": (AT_ONCE, {}, []),
    "a clock that would have to run too wrong": (TORN.replace('min = "1 s"', 'min = "20 min"'), {}, []),
}


@pytest.mark.parametrize("name", CLASHES)
def test_a_contradiction_names_the_drifts_without_which_it_would_be_none(tmp_path: Path, name: str) -> None:
    text, drifts, premises = CLASHES[name]
    asked = account(tmp_path, text, **drifts)
    document = with_premises(asked, conflicts_document(asked.network))
    jsonschema.validate(document, schema("conflicts"), cls=jsonschema.Draft202012Validator)
    assert [one.get("premises", []) for one in document["conflicts"]] == [premises]
    assert document.get("assumes", []) == [UNSTATED.format(one.removeprefix("rate:")) for one in premises]
    assert all(can_hold(asked.left((), (one,)).network) for one in premises)
    assert order_answer(asked)["conflicts"] == document["conflicts"]


@pytest.mark.parametrize("verb", ["conflicts", "order"])
def test_people_are_told_which_drift_may_be_what_is_wrong(tmp_path: Path, verb: str) -> None:
    account(tmp_path, TORN, op="0 ppm")
    path = tmp_path / "yard.toml"
    shown = CliRunner().invoke(app, [verb, str(path)], env={"COLUMNS": "200"})
    lines = [line.strip() for line in shown.stdout.splitlines()]
    assert shown.exit_code == 1
    assert "assumed: rate:watch" in lines, "it stands among the statements of its set"
    assert f"A clock may run wrong, whose drift nobody stated: gestae without {path} --link rate:watch" in lines
    assert lines[-1] == f"assumed: {UNSTATED.format('watch')}"
    without = json.loads(CliRunner().invoke(app, ["without", str(path), "--link", "rate:watch", "--json"]).stdout)
    assert without["ends_contradiction"]


@pytest.mark.parametrize("is_stated", [False, True])
def test_a_contradiction_of_a_case_names_them_beside_its_entries_and_on_its_report(
    tmp_path: Path, is_stated: bool
) -> None:
    with made(tmp_path) as case:
        films = [add_film(case, name, frames=2000, camera=name, recorder=name[0]) for name in ("a.mp4", "b.mp4")]
        for film, recorder in zip(films, "ab", strict=True):
            if is_stated:
                facts = {"zone": "Europe/Kyiv", "max_rate_error": "0"}
                case.decide("acquisition-recorded", "told", form_sha256="ab" * 32, recorder=recorder, facts=facts)
            add_clock(case, recorder, film, pts=25, shown="2022-03-16T14:05:01", fast_s=100)
        members = sorted(record(case, seen(film, pts)) for film, pts in zip(films, (100, 170), strict=True))
        case.decide("event-stated", "one event", id="fall", title="He falls", members=members)
        asked = OpenedCase.of(case.store)
        report = write_report(case).path.read_text("utf-8")
        folder = case.folder
    names = [] if is_stated else ["rate:a", "rate:b"]
    document: dict[str, Any] = json.loads(CliRunner().invoke(app, ["conflicts", str(folder), "--json"]).stdout)
    jsonschema.validate(document, schema("conflicts"), cls=jsonschema.Draft202012Validator)
    assert [one.get("premises", []) for one in document["conflicts"]] == [names]
    assert document.get("assumes", []) == [asked.premises[name] for name in names]
    shown = CliRunner().invoke(app, ["conflicts", str(folder)], env={"COLUMNS": "200"}).stdout
    ordered = json.loads(CliRunner().invoke(app, ["order", str(folder), "--json"]).stdout)
    jsonschema.validate(ordered, schema("order"), cls=jsonschema.Draft202012Validator)
    assert ordered["conflicts"] == document["conflicts"]
    for name in ("rate:a", "rate:b"):
        assert (f"assumed: {name}" in shown) is (not is_stated)
        assert (f"gestae without CASE --link {name}" in report) is (not is_stated)

"""What the verbs that ask an account print: distances, timelines, derivations, differences and clashes, in words."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

from gestae.cli.accountwords import in_order, needed_words, reached_steps, summary, timeline_rows, whole_columns
from gestae.cli.app import app
from gestae.workflow.documents import schema

ACCOUNTS = Path(__file__).resolve().parents[3] / "examples" / "accounts"
ROBBERY, TITANIC = ACCOUNTS / "robbery.toml", ACCOUNTS / "titanic.toml"
LOOSE = """
[account]
format = 1
title = "A man who was seen somewhere"
zone = "Europe/Kyiv"
[sources.w1]
kind = "statement"
[events.x]
title = "It begins"
[events.y]
title = "It goes on"
[events.z]
title = "He leaves"
[[constraints]]
to = "x"
after = "2024-05-03T14:00:08"
before = "2024-05-03T14:00:14"
sources = ["w1"]
[[constraints]]
from = "x"
to = "y"
min = "28 s"
max = "30 s"
sources = ["w1"]
"""


def run(*words: str | Path, wide: int = 160, code: int = 0) -> Result:
    done = CliRunner().invoke(app, [str(word) for word in words], env={"COLUMNS": str(wide)})
    assert done.exit_code == code, done.output
    return done


def lines(*words: str | Path, wide: int = 160, code: int = 0) -> list[str]:
    return [line.rstrip() for line in run(*words, wide=wide, code=code).stdout.splitlines()]


@pytest.fixture
def loose(tmp_path: Path) -> Path:
    path = tmp_path / "loose.toml"
    path.write_text(LOOSE, "utf-8")
    return path


def test_points_that_nothing_binds_may_lie_on_either_side(loose: Path) -> None:
    printed = lines("before", loose, "x", "z")
    assert printed[1] == "z lies at any time before or after x"
    table = next(place for place, line in enumerate(printed) if line.split() == ["point", "one", "another"])
    assert [line.split()[0] for line in printed[table + 1 : table + 4]] == ["x", "z", "y"]
    (x, z), = [[line.split()[1:3] for line in printed[table + 1 : table + 3]]]  # fmt: skip
    assert x < z
    assert "any at least" not in run("before", loose, "y", "z").stdout


def test_an_open_order_shows_the_two_points_first_and_then_what_differs_by_most() -> None:
    printed = lines("before", ROBBERY, "bag", "call.start")
    assert printed[1] == "call.start lies between 44.64 s before bag and 19.44 s after it"
    last = printed.index("every other point is at the same moment in both")
    names = [line.split()[0] for line in printed[4:last]]
    assert names == ["bag", "call.start", "leave", "enter", "shout", "case-breaks", "alarm", "call.end"]
    assert all(line.startswith("assumed: no drift of ") for line in printed[last + 1 :])


def test_of_two_timelines_the_two_points_and_the_six_that_differ_by_most_are_shown(tmp_path: Path) -> None:
    many = "".join(f'[events.e{n}]\ntitle = "event"\n' for n in range(30))
    ties = "".join(f'[[constraints]]\nfrom = "e0"\nto = "e{n}"\nmin = "{n} s"\nmax = "{n} s"\nsources = ["w1"]\n'
                   for n in range(1, 29))  # fmt: skip
    path = tmp_path / "many.toml"
    path.write_text(f'[account]\nformat = 1\ntitle = "many"\n[sources.w1]\nkind = "statement"\n{many}{ties}', "utf-8")
    printed = lines("before", path, "e0", "e29")
    table = next(place for place, line in enumerate(printed) if line.startswith("point "))
    assert [line.split()[0] for line in printed[table + 1 : table + 5]] == ["e0", "e29", "e1", "e2"]
    assert printed[table + 9] == "22 more points differ, none by more (--json shows them)"


def test_only_clocks_that_matter_are_named_with_an_order() -> None:
    printed = lines("before", ROBBERY, "van-stops", "van-leaves")
    assert printed[1] == "van-leaves lies between 4 min 55 s and 4 min 57 s after van-stops"
    assert "no fixed error of one clock breaks this" in printed
    assert "if nothing else is left out, it follows as long as one of these remains: cashpoint, street" in printed
    assert printed[-2:] == [
        "no drift is stated of 3 clocks (rate:cashpoint, rate:exchange, rate:shop): this follows even if all of them "
        "drifted by 14 min 24 s a day",
        "assumed: no drift of cashpoint is stated: this clock is taken to run at the right rate (rate:cashpoint)",
    ]
    assert not [line for line in printed if line.startswith("clock exchange")]
    printed = lines("before", ROBBERY, "enter", "alarm")
    assert "the origin: 2023-10-08 09:00:52.000 +03:00, a moment chosen among the times that are stated" in printed
    assert [line for line in printed if line.startswith("clock ") and "breaks" in line] == [
        "clock exchange: this breaks if the true times of its comparisons were 26.72 s earlier",
        "clock shop: this breaks if the true times of its comparisons were 26.72 s later",
    ]


def test_a_derivation_shows_the_moment_that_each_step_reaches() -> None:
    printed = lines("why", TITANIC, "collision")
    assert printed[1].split("  ")[0] == "to"
    steps = {line.split("  ")[0]: line for line in printed}
    # What lies on the day of the bound itself, which stands above in full, bears no date.
    assert "  1912-04-15 00:26:00.000 -05:00  virginian-00-27" in steps["last-signal"]
    assert "  20:27:00.000  " in steps["clock titanic"]
    assert "  22:26:00.000  signals-after-collision" in steps["collision"]
    assert printed[-3:] == [
        "counted from 1912-04-14 22:26:00.000 -05:00, a moment chosen among the times that are stated",
        "a clock is reached at the moment when it showed that time",
        "assumed: no drift of titanic is stated: this clock is taken to run at the right rate (rate:titanic)",
    ]


def test_lengths_are_rounded_outwards_in_the_text_and_exact_for_programs() -> None:
    printed = "\n".join(lines("why", ROBBERY, "van-stops"))
    assert "-1 d 18 h 28 min 6.187 s" in printed
    steps = json.loads(run("why", ROBBERY, "van-stops", "--json").stdout)["earliest_rests_on"]["steps"]
    assert steps[1]["at_least"] == "-152886.186448 s"


@pytest.mark.parametrize("wide", [60, 80, 112])
@pytest.mark.parametrize(
    ("words", "whole"),
    [
        (("why", ROBBERY, "bag"), "passer-by-bag"),
        (("before", ROBBERY, "van-stops", "van-leaves"), "seen:van-leaves:1"),
        (("before", ROBBERY, "bag", "call.start"), "case-breaks"),
        (("order", ROBBERY), "case-breaks"),
        (("without", ROBBERY, "--source", "shop"), "case-breaks"),
    ],
)
def test_ids_are_whole_however_narrow_the_terminal_is(words: tuple[str | Path, ...], whole: str, wide: int) -> None:
    assert whole in run(*words, wide=wide).stdout


def test_what_is_left_out_is_summed_up_and_only_what_changed_is_shown() -> None:
    printed = lines("without", ROBBERY, "--source", "passer-by")
    assert printed[0] == "2 statements left out, 2 bounds are open now, 2 orders lost"
    assert printed[1].startswith("  passer-by-bag: bag lies between 0 s and 1 min after leave, as “at most a minute")
    printed = lines("without", ROBBERY, "--source", "shop", wide=200)
    assert printed[0] == (
        "3 statements left out, 4 bounds widen, 6 bounds are open now, 6 orders lost; the widest by 1 min 36.387 s: "
        "latest of leave"
    )
    table = next(place for place, line in enumerate(printed) if line.startswith("point "))
    assert printed[table - 1] == "No time any more; it was on 2023-10-12 (+03:00)"
    assert [line.split()[0] for line in printed[table + 1 : table + 2]] == ["case-breaks"]
    keep, others = (
        printed.index(f"What follows no more, of events {of}:") for of in ("that keep a time", "without a time")
    )
    assert printed[keep + 1 : keep + 5] == [
        "  bag before van-leaves", "  leave before call.start", "  shout before alarm", "  van-stops before enter"
    ]  # fmt: skip
    moved = next(place for place in range(keep, others) if printed[place].startswith("point "))
    names = [line.split()[0] for line in printed[moved + 1 : moved + 5]]
    assert names == ["leave", "bag", "enter", "shout"], "what lost a bound first, then the widest"
    assert " on 2023-10-12 (+03:00)" in printed[moved - 1]
    assert printed[others + 1 : others + 3] == ["  alarm before case-breaks", "  case-breaks before leave"]
    assert printed[-1] == f"next    gestae before {ROBBERY} bag van-leaves"


def test_a_bound_that_does_not_change_is_as_before(tmp_path: Path) -> None:
    more = '[[constraints]]\nto = "x"\nbefore = "2024-05-03T14:00:12"\nsources = ["w2"]\n'
    also = '[[constraints]]\nto = "z"\nafter = "2024-05-03T14:00:12"\nsources = ["w2"]\n'
    path = tmp_path / "more.toml"
    text = LOOSE + '[sources.w2]\nkind = "statement"\n[[constraints]]\nto = "z"\nafter = "2024-05-03T14:00:01"\n'
    path.write_text(text + 'sources = ["w1"]\n' + more + also, "utf-8")
    printed = lines("without", path, "--source", "w2")
    rows = {line.split()[0]: line for line in printed if line.split()[:1] in (["x"], ["y"], ["z"])}
    assert rows["x"].split()[2:] == ["14:00:08.000", "as", "before", "14:00:12.000", "14:00:14.000"]
    assert rows["z"].split()[2:] == ["14:00:12.000", "14:00:01.000", "open", "as", "before"]


def test_a_clock_that_was_compared_with_nothing_is_named_with_what_to_add(tmp_path: Path) -> None:
    path = tmp_path / "bare.toml"
    text = LOOSE + (
        '[sources.net]\nkind = "calls"\n[clocks.net]\nsource = "net"\n[events.call]\ntitle = "A call"\n'
        'seen = [{ clock = "net", at = "2024-05-03T14:00:00", within = "1 s" }]\n[events.police]\ntitle = "They come"\n'
        '[[constraints]]\nfrom = "call"\nto = "police"\nmin = "1 s"\nsources = ["w1"]\n'
    )
    path.write_text(text, "utf-8")
    missing = "clock net was never compared with anything: add `compared` to [clocks.net]"
    printed = lines("order", path)
    assert f"no time of call, police: {missing}" in printed
    assert "no time of z: nothing that counts dates it, or anything that it hangs together with" in printed
    assert missing in lines("why", path, "police")
    document = json.loads(run("why", path, "police", "--json").stdout)
    jsonschema.validate(document, schema("why"), cls=jsonschema.Draft202012Validator)
    assert document["unanchored"] == [missing]
    assert "unanchored" not in json.loads(run("why", path, "y", "--json").stdout)


def test_a_clash_that_others_overlap_says_so_and_which_statement_is_no_way_out(tmp_path: Path) -> None:
    path = tmp_path / "over.toml"
    said = "".join(
        f'[[constraints]]\nid = "{name}"\nto = "x"\n{limit}\nsources = ["w1"]\n'
        for name, limit in (("late", 'after = "2024-05-03T14:00:20"'), ("early", 'before = "2024-05-03T14:00:05"'))
    )
    path.write_text(LOOSE.replace('after = "2024-05-03T14:00:08"\n', "") + said, "utf-8")
    printed = lines("conflicts", path, code=1, wide=200)
    assert printed[0] == "over.toml contradicts itself: 1 independent clash; other sets overlap it: --all shows them."
    remains = "no way out by itself: another set remains without it"
    (row,) = [line for line in printed if remains in line]
    assert "late" not in row.partition(":")[0]
    assert lines("conflicts", path, "--all", code=1)[0] == (
        "over.toml contradicts itself: 2 sets of statements cannot all be true."
    )
    document = json.loads(run("conflicts", path, "--json", code=1).stdout)
    jsonschema.validate(document, schema("conflicts"), cls=jsonschema.Draft202012Validator)
    assert document["others"] is True
    assert "late" not in document["conflicts"][0]["remains_without"]
    answer = json.loads(run("order", path, "--json", code=1).stdout)
    jsonschema.validate(answer, schema("account"), cls=jsonschema.Draft202012Validator)
    assert run("order", path, code=1).stdout.splitlines()[0].startswith("over.toml contradicts itself: 1 independent")


def test_of_many_changes_the_widest_twenty_are_shown(tmp_path: Path) -> None:
    ties = "".join(f'[events.e{n:02}]\ntitle = "e"\n[[constraints]]\nto = "e{n:02}"\nafter = "2024-05-03T13:00:00"\n'
                   f'sources = ["w3"]\n[[constraints]]\nto = "e{n:02}"\nafter = "2024-05-03T12:{n:02}:00"\n'
                   f'before = "2024-05-03T13:00:00"\nsources = ["w2"]\n'
                   for n in range(25))  # fmt: skip
    path = tmp_path / "many.toml"
    path.write_text(LOOSE + '[sources.w2]\nkind = "statement"\n[sources.w3]\nkind = "statement"\n' + ties, "utf-8")
    printed = lines("without", path, "--source", "w3")
    table = next(place for place, line in enumerate(printed) if line.startswith("point "))
    shown = [line.split()[0] for line in printed[table + 1 : table + 21]]
    assert shown == [f"e{n:02}" for n in range(20)]
    assert "… and 5 more (--all)" in printed
    assert not any("more (--all)" in line for line in lines("without", path, "--source", "w3", "--all"))


def test_where_orders_are_not_compared_none_is_called_kept(tmp_path: Path) -> None:
    many = "".join(f'[events.e{n}]\ntitle = "event"\n' for n in range(1001))
    path = tmp_path / "crowd.toml"
    path.write_text(LOOSE + many, "utf-8")
    printed = lines("without", path, "--source", "w1")
    assert "orders not compared" in printed[0]
    assert any("add --order to look for them" in line for line in printed)


def test_at_most_five_statements_that_are_left_out_are_listed(tmp_path: Path) -> None:
    ties = "".join(f'[[constraints]]\nto = "x"\nafter = "2024-05-03T13:00:0{n}"\nsources = ["w2"]\n' for n in range(7))
    path = tmp_path / "many.toml"
    path.write_text(LOOSE + '[sources.w2]\nkind = "statement"\n' + ties, "utf-8")
    assert lines("without", path, "--source", "w2") == [
        "7 statements left out, 0 bounds widen, 0 orders lost",
        *(f"  c{n}: x not before 2024-05-03 13:00:0{n - 3}.000 +03:00 (w2)" for n in range(3, 8)),
        "  and 2 more (--json names them)",
        "Every order that followed still does.",
        "No bound changes.",
        f"next    gestae why {path} POINT",
    ]


def test_leaving_out_what_contradicts_the_rest_is_said_to_end_it(tmp_path: Path) -> None:
    ties = "".join(f'[[constraints]]\nto = "x"\n{at}\nsources = ["w2"]\n' for at in (
        'after = "2024-05-03T14:00:00"', 'before = "2024-05-03T13:00:00"'))  # fmt: skip
    path = tmp_path / "clash.toml"
    path.write_text(LOOSE + '[sources.w2]\nkind = "statement"\n' + ties, "utf-8")
    printed = lines("without", path, "--source", "w2")
    assert printed[:3] == [
        "Without it everything that is left can be true: leaving it out ends the contradiction.",
        "The whole contradicts itself and bounds nothing, so there is nothing to compare what is left with.",
        "2 statements left out, 4 bounds are new, orders not compared",
    ]
    assert "No order followed from the whole, since it contradicts itself: none can be lost." in printed
    assert not [line for line in printed if "still does" in line or "still follows" in line]
    assert printed[-1] == f"next    gestae conflicts {path}"
    document = json.loads(run("without", path, "--source", "w2", "--json").stdout)
    jsonschema.validate(document, schema("without"), cls=jsonschema.Draft202012Validator)
    assert (document["compared"], document["orders_compared"], document["lost_order"]) == (False, None, [])


CIRCLE = """
[account]
format = 1
title = "Three say which came first"
[sources.w1]
kind = "statement"
[sources.w2]
kind = "statement"
[sources.w3]
kind = "statement"
[events.a]
title = "A"
[events.b]
title = "B"
"""


@pytest.fixture
def circle(tmp_path: Path) -> Path:
    path = tmp_path / "circle.toml"
    said = (("ab", "a", "b", "w1"), ("ba", "b", "a", "w2"), ("again", "b", "a", "w3"))
    path.write_text(CIRCLE + "".join(
        f'[[constraints]]\nid = "{name}"\nfrom = "{start}"\nto = "{to}"\nmin = "1 s"\nsources = ["{source}"]\n'
        for name, start, to, source in said), "utf-8")  # fmt: skip
    return path


@pytest.mark.parametrize(
    ("words", "told", "named"),
    [
        (("why", "a"), "circle.toml contradicts itself, so it says nothing of when a was.", {"point": "a"}),
        (
            ("before", "a", "b"),
            "circle.toml contradicts itself, so no order of a and b follows from it, and none is ruled out.",
            {"first": "a", "second": "b"},
        ),
        (
            ("without", "--source", "w2"),
            "what is left of circle.toml still contradicts itself: 1 set of statements cannot all be true.",
            {"without": {"sources": ["w2"], "links": []}, "dropped": ["ba"]},
        ),
    ],
)
def test_a_contradiction_is_a_finding_whichever_verb_meets_it(
    circle: Path, words: tuple[str, ...], told: str, named: dict[str, object]
) -> None:
    asked: list[str | Path] = [words[0], circle, *words[1:]]
    printed = lines(*asked, code=1)
    assert printed[0] == told
    assert words[0] == "without" or printed[1:] == [f"next    gestae conflicts {circle}"]
    document = json.loads(run(*asked, "--json", code=1).stdout)
    jsonschema.validate(document, schema(words[0]), cls=jsonschema.Draft202012Validator)
    assert document["consistent"] is False
    assert {name: document[name] for name in named} == named
    if words[0] == "without":
        assert "1 statement left out; there is nothing to compare." in printed
        assert [one["constraints"] for one in document["conflicts"]] == [["ab", "again"]]
    else:
        assert document["repairs"] == [{"constraints": ["ab"], "sources": ["w1"]}]


@pytest.mark.parametrize(
    "words", [("why", "c"), ("before", "a", "c"), ("before", "a", "a"), ("without", "--source", "w")]
)
def test_what_a_contradictory_account_does_not_name_is_refused_as_ever(circle: Path, words: tuple[str, ...]) -> None:
    run(words[0], circle, *words[1:], code=3)


def test_what_is_left_of_a_contradiction_and_bounds_nothing_is_said_to(circle: Path) -> None:
    printed = lines("without", circle, "--source", "w1")
    assert "What is left bounds nothing." in printed
    assert "No bound changes." not in printed


def test_where_there_may_be_more_ways_out_than_were_asked_for_it_is_said() -> None:
    said = "There may be more ways out than these; raise --most to see them."
    assert said in lines("conflicts", ACCOUNTS / "contradiction.toml", "--most", "1", code=1)
    assert said not in lines("conflicts", ACCOUNTS / "contradiction.toml", code=1)


def test_a_clash_says_what_each_of_its_statements_says() -> None:
    printed = lines("conflicts", ACCOUNTS / "contradiction.toml", code=1)
    assert "   warden-after-car: light lies at least 1 min after arrive (warden)" in printed
    assert [line.split()[:2] for line in printed if line.startswith(" 1  ")] == [["1", "compared:gate:1,"]]


ORDERS: dict[str, tuple[dict[str, tuple[str | None, str | None]], dict[str, list[list[str]]], list[str]]] = {
    "a derived order before the alphabet": (
        {"end": (None, None), "start": (None, None)}, {"before": [["start", "end"]]}, ["start", "end"]
    ),
    "start before end where they are one moment": (
        {"a.end": ("1", "2"), "a.start": ("1", "2")}, {"same": [["a.end", "a.start"]]}, ["a.start", "a.end"]
    ),
    "by earliest where no order follows": ({"b": ("1", "9"), "a": ("2", "3")}, {}, ["b", "a"]),
    "what nothing bounds from below beside what it precedes": (
        {"early": ("1", "1"), "loose": (None, "5"), "mid": ("5", "5"), "late": ("9", "9")},
        {"before": [["early", "mid"], ["loose", "mid"], ["mid", "late"]]}, ["early", "loose", "mid", "late"],
    ),
    "what nothing bounds last": ({"a": (None, None), "b": ("1", None)}, {}, ["b", "a"]),
}  # fmt: skip


@pytest.mark.parametrize(("spans", "order", "told"), ORDERS.values(), ids=ORDERS.keys())
def test_points_are_told_in_the_order_that_follows(
    spans: dict[str, tuple[str | None, str | None]], order: dict[str, list[list[str]]], told: list[str]
) -> None:
    points = {name: {"earliest": one, "latest": other} for name, (one, other) in spans.items()}
    assert in_order(points, {"before": [], "not_after": [], "same": []} | order) == told


def test_without_an_order_points_are_told_by_their_bounds() -> None:
    points = {name: {"earliest": at, "latest": None} for name, at in (("b", "1"), ("a", "2"), ("c.end", None))}
    assert in_order(points, None) == ["b", "a", "c.end"]
    assert in_order({}, None) == []


def test_parts_of_an_answer_are_worded_from_its_document_alone() -> None:
    nothing = {"dropped": ["c1"], "dropped_uncounted": [], "points": {}, "lost_order": [], "orders_compared": 0}
    nothing["compared"] = True
    assert summary(nothing, {}) == "1 statement left out, 0 bounds widen, 0 orders lost"
    assert timeline_rows("a", "b", ({"a": "1", "b": "2"}, {"a": "2", "b": "1"})) == [("a", "1", "2"), ("b", "2", "1")]
    assert needed_words([]) == "it follows without any source: by definition"
    assert whole_columns(("to", "id"), [("clock cam", "x")], ()) == ("to",)


def test_a_step_that_reaches_no_date_says_so() -> None:
    step = {"from": None, "to": "clock cam", "at_most": "1 s", "so_far": "1 s", "constraint": None, "says": "so"}
    (row,) = reached_steps({"steps": [step]}, None, "2024-05-03 14:00:00.000 +03:00", up=True)  # type: ignore[arg-type] # no time is shown
    assert row == ("clock cam", "1 s", "no date", "by definition", "so")

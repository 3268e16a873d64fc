"""What a report says that its bounds take as given: words, premises, sources, what was taken back, ways out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.unit.workflow.cases import add_clock, add_film, made, record, seen
from tests.unit.workflow.papers import LIST, add_paper, papers, take_in

from gestae.casefile.grounds import LinkView, WithdrawnView
from gestae.model.observation import Kind
from gestae.workflow.case import Case
from gestae.workflow.findings import reject
from gestae.workflow.reportclashes import Clashing, clashing
from gestae.workflow.reporting import write_report
from gestae.workflow.reportlosses import withdrawn_views
from gestae.workflow.reportpremises import link_views, words_views
from gestae.workflow.reportread import ReadCase
from gestae.workflow.reportsources import listed_views, told_clock_views
from gestae.workflow.statedby import StatedBy
from gestae.workflow.withdrawing import withdraw
from gestae.workflow.withholding import erase_entries

NASTY = '<script>alert("x")</script>\u202egpj'
# What the list says, and what the operator's row cannot be beside: the call half an hour after the noise.
CLASHING = """
[[constraint]]
id = "long-after"
from = "noise.end"
to = "call"
phrase = "half an hour later"
source = "neighbour.txt"
passage = "The van was grey"

[[constraint]]
id = "shout-then"
to = "shout"
after = "2022-03-16T14:15:00"
source = "neighbour.txt"
passage = "Then a man came out"
"""


@pytest.fixture
def told(tmp_path: Path) -> Case:
    """A case whose statements and call records were marked."""
    case = papers(tmp_path)
    take_in(case, tmp_path)
    return case


def entry_of(case: Case, table: str, name: str) -> int:
    (row,) = case.store.rows(table, name=name)
    assert isinstance(row["seq"], int)
    return row["seq"]


def test_words_are_told_with_their_reading_their_place_and_their_entry(told: Case) -> None:
    (words,) = words_views(ReadCase.of(told))
    assert (words.phrase, words.table, words.counts) == ("within ten seconds", "English (en/1)", True)
    assert words.read_as.startswith("“Two bangs” (start) lies ")
    assert "“Somebody shouts”" in words.read_as
    assert "10 s" in words.read_as
    (passage,) = words.said
    assert (passage.source, passage.exhibit) == ("neighbour.txt", 1)
    assert "within ten" in passage.words
    assert words.entry == entry_of(told, "constraints", "within-ten")
    assert words.by == "O. Tester: as the papers say"
    numbers = ReadCase.of(told).numbers
    assert set(words.events) == {
        numbers[str(told.store.rows("events", name=one)[0]["id"])] for one in ("shout", "noise")
    }


def test_words_that_were_taken_back_or_hidden_are_not_told(told: Case) -> None:
    (row,) = told.store.rows("constraints", name="within-ten")
    erase_entries(told, [int(str(row["seq"]))], "order 7 of the court")
    assert words_views(ReadCase.of(told)) == ()
    assert "within ten" not in write_report(told).path.read_text("utf-8").replace("It was within ten", "")


def test_a_link_is_told_with_what_rests_on_it(told: Case) -> None:
    (link,) = link_views(ReadCase.of(told))
    assert (link.name, link.event) == ("same-van", None)
    assert link.says == "the van that she saw and the van at the gate are one"
    assert link.entry == entry_of(told, "links", "same-van")
    assert len(link.statements) == 1
    assert "within ten seconds" in link.statements[0]


def test_what_people_called_one_event_is_a_premise_too(tmp_path: Path) -> None:
    with made(tmp_path) as case:
        ids = []
        for name, recorder in (("gate", "r1"), ("yard", "r2")):
            film = add_film(case, f"{name}.mp4", camera=name, recorder=recorder)
            add_clock(case, recorder, film, pts=25, shown="2022-03-16T14:05:01", fast_s=100)
            ids.append(record(case, seen(film, 50)))
        case.decide("event-stated", "both looked at", id="ab" * 10, title="A man falls", members=ids)
        (link,) = link_views(ReadCase.of(case))
    assert link == LinkView(
        "one:abababababab",
        "all that is named as showing “A man falls” shows one and the same",
        "O. Tester: both looked at",
        link.entry,
        link.statements,
        (1,),
        1,
    )
    assert len(link.statements) == 2


def test_every_source_stands_on_the_list(told: Case) -> None:
    add_paper(told, "nobody-read-it.txt", "words")
    add_film(told, "gate.mp4", camera="gate", recorder="r1")
    told.decide("item-received", "received", sha256="0" * 64, size_bytes=1, name="setup.exe", item="program",
                protected=False)  # fmt: skip
    found = {one.name: one for one in listed_views(ReadCase.of(told))}
    assert found["neighbour.txt"].kind == "statement"
    assert found["neighbour.txt"].origin == "Halyna Osyka"
    assert found["neighbour.txt"].gives == ("2 passages", "2 statements of time")
    assert found["calls.csv"].kind == "calls"
    assert "1 row read" in found["calls.csv"].gives
    assert found["letter.txt"].gives == ("1 comparison of a clock",)
    assert found["gate.mp4"].origin == "r1"
    assert found["nobody-read-it.txt"].gives == ()
    assert "setup.exe" not in found, "a program says nothing"
    assert all(one.sha256 and one.exhibit for one in found.values())


def test_a_form_that_is_no_exhibit_and_an_entry_that_says_times_are_sources(tmp_path: Path) -> None:
    with made(tmp_path) as case:
        facts = {"max_rate_error": "1/50000"}
        case.decide("acquisition-recorded", "as the form says", form_sha256="ab" * 32, recorder="r1", authority="court",
                    facts=facts, files=[])  # fmt: skip
        film = add_film(case, "gate.mp4", camera="gate", recorder="r1")
        add_clock(case, "r1", film, pts=25, shown="2022-03-16T14:05:01", fast_s=100)
        listed = listed_views(ReadCase.of(case))
    forms = [one for one in listed if one.kind == "form"]
    assert [(one.origin, one.exhibit, one.sha256) for one in forms] == [("r1", None, "ab" * 32)]
    assert {one.kind for one in listed} == {"footage", "form", "entry"}


def test_the_clock_of_an_operator_is_told_with_what_it_was_compared_with(told: Case) -> None:
    (clock,) = told_clock_views(ReadCase.of(told))
    assert (clock.name, clock.exhibit, clock.readings) == ("operator", 2, 1)
    assert clock.drift == "at most 1 ppm, as stated"
    (compared,) = clock.compared
    assert "clock operator stood at 2022-03-16 10:00:00" in compared
    assert clock.entry == entry_of(told, "clocks", "operator")


def test_what_was_taken_back_is_told_with_who_when_and_why(told: Case) -> None:
    entry = entry_of(told, "constraints", "within-ten")
    withdraw(told, ["within-ten"], f"misheard {NASTY}")
    (gone,) = withdrawn_views(told.store)
    assert gone.entries == (entry,)
    assert gone.what.startswith("constraint: ")
    assert "within ten seconds" in gone.what
    assert (gone.by, gone.why) == ("O. Tester", f"misheard {NASTY}")
    page = write_report(told).path.read_text("utf-8")
    assert "Taken back, or found wrong" in page
    assert "<script" not in page
    assert "\u202e" not in page


def test_of_what_is_hidden_only_the_number_is_told(told: Case) -> None:
    entry = entry_of(told, "constraints", "within-ten")
    withdraw(told, ["within-ten"], "misheard")
    erase_entries(told, [entry], "order 7 of the court")
    (gone,) = withdrawn_views(told.store)
    assert gone.entries == ()
    assert gone.what.startswith("something that is hidden since")
    page = write_report(told).path.read_text("utf-8")
    assert f'<td class="num">1</td><td>{entry}</td><td>order 7 of the court</td>' in page


@pytest.mark.parametrize("kind", ["offset", "check", "mark", "event", "correction", "proposal"])
def test_all_that_may_be_taken_back_is_told(tmp_path: Path, kind: str) -> None:
    with made(tmp_path) as case:
        found = _taken_back(case, kind)
    assert [(one.what.partition(":")[0], one.why) for one in found] == {
        "offset": [("offset", "wrong pair")],
        "check": [("time check", "wrong watch")],
        "mark": [("recorded sighting", "a shadow")],
        "event": [("event", "two events")],
        "correction": [("found wrong", "noted: the gate is the yard")],
        "proposal": [],
    }[kind]


def _taken_back(case: Case, kind: str) -> tuple[WithdrawnView, ...]:
    a, b = (add_film(case, f"{name}.mp4", camera=name, recorder="r1") for name in ("gate", "yard"))
    add_clock(case, "r1", a, pts=25, shown="2022-03-16T14:05:01", fast_s=100)
    if kind == "offset":
        case.decide("offset-accepted", "seen", a_sha256=a, b_sha256=b, first_ns=0, last_ns=10**9, least_ns=0,
                    most_ns=10**8, how="movement", artifact="cd" * 32)  # fmt: skip
        withdraw(case, [str(case.store.rows("offsets")[0]["seq"])], "wrong pair")
    elif kind == "check":
        withdraw(case, [str(case.store.rows("time_checks")[0]["seq"])], "wrong watch")
    elif kind == "mark":
        reject(case, [record(case, seen(a, 50))], "a shadow")
    elif kind == "event":
        ids = [record(case, seen(a, at)) for at in (50, 60)]
        case.decide("event-stated", "seen", id="ab" * 10, title="A fall", members=ids)
        withdraw(case, ["ab" * 10], "two events")
    elif kind == "correction":
        case.decide("correction", "noted", seq=2, text="the gate is the yard")
    else:
        case.decide("observation-rejected", "never accepted", id="ab" * 10)
    return withdrawn_views(case.store)


def test_where_not_all_can_be_true_the_sets_and_the_ways_out_are_told(tmp_path: Path) -> None:
    case = papers(tmp_path)
    take_in(case, tmp_path, LIST + CLASHING)
    read = ReadCase.of(case)
    found = clashing(read)
    standing, clashes, ways = found.standing, found.clashes, found.repairs
    assert "rest on recordings and their clocks alone" in standing
    entries = {entry for clash in clashes for one in clash.statements for entry in one.entries}
    assert entry_of(case, "constraints", "long-after") in entries
    for statement in (one for way in ways for one in way.statements):
        (entry,) = statement.entries
        assert statement.way_out == f"gestae withdraw CASE {entry} --why REASON"
        assert statement.sources
    assert all(not one.counts for one in words_views(read))
    page = write_report(case).path.read_text("utf-8")
    assert "Ways out" in page
    assert "does not count on this page" in page
    # The shortest way out, taken, leaves a case in which all can be true.
    withdraw(case, [str(entry) for one in ways[0].statements for entry in one.entries], "misheard")
    assert clashing(ReadCase.of(case)) == Clashing()


def circle(case: Case, folder: Path, many: int, name: str = "circle") -> None:
    """Take in that of so many events each came after the one before it, and the first after the last."""
    add_paper(case, f"{name}.txt", "one two three")
    told = f'source = "{name}.txt"\npassage = "one two"\n'
    ids = [f"{name}{n:02}" for n in range(many)]
    events = "".join(f'[[event]]\nid = "{one}"\ntitle = "{one}"\n[[event.told]]\n{told}' for one in ids)
    pairs = zip(ids, (*ids[1:], ids[0]), strict=True)
    ties = "".join(f'[[constraint]]\nid = "{a}-{b}"\nfrom = "{a}"\nto = "{b}"\nmin = "1 s"\n{told}' for a, b in pairs)
    take_in(case, folder, f'[list]\nformat = 1\nwords = "en"\n{events}{ties}')


@pytest.mark.parametrize(
    ("many", "said"),
    [
        (5, "There are 5 ways, all equally short."),
        (7, "There are 7 ways, all equally short; 5 of them stand here, and gestae conflicts CASE shows them all"),
        (30, "There are at least 25 ways, all equally short; 5 of them stand here"),
    ],
)
def test_of_more_ways_out_than_a_page_lists_it_says_how_many_and_where_they_are(
    tmp_path: Path, many: int, said: str
) -> None:
    with made(tmp_path) as case:
        circle(case, tmp_path, many)
        found = clashing(ReadCase.of(case))
        page = write_report(case).path.read_text("utf-8")
    assert len(found.repairs) == 5
    assert said in " ".join(re.sub(r"<[^>]+>", "", page).split())


def test_of_more_contradictions_than_a_page_lists_it_says_how_many_and_where_they_are(tmp_path: Path) -> None:
    with made(tmp_path) as case:
        for n in range(22):
            circle(case, tmp_path, 2, f"pair{n:02}-")
        found = clashing(ReadCase.of(case))
        page = write_report(case).path.read_text("utf-8")
    assert (len(found.clashes), found.more_clashes) == (20, 2)
    said = "2 more sets, each a contradiction of its own: gestae conflicts CASE shows all of them."
    assert said in " ".join(re.sub(r"<[^>]+>", "", page).split())


def test_where_only_a_clock_contradicts_itself_all_else_counts(tmp_path: Path) -> None:
    case = papers(tmp_path)
    take_in(case, tmp_path)
    film = add_film(case, "gate.mp4", camera="gate", recorder="r1")
    for fast_s in (100, 200):
        add_clock(case, "r1", film, pts=25, shown="2022-03-16T14:05:01", fast_s=fast_s)
    found = clashing(ReadCase.of(case))
    standing, clashes = found.standing, found.clashes
    assert "What contradicts itself places nothing" in standing
    assert len(clashes) == 1
    assert all("r1 showed" in one.says for one in clashes[0].statements)
    assert all(one.way_out.startswith("gestae withdraw CASE ") for one in clashes[0].statements)


def test_where_other_sets_overlap_those_that_are_shown_the_page_says_so(tmp_path: Path) -> None:
    case = papers(tmp_path)
    take_in(case, tmp_path)
    film = add_film(case, "gate.mp4", camera="gate", recorder="r1")
    for fast_s in (100, 200, 300):
        add_clock(case, "r1", film, pts=25, shown="2022-03-16T14:05:01", fast_s=fast_s)
    found = clashing(ReadCase.of(case))
    standing, (clash,) = found.standing, found.clashes
    assert "other sets overlap them, and gestae conflicts CASE --all shows those" in standing
    assert all(one.says.endswith("another set remains without it") for one in clash.statements)


def test_a_sighting_is_taken_back_by_rejecting_it(tmp_path: Path) -> None:
    with made(tmp_path) as case:
        film = add_film(case, "gate.mp4", camera="gate", recorder="r1")
        add_clock(case, "r1", film, pts=25, shown="2022-03-16T14:05:01", fast_s=100)
        name = record(case, seen(film, 50, kind=Kind.FALL))
        read = ReadCase.of(case)
        stated = StatedBy(case.store, read.order.case)
        ways = {one.id: stated.statement(one.id, one.sources) for one in read.order.case.network.said}
        seqs = {str(row["seq"]) for table in ("time_checks", "clock_readings") for row in case.store.rows(table)}
    (shown,) = (one for key, one in ways.items() if key.startswith("seen:"))
    assert shown.way_out == f"gestae reject CASE {name[:12]} --why REASON"
    assert shown.says.startswith("“fall (camera gate)”: fall, in gate.mp4")
    others = {one.way_out for key, one in ways.items() if not key.startswith("seen:")}
    assert others == {f"gestae withdraw CASE {seq} --why REASON" for seq in seqs}


def test_what_papers_say_is_traced_to_its_entries(told: Case) -> None:
    read = ReadCase.of(told)
    stated = StatedBy(told.store, read.order.case)
    found = {one.id: stated.entries(one.id) for one in read.order.case.network.said}
    assert all(len(entries) == 1 for entries in found.values()), found
    kinds = {row["seq"]: "constraint" for row in told.store.rows("constraints")}
    kinds |= {row["seq"]: "reading" for row in told.store.rows("readings")}
    kinds |= {row["seq"]: "clock" for row in told.store.rows("clocks")}
    kinds |= {row["seq"]: "event" for row in told.store.rows("events")}
    assert {
        name: kinds[entries[0]] for name, entries in found.items() if name.startswith(("seen", "comp", "last"))
    } == {
        name: "reading" if name.startswith("seen") else "clock" if name.startswith("comp") else "event"
        for name in found
        if name.startswith(("seen", "comp", "last"))
    }

"""What statements and records say: stated once, read back whole, and bounding nothing where a part of it is gone."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from tests.unit.workflow.papers import CALLS, LIST, STATEMENT, papers, take_in

from gestae.errors import Faults, InputRefused
from gestae.model.account import Lasts, SourceKind
from gestae.model.time import Instant
from gestae.workflow.about import Register
from gestae.workflow.case import Case
from gestae.workflow.integrity import verify_case
from gestae.workflow.notes import search
from gestae.workflow.protected import make_key
from gestae.workflow.told import HIDDEN_ORIGIN, told
from gestae.workflow.withdrawing import withdraw
from gestae.workflow.withholding import erase_entries, protect_entries

HEAD = '[list]\nformat = 1\nwords = "en"\n'


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with papers(tmp_path) as made:
        yield made


def seq_of(case: Case, kind: str, nth: int = 0) -> int:
    return [one.seq for one in case.store.entries() if one.entry and one.entry.kind == kind][nth]


def sha_of(case: Case, name: str) -> str:
    return next(str(row["sha256"]) for row in case.store.rows("exhibits") if row["name"] == name)


def ns(text: str) -> int:
    return Instant.parse(text).ns


def test_all_that_is_said_is_read_back(case: Case, tmp_path: Path) -> None:
    shout, noise, call = take_in(case, tmp_path).events
    found = told(case.store)
    assert found.names == {shout: "shout", noise: "noise", call: "call"}
    assert found.lasts == {noise: Lasts(10**9, 60 * 10**9)}
    (operator,) = found.clocks
    assert (operator.id, operator.drift, operator.source) == ("operator", Fraction(1, 10**6), sha_of(case, "calls.csv"))
    (compared,) = operator.compared
    assert (compared.clock_ns, compared.reference_ns) == (ns("2022-03-16T08:00:00Z"), ns("2022-03-16T08:00:00Z"))
    assert (compared.within_ns, compared.source) == (2 * 10**9, sha_of(case, "letter.txt"))
    ((reading,),) = found.readings.values()
    assert (reading.clock, reading.at_ns, reading.point) == ("operator", ns("2022-03-16T12:20:07Z"), call)
    by_id = {one.id: one for one in found.constraints}
    ten, day = by_id.pop("within-ten"), by_id.pop("that-day")
    (spoken,) = by_id.values()
    assert (ten.start, ten.to, ten.links, ten.phrase) == (shout, f"{noise}.start", ("same-van",), "within ten seconds")
    assert (ten.least_ns, ten.most_ns, len(ten.readings)) == (-(10**10), 10**10, 2)
    assert (day.start, day.least_ns, day.most_ns) == (None, ns("2022-03-15T22:00:00Z"), ns("2022-03-16T22:00:00Z"))
    assert spoken.sources == tuple(sorted((sha_of(case, "Statement of Witness 1"), sha_of(case, "calls.csv"))))
    assert (spoken.start, spoken.to, spoken.most_ns) == (f"{noise}.end", call, 600 * 10**9)
    assert found.policies == {"within-ten": "en/1"}
    assert (found.idle, found.withheld) == ({}, ())
    assert [link.author for link in found.links] == ["O. Tester"]


def test_sources_are_what_was_said_of_them_or_what_their_form_makes_likely(case: Case, tmp_path: Path) -> None:
    take_in(case, tmp_path)
    found = {source.id: (source.kind, source.origin) for source in told(case.store).sources}
    calls = sha_of(case, "calls.csv")
    assert found[sha_of(case, "neighbour.txt")] == (SourceKind.STATEMENT, "Halyna Osyka")
    assert found[calls] == (SourceKind.CALLS, calls)
    assert found[sha_of(case, "letter.txt")][0] is SourceKind.STATEMENT
    take_in(case, tmp_path, HEAD + '[[source]]\nfile = "letter.txt"\nkind = "document"\n')
    found = {source.id: (source.kind, source.origin) for source in told(case.store).sources}
    assert found[sha_of(case, "letter.txt")][0] is SourceKind.DOCUMENT


def test_what_is_said_stands_where_its_anchor_says(case: Case, tmp_path: Path) -> None:
    shout, noise, call = take_in(case, tmp_path).events
    anchors = told(case.store).anchors
    (heard,) = anchors[shout]
    assert STATEMENT[heard.start_chars : heard.end_chars] == heard.words == "the shout"
    first, sealed = anchors[noise]
    assert STATEMENT[first.start_chars : first.end_chars] == "a noise like two planks falling"
    assert (sealed.place, sealed.words, sealed.start_chars) == ("second paragraph", "", None)
    (broken,) = anchors["within-ten"]
    assert (broken.words, broken.place) == ("It was within ten seconds of the shout", "line 4")
    assert STATEMENT[broken.start_chars : broken.end_chars] == "It was within ten\nseconds of the shout"
    (row,) = anchors[f"seen:{call}:1"]
    assert CALLS[row.start_chars : row.end_chars] == row.words
    assert (row.row, row.column) == (2, "start_local")


def test_taken_in_twice_nothing_changes(case: Case, tmp_path: Path) -> None:
    first = take_in(case, tmp_path)
    head, before = case.store.head(), told(case.store)
    second = take_in(case, tmp_path)
    assert (case.store.head(), told(case.store)) == (head, before)
    assert (second.events, second.new) == (first.events, ())
    assert {word: (many.stated, many.known) for word, many in second.told.items()} == {
        word: (0, many.stated) for word, many in first.told.items()
    }


def test_a_later_list_speaks_of_what_an_earlier_one_named(case: Case, tmp_path: Path) -> None:
    shout, noise, call = take_in(case, tmp_path).events
    later = f"""{HEAD}
[[constraint]]
id = "later"
from = "noise.end"
to = "{call[:8]}"
min = "1 s"
source = "neighbour.txt"
passage = "Then a man came out"
links = ["same-van"]
[[event]]
id = "shout"
title = "Somebody shouts"
[[event.recorded]]
source = "calls.csv"
row = 1
column = "start_local"
clock = "operator"
within = "1 s"
"""
    again = take_in(case, tmp_path, later)
    assert (again.events, again.new) == ((shout,), ())
    found = told(case.store)
    (one,) = [one for one in found.constraints if one.id == "later"]
    assert (one.start, one.to, one.links) == (f"{noise}.end", call, ("same-van",))
    assert set(found.readings) == {shout, call}


def test_an_event_grows_by_sightings_and_keeps_its_id(tmp_path: Path) -> None:
    seen = '[[event.seen]]\nfootage = "gate.mp4"\nkind = "fall"\nstart = "{}"\nwithin = "80 ms"\nsays = "a fall"\n'
    event = '[[event]]\nid = "fell"\ntitle = "A man falls"\n'
    with papers(tmp_path, film=True) as case:
        (name,) = take_in(case, tmp_path, HEAD + event + seen.format("1.2")).events
        assert take_in(case, tmp_path, HEAD + event + seen.format("1.4")).events == (name,)
        (row,) = case.store.rows("events")
        head = case.store.head()
        assert len(row["members"]) == 2  # type: ignore[arg-type]
        take_in(case, tmp_path, HEAD + event + seen.format("1.2"))
        assert case.store.head() == head
        with pytest.raises(Faults, match="stands as “A man falls”"):
            take_in(case, tmp_path, HEAD + event.replace("A man", "Another man") + seen.format("1.2"))
        with pytest.raises(Faults, match="is an instant"):
            take_in(case, tmp_path, HEAD + event + 'lasts = { max = "1 s" }\n' + seen.format("1.2"))


def test_an_event_of_an_older_list_is_given_a_name(tmp_path: Path) -> None:
    seen = '[[event.seen]]\nfootage = "gate.mp4"\nkind = "fall"\nstart = "1.2"\nwithin = "80 ms"\nsays = "a fall"\n'
    with papers(tmp_path, film=True) as case:
        (name,) = take_in(case, tmp_path, f'{HEAD}[[event]]\ntitle = "A man falls"\n{seen}').events
        named = f'{HEAD}[[event]]\nid = "fell"\ntitle = "A man falls"\nlasts = {{ max = "1 s" }}\n{seen}'
        assert take_in(case, tmp_path, named).events == (name,)
        found = told(case.store)
        assert (found.names, found.lasts) == ({name: "fell"}, {name: Lasts(None, 10**9)})
        assert take_in(case, tmp_path, f'{HEAD}[[event]]\ntitle = "A man falls"\n{seen}').events == (name,)
        with pytest.raises(Faults, match="stands already, under the id 'fell'"):
            take_in(case, tmp_path, named.replace('"fell"', '"falls"'))


CHANGED = [
    ('origin = "Halyna Osyka"', 'origin = "somebody else"', "stands already and says something else"),
    ('drift = "1 ppm"', 'drift = "2 ppm"', "the clock 'operator' stands already and says something else"),
    ("at the gate are one", "at the gate are two", "the link 'same-van' stands already"),
    ('phrase = "within ten seconds"', 'max = "11 s"', "the constraint 'within-ten' stands already"),
]


@pytest.mark.parametrize(("old", "new", "wrong"), CHANGED)
def test_what_stands_is_not_changed_in_passing(case: Case, tmp_path: Path, old: str, new: str, wrong: str) -> None:
    take_in(case, tmp_path)
    head = case.store.head()
    with pytest.raises(Faults, match=wrong):
        take_in(case, tmp_path, LIST.replace(old, new))
    assert case.store.head() == head


TOLD_KINDS = (
    "source-described", "clock-stated", "link-stated", "passage-marked", "reading-stated", "constraint-stated",
)  # fmt: skip


@pytest.mark.parametrize("kind", TOLD_KINDS)
def test_what_is_withdrawn_asks_for_a_word_before_it_is_stated_again(case: Case, tmp_path: Path, kind: str) -> None:
    take_in(case, tmp_path)
    before, count = told(case.store), len(case.store.entries())
    (done,) = withdraw(case, [str(seq_of(case, kind))], "misread")
    assert (done.kind, done.seq) == (kind, seq_of(case, kind))
    assert told(case.store) != before
    with pytest.raises(Faults, match=r"was withdrawn by O\. Tester: misread; take it out of the list"):
        take_in(case, tmp_path)
    take_in(case, tmp_path, again=True)
    after = told(case.store)
    assert sorted(map(repr, after.constraints)) == sorted(map(repr, before.constraints))
    assert (after.readings, after.clocks, after.links, after.sources) == (
        before.readings, before.clocks, before.links, before.sources,
    )  # fmt: skip
    assert {name: set(many) for name, many in after.anchors.items()} == {
        name: set(many) for name, many in before.anchors.items()
    }
    assert len(case.store.entries()) == count + 2, "one entry takes it back, and one states it again"


def test_what_papers_tell_is_withdrawn_by_name_or_id_and_search_says_so(case: Case, tmp_path: Path) -> None:
    take_in(case, tmp_path)
    withdraw(case, ["within-ten", str(case.store.rows("links")[0]["id"])[:8]], "misread")
    assert {one.id for one in told(case.store).constraints} & {"within-ten"} == set()
    gone = {hit.where: hit.gone for hit in search(case.store, "within ten seconds") if hit.where.startswith("entry")}
    assert set(gone.values()) == {"withdrawn since"}
    with pytest.raises(Faults, match="nothing that papers tell"):
        withdraw(case, ["within-ten"], "misread")


IDLE = [
    ("event", "call", "the event"),
    ("clock", "operator", "its clock was withdrawn"),
    ("link", "same-van", "a link that it rests on was withdrawn"),
]


@pytest.mark.parametrize(("what", "name", "why"), IDLE)
def test_what_names_something_withdrawn_bounds_nothing(
    case: Case, tmp_path: Path, what: str, name: str, why: str
) -> None:
    take_in(case, tmp_path)
    withdraw(case, [name], "misread")
    found = told(case.store)
    assert [reason for reason in found.idle.values() if reason.startswith(why)]
    assert ("within-ten" in {one.id for one in found.constraints}) is (what != "link")
    assert bool(found.readings) is (what == "link")
    assert not {one.id for one in found.constraints} & found.idle.keys()


@pytest.mark.parametrize("kind", [*TOLD_KINDS, "event-stated"])
@pytest.mark.parametrize("way", ["protect", "erase"])
def test_what_is_hidden_shows_no_words_and_narrows_nothing(case: Case, tmp_path: Path, kind: str, way: str) -> None:
    make_key(case, tmp_path / "wall.key")
    take_in(case, tmp_path)
    before, seqs = told(case.store), [one.seq for one in case.store.entries() if one.entry and one.entry.kind == kind]
    (protect_entries if way == "protect" else erase_entries)(case, seqs, "order of the court")
    after = told(case.store)
    for seq in seqs:
        shown = case.store.entries()[seq - 1].entry
        assert shown is None or not {"words", "says", "name", "phrase", "least", "most"} & {
            key for key, value in shown.body.items() if value != "withheld"
        }
    assert {one.id for one in after.constraints} <= {one.id for one in before.constraints}
    shows_nothing = kind in ("clock-stated", "reading-stated", "constraint-stated")
    assert after.withheld == (tuple(seqs) if shows_nothing else ())
    assert verify_case(case.folder).faults == ()
    assert case.store.rebuild() == ()


def test_a_hidden_event_still_lasts_and_says_not_how_long(case: Case, tmp_path: Path) -> None:
    _, noise, _ = take_in(case, tmp_path).events
    erase_entries(case, [seq_of(case, "event-stated", 1)], "order of the court")
    found = told(case.store)
    assert found.lasts == {noise: Lasts(None, None)}
    assert [one.to for one in found.constraints if one.id == "within-ten"] == [f"{noise}.start"]


def test_a_hidden_link_is_a_premise_without_words(case: Case, tmp_path: Path) -> None:
    take_in(case, tmp_path)
    erase_entries(case, [seq_of(case, "link-stated")], "order of the court")
    found = told(case.store)
    (link,) = found.links
    assert (link.says, link.id) == ("withheld", case.store.rows("links")[0]["id"])
    assert [one.links for one in found.constraints if one.id == "within-ten"] == [(link.id,)]


def test_hidden_origins_count_as_one(case: Case, tmp_path: Path) -> None:
    take_in(case, tmp_path)
    take_in(case, tmp_path, HEAD + '[[source]]\nfile = "letter.txt"\norigin = "the operator"\n')
    erase_entries(case, [seq_of(case, "source-described", n) for n in (0, 1)], "order of the court")
    origins = {source.id: source.origin for source in told(case.store).sources}
    assert origins[sha_of(case, "letter.txt")] == origins[sha_of(case, "neighbour.txt")] == HIDDEN_ORIGIN


def test_a_statement_whose_receipt_is_hidden_is_not_quoted(case: Case, tmp_path: Path) -> None:
    sha256 = sha_of(case, "neighbour.txt")
    erase_entries(case, [seq_of(case, "item-received")], "order of the court")
    with pytest.raises((Faults, InputRefused), match="its source is withheld"):
        take_in(case, tmp_path, LIST.replace("neighbour.txt", sha256[:12]))


def test_the_log_says_what_each_is_about_and_what_rests_on_it(case: Case, tmp_path: Path) -> None:
    take_in(case, tmp_path)
    register = Register(case.store)
    ten = seq_of(case, "constraint-stated")
    assert register.about(ten).startswith("Two bangs, its start, after Somebody shouts, at least -10 s, at most 10 s")
    assert ten in register.resting_on(seq_of(case, "link-stated"))
    assert ten in register.resting_on(seq_of(case, "event-stated", 1))
    letter = next(one.seq for one in case.store.entries() if one.entry and one.entry.body.get("name") == "letter.txt")
    assert register.resting_on(letter) == (seq_of(case, "clock-stated"),)
    withdraw(case, ["operator"], "misread")
    assert register.about(seq_of(case, "reading-stated")).startswith("A guard telephones, operator displayed 2022-03")

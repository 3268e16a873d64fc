"""Laws of votes on letters: the order of looks changes nothing, and what is told was said."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from gestae.model.text import UNREAD
from gestae.sight.letters import Glyph, distance, read_written, written
from gestae.sight.lettervote import VoteRules, agreed

LETTERS = st.sampled_from("AB80O1I")
GLYPHS = st.builds(
    Glyph,
    st.lists(LETTERS, max_size=3, unique=True).map(tuple),
    st.booleans(),
    st.booleans(),
)
LINES = st.lists(GLYPHS, min_size=1, max_size=6)
LOOKS = st.lists(LINES, min_size=1, max_size=8)


@settings(max_examples=200)
@given(LOOKS.flatmap(lambda looks: st.tuples(st.just(looks), st.permutations(looks))))
def test_the_order_of_looks_changes_nothing(both: tuple[list[list[Glyph]], list[list[Glyph]]]) -> None:
    one, other = (agreed(looks) for looks in both)
    assert (one.wording if one else None) == (other.wording if other else None)


@settings(max_examples=200)
@given(LOOKS)
def test_what_is_told_was_said_by_enough_looks_and_the_rest_is_unread(looks: list[list[Glyph]]) -> None:
    said, rules = agreed(looks), VoteRules()
    if said is None:
        return
    lines = [looks[place] for place in said.looks]
    letters = said.wording.reads.replace(" ", "")
    assert {len(line) for line in lines} == {len(letters)}
    for at, letter in enumerate(letters):
        if letter != UNREAD:
            assert sum(line[at].told == letter for line in lines) >= rules.votes


@settings(max_examples=200)
@given(LINES, LINES, LINES)
def test_distance_is_symmetric_and_at_most_the_longer_line(a: list[Glyph], b: list[Glyph], c: list[Glyph]) -> None:
    assert distance(a, b) == distance(b, a) <= max(len(a), len(b))
    assert distance(a, b + c) >= len(b) + len(c) - len(a)


@given(LINES)
def test_lines_are_read_back_as_written(line: list[Glyph]) -> None:
    assert read_written(written(line)) == tuple(line)

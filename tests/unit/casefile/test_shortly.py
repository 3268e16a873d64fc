"""How events are told shortly: what is grouped, what is called "then", what stands apart, in both languages."""

from __future__ import annotations

from datetime import UTC

import numpy as np
import pytest

from gestae.casefile.accountview import PointView, Side
from gestae.casefile.readings import read_sentences
from gestae.casefile.shortly import Act, ShortTale, tell_shortly
from gestae.casefile.tongues import TONGUES
from gestae.model.network import Grade

S = 1_000_000_000
NOON = 1_647_433_080 * S  # 16 March 2022, 12:18:00 UTC


def point(
    name: str, low_s: int | None, high_s: int | None, side: Side = Side.WHOLE, grade: Grade = Grade.INSTRUMENT
) -> PointView:
    low, high = (None if s is None else NOON + s * S for s in (low_s, high_s))
    return PointView(name, name, name.upper(), side, low, high, None if low is high is None else grade)


def act(name: str, low_s: int | None, high_s: int | None, grade: Grade = Grade.INSTRUMENT) -> Act:
    return Act(name.upper(), point(name, low_s, high_s, grade=grade))


def tale(acts: list[Act], *, before: str = "", weak: str = "", lang: str = "en") -> ShortTale:
    """Tell acts of which follow the order that their times show, and these pairs: "ab" means a before b."""
    names = [one.start.name for one in acts]
    strict, no_later = np.zeros((2, len(acts), len(acts)), np.bool_)
    for here, one in enumerate(acts):
        for there, other in enumerate(acts):
            low, high = one.start.earliest_ns, other.start.latest_ns
            strict[here, there] = low is not None and high is not None and high < low
    for table, pairs in ((strict, before), (no_later, weak)):
        for pair in pairs.split():
            table[names.index(pair[1]), names.index(pair[0])] = True
    return tell_shortly("The yard", UTC, acts, (strict, no_later), TONGUES[lang])


A, B, C = act("a", 0, 1), act("b", 2, 5), act("c", 3, 4)


def test_what_follows_is_told_with_then_and_what_does_not_together() -> None:
    assert list(tale([C, B, A]).lines) == [
        "1. “A”, between 12:18:00 and 12:18:01.",
        "Then, between 12:18:02 and 12:18:05, in an order that does not follow:",
        "   2. “B”, between 12:18:02 and 12:18:05.",
        "   3. “C”, between 12:18:03 and 12:18:04.",
    ]


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        ({"before": "bc"}, "“C”, between 12:18:03 and 12:18:04; after (1)."),
        ({"weak": "bc"}, "“C”, between 12:18:03 and 12:18:04; not earlier than (1)."),
        ({"weak": "bc cb"}, "“C”, between 12:18:03 and 12:18:04; at the same moment as (1)."),
    ],
)
def test_in_a_group_words_say_which_order_follows_where_times_do_not(pairs: dict[str, str], said: str) -> None:
    found = tale([B, C, act("d", 2, 5)], **pairs)
    assert "in an order that follows only as far as times and words show it" in found.groups[0].text
    assert said in {one.text for one in found.groups[0].told}


def test_an_order_that_the_printed_times_show_is_not_said_again() -> None:
    found = tale([act("a", 0, 9), act("b", 1, 2), act("c", 3, 4)])
    assert [one.text.count("after") for one in found.groups[0].told] == [0, 0, 0]
    assert "only as far as" in found.groups[0].text


def test_what_lasted_for_sure_is_told_with_its_end_and_firmness_where_it_is_less() -> None:
    end = point("a.end", 60, 90, Side.END, Grade.TESTIMONY)
    lasting = Act("A", point("a", 0, 1, Side.START), end)
    (group,) = tale([lasting]).groups
    assert group.told[0].text == (
        "“A” begins between 12:18:00 and 12:18:01, ends between 12:19:00 and 12:19:30 (by testimony)."
    )
    brief = Act("A", point("a", 0, 5, Side.START), point("a.end", 1, 9, Side.END))
    assert tale([brief]).groups[0].told[0].text == "“A”, between 12:18:00 and 12:18:05."


def test_an_event_that_would_hold_all_together_is_told_apart_with_what_follows_of_it() -> None:
    steps = [act(name, 10 * place, 10 * place + 1) for place, name in enumerate("abcdefghi")]
    wide = act("w", 0, 70, Grade.WORDS)
    found = tale([wide, *steps], before="aw wi")
    assert [group.is_then for group in found.groups] == [False, *[True] * 8, False]
    assert list(found.lines)[-2:] == [
        "Apart, since their order against many others does not follow:",
        "   10. “W”, between 12:18:00 and 12:19:10 (by how words are read); after (1).",
    ]
    assert not tale([wide, *steps[:3]]).groups[-1].is_apart, "of a few events none is told apart"


def test_what_nothing_bounds_is_told_apart_unless_nothing_is_bounded() -> None:
    assert tale([A, act("x", None, None)]).groups[-1].is_apart
    (group,) = tale([act("x", None, None), act("y", None, None)]).groups
    assert not group.is_apart
    assert group.text == "At times that are not all bounded on both sides, in an order that does not follow:"


def test_what_has_no_time_is_told_in_its_order_where_all_of_it_follows() -> None:
    """Ten steps of one film without a clock, beside one event that has a time: their order is known, not their time."""
    names = "bcdefghijk"
    steps = [act(name, None, None) for name in names]
    pairs = " ".join(names[one] + names[other] for other in range(10) for one in range(other))
    lines = list(tale([*reversed(steps), A], before=pairs).lines)
    assert lines[:3] == [
        "1. “A”, between 12:18:00 and 12:18:01.",
        "Apart, without a known time; each of these begins after the one before it:",
        "   2. “B”, at a time that nothing limits.",
    ]
    assert lines[11:] == ["   11. “K”, at a time that nothing limits."]
    assert list(tale([A, *steps[:2]], before="bc", lang="uk").lines)[1:] == [
        "Окремо, без відомого часу; кожна з цих подій починається після попередньої:",
        "   2. «B», у час, який ніщо не обмежує.",
        "   3. «C», у час, який ніщо не обмежує.",
    ]


def test_of_what_has_no_time_each_says_once_what_follows() -> None:
    acts = [act(name, None, None) for name in "uvwx"]
    assert list(tale([A, act("z", 5, None), *acts], before="uv wx ux vz uz", weak="uw").lines) == [
        "1. “A”, between 12:18:00 and 12:18:01.",
        "2. Then: “Z”, not before 12:18:05.",
        "Apart, without a known time; what follows of order is said of each:",
        "   3. “U”, at a time that nothing limits.",
        "   4. “V”, at a time that nothing limits; after (3); before (2).",
        "   5. “W”, at a time that nothing limits; not earlier than (3).",
        "   6. “X”, at a time that nothing limits; after (5).",
    ]


def test_it_is_told_in_ukrainian() -> None:
    assert list(tale([B, C, act("d", 2, 5), A], before="bc", lang="uk").lines) == [
        "1. «A», між 12:18:00 і 12:18:01.",
        "Потім, між 12:18:02 і 12:18:05, у порядку, який випливає лише настільки, наскільки його показують час і "
        "слова:",
        "   2. «B», між 12:18:02 і 12:18:05.",
        "   3. «D», між 12:18:02 і 12:18:05.",
        "   4. «C», між 12:18:03 і 12:18:04; після (2).",
    ]


def test_an_empty_account_says_so() -> None:
    assert tale([]) == ShortTale("The yard", "No event is named.", ())


@pytest.mark.parametrize(
    ("least", "most", "en", "uk"),
    [
        ("60 s", "180 s", "1 min to 3 min later", "щонайменше через 1 хв і щонайбільше через 3 хв"),
        ("5 s", "5 s", "exactly 5 s later", "рівно через 5 с"),
        ("-180 s", "-60 s", "1 min to 3 min earlier", "щонайменше на 1 хв і щонайбільше на 3 хв раніше"),
        ("-60 s", "90.5 s", "between 1 min earlier and 1 min 30.5 s later", "від 1 хв раніше до 1 хв 30,5 с пізніше"),
        ("1 s", None, "at least 1 s later", "щонайменше через 1 с"),
        (None, "-1 s", "at least 1 s earlier", "щонайменше на 1 с раніше"),
        ("-1 s", None, "at most 1 s earlier, or any time later", "щонайбільше на 1 с раніше або будь-коли пізніше"),
        (None, "1 s", "at most 1 s later, or any time earlier", "щонайбільше через 1 с або будь-коли раніше"),
        (None, None, "at a time that nothing limits", "у час, який ніщо не обмежує"),
        ("7 ns", None, "at least 7 ns later", "щонайменше через 7 нс"),
    ],
)
def test_words_are_said_with_their_policy(least: str | None, most: str | None, en: str, uk: str) -> None:
    words = [{"phrase": "so", "policy": "en/1", "min": least, "max": most}]
    assert read_sentences(words, TONGUES["en"]) == (f"“so” was read by policy en/1 as {en}.",)
    assert read_sentences(words, TONGUES["uk"]) == (f"Слова «so» за таблицею en/1 прочитано так: {uk}.",)

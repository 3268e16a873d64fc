"""What each sentence of a narrative says, in both languages, and what it leaves unsaid."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import pytest

from gestae.casefile.accountview import (
    AccountView,
    Between,
    Gap,
    Links,
    PointView,
    Side,
    Stands,
    closure_of,
    telling_order,
)  # fmt: skip
from gestae.casefile.narrative import Says, tell
from gestae.casefile.tongues import TONGUES
from gestae.errors import RecordError
from gestae.model.network import Grade

S = 1_000_000_000
# 16 March 2022, 12:18:00 UTC
NOON = 1_647_433_080 * S
INSTRUMENT, TESTIMONY, WORDS = Grade


def point(name: str, low: int | None = None, high: int | None = None, grade: Grade | None = TESTIMONY) -> PointView:
    event, _, side = name.partition(".")
    earliest, latest = (None if ns is None else NOON + ns for ns in (low, high))
    known = grade if (earliest, latest) != (None, None) else None
    return PointView(name, event, event.upper(), Side(side or "whole"), earliest, latest, known)


def links(before: str = "", not_after: str = "", same: str = "") -> Links:
    pairs = [tuple((one[0], one[1]) for one in words.split()) for words in (before, not_after)]
    return Links(pairs[0], pairs[1], tuple(tuple(one) for one in same.split()))


def apart(least: int | None, most: int | None, low: Grade = TESTIMONY, high: Grade = TESTIMONY) -> Between:
    gap = Gap(least, None if least is None else low, most, None if most is None else high)
    return lambda _first, _second: gap


def texts(
    points: list[PointView], order: Links, between: Between, *, lang: str = "en", about_s: int = 60, zone: tzinfo = UTC
) -> list[str]:
    view = AccountView("The yard", zone, tuple(points), order)
    narrative = tell(view, between, TONGUES[lang], about_ns=about_s * S)
    return [sentence.text for sentence in narrative.sentences]


A, B = point("a", 0, 1 * S), point("b", 2 * S, 5 * S)
WHEN_B = "“B”, between 12:18:02 and 12:18:05"
ALIKE = ", by testimony."
OPENED = " The order of this and (1) is not established."
LEADS = {
    "both limits": ("before", apart(2 * S, 5 * S), f"Then, 2 s to 5 s later: {WHEN_B}{ALIKE}"),
    "a least one": ("before", apart(2 * S, None), f"Then, at least 2 s later: {WHEN_B}{ALIKE}"),
    "a nanosecond": ("before", apart(1, None), f"Then: {WHEN_B}{ALIKE}"),
    "a nanosecond and a most": ("before", apart(1, 2 * S), f"Then, at most 2 s later: {WHEN_B}{ALIKE}"),
    "a few nanoseconds": ("before", apart(7, None), f"Then, at least 7 ns later: {WHEN_B}{ALIKE}"),
    "least rounded down": ("before", apart(1_999_999, None), f"Then, at least 0.001 s later: {WHEN_B}{ALIKE}"),
    "most rounded up": ("before", apart(1, 1_000_001), f"Then, at most 0.002 s later: {WHEN_B}{ALIKE}"),
    "long": ("before", apart(90_061 * S, None), f"Then, at least 1 d 1 h 1 min 1 s later: {WHEN_B}{ALIKE}"),
    "the same moment is left": ("not_after", apart(0, None), f"Not earlier than that: {WHEN_B}{ALIKE}"),
    "and limited": ("not_after", apart(0, 9 * S), f"Not earlier than that, at most 9 s later: {WHEN_B}{ALIKE}"),
    "two grades": (
        "before",
        apart(2 * S, 5 * S, INSTRUMENT, WORDS),
        "Then, at least 2 s later (by instruments); at most 5 s later (by how words are read): "
        f"{WHEN_B} (by testimony).",
    ),
    "same": ("same", apart(0, 0), f"At the same moment: {WHEN_B}{ALIKE}"),
    "near": (
        "",
        apart(-2 * S, 5 * S),
        f"At about the same time as (1), within 5 s of it: {WHEN_B}{ALIKE}{OPENED}",
    ),
    "nearer the other way": (
        "",
        apart(-7 * S, 5 * S),
        f"At about the same time as (1), within 7 s of it: {WHEN_B}{ALIKE}{OPENED}",
    ),
    "too far apart": ("", apart(-61 * S, 5 * S), f"{WHEN_B}{ALIKE}{OPENED}"),
    "without a limit": ("", apart(None, 5 * S), f"{WHEN_B}{ALIKE}{OPENED}"),
}


@pytest.mark.parametrize("name", LEADS)
def test_a_sentence_says_how_it_stands_to_the_one_before(name: str) -> None:
    how, between, told = LEADS[name]
    order = links(**{how: "ab"}) if how else links()
    assert texts([A, B], order, between)[1] == told


WHENS = {
    "between": (1 * S, 3_250_000_000, "“A”, between 12:18:01 and 12:18:03.25, by testimony."),
    "outwards": (1, 2, "“A”, between 12:18:00 and 12:18:00.001, by testimony."),
    "at": (S, S, "“A”, at 12:18:01, by testimony."),
    "from": (S, None, "“A”, not before 12:18:01, by testimony."),
    "until": (None, S, "“A”, not after 12:18:01, by testimony."),
    "open": (None, None, "“A”, at a time that nothing limits."),
}


@pytest.mark.parametrize("name", WHENS)
def test_a_sentence_says_when(name: str) -> None:
    low, high, told = WHENS[name]
    assert texts([point("a", low, high)], links(), apart(None, None)) == [told]


def test_a_sentence_that_follows_several_names_them() -> None:
    points = [point(name, place * S, place * S + 9 * S) for place, name in enumerate("abcd")]
    order = links(before="ad", not_after="bd cd")
    assert texts(points, order, apart(0, 9 * S))[3] == (
        "Not earlier than that, at most 9 s later; not earlier than (2), at most 9 s after it; "
        "after (1), at most 9 s after it: “D”, between 12:18:03 and 12:18:12, by testimony."
    )
    assert texts(points, order, apart(2 * S, None))[3].startswith(
        "Not earlier than that; not earlier than (2); at least 2 s after (1): "
    )
    assert texts(points, links(before="ad"), apart(2 * S, 3 * S), about_s=0)[3] == (
        "2 s to 3 s after (1): “D”, between 12:18:03 and 12:18:12, by testimony. "
        "The order of this and (2) and (3) is not established."
    )


def test_what_is_open_is_named_in_ranges() -> None:
    points = [point(name, place * S, 60 * S) for place, name in enumerate("abcdefg")]
    told = texts(points, links(before="cg"), apart(None, None))
    assert told[6].endswith("The order of this and (1), (2) and (4)–(6) is not established.")
    assert told[3].endswith("The order of this and (1)–(3) is not established.")


def test_three_at_one_moment_are_told_together() -> None:
    points = [point("b", 0, 9 * S), point("c", S, 9 * S), point("a", 2 * S, 9 * S)]
    order = links(same="abc")
    order = Links(order.before, order.not_after, (("a", "b", "c"),))
    assert [text.partition("“")[0] for text in texts(points, order, apart(0, 0))] == [
        "",
        "At the same moment: ",
        "At the same moment: ",
    ]


def test_starts_and_ends_are_told_apart() -> None:
    points = [point("a.start", 0, S), point("a.end", S, 2 * S)]
    order = Links((), (("a.start", "a.end"),), ())
    assert [text.partition(",")[0] for text in texts(points, order, apart(0, None))] == [
        "“A” begins",
        "Not earlier than that: “A” ends",
    ]


def test_it_is_told_in_ukrainian() -> None:
    told = texts([A, B], links(before="ab"), apart(2_500_000_000, 5 * S, INSTRUMENT, WORDS), lang="uk")
    assert told == [
        "«A», між 12:18:00 і 12:18:01, за свідченнями.",
        "Потім, щонайменше через 2,5 с (за приладами); щонайбільше через 5 с (за тлумаченням слів): "
        "«B», між 12:18:02 і 12:18:05 (за свідченнями).",
    ]


@pytest.mark.parametrize("lang", TONGUES)
def test_no_sentence_is_left_with_a_brace(lang: str) -> None:
    for how, between, _ in LEADS.values():
        told = texts([A, B], links(**{how: "ab"}) if how else links(), between, lang=lang)
        assert not [text for text in told if "{" in text]


PREFACES = {
    "one day": ([A], UTC, "All times are those of 16 March 2022, +00:00 from UTC."),
    "two days": ([A, point("b", 86_400 * S, None)], UTC, "All times are +00:00 from UTC."),
    "a change of clocks": (
        [A, point("b", 86_400 * 20 * S, None)], ZoneInfo("Europe/Kyiv"), "Times stand with their offset from UTC.",
    ),
    "no time": ([point("a")], UTC, "Times stand with their offset from UTC."),
}  # fmt: skip


@pytest.mark.parametrize("name", PREFACES)
def test_what_all_times_share_stands_once(name: str) -> None:
    points, zone, told = PREFACES[name]
    narrative = tell(
        AccountView("t", zone, tuple(points), links(before="ab" if len(points) > 1 else "")),
        apart(1, None),
        TONGUES["en"],
    )
    assert narrative.preface.startswith(told)


def test_dates_and_offsets_stand_with_times_that_do_not_share_them() -> None:
    kyiv = ZoneInfo("Europe/Kyiv")
    spring = point("a", 0, 86_400 * 20 * S)
    assert texts([spring], links(), apart(None, None), zone=kyiv) == [
        "“A”, between 14:18:00 (16 March 2022, +02:00) and 15:18:00 (5 April 2022, +03:00), by testimony."
    ]
    night = point("a", 0, 43_200 * S)
    assert texts([night], links(), apart(None, None), zone=timezone(timedelta(hours=2, minutes=30))) == [
        "“A”, between 14:48:00 (16 March 2022) and 02:48:00 (17 March 2022), by testimony."
    ]


def test_an_account_without_events_says_so() -> None:
    narrative = tell(AccountView("Empty", UTC, (), links()), apart(None, None), TONGUES["en"])
    assert (narrative.preface, narrative.sentences) == ("No event is named.", ())


def test_what_strangers_wrote_is_made_visible() -> None:
    hidden = PointView("a", "a", f"a{chr(0x202E)}b", Side.WHOLE, None, None, None)
    assert texts([hidden], links(), apart(None, None)) == ["“a⟨U+202E⟩b”, at a time that nothing limits."]


def test_claims_carry_what_is_printed() -> None:
    view = AccountView("t", UTC, (A, B), links(before="ab"))
    claims = tell(view, apart(2 * S + 7, 5 * S + 7), TONGUES["en"]).sentences[1].claims
    assert [(one.says, one.first, one.second, one.least_ns, one.most_ns) for one in claims] == [
        (Says.BEFORE, "a", "b", 2 * S, None),
        (Says.MOST, "a", "b", None, 5 * S + 1_000_000),
        (Says.LIES, "b", None, NOON + 2 * S, NOON + 5 * S),
    ]


def test_points_are_told_by_their_order_then_by_their_bounds() -> None:
    points = [point("a", 9 * S, None), point("b", None, 20 * S), point("c", 1 * S, 2 * S), point("d")]
    order = links(before="da")
    names = [one.name for one in telling_order(AccountView("t", UTC, tuple(points), order))]
    assert names == ["c", "b", "d", "a"]


def test_the_closure_follows_chains() -> None:
    closure = closure_of(("a", "b", "c", "d"), links(before="bc", not_after="ab cd"))
    stands = {pair: closure.stands(*pair) for pair in ("ab", "ac", "ad", "bd", "cd", "da")}
    assert stands == {
        "ab": Stands.NOT_AFTER, "ac": Stands.BEFORE, "ad": Stands.BEFORE, "bd": Stands.BEFORE,
        "cd": Stands.NOT_AFTER, "da": Stands.OPEN,
    }  # fmt: skip


REFUSED: dict[str, Callable[[], object]] = {
    "a circle": lambda: closure_of(("a", "b"), links(before="ab ba")),
    "bounds without a grade": lambda: PointView("a", "a", "A", Side.WHOLE, 1, 2, None),
    "a grade without bounds": lambda: PointView("a", "a", "A", Side.WHOLE, None, None, WORDS),
    "bounds the wrong way": lambda: PointView("a", "a", "A", Side.WHOLE, 2, 1, WORDS),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_is_refused(name: str) -> None:
    with pytest.raises(RecordError):
        REFUSED[name]()

"""What was read on a track becomes an observation with its doubts."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from gestae.model.observation import Kind, Observation, Region
from gestae.model.sighting import Label, Track
from gestae.model.text import Bearer, Inscription, Means, Script, TextLook, Wording
from gestae.observe.facts import StreamFacts
from gestae.observe.footage import observe_footage

FACTS = StreamFacts("ab" * 32, 0, None, Fraction(1, 25), 320, 192, np.arange(100))
N = np.arange(10, 90)
VAN = Track("van", 1, Label.TRUCK, N, N, np.tile([10.0, 20, 200, 150], (80, 1)), np.full(80, 0.8, np.float32))


def observed(wording: Wording, means: Means = Means.READER, on: Bearer = Bearer.VEHICLE) -> Observation:
    looks = tuple(TextLook(n, (30, 120, 330, 140)) for n in (20, 40, 60))
    text = Inscription(None if on is Bearer.STILL else "van", on, wording, means, looks, 3)
    found = observe_footage([VAN], [], FACTS, window=lambda first_n, last_n: [], texts=[text])
    (one,) = (one for one in found if one.kind is Kind.TEXT_SEEN)
    return one


def test_it_starts_and_ends_with_the_pictures_in_which_it_was_read() -> None:
    one = observed(Wording("AC 82·4", Script.UNDECIDED, ("9/4",)))
    assert (one.reads, one.script, one.alternatives) == ("AC 82·4", Script.UNDECIDED, ("9/4",))
    assert one.end is not None
    assert (one.start.earliest_pts, one.start.latest_pts, one.end.pts) == (20, 20, 60)
    assert (one.tracks, one.region, one.rule) == (("van",), Region(30, 120, 320, 140), "text_seen/2")


def test_an_undecided_script_is_said() -> None:
    said = " ".join(observed(Wording("AC8294", Script.UNDECIDED)).limits)
    assert "3 pictures agree" in said
    assert "AC8294 in Latin or \N{CYRILLIC CAPITAL LETTER A}\N{CYRILLIC CAPITAL LETTER ES}8294 in Cyrillic" in said
    assert "may be either" in " ".join(observed(Wording("JUNI", Script.UNDECIDED)).limits)
    assert "alike" not in " ".join(observed(Wording("8294", Script.UNDECIDED)).limits)
    assert "may be either" not in " ".join(observed(Wording("MARKET", Script.LATIN)).limits)


def test_it_says_what_it_stands_on() -> None:
    words = Wording("MARKET", Script.LATIN)
    assert observed(words).what == "text_seen:on_vehicle"
    assert observed(words, on=Bearer.CLOTHING).words == "text seen on clothing"
    still = observed(words, on=Bearer.STILL)
    assert (still.what, still.tracks, still.region) == ("text_seen:on_sign_or_caption", (), Region(30, 120, 320, 140))
    assert "burnt into the picture" in " ".join(still.limits)


def test_a_letter_told_by_its_shape_says_so() -> None:
    assert "by its shape in 3 pictures" in " ".join(observed(Wording("V", Script.LATIN), Means.SHAPE).limits)

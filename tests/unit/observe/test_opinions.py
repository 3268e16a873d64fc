"""Words of opinion: which are found, and how a writer refuses them."""

from __future__ import annotations

import pytest

from gestae.errors import InputRefused
from gestae.observe.opinions import OPINION_WORDS, opinions_in, refuse_opinions


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("He calmly puts it down.", ("calmly",)),
        ("They leave Without  Warning", ("without warning",)),
        ("He is on the quietly named Quiet Street", ("quietly",)),
        ("Він спокійно йде", ("спокійно",)),
        ("A shot is fired and the innocent man is murdered", ("innocent", "murdered", "shot")),
        (
            "The killer undoubtedly kills him brutally, in cold blood",
            ("brutally", "in cold blood", "killer", "kills", "undoubtedly"),
        ),
        ("Чути постріл, чоловіка вбито", ("вбито", "постріл")),
        ("A screenshot; the skilled man crosses Shotover Street", ()),
        ("A van stops; four men get out.", ()),
        ("The likelyhood firm's van", ()),
    ],
)
def test_words_of_opinion_are_found_as_whole_words(text: str, words: tuple[str, ...]) -> None:
    assert opinions_in(text) == words


def test_a_persons_opinion_is_refused_and_each_word_named() -> None:
    with pytest.raises(InputRefused) as refusal:
        refuse_opinions("He probably has a knife, obviously", "the note")
    assert str(refusal.value) == (
        "the note: says 'obviously', 'probably', which no picture shows; "
        "write what is seen, and put the opinion into a statement or an inference"
    )


@pytest.mark.parametrize("word", OPINION_WORDS)
def test_each_word_on_the_list_is_refused(word: str) -> None:
    with pytest.raises(InputRefused):
        refuse_opinions(f"He {word.upper()} there", "says")


def test_the_list_holds_no_word_twice_and_each_as_it_is_looked_for() -> None:
    assert len(set(OPINION_WORDS)) == len(OPINION_WORDS)
    assert all(word == " ".join(word.casefold().split()) for word in OPINION_WORDS)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("He cal\u00admly walks", "calmly"),
        ("He calm\u200bly walks", "calmly"),
        ("He c\u0430lmly walks", "calmly"),
        ("He \uff43\uff41\uff4c\uff4d\uff4c\uff59 walks", "calmly"),
        ("He walks _calmly_", "calmly"),
        ("He is murder\u0117d", "murdered"),
        ("In\u2009cold\u00a0blood", "in cold blood"),
        ("Він мабу\u0301ть іде", "мабуть"),
        ("Він спокi\u0438\u0306но йде", "спокійно"),
    ],
)
def test_a_word_is_found_however_it_is_written(text: str, word: str) -> None:
    assert opinions_in(text) == (word,)


@pytest.mark.parametrize("text", ["Він ішов із малим", "A naïve façade, café Søren", "Їде їжак"])
def test_what_only_has_marks_is_no_opinion(text: str) -> None:
    assert opinions_in(text) == ()

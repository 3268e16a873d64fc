"""Nouns of evidence: what exists is valid."""

from __future__ import annotations

import dataclasses

import pytest

from gestae.errors import RecordError
from gestae.model.evidence import Custody, Digest, ItemKind, MemberFacts, Movement, Received, Recognised, RefusedItem
from gestae.model.time import Instant

ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # FIPS 180-4, SHA-256 example


def test_a_digest_is_sha256() -> None:
    assert Digest.of(b"abc") == Digest(ABC)
    assert str(Digest(ABC)) == ABC
    assert Digest(ABC).short == "ba7816bf8f01"


@pytest.mark.parametrize("text", ["", ABC[:-1], ABC + "0", ABC.upper(), "g" + ABC[1:], " " + ABC[1:], ABC + "\n"])
def test_what_is_no_digest_is_refused(text: str) -> None:
    with pytest.raises(RecordError, match="is no SHA-256; write 64 digits"):
        Digest(text)


def test_digests_have_an_order() -> None:
    assert sorted([Digest("b" * 64), Digest("a" * 64)])[0] == Digest("a" * 64)


def test_an_item_says_its_name() -> None:
    assert Received("usb/cam1/gate.mp4", 3, Digest(ABC), None).name == "gate.mp4"
    assert Received("gate.mp4", 3, Digest(ABC), 0).name == "gate.mp4"
    assert Received("a.zip!/cam/gate.mp4", 3, Digest(ABC), 0).name == "gate.mp4"


@pytest.mark.parametrize(("place", "size"), [("", 1), ("a", -1)])
def test_an_item_that_cannot_be_is_refused(place: str, size: int) -> None:
    with pytest.raises(RecordError):
        Received(place, size, Digest(ABC), None)


def test_how_a_kind_is_known_is_one_of_three() -> None:
    with pytest.raises(RecordError, match="say content, name or nothing"):
        Recognised(ItemKind.FOOTAGE, "MP4", "guess")


def test_a_refusal_reads_as_a_sentence() -> None:
    assert str(RefusedItem("usb/pipe", "is a pipe", "save it")) == "usb/pipe: is a pipe; save it"


@pytest.mark.parametrize(("holder", "reason"), [("", "why"), ("who", " ")])
def test_a_step_of_custody_says_who_and_why(holder: str, reason: str) -> None:
    with pytest.raises(RecordError, match="say who and why"):
        Movement(Custody.MOVED, Instant(0), holder, "a shelf", reason)


def test_evidence_cannot_be_altered() -> None:
    facts = MemberFacts(Digest(ABC), "a", 0, 1, 2, "")
    with pytest.raises(dataclasses.FrozenInstanceError):
        facts.name = "b"  # type: ignore[misc]

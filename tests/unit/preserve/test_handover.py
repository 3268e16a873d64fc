"""Which received items an acquisition form speaks of."""

from __future__ import annotations

import pytest

from gestae.errors import InputRefused
from gestae.model.evidence import Digest, Received
from gestae.model.time import Instant
from gestae.preserve.handover import AcquisitionForm, RecorderFacts, RecorderFile, match_files

A, B = Digest("a" * 64), Digest("b" * 64)


def _form(*files: RecorderFile) -> AcquisitionForm:
    nothing = (None, None)
    recorder = RecorderFacts("r", None, None, None, None, None, None, nothing, nothing, (), files)
    return AcquisitionForm("x", "y", Instant(0), None, None, None, None, (recorder,))


def _file(name: str | None = None, digest: Digest | None = None) -> RecorderFile:
    return RecorderFile(name, digest, None, ())


def _received(place: str, digest: Digest) -> Received:
    return Received(place, 1, digest, None)


MATCHES = {
    "by name": (_file("gate.mp4"), [("usb/gate.mp4", A), ("usb/yard.mp4", B)], ["usb/gate.mp4"]),
    "by path": (_file("1/gate.mp4"), [("usb/1/gate.mp4", A), ("usb/2/gate.mp4", B)], ["usb/1/gate.mp4"]),
    "by digest": (_file(None, B), [("usb/a", A), ("usb/b", B)], ["usb/b"]),
    "by digest whatever its name": (_file("gate.mp4", B), [("usb/gate.mp4", A), ("usb/b", B)], ["usb/b"]),
    "received twice": (_file("gate.mp4"), [("1/gate.mp4", A), ("2/gate.mp4", A)], ["1/gate.mp4", "2/gate.mp4"]),
    "in an archive": (_file("gate.mp4"), [("a.zip!/gate.mp4", A)], ["a.zip!/gate.mp4"]),
    "part by part": (_file("gate.mp4"), [("usb/old-gate.mp4", A)], []),
    "not received": (_file("gate.mp4"), [], []),
}


@pytest.mark.parametrize(("file", "items", "places"), MATCHES.values(), ids=MATCHES.keys())
def test_a_file_of_the_form_means_what_was_received(
    file: RecorderFile, items: list[tuple[str, Digest]], places: list[str]
) -> None:
    (match,) = match_files(_form(file), [_received(place, digest) for place, digest in items])
    assert match.file is file
    assert [receipt.place for receipt in match.received] == places


def test_a_name_that_means_two_originals_is_refused() -> None:
    with pytest.raises(InputRefused) as refused:
        match_files(_form(_file("gate.mp4")), [_received("1/gate.mp4", A), _received("2/gate.mp4", B)])
    assert str(refused.value) == (
        "the acquisition form, file 'gate.mp4': 2 files that differ bear this name: 1/gate.mp4, 2/gate.mp4; "
        "write more of its path, such as '1/gate.mp4', or its sha256 beside or instead of the name"
    )


HELD = {
    "what came now counts": ([("new/gate.mp4", A)], [("usb/gate.mp4", B)], ["new/gate.mp4"]),
    "what came before, where nothing came": ([("new/yard.mp4", A)], [("usb/gate.mp4", B)], ["usb/gate.mp4"]),
    "neither": ([], [("usb/yard.mp4", B)], []),
}


@pytest.mark.parametrize(("now", "before", "places"), HELD.values(), ids=HELD.keys())
def test_what_did_not_come_now_is_looked_for_among_what_came_before(
    now: list[tuple[str, Digest]], before: list[tuple[str, Digest]], places: list[str]
) -> None:
    received, held = ([_received(*one) for one in given] for given in (now, before))
    (match,) = match_files(_form(_file("gate.mp4")), received, held)
    assert [receipt.place for receipt in match.received] == places

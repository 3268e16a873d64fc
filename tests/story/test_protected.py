"""A protected delivery with its form on the command line: taken in, two at once, killed at any moment, opened again."""

from __future__ import annotations

import signal
import subprocess
import time
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from tests.story.incident import FORM, Workplace, deliver, write_film
from tests.story.processes import PATIENCE_S, start

pytestmark = pytest.mark.story

KILLS = 20


@pytest.fixture
def place(tmp_path: Path) -> Workplace:
    """Lay out a film with its form, and a case that can protect."""
    place = Workplace(tmp_path)
    place.delivery.mkdir()
    write_film(place.delivery / "gate.mp4", seconds=1, speed_px=6)
    (tmp_path / "handover.toml").write_text(FORM, encoding="utf-8")
    (tmp_path / "note.txt").write_text("a remark", encoding="utf-8")
    place.run("init", place.case, "--title", "The wall", "--zone", "Europe/Kyiv")
    place.run("add", place.case, tmp_path / "note.txt", "--protected", "--pseudonym", "W", "--key", tmp_path / "k")
    return place


def sealed(case: Path) -> list[Path]:
    return sorted(path for path in (case / "sealed" / "originals").rglob("*") if path.is_file())


def test_a_form_goes_with_protected_items_and_the_key_shows_what_it_says(place: Workplace) -> None:
    form = place.root / "handover.toml"
    place.run("add", place.case, place.delivery, "--protected", "--pseudonym", "S 4", "--acquisition", form)
    everything = b"".join(path.read_bytes() for path in place.case.rglob("*") if path.is_file())
    for trace in (b"recorder-a", b"I. Mak", b"L. Dzvin", b"gate.mp4", b"14:10:00"):
        assert trace not in everything
    assert place.json("verify", place.case)["whole"]
    assert place.run("order", place.case, "--key", place.root / "k", "--why", "for the hearing").exit_code == 0
    last = place.json("log", place.case)["entries"][-1]["entry"]
    assert (last["kind"], last["reason"]) == ("protected-opened", "for the hearing")
    # The same command again: what is recorded is not taken in twice, and nobody is told that it was.
    again = place.run(
        "add", place.case, place.delivery, "--protected", "--pseudonym", "S 4", "--acquisition", form, code=3
    )
    assert "nothing was taken in now" in again.stderr.replace("\n", " ")
    assert place.json("verify", place.case)["whole"]


def test_two_protected_deliveries_at_once_both_complete(place: Workplace, tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    for name in ("one", "two", "three"):
        (tmp_path / name).mkdir()
        for number in range(6):
            (tmp_path / name / f"{number}.bin").write_bytes(rng.bytes(200_000 + number))
    before = len(place.json("footage", place.case)["footage"])
    words = ("add", place.case, "--protected", "--pseudonym")
    runs = [start(*words, name, tmp_path / name) for name in ("one", "two", "three")]
    for run in runs:
        with run:
            assert run.wait(PATIENCE_S) == 0, run.stderr.read() if run.stderr else ""
    assert len(place.json("footage", place.case)["footage"]) == before + 18
    assert len(sealed(place.case)) == 1 + 18
    assert place.json("verify", place.case)["whole"]


def begin(root: Path, rng: np.random.Generator) -> Workplace:
    """Lay out some megabytes and a case that can protect."""
    place = deliver(root)
    for number in range(20):
        (place.delivery / f"{number}.bin").write_bytes(rng.bytes(300_000 + number))
    place.run("init", place.case, "--title", "Killed", "--zone", "UTC")
    place.run("add", place.case, place.root / "handover.toml", "--protected", "--key", place.root / "k")
    return place


def add_words(place: Workplace) -> tuple[str | Path, ...]:
    return "add", place.case, place.delivery, "--protected", "--pseudonym", "S", "--from", "I. Mak"


def killed(place: Workplace, after_s: float) -> int | None:
    """Take in the delivery and kill it after so long; gives None, or how it ended before."""
    with start(*add_words(place)) as process:
        try:
            return process.wait(after_s)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            return None


@pytest.mark.prove
@pytest.mark.timeout(1800)
def test_killed_at_random_moments_a_protected_delivery_is_sealed_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rng = np.random.default_rng(2026)
    calm = begin(tmp_path / "calm", rng)
    began_s = time.monotonic()
    assert killed(calm, PATIENCE_S) == 0
    whole_s = time.monotonic() - began_s
    kills, ends = 0, Counter[int]()
    while kills < KILLS:
        place = begin(tmp_path / f"killed-{ends.total()}", rng)
        code = None
        while code is None:
            code = killed(place, PATIENCE_S if kills == KILLS else whole_s * float(rng.uniform(0.2, 1.0)))
            kills += code is None
        # 3: a run that was killed had recorded it all, and the next one said so.
        assert code in (0, 3)
        ends[code] += 1
        shown = [one for one in place.json("footage", place.case)["footage"] if one["name"] == "S"]
        assert len(shown) == 24
        assert len(sealed(place.case)) == 1 + 24
        place.run("add", place.case, place.root / "events.toml", "--protected", "--pseudonym", "another")
        assert place.json("verify", place.case)["whole"]
    with capsys.disabled():
        print(
            f"\nprotected: {kills} kills in {ends.total()} cases, {ends[3]} of them recorded already when started again"
        )

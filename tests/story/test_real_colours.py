"""Colours on real footage, held against what a person saw there; and marks, zones and search on a case of it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.story.incident import Workplace

from gestae.workflow.detectors import choose_detector

pytestmark = [pytest.mark.story, pytest.mark.prove]

FILMS = ("car-detection.mp4", "one-by-one-person-detection.mp4")
# Read by eye: when each of six people comes in, and what they wear; of a colour that is unsure, nothing is said.
BLACK_S, GREY_S = (22.5, 74.4), (6.0, 123.5)
NOT_WORN = "red,blue,green,yellow,purple,pink,orange,white"


def starts(place: Workplace, words: str, code: int = 0) -> list[float]:
    found = place.json("find", place.case, words, code=code)
    return [hit["from"]["seconds"] for hit in found["hits"]]


def test_what_people_wear_and_which_car_is_red(shared_footage: Path, tmp_path: Path) -> None:
    if choose_detector(None).name is None:
        pytest.skip("no detector on this machine; gestae models fetch --defaults")
    place = Workplace(tmp_path)
    place.delivery.mkdir()
    for name in FILMS:
        shutil.copyfile(shared_footage / "cctv" / name, place.delivery / name)
    place.run("init", place.case, "--title", "Colours", "--zone", "UTC")
    place.run("add", place.case, place.delivery)
    place.run("analyze", place.case, "--workers", "2")
    people = "person lasting>5s camera:one-by-one-person-detection.mp4"
    black, grey = starts(place, f"{people} upper:black lower:black"), starts(place, f"{people} upper:grey lower:grey")
    assert black == pytest.approx(BLACK_S, abs=1.5)
    assert grey == pytest.approx(GREY_S, abs=1.5)
    assert starts(place, f"{people} colour:{NOT_WORN}", code=1) == []
    # It passes from 14.8 s to 18.9 s; seen from above, the detector knows it for a car only at the end.
    (red,) = starts(place, "vehicle colour:red")
    assert 14.3 <= red <= 19.4
    assert starts(place, "vehicle colour:blue,green,yellow,black", code=1) == []
    place.run("zone", place.case, FILMS[1], "all", "0,0", "100,0", "100,100", "0,100")
    place.run("mark", place.case, FILMS[1], "signals", "--from", "30", "--to", "31")
    assert starts(place, "signals") == [30.0]


# Looks at a film in a process of its own, up to four tenths of it, and tells its memory at each tenth.
WATCH = """
import sys, tempfile
from pathlib import Path
from gestae.model.evidence import Digest
from gestae.workflow.looking import look
film, name = Path(sys.argv[1]), sys.argv[2]
told = []
def report(part):
    if part >= (len(told) + 1) / 10:
        told.append(int(Path("/proc/self/statm").read_text().split()[1]) * 4 // 1024)
        print(told[-1], flush=True)
        if len(told) == 4:
            raise SystemExit
arguments = {"path": str(film), "sha256": Digest.of(film.read_bytes()).hex, "artifacts": tempfile.mkdtemp()}
look({**arguments, "detector": name, "setting": "quick", "looks_per_s": 5.0}, report)
"""


def test_memory_stays_flat_while_a_film_is_looked_at(shared_footage: Path) -> None:
    """A picture that is held too long leaves no room for the next ones: 70 MB for each tenth of this film."""
    chosen = choose_detector(None)
    if chosen.name is None:
        pytest.skip("no detector on this machine; gestae models fetch --defaults")
    film = shared_footage / "cctv" / FILMS[1]
    done = subprocess.run(
        [sys.executable, "-c", WATCH, str(film), chosen.name], capture_output=True, text=True, timeout=600, check=True
    )
    memory_mb = [int(line) for line in done.stdout.split()]
    assert len(memory_mb) == 4
    assert memory_mb[3] - memory_mb[0] <= 40

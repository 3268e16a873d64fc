"""Killed at any moment and started again, intake and analysis end as an undisturbed run; a flipped bit is found.

Real processes, SIGKILL, moments drawn from a fixed seed. Run by `make prove-kill`.
"""

from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.story.incident import Workplace, deliver, write_film
from tests.story.processes import PATIENCE_S, no_worker_left, start

pytestmark = [pytest.mark.prove, pytest.mark.timeout(3600)]

KILLS = 20


@dataclass
class Killer:
    """Starts a verb as a process, kills it at random moments, starts it again, until it ends by itself."""

    rng: np.random.Generator
    whole_s: float
    least: float
    kills: int = 0
    starts: int = 0

    def run(self, *words: str | Path, most_kills: int, ended: Callable[[int], None]) -> None:
        """Run a verb until it ends with 0; kill at most so many times."""
        left = most_kills
        while True:
            self.starts += 1
            with start(*words) as process:
                if left and self._killed(process):
                    self.kills, left = self.kills + 1, left - 1
                    ended(process.pid)
                    continue
                assert process.wait(PATIENCE_S) == 0
                return

    def _killed(self, process: subprocess.Popen[str]) -> bool:
        """Kill it at a random moment of the time that a whole run takes; False where it ended before."""
        try:
            process.wait(self.whole_s * self.rng.uniform(self.least, 0.8))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            return process.wait() == -signal.SIGKILL
        return False


def timed(*words: str | Path) -> float:
    """Run a verb undisturbed; returns the seconds it took."""
    began_s = time.monotonic()
    with start(*words) as process:
        assert process.wait(PATIENCE_S) == 0
    return time.monotonic() - began_s


def fill(folder: Path) -> None:
    """Lay out some megabytes: files of many sizes, equal bytes under two names, an archive, an empty file."""
    rng = np.random.default_rng(11)
    for number in range(24):
        place = folder / f"day {number % 3}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"part-{number:02}.bin").write_bytes(rng.bytes(int(rng.choice([1, 4096, 65_537, 400_000, 1 << 20]))))
    shutil.copy(folder / "day 0" / "part-00.bin", folder / "the same again.bin")
    (folder / "empty.txt").touch()
    with zipfile.ZipFile(folder / "sent.zip", "w") as archive:
        for number in range(6):
            archive.writestr(f"inside/{number}.txt", f"page {number}\n" * 5000)


def new_case(place: Workplace) -> None:
    place.run("init", place.case, "--title", "Killed", "--zone", "UTC")


def received(place: Workplace) -> Counter[tuple[str, ...]]:
    """Count the receipts of a case by all that they say of the item."""
    said = [one["entry"]["body"] for one in entries(place) if one["entry"]["kind"] == "item-received"]
    return Counter(tuple(str(body.get(key)) for key in ("name", "source_path", "sha256", "receipt")) for body in said)


def entries(place: Workplace) -> list[Any]:
    found: list[Any] = place.json("log", place.case)["entries"]
    return found


def vault(place: Workplace, name: str) -> dict[str, int]:
    """Name every file of a vault, temporary ones too, with its size."""
    root = place.case / name
    return {path.relative_to(root).as_posix(): path.stat().st_size for path in root.rglob("*") if path.is_file()}


def tell(capsys: pytest.CaptureFixture[str], text: str) -> None:
    with capsys.disabled():
        print(f"\n{text}")


def test_intake_killed_at_random_moments(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    began_s = time.monotonic()
    delivery = tmp_path / "delivery"
    fill(delivery)
    calm = Workplace(tmp_path / "calm")
    new_case(calm)
    whole_s = timed("add", calm.case, delivery, "--from", "I. Mak")
    wanted, originals = received(calm), vault(calm, "originals")
    assert set(wanted.values()) == {1}
    assert len(wanted) == 24 + 3 + 6
    killer = Killer(np.random.default_rng(2022), whole_s, least=0.2)
    rounds = 0
    while killer.kills < KILLS:
        rounds += 1
        place = Workplace(tmp_path / f"killed-{rounds}")
        new_case(place)
        killer.run(
            "add", place.case, delivery, "--from", "I. Mak", most_kills=KILLS - killer.kills, ended=no_worker_left
        )
        assert received(place) == wanted
        assert vault(place, "originals") == originals
        assert place.json("verify", place.case)["whole"]
    tell(
        capsys,
        f"intake: {killer.kills} kills in {rounds} cases, {killer.starts} starts, {len(wanted)} receipts, "
        f"{sum(originals.values()) / 1e6:.1f} MB; a whole run {whole_s:.1f} s, all {time.monotonic() - began_s:.0f} s",
    )


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Workplace:
    """A case with four short films that nobody has looked at."""
    place = Workplace(tmp_path_factory.mktemp("films"))
    place.delivery.mkdir()
    for number in range(4):
        codec = ("mpeg4", "mjpeg")[number % 2]
        name = f"film-{number}.{('mp4', 'avi')[number % 2]}"
        write_film(place.delivery / name, seconds=1.5, speed_px=5 + number, codec=codec, start_n=5)
    new_case(place)
    place.run("add", place.case, place.delivery, "--from", "I. Mak")
    return place


def looked(place: Workplace) -> Counter[tuple[str, str, str]]:
    """Count what the looks recorded: footage, name and digest of each artifact."""
    done = [one["entry"]["body"] for one in entries(place) if one["entry"]["kind"] == "analysis-done"]
    return Counter((body["sha256"], name, digest) for body in done for name, digest in body["artifacts"].items())


def copy_of(place: Workplace, to: Path) -> Workplace:
    shutil.copytree(place.root, to)
    return Workplace(to)


def test_analysis_killed_at_random_moments(
    films: Workplace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    began_s = time.monotonic()
    told = []
    wanted: Counter[tuple[str, str, str]] = Counter()
    kills = starts = rounds = 0
    for workers in ("1", "2"):
        calm = copy_of(films, tmp_path / f"calm-{workers}")
        whole_s = timed("analyze", calm.case, "--workers", workers)
        wanted = wanted or looked(calm)
        assert len(wanted) == 4 * 3
        assert looked(calm) == wanted, "one worker and two give other bytes"
        artifacts = vault(calm, "artifacts")
        killer = Killer(np.random.default_rng(1000 + int(workers)), whole_s, least=0.1)
        while killer.kills < KILLS // 2:
            rounds += 1
            place = copy_of(films, tmp_path / f"killed-{rounds}")
            most = KILLS // 2 - killer.kills
            killer.run("analyze", place.case, "--workers", workers, most_kills=most, ended=no_worker_left)
            assert looked(place) == wanted
            assert vault(place, "artifacts") == artifacts
            assert place.json("verify", place.case)["whole"]
            shutil.rmtree(place.root)
        kills, starts = kills + killer.kills, starts + killer.starts
        told.append(f"{whole_s:.1f} s whole on {workers}")
    tell(
        capsys,
        f"analysis: {kills} kills in {rounds} cases, {starts} starts, {len(wanted)} artifacts; {', '.join(told)}; "
        f"all {time.monotonic() - began_s:.0f} s",
    )


def flip(path: Path, rng: np.random.Generator) -> None:
    """Flip one bit, anywhere in a file."""
    data = bytearray(path.read_bytes())
    data[int(rng.integers(len(data)))] ^= 1 << int(rng.integers(8))
    path.chmod(0o644)
    path.write_bytes(bytes(data))
    path.chmod(0o444)


def test_one_flipped_bit_anywhere_is_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rng = np.random.default_rng(7)
    place = deliver(tmp_path / "a")
    fill(place.delivery)
    new_case(place)
    place.run("add", place.case, place.delivery, "--acquisition", place.root / "handover.toml")
    place.run("analyze", place.case, code=3)
    assert place.json("verify", place.case)["whole"]
    flipped = Counter[str]()
    for folder in ("originals", "artifacts"):
        for victim in sorted(path for path in (place.case / folder).glob("??/*") if path.stat().st_size):
            kept = victim.read_bytes()
            flip(victim, rng)
            faults = place.json("verify", place.case, code=1)["faults"]
            assert [one["where"] for one in faults] == [f"{folder}/{victim.parent.name}/{victim.name}"]
            victim.chmod(0o644)
            victim.write_bytes(kept)
            victim.chmod(0o444)
            flipped[folder] += 1
    flipped["journal rows"] = flip_rows(place, rng)
    assert place.json("verify", place.case)["whole"]
    tell(capsys, "one bit each flipped and found: " + ", ".join(f"{n} {what}" for what, n in flipped.items()))


def flip_rows(place: Workplace, rng: np.random.Generator) -> int:
    """Flip one bit in each blob of every fifth row of the journal; each must be found, and is mended again."""
    flipped = 0
    with sqlite3.connect(place.case / "case.db", isolation_level=None) as database:
        rows = database.execute("SELECT seq FROM journal ORDER BY seq").fetchall()
        for (seq,) in rows[::5]:
            for column in ("salt", "content", "leaf", "head"):
                (kept,) = database.execute(f"SELECT {column} FROM journal WHERE seq = ?", (seq,)).fetchone()  # noqa: S608
                data = bytearray(kept)
                data[int(rng.integers(len(data)))] ^= 1 << int(rng.integers(8))
                write = f"UPDATE journal SET {column} = ? WHERE seq = ?"  # noqa: S608 - a name of the tuple above
                database.execute(write, (bytes(data), seq))
                place.json("verify", place.case, code=1)
                database.execute(write, (kept, seq))
                flipped += 1
    database.close()
    return flipped

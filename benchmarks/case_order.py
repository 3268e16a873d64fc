"""The order of a large case: what each verb takes, beside what networkx takes for the order alone.

The case is built here: two small films with clocks, four statements, a list of events of which every seventh was
seen and the rest are told of, each bound to events before it. Each verb runs in a process of its own, so its start
is counted; seconds are the processor's. networkx draws the transitive closure of the pairs that the case's own order
lists, and reduces it again.

    python benchmarks/case_order.py [--events 2000] [--keep FOLDER]
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
import networkx as nx
import numpy as np
from av.video.stream import VideoStream

FILMS = ("gate.mp4", "yard.mp4")
WITNESSES = tuple(f"witness{number}.txt" for number in range(1, 5))
FILM_S, RATE_HZ = 1200, 5
BEGIN = datetime.fromisoformat("2022-03-16T14:05:00")
SEEN_EVERY, ABSOLUTE_EVERY = 7, 10


def write_film(path: Path) -> None:
    """Write a film of little but its times."""
    with av.open(str(path), "w") as container:
        stream = cast("VideoStream", container.add_stream("mpeg4", rate=Fraction(RATE_HZ)))
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        stream.codec_context.time_base = Fraction(1, 12800)
        luma = np.full((48, 64, 3), 110, np.uint8)
        for n in range(FILM_S * RATE_HZ):
            luma[:, n % 64] = n % 200
            picture = av.VideoFrame.from_ndarray(luma, "rgb24")
            picture.pts, picture.time_base = n * (12800 // RATE_HZ), Fraction(1, 12800)
            container.mux(stream.encode(picture))
        container.mux(stream.encode(None))


def form() -> str:
    """Write an acquisition form: a recorder for each film, fast by so many seconds."""
    lines = ["[acquisition]", "format = 1", 'received_from = "I. Mak"', 'received_by = "L. Dzvin"',
             'received_at = "2022-03-17T09:30:00+02:00"']  # fmt: skip
    for ahead_s, film in zip((100, 37), FILMS, strict=True):
        checked, read = BEGIN + timedelta(minutes=5), BEGIN + timedelta(seconds=1)
        lines += ["[[recorder]]", f'id = "recorder-{film[:4]}"', 'drift = "20 ppm"', "[[recorder.time_check]]",
                  f'displayed = "{(checked + timedelta(seconds=ahead_s)).isoformat()}"',
                  f'reference = "{checked.isoformat()}+02:00"', 'within = "1 s"',
                  'reference_clock = "telephone on the network"', 'by = "L. Dzvin"',
                  "[[recorder.file]]", f'name = "{film}"', f'camera = "{film[:4]}"', "[[recorder.file.clock_reading]]",
                  f'tick = "{(read + timedelta(seconds=ahead_s)).isoformat()}"', "pts = 12800",
                  'time_base = "1/12800"']  # fmt: skip
    return "\n".join(lines) + "\n"


def listed(events: int, seed: int = 1) -> Iterator[str]:
    """Write a list that is true of one set of times: each event within the films, bound to two before it."""
    rng = random.Random(seed)  # noqa: S311 - draws examples, not secrets
    at_s = sorted(rng.randrange(5_000, (FILM_S - 5) * 1000) / 1000 for _ in range(events))
    yield '[list]\nformat = 1\nwords = "en"\n'
    for number, at in enumerate(at_s):
        yield f'\n[[event]]\nid = "e{number:05}"\ntitle = "Act number {number}"'
        if number % SEEN_EVERY == 0:
            film = FILMS[number // SEEN_EVERY % 2]
            yield f'[[event.seen]]\nfootage = "{film}"\nkind = "hands_up"\nstart = "{at:.1f}"\nwithin = "0.2 s"'
            yield f'says = "act number {number} is seen"'
        else:
            yield f'[[event.told]]\nsource = "{WITNESSES[number % 4]}"\nplace = "line {number}"'
    for number in range(1, events):
        for earlier in {max(0, number - rng.randrange(1, 6)), rng.randrange(number)}:
            yield "\n[[constraint]]"
            yield f'from = "e{earlier:05}"\nto = "e{number:05}"'
            apart_s, within_s = at_s[number] - at_s[earlier], rng.choice((0.4, 5, 60))
            yield f'min = "{max(0.0, apart_s - within_s):.3f} s"'
            yield f'max = "{apart_s + within_s:.3f} s"' if rng.random() < 0.6 else ""
            yield f'source = "{rng.choice(WITNESSES)}"\nplace = "line {number}"'
        if number % ABSOLUTE_EVERY == 0:
            after, before = (BEGIN + timedelta(seconds=at_s[number] + side) for side in (-300, 300))
            yield f'\n[[constraint]]\nto = "e{number:05}"\nafter = "{after.isoformat()}"'
            yield f'before = "{before.isoformat()}"\nsource = "{rng.choice(WITNESSES)}"\nplace = "line {number}"'


def gestae(*words: str | Path) -> tuple[float, bytes]:
    """Run a verb in a process of its own; gives the processor's seconds and what it printed."""
    command = [sys.executable, "-c", "import sys; from gestae.cli import main; sys.exit(main())", *map(str, words)]
    start = os.times()
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, env={**os.environ, "GESTAE_AUTHOR": "B. Ench"})
    end = os.times()
    used_s = end.children_user + end.children_system - start.children_user - start.children_system
    return used_s, done.stdout


def build(root: Path, events: int) -> Path:
    """Build the case."""
    case, delivery = root / "large.case", root / "delivery"
    delivery.mkdir(parents=True)
    for name in FILMS:
        write_film(delivery / name)
        with (delivery / name).open("ab") as file:
            file.write(name.encode())  # two films, not one twice
    for name in WITNESSES:
        (delivery / name).write_text(f"What {name} says.\n", encoding="utf-8")
    (root / "form.toml").write_text(form(), encoding="utf-8")
    (root / "list.toml").write_text("\n".join(listed(events)) + "\n", encoding="utf-8")
    gestae("init", case, "--title", "A large case", "--zone", "Europe/Kyiv")
    gestae("add", case, delivery, "--acquisition", root / "form.toml")
    took_s, _ = gestae("events", case, root / "list.toml")
    print(f"  {'gestae events: the list taken in':<58} {took_s:8.2f} s")
    return case


def networkx_order(order: dict[str, list[list[str]]]) -> float:
    """Close the pairs that the order lists, and reduce them again; gives seconds."""
    graph = nx.DiGraph([tuple(pair) for key in ("before", "not_after") for pair in order[key]])
    start = time.process_time()
    nx.transitive_closure_dag(graph)
    nx.transitive_reduction(graph)
    return time.process_time() - start


def measure(case: Path, events: int) -> None:
    """Run the verbs that ask for the order."""
    asked = {
        "order": ("order", case),
        "order --json --order": ("order", case, "--json", "--order"),
        "why": ("why", case, f"e{events // 2:05}"),
        "before": ("before", case, f"e{events // 3:05}", f"e{events // 2:05}"),
        "before (open, or near)": ("before", case, "e00100", "e00101"),
        "without --source": ("without", case, "--source", WITNESSES[0]),
        "tell": ("tell", case),
        "tell --lang uk": ("tell", case, "--lang", "uk"),
    }
    took, said = {}, {}
    for name, words in asked.items():
        took[name], said[name] = gestae(*words)
        print(f"  {'gestae ' + name:<58} {took[name]:8.2f} s")
    order = json.loads(said["order --json --order"])["order"]
    peer_s = networkx_order(order)
    print(f"  {'networkx: closure and reduction of the order alone':<58} {peer_s:8.2f} s")
    print(f"    networkx / gestae order --json --order = {peer_s / took['order --json --order']:.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=2000)
    parser.add_argument("--keep", type=Path, default=None, help="build the case in this new folder and leave it there")
    words = parser.parse_args()
    print(f"a case of {words.events:,} events, every {SEEN_EVERY}th seen")
    with tempfile.TemporaryDirectory() as folder:
        measure(build(words.keep or Path(folder), words.events), words.events)


if __name__ == "__main__":
    main()

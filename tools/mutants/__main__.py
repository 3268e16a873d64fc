"""Put small faults into the time engine, one by one, and count those that its tests notice.

python -m tools.mutants [--sample N] [--seed S] [--module NAME] [--jobs N] [--again] [--place DIR]

What was found is kept in build/mutants/, so a run that was stopped goes on; it starts anew when the engine, or a test,
has changed. With --again only what no test noticed is tried once more, with the tests as they are now.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import click
from tools.mutants.changes import Mutant, mutants_of
from tools.mutants.explained import misfits, read_explained, wrong
from tools.mutants.suite import ENGINE, READ, Covers, Ended, ended, load_foreign, map_tests, tree_of, try_mutant

ROOT: Final = Path(__file__).resolve().parent.parent.parent
PLACE: Final = ROOT / "build" / "mutants"
EXPLAINED: Final = ROOT / "tests" / "mutants" / "equivalent.toml"
NOTICED: Final = ("killed", "hung")
# One process, one thread; sets in one order; kernels uncompiled.
_SURROUNDINGS: Final = {
    "PYTHONHASHSEED": "0", "NUMBA_DISABLE_JIT": "1", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1",
}  # fmt: skip


@click.command(help=__doc__)
@click.option("--sample", type=click.IntRange(1), help="try so many, drawn at random; without it, all")
@click.option("--seed", type=int, default=1, show_default=True, help="of the draw")
@click.option("--module", "modules", multiple=True, help="only mutants of this module, such as ways; may be repeated")
@click.option("--jobs", type=click.IntRange(1), default=1, show_default=True, help="processes at once")
@click.option("--again", is_flag=True, help="try only those that no test noticed before")
@click.option("--place", type=click.Path(path_type=Path), default=PLACE, help="what was found; default: build/mutants")
def main(*, sample: int | None, seed: int, modules: tuple[str, ...], jobs: int, again: bool, place: Path) -> None:
    """Find, draw, try, tell."""
    explained = read_explained(EXPLAINED)
    sources = {path.stem: path.read_bytes() for path in sorted((ROOT / ENGINE).glob("*.py"))}
    everything = [one for name, source in sources.items() for one in mutants_of(source, name)]
    _refuse(misfits(explained, everything))
    drawn = [one for one in everything if not modules or one.module in modules]
    if sample is not None and sample < len(drawn):
        random.Random(seed).shuffle(drawn)  # noqa: S311 - a draw, no secret; a smaller one begins a greater one
        drawn = drawn[:sample]
    tree = tree_of(ROOT, place / "tree")
    digest = _digest(tree)
    kept = _Kept(place, everything, digest, again=again)
    todo = [one for one in drawn if one not in kept.found]
    click.echo(f"{len(everything)} mutants; {len(drawn)} are tried, {len(drawn) - len(todo)} of them earlier.")
    if todo:
        load_foreign()
        click.echo("Every test on the true code first, to see what each runs.")
        covers = map_tests(tree, place / f"covers-{digest[1][:12]}.json")
        click.echo(f"{len(covers.seconds)} tests, {sum(covers.seconds.values()):.0f} s of processor time.")
        for mutant, how in _tried(todo, sources, covers, tree, jobs):
            kept.keep(mutant, how)
    found = {one: kept.found[one] for one in drawn}
    _told(found, sources, explained, place / "survivors.diff")
    _refuse(wrong(explained, (one for one, how in found.items() if how.how in NOTICED)))


def _refuse(faults: list[str]) -> None:
    for fault in faults:
        click.echo(f"{EXPLAINED.relative_to(ROOT)}: {fault}", err=True)
    if faults:
        raise SystemExit(1)


def _digest(tree: Path) -> tuple[str, str]:
    """Digest the engine, which decides what can be put into it, and all that its tests may read."""
    sums = []
    for folders in ((ENGINE,), READ):
        sums.append(hashlib.sha256())
        for path in sorted(path for folder in folders for path in (tree / folder).rglob("*")):
            if path.is_file():
                sums[-1].update(str(path.relative_to(tree)).encode() + b"\0" + path.read_bytes() + b"\0")
    return sums[0].hexdigest(), sums[1].hexdigest()


class _Kept:
    """What was found so far: one line of JSON for each mutant, below a line that says of which code and tests."""

    def __init__(self, place: Path, mutants: Sequence[Mutant], digest: tuple[str, str], *, again: bool) -> None:
        self.found: dict[Mutant, Ended] = {}
        self._path = place / "found.jsonl"
        rows = [json.loads(row) for row in self._path.read_text("utf-8").splitlines()] if self._path.exists() else []
        if rows and rows[0] != [*digest] and not (again and rows[0][0] == digest[0]):
            rows = []
        places = {(one.module, one.start, one.end, one.text): one for one in mutants}
        for *at, how, by in rows[1:]:
            if not again or how in NOTICED:
                self.found[places[tuple(at)]] = Ended(how, by)
        self._path.write_text(json.dumps(digest) + "\n", "utf-8")
        for one, result in list(self.found.items()):
            self.keep(one, result)

    def keep(self, one: Mutant, how: Ended) -> None:
        self.found[one] = how
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps([one.module, one.start, one.end, one.text, how.how, how.by]) + "\n")


def _tried(
    mutants: Sequence[Mutant], sources: Mapping[str, bytes], covers: Covers, tree: Path, jobs: int
) -> Iterator[tuple[Mutant, Ended]]:
    """Try mutants, several at once if wanted; gives each as it is done."""
    waiting, running = list(reversed(mutants)), dict[int, tuple[Mutant, Path]]()
    while waiting or running:
        while waiting and len(running) < jobs:
            one = waiting.pop()
            tests = covers.of(one.module, one.lines)
            if not tests:
                yield one, Ended("unreached")
                continue
            answer = tree / f"by-{len(waiting)}.txt"
            answer.unlink(missing_ok=True)
            source = one.applied(sources[one.module])
            pid = try_mutant(tree, one.module, source, {test: covers.seconds[test] for test in tests}, answer)
            running[pid] = one, answer
        if running:
            pid, status = os.wait()
            done, answer = running.pop(pid)
            how = ended(status, answer)
            click.echo(f"{how.how:9} {done.module}.{done.function}: {done.now}", err=True)
            yield done, how


def _told(found: Mapping[Mutant, Ended], sources: Mapping[str, bytes], explained: Iterable[object], path: Path) -> None:
    """Print the score of each module and of all; write what nothing noticed, each as a diff."""
    explanations = set(explained)
    left = [one for one, how in found.items() if how.how not in NOTICED]
    unexplained = sorted((one for one in left if one.name not in explanations), key=lambda one: (one.module, one.start))
    click.echo(f"\n{'module':14}{'mutants':>9}{'noticed':>9}{'explained':>11}{'survive':>9}{'score':>9}")
    for module in [*sorted({one.module for one in found}), ""]:
        of = [one for one in found if module in (one.module, "")]
        noticed = sum(found[one].how in NOTICED for one in of)
        survive = sum(module in (one.module, "") for one in unexplained)
        counted = noticed + survive
        score = f"{noticed / counted:.1%}" if counted else "-"
        row = f"{len(of):9}{noticed:9}{len(of) - counted:11}{survive:9}{score:>9}"
        click.echo(f"{module or 'all':14}{row}")
    ways = Counter(how.how for how in found.values())
    click.echo(", ".join(f"{count} {how}" for how, count in ways.most_common()))
    low, high = _interval(len(found) - len(left), len(found) - len(left) + len(unexplained))
    click.echo(f"Were this a sample of more: {low:.1%} to {high:.1%} (Wilson, 95 %).")
    path.write_text("\n".join(f"# {found[one].how}: {one.module}.{one.function}, {one.kind}\n"
                              f"{one.diff(sources[one.module])}" for one in unexplained), "utf-8")  # fmt: skip
    click.echo(f"What survives and is not explained: {path}")


def _interval(hits: int, tries: int) -> tuple[float, float]:
    """Give Wilson's interval of a share (1927), 95 %."""
    if not tries:
        return 0.0, 1.0
    z = 1.959964
    share, wide = hits / tries, z * z / tries
    middle = share + wide / 2
    half = z * (share * (1 - share) / tries + wide / (4 * tries)) ** 0.5
    return (middle - half) / (1 + wide), (middle + half) / (1 + wide)


if __name__ == "__main__":
    if any(os.environ.get(name) != value for name, value in _SURROUNDINGS.items()):
        again = [sys.executable, "-m", "tools.mutants", *sys.argv[1:]]
        os.execve(sys.executable, again, {**os.environ, **_SURROUNDINGS})  # noqa: S606 - itself
    main()

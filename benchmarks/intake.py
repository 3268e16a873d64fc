"""How fast intake hashes and copies, beside `dd` and `sha256sum` on the same file in the same round.

    python benchmarks/intake.py [--folder DIR] [--size-mib 512] [--rounds 7] [--cold]

The goal: hash and copy at 0.8 of the slower of the two or better. `dd` copies with conv=fsync, because an original that
is not on the disk is not preserved. What reading back costs is printed beside it: that is a second pass over the bytes,
and neither program does it. `openssl` stands there too, because it uses the processor's own SHA instructions where
`sha256sum` of many distributions does not. Every ratio is taken within one round and the median of them is printed,
since a shared machine's speed wanders between rounds; with --cold the source is dropped from the page cache before
each turn.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from gestae.preserve.pump import copy_hashing
from gestae.preserve.vault import Vault

MIB = 1 << 20


def main() -> None:
    """Run the rounds and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--folder", type=Path, default=None, help="where to work (default: the system's temporary folder)"
    )
    parser.add_argument("--size-mib", type=int, default=512)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--cold", action="store_true", help="drop the source from the page cache before each turn")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        source = make_source(Path(folder) / "source", arguments.size_mib)
        rounds = [one_round(source, Path(folder), cold=arguments.cold) for _ in range(arguments.rounds)]
    report(rounds, arguments.size_mib, as_json=arguments.json)


def make_source(path: Path, size_mib: int) -> Path:
    """Write a file that nothing can compress."""
    with path.open("wb") as stream:
        for _ in range(size_mib):
            stream.write(os.urandom(MIB))
        os.fsync(stream.fileno())
    return path


def one_round(source: Path, folder: Path, *, cold: bool) -> dict[str, float]:
    """Time each way once, in seconds."""
    target, vault = folder / "target", folder / "vault"
    turns: dict[str, Callable[[], object]] = {
        "dd": lambda: run("dd", f"if={source}", f"of={target}", "bs=1M", "conv=fsync", "status=none"),
        "sha256sum": lambda: run("sha256sum", str(source)),
        "openssl": lambda: run("openssl", "dgst", "-sha256", str(source)),
        "hash and copy": lambda: hash_and_copy(source, target),
        "put": lambda: put(source, vault),
    }
    if shutil.which("openssl") is None:
        del turns["openssl"]
    times = {}
    for name, turn in turns.items():
        target.unlink(missing_ok=True)
        run("rm", "-rf", str(vault))
        os.sync()
        (drop if cold else warm)(source)
        start = time.perf_counter()
        turn()
        times[name] = time.perf_counter() - start
    return times


def run(*command: str) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def hash_and_copy(source: Path, target: Path) -> None:
    with source.open("rb", buffering=0) as read, target.open("xb", buffering=0) as written:
        copy_hashing(read, written)


def put(source: Path, vault: Path) -> None:
    with source.open("rb", buffering=0) as stream:
        Vault(vault).put(stream, size_bytes=source.stat().st_size)


def warm(source: Path) -> None:
    with source.open("rb") as stream:
        while stream.read(MIB):
            continue


def drop(source: Path) -> None:
    with source.open("rb") as stream:
        os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def report(rounds: list[dict[str, float]], size_mib: int, *, as_json: bool) -> None:
    slower = [max(times["dd"], times["sha256sum"]) for times in rounds]
    rows = {
        name: {
            "mib_per_s": round(median(size_mib / times[name] for times in rounds), 1),
            "of_the_slower": round(median(base / times[name] for base, times in zip(slower, rounds, strict=True)), 3),
        }
        for name in rounds[0]
    }
    if as_json:
        print(json.dumps({"size_mib": size_mib, "rounds": len(rounds), "rows": rows}))
        return
    print(
        f"{size_mib} MiB, {len(rounds)} rounds, medians; the ratio is speed to that of the slower of dd and sha256sum"
    )
    for name, row in rows.items():
        print(f"  {name:14} {row['mib_per_s']:8.1f} MiB/s   {row['of_the_slower']:.2f}")


if __name__ == "__main__":
    main()

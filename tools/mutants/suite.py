"""Runs the engine's own tests, each time in a process of their own: once to see what each runs, then on each mutant.

The kernels run uncompiled (NUMBA_DISABLE_JIT), or their compiled originals would be tested instead. A process is
forked from one that has only foreign libraries loaded, so every run imports gestae anew, with the fault in it.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Final

__all__ = ["ENGINE", "READ", "Covers", "Ended", "ended", "load_foreign", "map_tests", "tree_of", "try_mutant"]

ENGINE: Final = "src/gestae/chronology"
# The tests of the engine itself: what only a test of a case or of a verb would notice counts as unnoticed.
TESTS: Final = ("tests/unit/chronology", "tests/laws", "tests/forged/test_account_files.py", ENGINE)
# The folders of all that such a test reads.
READ: Final = ("src", "tests/unit/chronology", "tests/laws", "tests/forged")
_PACKAGE: Final = "gestae.chronology"
# A line that runs while modules are loaded, in no test.
_LOADING: Final = -1
_LAWS: Final = "tests/laws/test_chronology_"
# Loaded once, before any process is forked.
FOREIGN: Final = (
    "pytest", "_pytest.doctest", "numpy", "numba", "scipy.optimize", "scipy.sparse.csgraph", "hypothesis", "zoneinfo",
)  # fmt: skip
_MEMORY_BYTES: Final = 8 * 2**30
# A test may take so many times as long as it does on the true code, and so much more, before it counts as hung.
_TIMES: Final = 5
_MORE_S: Final = 5.0
# Processor time in which the modules must be loaded.
_LOADED_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class Covers:
    """What the tests run.

    Attributes:
        seconds: processor time of each test on the true code.
        lines: module -> line -> the tests that run it; a line that runs while modules are loaded has the tests that
            run anything of its module or of one that imports it.
    """

    seconds: Mapping[str, float]
    lines: Mapping[str, Mapping[int, frozenset[str]]]

    def of(self, module: str, lines: tuple[int, int]) -> tuple[str, ...]:
        """Give the tests that run any of some lines, the quickest first."""
        by_line = self.lines.get(module, {})
        tests = frozenset[str]().union(*(by_line.get(line, ()) for line in range(lines[0], lines[1] + 1)))
        return tuple(sorted(tests, key=lambda test: (self.seconds[test], test)))


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run ended: `killed`, `hung`, `survived`, or `unreached` where no test runs the lines; and by which test."""

    how: str
    by: str = ""


def tree_of(root: Path, copy: Path) -> Path:
    """Copy the repository's files, so that work on them goes on while mutants run."""
    shutil.rmtree(copy, ignore_errors=True)
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "src", "tests", "tools", "examples", "docs", "pyproject.toml"],
        cwd=root, check=True, capture_output=True, text=True,
    ).stdout.splitlines()  # fmt: skip
    for name in listed:
        if (root / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(root / name, copy / name)
    return copy


def map_tests(tree: Path, answer: Path) -> Covers:
    """Run every test on the true code and see which lines it runs; a map that stands in `answer` is read again.

    Raises:
        RuntimeError: a test fails on the true code.
    """
    if not answer.exists():
        pid = _forked(tree, lambda: _map(tree, answer))
        _, status = os.waitpid(pid, 0)
        if status:
            raise RuntimeError(f"the tests must pass on the true code first; see {tree / 'last.txt'}")
    told = json.loads(answer.read_text("utf-8"))
    names = list(told["seconds"])
    lines = {
        module: {int(line): frozenset(names[at] for at in tests) for line, tests in rows.items()}
        for module, rows in told["lines"].items()
    }
    return Covers(told["seconds"], lines)


def try_mutant(tree: Path, module: str, source: bytes, tests: Mapping[str, float], answer: Path) -> int:
    """Fork a process that runs tests on a module with a fault; what it ends with says what came of it (`ended`)."""
    return _forked(tree, lambda: _try(tree, module, source, tests, answer))


def ended(status: int, answer: Path) -> Ended:
    """Say how such a process ended.

    Raises:
        RuntimeError: the tests were not run.
    """
    by = answer.read_text("utf-8") if answer.exists() else ""
    if os.WIFSIGNALED(status):
        return Ended("hung" if os.WTERMSIG(status) == signal.SIGPROF else "killed", by)
    code = os.waitstatus_to_exitcode(status)
    if code not in (0, 1, 2, 3, 5):
        raise RuntimeError(f"the tests could not be run: {code}")
    return Ended("survived" if code in (0, 5) else "killed", by)


def _forked(tree: Path, work: Callable[[], int]) -> int:
    """Do some work in a process of its own, within the copy, and give the process; it ends with what the work gives."""
    pid = os.fork()
    if pid:
        return pid
    code = 70
    try:
        os.chdir(tree)
        output = os.open(tree / "last.txt", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(output, 1)
        os.dup2(output, 2)
        sys.path[:0] = [str(tree), str(tree / "src")]
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
        code = work()
    except BaseException:  # noqa: BLE001 - the process ends here; what came up is told in last.txt
        traceback.print_exc()
    finally:
        with contextlib.suppress(OSError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def load_foreign() -> None:
    """Load what every run needs and no mutant is in."""
    for name in FOREIGN:
        importlib.import_module(name)


def _map(tree: Path, answer: Path) -> int:
    import coverage

    watch = coverage.Coverage(data_file=None, source=[str(tree / ENGINE)], config_file=False)
    plugin = _Watching(watch)
    watch.start()
    code = _pytest([*_files()], [plugin])
    watch.stop()
    if code == 0:
        answer.write_text(json.dumps(plugin.told(tree / ENGINE)), "utf-8")
    return code


def _try(tree: Path, module: str, source: bytes, tests: Mapping[str, float], answer: Path) -> int:
    name = f"{_PACKAGE}.{module}"
    finder = _Faulty(name, tree / ENGINE / f"{module}.py", source)
    files = list(dict.fromkeys(test.split("::")[0] for test in tests))
    code = _pytest(files, [_Trying(tests, answer, finder)])
    if name in sys.modules and not isinstance(sys.modules[name].__loader__, _FaultyLoader):
        raise RuntimeError(f"{name} was loaded without the fault")
    return code


def _files() -> Iterator[str]:
    for place in TESTS:
        path = Path(place)
        yield from (
            str(one)
            for one in (sorted(path.rglob("*.py")) if path.is_dir() else [path])
            if place == ENGINE
            or (one.name.startswith("test_") and (place != "tests/laws" or str(one).startswith(_LAWS)))
        )


def _pytest(files: Sequence[str], plugins: list[object]) -> int:
    import pytest

    gone = [name for name in sys.modules if name.split(".")[0] in ("gestae", "tests")]
    if gone:
        raise RuntimeError(f"{gone[0]} was loaded before the fault was put in")
    # Hypothesis is loaded already: its own assertions stay as they are, and that is no warning here.
    quiet = ["-q", "-x", "--tb=line", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning"]
    return int(pytest.main([*quiet, *files], plugins))


class _Faulty(importlib.abc.MetaPathFinder):
    """Finds one module, with a fault in it."""

    def __init__(self, name: str, path: Path, source: bytes) -> None:
        self._name, self._path, self._source = name, path, source

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self._name:
            return None
        loader = _FaultyLoader(fullname, str(self._path), self._source)
        return importlib.util.spec_from_file_location(fullname, self._path, loader=loader)


class _FaultyLoader(importlib.machinery.SourceFileLoader):
    def __init__(self, fullname: str, path: str, source: bytes) -> None:
        super().__init__(fullname, path)
        self._source = source

    def get_code(self, fullname: str) -> Any:  # noqa: ANN401 - as the base class has it
        return compile(self._source, self.path, "exec")


class _Watching:
    """Sees which lines each test runs. What gestae keeps between tests is thrown away before each: every test that
    needs a line runs it."""

    def __init__(self, watch: Any) -> None:  # noqa: ANN401 - coverage has no types
        self._watch = watch
        self._seconds: dict[str, float] = {}

    def pytest_sessionstart(self) -> None:
        _steady()

    def pytest_runtest_protocol(self, item: Any) -> None:  # noqa: ANN401 - pytest's
        for module in [one for name, one in sys.modules.items() if name.startswith("gestae.")]:
            for kept in vars(module).values():
                if hasattr(kept, "cache_clear"):
                    kept.cache_clear()
        self._watch.switch_context(item.nodeid)
        self._seconds[item.nodeid] = -time.process_time()

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        self._seconds[nodeid] += time.process_time()

    def told(self, engine: Path) -> dict[str, object]:
        numbers = {name: at for at, name in enumerate(self._seconds)}
        data = self._watch.get_data()
        paths = sorted(engine.glob("*.py"))
        rows = {
            path.stem: {
                line: {numbers.get(one, _LOADING) for one in by}
                for line, by in data.contexts_by_lineno(str(path)).items()
            }
            for path in paths
        }
        imported = {path.stem: _imported(path.read_text("utf-8")) for path in paths}
        lines: dict[str, dict[int, list[int]]] = {}
        for module, by_line in rows.items():
            near = {other for other in rows if other == module or module in imported[other]}
            touched = {one for other in near for tests in rows[other].values() for one in tests}
            lines[module] = {
                line: sorted((tests | touched if _LOADING in tests else tests) - {_LOADING})
                for line, tests in by_line.items()
            }
        return {"seconds": self._seconds, "lines": lines}


def _imported(source: str) -> set[str]:
    """Name the engine's modules that a module imports from."""
    return set(re.findall(rf"^from {re.escape(_PACKAGE)}\.(\w+) import", source, re.MULTILINE))


class _Trying:
    """Runs the chosen tests alone, the quickest first, and stops at the first that notices or hangs."""

    def __init__(self, tests: Mapping[str, float], answer: Path, finder: _Faulty) -> None:
        self._tests, self._answer, self._finder = tests, answer, finder

    def pytest_sessionstart(self) -> None:
        sys.meta_path.insert(0, self._finder)  # before pytest's own, which reads the files that it is given itself
        _steady()
        signal.setitimer(signal.ITIMER_PROF, _LOADED_S)

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        place = {test: at for at, test in enumerate(self._tests)}
        items[:] = sorted((one for one in items if one.nodeid in place), key=lambda one: place[one.nodeid])

    def pytest_runtest_protocol(self, item: Any) -> None:  # noqa: ANN401 - pytest's
        self._answer.write_text(item.nodeid, "utf-8")
        signal.setitimer(signal.ITIMER_PROF, _TIMES * self._tests[item.nodeid] + _MORE_S)

    def pytest_sessionfinish(self) -> None:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _steady() -> None:
    """Draw the same examples for every mutant; that one fails is enough, the smallest that does is not looked for."""
    from hypothesis import HealthCheck, Phase, settings

    settings.register_profile(
        "mutants", derandomize=True, database=None, deadline=None, report_multiple_bugs=False,
        phases=(Phase.explicit, Phase.generate), suppress_health_check=(HealthCheck.too_slow,),
    )  # fmt: skip
    settings.load_profile("mutants")

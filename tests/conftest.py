"""Fixtures that find real footage and model files where a developer keeps them; absent, their tests skip."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# A quick test says the same of the same code every time; `make prove` draws new examples (GESTAE_CHANCE=1).
# How long an example takes says how busy the machine is: no law has a deadline, and pytest ends what hangs.
settings.register_profile("chance", deadline=None, suppress_health_check=(HealthCheck.too_slow,))
settings.register_profile("steady", settings.get_profile("chance"), derandomize=True)
settings.load_profile("chance" if os.environ.get("GESTAE_CHANCE") else "steady")

# A shell that runs tests in the background makes them, and so every program that they start, ignore Ctrl-C.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

ROOT = Path(__file__).resolve().parent.parent


def _shared(folder: str) -> Path:
    place = Path(os.environ.get("GESTAE_SHARED", ROOT.parent / "shared")) / folder
    if not place.is_dir():
        pytest.skip(f"no {folder} at {place}; set GESTAE_SHARED to the folder that holds it")
    return place


@pytest.fixture(scope="session")
def shared_footage() -> Path:
    """Real footage with hand-checked truth."""
    return _shared("footage")


@pytest.fixture(scope="session")
def shared_weights() -> Path:
    """Model files to test the loading code with."""
    return _shared("weights")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the long suites out unless they are asked for by name (`-m prove`)."""
    if config.getoption("-m"):
        return
    for item in items:
        if item.get_closest_marker("prove"):
            item.add_marker(pytest.mark.skip(reason="long suite: run it with `make prove`"))


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name a case of bytes by its argument: an archive's bytes hold the second it was made in, and two workers
    that collect in two seconds would not find the same names."""
    return argname if isinstance(val, bytes) else None

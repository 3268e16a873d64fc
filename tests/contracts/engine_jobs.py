"""What engines are made to do in tests: work that answers, refuses, breaks, dies, hangs and swallows memory."""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from gestae.engine.work import Report
from gestae.errors import DecodeError


def echo(arguments: Mapping[str, Any], report: Report) -> Any:
    report(0.5)
    report(1.0)
    return arguments["say"]


def steps(arguments: Mapping[str, Any], report: Report) -> None:
    for tenth in range(1, 11):
        report(tenth / 10)


def raw(arguments: Mapping[str, Any], report: Report) -> bytes:
    return bytes(range(256)) * int(arguments["times"])


def slow(arguments: Mapping[str, Any], report: Report) -> Any:
    time.sleep(arguments["seconds"])
    return arguments["say"]


def refuse(arguments: Mapping[str, Any], report: Report) -> None:
    raise DecodeError("no pictures in it; look at it in the vendor's player")


def stumble(arguments: Mapping[str, Any], report: Report) -> None:
    raise ZeroDivisionError("a picture without width")


def unsayable(arguments: Mapping[str, Any], report: Report) -> Any:
    return {"when": object()}


def swallow(arguments: Mapping[str, Any], report: Report) -> int:
    return int(np.ones(int(arguments["bytes"]), np.uint8).sum())


def kill(arguments: Mapping[str, Any], report: Report) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def segfault(arguments: Mapping[str, Any], report: Report) -> None:
    ctypes.string_at(0)


def leave(arguments: Mapping[str, Any], report: Report) -> None:
    print("the library gave up", file=sys.stderr)
    os._exit(7)


def chatter(arguments: Mapping[str, Any], report: Report) -> None:
    while True:
        report(1.0)


def describe(arguments: Mapping[str, Any], report: Report) -> dict[str, Any]:
    return {
        "pid": os.getpid(),
        "threads": os.environ.get("OMP_NUM_THREADS"),
        "cwd_importable": str(Path.cwd()) in sys.path,
    }


def note(arguments: Mapping[str, Any], report: Report) -> None:
    Path(arguments["place"], f"{os.getpid()}.json").write_text(json.dumps(os.getpid()), encoding="utf-8")
    time.sleep(60)

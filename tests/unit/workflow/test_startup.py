"""What workers wait for: the run that starts them loads no compiler and no SciPy before they are at work."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = "import sys, gestae.workflow.analyze; print([name for name in ('numba', 'scipy') if name in sys.modules])"


def test_a_run_is_planned_without_the_compiler_and_without_scipy() -> None:
    told = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"

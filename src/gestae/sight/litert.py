"""[edge] A model file opened with LiteRT: one thread, no code but the runtime's."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from gestae.errors import WeightsError

__all__ = ["open_interpreter"]

_STDERR: Final = 2


def open_interpreter(weights: bytes, name: str) -> Any:  # noqa: ANN401 - the runtime has no types of its own
    """Hand a file's bytes to the runtime.

    Args:
        weights: the file.
        name: of the model, for the refusal.

    Raises:
        WeightsError: the runtime cannot read them.
    """
    from ai_edge_litert.interpreter import Interpreter  # the runtime takes 0.3 s to import; only users pay

    try:
        with _quiet():
            interpreter = Interpreter(model_content=weights, num_threads=1)
            interpreter.allocate_tensors()
    except (ValueError, RuntimeError) as error:
        raise WeightsError(f"model {name}: the runtime cannot read it ({error}); fetch it anew") from error
    return interpreter


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep back the runtime's "INFO: Created … delegate" line, which no setting turns off; pass on all else."""
    kept = os.dup(_STDERR)
    with tempfile.TemporaryFile() as own:
        os.dup2(own.fileno(), _STDERR)
        try:
            yield
        finally:
            os.dup2(kept, _STDERR)
            os.close(kept)
            own.seek(0)
            told = [line for line in own.read().splitlines(keepends=True) if not line.startswith(b"INFO:")]
            os.write(_STDERR, b"".join(told))

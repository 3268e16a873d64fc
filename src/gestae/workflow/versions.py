"""Which libraries an answer was computed with: their versions stand beside every artifact."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import Final

from gestae.base.canonical import Json

__all__ = ["library_versions"]

# What can change a picture, a box or a byte of an artifact.
_COUNTED: Final = ("ai-edge-litert", "av", "numba", "numpy", "onnxruntime", "pyarrow", "scipy")


def library_versions() -> dict[str, Json]:
    """Give the versions of the libraries on which machine findings depend."""
    return {name: found for name in _COUNTED if (found := _version(name))}


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None

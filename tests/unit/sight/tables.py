"""A table entry of an invented model, whole and valid, for tests to change one thing in."""

from __future__ import annotations

import hashlib

from gestae.sight.detector import COCO_90
from gestae.sight.resize import Fit
from gestae.sight.table import Archive, Input, Kind, ModelEntry, Registry, Role

__all__ = ["ENTRY_TOML", "WEIGHTS", "archive_of", "entry", "sha256"]

WEIGHTS = b"not a net, but bytes with a digest"


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def entry(*archives: Archive, name: str = "invented", url: str | None = None) -> ModelEntry:
    return ModelEntry(
        name=name,
        role=Role.DETECTOR,
        kind=Kind.EFFICIENTDET,
        sha256=sha256(WEIGHTS),
        size_bytes=len(WEIGHTS),
        licence="Apache-2.0",
        licence_from="invented",
        says="finds nothing",
        classes=COCO_90,
        sure_score=0.5,
        input=Input(32, 32, Fit.PAD),
        archives=archives,
        url=url,
    )


def archive_of(data: bytes, member: str, registry: Registry = Registry.NPM) -> Archive:
    return Archive(registry, "invented-package", "1.0.0", sha256(data), member)


ENTRY_TOML = f"""\
format = 1

[[model]]
name = "invented"
role = "detector"
kind = "onnx-boxes"
sha256 = "{sha256(WEIGHTS)}"
size_bytes = {len(WEIGHTS)}
licence = "MIT"
licence_from = "invented"
says = "finds nothing"
sure_score = 0.4
url = "https://models.example/invented.onnx"

[model.input]
width_px = 32
height_px = 48
fit = "stretch"
colours = "bgr"
channels = "last"
mean = [1.0, 2.0, 3.0]
deviation = [4.0, 5.0, 6.0]

[model.output]
boxes = "b"
scores = "s"
box_form = "cx cy w h"
box_unit = "part"
scores_are = "logits"

[[model.class]]
row = 7
label = "bicycle"

[[model.archive]]
registry = "pypi"
package = "invented-package"
version = "1.0.0"
sha256 = "{"ab" * 32}"
member = "pkg/net.onnx"
"""

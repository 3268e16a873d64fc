"""What a worker does with a file in tests of hostile input: everything that gestae ever does with one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gestae.decode.container import read_facts
from gestae.decode.document import footage_json
from gestae.decode.frames import frames
from gestae.engine.work import Report
from gestae.model.footage import StreamKind

SHA = "ab" * 32


def look(arguments: Mapping[str, Any], report: Report) -> dict[str, Any]:
    path = Path(arguments["path"])
    facts = read_facts(path, SHA)
    pictures = 0
    for stream in facts.streams:
        if stream.kind is not StreamKind.VIDEO or stream.codec is None:
            continue
        for frame in frames(path, SHA, stream.index):
            pictures += int(frame.luma[0, 0]) >= 0 and frame.rgb().shape[2] == 3
    return {"pictures": pictures, "document": footage_json(facts, path.name)}

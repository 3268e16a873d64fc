"""Small films of nothing but a clock over a moving bar, so that it can be set, stopped and led past midnight."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import av
import numpy as np
from PIL import Image, ImageDraw, ImageFont

__all__ = ["film", "running"]

_RATE_HZ = 12
_SIZE_PX = (352, 288)


def running(start: datetime, form: str, jump: timedelta = timedelta()) -> Callable[[float], str]:
    """Give what a clock shows that many seconds into the film; from 9.7 s on it is ahead by `jump`."""
    return lambda at_s: (start + timedelta(seconds=int(at_s + 0.3)) + (jump if at_s > 9.7 else timedelta())).strftime(
        form
    )


def film(path: Path, shows: Callable[[float], str], seconds: int = 20) -> Path:
    """Write a film of a clock."""
    font = ImageFont.load_default(14)
    rough = np.random.default_rng(4).integers(60, 140, (36, 44)).astype(np.uint8)
    ground = Image.fromarray(rough).resize(_SIZE_PX, Image.Resampling.BICUBIC)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=_RATE_HZ, options={"crf": "30", "preset": "superfast"})
        stream.width, stream.height = _SIZE_PX
        stream.pix_fmt = "yuv420p"
        for n in range(_RATE_HZ * seconds):
            image = ground.copy()
            pen = ImageDraw.Draw(image)
            pen.rectangle((n * 5 % 352, 0, n * 5 % 352 + 40, 40), fill=200)
            pen.text((6, 4), shows(n / _RATE_HZ), fill=255, font=font, stroke_width=1, stroke_fill=0)
            frame = av.VideoFrame.from_ndarray(np.asarray(image), format="gray").reformat(format="yuv420p")
            frame.pts = n
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path

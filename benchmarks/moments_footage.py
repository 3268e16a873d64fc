"""Draw footage of a fixed camera whose every event is known, in the codecs that recorders write.

Real: the empty scene (the median of a real film) and whoever moves (cut out of real films). Added, with a fixed seed:
sensor noise, light that drifts and steps, a swaying patch and a burnt-in clock. Among the events are those that tools
miss: far and faint people, somebody who creeps, two who come and go between two key frames.

The plan and the levels of noise, light and coding are those of the published measurements of this kind of footage in
gestae's design; things cast no shadow and a camera chip searches motion less well than x264.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from benchmarks.cutouts import Cutout, Film, Picture, cut
from numba import njit
from PIL import Image, ImageDraw, ImageFont
from scipy import ndimage

Plane = npt.NDArray[np.uint8]
Way = tuple[tuple[float, float], ...]

# P frames only and one reference, as the chip of a recorder writes.
LIKE_A_CHIP = "rc-lookahead=0:mbtree=0:weightp=0:scenecut=0:bframes=0:ref=1"
CODECS = {
    "h264-vbr": ["-c:v", "libx264", "-preset", "veryfast", "-profile:v", "main", "-g", "50", "-crf", "24", "-maxrate",
                 "4M", "-bufsize", "8M", "-x264-params", LIKE_A_CHIP],
    "h264-cbr": ["-c:v", "libx264", "-preset", "veryfast", "-profile:v", "high", "-g", "50", "-b:v", "3M", "-maxrate",
                 "3M", "-bufsize", "3M", "-x264-params", f"{LIKE_A_CHIP}:nal-hrd=cbr"],
    "hevc": ["-c:v", "libx265", "-preset", "ultrafast", "-tag:v", "hvc1", "-x265-params",
             "keyint=50:min-keyint=50:scenecut=0:bframes=0:ref=1:rc-lookahead=0:crf=25:vbv-maxrate=3000:"
             "vbv-bufsize=6000:no-open-gop=1:sao=1:deblock=0:log-level=1"],
    "mpeg4": ["-c:v", "mpeg4", "-g", "25", "-b:v", "2M", "-maxrate", "3M", "-bufsize", "4M"],
    "mjpeg": ["-c:v", "mjpeg", "-q:v", "6", "-pix_fmt", "yuvj420p"],
}  # fmt: skip
ENDING = {"mpeg4": "avi", "mjpeg": "avi"}
SEED = 7
NOISE_GREY, NOISE_BANK = 2.2, 16
LIGHT_STEP_S = (215.0, 365.0)


@dataclass(frozen=True)
class Event:
    """Somebody or something moves: which cut-out, when, along which way of the feet in parts of the picture."""

    title: str
    kind: str  # person | car
    which: int
    start_s: float
    lasts_s: float
    way: Way
    scale: float
    contrast: float = 1.0
    hard: bool = False
    stands: bool = False  # one picture of the thing is moved, as of a car
    fades: bool = False

    def place(self, t_s: float) -> tuple[float, float]:
        """Give the feet at a moment of the event."""
        along = (t_s - self.start_s) / self.lasts_s * (len(self.way) - 1)
        leg = min(int(along), len(self.way) - 2)
        part = along - leg
        (x1, y1), (x2, y2) = self.way[leg], self.way[leg + 1]
        return x1 + (x2 - x1) * part, y1 + (y2 - y1) * part

    def opacity(self, t_s: float) -> float:
        """Give how much of it shows."""
        if not self.fades:
            return self.contrast
        edge = min(t_s - self.start_s, self.start_s + self.lasts_s - t_s) / 0.8
        return self.contrast * max(0.0, min(1.0, edge))


_EDGE_1 = ((1.03, 0.75), (0.955, 0.74), (1.03, 0.73))
_EDGE_2 = ((1.02, 0.70), (0.975, 0.70), (1.02, 0.70))
PLAN = (
    Event("a pedestrian crosses", "person", 0, 30.0, 7.0, ((-0.05, 0.62), (1.05, 0.80)), 1.0),
    Event("between two key frames, at the edge, 1.5 s", "person", 2, 76.2, 1.5, _EDGE_1, 1.0),
    Event("a far pedestrian", "person", 0, 110.4, 8.0, ((0.30, 0.30), (0.75, 0.27)), 0.30),
    Event("a fast car", "car", 1, 150.6, 1.6, ((-0.10, 0.72), (1.10, 0.78)), 0.9, stands=True),
    Event("somebody creeps", "person", 3, 190.0, 10.0, ((0.40, 0.60), (0.43, 0.61)), 0.7, fades=True),
    Event("low contrast", "person", 4, 240.8, 6.0, ((0.10, 0.85), (0.75, 0.70)), 0.8, contrast=0.3),
    Event("between two key frames, at the edge, 0.8 s", "person", 2, 286.3, 0.8, _EDGE_2, 1.0),
    Event("two pedestrians (1)", "person", 1, 330.0, 7.0, ((1.05, 0.80), (-0.05, 0.65)), 0.9),
    Event("two pedestrians (2)", "person", 2, 331.0, 7.0, ((1.05, 0.86), (-0.05, 0.70)), 0.9),
    Event("a car parks", "car", 2, 400.0, 5.0, ((1.10, 0.60), (0.62, 0.64)), 0.6, stands=True),
    Event("a car leaves", "car", 2, 411.0, 5.0, ((0.62, 0.64), (1.10, 0.60)), 0.6, stands=True),
    Event("a tiny far pedestrian", "person", 0, 470.2, 5.0, ((0.35, 0.26), (0.60, 0.25)), 0.15, hard=True),
    Event("a runner", "person", 4, 520.5, 2.5, ((-0.05, 0.90), (1.05, 0.72)), 0.9),
    Event("a car", "car", 3, 575.0, 2.5, ((1.10, 0.85), (-0.12, 0.80)), 1.1, stands=True),
    Event("small, low contrast", "person", 3, 620.0, 7.0, ((0.15, 0.55), (0.60, 0.48)), 0.45, contrast=0.3, hard=True),
    Event("a group (1)", "person", 0, 680.0, 8.0, ((-0.05, 0.75), (0.95, 0.70)), 1.0),
    Event("a group (2)", "person", 1, 680.7, 8.0, ((-0.05, 0.85), (0.90, 0.80)), 1.0),
    Event("a group (3)", "person", 3, 681.5, 8.0, ((-0.05, 0.65), (0.99, 0.60)), 0.9),
)  # fmt: skip
PARKED = Event("parked", "car", 2, 405.0, 6.0, ((0.62, 0.64), (0.62, 0.64)), 0.6, stands=True)


@dataclass(frozen=True)
class Format:
    """Size, rate and length of what is drawn."""

    width: int
    height: int
    rate_hz: float
    seconds: float

    @property
    def name(self) -> str:
        """A stem for file names."""
        return f"{self.height}p{self.rate_hz:g}-{self.seconds:g}s"


@njit(cache=True, nogil=True)
def _blend(plane: Plane, top: int, left: int, patch: np.ndarray, alpha: np.ndarray, opacity: float) -> None:
    for i in range(patch.shape[0]):
        for j in range(patch.shape[1]):
            y, x = top + i, left + j
            if 0 <= y < plane.shape[0] and 0 <= x < plane.shape[1]:
                under = np.float32(plane[y, x])
                plane[y, x] = np.uint8(under + alpha[i, j] * opacity * (patch[i, j] - under))


@njit(cache=True, nogil=True)
def _expose(plane: Plane, table: Plane, noise: np.ndarray, top: int, left: int, out: Plane) -> None:
    for i in range(plane.shape[0]):
        for j in range(plane.shape[1]):
            value = np.int16(table[plane[i, j]]) + noise[top + i, left + j]
            out[i, j] = np.uint8(min(max(value, 0), 255))


class Scene:
    """Draws the frames of one format, one after the other."""

    def __init__(self, people: Film, cars: Film, form: Format) -> None:
        self._form = form
        self._random = np.random.default_rng(SEED)
        self._things = {"person": people.things, "car": cars.things}
        self._planes = _planes(self._enlarged(people.background))
        shapes = (self._planes[0].shape, self._planes[1].shape)
        self._noise = [
            self._bank(shape, level) for shape, level in zip(shapes, (NOISE_GREY, NOISE_GREY * 0.6), strict=True)
        ]
        self._patches: dict[tuple[str, int, int, float], tuple] = {}
        self._clock = ImageFont.load_default(size=form.height / 36)
        self._plain = np.arange(256, dtype=np.uint8)

    def frames(self, truth: dict[str, dict[int, list[int]]]) -> Iterator[tuple[Plane, Plane, Plane]]:
        """Give the three planes of each frame; `truth` is filled with each event's box in each frame where it shows."""
        for number in range(round(self._form.seconds * self._form.rate_hz)):
            yield self._frame(number, truth)

    def _frame(self, number: int, truth: dict[str, dict[int, list[int]]]) -> tuple[Plane, Plane, Plane]:
        t_s = number / self._form.rate_hz
        planes = tuple(plane.copy() for plane in self._planes)
        self._sway(planes[0], t_s)
        for event in (PARKED, *PLAN):
            if event.start_s <= t_s < event.start_s + event.lasts_s:
                box = self._paste(planes, event, t_s)
                if box is not None and event is not PARKED:
                    truth.setdefault(event.title, {})[number] = box
        return self._exposed(planes, t_s)

    def _paste(self, planes: tuple[Plane, ...], event: Event, t_s: float) -> list[int] | None:
        thing = self._things[event.kind][event.which]
        nth = 0 if event.stands else _to_and_fro(int((t_s - event.start_s) * thing.rate_hz), len(thing.patches))
        patch = self._patch(event, thing, nth)
        height, width = patch[0].shape
        x, y = event.place(t_s)
        left = int(x * self._form.width - width / 2) // 2 * 2
        top = int(y * self._form.height - height) // 2 * 2
        shown = [max(0, left), max(0, top), min(self._form.width, left + width), min(self._form.height, top + height)]
        if shown[2] - shown[0] < 4 or shown[3] - shown[1] < 4:
            return None
        for plane, colour, alpha, step in zip(
            planes, patch[:3], (patch[3], patch[4], patch[4]), (1, 2, 2), strict=True
        ):
            _blend(plane, top // step, left // step, colour, alpha, np.float32(event.opacity(t_s)))
        return shown

    def _patch(self, event: Event, thing: Cutout, nth: int) -> tuple:
        key = (event.kind, event.which, nth, event.scale)
        if key not in self._patches:
            if len(self._patches) > 600:
                self._patches.clear()
            source = thing.patches[nth]
            scale = event.scale * self._form.width / 768 * (1.0 if event.kind == "person" else 0.6)
            size = (
                max(4, int(source.alpha.shape[1] * scale) // 2 * 2),
                max(6, int(source.alpha.shape[0] * scale) // 2 * 2),
            )
            rgb = np.asarray(Image.fromarray(source.rgb).resize(size, Image.Resampling.BICUBIC))
            alpha = Image.fromarray(source.alpha).resize(size, Image.Resampling.BILINEAR)
            half = alpha.resize((size[0] // 2, size[1] // 2), Image.Resampling.BOX)
            colours = tuple(plane.astype(np.float32) for plane in _planes(rgb))
            self._patches[key] = (*colours, np.asarray(alpha), np.asarray(half))
        return self._patches[key]

    def _sway(self, luma: Plane, t_s: float) -> None:
        """Let a shrub at the top left move in the wind."""
        form = self._form
        top, left, height, width = (
            int(part) for part in (0.02 * form.height, 0.02 * form.width, 0.16 * form.height, 0.12 * form.width)
        )
        reach = 1.6 * (0.5 + 0.5 * np.sin(t_s * 0.21)) * form.width / 768 / 2.5 * np.sin(2 * np.pi * t_s / 2.3)
        rows, columns = np.mgrid[:height, :width].astype(np.float32)
        window = np.outer(np.hanning(height), np.hanning(width))
        still = self._planes[0][top : top + height, left : left + width]
        luma[top : top + height, left : left + width] = ndimage.map_coordinates(
            still, (rows, columns + window * reach), order=1, mode="reflect"
        )

    def _exposed(self, planes: tuple[Plane, ...], t_s: float) -> tuple[Plane, Plane, Plane]:
        """Let the light drift and step, write the clock, add the sensor's noise."""
        gain = 1 + 0.035 * np.sin(2 * np.pi * t_s / 97) + 0.015 * np.sin(2 * np.pi * t_s / 41)
        gain += 0.05 if LIGHT_STEP_S[0] < t_s < LIGHT_STEP_S[1] else 0.0
        lit = np.clip(self._plain * gain, 0, 255).astype(np.uint8)
        self._write_clock(planes[0], t_s)
        out = []
        for plane, bank, table in zip(planes, (0, 1, 1), (lit, self._plain, self._plain), strict=True):
            noise = self._noise[bank][self._random.integers(NOISE_BANK)]
            top, left = (int(at) for at in self._random.integers(64, size=2))
            exposed = np.empty_like(plane)
            _expose(plane, table, noise, top, left, exposed)
            out.append(exposed)
        return out[0], out[1], out[2]

    def _write_clock(self, luma: Plane, t_s: float) -> None:
        seconds = int(t_s)
        text = f"2024-03-01 {2 + seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
        top, left = int(0.94 * self._form.height), int(0.02 * self._form.width)
        strip = Image.fromarray(luma[top:, left : left + self._form.width // 3])
        ImageDraw.Draw(strip).text((0, 0), text, fill=235, font=self._clock)
        luma[top:, left : left + self._form.width // 3] = np.asarray(strip)

    def _enlarged(self, background: Picture) -> Picture:
        form = self._form
        if (form.width, form.height) == (background.shape[1], background.shape[0]):
            return background
        rows = round(background.shape[1] * form.height / form.width)
        top = (background.shape[0] - rows) * 2 // 3
        large = np.asarray(
            Image.fromarray(background[top : top + rows]).resize((form.width, form.height), Image.Resampling.LANCZOS)
        )
        # An enlarged picture is smoother than a sensor's: the surfaces get a grain of their own.
        grain = ndimage.gaussian_filter(self._random.normal(0, 1, large.shape[:2]).astype(np.float32), 0.7)
        return np.clip(large + (grain * (5 / grain.std()))[..., None], 0, 255).astype(np.uint8)

    def _bank(self, shape: tuple[int, ...], level: float) -> list[npt.NDArray[np.int16]]:
        bank = []
        for _ in range(NOISE_BANK):
            noise = ndimage.gaussian_filter(
                self._random.normal(0, 1, (shape[0] + 64, shape[1] + 64)).astype(np.float32), 0.55
            )
            bank.append((noise * (level / noise.std())).round().astype(np.int16))
        return bank


def _to_and_fro(step: int, length: int) -> int:
    at = step % max(1, 2 * length - 2)
    return at if at < length else 2 * length - 2 - at


def _planes(rgb: Picture) -> tuple[Plane, Plane, Plane]:
    """Split a picture as JPEG does, chroma at half size."""
    whole = Image.fromarray(rgb).convert("YCbCr")
    half = whole.resize((whole.width // 2, whole.height // 2), Image.Resampling.BOX)
    return np.asarray(whole)[..., 0].copy(), np.asarray(half)[..., 1].copy(), np.asarray(half)[..., 2].copy()


def draw(people: Path, cars: Path, folder: Path, form: Format, codecs: tuple[str, ...]) -> tuple[dict[str, Path], Path]:
    """Draw one format and code it in several ways at once; what is there already is kept.

    Returns:
        The film of each codec, and the file of the truth: each event's first and last frame and its boxes.
    """
    films = {codec: folder / f"{form.name}-{codec}.{ENDING.get(codec, 'mp4')}" for codec in codecs}
    truth_file = folder / f"{form.name}.json"
    if truth_file.exists() and all(path.exists() for path in films.values()):
        return films, truth_file
    folder.mkdir(parents=True, exist_ok=True)
    scene = Scene(cut(people, least_frames=25), cut(cars, least_frames=20, least_px=800), form)
    coder = subprocess.Popen(_coding(form, films), stdin=subprocess.PIPE)
    truth: dict[str, dict[int, list[int]]] = {}
    assert coder.stdin is not None
    for planes in scene.frames(truth):
        for plane in planes:
            coder.stdin.write(plane.data)
    coder.stdin.close()
    if coder.wait():
        raise SystemExit("ffmpeg could not write the footage; see its words above")
    truth_file.write_text(json.dumps(_told(form, truth), indent=1), "utf-8")
    return films, truth_file


def _coding(form: Format, films: dict[str, Path]) -> list[str]:
    size = f"{form.width}x{form.height}"
    command = [
        "ffmpeg",
        "-v",
        "error",
        "-y",
        "-f",
        "rawvideo",
        "-pix_fmt",
        "yuv420p",
        "-s",
        size,
        "-r",
        str(form.rate_hz),
        "-i",
        "-",
    ]
    for codec, path in films.items():
        command += ["-map", "0:v", *CODECS[codec], str(path)]
    return command


def _told(form: Format, truth: dict[str, dict[int, list[int]]]) -> dict:
    hard = {event.title for event in PLAN if event.hard}
    events = [
        {
            "title": title, "hard": title in hard, "first": min(boxes), "last": max(boxes),
            "boxes": {n: boxes[n] for n in sorted(boxes)[::5]},
        }
        for title, boxes in truth.items()
    ]  # fmt: skip
    return {**asdict(form), "frames": round(form.seconds * form.rate_hz), "events": events}

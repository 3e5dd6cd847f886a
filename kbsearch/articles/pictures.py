"""The sizes of pictures, so that a page keeps their place free until they are there."""

import re
import struct
from functools import lru_cache
from pathlib import Path

_REMEMBERED = 5_000
_LARGEST = 100_000
_HEAD = 4_096
"""Bytes of a drawing in which its first tag ends."""

_DRAWING = re.compile(r"<svg\b[^>]*>")
_ATTRIBUTE = re.compile(r"""\s(width|height|viewBox)\s*=\s*["']\s*([^"']*?)\s*["']""")
_PIXELS = re.compile(r"(\d+(?:\.\d+)?)(?:px)?")


def picture_size(location: Path) -> tuple[int, int] | None:
    """Return width and height of a picture in CSS pixels; None for a file that does not tell."""
    try:
        state = location.stat()
    except OSError:
        return None
    return _size(location, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=_REMEMBERED)
def _size(location: Path, changed: int, size: int) -> tuple[int, int] | None:
    import imagesize  # brings an HTTP client: a search need not wait for it

    try:
        with location.open("rb") as file:
            width, height = _drawn(file.read(_HEAD)) if location.suffix.lower() == ".svg" else imagesize.get(file)
    except (OSError, ValueError, struct.error):
        return None
    return (round(width), round(height)) if 1 <= width <= _LARGEST and 1 <= height <= _LARGEST else None


def _drawn(head: bytes) -> tuple[float, float]:
    """Return what an SVG says of itself: its size, else that of the canvas it is drawn on. Raises ValueError if it says nothing."""
    tag = _DRAWING.search(head.decode("utf-8", "replace"))
    told = dict(_ATTRIBUTE.findall(tag[0])) if tag else {}
    width, height = (_PIXELS.fullmatch(told.get(name, "")) for name in ("width", "height"))
    if width and height:
        return float(width[1]), float(height[1])
    canvas = [float(number) for number in told.get("viewBox", "").replace(",", " ").split()]
    return (canvas[2], canvas[3]) if len(canvas) == 4 else (0.0, 0.0)

"""Stage 3, frames: who does what to whom, told apart from how the sentence says it."""

from __future__ import annotations

from coder.frames.build import build_frames
from coder.frames.model import Argument, Frame

__all__ = ["Argument", "Frame", "build_frames"]

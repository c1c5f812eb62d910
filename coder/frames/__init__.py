"""Stage 3, frames: who does what to whom, told apart from how the sentence says it."""

from __future__ import annotations

from coder.frames.build import build_frames
from coder.frames.model import Argument, Frame
from coder.frames.repair import Lexicon

__all__ = ["Argument", "Frame", "Lexicon", "build_frames"]

"""Stage 4, code: the codebook's actors and actions turn frames into events."""

from __future__ import annotations

from coder.code.events import Attempt, CodedSentence, code_document

__all__ = ["Attempt", "CodedSentence", "code_document"]

"""How many were killed and wounded. For now nothing is counted."""

from __future__ import annotations

from coder.code import Attempt, CodedSentence
from coder.event import Count


def count_casualties(attempt: Attempt, coded: CodedSentence) -> tuple[Count | None, Count | None]:
    """The killed and the injured of an event; None where the text gives no number."""
    return None, None

"""When an event took place. For now the date is the article's."""

from __future__ import annotations

from coder.annotate import Document
from coder.code import Attempt, CodedSentence
from coder.event import When


def date_event(attempt: Attempt, coded: CodedSentence, document: Document) -> When | None:
    """The date of an event; None where neither its text nor its article has one."""
    published = document.article.date
    return When(published, published, 1, found="article") if published else None

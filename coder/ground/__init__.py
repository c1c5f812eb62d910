"""Stage 5, ground: when, where, and how many killed and wounded.

``when.py`` dates an event, ``where.py`` places it, ``casualties.py`` counts; each looks first at what the event's frame
says, then at its sentence, then at the article.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from coder.annotate import Document
from coder.code import Attempt, CodedSentence
from coder.event import Event
from coder.ground.casualties import count_casualties
from coder.ground.when import date_event
from coder.ground.where import find_places

__all__ = ["ground"]


def ground(document: Document, sentences: Sequence[CodedSentence]) -> list[CodedSentence]:
    """The coded sentences of an article, their events with date, place and casualties.

    An event whose text names several places becomes one event for each.
    """
    return [
        replace(coded, attempts=tuple(_grounded(attempt, coded, document, sentences) for attempt in coded.attempts))
        for coded in sentences
    ]


def _grounded(
    attempt: Attempt, coded: CodedSentence, document: Document, sentences: Sequence[CodedSentence]
) -> Attempt:
    if not attempt.events:
        return attempt
    when = date_event(attempt, coded, document)
    killed, injured = count_casualties(attempt, coded)
    places = find_places(attempt, coded, sentences)
    events: list[Event] = [
        replace(event, when=when, place=place, fatalities=killed, injuries=injured)
        for event in attempt.events
        for place in places or (None,)
    ]
    return replace(attempt, events=events)

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
from coder.ground.casualties import Casualties, count_casualties
from coder.ground.when import date_event
from coder.ground.where import find_places

__all__ = ["ground"]


def ground(document: Document, sentences: Sequence[CodedSentence]) -> list[CodedSentence]:
    """The coded sentences of an article, their events with date, place and casualties.

    An event whose text names several places becomes one event for each.
    """
    casualties = count_casualties(sentences)
    return [
        replace(
            coded,
            attempts=tuple(
                _grounded(attempt, coded, document, sentences, casualties.get(id(attempt), Casualties()))
                for attempt in coded.attempts
            ),
        )
        for coded in sentences
    ]


def _grounded(
    attempt: Attempt,
    coded: CodedSentence,
    document: Document,
    sentences: Sequence[CodedSentence],
    casualties: Casualties,
) -> Attempt:
    if not attempt.events:
        return attempt
    when = date_event(attempt, coded, document)
    places = find_places(attempt, coded, sentences)
    events: list[Event] = [
        replace(event, when=when, place=place) for event in attempt.events for place in places or (None,)
    ]
    events[0] = replace(events[0], fatalities=casualties.killed, injuries=casualties.injured)  # each counts once
    return replace(attempt, events=events)

"""Stage 5, ground: when, where, and how many killed and wounded.

``when.py`` dates an event, ``where.py`` places it, ``casualties.py`` counts; each looks first at what the event's frame
says, then at its sentence, then at the article.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from coder.annotate import Document
from coder.code import Attempt, CodedSentence
from coder.event import Event, Place
from coder.ground.atlas import atlas_of
from coder.ground.casualties import count_casualties
from coder.ground.when import date_event
from coder.ground.where import Places

__all__ = ["ground"]


def ground(document: Document, sentences: Sequence[CodedSentence]) -> list[CodedSentence]:
    """The coded sentences of an article, their events with date, place and casualties.

    An event whose text names several places becomes one event for each, and its place is part of what its id is of.
    """
    if not sentences:
        return []
    places = Places(sentences, atlas_of(sentences[0].context.book))
    return [
        replace(coded, attempts=tuple(_grounded(attempt, coded, document, places) for attempt in coded.attempts))
        for coded in sentences
    ]


def _grounded(attempt: Attempt, coded: CodedSentence, document: Document, places: Places) -> Attempt:
    if not attempt.events:
        return attempt
    when = date_event(attempt, coded, document)
    killed, injured = count_casualties(attempt, coded)
    where = places.of(attempt, coded)
    events: list[Event] = [
        replace(_at(event, place, len(where) > 1), when=when, fatalities=killed, injuries=injured)
        for event in attempt.events
        for place in where or (None,)
    ]
    return replace(attempt, events=events)


def _at(event: Event, place: Place | None, several: bool) -> Event:
    """The event at a place; one of several has an id of its own."""
    if place is None or not several:
        return replace(event, place=place)
    key = "\x1f".join((event.event_id, place.country, place.admin1, place.name))
    return replace(event, place=place, event_id=hashlib.sha256(key.encode()).hexdigest()[:16])

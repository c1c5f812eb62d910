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
from coder.ground.casualties import Casualties, count_casualties
from coder.ground.reports import reports
from coder.ground.when import Dates, is_ahead, is_recalled
from coder.ground.where import Places

__all__ = ["ground"]

KEPT = ("future", "possible", "unreal", "background")  # modalities of events that --keep has asked for


def ground(
    document: Document, sentences: Sequence[CodedSentence], keep: frozenset[str] = frozenset()
) -> list[CodedSentence]:
    """The coded sentences of an article, their events with date, place and casualties.

    An event whose text names several places becomes one event for each, and its place is part of what its id is of. One
    that is dated after the article is none yet: its attempt gives the reason, or with ``future`` in ``keep`` it stays,
    with that modality.
    """
    if not any(coded.events for coded in sentences):
        return list(sentences)
    casualties = count_casualties(sentences)
    atlas = atlas_of(sentences[0].context.book)
    found: list[CodedSentence] = []
    for report in reports(document, sentences):
        dates, places = Dates(document, report), Places(report, atlas)
        found += [
            replace(
                coded,
                attempts=tuple(
                    _grounded(attempt, coded, dates, casualties.get(id(attempt), Casualties()), places, keep)
                    for attempt in coded.attempts
                ),
            )
            for coded in report
        ]
    return found


def _grounded(
    attempt: Attempt,
    coded: CodedSentence,
    dates: Dates,
    casualties: Casualties,
    places: Places,
    keep: frozenset[str],
) -> Attempt:
    if not attempt.events:
        return attempt
    when = dates.of(attempt, coded)
    ahead = is_ahead(when, dates.published)
    if ahead and when is not None and "future" not in keep and attempt.events[0].modality not in KEPT:
        words = " ".join(when.text.split())
        reason = f"dated after the article: {words} (kept with --keep future)"
        return replace(attempt, events=[], reason=reason, stage="modality")
    recalled = is_recalled(when, dates.published)
    if recalled and when is not None and "background" not in keep and attempt.events[0].modality not in KEPT:
        words = " ".join(when.text.split())
        reason = f"dated long before the article: {words} (kept with --keep background)"
        return replace(attempt, events=[], reason=reason, stage="modality")
    where = places.of(attempt, coded, dates.is_news(when))
    events: list[Event] = [
        replace(
            _at(event, place, len(where) > 1),
            modality=event.modality if event.modality in KEPT else _modality(event, ahead, recalled),
            when=when,
        )
        for event in attempt.events
        for place in where or (None,)
    ]
    events[0] = replace(events[0], fatalities=casualties.killed, injuries=casualties.injured)  # each counts once
    return replace(attempt, events=events)


def _modality(event: Event, ahead: bool, recalled: bool) -> str:
    return "future" if ahead else "background" if recalled else event.modality


def _at(event: Event, place: Place | None, several: bool) -> Event:
    """The event at a place; one of several has an id of its own."""
    if place is None or not several:
        return replace(event, place=place)
    key = "\x1f".join((event.event_id, place.country, place.admin1, place.name))
    return replace(event, place=place, event_id=hashlib.sha256(key.encode()).hexdigest()[:16])

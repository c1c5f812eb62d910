"""Stage 6, once: what an article tells more than once (headline and body, summary and detail) gives one row.

Two rows of different sentences tell the same event where they are of one kind (ACLED's sub-event type, else the CAMEO
root), contradict each other in no field, and share two of what both know: sides, place, killed, wounded; or one if
either is the headline (the first sentence), which says in short what the article is about. The row that knows most
stays, if its CAMEO code is as narrow, and takes from the others what they narrow down: who, when, where, how many. A
date that is only the article's own is not known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from coder.code import Attempt, CodedSentence
from coder.event import Event, Place
from coder.same import Act, Days, Facts, Number, Where, common, comparable, gains, joined, side, where

_ASSUMED = "article"  # a date that no words of the article give
_ATTRIBUTES = {"when": "when", "place": "place", "source": "source", "target": "target"} | {
    "killed": "fatalities",
    "injured": "injuries",
}


@dataclass
class _Told:
    """An event and the rows that tell it; ``event`` is the one that stays."""

    event: Event
    facts: Facts
    tellings: list[Event]

    @property
    def sentences(self) -> set[int]:
        return {event.sentence_index for event in self.tellings}


def once(sentences: Sequence[CodedSentence]) -> list[CodedSentence]:
    """The coded and grounded sentences of an article, each event in one of them only.

    An attempt whose events are all told by others has the reason, with the words that tell them, and the stage
    ``told elsewhere``.
    """
    told = _joined([_Told(event, facts_of(event), [event]) for sentence in sentences for event in sentence.events])
    if all(len(one.tellings) == 1 for one in told):
        return list(sentences)
    stays = {id(one.tellings[0]): one for one in told}
    elsewhere = {id(event): one for one in told for event in one.tellings[1:]}
    return [
        replace(sentence, attempts=tuple(_without(attempt, stays, elsewhere) for attempt in sentence.attempts))
        for sentence in sentences
    ]


def facts_of(event: Event) -> Facts:
    """What an event knows."""
    when, place, killed, injured = event.when, event.place, event.fatalities, event.injuries
    source, target = (
        side(actor.code, actor.name, actor.entry, actor.country_found) if actor else None
        for actor in (event.source, event.target)
    )
    told = event.acled.sub_event_type if event.acled else event.cameo_root
    return Facts(
        kind=f"{told} {event.polarity} {event.modality}",
        act=Act(event.cameo),
        recorded=event.acled is not None,
        when=Days(when.start, when.end) if when and when.found != _ASSUMED else None,
        place=_where(place) if place else None,
        source=source,
        target=target,
        killed=Number(killed.low, killed.high) if killed else None,
        injured=Number(injured.low, injured.high) if injured else None,
    )


def _where(place: Place) -> Where | None:
    area = (place.country, place.admin1, place.admin2, place.admin3)
    return where(place.name, area, place.latitude, place.longitude, place.precision)


def _joined(told: list[_Told]) -> list[_Told]:
    """The events with their tellings, joined until none can be joined any more; the one that knows most comes first."""
    while True:
        kept: list[_Told] = []
        for one in sorted(told, key=lambda one: (-one.facts.knowledge, one.event.start)):
            same = [other for other in kept if _is_same(other, one)]
            if same:
                _take(max(same, key=partial(_likeness, one)), one)
            else:
                kept.append(one)
        if len(kept) == len(told):
            return kept
        told = kept


def _is_same(one: _Told, other: _Told) -> bool:
    """Whether two rows tell one event. Rows of one sentence do not: what it tells twice is dropped when it is coded."""
    headline = 0 in (one.event.sentence_index, other.event.sentence_index)
    shared = set(common(one.facts, other.facts)) - {"when"}
    enough = bool(shared & {"source", "target", "place"}) and (headline or len(shared) > 1)
    return enough and one.sentences.isdisjoint(other.sentences) and comparable(one.facts, other.facts)


def _likeness(one: _Told, other: _Told) -> tuple[int, int]:
    """What two rows share, then how near they stand, to choose among several that tell the same."""
    apart = min(abs(mine - yours) for mine in one.sentences for yours in other.sentences)
    return len(common(one.facts, other.facts)), -apart


def _take(one: _Told, other: _Told) -> None:
    """Let a row stand for another as well, with what it does not know from there."""
    taken = {_ATTRIBUTES[name]: getattr(other.event, _ATTRIBUTES[name]) for name in gains(one.facts, other.facts)}
    tags = tuple(sorted({*one.event.tags, *other.event.tags}))
    mentions = one.event.mentions + other.event.mentions
    one.event = replace(one.event, **taken, tags=tags, mentions=mentions)
    one.facts = joined(one.facts, other.facts)
    one.tellings += other.tellings


def _without(attempt: Attempt, stays: dict[int, _Told], elsewhere: dict[int, _Told]) -> Attempt:
    if not attempt.events:
        return attempt
    events = [stays[id(event)].event for event in attempt.events if id(event) in stays]
    if events:
        return replace(attempt, events=events)
    kept = elsewhere[id(attempt.events[0])].event
    reason = f"told again in sentence {kept.sentence_index} by «{kept.trigger}», whose row knows more"
    return replace(attempt, events=[], reason=f"{reason} (kept with --keep repeated)", stage="told elsewhere")

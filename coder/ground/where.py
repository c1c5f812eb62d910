"""Where an event took place: the place that its frame names, or the only one of its sentence."""

from __future__ import annotations

from collections.abc import Sequence

from coder.annotate import Word
from coder.code import Attempt, CodedSentence
from coder.code.actors import Context
from coder.code.mentions import Mention
from coder.codebook.model import PlaceEntry
from coder.event import Place
from coder.frames.phrases import phrase_words


def find_places(attempt: Attempt, coded: CodedSentence, sentences: Sequence[CodedSentence]) -> tuple[Place, ...]:
    """The places of an event, each of which makes an event of its own; empty where the text names none.

    Args:
        attempt: the trigger that gave the event.
        coded: its sentence.
        sentences: all sentences of the article.
    """
    place = _find_place(attempt, coded.context)
    return (place,) if place is not None else ()


def _find_place(attempt: Attempt, context: Context) -> Place | None:
    """The place that an event's frame names, or else the only place of its sentence; None if neither names one."""
    for slot in context.book.language.grammar.where:
        for argument in attempt.match.frame.slot(slot):
            for mention in context.mentions.within(argument.words):
                if mention.kind == "place":
                    return _place(mention, context)
    unknown = _unknown_place(attempt, context)
    if unknown is not None:
        return unknown
    elsewhere = [mention for mention in context.mentions.found if mention.kind == "place"]
    return _place(elsewhere[0], context) if len(elsewhere) == 1 else None


def _unknown_place(attempt: Attempt, context: Context) -> Place | None:
    """A place that no list knows, named behind its class word: ``بلدة الخيام``."""
    classes = context.book.language.grammar.place_words
    for slot in context.book.language.grammar.where:
        for argument in attempt.match.frame.slot(slot):
            named = context.sentence.children(argument.head, "nmod", "flat")
            name = next((w for w in named if w.index == argument.head.index + 1), None)
            known = name is not None and context.mentions.at(name) is not None
            if argument.head.bare in classes and name is not None and not known and name.upos in ("PROPN", "NOUN"):
                return Place(_text(phrase_words(context.sentence, name), context), name.text)
    return None


def _text(words: Sequence[Word], context: Context) -> str:
    return context.sentence.quote(words[0].start, words[-1].end)


def _place(mention: Mention, context: Context) -> Place:
    text = _text(context.sentence.words[mention.first : mention.last + 1], context)
    if mention.city is not None:
        city = mention.city
        return Place(text, city.name, city.country, latitude=city.latitude, longitude=city.longitude, precision=1)
    entry = mention.name.entry if mention.name else None
    if not isinstance(entry, PlaceEntry):
        return Place(text, text)
    return Place(
        text=text,
        name=entry.id.replace("-", " ").title(),
        country=entry.country,
        admin1=entry.admin1,
        admin2=entry.admin2,
        admin3=entry.admin3,
        latitude=entry.latitude,
        longitude=entry.longitude,
        precision=1 if entry.latitude is not None else 3,
    )

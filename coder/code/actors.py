"""Who a phrase names: a codebook actor, a country, or a generic noun put together with its country or owner."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from coder.annotate import Document, Sentence, Word
from coder.code.mentions import Mention, Mentions
from coder.codebook import Codebook
from coder.codebook.model import ActorEntry, AgentEntry, CountryEntry, PlaceEntry
from coder.event import EventActor
from coder.frames import Argument
from coder.frames.phrases import preposition

# CAMEO roles of state organs: owned by a government they keep their own role (قوات النظام: SYR + MIL).
_STATE = frozenset({"GOV", "MIL", "COP", "SPY", "JUD", "LEG"})
# Roles that act with arms, for nouns whose genitive may be either side (قصف النظام، قصف المدينة).
ARMED = frozenset({"MIL", "REB", "COP", "INS", "UAF", "SPY", "RAD", "SEP", "SET", "CRM", "GOV"})
# ACLED Codebook, "Actor names": state forces, unnamed armed groups, demonstrators and civilians carry the country.
_ACLED_NAMES = {
    "MIL": "Military Forces of {country}",
    "COP": "Police Forces of {country}",
    "GOV": "Government of {country}",
    "UAF": "Unidentified Armed Group ({country})",
    "CVL": "Civilians ({country})",
}
_ACLED_NAME_BY_TYPE = {
    "Protesters": "Protesters ({country})",
    "Rioters": "Rioters ({country})",
    "Civilians": "Civilians ({country})",
    "Rebel group": "Unidentified Armed Group ({country})",
    "Political militia": "Unidentified Armed Group ({country})",
}


class Country(NamedTuple):
    """A country and how it was found."""

    code: str
    found: str


@dataclass(frozen=True)
class Context:
    """What actor resolution knows of a sentence."""

    book: Codebook
    sentence: Sentence
    mentions: Mentions
    day: dt.date | None
    sentence_country: str
    article_country: str


def article_country(sentences: Sequence[Mentions]) -> str:
    """The country that the article is about: places count double against names and adjectives of countries.

    Empty where nothing is named. On a tie the country named first wins.
    """
    votes: Counter[str] = Counter()
    for mentions in sentences:
        for mention in mentions.found:
            country = _country_of(mention)
            if country:
                votes[country] += 2 if mention.kind == "place" else 1
    return votes.most_common(1)[0][0] if votes else ""


def sentence_country(mentions: Mentions) -> str:
    """The country of the places of a sentence, if they all lie in one."""
    countries = {_country_of(m) for m in mentions.found if m.kind == "place"}
    return countries.pop() if len(countries) == 1 else ""


def contexts(document: Document, sentences: Sequence[Sentence], book: Codebook) -> list[Context]:
    """The context of every sentence of a document; ``sentences`` are the document's, with their parses mended."""
    mentions = [Mentions(sentence, book) for sentence in sentences]
    whole = article_country(mentions)
    return [Context(book, m.sentence, m, document.article.date, sentence_country(m), whole) for m in mentions]


def _country_of(mention: Mention) -> str:
    if mention.city:
        return mention.city.country
    entry = mention.name.entry if mention.name else None
    if isinstance(entry, CountryEntry):
        return entry.id
    return entry.country if isinstance(entry, PlaceEntry) else ""


def resolve(argument: Argument, context: Context) -> EventActor | None:
    """The actor that a phrase names, None if it names none that the codebook knows."""
    mention = main_mention(argument, context)
    if mention is None:
        return None
    entry = mention.name.entry if mention.name else None
    if isinstance(entry, ActorEntry):
        code = entry.code_on(context.day)
        return _actor(
            mention,
            argument,
            context,
            code,
            Country(code[:3], "name"),
            entry.name,
            entry.acled.name or entry.name,
            entry.acled.type,
        )
    if isinstance(entry, CountryEntry):
        found = "adjective" if mention.kind == "adjective" else "name"
        return _state(mention, argument, context, Country(entry.id, found))
    if isinstance(entry, AgentEntry):
        return _agent(mention, entry, argument, context)
    return None


def main_mention(argument: Argument, context: Context) -> Mention | None:
    """The mention at the head of the phrase, or at the noun that the head only counts or leads to."""
    word: Word | None = argument.head
    first = context.mentions.at(argument.head)
    if first is not None and first.kind != "place":
        return first
    seen: set[int] = set()
    while word is not None and word.index not in seen:
        seen.add(word.index)
        mention = context.mentions.at(word)
        if mention is not None:
            return mention
        word = _next_inside(word, argument, context)
    return None


def _next_inside(word: Word, argument: Argument, context: Context) -> Word | None:
    """The noun after a word that is nobody itself: its genitive, or what a word of amount counts."""
    grammar = context.book.language.grammar
    inside = {w.index for w in argument.words}
    for child in context.sentence.children(word, "nmod", "flat", "appos", "nummod", "amod", "dep"):
        if child.index not in inside or child.upos not in ("NOUN", "PROPN", "ADJ", "NUM", "X"):
            continue
        if preposition(context.sentence, child) and not grammar.is_amount(word):
            continue
        found = context.mentions.at(child)
        if child.deprel == "amod" and (found is None or found.kind not in ("adjective", "actor")):
            continue
        return child
    return None


def _agent(mention: Mention, entry: AgentEntry, argument: Argument, context: Context) -> EventActor | None:
    """A generic noun with its owner or country: ``قوات النظام`` SYRMIL, ``مقاتلو جبهة النصرة`` the group itself."""
    owner = _owner(mention, argument, context)
    role = entry.role
    if owner is not None and owner.kind == "actor" and owner.name and isinstance(owner.name.entry, ActorEntry):
        group = owner.name.entry
        code = group.code_on(context.day)
        if not _is_state_code(code) or not set(_roles(role)) & _STATE:
            return _actor(
                mention,
                argument,
                context,
                code,
                Country(code[:3], "owner"),
                group.name,
                group.acled.name or group.name,
                group.acled.type,
            )
        country = Country(code[:3], "owner")
    elif owner is not None and owner.name and isinstance(owner.name.entry, AgentEntry):
        inner = owner.name.entry
        if set(_roles(role)) & {"MIL", "COP", "GOV", "SPY"} and not set(_roles(inner.role)) & _STATE and inner.role:
            role, entry = inner.role, inner  # قوات المعارضة are rebels, not the army
            role = "REB" if role == "OPP" else role
        country = _country(mention, argument, context)
    else:
        country = _country(mention, argument, context)
    name = entry.id.replace("-", " ")
    nation = context.book.countries.get(country.code, country.code)
    label = f"{name} ({nation})" if nation else name
    return _actor(
        mention,
        argument,
        context,
        country.code + role,
        country,
        label.capitalize() if label[:1].islower() else label,
        _acled_name(role, entry.acled, nation),
        entry.acled,
    )


def _roles(role: str) -> list[str]:
    return [role[i : i + 3] for i in range(0, len(role), 3)]


def _is_state_code(code: str) -> bool:
    return code[3:6] in _STATE or len(code) == 3


def _acled_name(role: str, acled_type: str, nation: str) -> str:
    pattern = _ACLED_NAME_BY_TYPE.get(acled_type) or _ACLED_NAMES.get(role[:3], "")
    return pattern.format(country=nation) if nation else ""


def _owner(mention: Mention, argument: Argument, context: Context) -> Mention | None:
    """The named group or generic noun right behind an agent, inside its phrase."""
    inside = {w.index for w in argument.words}
    words = context.sentence.words
    at = mention.last + 1
    grammar = context.book.language.grammar
    while at < len(words) and at in inside:
        word = words[at]
        found = context.mentions.at(word)
        if found is not None and found.kind in ("actor", "agent"):
            return found
        if found is not None and found.kind in ("place", "country", "capital"):
            return None
        if word.upos in ("ADP",) and word.key not in grammar.belonging:
            return None
        if word.upos in ("VERB", "CCONJ") or word.bare in grammar.place_words:
            return None
        at += 1
    return None


def _country(mention: Mention, argument: Argument, context: Context) -> Country:
    """The country of a generic noun, from the nearest evidence: its phrase, its sentence, its article."""
    inside = [m for m in context.mentions.within(argument.words) if m is not mention]
    # Adjectives agree with their noun from behind; a phrase may end before them where the parse errs.
    behind = context.sentence.words[mention.last + 1 : mention.last + 3]
    inside += [m for m in context.mentions.within(behind) if m not in inside and m.kind == "adjective"]
    for kinds, found in ((("adjective",), "adjective"), (("country", "capital"), "name"), (("place",), "place")):
        for other in inside:
            if other.kind in kinds and _country_of(other):
                return Country(_country_of(other), found)
    if context.sentence_country:
        return Country(context.sentence_country, "sentence")
    if context.article_country:
        return Country(context.article_country, "article")
    return Country("", "")


def _state(mention: Mention, argument: Argument, context: Context, country: Country) -> EventActor | None:
    if not country.code:
        return None
    nation = context.book.countries.get(country.code, country.code)
    return _actor(mention, argument, context, country.code, country, nation, f"Government of {nation}", "State forces")


def _actor(
    mention: Mention,
    argument: Argument,
    context: Context,
    code: str,
    country: Country,
    name: str,
    acled_name: str,
    acled_type: str,
) -> EventActor:
    words = context.sentence.words
    inside = {w.index for w in argument.words}
    first, last = mention.first, mention.last
    while first - 1 in inside and words[first - 1].upos != "ADP":
        first -= 1
    while last + 1 in inside and words[last + 1].upos not in ("ADP", "PUNCT", "VERB"):
        last += 1
    if last - first > _LONGEST_ACTOR_TEXT:
        first, last = mention.first, mention.last
    start, end = words[first].start, words[last].end
    entry = f"{mention.name.id} ({mention.name.origin})" if mention.name else "geonames"
    return EventActor(
        code=code,
        name=name,
        text=context.sentence.quote(start, end),
        start=start,
        end=end,
        country=country.code if country.code in context.book.countries else "",
        country_found=country.found,
        role=code[3:],
        acled_name=acled_name,
        acled_type=acled_type,
        entry=entry,
    )


# A phrase longer than this many words says more than who it is; then the name alone is quoted.
_LONGEST_ACTOR_TEXT = 7

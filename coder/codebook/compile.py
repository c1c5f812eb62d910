"""The codebook ready for matching: every written form of every trigger, name and class looked up in one step."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Literal

import babel
import pycountry
from babel.core import get_global
from babel.languages import get_official_languages

from coder.codebook.load import Entries, Item, Origin
from coder.codebook.model import (
    ActionEntry,
    ActorEntry,
    AgentEntry,
    Condition,
    CountryEntry,
    DiscardEntry,
    Example,
    OperatorEntry,
    PlaceEntry,
    Refinement,
)
from coder.codebook.ontology import Ontology, load_ontology
from coder.gazetteer import Layer
from coder.languages import Language, load_language

NameKind = Literal["actor", "country", "adjective", "capital", "agent", "place"]
TriggerKind = Literal["verb", "noun"]
SlotPath = tuple[str, ...]
Phrase = tuple[frozenset[str], ...]  # the forms of each word of a phrase
_FEWEST_LETTERS, _FEWEST_FOREIGN = 5, 3  # of a foreign name that is told by what all its spellings share
_COUNTRY_RELATION = re.compile("(same country as|other country than) (source|target)")


@dataclass(frozen=True)
class WordSet:
    """Words of a class or condition: single words in all their forms, and phrases of several words.

    ``exact`` are words listed with the article, which count only with it (الدوري the league, دورية a patrol).
    """

    forms: frozenset[str]
    exact: frozenset[str]
    phrases: tuple[Phrase, ...]


@dataclass(frozen=True)
class Test:
    """What one value of a condition accepts: words, or actors by agent, role or country.

    ``country_of`` is ``source`` or ``target`` where the country is compared with that side's: it must be the ``same``.
    """

    value: str
    words: WordSet
    agents: frozenset[str]
    codes: frozenset[str]
    country_of: str = ""
    same: bool = True


@dataclass(frozen=True)
class Conditions:
    """All slots must hold one of their values; ``slots`` keeps the order of the file."""

    slots: tuple[tuple[str, tuple[Test, ...]], ...]

    def __len__(self) -> int:
        return len(self.slots)


@dataclass(frozen=True)
class Case:
    """A refinement, its conditions compiled."""

    conditions: Conditions
    entry: Refinement
    origin: Origin


@dataclass(frozen=True, eq=False, repr=False)
class Rule:
    """An action or operator, its slots and conditions compiled; ``family`` is empty for an action."""

    id: str
    origin: Origin
    entry: ActionEntry | OperatorEntry
    source: tuple[SlotPath, ...]
    target: tuple[SlotPath, ...]
    complement: tuple[str, ...]
    family: str
    if_: Conditions
    unless: Conditions
    cases: tuple[Case, ...]

    @property
    def examples(self) -> tuple[Example, ...]:
        """The tests that stand beside the rule."""
        return self.entry.examples


@dataclass(frozen=True, eq=False)
class Trigger:
    """Words that call a rule: the first in any inflection, ``rest`` (bare, folded) after it.

    ``aspects`` says of each form of a verb what it may be; see ``verb_aspects`` of the language.
    """

    rule: Rule
    kind: TriggerKind
    citation: str
    rest: tuple[frozenset[str], ...]
    aspects: Mapping[str, frozenset[str]] = field(default_factory=dict, repr=False)

    def fits(self, form: str, aspect: str, negated: bool) -> bool:
        """Whether a form of a verb, with the aspect that the parse gives it, can be one of this trigger's verb.

        Shortened imperfects stand behind a negation; those of other verbs often look alike (ترد is of ردّ, not أردى).
        """
        known = self.aspects.get(form, frozenset())
        if known == {"Jus"}:
            return negated
        return not aspect or not known or aspect in known or (aspect == "Imp" and "Jus" in known) or "Short" in known


@dataclass(frozen=True, eq=False)
class Discard:
    """Words that must not fire; ``entry.level`` says how far they reach."""

    id: str
    origin: Origin
    entry: DiscardEntry


@dataclass(frozen=True, eq=False)
class DiscardPhrase:
    """One phrase of a discard; an ``exact`` one is a single word that counts only with its article."""

    discard: Discard
    words: Phrase
    exact: bool


@dataclass(frozen=True, eq=False)
class Name:
    """Words that name an actor, country, agent or place; ``exact`` names are written with the article as listed."""

    kind: NameKind
    id: str
    entry: ActorEntry | CountryEntry | AgentEntry | PlaceEntry
    origin: Origin
    words: tuple[frozenset[str], ...]
    exact: bool
    citation: str  # of its first word, folded, without article


@dataclass(repr=False, eq=False)  # a hundred thousand words
class Codebook:
    """A compiled codebook for one language."""

    language: Language
    ontology: Ontology
    rules: dict[str, Rule] = field(default_factory=dict)
    verbs: dict[str, list[Trigger]] = field(default_factory=dict)
    participles: dict[str, list[Trigger]] = field(default_factory=dict)
    nouns: dict[str, list[Trigger]] = field(default_factory=dict)
    names: dict[str, list[Name]] = field(default_factory=dict)
    transcribed: dict[tuple[str, ...], Name] = field(default_factory=dict)  # foreign names, however they are spelled
    native: frozenset[str] = frozenset()  # words of other names
    agents: set[str] = field(default_factory=set)  # first words of generic nouns
    adjectives: set[str] = field(default_factory=set)  # of countries and groups
    discards: dict[str, list[DiscardPhrase]] = field(default_factory=dict)  # by their first words
    countries: dict[str, str] = field(default_factory=dict)
    gazetteer: tuple[PlaceEntry, ...] = ()  # looked up only where a place is expected
    layer: Layer = field(default_factory=dict)  # places of a local layer, by the letters of their names


def compile_codebook(entries: Entries, language_code: str = "ar") -> Codebook:
    """Index the entries for one language."""
    language = load_language(language_code)
    book = Codebook(language, load_ontology())
    compiler = _Compiler(language, entries)
    for section in ("actions", "operators"):
        for item in entries.items(section):
            if item.origin.language == language_code:
                rule = compiler.rule(item)
                book.rules[rule.id] = rule
                _index_triggers(book, rule)
    book.native = compiler.native
    for key, name in compiler.transcribed():
        book.transcribed.setdefault(key, name)
    states: set[str] = set()
    for name in compiler.names():
        for first in name.words[0]:
            book.names.setdefault(first, []).append(name)
            if name.kind == "agent":
                book.agents.add(first)
            elif name.kind == "adjective":
                book.adjectives.add(first)
            elif name.kind == "country":
                states.add(first)
    book.adjectives -= states  # روسيا is also an accusative of روسي
    for phrase in compiler.discards():
        for first in phrase.words[0]:
            book.discards.setdefault(first, []).append(phrase)
    for names in book.names.values():
        names.sort(key=lambda n: -len(n.words))  # stable: longest first, then file order
    book.gazetteer = tuple(entry for entry, origin in entries.of("gazetteer") if origin.language == language_code)
    english: Mapping[str, str] = babel.Locale.parse("en").territories
    book.countries = {c.alpha_3: english.get(c.alpha_2, c.name) for c in pycountry.countries}
    return book


def _index_triggers(book: Codebook, rule: Rule) -> None:
    language = book.language
    for verb in rule.entry.verbs:
        first, rest = _split(verb, language)
        trigger = Trigger(rule, "verb", language.fold(first), rest, language.verb_aspects(first))
        for form in trigger.aspects:
            book.verbs.setdefault(form, []).append(trigger)
        for form in language.participle_forms(first):
            book.participles.setdefault(form, []).append(trigger)
    for noun in rule.entry.nouns:
        first, rest = _split(noun, language)
        trigger = Trigger(rule, "noun", language.bare(first), rest)
        for form in language.noun_forms(first):
            book.nouns.setdefault(form, []).append(trigger)


def _split(phrase: str, language: Language) -> tuple[str, tuple[frozenset[str], ...]]:
    first, *rest = phrase.split()
    return first, tuple(_forms(word, language) for word in rest)


def _forms(word: str, language: Language) -> frozenset[str]:
    """Forms of a word inside a phrase; prepositions and other particles do not inflect."""
    bare = language.bare(word)
    return frozenset({bare}) if len(bare) < 4 or bare in language.grammar.prepositions else language.noun_forms(word)


@lru_cache
def _writes_otherwise(country: str, language: str) -> bool:
    """Whether the most spoken official language of a state (CLDR) is written in another script than a language.

    International organisations (IGO, NGO) count as such states, all that is no state otherwise does not.
    """
    found = pycountry.countries.get(alpha_3=country)
    if found is None:
        return country in ("IGO", "NGO")
    official = get_official_languages(found.alpha_2, de_facto=True)
    return bool(official) and _script(official[0]) != _script(language)


def _script(language: str) -> str:
    return str(get_global("likely_subtags").get(language, "")).partition("_")[2][:4]


class _Compiler:
    def __init__(self, language: Language, entries: Entries) -> None:
        self.language = language
        self.entries = entries
        self.class_words = {
            entry.id: entry.words for entry, origin in entries.of("classes") if origin.language == language.code
        }
        self.classes = {class_id: self._words(words) for class_id, words in self.class_words.items()}
        self.agents = [entry for entry, origin in entries.of("agents") if origin.language == language.code]

    def rule(self, item: Item) -> Rule:
        entry = item.entry
        assert isinstance(entry, ActionEntry | OperatorEntry)
        refinements = entry.refine if isinstance(entry, ActionEntry) else ()
        return Rule(
            id=entry.id,
            origin=item.origin,
            entry=entry,
            source=tuple(self._path(slot) for slot in entry.source),
            target=tuple(self._path(slot) for slot in entry.target),
            complement=tuple(self._slot(slot) for slot in entry.complement) if isinstance(entry, OperatorEntry) else (),
            family=entry.family if isinstance(entry, OperatorEntry) else "",
            if_=self.conditions(entry.if_),
            unless=self.conditions(entry.unless),
            cases=tuple(
                Case(self.conditions(case.if_), case, item.at("refine", n)) for n, case in enumerate(refinements)
            ),
        )

    def _path(self, slot: str) -> SlotPath:
        return tuple(self._slot(part) for part in slot.split("."))

    def _slot(self, slot: str) -> str:
        folded = self.language.fold(slot)
        return self.language.grammar.same_slot.get(folded, folded)

    def conditions(self, condition: Condition) -> Conditions:
        return Conditions(
            tuple(
                (self._slot(slot), tuple(self._test(value) for value in values)) for slot, values in condition.items()
            )
        )

    def _test(self, value: str) -> Test:
        relation = _COUNTRY_RELATION.fullmatch(value)
        if relation:
            nothing = WordSet(frozenset(), frozenset(), ())
            return Test(value, nothing, frozenset(), frozenset(), relation[2], relation[1].startswith("same"))
        agents = frozenset(a.id for a in self.agents if value == a.id or value in a.class_)
        codes = frozenset({value}) if re.fullmatch("[A-Z]{3}", value) else frozenset()
        if value in self.classes:
            words = self.classes[value]
        elif agents or codes:
            words = WordSet(frozenset(), frozenset(), ())
        else:
            words = self._words([value])
        return Test(value, words, agents, codes)

    def _words(self, words: Iterable[str]) -> WordSet:
        singles: set[str] = set()
        exact: set[str] = set()
        phrases: list[tuple[frozenset[str], ...]] = []
        for word in words:
            if " " in word.strip():
                phrases.append(tuple(_forms(part, self.language) for part in word.split()))
            elif self.language.bare(word) != self.language.fold(word):
                exact.add(self.language.fold(word))
            else:
                singles |= self.language.noun_forms(word)
        return WordSet(frozenset(singles), frozenset(exact), tuple(phrases))

    # Discards

    def discards(self) -> Iterable[DiscardPhrase]:
        for entry, origin in self.entries.of("discards"):
            if origin.language != self.language.code:
                continue
            discard = Discard(entry.id, origin, entry)
            for listed in entry.words:
                for word in self.class_words.get(listed, (listed,)):
                    exact = " " not in word and self.language.bare(word) != self.language.fold(word)
                    first, rest = _split(word, self.language)
                    forms = frozenset({self.language.fold(first)}) if exact else self.language.noun_forms(first)
                    yield DiscardPhrase(discard, (forms, *rest), exact)

    # Names

    def names(self) -> Iterable[Name]:
        code = self.language.code
        for entry, origin in self.entries.of("actors"):
            for written in entry.names.get(code, ()):
                yield self._exact("actor", entry, origin, written)
            for adjective in entry.adjectives.get(code, ()):
                yield self._adjective(entry, origin, adjective)
        yield from self._countries()
        for entry, origin in self.entries.of("agents"):
            if origin.language == code:
                for noun in entry.nouns:
                    first, rest = _split(noun, self.language)
                    if not rest and self.language.bare(noun) != self.language.fold(noun):
                        yield self._exact("agent", entry, origin, noun)  # الدولة is the state, دولة any
                        continue
                    yield Name(
                        "agent",
                        entry.id,
                        entry,
                        origin,
                        (self.language.noun_forms(first), *rest),
                        False,
                        self.language.bare(first),
                    )
        for entry, origin in self.entries.of("places"):
            if origin.language == code:
                for written in entry.names:
                    yield self._exact("place", entry, origin, written)

    def transcribed(self) -> Iterable[tuple[tuple[str, ...], Name]]:
        """Names of several words that are foreign to this language, so that it has many spellings for them, each with
        what is the same in all."""
        bare, fold = self.language.bare, self.language.fold
        for entry, origin in self.entries.of("actors"):
            for written in entry.names.get(self.language.code, ()) if self._foreign(entry) else ():
                words = written.split()
                key = self.language.transcription([fold(word) for word in words], self.native)
                articles = any(bare(word) != fold(word) for word in words)
                foreign = "".join(word for word in key if word not in self.native)
                enough = len("".join(key)) >= _FEWEST_LETTERS and len(foreign) >= _FEWEST_FOREIGN
                if len(key) > 1 and enough and not articles:
                    yield key, self._exact("actor", entry, origin, written)

    @cached_property
    def native(self) -> frozenset[str]:
        """The words of all names that are not foreign."""
        code = self.language.code
        names = (n for e, _ in self.entries.of("actors") if not self._foreign(e) for n in e.names.get(code, ()))
        return frozenset(self.language.fold(word) for name in names for word in name.split())

    def _foreign(self, entry: ActorEntry) -> bool:
        codes = [entry.code] if entry.code else [role.code for role in entry.roles]
        return all(_writes_otherwise(actor[:3], self.language.code) for actor in codes)

    def _adjective(self, entry: ActorEntry | CountryEntry, origin: Origin, adjective: str) -> Name:
        words = tuple(self.language.noun_forms(word) for word in adjective.split())  # كوري جنوبي
        return Name("adjective", entry.id, entry, origin, words, False, self.language.bare(adjective))

    def _exact(
        self,
        kind: NameKind,
        entry: ActorEntry | CountryEntry | AgentEntry | PlaceEntry,
        origin: Origin,
        written: str,
    ) -> Name:
        words = tuple(frozenset({self.language.fold(word)}) for word in written.split())
        return Name(kind, entry.id, entry, origin, words, True, self.language.bare(written.split()[0]))

    def _countries(self) -> Iterable[Name]:
        """Names and adjectives from the codebook, with CLDR's name of the country in this language."""
        territories: Mapping[str, str] = babel.Locale.parse(self.language.code).territories
        for entry, origin in self.entries.of("countries"):
            country = pycountry.countries.get(alpha_3=entry.id)
            common = re.sub(r"\s*[(\[].*", "", territories.get(country.alpha_2, "")) if country else ""
            for written in dict.fromkeys([common, *entry.names]):
                if written:
                    yield self._exact("country", entry, origin, written)
            for adjective in entry.adjectives:
                yield self._adjective(entry, origin, adjective)
            for written in entry.capital:
                yield self._exact("capital", entry, origin, written)

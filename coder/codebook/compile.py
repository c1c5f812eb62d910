"""The codebook ready for matching: every written form of every trigger, name and class looked up in one step."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import babel
import pycountry

from coder.codebook.load import Entries, Origin
from coder.codebook.model import (
    ActionEntry,
    ActorEntry,
    AgentEntry,
    Condition,
    CountryEntry,
    Example,
    OperatorEntry,
    PlaceEntry,
    Refinement,
)
from coder.codebook.ontology import Ontology, load_ontology
from coder.languages import Language, load_language

NameKind = Literal["actor", "country", "adjective", "capital", "agent", "place"]
TriggerKind = Literal["verb", "noun"]
SlotPath = tuple[str, ...]


@dataclass(frozen=True)
class WordSet:
    """Words of a class or condition: single words in all their forms, and phrases of several words.

    ``exact`` are words listed with the article, which count only with it (الدوري the league, دورية a patrol).
    """

    forms: frozenset[str]
    exact: frozenset[str]
    phrases: tuple[tuple[frozenset[str], ...], ...]


@dataclass(frozen=True)
class Test:
    """What one value of a condition accepts: words, or actors by agent, role or country."""

    value: str
    words: WordSet
    agents: frozenset[str]
    codes: frozenset[str]


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


@dataclass(frozen=True, eq=False)
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
    """Words that call a rule: the first in any inflection, ``rest`` (bare, folded) after it."""

    rule: Rule
    kind: TriggerKind
    citation: str
    rest: tuple[frozenset[str], ...]


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


@dataclass
class Codebook:
    """A compiled codebook for one language."""

    language: Language
    ontology: Ontology
    rules: dict[str, Rule] = field(default_factory=dict)
    verbs: dict[str, list[Trigger]] = field(default_factory=dict)
    participles: dict[str, list[Trigger]] = field(default_factory=dict)
    nouns: dict[str, list[Trigger]] = field(default_factory=dict)
    names: dict[str, list[Name]] = field(default_factory=dict)
    agents: set[str] = field(default_factory=set)  # first words of generic nouns
    adjectives: set[str] = field(default_factory=set)  # of countries
    countries: dict[str, str] = field(default_factory=dict)


def compile_codebook(entries: Entries, language_code: str = "ar") -> Codebook:
    """Index the entries for one language."""
    language = load_language(language_code)
    book = Codebook(language, load_ontology())
    compiler = _Compiler(language, entries)
    for section in ("actions", "operators"):
        for entry, origin in entries.of(section):
            if origin.language == language_code:
                rule = compiler.rule(entry, origin)
                book.rules[rule.id] = rule
                _index_triggers(book, rule)
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
    for names in book.names.values():
        names.sort(key=lambda n: -len(n.words))  # stable: longest first, then file order
    english: Mapping[str, str] = babel.Locale.parse("en").territories
    book.countries = {c.alpha_3: english.get(c.alpha_2, c.name) for c in pycountry.countries}
    return book


def _index_triggers(book: Codebook, rule: Rule) -> None:
    language = book.language
    for verb in rule.entry.verbs:
        first, rest = _split(verb, language)
        trigger = Trigger(rule, "verb", language.fold(first), rest)
        for form in language.verb_forms(first):
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


class _Compiler:
    def __init__(self, language: Language, entries: Entries) -> None:
        self.language = language
        self.entries = entries
        self.classes = {
            entry.id: self._words(entry.words)
            for entry, origin in entries.of("classes")
            if origin.language == language.code
        }
        self.agents = [entry for entry, origin in entries.of("agents") if origin.language == language.code]

    def rule(self, entry: ActionEntry | OperatorEntry, origin: Origin) -> Rule:
        operator = isinstance(entry, OperatorEntry)
        return Rule(
            id=entry.id,
            origin=origin,
            entry=entry,
            source=tuple(self._path(slot) for slot in entry.source),
            target=tuple(self._path(slot) for slot in entry.target),
            complement=tuple(self._slot(slot) for slot in entry.complement) if isinstance(entry, OperatorEntry) else (),
            family=entry.family if isinstance(entry, OperatorEntry) else "",
            if_=self.conditions(entry.if_),
            unless=self.conditions(entry.unless),
            cases=() if operator else tuple(Case(self.conditions(r.if_), r) for r in entry.refine),  # type: ignore[union-attr]
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

    # Names

    def names(self) -> Iterable[Name]:
        code = self.language.code
        for entry, origin in self.entries.of("actors"):
            for written in entry.names.get(code, ()):
                yield self._exact("actor", entry, origin, written)
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
                forms = self.language.noun_forms(adjective)
                yield Name("adjective", entry.id, entry, origin, (forms,), False, self.language.bare(adjective))
            for written in entry.capital:
                yield self._exact("capital", entry, origin, written)

"""The words by which a language tells of killed and wounded: ``codebooks/<language>/casualties.yaml``, folded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, NamedTuple

import yaml

from coder.languages.base import CODEBOOKS, load_language
from coder.languages.numbers import Phrase, Phrases, by_first_word

Kind = Literal["killed", "injured"]
KINDS: tuple[Kind, ...] = ("killed", "injured")

PRONOUN = "·"  # any attached pronoun


class Verb(NamedTuple):
    """A form of a verb that tells of casualties.

    Attributes:
        kind: of whom.
        rest: the words that must follow; none where the verb tells alone.
        citation: the verb, folded.
        full: whether the form is one in its own right, not only behind a negation.
    """

    kind: Kind
    rest: Phrase
    citation: str
    full: bool


@dataclass(frozen=True)
class CasualtyWords:
    """The words of one language; see ``codebooks/ar/casualties.yaml`` for what each list is for.

    Attributes:
        verbs: by their forms.
        nouns: first words of nouns, each with its kind and the words that must follow.
        dead: forms of the nouns for the killed or wounded themselves (قتيل), with their kind.
        several: those of them that are plurals.
        people: forms of nouns for people.
        duals: duals of them, ``duals_of`` those before a genitive or pronoun (طفلاها).
    """

    verbs: Mapping[str, tuple[Verb, ...]]
    nouns: Mapping[str, tuple[tuple[Kind, Phrase], ...]]
    dead: Mapping[str, Kind]
    several: frozenset[str]
    lives: Mapping[str, frozenset[str]]
    victim_of: frozenset[str]
    people: frozenset[str]
    duals: frozenset[str]
    duals_of: frozenset[str]
    others: frozenset[str]
    groups: frozenset[str]
    things: frozenset[str]
    including: Phrases
    out_of: Phrases
    tolls: frozenset[str]
    rises: frozenset[str]
    risen_to: frozenset[str]
    among: Phrases
    none: frozenset[str]
    anybody: frozenset[str]
    either: Phrases


@lru_cache
def load_casualty_words(code: str) -> CasualtyWords:
    """The words of a language of waqai."""
    language = load_language(code)
    bare, grammar = language.bare, language.grammar
    data: Mapping[str, Any] = yaml.load((CODEBOOKS / code / "casualties.yaml").read_text("utf-8"), yaml.CSafeLoader)

    def words(key: str) -> frozenset[str]:
        return frozenset(bare(word) for word in data[key])

    def inflected(listed: Sequence[str]) -> frozenset[str]:
        return frozenset(form for word in listed for form in language.noun_forms(word))

    def phrases(key: str) -> Phrases:
        return by_first_word(tuple(bare(word) for word in phrase.split()) for phrase in data[key])

    def stems(key: str) -> set[str]:
        """What duals end: a noun, its feminine ending opened (فتاة: فتات)."""
        words = {bare(word) for word in (*data[key], *data["killed"]["people"], *data["injured"]["people"])}
        return words | {word[:-1] + data["opened"] for word in words if word.endswith(tuple(grammar.feminine_ending))}

    verbs: dict[str, list[Verb]] = {}
    nouns: dict[str, list[tuple[Kind, Phrase]]] = {}
    dead: dict[str, Kind] = {}
    for kind in KINDS:
        for written in data[kind]["verbs"]:
            first, *rest = written.split()
            for form, aspects in language.verb_aspects(first).items():
                verb = Verb(kind, tuple(map(bare, rest)), bare(first), not aspects <= {"Jus", "Short"})
                verbs.setdefault(form, []).append(verb)
        for written in data[kind]["nouns"]:
            first, *rest = written.split()
            nouns.setdefault(bare(first), []).append((kind, tuple(map(bare, rest))))
        several = [word for word in data[kind]["several"] if " " not in word]
        dead |= dict.fromkeys((*inflected(data[kind]["people"]), *map(bare, several)), kind)
    lives: dict[str, set[str]] = {}
    for written in data["lives"]:
        first, noun = written.split()
        for form in language.verb_forms(first):
            lives.setdefault(form, set()).add(bare(noun))
    rises = {form for word in data["rises"] for form in (*language.verb_forms(word), bare(word))}
    return CasualtyWords(
        verbs={form: tuple(found) for form, found in verbs.items()},
        nouns={form: tuple(found) for form, found in nouns.items()},
        dead=dead,
        several=frozenset(bare(word) for kind in KINDS for word in data[kind]["several"]),
        lives={form: frozenset(nouns) for form, nouns in lives.items()},
        victim_of=words("victim_of"),
        people=inflected([*data["people"], *data["people_in_un"]]),
        duals=frozenset(
            stem + ending
            for section, endings in (("people", "dual"), ("people_in_un", "dual_in_un"))
            for stem in stems(section)
            for ending in data[endings]
        ),
        duals_of=frozenset(stem + ending for stem in stems("people") for ending in data["dual_of"]),
        others=words("others"),
        groups=words("groups"),
        things=inflected(data["things"]),
        including=phrases("including"),
        out_of=phrases("out_of"),
        tolls=words("tolls"),
        rises=frozenset(rises),
        risen_to=words("risen_to"),
        among=phrases("among"),
        none=words("none"),
        anybody=words("anybody"),
        either=phrases("either"),
    )

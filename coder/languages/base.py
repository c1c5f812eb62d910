"""The facts of one language, ready for use: its spelling module and its function words."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

from coder.errors import CodebookError, Problem

if TYPE_CHECKING:
    from coder.annotate import Sentence, Word

CODEBOOKS = Path(__file__).resolve().parents[2] / "codebooks"


class Attachment(NamedTuple):
    """A word's new governor (an index, -1 for the root) and relation, and its new tag where that was wrong too."""

    word: int
    head: int
    deprel: str
    upos: str = ""


class Lexicon(NamedTuple):
    """What the codebook knows, folded: forms of its verbs, first words of its names and of its generic nouns,
    its adjectives of country, and the participles of its verbs beside a clause (مطالباً)."""

    verbs: Container[str] = ()
    names: Container[str] = ()
    agents: Container[str] = ()
    adjectives: Container[str] = ()
    participles: Container[str] = ()

    def __repr__(self) -> str:
        return "Lexicon(...)"  # tens of thousands of words


@dataclass(frozen=True)
class LightVerb:
    """What a light verb does with its event noun.

    Attributes:
        event: slots in which the event noun stands (``object``, ``subject`` or a preposition).
        subject: what the verb's own subject is to the event: ``subject``, ``object``, ``place``, ``cause`` or ``none``.
    """

    event: tuple[str, ...]
    subject: str


@dataclass(frozen=True)
class Grammar:
    """Function words of a language, all folded; see ``codebooks/ar/language.yaml`` for what each list is for."""

    prepositions: frozenset[str]
    same_slot: Mapping[str, str]
    agent_phrases: tuple[tuple[str, ...], ...]
    cause: frozenset[str]
    instrument: frozenset[str]
    means: frozenset[str]
    manner: frozenset[str]
    about: frozenset[str]
    undergone: frozenset[str]
    time: frozenset[str]
    negation: frozenset[str]
    negated_future: frozenset[str]
    negation_phrases: tuple[tuple[str, ...], ...]
    future: frozenset[str]
    possible: frozenset[str]
    expected: frozenset[str]
    conditional: frozenset[str]
    conditional_phrases: tuple[tuple[str, ...], ...]
    supposed: frozenset[str]
    almost: frozenset[str]
    resumed: frozenset[str]
    subjunctive: frozenset[str]
    purpose: tuple[tuple[str, ...], ...]
    speech: frozenset[str]
    speech_of_clauses: frozenset[str]
    reporting: frozenset[str]
    as_reported: tuple[tuple[str, ...], ...]
    according_to: frozenset[str]
    agencies: frozenset[tuple[str, ...]]
    light_verbs: Mapping[str, tuple[LightVerb, ...]]
    intransitive: frozenset[str]
    ditransitive: frozenset[str]
    recalls: frozenset[str]
    reminding: tuple[tuple[str, ...], ...]
    earlier: frozenset[str]
    after: frozenset[str]
    when: frozenset[str]
    because: frozenset[str]
    continuing: frozenset[str]
    habitual: frozenset[str]
    eras: frozenset[str]
    since: frozenset[str]
    ago: frozenset[str]
    first_time: frozenset[str]
    past: frozenset[str]
    near: frozenset[str]
    beginnings: frozenset[str]
    circumstance: frozenset[str]
    news: frozenset[str]
    clause_particles: frozenset[str]
    auxiliaries: frozenset[str]
    still: frozenset[str]
    doubt: frozenset[str]
    interrogative: frozenset[str]
    resuming: frozenset[str]
    meanwhile: frozenset[str]
    dative: frozenset[str]
    unowned: frozenset[str]
    belonging: frozenset[str]
    where: tuple[str, ...]
    accusative_endings: tuple[str, ...]
    carriers: frozenset[str]
    quantifiers: frozenset[str]
    place_words: frozenset[str]
    place_kinds: Mapping[str, str]
    place_homage: frozenset[str]
    place_garrisons: frozenset[str]
    precisely: frozenset[str]
    homeland: frozenset[str]
    territory: frozenset[str]
    offices: frozenset[str]
    place_near: frozenset[str]
    place_inside: frozenset[str]
    place_links: frozenset[str]
    distances: frozenset[str]
    place_parts: frozenset[str]
    locative: frozenset[str]
    within: frozenset[str]
    toward: frozenset[str]
    away: frozenset[str]
    between: frozenset[str]
    city_words: frozenset[str]
    relative: frozenset[str]
    whoever: frozenset[str]
    conjunctions: frozenset[str]
    alternative: frozenset[str]
    including: frozenset[str]
    eventless: frozenset[str]
    eventless_nouns: frozenset[str]
    bodies: frozenset[str]
    titles: frozenset[str]
    both_sides: frozenset[str]
    counterparts: frozenset[str]
    collectives: frozenset[str]
    masculine_states: frozenset[str]
    backing: frozenset[str]
    on_behalf: frozenset[str]
    members: frozenset[str]
    organs: frozenset[str]
    held: frozenset[str]
    one_side: frozenset[str]
    reasons: frozenset[str]
    presiding: frozenset[str]
    idle_owned: frozenset[str]
    ranks_in: frozenset[str]
    affiliated: frozenset[str]
    inhabitants: frozenset[str]
    plural_endings: tuple[str, ...]
    feminine_ending: tuple[str, ...]

    def is_amount(self, word: Word) -> bool:
        """Whether a word only says how many, or that somebody is one of many."""
        return word.upos == "NUM" or word.bare in self.quantifiers or word.lemma_key in self.quantifiers


Repair = Callable[["Sentence", Grammar, Lexicon], Iterator[Attachment]]


@dataclass(frozen=True)
class Language:
    """One language: spelling and inflection from its module, function words from its YAML file."""

    code: str
    name: str
    grammar: Grammar
    clean_char: Callable[[str], str] = field(repr=False)
    is_clitic: Callable[[str], bool] = field(repr=False)
    fold: Callable[[str], str] = field(repr=False)
    bare: Callable[[str], str] = field(repr=False)
    without_article: Callable[[str], str] = field(repr=False)
    without_proclitic: Callable[[str], tuple[str, ...]] = field(repr=False)
    noun_forms: Callable[[str], frozenset[str]] = field(repr=False)
    verb_forms: Callable[[str], frozenset[str]] = field(repr=False)
    verb_aspects: Callable[[str], Mapping[str, frozenset[str]]] = field(repr=False)
    participle_forms: Callable[[str], frozenset[str]] = field(repr=False)
    citations: Callable[[str], tuple[str, ...]] = field(repr=False)
    verbal_nouns: Callable[[str], dict[str, bool]] = field(repr=False)
    romanize: Callable[[str], str] = field(repr=False)
    transcription: Callable[[Sequence[str], Container[str]], tuple[str, ...]] = field(repr=False)
    is_passive: Callable[[str, str, str], bool] = field(repr=False)
    is_verbal_noun: Callable[[str], bool] = field(repr=False)
    resegment: Callable[[str, Sequence[str] | None, Mapping[str, int]], Sequence[str] | None] = field(repr=False)
    respelled: Callable[[str, Mapping[str, int]], str] = field(repr=False)
    repairs: tuple[Repair, ...] = field(repr=False)


@lru_cache
def languages() -> tuple[str, ...]:
    """The ISO 639-1 codes of the languages that waqai has, sorted."""
    return tuple(sorted(path.parent.name for path in CODEBOOKS.glob("*/language.yaml")))


@lru_cache
def load_language(code: str) -> Language:
    """The language with this ISO 639-1 code.

    Raises:
        CodebookError: if waqai has no such language.
    """
    path = CODEBOOKS / code / "language.yaml"
    try:
        module = importlib.import_module(f"coder.languages.{code}")
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except (ImportError, OSError):
        raise CodebookError(Problem(code, "no such language", f"known: {', '.join(languages())}")) from None
    return Language(
        code=code,
        name=module.NAME,
        grammar=_grammar(data, module),
        clean_char=module.clean_char,
        is_clitic=module.is_clitic,
        fold=module.fold,
        bare=module.bare,
        without_article=module.without_article,
        without_proclitic=module.without_proclitic,
        noun_forms=module.noun_forms,
        verb_forms=module.verb_forms,
        verb_aspects=module.verb_aspects,
        participle_forms=module.participle_forms,
        citations=module.citations,
        verbal_nouns=module.verbal_nouns,
        romanize=module.romanize,
        transcription=module.transcription,
        is_passive=module.is_passive,
        is_verbal_noun=module.is_verbal_noun,
        resegment=module.resegment,
        respelled=module.respelled,
        repairs=module.REPAIRS,
    )


def _grammar(data: Mapping[str, Any], module: ModuleType) -> Grammar:
    fold: Callable[[str], str] = module.fold

    def words(key: str) -> frozenset[str]:
        return frozenset(fold(word) for word in data[key])

    def phrases(key: str) -> tuple[tuple[str, ...], ...]:
        return tuple(tuple(fold(word) for word in phrase.split()) for phrase in data[key])

    def verbs(key: str) -> frozenset[str]:
        return frozenset(form for verb in data[key] for form in module.verb_forms(verb))

    def inflected(key: str) -> frozenset[str]:
        return frozenset(form for word in data[key] for form in module.noun_forms(word))

    light: dict[str, list[LightVerb]] = {}
    for entry in data["light_verbs"]:
        slots = [entry["event"]] if isinstance(entry["event"], str) else entry["event"]
        kind = LightVerb(tuple(s if s in ("object", "subject") else fold(s) for s in slots), entry["subject"])
        for verb in entry["verbs"]:
            for form in module.verb_forms(verb):
                known = light.setdefault(form, [])
                if kind not in known:
                    known.append(kind)
    special: dict[str, Any] = {
        "same_slot": {fold(v): fold(k) for k, variants in data["same_slot"].items() for v in variants},
        "agent_phrases": phrases("agent_phrases"),
        "purpose": phrases("purpose"),
        "negation_phrases": phrases("negation_phrases"),
        "conditional_phrases": phrases("conditional_phrases"),
        "reminding": phrases("reminding"),
        "as_reported": phrases("as_reported"),
        "agencies": frozenset(phrases("agencies")),
        "time": frozenset(module.bare(word) for word in data["time"]),
        "near": frozenset(module.bare(word) for word in data["near"]),
        "conditional": frozenset(data["conditional"]),
        **{
            key: verbs(key)
            for key in (
                "speech",
                "speech_of_clauses",
                "auxiliaries",
                "still",
                "continuing",
                "supposed",
                "almost",
                "resumed",
                "earlier",
                "held",
            )
        },
        "intransitive": verbs("intransitive"),
        "ditransitive": verbs("ditransitive"),
        "light_verbs": {form: tuple(kinds) for form, kinds in light.items()},
        "where": tuple(fold(slot) for slot in data["where"]),
        "accusative_endings": tuple(data["accusative_endings"]),
        "titles": inflected("titles"),
        "place_kinds": {
            form: kind for kind, listed in data["place_kinds"].items() for w in listed for form in module.noun_forms(w)
        },
        "place_homage": inflected("place_homage"),
        "offices": inflected("offices"),
        "backing": inflected("backing"),
        "affiliated": inflected("affiliated"),
        "plural_endings": tuple(data["plural_endings"]),
        "feminine_ending": tuple(fold(ending) for ending in data["feminine_ending"]),
    }
    plain: dict[str, Any] = {f.name: words(f.name) for f in fields(Grammar) if f.name not in special}
    return Grammar(**plain, **special)

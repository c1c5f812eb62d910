"""What checks look at: the merged entries with their languages and ontology, and what a condition's values mean."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, TypeAlias

from coder.codebook.load import Entries, Item
from coder.codebook.model import ActionEntry, Condition, OperatorEntry
from coder.codebook.ontology import Ontology, load_ontology
from coder.codebook.source import Path_
from coder.languages import Language, load_language
from coder.languages.base import languages

RuleEntry: TypeAlias = ActionEntry | OperatorEntry
RULES = ("actions", "operators")  # in the order in which they are tried


class Finding(NamedTuple):
    """Something wrong with a part of an entry: section, id and path inside the entry lead to its place."""

    section: str
    id: str
    path: Path_
    kind: str
    message: str
    remedy: str = ""


Check: TypeAlias = Callable[["View"], Iterable[Finding]]


@dataclass(frozen=True)
class Meaning:
    """What values of a condition accept: folded words, agents by id, pieces of codes, comparisons of countries."""

    words: frozenset[str] = frozenset()
    agents: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()

    def __or__(self, other: Meaning) -> Meaning:
        return Meaning(
            self.words | other.words,
            self.agents | other.agents,
            self.codes | other.codes,
            self.countries | other.countries,
        )

    def within(self, other: Meaning) -> bool:
        """Whether all that this accepts the other accepts as well."""
        return (
            self.words <= other.words
            and self.agents <= other.agents
            and self.codes <= other.codes
            and self.countries <= other.countries
        )


@dataclass(frozen=True)
class View:
    """Merged entries, and look-ups that several checks need."""

    entries: Entries

    @cached_property
    def ontology(self) -> Ontology:
        """The codes that may be used."""
        return load_ontology()

    def language(self, item: Item) -> Language:
        """The language of an entry's words; of a language that waqai has not, which is told as a fault, the first."""
        code, known = item.origin.language, languages()
        return load_language(code if code in known else known[0])

    def rules(self) -> Iterator[tuple[str, Item, RuleEntry]]:
        """Section, item and entry of every rule, in the order in which rules are tried."""
        for section in RULES:
            for item in self.entries.items(section):
                if isinstance(item.entry, RuleEntry):
                    yield section, item, item.entry

    @cached_property
    def agents(self) -> Mapping[str, frozenset[str]]:
        """The agents that a condition may mean by an id or a class of agents."""
        found: dict[str, set[str]] = {}
        for agent, _ in self.entries.of("agents"):
            for name in (agent.id, *agent.class_):
                found.setdefault(name, set()).add(agent.id)
        return {name: frozenset(ids) for name, ids in found.items()}

    @cached_property
    def classes(self) -> Mapping[str, tuple[str, ...]]:
        """The words of each class."""
        return {entry.id: entry.words for entry, _ in self.entries.of("classes")}

    def meaning(self, values: Iterable[str], language: Language) -> Meaning:
        """What a list of values accepts, as the engine reads them."""
        words: set[str] = set()
        agents: set[str] = set()
        codes: set[str] = set()
        countries: set[str] = set()
        for value in values:
            mine = self.agents.get(value, frozenset())
            agents |= mine
            if value in self.classes:
                words |= {fold(word, language) for word in self.classes[value]}
            elif compares_countries(value):
                countries.add(value)
            elif is_code(value):
                codes.add(value)
            elif not mine:
                words.add(fold(value, language))
        return Meaning(frozenset(words), frozenset(agents), frozenset(codes), frozenset(countries))


COUNTRY_VALUES = (
    "same country as source",
    "same country as target",
    "other country than source",
    "other country than target",
)
_SINGULAR = {"classes": "class", "countries": "country"}


def compares_countries(value: str) -> bool:
    """Whether a value compares countries instead of naming something."""
    return value in COUNTRY_VALUES


def is_code(value: str) -> bool:
    """Whether a value stands for a piece of an actor's code: three capitals."""
    return len(value) == 3 and value.isascii() and value.isalpha() and value.isupper()


def is_id(value: str) -> bool:
    """Whether a value looks like the id of an entry rather than a word of a language."""
    return value.isascii() and value.islower() and all(part.isalnum() for part in value.split("-"))


def fold(words: str, language: Language) -> str:
    """A word or phrase in one spelling."""
    return " ".join(language.fold(word) for word in words.split())


def conditions(entry: RuleEntry) -> Iterator[tuple[Path_, Condition]]:
    """Every condition of a rule with its path: ``if``, ``unless`` and those of the refinements."""
    yield ("if",), entry.if_
    yield ("unless",), entry.unless
    if isinstance(entry, ActionEntry):
        for n, refinement in enumerate(entry.refine):
            yield ("refine", n, "if"), refinement.if_


def name_of(section: str, entry_id: str) -> str:
    """An entry as messages name it: ``action 'bombard'``."""
    return f"{_SINGULAR.get(section, section.removesuffix('s'))} {entry_id!r}"

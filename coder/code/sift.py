"""Which sentences may give rows, told before they are parsed: those in which a rule may be called.

A sentence is left out only if each of its triggers, found by the same tags and lemmas as later, is kept from firing in
any tree: by a discard, by a condition that none of the words and names there can meet, or since it is an operator and
nothing that it could speak of fires. `tests/test_filter.py` compares the rows with those of articles parsed as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from coder.annotate import Document, Sentence, Word
from coder.code.discard import Discarded, find_discards
from coder.code.match import in_words, noun_triggers, rest_of, verb_triggers
from coder.codebook import Codebook
from coder.codebook.compile import Name, Rule, Test, Trigger
from coder.codebook.model import ActorEntry, AgentEntry
from coder.event import code_pieces
from coder.frames.build import written_as_participle

_VERBS = ("VERB", "AUX")
_NOUNS = ("NOUN", "PROPN", "ADJ", "X")
_MISREAD = ("NOUN", "PROPN")  # tags of words that a repair of the tree may take for verbs
_ALWAYS = frozenset({"CVL", "REB"})  # roles that somebody may have whose entry has another


class _Named(NamedTuple):
    """Agents that words may name, and roles of all that they may name."""

    agents: frozenset[str]
    roles: frozenset[str]


class Sift:
    """Tells the sentences in which a rule of a codebook may be called."""

    def __init__(self, book: Codebook) -> None:
        self._book = book
        self._named: dict[str, _Named] = {}
        self._foreign = frozenset(role for name in book.transcribed.values() for role in _roles(name))

    def may_fire(self, document: Document) -> set[int]:
        """Indices of the sentences of an article that may give rows."""
        named = [self._names(sentence) for sentence in document.sentences]
        roles = self._foreign.union(_ALWAYS, *(found.roles for found in named))
        discarded = find_discards(document.sentences, self._book)
        return {
            sentence.index
            for sentence, own, kept in zip(document.sentences, named, discarded, strict=True)
            if self._may_fire(sentence, _Named(own.agents, roles), kept)
        }

    def _may_fire(self, sentence: Sentence, named: _Named, discarded: Sequence[Discarded]) -> bool:
        for word in sentence.words:
            for trigger in dict.fromkeys(self._triggers(word, sentence)):
                rule = trigger.rule
                if rule.family and not rule.entry.cameo:
                    continue
                rest = rest_of(word, trigger, sentence)
                if rest is None or any(d.forbids(rule.id, word.index, 1 + len(rest)) for d in discarded):
                    continue
                if self._may_hold(rule, sentence, named):
                    return True
        return False

    def _triggers(self, word: Word, sentence: Sentence) -> Iterator[Trigger]:
        """All triggers that frames of a word could hold."""
        if word.upos in _VERBS or (word.upos in _MISREAD and word.key in self._book.verbs):
            yield from verb_triggers(word, sentence, self._book)
        if word.upos in _NOUNS:
            yield from noun_triggers(word, self._book)
            if written_as_participle(word, self._book.language.grammar):
                yield from self._book.participles.get(word.key, ())

    # Conditions

    def _may_hold(self, rule: Rule, sentence: Sentence, named: _Named) -> bool:
        """Whether the conditions of a rule may hold whatever fills its slots."""
        for slot, tests in rule.if_.slots:
            if not any(_in(test, sentence) or (slot != "words" and self._is_there(test, named)) for test in tests):
                return False
        excluded = rule.unless.slots
        return not excluded or any(
            slot != "words" or not any(_in(t, sentence) for t in tests) for slot, tests in excluded
        )

    def _is_there(self, test: Test, named: _Named) -> bool:
        """Whether somebody may pass a test: one of its agents in the sentence, or anybody of its roles in the article,
        whom other words may stand for; countries are told in many ways."""
        if test.country_of or not test.agents.isdisjoint(named.agents):
            return True
        return any(code in named.roles or code in self._book.countries for code in test.codes)

    def _names(self, sentence: Sentence) -> _Named:
        found = [self._of_key(key) for word in sentence.words for key in (word.key, word.bare)]
        return _Named(
            frozenset(agent for one in found for agent in one.agents), frozenset(r for one in found for r in one.roles)
        )

    def _of_key(self, key: str) -> _Named:
        """What a word may begin to name, with the letter of a preposition on it too."""
        if key not in self._named:
            language, book = self._book.language, self._book
            rests = language.without_proclitic(key)
            keys = {key, *rests, *map(language.without_article, rests)}
            names = [name for one in keys for name in book.names.get(one, ())]
            agents = frozenset(name.id for name in names if name.kind == "agent")
            self._named[key] = _Named(agents, frozenset(role for name in names for role in _roles(name)))
        return self._named[key]


def _roles(name: Name) -> Iterator[str]:
    """Pieces of the codes that a name may give somebody."""
    entry = name.entry
    if isinstance(entry, ActorEntry):
        for code in (entry.code, *(role.code for role in entry.roles)):
            yield from code_pieces(code or "")
    elif isinstance(entry, AgentEntry):
        for role in (entry.role, *entry.role_in.values()):
            yield from code_pieces(role)


def _in(test: Test, sentence: Sentence) -> bool:
    return in_words(test, sentence.words, sentence.keys, sentence.written)

"""Which sentences may give rows, told before they are parsed: those in which a trigger may fire.

Nothing is guessed: a sentence is left out only if for each of its triggers, found by the same tags and lemmas as later,
something holds that keeps it from firing in any tree (`tests/test_filter.py` compares).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coder.annotate import Document, Sentence, Word
from coder.code.discard import Discarded, find_discards
from coder.code.match import in_words, noun_triggers, rest_of, verb_triggers
from coder.codebook import Codebook
from coder.codebook.compile import Test, Trigger

_VERBS = ("VERB", "AUX")
_NOUNS = ("NOUN", "PROPN", "ADJ", "X")
_MISREAD = ("NOUN", "PROPN")  # tags of words that a repair of the tree may take for verbs


@dataclass(frozen=True)
class _Candidate:
    """A word that may call a rule; ``size`` is the number of words of the trigger."""

    word: Word
    trigger: Trigger
    size: int


def may_fire(document: Document, book: Codebook) -> set[int]:
    """Indices of the sentences of an article in which a trigger may fire."""
    sentences = document.sentences
    found = zip(sentences, find_discards(sentences, book), strict=True)
    return {sentence.index for sentence, discarded in found if _may_fire(sentence, discarded, book)}


def _may_fire(sentence: Sentence, discarded: Sequence[Discarded], book: Codebook) -> bool:
    candidates = list(_candidates(sentence, book))
    words = {candidate.word.index for candidate in candidates}
    for candidate in candidates:
        rule = candidate.trigger.rule
        if rule.family and not rule.entry.cameo and len(words) == 1:
            continue  # an operator, and nothing that it could speak of
        if not _is_kept(candidate, sentence, discarded):
            return True
    return False


def _candidates(sentence: Sentence, book: Codebook) -> Iterator[_Candidate]:
    """All triggers that the frames of a sentence could hold."""
    for word in sentence.words:
        for trigger in dict.fromkeys(_triggers(word, sentence, book)):
            rest = rest_of(word, trigger, sentence)
            if rest is not None:
                yield _Candidate(word, trigger, 1 + len(rest))


def _triggers(word: Word, sentence: Sentence, book: Codebook) -> Iterator[Trigger]:
    if word.upos in _VERBS or (word.upos in _MISREAD and word.key in book.verbs):
        yield from verb_triggers(word, sentence, book)
    if word.upos in _NOUNS:
        yield from noun_triggers(word, book)
        yield from book.participles.get(word.key, ())


def _is_kept(candidate: _Candidate, sentence: Sentence, discarded: Sequence[Discarded]) -> bool:
    """Whether a discard or a condition keeps a trigger from firing, whatever the tree."""
    rule, at = candidate.trigger.rule, candidate.word.index
    for found in discarded:
        shorter = found.discard.entry.level == "word" and candidate.size > found.size
        if found.covers(at) and found.forbids(rule.id) and not shorter:
            return True
    if any(not any(_may_hold(test, slot, sentence) for test in tests) for slot, tests in rule.if_.slots):
        return True
    unless = rule.unless.slots
    return bool(unless) and all(slot == "words" and any(_in(test, sentence) for test in tests) for slot, tests in unless)


def _may_hold(test: Test, slot: str, sentence: Sentence) -> bool:
    """Whether a phrase of a sentence could pass a test."""
    of_somebody = slot != "words" and bool(test.agents or test.codes or test.country_of)
    return of_somebody or _in(test, sentence)


def _in(test: Test, sentence: Sentence) -> bool:
    return in_words(test, sentence.words, sentence.keys, sentence.written)

"""Noun phrases: which words belong to an argument, what it is about, and what is coordinated with it."""

from __future__ import annotations

from collections.abc import Iterator

from coder.annotate import Sentence, Word
from coder.languages import Grammar

# A phrase ends where a clause, a coordinated phrase or an aside begins.
_OUTSIDE = frozenset({"conj", "cc", "acl", "advcl", "parataxis", "ccomp", "csubj", "punct", "case", "mark", "dep"})
NOMINAL = frozenset({"NOUN", "PROPN", "ADJ", "PRON", "NUM", "X", "DET"})


def preposition(sentence: Sentence, head: Word) -> str:
    """The folded preposition of a phrase, empty if it has none; of two (``من قبل``), the first."""
    for child in sentence.children(head, "case"):
        if child.index < head.index:
            return child.key
    for child in sentence.children(head, "mark"):  # the parser confuses the two before verbal nouns
        if child.upos == "ADP" and child.index < head.index:
            return child.key
    return ""


def phrase_words(sentence: Sentence, head: Word) -> tuple[Word, ...]:
    """The contiguous words of a noun phrase around its head."""
    inside = {head.index}
    todo = [head]
    while todo:
        for child in sentence.children(todo.pop()):
            if child.deprel.split(":")[0] in _OUTSIDE and not _flat_name(sentence, child):
                if child.deprel == "case":
                    inside.add(child.index)
                continue
            inside.add(child.index)
            todo.append(child)
    first = head.index
    while first - 1 in inside:
        first -= 1
    last = head.index
    bridge = {w.index for w in sentence.words if w.upos == "PUNCT" and w.text in '«»"“”()[]'}
    while last + 1 in inside or (last + 1 in bridge and last + 2 in inside):
        last += 1
    words = sentence.words[first : last + 1]
    # The phrase's own preposition is outside it.
    while words and words[0].deprel in ("case", "cc", "mark") and words[0] is not head:
        words = words[1:]
    return words


def _flat_name(sentence: Sentence, word: Word) -> bool:
    """Whether a loosely attached proper name continues the name before it."""
    return word.deprel == "dep" and word.upos == "PROPN" and word.index == word.head + 1


def heads(sentence: Sentence, head: Word, grammar: Grammar) -> Iterator[Word]:
    """What a phrase is about: the nouns behind words of amount, and everything coordinated with them, in text order."""
    yield from sorted(_heads(sentence, head, grammar, set()), key=lambda w: w.index)


def _heads(sentence: Sentence, head: Word, grammar: Grammar, seen: set[int]) -> Iterator[Word]:
    if head.index in seen:
        return
    seen.add(head.index)
    inner = None
    if grammar.is_amount(head):
        inner = next(
            (
                c
                for c in sentence.children(head, "nmod", "obl", "obj", "dep", "amod")
                if (c.index > head.index and c.upos in NOMINAL and c.deprel != "dep")
                or (c.index == head.index + 1 and c.upos in ("NOUN", "PROPN"))
            ),
            None,
        )
    if inner is not None and inner.upos != "PRON":
        yield from _heads(sentence, inner, grammar, seen)
    else:
        yield head
    for child in sentence.children(head, "conj"):
        if child.upos in NOMINAL:
            yield from _heads(sentence, child, grammar, seen)

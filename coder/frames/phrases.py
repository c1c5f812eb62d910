"""Noun phrases: which words belong to an argument, what it is about, and what is coordinated with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from coder.annotate import Sentence, Word
from coder.languages import Grammar

# A phrase ends where a clause, a coordinated phrase or an aside begins.
_OUTSIDE = frozenset({"conj", "cc", "acl", "advcl", "parataxis", "ccomp", "csubj", "punct", "case", "mark", "dep"})
_BRIDGES = frozenset('«»"“”()[]')  # a name in quotation marks belongs to the noun before it
NOMINAL = frozenset({"NOUN", "PROPN", "ADJ", "PRON", "NUM", "X", "DET"})


class Phrases:
    """The phrases of one sentence, each worked out once."""

    def __init__(self, sentence: Sentence, grammar: Grammar) -> None:
        self.sentence = sentence
        self.grammar = grammar
        self._prepositions: dict[int, str] = {}
        self._words: dict[int, tuple[Word, ...]] = {}
        self._heads: dict[int, tuple[Word, ...]] = {}
        self._keys: dict[str, list[int]] = {}
        for word in sentence.words:
            for key in {word.key, word.bare}:
                self._keys.setdefault(key, []).append(word.index)

    def preposition(self, head: Word) -> str:
        """As the function of this name; a noun that serves as one (``انفجار شمال مالي``) is its own."""
        if head.index not in self._prepositions:
            found = preposition(self.sentence, head)
            if (
                not found
                and head.upos == "NOUN"
                and head.deprel in ("nmod", "obl")
                and head.key in self.grammar.same_slot
            ):
                found = head.key
            self._prepositions[head.index] = found
        return self._prepositions[head.index]

    def words(self, head: Word) -> tuple[Word, ...]:
        """As ``phrase_words``."""
        if head.index not in self._words:
            self._words[head.index] = phrase_words(self.sentence, head)
        return self._words[head.index]

    def heads(self, head: Word) -> tuple[Word, ...]:
        """As the function of this name."""
        if head.index not in self._heads:
            self._heads[head.index] = tuple(heads(self.sentence, head, self.grammar))
        return self._heads[head.index]

    def ends(self, fixed: Iterable[tuple[str, ...]]) -> dict[int, int]:
        """Where one of these fixed phrases stands: the index of its last word, and of its first."""
        words, found = self.sentence.words, {}
        for phrase in fixed:
            for start in self._keys.get(phrase[0], ()):
                end = start + len(phrase)
                if end <= len(words) and all(
                    p in (w.key, w.bare) for p, w in zip(phrase, words[start:end], strict=True)
                ):
                    found[end - 1] = start
        return found


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
    while last + 1 in inside or (last + 2 in inside and sentence.words[last + 1].text in _BRIDGES):
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
        ) or _counted_apart(sentence, head)
    if inner is not None and inner.upos != "PRON":
        yield from _heads(sentence, inner, grammar, seen)
    else:
        yield head
    for child in sentence.children(head, "conj"):
        if child.upos in NOMINAL:
            yield from _heads(sentence, child, grammar, seen)


def _counted_apart(sentence: Sentence, amount: Word) -> Word | None:
    """What a word of amount counts where the parse hangs both on the verb: ``اعتُقل خمسة ناشطين``."""
    after = sentence.words[amount.index + 1] if amount.index + 1 < len(sentence.words) else None
    beside = after is not None and after.head == amount.head >= 0 and after.upos in ("NOUN", "PROPN")
    core = beside and after is not None and after.deprel in ("nsubj", "obj") and amount.deprel in ("nsubj", "obj")
    return after if core and after is not None and after.key == after.bare else None

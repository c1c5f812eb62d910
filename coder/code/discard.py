"""Words and contexts that must not fire: football's attack, a film's war, an advertising campaign."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coder.annotate import Sentence
from coder.codebook import Codebook
from coder.codebook.compile import Discard, DiscardPhrase


@dataclass(frozen=True)
class Discarded:
    """What a discard found; of a whole sentence or article, the words of its first phrase there.

    Attributes:
        first, last: indices of the first and last word of the phrase in the sentence; -1 for a phrase of an earlier or
            later sentence of the article.
        text: the words as written.
    """

    discard: Discard
    first: int
    last: int
    text: str

    @property
    def size(self) -> int:
        """Number of words."""
        return self.last - self.first + 1

    def covers(self, index: int) -> bool:
        """Whether it forbids a trigger at a word."""
        return self.discard.entry.level != "word" or self.first <= index <= self.last

    def forbids(self, rule_id: str, at: int, size: int) -> bool:
        """Whether it keeps a rule from a trigger of ``size`` words at a word; one longer than the phrase stands."""
        entry = self.discard.entry
        named = not entry.actions or rule_id in entry.actions
        return named and self.covers(at) and (entry.level != "word" or size <= self.size)

    @property
    def reason(self) -> str:
        """Why there is no row, in words for the user."""
        level = self.discard.entry.level
        where = "" if level == "word" else f" in the {level}"
        return f"discarded by {self.discard.id} ({self.discard.origin}): «{self.text}»{where}"


def find_discards(sentences: Sequence[Sentence], book: Codebook) -> list[list[Discarded]]:
    """What is discarded in each sentence of an article."""
    if not book.discards:
        return [[] for _ in sentences]
    found = [list(_phrases(sentence, book)) for sentence in sentences]
    article: Counter[str] = Counter(f.discard.id for phrases in found for f in phrases)
    first: dict[str, Discarded] = {}
    for phrases in found:
        for phrase in phrases:
            if phrase.discard.entry.level == "article" and article[phrase.discard.id] >= phrase.discard.entry.at_least:
                first.setdefault(phrase.discard.id, Discarded(phrase.discard, -1, -1, phrase.text))
    return [[*_of_sentence(phrases), *first.values()] for phrases in found]


def _of_sentence(phrases: Sequence[Discarded]) -> Iterator[Discarded]:
    counts = Counter(phrase.discard.id for phrase in phrases)
    seen: set[str] = set()
    for phrase in phrases:
        entry = phrase.discard.entry
        if entry.level == "word":
            yield phrase
        elif entry.level == "sentence" and counts[entry.id] >= entry.at_least and entry.id not in seen:
            seen.add(entry.id)
            yield phrase


def _phrases(sentence: Sentence, book: Codebook) -> Iterator[Discarded]:
    for word in sentence.words:
        keys = (word.key, word.bare, word.lemma_key)
        longest: dict[Discard, int] = {}  # a word of which two forms are listed (مباراة، مباريات) stands there once
        for phrase in dict.fromkeys(p for key in dict.fromkeys(keys) for p in book.discards.get(key, ())):
            last = _last(phrase, sentence, word.index)
            if last is not None:
                longest[phrase.discard] = max(last, longest.get(phrase.discard, last))
        for discard, last in longest.items():
            words = sentence.words[word.index : last + 1]
            yield Discarded(discard, word.index, last, sentence.quote(words[0].start, words[-1].end))


def _last(phrase: DiscardPhrase, sentence: Sentence, start: int) -> int | None:
    """Index of the last word of a phrase that begins at a word; None if it does not stand there."""
    if start + len(phrase.words) > len(sentence.words):
        return None
    for word, forms in zip(sentence.words[start:], phrase.words, strict=False):
        keys = (word.key,) if phrase.exact else (word.bare, word.lemma_key, word.key)
        if forms.isdisjoint(keys):
            return None
    return start + len(phrase.words) - 1

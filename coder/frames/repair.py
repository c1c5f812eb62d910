"""Mending the parse before frames are read off it: which errors there are, the language knows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from coder.annotate import Sentence, Word
from coder.languages import Attachment, Language, Lexicon


def repair(sentence: Sentence, language: Language, lexicon: Lexicon) -> Sentence:
    """The sentence with all repairs of its language made, one after the other.

    Args:
        sentence: as parsed.
        language: gives the repairs and the function words that they go by.
        lexicon: words of the codebook, which tell a verb or a name where the tagger erred.
    """
    for find in language.repairs:
        sentence = apply(sentence, find(sentence, language.grammar, lexicon))
    return sentence


def apply(sentence: Sentence, attachments: Iterable[Attachment]) -> Sentence:
    """The sentence with new attachments, of two of one word the later; as it was if they would make a cycle."""
    changes = {change.word: change for change in attachments}
    if not changes:
        return sentence
    words = list(sentence.words)
    for index, change in changes.items():
        words[index] = replace(
            words[index], head=change.head, deprel=change.deprel, upos=change.upos or words[index].upos
        )
    return replace(sentence, words=tuple(words)) if all(_reaches_root(words, i) for i in changes) else sentence


def _reaches_root(words: list[Word], index: int) -> bool:
    """Whether the way up from a word ends: it was a tree before, so only a changed word can stand on a cycle."""
    for _ in words:
        if index < 0:
            return True
        index = words[index].head
    return index < 0

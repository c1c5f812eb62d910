"""Mending the parse before frames are read off it: which errors there are, the language knows."""

from __future__ import annotations

from collections.abc import Iterator
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
        sentence = _apply(sentence, find(sentence, language.grammar, lexicon))
    return sentence


def _apply(sentence: Sentence, attachments: Iterator[Attachment]) -> Sentence:
    """The sentence with new attachments, or as it was if they would make a cycle."""
    changes = {change.word: change for change in attachments}
    if not changes:
        return sentence
    words = tuple(_changed(word, changes.get(word.index)) for word in sentence.words)
    mended = replace(sentence, words=words)
    return mended if _is_tree(mended) else sentence


def _changed(word: Word, change: Attachment | None) -> Word:
    return replace(word, head=change.head, deprel=change.deprel, upos=change.upos or word.upos) if change else word


def _is_tree(sentence: Sentence) -> bool:
    for word in sentence.words:
        seen = set()
        at: Word | None = word
        while at is not None:
            if at.index in seen:
                return False
            seen.add(at.index)
            at = sentence.parent(at)
    return True

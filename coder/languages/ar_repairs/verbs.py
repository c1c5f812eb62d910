"""Repairs of words that are verbs, and of the head of the sentence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from coder.languages.ar_repairs.common import (
    NOMINAL,
    has_article,
    nominative,
    relation,
    somebody,
    unmarked,
)
from coder.languages.base import Attachment, Grammar, Lexicon

if TYPE_CHECKING:
    from coder.annotate import Sentence, Word


def verb_at_the_head(sentence: Sentence, grammar: Grammar, lexicon: Lexicon) -> Iterator[Attachment]:
    """``خطف مسلحون مهندساً``، ``قصف الطيران الروسي بلدة كفرنبل``: a verb before its subject, written like its masdar.

    No genitive ends in ون, and a masdar has one genitive only: the noun after it is the object of a verb.
    """
    for word in sentence.words:
        if word.head != -1 or word.key not in lexicon.verbs or word.upos not in ("NOUN", "PROPN", "VERB"):
            continue
        nouns = [
            c
            for c in sentence.children(word)
            if c.index > word.index and c.upos in NOMINAL and relation(c) in _OF_A_NOUN and unmarked(sentence, c)
        ]
        if not nouns or nouns[0].index != word.index + 1 or has_article(word):
            return
        subject = nouns[0]
        second = _second(sentence, word, subject, lexicon)
        second = second or next((c for c in sentence.children(word, "obj") if c.index > subject.index), None)
        if second is None and not (nominative(subject, lexicon) or word.upos == "VERB"):
            return
        if word.upos != "VERB" and not somebody(subject, lexicon):
            return
        yield Attachment(word.index, -1, "root", "VERB")
        yield Attachment(subject.index, word.index, "nsubj", "NOUN" if subject.upos == "ADJ" else "")
        if second is not None:
            yield Attachment(second.index, word.index, "obj", "NOUN" if second.upos == "ADJ" else "")
        for child in sentence.children(word, "nmod"):
            if not unmarked(sentence, child):
                yield Attachment(child.index, word.index, "obl")


_OF_A_NOUN = ("nmod", "amod", "dep", "flat", "nummod")


def _second(sentence: Sentence, verb: Word, subject: Word, lexicon: Lexicon) -> Word | None:
    """The noun behind one that has the article or ends in ون, and that the parse hangs on it or on the verb."""
    if not (has_article(subject) or nominative(subject, lexicon)):
        return None
    below = [w for w in sentence.subtree(verb) if w.index > subject.index and w.upos in NOMINAL]
    for word in below:
        if not unmarked(sentence, word) or relation(word) not in _OF_A_NOUN:
            break
        attribute = has_article(word) == has_article(subject) and not word.text.endswith("ا")
        if (word.upos == "ADJ" and attribute) or nominative(word, lexicon):
            continue
        return None if word.upos == "PROPN" and has_article(subject) else word
    return None


def verb_read_as_predicate(sentence: Sentence, grammar: Grammar, lexicon: Lexicon) -> Iterator[Attachment]:
    """``إن الجيش قصف مواقع``: somebody is no bombardment, so a predicate spelled like a verb is a verb."""
    for word in sentence.words[1:]:
        if word.upos != "NOUN" or word.key not in lexicon.verbs or relation(word) in ("nmod", "nsubj", "obl"):
            continue
        subject = next((c for c in sentence.children(word, "nsubj") if c.index < word.index), None)
        if subject is None or not (subject.key in lexicon.names or subject.bare in lexicon.names):
            continue
        yield Attachment(word.index, word.head, word.deprel, "VERB")
        found = False
        for child in sentence.children(word, "nmod", "amod"):
            if child.index < word.index:
                continue
            if not unmarked(sentence, child):
                yield Attachment(child.index, word.index, "obl")
            elif not found:  # of two adjectives (طرد دبلوماسيين جزائريين) the second belongs to the first
                found = True
                yield Attachment(child.index, word.index, "obj", "NOUN" if child.upos == "ADJ" else "")
                for other in sentence.children(word, "amod"):
                    if other.index > child.index:
                        yield Attachment(other.index, child.index, "amod")
                break
        if found:
            continue
        # The object, read as a second clause beside the verb.
        for other in sentence.words[word.index + 1 :]:
            beside = other.head == word.head and other.deprel in ("ccomp", "obj", "xcomp") and other.upos == "NOUN"
            if beside and not any(c.deprel in ("mark", "case", "cc", "nsubj") for c in sentence.children(other)):
                yield Attachment(other.index, word.index, "obj")
                break

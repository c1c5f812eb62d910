"""Mending errors that the parser makes again and again, from word order and the function words of the language.

Each repair looks at the tree and returns new attachments; none needs the codebook.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from coder.annotate import Sentence, Word
from coder.languages import Grammar

# index of the word -> (new head, new relation)
Attachment = tuple[int, int, str]


def repair(sentence: Sentence, grammar: Grammar) -> Sentence:
    """The sentence with all repairs made, one after the other."""
    for find in REPAIRS:
        changes = {index: (head, deprel) for index, head, deprel in find(sentence, grammar)}
        if changes:
            words = tuple(
                replace(w, head=changes[w.index][0], deprel=changes[w.index][1]) if w.index in changes else w
                for w in sentence.words
            )
            mended = replace(sentence, words=words)
            if _is_tree(mended):
                sentence = mended
    return sentence


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


def amount_as_attribute(sentence: Sentence, grammar: Grammar) -> Iterator[Attachment]:
    """``أجرى النظام العديد من الاتفاقيات``: a word of amount before «من» begins a phrase of its own, the verb's object."""
    for word in sentence.words[:-1]:
        parent = sentence.parent(word)
        if (
            word.deprel == "amod"
            and (word.bare in grammar.quantifiers or word.lemma_key in grammar.quantifiers)
            and sentence.words[word.index + 1].key == "من"
            and parent is not None
        ):
            verb = parent
            while verb is not None and verb.upos != "VERB":
                verb = sentence.parent(verb)  # type: ignore[assignment]
            if verb is not None and not sentence.children(verb, "obj"):
                yield word.index, verb.index, "obj"


def verb_as_name(sentence: Sentence, grammar: Grammar) -> Iterator[Attachment]:
    """A dateline («صنعاء – قتل ...») is not the head of the sentence after it."""
    root = next((w for w in sentence.words if w.head == -1), None)
    if root is None or root.upos not in ("PROPN", "NOUN", "PUNCT", "X"):
        return
    verb = next((w for w in sentence.children(root) if w.deprel in ("parataxis", "acl", "dep") and w.upos == "VERB"), None)
    if verb is None or not any(w.text in "–-—:(" for w in sentence.words[root.index + 1 : verb.index]):
        return
    yield verb.index, -1, "root"
    yield root.index, verb.index, "parataxis"
    for child in sentence.children(root):
        if child.index > verb.index:
            yield child.index, verb.index, child.deprel


REPAIRS: tuple[Callable[[Sentence, Grammar], Iterator[Attachment]], ...] = (amount_as_attribute, verb_as_name)

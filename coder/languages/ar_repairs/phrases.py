"""Repairs inside noun phrases: what is an attribute, a genitive, a number, part of a list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from coder.languages.ar_repairs.common import (
    NOMINAL,
    has_article,
    nominative,
    relation,
    somebody,
    sound_plural,
    unmarked,
)
from coder.languages.base import Attachment, Grammar, Lexicon

if TYPE_CHECKING:
    from coder.annotate import Sentence, Word

_PARTITIVE = ("بين", "من", "ضمن")
_PLURAL_PRONOUNS = ("هم", "ها", "هن", "هما")


def nationality_apart(sentence: Sentence, grammar: Grammar, lexicon: Lexicon) -> Iterator[Attachment]:
    """``اعترضت البحرية الإسرائيلية سفينة``: an adjective of country behind a noun like it is its attribute."""
    for word in sentence.words[1:]:
        noun = sentence.words[word.index - 1]
        if (
            word.bare in lexicon.adjectives
            and relation(word) in ("nsubj", "obj", "xcomp", "obl", "dep", "appos")
            and (noun.upos in ("NOUN", "PROPN") or noun.bare in lexicon.agents)
            and has_article(noun) == has_article(word)
            and noun.head == word.head
        ):
            yield Attachment(word.index, noun.index, "amod", "ADJ")


def plural_read_as_attribute(sentence: Sentence, grammar: Grammar, lexicon: Lexicon) -> Iterator[Attachment]:
    """``إصابة فلسطينيين``، ``برصاص مسلحين``: a plural in ين is no adjective of a singular but its genitive."""
    for word in sentence.words[1:]:
        head = sentence.words[word.index - 1]
        if (
            word.upos == "ADJ"
            and word.deprel == "amod"
            and word.head == head.index
            and head.upos in ("NOUN", "PROPN")
            and not has_article(head)
            and head.feats.get("Number") == "Sing"
            and head.bare not in lexicon.agents
            and head.bare not in grammar.time
            and sound_plural(word, lexicon, "ين")
        ):
            yield Attachment(word.index, head.index, "nmod", "NOUN")
            for other in sentence.children(head, "amod"):
                if other.index > word.index:
                    yield Attachment(other.index, word.index, "amod")


def person_in_a_list(sentence: Sentence, grammar: Grammar, lexicon: Lexicon) -> Iterator[Attachment]:
    """``قُتل جندي وشرطي``: what is joined to somebody is somebody too, though it looks like an adjective."""
    for word in sentence.words:
        if word.upos != "ADJ" or word.deprel != "conj":
            continue
        head = sentence.parent(word)
        if head is not None and head.upos == "NOUN" and word.bare in lexicon.agents and head.bare in lexicon.agents:
            yield Attachment(word.index, word.head, word.deprel, "NOUN")


def amount_as_attribute(sentence: Sentence, grammar: Grammar, lexicon: Lexicon) -> Iterator[Attachment]:
    """``مقتل أكثر من عشرين``: a word of amount before «من» begins a phrase, here the genitive of a verbal noun."""
    for word in sentence.words[1:-1]:
        head = sentence.words[word.index - 1]
        if (
            word.deprel == "amod"
            and word.head == head.index
            and head.upos == "NOUN"
            and not has_article(head)
            and grammar.is_amount(word)
            and word.lemma_key == word.bare  # comparatives have no forms; «قصص كثيرة من» is an attribute
            and sentence.words[word.index + 1].key == "من"
            and head.feats.get("Number") == "Sing"
        ):
            yield Attachment(word.index, head.index, "nmod", "NOUN")


def counted_noun(sentence: Sentence, grammar: Grammar, lexicon: Lexicon) -> Iterator[Attachment]:
    """``قتل ثلاثة مدنيين``: the noun right behind a number is what it counts, not another side of the verb."""
    for word in sentence.words[1:]:
        number = sentence.words[word.index - 1]
        if (
            word.deprel in ("obj", "nsubj")
            and word.upos in ("NOUN", "ADJ")
            and not has_article(word)
            and number.upos == "NUM"
            and number.head == word.head
            and relation(number) in ("nsubj", "obj", "obl")
            and unmarked(sentence, word)
        ):
            yield Attachment(word.index, number.index, "nmod")


def about_so_many(sentence: Sentence, grammar: Grammar, lexicon: Lexicon) -> Iterator[Attachment]:
    """``إن نحو أربعة آلاف أسرة نزحت``: before a number «about» is no preposition, and the phrase is the subject."""
    for word in sentence.words:
        if word.deprel != "case" or word.key not in grammar.quantifiers:
            continue
        head = sentence.parent(word)
        if head is None or not grammar.is_amount(head):
            continue
        if word.index and sentence.words[word.index - 1].upos in ("NOUN", "ADP"):
            continue  # على بعد نحو عشرة كيلومترات
        yield Attachment(word.index, head.index, "advmod")
        verb = sentence.parent(head)
        if (
            relation(head) == "obl"
            and verb is not None
            and verb.upos == "VERB"
            and relation(verb) != "acl"
            and not sentence.children(verb, "nsubj")
        ):
            yield Attachment(head.index, verb.index, "nsubj")


def part_of_the_whole(sentence: Sentence, grammar: Grammar, lexicon: Lexicon) -> Iterator[Attachment]:
    """``قُتل سبعة مدنيين، بينهم ثلاثة أطفال``: those counted among others are no side of the verb.

    Behind a verb (يسافر منها أشخاص) or right behind the noun without a comma (مجموعة منهم) «من» tells no such thing.
    """
    for word in sentence.words[1:-2]:
        pronoun = sentence.words[word.index + 1]
        if word.key not in _PARTITIVE or pronoun.upos != "PRON" or pronoun.key not in _PLURAL_PRONOUNS:
            continue
        last = sentence.words[word.index - 1]
        if last.upos == "VERB" or (word.key == "من" and last.upos not in ("PUNCT", "CCONJ")):
            continue
        before = next((w for w in reversed(sentence.words[: word.index]) if w.upos in ("NOUN", "PROPN", "NUM")), None)
        part = sentence.words[pronoun.index + 1]
        if (
            before is not None
            and before.bare not in grammar.time
            and part.upos in NOMINAL
            and relation(part) in ("obj", "nsubj", "conj", "parataxis", "xcomp")
        ):
            yield Attachment(part.index, before.index, "appos")


def member_of_a_group(sentence: Sentence, grammar: Grammar, lexicon: Lexicon) -> Iterator[Attachment]:
    """``هاجم مقاتلون من حركة الشباب قاعدة``: «من» right behind nameless people says whose they are."""
    for word in sentence.words[2:]:
        marker = sentence.words[word.index - 1]
        people = sentence.words[word.index - 2]
        if (
            word.deprel == "obl"
            and marker.key == "من"
            and marker.head == word.index
            and people.head == word.head
            and relation(people) in ("nsubj", "obj")
            and not has_article(people)
            and people.bare in lexicon.agents
            and somebody(word, lexicon)
            and word.upos == "NOUN"
        ):
            yield Attachment(word.index, people.index, "nmod")


def noun_joined_to_verb(sentence: Sentence, grammar: Grammar, lexicon: Lexicon) -> Iterator[Attachment]:
    """``هاجم مقاتلو التنظيم ومسلحون من القبائل``: a noun is joined to the noun before it, not to the verb."""
    for word in sentence.words:
        if word.deprel != "conj" or word.upos not in ("NOUN", "PROPN"):
            continue
        verb = sentence.parent(word)
        if (
            verb is None
            or verb.upos != "VERB"
            or verb.index > word.index
            or not unmarked_but_joined(sentence, word)
            or not somebody(word, lexicon)
        ):
            continue
        sides = [c for c in sentence.children(verb, "nsubj", "obj") if verb.index < c.index < word.index]
        between = sentence.words[verb.index + 1 : word.index]
        if (
            not sides
            or any(w.upos == "VERB" for w in between)
            or (nominative(word, lexicon) and relation(sides[-1]) == "obj")
        ):
            continue
        yield Attachment(word.index, sides[-1].index, "conj")


def unmarked_but_joined(sentence: Sentence, word: Word) -> bool:
    """Whether a conjunction right before the word leads to it, and nothing else."""
    leading = [c for c in sentence.children(word) if c.deprel in ("case", "mark", "cc")]
    return len(leading) == 1 and leading[0].deprel == "cc" and leading[0].index == word.index - 1


def list_of_owners(sentence: Sentence, grammar: Grammar, lexicon: Lexicon) -> Iterator[Attachment]:
    """``مدفعية الجيش وطائرات التحالف``: a noun with a genitive of its own is joined to the one that has one too."""
    for word in sentence.words:
        if word.deprel != "conj" or word.upos != "NOUN":
            continue
        inner = sentence.parent(word)
        outer = sentence.parent(inner) if inner is not None else None
        if (
            inner is not None
            and outer is not None
            and relation(inner) == "nmod"
            and unmarked(sentence, inner)
            and inner.index == outer.index + 1
            and has_article(inner)
            and not has_article(word)
            and outer.upos == "NOUN"
            and word.bare in lexicon.agents
            and outer.bare in lexicon.agents
            and _genitive(sentence, word)
            and unmarked_but_joined(sentence, word)
        ):
            yield Attachment(word.index, outer.index, "conj")


def _genitive(sentence: Sentence, word: Word) -> bool:
    return any(
        c.index == word.index + 1 and relation(c) == "nmod" and unmarked(sentence, c) and c.upos != "PRON"
        for c in sentence.children(word)
    )


def cause_behind_aside(sentence: Sentence, grammar: Grammar, lexicon: Lexicon) -> Iterator[Attachment]:
    """``استشهد ثلاثة، بينهم طفلة وصحفي، في قصف``: what people died of hangs on the verb, not on the aside."""
    for word in sentence.words:
        if relation(word) != "nmod" or not any(c.key in grammar.cause for c in sentence.children(word, "case")):
            continue
        top, above, aside = word, sentence.parent(word), False
        while above is not None and above.upos in NOMINAL:
            aside = aside or relation(above) == "appos"
            top, above = above, sentence.parent(above)
        if aside and above is not None and above.upos == "VERB" and relation(top) in ("nsubj", "obj"):
            yield Attachment(word.index, above.index, "obl")

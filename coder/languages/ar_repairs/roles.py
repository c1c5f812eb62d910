"""Repairs of the sides of a verb: which noun is its subject, which its object, which neither."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile
from typing import TYPE_CHECKING

from coder.languages.ar_repairs.common import (
    NOMINAL,
    accusative,
    adverbial,
    attach,
    clause_of,
    has_article,
    known_verb,
    may_be_subject_behind,
    men_behind_feminine,
    nominative,
    owns_nothing,
    relation,
    somebody,
    sound_plural,
    state,
    takes_object,
    unmarked,
)
from coder.languages.base import Attachment, Grammar, Lexicon

if TYPE_CHECKING:
    from coder.annotate import Sentence, Word

_PARTITIVE = ("بين", "من", "ضمن")
_PLURAL_PRONOUNS = ("هم", "ها", "هن", "هما")
_BETWEEN = "بين"
_PARTY = ("جهه", "جانب", "طرف", "ناحيه")  # من جهة ... من جهة أخرى


def second_side_is_object(sentence: Sentence, grammar: Grammar, lexicon: Lexicon) -> Iterator[Attachment]:
    """``قتل مسلحون ثلاثة جنود``: a verb has one subject; and no second object (``iobj``) without a first."""
    for verb in sentence.words:
        subjects = [c for c in sentence.children(verb, "nsubj") if c.index > verb.index]
        objects = sentence.children(verb, "obj")
        seconds = subjects[1:] or sentence.children(verb, "iobj")
        if verb.upos == "VERB" and not objects and len(seconds) == 1 and takes_object(verb, grammar):
            yield Attachment(seconds[0].index, verb.index, "obj")


def direction_read_as_object(sentence: Sentence, grammar: Grammar, lexicon: Lexicon) -> Iterator[Attachment]:
    """``خطف صحفي فرنسي شمال مالي``: a noun that stands for «in» says where, not whom."""
    for word in sentence.words:
        if word.deprel == "obj" and word.upos == "NOUN" and word.key in grammar.same_slot and word.head >= 0:
            yield Attachment(word.index, word.head, "obl")


def genitive_read_as_circumstance(sentence: Sentence, grammar: Grammar, lexicon: Lexicon) -> Iterator[Attachment]:
    """``سقطت المدينة في يد تنظيم داعش``: a noun right behind one without article that tells no time is its genitive."""
    for word in sentence.words[1:]:
        before = sentence.words[word.index - 1]
        if word.deprel != "obl" or not unmarked(sentence, word) or adverbial(word, grammar) or word.upos == "NUM":
            continue
        governs = before.upos == "NOUN" and before.head == word.head and not has_article(before)
        if governs and not unmarked(sentence, before) and before.key not in grammar.same_slot:
            yield Attachment(word.index, before.index, "nmod")


def side_read_as_genitive(sentence: Sentence, grammar: Grammar, lexicon: Lexicon) -> Iterator[Attachment]:
    """``اتهمت برلين أنقرة``، ``انسحبت من مدينة الباب القوات التركية``: what no noun can own is a side of the verb."""
    for word in sentence.words[2:]:
        if relation(word) not in ("nmod", "flat", "amod", "dep") or word.upos not in ("NOUN", "PROPN", "ADJ"):
            continue
        head = sentence.parent(word)
        if head is None or head.index > word.index or head.upos not in NOMINAL or not unmarked(sentence, word):
            continue
        verb = clause_of(sentence, head)
        if verb is None or not known_verb(verb, grammar, lexicon):
            continue
        if any(w.upos in ("SCONJ", "PUNCT") for w in sentence.words[verb.index : word.index]):
            continue
        if not _stranded(sentence, verb, head, word, grammar, lexicon):
            continue
        found = attach(sentence, verb, word, grammar, lexicon)
        yield from found
        if found:  # what follows the word belongs to it
            for child in sentence.children(head):
                if child.index > word.index and child.upos != "PUNCT":
                    yield Attachment(child.index, word.index, child.deprel)


_EMPHASIS = ("نفس", "ذات", "عين", "كل", "جميع", "كافه")  # الوقت نفسه، البلاد كافة (folded)


def _stranded(sentence: Sentence, verb: Word, head: Word, word: Word, grammar: Grammar, lexicon: Lexicon) -> bool:
    """Whether a noun cannot belong to the one on which the parse hangs it, and is no apposition either."""
    if grammar.is_amount(head) or adverbial(word, grammar) or {word.bare, word.lemma_key} & grammar.time:
        return False
    if word.bare in lexicon.adjectives and word.index == head.index + 1 and has_article(word) == has_article(head):
        return False  # مدنيين أفغان
    subject = _side_above(sentence, head, verb) == "nsubj"
    if word.upos == "PROPN" and word.bare not in grammar.place_words:
        # Names follow titles and classes (الرئيس بوش، بلدة حيان), but a state is no name of those, and no name follows
        # a plural in ون: خطف مسلحون جون سميث.
        if subject and nominative(head, lexicon) and head.text.endswith("ون") and not sentence.children(verb, "obj"):
            return True
        return subject and state(word, lexicon) and owns_nothing(sentence, head, word, lexicon)
    if word.bare in lexicon.agents and word.text.endswith("ا") and accusative(word, lexicon):
        return True  # no genitive ends so
    if word.upos == "ADJ" or relation(word) == "amod":
        return _no_attribute(sentence, verb, head, word, subject, lexicon)
    before, behind = sentence.words[word.index - 1], sentence.words[min(word.index + 1, len(sentence.words) - 1)]
    name = before.upos == "PROPN" and before is not head and before.key not in lexicon.names
    if before.upos == "PRON" or (name and has_article(word)):
        return False  # بينهم قيادي، عز الدين
    if has_article(word) and behind.upos == "PROPN" and behind.head == word.index:
        return False  # a title: الوزير النائب صلاح
    if has_article(word) and has_article(head) and {verb.key, verb.lemma_key} & grammar.speech:
        return False  # قال الشيخ الدكتور
    if head.key in grammar.same_slot and word.index > head.index + 1:
        return True  # شرق الخليل المواطنين
    if word.bare in grammar.place_words and not subject:
        return False  # مدينة الحزم عاصمة الجوف
    if word.bare in _EMPHASIS and not any(relation(c) == "nmod" and c.upos != "PRON" for c in sentence.children(word)):
        return False
    return owns_nothing(sentence, head, word, lexicon)


def _no_attribute(sentence: Sentence, verb: Word, head: Word, word: Word, subject: bool, lexicon: Lexicon) -> bool:
    """Whether what looks like an adjective disagrees with its noun in article, case, gender or number."""
    definite = has_article(head) or state(head, lexicon)
    if definite and not has_article(word):
        return word.bare in lexicon.agents or (word.text.endswith("ا") and subject)
    if nominative(head, lexicon):
        return accusative(word, lexicon) or (word.text.endswith(("ة", "ا")) and not has_article(word))
    if state(head, lexicon):
        feminine = verb.feats.get("Gender") == "Fem" and relation(head) == "nsubj" and not word.text.endswith("ة")
        return sound_plural(word, lexicon) or (feminine and word.bare not in lexicon.adjectives)
    if not has_article(head) or any(relation(c) == "conj" for c in (head, *sentence.children(head))):
        return False
    plurals = (w for w in sentence.words[verb.index + 1 : head.index + 1] if w.feats.get("Number") in ("Plur", "Dual"))
    return sound_plural(word, lexicon) and all(w.text.endswith("ات") for w in plurals)


def _side_above(sentence: Sentence, word: Word, verb: Word) -> str:
    """The relation to the verb of the phrase in which a word stands."""
    while word.head != verb.index:
        word = sentence.words[word.head]
    return relation(word)


def subject_read_as_object(sentence: Sentence, grammar: Grammar, lexicon: Lexicon) -> Iterator[Attachment]:
    """``جرت اليوم محاولة``، ``وتدور في الشمال اشتباكات``: the subject of a verb at the head stands behind it."""
    for word in sentence.words[1:]:
        if word.deprel != "obj" or word.upos not in ("NOUN", "NUM"):
            continue
        verb = sentence.parent(word)
        if (
            verb is not None
            and verb.upos == "VERB"
            and verb.index < word.index
            and unmarked(sentence, word)
            and not sentence.children(verb, "nsubj", "ccomp")
            and not any(w.upos in ("SCONJ", "VERB") for w in sentence.words[verb.index : word.index] if w is not verb)
            and not {verb.key, verb.lemma_key} & grammar.speech
            and may_be_subject_behind(sentence, verb, word, grammar, lexicon)
            and not men_behind_feminine(sentence, verb, word, grammar)
            # Right behind a verb of an action it may well be the object: «واعتقلت أربعة».
            and (word.index > verb.index + 1 or verb.key not in lexicon.verbs)
        ):
            yield Attachment(word.index, verb.index, "nsubj")
            break


def participle_read_as_object(sentence: Sentence, grammar: Grammar, lexicon: Lexicon) -> Iterator[Attachment]:
    """``انتقد الرئيس إسرائيل مطالباً المجتمع الدولي بفرض عقوبات``: a participle in alif or ين beside a verb that has its
    object is a clause of its own, and the prepositional phrase behind it is its."""
    for word in sentence.words[2:]:
        if word.upos not in ("NOUN", "ADJ") or not word.text.endswith(("ا", "ين")) or has_article(word):
            continue
        verb = sentence.parent(word)
        if (
            word.key not in lexicon.participles
            or verb is None
            or verb.upos != "VERB"
            or verb.index > word.index
            or relation(word) not in ("obj", "obl", "xcomp", "advcl", "ccomp", "advmod")
            or not unmarked(sentence, word)
        ):
            continue
        if relation(word) == "obj":
            if all(c is word for c in sentence.children(verb, "obj")):
                continue
            yield Attachment(word.index, verb.index, "advcl")
        for child in sentence.children(verb, "obl"):
            between = sentence.words[word.index + 1 : child.index]
            if child.index > word.index and not any(w.upos in ("PUNCT", "VERB", "CCONJ") for w in between):
                yield Attachment(child.index, word.index, "obl")
                break


def subject_against_agreement(sentence: Sentence, grammar: Grammar, lexicon: Lexicon) -> Iterator[Attachment]:
    """``دعا روسيا وإيران إلى``: a noun right behind a verb of the other gender is its object; so is any noun behind a
    plural verb (``قصفوا مستوطنة``), for a verb before its subject stands in the singular."""
    for word in sentence.words[1:]:
        if word.deprel != "nsubj" or word.upos not in ("NOUN", "PROPN"):
            continue
        verb = sentence.parent(word)
        if (
            verb is None
            or not known_verb(verb, grammar, lexicon)
            or not takes_object(verb, grammar)
            or verb.index > word.index
            or word.bare in grammar.time
            or sentence.children(verb, "obj")
        ):
            continue
        masculine = verb.feats.get("Gender") == "Masc" and verb.feats.get("Number") == "Sing"
        country = word.text.endswith("ا") and state(word, lexicon) and word.bare not in grammar.masculine_states
        feminine = country or word.text.endswith({"NOUN": "ة", "PROPN": "يا"}[word.upos])
        alone = len(sentence.children(verb, "nsubj")) == 1
        adjacent = verb.index == word.index - 1
        wrong = (masculine and feminine and adjacent) or men_behind_feminine(sentence, verb, word, grammar)
        wrong = wrong or (adjacent and verb.feats.get("Gender") == "Fem" and _is_a_man(word, grammar))
        if alone and (verb.text.endswith(("وا", "ون")) or wrong):
            yield Attachment(word.index, verb.index, "obj")


def _is_a_man(word: Word, grammar: Grammar) -> bool:
    """``وخطفت قائد الفرقة``: the title of one man."""
    return word.bare in grammar.titles and word.feats.get("Number") == "Sing" and not word.text.endswith("ة")


def case_against_role(sentence: Sentence, grammar: Grammar, lexicon: Lexicon) -> Iterator[Attachment]:
    """``وطالبت الحوثيين``: behind its verb a sound plural in ين cannot be the subject, nor one in ون the object.

    And somebody in the accusative beside a verb that has a subject and lacks its object is no circumstance, but that:
    ``خطف مسلحون صحافياً``.
    """
    for word in sentence.words:
        if _is_missing_object(sentence, word, grammar, lexicon):
            yield Attachment(word.index, word.head, "obj")
            continue
        if word.deprel not in ("nsubj", "obj") or word.upos not in ("NOUN", "ADJ", "PROPN"):
            continue
        verb = sentence.parent(word)
        if verb is None or verb.upos != "VERB" or word.index < verb.index:
            continue
        plural = accusative(word, lexicon) or (word.text.endswith("يين") and word.bare in lexicon.adjectives)
        plural = plural and not sentence.children(word, "nummod")  # ثلاثة فلسطينيين is a genitive
        if word.deprel == "nsubj" and plural and not sentence.children(verb, "obj"):
            yield Attachment(word.index, verb.index, "obj")
        elif word.deprel == "obj" and nominative(word, lexicon) and not sentence.children(verb, "nsubj"):
            yield Attachment(word.index, verb.index, "nsubj")


def _is_missing_object(sentence: Sentence, word: Word, grammar: Grammar, lexicon: Lexicon) -> bool:
    if relation(word) not in ("advcl", "xcomp", "obl") or not word.text.endswith("ا") or not unmarked(sentence, word):
        return False
    verb = sentence.parent(word)
    if verb is None or verb.index > word.index or not known_verb(verb, grammar, lexicon):
        return False
    transitive = takes_object(verb, grammar) and not sentence.children(verb, "obj")
    return transitive and word.bare in lexicon.agents and bool(sentence.children(verb, "nsubj"))


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
        if part.deprel == "nummod" and part.head > part.index:
            part = sentence.words[part.head]
        if (
            before is not None
            and before.bare not in grammar.time
            and part.upos in NOMINAL
            and relation(part) in ("obj", "nsubj", "conj", "parataxis", "xcomp")
        ):
            yield Attachment(part.index, before.index, "appos")


def second_party(sentence: Sentence, grammar: Grammar, lexicon: Lexicon) -> Iterator[Attachment]:
    """``بين الجيش من جهة والمسلحين من جهة أخرى``: between two stands the first, however much follows him.

    Who is joined to anything told of the first is the second: to «side», a participle, a genitive (بين قوات النظام
    والمعارضة), or to the act that has them as its parties. A comma before «and» parts the two sides.
    """
    for first in sentence.words:
        if not any(c.key == _BETWEEN for c in sentence.children(first, "case")):
            continue
        clause = list(takewhile(lambda w: w.upos not in ("VERB", "AUX"), sentence.words[first.index + 1 :]))
        parted = next((w.index for w in clause if w.bare in _PARTY), -1)
        if parted < 0 and sentence.children(first, "conj"):
            continue
        behind = [w for w in clause if w.index > parted]
        joined = [w for w in behind if somebody(w, lexicon) and _is_joined(sentence, w, first)]
        apart = (w for w in joined if any(_behind_comma(sentence, c) for c in sentence.children(w, "cc")))
        second = next(apart, joined[0] if joined else None)
        if second is not None:
            yield Attachment(second.index, first.index, "conj")


def _is_joined(sentence: Sentence, word: Word, first: Word) -> bool:
    """Whether a conjunction joins a word to something told of another, to its side, or to what that depends on."""
    if word.head < 0 or not sentence.children(word, "cc"):
        return False
    above = sentence.words[word.head]
    of_first = any(w.index == first.index for w in sentence.ancestors(above))
    return of_first or above.index == first.head or above.bare in _PARTY


def _behind_comma(sentence: Sentence, conjunction: Word) -> bool:
    return conjunction.index > 0 and sentence.words[conjunction.index - 1].text == "،"


def object_behind_suspicion(sentence: Sentence, grammar: Grammar, lexicon: Lexicon) -> Iterator[Attachment]:
    """``قتل مسلحون يشتبه بأنهم من الحركة أطفالا``: one noun too many in the clause is the object of the verb above."""
    for verb in sentence.words:
        if not known_verb(verb, grammar, lexicon) or sentence.children(verb, "obj"):
            continue
        for subject in sentence.children(verb, "nsubj"):
            for clause in sentence.children(subject, "acl"):
                if not {clause.key, clause.lemma_key} & grammar.supposed:
                    continue
                over = (w for w in sentence.subtree(clause) if w.upos in NOMINAL and _is_one_too_many(sentence, w))
                if (found := next(over, None)) is not None:
                    yield Attachment(found.index, verb.index, "obj")


def _is_one_too_many(sentence: Sentence, word: Word) -> bool:
    """Whether a noun without preposition is a second subject or object of its clause."""
    if relation(word) not in ("nsubj", "obj", "iobj") or not unmarked(sentence, word) or word.head < 0:
        return False
    sides = sentence.children(sentence.words[word.head], "nsubj", "obj", "iobj")
    same = [c for c in sides if relation(c) == relation(word)]
    return len(same) > 1 or (relation(word) == "iobj" and len(sides) > 1)

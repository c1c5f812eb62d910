"""Repairs of the sides of a verb: which noun is its subject, which its object, which neither."""

from __future__ import annotations

from collections.abc import Iterator
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
    nominative,
    owns_nothing,
    relation,
    sound_plural,
    state,
    takes_object,
    unmarked,
)
from coder.languages.base import Attachment, Grammar, Lexicon

if TYPE_CHECKING:
    from coder.annotate import Sentence, Word


def object_read_as_clause(sentence: Sentence, grammar: Grammar, lexicon: Lexicon) -> Iterator[Attachment]:
    """``قتلت الشرطة المصرية متظاهراً``: somebody is no clause; a participle (قال مشيراً إلى) stands behind speech."""
    for word in sentence.words[1:]:
        if word.deprel not in ("ccomp", "xcomp") or word.upos not in ("ADJ", "NOUN"):
            continue
        verb = sentence.parent(word)
        if (
            word.bare in lexicon.agents
            and verb is not None
            and known_verb(verb, grammar, lexicon)
            and verb.index < word.index
            and not {verb.key, verb.lemma_key} & grammar.speech
            and not any(w.upos in ("PUNCT", "SCONJ", "VERB") for w in sentence.words[verb.index + 1 : word.index])
            and not sentence.children(word, "mark", "nsubj", "obj", "case", "cop", "ccomp")
        ):
            yield from attach(sentence, verb, word, grammar, lexicon)


def time_read_as_object(sentence: Sentence, grammar: Grammar, lexicon: Lexicon) -> Iterator[Attachment]:
    """``اقتحمت القوات فجر اليوم المخيم``: when, and beside an object where, stand without a preposition."""
    for word in sentence.words:
        if word.deprel != "obj" or word.upos not in ("NOUN", "ADP") or not adverbial(word, grammar):
            continue
        verb = sentence.parent(word)
        alone = word.key in grammar.same_slot and verb is not None and len(sentence.children(verb, "obj")) == 1
        if verb is not None and verb.upos == "VERB" and not alone:
            yield Attachment(word.index, verb.index, "obl")


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
    subject = _side_above(sentence, head, verb) == "nsubj"
    if word.upos == "PROPN" and word.bare not in grammar.place_words:
        # Names follow titles and classes (الرئيس بوش، بلدة حيان), but a state is no name of those.
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


def number_read_as_attribute(sentence: Sentence, grammar: Grammar, lexicon: Lexicon) -> Iterator[Attachment]:
    """``أعدم مسلحون ثلاثة جنود``، ``قُتل في دوما أربعة مدنيين``: a number counts the noun behind it, not that before."""
    for word in sentence.words[2:-1]:
        if word.upos != "NUM" or relation(word) not in ("nummod", "nmod"):
            continue
        head = sentence.parent(word)
        if (
            word.text.startswith("و")  # the tokenizer left «و» on it
            or head is None
            or head.index > word.index
            or {head.bare, head.lemma_key} & grammar.time
            or any(w.upos == "PUNCT" for w in sentence.words[head.index : word.index])  # an aside: شاب (22 عاما)
            or not _counts(sentence, word, grammar)
            or not unmarked(sentence, word)
        ):
            continue
        verb = clause_of(sentence, head)
        closed = owns_nothing(sentence, head, word, lexicon) or head.upos == "PROPN" or head.index < word.index - 1
        if verb is not None and known_verb(verb, grammar, lexicon) and closed:
            yield from attach(sentence, verb, word, grammar, lexicon)


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
    """``دعا روسيا وإيران إلى``: a feminine noun right behind a masculine verb is its object; so is any noun behind a
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
        feminine = word.text.endswith({"NOUN": "ة", "PROPN": "يا"}[word.upos])
        alone = len(sentence.children(verb, "nsubj")) == 1
        adjacent = verb.index == word.index - 1
        if alone and (verb.text.endswith(("وا", "ون")) or (masculine and feminine and adjacent)):
            yield Attachment(word.index, verb.index, "obj")


def case_against_role(sentence: Sentence, grammar: Grammar, lexicon: Lexicon) -> Iterator[Attachment]:
    """``وطالبت الحوثيين``: behind its verb a sound plural in ين cannot be the subject, nor one in ون the object."""
    for word in sentence.words:
        if word.deprel not in ("nsubj", "obj") or word.upos not in ("NOUN", "ADJ", "PROPN"):
            continue
        verb = sentence.parent(word)
        if verb is None or verb.upos != "VERB" or word.index < verb.index:
            continue
        plural = accusative(word, lexicon) or (word.text.endswith("يين") and word.bare in lexicon.adjectives)
        if word.deprel == "nsubj" and plural and not sentence.children(verb, "obj"):
            yield Attachment(word.index, verb.index, "obj")
        elif word.deprel == "obj" and nominative(word, lexicon) and not sentence.children(verb, "nsubj"):
            yield Attachment(word.index, verb.index, "nsubj")


def manner_before_object(sentence: Sentence, grammar: Grammar, lexicon: Lexicon) -> Iterator[Attachment]:
    """``أدانوا بشدة هجمات النظام``: an adverb of manner owns nothing; the noun behind it is the verb's object."""
    for word in sentence.words[1:]:
        if word.key not in grammar.manner or sentence.words[word.index - 1].key != "ب":
            continue
        verb = clause_of(sentence, word)
        if verb is None or sentence.children(verb, "obj"):
            continue
        for child in sentence.children(word, "nmod"):
            if child.index > word.index and unmarked(sentence, child):
                yield Attachment(child.index, verb.index, "obj")


def object_without_preposition(sentence: Sentence, grammar: Grammar, lexicon: Lexicon) -> Iterator[Attachment]:
    """``نفذت يوم السبت غارة``: a noun without preposition that tells neither time nor manner is a side of its verb."""
    for word in sentence.words:
        if word.deprel != "obl":
            continue
        verb = sentence.parent(word)
        if (
            (word.upos in ("NOUN", "PROPN") or (word.upos == "NUM" and _counts(sentence, word, grammar)))
            and verb is not None
            and known_verb(verb, grammar, lexicon)
            and verb.index < word.index
            and unmarked(sentence, word)
            and sentence.words[word.index - 1].deprel not in ("case", "fixed")
            and not {word.bare, word.lemma_key} & grammar.time
            and word.key not in grammar.same_slot
            and word.feats.get("Number") != "Dual"
            and not word.text.endswith(("اً", "ا"))  # accusative of purpose or manner: احتجاجاً، رداً
        ):
            yield from attach(sentence, verb, word, grammar, lexicon)


def _counts(sentence: Sentence, number: Word, grammar: Grammar) -> bool:
    """Whether a number counts the noun behind it, and that is none of time (25 يوليو)."""
    after = sentence.words[number.index + 1 : number.index + 2]
    return any(w.head == number.index and w.upos == "NOUN" and not {w.bare, w.lemma_key} & grammar.time for w in after)


def object_of_a_light_verb(sentence: Sentence, grammar: Grammar, lexicon: Lexicon) -> Iterator[Attachment]:
    """``نفذ شاب عملية طعن``: a verb that says nothing without its object has it in the noun behind its subject."""
    for word in sentence.words[2:]:
        head = sentence.words[word.index - 1]
        verb = sentence.words[word.index - 2]
        if (
            word.deprel == "nmod"
            and word.head == head.index
            and head.deprel == "nsubj"
            and head.head == verb.index
            and verb.upos == "VERB"
            and any("object" in kind.event for kind in grammar.light_verbs.get(verb.key, ()))
            and word.bare in grammar.carriers
            and head.bare in lexicon.agents
            and not sentence.children(verb, "obj")
        ):
            yield Attachment(word.index, verb.index, "obj")

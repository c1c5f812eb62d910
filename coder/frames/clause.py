"""Polarity, modality and attribution: whether the clause says that the thing happened, and who says so."""

from __future__ import annotations

from collections.abc import Iterator

from coder.annotate import Sentence, Word
from coder.frames.model import Modality, Polarity
from coder.frames.phrases import heads, phrase_words, preposition
from coder.languages import Grammar

# How far left of a verb its particles stand: (لم) (يكن) (قد) verb.
_REACH = 3


def polarity(sentence: Sentence, trigger: Word, clause: Word, grammar: Grammar) -> Polarity:
    """``negated`` if the trigger, its light verb or the clause that it names is denied."""
    words = {trigger, clause}
    return "negated" if any(_negated(sentence, word, grammar) for word in words) else "affirmed"


def _negated(sentence: Sentence, word: Word, grammar: Grammar) -> bool:
    if word.upos in ("VERB", "AUX"):
        return any(
            p.key in grammar.negation and not _is_relative(sentence, p, grammar)
            for p in _particles(sentence, word, grammar)
        )
    before = _before_phrase(sentence, word)
    if before is not None and before.key in grammar.negation and before.upos not in ("PRON", "VERB"):
        return True
    parent = sentence.parent(word)
    return (
        parent is not None
        and parent.index == word.index - 1
        and parent.bare in grammar.negation
        and parent.upos != "VERB"
    )


def _particles(sentence: Sentence, verb: Word, grammar: Grammar) -> Iterator[Word]:
    """Words close before a verb that can modify it, nearest first, not beyond punctuation or a conjunction."""
    for i in range(verb.index - 1, max(-1, verb.index - 1 - _REACH), -1):
        word = sentence.words[i]
        if word.upos in ("PUNCT", "NOUN", "PROPN", "CCONJ") and word.key not in grammar.clause_particles:
            return
        yield word
        if word.upos == "VERB" and word.key not in grammar.auxiliaries:
            return


def _is_relative(sentence: Sentence, word: Word, grammar: Grammar) -> bool:
    """``ما`` negates a perfect verb at the head of its clause; after a preposition or noun it means «what»."""
    if word.key not in grammar.interrogative or word.index == 0:
        return False
    before = sentence.words[word.index - 1]
    return before.upos in ("ADP", "NOUN", "PRON", "VERB", "ADJ", "ADV") or word.upos == "PRON"


def _before_phrase(sentence: Sentence, word: Word) -> Word | None:
    i = word.index - 1
    while i >= 0 and sentence.words[i].upos == "DET":
        i -= 1
    return sentence.words[i] if i >= 0 else None


def modality(sentence: Sentence, trigger: Word, clause: Word, grammar: Grammar) -> Modality:
    """Whether the clause is reported as fact, future, possible, or only wished, intended or supposed (``unreal``)."""
    if any(word.text in "?؟" for word in sentence.words[-3:]):
        return "unreal"
    if clause.upos in ("VERB", "AUX"):
        found = _verb_modality(sentence, clause, grammar)
        return "background" if found == "real" and _in_definite_clause(sentence, clause, grammar) else found
    found = _noun_modality(sentence, trigger, grammar)
    if found != "real":
        return found
    if not _reported(sentence, trigger, grammar):
        return "background"
    verb = _verb_above(sentence, trigger)
    return _verb_modality(sentence, verb, grammar) if verb is not None else "real"


def _in_definite_clause(sentence: Sentence, verb: Word, grammar: Grammar) -> bool:
    """``الهجوم الذي استهدف السفارة``: a clause with a relative pronoun says which one is meant, and tells no news."""
    if not verb.deprel.startswith("acl"):
        return False
    return any(c.key in grammar.relative and c.index < verb.index for c in sentence.children(verb))


def _reported(sentence: Sentence, noun: Word, grammar: Grammar) -> bool:
    """Whether an event noun tells that the event took place, rather than naming a known one.

    It does as the head of a nominal sentence (a headline), as what somebody announces, as the circumstance of a verb
    (``قُتل ثلاثة في غارة``), and as the indefinite subject of one. As the genitive of another noun, as object of a verb
    that is no light verb, or as definite subject it is only spoken of.
    """
    parent = sentence.parent(noun)
    relation = noun.deprel.split(":")[0]
    if parent is None:
        return True
    if relation in ("conj", "parataxis", "appos", "flat") and parent.upos not in ("VERB", "AUX"):
        return _reported(sentence, parent, grammar)
    definite = noun.key != noun.bare or noun.feats.get("Definite") in ("Def", "Cons")
    if parent.upos in ("VERB", "AUX"):
        speech = parent.key in grammar.speech or parent.lemma_key in grammar.speech
        case = preposition(sentence, noun)
        if case:
            return speech or case in grammar.circumstance
        if relation == "nsubj":
            return not definite
        return relation in ("advcl", "obl", "xcomp") or speech
    if parent.upos in ("NOUN", "ADJ", "NUM") and (
        grammar.is_amount(parent) or parent.bare in grammar.carriers or parent.bare in grammar.news
    ):
        return _reported(sentence, parent, grammar)
    if parent.upos == "NOUN" and preposition(sentence, noun) in grammar.circumstance:
        return _reported(sentence, parent, grammar)  # مقتل تسعة مدنيين في سقوط قذيفة
    if _verb_above(sentence, noun) is None:
        return relation == "nsubj" or preposition(sentence, noun) in grammar.circumstance
    return False


def _verb_above(sentence: Sentence, word: Word) -> Word | None:
    return next((above for above in sentence.ancestors(word) if above.upos in ("VERB", "AUX")), None)


def _verb_modality(sentence: Sentence, verb: Word, grammar: Grammar) -> Modality:
    imperfect = verb.feats.get("Aspect") == "Imp"
    before = list(_particles(sentence, verb, grammar))
    for particle in before:
        if particle.key in grammar.future or particle.key in grammar.negated_future:
            return "future"
        if particle.key in grammar.conditional:
            return "unreal"
        if (particle.key in grammar.doubt and imperfect) or (
            particle.key not in grammar.doubt and particle.bare in grammar.possible
        ):
            return "possible"
    if before and before[0].key in grammar.subjunctive and imperfect and before[0].index == verb.index - 1:
        matrix = _matrix(sentence, before[0], verb)
        if matrix is not None and (matrix.bare in grammar.possible or matrix.lemma_key in grammar.possible):
            return "future" if matrix.upos == "ADJ" else "possible"
        if before[0].key not in grammar.dative or verb.feats.get("Aspect") == "Imp":
            return "unreal"
    parent = sentence.parent(verb)
    if parent is not None and parent.upos in ("VERB", "AUX"):
        xcomp = verb.deprel.startswith("xcomp")
        if (xcomp or (verb.deprel == "conj" and imperfect)) and not _own_subject(sentence, verb):
            above = _verb_modality(sentence, parent, grammar)
            if above != "real":
                return above
        if imperfect and (parent.lemma_key in grammar.possible or parent.key in grammar.possible):
            return "possible"
    return "real"


def _own_subject(sentence: Sentence, verb: Word) -> bool:
    return any(c.index < verb.index for c in sentence.children(verb, "nsubj"))


def _matrix(sentence: Sentence, marker: Word, verb: Word) -> Word | None:
    """The word that governs a clause with أن: by the tree, or the word before the marker."""
    parent = sentence.parent(verb)
    if parent is not None and parent.index < marker.index:
        return parent
    return sentence.words[marker.index - 1] if marker.index > 0 else None


def _noun_modality(sentence: Sentence, noun: Word, grammar: Grammar) -> Modality:
    start = noun.index
    for phrase in grammar.purpose:
        if _ends_before(sentence, start, phrase):
            return "unreal"
    parent = sentence.parent(noun)
    if parent is not None and parent.index < noun.index and parent.bare in grammar.possible and parent.upos != "VERB":
        return "possible"
    case = sentence.words[noun.index - 1].key if noun.index > 0 else ""
    if case in grammar.dative and preposition(sentence, noun) == case:
        # ل before a verbal noun tells the purpose, except after what happened to somebody (تعرضت لقصف، نتيجة لقصف).
        before = sentence.words[noun.index - 2] if noun.index > 1 else None
        suffered = any(
            case in kind.event
            for word in sentence.words[: noun.index]
            for kind in grammar.light_verbs.get(word.key, ())
        )
        if suffered:
            return "real"
        if before is not None and before.bare not in grammar.carriers and before.bare not in grammar.cause:
            return "unreal"
    return "real"


def _ends_before(sentence: Sentence, index: int, phrase: tuple[str, ...]) -> bool:
    first = index - len(phrase)
    if first < 0:
        return False
    return all(
        sentence.words[first + n].key == part or sentence.words[first + n].bare == part for n, part in enumerate(phrase)
    )


def attribution(sentence: Sentence, clause: Word, grammar: Grammar) -> tuple[Word, ...]:
    """The phrase that names who reports the clause: the subject of the verb of saying above it, or after ``بحسب``."""
    word: Word | None = clause
    while word is not None:
        parent = sentence.parent(word)
        if (
            parent is not None
            and parent.upos == "VERB"
            and (parent.key in grammar.speech or parent.lemma_key in grammar.speech)
            and word.deprel.split(":")[0] in ("ccomp", "xcomp", "obj", "parataxis", "obl", "conj", "dep")
            and parent.index < word.index
        ):
            for subject in sentence.children(parent, "nsubj"):
                head = next(heads(sentence, subject, grammar), subject)
                if head.index != clause.index:
                    return phrase_words(sentence, head)
        word = parent
    for word in sentence.words:
        if word.bare in grammar.according_to or word.key in grammar.according_to:
            for child in sentence.children(word):
                if child.upos in ("NOUN", "PROPN") and child.index > word.index:
                    return phrase_words(sentence, child)
            governor = sentence.parent(word)
            while governor is not None and governor.index < word.index and governor.upos == "ADP":
                governor = sentence.parent(governor)  # ب + حسب
            if word.deprel in ("case", "fixed") and governor is not None and governor.index > word.index:
                return phrase_words(sentence, governor)
    return ()

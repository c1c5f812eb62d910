"""What the repairs ask of a word: may it own another, does it agree, is a side of its verb still free."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coder.languages.base import Attachment, Grammar, Lexicon

if TYPE_CHECKING:
    from coder.annotate import Sentence, Word

NOMINAL = ("NOUN", "PROPN", "ADJ", "NUM")


def relation(word: Word) -> str:
    """The relation without its subtype."""
    return word.deprel.split(":")[0]


def unmarked(sentence: Sentence, word: Word) -> bool:
    """Whether neither preposition nor conjunction leads to the word."""
    return not any(c.deprel in ("case", "mark", "cc") for c in sentence.children(word))


def has_article(word: Word) -> bool:
    """Whether the word is written with the article."""
    return word.key != word.bare


def somebody(word: Word, lexicon: Lexicon) -> bool:
    """Whether the codebook knows the word as one that acts: a generic noun or the first word of a name."""
    return word.bare in lexicon.agents or word.key in lexicon.names or word.bare in lexicon.names


def known_verb(word: Word, grammar: Grammar, lexicon: Lexicon) -> bool:
    """Whether events hang on this verb; what its sides are matters for no other."""
    return word.upos == "VERB" and (word.key in lexicon.verbs or word.key in grammar.light_verbs)


def sound_plural(word: Word, lexicon: Lexicon, *endings: str) -> bool:
    """Whether the word is a dual or sound plural with its nun, which also tells the case: ون, or ين.

    Without its ending it must be the singular: that of a codebook noun, or the lemma (قوانين، زيتون are not).
    """
    if not word.text.endswith(endings or ("ون", "ين")):
        return False
    stem = word.bare[:-2]
    if word.bare in lexicon.agents or word.bare in lexicon.adjectives:
        return len(stem) > 2 and (stem in lexicon.agents or stem in lexicon.adjectives)
    plural = word.feats.get("Number") in ("Plur", "Dual")
    return plural and word.lemma_key[:3] == word.bare[:3] and not word.lemma_key.endswith(word.bare[-2:])


def accusative(word: Word, lexicon: Lexicon) -> bool:
    """Whether the ending shows that the word is no subject: plural or dual in ين, indefinite accusative in alif."""
    tanwin = word.text.endswith("ا") and word.feats.get("Case") == "Acc" and word.lemma_key == word.bare[:-1]
    return tanwin or sound_plural(word, lexicon, "ين")


def nominative(word: Word, lexicon: Lexicon) -> bool:
    """Whether the ending shows that the word is no object: plural in ون."""
    return sound_plural(word, lexicon, "ون")


def state(word: Word, lexicon: Lexicon) -> bool:
    """Whether the word is the name of a country: its nisba is an adjective of country (فرنسا, فرنسي)."""
    if word.upos != "PROPN" or word.key not in lexicon.names:
        return False
    stem = word.bare.removesuffix("يا").removesuffix("ا").removesuffix("ه")
    return stem + "ي" in lexicon.adjectives or word.bare in lexicon.adjectives


def owns_nothing(sentence: Sentence, head: Word, word: Word, lexicon: Lexicon) -> bool:
    """Whether a word that the parse makes the genitive of another cannot be that.

    A noun with the article, with the nun of its own ending, with an adjective or prepositional phrase before the
    word in question has no genitive there (W. Wright, A Grammar of the Arabic Language, vol. 2, §75: nothing may come
    between the two); nor has a state.
    """
    if has_article(head) or sound_plural(head, lexicon):
        return True
    people = has_article(word) and word.bare in lexicon.agents and word.feats.get("Number") == "Plur"
    if head.upos == "PROPN" and head.bare not in lexicon.agents and (head.key in lexicon.names or people):
        return True
    if head.deprel == "flat" and has_article(word) and word.bare in lexicon.agents:
        return True
    between = [c for c in sentence.children(head) if head.index < c.index < word.index and c.upos != "PUNCT"]
    if any(c.deprel == "amod" or not unmarked(sentence, c) for c in between):
        return True
    # One genitive only; but a title or class may stand beside the first (رئيس الوزراء عضو المجلس).
    counted = any(c.upos == "NUM" and c.index == word.index - 1 for c in sentence.children(word))
    if not any(relation(c) == "nmod" and c.upos != "PRON" for c in between) or not somebody(head, lexicon):
        return False
    return counted or (word.index == head.index + 2 and not (word.bare in lexicon.agents or has_article(word)))


def clause_of(sentence: Sentence, word: Word) -> Word | None:
    """The verb of the clause in which a noun phrase stands, if only nouns lie between them and the verb is before."""
    for above in sentence.ancestors(word):
        if above.upos == "VERB":
            return above if above.index < word.index else None
        if above.upos not in NOMINAL:
            return None
    return None


def agrees(verb: Word, noun: Word) -> bool:
    """Whether a noun behind a verb may be its subject: the verb is singular there, and of the noun's gender.

    Gender is not written on every noun, so only what is plainly otherwise counts.
    """
    if verb.text.endswith(("وا", "ون")):
        return False
    feminine = noun.text.endswith(("ة", "ات"))
    if verb.feats.get("Gender") == "Fem":
        return feminine or noun.feats.get("Number") != "Sing" or noun.upos != "NOUN"
    return not feminine or noun.feats.get("Number") != "Sing"


def men_behind_feminine(sentence: Sentence, verb: Word, noun: Word, grammar: Grammar) -> bool:
    """``واعتقلت أربعة طلاب``: numbers from three to ten end in ة where men are counted, who have no feminine verb."""
    numbers = sentence.children(noun, "nummod")
    men = any(number.text.endswith("ة") and number.bare not in grammar.quantifiers for number in numbers)
    return men and verb.feats.get("Gender") == "Fem"


def side(sentence: Sentence, verb: Word, word: Word, grammar: Grammar, lexicon: Lexicon) -> str:
    """Which side of its verb a noun behind it can be that nothing else governs: ``nsubj``, ``obj``, or empty.

    In the order verb, subject, object the first free side is meant, unless ending or gender say otherwise.
    """
    others = [c for c in sentence.children(verb) if c is not word]
    subject = any(relation(c) == "nsubj" for c in others)
    if not subject and (nominative(word, lexicon) or may_be_subject_behind(sentence, verb, word, grammar, lexicon)):
        return "nsubj"
    objects = [c for c in others if relation(c) == "obj" and not adverbial(c, grammar)]
    # A participle behind the word looks like an object too: انتقد إسرائيل مطالباً.
    taken = any(c.bare not in lexicon.participles or c.index < word.index for c in objects)
    taken = taken or any(relation(c) == "ccomp" for c in others) or verb.feats.get("Voice") == "Pass"
    return "" if taken or nominative(word, lexicon) or not takes_object(verb, grammar) else "obj"


def may_be_subject_behind(sentence: Sentence, verb: Word, word: Word, grammar: Grammar, lexicon: Lexicon) -> bool:
    """Whether a noun can be the subject of a verb before it that has none: at the head of a sentence it must have one.

    ``وشن 6 غارات على تجمع``: what a light verb carries is not its subject.
    """
    if relation(verb) not in ("root", "parataxis") or verb.feats.get("Person") not in (None, "3"):
        return False
    if any(w.upos in ("NOUN", "PROPN", "VERB", "AUX") for w in sentence.words[: verb.index]):
        return False
    carried = verb.key in grammar.light_verbs and takes_object(verb, grammar) and not somebody(word, lexicon)
    return not carried and agrees(verb, word) and not accusative(word, lexicon)


def adverbial(word: Word, grammar: Grammar) -> bool:
    """Whether a noun tells when or where without a preposition (فجر، وسط); أحد is no Sunday."""
    if has_article(word) or {word.key, word.lemma_key} & grammar.quantifiers:
        return False
    return bool({word.bare, word.lemma_key} & grammar.time) or word.key in grammar.same_slot


def takes_object(verb: Word, grammar: Grammar) -> bool:
    """Whether a verb can have an object: not one of being, nor a light verb whose event is its subject (تم، وقع)."""
    if {verb.key, verb.lemma_key} & grammar.auxiliaries:
        return False
    kinds = grammar.light_verbs.get(verb.key)
    return kinds is None or any("object" in kind.event for kind in kinds)


def attach(sentence: Sentence, verb: Word, word: Word, grammar: Grammar, lexicon: Lexicon) -> list[Attachment]:
    """The word as the side of the verb that it can be; nothing if it can be none."""
    found = side(sentence, verb, word, grammar, lexicon)
    return [Attachment(word.index, verb.index, found, "NOUN" if word.upos == "ADJ" else "")] if found else []

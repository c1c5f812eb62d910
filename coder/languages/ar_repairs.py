"""The errors that the parser makes again and again in Arabic, and what word order and endings say against them.

Each repair looks at a sentence and gives new attachments; ``coder.frames.repair`` makes them, in the order of REPAIRS.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from coder.languages.base import Attachment, Grammar, Lexicon

if TYPE_CHECKING:
    from coder.annotate import Sentence, Word


def verb_read_as_noun(sentence: Sentence, grammar: Grammar, lexicon: Lexicon) -> Iterator[Attachment]:
    """``إن الجيش قصف البلدة``: a noun with the article owns nothing, so what looks like its genitive is the verb.

    The masdar قصف and the verb are written alike; only codebook verbs are read so, each under its subject's governor.
    """
    for word in sentence.words[1:]:
        subject = sentence.parent(word)
        if (
            word.upos not in ("NOUN", "PROPN", "ADJ")
            or word.key not in lexicon.verbs
            or word.deprel.split(":")[0] not in ("nmod", "amod", "dep", "conj", "obj", "xcomp")
            or subject is None
            or subject.index > word.index
            or subject.upos not in ("NOUN", "PROPN")
            or any(c.deprel in ("case", "cc", "det") for c in sentence.children(word))
        ):
            continue
        between = sentence.words[subject.index + 1 : word.index]
        article = subject.key != subject.bare or any(w.upos == "ADJ" and w.key != w.bare for w in between)
        if not article or any(w.upos not in ("ADJ", "PROPN", "NOUN", "ADV") for w in between):
            continue
        above = sentence.parent(subject)
        if above is not None and above.index > word.index and above.upos in ("NOUN", "PROPN"):
            yield from _object_read_as_predicate(sentence, subject, word, above)
            continue
        if above is not None and (above.upos not in ("VERB", "AUX") or above.index > subject.index):
            continue
        if above is not None and subject.deprel == "nsubj" and not sentence.children(subject, "mark"):
            continue  # the subject of the verb before it
        yield Attachment(word.index, subject.head, "root" if above is None else "ccomp", "VERB")
        yield Attachment(subject.index, word.index, "nsubj")
        for child in sentence.children(subject):
            if child.index > word.index or child.deprel == "mark":
                yield Attachment(child.index, word.index, "obl" if child.deprel == "nmod" else child.deprel)
        for child in sentence.children(word):
            if child.deprel == "nmod" and child.index > word.index:
                cased = any(c.deprel == "case" for c in sentence.children(child))
                yield Attachment(child.index, word.index, "obl" if cased else "obj")


def verb_read_as_predicate(sentence: Sentence, grammar: Grammar, lexicon: Lexicon) -> Iterator[Attachment]:
    """``إن الجيش قصف مواقع``: somebody is no bombardment, so a predicate spelled like a verb is a verb."""
    for word in sentence.words[1:]:
        if (
            word.upos != "NOUN"
            or word.key not in lexicon.verbs
            or word.deprel.split(":")[0] in ("nmod", "nsubj", "obl")
        ):
            continue
        subject = next((c for c in sentence.children(word, "nsubj") if c.index < word.index), None)
        if subject is None or not (subject.key in lexicon.names or subject.bare in lexicon.names):
            continue
        yield Attachment(word.index, word.head, word.deprel, "VERB")
        found = False
        for child in sentence.children(word, "nmod"):
            cased = any(c.deprel == "case" for c in sentence.children(child))
            if child.index > word.index:
                yield Attachment(child.index, word.index, "obl" if cased else "obj")
                found = found or not cased
        if found:
            continue
        # The object, read as a second clause beside the verb.
        for other in sentence.words[word.index + 1 :]:
            beside = other.head == word.head and other.deprel in ("ccomp", "obj", "xcomp") and other.upos == "NOUN"
            if beside and not any(c.deprel in ("mark", "case", "cc", "nsubj") for c in sentence.children(other)):
                yield Attachment(other.index, word.index, "obj")
                break


def person_read_as_attribute(sentence: Sentence, grammar: Grammar, lexicon: Lexicon) -> Iterator[Attachment]:
    """``قتلت الشرطة المصرية متظاهراً``: an adjective must agree with its noun, so this one is the object of the verb.

    So is one read as a clause.

    Only for words that the codebook knows as somebody, indefinite behind a noun with the article, or plural in ين.
    """
    for word in sentence.words[1:]:
        head = sentence.parent(word)
        clause = word.deprel in ("ccomp", "xcomp") and not sentence.children(word, "mark", "nsubj", "obj", "case")
        if (
            clause
            and head is not None
            and head.upos == "VERB"
            and head.index < word.index
            and word.bare in lexicon.agents
        ):
            if word.upos in ("ADJ", "NOUN") and not sentence.children(head, "obj"):
                yield Attachment(word.index, head.index, "obj", "NOUN")
            continue
        if word.deprel != "amod" or word.upos != "ADJ" or head is None or head.upos not in ("NOUN", "PROPN", "ADJ"):
            continue
        disagrees = word.key == word.bare and head.key != head.bare
        if word.bare not in lexicon.agents or not (disagrees or word.text.endswith("ين")):
            continue
        verb = _verb_above(sentence, word)
        if verb is not None and verb.index < word.index and not sentence.children(verb, "obj"):
            yield Attachment(word.index, verb.index, "obj", "NOUN")


def nationality_apart(sentence: Sentence, grammar: Grammar, lexicon: Lexicon) -> Iterator[Attachment]:
    """``اعترضت البحرية الإسرائيلية سفينة``: an adjective of country behind a noun like it is its attribute."""
    for word in sentence.words[1:]:
        noun = sentence.words[word.index - 1]
        if (
            word.bare in lexicon.adjectives
            and word.deprel.split(":")[0] in ("nsubj", "obj", "xcomp", "obl", "dep", "appos")
            and noun.upos in ("NOUN", "PROPN")
            and (noun.key == noun.bare) == (word.key == word.bare)
            and noun.head == word.head
        ):
            yield Attachment(word.index, noun.index, "amod", "ADJ")


def name_behind_name(sentence: Sentence, grammar: Grammar, lexicon: Lexicon) -> Iterator[Attachment]:
    """``اتهمت أوكرانيا روسيا``، ``رفضت إسرائيل الانسحاب``: a state behind its verb owns no noun."""
    for word in sentence.words[2:]:
        head = sentence.words[word.index - 1]
        verb = sentence.words[word.index - 2]
        if (
            word.head == head.index
            and word.deprel.split(":")[0] in ("nmod", "flat", "amod", "appos", "dep")
            and word.upos in ("NOUN", "PROPN", "ADJ")
            and head.upos == "PROPN"
            and head.key in lexicon.names
            and head.head == verb.index
            and verb.upos == "VERB"
            and (word.key in lexicon.names or (word.key != word.bare and word.upos == "NOUN"))
            and not sentence.children(verb, "obj")
        ):
            yield Attachment(word.index, verb.index, "obj")
            for child in sentence.children(head):
                if child.index > word.index:
                    yield Attachment(child.index, word.index, child.deprel)


def _object_read_as_predicate(sentence: Sentence, subject: Word, verb: Word, predicate: Word) -> Iterator[Attachment]:
    """The tree of ``إن الجيش قصف مواقع`` where the object was taken for the predicate of a nominal clause."""
    yield Attachment(verb.index, predicate.head, predicate.deprel, "VERB")
    yield Attachment(predicate.index, verb.index, "obj")
    yield Attachment(subject.index, verb.index, "nsubj")
    for child in sentence.children(predicate):
        if child.index < verb.index and child is not subject:
            yield Attachment(child.index, verb.index, child.deprel)
    for child in sentence.children(verb):
        if child.deprel == "nmod":
            yield Attachment(child.index, verb.index, "obl")


def part_of_the_whole(sentence: Sentence, grammar: Grammar, lexicon: Lexicon) -> Iterator[Attachment]:
    """``قُتل سبعة مدنيين، بينهم ثلاثة أطفال``: those counted among others are no side of the verb."""
    for word in sentence.words[:-1]:
        pronoun = sentence.words[word.index + 1]
        if (
            word.key not in ("بين", "من", "ضمن")
            or pronoun.upos != "PRON"
            or pronoun.key not in ("هم", "ها", "هن", "هما")
        ):
            continue
        before = next((w for w in reversed(sentence.words[: word.index]) if w.upos in ("NOUN", "PROPN", "NUM")), None)
        for part in sentence.words[pronoun.index + 1 : pronoun.index + 3]:
            relation = part.deprel.split(":")[0]
            if (
                before is not None
                and relation in ("obj", "nsubj", "conj", "parataxis", "xcomp")
                and part.upos != "VERB"
            ):
                yield Attachment(part.index, before.index, "appos")
                break


def subject_before_its_verb(sentence: Sentence, grammar: Grammar, lexicon: Lexicon) -> Iterator[Attachment]:
    """``شهيد في الضفة ومستوطنون يهاجمون قرى``: a noun behind «و» with its own verb is no part of the list before."""
    for word in sentence.words[1:]:
        if word.deprel != "conj" or word.upos not in ("NOUN", "PROPN") or not sentence.children(word, "cc"):
            continue
        at = word.index + 1
        while at < len(sentence.words) and (sentence.words[at].upos == "ADJ" or sentence.words[at].deprel == "flat"):
            at += 1
        verb = sentence.words[at] if at < len(sentence.words) else None
        if (
            verb is not None
            and verb.upos == "VERB"
            and verb.feats.get("Aspect") == "Imp"
            and verb.head != word.head
            and not any(c.deprel.startswith("nsubj") for c in sentence.children(verb))
        ):
            root = next(w for w in sentence.words if w.head == -1)
            target = verb.head if verb.head != word.index else root.index
            if root is not verb:
                yield Attachment(verb.index, target, "conj")
            yield Attachment(word.index, verb.index, "nsubj")


def amount_as_attribute(sentence: Sentence, grammar: Grammar, lexicon: Lexicon) -> Iterator[Attachment]:
    """``أجرى النظام العديد من الاتفاقيات``: a word of amount before «من» begins a phrase, the verb's object."""
    for word in sentence.words[:-1]:
        if word.deprel == "amod" and grammar.is_amount(word) and sentence.words[word.index + 1].key == "من":
            verb = _verb_above(sentence, word)
            if verb is not None and not any(o.index < word.index for o in sentence.children(verb, "obj")):
                yield Attachment(word.index, verb.index, "obj")


def verb_as_name(sentence: Sentence, grammar: Grammar, lexicon: Lexicon) -> Iterator[Attachment]:
    """A dateline («صنعاء – قتل ...») is not the head of the sentence after it."""
    root = next((w for w in sentence.words if w.head == -1), None)
    if root is None or root.upos not in ("PROPN", "NOUN", "PUNCT", "X"):
        return
    verb = next(
        (w for w in sentence.children(root) if w.deprel in ("parataxis", "acl", "dep") and w.upos == "VERB"), None
    )
    if verb is None or not any(w.text in "–-—:(" for w in sentence.words[root.index + 1 : verb.index]):
        return
    yield Attachment(verb.index, -1, "root")
    yield Attachment(root.index, verb.index, "parataxis")
    for child in sentence.children(root):
        if child.index > verb.index:
            yield Attachment(child.index, verb.index, child.deprel)


def subject_against_agreement(sentence: Sentence, grammar: Grammar, lexicon: Lexicon) -> Iterator[Attachment]:
    """``دعا روسيا وإيران إلى``: a feminine noun right behind a masculine verb is its object; so is any noun behind a
    plural verb (``قصفوا مستوطنة``), for a verb before its subject stands in the singular."""
    for word in sentence.words[1:]:
        before = sentence.parent(word)
        behind_verb = before is not None and before.upos == "VERB" and before.index < word.index
        if before is not None and word.deprel == "nsubj" and behind_verb and before.text.endswith(("وا", "ون")):
            if not sentence.children(before, "obj"):
                yield Attachment(word.index, before.index, "obj")
            continue
        verb = sentence.words[word.index - 1]
        if (
            word.deprel == "nsubj"
            and word.head == verb.index
            and verb.upos == "VERB"
            and verb.feats.get("Gender") == "Masc"
            and verb.feats.get("Number") == "Sing"
            and word.text.endswith({"NOUN": "ة", "PROPN": "يا"}.get(word.upos, "\0"))
            and not any(c.deprel.startswith("nsubj") and c is not word for c in sentence.children(verb))
        ):
            yield Attachment(word.index, verb.index, "obj")
            for other in sentence.children(verb, "obj"):
                if other.index > word.index and any(c.deprel == "cc" for c in sentence.children(other)):
                    yield Attachment(other.index, word.index, "conj")


def about_so_many(sentence: Sentence, grammar: Grammar, lexicon: Lexicon) -> Iterator[Attachment]:
    """``إن نحو أربعة آلاف أسرة نزحت``: before a number «about» is no preposition, and the phrase is the subject."""
    for word in sentence.words:
        head = sentence.parent(word)
        if word.deprel != "case" or word.key not in grammar.quantifiers or head is None or not grammar.is_amount(head):
            continue
        yield Attachment(word.index, head.index, "advmod")
        verb = sentence.parent(head)
        if head.deprel == "obl" and verb is not None and verb.upos == "VERB" and not sentence.children(verb, "nsubj"):
            yield Attachment(head.index, verb.index, "nsubj")


def genitive_apart(sentence: Sentence, grammar: Grammar, lexicon: Lexicon) -> Iterator[Attachment]:
    """A genitive stands right behind a noun that can own it; other nouns are the object of a verb that has none.

    ``أدانت الدول في بيان مشترك الأعمال ...``: not «the statement of the acts» (W. Wright, A Grammar of the Arabic
    Language, vol. 2, §75: nothing may come between the two). ``اعتقلت الشرطة ناشطين``، ``اتهم ناشطون الشرطة``: a noun
    with the article, or a sound plural that keeps its final nun, owns nothing.
    """
    for word in sentence.words:
        head = sentence.parent(word)
        if (
            word.deprel != "nmod"
            or word.upos not in ("NOUN", "PROPN")
            or head is None
            or head.index > word.index
            or head.upos not in ("NOUN", "ADJ")
            or any(c.deprel in ("case", "mark", "cc") for c in sentence.children(word))
        ):
            continue
        between = sentence.words[head.index + 1 : word.index]
        apart = any(w.upos in ("NOUN", "PROPN", "ADJ", "PRON", "NUM") for w in between)
        if grammar.is_amount(head) or not (apart or (word.upos == "NOUN" and _owns_nothing(head))):
            continue
        verb = _verb_above(sentence, head)
        if verb is not None and verb.index < word.index and not sentence.children(verb, "obj"):
            yield Attachment(word.index, verb.index, "obj")


def object_without_preposition(sentence: Sentence, grammar: Grammar, lexicon: Lexicon) -> Iterator[Attachment]:
    """A noun without preposition that tells no time is not an adverbial but the object of a verb that has none."""
    for word in sentence.words:
        verb = sentence.parent(word)
        if (
            word.deprel == "obl"
            and word.upos in ("NOUN", "PROPN")
            and verb is not None
            and verb.upos == "VERB"
            and verb.index < word.index
            and not any(c.deprel in ("case", "mark", "cc") for c in sentence.children(word))
            and not {word.bare, word.lemma_key} & grammar.time
            and not sentence.children(verb, "obj")
            and word.feats.get("Number") != "Dual"
            and not word.text.endswith(("اً", "ا"))  # accusative of purpose or manner: احتجاجاً، رداً
        ):
            yield Attachment(word.index, verb.index, "obj")


def counted_object(sentence: Sentence, grammar: Grammar, lexicon: Lexicon) -> Iterator[Attachment]:
    """``أعدم مسلحون ثلاثة جنود``: a number behind a plural that keeps its nun counts what follows, the object."""
    for word in sentence.words[1:]:
        head = sentence.parent(word)
        if word.upos != "NUM" or head is None or word.index != head.index + 1 or word.deprel not in ("nummod", "nmod"):
            continue
        verb = _verb_above(sentence, head)
        plural = head.text.endswith(("ون", "ين")) and head.upos in ("NOUN", "ADJ")
        if plural and verb is not None and verb.index < word.index and not sentence.children(verb, "obj"):
            yield Attachment(word.index, verb.index, "obj")


def case_against_role(sentence: Sentence, grammar: Grammar, lexicon: Lexicon) -> Iterator[Attachment]:
    """``وطالبت الحوثيين``: behind its verb a sound plural in ين cannot be the subject, nor one in ون the object."""
    for word in sentence.words:
        verb = sentence.parent(word)
        if verb is None or verb.upos != "VERB" or word.index < verb.index or word.upos not in ("NOUN", "ADJ", "PROPN"):
            continue
        plural = word.text.endswith("يين") or (
            word.feats.get("Number") in ("Plur", "Dual") and word.text.endswith("ين")
        )
        if word.deprel == "nsubj" and plural and not sentence.children(verb, "obj"):
            yield Attachment(word.index, verb.index, "obj")
        elif word.deprel == "obj" and word.text.endswith("يون") and not sentence.children(verb, "nsubj"):
            yield Attachment(word.index, verb.index, "nsubj")


def manner_before_object(sentence: Sentence, grammar: Grammar, lexicon: Lexicon) -> Iterator[Attachment]:
    """``أدانوا بشدة هجمات النظام``: an adverb of manner owns nothing; the noun behind it is the verb's object."""
    for word in sentence.words[1:]:
        if word.key not in grammar.manner or sentence.words[word.index - 1].key != "ب":
            continue
        verb = _verb_above(sentence, word)
        if verb is None:
            continue
        for child in sentence.children(word, "nmod"):
            if child.index > word.index and not any(c.deprel == "case" for c in sentence.children(child)):
                yield Attachment(child.index, verb.index, "obj")


def _owns_nothing(word: Word) -> bool:
    plural = word.feats.get("Number") in ("Plur", "Dual") and word.text.endswith(("ون", "ين"))
    return word.key != word.bare or plural or word.text.endswith("اً")


def _verb_above(sentence: Sentence, word: Word) -> Word | None:
    return next((above for above in sentence.ancestors(word) if above.upos == "VERB"), None)


REPAIRS = (
    verb_read_as_noun,
    verb_read_as_predicate,
    person_read_as_attribute,
    name_behind_name,
    nationality_apart,
    part_of_the_whole,
    subject_before_its_verb,
    amount_as_attribute,
    verb_as_name,
    subject_against_agreement,
    about_so_many,
    counted_object,
    case_against_role,
    manner_before_object,
    object_without_preposition,
    genitive_apart,
)

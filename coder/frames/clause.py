"""Polarity, modality and attribution: whether the clause says that the thing happened, and who says so.

What is ``background``, named as known rather than reported:

- the act of a relative clause with a relative pronoun, which only says who or what is meant (الهجوم الذي استهدف
  السفارة); one behind an indefinite noun is news (مسلحون قتلوا ضابطاً), and so is a participle beside the verb
  (قاصفةً القرية), but not one that is an attribute (المتهمين بقتل);
- what is dated a month or more back (العام الماضي، قبل ثلاث سنوات، عام 1982), and totals since then (قُتل مئتان منذ
  بداية العام);
- what is commemorated (ذكرى المجزرة);
- an event noun that neither heads a sentence, nor is announced, nor is the circumstance of a verb; and one with the
  article that something else came after (بعد الهجوم).

``كان قد`` alone makes no background: it sets the time of an act that the same report tells.

How a clause tells what is real stands apart (``telling``), since it depends on the act whether that matters: in passing
or as usual, an attack is no news, but a siege or a meeting is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from coder.annotate import Sentence, Word
from coder.frames.model import Modality, Polarity, Telling
from coder.frames.phrases import Phrases
from coder.languages import Grammar

# How far left of a verb its particles stand: (لم) (يكن) (قد) verb.
_REACH = 3
_VERBS = ("VERB", "AUX")
_NOUNS = ("NOUN", "PROPN")
_YEAR = re.compile(r"(19|20)\d\d")
# Words of a date before its year: 12 يناير (كانون الثاني) 2024.
_DATE = 6
# Words and marks that may stand before what opens a sentence.
_OPENING = 2
# A headline's speaker stands before its colon within so many words.
_SPEAKER = 8


class Report(NamedTuple):
    """Words that name who reports, and which words of the sentence they are about: those in a span of indices."""

    words: tuple[Word, ...]
    first: int
    last: int


class Clauses:
    """What the clauses of a sentence say of the things that they name; every word is looked at once."""

    def __init__(self, sentence: Sentence, grammar: Grammar, phrases: Phrases) -> None:
        self.sentence = sentence
        self.grammar = grammar
        self.phrases = phrases
        self.question = any(word.text in "?؟" for word in sentence.words[-3:])
        self.colon = self._colon()
        self._purposes = phrases.ends(grammar.purpose)
        self._denials = phrases.ends(grammar.negation_phrases)
        self._conditions = phrases.ends(grammar.conditional_phrases)
        self._reminds = any(start <= _OPENING for start in phrases.ends(grammar.reminding).values())
        self._particles_of: dict[int, tuple[Word, ...]] = {}
        self._antecedents: dict[int, Word | None] = {}
        self._negated: dict[int, bool] = {}
        self._modality: dict[int, Modality] = {}
        self._subjects: dict[int, tuple[Word, ...]] = {}

    # Who the clause is about

    def subjects(self, verb: Word) -> tuple[Word, ...]:
        """The subjects of a clause.

        Not one that stands before the verb of saying above it (إن مصدراً قال إن القوات ...), nor who speaks in a
        headline (المرصد: طائرات تستهدف قرى).
        """
        if verb.index not in self._subjects:
            found = [c for c in self.sentence.children(verb, "nsubj") if c.key not in self.grammar.relative]
            above = self.sentence.parent(verb)
            if above is not None and above.upos == "VERB" and verb.deprel.startswith("ccomp"):
                found = [c for c in found if c.index > above.index or verb.index < above.index]
            if not found:
                found = [
                    c
                    for clause in self.sentence.children(verb, "ccomp")
                    if clause.index > verb.index
                    for c in self.sentence.children(clause, "nsubj")
                    if c.index < verb.index
                ]
            if any(c.index > self.colon for c in found):
                found = [c for c in found if c.index > self.colon or verb.index < self.colon]
            self._subjects[verb.index] = tuple(found)
        return self._subjects[verb.index]

    def antecedent(self, verb: Word) -> Word | None:
        """The noun that a relative clause is about, None for the verb of another clause.

        Without a relative pronoun the noun is indefinite and agrees with the verb: the parse is mended by both.
        """
        if verb.index not in self._antecedents:
            self._antecedents[verb.index] = self._antecedent(verb) if verb.upos in _VERBS else None
        return self._antecedents[verb.index]

    def _antecedent(self, verb: Word) -> Word | None:
        parent = self.sentence.parent(verb)
        if parent is None:
            return None
        if verb.deprel.startswith("acl"):
            if parent.upos not in (*_NOUNS, "ADJ", "NUM", "PRON"):
                return None
            pronoun = self._relative_pronoun(verb)
            if pronoun is not None:  # with the article a noun owns no other: التقى الوزير الجرحى الذين أصيبوا
                before = self.sentence.words[pronoun.index - 1]
                nearer = parent.index < before.index and before.upos in _NOUNS and _definite(before)
                return before if nearer and _definite(parent) else parent
            if not _definite(parent):
                return parent
            others = (w for w in self.sentence.ancestors(parent) if w.upos in _NOUNS)
            return next((w for w in others if not _definite(w) and _agrees(w, verb)), parent)
        being = [c for c in self.sentence.children(verb, "aux", "cop") if c.index < verb.index]
        first = being[0] if being else verb  # قيادياً كان يختبئ
        if (
            first.index < 2
            or first.feats.get("Aspect") != "Perf"
            or verb.deprel.split(":")[0] not in ("xcomp", "ccomp", "advcl", "parataxis", "conj", "dep")
            or self.sentence.children(verb, "mark", "cc")
        ):
            return None
        noun = self.sentence.words[first.index - 1]  # مع قوات إسرائيلية اقتحمت
        while noun.upos == "ADJ" and noun.deprel == "amod" and 0 <= noun.head < noun.index:
            noun = self.sentence.words[noun.head]
        governed = parent.index < noun.index and parent.upos in _VERBS and noun.head != verb.index
        if not governed or noun.upos != "NOUN" or _definite(noun) or noun.bare in self.grammar.time:
            return None
        return noun if _agrees(noun, verb) else None

    def _relative_pronoun(self, verb: Word) -> Word | None:
        near = self.sentence.words[max(0, verb.index - _REACH) : verb.index]
        marks = [*self.sentence.children(verb), *near]
        return next((w for w in marks if w.key in self.grammar.relative and 0 < w.index < verb.index), None)

    def may_be_subject(self, noun: Word, verb: Word) -> bool:
        """Whether a noun behind a verb of the third person singular agrees with it in gender."""
        if noun.upos == "PROPN" and "Gender" not in noun.feats:
            return True
        return _agrees(noun, verb)

    # Polarity

    def polarity(self, trigger: Word, clause: Word) -> Polarity:
        """``negated`` if the trigger, its light verb or the clause that it names is denied."""
        return "negated" if self.negated(trigger) or self.negated(clause) else "affirmed"

    def negated(self, word: Word) -> bool:
        """Whether a word is denied by what stands before or above it."""
        if word.index not in self._negated:
            self._negated[word.index] = False  # a cycle ends here
            found = self._verb_negated(word) if word.upos in _VERBS else self._noun_negated(word)
            self._negated[word.index] = found
        return self._negated[word.index]

    def _verb_negated(self, verb: Word) -> bool:
        grammar = self.grammar
        # No conjunction denies: ... ما أدى إلى مقتل عشرة
        particles = [p for p in self._particles(verb) if p.upos != "SCONJ" and not self._is_relative(p)]
        if any(p.key in grammar.negation for p in particles):
            return True
        parent = self.sentence.parent(verb)
        if parent is None or parent.upos not in _VERBS or parent.index > verb.index:
            return False
        relation = verb.deprel.split(":")[0]
        if relation in ("xcomp", "ccomp") and _is_any(parent, grammar.auxiliaries):  # لم يعد التنظيم يسيطر
            return not _is_any(parent, grammar.still) and self.negated(parent)
        # لم تقصف القوات المدينة أو تقتل أحداً
        listed = relation == "conj" and verb.feats.get("Aspect") == "Imp" == parent.feats.get("Aspect")
        either = any(c.key in self.grammar.alternative for c in self.sentence.children(verb, "cc"))
        return listed and (either or not self.subjects(verb)) and self.negated(parent)

    def _noun_negated(self, noun: Word) -> bool:
        grammar, words = self.grammar, self.sentence.words
        at = noun.index - 1
        while at >= 0 and words[at].upos == "DET":
            at -= 1
        if at >= 0 and words[at].key in grammar.negation and words[at].upos not in ("PRON", "VERB"):
            return True
        if at in self._denials and not (self._denials[at] and words[self._denials[at] - 1].upos in ("NOUN", "ADP")):
            return True
        parent = self.sentence.parent(noun)
        if parent is None or parent.upos == "VERB":
            return False
        if parent.index == noun.index - 1 and parent.bare in grammar.negation:
            return True
        if parent.index < noun.index and parent.bare in grammar.carriers | grammar.news:
            return self.negated(parent)  # عدم وقوع إصابات
        # ليس هناك اتفاق
        denied = self.sentence.children(parent, "aux", "advmod", "cop") if noun.deprel == "nsubj" else ()
        return any(c.key in grammar.negation and c.index < noun.index for c in denied)

    def _particles(self, verb: Word) -> tuple[Word, ...]:
        if verb.index not in self._particles_of:
            found = list(self._before(verb))
            for auxiliary in self.sentence.children(verb, "aux", "cop"):  # ربما يكون مسلحون قد خطفوا
                if auxiliary.index < verb.index and _is_any(auxiliary, self.grammar.auxiliaries):
                    found += [w for w in self._before(auxiliary) if w not in found]
            self._particles_of[verb.index] = tuple(found)
        return self._particles_of[verb.index]

    def _before(self, verb: Word) -> Iterator[Word]:
        """Words close before a verb that can modify it, nearest first, not beyond punctuation or a conjunction."""
        grammar = self.grammar
        for i in range(verb.index - 1, max(-1, verb.index - 1 - _REACH), -1):
            word = self.sentence.words[i]
            if word.upos in ("PUNCT", "NOUN", "PROPN", "CCONJ") and word.key not in grammar.clause_particles:
                return
            yield word
            if _is_any(word, grammar.still) or (word.upos == "VERB" and not _is_any(word, grammar.auxiliaries)):
                return

    def _is_relative(self, word: Word) -> bool:
        """``ما`` negates a perfect verb at the head of its clause; after a preposition or noun it means «what».

        Before a verb of going on (ما زال) any negation affirms.
        """
        after = self.sentence.words[word.index + 1] if word.index + 1 < len(self.sentence.words) else None
        if after is not None and _is_any(after, self.grammar.still):
            return True
        if word.key not in self.grammar.interrogative or word.index == 0:
            return False
        before = self.sentence.words[word.index - 1]
        return before.upos in ("ADP", "NOUN", "PRON", "VERB", "ADJ", "ADV") or word.upos == "PRON"

    # Modality

    def modality(self, trigger: Word, clause: Word, participle: bool = False) -> Modality:
        """Whether the clause is told as fact, future, possible, or only wished, intended or supposed (``unreal``)."""
        if self.question:
            return "unreal"
        if clause.upos in _VERBS:
            return self._clause_modality(clause)
        if participle:
            verb = self._verb_above(trigger)
            return self._clause_modality(verb) if verb is not None and not self.attribute(trigger) else "background"
        found = self._noun_modality(trigger)
        if found != "real":
            return found
        if not self._reported(trigger) or self._remote(trigger):
            return "background"
        verb = self._verb_above(trigger)
        return self._clause_modality(verb) if verb is not None else "real"

    def _clause_modality(self, verb: Word) -> Modality:
        """That of the verb, and ``background`` where the whole clause is only named as known."""
        found = self._verb_modality(verb)
        if found == "real" and (self._defines(verb) or self._remote(verb) or self._earlier(verb)):
            return "background"
        return found

    def _earlier(self, verb: Word) -> bool:
        """Whether a verb tells what was done on an earlier occasion: ``سبق أن اعتقلته السلطات``."""
        near = self.sentence.words[max(0, verb.index - _REACH) : verb.index]
        return any(w.upos in _VERBS and _is_any(w, self.grammar.earlier) for w in near)

    def _defines(self, verb: Word) -> bool:
        """``الهجوم الذي استهدف السفارة``: a clause with a relative pronoun says which one is meant, no news.

        So does one behind ``من`` (محاكمة من اغتالوا الوزير).
        """
        before = self.sentence.words[verb.index - 1] if verb.index > 0 else None
        if before is not None and before.key in self.grammar.whoever:
            return True
        if verb.deprel.startswith("acl"):
            return self._relative_pronoun(verb) is not None
        parent = self.sentence.parent(verb)
        if parent is None or verb.deprel != "conj" or not parent.deprel.startswith("acl") or parent.upos != "VERB":
            return False
        same = all(verb.feats.get(f) == parent.feats.get(f) for f in ("Gender", "Number", "Aspect"))
        return same and not self.subjects(verb) and self._defines(parent)  # الذين قتلوا ... وأصابوا

    def attribute(self, participle: Word) -> bool:
        """Whether an indefinite participle belongs to its noun: it agrees, and governs nothing.

        Not so in خرجوا في مظاهرة منددين: the plural tells of those who went out.
        """
        noun = self.sentence.parent(participle)
        if noun is None or participle.deprel != "amod" or self._governs_object(participle):
            return False
        ending = self.grammar.accusative_endings[-1]
        plural = participle.key.endswith(ending) and not participle.lemma_key.endswith(ending)
        return not _definite(noun) and not (plural and noun.feats.get("Number") == "Sing")

    def _governs_object(self, participle: Word) -> bool:
        return any(
            c.index > participle.index and c.upos in _NOUNS and not self.phrases.preposition(c)
            for c in self.sentence.children(participle, "obj", "nmod", "obl")
        )

    def _reported(self, noun: Word) -> bool:
        """Whether an event noun tells that the event took place, rather than naming a known one.

        It does as the head of a nominal sentence (a headline), as what somebody announces, as the circumstance of a
        verb (``قُتل ثلاثة في غارة``), and as the indefinite subject of one. As the genitive of another noun, as object
        of a verb that is no light verb, or as definite subject it is only spoken of.
        """
        grammar, phrases = self.grammar, self.phrases
        parent = self.sentence.parent(noun)
        relation = noun.deprel.split(":")[0]
        if self._classifies(noun):
            return False
        if parent is None or (self.colon >= 0 and self._heads_headline(noun)):
            return True
        if relation in ("conj", "parataxis", "appos", "flat") and parent.upos not in _VERBS:
            return self._reported(parent)
        definite = noun.key != noun.bare or noun.feats.get("Definite") in ("Def", "Cons")
        if parent.upos in _VERBS:
            speech = self._speaks(parent, noun)
            case = phrases.preposition(noun)
            if case:
                known = case in grammar.after and noun.key != noun.bare  # وتأتي الزيارة بعد الهجوم على السفارة
                circumstance = case in grammar.circumstance and not known
                # لم تقتل القوات أحدا خلال المداهمة: what did not happen has no circumstance to report
                return speech or (circumstance and not (definite and self.negated(parent)))
            if relation == "nsubj":
                return not definite
            return relation in ("advcl", "obl", "xcomp") or speech
        if parent.upos in ("NOUN", "ADJ", "NUM") and (
            grammar.is_amount(parent) or parent.bare in grammar.carriers or parent.bare in grammar.news
        ):
            return self._reported(parent)
        if parent.upos == "NOUN" and phrases.preposition(noun) in grammar.circumstance:
            return self._reported(parent)  # مقتل تسعة مدنيين في سقوط قذيفة
        if self._verb_above(noun) is None:
            return (relation == "nsubj" and not definite) or phrases.preposition(noun) in grammar.circumstance
        return False

    def _classifies(self, noun: Word) -> bool:
        """``الاعتداء على الجيش اعتداء على الدولة``: as the predicate of something known, it says what that is."""
        about = self.sentence.children(noun, "nsubj")
        return any(c.index < noun.index and (c.upos == "PRON" or _definite(c)) for c in about)

    def _heads_headline(self, noun: Word) -> bool:
        """``السودان: مقتل عشرة``: the first noun behind the colon, in a headline without a verb."""
        behind = self.sentence.words[self.colon + 1 : noun.index]
        return noun.index > self.colon and all(w.upos in ("NUM", "PUNCT", "ADV") for w in behind)

    def _verb_above(self, word: Word) -> Word | None:
        return next((above for above in self.sentence.ancestors(word) if above.upos in _VERBS), None)

    def _verb_modality(self, verb: Word) -> Modality:
        if verb.index not in self._modality:
            self._modality[verb.index] = "real"  # a cycle ends here
            self._modality[verb.index] = self._find_modality(verb)
        return self._modality[verb.index]

    def _find_modality(self, verb: Word) -> Modality:
        grammar = self.grammar
        imperfect = verb.feats.get("Aspect") == "Imp"
        if verb.index - 1 in self._conditions:
            return "unreal"
        before = self._particles(verb)
        for particle in before:
            if particle.key in grammar.future or particle.key in grammar.negated_future:
                return "future"
            # As spelled, for folded «إن» and «أن» are one; «إن» before a noun, or behind a verb of saying, is no «if».
            if particle.text in grammar.conditional and not verb.deprel.startswith("ccomp"):
                return "unreal"
            if (particle.key in grammar.doubt and imperfect) or (
                particle.key not in grammar.doubt and particle.bare in grammar.possible
            ):
                return "possible"
        if before and before[0].key in grammar.subjunctive and imperfect and before[0].index == verb.index - 1:
            for matrix in self._matrices(before[0], verb):
                if _is_any(matrix, grammar.almost):
                    return "unreal"
                if matrix.bare in grammar.expected or matrix.lemma_key in grammar.expected:
                    return "future"
                if matrix.bare in grammar.possible or matrix.lemma_key in grammar.possible:
                    return "possible"
                if before[0].key in grammar.dative and _is_any(matrix, grammar.resumed):
                    return self._verb_modality(matrix)  # وعادت الطائرات لتقصف
            return "unreal"
        parent = self.sentence.parent(verb)
        if parent is not None and parent.upos in _VERBS:
            relation = verb.deprel.split(":")[0]
            if relation in ("ccomp", "csubj", "obl", "advcl") and _is_any(parent, grammar.supposed):
                return "possible"
            being = _is_any(parent, grammar.auxiliaries)
            goes_on = relation == "xcomp" or (relation == "conj" and imperfect)
            if goes_on and (being or not any(c.index < verb.index for c in self.subjects(verb))):
                above = self._verb_modality(parent)
                if above != "real":
                    return above
            if imperfect and parent.index < verb.index:
                if _is_any(parent, grammar.almost):
                    return "unreal"
                if parent.lemma_key in grammar.possible or parent.key in grammar.possible:
                    return "possible"
        return "real"

    def _matrices(self, marker: Word, verb: Word) -> Iterator[Word]:
        """What may govern a clause with أن: by the tree, and the word before the marker."""
        parent = self.sentence.parent(verb)
        if parent is not None and parent.index < marker.index:
            yield parent
        if marker.index > 0:
            yield self.sentence.words[marker.index - 1]

    def _noun_modality(self, noun: Word) -> Modality:
        grammar = self.grammar
        if noun.index - 1 in self._purposes or noun.index - 1 in self._conditions:
            return "unreal"
        if self._before_it(noun) & grammar.recalls:
            return "background"
        for above in self.sentence.ancestors(noun):
            if above.upos in _VERBS:
                break
            if {above.bare, above.lemma_key} & grammar.recalls:
                return "background"
        parent = self.sentence.parent(noun)
        awaited = grammar.possible | grammar.expected
        if parent is not None and parent.index < noun.index and parent.upos != "VERB" and parent.bare in awaited:
            return "possible"
        if any(child.bare in awaited for child in self.sentence.children(noun, "amod")):  # ضربة جوية محتملة
            return "possible"
        case = self.sentence.words[noun.index - 1].key if noun.index > 0 else ""
        if case in grammar.dative and self.phrases.preposition(noun) == case:
            # ل before a verbal noun tells the purpose, except after what happened to somebody (تعرضت لقصف، نتيجة لقصف).
            before = self.sentence.words[noun.index - 2] if noun.index > 1 else None
            suffered = any(
                case in kind.event
                for word in self.sentence.words[: noun.index]
                for kind in grammar.light_verbs.get(word.key, ())
            )
            if suffered:
                return "real"
            if before is not None and before.bare not in grammar.carriers and before.bare not in grammar.cause:
                return "unreal"
        return "real"

    # Telling

    def telling(self, trigger: Word, clause: Word, participle: bool = False) -> Telling:
        """How an act is told; a codebook decides for which acts it matters.

        - ``ongoing``: in the imperfect, which in a report tells what goes on or is usual (يقصفون القرى), not what
          happened; but a headline, what began, and what goes on since a day are news;
        - ``circumstance``: behind a preposition or in a clause of time, for something else (انسحبوا بعد هجوم على
          الثكنة، عندما اغتيل الوزير); also if it has no verb of its own;
        - ``reminder``: in a sentence that only reminds of something, without a day of these weeks (يذكر أن).
        """
        if participle:
            return "news"
        if self._reminds and not self._near(clause):
            return "reminder"
        if clause.upos in _VERBS:
            if self._dated_by(clause) or (clause is not trigger and self._dated_by(trigger)):
                return "circumstance"
            usual = self._habitual(clause) or (self._ongoing(clause) and not self._occurs(clause, trigger))
            return "ongoing" if usual else "news"
        if self.phrases.preposition(trigger) in self.grammar.means & self.grammar.instrument:
            return "news"  # تحاول عبر القصف إرغامهم: by what means it is done, is done
        if self._is_circumstance(trigger):
            return "circumstance"
        verb = self._verb_above(trigger)
        if verb is None or self._speaks(verb, trigger) or _is_any(verb, self.grammar.speech):
            return "news"
        # غارة تستهدف القرية: the event stands before the verb that says more of it
        return "ongoing" if self._ongoing(verb) and trigger.index > verb.index else "news"

    def _near(self, clause: Word) -> bool:
        """Whether a clause is dated by a day or hour of the last weeks."""
        grammar = self.grammar
        return any({t.bare, t.lemma_key} & grammar.near and self._dates(t, clause) for t in self._times)

    def _is_circumstance(self, noun: Word) -> bool:
        """Whether an event noun stands behind a preposition, itself or through nouns that only carry it."""
        grammar, word = self.grammar, noun
        while (parent := self.sentence.parent(word)) is not None:
            case = self.phrases.preposition(word)
            if case in grammar.because and word.key == word.bare:
                return False
            if case in grammar.circumstance:
                return not self._speaks(parent, word) and not self._told_of(noun)
            carried = grammar.is_amount(parent) or parent.bare in grammar.carriers or parent.bare in grammar.news
            if parent.upos not in ("NOUN", "ADJ", "NUM") or not (carried or word.deprel == "conj"):
                return False
            word = parent
        return False

    def _told_of(self, noun: Word) -> bool:
        """Whether a clause of its own tells an indefinite event noun: عقب هجوم نفذه مجهولون."""
        if _definite(noun):
            return False
        return any(
            c.feats.get("Aspect") == "Perf" and self.grammar.light_verbs.get(c.lemma_key) and not self._defines(c)
            for c in self.sentence.children(noun, "acl")
        )

    def _dated_by(self, word: Word) -> bool:
        """Whether the clause of a verb only says when something else happened."""
        if word.upos not in _VERBS or not word.deprel.startswith("advcl"):
            return False
        near = self.sentence.words[max(0, word.index - _REACH) : word.index]
        marks = {w.key for w in (*self.sentence.children(word, "mark", "case", "advmod"), *near)}
        return bool(marks & self.grammar.when)

    def _ongoing(self, verb: Word) -> bool:
        """Whether a verb stands in the imperfect for what goes on, and not for news."""
        if verb.feats.get("Aspect") != "Imp":
            return False
        grammar, parent = self.grammar, self.sentence.parent(verb)
        if self._habitual(verb):
            return True
        if self._heads_news(verb):
            return False
        particles = self._particles(verb)
        if any(w.key in grammar.negation for w in particles):
            return False  # «لم تقصف» tells of the past, and is negated anyhow
        goes_on = grammar.still | grammar.continuing
        beside = (*self.sentence.children(verb, "aux", "cop"), *particles, verb)
        if any(_is_any(w, goes_on) for w in beside):
            return False
        if parent is not None and parent.upos in _VERBS and parent.index < verb.index:
            begun = verb.deprel.startswith("xcomp") and not _is_any(parent, grammar.auxiliaries)
            if _is_any(parent, goes_on) or (begun and parent.feats.get("Aspect") == "Perf"):
                return False
        return not any(self._since(time, verb) for time in self._times)

    def _habitual(self, verb: Word) -> bool:
        before = self.sentence.words[max(0, verb.index - _REACH) : verb.index]
        return verb.feats.get("Aspect") == "Imp" and any(w.key in self.grammar.habitual for w in before)

    def _since(self, time: Word, verb: Word) -> bool:
        before = self.sentence.words[max(0, time.index - 3) : time.index]
        return self._dates(time, verb) and any(w.key in self.grammar.since for w in before)

    def _heads_news(self, verb: Word) -> bool:
        """``الطائرات الروسية تقصف حلب``: a headline, whose subject stands before its verb, is in the imperfect."""
        if self.sentence.words[0].key in self.grammar.conjunctions:
            return False
        head = verb
        while head.deprel in ("conj", "parataxis", "acl", "acl:relcl") and head.head >= 0:
            head = self.sentence.words[head.head]
        if head.head >= 0 and not head.deprel.startswith("root"):
            return False
        if head.upos not in _VERBS:
            return head.upos in _NOUNS
        return any(c.index < head.index for c in self.subjects(head))

    def _occurs(self, verb: Word, noun: Word) -> bool:
        """``تدور اشتباكات``: a verb of taking place, with the event as its subject."""
        kinds = self.grammar.light_verbs.get(verb.lemma_key, ()) or self.grammar.light_verbs.get(verb.key, ())
        return noun is not verb and any("subject" in kind.event or kind.subject == "place" for kind in kinds)

    def _before_it(self, noun: Word) -> set[str]:
        """The word that an event noun depends on by word order, past prepositions and nouns that only carry it."""
        for word in reversed(self.sentence.words[: noun.index]):
            if word.upos == "ADP" or word.bare in self.grammar.carriers:
                continue
            return {word.bare, word.lemma_key}
        return set()

    # Background by time

    def _remote(self, word: Word) -> bool:
        """Whether a clause is dated a month or more back, or counts what happened since then."""
        verb = word if word.upos == "VERB" else None
        return any(
            time.index != word.index and self._dates(time, word) and self._past(time, word, verb)
            for time in self._times
        )

    @cached_property
    def _times(self) -> tuple[Word, ...]:
        known = self.grammar.time | self.grammar.beginnings
        return tuple(
            w
            for w in self.sentence.words
            if w.upos != "ADP" and (w.bare in known or w.lemma_key in known or self._is_year(w))
        )

    def _is_year(self, word: Word) -> bool:
        """A number like a year that counts nothing."""
        if not _YEAR.fullmatch(word.text):
            return False
        words = self.sentence.words
        counting = word.index + 1 < len(words) and words[word.index + 1].upos == "NOUN"
        return not counting or (word.index > 0 and words[word.index - 1].bare in self.grammar.time)

    def _dates(self, time: Word, word: Word) -> bool:
        """Whether a time hangs on a word, at most through another noun: parses hang it on the last one."""
        above: Word | None = time
        for _ in range(3):
            above = self.sentence.parent(above) if above is not None else None
            if above is word:
                return True
            if above is None or above.upos in _VERBS:
                return False
        return False

    def _past(self, time: Word, word: Word, verb: Word | None) -> bool:
        grammar, words = self.grammar, self.sentence.words
        around = words[max(0, time.index - 3) : time.index]
        if any(w.bare in grammar.first_time for w in words[max(0, time.index - _DATE - 2) : time.index]):
            return False
        before = {w.key for w in around} | {w.bare for w in around}
        after = words[time.index + 1].bare if time.index + 1 < len(words) else ""
        near = bool({time.bare, time.lemma_key} & grammar.near)
        since = bool(before & grammar.since)
        ongoing = (
            self.phrases.preposition(word) in grammar.because if verb is None else verb.feats.get("Aspect") == "Imp"
        )
        date = {w.key for w in words[max(0, time.index - _DATE) : time.index]}
        if date & grammar.since and ongoing:
            return False  # تحاصر المدينة منذ عام، وسط قصف منذ 15 تموز الماضي: it goes on
        if _YEAR.fullmatch(time.text):  # not of a whole date: 12 يناير (كانون الثاني) 2024
            return not any(w.upos == "NUM" for w in words[max(0, time.index - _DATE) : time.index])
        if after in grammar.past and not near:  # العام الماضي
            return True
        era = bool({time.bare, time.lemma_key} & grammar.eras)
        if {time.bare, time.lemma_key} & grammar.beginnings and not any(
            {w.bare, w.lemma_key} & grammar.near for w in words[time.index + 1 : time.index + 3]
        ):
            return since
        return era and (since or bool(before & grammar.ago))

    # Attribution

    def attribution(self, clause: Word) -> tuple[Word, ...]:
        """The phrase that names who reports the clause: the subject of the verb of saying above it or behind it, what
        stands after ``بحسب``, or before the colon of a headline. The nearest counts."""
        word: Word | None = clause
        while word is not None:
            parent = self.sentence.parent(word)
            if parent is not None and parent.index < word.index and self._speaks(parent, word):
                for subject in self._speakers(parent):
                    head = self.phrases.heads(subject)[0]
                    if head.index != clause.index and head.upos != "PRON":
                        return self.phrases.words(head)
            word = parent
        for report in self._reports:
            inside = report.words[0].index <= clause.index <= report.words[-1].index
            if report.first <= clause.index <= report.last and not inside:
                return report.words
        return ()

    def _speakers(self, verb: Word) -> tuple[Word, ...]:
        """The subjects of a verb of saying, for one without (وأضاف أن) those of the verb that it goes on from."""
        found, above = self.subjects(verb), self.sentence.parent(verb)
        if not found and above is not None and above.upos == "VERB" and verb.deprel in ("conj", "parataxis"):
            return self.subjects(above)
        return found

    def _speaks(self, verb: Word, clause: Word) -> bool:
        """Whether a verb tells the clause below it: always (قال), or where أن or عن opens it (نقلت عن مصدر أن ...)."""
        if verb.upos != "VERB" or self.negated(verb):
            return False
        relation = clause.deprel.split(":")[0]
        if relation not in ("ccomp", "xcomp", "obj", "parataxis", "obl", "conj", "dep"):
            return False
        between = {w.key for w in self.sentence.words[verb.index + 1 : clause.index]}
        if relation == "conj" and not (
            {c.key for c in self.sentence.children(clause, "mark")} & self.grammar.reporting
        ):
            return False
        if _is_any(verb, self.grammar.speech):
            return True
        return _is_any(verb, self.grammar.speech_of_clauses) and bool(between & self.grammar.reporting)

    @cached_property
    def _reports(self) -> tuple[Report, ...]:
        """Who is named as reporting apart from the verbs of saying above a clause."""
        return tuple(self._find_reports())

    def _find_reports(self) -> Iterator[Report]:
        grammar, words = self.grammar, self.sentence.words
        end = len(words) - 1
        markers = self.phrases.ends(grammar.as_reported)
        for i, word in enumerate(words):
            if word.upos == "VERB" and _is_any(word, grammar.speech | grammar.speech_of_clauses):
                marked = i - 1 in markers
                quoted = i > 0 and words[i - 1].upos == "PUNCT" and words[i - 1].text != ":"
                if (marked or (quoted and i > 2)) and not self.sentence.children(word, "ccomp"):
                    first = markers[i - 1] if marked else i
                    named = self._speaker(word)
                    if named and (marked or not self._takes_object(word)):
                        yield Report(named, 0, end if first == 0 else first - 1)
            if word.bare in grammar.according_to or word.key in grammar.according_to:
                named = self._according(word)
                if named:
                    yield Report(named, 0, end)
        if self.colon > 1 and not words[0].deprel.startswith(("parataxis", "dep")):
            yield Report(words[: self.colon], self.colon + 1, end)

    def _takes_object(self, verb: Word) -> bool:
        return any(c.index > verb.index for c in self.sentence.children(verb, "obj", "xcomp"))

    def _speaker(self, verb: Word) -> tuple[Word, ...]:
        """The noun behind a verb of saying that follows what is said, wherever the parse hangs it."""
        words = self.sentence.words
        at = verb.index + 1
        while at < len(words) and words[at].upos == "PRON":
            at += 1
        if at < len(words) and words[at].upos in (*_NOUNS, "ADJ"):
            return self.phrases.words(words[at])
        return ()

    def _according(self, word: Word) -> tuple[Word, ...]:
        """Who is named behind ``بحسب``, ``وفقاً ل``; behind ``وفق ما أعلن`` the subject of the verb."""
        words = self.sentence.words
        at = word.index + 1
        while at < len(words) and words[at].upos in ("ADP", "DET", "PRON"):
            at += 1
        if at < len(words) and words[at].upos in _VERBS:
            return self._speaker(words[at])
        return self.phrases.words(words[at]) if at < len(words) and words[at].upos in _NOUNS else ()

    def _colon(self) -> int:
        """Where the speaker or place of a headline ends, -1 if it has none."""
        for word in self.sentence.words[: _SPEAKER + 1]:
            if word.text == ":":
                return word.index if word.index > 0 else -1
            if word.upos in (*_VERBS, "PUNCT", "SCONJ"):
                return -1
        return -1


def _is_any(word: Word, forms: frozenset[str]) -> bool:
    return word.key in forms or word.lemma_key in forms


def _definite(noun: Word) -> bool:
    return noun.key != noun.bare


def _agrees(noun: Word, verb: Word) -> bool:
    """Whether a noun can be the subject of a verb that stands behind it; a plural takes a plural or feminine verb."""
    number, gender = verb.feats.get("Number"), verb.feats.get("Gender")
    plural = noun.feats.get("Number") in ("Plur", "Dual") or noun.upos == "NUM"
    if number in ("Plur", "Dual"):
        return plural
    feminine = noun.feats.get("Gender") == "Fem" or noun.text.endswith(("ة", "ات"))
    return (feminine or plural) if gender == "Fem" else not feminine

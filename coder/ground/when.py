"""When an event took place: by the times that the text names, each for the act that it belongs to.

Which time dates an event, the first that there is:

1. ``frame``: one that depends on its trigger, on the verb that carries or governs a noun trigger, or stands in one of
   the frame's phrases;
2. ``sentence``: that of a verb beside it or of the circumstance that it tells; else the only time of the sentence,
   unless it is in a quotation, a relative clause or a clause of its own;
3. ``sentence``: that of the verb of saying above it: nobody tells what has not happened yet;
4. ``article``: the day of the sentence before, in the same paragraph, where this one goes on telling;
5. ``article``: the day of publication.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

from coder.annotate import Document, Sentence, Word
from coder.code import Attempt, CodedSentence
from coder.event import Event, When
from coder.languages.times import load_times
from coder.times import DAY, MONTH, WEEK, Time, find_times

_VERBS = ("VERB", "AUX")
_SOON = dt.timedelta(days=60)  # in which what is planned is told without its year
_NOT_WHEN = frozenset({"subject", "object", "agent", "modifier", "complement"})  # slots whose times are others'
_OPENING = 4  # words at the head of a sentence that may tell that it goes on


class _Candidate(NamedTuple):
    """A time of a sentence with its word and the act that it hangs on: the verb, or noun of an act, above it."""

    time: Time
    word: Word
    owner: Word


class Dates:
    """The dates of the events of an article; sentences are asked for in text order."""

    def __init__(self, document: Document, sentences: Sequence[CodedSentence]) -> None:
        self.document = document
        self.published = document.article.date
        self._sentences = sentences
        self._found: dict[int, list[_Candidate]] = {}
        self._told: dict[int, list[tuple[Event, When]]] = {}  # events dated by words, by sentence

    @cached_property
    def _times(self) -> dict[int, tuple[Time, ...]]:
        """The times of each sentence; articles without events are spared the search."""
        found, anchor = {}, None
        for coded in self._sentences:
            sentence = coded.context.sentence
            found[sentence.index] = find_times(sentence.text, self.published, self.document.language.code, anchor)
            anchor = found[sentence.index][-1].last if found[sentence.index] else anchor
        return found

    def of(self, attempt: Attempt, coded: CodedSentence) -> When | None:
        """The date of an attempt's events; None where neither the text nor the article has one."""
        when = self._in_sentence(attempt, coded)
        if is_ahead(when, self.published):
            return when
        if when is not None:
            self._told.setdefault(coded.context.sentence.index, []).append((attempt.events[0], when))
            return when
        when = self._going_on(attempt, coded)
        if when is not None or self.published is None:
            return when
        return When(self.published, self.published, DAY, found="article")

    def _candidates_of(self, coded: CodedSentence) -> list[_Candidate]:
        index = coded.context.sentence.index
        if index not in self._found:
            self._found[index] = _candidates(self._times[index], coded)
        return self._found[index]

    def _in_sentence(self, attempt: Attempt, coded: CodedSentence) -> When | None:
        candidates = self._candidates_of(coded)
        if not candidates:
            return None
        belongs = _Belonging(attempt, coded)
        candidates = [c for c in candidates if not (c.time.spell and belongs.act_between(c))]
        past = [c for c in candidates if not self._ahead(c.time)]  # what is to come is not what has happened
        mine = [c for c in (past if belongs.past else candidates) if belongs.in_frame(c)]
        if mine:
            time = belongs.nearest(mine).time
            return _when(self._planned(time) if belongs.ongoing else time, coded, "frame")
        mine = [c for c in past if belongs.beside(c)]
        if mine:
            return _when(belongs.nearest(mine).time, coded, "sentence")
        if len(past) == 1 and belongs.may_share(past[0]):
            return _when(past[0].time, coded, "sentence")
        above = [c for c in past if belongs.above(c) and c.time.precision < MONTH]
        return _when(above[0].time, coded, "sentence") if len(above) == 1 else None

    def _ahead(self, time: Time) -> bool:
        return self.published is not None and time.first > self.published

    def _planned(self, time: Time) -> Time:
        """``يزور الوزير أنقرة السبت``: of an act that goes on or is to come, the next such day."""
        if time.ahead is None or self.published is None or time.first <= self.published <= time.last:
            return time
        soon = time.ahead - self.published <= _SOON
        return replace(time, first=time.ahead, last=time.ahead) if soon else time

    def _going_on(self, attempt: Attempt, coded: CodedSentence) -> When | None:
        """The day that the sentence before told, where this one opens with «also» or names the same act as known."""
        sentence = coded.context.sentence
        told = self._told.get(sentence.index - 1, [])
        days = {(when.start, when.end) for _, when in told}
        if len(days) != 1 or told[0][1].precision > WEEK or not self._same_paragraph(sentence):
            return None
        opening = [word.key for word in sentence.words[:_OPENING]]
        grammar = load_times(self.document.language.code)
        opens = any(
            grammar.is_any("goes_on", " ".join(opening[i : i + n])) for i in range(len(opening)) for n in (1, 2)
        )
        rules = {event.rule for event, _ in told}
        known = any(_names_known(attempt, other) for other in coded.attempts if other.match.trigger.rule.id in rules)
        if not opens and not known:
            return None
        when = replace(told[0][1], found="article")
        self._told.setdefault(sentence.index, []).append((attempt.events[0], when))
        return when

    def _same_paragraph(self, sentence: Sentence) -> bool:
        before = self.document.sentences[sentence.index - 1]
        return "\n" not in self.document.article.text[before.end : sentence.start]


def _when(time: Time, coded: CodedSentence, found: str) -> When:
    return When(time.first, time.last, time.precision, coded.context.sentence.text[time.start : time.end], found)


def is_ahead(when: When | None, published: dt.date | None) -> bool:
    """Whether a date has not come yet when the article appears."""
    return when is not None and published is not None and when.start > published


def _candidates(times: Iterable[Time], coded: CodedSentence) -> list[_Candidate]:
    sentence = coded.context.sentence
    acts = {a.match.frame.trigger.index for a in coded.attempts}
    found = []
    for time in times:
        inside = [
            w for w in sentence.words if w.start - sentence.start < time.end and w.end - sentence.start > time.start
        ]
        if inside:
            indices = {w.index for w in inside}
            word = next(
                (w for w in inside if w.head not in indices and w.upos not in ("ADP", "PUNCT", "CCONJ")), inside[0]
            )
            found.append(_Candidate(time, word, _owner(word, indices, sentence, acts)))
    return found


def _owner(word: Word, own: set[int], sentence: Sentence, acts: set[int]) -> Word:
    """The nearest verb or noun of an act above the words of a time; without one the root."""
    above = word
    for above in sentence.ancestors(word):
        if above.index not in own and (above.upos in _VERBS or above.index in acts):
            return above
    return above


class _Belonging:
    """Whether times belong to the act of an attempt."""

    def __init__(self, attempt: Attempt, coded: CodedSentence) -> None:
        self.sentence = coded.context.sentence
        self.grammar = coded.context.book.language.grammar
        self.apart = self.grammar.after | self.grammar.ago
        self.frame = attempt.match.frame
        self.trigger = self.frame.trigger
        self.acts = {a.match.frame.trigger.index for a in coded.attempts}
        self.own = {self.trigger.index, *(w.index for w in attempt.match.words)}
        if self.frame.support is not None:
            self.own.add(self.frame.support.index)
        self.verb = self._verb()
        self.remote = self._remote()
        self.above_it = {w.index for w in self.sentence.ancestors(self.trigger)}
        clause = self.trigger if self.trigger.upos in _VERBS else self.frame.support or self.verb
        self.past = clause is not None and clause.feats.get("Aspect") == "Perf"
        self.ongoing = self.frame.telling == "ongoing"
        self.phrases = {
            word.index
            for argument in self.frame.arguments
            if argument.slot not in _NOT_WHEN and argument.how != "antecedent"
            for word in argument.words
        }

    def _verb(self) -> Word | None:
        """The verb that a noun trigger is the circumstance or event of."""
        if self.trigger.upos in _VERBS:
            return None
        verb = next((w for w in self.sentence.ancestors(self.trigger) if w.upos in _VERBS), None)
        return verb if verb is not None and not self._says(verb) else None

    def _remote(self) -> bool:
        """``بعد أيام من دعوة المجلس``, ``كانت واشنطن اتهمت``: the act was some time before what is told."""
        beings = (
            self.sentence.children(self.trigger, "aux", "cop") if self.trigger.feats.get("Aspect") == "Perf" else ()
        )
        if any({w.key, w.lemma_key} & self.grammar.auxiliaries and w.feats.get("Aspect") == "Perf" for w in beings):
            return True
        for word in self.sentence.ancestors(self.trigger):
            if word.upos in _VERBS:
                return False
            if word.bare in self.grammar.time and any(
                c.key in self.apart for c in self.sentence.children(word, "case")
            ):
                return True
        return False

    def _says(self, word: Word) -> bool:
        speech = self.grammar.speech | self.grammar.speech_of_clauses
        return word.upos in _VERBS and (word.key in speech or word.lemma_key in speech)

    def nearest(self, candidates: Sequence[_Candidate]) -> _Candidate:
        """The most precise of several times, of equally precise ones the nearest."""
        return min(candidates, key=lambda c: (c.time.precision, abs(c.word.index - self.trigger.index)))

    def in_frame(self, candidate: _Candidate) -> bool:
        """Whether a time depends on the trigger, its carrier, or a verb that governs it and tells no other act."""
        owner = candidate.owner
        if owner.index in self.own or self._about(owner):
            return True
        if owner.upos not in _VERBS and owner.index in self.acts:
            return False
        if candidate.word.index in self.phrases and not self._clause_between(candidate.word):
            return True
        governs = self.verb is not None and owner.index == self.verb.index and owner.index not in self.acts
        return governs and not self.remote

    def act_between(self, candidate: _Candidate) -> bool:
        """``رفضوا الخروج، وسط قصف منذ الأحد``: how long it goes on is told of the nearest act."""
        return any(self.trigger.index < act < candidate.word.index and act not in self.own for act in self.acts)

    def _about(self, verb: Word) -> bool:
        """``الهجوم الذي وقع أمس``: the relative clause of a noun trigger says when it was."""
        noun = self.sentence.parent(verb) if verb.deprel.startswith("acl") else None
        return noun is not None and noun.index == self.trigger.index and self.trigger.upos not in _VERBS

    def _clause_between(self, word: Word) -> bool:
        for above in self.sentence.ancestors(word):
            if above.index in self.own:
                return False
            if above.upos in _VERBS:
                return True
        return False

    def beside(self, candidate: _Candidate) -> bool:
        """Whether a time belongs to a verb joined to this act, to its circumstance, or to the act it is one of."""
        owner = candidate.owner
        if self._says(owner) or self._quoted(candidate) or self.remote:
            return False
        if self.verb is not None and owner.index == self.verb.index:
            return True
        mine = self.verb or self.trigger
        if self._of_one_noun(owner):
            return True
        if _chain(owner, self.sentence) == _chain(mine, self.sentence):
            return True
        below = any(w.index == mine.index for w in self.sentence.ancestors(owner))
        return below and not self._apart(candidate.word, mine)  # قُتل اثنان في هجوم أمس

    def _of_one_noun(self, owner: Word) -> bool:
        """``تفجير استهدف السوق الأحد، أودى بحياة عشرة``: two clauses tell of one noun."""
        clauses = [word for word in (owner, self.trigger) if word.deprel.startswith("acl")]
        return len(clauses) == 2 and owner.head == self.trigger.head

    def may_share(self, candidate: _Candidate) -> bool:
        """Whether the only time of a sentence may be that of this act."""
        owner = candidate.owner
        vague = candidate.time.precision == MONTH and not candidate.time.spell
        if self._says(owner) or self._quoted(candidate) or self.remote or vague:
            return False
        top = self.verb or self.trigger
        return not self._apart(candidate.word, top) and not self._apart(top, owner)

    def above(self, candidate: _Candidate) -> bool:
        """Whether a time is that of a verb above this act."""
        return candidate.owner.index in self.above_it and not self._quoted(candidate) and not self.remote

    def _apart(self, low: Word, high: Word) -> bool:
        """Whether a clause with a time of its own, or «after», lies between a word and one above it."""
        word: Word | None = low
        dated = any(c.key not in self.apart for c in self.sentence.children(low, "case"))
        while word is not None and word.index != high.index:
            participle = word.upos == "ADJ" and word.deprel == "amod" and word.key != word.bare and word is not low
            if participle and dated:  # الاتفاق الموقع في أيار
                return True
            if word.deprel.split(":")[0] in ("acl", "ccomp", "csubj") and word.upos in _VERBS:
                return True
            if word.upos not in _VERBS and any(c.key in self.apart for c in self.sentence.children(word, "case")):
                return True
            word = self.sentence.parent(word)
        return False

    def _quoted(self, candidate: _Candidate) -> bool:
        """Whether a quotation opens or closes between the trigger and a time."""
        low, high = sorted((candidate.word.index, self.trigger.index))
        between = self.sentence.words[low:high]
        depth = sum(w.text in "«“" for w in between) - sum(w.text in "»”" for w in between)
        return depth != 0 or sum(w.text == '"' for w in between) % 2 == 1


def _chain(word: Word, sentence: Sentence) -> int:
    """The first of the verbs that a verb is joined to."""
    while word.deprel.split(":")[0] in ("conj", "parataxis") and word.head >= 0:
        above = sentence.words[word.head]
        if above.upos not in _VERBS:
            break
        word = above
    return word.index


def _names_known(attempt: Attempt, other: Attempt) -> bool:
    """Whether an act is, or comes of, one that the text names as known: ``وأسفر الهجوم عن مقتل أربعة``."""
    noun, frame = other.match.frame.trigger, attempt.match.frame
    if noun.upos in _VERBS or noun.key == noun.bare:
        return False
    causes = (*frame.slot("subject"), *frame.slot("cause"))
    return noun is frame.trigger or any(noun.index == argument.head.index for argument in causes)

"""When an event took place: by the times that the text names, each for the act that it belongs to.

Which time dates an event, the first that there is:

1. ``frame``: one that depends on its trigger, on the verb that carries or governs a noun trigger, or stands in one of
   the frame's phrases;
2. ``sentence``: that of a verb beside it, of the circumstance that it tells, or of what it is told to be a part of
   (``Happening``); else the only time of the sentence, unless it is in a quotation, a relative clause or a clause of
   its own;
3. ``sentence``: that of the verb of saying above it: nobody tells what has not happened yet; or of the acts beside it;
4. ``article``: the day of the same act where it is told with one;
5. ``article``: the day that the report tells of (``discourse.py``);
6. ``article``: the day of publication; none for what was before the news, or in an article that reports no day at all.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property

from coder.annotate import Document, Sentence, Word
from coder.code import Attempt, CodedSentence
from coder.dateline import has_dateline
from coder.event import EventActor, When
from coder.ground.discourse import (
    ABOUT,
    TALK,
    VERBS,
    Candidate,
    Day,
    is_before_the_news,
    is_quoted,
    news_days,
    opens_with,
    says,
)
from coder.languages.times import load_times
from coder.times import DAY, MONTH, WEEK, Time, day_of_publication, find_times

_SAID_ON = dt.timedelta(days=1)  # behind an act, what is said of it the day after
_VIOLENT = frozenset({"14", "18", "19", "20"})  # CAMEO roots of what is judged and talked of
_SOON = dt.timedelta(days=60)  # in which what is planned is told without its year
_NOT_WHEN = frozenset({"subject", "object", "agent", "modifier", "complement"})  # slots whose times are others'
_NOT_WHERE = frozenset({"subject", "agent"})
_LONG = 1200  # characters of an article that has room to tell its day
_RECALLED = dt.timedelta(days=60)  # before publication: what is dated further back is no news
_LATELY = dt.timedelta(days=14)  # before publication, in which a report has a day
_APART = 8  # sentences within which an act is told again
_LEAD, _BEHIND_LEAD = 2, 4  # sentences that may be a lead, and which an act of the lead is told with its day


class Dates:
    """The dates of the events of a report; ``sentences`` are its own, in text order."""

    def __init__(self, document: Document, sentences: Sequence[CodedSentence]) -> None:
        article = document.article
        self.document = document
        self.words = load_times(document.language.code)
        self.published = day_of_publication(article.text, article.date, document.language.code)
        self._sentences = sentences
        self._candidates: dict[int, list[Candidate]] = {}

    @cached_property
    def _times(self) -> list[tuple[Time, ...]]:
        """The times of each sentence; articles without events are spared the search."""
        found, anchor = [], None
        for coded in self._sentences:
            times = find_times(coded.context.sentence.text, self.published, self.document.language.code, anchor)
            anchor = times[-1].last if times else anchor
            found.append(times)
        return found

    def _found(self, at: int) -> list[Candidate]:
        """The times of a sentence and where they stand in its tree, which is looked at only where asked for."""
        if at not in self._candidates:
            self._candidates[at] = _candidates(self._times[at], self._sentences[at])
        return self._candidates[at]

    @cached_property
    def _by_words(self) -> dict[int, When | None]:
        """What their sentences date the attempts with, by identity."""
        return {
            id(attempt): self._in_sentence(attempt, coded, self._found(n))
            for n, coded in enumerate(self._sentences)
            for attempt in coded.attempts
            if attempt.events
        }

    @cached_property
    def _told(self) -> list[list[tuple[Attempt, When]]]:
        """The attempts of each sentence that its words date, with what is past."""
        told: list[list[tuple[Attempt, When]]] = []
        for coded in self._sentences:
            own = [(a, self._by_words[id(a)]) for a in coded.attempts if a.events]
            told.append([(a, when) for a, when in own if when is not None and not is_ahead(when, self.published)])
        return told

    @cached_property
    def _days(self) -> list[Day | None]:
        return self._days_told(of_words=True)

    @cached_property
    def _days_of_acts(self) -> list[Day | None]:
        return self._days_told(of_words=False)

    def _days_told(self, of_words: bool) -> list[Day | None]:
        text = self.document.article.text
        return news_days(self._sentences, self._found, self.published, text, self.words, of_words)

    @cached_property
    def _reports(self) -> bool:
        """Whether the article is of some day: a short one, one that names a day just past, one with a dateline, or one
        that opens with what happened; opinion and history open with what is."""
        article, published = self.document.article, self.published
        if published is None or len(article.text) < _LONG:
            return True
        near = (time for times in self._times for time in times)
        if any(
            time.precision <= WEEK and published - _LATELY <= time.last and time.first <= published for time in near
        ):
            return True
        lead = next((word for word in self._sentences[0].context.sentence.words if word.head < 0), None)
        opens = lead is not None and lead.upos in VERBS and lead.feats.get("Aspect") == "Perf"
        return opens or has_dateline(article.text, self.document.language)

    def of(self, attempt: Attempt, coded: CodedSentence) -> When | None:
        """The date of an attempt's events; None where neither the text nor the article has one."""
        if (when := self._by_words[id(attempt)]) is not None:
            return when
        at = next(n for n, other in enumerate(self._sentences) if other is coded)
        belongs = _Belonging(attempt, coded)
        when = self._beside(at, belongs) or self._same_act(attempt, at) or self._going_on(attempt, belongs, at)
        if when is not None or self.published is None or not self._reports or self._undated(attempt, belongs, at):
            return when
        return When(self.published, self.published, DAY, found="article")

    def is_news(self, when: When | None) -> bool:
        """Whether an act is of the two weeks before publication, as far as is known."""
        return self.published is None or when is None or when.end >= self.published - _LATELY

    def _undated(self, attempt: Attempt, belongs: _Belonging, at: int) -> bool:
        """Whether an act without words that date it was some time before what the article reports."""
        if belongs.before or belongs.known or belongs.lately or belongs.topic or belongs.spoken_of:
            return True
        if self._tells_the_hour(belongs):
            return False
        day = self._day(attempt, at) or self._days[at]
        violent = attempt.events[0].cameo_root in _VIOLENT
        return day is not None and (day.old or (day.words and violent))

    def _tells_the_hour(self, belongs: _Belonging) -> bool:
        """Whether a clause tells the time of day alone, which is then the article's day: ``أطلقوا النار فجراً``."""
        ending = self.words.language.grammar.accusative_endings[0]
        hours = {part + ending for part in self.words.classes["part"]}
        verb = belongs.verb or belongs.trigger
        return any(word.key in hours for word in belongs.sentence.children(verb))

    # Days of other acts and of the report

    def _beside(self, at: int, belongs: _Belonging) -> When | None:
        """The one day of all other acts of a sentence."""
        days = {(when.start, when.end): when for _, when in self._told[at] if when.precision <= WEEK}
        apart = belongs.before or belongs.known or belongs.aside or belongs.present or belongs.spoken_of
        if len(days) != 1 or apart:
            return None
        return replace(next(iter(days.values())), found="sentence")

    def _same_act(self, attempt: Attempt, at: int) -> When | None:
        """The day of the same act where it is told with one, in a sentence before, or behind a lead."""
        known = _names_known(attempt, self._sentences[at])
        codes = {attempt.events[0].cameo} if attempt.match.trigger.rule.id in known else ()
        if known and (when := self._told_within(attempt, known, at)) is not None:
            return when
        last = min(at + _BEHIND_LEAD, len(self._sentences)) if at < _LEAD else at
        turns = opens_with(self._sentences[at].context.sentence, "turn", self.words)
        for n in itertools.chain(range(at, max(-1, at - (1 if turns else _APART)), -1), range(at + 1, last)):
            for other, when in self._told[n]:
                alike = other.match.trigger.rule.id in known or (n == at - 1 and other.events[0].cameo in codes)
                named = n < at and alike
                same = named or is_same(attempt, other, lead=at == 0 and n <= _LEAD)
                if same and when.precision <= (MONTH if named and n == at - 1 else WEEK):
                    found: When = replace(when, found="article")
                    return found
        return None

    def _told_within(self, attempt: Attempt, known: set[str], at: int) -> When | None:
        """``المناطق التي قصفوا منها الحي يوم الأحد، وأدى القصف إلى``: the day of the act that the noun names again."""
        coded = self._sentences[at]
        trigger = attempt.match.frame.trigger.index
        for other in coded.attempts:
            verb = other.match.frame.trigger
            if verb.index < trigger and verb.upos in VERBS and other.match.trigger.rule.id in known:
                when = self._in_sentence(other, coded, self._found(at))
                if when is not None and not is_ahead(when, self.published):
                    found: When = replace(when, found="sentence")
                    return found
        return None

    def _going_on(self, attempt: Attempt, belongs: _Belonging, at: int) -> When | None:
        """The day that the report tells of, for what it goes on to report."""
        day = self._day(attempt, at)
        if day is None or day.old or belongs.before or belongs.known or belongs.lately or belongs.topic:
            return None
        if belongs.spoken_of:
            return None
        if belongs.present and not day.said:
            return None
        time = day.time
        late = self.published is not None and self.published - time.last > _SAID_ON
        if (late or day.quoted) and not day.said and attempt.events[0].cameo_root in TALK:
            return None  # what is said of an act is said later
        if belongs.day_after:
            before = time.first - dt.timedelta(days=1)
            time = replace(time, first=before, last=before)
        return _when(time, self._sentences[day.sentence], "article")

    def _day(self, attempt: Attempt, at: int) -> Day | None:
        """The day that a report tells of for an act: for violence not that of talks or a verdict."""
        return (self._days_of_acts if attempt.events[0].cameo_root in _VIOLENT else self._days)[at]

    # Days of the sentence

    def _in_sentence(self, attempt: Attempt, coded: CodedSentence, candidates: list[Candidate]) -> When | None:
        if not candidates:
            return None
        belongs = _Belonging(attempt, coded)
        candidates = [c for c in candidates if not (c.time.spell and belongs.act_between(c))]
        if belongs.spoken_of:  # أدان أمس خطف الطبيب
            candidates = [c for c in candidates if belongs.verb is None or c.owner.index != belongs.verb.index]
        past = [c for c in candidates if not self._ahead(c.time)]  # what is to come is not what has happened
        mine = [c for c in (past if belongs.past else candidates) if belongs.in_frame(c)]
        if mine:
            time = belongs.nearest(mine).time
            return _when(self._planned(time) if belongs.ongoing else time, coded, "frame")
        mine = [c for c in past if belongs.beside(c)] or [c for c in past if belongs.of_happening(c)]
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


def _when(time: Time, coded: CodedSentence, found: str) -> When:
    return When(time.first, time.last, time.precision, coded.context.sentence.text[time.start : time.end], found)


def is_ahead(when: When | None, published: dt.date | None) -> bool:
    """Whether a date has not come yet when the article appears."""
    return when is not None and published is not None and when.start > published


def is_recalled(when: When | None, published: dt.date | None) -> bool:
    """Whether the words of a sentence date an act so long before its article that it is only recalled."""
    if when is None or published is None or when.found == "article":
        return False
    return when.end < published - _RECALLED


def _candidates(times: Iterable[Time], coded: CodedSentence) -> list[Candidate]:
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
            found.append(Candidate(time, word, _owner(word, indices, sentence, acts)))
    return found


def _owner(word: Word, own: set[int], sentence: Sentence, acts: set[int]) -> Word:
    """The nearest verb or noun of an act above the words of a time; without one the root."""
    above = word
    for above in sentence.ancestors(word):
        if above.index not in own and (above.upos in VERBS or above.index in acts):
            return above
    return above


class _Belonging:
    """Whether times belong to the act of an attempt."""

    def __init__(self, attempt: Attempt, coded: CodedSentence) -> None:
        self.sentence = coded.context.sentence
        self.grammar = coded.context.book.language.grammar
        self.words = load_times(coded.context.book.language.code)
        self.apart = self.grammar.after | self.grammar.ago
        self.frame = attempt.match.frame
        self.trigger = self.frame.trigger
        self.acts = {a.match.frame.trigger.index for a in coded.attempts}
        self.rows = {a.match.frame.trigger.index: a.events[0].cameo_root for a in coded.attempts if a.events}
        self.own = {self.trigger.index, *(w.index for w in attempt.match.words)}
        if self.frame.support is not None:
            self.own.add(self.frame.support.index)
        self.verb = self._verb()
        root = attempt.events[0].cameo_root if attempt.events else ""
        self.talked = root in TALK
        self.spoken_of = root in _VIOLENT and self.verb is not None and self.rows.get(self.verb.index) in ABOUT
        self.remote = self._remote()
        self.above_it = {w.index for w in self.sentence.ancestors(self.trigger)}
        clause = self.trigger if self.trigger.upos in VERBS else self.frame.support or self.verb
        self.past = clause is not None and clause.feats.get("Aspect") == "Perf"
        self.present = clause is not None and clause.feats.get("Aspect") == "Imp"
        self.ongoing = self.frame.telling == "ongoing"
        self.phrases = {
            word.index
            for argument in self.frame.arguments
            if argument.slot not in _NOT_WHEN and argument.how != "antecedent"
            for word in argument.words
        }

    def _verb(self) -> Word | None:
        """The verb that a noun trigger is the circumstance or event of."""
        if self.trigger.upos in VERBS:
            return None
        verb = next((w for w in self.sentence.ancestors(self.trigger) if w.upos in VERBS), None)
        return verb if verb is not None and not self._says(verb) else None

    def _remote(self) -> bool:
        """``بعد أيام من دعوة المجلس``, ``كانت واشنطن اتهمت``: the act was some time before what is told."""
        if is_before_the_news(self.trigger, self.sentence, self.grammar):
            return True
        for word in self.sentence.ancestors(self.trigger):
            if word.upos in VERBS:
                return False
            if word.bare in self.grammar.time and any(
                c.key in self.apart for c in self.sentence.children(word, "case")
            ):
                return True
        return False

    def _says(self, word: Word) -> bool:
        return says(word, self.grammar)

    def nearest(self, candidates: Sequence[Candidate]) -> Candidate:
        """The most precise of several times, of equally precise ones the nearest."""
        return min(candidates, key=lambda c: (c.time.precision, abs(c.word.index - self.trigger.index)))

    def in_frame(self, candidate: Candidate) -> bool:
        """Whether a time depends on the trigger, its carrier, or a verb that governs it and tells no other act."""
        owner = candidate.owner
        if owner.index in self.own or self._about(owner):
            return True
        if owner.upos not in VERBS and owner.index in self.acts:
            return False
        if candidate.word.index in self.phrases and not self._clause_between(candidate.word):
            return True
        governs = self.verb is not None and owner.index == self.verb.index and owner.index not in self.acts
        return governs and not self.remote

    def act_between(self, candidate: Candidate) -> bool:
        """``رفضوا الخروج، وسط قصف منذ الأحد``: how long it goes on is told of the nearest act."""
        return any(self.trigger.index < act < candidate.word.index and act not in self.own for act in self.acts)

    def _about(self, verb: Word) -> bool:
        """``الهجوم الذي وقع أمس``: the relative clause of a noun trigger says when it was."""
        noun = self.sentence.parent(verb) if verb.deprel.startswith("acl") else None
        return noun is not None and noun.index == self.trigger.index and self.trigger.upos not in VERBS

    def _clause_between(self, word: Word) -> bool:
        for above in self.sentence.ancestors(word):
            if above.index in self.own:
                return False
            if above.upos in VERBS:
                return True
        return False

    def beside(self, candidate: Candidate) -> bool:
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

    @cached_property
    def happenings(self) -> tuple[Word, ...]:
        """Nouns of an act that the trigger is told of or as part of: ``هجوم استهدف السوق``, ``قُتل اثنان في حريق``."""
        top = self.sentence.words[_chain(self.verb or self.trigger, self.sentence)]
        above = [self.sentence.parent(top)] if top.deprel.startswith("acl") else []
        if above and self._during(top):  # مظاهرة أيلول أمام القنصلية اقتحم خلالها محتجون
            before = (w for w in reversed(self.sentence.words[: top.index]) if w.upos not in VERBS)
            above = [next((w for w in before if w.index in self.acts), None)]
        below = [w for own in (self.trigger, top) for w in self.sentence.children(own, "obl", "nmod", "nsubj")]
        return tuple(w for w in (*above, *below) if w is not None and self._is_happening(w))

    def _during(self, clause: Word) -> bool:
        """Whether a clause says that it was during something named before (خلالها)."""
        return any(
            self.words.is_any("introducer", case.key)
            for word in self.sentence.children(clause, "obl")
            if word.upos == "PRON"
            for case in self.sentence.children(word, "case")
            if case.key not in self.grammar.within
        )

    def _is_happening(self, word: Word) -> bool:
        named = word.upos not in VERBS and (word.index in self.acts or self.words.is_any("incident", word.bare))
        return named and not any(c.key in self.grammar.ago for c in self.sentence.children(word, "case"))

    def of_happening(self, candidate: Candidate) -> bool:
        """``قُتل ثلاثة في مواجهات اندلعت أمس``, ``شهدت البلدة أمس هجوماً أودى بثلاثة``: the day of the noun's clause."""
        owner = candidate.owner
        if self.remote or self._says(owner) or self._quoted(candidate):
            return False
        for noun in self.happenings:
            if owner.deprel.startswith("acl") and owner.head == noun.index:
                return True
            if owner.index == noun.index != self.trigger.index and noun.index < self.trigger.index:
                return True
            if noun.head == owner.index and owner.upos in VERBS and noun.key == noun.bare and not self._definite(noun):
                return noun.index != self.trigger.index
        return False

    def _definite(self, noun: Word) -> bool:
        """Whether a genitive or pronoun with its article makes a noun known."""
        return any(
            w.key != w.bare or w.upos in ("PRON", "PROPN")
            for w in self.sentence.children(noun, "nmod")
            if not self.sentence.children(w, "case")
        )

    @cached_property
    def known(self) -> bool:
        """``القيادي الذي اقتحم الموصل``: what a relative clause tells of somebody or something is no news."""
        top = self.sentence.words[_chain(self.verb or self.trigger, self.sentence)]
        return self._tells_known(top) or self._loose_relative(top)

    def _loose_relative(self, clause: Word) -> bool:
        """``القائد الذي يحاكم``, where the parse gives the clause to the verb: the noun before «who» is known."""
        marks = [m for m in self.sentence.children(clause, "mark") if m.key in self.grammar.relative]
        if not marks or clause.deprel.startswith("acl") or not marks[0].index:
            return False
        return not self._is_happening(self.sentence.words[marks[0].index - 1])

    def _tells_known(self, clause: Word) -> bool:
        """Whether a relative clause tells of somebody or something known that is no act."""
        noun = self.sentence.parent(clause) if clause.deprel.startswith("acl") else None
        return noun is not None and noun.key != noun.bare and not self._is_happening(noun)

    @cached_property
    def before(self) -> bool:
        """Whether the act was before the news, or is joined to such an act (وكانت أقامت حواجز وكثفت الدوريات)."""
        if self.remote or (self.talked and self._behind_after()):
            return True
        verbs = [self.verb] if self.verb is not None else []
        verbs.append(self.sentence.words[_chain(self.verb or self.trigger, self.sentence)])
        return any(is_before_the_news(verb, self.sentence, self.grammar) for verb in verbs)

    def _behind_after(self) -> bool:
        """``بعد توقيع الاتفاق``: whether the act is named as known behind «after»."""
        noun = self.trigger
        cases = {case.key for case in self.sentence.children(noun, "case")}
        return noun.upos not in VERBS and bool(cases & self.apart) and (noun.key != noun.bare or self._definite(noun))

    @cached_property
    def lately(self) -> bool:
        """``تفجيرات نفذها التنظيم مؤخرا``: whether the act, or what tells of it, was some time of late."""
        words = self.sentence.words
        keys = [word.key for word in words]
        for word in words:
            phrases = (" ".join(keys[word.index : word.index + n]) for n in (1, 2, 3))
            if any(self.words.is_any("lately", phrase) for phrase in phrases):
                own = next((w for w in self.sentence.ancestors(word) if w.upos in VERBS or w.index in self.acts), None)
                if own is not None and own.index in self.own | self.above_it and not self._says(own):
                    return True
        return False

    @cached_property
    def topic(self) -> bool:
        """``وعن استهداف المساجد قال``: whether the act only opens what is spoken of."""
        cases = self.sentence.children(self.trigger, "case")
        head = self.sentence.parent(self.trigger)
        about = any(self.words.is_any("topic", case.key) for case in cases)
        return about and head is not None and head.upos in VERBS and head.index > self.trigger.index

    @cached_property
    def aside(self) -> bool:
        """Whether a clause that only says when or why something else happened tells of it (منذ أن أعلنوا الولاء)."""
        top = self.sentence.words[_chain(self.verb or self.trigger, self.sentence)]
        marks = self.sentence.children(top, "mark", "case")
        return top.deprel.startswith("advcl") and any(m.key in self.grammar.when | self.apart for m in marks)

    @cached_property
    def day_after(self) -> bool:
        """``غداة هجوم``: what is told was on the day after the act."""
        return any(
            self.words.is_any("day_after", case.key)
            for noun in (self.trigger, *self.happenings)
            for case in self.sentence.children(noun, "case")
        )

    def _of_one_noun(self, owner: Word) -> bool:
        """``تفجير استهدف السوق الأحد، أودى بحياة عشرة``: two clauses tell of one noun."""
        clauses = [word for word in (owner, self.trigger) if word.deprel.startswith("acl")]
        return len(clauses) == 2 and owner.head == self.trigger.head

    def may_share(self, candidate: Candidate) -> bool:
        """Whether the only time of a sentence may be that of this act."""
        owner = candidate.owner
        vague = candidate.time.precision == MONTH and not candidate.time.spell
        if self._says(owner) or self._quoted(candidate) or self.remote or vague:
            return False
        top = self.verb or self.trigger
        if self._rowless(owner):
            return not self.known
        if self._state(candidate):
            return True
        return not self._apart(candidate.word, top) and not self._apart(top, owner)

    def _state(self, candidate: Candidate) -> bool:
        """``سيطروا على البلدة التي يقطنها آلاف في 3 آب``: a past day that the parse gave to what is always so."""
        owner, time = candidate.owner, candidate.time
        lasting = owner.deprel.startswith("acl") and owner.feats.get("Aspect") == "Imp" and owner.index not in self.acts
        mine = any(w.index in self.own for w in self.sentence.ancestors(owner))
        return lasting and mine and self.past and time.precision == DAY and not time.spell

    def _rowless(self, owner: Word) -> bool:
        """Whether a clause is that of a noun of an act that has no row of its own (الجريمة التي ارتكبت أمس)."""
        noun = self.sentence.parent(owner) if owner.deprel.startswith("acl") else None
        if noun is None or (noun.deprel == "obj" and noun.head in self.own):  # أدانت التفجير الذي وقع أمس
            return False
        return noun.index not in self.rows and self._is_happening(noun)

    def above(self, candidate: Candidate) -> bool:
        """Whether a time is that of a verb above this act."""
        owner = candidate.owner
        noun = self.sentence.parent(owner) if owner.deprel.startswith("acl") else None
        known = noun is not None and (noun.key != noun.bare or self._definite(noun))  # الخلية التي أعلن عنها في صفر
        above = owner.index in self.above_it and not known
        return above and not self._quoted(candidate) and not self.remote

    def _apart(self, low: Word, high: Word) -> bool:
        """Whether a clause with a time of its own, or «after», lies between a word and one above it."""
        word: Word | None = low
        dated = any(c.key not in self.apart for c in self.sentence.children(low, "case"))
        while word is not None and word.index != high.index:
            participle = word.upos == "ADJ" and word.deprel == "amod" and word.key != word.bare and word is not low
            if participle and dated:  # الاتفاق الموقع في أيار
                return True
            if word.deprel.split(":")[0] in ("acl", "ccomp", "csubj") and word.upos in VERBS:
                return True
            if word.upos not in VERBS and any(c.key in self.apart for c in self.sentence.children(word, "case")):
                return True
            word = self.sentence.parent(word)
        return False

    def _quoted(self, candidate: Candidate) -> bool:
        """Whether a quotation opens or closes between the trigger and a time."""
        low, high = sorted((candidate.word.index, self.trigger.index))
        return is_quoted(self.sentence, low, high)


def _chain(word: Word, sentence: Sentence) -> int:
    """The first of the verbs that a verb is joined to."""
    while word.deprel.split(":")[0] in ("conj", "parataxis") and word.head >= 0:
        above = sentence.words[word.head]
        if above.upos not in VERBS:
            break
        word = above
    return word.index


def _names_known(attempt: Attempt, coded: CodedSentence) -> set[str]:
    """The rules of known acts that an act is, or comes of: ``وأسفر الهجوم عن مقتل أربعة``."""
    frame = attempt.match.frame
    known: set[str] = set()
    sentence, away = coded.context.sentence, coded.context.book.language.grammar.away
    causes = {argument.head.index for argument in (*frame.slot("subject"), *frame.slot("cause"))}
    for other in coded.attempts:
        noun = other.match.frame.trigger
        some = noun.deprel == "nmod" and any(c.key in away for c in sentence.children(noun, "case"))  # حملة من الهجمات
        if some or noun.upos in VERBS or noun.key == noun.bare:
            continue
        if noun is frame.trigger or noun.index in causes:
            known.add(other.match.trigger.rule.id)
    return known


def is_same(one: Attempt, other: Attempt, lead: bool = False) -> bool:
    """Whether two attempts may be one act: of one rule and the same sides, and not in different places. What a lead
    tells is told again with the same word, though it may be told otherwise to whom it was done."""
    if one is other or one.match.trigger.rule.id != other.match.trigger.rule.id:
        return False
    first, second = one.events[0], other.events[0]
    sides = [(_side(first.source), _side(second.source)), (_side(first.target), _side(second.target))]
    agree = all(a == b or not a or not b for a, b in sides) and any(a and a == b for a, b in sides)
    again = one.match.frame.trigger.key == other.match.frame.trigger.key and bool(sides[0][0])
    agree = agree or (lead and again and sides[0][0] == sides[0][1])
    places = [_names(attempt) for attempt in (one, other)]
    return agree and (not all(places) or not places[0].isdisjoint(places[1]))


def _side(actor: EventActor | None) -> str:
    return (actor.code or actor.text) if actor is not None else ""


def _names(attempt: Attempt) -> set[str]:
    """The names in the phrases of a frame that are neither side."""
    frame = attempt.match.frame
    return {w.key for a in frame.arguments if a.slot not in _NOT_WHERE for w in a.words if w.upos == "PROPN"}

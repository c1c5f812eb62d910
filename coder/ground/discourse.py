"""The day that a report tells of, sentence by sentence: where a sentence names none, it goes on with the last one's.

A report opens with its day (``قُتل ثلاثة أمس``, ``أعلنت الشرطة أمس أن``) and does not repeat it. So what its main
clauses tell of holds until another day is named; a turn to something else (``من جهة أخرى``) leaves only the day that
all of the report is of. A lead without a day has that of the sentence behind it, which tells the same at length. The
day of talks or of a verdict is not that of the acts they are about, and what was said on a day of things long past is
not of that day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from coder.annotate import Sentence, Word
from coder.code import CodedSentence
from coder.languages import Grammar
from coder.languages.times import TimeGrammar
from coder.times import DAY, WEEK, Time

VERBS = ("VERB", "AUX")
_NEWS = dt.timedelta(days=14)  # how old a day may be that a report is about
_REPORT = dt.timedelta(days=1)  # how old the day is that all of a report is of
_LEAD = 2  # sentences that may be a lead
_OPENING = 4  # words at the head of a sentence that tell how it goes on
TALK = frozenset(f"{root:02}" for root in range(1, 14))  # CAMEO roots of words
ABOUT = TALK - {"01"}  # those of words about acts of other days; a statement tells what has just been


class Day(NamedTuple):
    """The time that a report tells of.

    Attributes:
        time: as found.
        sentence: the place of the sentence that tells it.
        said: whether it is that of a saying.
        words: whether it is that of talks or a verdict, which are of other days than the acts that they are about.
        old: whether what was said on it was long before.
        passing: whether no act was on it, and it stands behind the lead.
        quoted: whether it stands in a quotation.
    """

    time: Time
    sentence: int
    said: bool
    words: bool = False
    old: bool = False
    passing: bool = False
    quoted: bool = False


class Candidate(NamedTuple):
    """A time of a sentence with its word and the act that it hangs on: the verb, or noun of an act, above it."""

    time: Time
    word: Word
    owner: Word


def opens_with(sentence: Sentence, name: str, words: TimeGrammar) -> bool:
    """Whether a phrase of a class of ``time.yaml`` stands at the head of a sentence."""
    head = [word.key for word in sentence.words[: _OPENING + 1]]
    return any(words.is_any(name, " ".join(head[at : at + n])) for at in range(2) for n in range(1, _OPENING + 1))


def is_before_the_news(verb: Word, sentence: Sentence, grammar: Grammar) -> bool:
    """``وكان مسلحون هاجموا القرية``: a verb in the perfect with «was» tells of what was before."""
    beings = sentence.children(verb, "aux", "cop") if verb.feats.get("Aspect") == "Perf" else ()
    return any({w.key, w.lemma_key} & grammar.auxiliaries and w.feats.get("Aspect") == "Perf" for w in beings)


def is_quoted(sentence: Sentence, start: int, end: int) -> bool:
    """Whether a quotation opens or closes between two words of a sentence."""
    first, last = (sentence.words[index].start - sentence.start for index in (start, end))
    between = sentence.text[first:last]
    opened = sum(between.count(mark) for mark in "«“") - sum(between.count(mark) for mark in "»”")
    return opened != 0 or between.count('"') % 2 == 1


def news_days(
    sentences: Sequence[CodedSentence],
    times: Callable[[int], Sequence[Candidate]],
    published: dt.date | None,
    text: str,
    words: TimeGrammar,
    of_words: bool = True,
) -> list[Day | None]:
    """For each sentence the time that its acts have where they tell none.

    A day before the one told of so far is an aside, unless that is only the day on which it was said: it holds to
    the end of its paragraph.

    Args:
        sentences: of one report.
        times: the times of a sentence of them, by its place in the list.
        published: the day that «yesterday» counts from.
        text: of the article.
        words: of the language, for its ``turns``.
        of_words: whether days of talks and verdicts count.
    """
    if published is None:
        return [None] * len(sentences)
    told = [_leading(coded, n, times(n), published, words) for n, coded in enumerate(sentences)]
    told = [day if day is None or of_words or not day.words else None for day in told]
    days: list[Day | None] = []
    now: Day | None = None
    aside: Day | None = None
    for n, coded in enumerate(sentences):
        sentence = coded.context.sentence
        if n and "\n" in text[sentences[n - 1].context.sentence.end : sentence.start]:
            aside = None
        late = now is not None and (now.passing or now.time.precision > DAY or published - now.time.first > _REPORT)
        if late and opens_with(sentence, "turn", words):
            now = None
        day = told[n]
        if day is not None and now is not None and now.time.first > day.time.last and (day.said or not now.said):
            aside = day
        elif day is not None:
            now, aside = day, None
        ahead = next((later for later in told[n + 1 : n + 1 + _LEAD] if later is not None), None)
        days.append(aside or now or (ahead if n < _LEAD else None))
    return days


def _leading(
    coded: CodedSentence, n: int, times: Sequence[Candidate], published: dt.date, words: TimeGrammar
) -> Day | None:
    """The time that the main clause of a sentence tells, or what it says that somebody told."""
    if not times:
        return None
    sentence, grammar = coded.context.sentence, coded.context.book.language.grammar
    main = {verb.index: depth for depth, verb in enumerate(_main_clauses(sentence, grammar, words))}
    rows = _rows(coded)
    mine = [c for c in times if c.owner.index in main]
    told = [
        c
        for c in mine
        if c.time.precision <= WEEK
        and published - _NEWS <= c.time.first <= published
        and (c.owner.index in rows or not is_quoted(sentence, 0, c.owner.index))
    ]
    if not told:
        return None
    first = min(told, key=lambda c: (c.time.spell, c.time.precision, -main[c.owner.index], c.word.index))
    owner, said = first.owner, says(first.owner, grammar)
    acts = {w.index for a in coded.attempts for w in (a.match.frame.trigger, a.match.frame.support) if w is not None}
    return Day(
        first.time,
        n,
        said,
        words=not said and (rows.get(owner.index, set()) == {True} or words.is_any("judging", owner.lemma_key)),
        old=said and any(c.time.last < published - _NEWS and main[c.owner.index] > main[owner.index] for c in mine),
        passing=n >= _LEAD and not said and owner.index not in acts,
        quoted=is_quoted(sentence, 0, owner.index),
    )


def _rows(coded: CodedSentence) -> dict[int, set[bool]]:
    """The words that tell the acts of rows, with the verbs that carry them: whether they are only talk."""
    found: dict[int, set[bool]] = {}
    for attempt in coded.attempts:
        if attempt.events:
            trigger, support = attempt.match.frame.trigger, attempt.match.frame.support
            above = coded.context.sentence.ancestors(trigger) if trigger.upos not in VERBS else ()
            verb = next((w for w in above if w.upos in VERBS), None)
            for word in (trigger, support, verb):
                if word is not None:
                    found.setdefault(word.index, set()).add(attempt.events[0].cameo_root in ABOUT)
    return found


def _main_clauses(sentence: Sentence, grammar: Grammar, words: TimeGrammar) -> Iterator[Word]:
    """The main verb, those joined to it and what they say, but nothing that was before the news."""
    waiting = [word for word in sentence.words if word.head < 0]
    while waiting:
        word = waiting.pop(0)
        if is_before_the_news(word, sentence, grammar):
            continue
        yield word
        below = sentence.children(word, "conj", "parataxis", "ccomp")
        below += tuple(
            clause
            for clause in sentence.children(word, "advcl", "acl")
            if any(words.is_any("where", mark.key) for mark in sentence.children(clause, "mark", "advmod"))
        )
        waiting += [w for w in below if w.upos in VERBS]


def says(word: Word, grammar: Grammar) -> bool:
    said = grammar.speech | grammar.speech_of_clauses
    return word.upos in VERBS and (word.key in said or word.lemma_key in said)

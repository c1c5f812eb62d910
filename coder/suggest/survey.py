"""Counting what coding left over: triggers that no rule claims, and phrases in slots that name nobody known."""

from __future__ import annotations

import bisect
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from coder.annotate import Sentence, Word
from coder.code import Attempt, CodedSentence
from coder.code.actors import Context, main_mention, resolve
from coder.code.discard import find_discards
from coder.codebook import Codebook
from coder.frames import Argument, Frame
from coder.suggest.names import NAME_TAGS, Found, Phrase, bare_text, find_name, plain

_MOST = 20_000  # candidates of a kind; beyond that the rarest are forgotten, so that memory has a bound
_SURE = ("direct", "shared", "antecedent", "list")  # how syntax fills a slot; the rest are guesses
_CORE = ("subject", "object", "agent")
_NO_SIDES = ("modifier", "complement", "bare", "cause", "place", "time", "instrument", "none")
# Attempts without a row whose trigger means something else: what stands in their slots proves nothing.
_OTHER_MEANING = ("condition fails", "excluded by", "discarded by", "operator without")
_NAMED = 5  # how much a country in the phrase itself tells more than one that the text is about
_LONGEST = 400  # characters; longer sentences are lists and tables

Key = TypeVar("Key", str, Phrase)


@dataclass
class Tally:
    """What is counted of one candidate.

    Attributes:
        times: occurrences.
        articles: articles with one; ``last`` is the number of the latest.
        strong: occurrences that tell most: of verbs and nouns with known actors on two sides, or carried by a light
            verb; of names in the slots of coded actions.
        forms: folded forms (of verbs and nouns) or spellings (of names) in the texts.
        written: citation forms as the lemmatizer spells them; of places, with the noun that classes them.
        slots: slots with known actors; of names, the slots that they fill.
        filled: slots with anything in them, or with known actors that the parse hangs on another phrase.
        countries: ISO 3166 codes of what the sentences, or else the articles, are about.
        examples: the best sentences: those of strong occurrences first, then the shortest.
    """

    times: int = 0
    articles: int = 0
    strong: int = 0
    last: int = 0
    forms: Counter[str] = field(default_factory=Counter)
    written: Counter[str] = field(default_factory=Counter)
    slots: Counter[str] = field(default_factory=Counter)
    filled: Counter[str] = field(default_factory=Counter)
    countries: Counter[str] = field(default_factory=Counter)
    examples: list[tuple[bool, int, str]] = field(default_factory=list)

    def add(self, article: int, form: str, written: str, sentence: str, strong: bool, most: int) -> None:
        """Count one occurrence, and keep its sentence if it is among the ``most`` best."""
        self.times += 1
        self.articles += article != self.last
        self.last = article
        self.strong += strong
        self.forms[form] += 1
        if written:
            self.written[written] += 1
        example = (not strong, len(sentence), sentence)
        if len(sentence) <= _LONGEST and example not in self.examples:
            bisect.insort(self.examples, example)
            del self.examples[most:]

    def merge(self, other: Tally, most: int) -> None:
        """Add the counts of another spelling of the same thing; articles that have both count twice."""
        self.times += other.times
        self.articles += other.articles
        self.strong += other.strong
        for name in ("forms", "written", "slots", "filled", "countries"):
            getattr(self, name).update(getattr(other, name))
        self.examples = sorted({*self.examples, *other.examples})[:most]

    @property
    def country(self) -> str:
        """The country that at least half of the evidence speaks for; empty if there is none."""
        code = max(self.countries, key=lambda code: self.countries[code], default="")
        return code if self.countries[code] * 2 > self.countries.total() else ""


class Survey:
    """Counts over coded articles, for :func:`coder.suggest.choose`.

    Args:
        book: the codebook that coded them.
        examples: sentences to keep of each candidate.
    """

    def __init__(self, book: Codebook, examples: int = 3) -> None:
        self.book = book
        self.most = examples
        self.articles = 0
        self.sentences = 0
        self.verbs: dict[str, Tally] = {}  # by folded lemma
        self.nouns: dict[str, Tally] = {}
        self.names: dict[Phrase, Tally] = {}  # by folded words without article
        self.places: dict[Phrase, Tally] = {}
        self.people: dict[str, Tally] = {}  # by folded lemma
        self.lemmas: Counter[str] = Counter()  # of all verbs
        self.tagged: dict[str, Tally] = {}  # of all nouns: `strong` counts how often as a name
        self.common: Counter[str] = Counter()  # of all nouns
        self.speakers: Counter[str] = Counter()  # of nouns that speak, or stand in a plural for people
        # Only what some rule has as a side can be one: the others are circumstances (بعد، أثناء).
        self.sides = {path[0] for rule in book.rules.values() for path in (*rule.source, *rule.target)} | {
            "agent",
            "genitive",
        }
        self.sides -= set(_NO_SIDES)
        self.spelled: dict[str, Counter[str]] = {}  # of prepositions, by their folded form

    def add(self, coded: Sequence[CodedSentence]) -> None:
        """Count the sentences of one article."""
        self.articles += 1
        self.sentences += len(coded)
        found: list[_Filler] = []
        discards = find_discards([one.context.sentence for one in coded], self.book)
        for one, discarded in zip(coded, discards, strict=True):
            sentence = one.context.sentence
            everything = [d for d in discarded if not d.discard.entry.actions]
            barred = {w.index for w in sentence.words if any(d.covers(w.index) for d in everything)}
            text = " ".join(sentence.text.split())
            self._count_words(sentence)
            self._count_triggers(one, barred, text)
            found += self._found(one, text)
        self._count_names(found)
        for tallies in (self.verbs, self.nouns, self.people, self.tagged):
            _forget(tallies)
        for names in (self.names, self.places):
            _forget(names)

    def slot(self, name: str) -> str:
        """The name of a slot as a codebook writes it: prepositions as the texts spell them."""
        spellings = self.spelled.get(name, Counter())
        return min(spellings, key=lambda text: (-spellings[text], text), default=name)

    def _count_words(self, sentence: Sentence) -> None:
        speech = self.book.language.grammar.speech
        for word in sentence.words:
            if word.upos == "VERB":
                self.lemmas[word.lemma_key] += 1
            elif word.upos == "ADP":
                self.spelled.setdefault(word.key, Counter())[word.text] += 1
            elif word.upos in (*NAME_TAGS, "NOUN", "ADJ"):
                tally = self.tagged.setdefault(word.bare, Tally())
                tally.times += 1
                tally.strong += word.upos in NAME_TAGS
                head = sentence.parent(word)
                says = word.deprel == "nsubj" and head is not None and head.key in speech
                if word.upos == "NOUN":
                    self.common[word.lemma_key] += 1
                    self.speakers[word.lemma_key] += says or _plural_of_people(word)

    # Triggers that no rule claims

    def _count_triggers(self, one: CodedSentence, barred: set[int], text: str) -> None:
        used = barred | {w.index for attempt in one.attempts for w in attempt.match.words}
        for frame in one.frames:
            word = frame.trigger
            if word.index in used or one.context.mentions.at(word) is not None:
                continue
            tallies = self._tallies(frame)
            if tallies is None:
                continue
            known, filled = self._sides(frame, one.context)
            if not known:
                continue
            tally = tallies.setdefault(word.lemma_key, Tally())
            form = word.key if tallies is self.verbs else bare_text(word)
            strong = len(known) > 1 or frame.support is not None
            tally.add(self.articles, form, plain(word.lemma, self.book.language), text, strong, self.most)
            tally.slots.update(known)
            tally.filled.update(filled)

    def _tallies(self, frame: Frame) -> dict[str, Tally] | None:
        """Where a frame's trigger is counted, None if it is no word for an action."""
        word, grammar = frame.trigger, self.book.language.grammar
        if frame.kind in ("verb", "passive"):
            verb = word.upos == "VERB" and len(word.key) > 1 and word.key not in grammar.auxiliaries
            return self.verbs if verb else None
        if frame.kind != "noun" or word.upos != "NOUN" or len(word.bare) < 3 or grammar.is_amount(word):
            return None
        no_events = (grammar.time, grammar.place_words, grammar.carriers, grammar.news, grammar.eventless_nouns)
        keys = {word.bare, word.key, word.lemma_key}
        return None if any(keys & words for words in (*no_events, grammar.bodies, grammar.prepositions)) else self.nouns

    def _sides(self, frame: Frame, context: Context) -> tuple[set[str], set[str]]:
        """The slots of a frame that surely hold a known actor, and those that hold anything, or a known actor if the
        parse hangs him on another phrase."""
        known: set[str] = set()
        filled: set[str] = set()
        for argument in frame.arguments:
            sure = argument.how in _SURE
            if argument.slot not in self.sides or not (sure or argument.how == "loose"):
                continue
            slot = "subject" if argument.slot == "agent" else argument.slot
            mention = main_mention(argument, context)
            where = mention is None or (self._says_where(slot) and mention.kind in ("country", "capital", "adjective"))
            actor = not where and resolve(argument, context) is not None
            if sure or actor:
                filled.add(slot)
            # ردموا آبارا لمزارعين: what is done to somebody's things is done to him
            if actor and (sure or slot in self.book.language.grammar.dative):
                known.add(slot)
        return known, filled

    def _says_where(self, slot: str) -> bool:
        grammar = self.book.language.grammar
        return slot in grammar.where and slot in grammar.prepositions

    # Names that no entry knows

    def _found(self, one: CodedSentence, text: str) -> Iterator[_Filler]:
        """Names in the slots of coded actions, and, as they tell how common a name is, at other verbs too."""
        context = one.context
        seen: set[tuple[int, ...]] = set()
        tried = {attempt.match.frame.trigger.index for attempt in one.attempts}
        coded = [
            argument
            for attempt in one.attempts
            if not attempt.reason.startswith(_OTHER_MEANING)
            for argument in self._fillers(attempt)
        ]
        verbs = [f for f in one.frames if f.kind in ("verb", "passive") and f.trigger.index not in tried]
        others = [a for frame in verbs for a in frame.arguments if a.slot in _CORE and a.how in _SURE]
        for n, argument in enumerate((*coded, *others)):
            name = find_name(argument, context, self._says_where(argument.slot))
            if name is not None and name.indices not in seen:
                seen.add(name.indices)
                yield _Filler(name, argument.slot, n < len(coded), text, _countries(argument, context))

    def _fillers(self, attempt: Attempt) -> Iterator[Argument]:
        """What stands in the slots of a rule's two sides, or says where."""
        rule, frame = attempt.match.trigger.rule, attempt.match.frame
        slots = {path[0] for path in (*rule.source, *rule.target) if len(path) == 1} - set(_NO_SIDES)
        slots |= {"agent", "genitive"}
        used = {w.index for w in attempt.match.words}
        for argument in frame.arguments:
            sure = self._says_where(argument.slot) or (argument.slot in slots and argument.how in _SURE)
            if sure and argument.head.index not in used:
                yield argument

    def _count_names(self, fillers: Sequence[_Filler]) -> None:
        """Count the names of an article; what only repeats the end of a longer one is the same (كارتر, آشتون كارتر)."""
        keys = {f.found.key for f in fillers if f.found.kind == "name"}
        for filler in fillers:
            found, key = filler.found, filler.found.key
            if found.kind == "noun":
                tally = self.people.setdefault(key[0], Tally())
            else:
                if found.kind == "name":
                    longer = [other for other in keys if other[-len(key) :] == key]
                    key = max(longer, key=lambda other: (len(other), other))
                tallies = self.places if found.kind == "place" else self.names
                tally = tallies.setdefault(key, Tally())
            tally.add(self.articles, found.text, found.written, filler.text, filler.coded, self.most)
            tally.slots[filler.slot] += 1
            tally.filled["body"] += found.kind == "body"
            tally.countries.update(filler.countries)


class _Filler(NamedTuple):
    """A name in a slot, with the sentence, and the evidence for its country."""

    found: Found
    slot: str
    coded: bool
    text: str
    countries: Mapping[str, int]


def _countries(argument: Argument, context: Context) -> dict[str, int]:
    """The country named in the phrase (وزير الدفاع الأمريكي ...), or what the sentence or article is about."""
    named = [
        mention.name.id
        for mention in context.mentions.within(argument.words)
        if mention.name is not None and mention.kind in ("adjective", "country")
    ]
    if named:
        return {named[0]: _NAMED}
    told = context.sentence_country or context.article_country
    return {told: 1} if told else {}


def _plural_of_people(word: Word) -> bool:
    """A sound masculine plural is nearly always one of people."""
    return (
        word.feats.get("Number") == "Plur" and word.feats.get("Gender") == "Masc" and word.bare.endswith(("ون", "ين"))
    )


def _forget(tallies: dict[Key, Tally]) -> None:
    """Forget the rarest candidates, of equally rare ones those seen longest ago, once there are too many."""
    if len(tallies) > _MOST:
        rarest = sorted(tallies, key=lambda key: (tallies[key].times, tallies[key].last, key))
        for key in rarest[: len(tallies) - _MOST * 3 // 4]:
            del tallies[key]

"""The people of a sentence and how many they are, before it is known what befell them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from coder.annotate import Word
from coder.frames.phrases import phrase_words
from coder.ground.casualties.tellers import Teller
from coder.ground.casualties.wording import CLOSING, OPENING, Text
from coder.languages.casualties import Kind
from coder.languages.numbers import Number, starts_with

_DATED = frozenset("/\\-")
_YEAR = re.compile(r"(?:1[34]|19|20)\d\d")
_SEVERAL = 3  # the least that an Arabic plural may be, and ACLED's number for a few whose number is unknown


@dataclass(frozen=True)
class People:
    """A number with whom it counts, or a noun for one, two or several.

    Attributes:
        first, end: index of the first word, and of the one behind the last.
        low, high: the least and the most; high is None where nothing limits it.
        unit: the noun; None for a bare number.
        kind: of nouns that are killed or wounded by themselves (قتيل).
        numbered: whether a number stands there.
        vague: whether it is none in figures (عشرات) or only a plural.
        known: whether they are named as known rather than counted (القتلى).
    """

    first: int
    end: int
    low: int
    high: int | None
    unit: Word | None
    kind: Kind | None = None
    numbered: bool = True
    vague: bool = False
    known: bool = False


def find_people(text: Text, tellers: Sequence[Teller]) -> tuple[People, ...]:
    """All people of a sentence, in text order, none inside others; words of ``tellers`` are nobody."""
    return _Finder(text, tellers).find()


def is_somebody(word: Word, text: Text) -> bool:
    """Whether a noun stands for people, by the lists of casualties.yaml or an agent of the codebook."""
    keys, lexicon, grammar = {word.bare, word.lemma_key}, text.lexicon, text.grammar
    if any(keys & listed for listed in (lexicon.things, grammar.time, grammar.collectives, grammar.bodies)):
        return False
    if keys & lexicon.people or keys & lexicon.groups or (text.is_owned(word) and word.bare in lexicon.duals_of):
        return True
    mention = text.mentions.at(word)
    if mention is None or mention.kind != "agent" or word.upos != "NOUN" or word.index in text.acts:
        return False
    return word.feats.get("Definite") == "Ind" or word.feats.get("Number") in ("Dual", "Plur")  # but not النظام


def size(word: Word, text: Text) -> tuple[int, int | None]:
    """The least and the most that a noun without a number stands for."""
    lexicon, number = text.lexicon, word.feats.get("Number", "Sing")
    if word.bare in lexicon.several:
        return _SEVERAL, None
    behind = text.word(word.index + 1)
    governs = behind is not None and behind.head == word.index and behind.upos in ("NOUN", "PROPN", "PRON")
    if word.bare in lexicon.duals or (governs and number != "Sing" and word.bare in lexicon.duals_of):
        return 2, 2
    return {"Dual": (2, 2), "Plur": (_SEVERAL, None)}.get(number, (1, 1))


class _Finder:
    def __init__(self, text: Text, tellers: Sequence[Teller]) -> None:
        self.text = text
        self.taken = {at for teller in tellers for at in range(teller.at, teller.end)}

    def find(self) -> tuple[People, ...]:
        found: list[People] = []
        at = 0
        while at < len(self.text.words):
            people, end = self._at(at)
            if people is not None:
                found.append(people)
            at = max(end, at + 1)
        return tuple(found)

    def _at(self, at: int) -> tuple[People | None, int]:
        """The people whose words begin here, if any, and where to go on."""
        text, word = self.text, self.text.words[at]
        number = None if text.is_day(at) else text.numbers.read(text.keys, at)
        pronoun = number is not None and text.keys[at] in text.lexicon.anybody and text.nominal(number.end) is None
        if number is None or pronoun or (word.upos == "VERB" and at not in text.glued):
            people = self._named(at)
            return people, people.end if people else at
        if (word.upos == "ADP" and number.end == at + 1) or self._is_date(at, number.end):
            return None, at
        return self._counted(at, number)

    # A number and whom it counts

    def _counted(self, at: int, number: Number) -> tuple[People | None, int]:
        text, end = self.text, number.end
        closing = text.word(end)
        if at and closing is not None and closing.text in CLOSING and text.words[at - 1].text in OPENING:
            end += 1  # «50» قتيلاً
        of = text.key(end) in text.numbers.origin and text.words[end].upos == "ADP"  # ثلاثة من الجنود
        unit = text.nominal(end + of)
        if unit is not None and unit.index in self.taken:
            unit = None
        if unit is not None and not self._may_be_counted(unit, of):
            if not of:
                return None, unit.index + 1
            unit = None
        if unit is not None:
            end = unit.index + 1
        low, high = number.low, number.high
        number = text.numbers.limited(text.keys, number, self._behind_adjectives(end))
        behind = phrase_words(text.sentence, unit)[-1].index + 1 if unit is not None else end
        if starts_with(text.keys, behind, text.numbers.or_more):  # 28 من مسلحي التنظيم على الأقل
            number = number._replace(high=None)
        if low == high:
            low, high = number.low, number.high
        if high and low < high and text.key(at - 1) in text.numbers.origin:
            low = high  # من 10 إلى 15
        end = number.end
        if whole := text.phrase(end, text.lexicon.out_of):
            total = text.numbers.read(text.keys, whole)
            end = total.end if total else whole
        vague = high is None and text.numbers.cardinal(text.keys, at) is None
        vague = vague and not starts_with(text.keys, at, text.numbers.at_least)
        return People(at, end, low, high, unit, text.kind(unit), vague=vague), end

    def _is_date(self, at: int, end: int) -> bool:
        """Whether digits are part of a date (22/7/2015) or a year."""
        text = self.text
        beside = (text.words[i].text for i in (at - 1, end) if text.word(i) is not None)
        if text.words[at].text.isdigit() and any(mark in _DATED for mark in beside):
            return True
        behind = text.nominal(end)
        year = end == at + 1 and _YEAR.fullmatch(text.keys[at]) is not None
        return year and (behind is None or behind.bare in text.grammar.time)

    def _may_be_counted(self, unit: Word, of: bool) -> bool:
        """Whether a number may count such a noun as people; behind «of» it must be a noun."""
        keys, lexicon = {unit.bare, unit.lemma_key}, self.text.lexicon
        if keys & lexicon.people or self.text.kind(unit) or keys & lexicon.groups:
            return True
        grammar = self.text.grammar
        if any(keys & listed for listed in (lexicon.things, grammar.time, grammar.place_words)) or unit.upos == "DET":
            return False
        return not of or unit.upos in ("NOUN", "PROPN")

    def _behind_adjectives(self, end: int) -> int:
        word = self.text.word(end)
        while word is not None and word.upos == "ADJ" and word.deprel == "amod":
            end += 1
            word = self.text.word(end)
        return end

    # Nouns

    def _named(self, at: int) -> People | None:
        """Somebody without a number before him."""
        text, word = self.text, self.text.words[at]
        if text.nominal(at) is None or word.upos == "DET" or at in self.taken:
            return None
        kind = text.kind(word)
        if (kind and text.is_owned(word)) or not (kind or is_somebody(word, text)):
            return None
        attribute = word.upos == "ADJ" and word.deprel == "amod" and word.head not in self.taken
        if attribute and word.bare not in text.lexicon.others and not kind:
            return None
        end = self._behind_adjectives(at + 1)
        low, high = size(word, text)
        people = People(at, end, low, high, word, kind, numbered=False, vague=high is None)
        if number := self._number_behind(people):
            return replace(people, end=number.end, low=number.low, high=number.high, numbered=True, vague=False)
        if {word.bare, word.lemma_key} & text.lexicon.groups:
            return self._group(people)
        return replace(
            people, known=text.is_definite(at) or (self._is_construct(word) and (high is None or bool(kind)))
        )

    def _number_behind(self, people: People) -> Number | None:
        """The number behind a noun: ``شخصين اثنين``, ``الجنود الخمسة``."""
        text, word = self.text, self.text.word(people.end)
        if word is None or word.upos not in ("NUM", "ADJ", "NOUN") or text.is_day(people.end):
            return None
        number = text.numbers.cardinal(text.keys, people.end)
        if number is None or people.low not in (number.low, _SEVERAL):
            return None
        if people.kind and text.is_definite(people.first):  # القتلى ثمانية
            return None
        counted = text.nominal(number.end)
        return None if counted is not None and counted.bare in text.lexicon.people else number

    def _group(self, people: People) -> People:
        """A family or a crew; behind «of» may stand how many (عائلة من خمسة أفراد)."""
        text = self.text
        for at in range(people.end, min(people.end + 3, len(text.words))):
            if text.words[at].upos == "ADP" and (number := text.numbers.read(text.keys, at + 1)):
                end = min(number.end + 1, len(text.words))
                return replace(people, end=end, low=number.low, high=number.high, numbered=True, vague=False)
        return replace(people, low=_SEVERAL, high=None, vague=True)

    def _is_construct(self, word: Word) -> bool:
        """Whether a noun has a genitive: ``قتلى الهجوم``."""
        behind = self.text.word(word.index + 1)
        if behind is None or behind.head != word.index or behind.index in self.text.led:
            return False
        return behind.upos in ("NOUN", "PROPN", "PRON") and behind.deprel in ("nmod", "flat")

"""What a sentence tells of killed and wounded: each verb, noun or count that tells of them, with how many.

A telling opens with a verb (قُتل), a noun (مقتل، إصابة) or a count of the dead themselves (12 قتيلاً). Whoever stands behind
a verb or noun is who it tells of: the nearest number or person that no preposition leads in, and those joined to it. Parts
(بينهم طفلان) are not added. The words are those of ``codebooks/<language>/casualties.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from coder.annotate import Word
from coder.code import CodedSentence
from coder.frames.phrases import phrase_words
from coder.languages.casualties import KINDS, PRONOUN, CasualtyWords, Kind, load_casualty_words
from coder.languages.numbers import Numbers, Phrase, load_numbers, starts_with

_ENDS = frozenset(".!?؟؛:\n")
_DATED = frozenset("/\\-")
_COMMAS = frozenset("،,")
_NOMINAL = frozenset({"NOUN", "PROPN", "ADJ", "X", "DET"})
_OPENING, _CLOSING = frozenset("«\"“(["), frozenset("»\"”)]")
_GLUED = re.compile(r"[^\W\d]?(\d[\d.,٬]*)")
_REACH = 12  # words between a verb and the noun that completes it (لقي [خمسة من الجنود] حتفهم)
_UNKNOWN_PLURAL = 3  # ACLED's number for several whose number is unknown; also the least that an Arabic plural may be


@dataclass(frozen=True)
class Telling:
    """A count of killed or wounded.

    Attributes:
        kind: ``killed`` or ``injured``.
        low, high: the least and the most; high is None where nothing limits it.
        at: index of the word that tells it: verb, noun, or the noun that is counted.
        spans: character offsets in the article of the words that give the number.
        how: ``exact``, ``sum`` of several, ``vague`` (no number), ``shared`` with the other kind, or ``none``.
        replaces: a toll that takes the place of what was told before (ارتفع عدد القتلى إلى 12).
        more: those told are others than those before (أصيب آخرون).
        speaker: index of the verb of saying before it; -1 if nobody is quoted.
        background: named as known, not reported.
    """

    kind: Kind
    low: int
    high: int | None
    at: int
    spans: tuple[tuple[int, int], ...]
    how: str = "exact"
    replaces: bool = False
    more: bool = False
    speaker: int = -1
    background: bool = False


@dataclass(frozen=True)
class _Item:
    """People in a sentence: a number with what it counts, or a noun for one, two or several; ``end`` is behind it."""

    first: int
    end: int
    low: int
    high: int | None
    unit: Word | None
    kind: Kind | None = None
    numbered: bool = True
    vague: bool = False
    definite: bool = False
    exact: bool = True


@dataclass(frozen=True)
class _Teller:
    """A verb or noun that tells of casualties; ``end`` is behind its words."""

    kinds: tuple[Kind, ...]
    at: int
    end: int
    verb: bool = False
    toll: bool = False


def tellings(coded: CodedSentence) -> list[Telling]:
    """What a sentence tells of killed and wounded, in text order of the words that tell it."""
    return sorted(_Reader(coded).read(), key=lambda t: (t.at, t.kind))


class _Reader:
    def __init__(self, coded: CodedSentence) -> None:
        self.coded = coded
        self.sentence = coded.context.sentence
        self.words = self.sentence.words
        # Digits behind a conjunction that was not cut off (و4) are read without it.
        self.glued = {w.index for w in self.words if (m := _GLUED.fullmatch(w.text)) and w.text[: m.start(1)]}
        self.keys = [_GLUED.sub(r"\1", word.text) if word.index in self.glued else word.bare for word in self.words]
        self.language = coded.context.book.language
        self.grammar = self.language.grammar
        self.numbers: Numbers = load_numbers(self.language.code)
        self.lexicon: CasualtyWords = load_casualty_words(self.language.code)
        self.frames = {frame.trigger.index: frame for frame in coded.frames}
        self.acts = {attempt.match.frame.trigger.index for attempt in coded.attempts}

    def read(self) -> Iterator[Telling]:
        """All tellings."""
        used: set[int] = set()  # first words of items that a telling has
        denied: set[int] = set()
        tellers = self._tellers
        waiting: tuple[Kind, ...] = ()
        for n, teller in enumerate(tellers):
            items = self._told(teller)
            if not items and teller.verb:
                items = self._before(teller, used)
            kinds, waiting = (*waiting, *teller.kinds), ()
            if not items and n + 1 < len(tellers) and self._joined(teller, tellers[n + 1]):
                waiting = teller.kinds  # مقتل وإصابة 15
                continue
            if self._denied(teller.at):
                denied.add(teller.at)
                if teller.verb or items:
                    yield from self._nobody(teller, kinds, items)
                used |= {item.first for item in items}
                continue
            items = [item for item in items if item.first not in used]
            if items and not self._unreal(teller.at):
                used |= {item.first for item in items}
                if shared := self._shared(items[0]):
                    kinds = shared
                yield from self._sum(items, kinds, teller)
        if not denied:
            yield from self._no_losses()
        for item in self._items:
            if item.first in used or self._is_part(item, 0):
                continue
            if item.kind:
                yield from self._counted(item, denied)
            elif shared := self._shared(item):
                yield from self._sum([item], shared, _Teller(shared, item.first, item.end))

    # Words

    def _phrase(self, start: int, phrases: Sequence[Phrase]) -> int:
        """Where the longest of the phrases ends that stands at a word, a pronoun in it being any; 0 if none does."""
        found = 0
        for phrase in phrases:
            words = self.words[start : start + len(phrase)]
            if len(words) == len(phrase) and all(map(self._fits, phrase, words)):
                found = max(found, start + len(phrase))
        return found

    def _fits(self, part: str, word: Word) -> bool:
        if part == PRONOUN:
            return word.upos == "PRON" and not word.first
        free = word.first or self.words[word.index - 1].upos == "CCONJ" or word.index == 0
        return part == word.bare and (word.upos != "PRON" or free or len(part) > 3)

    def _ends(self, index: int) -> bool:
        return self.words[index].text in _ENDS

    @cached_property
    def _led(self) -> dict[int, Word]:
        """Words that a preposition leads in, with the preposition."""
        found: dict[int, Word] = {}
        for word in self.words:
            if word.upos != "ADP" or word.deprel not in ("case", "mark", "fixed"):
                continue
            head = self.words[word.head]
            if head.index < word.index or head.upos == "VERB":
                continue
            for inside in phrase_words(self.sentence, head):
                if inside.index > word.index:
                    found[inside.index] = word  # of several the innermost
            found |= dict.fromkeys(range(word.index + 1, head.index + 1), word)
        return found

    # People and their numbers

    @cached_property
    def _items(self) -> tuple[_Item, ...]:
        """All numbers of people and all people, in text order, none inside another."""
        found: list[_Item] = []
        at = 0
        while at < len(self.words):
            item = self._item(at)
            if item is not None and item.low >= 0:
                found.append(item)
            at = item.end if item is not None else at + 1
        return tuple(found)

    def _item(self, at: int) -> _Item | None:
        """The item that begins at a word; one of ``low`` -1 for what is counted and is nobody."""
        word = self.words[at]
        day = word.key != word.bare and word.bare in self.grammar.time  # الأحد، الثلاثاء
        number = None if day else self.numbers.read(self.keys, at)
        if number is None or (word.upos == "VERB" and at not in self.glued) or self._is_one_of(at, number.end):
            return self._people(at)
        if (self.words[at].upos == "ADP" and number.end - at == 1) or self._is_date(at, number.end):
            return None
        end, unit = number.end, None
        after = end
        if after < len(self.words) and self.words[after].text in _CLOSING and self.words[at - 1].text in _OPENING:
            after = end = after + 1  # «50» قتيلاً
        if after < len(self.words) and self.keys[after] in self.numbers.origin and self.words[after].upos == "ADP":
            after += 1  # ثلاثة من الجنود
        if after < len(self.words) and self.words[after].upos in _NOMINAL and not self._opens(after):
            unit = self.words[after]
            if not self._may_be_counted(unit, of=after > end):
                if after == end:
                    return _Item(at, after + 1, -1, None, unit)
                unit = None
            else:
                end = after + 1
        kind = self._kind(unit)
        vague = number.high is None and self.numbers.cardinal(self.keys, at) is None and self._no_limit(at)
        end = self._with_adjectives(end)
        number = self.numbers.limited(self.keys, number, end)
        low, high = number.low, number.high
        if at and self.keys[at - 1] in self.numbers.origin and high and low < high:
            low = high  # من 10 إلى 15
        if number.end < len(self.words) and (total := self._phrase(number.end, self.lexicon.out_of)):
            whole = self.numbers.read(self.keys, total)
            number = number._replace(end=whole.end if whole else total)
        return _Item(at, number.end, low, high, unit, kind, vague=vague)

    def _no_limit(self, at: int) -> bool:
        """Whether an amount is a word like «dozens» rather than a number with «at least»."""
        return not any(starts_with(self.keys, at, (phrase,)) for phrase in self.numbers.at_least)

    def _is_one_of(self, at: int, end: int) -> bool:
        """Whether what reads as a number is a pronoun (لم يصب أحد) or behind a pronoun (أحدهم)."""
        if end - at != 1 or self.keys[at] not in self.lexicon.anybody:
            return False
        return end >= len(self.words) or self.words[end].upos not in _NOMINAL

    def _is_date(self, at: int, end: int) -> bool:
        """Whether digits are part of a date (22/7/2015) or a year."""
        beside = (self.words[i].text for i in (at - 1, end) if 0 <= i < len(self.words))
        if self.words[at].text.isdigit() and any(text in _DATED for text in beside):
            return True
        behind = self.words[end] if end < len(self.words) else None
        year = end - at == 1 and re.fullmatch(r"(?:1[34]|19|20)\d\d", self.keys[at]) is not None
        return year and (behind is None or behind.upos not in _NOMINAL or bool(self.grammar.time & {behind.bare}))

    def _may_be_counted(self, unit: Word, of: bool) -> bool:
        """Whether a number may count such a noun as people."""
        keys = {unit.bare, unit.lemma_key}
        if keys & self.lexicon.people or self._kind(unit) or keys & self.lexicon.groups:
            return True
        if keys & (self.lexicon.things | self.grammar.time | self.grammar.place_words) or unit.upos == "DET":
            return False
        return not of or unit.upos in ("NOUN", "PROPN")

    def _kind(self, unit: Word | None) -> Kind | None:
        if unit is None:
            return None
        return self.lexicon.dead.get(unit.bare) or self.lexicon.dead.get(unit.lemma_key)

    def _with_adjectives(self, end: int) -> int:
        """Behind the adjectives of what ends before a word."""
        while end < len(self.words) and self.words[end].upos == "ADJ" and self.words[end].deprel == "amod":
            end += 1
        return end

    def _people(self, at: int) -> _Item | None:
        """Somebody without a number before him."""
        word = self.words[at]
        if word.upos not in ("NOUN", "ADJ", "PROPN", "X") or self._opens(at):
            return None
        kind = self._kind(word)
        keys = {word.bare, word.lemma_key}
        if (kind is not None and self._is_owned(word)) or (kind is None and not self._is_somebody(word)):
            return None
        tells = any(teller.at <= word.head < teller.end for teller in self._tellers)
        attribute = word.upos == "ADJ" and word.deprel == "amod" and not tells
        if attribute and word.bare not in self.lexicon.others and kind is None:
            return None
        end = self._with_adjectives(at + 1)
        definite = word.key != word.bare
        behind = self.words[at + 1] if at + 1 < len(self.words) else None
        construct = behind is not None and behind.head == at and behind.upos in ("NOUN", "PROPN", "PRON") and (
            behind.deprel in ("nmod", "flat") and not self._led.get(behind.index)
        )
        weekday = end < len(self.words) and self.words[end].key != self.keys[end] and self.keys[end] in self.grammar.time
        if not weekday and (number := self.numbers.cardinal(self.keys, end)):  # شخصين اثنين، القتلى الخمسة
            unit_behind = self.words[number.end] if number.end < len(self.words) else None
            counts_next = unit_behind is not None and unit_behind.upos == "NOUN" and unit_behind.bare in self.lexicon.people
            matches = self._size(word)[0] in (number.low, _UNKNOWN_PLURAL)
            toll = definite and kind
            if matches and not counts_next and not toll and self.words[end].upos in ("NUM", "ADJ", "NOUN"):
                return _Item(at, number.end, number.low, number.high, word, kind)
        if keys & self.lexicon.groups:
            return self._group(at, end, kind, definite)
        low, high = self._size(word)
        several = high is None
        definite = definite or (construct and (several or kind is not None))
        return _Item(at, end, low, high, word, kind, numbered=False, vague=several, definite=definite)

    def _group(self, at: int, end: int, kind: Kind | None, definite: bool) -> _Item:
        """A family or a crew; behind «of» may stand how many (عائلة من خمسة أفراد)."""
        for start in range(end, min(end + 3, len(self.words))):
            if self.words[start].upos == "ADP" and (number := self.numbers.read(self.keys, start + 1)):
                stop = number.end + 1 if number.end < len(self.words) else number.end
                return _Item(at, stop, number.low, number.high, self.words[at], kind)
        return _Item(at, end, _UNKNOWN_PLURAL, None, self.words[at], kind, numbered=False, vague=True)

    def _is_somebody(self, word: Word) -> bool:
        keys = {word.bare, word.lemma_key}
        if keys & (self.lexicon.things | self.grammar.time | self.grammar.collectives | self.grammar.bodies):
            return False
        if keys & (self.lexicon.people | self.lexicon.groups) or (self._is_owned(word) and word.bare[:-1] in self.lexicon.people):
            return True
        mention = self.coded.context.mentions.at(word)
        return mention is not None and mention.kind in ("agent",) and word.upos == "NOUN" and word.index not in self.acts

    def _is_owned(self, word: Word) -> bool:
        """Whether a pronoun is attached to a word."""
        behind = self.words[word.index + 1 : word.index + 2]
        return bool(behind) and behind[0].upos == "PRON" and not behind[0].first

    def _size(self, word: Word) -> tuple[int, int | None]:
        """How many a noun without number stands for."""
        key = word.bare
        if key in self.lexicon.several:
            return _UNKNOWN_PLURAL, None
        number = word.feats.get("Number", "Sing")
        if self._is_owned(word) and number != "Sing" and key[:-1] in self.lexicon.people:
            return 2, 2  # طفلاها
        behind = self.words[word.index + 1] if word.index + 1 < len(self.words) else None
        governs = behind is not None and behind.upos in ("NOUN", "PROPN") and behind.head == word.index
        if governs and key.endswith("ي") and key[:-1] in self.lexicon.broken:
            return 2, 2  # ضابطي شرطة
        if key.endswith("ين") and (self._kind(word) or key[:-2] in self.lexicon.broken):
            return 2, 2  # its plural is another word
        if key.endswith(("تان", "تين")) and number != "Sing":
            return 2, 2
        if key.endswith("ان") and key[:-2] in self.lexicon.people:
            return 2, 2
        if number == "Dual":
            return 2, 2
        if number == "Plur":
            return _UNKNOWN_PLURAL, None
        return 1, 1

    # What tells

    def _opens(self, at: int) -> bool:
        """Whether a word tells of casualties rather than being somebody."""
        return any(teller.at <= at < teller.end for teller in self._tellers)

    @cached_property
    def _tellers(self) -> tuple[_Teller, ...]:
        found: list[_Teller] = []
        for word in self.words:
            if found and word.index < found[-1].end:
                continue
            teller = self._teller(word)
            if teller is not None:
                found.append(teller)
        return tuple(found)

    def _teller(self, word: Word) -> _Teller | None:
        at, key = word.index, word.bare
        owned = self._is_owned(word)
        if word.upos == "VERB":
            for kind, rest in self._verbs(word):
                if not rest:
                    return _Teller((kind,), at, at + 1, verb=True)
                if any(self._is_form(w, rest[0]) for w in self.words[at + 1 : at + _REACH]):
                    adjacent = self.words[at + 1].bare == rest[0] and self.words[at + 1].upos == "ADP"
                    return _Teller((kind,), at, at + 1 + adjacent, verb=not adjacent)
            return None
        if word.upos not in _NOMINAL and word.upos != "VERB":
            return None
        if owned and key in self.lexicon.victim_of:
            return _Teller(("killed",), at, at + 2)
        before = self.words[max(0, at - _REACH) : at]
        if any(key in self.lexicon.lives.get(w.key, ()) for w in before):
            return _Teller(("killed",), at, at + 1)
        if owned:
            return None
        if kind := self._kind(word):
            if self._is_toll(at):
                return _Teller((kind,), at, at + 1, toll=True)
        if word.key != word.bare and not any(rest for _, rest in self.lexicon.nouns.get(key, ())):
            return None  # with the article it has no genitive
        for kind, rest in self.lexicon.nouns.get(key, ()):
            if rest and tuple(self.keys[at + 1 : at + 1 + len(rest)]) != rest:
                continue
            if self._completes(at):
                return None
            if self._kind(word) and not self._governs(at):
                return None  # 12 إصابة، وقوع إصابات
            end = at + 1 + len(rest)
            quoted = end < len(self.words) and at and self.words[end].text in _CLOSING
            return _Teller((kind,), at, end + 1 if quoted and self.words[at - 1].text in _OPENING else end)
        return None

    def _verbs(self, word: Word) -> Iterator[tuple[Kind, Phrase]]:
        """What a verb may tell; a form that is rather another verb's (نصب is of أصاب only behind لم) tells nothing."""
        denied = any(w.bare in self.lexicon.none for w in self.words[max(0, word.index - 2) : word.index])
        for verb in self.lexicon.verbs.get(word.key, ()):
            if denied or verb.full or word.lemma_key == verb.citation:
                yield verb.kind, verb.rest

    def _completes(self, at: int) -> bool:
        """Whether a noun is the rest of a verb's words before it (لقوا حتفهم) or of another phrase (بإصابات)."""
        for word in self.words[max(0, at - _REACH) : at]:
            if any(self._is_form(self.words[at], part) for verb in self.lexicon.verbs.get(word.key, ()) for part in verb.rest):
                return True
        return False

    def _is_form(self, word: Word, noun: str) -> bool:
        """Whether a word is a noun, perhaps with a pronoun that was not cut off (مصرعه)."""
        return noun in (word.bare, word.lemma_key) or (word.upos == "NOUN" and word.bare.startswith(noun))

    def _governs(self, at: int) -> bool:
        """Whether a noun that may be counted itself stands before those who suffered it (إصابة 12 شخصاً)."""
        if at and self.numbers.cardinal(self.keys, at - 1) and self.words[at].key == self.keys[at]:
            return False
        if at + 1 >= len(self.words):
            return False
        behind = self.words[at + 1]
        if self.numbers.read(self.keys, at + 1) and behind.upos != "ADP" or self.keys[at] not in self.lexicon.several:
            return True
        return behind.upos in ("NOUN", "NUM", "PROPN") and self.keys[at] not in self.lexicon.several

    def _is_toll(self, at: int) -> bool:
        """Whether a plural names those whose number stands behind it (عدد القتلى إلى 12، القتلى ثمانية)."""
        if self.keys[at] not in self.lexicon.several:
            return False
        before = self.keys[at - 1] if at else ""
        if before in self.lexicon.tolls:
            return True
        definite = self.words[at].key != self.keys[at]
        if not definite:
            return False
        behind = self.numbers.cardinal(self.keys, at + 1)
        if behind and self.words[at + 1].key == self.keys[at + 1]:
            return True
        clause = self._clause(at)
        return any(key in self.lexicon.tolls for key in self.keys[clause:at]) and self._phrase(
            at + 1, [(key,) for key in self.lexicon.risen_to]
        ) > 0

    def _clause(self, at: int) -> int:
        """The first word of the stretch of text without punctuation that a word stands in."""
        while at and not self._ends(at - 1) and self.words[at - 1].text not in _COMMAS:
            at -= 1
        return at

    def _stop(self, teller: _Teller) -> int:
        """Where the region of a teller ends: before the next one, the end of the clause, another verb or another act."""
        following = next((t.at for t in self._tellers if t.at > teller.at), len(self.words))
        inside = {at for item in self._items for at in range(item.first, item.end)}
        for at in range(teller.end, following):
            word = self.words[at]
            if at in inside:
                continue
            if self._ends(at) or (word.upos == "VERB" and word.key not in self.grammar.auxiliaries):
                return at
            act = word.index in self.acts or self.language.is_verbal_noun(word.text)
            if act and self.words[at - 1].upos == "CCONJ":
                return at
        return following

    def _joined(self, teller: _Teller, following: _Teller) -> bool:
        """Whether two tellers share who stands behind them: ``مقتل وإصابة 15``."""
        return following.at == teller.end + 1 and self.words[teller.end].upos == "CCONJ" and following.kinds != teller.kinds

    # Who is told of

    def _told(self, teller: _Teller) -> list[_Item]:
        """Those that a teller tells of: the first, and those joined to them; parts are left out."""
        stop = self._stop(teller)
        items = [item for item in self._items if teller.end <= item.first < stop]
        main = self._main(teller, items)
        if main is None:
            return []
        found = [main]
        for item in items:
            if item.first < main.end or item.kind is not None:
                continue
            if self._is_joined(item, found[-1]) and not self._is_part(item, teller.at):
                found.append(item)
        return found

    def _main(self, teller: _Teller, items: Sequence[_Item]) -> _Item | None:
        """The nearest item that no preposition leads in; behind a verb its object rather than its subject."""
        free = [item for item in items if not self._is_led(item, teller) and not self._is_part(item, teller.at)]
        if not free:
            name = self._name(teller)
            return name
        first = free[0]
        if not self._near(first, teller):
            name = self._name(teller)
            if name is not None and name.first < first.first:
                return name
            if not first.numbered or first.unit is None:
                if not self._depends(first, teller):
                    return name
        if first.kind is not None:
            return None
        if teller.verb and len(free) > 1:
            later = next((i for i in free[1:] if i.kind is None and not self._is_joined(i, first)), None)
            if later is not None and not first.numbered and self._depends(later, teller):
                return later
        if first.definite and first.vague:
            return None
        return first

    def _near(self, item: _Item, teller: _Teller) -> bool:
        return item.first == teller.end

    def _depends(self, item: _Item, teller: _Teller) -> bool:
        """Whether the tree hangs an item on its teller."""
        word = item.unit or self.words[item.first]
        heads = {word.head, self.words[item.first].head}
        return bool(heads & set(range(teller.at, teller.end))) or item.numbered

    def _name(self, teller: _Teller) -> _Item | None:
        """Somebody named right behind a teller, or a noun that only a person can be there (مقتل بائع خضار)."""
        if teller.toll or teller.end >= len(self.words):
            return None
        word = self.words[teller.end]
        if word.upos not in ("NOUN", "PROPN", "X") or self._led.get(word.index) or self._opens(word.index):
            return None
        keys = {word.bare, word.lemma_key}
        if keys & (self.lexicon.things | self.grammar.time | self.grammar.place_words | self.grammar.collectives):
            return None
        if word.index in self.acts or keys & self.grammar.bodies or self._kind(word):
            return None
        mention = self.coded.context.mentions.at(word)
        if (mention is not None and mention.kind not in ("actor", "agent")) or self.grammar.is_amount(word):
            return None
        if mention is not None and mention.kind == "actor" and word.upos != "PROPN":
            return None
        if word.upos == "NOUN" and (teller.verb or "injured" in teller.kinds) and mention is None:
            return None
        low, high = self._size(word)
        if high is None or (teller.verb and mention is not None and mention.kind == "agent"):
            return None
        return _Item(word.index, word.index + 1, low, high, word, numbered=False)

    def _is_led(self, item: _Item, teller: _Teller) -> bool:
        """Whether a preposition leads an item in that is not the teller's own (ارتفع العدد إلى 12)."""
        adp = self._led.get(item.first)
        if adp is None or adp.index < teller.at:
            return False
        if teller.toll and adp.bare in self.lexicon.risen_to and adp.bare not in self.numbers.origin:
            return False
        return adp.index >= teller.end

    def _is_joined(self, item: _Item, before: _Item) -> bool:
        """Whether an item is joined to one before it: ``ثلاثة مدنيين وجنديان``."""
        at = item.first - (item.first not in self.glued)
        if at < 0 or not (at in self.glued or self.words[at].upos == "CCONJ"):
            return False
        between = self.words[before.end : at]
        if not between or (len(between) == 1 and between[0].text in _COMMAS):
            return True
        if item.numbered:
            return item.unit is None or self._is_somebody(item.unit)
        word = item.unit
        while word is not None and word.deprel.split(":")[0] == "conj":
            word = self.sentence.parent(word)
            if word is not None and before.first <= word.index < before.end:
                return True
        return False

    def _is_part(self, item: _Item, since: int) -> bool:
        """Whether an item is part of those told before it: ``بينهم طفلان``, ``سبعة منهم``, or in brackets."""
        at = item.first - 1
        depth = 0
        if at >= 0 and self.words[at].text in _OPENING and any(
            w.text in _CLOSING for w in self.words[item.first : item.end]
        ):
            at -= 1  # مقتل (20) شخصاً
        while at > since:
            word = self.words[at]
            if self._ends(at) and word.text != ":":
                break
            depth += (word.text == "(") - (word.text == ")")
            if depth > 0:
                return True
            if word.upos == "VERB" or any(t.at == at for t in self._tellers):
                break
            if item.kind and word.text in _COMMAS:
                break  # بينهم طفل، وعشرات الجرحى
            if self._phrase(at, self.lexicon.including):
                return True
            at -= 1
        if since and self._phrase(item.end, self.lexicon.including) and item.first > since + 1:
            return any(w.text in _COMMAS for w in self.words[since : item.first])
        return False

    def _before(self, teller: _Teller, used: set[int]) -> list[_Item]:
        """Those who stand before a verb (إن ثلاثة أشخاص قتلوا)."""
        for item in reversed(self._items):
            if item.end > teller.at or item.kind is not None:
                continue
            between = self.words[item.end : teller.at]
            head = (item.unit or self.words[item.first]).head
            if item.first not in used and head == teller.at and item.numbered:
                return [item]  # the subject, whatever stands between
            if item.first in used or any(
                w.upos in ("VERB", "CCONJ") or self._ends(w.index) or w.text in _COMMAS for w in between
            ):
                return []
            if self._is_led(item, replace(teller, at=0, end=0)) or item.definite:
                return []
            found = [item]
            for other in reversed(self._items):
                if other.end <= found[0].first and self._is_joined(found[0], other) and other.first not in used:
                    found.insert(0, other)
            return found
        return []

    def _shared(self, item: _Item) -> tuple[Kind, ...]:
        """Both kinds, where who was killed and who wounded is not told apart: ``12 بين قتيل وجريح``."""
        at = self._phrase(item.end, self.lexicon.among)
        if at and at + 2 < len(self.words) and self.words[at + 1].upos == "CCONJ":
            kinds = {self._kind(self.words[at]), self._kind(self.words[at + 2])}
            if kinds == set(KINDS):
                return KINDS
        return ()

    # Tellings

    def _counted(self, item: _Item, denied: set[int]) -> Iterator[Telling]:
        """A count of the dead or wounded themselves."""
        assert item.kind is not None and item.unit is not None
        if self._denied(item.first) or (denied and self._continues(item, denied)):
            denied.add(item.unit.index)
            if not item.numbered or item.low == 1:
                yield from self._nobody(_Teller((item.kind,), item.unit.index, item.end), (item.kind,), [item])
            return
        if item.definite and not item.numbered:
            return
        if not item.numbered and self._led_in_manner(item):
            return
        if not item.numbered and (counted := self._counted_before(item)):
            item = replace(counted, kind=item.kind, unit=item.unit)
        kinds: tuple[Kind, ...] = (item.kind,)
        if self._pairs(item):
            kinds = KINDS
        elif self._is_second(item):
            return
        yield from self._sum([item], kinds, _Teller(kinds, item.unit.index, item.end))

    def _counted_before(self, item: _Item) -> _Item | None:
        """Those of whom a noun behind them says that they are dead: ``سقط ثلاثة جنود قتلى``, ``العشرات سقطوا قتلى``."""
        numbered = (i for i in self._items if i.kind is None and i.numbered and i.end <= item.first)
        between = ((i, self.words[i.end : item.first]) for i in numbered)
        return next((i for i, words in between if len(words) < 2 and all(w.upos == "VERB" for w in words)), None)

    def _led_in_manner(self, item: _Item) -> bool:
        """Whether «with wounds» rather than the wounded are meant: ``أصيب ثلاثة بإصابات``."""
        adp = self._led.get(item.first)
        return adp is not None and adp.bare in self.grammar.ranks_in and item.unit is not None and not item.numbered and (
            any(t.verb for t in self._tellers if t.at < item.first)
        )

    def _pairs(self, item: _Item) -> bool:
        """Whether a number counts both kinds together: ``عشرات القتلى والجرحى``, ``12 قتيلاً وجريحاً``."""
        second = next((i for i in self._items if i.first == item.end + 1), None)
        if second is None or second.numbered or not second.kind or second.kind == item.kind or not item.numbered:
            return False
        if self.words[item.end].upos != "CCONJ" or item.unit is None or second.unit is None:
            return False
        alike = (item.unit.bare in self.lexicon.several) == (second.unit.bare in self.lexicon.several)
        return alike and (item.vague or item.low > 10)

    def _is_second(self, item: _Item) -> bool:
        first = next((i for i in self._items if i.end + 1 == item.first), None)
        among = item.first >= 1 and self.words[item.first - 1].upos in ("ADP", "CCONJ") and any(
            self._phrase(at, self.lexicon.among) for at in range(max(0, item.first - 3), item.first)
        )
        return not item.numbered and ((first is not None and self._pairs(first)) or (among and not item.vague))

    def _sum(self, items: Sequence[_Item], kinds: tuple[Kind, ...], teller: _Teller) -> Iterator[Telling]:
        low = sum(item.low for item in items)
        high = None if any(item.high is None for item in items) else sum(item.high or 0 for item in items)
        how = "sum" if len(items) > 1 else "vague" if items[0].vague else "exact"
        if len(kinds) > 1:
            low, high, how = 1, high and max(high - 1, 1), "shared"
        spans = tuple((self.words[item.first].start, self.words[item.end - 1].end) for item in items)
        main = items[0]
        for kind in kinds:
            yield Telling(
                kind,
                low,
                high,
                teller.at,
                spans,
                how,
                replaces=self._replaces(main.first),
                more=any(w.bare in self.lexicon.others for w in self.words[main.first : main.end]),
                speaker=self._speaker(teller.at),
                background=self._background(teller.at),
            )

    def _replaces(self, at: int) -> bool:
        """Whether a number is a new toll."""
        clause = self._clause(at)
        before = self.words[clause:at]
        rises = any(w.key in self.lexicon.rises or w.bare in self.lexicon.rises for w in before)
        return rises and any(w.bare in self.lexicon.tolls or w.bare in self.lexicon.several for w in before)

    def _speaker(self, at: int) -> int:
        """The last verb of saying, or phrase that names a source, before a word."""
        grammar = self.grammar
        for word in reversed(self.words[:at]):
            if word.upos == "VERB" and (word.key in grammar.speech or word.key in grammar.speech_of_clauses):
                return word.index
            if word.key in grammar.according_to:
                return word.index
        return -1

    def _background(self, at: int) -> bool:
        frame = self.frames.get(at)
        return frame is not None and self._kind(frame.trigger) is None and frame.modality == "background"

    def _unreal(self, at: int) -> bool:
        frame = self.frames.get(at)
        return frame is not None and frame.modality in ("future", "possible", "unreal")

    # Nobody

    def _denied(self, at: int) -> bool:
        """Whether a word before says that there was nobody: ``لم يسقط قتلى``, ``دون وقوع إصابات``."""
        for word in reversed(self.words[max(0, at - 8) : at]):
            if word.upos in ("CCONJ", "PUNCT"):
                return False
            if word.bare in self.lexicon.none or word.key in self.lexicon.none:
                return True
        return False

    def _no_losses(self) -> Iterator[Telling]:
        """Phrases for casualties of any kind that are denied: ``دون خسائر بشرية``."""
        phrases = [phrase for phrase in self.lexicon.either if len(phrase) > 1]
        for word in self.words:
            end = self._phrase(word.index, phrases)
            if end and self._denied(word.index):
                span = (word.start, self.words[end - 1].end)
                for kind in KINDS:
                    yield Telling(kind, 0, 0, word.index, (span,), "none", speaker=self._speaker(word.index))
                return

    def _continues(self, item: _Item, denied: set[int]) -> bool:
        """Whether an item is joined to one that is denied: ``قتلى أو جرحى``."""
        at = item.first
        return at >= 2 and self.words[at - 1].upos == "CCONJ" and at - 2 in denied and not item.numbered

    def _nobody(self, teller: _Teller, kinds: tuple[Kind, ...], items: Sequence[_Item]) -> Iterator[Telling]:
        """A telling of none, where the text denies that anybody at all was hurt."""
        if any(item.numbered or item.definite for item in items):
            return
        after = self.keys[teller.at : self._stop(teller)]
        if teller.verb and not self.lexicon.anybody & set(after):
            return
        word = self.words[teller.at]
        if self._phrase(teller.at, self.lexicon.either) or (word.lemma_key,) in self.lexicon.either:
            kinds = KINDS
        for kind in kinds:
            span = (word.start, self.words[max(teller.end, items[-1].end if items else 0) - 1].end)
            yield Telling(kind, 0, 0, teller.at, (span,), "none", speaker=self._speaker(teller.at))

"""What a sentence tells of killed and wounded, and how many.

A telling opens with a verb (قُتل), a noun (مقتل، إصابة) or a count of the dead themselves (12 قتيلاً). Whoever stands
behind a verb or noun is who it tells of: the nearest number or person that no preposition leads in, and those joined to
it. Parts (بينهم طفلان) are not added. The words are those of ``codebooks/<language>/casualties.yaml``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coder.annotate import Word
from coder.code import CodedSentence
from coder.ground.casualties.people import People, find_people, is_somebody, size
from coder.ground.casualties.tellers import Teller, find_tellers
from coder.ground.casualties.wording import CLOSING, COMMAS, OPENING, Text
from coder.languages.casualties import KINDS, Kind

_DENIAL = 8  # words between a negation and what it denies


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


def tellings(coded: CodedSentence) -> list[Telling]:
    """What a sentence tells of killed and wounded, in text order of the words that tell it."""
    return sorted(_Reader(Text(coded)).read(), key=lambda t: (t.at, t.kind))


class _Reader:
    def __init__(self, text: Text) -> None:
        self.text = text
        self.tellers = find_tellers(text)
        self.people = find_people(text, self.tellers)
        self.used: set[int] = set()  # first words of the people that a telling has
        self.denied: set[int] = set()  # words of which it is said that there was nobody

    def read(self) -> Iterator[Telling]:
        """All tellings: of the verbs and nouns that tell, then of the counts that are left."""
        waiting: tuple[Kind, ...] = ()
        for n, teller in enumerate(self.tellers):
            people = self._told(teller)
            if teller.verb and not (people and (people[0].numbered and people[0].first == teller.end)):
                people = (self._before(teller) if not people or self._subjects(teller) else []) or people
            kinds, waiting = (*waiting, *teller.kinds), ()
            if not people and n + 1 < len(self.tellers) and self._share(teller, self.tellers[n + 1]):
                waiting = kinds  # مقتل وإصابة 15
            elif self._is_denied(teller.at):
                self.denied.add(teller.at)
                if teller.verb or people:
                    yield from self._nobody(teller.at, self._stop(teller), kinds, people, teller.verb)
                self.used |= {p.first for p in people}
            else:
                people = [p for p in people if p.first not in self.used]
                if people and not self._is_unreal(teller.at):
                    self.used |= {p.first for p in people}
                    yield from self._telling(people, self._among(people[0]) or kinds, teller.at)
        yield from self._no_losses()
        for left in self.people:
            if left.first not in self.used and not self._is_part(left, 0):
                if left.kind and left.unit is not None:
                    yield from self._counted(left, left.kind, left.unit)
                elif kinds := self._among(left):
                    yield from self._telling([left], kinds, left.first)

    # Who is told of

    def _told(self, teller: Teller) -> list[People]:
        """Those behind a teller: the first, and those joined to them; parts are left out."""
        if teller.pronoun:
            return self._by_pronoun(teller)
        stop = self._stop(teller)
        near = [p for p in self.people if teller.end <= p.first < stop]
        first = self._first(teller, near)
        found = [first] if first else []
        for people in near if found else ():
            joined = people.first >= found[0].end and not people.kind and self._is_joined(people, found[-1])
            if joined and not self._is_part(people, teller.at):
                found.append(people)
        return found

    def _by_pronoun(self, teller: Teller) -> list[People]:
        """The one or two for whom a pronoun stands (مقتله، إصابتهما); ها may stand for any number of things."""
        pronoun, preposition = self.text.words[teller.end - 1].feats, self.text.led.get(teller.at)
        if preposition is not None and preposition.bare in self.text.grammar.ranks_in:  # متأثراً بإصابته
            return []
        number = 2 if pronoun.get("Number") == "Dual" else 1
        if pronoun.get("Number") == "Plur" or (number == 1 and pronoun.get("Gender") == "Fem"):
            return []
        return [People(teller.at, teller.end, number, number, None, numbered=False, vague=True)]

    def _stop(self, teller: Teller) -> int:
        """Where the words end that a teller may tell of: a teller, the end of the clause, a verb, another act."""
        text = self.text
        following = next((t.at for t in self.tellers if t.at > teller.at), len(text.words))
        inside = {at for people in self.people for at in range(people.first, people.end)}
        for at in range(teller.end, following):
            word = text.words[at]
            if at in inside:
                continue
            if text.ends(at) or (word.upos == "VERB" and word.key not in text.grammar.auxiliaries):
                return at
            if (at in text.acts or text.is_verbal_noun(word.text)) and text.words[at - 1].upos == "CCONJ":
                return at
        return following

    def _first(self, teller: Teller, near: Sequence[People]) -> People | None:
        """The nearest people that no preposition leads in; behind a verb its object rather than its subject."""
        free = [p for p in near if not self._is_led(p, teller) and not self._is_part(p, teller.at)]
        name = self._name(teller)
        if not free or (name is not None and name.first < free[0].first):
            return name
        first = free[0]
        if first.first == teller.end + 1 and self.text.words[teller.end].upos == "CCONJ":
            return None  # قتلوا ومئات جرحوا
        if teller.verb and not first.numbered:
            later = next((p for p in free[1:] if not p.kind and not self._is_joined(p, first)), None)
            if later is not None and (later.numbered or self._depends(later, teller)):
                return later  # قتل مسلحون خمسة جنود
        loose = not first.numbered and not self._depends(first, teller) and first.first != teller.end
        return None if first.kind or loose or (first.known and first.vague) else first

    def _depends(self, people: People, teller: Teller) -> bool:
        """Whether the tree hangs people on their teller."""
        word = self.text.words[people.first]
        return any(teller.at <= w.head < teller.end for w in (word, people.unit or word))

    def _name(self, teller: Teller) -> People | None:
        """Somebody named right behind a teller, or a noun that only a person can be there (مقتل بائع خضار)."""
        text, word = self.text, self.text.nominal(teller.end)
        if teller.toll or word is None or word.upos in ("ADJ", "DET"):
            return None
        preposition = text.led.get(word.index)
        if preposition is not None and preposition.index >= teller.end:
            return None
        grammar, keys = text.grammar, {word.bare, word.lemma_key}
        nobody = (text.lexicon.things, grammar.time, grammar.place_words, grammar.collectives, grammar.bodies)
        if any(keys & listed for listed in nobody):
            return None
        if word.index in text.acts or text.kind(word) or grammar.is_amount(word):
            return None
        mention = text.mentions.at(word)
        kind = mention.kind if mention is not None else ""
        named = kind in ("", "agent") or (kind == "actor" and word.upos == "PROPN")
        doubtful = word.upos == "NOUN" and not kind and (teller.verb or "injured" in teller.kinds)
        low, high = size(word, text)
        if not named or doubtful or high is None or (teller.verb and kind == "agent"):
            return None
        end = word.index + 1
        while end < len(text.words) and text.words[end].upos == "PROPN":
            end += 1
        return People(word.index, end, low, high, word, numbered=False)

    def _is_led(self, people: People, teller: Teller) -> bool:
        """Whether a preposition behind the teller leads people in that is not the teller's own (ارتفع العدد إلى 12)."""
        preposition = self.text.led.get(people.first)
        if preposition is None or preposition.index < teller.end:
            return False
        return not (teller.toll and preposition.bare in self.text.lexicon.risen_to)

    def _is_joined(self, people: People, before: People) -> bool:
        """Whether people are joined to others before them: ``ثلاثة مدنيين وجنديان``."""
        text = self.text
        at = people.first if people.first in text.glued else people.first - 1
        if at not in text.glued and (at < 0 or text.words[at].upos != "CCONJ"):
            return False
        if people.known and people.vague:  # 22 من المدنيين والمقاتلين
            return False
        between = text.words[before.end : at]
        if not between or (len(between) == 1 and between[0].text in COMMAS):
            return True
        if people.numbered:  # whom a number counts may be a body: خمسة من الفصائل
            unit = people.unit
            return unit is None or unit.bare in text.grammar.collectives or is_somebody(unit, text)
        word = people.unit
        while word is not None and word.deprel.split(":")[0] == "conj":
            word = text.sentence.parent(word)
            if word is not None and before.first <= word.index < before.end:
                return True
        return False

    def _is_part(self, people: People, since: int) -> bool:
        """Whether people are part of those told before them: ``بينهم طفلان``, ``سبعة منهم``, or in brackets."""
        text = self.text
        quoted = any(w.text in CLOSING for w in text.words[people.first : people.end])  # مقتل (20) شخصاً
        depth = 0
        for at in range(people.first - 1 - (quoted and text.words[people.first - 1].text in OPENING), since, -1):
            word = text.words[at]
            depth += (word.text == "(") - (word.text == ")")
            if depth > 0 or text.phrase(at, text.lexicon.including):
                return True
            if (text.ends(at) and word.text != ":") or word.upos == "VERB" or any(t.at == at for t in self.tellers):
                break
            if people.kind and word.text in COMMAS:
                break  # بينهم طفل، وعشرات الجرحى
        apart = any(w.text in COMMAS for w in text.words[since : people.first])
        return since > 0 and apart and text.phrase(people.end, text.lexicon.including) > 0

    def _before(self, teller: Teller) -> list[People]:
        """Those who stand before a verb: ``إن ثلاثة أشخاص قتلوا``."""
        text = self.text
        earlier = [p for p in self.people if p.end <= teller.at and not p.kind and p.first not in self.used]
        if subjects := self._subjects(teller):
            found = subjects[-1:]  # whatever stands between
        elif earlier and not earlier[-1].known and earlier[-1].first not in text.led:
            found = earlier[-1:]
            between = text.words[found[0].end : teller.at]
            if any(w.upos in ("VERB", "CCONJ", "SCONJ") or text.ends(w.index) or w.text in COMMAS for w in between):
                return []
        else:
            return []
        for people in reversed(earlier):
            if people.end <= found[0].first and not people.known and self._is_joined(found[0], people):
                found.insert(0, people)
        for people in earlier:
            if people.first >= found[-1].end and self._is_joined(people, found[-1]):
                found.append(people)
        return found

    def _subjects(self, teller: Teller) -> list[People]:
        """Numbers of people before a verb that the tree hangs on it."""
        earlier = (p for p in self.people if p.end <= teller.at and not p.kind and p.first not in self.used)
        return [p for p in earlier if p.numbered and self._depends(p, teller)]

    def _share(self, teller: Teller, following: Teller) -> bool:
        """Whether two tellers have the same people behind them: ``مقتل وإصابة 15``."""
        joined = following.at == teller.end + 1 and self.text.words[teller.end].upos == "CCONJ"
        return joined and following.kinds != teller.kinds

    def _among(self, people: People) -> tuple[Kind, ...]:
        """Both kinds, where who was killed and who wounded is not told apart: ``12 بين قتيل وجريح``; else none."""
        behind = self.text.word(people.end)
        verb = behind is not None and behind.upos == "VERB"  # سقطوا بين قتيل وجريح
        at = self.text.phrase(people.end + verb, self.text.lexicon.among)
        joined = self.text.word(at + 1)
        if not at or joined is None or joined.upos != "CCONJ":
            return ()
        kinds = {self.text.kind(self.text.word(i)) for i in (at, at + 2)}
        return KINDS if kinds == set(KINDS) else ()

    # Counts of the killed and wounded themselves

    def _counted(self, people: People, kind: Kind, unit: Word) -> Iterator[Telling]:
        if self._is_denied(people.first) or self._continues_denial(people):
            self.denied.add(unit.index)
            yield from self._nobody(unit.index, people.end, (kind,), [people], verb=False)
        elif people.numbered:
            yield from self._telling([people], KINDS if self._counts_both(people) else (kind,), unit.index)
        elif not people.known and not self._says_how(people):
            counted = self._counted_before(people)
            yield from self._telling([counted or people], (kind,), unit.index)

    def _counted_before(self, people: People) -> People | None:
        """Those of whom a noun behind them says that they are dead: ``سقط ثلاثة جنود قتلى``, ``العشرات سقطوا قتلى``."""
        for other in self.people:
            between = self.text.words[other.end : people.first]
            if other.numbered and not other.kind and other.end <= people.first and len(between) < 2:
                return other if all(w.upos == "VERB" for w in between) else None
        return None

    def _counts_both(self, people: People) -> bool:
        """Whether a number counts both kinds together: ``عشرات القتلى والجرحى``, ``12 قتيلاً وجريحاً``."""
        second = next((p for p in self.people if p.first == people.end + 1), None)
        if second is None or second.numbered or not second.kind or second.kind == people.kind:
            return False
        several = self.text.lexicon.several
        alike = {p.unit.bare in several for p in (people, second) if p.unit is not None}
        return self.text.words[people.end].upos == "CCONJ" and len(alike) == 1 and (people.vague or people.low > 10)

    def _says_how(self, people: People) -> bool:
        """Whether a noun says how somebody was hurt (أصيب بإصابات) or goes with a number before it (بين قتيل وجريح)."""
        text, preposition = self.text, self.text.led.get(people.first)
        if preposition is not None and preposition.bare in text.grammar.ranks_in:
            return any(teller.verb for teller in self.tellers if teller.at < people.first)
        first = next((p for p in self.people if p.end + 1 == people.first), None)
        if first is not None and first.numbered and first.kind and self._counts_both(first):
            return True
        among = any(text.phrase(at, text.lexicon.among) for at in range(max(0, people.first - 3), people.first))
        beside = text.word(people.first - 1)
        return among and not people.vague and beside is not None and beside.upos in ("ADP", "CCONJ")

    # Tellings

    def _telling(self, people: Sequence[People], kinds: tuple[Kind, ...], at: int) -> Iterator[Telling]:
        """One telling for each kind; of a number that both share, each has from one to all but one."""
        text = self.text
        low = sum(p.low for p in people)
        high = None if any(p.high is None for p in people) else sum(p.high or 0 for p in people)
        how = "sum" if len(people) > 1 else "vague" if people[0].vague else "exact"
        if len(kinds) > 1:
            low, high, how = 1, high and max(high - 1, 1), "shared"
        first = people[0]
        for kind in dict.fromkeys(kinds):
            yield Telling(
                kind,
                low,
                high,
                at,
                tuple(self._span(p) for p in people),
                how,
                replaces=self._replaces(first.first),
                more=any(w.bare in text.lexicon.others for w in text.words[first.first : first.end]),
                speaker=self._speaker(at),
                background=self._is_background(at),
            )

    def _span(self, people: People) -> tuple[int, int]:
        words = self.text.words
        quoted = people.first and words[people.first - 1].text in OPENING
        inside = any(w.text in CLOSING for w in words[people.first : people.end])
        return words[people.first - bool(quoted and inside)].start, words[people.end - 1].end

    def _replaces(self, at: int) -> bool:
        """Whether a number is a new toll."""
        lexicon, before = self.text.lexicon, self.text.words[self.text.clause(at) : at]
        rises = any(w.key in lexicon.rises or w.bare in lexicon.rises for w in before)
        return rises and any(w.bare in lexicon.tolls or w.bare in lexicon.several for w in before)

    def _speaker(self, at: int) -> int:
        """The last verb of saying, or word that names a source, before a word."""
        grammar = self.text.grammar
        for word in reversed(self.text.words[:at]):
            said = word.upos == "VERB" and (word.key in grammar.speech or word.key in grammar.speech_of_clauses)
            if said or word.key in grammar.according_to:
                return word.index
        return -1

    def _is_background(self, at: int) -> bool:
        frame = self.text.frames.get(at)
        return frame is not None and self.text.kind(frame.trigger) is None and frame.modality == "background"

    def _is_unreal(self, at: int) -> bool:
        frame = self.text.frames.get(at)
        return frame is not None and frame.modality in ("future", "possible", "unreal")

    # Nobody

    def _is_denied(self, at: int) -> bool:
        """Whether a word before says that there was nobody: ``لم يسقط قتلى``, ``دون وقوع إصابات``."""
        for word in reversed(self.text.words[max(0, at - _DENIAL) : at]):
            if word.upos in ("CCONJ", "PUNCT"):
                return False
            if word.bare in self.text.lexicon.none:
                return True
        return False

    def _continues_denial(self, people: People) -> bool:
        """Whether people are joined to those who are denied: ``لم يسقط قتلى أو جرحى``."""
        before = self.text.word(people.first - 1)
        joined = before is not None and before.upos == "CCONJ"
        return joined and people.first - 2 in self.denied and not people.numbered

    def _nobody(
        self, at: int, stop: int, kinds: tuple[Kind, ...], people: Sequence[People], verb: bool
    ) -> Iterator[Telling]:
        """That there were none, where the text denies that anybody at all was hurt, rather than somebody or so many."""
        text, word = self.text, self.text.words[at]
        if any((p.numbered and p.low > 1) or p.known for p in people):
            return
        if verb and text.lexicon.anybody.isdisjoint(text.keys[at:stop]):
            return
        either = text.phrase(at, text.lexicon.either) or word.lemma_key in text.lexicon.either
        end = max([at + 1, *(p.end for p in people)])
        yield from self._none(KINDS if either else kinds, at, end)

    def _no_losses(self) -> Iterator[Telling]:
        """Phrases for casualties of any kind that are denied: ``دون خسائر بشرية``."""
        for word in self.text.words:
            end = self.text.phrase(word.index, self.text.lexicon.either)
            if end > word.index + 1 and self._is_denied(word.index):
                yield from self._none(KINDS, word.index, end)

    def _none(self, kinds: tuple[Kind, ...], at: int, end: int) -> Iterator[Telling]:
        span = (self.text.words[at].start, self.text.words[end - 1].end)
        for kind in kinds:
            yield Telling(kind, 0, 0, at, (span,), "none", speaker=self._speaker(at))

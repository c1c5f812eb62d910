"""Expressions of place in a sentence: names with the words that class them, and the larger places behind them.

``بلدة كفر حمرة بريف حلب الشمالي`` is one expression of two units, ``بلدات أ وب وج`` is a list of three expressions,
``بين منبج والباب`` one expression of two places between which something lies. All this goes by the order of words, for
in such phrases it is surer than the parse.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from coder.annotate import Sentence, Word
from coder.code.mentions import Mention, Mentions
from coder.gazetteer import TOWN
from coder.ground.atlas import LONGEST, Atlas, Named, kind_of

Relation = Literal["in", "near"]

_QUOTES = frozenset("\"«»“”‘’'")
_BRACKETS = frozenset("()[]")
_COMMAS = frozenset("،,؛")
_DASHES = frozenset("-–—ـ")
_NAMES = frozenset({"PROPN", "X"})
_NOMINAL = frozenset({"PROPN", "NOUN", "X", "ADJ"})
_LONGEST_UNKNOWN = 3
_LARGE = ("country", "region", "countryside", "district")
# Kinds of which an unknown one bears its name with the word for it (شارع الستين، جبل الأربعين).
WITH_CLASS = frozenset({"quarter", "road", "site", "area", "any"})


@dataclass(frozen=True)
class Unit:
    """A name of a place and the words before it that say what it is.

    Attributes:
        first, last: indices of the words of the name.
        begin: index of the first word that classes it or says that it is near.
        end: index of the last word, with adjectives that tell a part of it (ريف حلب الشمالي).
        kind: what its class word tells, empty without one.
        word: that word, bare.
        near: only near it, or for a region a part of it.
        inside: in the middle of it (وسط بغداد).
        part: an adjective tells a part of it.
        options: the places of this name; empty for one that no gazetteer knows.
        homage: its class word is of those that bear names of other places (شارع فلسطين).
        cut: letters of a preposition that the first word still has.
        plain: no class word, nearness or part: the bare name.
    """

    first: int
    last: int
    begin: int
    end: int
    kind: str
    near: bool
    inside: bool
    part: bool
    options: tuple[Named, ...]
    homage: bool = False
    cut: int = 0
    word: str = ""

    @property
    def plain(self) -> bool:
        """Whether the name stands alone."""
        return not self.kind and not self.near and not self.part


@dataclass(frozen=True)
class Expression:
    """A place as a sentence names it.

    Attributes:
        units: the place itself, then the larger ones that it lies in or near to.
        relations: how each unit but the last is related to the next.
        preposition: folded, before the whole; empty if none.
        owner: index of the noun that the place belongs to (محافظ حلب), -1 if none.
        group: the number of the list that it stands in; expressions of one list share it.
        between: it is the way between its two units.
        distance: kilometres that the text gives, or None.
    """

    units: tuple[Unit, ...]
    relations: tuple[Relation, ...]
    preposition: str
    owner: int
    group: int
    between: bool = False
    distance: float | None = None

    @property
    def begin(self) -> int:
        """Index of the first word."""
        return min(unit.begin for unit in self.units)

    @property
    def end(self) -> int:
        """Index of the last word."""
        return max(unit.end for unit in self.units)


def find_expressions(sentence: Sentence, mentions: Mentions, atlas: Atlas) -> tuple[Expression, ...]:
    """The expressions of place of a sentence in text order."""
    return tuple(_Reader(sentence, mentions, atlas).expressions())


class _Before(NamedTuple):
    """What the words before a name say of it; fields as those of ``Unit``."""

    begin: int
    kind: str
    near: bool
    inside: bool
    homage: bool
    word: str


class _Reader:
    def __init__(self, sentence: Sentence, mentions: Mentions, atlas: Atlas) -> None:
        self.words = sentence.words
        self.mentions = mentions
        self.atlas = atlas
        self.language = atlas.language
        self.grammar = grammar = atlas.language.grammar
        self._clitics = {word for word in grammar.within | grammar.toward | grammar.conjunctions if len(word) == 1}

    def expressions(self) -> Iterator[Expression]:
        chains = [self._chain(units) for units in self._linked(list(self._units()))]
        group, previous = 0, None
        for chain in chains:
            listed = previous is not None and self._listed(previous, chain)
            if listed and previous is not None:
                if previous.between and len(previous.units) == 1:
                    previous = replace(previous, units=(previous.units[0], chain.units[0]), relations=("near",))
                    yield previous
                    previous = None
                    continue
                chain = replace(chain, group=previous.group, preposition=previous.preposition, owner=previous.owner)
            else:
                group += 1
                chain = replace(chain, group=group)
            if previous is not None:
                yield previous
            previous = chain
        if previous is not None:
            yield previous

    # Units

    def _units(self) -> Iterator[Unit]:
        at, previous = 0, None
        while at < len(self.words):
            unit = self._known(at, previous) or self._unknown(at, previous)
            if unit is not None:
                yield unit
                previous, at = unit, unit.end
            at += 1

    def _known(self, at: int, listed: Unit | None) -> Unit | None:
        word = self.words[at]
        if word.upos in ("PUNCT", "AUX", "NUM", "PRON") or (word.upos in ("ADP", "CCONJ") and not self._miscut(word)):
            return None
        before = self._classed(at)
        if before.kind == "district" and word.bare in self.grammar.offices:
            return None
        nominal = word.upos in _NOMINAL
        if nominal and listed is not None and not before.kind and self._continues(listed, before.begin, hidden=True):
            before = before._replace(kind=listed.kind)
        for length in range(min(LONGEST, len(self.words) - at), 0, -1):
            span = self.words[at : at + length]
            if any(w.upos == "PUNCT" and w.text not in _DASHES for w in span) or (
                length > 1 and span[-1].upos == "ADP"
            ):
                continue
            if length == 1 and at and self._tells_part(word) and self._is_known_kind(self.words[at - 1]):
                continue  # «المناطق الغربية»
            for letters, last, cut in self._letters(span):
                options = [o for o in self.atlas.find(letters) if self._may_be(o, at, last, before)]
                if not options:
                    continue
                own = kind_of(self.grammar, word.bare) if length > 1 and word.key == word.bare else ""
                kind = own or before.kind
                if own and not before.kind:  # in «قرية خربة السرو» it is part of the name
                    classed = self._classed(at + 1)
                    rest = "".join(w.key for w in span[1:])
                    options += [o for o in self.atlas.find(rest) if self._may_be(o, at + 1, last, classed)]
                end = self._part(last)
                part = end > last or (last > at and self._tells_part(self.words[last]))
                options = list({o.location: o for o in reversed(options)}.values())[::-1]
                near, inside, homage = before.near, before.inside, before.homage
                word_of_kind = word.bare if own else before.word
                return Unit(
                    at, last, before.begin, end, kind, near, inside, part, tuple(options), homage, cut, word_of_kind
                )
        return None

    def _is_known_kind(self, word: Word) -> bool:
        return word.key != word.bare and bool(kind_of(self.grammar, word.bare))

    def _miscut(self, word: Word) -> bool:
        """Whether a preposition or conjunction is the first letter of a name (بعقوبة، لبنان)."""
        return word.first and word.token != word.text and bool(self.atlas.find(self.language.fold(word.token)))

    def _letters(self, span: Sequence[Word]) -> Iterator[tuple[str, int, int]]:
        """What the words may be looked up as, with the index of the last word and how many letters were cut."""
        first = span[0]
        rest = "".join(w.key for w in span[1:])
        after = self.words[span[-1].index + 1 : span[-1].index + 2]
        if all(w.first for w in after) and first.upos not in ("ADP", "CCONJ"):  # a name takes no pronoun
            yield first.key + rest, span[-1].index, 0
        if len(span) == 1 and first.first:
            token_end = first.index
            while token_end + 1 < len(self.words) and not self.words[token_end + 1].first:
                token_end += 1
            if token_end > first.index:
                yield self.language.fold(first.token), token_end, 0
        left = first.first and first.token == first.text and first.key[:1] in self._clitics and len(first.key) > 3
        if left and not self._of_name(first):
            yield first.key[1:] + rest, span[-1].index, 1  # the tokenizer left its preposition on it

    def _of_name(self, word: Word) -> bool:
        """``في براكي باراك``: whether a word is the second of a name behind a preposition."""
        if word.index < 2:
            return False
        before, prior = self.words[word.index - 1], self.words[word.index - 2]
        return before.upos in _NAMES and prior.key in self.grammar.locative and not self.atlas.find(before.key)

    def _may_be(self, option: Named, first: int, last: int, before: _Before) -> bool:
        """Whether words may name a place here; many towns are named like ordinary words, people and groups."""
        word, location, kind = self.words[first], option.location, before.kind
        if option.behind and kind not in (location.kind, "any") and not (kind == "countryside" and _large(option)):
            return False
        if option.behind and location.kind == kind == "site" and not self._same_site(option, before):
            return False  # «ميناء الحديدة» is not its airport
        if before.homage and kind == "quarter" and location.kind not in ("quarter", "site"):
            return False
        if location.kind == "country" and (word.upos == "ADJ" or kind not in ("", "country", "any", "area")):
            return False  # جندياً تركياً
        mention = self.mentions.at(word)
        if mention is not None and mention.kind in ("actor", "adjective", "agent"):
            sure = kind or (word.upos in _NAMES and location.population >= TOWN)
            site = self._is_site(mention, last)
            if not site and (mention.kind != "agent" or not sure or mention.last > last):
                return False
        large = location.population >= TOWN or option.capital
        located = self._preposition(before.begin)[0] in self.grammar.locative or before.begin < first
        if word.upos in ("ADP", "CCONJ"):
            sure = large or location.origin == "gazetteer"
            return bool(kind) or (sure and (located or self._owned_by_people(before.begin)))
        if last > first:
            return bool(kind) or word.upos in _NOMINAL or (location.origin == "codebook" and word.upos != "VERB")
        if word.bare in self.grammar.place_kinds or word.key in self.grammar.place_near or word.upos == "VERB":
            return bool(kind) and word.upos in _NAMES and not self._goes_on(last + 1)
        if word.key in self.grammar.time or word.bare in self.grammar.time:
            return kind in ("town", "camp")
        if kind:
            return len(word.key) > 2 or location.origin == "codebook"
        if location.origin == "codebook":
            return word.upos in _NOMINAL
        name = word.upos in _NAMES or (located and large and self._is_placed(word))
        return name and len(word.key) > 2 and (large or located or self._owned_by_people(before.begin))

    def _same_site(self, option: Named, before: _Before) -> bool:
        """Whether a site is named with its own word, or both are of those that one site may bear (قاعدة، معسكر)."""
        alike = self.grammar.place_garrisons
        return before.word == option.word or (before.word in alike and option.word in alike)

    def _is_site(self, mention: Mention, last: int) -> bool:
        """Whether an actor is named by where it sits (قاعدة حميميم): the site itself."""
        word = self.words[mention.first]
        return mention.last == last and word.key == word.bare and kind_of(self.grammar, word.bare) == "site"

    def _owned_by_people(self, begin: int) -> bool:
        return begin > 0 and self.words[begin - 1].bare in self.grammar.inhabitants

    def _is_placed(self, word: Word) -> bool:
        """Whether an adjective by its tag has no noun before it, or a noun by its tag a place behind it."""
        if word.upos == "ADJ":
            return word.index == 0 or self.words[word.index - 1].upos == "ADP"
        after = self.words[word.index + 1] if word.index + 1 < len(self.words) else word
        return after.bare in self.grammar.place_near or kind_of(self.grammar, after.bare) in _LARGE

    def _classed(self, first: int) -> _Before:
        """What the words before a name say of it."""
        grammar, at, begin = self.grammar, first - 1, first
        kind, near, inside, homage, word_of_kind = "", False, False, False, ""
        while at >= 0:
            word = self.words[at]
            if word.text in _QUOTES or (word.text == "(" and at == first - 1):  # قرية (دوما)
                at -= 1
                continue
            key = self._uncut(word)
            told = kind_of(grammar, key) if word.upos in _NOMINAL else ""
            covered = self.mentions.at(word)
            if covered is not None and covered.kind == "actor" and not self._is_site(covered, first):
                break
            if kind and word.bare in grammar.place_inside:
                inside, begin = True, at
            elif told and not kind and not near and not inside and word.key not in grammar.place_near:
                kind, homage, begin, word_of_kind = told, key in grammar.place_homage, at, key
            elif (
                (told == "countryside" and not near)
                or word.bare in grammar.place_near
                or word.lemma_key in grammar.place_near
            ):
                near, begin = True, at
            elif word.bare in grammar.place_inside:
                inside, begin = True, at
            elif self._adjective_between(at) or (
                word.upos == "ADP" and word.key in grammar.away and self._near_before(at)
            ):
                pass
            else:
                break
            at -= 1
        return _Before(begin, kind, near, inside, homage, word_of_kind)

    def _uncut(self, word: Word) -> str:
        """A word bare, without a preposition that the tokenizer left on a class word (بولاية)."""
        rest = word.key[1:]
        left = word.first and word.key[:1] in self._clitics and kind_of(self.grammar, rest)
        return rest if left and not kind_of(self.grammar, word.bare) else word.bare

    def _adjective_between(self, at: int) -> bool:
        """``العاصمة السورية دمشق``: an adjective between the class word with its article and the name."""
        before = self.words[at - 1] if at else None
        word = self.words[at]
        closed = word.upos == "ADJ" and word.key != word.bare and before is not None and before.key != before.bare
        return closed and before is not None and bool(kind_of(self.grammar, before.bare))

    def _near_before(self, at: int) -> bool:
        """``بالقرب من``, ``شمال شرق``, ``إلى الغرب من``: whether a preposition continues a word of nearness."""
        before = self.words[at - 1] if at else None
        return before is not None and before.bare in self.grammar.place_near

    def _part(self, last: int) -> int:
        """The last word of the adjectives that tell a part of a place."""
        at = last + 1
        while at < len(self.words) and self.words[at].upos in ("ADJ", "NOUN") and self._tells_part(self.words[at]):
            at += 1
        return at - 1

    def _tells_part(self, word: Word) -> bool:
        return word.bare in self.grammar.place_parts and word.key != word.bare

    def _unknown(self, at: int, listed: Unit | None) -> Unit | None:
        """A name that no gazetteer has, behind its class word or in a list behind one (``listed``)."""
        word = self.words[at]
        if at == 0 or word.upos not in _NOMINAL or not self._begins(word):
            return None
        if word.upos == "ADJ" and (word.key == word.bare or not kind_of(self.grammar, self.words[at - 1].bare)):
            return None  # «خربة الطويل», but no «القرية الطويلة»
        before = self._classed(at)
        if self.mentions.at(word) is not None and not self._bare_agent(word) and not before.homage:
            return None
        if kind_of(self.grammar, word.bare) not in ("", "area") or word.bare in self.grammar.place_near:
            return None
        if (
            word.bare
            in self.grammar.quantifiers | self.grammar.place_links | self.grammar.offices | self.grammar.recalls
        ):
            return None
        sure = word.upos in _NAMES or self.words[at - 1].text in _QUOTES
        kind, begin = before.kind, before.begin
        if kind and begin < at:
            class_word = self.words[self._behind_quotes(at)]
            if class_word.upos == "ADJ":  # قذيفة محلية الصنع
                return None
            if class_word.key != class_word.bare or not kind_of(self.grammar, class_word.bare):
                return None
            if not sure and kind not in ("town", "camp", "quarter") and (kind != "district" or word.key == word.bare):
                return None
        elif listed is not None and sure and self._continues(listed, at):
            kind, begin = listed.kind, at
        else:
            return None
        last = at
        while last + 1 < len(self.words) and last - at + 1 < _LONGEST_UNKNOWN and self._goes_on(last + 1):
            last += 1
        end = self._part(last)
        return Unit(
            at, last, begin, end, kind, before.near, before.inside, end > last, (), before.homage, 0, before.word
        )

    def _begins(self, word: Word) -> bool:
        """Whether a word begins its token, or stands behind a conjunction or preposition there."""
        return word.first or self.words[word.index - 1].upos in ("CCONJ", "ADP")

    def _continues(self, unit: Unit, at: int, hidden: bool = False) -> bool:
        """Whether a word follows a classed name and a conjunction (بلدات أ وب), which may still be ``hidden`` in it."""
        between = self.words[unit.end + 1 : at]
        joints = [w for w in between if w.text not in _QUOTES]
        if hidden and not joints and self.words[at].first and self.words[at].key[:1] in self.grammar.conjunctions:
            return bool(unit.kind)
        return bool(unit.kind) and len(joints) == 1 and (joints[0].upos == "CCONJ" or joints[0].text in _COMMAS)

    def _bare_agent(self, word: Word) -> bool:
        mention = self.mentions.at(word)
        return mention is not None and mention.kind in ("agent", "place") and mention.first == word.index

    def _behind_quotes(self, at: int) -> int:
        at -= 1
        while at > 0 and self.words[at].text in _QUOTES:
            at -= 1
        return at

    def _goes_on(self, at: int) -> bool:
        word = self.words[at]
        if (
            self.mentions.at(word) is not None
            or kind_of(self.grammar, word.bare)
            or word.bare in self.grammar.place_near
        ):
            return False
        if not word.first or self._tells_part(word):
            return False
        before = self.words[at - 1]
        if word.upos in _NAMES:
            return True
        if word.upos not in ("NOUN", "ADJ") or (
            word.key == word.bare and (word.upos == "ADJ" or before.key != before.bare)
        ):
            return False
        if any(w.bare in self.grammar.place_near for w in self.words[at + 1 : at + 2]):
            return True
        return before.index <= word.head < at or self.words[word.head].head == before.index

    # Chains

    def _linked(self, units: list[Unit]) -> Iterator[list[tuple[Unit, Relation | None]]]:
        """Units, those together that lie in or near each other, each with its relation to the one before."""
        chain: list[tuple[Unit, Relation | None]] = []
        for unit in units:
            relation = self._relation(chain[-1][0], unit) if chain else None
            if chain and relation is None:
                yield chain
                chain = []
            chain.append((unit, relation))
        if chain:
            yield chain

    def _relation(self, one: Unit, other: Unit) -> Relation | None:
        """How a place is related to the one named behind it; None if it is not."""
        if one.options and all(o.location.kind == "country" for o in one.options):
            return None
        if one.options and other.kind == "town" and all(o.location.kind == "region" for o in one.options):
            return None
        between = self.words[one.end + 1 : other.begin]
        grammar, comma, prep, measured, linked = self.grammar, False, "", False, False
        if len(between) > _LONGEST_LINK:
            return None
        for word in between:
            if word.text in _QUOTES or word.text in _BRACKETS:
                continue
            if word.text in _COMMAS:
                comma = True
            elif word.upos == "NUM" or word.text.replace(".", "").isdigit() or word.bare in grammar.distances:
                measured = True
            elif word.bare in grammar.place_links or word.lemma_key in grammar.place_links:
                linked = True
            elif word.bare in grammar.place_near:
                linked = measured = True
            elif word.upos == "ADP" or word.key in grammar.locative:
                prep = prep or word.key
                if word.key not in grammar.locative | grammar.within | grammar.toward | grammar.away:
                    return None  # «على الحدود مع مالي»
            elif not self._describes(word) and not self._people(word):  # «مخيم كلمة للنازحين قرب نيالا»
                return None
        near = other.near or measured
        if near:
            leads = not prep or prep in grammar.locative | grammar.toward | grammar.away
            return "near" if leads and (linked or not comma or other.near) else None
        large = other.kind in _LARGE or any(o.location.kind in _LARGE for o in other.options)
        if prep in grammar.within:
            return "in"
        if prep in grammar.toward | grammar.away:
            return "in" if (linked or (prep in grammar.away and large)) and not comma else None
        if prep:
            return None
        if large and not comma and (other.inside or linked):
            return "in"
        if other.inside and not comma:
            return "in"
        if one.kind and large and not comma and one.kind not in _LARGE:
            return "in"
        return "in" if comma and large and (one.kind or not one.near) and self._larger(one, other) else None

    def _larger(self, one: Unit, other: Unit) -> bool:
        """Whether what stands behind a comma is the place's own region rather than the next of a list."""
        return not any(o.location.kind in _LARGE for o in one.options) and (
            bool(other.kind) or any(o.location.kind == "country" for o in other.options)
        )

    def _people(self, word: Word) -> bool:
        mention = self.mentions.at(word)
        return mention is not None and mention.kind == "agent" and word.key != word.bare

    def _describes(self, word: Word) -> bool:
        """Adjectives of a place: ``بلدة كسب الحدودية، مدينة سرت الليبية``."""
        mention = self.mentions.at(word)
        return word.upos == "ADJ" and (word.key != word.bare or (mention is not None and mention.kind == "adjective"))

    def _chain(self, linked: list[tuple[Unit, Relation | None]]) -> Expression:
        units = tuple(unit for unit, _ in linked)
        preposition, before = self._preposition(units[0].begin)
        owner = before if before >= 0 and self._owns(before, units[0]) else -1
        relations = tuple(relation for _, relation in linked[1:] if relation is not None)
        between = preposition in self.grammar.between or (units[0].kind == "road" and len(units) == 1)
        return Expression(units, relations, preposition, owner, 0, between, self._distance(units))

    def _preposition(self, begin: int) -> tuple[str, int]:
        """The preposition before an expression, or the index of the noun before it."""
        at = begin - 1
        while at >= 0 and self.words[at].text in _QUOTES:
            at -= 1
        if at < 0:
            return self._own_preposition(begin), -1
        word = self.words[at]
        if word.upos == "ADP" or word.key in self.grammar.locative or word.key in self.grammar.between:
            prior = self.words[at - 1].bare if at else ""
            linked = word.key in self.grammar.toward and prior in self.grammar.place_links
            return (self._in() if linked else word.key), -1  # التابعة لمحافظة نينوى
        if at and self.words[at - 1].key + word.key in self.grammar.including and word.upos == "PRON":
            return self._in(), -1  # في مدن بينها حلب
        return self._own_preposition(begin), at

    def _own_preposition(self, begin: int) -> str:
        """``شمال حلب``, ``وسط بغداد``: words that are prepositions and tell nearness as well."""
        word = self.words[begin]
        grammar = self.grammar
        if word.bare in grammar.place_near or word.bare in grammar.place_inside:
            return self._in()
        return word.key[:1] if self._uncut(word) != word.bare else ""

    def _in(self) -> str:
        return self.grammar.where[0]

    def _owns(self, at: int, unit: Unit) -> bool:
        """Whether the noun before a place takes it as its genitive, without being a place itself."""
        word = self.words[at]
        if word.upos not in ("NOUN", "PROPN") or word.key != word.bare:
            return False
        return any(self.words[index].head == at for index in range(unit.begin, unit.last + 1))

    def _distance(self, units: tuple[Unit, ...]) -> float | None:
        if len(units) < 2:
            return None
        between = self.words[units[0].end + 1 : units[1].begin]
        if not any(word.bare in self.grammar.distances for word in between):
            return None
        figures = [w.text for w in between if w.text.replace(".", "", 1).isdigit()]
        return float(figures[0]) if figures else None

    # Lists

    def _listed(self, one: Expression, other: Expression) -> bool:
        """Whether two expressions stand in one list."""
        start, end = one.end + 1, other.begin
        between = self.words[start:end]
        joints = [w for w in between if w.text not in _QUOTES]
        if not joints and self.words[end].token != self.words[end].text:
            return False
        if one.units[0].kind == "road" and len(joints) == 1 and joints[0].text in _DASHES:
            return True
        hidden = not joints and self._hides_conjunction(other)
        if len(joints) > 2 or not (joints or hidden):
            return False
        adverbs = [
            w for w in joints if w.text not in _COMMAS and w.upos != "CCONJ" and w.key not in self.grammar.conjunctions
        ]
        if adverbs and not all(w.key == one.preposition for w in adverbs):
            return False
        return other.preposition in ("", one.preposition) or bool(adverbs)

    def _hides_conjunction(self, other: Expression) -> bool:
        word = self.words[other.begin]
        return word.first and word.key[:1] in self.grammar.conjunctions and not self.atlas.find(word.key)


_LONGEST_LINK = 9


def _large(option: Named) -> bool:
    return option.location.kind in _LARGE

"""Finding the names of the codebook in a sentence: actors, countries, generic nouns and places."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from coder.annotate import Sentence, Word
from coder.codebook import Codebook
from coder.codebook.compile import Name
from coder.codebook.model import ActorEntry, CountryEntry, PlaceEntry
from coder.gazetteer import Location, gazetteer
from coder.languages import Grammar

_RANK = {"actor": 0, "country": 1, "adjective": 2, "agent": 3, "capital": 4, "place": 5}
_WHERE = frozenset({"country", "capital", "place"})
_NO_NAMES = frozenset({"PUNCT", "AUX", "ADP", "CCONJ"})
_NOMINAL = frozenset({"PROPN", "NOUN", "X", "ADJ"})
_TRANSCRIBED = frozenset({"PROPN", "X"})  # tags of names that are no words of the language
_LONGEST_TRANSCRIBED = 6  # words and hyphens
_SHORTEST_VERB = 4  # shorter ones that look like the first word of a name are verbs indeed
_QUOTES = frozenset('"«»“”-()')


@dataclass(frozen=True, eq=False)
class Mention:
    """Words of a sentence that a codebook name or the gazetteer claims; ``last`` is included.

    Attributes:
        name, city: what claims them, one of the two.
        first, last: indices of the words.
        listed: as the codebook writes it, not an inflected form of it.
        rivals: other places and states of the same name, the likeliest first.
    """

    name: Name | None
    city: Location | None
    first: int
    last: int
    listed: bool = True
    rivals: tuple[Mention, ...] = ()

    @property
    def kind(self) -> str:
        """Kind of the name, ``place`` for a city of the gazetteer."""
        return self.name.kind if self.name else "place"

    @property
    def country(self) -> str:
        """The country that a name of a state or place stands for; empty for others."""
        if self.city:
            return self.city.country
        entry = self.name.entry if self.name else None
        if isinstance(entry, CountryEntry):
            return entry.id
        return entry.country if isinstance(entry, PlaceEntry) else ""


class Mentions:
    """All mentions of a sentence; longer ones win over those inside them, an adjective may join the noun before it."""

    def __init__(
        self,
        sentence: Sentence,
        book: Codebook,
        found: Sequence[Mention] | None = None,
        day: dt.date | None = None,
    ) -> None:
        self.sentence = sentence
        if found is None:
            found = _with_titles(_select(_candidates(sentence, book), day), sentence, book.language.grammar)
        self.found = tuple(found)

    @cached_property
    def _by_word(self) -> Mapping[int, Mention]:
        return {i: m for m in self.found for i in range(m.first, m.last + 1)}

    def at(self, word: Word) -> Mention | None:
        """The mention that covers a word."""
        return self._by_word.get(word.index)

    def within(self, words: Sequence[Word]) -> list[Mention]:
        """Mentions that begin in a phrase, in text order."""
        inside = {w.index for w in words}
        return [m for m in self.found if m.first in inside]


def _select(candidates: list[Mention], day: dt.date | None) -> list[Mention]:
    """Longest first; of two equally long, the kind that is most surely an actor, and of two actors the one that lives
    on the day. Places of one name are rivals."""
    taken: dict[int, int] = {}
    chosen: list[Mention] = []

    def order(m: Mention) -> tuple[int, int, bool, bool, int]:
        entry = m.name.entry if m.name else None
        gone = isinstance(entry, ActorEntry) and not entry.holds(day)
        return m.first - m.last, _RANK[m.kind], not m.listed, gone, m.first

    for mention in sorted(candidates, key=order):
        span = range(mention.first, mention.last + 1)
        owners = {taken[i] for i in span if i in taken}
        if not owners:
            taken.update(dict.fromkeys(span, len(chosen)))
            chosen.append(mention)
        elif mention.country and len(owners) == 1:
            at = owners.pop()
            winner = chosen[at]
            where = winner.kind in _WHERE and mention.kind in _WHERE  # «السعودية» is no Saudi woman
            if where and (winner.first, winner.last) == (mention.first, mention.last):
                chosen[at] = replace(winner, rivals=(*winner.rivals, mention))
    return sorted(chosen, key=lambda m: m.first)


def _with_titles(mentions: list[Mention], sentence: Sentence, grammar: Grammar) -> list[Mention]:
    """A title and the name behind it are one mention.

    A title that ends in a word with the article can have no genitive, so the name behind it is the same man's:
    ``الرئيس السوري بشار الأسد``, but not ``رئيس حزب الله``. Behind a title with the group that he leads, the name must
    be of that group (``زعيم حركة النهضة راشد الغنوشي``), since the object of the verb may stand there too.
    """
    result: list[Mention] = []
    for mention in mentions:
        if mention.kind != "actor" or not result:
            result.append(mention)
            continue
        adjective = result.pop() if result[-1].kind == "adjective" and len(result) > 1 else None
        title = result[-1]
        group = title if title.kind == "actor" and len(result) > 1 and adjective is None else None
        if group is not None and _leads(result[-2], group, mention, sentence, grammar):
            result[-2:] = [replace(mention, first=result[-2].first)]
            continue
        closed = sentence.words[title.last].key != sentence.words[title.last].bare
        joined = adjective is None or adjective.first == title.last + 1
        end = (adjective or title).last
        if title.kind == "agent" and closed and joined and mention.first == end + 1:
            result[-1] = replace(mention, first=title.first)
            continue
        if adjective is not None:
            result.append(adjective)
        result.append(mention)
    return result


def _leads(title: Mention, group: Mention, name: Mention, sentence: Sentence, grammar: Grammar) -> bool:
    words = sentence.words
    if title.kind != "agent" or words[title.first].bare not in grammar.titles:
        return False
    between = words[group.last + 1 : name.first]
    if group.first != title.last + 1 or any(word.text not in _QUOTES for word in between):
        return False
    one, other = (m.name.entry if m.name else None for m in (group, name))
    if not isinstance(one, ActorEntry) or not isinstance(other, ActorEntry):
        return False
    return bool(_codes(one) & _codes(other))


def _codes(entry: ActorEntry) -> set[str]:
    return {entry.code} if entry.code else {role.code for role in entry.roles}


def _candidates(sentence: Sentence, book: Codebook) -> list[Mention]:
    found: list[Mention] = []
    names, language = book.names, book.language
    for word in sentence.words:
        if word.upos in _NO_NAMES or (word.upos == "VERB" and len(word.key) < _SHORTEST_VERB):
            continue
        exact, bare = _keys(word, book)
        likely = [name for key in (*exact, *bare) if key in names for name in names[key]]
        for name in dict.fromkeys(likely) if len(likely) > 1 else likely:
            if name.words[0].isdisjoint(exact if name.exact else bare):
                continue
            last = _match(name, sentence, word.index, language.fold) if len(name.words) > 1 else word.index
            if (
                last is not None
                and _plausible(name, word, sentence, book)
                and not _opens_place(name, last, sentence, book)
            ):
                found.append(Mention(name, None, word.index, last, name.exact or word.bare == name.citation))
        if word.upos in _TRANSCRIBED:
            found.extend(_respelled(sentence, word, book))
        if word.upos in _NOMINAL:
            found.extend(_cities(sentence, word, exact, book))
    return found


def _plausible(name: Name, word: Word, sentence: Sentence, book: Codebook) -> bool:
    """Words of another kind are no names: verbs (except in names of several words, which the tagger misreads), and
    attributes that look like an agent (الهجمات المدمرة is not a destroyer)."""
    if word.upos == "VERB":
        return len(name.words) > 1
    if name.kind != "agent" or len(name.words) > 1:
        return True
    before = sentence.words[word.index - 1] if word.index else None
    if before is not None and before.bare in book.language.grammar.city_words and word.key == word.bare:
        return False  # مدينة زوارة
    if word.bare != name.citation and _listed_otherwise(word, book):
        return False  # محاكمة is a trial, not a feminine of محاكم; محافظات are governorates
    if word.upos != "ADJ" or sentence.tagged:
        return True
    head, grammar = sentence.parent(word), book.language.grammar
    attribute = word.deprel == "amod" and head is not None and head.upos in ("NOUN", "PROPN")
    between = sentence.words[word.head + 1 : word.index]
    attribute = attribute and word.head < word.index and all(w.upos == "ADJ" for w in between)
    attribute = attribute and head is not None and not grammar.is_amount(head)
    return not attribute


def _opens_place(name: Name, last: int, sentence: Sentence, book: Codebook) -> bool:
    """Whether the last word of an agent is the class of the place behind it: ``أمير منطقة عسير`` is no أمير المنطقة."""
    words = sentence.words
    word, after = words[last], words[last + 1 : last + 2]
    if name.kind != "agent" or len(name.words) == 1 or word.bare not in book.language.grammar.place_words:
        return False
    return word.key == word.bare and bool(after) and after[0].upos == "PROPN"


def _listed_otherwise(word: Word, book: Codebook) -> bool:
    place_words = book.language.grammar.place_words
    if word.bare in place_words or word.lemma_key in place_words:
        return True
    return any(trigger.citation == word.bare for trigger in book.nouns.get(word.bare, ()))


def _keys(word: Word, book: Codebook) -> tuple[list[str], list[str]]:
    """What a word may be looked up as where a name begins: written with its article, and without it.

    Not by its lemma: broken plurals are listed, and «الدول» (the states) is not «الدولة» (the state).
    """
    exact, bare = [word.key], [word.bare]
    if word.first and word.token == word.text and word.upos in _NOMINAL:
        for rest in book.language.without_proclitic(word.key):
            exact.append(rest)
            bare.append(book.language.without_article(rest))
    return exact, bare


def _match(name: Name, sentence: Sentence, start: int, fold: Callable[[str], str]) -> int | None:
    """Index of the last word of a name of several words that begins at ``start``; quotation marks are passed over."""
    words, at = sentence.words, start
    for forms in name.words[1:]:
        at += 1
        while at < len(words) and words[at].upos == "PUNCT" and words[at].text in _QUOTES:
            at += 1
        if at >= len(words) or not words[at].first:
            return None
        word = words[at]
        if name.exact:
            token_end = _token_end(sentence, at)
            if token_end > at and fold(word.token) in forms:
                at = token_end  # a name may hold clitics: الجبهة الوطنية للتحرير
                continue
        if (word.key if name.exact else word.bare) not in forms:
            return None
    return at


def _respelled(sentence: Sentence, start: Word, book: Codebook) -> Iterator[Mention]:
    """The longest foreign name that begins at a word in any spelling, a hyphen between its words or none."""
    keys, found = [start.key], None
    for word in sentence.words[start.index + 1 : start.index + _LONGEST_TRANSCRIBED]:
        if word.text == "-":
            continue
        if word.upos not in _TRANSCRIBED or not word.first:
            break
        keys.append(word.key)
        name = book.transcribed.get(book.language.transcription(keys, book.native))
        found = Mention(name, None, start.index, word.index, listed=False) if name else found
    if found is not None:
        yield found


def _token_end(sentence: Sentence, at: int) -> int:
    """Index of the last word of the written token that a word begins."""
    while at + 1 < len(sentence.words) and not sentence.words[at + 1].first:
        at += 1
    return at


def _cities(sentence: Sentence, word: Word, starts: Sequence[str], book: Codebook) -> Iterator[Mention]:
    """The cities of the longest name that begins at a word."""
    table = gazetteer(book.language.fold)
    longest = max((table.longest.get(key, 0) for key in starts), default=0)
    for length in range(longest, 0, -1):
        words = sentence.words[word.index : word.index + length]
        if len(words) < length:
            continue
        rest = tuple(w.key for w in words[1:])
        known = next((table.cities[key, *rest] for key in starts if (key, *rest) in table.cities), ())
        if known and _named_as_place(sentence, word, length, book.language.grammar):
            yield from (Mention(None, city, word.index, word.index + length - 1) for city in known)
            return


def _named_as_place(sentence: Sentence, word: Word, length: int, grammar: Grammar) -> bool:
    """Many towns are named like ordinary words, so one needs the tag of a name, or a class word (مدينة) before it."""
    if length == 1 and (word.bare in grammar.place_words or word.key in grammar.place_words):
        return False
    if length == 1 and (word.bare in grammar.time or word.key in grammar.time):
        return False
    if word.upos == "PROPN" and len(word.key) > 2:
        return True
    if word.index == 0:
        return False
    before = sentence.words[word.index - 1]
    if before.bare in grammar.inhabitants:
        return word.key != before.key
    return before.bare in grammar.place_words and (length > 1 or word.upos == "NOUN")

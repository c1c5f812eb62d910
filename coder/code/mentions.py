"""Finding the names of the codebook in a sentence: actors, countries, generic nouns and places."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from coder.annotate import Sentence, Word
from coder.codebook import Codebook
from coder.codebook.compile import Name
from coder.gazetteer import City, cities

_RANK = {"actor": 0, "country": 1, "adjective": 2, "agent": 3, "capital": 4, "place": 5}
_LONGEST_CITY_NAME = 4


@dataclass(frozen=True, eq=False)
class Mention:
    """Words of a sentence that a codebook name or the gazetteer claims; ``last`` is included."""

    name: Name | None
    city: City | None
    first: int
    last: int
    listed: bool = True  # as the codebook writes it, not an inflected form of it

    @property
    def kind(self) -> str:
        """Kind of the name, ``place`` for a city of the gazetteer."""
        return self.name.kind if self.name else "place"


class Mentions:
    """All mentions of a sentence; longer ones win over those inside them, an adjective may join the noun before it."""

    def __init__(self, sentence: Sentence, book: Codebook) -> None:
        self.sentence = sentence
        self.found = tuple(_with_titles(_select(_candidates(sentence, book)), sentence))

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


def _select(candidates: list[Mention]) -> list[Mention]:
    """Longest first; of two equally long, the kind that is most surely an actor."""
    taken: set[int] = set()
    chosen = []
    for mention in sorted(candidates, key=lambda m: (m.first - m.last, _RANK[m.kind], not m.listed, m.first)):
        span = set(range(mention.first, mention.last + 1))
        if not span & taken:
            taken |= span
            chosen.append(mention)
    return sorted(chosen, key=lambda m: m.first)


def _with_titles(mentions: list[Mention], sentence: Sentence) -> list[Mention]:
    """A title and the name behind it are one mention: ``الرئيس السوري بشار الأسد``.

    The title must end in a word with the article: then the name cannot be its genitive (``رئيس حزب الله``).
    """
    result: list[Mention] = []
    for mention in mentions:
        adjective = result.pop() if mention.kind == "actor" and result and result[-1].kind == "adjective" else None
        title = result[-1] if mention.kind == "actor" and result else None
        end = (adjective or title or mention).last
        closed = title is not None and sentence.words[title.last].key != sentence.words[title.last].bare
        joined = adjective is None or (title is not None and adjective.first == title.last + 1)
        if title is not None and title.kind == "agent" and closed and joined and mention.first == end + 1:
            result[-1] = Mention(mention.name, mention.city, title.first, mention.last)
            continue
        if adjective is not None:
            result.append(adjective)
        result.append(mention)
    return result


def _candidates(sentence: Sentence, book: Codebook) -> list[Mention]:
    keys = [_keys(word, book) for word in sentence.words]
    found: list[Mention] = []
    for word in sentence.words:
        if word.upos in ("PUNCT", "VERB", "AUX", "ADP", "CCONJ") and not (word.upos == "VERB" and len(word.key) > 3):
            continue
        exact, bare = keys[word.index]
        names = {id(n): n for key in (*exact, *bare) for n in book.names.get(key, ())}
        for name in names.values():
            last = _match(name, sentence, keys, word.index, book.language.fold)
            if last is not None and _plausible(name, word, sentence, book):
                found.append(Mention(name, None, word.index, last, name.exact or word.bare == name.citation))
        if word.upos in ("PROPN", "NOUN", "X", "ADJ"):
            city = _city(sentence, word, book)
            if city:
                found.append(city)
    return found


def _plausible(name: Name, word: Word, sentence: Sentence, book: Codebook) -> bool:
    """Words of another kind are no names: verbs (except in names of several words, which the tagger misreads), and
    attributes that look like an agent (الهجمات المدمرة is not a destroyer)."""
    if word.upos == "VERB":
        return len(name.words) > 1
    if name.kind != "agent" or len(name.words) > 1:
        return True
    if word.bare != name.citation and _listed_otherwise(word, book):
        return False  # محاكمة is a trial, not a feminine of محاكم; محافظات are governorates
    head, grammar = sentence.parent(word), book.language.grammar
    attribute = word.upos == "ADJ" and word.deprel == "amod" and head is not None and head.upos in ("NOUN", "PROPN")
    attribute = attribute and word.head == word.index - 1 and head is not None and not grammar.is_amount(head)
    return not attribute


def _listed_otherwise(word: Word, book: Codebook) -> bool:
    place_words = book.language.grammar.place_words
    if word.bare in place_words or word.lemma_key in place_words:
        return True
    return any(trigger.citation == word.bare for trigger in book.nouns.get(word.bare, ()))


def _keys(word: Word, book: Codebook) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a word may be looked up as: written with its article, and without it.

    Not by its lemma: broken plurals are listed, and «الدول» (the states) is not «الدولة» (the state).
    """
    exact = [word.key]
    if word.first and word.token == word.text and word.upos in ("PROPN", "X", "NOUN", "ADJ"):
        exact += book.language.without_proclitic(word.key)
    bare = [word.bare, *(book.language.without_article(key) for key in exact[1:])]
    return tuple(exact), tuple(bare)


def _match(
    name: Name,
    sentence: Sentence,
    keys: Sequence[tuple[tuple[str, ...], tuple[str, ...]]],
    start: int,
    fold: Callable[[str], str],
) -> int | None:
    """Index of the last word if the name begins at a word; quotation marks inside a name are passed over."""
    at = start
    for n, forms in enumerate(name.words):
        if n:
            at += 1
            while at < len(keys) and sentence.words[at].upos == "PUNCT" and sentence.words[at].text in '"«»“”-':
                at += 1
        if at >= len(keys):
            return None
        if n and not sentence.words[at].first:
            return None
        token_end = _token_end(sentence, at)
        if n and name.exact and token_end > at and fold(sentence.words[at].token) in forms:
            at = token_end  # a name may hold clitics: الجبهة الوطنية للتحرير
            continue
        exact, bare = keys[at]
        if n:  # clitics stand before the first word only
            exact, bare = exact[:1], bare[:1]
        if not forms.intersection(exact if name.exact else bare):
            return None
    return at


def _token_end(sentence: Sentence, at: int) -> int:
    """Index of the last word of the written token that a word begins."""
    while at + 1 < len(sentence.words) and not sentence.words[at + 1].first:
        at += 1
    return at


def _city(sentence: Sentence, word: Word, book: Codebook) -> Mention | None:
    table = cities(book.language.fold)
    for length in range(_LONGEST_CITY_NAME, 0, -1):
        words = sentence.words[word.index : word.index + length]
        if len(words) < length:
            continue
        keys = [tuple(w.key for w in words)]
        if word.first and word.token == word.text:
            keys += [(key, *keys[0][1:]) for key in book.language.without_proclitic(word.key)]
        city = next((table[key] for key in keys if key in table), None)
        if city and _named_as_place(sentence, word, length, book):
            return Mention(None, city, word.index, word.index + length - 1)
    return None


def _named_as_place(sentence: Sentence, word: Word, length: int, book: Codebook) -> bool:
    """Many towns are named like ordinary words, so one needs the tag of a name, or a class word (مدينة) before it."""
    grammar = book.language.grammar
    if length == 1 and {word.bare, word.key} & (grammar.place_words | grammar.time):
        return False
    if word.upos == "PROPN" and len(word.key) > 2:
        return True
    if word.index == 0:
        return False
    before = sentence.words[word.index - 1]
    return before.bare in book.language.grammar.place_words and (length > 1 or word.upos == "NOUN")

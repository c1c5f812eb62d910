"""Between read and annotate: an article that stood elsewhere already is coded once.

Agencies' reports are printed by many papers, whole or shortened, under other headlines, and crawlers fetch a page
twice. A copy is an article with the same words as one before, or, dated the same or an adjacent day, with nearly the
same and no other numbers: a toll that has risen is news. Texts of a few words, as in collections of sentences, are
never copies.

Likeness is the Jaccard index of the sets of three words in a row, estimated by MinHash (Broder 1997) of which one byte
each is kept (Li and König 2010). An article takes about 300 bytes of memory and its id, however long it is.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np

from coder.read import Article

FEWEST_WORDS = 20  # a shorter text is no copy: one sentence is often said again
LIKENESS = 0.6
_HASHES = 128
_SHINGLE = 3  # words
_PIECE = 1024  # shingles hashed at once, so that memory does not depend on the length of the text

_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\d+")
_MARKS = re.compile("[\u0640\u064b-\u065f\u0670\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_SPELLING = str.maketrans("أإآٱىیکة", "ااااييكه")
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Copy:
    """An article that was not coded, and the one that it repeats; ``likeness`` is 1 for the same words."""

    article: Article
    original: str
    likeness: float


Other = TypeVar("Other")


def distinct(items: Iterable[Article | Other]) -> Iterator[Article | Copy | Other]:
    """The articles in their order, a Copy in the place of each that repeats one before; other items as they are."""
    days: dict[dt.date | None, _Day] = {}
    same: dict[bytes, str] = {}
    for article in items:
        if not isinstance(article, Article):
            yield article
            continue
        words = _words(article.text)
        if len(words) < FEWEST_WORDS:
            yield article
            continue
        digest = hashlib.blake2b(" ".join(words).encode(), digest_size=8).digest()
        if digest in same:
            yield Copy(article, same[digest], 1.0)
            continue
        same[digest] = article.id
        print_ = _print(words)
        numbers = _numbers(words)
        near = [days[day] for day in _near(article.date) if day in days]
        original, likeness = max((day.nearest(print_, numbers) for day in near), key=lambda x: x[1], default=("", 0.0))
        if likeness >= LIKENESS:
            yield Copy(article, original, likeness)
            continue
        days.setdefault(article.date, _Day()).add(article.id, print_, numbers)
        yield article


def _words(text: str) -> list[str]:
    return _WORD.findall(_MARKS.sub("", text).translate(_SPELLING).lower())


def _near(date: dt.date | None) -> list[dt.date | None]:
    return [date] if date is None else [date, date - _DAY, date + _DAY]


# One seed and one odd factor for each hash function, the same in every run and on every machine.
_SEEDS, _FACTORS = np.frombuffer(hashlib.shake_256(b"waqai").digest(16 * _HASHES), dtype="<u8").reshape(2, _HASHES)
_FACTORS = _FACTORS | np.uint64(1)
_HALF = np.uint64(32)


def _print(words: list[str]) -> Any:
    """The last byte of the least of all shingles' hashes, for each of the hash functions."""
    shingles = {" ".join(words[at : at + _SHINGLE]) for at in range(len(words) - _SHINGLE + 1)}
    hashes = np.fromiter((zlib.crc32(shingle.encode()) for shingle in shingles), dtype=np.uint64, count=len(shingles))
    hashes |= hashes << _HALF
    least = np.full(_HASHES, np.iinfo(np.uint64).max, dtype=np.uint64)
    for at in range(0, len(hashes), _PIECE):
        mixed = (hashes[at : at + _PIECE, None] ^ _SEEDS) * _FACTORS
        mixed ^= mixed >> _HALF
        mixed *= _FACTORS
        np.minimum(least, (mixed ^ (mixed >> _HALF)).min(axis=0), out=least)
    return (least & np.uint64(0xFF)).astype(np.uint8)


def _numbers(words: list[str]) -> int:
    """A set of 64 bits, one for each number in a text; numbers that share a bit are held equal."""
    bits = 0
    for word in words:
        for number in _NUMBER.findall(word):
            bits |= 1 << (zlib.crc32(str(int(number)).encode()) % 64)
    return bits


@dataclass
class _Day:
    """The articles of one day, in arrays that grow."""

    ids: list[str] = field(default_factory=list)
    prints: Any = field(default_factory=lambda: np.empty((16, _HASHES), dtype=np.uint8))
    numbers: Any = field(default_factory=lambda: np.empty(16, dtype=np.uint64))

    def add(self, article: str, print_: Any, numbers: int) -> None:
        at = len(self.ids)
        if at == len(self.prints):
            self.prints = np.concatenate([self.prints, np.empty_like(self.prints)])
            self.numbers = np.concatenate([self.numbers, np.empty_like(self.numbers)])
        self.prints[at] = print_
        self.numbers[at] = numbers
        self.ids.append(article)

    def nearest(self, print_: Any, numbers: int) -> tuple[str, float]:
        """The article most like one, of those with no other numbers, and how like it is."""
        count = len(self.ids)
        alike = (self.prints[:count] == print_).mean(axis=1)
        both = self.numbers[:count] & np.uint64(numbers)
        alike[(both != self.numbers[:count]) & (both != np.uint64(numbers))] = 0.0
        best = int(alike.argmax())
        return self.ids[best], float(alike[best])

"""Reading numbers: digits and number words, exact, vague or within limits.

The words are those of ``codebooks/<language>/numbers.yaml``; how they join is what languages have in common: words of
one number add up, the larger first or the units before the tens, and a scale multiplies what stands before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import yaml

from coder.languages.base import CODEBOOKS, load_language

Phrase = tuple[str, ...]
Phrases = Mapping[str, tuple[Phrase, ...]]  # by their first word

_DIGITS = re.compile(r"\d+")
_GROUPED = re.compile(r"\d{1,3}(?:[.,٬،']\d{3})+")  # thousands apart
_SEPARATOR = re.compile(r"[.,٬،']")
_TEN = 10


class Number(NamedTuple):
    """A number: the least and the most that it may be (None: no limit), and the index behind its last word."""

    low: int
    high: int | None
    end: int


@dataclass(frozen=True)
class Numbers:
    """Number words of a language, folded; see ``codebooks/ar/numbers.yaml`` for what each list is for."""

    values: Mapping[str, int]
    scales: Mapping[str, int]
    dual_scales: Mapping[str, int]
    article: frozenset[str]
    joins: frozenset[str]
    vague: Mapping[Phrase, tuple[int, int | None]]
    vague_phrases: Phrases
    at_least: Phrases
    or_more: Phrases
    at_most: Phrases
    about: Phrases
    between: Phrases
    to: frozenset[str]
    origin: frozenset[str]

    def cardinal(self, words: Sequence[str], start: int) -> Number | None:
        """The number that begins at a word, without limits; None if none does. Words are folded, without article."""
        total, group, at, digits = 0, 0, start, False
        while at < len(words):
            joined = at > start and words[at] in self.joins and at + 1 < len(words)
            word = words[at + joined]
            step = self._step(word, total, group, apart=joined or at == start, digits=digits)
            if step is None:
                break
            total, group = step
            digits = _is_digits(word)
            at += 1 + joined
        return Number(total + group, total + group, at) if at > start else None

    def _step(self, word: str, total: int, group: int, *, apart: bool, digits: bool) -> tuple[int, int] | None:
        """Whole scales and what is below them, after one more word; None if the word is none of the number.

        ``apart``: the word is the first, or joined by «and»; ``digits``: the word before is written in digits.
        """
        if _is_digits(word):
            return (total, int(_SEPARATOR.sub("", word))) if apart and not group and not digits else None
        value, scale = self.values.get(word), self.scales.get(word)
        if not apart:
            if value == _TEN and 0 < group % 100 < _TEN and not digits:  # ثلاثة عشر
                return total, group + _TEN
            if scale is None or not group:
                return None
            if scale < 1000:  # ثلاث مئة
                return (total, group * scale) if group < _TEN else None
            return (total + group * scale, 0) if not 0 < total < scale * 1000 else None
        if digits:
            return None
        value = self.dual_scales.get(word, scale if value is None else value)
        if value is None:
            return None
        if value >= 1000:
            power = 1000 if value < 1_000_000 else 1_000_000
            return (total + value, 0) if not group and not 0 < total < power * 1000 else None
        free = not group if value >= 100 else group % 100 < _TEN if value > _TEN else not group % 100
        return (total, group + value) if free else None

    def read(self, words: Sequence[str], start: int) -> Number | None:
        """The number, vague amount or range that begins at a word, with what limits it; None if none does."""
        begin = starts_with(words, start, self.between)
        lower = self._amount(words, begin) if begin else None
        if lower is not None and self.joins.intersection(words[lower.end : lower.end + 1]):
            upper = self._amount(words, lower.end + 1)
            if upper is not None:
                return Number(lower.low, upper.high, upper.end)
        if begin := starts_with(words, start, self.at_least):
            return (n := self.read(words, begin)) and Number(n.low, None, n.end)
        if begin := starts_with(words, start, self.at_most):
            return (n := self.read(words, begin)) and Number(1, n.high, n.end)
        if begin := starts_with(words, start, self.about):
            return self.read(words, begin)
        number = self._amount(words, start)
        if number is None:
            return None
        if words[number.end : number.end + 1] and words[number.end] in self.to:
            upper = self._amount(words, number.end + 1)
            if upper and number.low < (upper.high or 0):
                number = Number(number.low, upper.high, upper.end)
        return self.limited(words, number)

    def limited(self, words: Sequence[str], number: Number, at: int | None = None) -> Number:
        """A number with what stands behind it, or behind what is counted (``at``): ``أربعة جنود على الأقل``."""
        at = number.end if at is None else at
        if end := starts_with(words, at, self.or_more):
            return Number(number.low, None, end)
        end = starts_with(words, at, self.about)
        return number._replace(end=end) if end else number._replace(end=at)

    def _amount(self, words: Sequence[str], start: int) -> Number | None:
        if self.article.intersection(words[start : start + 1]):
            start += 1
        if end := starts_with(words, start, self.vague_phrases):
            return Number(*self.vague[tuple(words[start:end])], end)
        return self.cardinal(words, start)


def by_first_word(phrases: Iterable[Phrase]) -> Phrases:
    """Phrases as they are looked up, the longest first."""
    found: dict[str, list[Phrase]] = {}
    for phrase in sorted(phrases, key=len, reverse=True):
        found.setdefault(phrase[0], []).append(phrase)
    return {first: tuple(several) for first, several in found.items()}


def starts_with(words: Sequence[str], start: int, phrases: Phrases) -> int:
    """Where the longest of the phrases ends that stands at a word; 0 if none does."""
    known = phrases.get(words[start], ()) if start < len(words) else ()
    return next((start + len(p) for p in known if tuple(words[start : start + len(p)]) == p), 0)


def _is_digits(word: str) -> bool:
    return bool(_DIGITS.fullmatch(word) or _GROUPED.fullmatch(word))


@lru_cache
def load_numbers(code: str) -> Numbers:
    """The number words of a language of waqai."""
    fold = load_language(code).bare
    data: Mapping[str, Any] = yaml.load((CODEBOOKS / code / "numbers.yaml").read_text("utf-8"), yaml.CSafeLoader)

    def worth(key: str) -> dict[str, int]:
        return {fold(word): value for value, words in data[key].items() for word in words}

    def phrases(key: str) -> Phrases:
        return by_first_word(tuple(fold(word) for word in phrase.split()) for phrase in data[key])

    def vague() -> Iterator[tuple[Phrase, tuple[int, int | None]]]:
        for entry in data["vague"]:
            for phrase in entry["words"]:
                yield tuple(fold(word) for word in phrase.split()), (entry["least"], entry.get("most"))

    return Numbers(
        values=worth("values"),
        scales=worth("scales"),
        dual_scales=worth("dual_scales"),
        article=frozenset(fold(word) for word in data["article"]),
        joins=frozenset(fold(word) for word in data["and"]),
        vague=dict(vague()),
        vague_phrases=by_first_word(phrase for phrase, _ in vague()),
        at_least=phrases("at_least"),
        or_more=phrases("or_more"),
        at_most=phrases("at_most"),
        about=phrases("about"),
        between=phrases("between"),
        to=frozenset(fold(word) for word in data["to"]),
        origin=frozenset(fold(word) for word in data["from"]),
    )

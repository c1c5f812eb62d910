"""The dateline that a report begins with: places and agencies before a dash or colon, no part of its first sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from coder.gazetteer import gazetteer
from coder.languages import Language

_LONGEST = 70  # characters
_SHORTEST_REPORT = 40  # characters behind it
_LONGEST_PHRASE = 4  # words
_SEPARATOR = re.compile(r"(?:\s[-–—ـ]{1,2}|[-–—ـ]{1,2}(?=\s)|:(?=\s))\s*")
_WORD = re.compile(r"[^\W_ـ]+")
_BRACKETS = re.compile(r"\([^()]{2,25}\)")
_NO_DATELINE = re.compile(r"[\n!?؟]")


def dateline_end(text: str, start: int, end: int, language: Language) -> int:
    """Where the dateline at the beginning of a paragraph ends, ``start`` if it has none.

    ``دمشق، سوريا (CNN) --``، ``بغداد - أ ف ب:``، ``القاهرة (رويترز) -``: nothing but places (GeoNames, states) and
    agencies (``agencies`` in language.yaml, words in Latin letters, what stands in brackets). A colon must follow an
    agency, for a state may speak. A line that is hardly more than a dateline stays whole.
    """
    head = text[start : min(end, start + _LONGEST)]
    stop = _NO_DATELINE.search(head)
    for separator in reversed([*_SEPARATOR.finditer(head[: stop.start()] if stop else head)]):
        if start + separator.end() + _SHORTEST_REPORT < end:
            named, brackets = _BRACKETS.subn(" ", head[: separator.start()])
            kinds = set(_kinds([language.fold(word) for word in _WORD.findall(named)], language))
            kinds |= {"agency"} if brackets else set()
            if kinds and "" not in kinds and ("agency" in kinds or ":" not in separator[0]):
                return start + separator.end()
    return start


def _kinds(words: Sequence[str], language: Language) -> Iterator[str]:
    """What the words name: ``agency``, ``place``, empty for anything else."""
    at = 0
    while at < len(words):
        for length in range(min(_LONGEST_PHRASE, len(words) - at), 0, -1):
            kind = _kind(tuple(words[at : at + length]), language)
            if kind:
                break
        yield kind
        at += length


def _kind(phrase: tuple[str, ...], language: Language) -> str:
    if phrase in language.grammar.agencies or (len(phrase) == 1 and re.fullmatch("[a-z]+", phrase[0])):
        return "agency"
    known = phrase in gazetteer(language.fold).cities or phrase in _states(language.code, language.fold)
    return "place" if known else ""


@lru_cache
def _states(language: str, fold: Callable[[str], str]) -> frozenset[tuple[str, ...]]:
    import babel

    names = babel.Locale.parse(language).territories.values()
    return frozenset(tuple(fold(word) for word in name.split()) for name in names)

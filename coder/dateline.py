"""The head of a report: its dateline, places, agencies and a date before a dash or colon, and the day it appeared."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from coder.gazetteer import gazetteer
from coder.languages import Language
from coder.languages.times import load_times
from coder.times import DAY, find_times

_LONGEST = 70  # characters
_SHORTEST_REPORT = 40  # characters behind it
_LONGEST_PHRASE = 4  # words
_LONGEST_PLACE = 3  # words of a place that no gazetteer has
_SEPARATOR = re.compile(r"(?:\s[-–—ـ]{1,2}|[-–—ـ]{1,2}(?=\s)|:(?=\s))\s*")
_WORD = re.compile(r"[^\W_ـ]+")
_BRACKETS = re.compile(r"\([^()]{2,25}\)")
_NO_DATELINE = re.compile(r"[\n!?؟]")
_HEAD_LINES = 5  # among which one tells when the article appeared
_DAY_ONE = dt.date(2000, 1, 1)  # where only the words of a date matter


def dateline_end(text: str, start: int, end: int, language: Language) -> int:
    """Where the dateline at the beginning of a paragraph ends, ``start`` if it has none.

    ``دمشق، سوريا (CNN) --``، ``بغداد - أ ف ب:``، ``القاهرة 15 مايو 2016 (رويترز) -``: nothing but places (GeoNames,
    states), agencies (``agencies`` in language.yaml, words in Latin letters, what stands in brackets) and dates. A
    colon must follow an agency, for a state may speak. A line that is hardly more than a dateline stays whole.
    """
    return _dateline_end(text, start, end, language, _SHORTEST_REPORT)


def is_dateline(text: str, start: int, end: int, language: Language) -> bool:
    """Whether a line opens with a dateline, or is nothing else: ``بنوم بنه - رويترز:``.

    Before an agency a place that no gazetteer has passes as well.
    """
    return _dateline_end(text, start, end, language, -1, lenient=True) > start


def _dateline_end(text: str, start: int, end: int, language: Language, behind: int, lenient: bool = False) -> int:
    """Where the dateline ends that at least so many characters stand behind."""
    head = text[start : min(end, start + _LONGEST)]
    stop = _NO_DATELINE.search(head.rstrip() + " ")
    for separator in reversed([*_SEPARATOR.finditer(head[: stop.start()] if stop else head)]):
        if start + separator.end() + behind < end:
            named, brackets = _BRACKETS.subn(" ", head[: separator.start()])
            kinds = set(_kinds(_words(named, language), language))
            if "" in kinds:
                kinds = set(_kinds(_words(_undated(named, language), language), language))
            if lenient and "" in kinds:
                first, *rest = re.split(r"\s[-–—ـ]+\s", named)
                known = set(_kinds(_words(" ".join(rest), language), language))
                kinds = known if known == {"agency"} and len(first.split()) <= _LONGEST_PLACE else kinds
            kinds |= {"agency"} if brackets else set()
            if kinds and "" not in kinds and ("agency" in kinds or ":" not in separator[0]):
                return start + separator.end()
    return start


def has_dateline(text: str, language: Language) -> bool:
    """Whether one of the first lines of an article opens with a dateline, or is one."""
    start = lines = 0
    for line in text.splitlines(keepends=True):
        begin, start = start, start + len(line)
        if not line.strip():
            continue
        begin += len(line) - len(line.lstrip())
        if is_dateline(text, begin, start, language):
            return True
        lines += 1
        if lines == _HEAD_LINES:
            break
    return False


def date_in_head(text: str, language: Language) -> dt.date | None:
    """The day that the head of an article tells: in a dateline, or alone on one of the first lines.

    ``القاهرة 15 مايو 2016 (رويترز) -``، ``الأحد 15 مايو 2016``، ``تاريخ النشر: 15/05/2016``; only a whole date with its
    year counts, and no other word may stand with it but places, agencies and those of ``published`` in time.yaml.

    Raises:
        CodebookError: if the language has no readable ``time.yaml``.
    """
    start = lines = 0
    for line in text.splitlines(keepends=True):
        end, begin = start + len(line), start
        start = end
        if not line.strip():
            continue
        lines += 1
        head = text[begin : min(end, begin + _LONGEST)]
        days = {t.first for t in find_times(head, None, language.code) if t.fixed and t.precision == DAY}
        if len(days) == 1:
            dateline = dateline_end(text, begin, end, language)
            told = text[begin:dateline] if dateline > begin else line
            if len(told) <= _LONGEST and _only_dated(told, language):
                return days.pop()
        if lines == _HEAD_LINES:
            break
    return None


def _only_dated(line: str, language: Language) -> bool:
    rest = _words(_undated(line, language), language)
    known = load_times(language.code).classes["published"]
    return "" not in set(_kinds([word for word in rest if word not in known and not word.isdecimal()], language))


def _words(text: str, language: Language) -> list[str]:
    return [language.fold(word) for word in _WORD.findall(text)]


def _undated(text: str, language: Language) -> str:
    """A text without the dates in it, and without a preposition before one."""
    introducers = load_times(language.code).classes["introducer"]
    for time in reversed(find_times(text, _DAY_ONE, language.code)):
        before, _, last = text[: time.start].rstrip().rpartition(" ")
        kept = before if language.fold(last) in introducers else text[: time.start]
        text = f"{kept} {text[time.end :]}"
    return text


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

"""The words that say when, of one language: ``codebooks/<language>/time.yaml``, checked, and ready to look up."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Annotated, Any, Literal, cast

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from coder.errors import CodebookError, Problem
from coder.languages.base import CODEBOOKS, Language, load_language

Unit = Literal["hour", "day", "week", "month", "year"]
Kind = Literal[
    "relative", "anchored", "weekday", "day", "numeric", "month", "year", "unit", "ago", "count", "today", "feast"
]
Phrases = tuple[str, ...]
Month = Annotated[int, Field(ge=1, le=12)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Counted(_Part):
    """How a unit of time is written for one, for two and for several."""

    one: Phrases
    two: Phrases
    many: Phrases


class Pattern(_Part):
    """A way to word a time: ``form`` is a regular expression over classes of words in braces; spaces mean nothing."""

    kind: Kind
    form: str
    weak: bool = False


class TimeWords(_Part):
    """``time.yaml``; the file says what each list is for."""

    language: str
    locales: Phrases
    months: Mapping[Month, Phrases]
    rare_months: Mapping[Month, Phrases]
    hijri_months: Mapping[Month, Phrases]
    feasts: Mapping[Annotated[str, Field(pattern=r"^\d+/\d+/\d+$")], Phrases]
    weekdays: Mapping[Annotated[int, Field(ge=0, le=6)], Phrases]
    relative: Mapping[int, Phrases]
    anchored: Mapping[int, Phrases]
    day_words: Phrases
    dated: Phrases
    parts: Phrases
    todays: Phrases
    ordinals: Mapping[Annotated[int, Field(ge=1, le=31)], Phrases]
    numbers: Mapping[Annotated[int, Field(ge=1)], Phrases]
    few: Phrases
    some: Mapping[Unit, tuple[int, int]]
    approximately: Phrases
    units: Mapping[Unit, Counted]
    month_words: Phrases
    year_words: Phrases
    directions: Mapping[Literal["last", "before_last", "this", "next"], Phrases]
    these: Phrases
    portions: Mapping[Annotated[str, Field(pattern=r"^\d/\d$")], Phrases]
    seasons: Mapping[Month, Phrases]
    ago: Phrases
    since: Phrases
    over: Phrases
    latest: Phrases
    of: Phrases
    the: Phrases
    from_: Phrases = Field(alias="from")
    to: Phrases
    and_: Phrases = Field(alias="and")
    separators: Phrases
    closing: Phrases
    commas: Phrases
    same: Phrases
    hijri_marks: Phrases
    gregorian_marks: Phrases
    introducers: Phrases
    bounds: Phrases
    names: Phrases
    dated_names: Phrases
    places: Phrases
    turns: Phrases
    speakers: Phrases
    incidents: Phrases
    day_after: Phrases
    where: Phrases
    judging: Phrases
    lately: Phrases
    topics: Phrases
    earlier: Phrases
    first_time: Phrases
    published: Phrases
    proclitics: Phrases
    patterns: tuple[Pattern, ...]
    shared: Mapping[str, str]


_PIECE = re.compile(r"\d+|[^\W\d_]+|[^\w\s]")
_CLASS = re.compile(r"{(\w+)}")
# Classes that are no list of words.
_DIGITS = {
    "day": r"(?:0?[1-9]|[12]\d|3[01]) ",
    "number": r"\d{1,3} ",
    "year": r"(?:19|20)\d\d ",
    "hijri_year": r"1[34]\d\d ",
    "number_date": (
        r"(?:\d{1,2} (?P<~>[-/.]) \d{1,2} (?P=~) \d\d(?:\d\d)? |\d{4} (?P<~a>[-/.]) \d{1,2} (?P=~a) \d{1,2} )"
    ),
    "short_date": r"\d{1,2} / \d{1,2} (?!/)",
}


@dataclass(frozen=True)
class Reading:
    """What a pattern found at a token: where it ends, and the values of its classes, each in text order."""

    kind: Kind
    weak: bool
    length: int
    values: Mapping[str, tuple[Any, ...]]


@dataclass(frozen=True)
class TimeGrammar:
    """The words of a language, by class and compiled.

    Attributes:
        language: whose spelling counts.
        some: how few and how many units «some» may be.
        classes: values by folded phrase.
        patterns: kind, whether weak, and expression; tokens in the expression end in a space.
    """

    language: Language = field(repr=False)
    some: Mapping[Unit, tuple[int, int]]
    classes: Mapping[str, Mapping[str, Any]] = field(repr=False)
    proclitics: tuple[str, ...]
    patterns: tuple[tuple[Kind, bool, re.Pattern[str]], ...] = field(repr=False)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every token of a phrase."""
        return frozenset(token for phrases in self.classes.values() for phrase in phrases for token in phrase.split())

    @cached_property
    def heart(self) -> frozenset[str]:
        """The tokens without which no time is told; numbers aside."""
        names = (
            "month",
            "hijri_month",
            "weekday",
            "relative",
            "anchored",
            "unit",
            "two",
            "many",
            "year_word",
            "season",
        )
        return frozenset(
            token
            for name in (*names, "month_word", "today", "feast")
            for phrase in self.classes[name]
            for token in phrase.split()
        )

    def pieces(self, text: str) -> Iterator[tuple[str, int, int]]:
        """Folded tokens of a clean text with their offsets; a proclitic before a word of the vocabulary is its own."""
        for found in _PIECE.finditer(text):
            start, end = found.span()
            token = found[0]
            if token.isdecimal():
                yield str(int(token)).zfill(len(token)), start, end
                continue
            folded = self.language.fold(token)
            rest = "" if folded in self.vocabulary else self._rest(folded)
            if rest:
                yield folded[0], start, start + 1
                yield rest, start + 1, end
            elif folded:
                yield folded, start, end

    def _rest(self, folded: str) -> str:
        """What stands behind a proclitic, if that is a word of the vocabulary."""
        if not folded.startswith(self.proclitics):
            return ""
        rests = (folded[1:], *self.language.without_proclitic(folded))
        return next((rest for rest in rests if len(rest) > 1 and rest in self.vocabulary), "")

    def is_any(self, name: str, phrase: str) -> bool:
        """Whether a folded phrase belongs to a class."""
        return phrase in self.classes[name]

    def ends(self, name: str, tokens: tuple[str, ...], end: int) -> int:
        """How many tokens right before an index are a phrase of a class; 0 if none."""
        for length in range(min(4, end), 0, -1):
            if " ".join(tokens[end - length : end]) in self.classes[name]:
                return length
        return 0

    def read(self, line: str, at: int) -> Reading | None:
        """The longest time that begins at an offset of a line of tokens."""
        best: tuple[Kind, bool, re.Match[str]] | None = None
        for kind, weak, pattern in self.patterns:
            found = pattern.match(line, at)
            if found is not None and (best is None or found.end() > best[2].end()):
                best = kind, weak, found
        if best is None:
            return None
        kind, weak, match = best
        values: dict[str, list[Any]] = {}
        for group, words in match.groupdict().items():
            name = group.rpartition("_")[0]
            if words is not None and name:
                values.setdefault(name, []).append(self._value(name, words.strip()))
        return Reading(kind, weak, match.end() - at, {name: tuple(found) for name, found in values.items()})

    def _value(self, name: str, words: str) -> Any:
        known = self.classes.get(name, {}).get(words)
        if name == "day":
            article, _, rest = words.partition(" ")  # الـ15
            words = rest if self.is_any("the", article) else words
            known = self.classes["ordinal"].get(words)
        if known is not None:
            return known
        return int(words) if words.isdecimal() else words


@lru_cache
def load_times(code: str) -> TimeGrammar:
    """The time words of the language with this ISO 639-1 code.

    Raises:
        CodebookError: if the file is missing, or breaks the model: one problem for each fault.
    """
    path = CODEBOOKS / code / "time.yaml"
    shown = f"codebooks/{code}/time.yaml"
    try:
        words = TimeWords.model_validate(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))
    except OSError as fault:
        raise CodebookError(Problem(shown, f"cannot be read: {fault.strerror}")) from fault
    except yaml.YAMLError as fault:
        raise CodebookError(Problem(shown, f"no YAML: {fault}".splitlines()[0])) from fault
    except ValidationError as fault:
        raise CodebookError(
            *(Problem(shown, f"{'.'.join(map(str, e['loc']))}: {e['msg']}") for e in fault.errors())
        ) from fault
    language = load_language(code)
    classes = _classes(words, language)
    compiled = _Compiler(classes, words.shared)
    try:
        patterns = tuple((p.kind, p.weak, compiled.pattern(p.form)) for p in words.patterns)
    except (KeyError, re.error) as fault:
        raise CodebookError(Problem(shown, f"a pattern cannot be read: {fault}")) from fault
    return TimeGrammar(language, words.some, classes, tuple(map(language.fold, words.proclitics)), patterns)


def _classes(words: TimeWords, language: Language) -> dict[str, dict[str, Any]]:
    """Values by folded phrase, the names of months and weekdays with those of CLDR and of the Hijri calendar."""
    import babel
    from hijridate import Hijri

    def folded(phrase: str) -> str:
        return " ".join(language.fold(token) for token in _PIECE.findall(phrase))

    def plain(phrases: Iterable[str]) -> dict[str, Any]:
        return {folded(phrase): True for phrase in phrases}

    def valued(values: Mapping[Any, Iterable[str]], read: Callable[[Any], Any] = lambda value: value) -> dict[str, Any]:
        return {folded(phrase): read(value) for value, phrases in values.items() for phrase in phrases}

    locales = [babel.Locale.parse(name) for name in words.locales]
    months = {folded(name): n for locale in locales for n, name in locale.months["format"]["wide"].items()}
    weekdays = {folded(name): n for locale in locales for n, name in locale.days["format"]["wide"].items()}
    try:
        hijri = {folded(Hijri(1440, n, 1).month_name(cast(Any, words.language))): n for n in range(1, 13)}
    except ValueError:  # hijridate does not know this language
        hijri = {}
    return {
        "month": months | valued(words.months),
        "rare_month": valued(words.rare_months),
        "hijri_month": hijri | valued(words.hijri_months),
        "feast": valued(words.feasts, _numbers),
        "weekday": weekdays | valued(words.weekdays),
        "relative": valued(words.relative),
        "anchored": valued(words.anchored),
        "ordinal": valued(words.ordinals),
        "number": valued(words.numbers),
        "unit": {folded(phrase): unit for unit, counted in words.units.items() for phrase in counted.one},
        "two": {folded(phrase): unit for unit, counted in words.units.items() for phrase in counted.two},
        "many": {folded(phrase): unit for unit, counted in words.units.items() for phrase in counted.many},
        "direction": valued(words.directions),
        "portion": valued(words.portions, _numbers),
        "season": valued(words.seasons),
        "day_word": plain(words.day_words),
        "dated": plain(words.dated),
        "part": plain(words.parts),
        "today": plain(words.todays),
        "few": plain(words.few),
        "approximately": plain(words.approximately),
        "month_word": plain(words.month_words),
        "year_word": plain(words.year_words),
        "these": plain(words.these),
        "ago": plain(words.ago),
        "since": plain(words.since),
        "over": plain(words.over),
        "latest": plain(words.latest),
        "of": plain(words.of),
        "the": plain(words.the),
        "from": plain(words.from_),
        "to": plain(words.to),
        "and": plain(words.and_),
        "separator": plain(words.separators),
        "closing": plain(words.closing),
        "comma": plain(words.commas),
        "same": plain(words.same),
        "hijri_mark": plain(words.hijri_marks),
        "gregorian_mark": plain(words.gregorian_marks),
        "introducer": plain(words.introducers),
        "bound": plain(words.bounds),
        "name": plain(words.names),
        "dated_name": plain(words.dated_names),
        "place": plain(words.places),
        "turn": plain(words.turns),
        "speaker": plain(words.speakers),
        "incident": plain(words.incidents),
        "day_after": plain(words.day_after),
        "where": plain(words.where),
        "judging": plain(words.judging),
        "lately": plain(words.lately),
        "topic": plain(words.topics),
        "earlier": plain(words.earlier),
        "published": plain(words.published),
        "first_time": plain(words.first_time),
    }


def _numbers(written: str) -> tuple[int, ...]:
    return tuple(map(int, written.split("/")))


class _Compiler:
    """Makes regular expressions of forms; every class that a form names becomes a group of its own."""

    def __init__(self, classes: Mapping[str, Mapping[str, Any]], shared: Mapping[str, str]) -> None:
        self.shared = shared
        self.any_of = {
            name: "|".join(f"{re.escape(phrase)} " for phrase in sorted(phrases, key=lambda p: (-len(p), p)))
            for name, phrases in classes.items()
        }
        for name, digits in _DIGITS.items():
            listed = self.any_of.get("ordinal" if name == "day" else name)
            self.any_of[name] = f"{digits}|{listed}" if listed else digits
        self.any_of["day"] = f"(?:{self.any_of['the']})?(?:{self.any_of['day']})"

    def pattern(self, form: str) -> re.Pattern[str]:
        for name, part in self.shared.items():
            form = form.replace(f"{{{name}}}", part)
        count = 0

        def group(found: re.Match[str]) -> str:
            nonlocal count
            count += 1
            inner = self.any_of[found[1]].replace("~", f"separator{count}")
            return f"(?P<{found[1]}_{count}>{inner})"

        bare = re.sub(r"\s+", "", form).replace("(", "(?:").replace("(?:?", "(?")
        return re.compile(_CLASS.sub(group, bare))

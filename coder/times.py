"""Expressions of time in a text, and the days that they mean for a reader on the day of publication.

A text is cut into folded tokens; the patterns of ``codebooks/<language>/time.yaml`` find the times in it (``_Atom``),
and times beside each other make one (الأحد 15 أيار، 15 شعبان الموافق 22 مايو) or a span (من الأحد إلى الثلاثاء، منذ
أيار). No word of any language stands here. docs/dates.md tells the rules, with ACLED's for precision.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, NamedTuple, Protocol

from hijridate import Gregorian as _GregorianDay
from hijridate import Hijri as _HijriDay

from coder.languages.times import Reading, TimeGrammar, load_times

DAY, WEEK, MONTH = 1, 2, 3  # ACLED's time_precision
_DAY = dt.timedelta(days=1)
_FIRST_TIME = 6  # tokens before «since» among which «the first» stands
_SHIFT = {"before_last": -2, "last": -1, "this": 0, "next": 1}
_LATE = 3  # days that an archive may date an article too late
_SMALL_YEAR = 70  # of two digits: the first that is read as 19..


class Span(NamedTuple):
    """The first and the last day that an expression allows, and ACLED's ``time_precision``."""

    first: dt.date
    last: dt.date
    precision: int


@dataclass(frozen=True)
class Time:
    """An expression of time.

    Attributes:
        start, end: character offsets in the text, end exclusive.
        first, last: the days it allows.
        precision: ACLED's ``time_precision``: 1 the day is known, 2 the week, 3 the month (or less).
        fixed: whether it says its year, so that publication does not matter.
        spell: whether it tells how long (منذ الأحد).
        ahead: the first such day after publication, where the words leave open whether it is past (الجمعة، في 3 أيار).
    """

    start: int
    end: int
    first: dt.date
    last: dt.date
    precision: int
    fixed: bool = False
    spell: bool = False
    ahead: dt.date | None = None


class _Resolve(Protocol):
    def __call__(self, latest: dt.date | None) -> Span | None:
        """The days for a reader on the day of publication; what may be any year's lies not after ``latest``."""


@dataclass(frozen=True)
class _Atom:
    """A time in tokens ``begin`` to ``end`` (exclusive), not yet worked out.

    Attributes:
        kind: of its pattern, or ``range``.
        resolve: its days.
        weak: whether it needs an introducer.
        part: whether it names a part of the day; hijri: whether it is of that calendar.
        fixed, spell: as in ``Time``. ahead: gives the first such day after publication.
    """

    begin: int
    end: int
    kind: str
    resolve: _Resolve
    weak: bool = False
    part: bool = False
    hijri: bool = False
    fixed: bool = False
    spell: bool = False
    ahead: _Resolve | None = None


def find_times(
    text: str, published: dt.date | None, language: str = "ar", anchor: dt.date | None = None
) -> tuple[Time, ...]:
    """The times that a text names, in text order.

    Args:
        text: as written.
        published: the day that «yesterday» counts from; without it only dates with a year are found.
        language: ISO 639-1 code.
        anchor: the day named last before the text, for «the next day».

    Raises:
        CodebookError: if the language has no readable ``time.yaml``.
    """
    grammar = load_times(language)
    tokens = _tokens(text, grammar)
    words = tuple(token for token, _, _ in tokens)
    if not any(word in grammar.heart or word[0].isdecimal() for word in words):
        return ()
    found = []
    for atom in _Composer(words, list(_atoms(words, grammar, published)), grammar, published).times():
        span = _anchored(atom, anchor) if atom.kind == "anchored" else atom.resolve(published)
        if span is not None:
            start, end = tokens[atom.begin][1], tokens[atom.end - 1][2]
            ahead = atom.ahead(published) if atom.ahead is not None else None
            found.append(Time(start, end, *span, fixed=atom.fixed, spell=atom.spell, ahead=ahead and ahead.first))
            anchor = span.last
    return tuple(found)


def day_of_publication(text: str, given: dt.date | None, language: str = "ar") -> dt.date | None:
    """The day that «today» is in an article: the one given, or one shortly before that all its words agree on.

    Archives date what they found a day late: in an article given Tuesday, ``اليوم (الاثنين)``, ``أمس الأحد`` and
    ``في وقت سابق من الاثنين`` tell that it is of Monday. No article tells of days after its own, so none is put later.

    Raises:
        CodebookError: if the language has no readable ``time.yaml``.
    """
    if given is None:
        return None
    grammar = load_times(language)
    words = tuple(token for token, _, _ in _tokens(text, grammar))
    atoms = list(_atoms(words, grammar, given))
    late = set()
    for before, atom in zip((None, *atoms), atoms, strict=False):
        if atom.kind != "weekday" or atom.ahead is None:
            continue
        told = None
        if grammar.ends("earlier", words, atom.begin):
            told = given
        elif before is not None and before.kind == "relative":
            between = " ".join(words[before.end : atom.begin])
            same = not between or grammar.is_any("same", between)
            span = before.resolve(given) if same else None
            told = span.first if span is not None and span.first <= given else None
        week = atom.resolve(told) if told is not None else None
        if told is not None and week is not None:
            late.add((told - week.first).days)
    days = late.pop() if len(late) == 1 else 0
    return given - _DAY * days if days <= _LATE else given


def _tokens(text: str, grammar: TimeGrammar) -> list[tuple[str, int, int]]:
    """Folded tokens with their offsets in the text as written."""
    clean = {char: grammar.language.clean_char(char) for char in set(text)}
    if all(char == plain for char, plain in clean.items()):
        return list(grammar.pieces(text))
    plains = [clean[char] for char in text]
    offsets = [offset for offset, plain in enumerate(plains) for _ in plain]
    return [(token, offsets[start], offsets[end - 1] + 1) for token, start, end in grammar.pieces("".join(plains))]


def _atoms(words: Sequence[str], grammar: TimeGrammar, published: dt.date | None) -> Iterator[_Atom]:
    starts, line = [], ""
    for word in words:
        starts.append(len(line))
        line += word + " "
    at = 0
    while at < len(words):
        known = words[at] in grammar.vocabulary or words[at][0].isdecimal()
        reading = grammar.read(line, starts[at]) if known else None
        if reading is None:
            at += 1
            continue
        end = at + line.count(" ", starts[at], starts[at] + reading.length)
        if at == 0 or not _is_name(reading.kind, words[at - 1], grammar):
            yield _atom(at, end, reading, grammar, published)
        at = end


def _is_name(kind: str, before: str, grammar: TimeGrammar) -> bool:
    """Whether a time is part of a name for the word before it: ``ثورة 25 يناير``, ``سوق الأحد``."""
    if kind == "relative":
        return False
    return grammar.is_any("name", before) or (kind != "weekday" and grammar.is_any("dated_name", before))


def _atom(begin: int, end: int, reading: Reading, grammar: TimeGrammar, published: dt.date | None) -> _Atom:
    values = reading.values
    numeric, resolver = values.get("number_date"), _RESOLVERS[reading.kind]
    fixed = bool({"year", "hijri_year", "number_date"} & values.keys())
    open_ = reading.kind in ("weekday", "day") and not fixed and "direction" not in values
    hijri = bool({"hijri_month", "hijri_mark", "hijri_year"} & values.keys()) or bool(numeric and _is_hijri(numeric[0]))
    return _Atom(
        begin,
        end,
        reading.kind,
        partial(resolver, values, grammar, published),
        weak=reading.weak,
        part="part" in values,
        hijri=hijri,
        fixed=fixed,
        spell="since" in values,
        ahead=partial(resolver, {**values, "direction": ("next",)}, grammar, published) if open_ else None,
    )


# --- times beside each other ------------------------------------------------------------------------------------------


class _Composer:
    """Puts the atoms of a text together, from the first to the last."""

    def __init__(
        self, words: tuple[str, ...], atoms: list[_Atom], grammar: TimeGrammar, published: dt.date | None
    ) -> None:
        self.words = words
        self.atoms = atoms
        self.grammar = grammar
        self.published = published

    def times(self) -> Iterator[_Atom]:
        merged = self._joined(self.atoms, self._same)
        for atom in self._joined(merged, self._range):
            since = self.grammar.ends("since", self.words, atom.begin)
            if since and atom.kind not in ("ago", "today"):
                if not self._since_first_time(atom.begin - since):
                    span = partial(_since, atom, self.published)
                    yield replace(atom, begin=atom.begin - since, ahead=None, spell=True, resolve=span)
            elif self._stands(atom):
                yield atom

    @staticmethod
    def _joined(atoms: Sequence[_Atom], join: Callable[[_Atom, _Atom], _Atom | None]) -> list[_Atom]:
        found: list[_Atom] = []
        for atom in atoms:
            both = join(found[-1], atom) if found else None
            if both is None:
                found.append(atom)
            else:
                found[-1] = both
        return found

    def _stands(self, atom: _Atom) -> bool:
        """Whether an atom tells when something happened, alone as it stands."""
        if atom.kind == "ago":
            return not (atom.weak or self._since_first_time(atom.begin))
        if self.grammar.ends("bound", self.words, atom.begin) and not atom.part:
            return False
        return not atom.weak or bool(self.grammar.ends("introducer", self.words, atom.begin))

    def _since_first_time(self, at: int) -> bool:
        """``للمرة الأولى منذ 2011``: what «since» follows tells when it was otherwise."""
        window = self.words[max(0, at - _FIRST_TIME) : at]
        is_since = self.grammar.ends("since", self.words, at + 1) or self.grammar.ends("since", self.words, at + 2)
        return bool(is_since) and any(
            self.grammar.is_any("first_time", " ".join(window[i : i + n])) for i in range(len(window)) for n in (1, 2)
        )

    def _between(self, a: _Atom, b: _Atom) -> str:
        return " ".join(self.words[a.end : b.begin])

    def _same(self, a: _Atom, b: _Atom) -> _Atom | None:
        """One day told twice: by its weekday or distance and its date, or in two calendars."""
        between = self._between(a, b)
        if between and not self.grammar.is_any("same", between):
            return None
        both = replace(a, end=self._closed(b.end, between), weak=False, part=a.part or b.part)
        dates = ("day", "numeric")
        if a.kind == "relative" and b.kind == "weekday":
            return replace(both, ahead=None, resolve=partial(_weekday_near, a, b, self.published))
        if a.kind == "weekday" and b.kind in dates and not b.fixed:
            return replace(both, kind=b.kind, resolve=partial(_on_weekday, a, b), hijri=b.hijri, ahead=None)
        if a.kind in ("relative", "weekday") and b.kind in dates:
            ahead = b.ahead if a.kind == "weekday" else None
            return replace(both, kind=b.kind, resolve=b.resolve, hijri=b.hijri, fixed=b.fixed, ahead=ahead)
        if a.kind in dates and b.kind in dates and a.hijri != b.hijri:
            kept = min(a, b, key=lambda atom: (not atom.fixed, atom.hijri))
            return replace(both, kind=kept.kind, resolve=kept.resolve, hijri=False, fixed=kept.fixed, ahead=kept.ahead)
        if a.kind in dates and b.kind in ("relative", "weekday") and between:
            return replace(both, kind=a.kind)
        return None

    def _closed(self, end: int, opened: str) -> int:
        """Where a time in brackets ends with them."""
        bracket = bool(opened) and self.grammar.is_any("separator", opened[0])
        return end + (bracket and end < len(self.words) and self.grammar.is_any("closing", self.words[end]))

    def _range(self, a: _Atom, b: _Atom) -> _Atom | None:
        """``من الأحد إلى الثلاثاء``, ``بين 3 أيار و5 حزيران``, ``السبت والأحد``, ``ليل السبت الأحد``."""
        between, grammar = self._between(a, b), self.grammar
        opening = grammar.ends("from", self.words, a.begin)
        days = a.kind == b.kind and a.kind in ("weekday", "relative")
        to = grammar.is_any("to", between)
        listed = grammar.is_any("and", between) and (opening > 0 or days)
        night = a.kind == b.kind == "weekday" and a.part and (not between or grammar.is_any("separator", between))
        if not (to or listed or night) or "ago" in (a.kind, b.kind) or a.kind == "anchored" or b.kind == "anchored":
            return None
        begin = a.begin - opening if opening and not night else a.begin
        return replace(
            a,
            begin=begin,
            end=b.end,
            kind="range",
            weak=False,
            part=True,
            fixed=b.fixed,
            ahead=None,
            resolve=partial(_from_to, a, b),
        )


def _from_to(a: _Atom, b: _Atom, latest: dt.date | None) -> Span | None:
    """From the first day of one time to the last of another, before which the first lies."""
    end = b.resolve(latest)
    begin = a.resolve(end.first if end is not None else latest)
    if begin is None or end is None or begin.first > end.last:
        return end
    return _span(begin.first, end.last)


def _since(atom: _Atom, published: dt.date | None, latest: dt.date | None) -> Span | None:
    span = atom.resolve(latest)
    if span is None or published is None or atom.kind == "range":  # منذ الخميس حتى السبت
        return span
    return _span(span.first, max(span.first, published))


def _weekday_near(relative: _Atom, weekday: _Atom, published: dt.date | None, latest: dt.date | None) -> Span | None:
    """``أمس الاثنين`` in an article dated a day late: the Monday nearest to yesterday."""
    told, week = relative.resolve(latest), weekday.resolve(latest)
    if told is None or week is None or published is None:
        return told
    day = told.first + _DAY * ((week.first - told.first).days % 7)
    if (day - told.first).days > 3 or (told.first <= published < day):
        day -= 7 * _DAY
    return _span(day, day)


def _on_weekday(weekday: _Atom, date: _Atom, latest: dt.date | None) -> Span | None:
    """``الأحد 26 يوليو``: without a year, the next such day where it alone falls on the weekday."""
    told, week = date.resolve(latest), weekday.resolve(latest)
    ahead = date.ahead(latest) if date.ahead is not None else None
    if told is None or week is None or ahead is None:
        return told
    days = [span.first.weekday() == week.first.weekday() for span in (told, ahead)]
    return ahead if days == [False, True] else told


def _anchored(atom: _Atom, anchor: dt.date | None) -> Span | None:
    return atom.resolve(anchor) if anchor is not None else None


# --- what the patterns mean -------------------------------------------------------------------------------------------

_Values = Mapping[str, Sequence[Any]]  # of the classes that a pattern named


def _span(first: dt.date, last: dt.date) -> Span:
    length = (last - first).days
    return Span(first, last, DAY if length == 0 else WEEK if length <= 7 else MONTH)


def _relative(values: _Values, grammar: TimeGrammar, published: dt.date | None, latest: dt.date | None) -> Span | None:
    if published is None:
        return None
    day = published + _DAY * values["relative"][-1]
    return _span(day, day)


def _anchor(values: _Values, grammar: TimeGrammar, published: dt.date | None, latest: dt.date | None) -> Span | None:
    if latest is None:
        return None
    day = latest + _DAY * values["anchored"][-1]
    return _span(day, day)


def _weekday(values: _Values, grammar: TimeGrammar, published: dt.date | None, latest: dt.date | None) -> Span | None:
    if latest is None:
        return None
    direction = values.get("direction", ("",))[-1]
    ago = (latest.weekday() - values["weekday"][-1]) % 7
    if direction == "next":
        day = latest + _DAY * (7 - ago)
    else:
        day = latest - _DAY * (ago or 7 * (direction in ("last", "before_last")))
        day -= 7 * _DAY * (direction == "before_last")
    return _span(day, day)


class _Calendar(NamedTuple):
    """A calendar: today's year and month, the first day of a month, how many days it has."""

    hijri: bool

    def today(self, day: dt.date) -> tuple[int, int]:
        if not self.hijri:
            return day.year, day.month
        try:
            found = _GregorianDay.fromdate(day).to_hijri()
        except OverflowError:
            return 0, 0
        return found.year, found.month

    def day(self, year: int, month: int, day: int) -> dt.date | None:
        try:
            return (
                dt.date(*_HijriDay(year, month, day).to_gregorian().datetuple())
                if self.hijri
                else dt.date(year, month, day)
            )
        except (ValueError, OverflowError):  # 30 February, or a year that the calendar does not reach
            return None

    def length(self, year: int, month: int) -> int:
        return _HijriDay(year, month, 1).month_length() if self.hijri else calendar.monthrange(year, month)[1]

    def portion(self, year: int, month: int, portion: tuple[int, int]) -> tuple[dt.date, dt.date] | None:
        """Which part of a month: (2, 3) is the second third, from the 11th to the 20th."""
        part, parts = portion
        begin = self.day(year, month, 1 + (part - 1) * 30 // parts)
        if begin is None:
            return None
        last = self.length(year, month) if part == parts else part * 30 // parts
        return begin, begin + _DAY * (last - 1 - (part - 1) * 30 // parts)


_WHOLE = (1, 1)
_OfYear = Callable[[int], Span | None]


def _year_of(values: _Values) -> int | None:
    return next((values[name][-1] for name in ("year", "hijri_year") if name in values), None)


def _dated(
    values: _Values, published: dt.date | None, latest: dt.date | None, span: _OfYear, whole: bool
) -> Span | None:
    """The span of the year that is named or meant: the last one that begins not after ``latest``.

    ``span`` gives that of a year; ``whole`` tells months, of which «last March» is never this one.
    """
    hijri = _Calendar("hijri_month" in values)
    named = _year_of(values)
    if named is not None:
        return span(named)
    if published is None or latest is None:
        return None
    direction = values.get("direction", ("",))[-1]
    this = hijri.today(published)[0]
    if direction and "year_word" in values:
        return span(this + _SHIFT[direction])
    if direction == "this":
        return span(this)
    if direction == "next":
        years = (span(year) for year in range(this, this + 9))
        return next((found for found in years if found is not None and found.first > published), None)
    top = hijri.today(latest)[0]
    for year in range(top + 1, top - 9, -1):
        found = span(year)
        if found is not None and found.first <= latest:
            if whole and direction == "last" and found.last >= latest:
                continue
            return found
    return None


def _clipped(first: dt.date, last: dt.date, published: dt.date | None, precision: int) -> Span:
    """What has begun is told up to now."""
    return Span(first, min(last, published) if published is not None and first <= published else last, precision)


def _day(values: _Values, grammar: TimeGrammar, published: dt.date | None, latest: dt.date | None) -> Span | None:
    months = [values[name][0] for name in ("month", "hijri_month", "rare_month") if name in values]
    days = values["day"]
    if not months:
        return _day_of_near_month(values, published)
    table = _Calendar("hijri_month" in values)

    def span(year: int) -> Span | None:
        first, last = table.day(year, months[0], days[0]), table.day(year, months[0], days[-1])
        return _span(first, last) if first is not None and last is not None and first <= last else None

    return _dated(values, published, latest, span, whole=False)


def _day_of_near_month(values: _Values, published: dt.date | None) -> Span | None:
    if published is None:
        return None
    year, month = _months_on(published.year, published.month, _SHIFT[values["direction"][-1]])
    day = _Calendar(False).day(year, month, values["day"][0])
    return _span(day, day) if day is not None else None


def _months_on(year: int, month: int, shift: int) -> tuple[int, int]:
    years, months = divmod(year * 12 + month - 1 + shift, 12)
    return years, months + 1


def _feast(values: _Values, grammar: TimeGrammar, published: dt.date | None, latest: dt.date | None) -> Span | None:
    """``ثاني أيام عيد الفطر``, ``صباح عيد الأضحى``: a day of it; without day or part of the day the whole feast."""
    month, day, length = values["feast"][0]
    nth = values.get("day", (1,))[0]

    def span(year: int) -> Span | None:
        first = _Calendar(True).day(year, month, day)
        if first is None:
            return None
        first += _DAY * (nth - 1)
        return _span(first, first if {"day", "part"} & values.keys() else first + _DAY * (length - 1))

    return _dated({**values, "hijri_month": (month,)}, published, latest, span, whole=False)


def _is_hijri(written: str) -> bool:
    return any(1300 < int(number) < 1500 for number in written.split() if number.isdecimal())


def _numeric(values: _Values, grammar: TimeGrammar, published: dt.date | None, latest: dt.date | None) -> Span | None:
    if "short_date" in values:
        day, month = (int(n) for n in values["short_date"][0].split() if n.isdecimal())
        return _day({"day": (day,), "month": (month,)}, grammar, published, latest) if 1 <= month <= 12 else None
    written = values["number_date"][0]
    numbers = [int(n) for n in written.split() if n.isdecimal()]
    year, month, day = numbers if numbers[0] > 31 else reversed(numbers)
    if month > 12 >= day:
        month, day = day, month
    hijri = _is_hijri(written) or "hijri_mark" in values
    if year < 100:
        year += 1400 if hijri else 1900 if year >= _SMALL_YEAR else 2000
    if not 1 <= month <= 12:
        return None
    found = _Calendar(hijri).day(year, month, day)
    return _span(found, found) if found is not None else None


def _month(values: _Values, grammar: TimeGrammar, published: dt.date | None, latest: dt.date | None) -> Span | None:
    table = _Calendar("hijri_month" in values)
    month = values["hijri_month" if table.hijri else "month"][0]
    portion = values.get("portion", (_WHOLE,))[0]

    def span(year: int) -> Span | None:
        found = table.portion(year, month, portion)
        return _clipped(*found, published, MONTH) if found is not None else None

    return _dated(values, published, latest, span, whole=True)


def _year(values: _Values, grammar: TimeGrammar, published: dt.date | None, latest: dt.date | None) -> Span | None:
    part, parts = values.get("portion", (_WHOLE,))[0]

    def span(year: int) -> Span | None:
        if "season" in values:
            begin, months = values["season"][0], 3
            year -= begin + months > 13  # the winter of a year begins in the December before
        else:
            begin, months = 1 + (part - 1) * 12 // parts, 12 // parts
        last_year, last_month = _months_on(year, begin, months - 1)
        last = dt.date(last_year, last_month, calendar.monthrange(last_year, last_month)[1])
        return _clipped(dt.date(year, begin, 1), last, published, MONTH)

    return _dated(values, published, latest, span, whole=True)


def _unit(values: _Values, grammar: TimeGrammar, published: dt.date | None, latest: dt.date | None) -> Span | None:
    unit = values["unit"][0]
    if published is None or unit in ("hour", "day"):
        return None
    shift = _SHIFT[values.get("direction", ("this",))[-1]]
    if unit == "week":
        last = published + 7 * _DAY * (shift + (shift < 0)) - _DAY * (shift < 0)
        return Span(last - 6 * _DAY, last, WEEK)
    portion = values.get("portion", (_WHOLE,))[0]
    if unit == "month":
        found = _Calendar(False).portion(*_months_on(published.year, published.month, shift), portion)
        return _clipped(*found, published, MONTH) if found is not None else None
    return _year({"year": (published.year + shift,), "portion": (portion,)}, grammar, published, latest)


def _back(day: dt.date, unit: str, count: int) -> dt.date:
    """So many units before a day, after it if negative."""
    if unit in ("month", "year"):
        year, month = _months_on(day.year, day.month, -count * (12 if unit == "year" else 1))
        return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
    days = {"hour": 1 / 24, "day": 1, "week": 7}[unit] * count
    return day - _DAY * int(days)


def _counted(values: _Values) -> tuple[str, int | None]:
    """The unit, and how many: None where it is not said."""
    if "two" in values:
        return values["two"][0], 2
    if "number" in values:
        return (values["many"] if "many" in values else values["unit"])[0], values["number"][0]
    return (values["unit"][0], 1) if "unit" in values else (values["many"][0], None)


def _ago(values: _Values, grammar: TimeGrammar, published: dt.date | None, latest: dt.date | None) -> Span | None:
    if published is None:
        return None
    unit, count = _counted(values)
    least, most = grammar.some[unit] if count is None else (count, count)  # type: ignore[index]
    if unit == "hour" and count is None:
        least = most = 0
    first, last = _back(published, unit, most), _back(published, unit, least)
    if "since" in values:
        return _span(first, published)
    vague = "approximately" in values or first != last
    precision = {"hour": DAY, "day": WEEK if vague else DAY, "week": MONTH if first != last else WEEK}.get(unit, MONTH)
    return Span(first, last, precision)


def _count(values: _Values, grammar: TimeGrammar, published: dt.date | None, latest: dt.date | None) -> Span | None:
    if published is None:
        return None
    unit, count = _counted(values)
    if unit == "hour" and count == 1:
        return None  # على مدار الساعة
    if "over" in values and "direction" not in values:
        return _span(min(published, _back(published, unit, count or 2) + _DAY), published)
    if values.get("direction", ("last",))[-1] == "next":
        if unit == "hour":
            return _span(published, _back(published, unit, -(count or 24)))
        return _span(published + _DAY, _back(published, unit, -(count or grammar.some[unit][1])))  # type: ignore[index]
    if count is None:
        if unit == "hour":
            return _span(published - _DAY, published)
        return _span(_back(published, unit, grammar.some[unit][1]), published - _DAY)  # type: ignore[index]
    return _span(_back(published, unit, count), published)


def _today(values: _Values, grammar: TimeGrammar, published: dt.date | None, latest: dt.date | None) -> Span | None:
    return _span(published, published) if published is not None else None


_RESOLVERS = {
    "relative": _relative,
    "anchored": _anchor,
    "weekday": _weekday,
    "day": _day,
    "numeric": _numeric,
    "month": _month,
    "year": _year,
    "unit": _unit,
    "ago": _ago,
    "count": _count,
    "today": _today,
    "feast": _feast,
}

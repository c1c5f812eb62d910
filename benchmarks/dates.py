"""How many expressions of tests/data/dates.tsv are read: waqai's ``coder.times`` and dateparser alone.

python benchmarks/dates.py

dateparser is asked with ``languages=["ar"]``, days counted from publication and the past preferred. ``parse`` is given
the expression alone, and where it makes nothing of it, once more without its first word (a preposition, mostly);
``search_dates`` gets the sentence, of which the first hit that overlaps the expression counts. Both know single days
only, so a second figure counts an expression as read where its first day is right, whatever the last and the precision.
A sentence without a time is right where nothing is found in it (``parse`` is not asked).
"""

from __future__ import annotations

import csv
import datetime as dt
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import dateparser
from dateparser.search import search_dates

from coder.times import find_times

TABLE = Path(__file__).resolve().parents[1] / "tests" / "data" / "dates.tsv"
Days = tuple[dt.date, dt.date, int]


class Expression(NamedTuple):
    """A row of the table: a sentence with the place of its expression, None without one, and what that means."""

    published: dt.date
    sentence: str
    place: tuple[int, int] | None
    expected: Days | None


def expressions() -> Iterator[Expression]:
    """The rows of the table."""
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    for row in csv.DictReader(lines, delimiter="\t"):
        published = dt.date.fromisoformat(row["published"])
        before, *rest = row["sentence"].replace("}", "{").split("{")
        if not rest:
            yield Expression(published, before, None, None)
            continue
        first, last = (dt.date.fromisoformat(row[name]) for name in ("start", "end"))
        place = len(before), len(before + rest[0])
        yield Expression(published, before + "".join(rest), place, (first, last, int(row["precision"])))


def _settings(published: dt.date) -> dict[str, object]:
    return {"RELATIVE_BASE": dt.datetime.combine(published, dt.time()), "PREFER_DATES_FROM": "past"}


def _one_day(found: dt.datetime | None) -> Days | None:
    return (found.date(), found.date(), 1) if found is not None else None


def by_waqai(e: Expression) -> Days | None:
    """The days that ``find_times`` gives for the expression."""
    found = find_times(e.sentence, e.published)
    here = [t for t in found if e.place is None or (t.start < e.place[1] and t.end > e.place[0])]
    return (here[0].first, here[0].last, here[0].precision) if here else None


def by_parse(e: Expression) -> Days | None:
    """The day that ``dateparser.parse`` gives for the expression alone."""
    if e.place is None:
        return None
    words = e.sentence[slice(*e.place)]
    tries = (
        dateparser.parse(text, languages=["ar"], settings=_settings(e.published)) for text in _without_first(words)
    )
    return _one_day(next((found for found in tries if found is not None), None))


def _without_first(words: str) -> tuple[str, ...]:
    rest = words.partition(" ")[2]
    return (words, rest) if rest else (words,)


def by_search(e: Expression) -> Days | None:
    """The day that ``search_dates`` gives for the first words that overlap the expression."""
    at = 0
    for words, found in search_dates(e.sentence, languages=["ar"], settings=_settings(e.published)) or ():
        start = e.sentence.find(words, at)
        at = max(at, start)
        if e.place is None or (start < e.place[1] and start + len(words) > e.place[0]):
            return _one_day(found)
    return None


def measure(name: str, read: Callable[[Expression], Days | None], rows: Sequence[Expression]) -> None:
    """Print how many are right, and the time."""
    begun = time.perf_counter()
    found = [read(e) for e in rows]
    took = (time.perf_counter() - begun) / len(rows) * 1000
    exact = sum(got == e.expected for got, e in zip(found, rows, strict=True))
    first = sum((got and got[0]) == (e.expected and e.expected[0]) for got, e in zip(found, rows, strict=True))
    print(
        f"{name:24} {exact:4} of {len(rows)} exact ({exact / len(rows):4.0%})  "
        f"{first:4} first day right ({first / len(rows):4.0%})  {took:6.2f} ms each"
    )


def main() -> None:
    """Measure all three, with what they load loaded."""
    rows = list(expressions())
    for read in (by_waqai, by_parse, by_search):
        read(rows[0])
    measure("waqai", by_waqai, rows)
    for name, read in (("dateparser.parse", by_parse), ("dateparser search_dates", by_search)):
        asked = rows if read is by_search else [e for e in rows if e.place is not None]
        measure(name, read, asked)


if __name__ == "__main__":
    main()

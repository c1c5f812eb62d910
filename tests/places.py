"""The table of places (tests/data/places.tsv) and what is right by it, for tests and benchmarks/places.py."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from coder.event import Place
from coder.languages import load_language

TABLE = Path(__file__).with_name("data") / "places.tsv"
COUNTRY, NOWHERE = "-", "="
_REACH, _REACH_OF_REGION = 0.3, 0.8  # degrees; where the middle of a region lies is a matter of taste


@dataclass(frozen=True)
class Wanted:
    """A place that an event must have; empty fields are not compared."""

    place: str
    country: str
    admin1: str
    precision: str
    latitude: str
    longitude: str


@dataclass(frozen=True)
class Case:
    """A text with the places of the events of its last sentence; ``fails`` says why it is not right yet."""

    text: str
    wanted: tuple[Wanted, ...]
    fails: str


def cases(path: Path = TABLE) -> list[Case]:
    """The cases of the table."""
    lines = (line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    found: dict[str, list[Wanted]] = {}
    fails: dict[str, str] = {}
    for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
        fails[row["text"]] = fails.get(row["text"], "") or row.pop("fails")
        found.setdefault(row["text"], []).append(Wanted(**{f: row[f] for f in Wanted.__dataclass_fields__}))
    return [Case(text, tuple(wanted), fails[text]) for text, wanted in found.items()]


def faults(case: Case, places: Iterable[Place | None]) -> list[str]:
    """What is wrong with the places of a case's events; empty if nothing."""
    found = list({_key(place): place for place in places}.values())
    if not found:
        return ["no event"]
    if case.wanted[0].place == NOWHERE:
        return [f"not to be placed: {place}" for place in found if place is not None]
    problems = []
    left = list(found)
    for wanted in case.wanted:
        match = next((place for place in left if place is not None and not differences(wanted, place)), None)
        if match is None:
            near = next((place for place in left if place is not None and _named(wanted, place)), None)
            problems.append(f"{wanted.place}: " + (differences(wanted, near) if near else "not found"))
        else:
            left.remove(match)
    return problems + [f"too many: {place}" for place in left]


def differences(wanted: Wanted, place: Place) -> str:
    """How a place differs from what is wanted, in words; empty if it does not."""
    found = []
    if not _named(wanted, place):
        found.append(f"named {place.text!r}")
    for field in ("country", "admin1"):
        if getattr(wanted, field) and getattr(place, field) != getattr(wanted, field):
            found.append(f"{field} {getattr(place, field)!r}")
    if wanted.precision and str(place.precision) != wanted.precision:
        found.append(f"precision {place.precision}")
    for field in ("latitude", "longitude"):
        value, reach = getattr(place, field), _REACH_OF_REGION if wanted.precision == "3" else _REACH
        if getattr(wanted, field) and (value is None or abs(value - float(getattr(wanted, field))) > reach):
            found.append(f"{field} {value}")
    return ", ".join(found)


def _named(wanted: Wanted, place: Place) -> bool:
    if wanted.place == COUNTRY:
        return place.admin1 == "" and place.latitude is None
    one, other = _bare(wanted.place), _bare(place.text)
    return one == other or one.startswith(f"{other} ") or other.startswith(f"{one} ")


def _bare(name: str) -> str:
    """A name folded, without the words for its kind (حي الوعر, الوعر)."""
    language = load_language("ar")
    words = [language.fold(word) for word in name.split()]
    while len(words) > 1 and language.without_article(words[0]) in language.grammar.place_kinds:
        words.pop(0)
    return " ".join(words)


def _key(place: Place | None) -> Place | None:
    """What makes places one, wherever each was found."""
    return replace(place, text="", found="") if place is not None else None

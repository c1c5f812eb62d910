"""What two rows know of an event, and whether they may tell the same one; for coder/once.py and coder/dedupe.py.

What is known of a field narrows it down: a day narrows a week, a village its province, a group by name any rebels. Two
rows contradict each other where both know a field and nothing fits both; they are comparable where in every field the
one narrows the other or does not know. Rows that are joined keep the narrowest of each field, so that what does not
contradict the joined row contradicts none that went into it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import takewhile
from typing import Any, Protocol, TypeVar

from coder.event import code_pieces, is_generic

FIELDS = ("when", "place", "source", "target", "killed", "injured")

# CAMEO roles that narrow another: whoever is named as a journalist is one of the civilians, whoever as a rebel one of
# the gunmen. A path of roles goes from the wide to the narrow.
_WIDER = {
    **dict.fromkeys(("REB", "INS", "SEP", "PRM", "IMG"), "UAF"),
    **dict.fromkeys(
        ("AGR", "BUS", "DEV", "EDU", "ELI", "ENV", "HLH", "HRI", "LAB", "MED", "REF", "REL", "SET", "SOC", "STU"), "CVL"
    ),
}
_SAME_PLACE = 2  # decimals of coordinates that must agree, about a kilometre


class _Field(Protocol):
    """What is known in one field."""

    def contradicts(self, other: Any) -> bool:
        """Whether nothing fits both."""

    def covers(self, other: Any) -> bool:
        """Whether all that fits the other fits this."""


F = TypeVar("F", bound=_Field)


@dataclass(frozen=True, slots=True)
class Days:
    """A span of days, both ends included."""

    start: dt.date
    end: dt.date

    def contradicts(self, other: Days) -> bool:
        return self.end < other.start or other.end < self.start

    def covers(self, other: Days) -> bool:
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Number:
    """A count between ``low`` and ``high``, None where it has no limit."""

    low: int
    high: int | None

    def contradicts(self, other: Number) -> bool:
        return self._below(other) or other._below(self)

    def covers(self, other: Number) -> bool:
        return self.low <= other.low and (self.high is None or (other.high is not None and other.high <= self.high))

    def _below(self, other: Number) -> bool:
        return self.high is not None and self.high < other.low


@dataclass(frozen=True, slots=True)
class Where:
    """A place.

    Attributes:
        area: its country and three divisions, empty where not known.
        path: these up to the first that is not known.
        point: latitude and longitude.
        region: whether it stands for all that lies within.
    """

    name: str
    area: tuple[str, ...]
    path: tuple[str, ...]
    point: tuple[float, float] | None
    region: bool

    def contradicts(self, other: Where) -> bool:
        if any(a and b and a != b for a, b in zip(self.area, other.area, strict=True)):
            return True
        if self.region or other.region:
            return False  # one may lie within the other
        return self.name != other.name or (None not in (self.point, other.point) and self.point != other.point)

    def covers(self, other: Where) -> bool:
        if self.contradicts(other):
            return False
        if self.name != other.name:
            depth = len(self.path)
            inside = depth > 1 and other.path[:depth] == self.path
            return self.region and inside and not (other.region and other.path == self.path)
        known = all(not a or a == b for a, b in zip(self.area, other.area, strict=True))
        return known and (self.region or (not other.region and self.point in (None, other.point)))


@dataclass(frozen=True, slots=True)
class Side:
    """An actor: country, roles from the wide to the narrow, and a name if it is his own."""

    country: str
    roles: tuple[str, ...]
    name: str

    def contradicts(self, other: Side) -> bool:
        common = min(len(self.roles), len(other.roles))
        return (
            bool(self.country and other.country and self.country != other.country)
            or self.roles[:common] != other.roles[:common]
            or bool(self.name and other.name and self.name != other.name)
        )

    def covers(self, other: Side) -> bool:
        return (
            self.country in ("", other.country)
            and other.roles[: len(self.roles)] == self.roles
            and self.name in ("", other.name)
        )


@dataclass(frozen=True, slots=True)
class Act:
    """A CAMEO code; 190 (not specified below) stands for all of 19, 195 for 1951 and 1952."""

    code: str

    def contradicts(self, other: Act) -> bool:
        return not self.covers(other) and not other.covers(self)

    def covers(self, other: Act) -> bool:
        return other.code.startswith(self.code[:2] if self.code[2:] == "0" else self.code)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a row knows.

    Attributes:
        kind: what it tells; rows of two kinds never tell the same.
        act: its CAMEO code, None where it has none.
        recorded: whether ACLED records such events.
        when, place, source, target, killed, injured: None where unknown.
        articles: ids of the articles that tell it.
        wording: a number that stands for the words of the sentence, 0 where it is not to count.
    """

    kind: str
    act: Act | None
    recorded: bool
    when: Days | None
    place: Where | None
    source: Side | None
    target: Side | None
    killed: Number | None
    injured: Number | None
    articles: frozenset[str] = frozenset()
    wording: int = 0

    @property
    def knowledge(self) -> int:
        """How much is known, to choose the row that tells most."""
        sides = sum(1 + len(side.roles) + 2 * bool(side.name) for side in (self.source, self.target) if side)
        place = 0 if self.place is None else 1 + 2 * (not self.place.region)
        return 2 * sides + place + sum(getattr(self, name) is not None for name in ("when", "killed", "injured"))


def contradiction(one: Facts, other: Facts) -> str:
    """The first field in which two rows contradict each other; empty if in none."""
    if one.kind != other.kind:
        return "kind"
    for name in ("act", *FIELDS):
        mine, yours = getattr(one, name), getattr(other, name)
        if mine is not None and yours is not None and mine.contradicts(yours):
            return name
    return ""


def comparable(one: Facts, other: Facts) -> bool:
    """Whether the one may stand for the other: its act is as narrow, and in every field the one narrows the other or
    one of them does not know."""
    return (
        not contradiction(one, other)
        and _narrows(one.act, other.act)
        and all(
            _narrows(getattr(one, name), getattr(other, name)) or _narrows(getattr(other, name), getattr(one, name))
            for name in FIELDS
        )
    )


def common(one: Facts, other: Facts) -> tuple[str, ...]:
    """The fields that both know."""
    return tuple(name for name in FIELDS if getattr(one, name) is not None and getattr(other, name) is not None)


def gains(one: Facts, other: Facts) -> tuple[str, ...]:
    """The fields of comparable rows that the other narrows down further."""
    return tuple(name for name in FIELDS if not _narrows(getattr(one, name), getattr(other, name)))


def joined(one: Facts, other: Facts) -> Facts:
    """What two comparable rows know together."""
    taken = {name: getattr(other, name) for name in gains(one, other)}
    return replace(one, articles=one.articles | other.articles, **taken)


def _narrows(one: _Field | None, other: _Field | None) -> bool:
    """Whether the one field is as narrow as the other or narrower."""
    return other is None or (one is not None and other.covers(one))


# --- what fields say --------------------------------------------------------------------------------------------------


@lru_cache(maxsize=65536)
def side(code: str, name: str, entry: str, country_found: str) -> Side | None:
    """The actor of a row of ``event``; None if the codebook does not know him, or the text names nobody."""
    pieces = code_pieces(code)
    if not pieces:
        return None
    identity = entry.partition(" (")[0]
    country = pieces[0] if _is_country(pieces[0]) else ""
    roles = tuple(pieces[1:] if country else pieces)
    if name.startswith("Unidentified"):  # whom only the act gives away
        return None
    if is_generic(name, entry, country_found) or _is_country(identity):
        name = ""
    if roles and roles[0] in _WIDER:
        roles = (_WIDER[roles[0]], *roles)
    return Side(country, roles, name)


@lru_cache(maxsize=65536)
def where(
    name: str,
    area: tuple[str, ...],
    latitude: float | None,
    longitude: float | None,
    precision: int | None,
) -> Where | None:
    """The place of a row; None if nothing tells it. Precision is ACLED's, 3 a larger region."""
    if not name and not any(area):
        return None
    known = latitude is not None and longitude is not None
    point = (round(latitude or 0.0, _SAME_PLACE), round(longitude or 0.0, _SAME_PLACE)) if known else None
    return Where(name, area, tuple(takewhile(bool, area)), point, region=precision == 3)


@lru_cache(maxsize=4096)
def _is_country(code: str) -> bool:
    import pycountry

    return len(code) == 3 and (code == "XKX" or pycountry.countries.get(alpha_3=code) is not None)

"""Which place of a name is meant: by what stands behind it, the countries and places of the article, its size."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from coder.event import Place
from coder.gazetteer import Location
from coder.ground.atlas import Atlas, Named, distance
from coder.ground.expressions import Expression, Relation, Unit

# Kilometres within which a place counts as lying in a town or district, as near another, and at a stated distance.
_WITHIN, _NEAR, _NEIGHBOUR = 45.0, 130.0, 35.0
_AROUND, _SAME_AREA = 60.0, 250.0
_PER_MERIT = 15.0  # that two ends of a way may be apart for what speaks for one of them
_MOST_OPTIONS = 6
_METROPOLIS, _FAR = 1_000_000, 400.0  # what is west of Cairo may lie in the desert
_SAME_DIVISION, _VAST = 250.0, 350.0  # in one first-level division; in a land of several
_TOGETHER = 12.0  # kilometres within which a quarter belongs to a city, whichever state the gazetteers give each
_ALIKE = 0.5  # how alike in Latin letters a division and its capital are
_MISSING, _MISSING_AROUND = -5.0, -9.0  # merit of taking a name, or the larger place behind it, for an unknown one
_REGIONS = ("region", "countryside")
# A smaller town of GeoNames in a country that the article does not name is likely another place (it lacks villages).
_SURE_POPULATION = 150_000
_FEWEST_SURE, _SURE_SHARE = 5, 0.8  # names of the country that an article is surely about
_BY_KIND = {"country": 3, "region": 3, "countryside": 2, "district": 2, "area": 2}
# Class words and what may bear them: how well each kind of place fits.
_FITS: Mapping[str, Mapping[str, float]] = {
    "country": {"country": 3.0},
    "region": {"region": 3.0, "countryside": 1.0},
    "countryside": {"countryside": 3.0, "region": 2.0, "district": 1.0, "town": 0.5},
    "district": {"district": 3.0, "town": 1.0, "quarter": 1.0, "area": 0.5},
    "town": {"town": 2.0, "camp": 0.5, "quarter": 1.0, "district": 0.5, "site": 0.2, "area": 0.2},
    "camp": {"camp": 3.0, "town": 0.5, "quarter": 0.5, "site": 1.0},
    "quarter": {"quarter": 3.0, "town": 0.5, "area": 0.2, "site": 0.5, "camp": 0.5},
    "road": {"area": 1.0, "town": 0.5, "quarter": 0.5, "region": 0.2},
    "site": {"site": 3.0, "town": 1.0, "region": 0.2, "quarter": 0.5, "area": 0.5, "camp": 0.5, "district": 0.5},
    "area": {"area": 3.0, "region": 0.5, "town": 0.3, "district": 0.5, "quarter": 0.2, "site": 0.5, "countryside": 0.5},
    "any": {"area": 1.0, "district": 1.0, "town": 1.0, "quarter": 1.0, "region": 1.6, "camp": 1.0, "site": 1.0},
}


@dataclass(frozen=True)
class Evidence:
    """What speaks for a country or an area.

    Attributes:
        article: how often each country is named in the article, by states, adjectives, places and actors.
        sentence: the same in the sentence.
        around: places of the article that can be but one.
    """

    article: Counter[str]
    sentence: Counter[str]
    around: tuple[Location, ...] = ()


@dataclass(frozen=True)
class Choice:
    """A place chosen for an expression.

    Attributes:
        place: as events have it, without its words; an unknown one has no name.
        location: what the gazetteers have, None for an unknown name.
        large: a country.
    """

    place: Place
    location: Location | None
    large: bool


class Resolver:
    """Chooses among the places of a name, by the evidence of one sentence and its article."""

    def __init__(self, atlas: Atlas, evidence: Evidence) -> None:
        self.atlas = atlas
        self.evidence = evidence

    def choose(self, expression: Expression, tail: Sequence[Unit] = ()) -> Choice | None:
        """The place that an expression names.

        Args:
            expression: from a sentence.
            tail: the larger places behind the list that it stands in.
        """
        if expression.between:
            return self._between(expression)
        units, relations = expression.units, expression.relations
        if len(units) == 1 and tail:
            within: Relation = "in"
            units, relations = (*units, *tail), (within,) * len(tail)
        options = [self._options(unit) for unit in units]
        if units[0].kind == "road" and relations and relations[0] == "in":
            options[0] = []  # «طريق الخرج بالرياض» is named after where it leads
        best, dropped = self._joint(units, relations, options, expression.distance)
        chosen = best[0]
        told = tuple(self._told(options[0], chosen, dropped))
        if chosen is not None:
            return self._known(units[0], chosen.location, told)
        return self._unknown(units, relations, best, told)

    # Options and their merits

    def _options(self, unit: Unit) -> list[tuple[float, Named]]:
        """The places of a unit that its class word allows, with their merits."""
        found = []
        votes = self.evidence.article
        home = max(votes, key=lambda country: votes[country], default="")
        known = any(not _is_small(named.location) for named in unit.options)
        for named in unit.options:
            foreign = named.location.country not in {home, *self.atlas.native}
            if known and foreign and _is_small(named.location):
                continue  # جنيف is in Switzerland, unless the news is of Illinois
            option = self._as_region(named, unit)
            if option is not named and self._of_elsewhere(named.location):
                continue  # «ولاية يوبي» in news from Nigeria is not around Ube in Japan
            location = option.location
            if unit.kind:
                fits = _FITS[unit.kind].get(location.kind, 0.0)
                if not fits:
                    continue
            else:
                fits = {"town": 0.5, "country": 1.0, "camp": 0.2}.get(location.kind, 0.3)
            if unit.near and location.kind == "country":
                fits += 1.5  # «جنوب الجزائر» is of the country
            found.append((fits + self._merit(location), option))
        found.sort(key=lambda pair: -pair[0])  # stable: then the codebook's, then the more populous
        return found

    def _as_region(self, option: Named, unit: Unit) -> Named:
        """``ولاية كسلا``: a region that no gazetteer has by itself is that of the town of its name."""
        location = option.location
        if unit.kind != "region" or location.kind != "town" or not location.admin1:
            return option
        if SequenceMatcher(None, location.name.lower(), location.admin1.lower()).ratio() < _ALIKE:
            return replace(option, location=replace(location, kind="region"))  # «محافظة القطيف» is smaller
        region = self.atlas.regions.get((location.country, location.admin1))
        return replace(option, location=region or replace(location, name=location.admin1, kind="region"))

    def _merit(self, location: Location) -> float:
        evidence, country = self.evidence, location.country
        total = evidence.article.total()
        merit = 4.0 * evidence.article[country] / total if total else 0.0
        merit += 2.0 * evidence.sentence[country] / max(1, evidence.sentence.total())
        others = (other for other in evidence.around if other != location)
        near = [apart for other in others if (apart := distance(location, other)) is not None]
        if near and min(near) < _SAME_AREA:
            merit += 1.5 if min(near) < _AROUND else 0.7
        merit += min(1.5, math.log10(location.population + 1) / 5)
        merit += 0.6 if location.origin == "codebook" else 0.2 if location.origin == "layer" else 0.0
        return merit + (1.0 if country in self.atlas.native else 0.0)

    def _doubtful(self, location: Location) -> bool:
        """Whether a town may be a village of that name elsewhere."""
        votes = self.evidence.article
        return _is_small(location) and bool(votes) and not votes[location.country]

    def _of_elsewhere(self, location: Location) -> bool:
        """Whether the article names countries, but not that of a place, where its names are foreign."""
        votes = self.evidence.article
        return bool(votes) and not votes[location.country] and location.country not in self.atlas.native

    def _sure_of_another(self, chosen: Named | None) -> bool:
        """Whether the article is about one country, and not that of a place."""
        votes = self.evidence.article
        most = max(votes.values(), default=0)
        sure = most >= _FEWEST_SURE and most >= _SURE_SHARE * votes.total()
        return sure and chosen is not None and not votes[chosen.location.country]

    # Chains

    def _joint(
        self,
        units: Sequence[Unit],
        relations: Sequence[Relation],
        options: list[list[tuple[float, Named]]],
        kilometres: float | None,
    ) -> tuple[list[Named | None], list[Named]]:
        """The best choice for every unit that agrees with what stands behind it, and those of the first that do not.

        Where no place of a unit agrees with the next, the next one holds: it is the larger, and what it is said to hold
        or to be near is a place that no gazetteer has.
        """
        chosen: list[Named | None] = [None] * len(units)
        dropped: list[Named] = []
        lists = [opts[:_MOST_OPTIONS] for opts in options]
        best = -math.inf
        missing = [_MISSING, *[_MISSING_AROUND] * (len(lists) - 1)]
        for combination in itertools.product(
            *[[*opts, (cost, None)] for cost, opts in zip(missing, lists, strict=True)]
        ):
            merit = sum(m for m, _ in combination)
            places = [option for _, option in combination]
            if merit > best and self._agree(places, relations, kilometres):
                best, chosen = merit, places
        container = next((place for place in chosen[1:] if place is not None), None)
        for _, option in options[0]:
            tried = option is not chosen[0] and container is not None and bool(relations)
            if tried and container and not _fits(option.location, container.location, relations[0], kilometres):
                dropped.append(option)
        classed = units[0].kind in ("town", "region") and not self._sure_of_another(chosen[0])
        first = chosen[0]
        if first is not None and container is None and not classed and self._doubtful(first.location):
            chosen[0] = None
            dropped.append(first)
        return chosen, dropped

    def _agree(self, places: Sequence[Named | None], relations: Sequence[Relation], kilometres: float | None) -> bool:
        previous: Named | None = None
        for place, relation in zip(places, ("in", *relations), strict=True):
            if place is None:
                continue
            if previous is not None and not _fits(previous.location, place.location, relation, kilometres):
                return False
            previous = place
        return True

    # Places

    def _known(self, unit: Unit, location: Location, told: tuple[str, ...]) -> Choice:
        precision = _precision(unit, location)
        return Choice(_place(location, precision, told), location, location.kind == "country")

    def _unknown(
        self,
        units: Sequence[Unit],
        relations: Sequence[Relation],
        chosen: Sequence[Named | None],
        told: tuple[str, ...],
    ) -> Choice | None:
        """A name that no gazetteer has, put where its chain says, or else only in the country of the article."""
        at = next((n for n, place in enumerate(chosen) if place is not None), None)
        if not units[0].kind and at is None:
            return None
        if at is None:
            return Choice(Place("", "", candidates=(_UNKNOWN, *told)), None, False)
        container = chosen[at]
        assert container is not None
        around = container.location
        if not units[0].kind and not units[0].near and around.kind == "country":
            return None
        precision = max(_precision(units[at], around), 2)
        if (
            relations[at - 1] == "in"
            and around.kind in ("town", "camp")
            and units[0].kind in ("quarter", "site", "road")
        ):
            precision = _precision(units[at], around)
        told = (f"{_UNKNOWN}: put at {_described(around)}", *told)
        place = replace(_place(around, precision, told), name="")
        if around.kind == "country":
            place = replace(place, latitude=None, longitude=None)
        return Choice(place, None, False)

    def _between(self, expression: Expression) -> Choice | None:
        """The way between two places: in the middle, of the division that both share."""
        found = [self._options(unit)[:_MOST_OPTIONS] for unit in expression.units[:2]]
        ends = [options for options in found if options]
        if len(ends) < 2:
            return self._known(replace(expression.units[0], near=True), ends[0][0][1].location, ()) if ends else None
        (_, first), (_, second) = max(itertools.product(*ends), key=_merit_of_pair)
        one, other = first.location, second.location
        if one.point is None or other.point is None or (distance(one, other) or 0.0) > 4 * _NEAR:
            return None
        shared = one.admin1 == other.admin1
        place = Place(
            "",
            f"{one.name} - {other.name}",
            one.country if one.country == other.country else "",
            one.admin1 if shared else "",
            latitude=round((one.point[0] + other.point[0]) / 2, 4),
            longitude=round((one.point[1] + other.point[1]) / 2, 4),
            precision=2,
            candidates=(f"between {_described(one)} and {_described(other)}",),
        )
        return Choice(place, None, False)

    def main_country(self) -> str:
        """The country that the article names most, empty if none stands out."""
        votes = self.evidence.article
        country, most = next(iter(votes.most_common(1)), ("", 0))
        return country if most >= _STANDS_OUT * votes.total() else ""

    # In words

    def _told(
        self, options: Sequence[tuple[float, Named]], chosen: Named | None, dropped: Sequence[Named]
    ) -> Iterator[str]:
        ranked = sorted(options, key=lambda pair: (pair[1] is not chosen, pair[1] in dropped, -pair[0]))
        told: dict[str, str] = {}
        for _, option in ranked[:_MOST_OPTIONS]:
            location = option.location
            why = []
            if option in dropped:
                why.append("against the words around it")
            elif votes := self.evidence.article[location.country]:
                why.append(f"{location.country} named {votes}x" if votes > 1 else f"{location.country} named")
            if location.population:
                why.append(f"{location.population:,} inhabitants")
            why.append(location.origin)
            told.setdefault(_described(location), ", ".join(why))
        yield from (f"{place} ({why})" for place, why in told.items())


def _merit_of_pair(pair: tuple[tuple[float, Named], ...]) -> float:
    """How well two places go together as the ends of a way: of much merit each, and not far apart."""
    (one_merit, one), (other_merit, other) = pair
    apart = distance(one.location, other.location)
    return one_merit + other_merit - (apart if apart is not None else _NEAR) / _PER_MERIT


_UNKNOWN = "no gazetteer has it"
_STANDS_OUT = 0.4  # the share of all names of countries in an article that its own must have


def _place(location: Location, precision: int, told: tuple[str, ...]) -> Place:
    return Place(
        text="",
        name=location.name,
        country=location.country,
        admin1=location.admin1,
        admin2=location.admin2,
        admin3=location.admin3,
        latitude=location.latitude,
        longitude=location.longitude,
        precision=precision,
        candidates=told,
    )


def _precision(unit: Unit, location: Location) -> int:
    """ACLED Codebook, "geo_precision": 1 a town or a place in it, 2 near one or part of a region, 3 a region."""
    base = _BY_KIND.get(location.kind, 1)
    if location.kind == "district" and unit.kind == "town":
        base = 1
    if base == 1:
        inexact = unit.near or (
            unit.kind in ("countryside", "area", "any", "road", "district") and location.kind in ("town", "quarter")
        )
        return 2 if inexact else 1
    if location.kind == "region" and (unit.part or unit.kind == "countryside"):
        return 2
    return base


def _described(location: Location) -> str:
    return ", ".join(part for part in (location.name, location.admin1, location.country) if part)


def _fits(inner: Location, outer: Location, relation: Relation, kilometres: float | None) -> bool:
    """Whether one place may lie in another, or near it."""
    apart = distance(inner, outer)
    if relation == "near":
        if outer.kind == "country":
            return inner.country == outer.country
        if apart is None:
            return inner.country == outer.country
        if inner.kind == "quarter" and outer.kind == "town":
            return apart <= _NEIGHBOUR  # «حي اليرموك غربي بعقوبة» is not Baghdad's
        far = _FAR if outer.population >= _METROPOLIS else _NEAR
        if inner.admin1 and inner.admin1 == outer.admin1:
            far = max(far, _SAME_DIVISION)
        reach = far if kilometres is None else max(_NEIGHBOUR, 1.5 * kilometres)
        return apart <= (reach if outer.kind not in _REGIONS else 2 * reach)
    if inner.country != outer.country or inner.kind == "country":
        return inner.kind not in ("country", *_REGIONS) and apart is not None and apart <= _TOGETHER
    if outer.kind == "country":
        return True
    if outer.kind in _REGIONS:
        if inner.kind in _REGIONS:
            return inner.kind == "countryside"
        if inner.admin1 and inner.admin1 == outer.admin1:
            return True
        return apart is not None and apart <= (_NEIGHBOUR if outer.admin1 else _VAST)  # Darfur, Sinai
    if apart is None:
        return not (inner.admin1 and outer.admin1) or inner.admin1 == outer.admin1
    own = inner.admin1 and inner.admin1 == outer.admin1  # «في صعدة» may be the town or its governorate
    return apart <= (_NEAR if own else _WITHIN) and inner.kind not in _REGIONS


def _is_small(location: Location) -> bool:
    """Whether it is a town of the gazetteer so small that the name is more likely another place's."""
    return location.origin == "geonames" and location.kind == "town" and location.population < _SURE_POPULATION

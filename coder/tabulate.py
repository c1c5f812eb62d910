"""Stage 6, tabulate: events become rows of one of three schemas, each written down as a list of columns.

``event`` is the full record, from which the others are made; ``cameo`` has the columns of ICEWS and Phoenix, ``acled``
those of ACLED. docs/columns.md documents every column.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from coder.event import Event, EventActor

Row = dict[str, Any]
Columns = Mapping[str, Callable[[Event], Any]]


@dataclass(frozen=True)
class Schema:
    """A table: its columns and which events have a row in it.

    Attributes:
        name: as the command line knows it.
        columns: how to fill each column, in order. Values are what JSON has: text, numbers, lists of text, None where
            nothing is known, and objects for the columns in ``parts``.
        parts: keys of the columns that hold an object.
        select: the events that have a row, of all events of one article.
    """

    name: str
    columns: Columns
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    select: Callable[[Iterable[Event]], Iterable[Event]] = iter

    def rows(self, events: Iterable[Event]) -> Iterator[Row]:
        """The rows of one article's events."""
        for event in self.select(events):
            yield {name: value(event) for name, value in self.columns.items()}

    @cached_property
    def flat_columns(self) -> tuple[str, ...]:
        """Column names of the flat form: an object's keys follow its name and an underscore (``source_code``)."""
        return tuple(
            flat
            for name in self.columns
            for flat in ([f"{name}_{key}" for key in self.parts[name]] if name in self.parts else [name])
        )

    def flat(self, row: Row) -> list[str]:
        """A row as cells of text for ``flat_columns``; a list is joined with ``;``, None is empty."""
        values: list[Any] = []
        for name, value in row.items():
            values += [(value or {}).get(key) for key in self.parts[name]] if name in self.parts else [value]
        return ["" if v is None else ";".join(v) if isinstance(v, list) else str(v) for v in values]


# --- event ------------------------------------------------------------------------------------------------------------

_ACTOR = ("code", "name", "text", "start", "end", "antecedent", "country_found", "entry")
_ACLED_TYPE = ("disorder_type", "event_type", "sub_event_type")
_PLACE = ("text", "name", "country", "admin1", "admin2", "admin3", "latitude", "longitude", "precision")
EVENT_PARTS = {"source": _ACTOR, "target": _ACTOR, "acled": _ACLED_TYPE, "place": _PLACE}


def _part(name: str) -> Callable[[Event], Row | None]:
    def value(event: Event) -> Row | None:
        part = getattr(event, name)
        return part and {key: getattr(part, key) for key in EVENT_PARTS[name]}

    return value


EVENT: Columns = {
    "event_id": lambda e: e.event_id,
    "article_id": lambda e: e.article_id,
    "url": lambda e: e.url,
    "outlet": lambda e: e.outlet,
    "published": lambda e: e.published and e.published.isoformat(),
    "language": lambda e: e.language,
    "sentence_index": lambda e: e.sentence_index,
    "sentence": lambda e: e.sentence,
    "trigger": lambda e: e.trigger,
    "start": lambda e: e.start,
    "end": lambda e: e.end,
    "rule": lambda e: e.rule,
    "polarity": lambda e: e.polarity,
    "modality": lambda e: e.modality,
    "attribution": lambda e: e.attribution,
    "date": lambda e: e.date and e.date.isoformat(),
    "date_end": lambda e: e.when and e.when.end.isoformat(),
    "date_precision": lambda e: e.when and e.when.precision,
    "date_text": lambda e: e.when.text if e.when else "",
    "source": _part("source"),
    "target": _part("target"),
    "cameo": lambda e: e.cameo,
    "cameo_name": lambda e: e.cameo_name,
    "cameo_root": lambda e: e.cameo_root,
    "quad_class": lambda e: e.quad_class,
    "goldstein": lambda e: e.goldstein,
    "plover": lambda e: e.plover,
    "acled": _part("acled"),
    "place": _part("place"),
    "fatalities": lambda e: e.fatalities and e.fatalities.low,
    "fatalities_max": lambda e: e.fatalities and e.fatalities.high,
    "fatalities_text": lambda e: e.fatalities.text if e.fatalities else "",
    "injuries": lambda e: e.injuries and e.injuries.low,
    "injuries_max": lambda e: e.injuries and e.injuries.high,
    "injuries_text": lambda e: e.injuries.text if e.injuries else "",
    "tags": lambda e: list(e.tags),
}

# --- cameo ------------------------------------------------------------------------------------------------------------

CAMEO: Columns = {
    "event_id": lambda e: e.event_id,
    "date": lambda e: e.date and e.date.isoformat(),
    "source": lambda e: e.source and e.source.code,
    "target": lambda e: e.target and e.target.code,
    "code": lambda e: e.cameo,
    "root": lambda e: e.cameo_root,
    "quad_class": lambda e: e.quad_class,
    "goldstein": lambda e: e.goldstein,
    "sentence_id": lambda e: f"{e.article_id}_{e.sentence_index}",
    "url": lambda e: e.url,
    "name": lambda e: e.cameo_name,
    "trigger": lambda e: e.trigger,
    "rule": lambda e: e.rule,
}

# --- acled ------------------------------------------------------------------------------------------------------------


@lru_cache
def _acled() -> Mapping[str, Any]:
    """codebooks/ontology/acled.yaml, which states ACLED's rules for the columns below."""
    import yaml

    from coder.codebook.ontology import ONTOLOGY

    rules: Mapping[str, Any] = yaml.load((ONTOLOGY / "acled.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return rules


# Where ACLED's country names differ from CLDR's English ones.
_ACLED_COUNTRIES = {
    "BIH": "Bosnia and Herzegovina",
    "CIV": "Ivory Coast",
    "COD": "Democratic Republic of Congo",
    "COG": "Republic of Congo",
    "CZE": "Czech Republic",
    "MMR": "Myanmar",
    "PSE": "Palestine",
    "SWZ": "eSwatini",
    "TLS": "East Timor",
    "TUR": "Turkey",
    "XKX": "Kosovo",
}


def _actor_name(actor: EventActor | None) -> str | None:
    return (actor.acled_name or actor.name) if actor else None


def _actor_type(actor: EventActor | None) -> str | None:
    return (actor.acled_type or None) if actor else None


def _interaction(event: Event) -> str | None:
    """``State forces-Civilians``, or ``Protesters only`` where one side is named; None while a type is unknown."""
    rule, order = _acled()["interaction"], [kind["name"] for kind in _acled()["actor_types"]]
    types = [_actor_type(actor) for actor in (event.source, event.target) if actor]
    if not types or not all(kind in order for kind in types):
        return None
    types.sort(key=order.index)
    if types in rule["reversed"]:
        types.reverse()
    form: str = rule["join"] if len(types) == 2 else rule["sole"]
    return form.format(*types)


def _civilian_targeting(event: Event) -> str | None:
    """``Civilian targeting`` where civilians are the main or only target of violence."""
    rule = _acled()["civilian_targeting"]
    kind = event.acled and event.acled.sub_event_type
    civilians = _actor_type(event.target) == rule["target"]
    targeted = kind in rule["always"] or (civilians and kind in rule["when_target"])
    return rule["value"] if targeted else None


@lru_cache
def _region(country: str) -> str | None:
    return next((region["name"] for region in _acled()["regions"] if country in region["countries"]), None)


@lru_cache
def _iso_numeric(country: str) -> int | None:
    import pycountry

    found = pycountry.countries.get(alpha_3=country)
    return int(found.numeric) if found else None


@lru_cache
def _country_name(country: str) -> str | None:
    import pycountry
    from babel import Locale

    found = pycountry.countries.get(alpha_3=country)
    return _ACLED_COUNTRIES.get(country) or (found and Locale("en").territories.get(found.alpha_2, found.name))


ACLED: Columns = {
    "event_id_cnty": lambda e: (e.place.country if e.place else "") + e.event_id,
    "event_date": lambda e: e.date and e.date.isoformat(),
    "year": lambda e: e.date and e.date.year,
    "time_precision": lambda e: e.when and e.when.precision,
    "disorder_type": lambda e: e.acled and e.acled.disorder_type,
    "event_type": lambda e: e.acled and e.acled.event_type,
    "sub_event_type": lambda e: e.acled and e.acled.sub_event_type,
    "actor1": lambda e: _actor_name(e.source),
    "assoc_actor_1": lambda e: None,
    "inter1": lambda e: _actor_type(e.source),
    "actor2": lambda e: _actor_name(e.target),
    "assoc_actor_2": lambda e: None,
    "inter2": lambda e: _actor_type(e.target),
    "interaction": _interaction,
    "civilian_targeting": _civilian_targeting,
    "iso": lambda e: e.place and _iso_numeric(e.place.country),
    "region": lambda e: e.place and _region(e.place.country),
    "country": lambda e: e.place and _country_name(e.place.country),
    "admin1": lambda e: e.place and (e.place.admin1 or None),
    "admin2": lambda e: e.place and (e.place.admin2 or None),
    "admin3": lambda e: e.place and (e.place.admin3 or None),
    "location": lambda e: e.place and e.place.name,
    "latitude": lambda e: e.place and e.place.latitude,
    "longitude": lambda e: e.place and e.place.longitude,
    "geo_precision": lambda e: e.place and e.place.precision,
    "source": lambda e: e.outlet or None,
    "source_scale": lambda e: None,
    "notes": lambda e: e.sentence,
    "fatalities": lambda e: e.fatalities and e.fatalities.low,
    "tags": lambda e: "; ".join(e.tags) or None,
    "timestamp": lambda e: None,
}


def _recorded_by_acled(events: Iterable[Event]) -> Iterator[Event]:
    """Events that ACLED records; of two that mirror each other (A clashed with B, B with A) only the first.

    ACLED's actors have no direction (Codebook, columns ``actor1`` and ``actor2``), so the mirrored row would count the
    same clash twice.
    """
    seen = set()
    for event in events:
        if event.acled is None:
            continue
        place = (event.article_id, event.start, event.end, event.rule)
        sides = (event.source and event.source.start, event.target and event.target.start)
        if (place, sides[::-1]) not in seen:
            seen.add((place, sides))
            yield event


SCHEMAS: Mapping[str, Schema] = {
    schema.name: schema
    for schema in (
        Schema("event", EVENT, parts=EVENT_PARTS),
        Schema("cameo", CAMEO),
        Schema("acled", ACLED, select=_recorded_by_acled),
    )
}

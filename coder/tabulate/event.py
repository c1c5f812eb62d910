"""``event``: the full record, from which all other tables are made."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from coder.event import Event
from coder.tabulate.schema import Column, Row, Schema, Type, date, integer, number, text

_ACTOR: Mapping[str, Type] = {
    "code": "text",
    "name": "text",
    "text": "text",
    "start": "integer",
    "end": "integer",
    "antecedent": "text",
    "country_found": "text",
    "entry": "text",
}
_ACLED_TYPE: Mapping[str, Type] = {"disorder_type": "text", "event_type": "text", "sub_event_type": "text"}
_PLACE: Mapping[str, Type] = {
    "text": "text",
    "name": "text",
    "country": "text",
    "admin1": "text",
    "admin2": "text",
    "admin3": "text",
    "latitude": "number",
    "longitude": "number",
    "precision": "integer",
}
EVENT_PARTS: Mapping[str, Mapping[str, Type]] = {
    "source": _ACTOR,
    "target": _ACTOR,
    "acled": _ACLED_TYPE,
    "place": _PLACE,
}


def _part(name: str) -> Column:
    def value(event: Event) -> Row | None:
        part = getattr(event, name)
        return part and {key: getattr(part, key) for key in EVENT_PARTS[name]}

    return Column(value)


def _count(name: str, bound: str) -> Callable[[Event], int | None]:
    return lambda event: getattr(getattr(event, name), bound, None)


COLUMNS: Mapping[str, Column] = {
    "event_id": text(lambda e: e.event_id),
    "article_id": text(lambda e: e.article_id),
    "url": text(lambda e: e.url),
    "outlet": text(lambda e: e.outlet),
    "published": date(lambda e: e.published and e.published.isoformat()),
    "language": text(lambda e: e.language),
    "sentence_index": integer(lambda e: e.sentence_index),
    "sentence": text(lambda e: e.sentence),
    "trigger": text(lambda e: e.trigger),
    "start": integer(lambda e: e.start),
    "end": integer(lambda e: e.end),
    "rule": text(lambda e: e.rule),
    "polarity": text(lambda e: e.polarity),
    "modality": text(lambda e: e.modality),
    "attribution": text(lambda e: e.attribution),
    "mentions": integer(lambda e: e.mentions),
    "date": date(lambda e: e.date and e.date.isoformat()),
    "date_end": date(lambda e: e.when and e.when.end.isoformat()),
    "date_precision": integer(lambda e: e.when and e.when.precision),
    "date_text": text(lambda e: e.when.text if e.when else ""),
    "source": _part("source"),
    "target": _part("target"),
    "cameo": text(lambda e: e.cameo),
    "cameo_name": text(lambda e: e.cameo_name),
    "cameo_root": text(lambda e: e.cameo_root),
    "quad_class": integer(lambda e: e.quad_class),
    "goldstein": number(lambda e: e.goldstein),
    "plover": text(lambda e: e.plover),
    "acled": _part("acled"),
    "place": _part("place"),
    "fatalities": integer(_count("fatalities", "low")),
    "fatalities_max": integer(_count("fatalities", "high")),
    "fatalities_text": text(lambda e: e.fatalities.text if e.fatalities else ""),
    "injuries": integer(_count("injuries", "low")),
    "injuries_max": integer(_count("injuries", "high")),
    "injuries_text": text(lambda e: e.injuries.text if e.injuries else ""),
    "tags": Column(lambda e: list(e.tags), "list"),
}

EVENT = Schema(
    "event", COLUMNS, EVENT_PARTS, point=("place_latitude", "place_longitude"), country="place_country", blank=""
)

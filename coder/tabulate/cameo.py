"""``cameo``: the columns that ICEWS and Phoenix data have in common, then three that say why."""

from __future__ import annotations

from coder.tabulate.schema import Schema, date, integer, number, text

CAMEO = Schema(
    "cameo",
    {
        "event_id": text(lambda e: e.event_id),
        "date": date(lambda e: e.date and e.date.isoformat()),
        "source": text(lambda e: e.source and e.source.code),
        "target": text(lambda e: e.target and e.target.code),
        "code": text(lambda e: e.cameo),
        "root": text(lambda e: e.cameo_root),
        "quad_class": integer(lambda e: e.quad_class),
        "goldstein": number(lambda e: e.goldstein),
        "sentence_id": text(lambda e: f"{e.article_id}_{e.sentence_index}"),
        "url": text(lambda e: e.url),
        "name": text(lambda e: e.cameo_name),
        "trigger": text(lambda e: e.trigger),
        "rule": text(lambda e: e.rule),
    },
)

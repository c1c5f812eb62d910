"""The JSON Schema of a codebook file, with which editors complete and check it while it is written."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

import pycountry
from pydantic.json_schema import models_json_schema

from coder.codebook.checks.codes import actor_pieces
from coder.codebook.model import CONDITION_SLOTS, SECTIONS, SLOTS
from coder.codebook.ontology import Ontology, load_ontology
from coder.languages.base import languages

Schema = dict[str, Any]
_REF = "#/$defs/{model}"
_SECTION_HELP = {
    "classes": "sets of words that conditions can name",
    "countries": "names, adjectives and capitals of countries",
    "agents": "general words for people with a role",
    "actors": "groups, organisations, offices and persons by name",
    "places": "places with their country",
    "gazetteer": "places whose names are looked up only where a place is expected",
    "actions": "words for what is done, and its codes",
    "operators": "words that say something about an action",
    "discards": "words that must not fire",
}


def json_schema() -> Schema:
    """The schema (JSON Schema, draft 2020-12) of one codebook file, as plain values."""
    models = [(model, "validation") for model in SECTIONS.values()]
    _, whole = models_json_schema(models, ref_template=_REF)  # type: ignore[arg-type]
    definitions: dict[str, Schema] = whole["$defs"]
    values = _values(load_ontology())
    for definition in definitions.values():
        _refine(definition, values)
    entries = {section: model.__name__ for section, model in SECTIONS.items()}
    parts = {}
    for name in entries.values():
        part = copy.deepcopy(definitions[name])
        part["required"] = ["id"]
        part["description"] = f"Added to the {name.removesuffix('Entry').lower()} with this id."
        parts[f"{name}Extension"] = part
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "waqai codebook",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "language": {"enum": list(languages()), "description": "whose words the file holds"},
            **{section: _list(_SECTION_HELP[section], name) for section, name in entries.items()},
            "extend": {
                "description": "additions to entries of the codebook below",
                "type": "object",
                "additionalProperties": False,
                "properties": {s: _list(_SECTION_HELP[s], f"{name}Extension") for s, name in entries.items()},
            },
            "disable": {
                "description": "ids of entries to take away, by section",
                "type": "object",
                "additionalProperties": False,
                "properties": {section: _one_or_many({"type": "string"}) for section in entries},
            },
        },
        "$defs": dict(sorted({**definitions, **parts}.items())),
    }


def _list(description: str, model: str) -> Schema:
    return {"description": description, "type": "array", "items": {"$ref": _REF.format(model=model)}}


def _one_or_many(item: Schema) -> Schema:
    return {"anyOf": [item, {"type": "array", "items": item}]}


def _values(ontology: Ontology) -> Mapping[str, Sequence[str]]:
    """What a string of each kind may be; ``kind`` marks them in :mod:`coder.codebook.model`."""
    return {
        "cameo": sorted(ontology.cameo),
        "plover": sorted({*ontology.plover, ""}),
        "acled": sorted({*ontology.acled, ""}),
        "acled_actor_type": ["", *ontology.acled_actor_types],
        "family": sorted(ontology.families),
        "country": sorted({*(country.alpha_3 for country in pycountry.countries), *actor_pieces()["countries"]}),
    }


def _refine(node: Any, values: Mapping[str, Sequence[str]]) -> None:
    """Write the known values of marked strings into a schema, and that a list of one needs no brackets."""
    if isinstance(node, list):
        for part in node:
            _refine(part, values)
        return
    if not isinstance(node, dict):
        return
    for part in list(node.values()):
        _refine(part, values)
    kind = str(node.pop("kind", "")) if isinstance(node.get("kind"), str) else ""
    if kind in values:
        node.pop("pattern", None)
        node["enum"] = list(values[kind])
    elif kind == "slot":  # or a preposition, or a path of slots
        node["examples"] = list(SLOTS)
    for name in ("if", "unless"):
        condition = node.get("properties", {}).get(name)
        if condition:
            condition["properties"] = dict.fromkeys(CONDITION_SLOTS, condition["additionalProperties"])
    node.pop("title", None) if isinstance(node.get("title"), str) else None
    item = node.get("items")
    if node.get("type") == "array" and isinstance(item, dict) and item.get("type") == "string":
        many = {key: node.pop(key) for key in ("type", "items")}
        node["anyOf"] = [item, many]

"""Errors: codes and names that nothing knows. With one of them rows would be wrong, so nothing is coded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from coder.codebook.checks.view import Finding, RuleEntry, View, compares_countries, conditions, name_of
from coder.codebook.load import nearest
from coder.codebook.model import CONDITION_SLOTS, SLOTS, ActionEntry, DiscardEntry, OperatorEntry
from coder.codebook.ontology import read_facts
from coder.codebook.source import Path_
from coder.event import code_pieces
from coder.languages import Grammar


def event_codes(view: View) -> Iterator[Finding]:
    """Codes of CAMEO, PLOVER and ACLED, and families of operators."""
    known: dict[str, tuple[str, Iterable[str]]] = {
        "cameo": ("CAMEO code", view.ontology.cameo),
        "plover": ("PLOVER event type", view.ontology.plover),
        "acled": ("ACLED sub-event type", view.ontology.acled),
        "family": ("operator family", view.ontology.families),
    }
    for section, entry_id, path, code in _event_codes(view):
        what, codes = known[str(path[-1])]
        if code and code not in codes:
            message = f"unknown {what} {code!r} in {entry_id!r}"
            remedy = nearest(code, codes) or "see docs/ontologies.md"
            yield Finding(section, entry_id, path, "unknown-code", message, remedy)


def _event_codes(view: View) -> Iterator[tuple[str, str, Path_, str | None]]:
    for section, _, entry in view.rules():
        for field in ("cameo", "plover", "acled"):
            yield section, entry.id, (field,), getattr(entry, field)
        if isinstance(entry, OperatorEntry):
            yield section, entry.id, ("family",), entry.family
        if isinstance(entry, ActionEntry):
            for n, refinement in enumerate(entry.refine):
                for field in ("cameo", "plover", "acled"):
                    yield section, entry.id, ("refine", n, field), getattr(refinement, field)
    for section in ("actions", "operators", "discards"):
        for entry, _ in view.entries.of(section):
            for n, example in enumerate(entry.examples):
                for i, event in enumerate(example.events):
                    for field in ("cameo", "acled"):
                        yield section, entry.id, ("examples", n, "events", i, field), getattr(event, field)


def countries(view: View) -> Iterator[Finding]:
    """Countries by their ISO 3166 code: of countries, places and roles."""
    for section, entry_id, path, code in _countries(view):
        if code and not _is_country(view, code):
            message = f"unknown country {code!r} in {name_of(section, entry_id)}"
            shipped = [entry.id for entry, origin in view.entries.of("countries") if origin.layer == 0]
            remedy = nearest(code, shipped) or "write the code of three letters of ISO 3166: SYR"
            yield Finding(section, entry_id, path, "unknown-country", message, remedy)


def _countries(view: View) -> Iterator[tuple[str, str, Path_, str]]:
    for entry, origin in view.entries.of("countries"):
        if origin.layer:  # the shipped ones are those of ISO 3166
            yield "countries", entry.id, ("id",), entry.id
    for section in ("places", "gazetteer"):
        for entry, _ in view.entries.of(section):
            yield section, entry.id, ("country",), entry.country
    for entry, _ in view.entries.of("actors"):
        for n, role in enumerate(entry.roles):
            yield "actors", entry.id, ("roles", n, "country"), role.country


def _is_country(view: View, code: str) -> bool:
    item = view.entries.sections.get("countries", {}).get(code)
    if (item is not None and item.origin.layer == 0) or code in actor_pieces()["countries"]:
        return True
    import pycountry  # slow, and seldom needed

    return pycountry.countries.get(alpha_3=code) is not None


def actor_codes(view: View) -> Iterator[Finding]:
    """Codes of actors, and roles of agents and perpetrators, which are chains of pieces of three letters."""
    for entry, _ in view.entries.of("actors"):
        coded: list[tuple[Path_, str]] = [(("code",), entry.code)]
        coded += [(("roles", n, "code"), role.code) for n, role in enumerate(entry.roles)]
        for path, code in coded:
            yield from _actor_code(view, entry.id, path, code)
    roles = [piece for table in _ROLE_TABLES for piece in actor_pieces()[table]]
    given = [("agents", "role", entry.id, entry.role) for entry, _ in view.entries.of("agents")]
    given += [("actions", "perpetrator", entry.id, entry.perpetrator) for entry, _ in view.entries.of("actions")]
    for section, key, entry_id, chain in given:
        for role in code_pieces(chain):
            if role not in roles:
                message = f"unknown role {role!r} in {name_of(section, entry_id)}"
                remedy = nearest(role, roles) or "see codebooks/ontology/cameo_actors.yaml"
                yield Finding(section, entry_id, (key,), "unknown-role", message, remedy)


def _actor_code(view: View, entry_id: str, path: Path_, code: str) -> Iterator[Finding]:
    known = [piece for table in actor_pieces().values() for piece in table]
    for piece in code_pieces(code):
        if piece not in known and not (len(piece) == 3 and _is_country(view, piece)):
            message = f"unknown actor code {code!r} in {entry_id!r}"
            if piece != code:
                message += f": no country or role {piece!r}"
            shipped = [entry.id for entry, _ in view.entries.of("countries")]
            remedy = nearest(piece, [*known, *shipped]) if len(piece) == 3 else ""
            remedy = remedy or "a country and roles of three letters each: SYRREB"
            yield Finding("actors", entry_id, path, "unknown-actor-code", message, remedy)
            return


def actor_types(view: View) -> Iterator[Finding]:
    """ACLED's types of actors."""
    known = view.ontology.acled_actor_types
    found: list[tuple[str, str, Path_, str]] = [
        ("agents", entry.id, ("acled",), entry.acled) for entry, _ in view.entries.of("agents")
    ]
    found += [("actors", entry.id, ("acled", "type"), entry.acled.type) for entry, _ in view.entries.of("actors")]
    for section, entry_id, path, kind in found:
        if kind and kind not in known:
            message = f"unknown ACLED actor type {kind!r} in {name_of(section, entry_id)}"
            remedy = nearest(kind, known) or "known: " + ", ".join(known)
            yield Finding(section, entry_id, path, "unknown-actor-type", message, remedy)


def slots(view: View) -> Iterator[Finding]:
    """Names of slots, in ``source``, ``target``, ``complement`` and as keys of conditions.

    A word of the language may be a preposition that waqai does not list, so that only a Latin word is surely wrong.
    """
    for section, item, entry in view.rules():
        grammar = view.language(item).grammar
        for path, slot in slot_names(entry):
            for step in slot.split("."):
                if step.isascii() and step not in SLOTS:
                    message = f"unknown slot {step!r} in {name_of(section, entry.id)}"
                    yield Finding(section, entry.id, path, "unknown-slot", message, _nearest_slot(step, SLOTS, grammar))
        for path, condition in conditions(entry):
            for key in condition:
                if "." in key:
                    message = f"a condition looks at one slot, not at a path: {key!r} in {name_of(section, entry.id)}"
                    remedy = "paths stand in `source` and `target`, and the condition names `source` or `target`"
                    yield Finding(section, entry.id, (*path, key), "unknown-slot", message, remedy)
                elif key.isascii() and key not in CONDITION_SLOTS:
                    message = f"unknown condition {key!r} in {name_of(section, entry.id)}"
                    remedy = _nearest_slot(key, CONDITION_SLOTS, grammar)
                    yield Finding(section, entry.id, (*path, key), "unknown-condition", message, remedy)


def slot_names(entry: RuleEntry) -> Iterator[tuple[Path_, str]]:
    """The slots and slot paths of a rule's sides and complement, with their places."""
    fields = ("source", "target", "complement") if isinstance(entry, OperatorEntry) else ("source", "target")
    for field in fields:
        for n, slot in enumerate(getattr(entry, field)):
            yield (field, n), slot


def _nearest_slot(word: str, known: Iterable[str], grammar: Grammar) -> str:
    some = ", ".join(sorted(grammar.prepositions, key=lambda p: (len(p), p))[:4])
    return nearest(word, known) or f"known: {', '.join(known)}, or a preposition: {some} ..."


def condition_values(view: View) -> Iterator[Finding]:
    """Comparisons of countries that are not written as they must be."""
    for section, _, entry in view.rules():
        for path, condition in conditions(entry):
            for key, values in condition.items():
                for n, value in enumerate(values):
                    if value.startswith(("same country", "other country")) and not compares_countries(value):
                        message = f"unknown comparison {value!r} in {name_of(section, entry.id)}"
                        remedy = "`same country as source`, `other country than source`, or of target"
                        yield Finding(section, entry.id, (*path, key, n), "unknown-condition", message, remedy)


def discarded_rules(view: View) -> Iterator[Finding]:
    """The rules that a discard names; those that an overlay disables may stay named."""
    known = [entry.id for _, _, entry in view.rules()]
    known += [entry_id for section, entry_id in view.entries.disabled if section in ("actions", "operators")]
    for item in view.entries.items("discards"):
        entry = item.entry
        if isinstance(entry, DiscardEntry):
            for n, rule in enumerate(entry.actions):
                if rule not in known:
                    message = f"no action or operator {rule!r}, which {name_of('discards', entry.id)} names"
                    remedy = nearest(rule, known) or "leave `actions` out to discard whatever it is"
                    yield Finding("discards", entry.id, ("actions", n), "unknown-id", message, remedy)


_ROLE_TABLES = ("roles", "international", "ethnicities", "religions", "groups")


@lru_cache
def actor_pieces() -> dict[str, frozenset[str]]:
    """The pieces of three letters that actor codes are made of, by table, without the countries of ISO 3166."""
    data = read_facts("cameo_actors")
    tables = (*_ROLE_TABLES, "regions", "countries", "places")
    return {table: frozenset(map(str, data[table])) for table in tables}

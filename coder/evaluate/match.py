"""Which coded row is which gold event, and in what the two agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from coder.codebook.ontology import load_ontology
from coder.evaluate.gold import SIDES, GoldEvent, Readings, Span, overlap
from coder.evaluate.rows import CodedRow
from coder.event import code_pieces

Value = str | tuple[Span, ...]

# What is compared of an event, each for itself.
ASPECTS: Mapping[str, str] = {
    "root": "CAMEO, two digits",
    "three": "CAMEO, three digits",
    "cameo": "CAMEO, all digits",
    "plover": "PLOVER type",
    "acled_event": "ACLED event type",
    "acled": "ACLED sub-event type",
    "source": "source code",
    "source_country": "source country",
    "target": "target code",
    "target_country": "target country",
    "source_words": "source words overlap",
    "trigger_words": "trigger words overlap",
    "target_words": "target words overlap",
}


class Pair(NamedTuple):
    """A gold event and the row that is taken for it; None where one has no other."""

    gold: GoldEvent | None
    row: CodedRow | None


def pairs(events: Sequence[GoldEvent], rows: Sequence[CodedRow]) -> list[Pair]:
    """Gold events and rows of a text, one to one so that they agree in as many aspects as can be.

    Without a single agreement two make a pair only if nothing but kinds of event are noted, which says that the code is
    wrong rather than that there are two events. Gold events stand in their order, then rows that are no gold event.
    """
    gold = [aspects(event) for event in events]
    coded = [aspects(row) for row in rows]
    scores = [[_score(event, row) for row in coded] for event in gold]
    matched = dict(assign(scores))
    taken = set(matched.values())
    found = [Pair(event, rows[matched[n]] if n in matched else None) for n, event in enumerate(events)]
    return found + [Pair(None, row) for n, row in enumerate(rows) if n not in taken]


def _score(gold: Mapping[str, Value], row: Mapping[str, Value]) -> float:
    agreeing = sum(agree(gold[aspect], row[aspect]) for aspect in gold)
    only_kinds = not any(aspect.startswith(SIDES) for aspect in gold)
    return agreeing or (0.5 if only_kinds else 0)


def aspects(event: GoldEvent | CodedRow) -> dict[str, Value]:
    """What is known of an event by aspect; empty where it is known that there is none."""
    found: dict[str, Value] = {}
    for key, code in event.codes.items():
        if key == "cameo":
            found["root"] = code[:2]
            if len(code) > 2 or isinstance(event, CodedRow):  # a gold code of two digits says no more than the root
                found |= {"three": code[:3], "cameo": code}
        elif key == "acled":
            kind = load_ontology().acled.get(code)
            found |= {"acled_event": kind.event_type if kind else "", "acled": code}
        elif key == "plover":
            found[key] = code
        else:
            found |= {key: code, f"{key}_country": country(code)}
    return found | {f"{side}_words": spans for side, spans in event.words.items()}


def agree(gold: Value, coded: Value) -> bool:
    """Whether the values of an aspect are the same thing; nothing agrees with nothing."""
    if isinstance(gold, tuple) and isinstance(coded, tuple):
        return overlap(gold, coded)
    return bool(gold) and gold == coded


def assign(scores: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """The assignment of rows to columns of a table, one to one, with the greatest sum; zeros are not assigned.

    Kuhn's and Munkres' algorithm with potentials. Of equal sums the same one is taken each time.
    """
    if not scores or not scores[0]:
        return []
    if len(scores) > len(scores[0]):
        turned = assign([list(column) for column in zip(*scores, strict=True)])
        return sorted((row, column) for column, row in turned)
    height, width = len(scores), len(scores[0])
    above, left = [0.0] * (width + 1), [0.0] * (height + 1)
    owner = [0] * (width + 1)  # the row of each column, counted from 1
    for row in range(1, height + 1):
        owner[0], at = row, 0
        slack, way = [float("inf")] * (width + 1), [0] * (width + 1)
        done = [False] * (width + 1)
        while owner[at]:
            done[at] = True
            here, step, following = owner[at], float("inf"), 0
            for column in range(1, width + 1):
                if done[column]:
                    continue
                cost = -scores[here - 1][column - 1] - left[here] - above[column]
                if cost < slack[column]:
                    slack[column], way[column] = cost, at
                if slack[column] < step:
                    step, following = slack[column], column
            for column in range(width + 1):
                if done[column]:
                    left[owner[column]] += step
                    above[column] -= step
                else:
                    slack[column] -= step
            at = following
        while at:
            owner[at] = owner[way[at]]
            at = way[at]
    found = [(owner[column] - 1, column - 1) for column in range(1, width + 1) if owner[column]]
    return sorted((row, column) for row, column in found if scores[row][column])


# --- several annotators -----------------------------------------------------------------------------------------------


def agreements(readings: Readings, row: CodedRow | None) -> dict[str, bool]:
    """In what a row agrees with annotators, by what can be told: where none of them notes a thing it is left out.

    ``source words`` ...: with the words that all of them marked. ``source country``, ``source role`` ...: with at least
    one of them.
    """
    words = row.words if row else {}
    found = {f"{side} words": overlap(spans, words.get(side, ())) for side, spans in _agreed(readings)}
    for side in ("source", "target"):
        code = row.codes[side] if row else ""
        countries = {reading.countries[side] for reading in readings.by} - {""}
        named = {role for reading in readings.by for role in code_pieces(reading.roles[side])}
        if countries:
            found[f"{side} country"] = country(code) in countries
        if named:
            found[f"{side} role"] = not named.isdisjoint(roles(code))
    return found


def _agreed(readings: Readings) -> list[tuple[str, tuple[Span, ...]]]:
    return [(side, readings.agreed[side]) for side in SIDES if readings.agreed[side]]


def best(readings: Readings, rows: Sequence[CodedRow]) -> CodedRow | None:
    """Of rows with the right root the one that agrees with annotators in most, the first of equals."""
    return max(of_kind(rows, readings.codes), key=lambda row: sum(agreements(readings, row).values()), default=None)


def of_kind(rows: Sequence[CodedRow], codes: tuple[str, ...]) -> list[CodedRow]:
    """The rows whose CAMEO code begins with one of the codes."""
    return [row for row in rows if row.cameo.startswith(codes)]


# --- actor codes ------------------------------------------------------------------------------------------------------


def country(code: str) -> str:
    """The first piece of an actor code if it is a country, region, people or international class: ``SYR`` of SYRREB."""
    first = code[:3]
    return "" if first in _roles() else first


def roles(code: str) -> set[str]:
    """The other pieces; roles that are not CAMEO's own as the role that CAMEO has for them."""
    pieces = code_pieces(code)
    return {_roles().get(piece, piece) for piece in pieces[1 if country(code) else 0 :]}


@lru_cache
def _roles() -> Mapping[str, str]:
    """CAMEO's roles and religions, each with the role to write where strict codes are wanted."""
    from coder.codebook.ontology import read_facts

    tables = read_facts("cameo_actors")
    own = {code: str(entry.get("cameo", code)) for code, entry in tables["roles"].items()}
    return own | {code: code for code in tables["religions"]}

"""Warnings about names and dates: what two entries claim, and roles that never hold or hold together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from coder.codebook.checks.view import Finding, View, fold, name_of
from coder.codebook.checks.words import word_lists
from coder.codebook.load import Item
from coder.codebook.model import ActorEntry, Role, Span
from coder.codebook.source import Path_

_CLAIMS = {"actors": "actors", "countries": "actors", "agents": "agents", "places": "places"}


class _Claim(NamedTuple):
    section: str
    item: Item
    path: Path_


def claimed_names(view: View) -> Iterator[Finding]:
    """Names that two entries of a kind claim at overlapping times: only the first of them is ever found.

    Actors and countries are of one kind here; of countries of one name (المملكة) the text tells which is meant.
    Inflected forms are not compared, for the listed form goes before them.
    """
    claims: dict[tuple[str, str, bool, str], list[_Claim]] = {}
    for section, entry_id, path, kind, words, language in word_lists(view):
        if section not in _CLAIMS:
            continue
        item = view.entries.sections[section][entry_id]
        for n, word in enumerate(words):
            key = (_CLAIMS[section], language.code, kind == "adjectives", fold(word, language))
            claims.setdefault(key, []).append(_Claim(section, item, (*path, n)))
    for claim in claims.values():
        if len({(c.section, c.item.entry.id) for c in claim}) > 1:
            yield from _contested(view, claim)


def _contested(view: View, claims: list[_Claim]) -> Iterator[Finding]:
    """A finding for each claim but the first, at the one that was written later: that of the overlay."""
    files = {name: n for n, name in enumerate(view.entries.files)}
    ordered = sorted(claims, key=lambda c: (c.item.origin.layer, files[c.item.origin.file], c.item.origin.line))
    for n, later in enumerate(ordered):
        for earlier in ordered[:n]:
            if (earlier.section, earlier.item.entry.id) == (later.section, later.item.entry.id):
                continue
            if earlier.section == later.section == "countries":
                continue
            if _meet(_life(earlier.item), _life(later.item)):
                word = _word(later)
                where = earlier.item.at(*earlier.path)
                message = f"{word!r} of {name_of(later.section, later.item.entry.id)} also names "
                message += f"{name_of(earlier.section, earlier.item.entry.id)} ({where})"
                remedy = "take it out of one of them"
                if earlier.item.origin.layer < later.item.origin.layer:
                    remedy = "extend that entry, or disable it"
                elif earlier.section == later.section == "actors":
                    remedy += ", or give them `from` and `until`"
                yield Finding(later.section, later.item.entry.id, later.path, "name-claimed-twice", message, remedy)
                break


def _word(claim: _Claim) -> str:
    value = claim.item.data
    for part in claim.path:
        value = value if isinstance(value, str) else value[part]  # type: ignore[index]
    return str(value)


def _life(item: Item) -> tuple[dt.date, dt.date]:
    entry = item.entry
    return _days(entry) if isinstance(entry, ActorEntry) else (dt.date.min, dt.date.max)


def _days(span: Span) -> tuple[dt.date, dt.date]:
    return span.from_ or dt.date.min, span.until or dt.date.max


def _meet(one: tuple[dt.date, dt.date], other: tuple[dt.date, dt.date]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def ended_before_begun(view: View) -> Iterator[Finding]:
    """Spans of days that end before they begin."""
    for item in view.entries.items("actors"):
        entry = item.entry
        if isinstance(entry, ActorEntry):
            spans: list[tuple[Path_, Span]] = [((), entry)]
            spans += [(("roles", n), role) for n, role in enumerate(entry.roles)]
            for path, span in spans:
                if span.from_ and span.until and span.until < span.from_:
                    what = "a role of " if path else ""
                    message = f"{what}{name_of('actors', entry.id)} ends on {span.until}, before it begins"
                    remedy = f"it begins on {span.from_}"
                    yield Finding("actors", entry.id, (*path, "until"), "ends-before-it-begins", message, remedy)


def overlapping_roles(view: View) -> Iterator[Finding]:
    """Roles of an actor that hold on the same days: only the first counts, so a later one may never.

    A role without dates is for all other days, and so must come last. Roles for news about one country only go before
    those for everywhere, and are compared with their like.
    """
    for item in view.entries.items("actors"):
        entry = item.entry
        if not isinstance(entry, ActorEntry):
            continue
        for n, later in enumerate(entry.roles):
            earlier = next((role for role in entry.roles[:n] if _overlap(role, later)), None)
            if earlier is None:
                continue
            name = name_of("actors", entry.id)
            if not (earlier.from_ or earlier.until):
                message = f"role {later.code!r} of {name} never counts: {earlier.code!r} before it has no dates"
                remedy = "put the role without dates last"
                yield Finding("actors", entry.id, ("roles", n), "unreachable-role", message, remedy)
            else:
                begin, end = max(_days(earlier)[0], _days(later)[0]), min(_days(earlier)[1], _days(later)[1])
                days = f"on {begin}" if begin == end else f"from {begin} to {end}"
                if end == dt.date.max:
                    days = f"from {begin} on"
                message = f"two roles of {name} hold {days}, {earlier.code!r} and {later.code!r}: the first counts"
                remedy = "both days of a span are included" if begin == end else "end one where the other begins"
                yield Finding("actors", entry.id, ("roles", n), "overlapping-dates", message, remedy)


def _overlap(earlier: Role, later: Role) -> bool:
    if earlier.country != later.country or not _meet(_days(earlier), _days(later)):
        return False
    return bool(later.from_ or later.until) or not (earlier.from_ or earlier.until)

"""``acled``: rows in the form of ACLED's data, by the rules of the ACLED Codebook (2023-2025), section by section.

Our rules say which sub-event type an act is; here ACLED's definitions are applied to who took part in it, its rules of
aggregation to acts of the same actors in one place on one day, and its names to the actors. Facts (names, types,
regimes, regions) are in codebooks/ontology/acled.yaml.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from coder.event import AcledType, Event, EventActor, code_pieces
from coder.tabulate import countries
from coder.tabulate.schema import Schema, date, integer, number, text

_NOT_HAPPENED = frozenset({"future", "possible", "unreal"})
_CIVIL = ("Civilians", "Protesters", "Rioters")
_STATE = ("State forces", "External/Other forces")
_UNDER_ARMS = frozenset({"MIL", "COP", "SPY", "UAF", "PRM", "REB", "INS", "SEP"})
# Strategic developments in which a state acts by its forces, and those whose second actor suffers them.
_BY_FORCES = ("Disrupted weapons use", "Headquarters or base established", "Non-violent transfer of territory")
_SUFFERED = ("Arrests", "Looting/property destruction")
_TERRITORY = {True: "Government regains territory", False: "Non-state actor overtakes territory"}
_DECIMALS = 4  # of coordinates (Codebook, "ACLED Data Columns at a Glance")


def _facts() -> Mapping[str, Any]:
    """codebooks/ontology/acled.yaml."""
    from coder.codebook.ontology import read_facts

    return read_facts("acled")


@lru_cache
def _kinds() -> Mapping[str, AcledType]:
    """Sub-event types by name, in the order of ACLED's hierarchy."""
    from coder.codebook.ontology import load_ontology

    return load_ontology().acled


@dataclass(frozen=True)
class Party:
    """One side of a row: ``actor1`` or ``actor2`` with its ``inter`` type (empty if unknown) and associated actors."""

    name: str
    type: str
    associated: tuple[str, ...] = ()


@dataclass(frozen=True)
class AcledEvent:
    """One row.

    Attributes:
        events: the events of our record that it is made of, in text order; the first has its place and day.
        kind: what ACLED calls it, by who took part.
        first, second: the two sides, None where nobody is named.
    """

    events: tuple[Event, ...]
    kind: AcledType
    first: Party | None
    second: Party | None


def acled_events(events: Iterable[Event]) -> list[AcledEvent]:
    """What ACLED records of one article's events, in text order."""
    return _aggregated(_record(act) for act in _acts(events))


# --- ACLED events -----------------------------------------------------------------------------------------------------


def _acts(events: Iterable[Event]) -> list[list[Event]]:
    """The pairs of source and target of each act in one place ("ACLED events": the event is the unit of observation).

    Only what ACLED records and what happened; an act in several places is several events.
    """
    acts: dict[tuple[Any, ...], list[Event]] = {}
    for event in events:
        if event.acled is None or event.polarity == "negated" or event.modality in _NOT_HAPPENED:
            continue
        acts.setdefault((event.article_id, event.start, event.end, event.rule, event.place, event.when), []).append(
            event
        )
    return list(acts.values())


def _sides(act: Sequence[Event]) -> tuple[list[EventActor], list[EventActor]]:
    """Sources and targets of an act; of pairs that mirror each other (A with B, B with A) only the first counts."""
    first: dict[tuple[int, str], EventActor] = {}
    second: dict[tuple[int, str], EventActor] = {}
    for event in act:
        source, target = ((a.start, a.code) if a else None for a in (event.source, event.target))
        if source in second or target in first:
            continue
        if event.source and source:
            first.setdefault(source, event.source)
        if event.target and target:
            second.setdefault(target, event.target)
    return list(first.values()), list(second.values())


def _record(act: Sequence[Event]) -> AcledEvent:
    event = act[0]
    assert event.acled is not None
    scene = _Scene(event)
    sources, targets = _sides(act)
    rule = {
        "Battles": scene.battle,
        "Protests": scene.protest,
        "Riots": scene.riot,
        "Explosions/Remote violence": scene.remote_violence,
        "Violence against civilians": scene.violence_against_civilians,
        "Strategic developments": scene.strategic_development,
    }[event.acled.event_type]
    kind, first, second = rule(event.acled.sub_event_type, sources, targets)
    return AcledEvent(tuple(act), _kinds()[kind], first, second)


Actors = Sequence[EventActor]
Recorded = tuple[str, Party | None, Party | None]


class _Scene:
    """The rules of the event types, for what took place where and when an event did."""

    def __init__(self, event: Event) -> None:
        self.country = event.place.country if event.place else ""
        self.day = event.date or event.published

    # Event types and sub-event types

    def battle(self, kind: str, sources: Actors, targets: Actors) -> Recorded:
        """Section "Battles": between two armed groups. Civilians are no side of one, nor associated with one.

        An attack on nobody but civilians is violence against them. Who regains territory is the government of the
        country, who overtakes it somebody else.
        """
        if kind == "Armed clash" and targets and not any(map(self.armed, targets)):
            return self.violence_against_civilians("Attack", sources, targets)
        sources = [a for a in sources if self.type(a) not in _CIVIL] or sources
        targets = [a for a in targets if self.type(a) not in _CIVIL]
        if not sources:  # the dead of both sides
            state = [a for a in targets if self.type(a) in _STATE]
            others = [a for a in targets if a not in state]
            sources, targets = (state, others) if state and others else (sources, targets)
        first, second = self.party(sources, by_force=True), self.party(targets, by_force=True)
        unidentified = self.unidentified()
        first = first or unidentified
        if kind == "Armed clash":
            return kind, first, second or (unidentified if first != unidentified else None)
        if first != unidentified and first.type in _facts()["armed"]:
            kind = _TERRITORY[first.type == "State forces"]
        return kind, first, second

    def protest(self, kind: str, sources: Actors, targets: Actors) -> Recorded:
        """Section "Protests": demonstrators are ``Protesters (Country)``, alone where nobody interferes.

        Whom they protest against takes no part in it.
        """
        demonstrators, others = self.demonstrators(sources, targets, alone=kind == "Peaceful protest")
        first = self.civil("Protesters", demonstrators)
        interfering = [a for a in others if self.armed(a) or self.type(a) == "Rioters"]
        return kind, first, None if kind == "Peaceful protest" else self.party(interfering)

    def riot(self, kind: str, sources: Actors, targets: Actors) -> Recorded:
        """Section "Riots": the mob is ``Rioters (Country)``; an organized group among them is associated with them."""
        demonstrators, others = self.demonstrators(sources, targets, alone=kind == "Mob violence")
        engaged = [a for a in others if self.armed(a) or self.type(a) in _CIVIL]
        return kind, self.civil("Rioters", demonstrators), self.party(engaged)

    def demonstrators(self, sources: Actors, targets: Actors, alone: bool) -> tuple[Actors, Actors]:
        """Demonstrators, and who met them; state forces are none unless nobody else can be (``alone``)."""
        forces = [a for a in (*sources, *targets) if self.armed(a) and self.type(a) in _STATE]
        mine, theirs = ([a for a in side if a not in forces] for side in (sources, targets))
        if mine:
            return mine, [*forces, *theirs]
        if theirs and not self.armed(theirs[0]):
            return theirs, forces
        return (sources, targets) if alone else ((), forces)

    def remote_violence(self, kind: str, sources: Actors, targets: Actors) -> Recorded:
        """Section "Explosions/Remote violence": may be one-sided.

        Civilians harmed beside an armed target are associated with it ("Event aggregation"). A country as a whole is
        where it was, not who was hit.
        """
        first = self.party(sources, by_force=True)
        armed = [a for a in targets if self.armed(a) and a.role]
        civil = [a for a in targets if self.type(a) in _CIVIL]
        other = [a for a in targets if a not in armed and a not in civil and (a.role or self.type(a) not in _STATE)]
        second = self.party(armed, by_force=True)
        harmed = self.civil("Civilians", civil) if civil else None
        if second is not None and harmed is not None:
            second = replace(second, associated=_distinct(*second.associated, harmed.name, *harmed.associated))
        second = second or harmed or self.party(other)
        return kind, first or self.unidentified(from_the_air=kind == "Air/drone strike"), second

    def violence_against_civilians(self, kind: str, sources: Actors, targets: Actors) -> Recorded:
        """Section "Violence against civilians": the target is always actor 2, and always civilians.

        Officials and others caught unarmed are civilians, associated with whom they belong to. An attack on people
        under arms is an armed clash, one by a mob is mob violence.
        """
        if kind == "Attack" and targets and all(self.armed(a) and a.role for a in targets):
            return self.battle("Armed clash", sources, targets)
        if kind == "Attack" and sources and self.type(sources[0]) in ("Rioters", "Protesters"):
            return self.riot("Mob violence", sources, targets)
        return kind, self.party(sources, by_force=True) or self.unidentified(), self.civil("Civilians", targets)

    def strategic_development(self, kind: str, sources: Actors, targets: Actors) -> Recorded:
        """Section "Strategic developments": may be one-sided. Arrests by groups that are no state are abductions."""
        first = self.party(sources, by_force=kind in _BY_FORCES)
        if kind == "Arrests" and first and first.type in _facts()["non_state"] and not any(map(self.armed, targets)):
            return self.violence_against_civilians("Abduction/forced disappearance", sources, targets)
        second = self.party(targets)
        if first is None and kind not in _SUFFERED:
            first, second = second, None
        return kind, first, second

    # Actor names, types, and Inter codes

    def type(self, actor: EventActor) -> str:
        """The inter type; empty if unknown.

        State forces outside of their country are external forces ("8: External/Other Forces"); an Unidentified Armed
        Group is always a political militia ("3: Political Militias").
        """
        kind = actor.acled_type or _type_by_role(actor)
        if self.is_unidentified(actor) and actor.country not in _facts()["rebels"]:
            return "Political militia" if kind == "Rebel group" else kind
        abroad = bool(actor.country and self.country) and actor.country != self.country
        if kind == "State forces" and abroad:
            return "External/Other forces"
        at_home = bool(actor.country) and actor.country == self.country
        if kind == "External/Other forces" and at_home and _type_by_role(actor) == "State forces":
            return "State forces"
        return kind

    def is_unidentified(self, actor: EventActor) -> bool:
        """Whether the codebook knows no more of an actor than that he is armed."""
        return actor.acled_name.startswith(self.generic("unidentified", ""))

    def armed(self, actor: EventActor) -> bool:
        """Whether an actor bears arms: officials and organizations do not, a state as a whole does by its forces."""
        kind = self.type(actor)
        roles = code_pieces(actor.role)
        return kind in _facts()["armed"] and (
            kind not in _STATE or not roles or not _UNDER_ARMS.isdisjoint(code_pieces(actor.code))
        )

    def party(self, actors: Actors, by_force: bool = False) -> Party | None:
        """A side: its first actor whose name is known, the others that acted together with it as associated actors.

        Args:
            actors: of one side.
            by_force: whether a state is named by its armed forces, which it uses.
        """
        named = [(actor, name) for actor in actors if (name := self.name(actor, by_force))]
        if not named:
            return None
        main, name = named[0]
        kind = self.type(main)
        if kind in _CIVIL:
            return self.civil(kind, [actor for actor, _ in named])
        others = (other for actor, other in named[1:] if other != name)
        return Party(name, kind, _distinct(*others, *(g for a, _ in named for g in self.groups(a) if g != name)))

    def civil(self, kind: str, actors: Actors) -> Party:
        """``Protesters (Iraq)``, ``Rioters (Iraq)`` or ``Civilians (Iraq)`` with who they are as associated actors."""
        country = next((a.country for a in actors if a.country), self.country)
        name = self.generic(kind, country)
        associated: list[str] = []
        for actor in actors:
            groups = self.groups(actor)
            nameless = not actor.role or (actor.is_generic and self.type(actor) not in _facts()["armed"])
            own = "" if nameless or actor.code == actor.country + "UAF" else self.name(actor)
            associated += groups or filter(None, [own])
        return Party(name, kind, _distinct(*(group for group in associated if group != name)))

    def groups(self, actor: EventActor) -> list[str]:
        """``Journalists (Yemen)``, ``Labor Group (Tunisia)``: by the entry of the codebook, else by role."""
        agent = actor.entry.partition(" (")[0]
        country = country_name(actor.country or self.country)
        if not country:
            return []
        listed = _facts()["associated"]
        found = [g["name"] for g in listed if agent in g["agents"]]
        found = found or [g["name"] for g in listed if not set(g.get("roles", ())).isdisjoint(code_pieces(actor.role))]
        return [name.format(country) for name in found]

    def unidentified(self, from_the_air: bool = False) -> Party:
        """Whom nobody names ("3: Political Militias"): ``Unidentified Armed Group (Country)``, and of air strikes,
        which only an army makes, ``Unidentified Military Forces``, whose type depends on whose they are."""
        if from_the_air:
            return Party(self.generic("unidentified_military", ""), "")
        return Party(self.generic("unidentified", self.country), "Political militia")

    def name(self, actor: EventActor, by_force: bool = False) -> str:
        """ACLED's name of an actor, with the years of the regime; empty if the codebook does not know him."""
        if not actor.code and not actor.acled_name:
            return ""
        generic, nation = _facts()["generic"], countries.english(actor.country) or ""
        name = actor.acled_name or actor.name
        state = not actor.role or code_pieces(actor.role) == ["GOV"]
        if self.is_unidentified(actor) and self.type(actor) == "Rebel group":
            known: str = _facts()["rebels"][actor.country]
            return known
        if by_force and state and actor.country and self.type(actor) in _STATE:
            return self.generic("military", actor.country)
        for kind in ("military", "police", "government"):
            if actor.country and name in (generic[kind].format(n) for n in (nation, _in_name(actor.country))):
                return self.generic(kind, actor.country)
        ours, theirs = f" ({nation})", f" ({country_name(actor.country)})"
        return name.removesuffix(ours) + theirs if nation and name.endswith(ours) else name

    def generic(self, kind: str, country: str) -> str:
        """``Civilians (Syria)``, ``Military Forces of Syria (2000-2024)``; without a country, ``Civilians``."""
        pattern: str = _facts()["generic"][kind]
        if not country:
            return pattern.partition(" (")[0].removesuffix(" of {}")
        if pattern.endswith("({})"):
            return pattern.format(country_name(country))
        return " ".join(filter(None, (pattern.format(_in_name(country)), self.regime(country))))

    def regime(self, country: str) -> str:
        """``(2000-2024)``: the years of the government in power on the day."""
        for regime in _facts()["regimes"].get(country, ()) if self.day else ():
            if regime.get("from", dt.date.min) <= self.day <= regime.get("until", dt.date.max):
                return f"({regime['years']}) {regime.get('unit', '')}".strip()
        return ""


def _type_by_role(actor: EventActor) -> str:
    pieces = code_pieces(actor.code)
    if actor.country and len(pieces) == 1:
        return "State forces"
    kinds: Mapping[str, Sequence[str]] = _facts()["types_by_role"]
    return next((kind for piece in pieces for kind, roles in kinds.items() if piece in roles), "")


def _distinct(*names: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


@lru_cache
def country_name(country: str) -> str | None:
    """A country as ACLED writes it, by its ISO 3166 code of three letters; None for what is no country."""
    name: str | None = _facts()["countries"].get(country) or countries.english(country)
    return name


def _in_name(country: str) -> str:
    article = "the " if country in _facts()["with_article"] else ""
    return f"{article}{country_name(country)}"


# --- Event aggregation ------------------------------------------------------------------------------------------------


def _aggregated(rows: Iterable[AcledEvent]) -> list[AcledEvent]:
    """Section "Event aggregation": violence between the same actors in the same place on the same day is one event, of
    the type that stands highest in the hierarchy; looting in its course is no event of its own."""
    kept: list[AcledEvent] = []
    for row in rows:
        at = next((n for n, other in enumerate(kept) if _one_event(row, other)), None)
        if at is None:
            kept.append(row)
        else:
            kept[at] = _joined(kept[at], row)
    return kept


def _one_event(row: AcledEvent, other: AcledEvent) -> bool:
    mine, yours = row.events[0], other.events[0]
    if mine.place is None or mine.place != yours.place or mine.when is None or mine.when != yours.when:
        return False
    strategic = [r for r in (row, other) if r.kind.event_type == "Strategic developments"]
    looting = all(r.kind.sub_event_type == "Looting/property destruction" for r in strategic)
    if strategic and row.kind != other.kind and not (looting and len(strategic) == 1):
        return False
    actors = [{_demonstrating(p.name) for p in (r.first, r.second) if p} for r in (row, other)]
    return bool(actors[0] and actors[1]) and (actors[0] <= actors[1] or actors[1] <= actors[0])


def _demonstrating(name: str) -> str:
    """Protesters who turn to violence are the same actors: one event of riots, not a protest besides."""
    return name.replace("Protesters (", "Rioters (", 1)


def _rank(kind: AcledType) -> tuple[int, int]:
    """The place in the hierarchy, the highest first; a protest that turned violent is a riot."""
    order = {"Battles": 0, "Riots": 1, "Protests": 2}
    return order.get(kind.event_type, len(order)), list(_kinds()).index(kind.sub_event_type)


def _joined(row: AcledEvent, other: AcledEvent) -> AcledEvent:
    main, lesser = (row, other) if _rank(row.kind) <= _rank(other.kind) else (other, row)
    both = tuple(dict.fromkeys((*row.events, *other.events)))
    parties = {_demonstrating(p.name): p for p in (lesser.first, lesser.second) if p}
    battle = main.kind.event_type == "Battles"

    def side(party: Party | None) -> Party | None:
        same = parties.pop(_demonstrating(party.name), None) if party else None
        if party is None or same is None:
            return party
        more = [name for name in same.associated if not (battle and name.startswith("Civilians ("))]
        return replace(party, associated=_distinct(*party.associated, *more))

    first, second = side(main.first), side(main.second)
    rest = next(iter(parties.values()), None)
    return AcledEvent(both, main.kind, first or rest, second or (rest if first else None))


# --- columns ----------------------------------------------------------------------------------------------------------


def interaction(*inters: str | None) -> str | None:
    """Section "Interaction codes": ``State forces-Civilians``, or ``Protesters only``; None while a type is unknown.

    Args:
        inters: the types of the sides that are named.
    """
    rule, order = _facts()["interaction"], [kind["name"] for kind in _facts()["actor_types"]]
    types = [inter for inter in inters if inter in order]
    if not types or len(types) != len(inters):
        return None
    types.sort(key=order.index)
    if types in rule["reversed"]:
        types.reverse()
    form: str = rule["join"] if len(types) == 2 else rule["sole"]
    return form.format(*types)


def civilian_targeting(sub_event_type: str, inter2: str | None) -> str | None:
    """Section "Civilian targeting": where civilians are the main or only target of violence."""
    rule = _facts()["civilian_targeting"]
    civilians = inter2 == rule["target"]
    value: str = rule["value"]
    targeted = sub_event_type in rule["always"] or (civilians and sub_event_type in rule["when_target"])
    return value if targeted else None


@lru_cache
def _region(country: str) -> str | None:
    return next((region["name"] for region in _facts()["regions"] if country in region["countries"]), None)


def _day(row: AcledEvent) -> dt.date | None:
    """Section "Time precision codes": of a longer time, the day in its middle."""
    when = row.events[0].when
    return when.start + (when.end - when.start) // 2 if when else None


def _fatalities(row: AcledEvent) -> int:
    """Section "Reported fatalities": the lowest number reported, 0 where none is.

    Counts that several acts of one event give may count the same dead, so the highest of them stands for all.
    """
    return max((event.fatalities.low for event in row.events if event.fatalities), default=0)


def _source_scale(outlet: str) -> str | None:
    return next((scale for scale, outlets in _facts()["source_scales"].items() if outlet in outlets), None)


def _tags(row: AcledEvent) -> str | None:
    """Section "Tags": those of the rules but for what ``civilian_targeting`` says; the size of a crowd is not read."""
    return "; ".join(sorted({tag for event in row.events for tag in event.tags} - {"civilian targeting"})) or None


def _timestamp(row: AcledEvent) -> int | None:
    """Midnight (UTC) of the publication date: a time of upload would make every run differ."""
    published = row.events[0].published
    return calendar.timegm(published.timetuple()) if published else None


def _associated(party: Party | None) -> str | None:
    return ("; ".join(party.associated) or None) if party else None


def _place(row: AcledEvent, attribute: str) -> Any:
    place = row.events[0].place
    value = getattr(place, attribute) if place else None
    return None if value == "" else value


def _coordinate(row: AcledEvent, attribute: str) -> float | None:
    value = _place(row, attribute)
    return None if value is None else round(value, _DECIMALS)


ACLED = Schema(
    "acled",
    {
        "event_id_cnty": text(lambda r: (_place(r, "country") or "") + r.events[0].event_id),
        "event_date": date(lambda r: (day := _day(r)) and day.isoformat()),
        "year": integer(lambda r: (day := _day(r)) and day.year),
        "time_precision": integer(lambda r: r.events[0].when and r.events[0].when.precision),
        "disorder_type": text(lambda r: r.kind.disorder_type),
        "event_type": text(lambda r: r.kind.event_type),
        "sub_event_type": text(lambda r: r.kind.sub_event_type),
        "actor1": text(lambda r: r.first and r.first.name),
        "assoc_actor_1": text(lambda r: _associated(r.first)),
        "inter1": text(lambda r: (r.first and r.first.type) or None),
        "actor2": text(lambda r: r.second and r.second.name),
        "assoc_actor_2": text(lambda r: _associated(r.second)),
        "inter2": text(lambda r: (r.second and r.second.type) or None),
        "interaction": text(lambda r: interaction(*(party.type for party in (r.first, r.second) if party))),
        "civilian_targeting": text(lambda r: civilian_targeting(r.kind.sub_event_type, r.second and r.second.type)),
        "iso": integer(lambda r: countries.iso_numeric(_place(r, "country") or "")),
        "region": text(lambda r: _region(_place(r, "country") or "")),
        "country": text(lambda r: country_name(_place(r, "country") or "")),
        "admin1": text(lambda r: _place(r, "admin1")),
        "admin2": text(lambda r: _place(r, "admin2")),
        "admin3": text(lambda r: _place(r, "admin3")),
        "location": text(lambda r: _place(r, "name")),
        "latitude": number(lambda r: _coordinate(r, "latitude")),
        "longitude": number(lambda r: _coordinate(r, "longitude")),
        "geo_precision": integer(lambda r: _place(r, "precision")),
        "source": text(lambda r: r.events[0].outlet or None),
        "source_scale": text(lambda r: _source_scale(r.events[0].outlet)),
        "notes": text(lambda r: " ".join(dict.fromkeys(event.sentence for event in r.events))),
        "fatalities": integer(_fatalities),
        "tags": text(_tags),
        "timestamp": integer(_timestamp),
    },
    units=acled_events,
    point=("latitude", "longitude"),
    id="event_id_cnty",
    day="event_date",
    country="country",
)

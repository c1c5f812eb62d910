"""What may stand in a codebook file, as Pydantic models; ``docs/codebook.md`` explains each field with an example."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator


def _as_tuple(value: Any) -> Any:
    """One value may be written without the brackets of a list."""
    if isinstance(value, list):
        return tuple(value)
    return (value,) if isinstance(value, str) else value


def _quoted(value: Any) -> Any:
    if isinstance(value, int):
        raise ValueError("write the code in quotes, for YAML reads it as a number")
    return value


# The slots that frames and rules fill, besides prepositions; conditions may look at three more.
SLOTS = (
    *("subject", "object", "agent", "genitive", "modifier", "complement"),
    *("cause", "time", "place", "instrument", "bare", "none"),
)
CONDITION_SLOTS = (*SLOTS, "source", "target", "words")


# What the strings are, for the JSON Schema: there an editor is told the values that each may have.
def _kind(name: str) -> Any:
    return Field(json_schema_extra={"kind": name})


Word = Annotated[str, Field(pattern=r"\S")]
Words = Annotated[tuple[Word, ...], BeforeValidator(_as_tuple)]
Cameo = Annotated[str, BeforeValidator(_quoted), _kind("cameo")]
Plover = Annotated[str, _kind("plover")]
Acled = Annotated[str, _kind("acled")]
AcledActorType = Annotated[str, _kind("acled_actor_type")]
FamilyId = Annotated[str, _kind("family")]
Country = Annotated[str, Field(pattern=r"^[A-Z]{3}$"), _kind("country")]
Slots = Annotated[tuple[Annotated[Word, _kind("slot")], ...], BeforeValidator(_as_tuple)]
Condition = Mapping[str, Words]
Genitive = Literal["subject", "object", "either", "none"]
Require = Literal["any", "source", "target", "both", "none"]


class Part(BaseModel):
    """Base of everything in a codebook: unknown keys are faults, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Entry(Part):
    """Base of every entry."""

    id: str = Field(min_length=1, description="unique in its section, lower case with hyphens")


class Span(Part):
    """A span of days, ends included; open where a day is left out."""

    from_: dt.date | None = Field(default=None, alias="from", description="first day, such as 2014-06-29")
    until: dt.date | None = Field(default=None, description="last day")

    def holds(self, day: dt.date | None) -> bool:
        """Whether a day lies in the span; without a day, whether it has not ended."""
        if day is None:
            return self.until is None
        return (self.from_ is None or self.from_ <= day) and (self.until is None or day <= self.until)


class ExampleEvent(Part):
    """One row that an example must give; what is left out is not compared."""

    source: str | None = Field(default=None, description="code of the source")
    target: str | None = Field(default=None, description="code of the target")
    cameo: Cameo | None = Field(default=None, description="CAMEO code")
    acled: Acled | None = Field(default=None, description="ACLED sub-event type")
    place: str | None = Field(default=None, description="the words in the text that name the place")
    tags: Words | None = Field(default=None, description="tags that the row must have, among others")


class Example(Part):
    """A test that stands beside its rule: a text and every row expected of it."""

    text: str = Field(description="one or more sentences")
    events: tuple[ExampleEvent, ...] = Field(description="every row that the text must give")
    date: dt.date | None = Field(default=None, description="day of the text, for dated roles")
    fails: str = Field(default="", description="why the rows are not right yet; told once they are")


class ClassEntry(Entry):
    """A named set of words, for conditions."""

    words: Words = Field(description="words and phrases, singular without article; list broken plurals")


class CountryEntry(Entry):
    """What CLDR does not give about a country; ``id`` is its ISO 3166 alpha-3 code."""

    id: Country = Field(description="ISO 3166 code of three letters")
    names: Words = Field(default=(), description="other names, besides CLDR's")
    adjectives: Words = Field(default=(), description="masculine singular of the adjective, such as سوري")
    capital: Words = Field(default=(), description="the capital, where it stands for the state")


class AgentEntry(Entry):
    """Generic nouns with a role; country or owner come from the text around them."""

    role: str = Field(pattern=r"^([A-Z]{3})*$", description="CAMEO role or roles, such as MIL; empty for none")
    role_in: Mapping[Country, str] = Field(default={}, description="by country: the role that it has there instead")
    class_: Words = Field(default=(), alias="class", description="names for conditions")
    acled: AcledActorType = Field(default="", description="ACLED actor type")
    nouns: Words = Field(description="words, singular without article; list broken plurals")


class AcledName(Part):
    """An actor in ACLED's terms."""

    name: str = Field(default="", description="as ACLED writes it, with years")
    type: AcledActorType = Field(default="", description="ACLED actor type (inter code)")


class Role(Span):
    """A code that holds in a span of days, and where ``country`` is given only in news about that country."""

    code: str = Field(description="CAMEO actor code: country and roles, such as SYRGOV")
    country: Country | Literal[""] = Field(default="", description="only in news about this country")


class ActorEntry(Entry, Span):
    """A named person, group, organisation or office, in every language; ``from`` and ``until`` are its lifetime."""

    names: Mapping[str, Words] = Field(description="by language, as written in the news, all spellings")
    adjectives: Mapping[str, Words] = Field(
        default={}, description="by language: masculine singular of the adjective, such as حوثي"
    )
    code: str = Field(default="", description="CAMEO actor code: country and roles, such as SYRREB")
    roles: tuple[Role, ...] = Field(default=(), description="instead of `code`, codes that changed")
    acled: AcledName = Field(default=AcledName(), description="how ACLED calls it")

    @model_validator(mode="after")
    def _code_or_roles(self) -> ActorEntry:
        if bool(self.code) == bool(self.roles):
            raise ValueError("give either `code` or `roles`")
        return self

    @property
    def name(self) -> str:
        """The canonical name: the first English one, else the first."""
        lists = [self.names.get("en", ()), *self.names.values()]
        return next((words[0] for words in lists if words), self.id)

    def code_on(self, day: dt.date | None, country: str = "") -> str:
        """The CAMEO code on a day in news about a country (ISO 3166 alpha-3, empty if unknown).

        A role for that country goes before one for everywhere. Where none holds, the last role for everywhere: people
        go on being named after office.
        """
        if self.code:
            return self.code
        roles = [role for role in self.roles if role.country in ("", country)] or list(self.roles)
        held = sorted((role for role in roles if role.holds(day)), key=lambda role: not role.country)
        return held[0].code if held else roles[-1].code


class PlaceEntry(Entry):
    """A place that tells the country, with coordinates where known (WGS 84 decimal degrees)."""

    names: Words = Field(description="as written in the news")
    country: Country = Field(description="ISO 3166 code of three letters")
    name: str = Field(default="", description="canonical name, where the id in capitals is not it")
    kind: Literal["", "region", "countryside", "district", "area", "town", "camp", "quarter", "site"] = Field(
        default="", description="what it is, where no name begins with the word for it"
    )
    admin1: str = Field(default="", description="first administrative division")
    admin2: str = Field(default="", description="second")
    admin3: str = Field(default="", description="third")
    latitude: float | None = Field(default=None, ge=-90, le=90, description="decimal degrees")
    longitude: float | None = Field(default=None, ge=-180, le=180, description="decimal degrees")


class Refinement(Part):
    """A more special case of an action; what it leaves out stays as in the action."""

    if_: Condition = Field(alias="if", min_length=1, description="slots that must hold one of their values")
    cameo: Cameo | None = Field(default=None, description="CAMEO code, in quotes")
    plover: Plover | None = Field(default=None, description="PLOVER event type")
    acled: Acled | None = Field(default=None, description='ACLED sub-event type; "" for none')
    tags: Words = Field(default=(), description="added to those of the action")


class ActionEntry(Entry):
    """Words that stand for an action, where its source and target are found, and its codes."""

    cameo: Cameo = Field(description="CAMEO code, in quotes")
    plover: Plover = Field(default="", description="PLOVER event type, where the one of the CAMEO code is wrong")
    acled: Acled = Field(default="", description="ACLED sub-event type; leave it out where ACLED records nothing")
    verbs: Words = Field(default=(), description="third person masculine singular of the past, such as قصف")
    nouns: Words = Field(default=(), description="verbal nouns and names of events, such as قصف، غارة، غارات")
    source: Slots = Field(default=("subject",), description="slots of who acts, tried in order; none")
    target: Slots = Field(default=("object",), description="slots of whom it is done to, tried in order; none")
    genitive: Genitive = Field(default="object", description="what a noun right behind a noun of this action is")
    require: Require = Field(default="any", description="which sides the codebook must know for a row")
    reciprocal: bool = Field(default=False, description="also a row the other way round")
    casualty: bool = Field(default=False, description="tells what an attack did to people")
    perpetrator: str = Field(
        default="", pattern=r"^([A-Z]{3})*$", description="CAMEO role of whoever does it where the text names nobody"
    )
    if_: Condition = Field(default={}, alias="if", description="slots that must hold one of their values")
    unless: Condition = Field(default={}, description="slots that must not")
    refine: tuple[Refinement, ...] = Field(default=(), description="other codes in special cases; most slots win")
    tags: Words = Field(default=(), description="marks for the column tags")
    examples: tuple[Example, ...] = Field(default=(), description="tests of the action")


class OperatorEntry(Entry):
    """A predicate that takes another action as its complement; ``family`` names its row of the composition table."""

    family: FamilyId = Field(description="row of codebooks/ontology/composition.yaml")
    verbs: Words = Field(default=(), description="third person masculine singular of the past, such as طالب")
    nouns: Words = Field(default=(), description="verbal nouns and other nouns, such as مطالبة")
    complement: Slots = Field(default=("object",), description="slots of the action that it speaks of")
    source: Slots = Field(default=("subject",), description="slots of who speaks, tried in order; none")
    target: Slots = Field(default=("object",), description="slots of who is addressed, tried in order; none")
    genitive: Genitive = Field(default="subject", description="what a noun right behind a noun of this operator is")
    cameo: Cameo | None = Field(default=None, description="CAMEO code where the complement holds no known action")
    plover: Plover = Field(default="", description="PLOVER event type, where the one of the CAMEO code is wrong")
    acled: Acled = Field(default="", description="ACLED sub-event type")
    require: Require = Field(default="any", description="which sides the codebook must know for a row")
    if_: Condition = Field(default={}, alias="if", description="slots that must hold one of their values")
    unless: Condition = Field(default={}, description="slots that must not")
    tags: Words = Field(default=(), description="marks for the column tags")
    examples: tuple[Example, ...] = Field(default=(), description="tests of the operator")


class DiscardEntry(Entry):
    """Words that must not fire: the phrase itself, or whatever stands in the same sentence or article."""

    words: Words = Field(description="words, phrases, or ids of classes")
    level: Literal["word", "sentence", "article"] = Field(
        default="word",
        description="word: the phrase is no action; sentence: no action in its sentence; article: none in its article",
    )
    at_least: int = Field(default=1, ge=1, description="how often they must occur in the sentence or article")
    actions: Words = Field(default=(), description="ids of the only actions and operators that are discarded")
    examples: tuple[Example, ...] = Field(default=(), description="tests: texts that must give no such row")


SECTIONS: Mapping[str, type[Entry]] = {
    "classes": ClassEntry,
    "countries": CountryEntry,
    "agents": AgentEntry,
    "actors": ActorEntry,
    "places": PlaceEntry,
    "gazetteer": PlaceEntry,
    "actions": ActionEntry,
    "operators": OperatorEntry,
    "discards": DiscardEntry,
}

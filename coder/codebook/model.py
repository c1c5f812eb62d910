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


Word = Annotated[str, Field(pattern=r"\S")]
Words = Annotated[tuple[Word, ...], BeforeValidator(_as_tuple)]
Code = Annotated[str, BeforeValidator(_quoted)]
Condition = Mapping[str, Words]


class Entry(BaseModel):
    """Base of every entry: unknown keys are faults, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    id: str = Field(min_length=1, description="unique in its section, lower case with hyphens")


class Part(BaseModel):
    """Base of the parts of an entry."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class ClassEntry(Entry):
    """A named set of words, for conditions."""

    words: Words


class CountryEntry(Entry):
    """What CLDR does not give about a country; ``id`` is its ISO 3166 alpha-3 code."""

    id: str = Field(pattern=r"^[A-Z]{3}$")
    names: Words = ()
    adjectives: Words = ()
    capital: Words = ()


class AgentEntry(Entry):
    """Generic nouns with a role; country or owner come from the text around them."""

    role: str = Field(pattern=r"^([A-Z]{3})*$")
    class_: Words = Field(default=(), alias="class")
    acled: str = ""
    nouns: Words


class AcledName(Part):
    """An actor in ACLED's terms."""

    name: str = ""
    type: str = ""


class Role(Part):
    """A code that holds in a span of days, ends included; open where a day is left out."""

    code: str
    from_: dt.date | None = Field(default=None, alias="from")
    until: dt.date | None = None

    def holds(self, day: dt.date | None) -> bool:
        """Whether the role holds on a day; without a day, only roles that have not ended."""
        if day is None:
            return self.until is None
        return (self.from_ is None or self.from_ <= day) and (self.until is None or day <= self.until)


class ActorEntry(Entry):
    """A named person, group, organisation or office, in every language."""

    names: Mapping[str, Words]
    code: str = ""
    from_: dt.date | None = Field(default=None, alias="from")
    until: dt.date | None = None
    roles: tuple[Role, ...] = ()
    acled: AcledName = AcledName()

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

    def code_on(self, day: dt.date | None) -> str:
        """The CAMEO code on a day; the last role where none holds, for people go on being named after office."""
        if self.code:
            return self.code
        held = [role.code for role in self.roles if role.holds(day)]
        return held[0] if held else self.roles[-1].code


class PlaceEntry(Entry):
    """A place that tells the country, with coordinates where known (WGS 84 decimal degrees)."""

    names: Words
    country: str = Field(pattern=r"^[A-Z]{3}$")
    admin1: str = ""
    admin2: str = ""
    admin3: str = ""
    latitude: float | None = Field(default=None, ge=-90, le=90)
    longitude: float | None = Field(default=None, ge=-180, le=180)


class ExampleEvent(Part):
    """One row that an example must give; what is left out is not compared."""

    source: str | None = None
    target: str | None = None
    cameo: Code | None = None
    acled: str | None = None
    place: str | None = None
    tags: Words | None = None


class Example(Part):
    """A test that stands beside its rule: a text and every row expected of it."""

    text: str
    events: tuple[ExampleEvent, ...]
    date: dt.date | None = None


class Refinement(Part):
    """A more special case of an action; what it leaves out stays as in the action."""

    if_: Condition = Field(alias="if", min_length=1)
    cameo: Code | None = None
    plover: str | None = None
    acled: str | None = None
    tags: Words = ()


class ActionEntry(Entry):
    """Words that stand for an action, where its source and target are found, and its codes."""

    cameo: Code
    plover: str = ""
    acled: str = ""
    verbs: Words = ()
    nouns: Words = ()
    source: Words = ("subject",)
    target: Words = ("object",)
    genitive: Literal["subject", "object", "either", "none"] = "object"
    require: Literal["any", "source", "target", "both", "none"] = "any"
    reciprocal: bool = False
    casualty: bool = False
    if_: Condition = Field(default={}, alias="if")
    unless: Condition = {}
    refine: tuple[Refinement, ...] = ()
    tags: Words = ()
    examples: tuple[Example, ...] = ()


class OperatorEntry(Entry):
    """A predicate that takes another action as its complement; ``family`` names its row of the composition table."""

    family: str
    verbs: Words = ()
    nouns: Words = ()
    complement: Words = ("object",)
    source: Words = ("subject",)
    target: Words = ("object",)
    genitive: Literal["subject", "object", "either", "none"] = "subject"
    cameo: Code | None = None
    plover: str = ""
    acled: str = ""
    require: Literal["any", "source", "target", "both", "none"] = "any"
    if_: Condition = Field(default={}, alias="if")
    unless: Condition = {}
    tags: Words = ()
    examples: tuple[Example, ...] = ()


SECTIONS: Mapping[str, type[Entry]] = {
    "classes": ClassEntry,
    "countries": CountryEntry,
    "agents": AgentEntry,
    "actors": ActorEntry,
    "places": PlaceEntry,
    "actions": ActionEntry,
    "operators": OperatorEntry,
}

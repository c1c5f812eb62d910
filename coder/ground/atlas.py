"""Every name of a place that grounding may look up: the codebook's, GeoNames', those of local layers, and states."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from coder.codebook import Codebook
from coder.codebook.compile import Name
from coder.codebook.model import CountryEntry, PlaceEntry
from coder.gazetteer import Location, gazetteer
from coder.languages import Grammar, Language

LONGEST = 5  # words of a name


@dataclass(frozen=True)
class Named:
    """A place and how a name stands for it.

    Attributes:
        behind: the name stands for it only behind the word for its kind (محافظة حلب، بلدة كسب).
        word: that word, bare; empty for a name that stands alone.
        capital: the name stands for the state as well (قالت واشنطن).
    """

    location: Location
    behind: bool = False
    word: str = ""
    capital: bool = False


class Atlas:
    """The places of a codebook, its local layer and GeoNames by the letters of their names."""

    def __init__(self, book: Codebook) -> None:
        self.language = book.language
        self._layer = book.layer
        self.countries: Mapping[str, str] = book.countries
        self._towns = gazetteer(book.language.fold).places
        self._listed: dict[str, dict[Named, None]] = {}
        self._together: dict[Location, Location] = {}  # what the codebook's two sections know of a place
        self._capitals: set[str] = set()
        seen: set[Name] = set()
        for names in book.names.values():
            for name in names:
                if name not in seen and isinstance(name.entry, PlaceEntry | CountryEntry):
                    seen.add(name)
                    self._add(name, book)
        for entry in book.gazetteer:
            self._add_entry(entry, [[book.language.fold(word) for word in name.split()] for name in entry.names])

    def _add(self, name: Name, book: Codebook) -> None:
        words = [next(iter(forms)) for forms in name.words]
        entry = name.entry
        if name.kind == "country":
            state = Location(
                book.countries.get(entry.id, entry.id), entry.id, None, None, kind="country", origin="codebook"
            )
            self._listed.setdefault("".join(words), {})[Named(state)] = None
        elif name.kind == "capital":
            self._capitals.add("".join(words))
        elif isinstance(entry, PlaceEntry):
            self._add_entry(entry, [words], "codebook")

    def _add_entry(self, entry: PlaceEntry, names: Sequence[Sequence[str]], origin: str = "gazetteer") -> None:
        location = located(entry, self.language, origin)
        for words in names:
            self._put("".join(words), Named(location))
            word = self.language.without_article(words[0])
            if len(words) > 1 and word in self.language.grammar.place_kinds:
                self._put("".join(words[1:]), Named(location, behind=True, word=word))

    def _put(self, letters: str, named: Named) -> None:
        """A place under its name; one that is listed already learns what only this entry knows."""
        listed = self._listed.setdefault(letters, {})
        same = [n for n in listed if n.location.origin != named.location.origin and _same(named.location, n.location)]
        for n in same:
            self._together[n.location] = _together(self._together.get(n.location, n.location), named.location)
        if all(n.behind != named.behind for n in same):
            listed[named] = None

    def find(self, letters: str) -> tuple[Named, ...]:
        """The places of a name, those of the codebook first."""
        if letters not in self._listed and letters not in self._towns and letters not in self._layer:
            return ()
        capital = letters in self._capitals
        found = [
            replace(named, location=self._together.get(named.location, named.location), capital=capital)
            for named in self._listed.get(letters, {})
        ]
        for table in (self._layer, self._towns):
            for location in table.get(letters, ()):
                known = [n for n, other in enumerate(found) if not other.behind and _same(location, other.location)]
                if not known:
                    found.append(Named(location, capital=capital))
                for n in known:
                    found[n] = replace(found[n], location=_together(found[n].location, location))
        return tuple(found)

    @cached_property
    def native(self) -> frozenset[str]:
        """The countries where the language is official (CLDR): a name without other evidence is rather there."""
        import pycountry
        from babel.languages import get_official_languages

        code = self.language.code
        return frozenset(
            country.alpha_3
            for country in pycountry.countries
            if code in get_official_languages(country.alpha_2, regional=True, de_facto=True)
        )

    @cached_property
    def regions(self) -> Mapping[tuple[str, str], Location]:
        """First-level divisions of the codebook by country and name."""
        found: dict[tuple[str, str], Location] = {}
        for entry in self._entries():
            if entry.kind == "region" and entry.admin1:
                found.setdefault((entry.country, entry.admin1), entry)
        return found

    def _entries(self) -> Iterator[Location]:
        for named in self._listed.values():
            for place in named:
                yield place.location


@lru_cache(maxsize=2)
def atlas_of(book: Codebook) -> Atlas:
    """The atlas of a codebook, made once."""
    return Atlas(book)


def located(entry: PlaceEntry, language: Language, origin: str) -> Location:
    """A place of the codebook as the gazetteers have theirs."""
    return Location(
        name=entry.name or " ".join(part[:1].upper() + part[1:] for part in entry.id.split("-")),
        country=entry.country,
        latitude=entry.latitude,
        longitude=entry.longitude,
        kind=entry.kind or _kind(entry, language),
        admin1=entry.admin1,
        admin2=entry.admin2,
        admin3=entry.admin3,
        origin=origin,
    )


def _kind(entry: PlaceEntry, language: Language) -> str:
    """The largest kind that a name of the place begins with; a town where none does."""
    kinds = language.grammar.place_kinds
    found = [kinds[word] for name in entry.names if (word := language.bare(name.split()[0])) in kinds and " " in name]
    order = ("region", "countryside", "district", "camp", "quarter", "site", "area", "town")
    return next((kind for kind in order if kind in found), "town")


def _same(one: Location, other: Location) -> bool:
    """Whether two gazetteers mean one place, as far as they can be compared."""
    if one.country != other.country or other.kind in ("country", "region", "countryside", "district"):
        return False
    apart = distance(one, other)
    return apart is None or apart < _SAME_KM


_SAME_KM = 12.0


def _together(one: Location, other: Location) -> Location:
    """A place with what only another gazetteer knows of it."""
    if one.latitude is None:
        one = replace(one, latitude=other.latitude, longitude=other.longitude)
    one = replace(one, population=one.population or other.population, admin1=one.admin1 or other.admin1)
    if one.admin1 != other.admin1:
        return one
    return replace(one, admin2=one.admin2 or other.admin2, admin3=one.admin3 or other.admin3)


def distance(one: Location, other: Location) -> float | None:
    """Kilometres between two places, None without coordinates; the great circle is as good as straight here."""
    if one.point is None or other.point is None:
        return None
    (north, east), (other_north, other_east) = one.point, other.point
    across = (east - other_east) * math.cos(math.radians((north + other_north) / 2))
    return 111.2 * math.hypot(north - other_north, across)


def kind_of(grammar: Grammar, *keys: str) -> str:
    """The kind that a class word tells, empty for another word."""
    return next((grammar.place_kinds[key] for key in keys if key in grammar.place_kinds), "")

"""The local layer: places that a user added to those of waqai, in one file of tab-separated lines.

One line is one place: its source, its names (between ``|``) and the fields of ``Location``. The file is kept where the
user's data are, or wherever ``WAQAI_PLACES`` or ``--places`` says.
"""

from __future__ import annotations

import csv
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from coder import cache
from coder.errors import PlacesError, Problem
from coder.gazetteer import KINDS, Layer, Location, by_letters, joined

VARIABLE = "WAQAI_PLACES"
_FIELDS = ("name", "country", "admin1", "admin2", "admin3", "latitude", "longitude", "population", "kind")
_HEADER = ("source", "names", *_FIELDS)
_BETWEEN = "|"


@dataclass(frozen=True)
class Local:
    """A place of the layer.

    Attributes:
        source: the file that it was added from.
        names: as written in the news.
        location: the place itself, its origin ``layer``.
    """

    source: str
    names: tuple[str, ...]
    location: Location


def default_file() -> Path:
    """Where the layer is kept if nobody says otherwise."""
    import platformdirs

    return Path(platformdirs.user_data_dir("waqai", appauthor=False)) / "places.tsv"


def layer_file(chosen: str | None) -> Path | None:
    """The file of the layer to code with, None for none.

    Args:
        chosen: as given with ``--places``, ``off`` for none; None for the default, if there is one.

    Raises:
        PlacesError: if a file that was chosen does not exist.
    """
    if chosen == "off":
        return None
    if chosen is None:
        return default_file() if default_file().exists() else None
    if not Path(chosen).exists():
        raise PlacesError(Problem(chosen, "no such file", f"make it with `waqai places add FILE --to {chosen}`"))
    return Path(chosen)


def read_layer(path: Path) -> list[Local]:
    """The places of a layer, in the order of the file.

    Raises:
        PlacesError: if the file is unreadable or no layer, with the line.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as fault:
        raise PlacesError(Problem(str(path), f"cannot be read: {_reason(fault)}")) from None
    rows = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    if tuple(next(rows, ())) != _HEADER:
        message = "is no layer of places: its first line is not the header"
        raise PlacesError(Problem(str(path), message, "make it with `waqai places add`"))
    return [_local(row, path, number) for number, row in enumerate(rows, 2)]


def _local(row: Sequence[str], path: Path, line: int) -> Local:
    try:
        source, names, *values = row
        fields = dict(zip(_FIELDS, values, strict=True))
        if fields["kind"] not in KINDS:
            raise ValueError(f"unknown kind {fields['kind']!r}")
        location = Location(
            name=fields["name"],
            country=fields["country"],
            latitude=float(fields["latitude"]) if fields["latitude"] else None,
            longitude=float(fields["longitude"]) if fields["longitude"] else None,
            population=int(fields["population"] or 0),
            kind=fields["kind"],
            admin1=fields["admin1"],
            admin2=fields["admin2"],
            admin3=fields["admin3"],
            origin="layer",
        )
    except ValueError as fault:
        raise PlacesError(Problem(str(path), f"is no place: {fault}", "add its source again", line)) from None
    return Local(source, tuple(names.split(_BETWEEN)), location)


def write_layer(path: Path, places: Iterable[Local]) -> None:
    """Write a layer, complete or not at all.

    Raises:
        PlacesError: if it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, partial = tempfile.mkstemp(dir=path.parent, prefix=".places-")
        try:
            with open(handle, "w", encoding="utf-8", newline="") as stream:
                stream.write("\t".join(_HEADER) + "\n")
                stream.writelines(_line(place) for place in places)
            os.replace(partial, path)
        finally:
            Path(partial).unlink(missing_ok=True)
    except OSError as fault:
        raise PlacesError(Problem(str(path), f"cannot be written: {_reason(fault)}")) from None


def _line(place: Local) -> str:
    values = [getattr(place.location, field) for field in _FIELDS]
    cells = [place.source, _BETWEEN.join(place.names), *("" if value is None else str(value) for value in values)]
    return "\t".join(" ".join(cell.split()) for cell in cells) + "\n"


def add(path: Path, source: str, places: Sequence[Local]) -> int:
    """Put places into a layer in the stead of those that the same source gave before; gives how many it has then."""
    kept = [place for place in read_layer(path) if place.source != source] if path.exists() else []
    write_layer(path, [*kept, *places])
    return len(kept) + len(places)


def remove(path: Path, source: str) -> int:
    """Take out what a source gave; gives how many places that were.

    Raises:
        PlacesError: if it gave none.
    """
    places = read_layer(path)
    kept = [place for place in places if place.source != source]
    if len(kept) == len(places):
        known = ", ".join(sorted({place.source for place in places})) or "none"
        raise PlacesError(Problem(str(path), f"has no source {source!r}", f"its sources: {known}"))
    write_layer(path, kept)
    return len(places) - len(kept)


def counted(places: Iterable[Local]) -> Counter[tuple[str, str]]:
    """How many places each source gave, by source and country."""
    return Counter((place.source, place.location.country) for place in places)


def indexed(path: Path, fold: Callable[[str], str]) -> Layer:
    """The places of a layer by the letters of their names; kept in the cache.

    Raises:
        PlacesError: as :func:`read_layer`.
    """
    try:
        content = path.read_bytes()
    except OSError as fault:
        raise PlacesError(Problem(str(path), f"cannot be read: {_reason(fault)}")) from None
    key = cache.digest([content, cache.code_version("gazetteer", "languages"), fold.__module__.encode()])
    known = cache.load("layer", key)
    if isinstance(known, dict):
        return known
    places = read_layer(path)
    index = by_letters((joined(name, fold), place.location) for place in places for name in place.names)
    cache.store("layer", key, index)
    return index


def _reason(fault: OSError | UnicodeDecodeError) -> str:
    return fault.strerror or str(fault) if isinstance(fault, OSError) else "is not UTF-8"

"""What a table is: its columns, their types, and what has a row in it."""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from coder.event import Event

Row = dict[str, Any]
Type = Literal["text", "date", "integer", "number", "list"]
Cell = str | int | float | None
_INTEGERS = 2**63  # those of 64 bits, as typed tables have them


@dataclass(frozen=True)
class Column:
    """How to fill a column.

    Attributes:
        value: of what has a row, the value as JSON has it; None where nothing is known.
        type: ``date`` is ISO 8601 text, ``list`` a list of text.
    """

    value: Callable[[Any], Any]
    type: Type = "text"


def date(value: Callable[[Any], Any]) -> Column:
    """A column of dates."""
    return Column(value, "date")


def integer(value: Callable[[Any], Any]) -> Column:
    """A column of whole numbers."""
    return Column(value, "integer")


def number(value: Callable[[Any], Any]) -> Column:
    """A column of decimal numbers."""
    return Column(value, "number")


def text(value: Callable[[Any], Any]) -> Column:
    """A column of text."""
    return Column(value)


@dataclass(frozen=True)
class Schema:
    """A table.

    Attributes:
        name: as the command line knows it.
        columns: in order.
        parts: keys, with their types, of the columns that hold an object.
        units: what has a row, made of all events of one article: they themselves, or what ``columns`` are told of.
        point: the flat columns of latitude and longitude (WGS 84), None if the table has none.
        id: the column that tells rows apart.
        day: the flat column of the day, as ISO 8601 or ``20161207``.
        country: the flat column of the country, None if the table has none.
        blank: what stands for unknown text; other unknown values are None.
    """

    name: str
    columns: Mapping[str, Column]
    parts: Mapping[str, Mapping[str, Type]] = field(default_factory=dict)
    units: Callable[[Iterable[Event]], Iterable[Any]] = iter
    point: tuple[str, str] | None = None
    id: str = "event_id"
    day: str = "date"
    country: str | None = None
    blank: str | None = None

    def rows(self, events: Iterable[Event]) -> Iterator[Row]:
        """The rows of one article's events."""
        for unit in self.units(events):
            yield {name: column.value(unit) for name, column in self.columns.items()}

    @cached_property
    def types(self) -> Mapping[str, Type]:
        """The types of the flat form: an object's keys follow its name and an underscore (``source_code``)."""
        found: dict[str, Type] = {}
        for name, column in self.columns.items():
            if name in self.parts:
                found |= {f"{name}_{key}": type_ for key, type_ in self.parts[name].items()}
            else:
                found[name] = column.type
        return found

    @cached_property
    def flat_columns(self) -> tuple[str, ...]:
        """Column names of the flat form."""
        return tuple(self.types)

    def values(self, row: Row) -> list[Any]:
        """A row's values for ``flat_columns``."""
        values: list[Any] = []
        for name in self.columns:
            value = row.get(name)
            values += [(value or {}).get(key) for key in self.parts[name]] if name in self.parts else [value]
        return values

    def typed(self, row: Row) -> list[Any]:
        """A row's values for ``flat_columns`` as a typed table has them: dates as dates, numbers as floats.

        Raises:
            ValueError: if a value is not of its column's type; the message names both.
        """
        return [
            None if value is None else _typed(name, type_, value)
            for (name, type_), value in zip(self.types.items(), self.values(row), strict=True)
        ]

    def untyped(self, values: Mapping[str, Any]) -> Row:
        """The row of a typed table's values, the inverse of ``typed``; an object without any value is None."""
        flat = {
            name: value.isoformat() if isinstance(value := values.get(name), dt.date) else value for name in self.types
        }
        row: Row = {}
        for name in self.columns:
            part = {key: flat[f"{name}_{key}"] for key in self.parts.get(name, ())}
            row[name] = flat[name] if not part else part if any(v is not None for v in part.values()) else None
        return row

    def cells(self, row: Row) -> list[Cell]:
        """A row as the cells of a line, numbers as numbers; a list is joined with ``;``."""
        return [";".join(value) if isinstance(value, list) else value for value in self.values(row)]

    def flat(self, row: Row) -> list[str]:
        """The cells as text, empty where nothing is known."""
        return ["" if cell is None else str(cell) for cell in self.cells(row)]

    def row(self, cells: Mapping[str, str]) -> Row:
        """The row of a line's cells, the inverse of ``flat``; an object without any value is None.

        Raises:
            ValueError: if a cell does not hold what its column must; the message names both.
        """
        row: Row = {}
        for name, column in self.columns.items():
            if name in self.parts:
                keys = self.parts[name]
                part = {key: self._value(f"{name}_{key}", type_, cells) for key, type_ in keys.items()}
                row[name] = part if any(cells.get(f"{name}_{key}") for key in keys) else None
            else:
                row[name] = self._value(name, column.type, cells)
        return row

    def _value(self, name: str, type_: Type, cells: Mapping[str, str]) -> Any:
        cell = cells.get(name) or ""
        if type_ == "list":
            return cell.split(";") if cell else []
        if not cell:
            return self.blank if type_ == "text" else None
        if type_ in ("integer", "number"):
            try:
                return int(cell) if type_ == "integer" else float(cell)
            except ValueError:
                raise ValueError(
                    f"{name} {cell!r} is no {'whole number' if type_ == 'integer' else 'number'}"
                ) from None
        return cell


def _typed(name: str, type_: Type, value: Any) -> Any:
    try:
        if type_ == "date":
            return dt.date.fromisoformat(value) if value else None
        if type_ == "number":
            number = float(value)
            if math.isfinite(number):
                return number
        elif type_ == "integer":
            if isinstance(value, int) and -_INTEGERS <= value < _INTEGERS:
                return value
        elif isinstance(value, list if type_ == "list" else str):
            return value
    except (TypeError, ValueError):
        pass
    raise ValueError(f"`{name}` is no {type_}: {value!r}")


def as_json(value: Any) -> str:
    """Compact JSON with letters as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def short_id(event: Event) -> int:
    """The event's id as a number, for data sets that number their events: the first 13 of its 16 hexadecimal digits,
    which spreadsheets and JSON readers hold exactly (52 bits)."""
    return int(event.event_id[:13], 16)

"""Rows as a table with types has them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from coder.errors import Problem, WaqaiError
from coder.tabulate import Row, Schema

BATCH = 10_000  # rows in memory at a time
TABLE = "events"  # the name of the table, or the sheet


def typed(rows: Iterable[Row], schema: Schema) -> Iterator[list[Any]]:
    """The values of each row, see :meth:`coder.tabulate.Schema.typed`.

    Raises:
        WaqaiError: if a value is not of its column's type.
    """
    for row in rows:
        try:
            yield schema.typed(row)
        except ValueError as fault:
            raise unfit(row, schema, str(fault)) from None


def unfit(row: Row, schema: Schema, why: str, remedy: str = "") -> WaqaiError:
    """The line for a row that cannot be written."""
    return WaqaiError(Problem("", f"row {row.get(schema.id)}: {why}", remedy))

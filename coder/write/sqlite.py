"""SQLite: one table in a new file, written in one transaction."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from coder.tabulate import Row, Schema
from coder.tabulate.schema import Type
from coder.write.typed import TABLE, typed

# SQLite has no dates: they are ISO 8601 text, and a column declared DATE is one for readers that go by its name.
_TYPES: Mapping[Type, str] = {
    "text": "TEXT", "date": "DATE", "integer": "INTEGER", "number": "REAL", "list": "TEXT",
}  # fmt: skip


def write(rows: Iterable[Row], schema: Schema, path: Path) -> None:
    """Write a file; the same rows give the same bytes with the same SQLite.

    Raises:
        WaqaiError: if a value is not of its column's type.
        OSError: if the file cannot be written.
    """
    columns = ", ".join(f'"{name}" {_TYPES[type_]}' for name, type_ in schema.types.items())
    values = ", ".join("?" * len(schema.types))
    kinds = list(schema.types.values())
    try:
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as file:
            file.execute("PRAGMA journal_mode = OFF")  # a file that is not finished is thrown away
            file.execute("PRAGMA page_size = 4096")
            file.execute("BEGIN")
            file.execute(f'CREATE TABLE "{TABLE}" ({columns})')
            cells = (map(_cell, kinds, row) for row in typed(rows, schema))
            file.executemany(f'INSERT INTO "{TABLE}" VALUES ({values})', map(tuple, cells))
            file.execute("COMMIT")
    except sqlite3.Error as fault:
        raise OSError(str(fault)) from fault


def _cell(kind: Type, value: Any) -> str | int | float | None:
    if value is None or kind not in ("date", "list"):
        cell: str | int | float | None = value
        return cell
    return ";".join(value) if kind == "list" else str(value.isoformat())

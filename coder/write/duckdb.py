"""DuckDB: one table in a new file."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from pathlib import Path

import duckdb
import pyarrow as pa

from coder.tabulate import Row, Schema
from coder.tabulate.schema import Type
from coder.write.arrow import batches
from coder.write.typed import TABLE

_TYPES: Mapping[Type, str] = {
    "text": "VARCHAR", "date": "DATE", "integer": "BIGINT", "number": "DOUBLE", "list": "VARCHAR[]",
}  # fmt: skip

# One thread keeps the order of the rows; left alone, DuckDB would keep as many of them as fit into memory.
_CONFIG: dict[str, str | int] = {"threads": 1, "memory_limit": "256MB"}


def write(rows: Iterable[Row], schema: Schema, path: Path) -> None:
    """Write a file; the same rows give the same table, though DuckDB numbers its files at random.

    Raises:
        WaqaiError: if a value is not of its column's type.
        OSError: if the file cannot be written.
    """
    columns = ", ".join(f'"{name}" {_TYPES[type_]}' for name, type_ in schema.types.items())
    log = path.with_name(f"{path.name}.wal")
    log.unlink(missing_ok=True)  # of one that was killed
    try:
        with contextlib.closing(duckdb.connect(path, config=_CONFIG)) as file:
            file.execute(f'CREATE TABLE "{TABLE}" ({columns})')
            for batch in batches(rows, schema):
                file.register("batch", pa.Table.from_batches([batch]))
                file.execute(f'INSERT INTO "{TABLE}" SELECT * FROM batch')
                file.unregister("batch")
    except duckdb.Error as fault:
        raise OSError(" ".join(str(fault).split())) from fault
    finally:
        log.unlink(missing_ok=True)

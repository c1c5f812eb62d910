"""Parquet: a row group for each batch of rows, compressed as every reader can (Snappy); and rows read again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet

from coder.errors import Problem, WaqaiError
from coder.tabulate import Row, Schema
from coder.write.arrow import batches, columns

_READ = 1_000  # rows at once


def write(rows: Iterable[Row], schema: Schema, path: Path) -> None:
    """Write a file; the same rows give the same bytes with the same pyarrow.

    Raises:
        WaqaiError: if a value is not of its column's type.
        OSError: if the file cannot be written.
    """
    with pyarrow.parquet.ParquetWriter(path, columns(schema)) as file:
        for batch in batches(rows, schema):
            file.write_batch(batch)


def read(path: str) -> tuple[list[str], Iterator[dict[str, Any]]]:
    """The columns of a file, and its rows as values by column.

    Raises:
        WaqaiError: if the file cannot be read, at once or on the way.
    """
    try:
        file = pyarrow.parquet.ParquetFile(path)
    except (pyarrow.ArrowException, OSError) as fault:
        raise _unreadable(path, fault) from fault
    return file.schema_arrow.names, _rows(path, file)


def _rows(path: str, file: pyarrow.parquet.ParquetFile) -> Iterator[dict[str, Any]]:
    with file:
        try:
            for batch in file.iter_batches(batch_size=_READ, use_threads=False):
                yield from batch.to_pylist()
        except (pyarrow.ArrowException, OSError) as fault:
            raise _unreadable(path, fault) from fault


def _unreadable(path: str, fault: Exception) -> WaqaiError:
    reason = getattr(fault, "strerror", None) or " ".join(str(fault).split())[:200]
    return WaqaiError(Problem(path, f"cannot be read: {reason}"))

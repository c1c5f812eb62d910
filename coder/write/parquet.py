"""Parquet: a row group for each batch of rows, compressed as every reader can (Snappy)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyarrow.parquet

from coder.tabulate import Row, Schema
from coder.write.arrow import batches, columns


def write(rows: Iterable[Row], schema: Schema, path: Path) -> None:
    """Write a file; the same rows give the same bytes with the same pyarrow.

    Raises:
        WaqaiError: if a value is not of its column's type.
        OSError: if the file cannot be written.
    """
    with pyarrow.parquet.ParquetWriter(path, columns(schema)) as file:
        for batch in batches(rows, schema):
            file.write_batch(batch)

"""Rows as Arrow has them, for Parquet and DuckDB: batches of typed columns."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping

import pyarrow as pa

from coder.tabulate import Row, Schema
from coder.tabulate.schema import Type
from coder.write.typed import BATCH, typed

_TYPES: Mapping[Type, pa.DataType] = {
    "text": pa.string(),
    "date": pa.date32(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "list": pa.list_(pa.string()),
}


def columns(schema: Schema) -> pa.Schema:
    """Names and types of the flat columns."""
    return pa.schema([(name, _TYPES[type_]) for name, type_ in schema.types.items()])


def batches(rows: Iterable[Row], schema: Schema) -> Iterator[pa.RecordBatch]:
    """Rows in batches, none where there are none.

    Raises:
        WaqaiError: if a value is not of its column's type.
    """
    found, of = columns(schema), iter(typed(rows, schema))
    while some := list(itertools.islice(of, BATCH)):
        arrays = [pa.array(values, field.type) for field, values in zip(found, zip(*some, strict=True), strict=True)]
        yield pa.record_batch(arrays, schema=found)

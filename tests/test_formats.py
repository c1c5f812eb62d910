"""Files of Parquet, XLSX, SQLite and DuckDB, and folders of files: what other tools read is what JSON Lines has."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pyarrow.dataset
import pyarrow.parquet
import pytest
from events import EVENT, event
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from coder.tabulate import SCHEMAS, Row
from coder.write import BINARY, write_file, write_rows

DETERMINISTIC = ("parquet", "xlsx", "sqlite")

MANY = [
    EVENT,
    event(event_id="1" * 16, source=None, place=None, when=None, published=None, fatalities=None, tags=()),
    event(event_id="2" * 16, sentence="=1+1", trigger="-2", url="", outlet="+3;@4", acled=None, target=None),
    event(event_id="f" * 16, sentence='"\t\r\n\0\x1b\u2028', trigger="<r>&amp;</r>", mentions=2**40, goldstein=0.0),
]


def made(schema: str, events: Sequence[Any] = MANY) -> list[Row]:
    return list(SCHEMAS[schema].rows(events))


# Readers: what another tool finds in a file, as names and values


def read_parquet(path: Path) -> tuple[list[str], list[list[Any]]]:
    table = pyarrow.parquet.read_table(path, partitioning=None)
    return table.column_names, [list(row.values()) for row in table.to_pylist()]


def read_duckdb(path: Path) -> tuple[list[str], list[list[Any]]]:
    with closing(duckdb.connect(path, read_only=True)) as file:
        found = file.execute("SELECT * FROM events")
        return [column[0] for column in found.description], [list(row) for row in found.fetchall()]


def read_sqlite(path: Path) -> tuple[list[str], list[list[Any]]]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as file:
        found = file.execute("SELECT * FROM events")
        return [column[0] for column in found.description], [list(row) for row in found]


def read_xlsx(path: Path) -> tuple[list[str], list[list[Any]]]:
    """All sheets, which have the same header; Excel undoes its escapes, openpyxl leaves that to us."""
    book = openpyxl.load_workbook(path, read_only=True)
    names, rows = [], []
    for sheet in book:
        cells = list(sheet.iter_rows())
        assert not any(cell.data_type in ("f", "e") for row in cells for cell in row)
        names, *values = [[cell.value for cell in row] for row in cells]
        rows += [[unescape(value) if isinstance(value, str) else value for value in row] for row in values]
    book.close()
    return names, rows


READERS: Mapping[str, Callable[[Path], tuple[list[str], list[list[Any]]]]] = {
    "parquet": read_parquet,
    "duckdb": read_duckdb,
    "sqlite": read_sqlite,
    "xlsx": read_xlsx,
}


def expected(schema: str, rows: Sequence[Row], format: str) -> list[list[Any]]:
    """What a reader should find, made of the lines of JSON."""
    stream = io.BytesIO()
    write_rows(rows, SCHEMAS[schema], "jsonl", stream)
    lines = [json.loads(line) for line in stream.getvalue().decode().removesuffix("\n").split("\n") if line]
    kinds = SCHEMAS[schema].types.values()
    return [
        [told(value, kind, format) for value, kind in zip(SCHEMAS[schema].values(line), kinds, strict=True)]
        for line in lines
    ]


def told(value: Any, kind: str, format: str) -> Any:
    if kind == "list" and format in ("sqlite", "xlsx"):
        value = ";".join(value)
    if kind == "date" and value and format != "sqlite":
        value = dt.date.fromisoformat(value)
        if format == "xlsx":
            return dt.datetime(value.year, value.month, value.day)
    return None if value == "" and format == "xlsx" else value


@pytest.mark.parametrize("format", BINARY)
@pytest.mark.parametrize("schema", SCHEMAS)
def test_a_file_has_the_columns_and_values_of_json_lines(schema: str, format: str, tmp_path: Path) -> None:
    rows = made(schema)
    write_file(rows, SCHEMAS[schema], format, tmp_path / f"out.{format}")
    assert READERS[format](tmp_path / f"out.{format}") == (
        list(SCHEMAS[schema].flat_columns),
        expected(schema, rows, format),
    )
    assert os.listdir(tmp_path) == [f"out.{format}"]


NASTY = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("_x0041<r>/&;'=\r\n\0\x1f\ufffe قصف"))
PIECES = ("<r>", "</r>", "_x0041", "_", "\r", "\x01", "x0041_", "=", " ", "\ufffe", "ق")
TRICKY = st.lists(st.sampled_from(PIECES)).map("".join)


@given(st.lists(st.tuples(NASTY | TRICKY, TRICKY), min_size=1, max_size=5))
@settings(deadline=None, max_examples=40)
def test_any_text_comes_back(tmp_path_factory: pytest.TempPathFactory, texts: list[tuple[str, str]]) -> None:
    rows = made("cameo", [event(cameo_name=name, trigger=trigger) for name, trigger in texts])
    folder = tmp_path_factory.mktemp("any")
    for format in BINARY:
        write_file(rows, SCHEMAS["cameo"], format, folder / f"out.{format}")
        assert READERS[format](folder / f"out.{format}")[1] == expected("cameo", rows, format), format

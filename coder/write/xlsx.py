"""XLSX: a sheet for as many rows as Excel takes in one, text always as text and never as a formula."""

from __future__ import annotations

import datetime as dt
import itertools
import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.worksheet import Worksheet

from coder.tabulate import Row, Schema
from coder.tabulate.schema import Type
from coder.write.typed import TABLE, typed, unfit

# Excel specifications and limits: rows of a sheet, UTF-16 units of a cell.
_ROWS = 1_048_576
_UNITS = 32_767
_FIRST_YEAR = 1900  # of Excel's dates
_MADE = dt.datetime(1980, 1, 1)  # the same in every file, as the hour would make every file differ
_CONTROL = r"[\x00-\x08\x0b-\x1f\ufffe\uffff]"
# What a cell holds only as an escape, _x000D_ for a carriage return (ECMA-376, 22.9.2.19), or would be read as one.
_ESCAPED = re.compile(rf"{_CONTROL}|_(?=x[0-9A-Fa-f]{{4}}(?:_|{_CONTROL}))|\A<(?=r>)")


def write(rows: Iterable[Row], schema: Schema, path: Path, limit: int = _ROWS) -> None:
    """Write a file; the same rows give the same bytes with the same XlsxWriter.

    Args:
        limit: rows of a sheet, its header among them; what is beyond goes to further sheets, each with a header.

    Raises:
        WaqaiError: if a value is not of its column's type, or is longer than a cell may be.
        OSError: if the file cannot be written.
    """
    with tempfile.TemporaryDirectory() as folder:
        book = xlsxwriter.Workbook(path, {"constant_memory": True, "tmpdir": folder})
        book.set_properties({"created": _MADE})
        try:
            found = _fitting(rows, schema)
            for number in itertools.count(1):
                following = next(found, None)
                if number > 1 and following is None:
                    break
                sheet = _Sheet(book, schema, number)
                if following is not None:
                    sheet.fill(itertools.chain([following], itertools.islice(found, limit - 2)))
            book.close()
        except FileCreateError as fault:
            raise fault.args[0] from None  # the OSError that it stands for
        finally:
            book.fileclosed = True  # or it would be written all the same when it is forgotten


def _fitting(rows: Iterable[Row], schema: Schema) -> Iterator[list[Any]]:
    """The values of each row, lists joined as in CSV.

    Raises:
        WaqaiError: if a text is too long.
    """
    for row in rows:
        (values,) = typed([row], schema)
        cells = [";".join(value) if isinstance(value, list) else value for value in values]
        for name, cell in zip(schema.flat_columns, cells, strict=True):
            if isinstance(cell, str) and len(cell) > _UNITS // 2 and (length := _units(cell)) > _UNITS:
                why = f"`{name}` has {length:,} characters, a cell of Excel takes {_UNITS:,}"
                raise unfit(row, schema, why, "choose another --format")
        yield cells


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


class _Worksheet(Worksheet):  # type: ignore[misc]
    """XlsxWriter's, but that any text comes back: it trips over escapes that overlap, and takes <r>...</r> for its own
    markup."""

    @staticmethod
    def _escape_control_characters(data: str) -> str:
        return _ESCAPED.sub(lambda found: f"_x{ord(found[0]):04X}_", data)


class _Sheet:
    def __init__(self, book: xlsxwriter.Workbook, schema: Schema, number: int) -> None:
        self._sheet = book.add_worksheet(TABLE if number == 1 else f"{TABLE} {number}", _Worksheet)
        self._types: list[Type] = list(schema.types.values())
        self._day = book.add_format({"num_format": "yyyy-mm-dd"})
        self._sheet.freeze_panes(1, 0)
        for column, type_ in enumerate(self._types):
            if type_ == "date":
                self._sheet.set_column(column, column, len("2016-12-07") + 1)
        bold = book.add_format({"bold": True})
        for column, name in enumerate(schema.flat_columns):
            self._sheet.write_string(0, column, name, bold)

    def fill(self, rows: Iterable[list[Any]]) -> None:
        """Write rows below the header."""
        for number, cells in enumerate(rows, 1):
            for column, (type_, cell) in enumerate(zip(self._types, cells, strict=True)):
                if cell is None or cell == "":
                    continue
                if type_ in ("integer", "number"):
                    self._sheet.write_number(number, column, cell)
                elif type_ == "date" and cell.year >= _FIRST_YEAR:
                    self._sheet.write_datetime(number, column, cell, self._day)
                else:
                    self._sheet.write_string(number, column, str(cell))

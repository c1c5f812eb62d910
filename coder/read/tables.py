"""CSV, TSV and Parquet: a row is a record."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import BinaryIO

from coder.read.article import LIMIT, Fault, Record
from coder.read.encoding import UTF_8
from coder.read.json_files import lines
from coder.read.options import Reading, name_of
from coder.read.unpack import seekable

_DELIMITERS = (",", ";", "\t", "|")
_ROWS = 64  # of Parquet, at once
_QUOTES = "inside a cell in quotation marks, a quotation mark is written twice"


def delimiter_of(header: str) -> str:
    """The sign between the columns: the one that the header has most of."""
    return max(_DELIMITERS, key=header.count)


def is_header(line: str, how: Reading) -> bool:
    """Whether a line names columns, among them one for the text."""
    try:
        cells = next(csv.reader([line], delimiter=delimiter_of(line)), [])
    except csv.Error:
        return False
    names = dict.fromkeys(cell.strip() for cell in cells)
    return len(names) > 1 and (name_of("text", names) is not None or how.fields.get("text") in names)


def rows(stream: BinaryIO, delimiter: str = "") -> Iterator[Record | Fault]:
    """A record for each row below the header.

    Args:
        stream: UTF-8.
        delimiter: empty to go by the header.

    Raises:
        Fault: if there is no end to a cell.
    """
    csv.field_size_limit(LIMIT)
    source = _Lines(stream)
    first = next(source, "")
    if not first.strip():
        return
    source.again = first
    reader = csv.reader(source, delimiter=delimiter or delimiter_of(first), strict=True)
    header: list[str] = []
    while True:
        line = source.number + 1 if not source.again else source.number
        try:
            cells = next(reader, None)
        except csv.Error as error:
            message = str(error)
            if "limit" in message or "end of data" in message:
                raise Fault("a cell without an end: its quotation mark is not closed", _QUOTES, line) from None
            if not header:
                raise Fault(f"broken table: {message}", _QUOTES, line) from None
            yield Fault(f"broken row: {message}", _QUOTES, line)
            continue
        except Fault as fault:  # a line that is too long
            yield fault
            continue
        if cells is None:
            return
        if not header:
            header = [cell.strip() for cell in cells]
        elif len(cells) > len(header):
            yield Fault(f"{len(cells)} cells for {len(header)} columns", _QUOTES, line)
        elif cells:
            yield Record(dict(zip(header, cells, strict=False)), line, named=True)


class _Lines:
    """Decoded lines, with the number of the last; bytes that are no UTF-8 are looked at with their record."""

    def __init__(self, stream: BinaryIO) -> None:
        self._lines = lines(stream)
        self.number = 0
        self.again = ""

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if self.again:
            line, self.again = self.again, ""
            return line
        self.number, data = next(self._lines)
        if isinstance(data, Fault):
            raise data
        return data.decode(UTF_8, "surrogateescape")


def parquet(stream: BinaryIO) -> Iterator[Record | Fault]:
    """A record for each row, a few rows in memory at a time.

    Raises:
        Fault: if pyarrow is missing, or the file is broken.
    """
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise Fault("Parquet needs pyarrow", "pip install 'waqai[parquet]'") from None
    number = 0
    try:
        with pyarrow.parquet.ParquetFile(seekable(stream)) as table:
            for batch in table.iter_batches(batch_size=_ROWS, use_threads=False):
                for fields in batch.to_pylist():
                    number += 1
                    yield Record(fields, number, named=True)
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        reason = " ".join(str(error).split())[:200]
        raise Fault(f"broken Parquet after {number} rows: {reason}", "get the file again") from None

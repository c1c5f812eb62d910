"""Stage 8, write: rows become text on a stream, or a file of Parquet, XLSX, SQLite or DuckDB.

``text.py`` has the formats of text; ``parquet.py``, ``xlsx.py``, ``sqlite.py`` and ``duckdb.py`` each write one file of
all rows, by the columns and types of the schema. ``whole.py`` sees to it that a file is there whole or not at all,
``parts.py`` makes a folder of files, one for each day or country. docs/formats.md says what a reader may rely on.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, BinaryIO

from coder.bidi import Bidi
from coder.errors import Problem, WaqaiError
from coder.tabulate import Row, Schema
from coder.write import text
from coder.write.text import NOBODY, safe, table_width, unsafe
from coder.write.whole import whole

__all__ = [
    "BINARY", "FORMATS", "NOBODY", "check_libraries", "read_parquet", "safe", "table_width", "unsafe",
    "write_file", "write_partial", "write_rows",
]  # fmt: skip

# Of each format that is no text: the modules that it needs, besides those that waqai has anyway.
_NEEDS: Mapping[str, tuple[str, ...]] = {
    "parquet": ("pyarrow",),
    "xlsx": ("xlsxwriter",),
    "sqlite": (),
    "duckdb": ("duckdb", "pyarrow"),
}
BINARY = tuple(_NEEDS)
FORMATS = (*text.FORMATS, *BINARY)


def check_libraries(format: str) -> None:
    """Make sure that a format can be written, before the work that it is for.

    Raises:
        WaqaiError: if a library is not installed.
    """
    missing = [name for name in _NEEDS.get(format, ()) if find_spec(name) is None]
    if missing:
        raise WaqaiError(
            Problem("", f"format {format} needs {' and '.join(missing)}", f"pip install 'waqai[{format}]'")
        )


def write_rows(rows: Iterable[Row], schema: Schema, format: str, stream: BinaryIO, *, bidi: Bidi = Bidi.AUTO) -> None:
    """Write rows to a stream, as text as they come, else when all are there.

    Args:
        rows: of ``schema``, from ``Schema.rows``.
        format: one of FORMATS; see :func:`coder.write.text.write_rows` for those of text.
        stream: binary; it is flushed and left open.
        bidi: how a table writes right-to-left text; the other formats hold the text as it is.

    Raises:
        WaqaiError: if the format cannot hold a row; nothing is written then.
    """
    if format not in BINARY:
        text.write_rows(rows, schema, format, stream, bidi=bidi)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "events"
        _write(rows, schema, format, path)
        with path.open("rb") as file:
            shutil.copyfileobj(file, stream)
    stream.flush()


def write_file(
    rows: Iterable[Row], schema: Schema, format: str, path: str | Path, *, bidi: Bidi = Bidi.AUTO, remedy: str = ""
) -> None:
    """Write rows to a file that is there whole or not at all.

    Args:
        rows, schema, format, bidi: as for :func:`write_rows`.
        path: what stands there is replaced when all is written.
        remedy: what to do if that fails.

    Raises:
        WaqaiError: if the file cannot be written, or the format cannot hold a row.
    """
    with whole(path, remedy) as partial:
        write_partial(rows, schema, format, partial, bidi=bidi)


def write_partial(rows: Iterable[Row], schema: Schema, format: str, path: Path, *, bidi: Bidi = Bidi.AUTO) -> None:
    """Write rows to a path as they come, whole or not.

    Raises:
        WaqaiError: if the format cannot hold a row.
        OSError: if the file cannot be written.
    """
    if format in BINARY and not path.exists():
        _write(rows, schema, format, path)
        return
    with path.open("wb") as stream:  # also of what cannot be replaced, like a named pipe
        write_rows(rows, schema, format, stream, bidi=bidi)


def read_parquet(path: str) -> tuple[list[str], Iterator[dict[str, Any]]]:
    """The columns of a Parquet file, and its rows as values by column.

    Raises:
        WaqaiError: if pyarrow is not installed, or the file cannot be read, at once or on the way.
    """
    check_libraries("parquet")
    from coder.write.parquet import read

    return read(path)


def _write(rows: Iterable[Row], schema: Schema, format: str, path: Path) -> None:
    """Write a file of a format that is no text; ``path`` does not exist yet."""
    import_module(f"coder.write.{format}").write(rows, schema, path)

"""A folder of files, one for each day, month, year or country, as Hive lays them out and other tools read them.

``events/event_country=SYR/event_year=2016/events.parquet``: a folder's name is a column and its value. Rows go through
a table on disk first, so that one file is written after the other, however many there are.
"""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

from coder.errors import Problem, WaqaiError
from coder.tabulate import Row, Schema
from coder.tabulate.schema import as_json
from coder.write import write_partial
from coder.write.whole import sync, whole_folder

UNKNOWN = "unknown"  # Hive's own sign, __HIVE_DEFAULT_PARTITION__, is a null on which pandas.read_parquet stumbles
_LENGTHS = {"year": 4, "month": 7, "day": 10}  # of 2016-12-07
BY = (*_LENGTHS, "country")
_FILE = "events"
_OURS = re.compile(rf"event_(?:{'|'.join(BY)})=.+")


def write_parts(
    rows: Iterable[Row], schema: Schema, format: str, folder: str | Path, by: Sequence[str], *, remedy: str = ""
) -> None:
    """Write rows to a folder with a file for each value of what they are parted by.

    Args:
        rows: of ``schema``.
        format: of the files, any of FORMATS.
        folder: a new one, or one that this has made; that is replaced when all is written.
        by: of BY, from the outer folder to the inner.
        remedy: what to do if the folder cannot be written.

    Raises:
        WaqaiError: if the folder has other things in it or cannot be written, or the format cannot hold a row.
    """
    check_folder(folder)
    with whole_folder(folder, remedy) as partial, _sorted(rows, _part(schema, by)) as parts:
        for name, some in parts:
            path = partial / name / f"{_FILE}.{format}"
            path.parent.mkdir(parents=True, exist_ok=True)
            write_partial(some, schema, format, path)
            sync(path)


def check_folder(folder: str | Path) -> None:
    """Make sure that nothing is lost when a folder is replaced.

    Raises:
        WaqaiError: if it is none, or has other things in it than the files of parts.
    """
    path = Path(folder)
    if not path.exists():
        return
    other = _other(path, top=True) if path.is_dir() else path
    if other is not None:
        what = f"has other files in it ({other.relative_to(path)})" if other != path else "is a file, no folder"
        raise WaqaiError(Problem(str(folder), what, "name a new folder, or one that waqai has made"))


def remove_parts(folder: Path) -> None:
    """Delete a folder that :func:`write_parts` has made; one with other things in it is left as it is."""
    if folder.is_dir() and _other(folder, top=True) is None:
        shutil.rmtree(folder)


def _other(folder: Path, top: bool = False) -> Path | None:
    """Something in a folder that is no part and no file of one."""
    for path in sorted(folder.iterdir()):
        if path.is_symlink():
            return path
        if path.is_dir() and _OURS.fullmatch(path.name):
            if found := _other(path):
                return found
        elif top or not path.is_file() or path.stem != _FILE:
            return path
    return None


def _part(schema: Schema, by: Sequence[str]) -> Callable[[Row], str]:
    """Of a row the folders that it goes to."""

    def value(flat: Mapping[str, object], key: str) -> str:
        column = schema.country if key == "country" else schema.day
        found = flat[column] if column else None
        if found is None or found == "":
            return UNKNOWN
        if key == "country":
            return quote(str(found), safe=" ")
        digits = str(found).replace("-", "")  # 20161207 in GDELT's columns
        return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"[: _LENGTHS[key]]

    def part(row: Row) -> str:
        flat = dict(zip(schema.flat_columns, schema.values(row), strict=True))
        return "/".join(f"event_{key}={value(flat, key)}" for key in by)

    return part


@contextlib.contextmanager
def _sorted(rows: Iterable[Row], part: Callable[[Row], str]) -> Iterator[Iterator[tuple[str, Iterator[Row]]]]:
    """Rows by part, in their order within each; without rows one part without any, so that a file has the columns."""
    try:
        with contextlib.closing(sqlite3.connect("", isolation_level=None)) as table:  # "": on disk, deleted with us
            table.execute("CREATE TABLE rows (part TEXT, row TEXT)")
            table.execute("BEGIN")
            table.executemany("INSERT INTO rows VALUES (?, ?)", ((part(row), as_json(row)) for row in rows))
            table.execute("CREATE INDEX parts ON rows (part)")
            names = [name for (name,) in table.execute("SELECT DISTINCT part FROM rows ORDER BY part")]

            def of(name: str) -> Iterator[Row]:
                for (row,) in table.execute("SELECT row FROM rows WHERE part = ? ORDER BY rowid", (name,)):
                    yield json.loads(row)

            yield ((name, of(name)) for name in names or [part({})])
    except sqlite3.Error as fault:
        raise OSError(str(fault)) from fault

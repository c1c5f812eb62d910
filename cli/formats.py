"""In which format rows are written, and where to: options of ``waqai code``, ``waqai run`` and ``waqai dedupe``."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cli.output import opened, output_path
from coder.bidi import Bidi
from coder.tabulate import Row, Schema
from coder.write import BINARY, check_libraries, write_file, write_rows


class Format(StrEnum):
    TABLE = "table"
    CSV = "csv"
    TSV = "tsv"
    JSONL = "jsonl"
    GEOJSON = "geojson"
    PARQUET = "parquet"
    XLSX = "xlsx"
    SQLITE = "sqlite"
    DUCKDB = "duckdb"


class Key(StrEnum):
    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    COUNTRY = "country"


_SUFFIXES = {"ndjson": Format.JSONL, "sqlite3": Format.SQLITE, "db": Format.SQLITE}
_SUFFIXES |= {str(format): format for format in Format if format is not Format.TABLE}

FormatOption = Annotated[
    Format | None,
    typer.Option(help="Default: by the suffix of --output, else a table on a terminal, csv elsewhere."),
]
By = Annotated[
    str | None,
    typer.Option(
        "--by",
        metavar="KEYS",
        help="A folder with a file for each day, month, year or country of events; commas between make folders within "
        "folders.",
    ),
]


def keys(by: str | None) -> tuple[str, ...]:
    """What ``--by`` names.

    Raises:
        typer.BadParameter: if it is nothing to go by.
    """
    found = tuple(dict.fromkeys(key.strip() for key in (by or "").split(",") if key.strip()))
    unknown = [key for key in found if key not in list(Key)]
    if unknown or (by is not None and not found):
        raise typer.BadParameter(
            f"{', '.join(unknown) or 'nothing'} (choose from {', '.join(Key)})", param_hint="'--by'"
        )
    return found


@dataclass(frozen=True)
class Destination:
    """Where rows go.

    Attributes:
        output: a file, or a folder where ``by`` names anything; None for standard output.
        format: of what is written.
        by: see :func:`coder.write.parts.write_parts`.
    """

    output: str | None
    format: Format
    by: tuple[str, ...] = ()

    def check(self) -> None:
        """Make sure, before the work, that it can be written to.

        Raises:
            WaqaiError: if a library for the format is missing, or the folder holds other things.
        """
        check_libraries(self.format)
        if self.by and self.output is not None:
            from coder.write.parts import check_folder

            check_folder(self.output)

    def write(self, rows: Iterable[Row], schema: Schema, bidi: Bidi) -> None:
        """Write all rows.

        Raises:
            WaqaiError: if they cannot be written.
        """
        if self.output is None:
            with opened(None) as stream:
                write_rows(rows, schema, self.format, stream, bidi=bidi)
        elif self.by:
            from coder.write.parts import write_parts

            write_parts(rows, schema, self.format, self.output, self.by)
        else:
            write_file(rows, schema, self.format, self.output, bidi=bidi)


def destination(output: str | None, format: Format | None, by: str | None, schema: Schema | None) -> Destination:
    """What the options say.

    Args:
        schema: of the rows; None if that is not known yet.

    Raises:
        typer.BadParameter: if they do not go together.
    """
    output, parts = output_path(output, "--output"), keys(by)
    format = format or _format_of(output)
    if parts and output is None:
        raise typer.BadParameter("a folder of files needs a name: add --output DIR", param_hint="'--by'")
    if output is None and format in BINARY and sys.stdout.isatty():
        raise typer.BadParameter(f"{format} is not for a terminal: add --output FILE", param_hint="'--format'")
    if schema is not None:
        check_columns(format, parts, schema)
    return Destination(output, format, parts)


def check_columns(format: Format, by: Sequence[str], schema: Schema) -> None:
    """Refuse a map of what has no place, and files by a country that no column has.

    Raises:
        typer.BadParameter: if the schema lacks what is asked for.
    """
    if format is Format.GEOJSON and schema.point is None:
        raise typer.BadParameter(f"schema {schema.name} has no coordinates", param_hint="'--format'")
    if by and format is Format.TABLE:
        raise typer.BadParameter("tables to read are not parted", param_hint="'--by'")
    if Key.COUNTRY in by and schema.country is None:
        raise typer.BadParameter(f"schema {schema.name} has no country", param_hint="'--by'")


def _format_of(output: str | None) -> Format:
    """The format for a file by its suffix; for standard output a table on a terminal, else CSV."""
    if output is None:
        return Format.TABLE if sys.stdout.isatty() else Format.CSV
    return _SUFFIXES.get(Path(output).suffix.lower().removeprefix("."), Format.CSV)

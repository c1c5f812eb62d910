"""Formats of text: CSV, TSV, JSON Lines, GeoJSON, and a table to read.

Everything is UTF-8 with ``\\n`` line ends, whatever the locale or system, so that two runs give the same bytes.
"""

from __future__ import annotations

import io
import itertools
import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import BinaryIO, TextIO

from coder.bidi import Bidi, RightToLeft, resolve
from coder.tabulate import Row, Schema
from coder.tabulate.schema import Cell, as_json

DEFAULT_WIDTH = 120  # of a table that goes to no terminal
NOBODY = "---"  # the event data sets' sign for an actor that is not known

_CSV_SPECIAL = re.compile(r'[",\r\n]')
_LINE_BREAKERS = re.compile(r"[\t\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# Text that a spreadsheet would run as a formula (OWASP, "CSV Injection"), and what is told from it by apostrophes only.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")


def write_rows(rows: Iterable[Row], schema: Schema, format: str, stream: BinaryIO, *, bidi: Bidi = Bidi.AUTO) -> None:
    """Write rows as they come.

    Args:
        rows: of ``schema``, from ``Schema.rows``.
        format: one of FORMATS. ``csv`` follows RFC 4180 but for the line ends; ``tsv`` has a space for every tab and
            line break within a cell; both have a header, and an apostrophe before text that a spreadsheet would run as
            a formula. ``jsonl`` is one compact object a line. ``geojson`` is one FeatureCollection (RFC 7946), its
            features with the flat columns as properties and without geometry where no coordinates are known.
            ``table`` shows the columns that matter to a reader, as wide as the terminal, else as COLUMNS says, else
            120 characters.
        stream: binary; it is flushed after each row and left open.
        bidi: how a table writes right-to-left text; the other formats hold the text as it is.
    """
    if format == "table":
        _write_table(rows, schema, stream, bidi)
        return
    if format == "geojson":
        _write_geojson(rows, schema, stream)
        return
    if format != "jsonl":
        stream.write(_LINES[format](list(schema.flat_columns)).encode())
    for row in rows:
        line = as_json(row) + "\n" if format == "jsonl" else _LINES[format]([safe(c) for c in schema.cells(row)])
        stream.write(line.encode())
        stream.flush()
    stream.flush()


def safe(cell: Cell) -> str:
    """A cell as text that no spreadsheet runs: text like ``=1+1`` or ``-x`` gets an apostrophe, numbers stay numbers.

    So does text that begins like this behind apostrophes, so that :func:`unsafe` gives back any text.
    """
    if cell is None:
        return ""
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else str(cell)


def unsafe(cell: str) -> str:
    """The text of which :func:`safe` made a cell."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def _csv_line(cells: list[str]) -> str:
    quoted = ('"' + cell.replace('"', '""') + '"' if _CSV_SPECIAL.search(cell) else cell for cell in cells)
    return ",".join(quoted) + "\n"


def _tsv_line(cells: list[str]) -> str:
    return "\t".join(_LINE_BREAKERS.sub(" ", cell) for cell in cells) + "\n"


def _write_geojson(rows: Iterable[Row], schema: Schema, stream: BinaryIO) -> None:
    stream.write(b'{"type":"FeatureCollection","features":[')
    for number, row in enumerate(rows):
        stream.write((",\n" if number else "\n").encode() + as_json(_feature(row, schema)).encode())
        stream.flush()
    stream.write(b"\n]}\n")
    stream.flush()


def _feature(row: Row, schema: Schema) -> Row:
    properties = dict(zip(schema.flat_columns, schema.values(row), strict=True))
    latitude, longitude = (properties[column] for column in schema.point) if schema.point else (None, None)
    known = latitude is not None and longitude is not None
    geometry = {"type": "Point", "coordinates": [longitude, latitude]} if known else None
    return {"type": "Feature", "id": properties[schema.id], "geometry": geometry, "properties": properties}


_LINES = {"csv": _csv_line, "tsv": _tsv_line}
FORMATS = ("table", *_LINES, "jsonl", "geojson")


# --- tables -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Shown:
    """A column of the table to read: its heading, its text, and its width (``ratio`` shares out what is left)."""

    heading: str
    text: Callable[[Row], str]
    width: int | None = None
    ratio: int | None = None
    style: str = ""


def _event_name(row: Row) -> str:
    marks = [m for m in (row["polarity"], row["modality"]) if m not in ("affirmed", "real")]
    return f"{row['cameo']} {row['cameo_name']}" + (f" ({', '.join(marks)})" if marks else "")


def _place(row: Row) -> str:
    return row["place"]["name"] if row["place"] else ""


def _actor(side: str) -> Callable[[Row], str]:
    return lambda row: (row[side]["code"] or row[side]["text"]) if row[side] else NOBODY


def _text(key: str) -> Callable[[Row], str]:
    return lambda row: "" if row[key] is None else str(row[key])


def _sentence(row: Row, length: int = 160) -> str:
    """The sentence, or the words of it around the trigger, with the trigger in brackets."""
    before, trigger, after = row["sentence"].partition(row["trigger"])
    if not trigger:  # its words do not stand together
        before, after = "", row["sentence"]
    words = [before.split(), after.split()]
    shown: list[list[str]] = [[], []]
    while any(words) and sum(len(word) + 1 for side in shown for word in side) < length:
        shown[0][:0] = [words[0].pop()] if words[0] else []
        shown[1] += [words[1].pop(0)] if words[1] else []
    left, right = before[len(before.rstrip()) :], after[: len(after) - len(after.lstrip())]
    mark = f"{left and ' '}[{trigger}]{right and ' '}" if trigger else ""
    return "… " * bool(words[0]) + " ".join(shown[0]) + mark + " ".join(shown[1]) + " …" * bool(words[1])


# Latin columns stand between the Arabic ones: see coder.bidi.
_TABLES: dict[str, list[_Shown]] = {
    "event": [
        _Shown("Date", _text("date"), width=10),
        _Shown("Place", _place, ratio=2),
        _Shown("Source", _actor("source"), width=9, style="cyan"),
        _Shown("Event", _event_name, ratio=4, style="bold"),
        _Shown("Target", _actor("target"), width=9, style="cyan"),
        _Shown("Sentence, [trigger]", _sentence, ratio=8),
    ],
    "cameo": [
        _Shown("Date", _text("date"), width=10),
        _Shown("Source", lambda row: row["source"] or NOBODY, width=9, style="cyan"),
        _Shown("Target", lambda row: row["target"] or NOBODY, width=9, style="cyan"),
        _Shown("Code", _text("code"), width=4, style="bold"),
        _Shown("Name", _text("name"), ratio=3),
        _Shown("Quad", _text("quad_class"), width=4),
        _Shown("Goldstein", _text("goldstein"), width=9),
        _Shown("Sentence", _text("sentence_id"), ratio=3),
        _Shown("Trigger", _text("trigger"), ratio=2),
    ],
    "acled": [
        _Shown("Date", _text("event_date"), width=10),
        _Shown("Location", _text("location"), ratio=2),
        _Shown("Sub-event type", _text("sub_event_type"), ratio=2, style="bold"),
        _Shown("Actor 1", _text("actor1"), ratio=2, style="cyan"),
        _Shown("Actor 2", _text("actor2"), ratio=2, style="cyan"),
        _Shown("Deaths", _text("fatalities"), width=6),
        _Shown("Notes", _text("notes"), ratio=5),
    ],
    "icews": [
        _Shown("Date", _text("Event Date"), width=10),
        _Shown("Source", _text("Source Name"), ratio=3, style="cyan"),
        _Shown("Code", _text("CAMEO Code"), width=4, style="bold"),
        _Shown("Event", _text("Event Text"), ratio=3),
        _Shown("Target", _text("Target Name"), ratio=3, style="cyan"),
        _Shown("City", _text("City"), ratio=2),
        _Shown("Country", _text("Country"), ratio=2),
        _Shown("Story", _text("Story ID"), ratio=2),
    ],
    "gdelt": [
        _Shown("Day", _text("SQLDATE"), width=8),
        _Shown("Actor 1", _text("Actor1Code"), width=9, style="cyan"),
        _Shown("Code", _text("EventCode"), width=4, style="bold"),
        _Shown("Actor 2", _text("Actor2Code"), width=9, style="cyan"),
        _Shown("Quad", _text("QuadClass"), width=4),
        _Shown("Goldstein", _text("GoldsteinScale"), width=9),
        _Shown("Where", _text("ActionGeo_FullName"), ratio=3),
        _Shown("URL", _text("SOURCEURL"), ratio=3),
    ],
}


def _write_table(rows: Iterable[Row], schema: Schema, stream: BinaryIO, choice: Bidi) -> None:
    """One table an article where rows tell their article, as soon as it is coded; all of the same widths."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    text = io.TextIOWrapper(stream, encoding="utf-8", newline="\n", write_through=True)
    try:
        console = Console(file=text, width=table_width(text), highlight=False, markup=False)
        bidi = resolve(choice, text.isatty(), os.environ)
        for article, group in itertools.groupby(rows, key=lambda row: row.get("article_id")):
            table = Table(box=box.ROUNDED, show_lines=True, expand=True)
            if article:
                console.print(article, style="bold")
            for column in _TABLES[schema.name]:
                table.add_column(column.heading, width=column.width, ratio=column.ratio, overflow="fold")
            for row in group:
                table.add_row(*(RightToLeft(c.text(row), bidi, c.style) for c in _TABLES[schema.name]))
            console.print(table)
    finally:
        text.detach()


def table_width(stream: TextIO) -> int | None:
    """None for a terminal, whose width Rich finds out; else COLUMNS, or 120."""
    if stream.isatty():
        return None
    columns = os.environ.get("COLUMNS", "")
    return int(columns) if columns.isdigit() and int(columns) > 0 else DEFAULT_WIDTH

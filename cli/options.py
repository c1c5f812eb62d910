"""Options that several subcommands share."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from typing import Annotated

import typer

from coder.bidi import Bidi
from coder.errors import Problem, WaqaiError
from coder.read import STDIN, Article, read_articles, reading


def _parse_date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a date, write it as 2024-03-14") from None


def read_inputs(
    paths: list[str] | None,
    files_from: list[str] | None,
    date: dt.date | None,
    *,
    profile: str | None,
    field: list[str] | None,
    encoding: str | None,
    date_format: str | None,
) -> Iterator[Article | Problem]:
    """What the inputs hold, as it is asked for; options that cannot be used are wrong usage at once."""
    lists = files_from or []
    paths = paths if paths or lists else _piped()
    if [*(paths or []), *lists].count(STDIN) > 1:
        raise typer.BadParameter("standard input can be read once only", param_hint="'--files-from'")
    try:
        how = reading(profile, field, encoding or "", date_format or "")
    except WaqaiError as fault:
        raise typer.BadParameter(str(fault)) from None
    return read_articles(paths or [], date=date, how=how, lists=lists)


def _piped() -> list[str]:
    """Standard input if something is piped into it."""
    if sys.stdin is not None and sys.stdin.isatty():
        raise typer.BadParameter("nothing to code: name files or folders, or pipe a text in", param_hint="PATHS")
    return [STDIN]


Inputs = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="PATHS",
        help="Files, folders, archives, 'globs*', or - for standard input, the default in a pipe: text, HTML, JSON, "
        "JSON Lines, CSV, TSV, Parquet, XML, feeds, WARC, also within .zip, .tar, .gz, .bz2, .xz and .zst.",
    ),
]
FilesFrom = Annotated[
    list[str] | None,
    typer.Option(
        "--files-from", metavar="FILE", help="Read paths from a file or - for standard input, one a line or NUL apart."
    ),
]
Field = Annotated[
    list[str] | None,
    typer.Option(
        metavar="PART=NAME",
        help="Field of the records that is text, title, date, source, url or id; a.b goes inside. Can be given many "
        "times. Default: well-known names.",
    ),
]
Profile = Annotated[
    str | None,
    typer.Option(metavar="NAME|FILE", help="Fields, encoding and date format saved as YAML, see docs/reading.md."),
]
Encoding = Annotated[str | None, typer.Option(metavar="NAME", help="Encoding of the text. Default: found out.")]
DateFormat = Annotated[
    str | None,
    typer.Option(metavar="FORMAT", help="How records write dates, like %d/%m/%Y. Default: the usual unambiguous ways."),
]
Output = Annotated[
    str | None, typer.Option("--output", "-o", metavar="FILE", help="Write to a file, complete or not at all.")
]
Date = Annotated[
    dt.date | None,
    typer.Option(
        metavar="DATE",
        parser=_parse_date,
        help="Publication date (2024-03-14) of articles that do not say theirs; goes before a date in a file's name "
        "or in the head of its text.",
    ),
]
Codebook = Annotated[
    list[str] | None,
    typer.Option(metavar="PATH", help="YAML file or folder laid over the shipped codebook; can be given many times."),
]
Models = Annotated[
    str | None,
    typer.Option(metavar="DIR", envvar="WAQAI_MODELS", help="Folder of Stanza models in place of the shipped ones."),
]
Places = Annotated[
    str | None,
    typer.Option(
        metavar="FILE",
        envvar="WAQAI_PLACES",
        help="Local layer of places, see `waqai places`; `off` for none. Default: the one in the user's data, if any.",
    ),
]
BidiMode = Annotated[
    Bidi,
    typer.Option(
        envvar="WAQAI_BIDI",
        help="Right-to-left text in tables: `visual` reorders and joins letters for a terminal that does not, "
        "`isolate` leaves it to the terminal, `auto` goes by the terminal.",
    ),
]

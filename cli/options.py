"""Options that several subcommands share."""

from __future__ import annotations

import datetime as dt
import sys
from typing import Annotated

import typer

from coder.bidi import Bidi
from coder.read import STDIN


def _parse_date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a date, write it as 2024-03-14") from None


def inputs(paths: list[str] | None) -> list[str]:
    """The paths given, or standard input if something is piped into it."""
    if paths:
        return paths
    if sys.stdin is not None and sys.stdin.isatty():
        raise typer.BadParameter("nothing to code: name files or folders, or pipe a text in", param_hint="PATHS")
    return [STDIN]


Inputs = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="PATHS",
        help="Text files, folders, JSON Lines (.jsonl, .ndjson), or - for standard input, the default in a pipe.",
    ),
]
Output = Annotated[
    str | None, typer.Option("--output", "-o", metavar="FILE", help="Write to a file, complete or not at all.")
]
Date = Annotated[
    dt.date | None,
    typer.Option(
        metavar="DATE",
        parser=_parse_date,
        help="Publication date (2024-03-14) of articles that do not say theirs; goes before a date in a file's name.",
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

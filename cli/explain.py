"""``waqai explain``: why a text gives the rows it gives."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from cli.exits import ExitCode, reported, say
from cli.options import BidiMode, Codebook, Date, Models
from coder.bidi import Bidi
from coder.errors import Problem
from coder.read import STDIN, Article, other_language, read_articles


def explain(
    text: Annotated[str, typer.Argument(metavar="TEXT|FILE", help="A sentence, a file, or - for standard input.")],
    date: Date = None,
    codebook: Codebook = None,
    models: Models = None,
    bidi: BidiMode = Bidi.AUTO,
) -> None:
    """Show why a text gives its rows.

    For each sentence: words, tree, frames, the rules and actors that matched, and why near misses did not.
    """
    items: list[Article | Problem]
    if text == STDIN or os.path.exists(text):
        items = list(read_articles([text], date=date))
    elif other_language(text):
        raise typer.BadParameter(f"{text!r} is neither a file nor Arabic text", param_hint="TEXT|FILE")
    else:
        items = [Article(id="text", text=text, date=date)]
    problems = [item for item in items if isinstance(item, Problem)]
    articles = [item for item in items if isinstance(item, Article)]
    for problem in problems:
        say(problem)
    with reported():
        if articles:
            from coder.codebook import load_codebook
            from coder.explain import render
            from coder.pipeline import Coder

            coder = Coder(load_codebook(codebook or []), models, frozenset())
            for article in articles:
                render(coder.explain(article), sys.stdout.buffer, bidi=bidi)
    if problems:
        raise typer.Exit(ExitCode.PROBLEMS)

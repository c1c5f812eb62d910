"""``waqai explain``: why a text gives the rows it gives."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from cli.exits import ExitCode, reported, say
from cli.options import BidiMode, Codebook, Date, DateFormat, Encoding, Field, Models, Places, Profile, read_inputs
from cli.output import opened, output_path
from coder.bidi import Bidi
from coder.errors import Problem
from coder.read import STDIN, Article, Notice, other_language

if TYPE_CHECKING:
    from coder.pipeline import Coder

_TEXT = "text"  # id of an article given on the command line


def explain(
    text: Annotated[
        str, typer.Argument(metavar="TEXT|FILE", help="A sentence, a file, folder or archive, or - for stdin.")
    ],
    article: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ID",
            help="Only the article with this id, as `article_id` of a row has it. Can be given many times.",
        ),
    ] = None,
    date: Date = None,
    profile: Profile = None,
    field: Field = None,
    encoding: Encoding = None,
    date_format: DateFormat = None,
    codebook: Codebook = None,
    html: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Write a page to look at in a browser, with the trees drawn; - for stdout."),
    ] = None,
    tree: Annotated[
        bool | None,
        typer.Option(
            "--tree/--no-tree", help="Show each word with its grammar; by default where there is one sentence only."
        ),
    ] = None,
    places: Places = None,
    models: Models = None,
    bidi: BidiMode = Bidi.AUTO,
) -> None:
    """Show why a text gives its rows, and why not others.

    For each sentence: the rows, the rules and actors behind them, the reason for each trigger without a row.
    """
    path = output_path(html, "--html")
    if text == STDIN or os.path.exists(text):
        found = read_inputs(
            *([text], None, date), profile=profile, field=field, encoding=encoding, date_format=date_format
        )
        items = list(_only(article, found) if article else found)
    elif other_language(text):
        raise typer.BadParameter(f"{text!r} is neither a file nor Arabic text", param_hint="TEXT|FILE")
    else:
        items = [Article(id=_TEXT, text=text, date=date)]
    problems = [item for item in items if isinstance(item, Problem)]
    articles = [item for item in items if isinstance(item, Article)]
    for problem in problems:
        say(problem)
    with reported():
        if articles:
            with opened(path) as stream:  # before the wait for torch: its faults should come at once
                from coder.codebook import load_codebook
                from coder.explain import write_page
                from coder.gazetteer.layer import layer_file
                from coder.pipeline import Coder

                book = load_codebook(codebook or [], places=layer_file(places))
                coder = Coder(book, models, frozenset())
                if html is None:
                    _show(coder, articles, stream, tree, bidi)
                else:
                    explained = ((one, coder.explain(one)) for one in articles)
                    write_page(explained, stream, "waqai explain" if text in (STDIN, articles[0].text) else text)
    if any(not isinstance(problem, Notice) for problem in problems):
        raise typer.Exit(ExitCode.PROBLEMS)


def _only(ids: Iterable[str], found: Iterable[Article | Problem]) -> Iterator[Article | Problem]:
    """The articles with these ids; nothing more is read once all are there."""
    missing = dict.fromkeys(ids)
    for item in found:
        if isinstance(item, Article) and item.id in missing:
            del missing[item.id]
            yield item
        if not missing:
            return
    yield from (Problem(id, "no article has this id", "give the `article_id` of a row") for id in missing)


def _show(coder: Coder, articles: list[Article], stream: BinaryIO, tree: bool | None, bidi: Bidi) -> None:
    from coder.explain import render

    for article in articles:
        sentences = coder.explain(article)
        shown = tree if tree is not None else len(articles) == len(sentences) == 1
        render(sentences, stream, bidi, tree=shown, heading=article.id if len(articles) > 1 else "")

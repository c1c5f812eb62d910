"""``waqai codebook suggest``: what the codebook misses in an archive, as an overlay to edit."""

from __future__ import annotations

import itertools
from typing import Annotated

import typer

from cli.exits import ExitCode, reported, say
from cli.options import (
    Codebook,
    Date,
    DateFormat,
    Encoding,
    Field,
    FilesFrom,
    Inputs,
    Models,
    Output,
    Profile,
    read_inputs,
)
from cli.output import opened, output_path
from cli.report import Report


def suggest(
    paths: Inputs = None,
    min_count: Annotated[int, typer.Option(min=1, help="Leave out what occurs less often.")] = 3,
    top: Annotated[int, typer.Option(min=1, help="At most so many in each section.")] = 50,
    examples: Annotated[int, typer.Option(min=0, help="Sentences to show of each.")] = 3,
    files_from: FilesFrom = None,
    date: Date = None,
    profile: Profile = None,
    field: Field = None,
    encoding: Encoding = None,
    date_format: DateFormat = None,
    codebook: Codebook = None,
    output: Output = None,
    models: Models = None,
) -> None:
    """Suggest what the codebook misses in an archive, most frequent first.

    Verbs and event nouns that stand with known actors but that no rule claims, and names in the slots of coded actions
    that no entry knows: as a codebook file to edit, with counts and sentences as comments.
    """
    found = read_inputs(
        *(paths, files_from, date), profile=profile, field=field, encoding=encoding, date_format=date_format
    )
    output = output_path(output, "--output")
    with reported():
        from coder.codebook import load_codebook
        from coder.suggest import Survey, choose, overlay
        from coder.weights import find_models

        book = load_codebook(codebook or [])
        find_models(book.language.code, models)  # its faults should come before the wait for torch
        survey = Survey(book, examples)
        with opened(output) as stream, Report("sentence") as report:
            articles = report.articles(found)
            if (first := next(articles, None)) is not None:
                from coder.pipeline import Coder

                for _, sentences in Coder(book, models).coded(itertools.chain([first], articles)):
                    survey.add(sentences)
                    report.done(len(sentences))
            suggestions = choose(survey, min_count, top)
            stream.write(overlay(suggestions, survey).encode())
        say(report.summary(suggestion=sum(map(len, suggestions))))
    if report.problems:
        raise typer.Exit(ExitCode.PROBLEMS)

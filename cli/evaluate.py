"""``waqai evaluate``: scores against gold, and what a codebook edit changes."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from cli.exits import ExitCode, reported, say
from cli.options import BidiMode, Codebook, Models, Output
from cli.output import opened, output_path
from cli.report import counted, progress
from coder.bidi import Bidi
from coder.errors import Problem
from coder.read import Notice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coder.annotate import Document
    from coder.evaluate.evaluation import Evaluation
    from coder.evaluate.gold import GoldText
    from coder.evaluate.report import Comparison
    from coder.evaluate.report import Report as Made
    from coder.evaluate.rows import Coded

EVALUATE_CODES_HELP = """\b
Exit codes:
  0    all of the gold was scored
  1    some gold lines or rows could not be used, the others were; or the output could not be written
  2    wrong usage
  3    faults in a codebook, nothing was scored
  4    models missing or unusable, with texts to be parsed
  130  interrupted
"""

SHIPPED = "shipped"
ROWS_SUFFIXES = (".csv", ".tsv", ".jsonl", ".ndjson", ".parquet")


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"
    HTML = "html"


def evaluate(
    gold: Annotated[list[str], typer.Argument(metavar="GOLD", help="Gold files (JSON Lines) or folders of them.")],
    codebook: Codebook = None,
    coded: Annotated[
        str | None,
        typer.Option(
            metavar="ROWS", help="Score these rows (schema event; .csv, .tsv, .jsonl, .parquet) instead of coding."
        ),
    ] = None,
    against: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PATH",
            help="Compare with another codebook: YAML laid over the shipped one in place of --codebook, can be given "
            f"many times; `{SHIPPED}` for the shipped one alone; or rows coded before (the same suffixes).",
        ),
    ] = None,
    format: Annotated[Format, typer.Option(help="Tables, all figures as JSON, or a page for a browser.")] = Format.TEXT,
    output: Output = None,
    top: Annotated[
        int, typer.Option(min=0, help="As text: at most so many rules, misses of a stage, and changed rows; 0 for all.")
    ] = 10,
    models: Models = None,
    bidi: BidiMode = Bidi.AUTO,
) -> None:
    """Score coded output against gold, and say where events were lost.

    Precision, recall and F1 with bootstrap intervals, a confusion matrix, the rules with the most false positives, and
    misses by the stage that lost them.
    """
    if coded is not None and codebook:
        raise typer.BadParameter("rows that are coded already need no codebook", param_hint="'--codebook'")
    output = output_path(output, "--output")
    with reported():
        from coder.evaluate.evaluation import evaluate as compared
        from coder.evaluate.gold import read_gold
        from coder.evaluate.report import report

        items = list(read_gold(gold))
        problems = [item for item in items if isinstance(item, Problem)]
        texts = [item for item in items if not isinstance(item, Problem)]
        for problem in problems:
            say(problem)
        if texts:
            with opened(output) as stream:
                coding = _Coding(texts, models)
                new = coding.of_rows(coded) if coded is not None else coding.by_codebook(codebook or [])
                evaluation = compared(texts, new)
                other = coding.comparison(against, new, evaluation) if against else None
                _write(report(", ".join(gold), evaluation, other), format, stream, bidi, top)
    say(f"{counted(len(texts), 'gold line')}, {counted(len(problems), 'problem')}")
    if any(not isinstance(problem, Notice) for problem in problems):
        raise typer.Exit(ExitCode.PROBLEMS)


class _Coding:
    """The gold texts, coded in whatever way is asked for; they are parsed once."""

    def __init__(self, texts: Sequence[GoldText], models: str | None) -> None:
        self._texts = texts
        self._models = models
        self._documents: list[Document] | None = None

    def by_codebook(self, paths: Sequence[str]) -> list[Coded]:
        """With the shipped codebook and these overlays."""
        from coder.codebook import load_codebook
        from coder.evaluate.rows import code_texts, parse_texts
        from coder.weights import find_models

        book = load_codebook(paths)
        find_models(book.language.code, self._models)  # its faults should come before the wait for torch
        if self._documents is None:
            with progress("parsed") as parsing:
                self._documents = parse_texts(self._texts, book, self._models, parsing)
        found: list[Coded] = []
        with progress("coded") as coding:
            for one in code_texts(self._documents, book):
                found.append(one)
                coding(len(found), len(self._documents))
        return found

    def of_rows(self, path: str) -> list[Coded]:
        """From rows coded before."""
        from coder.evaluate.rows import Coded, read_rows

        rows = read_rows(path)
        if unknown := rows.keys() - {text.article.id for text in self._texts}:
            lost = counted(len(unknown), "article")
            say(f"{path}: rows of {lost} that the gold has not are left out, such as {min(unknown)!r}")
        return [rows.get(text.article.id, Coded(traced=False)) for text in self._texts]

    def comparison(self, paths: Sequence[str], new: Sequence[Coded], evaluation: Evaluation) -> Comparison:
        """How a coding differs from what ``--against`` names."""
        from coder.evaluate.compare import changes, effects
        from coder.evaluate.evaluation import evaluate as compared
        from coder.evaluate.report import Comparison

        if len(paths) == 1 and paths[0].lower().endswith(ROWS_SUFFIXES):
            old = self.of_rows(paths[0])
        else:
            old = self.by_codebook([] if list(paths) == [SHIPPED] else paths)
        both = effects(compared(self._texts, old), evaluation)
        return Comparison(", ".join(paths), list(changes(self._texts, old, new)), both)


def _write(made: Made, format: Format, stream: BinaryIO, bidi: Bidi, top: int) -> None:
    if format is Format.JSON:
        import json

        from coder.evaluate.report import as_json

        stream.write(f"{json.dumps(as_json(made), ensure_ascii=False, indent=2)}\n".encode())
    elif format is Format.HTML:
        from coder.evaluate.html import write_page

        write_page(made, stream)
    else:
        from coder.evaluate.text import render

        render(made, stream, bidi, top)

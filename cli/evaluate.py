"""``waqai evaluate``: scores against gold, and what a codebook edit changes."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from cli.exits import ExitCode, reported, say
from cli.options import BidiMode, Codebook, Models, Output
from cli.output import opened, output_path
from cli.report import progress
from coder.bidi import Bidi
from coder.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coder.evaluate.gold import GoldText
    from coder.evaluate.report import Comparison
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


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"
    HTML = "html"


def evaluate(
    gold: Annotated[list[str], typer.Argument(metavar="GOLD...", help="Gold files (JSON Lines) or folders of them.")],
    codebook: Codebook = None,
    coded: Annotated[
        str | None,
        typer.Option(metavar="ROWS", help="Score these rows (schema event; .csv, .tsv, .jsonl) instead of coding."),
    ] = None,
    against: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PATH",
            help="Compare with another codebook: YAML laid over the shipped one in place of --codebook, can be given "
            f"many times; `{SHIPPED}` for the shipped one alone; or rows coded before (.csv, .tsv, .jsonl).",
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
    with reported(), opened(output) as stream:
        from coder.evaluate.evaluation import evaluate as compared
        from coder.evaluate.gold import read_gold
        from coder.evaluate.report import report

        items = list(read_gold(gold))
        problems = [item for item in items if isinstance(item, Problem)]
        for problem in problems:
            say(problem)
        texts = [item for item in items if not isinstance(item, Problem)]
        if texts:
            coding = _Coding(texts, models)
            new = coding.of_rows(coded) if coded is not None else coding.by_codebook(codebook or [])
            evaluation = compared(texts, new)
            title = ", ".join(gold)
            made = report(title, evaluation, _comparison(against, coding, new) if against else None)
            match format:
                case Format.JSON:
                    import json

                    from coder.evaluate.report import as_json

                    stream.write(f"{json.dumps(as_json(made), ensure_ascii=False, indent=2)}\n".encode())
                case Format.HTML:
                    from coder.evaluate.html import write_page

                    write_page(made, stream)
                case Format.TEXT:
                    from coder.evaluate.text import render

                    render(made, stream, bidi, top)
    lines = f"{len(texts)} gold line{'' if len(texts) == 1 else 's'}"
    say(f"{lines}, {len(problems)} problem{'' if len(problems) == 1 else 's'}")
    if problems:
        raise typer.Exit(ExitCode.PROBLEMS)


class _Coding:
    """The gold texts, coded in whatever way is asked for; they are parsed once."""

    def __init__(self, texts: Sequence[GoldText], models: str | None) -> None:
        self._texts = texts
        self._models = models

    def by_codebook(self, paths: Sequence[str]) -> list[Coded]:
        """With the shipped codebook and these overlays."""
        from coder.codebook import load_codebook
        from coder.evaluate.rows import code_texts, parse_texts
        from coder.weights import find_models

        book = load_codebook(paths)
        find_models(book.language.code, self._models)  # its faults should come before the wait for torch
        with progress("parsed") as parsing:
            documents = parse_texts(self._texts, book, self._models, parsing)
        with progress("coded") as coding:
            found = []
            for one in code_texts(documents, book):
                found.append(one)
                coding(len(found), len(documents))
        return found

    def of_rows(self, path: str) -> list[Coded]:
        """From rows coded before."""
        from coder.evaluate.rows import Coded, read_rows

        rows = read_rows(path)
        if unknown := rows.keys() - {text.article.id for text in self._texts}:
            lost = f"{len(unknown)} article{'' if len(unknown) == 1 else 's'}"
            say(f"{path}: rows of {lost} that the gold has not are left out, such as {min(unknown)!r}")
        return [rows.get(text.article.id, Coded(traced=False)) for text in self._texts]

    def by(self, paths: Sequence[str]) -> list[Coded]:
        """As ``--against`` says."""
        if len(paths) == 1 and paths[0].lower().endswith((".csv", ".tsv", ".jsonl", ".ndjson")):
            return self.of_rows(paths[0])
        return self.by_codebook([] if list(paths) == [SHIPPED] else paths)

    def compared(self, name: str, old: Sequence[Coded], new: Sequence[Coded]) -> Comparison:
        """How the new coding differs from the old one."""
        from coder.evaluate.compare import changes, effects
        from coder.evaluate.evaluation import evaluate as compared
        from coder.evaluate.report import Comparison

        both = effects(compared(self._texts, old), compared(self._texts, new))
        return Comparison(name, list(changes(self._texts, old, new)), both)


def _comparison(against: Sequence[str], coding: _Coding, new: Sequence[Coded]) -> Comparison:
    return coding.compared(", ".join(against), coding.by(against), new)

"""``waqai models``: which language models are there, and fetching others when asked."""

from __future__ import annotations

import io
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.exits import ExitCode, reported, say
from cli.options import Models
from coder.errors import ModelsError
from coder.weights import ModelSet, download_dir, download_models, find_models

LANGUAGES = ("ar",)
_SCORES = ("words", "upos", "las")

models = typer.Typer(
    help="List the language models, or download Stanza's own.", invoke_without_command=True, rich_markup_mode=None
)


@models.callback()
def list_models(context: typer.Context, models: Models = None) -> None:
    """List the language models that waqai finds.

    In the package, in --models (or WAQAI_MODELS), and among those downloaded.
    """
    if context.invoked_subcommand:
        return
    folders: dict[str, str | None] = {"shipped": None}
    if models:
        folders["--models"] = models
    if download_dir().exists():
        folders["downloaded"] = str(download_dir())
    found, faults = [], []
    for origin, folder in folders.items():
        for language in LANGUAGES:
            try:
                found.append((origin, find_models(language, folder)))
            except ModelsError as fault:
                faults.append(fault)
    with reported():
        _print_models(found)
        for missing in faults:
            say(missing)
    if faults:
        raise typer.Exit(ExitCode.MODELS)


@models.command()
def download(
    language: Annotated[str, typer.Argument(help=f"ISO 639-1 code: {', '.join(LANGUAGES)}.")],
    to: Annotated[
        str | None, typer.Option(metavar="DIR", help="Folder to put them in. Default: the user's data.")
    ] = None,
) -> None:
    """Download Stanza's own models of a language.

    They are trained on the whole of PADT, larger than the shipped ones, and are used only where asked for.
    """
    if language not in LANGUAGES:
        raise typer.BadParameter(f"{language} (choose from {', '.join(LANGUAGES)})", param_hint="LANGUAGE")
    with reported():
        found = download_models(language, Path(to) if to else download_dir())
        typer.echo(f"{found.package} for {language}, {_megabytes(found)} MB, is in {found.path}")
        typer.echo(f"Use it: waqai code --models {found.path} ..., or set WAQAI_MODELS={found.path}")


def _megabytes(found: ModelSet) -> str:
    return f"{found.size / 1e6:.0f}"


def _print_models(found: list[tuple[str, ModelSet]]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    from coder.write import table_width

    table = Table(box=box.ROUNDED, show_lines=True)
    for heading in ("Language", "Package", "Where", "MB", "Source", "Licence", "Words / UPOS / LAS"):
        table.add_column(heading, overflow="fold")
    for origin, models in found:
        card = models.card
        table.add_row(
            models.language,
            " ".join(filter(None, (card.get("name") or models.package, card.get("version")))),
            f"{origin}: {models.path}",
            _megabytes(models),
            card.get("source", "unknown"),
            card.get("licence", "unknown"),
            _scores(card.get("scores", {})) or "unknown",
        )
    stream = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="\n", write_through=True)
    try:
        Console(file=stream, width=table_width(stream), markup=False, highlight=False).print(table)
    finally:
        stream.detach()


def _scores(scores: Mapping[str, Any]) -> str:
    """``test_padt 95.2 / 90.1 / 74.3``, a line for each test set, or one line of bare figures."""
    sets = {name: figures for name, figures in scores.items() if isinstance(figures, Mapping)} or {"": scores}
    lines = (
        f"{name} {' / '.join(str(figures[key]) for key in _SCORES if key in figures)}".strip()
        for name, figures in sets.items()
    )
    return "\n".join(filter(None, lines))

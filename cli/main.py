"""The command ``waqai``. Nothing heavy is imported here: ``waqai --help`` must answer at once."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.cache import cache
from cli.code import code
from cli.codebook import codebook
from cli.dedupe import DEDUPE_CODES_HELP, dedupe
from cli.evaluate import EVALUATE_CODES_HELP, evaluate
from cli.exits import EXIT_CODES_HELP
from cli.explain import explain
from cli.models import models
from cli.places import places
from cli.run import run

app = typer.Typer(
    name="waqai",
    help="Code Arabic news into conflict event data: CAMEO, PLOVER and ACLED, each row explained by an editable rule.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # plain help and one-line errors, whatever the terminal and its encoding
    pretty_exceptions_enable=False,
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"waqai {version('waqai')}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    pass


app.command(epilog=EXIT_CODES_HELP)(code)
app.command(epilog=EXIT_CODES_HELP)(run)
app.command(epilog=EXIT_CODES_HELP)(explain)
app.command(epilog=EVALUATE_CODES_HELP)(evaluate)
app.command(epilog=DEDUPE_CODES_HELP)(dedupe)
app.add_typer(codebook, name="codebook")
app.add_typer(models, name="models")
app.add_typer(places, name="places")
app.add_typer(cache, name="cache")

if __name__ == "__main__":
    app(prog_name="waqai")

"""``waqai cache``: what is kept between runs, and clearing it."""

from __future__ import annotations

import typer

from cli.exits import ExitCode, say

cache = typer.Typer(help="Show or clear what is kept between runs.", invoke_without_command=True, rich_markup_mode=None)


@cache.callback()
def show(context: typer.Context) -> None:
    """Show where results are kept between runs, of what kind, and how large they are.

    Everything in there is made again when it is missing: compiled codebooks, place names, parsed texts.
    """
    if context.invoked_subcommand:
        return
    from coder.cache import VARIABLE, contents, folder

    where = folder()
    if where is None:
        say(f"nothing is kept: {VARIABLE} is off")
        return
    say(where)
    typer.echo("kind\tfiles\tbytes")
    for kind, (files, size) in contents(where).items():
        typer.echo(f"{kind}\t{files}\t{size}")


@cache.command()
def clear() -> None:
    """Delete all that is kept between runs. Not while another run is at work: it would parse without keeping."""
    from coder.cache import clear, contents, folder

    where = folder()
    if where is None:
        return
    size = sum(bytes_ for _, bytes_ in contents(where).values())
    faults = clear(where)
    for fault in faults:
        say(f"{fault.filename}: cannot be deleted: {fault.strerror}")
    if faults:
        raise typer.Exit(ExitCode.PROBLEMS)
    say(f"{where}: {size / 1e6:.1f} MB deleted")

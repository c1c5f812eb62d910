"""``waqai places``: a local layer of places, and what the gazetteers know of a name."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.exits import reported, say
from cli.options import Codebook, Places
from coder.errors import PlacesError, Problem

_COLUMNS = ("name", "country", "admin1", "admin2", "admin3", "latitude", "longitude", "population", "kind", "origin")

places = typer.Typer(
    help="Add places of your own: dumps of GeoNames, tables with P-codes.", no_args_is_help=True, rich_markup_mode=None
)

File = Annotated[
    str | None,
    typer.Option("--to", metavar="FILE", help="The layer. Default: the one of --places of `code`, in the user's data."),
]


@places.command()
def add(
    file: Annotated[str, typer.Argument(help="GeoNames' XX.txt or XX.zip, or a .csv or .tsv with a header.")],
    to: File = None,
    source: Annotated[
        str | None, typer.Option(metavar="NAME", help="What `list` and `remove` call it. Default: the file's name.")
    ] = None,
    country: Annotated[
        str, typer.Option(metavar="CODE", help="ISO 3166 code of three letters, for a table that does not tell it.")
    ] = "",
    column: Annotated[
        list[str] | None,
        typer.Option(metavar="FIELD=HEADER", help="The column of a field, as in names=admin3Name_ar; many times."),
    ] = None,
) -> None:
    """Add the places of a file to the local layer, in the stead of those that it gave before.

    Only places with a name in Arabic script are of use. GeoNames (CC BY 4.0): download.geonames.org/export/dump; the
    P-codes of OCHA: data.humdata.org. Nothing is downloaded.
    """
    from coder.gazetteer.layer import add as add_places
    from coder.gazetteer.sources import FIELDS, read_source

    with reported():
        columns = dict(_pair(text, FIELDS) for text in column or [])
        named = source or Path(file).name
        found, left_out = read_source(Path(file), named, _is_arabic, country.upper(), columns)
        path = _layer(to)
        total = add_places(path, named, found)
        say(f"{file}: {len(found)} places added as {named}, {left_out} without an Arabic name left out")
        say(f"{path} has {total} places")


@places.command("list")
def list_places(to: File = None) -> None:
    """List the sources of the local layer, with their countries and how many places they gave."""
    from coder.gazetteer.layer import counted, read_layer

    path = _layer(to)
    if not path.exists():
        say(f"{path}: no places added yet")
        return
    with reported():
        counts = counted(read_layer(path))
        typer.echo("source\tcountry\tplaces")
        for (source, country), number in sorted(counts.items()):
            typer.echo(f"{source}\t{country}\t{number}")


@places.command()
def show(
    name: Annotated[str, typer.Argument(help="As written in the news: صوران.")],
    codebook: Codebook = None,
    places: Places = None,
) -> None:
    """Show every place of a name that coding would choose among: of the codebook, the local layer and GeoNames."""
    with reported():
        from coder.codebook import load_codebook
        from coder.gazetteer import joined
        from coder.gazetteer.layer import layer_file
        from coder.ground.atlas import atlas_of

        book = load_codebook(codebook or [], places=layer_file(places))
        found = atlas_of(book).find(joined(name, book.language.fold))
        if not found:
            raise PlacesError(Problem(name, "no gazetteer has this name"))
        typer.echo("\t".join(_COLUMNS))
        for location in dict.fromkeys(named.location for named in found):
            values = [getattr(location, field) for field in _COLUMNS]
            typer.echo("\t".join("" if value is None else str(value) for value in values))


@places.command()
def remove(
    source: Annotated[str, typer.Argument(help="As `list` has it.")],
    to: File = None,
) -> None:
    """Remove what a source gave to the local layer."""
    from coder.gazetteer.layer import remove as remove_places

    with reported():
        path = _layer(to)
        if not path.exists():
            raise PlacesError(Problem(str(path), "no such file", "nothing was added yet"))
        say(f"{path}: {remove_places(path, source)} places of {source} removed")


def _layer(chosen: str | None) -> Path:
    from coder.gazetteer.layer import default_file

    return Path(chosen) if chosen else default_file()


def _pair(text: str, fields: tuple[str, ...]) -> tuple[str, str]:
    field, equals, header = text.partition("=")
    if not equals or field not in fields or not header:
        hint = f"write FIELD=HEADER, FIELD one of {', '.join(fields)}"
        raise typer.BadParameter(f"{text!r}: {hint}", param_hint="--column")
    return field, header


def _is_arabic(name: str) -> bool:
    return "\u0600" <= name[:1] <= "\u06ff"

"""The codebook: YAML entries of actors, actions and operators, read, checked, merged and compiled."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from coder import cache
from coder.codebook.compile import Codebook, compile_codebook
from coder.codebook.load import codebook_files, read_entries
from coder.gazetteer.layer import indexed
from coder.languages.base import CODEBOOKS

__all__ = ["Codebook", "load_codebook"]


def load_codebook(paths: Sequence[str] = (), language: str = "ar", places: Path | None = None) -> Codebook:
    """The shipped codebook with overlays laid over it in order; compiled once for one content of all files.

    Args:
        paths: YAML files, or folders of them.
        language: ISO 639-1 code of the texts to be coded.
        places: a local layer of places, from :func:`coder.gazetteer.layer.layer_file`.

    Raises:
        CodebookError: with every fault found, each with file, line and column.
        PlacesError: if the layer cannot be read.
    """
    key = _key(paths, language)
    book = cache.load("codebook", key) if key else None
    if not isinstance(book, Codebook):
        book = compile_codebook(read_entries(paths), language)
        if key:
            cache.store("codebook", key, book)
    if places is not None:
        book.layer = indexed(places, book.language.fold)
    return book


def _key(paths: Sequence[str], language: str) -> str:
    """What stands for the content of all files, with their names, for rows tell them; empty if one is no plain file."""
    named = [pair for layer in codebook_files(paths) for pair in layer]
    others = [*CODEBOOKS.glob("*/language.yaml"), *(CODEBOOKS / "ontology").glob("*.yaml")]
    named += [(path, path.relative_to(CODEBOOKS).as_posix()) for path in sorted(others)]
    if not all(path.is_file() for path, _ in named):  # a pipe can be read only once
        return ""
    try:
        contents = [part for path, name in named for part in (name.encode(), path.read_bytes())]
    except OSError:
        return ""
    code = cache.code_version("codebook", "languages")
    return cache.digest([code, repr((language, list(paths))).encode(), *contents])

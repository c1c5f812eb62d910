"""What rows depend on besides the articles, by content."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from coder import cache
from coder.codebook.load import codebook_files
from coder.languages.base import CODEBOOKS
from coder.weights import find_models

_SHOWN = 16  # hexadecimal digits


def versions(
    codebook: Sequence[str] = (), models: str | None = None, places: Path | None = None, language: str = "ar"
) -> dict[str, str]:
    """Of waqai the version, of its program, codebook and models what stands for their content.

    Args:
        codebook: files and folders laid over the shipped codebook.
        models: folder of Stanza models, None for those of the package.
        places: a local layer of places, None for none.
        language: ISO 639-1 code.

    Raises:
        CodebookError, ModelsError: if files are missing.
    """
    from importlib.metadata import version

    program = Path(__file__).parents[1]
    weights = find_models(language, models).path
    overlays = [path for layer in codebook_files(codebook)[1:] for path, _ in layer]
    return {
        "waqai": version("waqai"),
        "stanza": version("stanza"),
        "program": _digest(program, program.rglob("*.py")),
        "codebook": _digest(CODEBOOKS, CODEBOOKS.rglob("*.yaml"), overlays),
        "models": _digest(weights, (weights / language).rglob("*")),
        "places": _digest(places.parent, [places]) if places else "",
    }


def _digest(root: Path, files: Iterable[Path], others: Sequence[Path] = ()) -> str:
    named = sorted((path.relative_to(root).as_posix(), path) for path in files if path.is_file())
    named += [(f"{n}", path) for n, path in enumerate(others)]
    return cache.digest(part for name, path in named for part in (name.encode(), path.read_bytes()))[:_SHOWN]

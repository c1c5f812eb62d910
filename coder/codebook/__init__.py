"""The codebook: YAML entries of actors, actions and operators, read, checked, merged and compiled."""

from __future__ import annotations

from collections.abc import Sequence

from coder.codebook.compile import Codebook, compile_codebook
from coder.codebook.load import read_entries

__all__ = ["Codebook", "load_codebook"]


def load_codebook(paths: Sequence[str] = (), language: str = "ar") -> Codebook:
    """The shipped codebook with overlays laid over it in order.

    Args:
        paths: YAML files, or folders of them.
        language: ISO 639-1 code of the texts to be coded.

    Raises:
        CodebookError: with every fault found, each with file, line and column.
    """
    return compile_codebook(read_entries(paths), language)

"""Fixtures shared by the tests: the real models and the real codebook, loaded once for all of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from coder.annotate import Annotator, Document
from coder.code import code_document
from coder.codebook import Codebook, load_codebook
from coder.frames import Frame
from coder.languages import load_language
from coder.read import Article

if "PYTEST_XDIST_WORKER" in os.environ:  # workers side by side: one thread each, and for the commands that they start
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.pop("COLUMNS", None)  # the workers' width is not that of the tests


@pytest.fixture(scope="session", autouse=True)
def _cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The tests, and the commands that they start, keep their cache to themselves."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WAQAI_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def annotator() -> Annotator:
    """The shipped models."""
    return Annotator(load_language("ar"))


@pytest.fixture(scope="session")
def book() -> Codebook:
    """The shipped codebook."""
    return load_codebook()


@pytest.fixture(scope="session")
def parse(annotator: Annotator) -> Callable[[str], Document]:
    """A text parsed with the shipped models."""

    def parse_text(text: str) -> Document:
        (document,) = annotator.annotate([Article(id="test", text=text)])
        return document

    return parse_text


@pytest.fixture(scope="session")
def frames_of(parse: Callable[[str], Document], book: Codebook) -> Callable[[str], tuple[Frame, ...]]:
    """The frames of all sentences of a text, as the coder builds them with the shipped codebook."""

    def build(text: str) -> tuple[Frame, ...]:
        return tuple(frame for sentence in code_document(parse(text), book) for frame in sentence.frames)

    return build


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of texts and treebanks that developers keep beside the repository."""
    path = Path(__file__).resolve().parents[2] / "shared"
    if not path.is_dir():
        pytest.skip(f"no folder {path}: it holds material that is not part of the repository")
    return path

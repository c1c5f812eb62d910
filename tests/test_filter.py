"""Sentences that are not parsed give no rows when they are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from coder.annotate import Annotator, TreeNeeded
from coder.codebook import Codebook, load_codebook
from coder.event import Event
from coder.languages import load_language
from coder.pipeline import Coder
from coder.read import Article, read_articles

ROOT = Path(__file__).parents[1]
ARCHIVE = ROOT.parent / "shared/archive"
EVERY = 206  # articles of the archive, of which one is compared

KEEP = frozenset({"negated", "background", "unreal", "repeated"})


@pytest.fixture(scope="module")
def book() -> Codebook:
    return load_codebook()


def articles(*paths: Path) -> list[Article]:
    return [item for item in read_articles([str(path) for path in paths]) if isinstance(item, Article)]


def compared(coder: Coder, some: Sequence[Article]) -> tuple[list[list[Event]], int, int]:
    """The rows of articles, the same with sentences left out and without; how many were left out, and of how many."""
    filtered = list(coder.coded(some, whole=False))  # before their trees are kept
    rows = [[event for sentence in sentences for event in sentence.events] for _, sentences in filtered]
    assert rows == [[e for sentence in sentences for e in sentence.events] for _, sentences in coder.coded(some)]
    found = [sentence.context.sentence for _, sentences in filtered for sentence in sentences]
    return rows, sum(sentence.tagged is not None for sentence in found), len(found)


@pytest.mark.parametrize("keep", [frozenset(), KEEP], ids=["", "keep"])
def test_rows_of_the_samples(book: Codebook, keep: frozenset[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAQAI_CACHE", "off")
    rows, _, _ = compared(Coder(book, keep=keep), articles(ROOT / "samples"))
    assert sum(map(len, rows)) > 40


def test_rows_of_an_archive(book: Codebook, monkeypatch: pytest.MonkeyPatch) -> None:
    if not ARCHIVE.is_dir():
        pytest.skip(f"no {ARCHIVE}")
    monkeypatch.setenv("WAQAI_CACHE", "off")
    rows, left_out, all_ = compared(Coder(book), articles(ARCHIVE)[::EVERY])
    assert sum(map(len, rows)) > 5
    assert left_out > all_ / 4


def test_the_tree_of_a_sentence_that_is_only_tagged_is_asked_for() -> None:
    annotator = Annotator(load_language("ar"))
    (document,) = annotator.tag([Article(id="x", text="وصل الوفد.\n\nقصف الجيش البلدة.")])
    first, second = document.sentences
    with pytest.raises(TreeNeeded) as needed:
        second.children(second.words[0])
    assert needed.value.sentences == {1}
    (whole,) = annotator.parse([second])
    assert [word.text for word in whole.words] == [word.text for word in second.words]
    assert [word.index for word in whole.words if word.head < 0] == [0]
    assert first.tagged is not None
    assert whole.tagged is None

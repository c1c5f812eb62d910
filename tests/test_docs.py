"""The documents: every block marked ``yaml`` is a complete overlay, and its examples give the rows that they list."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from test_examples import difference

from coder.codebook import Codebook, load_codebook
from coder.codebook.load import read_entries
from coder.errors import CodebookError
from coder.pipeline import Coder
from coder.read import Article

ROOT = Path(__file__).resolve().parents[1]
PAGES = ("README.md", "docs/codebook.md")


class Block(NamedTuple):
    """A fenced block: page and line of its fence, and what stands inside."""

    page: str
    line: int
    content: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def blocks(page: str) -> list[Block]:
    text = (ROOT / page).read_text(encoding="utf-8")
    found = re.finditer(r"^```yaml\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return [Block(page, text.count("\n", 0, match.start()) + 1, match[1]) for match in found]


BLOCKS = [block for page in PAGES for block in blocks(page)]


@pytest.fixture(scope="module")
def coder(book: Codebook) -> Coder:
    return Coder(book)


@pytest.fixture
def overlay(tmp_path: Path) -> Callable[[Block], Codebook]:
    """The shipped codebook with a block laid over it as a file named ``block.yaml``."""

    def load(block: Block) -> Codebook:
        path = tmp_path / "block.yaml"
        path.write_text(block.content, encoding="utf-8")
        return load_codebook([str(path)])

    return load


def test_the_codebook_page_shows_every_section() -> None:
    shown = {key for block in blocks("docs/codebook.md") for key in re.findall(r"^(\w+):", block.content, re.MULTILINE)}
    sections = {"classes", "countries", "agents", "actors", "places", "actions", "operators"}
    assert shown == {*sections, "language", "disable"}


@pytest.mark.parametrize("block", BLOCKS, ids=str)
def test_a_yaml_block_is_an_overlay_whose_examples_hold(
    block: Block, overlay: Callable[[Block], Codebook], coder: Coder
) -> None:
    coder.codebook = overlay(block)
    own = [rule for rule in coder.codebook.rules.values() if rule.origin.file.endswith("block.yaml")]
    examples = {f"{rule.id}/{n}": example for rule in own for n, example in enumerate(rule.examples)}
    articles = [Article(id=key, text=example.text, date=example.date) for key, example in examples.items()]
    rows = {article.id: events for article, events in coder.code(articles)}
    wrong = {key: difference(example.events, rows[key]) for key, example in examples.items()}
    assert {key: what for key, what in wrong.items() if what} == {}


def test_the_faults_shown_are_those_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (ROOT / "docs/codebook.md").read_text(encoding="utf-8")
    (faulty,) = re.findall(r"^```text\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    monkeypatch.chdir(tmp_path)
    Path("faulty.yaml").write_text(faulty, encoding="utf-8")
    with pytest.raises(CodebookError) as caught:
        read_entries(["faulty.yaml"])
    assert [str(problem) for problem in caught.value.problems] == re.findall(
        r"^    (faulty\.yaml:.*)$", page, re.MULTILINE
    )

"""The documents: what they show is so.

Every block marked ``yaml`` is a complete overlay whose examples give the rows that they list, every command of a
``console`` block prints what stands below it, and tables of fields, slots and codes are complete and true.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest
from commands import ROOT
from test_tutorial import commands, fits, plain, typed

from coder.annotate import Annotator, Document
from coder.code import code_document
from coder.codebook.checks.codes import SLOTS
from coder.codebook.compile import compile_codebook
from coder.codebook.examples import cases, difference
from coder.codebook.load import Entries, read_entries
from coder.codebook.model import SECTIONS
from coder.codebook.ontology import load_ontology
from coder.errors import CodebookError
from coder.ground import ground
from coder.read import Article

PAGES = ("README.md", "docs/codebook.md")
ALL_PAGES = [*PAGES, *(f"docs/{path.name}" for path in sorted((ROOT / "docs").glob("*.md")) if path.stem != "codebook")]


class Block(NamedTuple):
    """A fenced block: page and line of its fence, its kind, and what stands inside."""

    page: str
    line: int
    kind: str
    content: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def read(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def blocks(page: str) -> Iterator[Block]:
    text = read(page)
    for match in re.finditer(r"^```(\w+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        yield Block(page, text.count("\n", 0, match.start()) + 1, match[1], match[2])


def section(page: str, title: str) -> str:
    """The text of a section, with its subsections."""
    text = read(page)
    heading = re.search(rf"^(#+) {re.escape(title)}$", text, re.MULTILINE)
    assert heading, f"{page} has no section {title!r}"
    after = text[heading.end() :]
    end = re.search(rf"^#{{1,{len(heading[1])}}} ", after, re.MULTILINE)
    return after[: end.start()] if end else after


def rows_of(table: str) -> list[list[str]]:
    """The cells of all lines of tables in a text."""
    lines = [line for line in table.splitlines() if line.startswith("|") and not line.startswith("|---")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


OVERLAYS = [block for page in PAGES for block in blocks(page) if block.kind == "yaml"]


# Examples


@pytest.fixture(scope="module")
def overlays(tmp_path_factory: pytest.TempPathFactory) -> Mapping[Block, Entries]:
    """The shipped codebook with each block laid over it as a file."""
    folder = tmp_path_factory.mktemp("overlays")
    found = {}
    for block in OVERLAYS:
        path = folder / f"{Path(block.page).stem}-{block.line}.yaml"
        path.write_text(block.content, encoding="utf-8")
        found[block] = read_entries([str(path)])
    return found


@pytest.fixture(scope="module")
def parses(overlays: Mapping[Block, Entries], annotator: Annotator) -> Mapping[str, Document]:
    """The texts of all examples, parsed at once."""
    texts = {case.example.text for entries in overlays.values() for case in cases(entries, own=True)}
    articles = [Article(id=str(n), text=text) for n, text in enumerate(sorted(texts))]
    return {document.article.text: document for document in annotator.annotate(articles)}


@pytest.mark.parametrize("block", OVERLAYS, ids=str)
def test_a_yaml_block_is_an_overlay_whose_examples_hold(
    block: Block, overlays: Mapping[Block, Entries], parses: Mapping[str, Document]
) -> None:
    entries = overlays[block]
    book = compile_codebook(entries)
    wrong = {}
    for case in cases(entries, own=True):
        article = Article(id=case.key, text=case.example.text, date=case.example.date)
        document = replace(parses[article.text], article=article)
        rows = [event for sentence in ground(document, code_document(document, book)) for event in sentence.events]
        wrong[case.key] = difference(case.example.events, rows)
    assert wrong, "a block shows nothing that could fail"
    assert {key: what for key, what in wrong.items() if what} == {}


# Commands and faults


@pytest.mark.parametrize("block", [b for b in blocks("docs/codebook.md") if b.kind == "console"], ids=str)
def test_commands_print_what_the_page_says(block: Block, tmp_path: Path) -> None:
    """They run beside the last ``yaml`` block before them, saved as ``mine.yaml``."""
    before = [b for b in OVERLAYS if b.page == block.page and b.line < block.line]
    (tmp_path / "mine.yaml").write_text(before[-1].content, encoding="utf-8")
    for line, expected in commands(block.content):
        got = plain(typed(line, tmp_path, {})[1])
        assert fits(plain("\n".join(expected)), got), "\n".join([line, *got])


def test_the_faults_shown_are_those_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (faulty,) = [block.content for block in blocks("docs/codebook.md") if block.kind == "text"]
    monkeypatch.chdir(tmp_path)
    Path("faulty.yaml").write_text(faulty, encoding="utf-8")
    with pytest.raises(CodebookError) as caught:
        read_entries(["faulty.yaml"])
    told = re.findall(r"^    (faulty\.yaml:.*)$", read("docs/codebook.md"), re.MULTILINE)
    assert [str(problem) for problem in caught.value.problems] == told


# Completeness


def test_the_codebook_page_shows_every_section() -> None:
    text = "".join(block.content for block in OVERLAYS if block.page == "docs/codebook.md")
    shown = set(re.findall(r"^(?:  )?(\w+):", text, re.MULTILINE))  # also below `extend`
    assert shown == {*SECTIONS, "language", "extend", "disable"}


@pytest.mark.parametrize("name", SECTIONS)
def test_every_field_of_an_entry_is_explained(name: str) -> None:
    told = set(re.findall(r"`(\w+)`", section("docs/codebook.md", name)))
    if name == "operators":  # «fields are as for actions»
        told |= set(re.findall(r"`(\w+)`", section("docs/codebook.md", "actions")))
    fields = {info.alias or field for field, info in SECTIONS[name].model_fields.items()} - {"id"}
    assert fields - told == set()


def test_every_slot_is_explained() -> None:
    told = {slot for row in rows_of(section("docs/codebook.md", "Slots")) for slot in re.findall(r"`(\w+)`", row[0])}
    assert set(SLOTS) - {"agent"} <= told  # whoever acts is the subject


def test_the_table_of_operators_is_that_of_the_ontology() -> None:
    families, text = load_ontology().families, section("docs/codebook.md", "operators")
    table = [row for row in rows_of(text) if len(row) == 3 and re.match(r"\d", row[1])]
    for family, act, result in table:
        known = families[family.strip("`")]
        code = re.match(r"\d*", result)
        assert code is not None
        assert known.compose(act.split()[0]) == code[0], family
        assert known.modality == "".join(re.findall(r"`modality` `(\w+)`", result)) or not code[0], family
    rest = re.search(r"The other families: ([\w\s,-]+)\.", text)
    assert rest is not None
    assert sorted({*(row[0].strip("`") for row in table), *re.split(r",\s+", rest[1])}) == sorted(families)


# Links


def anchors(page: str) -> set[str]:
    """The anchors that GitHub makes of headings."""
    text = re.sub(r"^```.*?^```$", "", read(page), flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", ALL_PAGES)
def test_links_lead_somewhere(page: str) -> None:
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", read(page)):
        file, _, anchor = target.partition("#")
        if "://" in target:
            continue
        path = (ROOT / page).parent / file if file else ROOT / page
        if not path.exists() or (anchor and anchor not in anchors(str(path.resolve().relative_to(ROOT)))):
            broken.append(target)
    assert broken == []

"""What is kept between runs: parses by their text, within bounds, and no worse off without them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from commands import waqai

from coder import cache
from coder.annotate import Document
from coder.languages import load_language
from coder.parses import FILE, LIMIT, Parser, Parses
from coder.read import Article

TEXTS = ["قصف الجيش البلدة.", "تظاهر العشرات في المدينة.", "التقى الوزير نظيره التركي."]


@pytest.fixture
def parsed(parse: Callable[[str], Document]) -> dict[str, tuple]:
    return {text: parse(text).sentences for text in TEXTS}


def words(sentences: tuple) -> list[str]:
    return [repr(word) for sentence in sentences for word in sentence.words]


def test_what_is_kept_is_found_again_by_others(parsed, tmp_path: Path) -> None:
    Parses("one", tmp_path / FILE).keep(parsed)
    again = Parses("one", tmp_path / FILE).find([*TEXTS, "نص آخر."])
    assert set(again) == set(TEXTS)
    for text in TEXTS:
        assert words(again[text]) == words(parsed[text])
    assert Parses("another version", tmp_path / FILE).find(TEXTS) == {}


def test_what_is_oldest_goes_first_when_there_is_too_much(parsed, tmp_path: Path, monkeypatch) -> None:
    parses = Parses("one", tmp_path / FILE)
    many = {f"{n}": parsed[TEXTS[0]] for n in range(2000)}
    parses.keep(many)
    with sqlite3.connect(tmp_path / FILE) as file:
        file.execute("UPDATE parses SET used = 0")
    assert len(parses.find(["1", "2"])) == 2  # which makes them the newest
    monkeypatch.setenv(LIMIT, "1")
    parses.keep(parsed)
    assert len(parses.find(list(many))) == 2000 - (2003 // 5 + 1)
    assert len(parses.find(["1", "2", *TEXTS])) == 5


@pytest.mark.parametrize("content", [b"", b"no database at all, but a text that is long enough to be one" * 20])
def test_a_damaged_file_is_begun_anew(parsed, tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    parses = Parses("one", tmp_path / FILE)
    parses.keep(parsed)
    assert set(parses.find(TEXTS)) == set(TEXTS)


def test_a_damaged_row_is_parsed_again(parsed, tmp_path: Path) -> None:
    parses = Parses("one", tmp_path / FILE)
    parses.keep(parsed)
    with sqlite3.connect(tmp_path / FILE) as file:
        file.execute("UPDATE parses SET parse = substr(parse, 1, 40) WHERE key = (SELECT min(key) FROM parses)")
    assert len(parses.find(TEXTS)) == 2


def test_nothing_is_kept_where_nothing_can_be(parsed, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for where in (None, tmp_path / "file" / FILE):
        parses = Parses("one", where)
        parses.keep(parsed)
        assert parses.find(TEXTS) == {}


def test_a_second_parser_needs_no_models(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path))
    articles = [Article(id=str(n), text=text) for n, text in enumerate([*TEXTS, TEXTS[0]])]
    told: list[tuple[int, int]] = []
    first = Parser(load_language("ar")).annotate(articles, lambda *counts: told.append(counts))
    assert told == [(0, 3), (3, 3)]
    again = Parser(load_language("ar"))
    second = again.annotate(articles, lambda *counts: told.append(counts))
    assert len(told) == 2
    assert [words(d.sentences) for d in second] == [words(d.sentences) for d in first]
    assert [d.article.id for d in second] == ["0", "1", "2", "3"]
    assert again._annotator is None


def test_the_command_shows_and_clears(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("not waqai's")
    (tmp_path / FILE).write_bytes(b"x" * 10)
    (tmp_path / "codebook-00.pickle").write_bytes(b"x" * 7)
    (tmp_path / "codebook-11.pickle").write_bytes(b"x" * 7)
    code, out, _ = waqai("cache", WAQAI_CACHE=str(tmp_path))
    assert (code, out) == (0, "kind\tfiles\tbytes\ncodebook\t2\t14\nparses\t1\t10\n")
    assert waqai("cache", "clear", WAQAI_CACHE=str(tmp_path)).code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
    assert waqai("cache", WAQAI_CACHE="off")[:2] == (0, "")

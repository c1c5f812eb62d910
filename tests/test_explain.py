"""Why a row and why not: what the explanation says is true of the sentence and of the codebook's files, on a terminal
and as a page."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import re
import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Sequence
from html.parser import HTMLParser
from pathlib import Path

import pytest
from commands import ROOT, waqai, waqai_apart
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from coder.annotate import Annotator
from coder.bidi import Bidi, has_rtl
from coder.code import CodedSentence, code_document
from coder.codebook import Codebook
from coder.explain import render, write_page
from coder.explain.account import Account, account
from coder.explain.tree import WIDTH, draw
from coder.explain.words import runs, visible
from coder.ground import ground
from coder.read import Article, read_articles

SAMPLES = sorted((ROOT / "samples").glob("*.txt"))
STRIKE = "قصف الطيران الروسي بلدة دارة عزة في ريف حلب اليوم، وفق ما قاله ناشطون."
DEMAND = "طالبت الأمم المتحدة قوات النظام السوري بوقف القصف، ولم تقصف الطائرات المدينة أمس."
# Marks, tatweel, clitics, a line break, quotation marks, HTML, and characters that no page may hold.
AWKWARD = (
    'قَصَـفَ الطيرانُ الروسيُّ و«المدفعية» بلدةَ "دارة عزة"\r\nوبالمدينة مدنيون للأمم المتحدة. '
    "قال <script>alert('x')</script> & \"ناشطون\" إن \x1b[31mالجيش\x07 السوري اعتقل\x0b ثلاثة مدنيين"
    "</p><img src=x>\ufffe."
)


@pytest.fixture(scope="module")
def coded(annotator: Annotator, book: Codebook) -> Callable[..., list[CodedSentence]]:
    """The sentences of a text, coded with the shipped codebook."""

    def code(text: str, day: dt.date | None = None) -> list[CodedSentence]:
        (document,) = annotator.annotate([Article(id="text", text=text, date=day)])
        return ground(document, code_document(document, book))

    return code


@pytest.fixture(scope="module")
def samples(annotator: Annotator, book: Codebook) -> list[tuple[Article, list[CodedSentence]]]:
    """All samples, coded; their ids are relative paths."""
    items = list(read_articles([str(path) for path in SAMPLES]))
    articles = [Article(f"samples/{Path(a.id).name}", a.text, date=a.date) for a in items if isinstance(a, Article)]
    return [(d.article, ground(d, code_document(d, book))) for d in annotator.annotate(articles)]


def page(articles: Sequence[tuple[Article, Sequence[CodedSentence]]], title: str = "test") -> str:
    stream = io.BytesIO()
    write_page(articles, stream, title)
    assert not stream.closed
    return stream.getvalue().decode("utf-8")


def parsed(text: str) -> ET.Element:
    """The page as XML: every tag closed, every attribute quoted, no character that must not be there."""
    doctype, rest = text.split("\n", 1)
    assert doctype == "<!DOCTYPE html>"
    return ET.fromstring(rest)


def shown(sentences: Sequence[CodedSentence], bidi: Bidi = Bidi.ISOLATE, **options: bool | str) -> str:
    stream = io.BytesIO()
    render(sentences, stream, bidi, **options)  # type: ignore[arg-type]
    return re.sub("[\u2067\u2069]", "", stream.getvalue().decode("utf-8"))


def texts(root: ET.Element, element: str, name: str) -> list[str]:
    return ["".join(e.itertext()) for e in root.iter(element) if name in e.get("class", "").split()]


# --- the marked-up sentence -------------------------------------------------------------------------------------------


def test_the_marked_sentences_of_the_samples_are_their_sentences(
    samples: list[tuple[Article, list[CodedSentence]]],
) -> None:
    root = parsed(page(samples))
    sentences = [s.context.sentence.text for _, coded_sentences in samples for s in coded_sentences]
    assert texts(root, "p", "sentence") == sentences
    assert len(sentences) > 50


def test_the_marks_cover_the_words_of_trigger_source_target_and_place(
    samples: list[tuple[Article, list[CodedSentence]]],
) -> None:
    seen = set()
    for article, sentences in samples:
        for explained in map(account, sentences):
            sentence = explained.sentence
            assert "".join(piece.text for piece in explained.pieces()) == sentence.text
            marked = {(m.kind, m.number): sentence.text[m.start : m.end] for m in explained.marks}
            for trigger in explained.triggers:
                for event in trigger.rows:
                    assert event.sentence == sentence.text
                    here = event.place is not None and event.place.found in ("frame", "clause", "sentence")
                    expected = {
                        "trigger": event.trigger,
                        "source": event.source and event.source.text,
                        "target": event.target and event.target.text,
                        "place": event.place.text if here and event.place else None,
                        "date": event.when and event.when.found != "article" and event.when.text,
                    }
                    for kind, words in expected.items():
                        found = [sentence.text[m.start : m.end] for m in explained.marks if m.kind == kind]
                        assert not words or words in found or any(words in text for text in found), (kind, words)
                        seen |= {kind} if words else set()
                if not trigger.rows:
                    assert ("silent", trigger.number) in marked
                    seen.add("silent")
            for actor in (side for e in explained.rows for side in (e.source, e.target) if side):
                assert article.text[actor.start : actor.end] == actor.text
    assert seen == {"trigger", "silent", "source", "target", "place", "date"}


PIECES = st.sampled_from(
    [
        *AWKWARD.split(),
        *STRIKE.split(),
        *DEMAND.split(),
        "\x00",
        "\x85",
        "\u202e",
        "\ud800",
        "🙂",
        "</bdi>",
        "\n\n",
        ".",
        "&#13;",
    ]
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(PIECES, min_size=1, max_size=14))
def test_any_text_gives_a_page_that_holds_its_sentences(
    coded: Callable[..., list[CodedSentence]], words: list[str]
) -> None:
    text = " ".join(words)
    sentences = coded(text)
    root = parsed(page([(Article(text, text), sentences)], title=text))
    assert texts(root, "p", "sentence") == [visible(s.context.sentence.text) for s in sentences]


@given(st.text())
def test_signs_stand_for_what_must_not_be_sent_one_for_one(text: str) -> None:
    safe = visible(text)
    assert len(safe) == len(text)
    assert visible(safe) == safe
    assert not [char for char in safe if unicodedata.category(char) in ("Cc", "Cs") and char not in "\t\n\r"]
    assert "".join(piece for piece, _ in runs(safe)) == safe


# --- the page ---------------------------------------------------------------------------------------------------------


class Tags(HTMLParser):
    """The tags and attributes of a page as a browser reads it."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[tuple[str, str]] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= {(tag, name) for name, _ in attrs} or {(tag, "")}


HARMLESS = {"class", "title", "id", "lang", "dir", "data-n", "open", "href", "role", "aria-label", "content", "charset"}
DRAWING = {"viewbox", "d", "x", "y", "width", "height", "rx", "direction", "name", "http-equiv", ""}


def test_nothing_in_an_article_becomes_a_tag(coded: Callable[..., list[CodedSentence]]) -> None:
    for text in (AWKWARD, AWKWARD.replace(" ", "\n"), f'" onload="alert(1)" {AWKWARD}'):
        whole = page([(Article(f'"><script src="{text}">', text, date=dt.date(2024, 1, 1)), coded(text))], title=text)
        tags = Tags()
        tags.feed(whole)
        assert {tag for tag, _ in tags.found}.isdisjoint({"script", "img", "link", "iframe", "object", "base", "form"})
        assert {name for _, name in tags.found} <= HARMLESS | DRAWING
        assert "\x1b" not in whole
        assert "&lt;script&gt;" in whole
        assert texts(parsed(whole), "p", "sentence") == [visible(s.context.sentence.text) for s in coded(text)]


def test_the_page_needs_nothing_from_elsewhere(samples: list[tuple[Article, list[CodedSentence]]]) -> None:
    whole = page(samples)
    assert not re.search(r"\b(src|srcset|action|style|on\w+)\s*=|url\(|@import|https?:|//", whole)
    assert {a.get("href", "")[:1] for a in parsed(whole).iter("a")} == {"#"}
    ids = [e.get("id") for e in parsed(whole).iter() if e.get("id")]
    assert len(ids) == len(set(ids))
    assert {a.get("href", "")[1:] for a in parsed(whole).iter("a")} <= set(ids)


def test_arabic_stands_in_elements_set_right_to_left(samples: list[tuple[Article, list[CodedSentence]]]) -> None:
    def walk(element: ET.Element, rtl: bool) -> Iterator[tuple[str, bool]]:
        rtl = (element.get("dir") or element.get("direction") or ("rtl" if rtl else "")) == "rtl"
        if element.tag == "bdi" and not element.get("dir"):
            return  # the id of an article, which isolates itself
        yield element.text or "", rtl
        for child in element:
            if child.tag != "title":  # shown by browsers as plain text
                yield from walk(child, rtl)
            yield child.tail or "", rtl

    found = list(walk(parsed(page(samples)), False))
    assert [text for text, rtl in found if has_rtl(text) and not rtl] == []
    assert sum(has_rtl(text) for text, _ in found) > 1000


def test_rows_come_before_trees_and_a_lone_sentence_is_open(coded: Callable[..., list[CodedSentence]]) -> None:
    whole = page([(Article("text", STRIKE), coded(STRIKE))])
    assert whole.index('class="rows"') < whole.index('class="sentence"') < whole.index('class="card trigger"')
    assert whole.index('class="card trigger"') < whole.index("<svg")
    assert [d.get("open") for d in parsed(whole).iter("details")] == ["open", "open"]
    both = page([(Article("text", STRIKE), coded(f"{STRIKE}\n\n{DEMAND}"))])
    assert {d.get("open") for d in parsed(both).iter("details")} == {None}


# --- the tree ---------------------------------------------------------------------------------------------------------


def test_every_word_stands_in_the_tree_and_in_the_table(samples: list[tuple[Article, list[CodedSentence]]]) -> None:
    for section, sentence in zip(
        [s for a in parsed(page(samples)).iter("article") for s in a.iter("section")],
        [s.context.sentence for _, sentences in samples for s in sentences],
        strict=True,
    ):
        words = [word.text for word in sentence.words]
        assert texts(section, "text", "word") == words
        assert texts(section, "text", "term") == [word.deprel for word in sentence.words]
        (table,) = (t for t in section.iter("table") if t.get("class") == "words")
        assert ["".join(row[1].itertext()) for row in table.iter("tr")][1:] == words
        arrows = [e for e in section.iter("path") if e.get("class") == "arrow"]
        assert len(arrows) == sum(word.upos != "PUNCT" or word.head < 0 for word in sentence.words)


def test_trees_run_from_right_to_left_inside_the_image(samples: list[tuple[Article, list[CodedSentence]]]) -> None:
    lines = 0
    for sentence in (s.context.sentence for _, sentences in samples for s in sentences):
        drawn = draw(sentence)
        for before, after in zip(drawn.words, drawn.words[1:], strict=False):
            if before.y == after.y:
                assert after.x + after.width / 2 <= before.x - before.width / 2 + 0.01
            else:
                assert after.y > before.y
                assert after.x > before.x
                lines += 1
        for placed in drawn.words:
            assert placed.x - placed.width / 2 >= -0.01
            assert placed.x + placed.width / 2 <= WIDTH + 0.01
            assert placed.y + 28 < drawn.height
        for arc in drawn.arcs:
            heights = [float(y) for pair in re.findall(r"V(\S+?)(?=q|$)|M\S+ ([\d.-]+)", arc.path) for y in pair if y]
            assert heights
            assert all(0 <= y < drawn.height for y in heights)
    assert lines > 50


def test_a_mended_attachment_is_told_and_drawn_as_such(coded: Callable[..., list[CodedSentence]]) -> None:
    sentences = coded("قتل مسلحون ثلاثة جنود عند حاجز.")
    (explained,) = map(account, sentences)
    (soldiers,) = (w for w in explained.sentence.words if w.text == "جنود")
    parse = explained.sentence.parsed[soldiers.index]
    assert explained.mended[soldiers.index].startswith(parse.deprel)
    assert parse.deprel != soldiers.deprel
    root = parsed(page([(Article("text", "x"), sentences)]))
    assert len([g for g in root.iter("g") if "mended" in g.get("class", "").split()]) == len(explained.mended)
    assert "mended, was" in shown(sentences)
    (untouched,) = coded("غادر الوفد.")
    assert account(untouched).mended == {}


# --- what is said -----------------------------------------------------------------------------------------------------


def facts(explained: Account, label: str) -> list[str]:
    return [fact.text for trigger in explained.triggers for fact in trigger.facts if label in fact.label.split()]


def test_every_file_and_line_named_holds_the_entry(
    samples: list[tuple[Article, list[CodedSentence]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "2000")  # nothing is wrapped
    text = "".join(shown(sentences) for _, sentences in samples) + "".join(
        "".join(e.itertext()) + "\n" for e in parsed(page(samples)).iter("td")
    )
    text = re.sub(r"\s+", " ", text)
    entries = set(re.findall(r"([\w-]+) \((codebooks/[\w/.-]+\.yaml):(\d+)\)", text))
    for entry, file, line in entries:
        written = (ROOT / file).read_text(encoding="utf-8").splitlines()[int(line) - 1]
        assert re.search(rf"id: {re.escape(entry)}\b", written), (entry, file, line, written)
    assert len(entries) > 80
    refinements = set(re.findall(r"(?:\} \(|one of |, )(codebooks/[\w/.-]+\.yaml):(\d+)", text))
    for file, line in refinements:
        assert "if:" in (ROOT / file).read_text(encoding="utf-8").splitlines()[int(line) - 1]
    assert refinements


@pytest.mark.parametrize(
    ("text", "side", "said"),
    [
        (STRIKE, "source", "RUSMIL .* by its entry"),
        ("اعتقلت الشرطة العراقية عشرة متظاهرين.", "source", "slot subject; country IRQ by the adjective «العراقية»"),
        ("قصفت قوات النظام السوري بلدة كفرنبل.", "source", "country SYR"),
        ("قتل مسلحون جندياً من الجيش اللبناني.", "target", "country LBN by the owner «الجيش اللبناني»"),
        ("اعتقلت الشرطة متظاهرين في الموصل.", "source", "country IRQ by the place «الموصل» in the sentence"),
        (
            "اعتقلت الشرطة متظاهرين. وقالت الحكومة العراقية إن الوضع هادئ.",
            "source",
            "country IRQ by what the article is about",
        ),
        (
            "سيطرت حركة طالبان على مدينة قندهار. وقتلت الحركة خمسة جنود.",
            "source",
            "Taliban; .*stands for «حركة طالبان»",
        ),
        ("اتهمت روسيا أوكرانيا بقصف المدينة.", "source", "country RUS by the name «روسيا»"),
        (
            "أصيب مدنيان سوريان في غارة روسية.",
            "target",
            "slot object of «أصيب»; country SYR by the adjective «سوريان»",
        ),
    ],
)
def test_each_actor_has_its_entry_slot_and_how_its_country_was_found(
    coded: Callable[..., list[CodedSentence]], text: str, side: str, said: str
) -> None:
    assert any(re.search(said, fact) for sentence in coded(text) for fact in facts(account(sentence), side))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (DEMAND, "embedded under demand «طالبت»"),
        (DEMAND, "negated (kept with --keep negated)"),
        ("قصفت سفينة الشاطئ.", "who does it; no known actor"),
        ("سيقصف الجيش السوري المدينة غداً.", "future (kept with --keep future)"),
    ],
)
def test_a_trigger_without_a_row_says_why(coded: Callable[..., list[CodedSentence]], text: str, said: str) -> None:
    sentences = coded(text)
    assert said in " ".join(shown(sentences).split())
    root = parsed(page([(Article("text", text), sentences)]))
    assert said in "".join(root.itertext())
    silent = [t for s in sentences for t in account(s).triggers if not t.rows]
    assert silent
    assert all(trigger.reason for trigger in silent)


def test_verbs_without_a_rule_and_sentences_without_a_trigger_are_told(
    coded: Callable[..., list[CodedSentence]],
) -> None:
    sentences = coded("تردم الجرافات الآبار.")
    assert "تردم" in shown(sentences).split("No rule  ")[1]
    assert "No rule claims any word of this sentence." in page([(Article("text", ""), sentences)])


def test_a_refined_code_names_its_refinement(coded: Callable[..., list[CodedSentence]]) -> None:
    (sentence,) = coded("استشهد شاب فلسطيني برصاص جنود إسرائيليين.")
    assert any(
        re.search(r"193 instead of 180 if \{words: .*\} \(codebooks/.*:\d+\)", f)
        for f in facts(account(sentence), "code")
    )


# --- the terminal -----------------------------------------------------------------------------------------------------


def test_the_terminal_shows_rows_first_and_the_tree_last(coded: Callable[..., list[CodedSentence]]) -> None:
    text = shown(coded(DEMAND))
    order = [
        text.index(part) for part in ("sentence 0: 1 row", "IGOUNO → SYRMIL, 1056", "No row", "Names", "Words and tree")
    ]
    assert order == sorted(order)
    assert "Words and tree" not in shown(coded(DEMAND), tree=False)
    assert shown(coded(DEMAND), heading="a\x1bb").startswith("a␛b\n")


def test_the_terminal_gets_no_control_characters_and_no_line_is_too_wide(
    coded: Callable[..., list[CodedSentence]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    for bidi in (Bidi.ISOLATE, Bidi.VISUAL):
        text = shown(coded(f"{AWKWARD} {DEMAND}"), bidi)
        assert not [char for char in text if unicodedata.category(char) == "Cc" and char != "\n"]
        assert max(map(cell_len, text.splitlines())) <= 100


# --- the command ------------------------------------------------------------------------------------------------------


def test_a_page_is_written_whole_the_same_each_time_and_names_no_folder_of_this_machine(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(
        "language: ar\nactors:\n  - id: palm-guards\n    code: IRQREB\n    names: {ar: [حراس النخيل]}\n",
        encoding="utf-8",
    )
    (tmp_path / "news.jsonl").write_text(
        '{"id": "one", "text": "هاجم حراس النخيل قرية مجاورة."}\n{"id": "two", "text": "' + DEMAND + '"}\n',
        encoding="utf-8",
    )
    (tmp_path / "page.html").write_text("old", encoding="utf-8")
    args = ("news.jsonl", "--codebook", "mine.yaml", "--html")
    assert waqai("explain", *args, "page.html", cwd=tmp_path) == (0, "", "")
    odd = {"PYTHONHASHSEED": "2", "LC_ALL": "POSIX", "PYTHONUTF8": "0"}
    code, whole, err = waqai_apart("explain", *args, "-", cwd=tmp_path, **odd)
    assert (code, err) == (0, "")
    assert whole.encode() == (tmp_path / "page.html").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine.yaml", "news.jsonl", "page.html"]
    assert str(ROOT) not in whole
    assert str(tmp_path) not in whole
    assert "palm-guards (<code>mine.yaml:3</code>)" in whole
    assert texts(parsed(whole), "p", "about") == ["1 sentence · 1 row", "1 sentence · 1 row"]


@pytest.mark.parametrize(
    ("path", "code", "line"),
    [
        ("/dev/full", 1, "/dev/full: cannot be written: No space left on device"),
        ("folder", 1, "folder: cannot be written: Is a directory"),
        ("none/page.html", 2, "the folder of none/page.html does not exist"),
    ],
)
def test_a_page_that_cannot_be_written_is_one_line(tmp_path: Path, path: str, code: int, line: str) -> None:
    if path == "/dev/full" and not os.path.exists(path):
        pytest.skip("this system has no /dev/full")
    (tmp_path / "folder").mkdir()
    found, out, err = waqai("explain", "غادر الوفد.", "--html", path, cwd=tmp_path)
    assert (found, out) == (code, "")
    assert err.splitlines()[-1].endswith(line)
    assert [p.name for p in tmp_path.rglob("*")] == ["folder"]


def test_what_cannot_be_read_leaves_no_page(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    code, out, err = waqai("explain", "empty.txt", "--html", "page.html", cwd=tmp_path)
    assert (code, out, err) == (1, "", "empty.txt: empty, there is no text in it\n")
    assert not (tmp_path / "page.html").exists()


ARCHIVE = [
    {"key": "first", "body": "قصف الجيش السوري بلدة سراقب.", "day": "02.05.2016"},
    {"key": "second", "body": "اعتقلت الشرطة التونسية صحفيا في سوسة.", "day": "03.05.2016"},
]
NAMES = ("--field", "id=key", "--field", "text=body", "--field", "date=day", "--date-format", "%d.%m.%Y")


def test_an_article_of_an_archive_by_its_id(tmp_path: Path) -> None:
    (tmp_path / "news.json").write_text(json.dumps(ARCHIVE, ensure_ascii=False), encoding="utf-8")
    done, out, err = waqai("explain", "news.json", *NAMES, "--article", "second", "--bidi", "isolate", cwd=tmp_path)
    assert (done, err) == (0, "")
    assert "TUNCOP → TUNMED, 173" in out
    assert "2016-05-03" in out
    assert "SYRMIL" not in out


def test_an_id_that_no_article_has(tmp_path: Path) -> None:
    (tmp_path / "news.json").write_text(json.dumps(ARCHIVE, ensure_ascii=False), encoding="utf-8")
    found = waqai("explain", "news.json", *NAMES, "--article", "third", cwd=tmp_path)
    assert found == (1, "", "third: no article has this id (give the `article_id` of a row)\n")

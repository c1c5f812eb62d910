"""Stage 2: every word of the parse keeps its place in the article, however the article is written."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from coder.annotate import LONGEST_SENTENCE, Annotator, Document, Token, Word, clean, paragraphs, shortened, word_spans
from coder.errors import ModelsError
from coder.languages import load_language
from coder.languages.ar import clean_char, is_clitic
from coder.read import Article
from coder.weights import SHIPPED_MODELS

Parse = Callable[[str], Document]

ARABIC = load_language("ar")
WORDS = [
    "قصف",
    "قُتِلَ",
    "الطَّيَرانُ",
    "الـــجيش",
    "وللأمم",
    "للمدينة",
    "وبمدينتهم",
    "فقتلوه",
    "سيزورها",
    "منّا",
    "عليه",
    "AFP",
    "F-16",
    "2015",
    "١٢",
    "3.5",
    "«النصرة»",
    "(سانا)",
    "\u200fحماس\u200f",
    "\u202bحلب\u202c",
    "\u2067دمشق\u2069",
    "\ufefb\ufe97\ufed4\ufe8e\ufed5",  # اتفاق with ligature لا before it, in presentation forms
    "\ufef7\ufee7\ufeea",  # لأنه: the ligature holds a preposition and the letter after it
    "\ufdf2",
    "بشار\u200cالأسد",
    "،",
    ".",
    "؟",
    "...",
]
SPACES = [
    " ",
    "  ",
    "\t",
    "\u00a0",
    "\u200b \u200b",
    " \u202f",
    "\u2003",
    "\r\n",
    "\n",
    "\n\n",
    "\r\n\r\n",
    "\n \t\n",
    "\r",
    "\x0c",
]
mixtures = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(SPACES)), max_size=25).map(
    lambda pieces: "".join(itertools.chain.from_iterable(pieces))
)
anything = st.text(st.characters(exclude_categories=["Cs"]))


def plain(text: str) -> str:
    """What the parser reads of a text, white space left out."""
    return "".join(map(clean_char, text)).replace(" ", "")


def tokens(document: Document) -> Iterator[list[Word]]:
    """The words of each written token."""
    for sentence in document.sentences:
        token: list[Word] = []
        for word in sentence.words:
            if word.first and token:
                yield token
                token = []
            token.append(word)
        yield token


def rows(document: Document) -> list[tuple[object, ...]]:
    """Everything about a document that can be compared."""
    return [
        (
            s.index,
            s.text,
            s.start,
            s.end,
            *(tuple(sorted(w.feats.items())) if n == "feats" else v for n, v in vars(w).items()),
        )
        for s in document.sentences
        for w in s.words
    ]


def assert_offsets_hold(document: Document) -> None:
    text = document.article.text
    at = 0
    for sentence in document.sentences:
        assert sentence.text == text[sentence.start : sentence.end]
        assert sentence.words
        for word in sentence.words:
            assert at <= word.start <= word.end <= sentence.end, word
            at = word.end
        assert (sentence.start, sentence.end) == (sentence.words[0].start, sentence.words[-1].end)
    for words in tokens(document):
        written = text[words[0].start : words[-1].end]
        assert plain(written) == words[0].token, words
        # The words of a token lie side by side, so that their spans together are the token.
        assert "".join(text[w.start : w.end] for w in words) == written, words
        joined = any(len(clean_char(char)) > 1 for char in written)
        if "".join(w.text for w in words) == words[0].token and not joined:  # no clitic is respelled, no ligature
            assert [plain(text[w.start : w.end]) for w in words] == [w.text for w in words]
    written_words = "".join(words[0].token for words in tokens(document))
    assert written_words == plain(text), "every letter of the article belongs to a word"


# Cleaning


@pytest.mark.parametrize(
    ("written", "cleaned"),
    [
        ("قَصَفَ الطَّيرانُ", "قصف الطيران"),
        ("قـــصف", "قصف"),
        ("قصف\u00a0الجيش\t\tالبلدة", "قصف الجيش البلدة"),
        ("  قصف  ", "قصف"),
        ("قصف\r\nالجيش", "قصف\n\nالجيش"),
        ("قصف\n\n\n\nالجيش\n", "قصف\n\nالجيش"),
        ("\u202bقصف\u202c \u200fالجيش", "قصف الجيش"),
        ("\ufeffقصف", "قصف"),
        ("\ufefb", "لا"),
        ("قصفت موقعا لـ«حماس»", "قصفت موقعا ل «حماس»"),
        ('اتهمها بـ"الخيانة" و(التواطؤ)', 'اتهمها ب "الخيانة" و (التواطؤ)'),
        ("حزب«الأمة» وحب«هم»", "حزب«الأمة» وحب«هم»"),
        ("", ""),
        (" \n\t\r\n ", ""),
        ("\u064e\u064f", ""),
    ],
)
def test_clean(written: str, cleaned: str) -> None:
    assert clean(written, ARABIC).text == cleaned


@given(st.one_of(mixtures, anything))
@example("\u064eقصف")
@example("ab\x85cd\x1cef")
def test_clean_text_keeps_every_letter_and_its_place(text: str) -> None:
    found = clean(text, ARABIC)
    assert len(found.text) == len(found.starts) == len(found.ends)
    assert list(found.starts) == sorted(found.starts)
    assert all(0 <= start < end <= len(text) for start, end in zip(found.starts, found.ends, strict=True))
    assert found.text.replace("\n", "").replace(" ", "") == plain(text)
    for at, (char, start) in enumerate(zip(found.text, found.starts, strict=True)):
        apart = char == " " and is_clitic(found.text[at - 1]) and found.text[at + 1] in '«“„"(['
        assert char in clean_char(text[start]) or char == "\n" or apart
    assert found.text == found.text.strip()
    assert "  " not in found.text
    assert "\n" not in found.text.replace("\n\n", "")


@given(mixtures)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = clean(text, ARABIC).text
    assert clean(once, ARABIC).text == once


def test_marks_belong_to_the_letter_before_them() -> None:
    text = "قَصَفَ الجَيْشُ"
    found = clean(text, ARABIC)
    assert found.text == "قصف الجيش"
    assert text[slice(*found.original(0, 3))] == "قَصَفَ"
    assert text[slice(*found.original(4, 9))] == "الجَيْشُ"


def test_a_ligature_belongs_to_the_first_of_two_words() -> None:
    text = "\ufef7\ufee7\ufeea"  # لأنه, ل and أ in one character
    found = clean(text, ARABIC)
    assert found.text == "لأنه"
    assert found.original(0, 1) == (0, 1)
    assert found.original(1, 3) == (1, 2)
    assert found.original(3, 4) == (2, 3)


# Paragraphs

WRAPPED = (
    "قصفت طائرات حربية مجهولة الهوية صباح اليوم بلدة صغيرة\n"
    "تقع في الريف الشرقي للمحافظة الواقعة على الحدود بين\n"
    "البلدين الجارين، وقال سكان محليون إن القصف استهدف سوقا\n"
    "شعبيا وأدى إلى مقتل ثلاثة مدنيين وإصابة آخرين.\n"
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("قصف الجيش البلدة", ["قصف الجيش البلدة"]),
        ("عنوان الخبر\nقصف الجيش البلدة.\n", ["عنوان الخبر", "قصف الجيش البلدة."]),
        ("عنوان الخبر\r\nقصف الجيش البلدة.\r\n", ["عنوان الخبر", "قصف الجيش البلدة."]),
        ("فقرة أولى.\n\nفقرة ثانية.", ["فقرة أولى.", "فقرة ثانية."]),
        ("فقرة أولى.\n \t \nفقرة ثانية.", ["فقرة أولى.", "فقرة ثانية."]),
        (WRAPPED, [WRAPPED.strip()]),
        ("عنوان\n\n" + WRAPPED + "\n" + WRAPPED, ["عنوان", WRAPPED.strip(), WRAPPED.strip()]),
        # Short lines are a list, lines that all end sentences are paragraphs.
        ("دمشق\nحلب\nحمص\nحماة", ["دمشق", "حلب", "حمص", "حماة"]),
        (WRAPPED.replace("\n", ".\n"), [line + "." for line in WRAPPED.splitlines()]),
        # Two lines are too few to tell.
        ("\n".join(WRAPPED.splitlines()[:2]), WRAPPED.splitlines()[:2]),
        ("", []),
        ("\n\n\n", []),
    ],
)
def test_paragraphs(text: str, expected: list[str]) -> None:
    assert [text[start:end].strip() for start, end in paragraphs(text)] == expected


@given(st.one_of(mixtures, anything))
def test_paragraphs_hold_all_that_is_written(text: str) -> None:
    spans = paragraphs(text)
    ends = [0, *(end for _, end in spans)]
    assert all(before <= start < end for before, (start, end) in zip(ends, spans, strict=False))
    assert "".join("".join(text[start:end].split()) for start, end in spans) == "".join(text.split())


def test_a_line_end_ends_a_sentence_unless_the_text_is_wrapped(parse: Parse) -> None:
    assert len(parse("مقتل ثلاثة جنود في هجوم\nهاجم مسلحون نقطة عسكرية صباح اليوم.").sentences) == 2
    assert any("\n" in sentence.text for sentence in parse(WRAPPED).sentences)


# Words in tokens


@given(st.text("ابتلمهو", max_size=10), st.lists(st.text("ابتلمهو", min_size=1, max_size=8), min_size=1, max_size=5))
def test_word_spans(token: str, words: list[str]) -> None:
    spans = word_spans(token, words)
    assert len(spans) == len(words)
    assert spans[0][0] == 0
    assert spans[-1][1] == len(token)
    assert all(start <= end for start, end in spans)
    assert all(before[1] == after[0] for before, after in itertools.pairwise(spans))


@pytest.mark.parametrize(
    ("token", "words", "pieces"),
    [
        ("وبالمدينة", "و ب المدينة", "و ب المدينة"),
        ("للأمم", "ل الأمم", "ل لأمم"),
        ("مدينته", "مدينة ه", "مدينت ه"),
        ("عليهم", "على هم", "علي هم"),
        ("قصف", "قصف", "قصف"),
    ],
)
def test_where_words_stand_in_their_token(token: str, words: str, pieces: str) -> None:
    assert [token[start:end] for start, end in word_spans(token, words.split())] == pieces.split()


# With the models

ARTICLES = [
    "قَصَفَ الطَّيرانُ الحربيُّ، صباحَ اليوم، بلدةَ دارة عزة؛ فقُتل ثلاثةُ مدنيين.",
    "قـــصـــف الطيران بلـــدة حيان ولم يصـــب أحد.",
    "وقالت فرنسا للأمم المتحدة إنها ستنسحب من مدينته، وبقواتهم وللبنان وبالعاصمة.",
    "نقلت وكالة AFP عن مسؤول في NATO أن مقاتلات F-16 قصفت 12 موقعا (أمس).",
    "عنوان الخبر\r\n\r\nقصف الجيش البلدة.\r\nوقال ناشطون إن\u00a0القصف\tمستمر.\r\n",
    "\u202bقصف\u202c الجيش \u2067بلدة\u2069 \u200fحيان\u200f، بحسب \u061cناشطين\u200b.",
    "\ufeff\ufe97\ufed4\ufee0 \ufe8d\ufedf\ufea0\ufef4\ufeb6 \ufef7\ufee7\ufeea \ufefb \ufef3\ufeae\ufef3\ufeaa.",
    "   قصف    الجيش     البلدة   .   وانسحب  .  ",
    WRAPPED,
    "«جبهة النصرة» تتبنى تفجير (حلب)... و«داعش» ينفي!",
    "😀 قصف الجيش 🇸🇾 البلدة 👩‍👩‍👧 أمس.",
    "ق" * 400,
    "!!! ... ؟؟؟",
    "،",
]


@pytest.mark.parametrize("text", ARTICLES)
def test_offsets_survive(text: str, parse: Parse) -> None:
    document = parse(text)
    assert document.sentences
    assert_offsets_hold(document)


@settings(max_examples=25, deadline=None)
@given(mixtures)
@example("\ufef7\ufee7\ufeea قصف")
@example("\ufdf2 \ufdf2")
def test_offsets_survive_in_mixtures(parse: Parse, text: str) -> None:
    assert_offsets_hold(parse(text))


@settings(max_examples=25, deadline=None)
@given(anything)
def test_any_text_can_be_parsed(parse: Parse, text: str) -> None:
    document = parse(text)
    for sentence in document.sentences:
        assert sentence.text == text[sentence.start : sentence.end]
        for word in sentence.words:
            assert sentence.start <= word.start <= word.end <= sentence.end


def test_a_sentence_that_is_too_long_is_parsed_in_pieces(parse: Parse) -> None:
    text = "قتل الجنود " + "والطبيب والمهندس والعامل والمدير " * 100
    document = parse(text)
    assert max(len(sentence.words) for sentence in document.sentences) <= LONGEST_SENTENCE
    assert len(document.sentences) > 2
    assert " ".join(sentence.text for sentence in document.sentences) == text.strip()


def test_a_piece_of_a_sentence_ends_with_a_comma_and_cuts_no_token() -> None:
    words = [("و", "هو"), *((text,) for text in ["،", "في", "بيت", "كبير", "،", "من", "طين"])]
    tokens = [Token(n, n, inside) for n, inside in enumerate(words)]
    assert [[" ".join(token.words) for token in piece] for piece in shortened(tokens, 4)] == [
        ["و هو", "،"],
        ["في", "بيت", "كبير", "،"],
        ["من", "طين"],
    ]
    assert [[token.words for token in piece] for piece in shortened(tokens, 1)][:2] == [[("و", "هو")], [("،",)]]
    assert list(shortened(tokens, 9)) == [tokens]


def test_clitics_are_words_of_their_own(parse: Parse) -> None:
    text = "وقالت فرنسا للأمم المتحدة إن قواتها انسحبت من المدينة وبيروت."
    (sentence,) = parse(text).sentences
    spans = [(w.text, text[w.start : w.end], w.first) for w in sentence.words]
    for expected in [
        ("و", "و", True),
        ("قالت", "قالت", False),
        ("ل", "ل", True),
        ("الأمم", "لأمم", False),
        ("قوات", "قوات", True),
        ("ها", "ها", False),
        ("بيروت", "بيروت", False),
    ]:
        assert expected in spans


def test_the_tree_is_a_tree(parse: Parse) -> None:
    for text in ARTICLES[:5]:
        for sentence in parse(text).sentences:
            assert [w.index for w in sentence.words] == list(range(len(sentence.words)))
            roots = [w for w in sentence.words if w.head == -1]
            assert len(roots) == 1
            assert sentence.parent(roots[0]) is None
            assert sentence.subtree(roots[0]) == sentence.words
            for word in sentence.words:
                assert all(sentence.parent(child) is word for child in sentence.children(word))


def test_words_carry_folded_keys(parse: Parse) -> None:
    (sentence,) = parse("سيطر المقاتلون على المدينة.").sentences
    fighters, city = sentence.words[1], sentence.words[3]
    assert (fighters.key, fighters.bare) == ("المقاتلون", "مقاتلون")
    assert (city.key, city.bare, city.lemma_key) == ("المدينه", "مدينه", "مدينه")


@pytest.mark.parametrize("text", ["", " \n\t ", "\u064e\u064f\u0640", "\u200f\u200e\ufeff"])
def test_a_text_without_words_has_no_sentences(text: str, parse: Parse) -> None:
    assert parse(text).sentences == ()


def test_a_parse_can_be_repeated(parse: Parse) -> None:
    for text in ARTICLES[:5]:
        assert rows(parse(text)) == rows(parse(text))


def test_a_batch_gives_what_single_articles_give(annotator: Annotator, parse: Parse) -> None:
    texts = [ARTICLES[0], "", ARTICLES[2], ARTICLES[4]]
    batch = annotator.annotate(Article(id=str(i), text=text) for i, text in enumerate(texts))
    assert [document.article.id for document in batch] == ["0", "1", "2", "3"]
    assert [rows(document) for document in batch] == [rows(parse(text)) for text in texts]
    assert annotator.annotate([]) == []


# Models

OFFLINE = """
import sys

def refuse(event, args):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"):
        raise RuntimeError("the network was touched: %s %s" % (event, args[1:]))

sys.addaudithook(refuse)
from coder.annotate import Annotator
from coder.languages import load_language
from coder.read import Article
from coder.weights import SHIPPED_MODELS

(document,) = Annotator(load_language("ar")).annotate([Article(id="x", text="قصف الجيش البلدة.")])
print(len(document.sentences[0].words))
"""


def python(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    root = Path(__file__).resolve().parents[1]
    command = [sys.executable, "-X", "utf8", "-c", script, *arguments]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, encoding="utf-8", check=False)


def test_nothing_touches_the_network() -> None:
    done = python(OFFLINE)
    assert (done.returncode, done.stdout) == (0, "4\n"), done.stderr


def copied_models(folder: Path, changed: str, content: bytes | None) -> str:
    """The shipped models, one file of them changed, or gone."""
    for file in SHIPPED_MODELS.rglob("*"):
        if file.is_file():
            name = file.relative_to(SHIPPED_MODELS).as_posix()
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if name != changed:
                os.symlink(file, path)
            elif content is not None:
                path.write_bytes(content)
    return str(folder)


def assert_one_clear_line(error: ModelsError, folder: str) -> None:
    assert len(error.problems) == 1
    assert str(error).startswith(folder)
    assert "\n" not in str(error)
    assert "waqai models" in str(error)


@pytest.mark.parametrize(
    ("changed", "content"),
    [
        ("resources.json", None),
        ("resources.json", b"{"),
        ("resources.json", b"{}"),
        ("ar/tokenize/waqai.pt", None),
        ("ar/pos/waqai.pt", b"not a model"),
        ("ar/depparse/waqai.pt", (SHIPPED_MODELS / "ar/depparse/waqai.pt").read_bytes()[:100_000]),
        ("ar/pretrain/waqai.pt", None),
        ("ar/lexicon.tsv.xz", b"not compressed"),
        ("ar/lexicon.tsv.xz", (SHIPPED_MODELS / "ar/lexicon.tsv.xz").read_bytes()[:5000]),
    ],
)
def test_models_that_cannot_be_used(changed: str, content: bytes | None, tmp_path: Path) -> None:
    assert (SHIPPED_MODELS / changed).is_file()
    folder = copied_models(tmp_path, changed, content)
    with pytest.raises(ModelsError) as caught:
        Annotator(ARABIC, folder)
    assert_one_clear_line(caught.value, folder)


def test_a_folder_that_does_not_exist(tmp_path: Path) -> None:
    folder = str(tmp_path / "nowhere")
    with pytest.raises(ModelsError) as caught:
        Annotator(ARABIC, folder)
    assert_one_clear_line(caught.value, folder)


def test_broken_models_are_told_once(tmp_path: Path) -> None:
    """Stanza's own log lines would come before the one clear line."""
    folder = copied_models(tmp_path, "ar/pos/waqai.pt", b"not a model")
    script = (
        "import sys; from coder.annotate import Annotator; from coder.errors import ModelsError\n"
        "from coder.languages import load_language\n"
        "try: Annotator(load_language('ar'), sys.argv[1])\n"
        "except ModelsError as error: print(error)\n"
    )
    done = python(script, folder)
    assert done.stderr == ""
    assert done.stdout.startswith(folder)
    assert done.stdout.count("\n") == 1

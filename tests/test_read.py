"""Stage 1: what is read, what is refused and with which line."""

import codecs
import datetime as dt
import io
import json
import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading import ENGLISH, NEWS, json_lines, read, read_one, write

from coder.errors import Problem
from coder.read import Article, Notice, date_in_name, other_language, read_articles


def test_a_text_file_is_kept_character_for_character(tmp_path):
    text = f"  عنوان\r\n\r\n{NEWS}\rقَـــالَ\u00a0المصدر\u200f (AFP)\n\n"
    path = write(tmp_path / "a.txt", text)
    assert read_one(path) == Article(id=path, text=text, path=path)


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ],
)
def test_a_byte_order_mark_tells_the_encoding_and_is_no_part_of_the_text(tmp_path, mark, encoding):
    text = f"{NEWS}\r\n{NEWS}\n"
    assert read_one(write(tmp_path / "a.txt", mark + text.encode(encoding))).text == text
    article = read_one(write(tmp_path / "b.jsonl", mark + json.dumps({"id": "b", "text": text}).encode(encoding)))
    assert (article.id, article.text, article.line) == ("b", text, 1)


NAMES = [f"a{s}" for s in ("", ".txt", ".html", ".json", ".jsonl", ".csv", ".tsv", ".parquet", ".xml", ".warc", ".zip")]
BEGINNINGS = [b"", b"\x1f\x8b\x08", b"BZh9", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd", b"PK\3\4", bytes(257) + b"ustar\x0000"]
BEGINNINGS += [
    b"PAR1",
    b"WARC/1.0\r\n",
    b"<?xml version='1.0'?><rss>",
    b"<html>",
    b"[{",
    b'{"text": ',
    b"text,b\n",
    b"\xff\xfe",
]


@settings(deadline=None)  # the language detector takes a second to load
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_any_text_is_kept_character_for_character(tail):
    text = NEWS * 20 + tail
    (item,) = read_articles(["-"], stdin=io.BytesIO(text.encode()))
    assert item == Article(id="stdin", text=text, path="-")


@settings(deadline=None)
@given(st.sampled_from(BEGINNINGS), st.binary(max_size=300), st.sampled_from(NAMES))
def test_no_bytes_raise(tmp_path_factory, beginning, data, name):
    path = write(tmp_path_factory.mktemp("bytes") / name, beginning + data)
    assert all(isinstance(item, Article | Problem) and "\n" not in str(item) for item in read(path))


def test_a_folder_is_read_in_sorted_order_without_hidden_and_other_files(tmp_path):
    for name in ("b.txt", "a/z.txt", "a/y.TXT", ".hidden.txt", ".git/x.txt", "README.md", "run.sh"):
        write(tmp_path / name, NEWS)
    json_lines(tmp_path / "c.ndjson", {"text": NEWS})
    names = [os.path.relpath(item.path, tmp_path) for item in read(tmp_path)]
    assert names == ["b.txt", "c.ndjson", "a/y.TXT", "a/z.txt"]


def test_a_folder_with_nothing_to_read_is_a_problem(tmp_path):
    write(tmp_path / "README.md", NEWS)
    assert "nothing to read in this folder" in str(read_one(tmp_path))


def test_any_suffix_is_read_as_text_when_the_file_is_named(tmp_path):
    assert read_one(write(tmp_path / "news.article", NEWS)).text == NEWS


def test_a_path_given_twice_is_read_once_and_said_so(tmp_path):
    path = write(tmp_path / "a.txt", NEWS)
    first, second = read(path, os.path.join(str(tmp_path), ".", "a.txt"))
    assert isinstance(first, Article)
    assert isinstance(second, Notice)
    assert [type(item) for item in read(path, tmp_path)] == [Article]


@pytest.mark.parametrize(
    ("name", "given", "expected"),
    [
        ("2024-03-14-khartoum.txt", None, dt.date(2024, 3, 14)),
        ("2024-03-14-khartoum.txt", dt.date(2020, 1, 1), dt.date(2020, 1, 1)),
        ("khartoum.txt", dt.date(2020, 1, 1), dt.date(2020, 1, 1)),
        ("khartoum.txt", None, None),
    ],
)
def test_the_date_of_a_text_file(tmp_path, name, given, expected):
    assert read_one(write(tmp_path / name, NEWS), date=given).date == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("20240314.txt", dt.date(2024, 3, 14)),
        ("news_2024_03_14.txt", dt.date(2024, 3, 14)),
        ("2024-13-40-and-2024-03-14.txt", dt.date(2024, 3, 14)),
        ("2024-0314.txt", None),
        ("120240314.txt", None),
        ("2024-02-30.txt", None),
    ],
)
def test_dates_in_file_names(name, expected):
    assert date_in_name("2001-01-01/" + name) == expected


REPORT = "قتل ثلاثة جنود في هجوم شنه مسلحون على حاجز للجيش قرب مدينة العريش شمال سيناء."


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("القاهرة 15 مايو 2016 (رويترز) - ", dt.date(2016, 5, 15)),
        ("القاهرة، 15 مايو/أيار 2016 (أ ف ب) - ", dt.date(2016, 5, 15)),
        ("بيروت في 3 تموز 2019 - ", dt.date(2019, 7, 3)),
        ("دمشق - سانا - 3/5/2016 - ", dt.date(2016, 5, 3)),
        ("مقتل ثلاثة جنود في سيناء\nالأحد 15 مايو 2016\n", dt.date(2016, 5, 15)),
        ("تاريخ النشر: ١٥/٠٥/٢٠١٦ - 10:30\n", dt.date(2016, 5, 15)),
        ("عنوان\n\n15 شعبان 1437هـ الموافق 22 مايو 2016م\n", dt.date(2016, 5, 22)),
        ("القاهرة (رويترز) - ", None),
        ("القاهرة 15 مايو (رويترز) - ", None),  # of no year
        ("حصيلة قتلى الأحد 15 مايو 2016\n", None),  # tells of that day
        ("أ\nب\nج\nد\nه\n15 مايو 2016\n", None),  # too far down
        ("15 مايو 2016 - 16 مايو 2016\n", None),
    ],
)
def test_a_date_in_the_head_of_the_text_is_the_last_resort(tmp_path, head, expected):
    plain = write(tmp_path / "a.txt", head + REPORT)
    line = write(tmp_path / "a.jsonl", json.dumps({"text": head + REPORT}))
    assert [read_one(path).date for path in (plain, line)] == [expected, expected]
    given = dt.date(2020, 1, 1)
    assert [read_one(path, date=given).date for path in (plain, line)] == [given, given]
    named = write(tmp_path / "2021-02-03.txt", head + REPORT)
    assert read_one(named).date == dt.date(2021, 2, 3)


def test_json_lines_give_all_fields(tmp_path):
    path = json_lines(
        tmp_path / "a.jsonl",
        {
            "id": "x1",
            "text": NEWS,
            "title": "عنوان",
            "date": "2024-03-14T22:30:00+03:00",
            "source": "وكالة",
            "url": "http://example.org/1",
            "extra": [1],
        },
        "",
        {"id": 7, "text": NEWS, "date": None, "title": None},
        {"text": NEWS, "date": ""},
    )
    assert read(path, date=dt.date(2020, 1, 1)) == [
        Article("x1", NEWS, "عنوان", dt.date(2024, 3, 14), "وكالة", "http://example.org/1", path=path, line=1),
        Article("7", NEWS, date=dt.date(2020, 1, 1), path=path, line=3),
        Article(f"{path}:4", NEWS, date=dt.date(2020, 1, 1), path=path, line=4),
    ]


def test_broken_json_on_one_line_leaves_the_others(tmp_path):
    path = json_lines(tmp_path / "a.jsonl", *({"id": f"{n}", "text": NEWS} for n in (1, 2)), '{"id": "3", "text": }')
    json_lines(tmp_path / "rest.jsonl", *({"id": f"{n}", "text": NEWS} for n in (4, 5)))
    with open(path, "ab") as whole:
        whole.write((tmp_path / "rest.jsonl").read_bytes())
    items = read(path)
    assert [item.id for item in items if isinstance(item, Article)] == ["1", "2", "4", "5"]
    assert str(items[2]).startswith(f"{path}:3:21: broken JSON: Expecting value")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("[1, 2]", "not a JSON object"),
        ('"text"', "not a JSON object"),
        ("{}", "no `text`"),
        ('{"a": 1, "b": 2}', "no `text`"),
        ('{"text": 5}', "`text` is not a string"),
        ('{"text": "ا", "id": true}', "`id` is not a string"),
        ('{"text": "ا", "title": ["ا"]}', "`title` is not a string"),
        ('{"text": "ا", "date": "14 March"}', "`date` '14 March' is not a date"),
        ('{"text": "ا", "date": "2024-02-30"}', "`date` '2024-02-30' is not a date"),
        ('{"text": "\\ud83d"}', "`text` holds a NUL or half of a surrogate pair"),
        ('{"text": "ا" "id": 1}', "broken JSON"),
        ("[" * 100_000, "broken JSON"),
        ('{"text": ' + "9" * 5000 + "}", "broken JSON"),
    ],
)
def test_each_bad_json_line_has_its_own_line_of_message(tmp_path, line, message):
    problem = read_one(json_lines(tmp_path / "a.jsonl", line))
    assert message in problem.message
    assert problem.line == 1
    assert "\n" not in str(problem)


def test_bytes_that_are_not_utf8_spoil_only_their_line(tmp_path):
    good = json.dumps({"id": "1", "text": NEWS}, ensure_ascii=False).encode()
    path = write(tmp_path / "a.jsonl", b'{"id": "\xc7"}\n' + good)
    problem, article = read(path)
    assert str(problem) == f"{path}:1:9: not UTF-8 text: byte 0xC7"
    assert article.text == NEWS


def test_an_id_used_twice_is_skipped_and_the_first_place_named(tmp_path):
    one = json_lines(tmp_path / "one.jsonl", {"id": "x", "text": NEWS}, {"id": "y", "text": NEWS})
    two = json_lines(tmp_path / "two.jsonl", {"id": "y", "text": NEWS})
    problem = read(one, two)[2]
    assert str(problem).startswith(f"{two}:1: id 'y' was already used at {one}:2, skipped")


def test_standard_input_is_text_or_json_lines():
    assert read_one("-", stdin=io.BytesIO(NEWS.encode())) == Article(id="stdin", text=NEWS, path="-")
    lines = f'\n {{"id": "1", "text": "{NEWS}"}}\n{{"text": "{NEWS}"}}\n'
    assert [(a.id, a.line) for a in read("-", stdin=io.BytesIO(lines.encode()))] == [("1", 2), ("-:3", 3)]
    braces = "{ليس هذا JSON}\n" + NEWS
    assert read_one("-", stdin=io.BytesIO(braces.encode())).text == braces


def test_a_text_file_is_never_taken_for_json_lines(tmp_path):
    line = json.dumps({"text": NEWS}, ensure_ascii=False)
    assert read_one(write(tmp_path / "a.txt", line)).text == line
    assert read_one(write(tmp_path / "a.json", line)).text == NEWS


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty"),
        (b" \r\n\t ", "empty"),
        (NEWS.encode() + b"\0rest", f"a binary file, not text: NUL byte at position {len(NEWS.encode())}"),
        (codecs.BOM_UTF8 + b"abc\0", "NUL byte at position 6"),
        (codecs.BOM_UTF16_LE + "ab\0".encode("utf-16-le"), "NUL byte at position 6"),
        ("ب".encode() + NEWS.encode("windows-1256"), "not UTF-8 text: byte 0xC3 at position 2"),
        (codecs.BOM_UTF16_LE + b"\x28\x06\x00\xd8\x28\x06", "not UTF-16-LE text: byte 0x00 at position 4"),
        (ENGLISH.encode(), "not Arabic, looks like English (en)"),
        (b"12 + 30 = 42", "no words in it"),
    ],
)
def test_each_unusable_file_has_its_own_line_of_message(tmp_path, data, message):
    problem = read_one(write(tmp_path / "a.txt", data))
    assert message in str(problem)
    assert str(problem).startswith(f"{tmp_path}/a.txt: ")


def test_an_empty_json_lines_file_is_a_problem(tmp_path):
    assert "empty" in str(read_one(write(tmp_path / "a.jsonl", "\n \n")))


def test_a_missing_file_is_a_problem_and_the_others_are_read(tmp_path):
    missing, article = read(tmp_path / "none.txt", write(tmp_path / "a.txt", NEWS))
    assert str(missing) == f"{tmp_path}/none.txt: no such file or folder"
    assert article.text == NEWS


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root can take on another user's rights")
def test_a_file_that_may_not_be_read_is_a_problem(tmp_path):
    path = write(tmp_path / "a.txt", NEWS)
    os.chmod(path, 0o600)
    for folder in (tmp_path, tmp_path.parent, tmp_path.parent.parent):
        os.chmod(folder, 0o755)
    os.seteuid(65534)
    try:
        assert str(read_one(path)) == f"{path}: permission denied"
    finally:
        os.seteuid(0)


def test_a_file_name_that_is_not_utf8_can_be_told(tmp_path):
    path = os.fsencode(tmp_path) + b"/\xc7.txt"
    with open(path, "wb") as stream:
        stream.write(NEWS.encode())
    assert read_one(os.fsdecode(path)).id == f"{tmp_path}/\ufffd.txt"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Des manifestants ont bloqué la route principale de la ville mardi matin.", "French (fr)"),
        ("معترضان در اعتراض به قطع برق خیابان اصلی شهر را بستند و پلیس سه نفر را بازداشت کرد.", "Persian (fa)"),
        (
            "مظاہرین نے بجلی کی بندش کے خلاف شہر کی مرکزی سڑک بند کر دی اور پولیس نے تین افراد کو گرفتار کیا۔",
            "Urdu (ur)",
        ),
        ("В городе после протестов задержали трёх человек, сообщили местные власти.", "Russian (ru)"),
    ],
)
def test_other_languages_are_told(text, language):
    assert other_language(text) == f"not Arabic, looks like {language}"


@pytest.mark.parametrize(
    "text",
    [
        NEWS,
        "مقتل 3",
        "قوات الأمن",
        "قَتَلَ الجُنودُ",
        "محادثات في ڤيينا",
        "مراسل BBC News Arabic و AFP: " + NEWS,
        f"<p>{NEWS}</p> https://example.org/a/very/long/address/of/a/page/in/latin/letters?id=1 info@example.org",
    ],
)
def test_arabic_is_arabic(text):
    assert other_language(text) == ""

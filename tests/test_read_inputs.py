"""Which files are read: globs, lists, links; and what is told of those that hold nothing to code."""

import io
import os
import sys

import pytest
from reading import ENGLISH, NEWS, articles, json_lines, lines, read, read_one, write

from coder.read import Article, Notice, read_articles


def names(tmp_path, *paths, **options):
    return [os.path.relpath(article.path, tmp_path) for article in articles(*paths, **options)]


def test_a_glob_that_the_shell_left_is_expanded_in_sorted_order(tmp_path):
    for name in ("b.txt", "a.news", "c/d.txt", "c/e/f.txt", ".hidden.txt"):
        write(tmp_path / name, NEWS)
    assert names(tmp_path, tmp_path / "*") == ["a.news", "b.txt", "c/d.txt", "c/e/f.txt"]
    assert names(tmp_path, tmp_path / "**" / "*.txt") == ["b.txt", "c/d.txt", "c/e/f.txt"]
    assert names(tmp_path, tmp_path / "[bc].txt", tmp_path / "b*") == ["b.txt"]
    assert read_one(tmp_path / "*.html").message == "no file has such a name"
    write(tmp_path / "odd[1].txt", NEWS)
    assert names(tmp_path, tmp_path / "odd[1].txt") == ["odd[1].txt"]


@pytest.mark.parametrize("separator", ["\n", "\r\n", "\0"])
def test_a_list_gives_paths_one_a_line_or_with_nul_between(tmp_path, separator):
    for name in ("b.txt", "a b.txt", "c/d.txt"):
        write(tmp_path / name, NEWS)
    listed = separator.join([str(tmp_path / "b.txt"), "", str(tmp_path / "a b.txt"), str(tmp_path / "c")])
    written = write(tmp_path / "list", listed)
    assert names(tmp_path, lists=[written]) == ["b.txt", "a b.txt", "c/d.txt"]
    assert names(tmp_path, lists=["-"], stdin=io.BytesIO(listed.encode())) == ["b.txt", "a b.txt", "c/d.txt"]


def test_a_path_in_a_list_may_hold_a_line_feed_where_nul_is_between(tmp_path):
    odd = write(tmp_path / "two\nlines.txt", NEWS)
    item = read_one(lists=["-"], stdin=io.BytesIO(odd.encode() + b"\0"))
    assert item.id == f"{tmp_path}/two\ufffdlines.txt"


def test_a_missing_list_and_missing_files_in_one_are_told(tmp_path):
    written = write(tmp_path / "list", f"{tmp_path}/none.txt\n")
    assert lines(lists=[str(tmp_path / "none"), written]) == [
        f"{tmp_path}/none: no such file or folder",
        f"{tmp_path}/none.txt: no such file or folder",
    ]


def test_web_addresses_are_refused_with_what_to_do():
    assert lines("https://example.org/a.html") == [
        "https://example.org/a.html: a web address; only files are read (download it first)"
    ]


def test_links_that_lead_round_are_followed_once(tmp_path):
    write(tmp_path / "a" / "x.txt", NEWS)
    (tmp_path / "a" / "round").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "a" / "same.txt").symlink_to(tmp_path / "a" / "x.txt")
    (tmp_path / "a" / "self.txt").symlink_to(tmp_path / "a" / "self.txt")
    write(tmp_path / "elsewhere" / "y.txt", NEWS)
    (tmp_path / "a" / "z").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    items = read(tmp_path / "a")
    assert [os.path.relpath(i.path, tmp_path) for i in items if isinstance(i, Article)] == [
        "a/same.txt",
        "a/z/y.txt",
    ]
    assert [str(i) for i in items if not isinstance(i, Article)] == [
        f"{tmp_path}/a/self.txt: cannot be read: Too many levels of symbolic links"
    ]


def test_a_file_that_vanishes_on_the_way_is_told(tmp_path):
    paths = [write(tmp_path / f"{n}.txt", NEWS) for n in range(3)]
    items = read_articles([str(tmp_path)])
    assert next(items).path == paths[0]
    os.remove(paths[1])
    told, last = items
    assert str(told) == f"{paths[1]}: no such file or folder"
    assert last.path == paths[2]


def test_articles_of_other_languages_are_counted_and_told_in_one_line_at_the_end(tmp_path):
    for n in range(3):
        write(tmp_path / f"{n}.txt", ENGLISH)
    write(tmp_path / "n.txt", "12 + 30 = 42")
    persian = "معترضان در اعتراض به قطع برق خیابان اصلی شهر را بستند و پلیس سه نفر را بازداشت کرد."
    json_lines(tmp_path / "p.jsonl", {"text": persian}, {"text": NEWS}, {"text": " "}, {"text": None})
    article, told = read(tmp_path)
    assert article.line == 2
    assert isinstance(told, Notice)
    assert str(told) == "7 articles passed over: 3 in English (en), 2 without text, 1 in Persian (fa), 1 without words"


def test_a_single_named_article_in_another_language_is_a_problem(tmp_path):
    told = read_one(write(tmp_path / "a.txt", ENGLISH))
    assert str(told) == f"{tmp_path}/a.txt: not Arabic, looks like English (en) (only Arabic can be coded)"
    assert not isinstance(told, Notice)
    assert "looks like English" in str(read_one("-", stdin=io.BytesIO(ENGLISH.encode())))


def test_many_faults_alike_in_one_file_are_told_a_few_times_and_counted(tmp_path):
    path = json_lines(tmp_path / "a.jsonl", *({"text": NEWS, "date": f"{n}/07/2015"} for n in range(1, 12)))
    told = lines(path)
    assert len(told) == 6
    assert told[0] == (
        f"{path}:1: `date` '1/07/2015' could be day or month first (say which with --date-format, like %d/%m/%Y)"
    )
    assert told[5].startswith(f"{path}: 6 more like this: `date` … could be day or month first")


@pytest.mark.skipif(sys.platform != "linux", reason="sees open files in /proc")
def test_files_in_a_folder_are_read_one_at_a_time(tmp_path):
    for n in range(3):
        write(tmp_path / f"{n}.txt", NEWS)
    items = read_articles([str(tmp_path)])
    next(items)
    opened = [
        os.readlink(f"/proc/self/fd/{fd}")
        for fd in os.listdir("/proc/self/fd")
        if os.path.exists(f"/proc/self/fd/{fd}")
    ]
    assert sum(name.startswith(str(tmp_path)) for name in opened) <= 1

"""Saved profiles, and options that are wrong."""

import datetime as dt

import pytest
from commands import waqai
from reading import NEWS, articles, write

from coder.errors import WaqaiError
from coder.read import Reading, reading

PROFILE = """# how our archive writes
fields: {text: full, date: printed}
encoding: windows-1256
date_format: "%d/%m/%Y"
"""


def test_a_profile_is_a_file_or_a_name_in_the_users_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    path = write(tmp_path / "waqai" / "profiles" / "paper.yaml", PROFILE)
    how = Reading({"text": "full", "date": "printed"}, "windows-1256", "%d/%m/%Y")
    assert reading("paper") == reading(path) == how
    assert reading("paper", ["date=day", "id=n"], "utf-8", "%Y").fields == {"text": "full", "date": "day", "id": "n"}
    assert reading("paper", None, "utf-8", "%Y") == Reading(how.fields, "utf-8", "%Y")
    table = write(tmp_path / "a.csv", f"full,printed\n{NEWS},22/07/2015\n", "windows-1256")
    (article,) = articles(table, how=reading("paper"))
    assert (article.text, article.date) == (NEWS, dt.date(2015, 7, 22))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("fields: [text]", "not a profile"),
        ("- a", "not a profile"),
        ("feilds: {}", "unknown key 'feilds'"),
        ("fields: {txt: a}", "no part of an article is called 'txt' (there are text, title, date, source, url, id)"),
        ("encoding: klingon", "no encoding is called 'klingon'"),
        ("encoding: base64", "no encoding is called 'base64'"),
        ("fields: {text: a", "broken YAML"),
    ],
)
def test_what_is_wrong_in_a_profile_is_told(tmp_path, content, message):
    path = write(tmp_path / "p.yaml", content)
    with pytest.raises(WaqaiError) as told:
        reading(path)
    assert message in str(told.value)
    assert str(told.value).startswith(path)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    ("options", "line"),
    [
        (["--profile", "none"], "no such profile"),
        (["--field", "text"], "'text' names no field (write it as text=content)"),
        (["--field", "body=text"], "no part of an article is called 'body'"),
        (["--encoding", "klingon"], "no encoding is called 'klingon'"),
        (["--files-from", "-", "-"], "standard input can be read once only"),
        (["--copies", "-"], "standard output is for rows, name a file"),
        (["--copies", "none/x.csv"], "the folder of none/x.csv does not exist"),
    ],
)
def test_options_that_cannot_be_used_are_wrong_usage(tmp_path, options, line):
    done = waqai("code", "a.txt", *options, cwd=tmp_path, XDG_CONFIG_HOME=str(tmp_path))
    assert (done.code, done.out) == (2, "")
    assert line in " ".join(done.err.split())

"""Stage 8: the bytes of each format, and tables that keep their shape around right-to-left text."""

import csv
import io
import itertools
import json
import unicodedata

import pytest
from events import EVENT, SENTENCE, event
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from coder.bidi import Bidi, resolve, visual
from coder.tabulate import SCHEMAS
from coder.write import safe, unsafe, write_rows
from coder.write.text import FORMATS

RLI, PDI = "\u2067", "\u2069"


def written(schema, format, events=(EVENT,), **options):
    stream = io.BytesIO()
    write_rows(SCHEMAS[schema].rows(events), SCHEMAS[schema], format, stream, **options)
    assert not stream.closed
    return stream.getvalue().decode("utf-8")


@given(
    st.text(st.characters(exclude_categories=["Cs"])), st.lists(st.text(st.sampled_from('ا",\r\n\t;= ')), max_size=3)
)
def test_csv_gives_back_any_text(sentence, tags):
    lines = written("event", "csv", [event(sentence=sentence, trigger="\r".join(tags))])
    (row,) = csv.DictReader(io.StringIO(lines, newline=""), strict=True)
    assert (unsafe(row["sentence"]), unsafe(row["trigger"])) == (sentence, "\r".join(tags))
    assert tuple(row) == SCHEMAS["event"].flat_columns


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_tsv_row_is_one_line_of_as_many_cells(sentence):
    header, line = written("event", "tsv", [event(sentence=sentence)]).removesuffix("\n").split("\n")
    assert len(line.splitlines()) == 1
    cells = dict(zip(header.split("\t"), line.split("\t"), strict=True))
    assert len(cells["sentence"]) == len(safe(sentence))


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_json_line_is_the_record(sentence):
    events = [event(sentence=sentence), EVENT]
    lines = written("event", "jsonl", events).removesuffix("\n").split("\n")
    assert [json.loads(line) for line in lines] == list(SCHEMAS["event"].rows(events))


def test_lines_end_the_same_everywhere_and_arabic_stays_arabic():
    for format in ("csv", "tsv", "jsonl", "geojson"):
        text = written("event", format)
        assert SENTENCE in text.replace('""', '"')
        assert "\r" not in text


@pytest.mark.parametrize("schema", SCHEMAS)
def test_without_rows_there_is_a_header_and_no_more(schema):
    assert written(schema, "csv", []) == ",".join(SCHEMAS[schema].flat_columns) + "\n"
    assert written(schema, "tsv", []) == "\t".join(SCHEMAS[schema].flat_columns) + "\n"
    assert written(schema, "jsonl", []) == ""


def test_each_row_is_flushed_before_the_next_is_asked_for():
    class Stream(io.BytesIO):
        flushed = 0

        def flush(self):
            self.flushed = len(self.getvalue().splitlines())

    stream = Stream()

    def rows():
        for n in range(3):
            assert stream.flushed == n
            yield from SCHEMAS["cameo"].rows([EVENT])

    write_rows(rows(), SCHEMAS["cameo"], "jsonl", stream)
    assert stream.flushed == 3


MANY = [
    EVENT,
    event(source=None, place=None, polarity="negated", modality="future"),
    event(article_id="b.txt", trigger="وإصابة", target=None, when=None),
    event(article_id="b.txt", trigger="ليس فيها", sentence="لا \u0627\u0644\u0644\u0647 (AFP) " * 40),
]


@pytest.mark.parametrize("columns", ["80", "120", "200", "", "x", "0"])
@pytest.mark.parametrize("bidi", [Bidi.ISOLATE, Bidi.VISUAL])
@pytest.mark.parametrize("schema", SCHEMAS)
def test_every_line_of_a_table_is_as_wide_as_asked(schema, bidi, columns, monkeypatch):
    monkeypatch.setenv("COLUMNS", columns)
    width = int(columns) if columns in ("80", "200") else 120
    lines = [line for line in written(schema, "table", MANY, bidi=bidi).splitlines() if line[0] in "│├╭╰"]
    assert len(lines) > 8
    assert {cell_len(line) for line in lines} == {width}


@pytest.mark.parametrize("schema", SCHEMAS)
def test_isolates_open_and_close_within_a_cell_of_a_line(schema):
    lines = written(schema, "table", MANY, bidi=Bidi.ISOLATE).splitlines()
    cells = [cell.strip() for line in lines if line.startswith("│") for cell in line.strip("│").split("│")]
    arabic = [cell for cell in cells if any(unicodedata.bidirectional(c) == "AL" for c in cell)]
    assert arabic
    for cell in arabic:
        assert (cell[0], cell[-1], cell.count(RLI), cell.count(PDI)) == (RLI, PDI, 1, 1)
    assert all(cell.count(RLI) == cell.count(PDI) <= 1 for cell in cells)


@pytest.mark.parametrize("schema", SCHEMAS)
def test_no_two_arabic_columns_stand_side_by_side(schema):
    for line in written(schema, "table", MANY, bidi=Bidi.ISOLATE).splitlines():
        arabic = [RLI in cell for cell in line.strip("│").split("│")]
        assert not any(a and b for a, b in itertools.pairwise(arabic))


def test_visual_order_reads_from_the_right_with_letters_joined():
    assert visual("(خاص) 12 AFP") == "AFP 12 (\ufeb9\ufe8e\ufea7)"
    assert visual("لا") == "\ufefb"
    table = written("event", "table", bidi=Bidi.VISUAL)
    assert RLI not in table
    assert visual("دارة عزة") in table


def test_a_table_names_each_article_and_marks_the_trigger_and_what_did_not_happen():
    table = written("event", "table", MANY, bidi=Bidi.ISOLATE)
    assert [line for line in table.splitlines() if line.endswith(".txt")] == ["news/a.txt", "b.txt"]
    assert "[قصف]" in table
    assert "[وإصابة]" in table
    assert "(negated," in table
    assert "---" in table


def test_a_long_sentence_is_shown_around_its_trigger():
    sentence = "بداية " + "كلمة " * 100 + "انفجار " + "كلمة " * 100 + "نهاية"
    table = written("event", "table", [event(sentence=sentence, trigger="انفجار")], bidi=Bidi.ISOLATE)
    assert "[انفجار]" in table
    assert "بداية" not in table
    assert "نهاية" not in table


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_rows_give_the_same_bytes(format):
    assert written("event", format, MANY) == written("event", format, MANY)


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"TERM": "xterm-256color"}, Bidi.ISOLATE),
        ({"TERM": "xterm-256color", "VTE_VERSION": "7600"}, Bidi.ISOLATE),
        ({"TERM": "tmux-256color", "TERM_PROGRAM": "tmux", "KONSOLE_VERSION": "240802"}, Bidi.ISOLATE),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "vscode", "VTE_VERSION": "7600"}, Bidi.VISUAL),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal"}, Bidi.ISOLATE),
        ({"TERM": "xterm-256color", "WT_SESSION": "1"}, Bidi.VISUAL),
        ({"TERM": "xterm", "XTERM_VERSION": "XTerm(390)", "VTE_VERSION": "7600"}, Bidi.VISUAL),
        ({"TERM": "foot"}, Bidi.VISUAL),
        ({"TERM": "linux"}, Bidi.VISUAL),
    ],
)
def test_auto_goes_by_the_terminal(environ, expected):
    assert resolve(Bidi.AUTO, True, environ) is expected
    assert resolve(Bidi.AUTO, False, environ) is Bidi.ISOLATE
    assert resolve(Bidi.VISUAL, False, environ) is Bidi.VISUAL

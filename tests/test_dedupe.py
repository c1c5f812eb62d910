"""Rows of many articles joined: never rows in contradiction, the same in any order, and no further when run again."""

import csv
import datetime as dt
import io
import itertools
import json
from dataclasses import replace

import pytest
from commands import ROOT, waqai
from events import CIVILIANS, EVENT, RUSSIA, event
from hypothesis import given, settings
from hypothesis import strategies as st

from coder.dedupe import clusters, joined_row, read_rows
from coder.errors import Problem
from coder.event import AcledType, Count, EventActor, Place, When
from coder.same import contradiction
from coder.tabulate import SCHEMAS
from coder.write import write_rows

SAMPLES = ROOT / "tests" / "data" / "samples"


def lines(events, schema="event"):
    rows = (row for e in events for row in SCHEMAS[schema].rows([e]))
    return [json.dumps(row, ensure_ascii=False) for row in rows]


def records(text):
    schema, found = read_rows(["-"], io.BytesIO("".join(f"{line}\n" for line in text).encode()))
    return schema, list(found)


def joined(text):
    """The clusters and rows of JSON lines."""
    schema, found = records(text)
    assert not [item for item in found if isinstance(item, Problem)]
    made = clusters(found)
    return made, [joined_row(cluster, schema) for cluster in made]


def other(**changes):
    """The same event in another article, told in other words."""
    return event(**{"event_id": "ffff", "article_id": "b", "outlet": "ب", "sentence": "جملة أخرى", **changes})


# What is joined


def test_one_event_of_two_articles_is_one_row_with_both_named():
    made, (row,) = joined(lines([EVENT, other(target=None, fatalities=None)]))
    assert row["event_id"] == EVENT.event_id
    assert (row["merged"], row["articles"], row["sources"]) == (["ffff"], ["b", "news/a.txt"], ["ب", "وكالة"])
    assert row["mentions"] == 2
    assert [shared for _, shared in made[0].others] == [("when", "place", "source", "injured")]


def test_the_row_that_stays_takes_what_the_other_knows_better():
    vague = replace(EVENT, place=Place("حلب", "Aleppo Gov", "SYR", "Aleppo", precision=3), fatalities=None)
    week = When(dt.date(2016, 12, 4), dt.date(2016, 12, 10), 2)
    bare = other(source=None, target=CIVILIANS, injuries=None, fatalities=Count(3, 3, "ثلاثة"))
    _, (row,) = joined(lines([replace(vague, when=week), bare]))
    assert (row["place"]["name"], row["date"], row["date_end"], row["fatalities"], row["source"]["code"]) == (
        "دارة عزة", "2016-12-07", "2016-12-07", 3, "RUSMIL",
    )  # fmt: skip


@pytest.mark.parametrize(
    "changes",
    [
        {"article_id": EVENT.article_id},
        {"when": When(dt.date(2016, 12, 8), dt.date(2016, 12, 8), 1)},
        {"when": None},
        {"place": Place("إدلب", "Idlib", "SYR", "Idleb", latitude=35.93, longitude=36.63, precision=1)},
        {"place": replace(EVENT.place, latitude=34.0)},  # another of that name
        {"place": Place("حلب", "Idleb Gov", "SYR", "Idleb", precision=3)},
        {"place": None},
        {"source": replace(RUSSIA, code="SYRMIL", country="SYR")},
        {"source": EventActor("RUSMIL", "Wagner", "فاغنر", 0, 1, "RUS", "name", "MIL", entry="wagner (x:1)")},
        {"target": replace(CIVILIANS, code="SYRREB", name="rebels")},
        {"fatalities": Count(5, 5, "خمسة")},
        {"injuries": Count(1, 11, "أقل من 12")},
        {"cameo": "194"},
        {"acled": AcledType("Political violence", "Battles", "Armed clash")},
        {"polarity": "negated"},
        {"source": None, "target": None, "fatalities": None},  # nothing but the place in common
    ],
)
def test_what_contradicts_or_is_not_told_apart_is_not_joined(changes):
    source = EventActor("RUSMIL", "Russian Aerospace Forces", "س", 0, 1, "RUS", "name", "MIL", entry="rf (x:1)")
    assert len(joined(lines([replace(EVENT, source=source), other(**{"source": source, **changes})]))[1]) == 2


def test_reprints_are_joined_though_no_place_is_known():
    reprint = other(sentence=EVENT.sentence, place=None, target=None)
    assert len(joined(lines([replace(EVENT, place=None), reprint]))[1]) == 1


def test_what_a_row_gave_joins_others_and_again_changes_nothing():
    """The second is the reprint of the first and gives it the place by which it is known in the third."""
    first = event(place=None)
    reprint = other(sentence=EVENT.sentence, source=None, target=None, fatalities=None, injuries=None)
    third = other(event_id="eeee", article_id="c", target=None, sentence="ثالثة")
    _, rows = joined(lines([first, third, reprint]))
    assert [row["merged"] for row in rows] == [["eeee", "ffff"]]
    assert joined([json.dumps(row) for row in rows])[1] == rows


def test_talk_is_joined_by_both_sides_and_its_code():
    demand = replace(EVENT, acled=None, cameo="1056", cameo_root="10", place=None, fatalities=None, injuries=None)
    again = replace(demand, event_id="ffff", article_id="b", sentence="جملة أخرى")
    assert len(joined(lines([demand, again]))[1]) == 1
    assert len(joined(lines([demand, replace(again, target=None)]))[1]) == 2
    assert len(joined(lines([demand, replace(again, cameo="1055")]))[1]) == 2


def test_a_row_given_twice_counts_once():
    _, (row,) = joined(lines([EVENT, EVENT]))
    assert (row["merged"], row["mentions"]) == ([], 1)


def test_acled_rows_are_joined_too_and_their_interaction_follows():
    nobody = other(source=None)
    _, (row,) = joined(lines([replace(EVENT, target=None), nobody], "acled"))
    assert (row["actor1"], row["actor2"]) == ("Military Forces of Russia (2000-)", "Civilians (Syria)")
    assert (row["interaction"], row["civilian_targeting"]) == ("External/Other forces-Civilians", "Civilian targeting")
    assert (row["merged"], row["sources"]) == (["SYRffff"], ["ب", "وكالة"])


@pytest.mark.parametrize(
    "changes",
    [{"source": replace(RUSSIA, acled_name="Wagner Group")}, {"fatalities": Count(9, 9, "x")}, {"place": None}],
)
def test_acled_rows_that_contradict_each_other_are_not_joined(changes):
    assert len(joined(lines([EVENT, other(**changes)], "acled"))[1]) == 2


# Any rows at all

DAYS = [dt.date(2020, 3, day) for day in (1, 2, 3, 8)]
SPANS = [(DAYS[0], DAYS[0]), (DAYS[1], DAYS[1]), (DAYS[0], DAYS[2]), (DAYS[0], DAYS[3]), (DAYS[1], DAYS[3])]
PLACES = [
    None,
    Place("ا", "a", "SYR", "A", "A1", latitude=35.0, longitude=36.0, precision=1),
    Place("ا", "a", "SYR", latitude=35.0, longitude=36.0, precision=1),
    Place("ا", "a", "SYR", "B", latitude=35.0, longitude=36.0, precision=1),
    Place("ا", "a", "SYR", "A", latitude=34.0, longitude=36.0, precision=1),
    Place("ا", "a", ""),
    Place("ب", "b", "SYR", "A", "A2", precision=1),
    Place("ج", "A Gov", "SYR", "A", precision=3),
    Place("د", "A North", "SYR", "A", precision=3),
    Place("ه", "A1 District", "SYR", "A", "A1", precision=3),
    Place("و", "Syria", "SYR", precision=3),
]


def _side(code, entry="", found="adjective"):
    name = entry.capitalize() if found == "name" else f"{entry.capitalize()} (X)"
    return EventActor(code, name, "x", 0, 1, code[:3], found, code[3:], entry=f"{entry} (x:1)")


SIDES = [
    None,
    EventActor("", "", "x", 0, 1),
    _side("SYR", "SYR", "name"),
    _side("SYRMIL", "army"),
    _side("RUSMIL", "army"),
    _side("SYRUAF", "gunmen"),
    _side("SYRUAF", "gunmen", "article"),
    _side("SYRREB", "rebels"),
    _side("SYRREB", "nusra", "name"),
    _side("SYRREB", "ahrar", "name"),
    _side("SYRCVL", "people"),
    _side("SYRMED", "journalist"),
]
COUNTS = [None, Count(3, 3, "x"), Count(3, None, "x"), Count(5, None, "x"), Count(5, 5, "x"), Count(2, 4, "x")]
STRIKE = EVENT.acled


def _often(usual, others):
    """Mostly the usual values, so that rows are alike, and sometimes others."""
    return st.one_of(st.sampled_from(usual), st.sampled_from(usual), st.sampled_from(others))


@st.composite
def many(draw):
    """Events of a few articles, alike enough to be joined and otherwise enough to contradict each other."""
    made = []
    for number in range(draw(st.integers(2, 12))):
        span = draw(_often(SPANS[:1], SPANS))
        made.append(
            event(
                event_id=f"{number:04x}",
                article_id=draw(_often([f"own-{number}"], ["a", "b"])),
                outlet=draw(st.sampled_from(["", "x", "y"])),
                sentence=draw(_often([f"t{number}"], ["s"])),
                when=draw(_often([When(*span, 1)], [None])),
                place=draw(_often(PLACES[1:2], PLACES)),
                source=draw(_often([SIDES[3], None], SIDES)),
                target=draw(_often([SIDES[8], None], SIDES)),
                cameo=draw(_often(["195"], ["190", "1951"])),
                acled=draw(_often([STRIKE], [None])),
                fatalities=draw(_often([None, COUNTS[2]], COUNTS)),
                injuries=draw(_often([None], COUNTS)),
            )
        )
    return made


@pytest.mark.parametrize("schema", ["event", "acled"])
@settings(max_examples=300, deadline=None)
@given(events=many(), data=st.data())
def test_no_cluster_has_a_contradiction_and_neither_order_nor_repetition_matters(schema, events, data):
    text = lines(events, schema)
    if not text:
        return
    made, rows = joined(text)
    for cluster in made:
        members = [cluster.record, *(record for record, _ in cluster.others)]
        for one, another in itertools.combinations(members, 2):
            assert contradiction(one.facts, another.facts) == ""
            assert schema == "acled" or one.facts.articles.isdisjoint(another.facts.articles)
    told = [i for row in rows for i in (row[SCHEMAS[schema].id], *row["merged"])]
    assert sorted(told) == sorted({json.loads(line)[SCHEMAS[schema].id] for line in text})
    assert joined(data.draw(st.permutations(text)))[1] == rows
    assert joined([json.dumps(row, ensure_ascii=False) for row in rows])[1] == rows


# Files


def test_csv_tsv_and_json_lines_of_the_same_rows_give_the_same(tmp_path):
    (tmp_path / "e.jsonl").write_bytes((SAMPLES / "event.jsonl").read_bytes())
    for format in ("csv", "tsv"):
        with (tmp_path / f"e.{format}").open("wb") as stream:
            rows = map(json.loads, (SAMPLES / "event.jsonl").read_text(encoding="utf-8").splitlines())
            write_rows(rows, SCHEMAS["event"], format, stream)
    outputs = {name: waqai("dedupe", tmp_path / f"e.{name}", "--format", "csv") for name in ("jsonl", "csv", "tsv")}
    assert outputs["jsonl"].code == 0
    assert outputs["csv"].out == outputs["jsonl"].out
    assert outputs["tsv"].out == outputs["jsonl"].out
    again = waqai("dedupe", "-", "--format", "csv", stdin=outputs["csv"].out.encode())
    assert again.out == outputs["csv"].out
    header, *rows = csv.reader(io.StringIO(again.out, newline=""))
    assert header[-3:] == ["merged", "articles", "sources"]
    assert len(rows) == len((SAMPLES / "event.jsonl").read_text(encoding="utf-8").splitlines())


def test_a_copy_of_an_archive_adds_nothing(tmp_path):
    text = (SAMPLES / "event.jsonl").read_text(encoding="utf-8")
    copy = text.replace('"article_id":"', '"article_id":"copy/').replace('"event_id":"', '"event_id":"z')
    (tmp_path / "both.jsonl").write_text(text + copy, encoding="utf-8")
    done = waqai("dedupe", tmp_path / "both.jsonl", "--format", "jsonl")
    number = len(text.splitlines())
    assert done.err == f"{2 * number} rows, {number} events, 0 problems\n"
    assert all(len(json.loads(line)["articles"]) == 2 for line in done.out.splitlines())


def test_explain_lists_what_was_joined_and_why(tmp_path):
    (tmp_path / "e.jsonl").write_text("\n".join(lines([EVENT, other(target=None)])), encoding="utf-8")
    done = waqai("dedupe", tmp_path / "e.jsonl", "--explain")
    assert (done.code, done.err) == (0, "2 rows, 1 event, 0 problems\n")
    assert done.out == ("00112233445566aa stands for 2 rows\n  ffff: same when, place, source, killed, injured\n")


def test_acled_csv_and_a_map(tmp_path):
    done = waqai("dedupe", SAMPLES / "acled.csv", "-o", tmp_path / "out.geojson")
    assert done.code == 0
    found = json.loads((tmp_path / "out.geojson").read_text(encoding="utf-8"))
    assert {feature["type"] for feature in found["features"]} == {"Feature"}


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ('{"event_id": "1"}\n', "f: no rows of the schema event or acled (write them with"),
        ("a,b\n1,2\n", "f: no rows of the schema event or acled"),
        ("", "f: no rows of the schema event or acled"),
        (b"\xff\xfe\x00", "f: cannot be read: not UTF-8 text"),
    ],
)
def test_files_of_something_else_are_one_line(tmp_path, content, line):
    (tmp_path / "f").write_bytes(content if isinstance(content, bytes) else content.encode())
    done = waqai("dedupe", "f", cwd=tmp_path)
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith(line)
    assert len(done.err.splitlines()) == 1


def test_lines_that_are_no_rows_are_told_and_the_rest_is_joined(tmp_path):
    good = lines([EVENT])[0]
    broken = [
        "{",
        "[]",
        json.dumps({**json.loads(good), "fatalities": "3"}),
        json.dumps({**json.loads(good), "date": "gestern"}),
        json.dumps({**json.loads(good), "place": "حلب"}),
        json.dumps({**json.loads(good), "cameo": None}),
        '{"event_id": "1", "article_id": "x", "cameo": "190"}',
    ]
    (tmp_path / "f.jsonl").write_text("\n".join([good, *broken]), encoding="utf-8")
    done = waqai("dedupe", "f.jsonl", "--format", "jsonl", cwd=tmp_path)
    assert (done.code, len(done.out.splitlines())) == (1, 1)
    assert done.err.splitlines() == [
        "f.jsonl:2: broken JSON",
        "f.jsonl:3: not a JSON object",
        "f.jsonl:4: `fatalities` is no integer: '3'",
        "f.jsonl:5: Invalid isoformat string: 'gestern'",
        "f.jsonl:6: `place` is not an object",
        "f.jsonl:7: `cameo` is empty",
        "f.jsonl:8: no `date`",
        "1 row, 1 event, 7 problems",
    ]


def test_rows_of_two_schemas_are_refused(tmp_path):
    done = waqai("dedupe", SAMPLES / "event.jsonl", SAMPLES / "acled.csv")
    assert done.code == 1
    assert "rows of another schema than" in done.err

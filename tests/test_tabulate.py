"""Stage 6: the columns of the three schemas and what stands in them."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from events import CIVILIANS, EVENT, RUSSIA, event

from coder.event import AcledType, EventActor, Place
from coder.tabulate import SCHEMAS

DOCS = Path(__file__).resolve().parents[1] / "docs" / "columns.md"


def row(schema, **changes):
    (only,) = SCHEMAS[schema].rows([event(**changes)])
    return only


def test_the_event_record():
    assert row("event") == {
        "event_id": "00112233445566aa",
        "article_id": "news/a.txt",
        "url": "https://example.org/a",
        "outlet": "وكالة",
        "published": "2016-12-08",
        "language": "ar",
        "sentence_index": 3,
        "sentence": EVENT.sentence,
        "trigger": "قصف",
        "start": 0,
        "end": 3,
        "rule": "bombard",
        "polarity": "affirmed",
        "modality": "real",
        "attribution": "",
        "date": "2016-12-07",
        "date_end": "2016-12-07",
        "date_precision": 1,
        "date_text": "صباح اليوم",
        "source": {
            "code": "RUSMIL",
            "name": "Russian air force",
            "text": "الطيران الروسي",
            "start": 4,
            "end": 18,
            "antecedent": "",
            "country_found": "adjective",
            "entry": "aircraft (codebooks/ar/agents-armed.yaml:7)",
        },
        "target": {
            "code": "SYRCVL",
            "name": "civilians",
            "text": "مدنيين",
            "start": 72,
            "end": 78,
            "antecedent": "",
            "country_found": "place",
            "entry": "civilians (codebooks/ar/agents-society.yaml:9)",
        },
        "cameo": "195",
        "cameo_name": "Employ aerial weapons",
        "cameo_root": "19",
        "quad_class": 4,
        "goldstein": -10.0,
        "plover": "ASSAULT",
        "acled": {
            "disorder_type": "Political violence",
            "event_type": "Explosions/Remote violence",
            "sub_event_type": "Air/drone strike",
        },
        "place": {
            "text": "دارة عزة",
            "name": "دارة عزة",
            "country": "SYR",
            "admin1": "Aleppo",
            "admin2": "",
            "admin3": "",
            "latitude": 36.28,
            "longitude": 36.85,
            "precision": 1,
        },
        "fatalities": 3,
        "fatalities_max": 3,
        "fatalities_text": "ثلاثة مدنيين",
        "injuries": 12,
        "injuries_max": 12,
        "injuries_text": "12 آخرين",
        "tags": ["civilian targeting", "drone"],
    }


def test_the_event_record_keeps_its_order_and_its_nulls():
    bare = row("event", source=None, target=None, acled=None, place=None, when=None, published=None, fatalities=None)
    assert list(bare) == list(row("event"))
    assert [key for key, value in bare.items() if value is None] == [
        "published", "date", "date_end", "date_precision", "source", "target", "acled", "place",
        "fatalities", "fatalities_max",
    ]  # fmt: skip


def test_the_flat_form_names_every_part():
    schema = SCHEMAS["event"]
    cells = dict(zip(schema.flat_columns, schema.flat(row("event", target=None)), strict=True))
    assert cells["source_code"] == "RUSMIL"
    assert cells["source_start"] == "4"
    assert {value for key, value in cells.items() if key.startswith("target_")} == {""}
    assert cells["acled_sub_event_type"] == "Air/drone strike"
    assert cells["place_latitude"] == "36.28"
    assert cells["goldstein"] == "-10.0"
    assert cells["tags"] == "civilian targeting;drone"


def test_the_cameo_row():
    assert row("cameo", target=None) == {
        "event_id": "00112233445566aa",
        "date": "2016-12-07",
        "source": "RUSMIL",
        "target": None,
        "code": "195",
        "root": "19",
        "quad_class": 4,
        "goldstein": -10.0,
        "sentence_id": "news/a.txt_3",
        "url": "https://example.org/a",
        "name": "Employ aerial weapons",
        "trigger": "قصف",
        "rule": "bombard",
    }


def test_the_acled_row():
    assert row("acled") == {
        "event_id_cnty": "SYR00112233445566aa",
        "event_date": "2016-12-07",
        "year": 2016,
        "time_precision": 1,
        "disorder_type": "Political violence",
        "event_type": "Explosions/Remote violence",
        "sub_event_type": "Air/drone strike",
        "actor1": "Military Forces of Russia (2000-)",
        "assoc_actor_1": None,
        "inter1": "External/Other forces",
        "actor2": "Civilians (Syria)",
        "assoc_actor_2": None,
        "inter2": "Civilians",
        "interaction": "External/Other forces-Civilians",
        "civilian_targeting": "Civilian targeting",
        "iso": 760,
        "region": "Middle East",
        "country": "Syria",
        "admin1": "Aleppo",
        "admin2": None,
        "admin3": None,
        "location": "دارة عزة",
        "latitude": 36.28,
        "longitude": 36.85,
        "geo_precision": 1,
        "source": "وكالة",
        "source_scale": None,
        "notes": EVENT.sentence,
        "fatalities": 3,
        "tags": "civilian targeting; drone",
        "timestamp": None,
    }


def test_acled_columns_stand_as_the_ontology_lists_them():
    from coder.tabulate import _acled

    assert list(SCHEMAS["acled"].columns) == _acled()["columns"]


def test_an_acled_row_without_a_place_has_no_country():
    bare = row("acled", place=None, target=None, when=None, fatalities=None)
    unknown = ["event_date", "year", "actor2", "inter2", "civilian_targeting", "iso", "region", "country", "fatalities"]
    assert [bare[key] for key in unknown] == [None] * len(unknown)
    assert bare["event_id_cnty"] == EVENT.event_id


def test_only_events_that_acled_records_have_an_acled_row():
    assert list(SCHEMAS["acled"].rows([event(acled=None), EVENT])) == [row("acled")]
    assert len(list(SCHEMAS["cameo"].rows([event(acled=None), EVENT]))) == 2


def test_a_mirrored_event_is_one_acled_row():
    mirrored = event(event_id="ffff", source=CIVILIANS, target=RUSSIA)
    again = event(event_id="eeee", start=40, end=43, source=CIVILIANS, target=RUSSIA)
    rows = list(SCHEMAS["acled"].rows([EVENT, mirrored, again]))
    assert [r["event_id_cnty"] for r in rows] == ["SYR00112233445566aa", "SYReeee"]


def side(kind):
    return EventActor(code="", name="", text="", start=0, end=0, acled_type=kind)


@pytest.mark.parametrize(
    ("source", "target", "interaction"),
    [
        (side("Civilians"), side("State forces"), "State forces-Civilians"),
        (side("Rebel group"), side("Rebel group"), "Rebel group-Rebel group"),
        (side("External/Other forces"), side("Political militia"), "Political militia-External/Other forces"),
        (side("Civilians"), side("External/Other forces"), "External/Other forces-Civilians"),
        (side("Protesters"), None, "Protesters only"),
        (None, side("Civilians"), "Civilians only"),
        (side(""), side("Civilians"), None),
        (None, None, None),
    ],
)
def test_interaction(source, target, interaction):
    assert row("acled", source=source, target=target)["interaction"] == interaction


@pytest.mark.parametrize(
    ("sub_event_type", "target", "targeted"),
    [
        ("Air/drone strike", "Civilians", True),
        ("Air/drone strike", "Rebel group", False),
        ("Attack", "", True),
        ("Excessive force against protesters", "Protesters", True),
        ("Protest with intervention", "Protesters", False),
        ("Armed clash", "Civilians", False),
        ("Arrests", "Civilians", False),
        ("Mob violence", "Civilians", True),
    ],
)
def test_civilian_targeting(sub_event_type, target, targeted):
    found = row("acled", acled=AcledType("", "", sub_event_type), target=replace(CIVILIANS, acled_type=target))
    assert found["civilian_targeting"] == ("Civilian targeting" if targeted else None)


@pytest.mark.parametrize(
    ("country", "iso", "name", "region"),
    [
        ("AFG", 4, "Afghanistan", "Caucasus and Central Asia"),
        ("PSE", 275, "Palestine", "Middle East"),
        ("RUS", 643, "Russia", "Europe"),
        ("COD", 180, "Democratic Republic of Congo", "Middle Africa"),
        ("XKX", None, "Kosovo", "Europe"),
        ("", None, None, None),
    ],
)
def test_countries_as_acled_writes_them(country, iso, name, region):
    found = row("acled", place=Place("x", "x", country))
    assert (found["iso"], found["country"], found["region"]) == (iso, name, region)


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_column_is_documented_in_order(name):
    section = re.search(rf"^## `{name}`.*?(?=^## |\Z)", DOCS.read_text(encoding="utf-8"), re.M | re.S).group()
    assert re.findall(r"^\| `(\w+)`", section, re.M) == list(SCHEMAS[name].flat_columns)

"""Stage 7: the columns of the schemas and what stands in them; ACLED's rules have tests of their own."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from events import EVENT, RUSSIA, event

from coder.event import Place
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
        "mentions": 1,
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


@pytest.mark.parametrize("name", SCHEMAS)
@pytest.mark.parametrize("changes", [{}, {"place": None, "target": None, "when": None, "outlet": ""}])
def test_values_are_of_their_columns_types_and_come_back_from_cells(name, changes):
    schema, made = SCHEMAS[name], row(name, **changes)
    python = {"text": str, "date": str, "integer": int, "number": (int, float), "list": list}
    for (column, type_), value in zip(schema.types.items(), schema.values(made), strict=True):
        assert value is None or isinstance(value, python[type_]), column
    again = schema.row(dict(zip(schema.flat_columns, schema.flat(made), strict=True)))
    assert [cell or None for cell in schema.cells(again)] == [cell or None for cell in schema.cells(made)]


def test_a_cell_that_is_no_number_is_named():
    with pytest.raises(ValueError, match="start 'x' is no whole number"):
        SCHEMAS["event"].row({"start": "x"})


def test_the_icews_row():
    assert row("icews") == {
        "Event ID": 0x0011223344556,
        "Event Date": "2016-12-07",
        "Source Name": "Russian air force",
        "Source Sectors": "Military,Government",
        "Source Country": "Russian Federation",
        "Event Text": "Employ aerial weapons",
        "CAMEO Code": "195",
        "Intensity": -10.0,
        "Target Name": "civilians",
        "Target Sectors": "General Population / Civilian / Social,Social",
        "Target Country": "Syria",
        "Story ID": "news/a.txt",
        "Sentence Number": 4,
        "Publisher": "وكالة",
        "City": "دارة عزة",
        "District": None,
        "Province": "Aleppo",
        "Country": "Syria",
        "Latitude": 36.28,
        "Longitude": 36.85,
    }


def test_icews_names_no_city_where_only_the_province_is_known():
    found = row("icews", place=Place("حلب", "Aleppo Gov", "SYR", "Aleppo", precision=3))
    assert (found["City"], found["Province"], found["Country"]) == (None, "Aleppo", "Syria")


def test_the_gdelt_row():
    found = row("gdelt", mentions=2)
    assert len(found) == 61
    assert {key: value for key, value in found.items() if value is not None} == {
        "GLOBALEVENTID": 0x0011223344556,
        "SQLDATE": 20161207,
        "MonthYear": 201612,
        "Year": 2016,
        "FractionDate": 2017.0055,
        "Actor1Code": "RUSMIL",
        "Actor1Name": "Russian air force",
        "Actor1CountryCode": "RUS",
        "Actor1Type1Code": "MIL",
        "Actor2Code": "SYRCVL",
        "Actor2Name": "civilians",
        "Actor2CountryCode": "SYR",
        "Actor2Type1Code": "CVL",
        "IsRootEvent": 0,
        "EventCode": "195",
        "EventBaseCode": "195",
        "EventRootCode": "19",
        "QuadClass": 4,
        "GoldsteinScale": -10.0,
        "NumMentions": 2,
        "NumSources": 1,
        "NumArticles": 1,
        "ActionGeo_Type": 4,
        "ActionGeo_FullName": "دارة عزة, Aleppo, Syria",
        "ActionGeo_CountryCode": "SY",
        "ActionGeo_Lat": 36.28,
        "ActionGeo_Long": 36.85,
        "DATEADDED": 20161208000000,
        "SOURCEURL": "https://example.org/a",
    }


@pytest.mark.parametrize(
    ("code", "country", "pieces"),
    [
        ("IMGMOSISI", "", {"Type1Code": "IMG", "Religion1Code": "MOS"}),
        ("IGOUNO", "", {"Type1Code": "IGO", "KnownGroupCode": "UNO"}),
        ("SYRREBKUR", "SYR", {"CountryCode": "SYR", "Type1Code": "REB", "EthnicCode": "KUR"}),
        ("LBNGOVMIL", "LBN", {"CountryCode": "LBN", "Type1Code": "GOV", "Type2Code": "MIL"}),
    ],
)
def test_gdelt_takes_actor_codes_apart(code, country, pieces):
    found = row("gdelt", source=replace(RUSSIA, code=code, country=country))
    parts = ("CountryCode", "KnownGroupCode", "EthnicCode", "Religion1Code", "Type1Code", "Type2Code", "Type3Code")
    told = {part: found[f"Actor1{part}"] for part in parts if found[f"Actor1{part}"]}
    assert {part: told.get(part) for part in pieces} == pieces


@pytest.mark.parametrize(
    ("place", "type_", "adm1"),
    [
        (Place("سوريا", "Syria", "SYR", precision=3), 1, "SY"),
        (Place("حلب", "Aleppo Gov", "SYR", "Aleppo", precision=3), 5, None),
        (Place("تكساس", "Texas", "USA", precision=3), 2, None),
        (Place("نيويورك", "New York City", "USA", precision=1), 3, None),
        (Place("بلدة", "بلدة"), None, None),
    ],
)
def test_gdelt_says_what_kind_of_place_it_is(place, type_, adm1):
    found = row("gdelt", place=place)
    assert (found["ActionGeo_Type"], found["ActionGeo_ADM1Code"]) == (type_, adm1)


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_column_is_documented_in_order(name):
    section = re.search(rf"^## `{name}`.*?(?=^## |\Z)", DOCS.read_text(encoding="utf-8"), re.M | re.S).group()
    rows = re.findall(r"^\| `([^`]+)` \| (\w+) \|", section, re.M)
    assert [column for column, _ in rows] == list(SCHEMAS[name].flat_columns)
    assert dict(rows) == SCHEMAS[name].types

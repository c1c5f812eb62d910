"""Tables open where people open them: typed in pandas and in readr, safe in a spreadsheet, valid as a map."""

import csv
import io
import json
import re

import geojson
import pandas as pd
import pytest
from events import CIVILIANS, EVENT, event
from hypothesis import given
from hypothesis import strategies as st

from coder.event import Count, Place
from coder.tabulate import SCHEMAS
from coder.write import safe, unsafe, write_rows

EVENTS = [
    EVENT,
    event(place=None, target=None, when=None, published=None, fatalities=None),
    event(place=Place("غانا", "Accra", "GHA", latitude=-0.5, longitude=-179.9), fatalities=Count(0, 0, "")),
    event(sentence='=HYPERLINK("http://x")', outlet="@outlet", trigger="+x", article_id="-1"),
]
PANDAS = {"text": "string", "date": "datetime64", "integer": "Int64", "number": "Float64", "list": "string"}
# How readr guesses a column's type (vroom, collector guesses): all cells that are not empty must be of the form.
READR = {
    "integer": r"-?\d{1,15}(\.0)?",
    "number": r"-?\d+(\.\d+)?([eE][+-]?\d+)?",
    "date": r"\d{4}-\d{2}-\d{2}",
}


def written(schema, format, events=EVENTS):
    stream = io.BytesIO()
    rows = (row for one in events for row in SCHEMAS[schema].rows([one]))  # each of an article of its own
    write_rows(rows, SCHEMAS[schema], format, stream)
    return stream.getvalue().decode()


def cells(schema, format):
    delimiter = {"csv": ",", "tsv": "\t"}[format]
    quoting = csv.QUOTE_MINIMAL if format == "csv" else csv.QUOTE_NONE
    text = io.StringIO(written(schema, format), newline="")
    return list(csv.DictReader(text, delimiter=delimiter, quoting=quoting))


@pytest.mark.parametrize("schema", SCHEMAS)
def test_pandas_reads_the_types_of_the_columns(schema):
    types = SCHEMAS[schema].types
    dates = [name for name, type_ in types.items() if type_ == "date"]
    codes = {name: str for name in types if re.search(r"(?i)code|cameo|root", name)}  # 010 is no 10
    frame = pd.read_csv(
        io.StringIO(written(schema, "csv")), dtype_backend="numpy_nullable", parse_dates=dates, dtype=codes
    )
    for name, type_ in types.items():
        if frame[name].notna().any() and name not in codes:
            found = str(frame[name].dtype)
            assert found.startswith(PANDAS[type_]) or (type_ == "number" and found == "Int64"), name


def test_pandas_reads_an_acled_table_without_being_told_anything():
    frame = pd.read_csv(io.StringIO(written("acled", "csv")), parse_dates=["event_date"])
    kinds = {name: frame[name].dtype.kind for name in frame}
    assert {name: kinds[name] for name in ("event_date", "fatalities", "latitude", "longitude", "actor1")} == {
        "event_date": "M",
        "fatalities": "i",
        "latitude": "f",
        "longitude": "f",
        "actor1": "O",
    }
    assert frame.longitude.min() == -179.9


@pytest.mark.parametrize("format", ["csv", "tsv"])
@pytest.mark.parametrize("schema", SCHEMAS)
def test_readr_guesses_the_types_of_the_columns(schema, format):
    rows = cells(schema, format)
    for name, type_ in SCHEMAS[schema].types.items():
        filled = [row[name] for row in rows if row[name]]
        if type_ in READR:
            assert all(re.fullmatch(READR[type_], cell) for cell in filled), name


@pytest.mark.parametrize("format", ["csv", "tsv"])
@pytest.mark.parametrize("schema", SCHEMAS)
def test_no_cell_is_a_formula_and_numbers_stay_numbers(schema, format):
    types = SCHEMAS[schema].types
    for row in cells(schema, format):
        for name, cell in row.items():
            assert types[name] in ("integer", "number") or not re.match(r"[=+\-@\t\r\n]", cell), (name, cell)
    assert ("-10.0" in written(schema, format)) == (schema != "acled")
    assert "'-10.0" not in written(schema, format)


def test_json_is_left_as_it_is():
    (row,) = [json.loads(line) for line in written("event", "jsonl", EVENTS[3:]).splitlines()]
    assert (row["sentence"], row["outlet"], row["article_id"]) == ('=HYPERLINK("http://x")', "@outlet", "-1")


@given(st.text(st.sampled_from("'=+-@\t\r\n＝ax1 ")))
def test_safe_cells_give_back_their_text(text):
    assert unsafe(safe(text)) == text
    assert safe(text)[:1] not in set("=+-@\t\r\n＝")


@pytest.mark.parametrize("schema", ["event", "acled", "icews", "gdelt"])
def test_geojson_is_valid_and_says_where_and_what(schema):
    found = geojson.loads(written(schema, "geojson"))
    assert isinstance(found, geojson.FeatureCollection)
    assert found.is_valid, found.errors()
    first, nowhere, ghana, _ = found.features
    assert first.geometry == geojson.Point([36.85, 36.28])
    assert nowhere.geometry is None
    assert ghana.geometry.coordinates == [-179.9, -0.5]
    assert list(first.properties) == list(SCHEMAS[schema].flat_columns)
    assert first.id == first.properties[SCHEMAS[schema].id]


def test_geojson_without_rows_is_an_empty_collection():
    assert geojson.loads(written("event", "geojson", [])) == geojson.FeatureCollection([])


def test_a_schema_without_coordinates_has_features_without_geometry():
    (feature,) = geojson.loads(written("cameo", "geojson", [event(target=CIVILIANS)])).features
    assert feature.geometry is None

"""Files of Parquet, XLSX, SQLite and DuckDB, and folders of files: what other tools read is what JSON Lines has."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import pty
import re
import resource
import sqlite3
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pandas
import pyarrow.dataset
import pyarrow.parquet
import pytest
from commands import COMMAND, ROOT, environment, waqai
from events import EVENT, event
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from coder.errors import WaqaiError
from coder.event import Event, When
from coder.gazetteer.layer import layer_file
from coder.read import read_articles
from coder.run.job import Job, Result, chunks
from coder.run.store import Store
from coder.run.versions import versions
from coder.tabulate import SCHEMAS, Row
from coder.write import BINARY, FORMATS, write_file, write_rows, xlsx
from coder.write.parts import write_parts

DETERMINISTIC = ("parquet", "xlsx", "sqlite")
SAMPLES = sorted((ROOT / "samples").glob("*.txt"))[:3]
MANY = [
    EVENT,
    event(event_id="1" * 16, source=None, place=None, when=None, published=None, fatalities=None, tags=()),
    event(event_id="2" * 16, sentence="=1+1", trigger="-2", url="", outlet="+3;@4", acled=None, target=None),
    event(event_id="f" * 16, sentence='"\t\r\n\0\x1b\u2028', trigger="<r>&amp;</r>", mentions=2**40, goldstein=0.0),
]


def made(schema: str, events: Sequence[Event] = MANY) -> list[Row]:
    return list(SCHEMAS[schema].rows(events))


# Readers: what another tool finds in a file, as names and values


def read_parquet(path: Path) -> tuple[list[str], list[list[Any]]]:
    table = pyarrow.parquet.read_table(path, partitioning=None)
    return table.column_names, [list(row.values()) for row in table.to_pylist()]


def read_duckdb(path: Path) -> tuple[list[str], list[list[Any]]]:
    with closing(duckdb.connect(path, read_only=True)) as file:
        found = file.execute("SELECT * FROM events")
        return [column[0] for column in found.description], [list(row) for row in found.fetchall()]


def read_sqlite(path: Path) -> tuple[list[str], list[list[Any]]]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as file:
        found = file.execute("SELECT * FROM events")
        return [column[0] for column in found.description], [list(row) for row in found]


def read_xlsx(path: Path) -> tuple[list[str], list[list[Any]]]:
    """All sheets, which have the same header; Excel undoes its escapes, openpyxl leaves that to us."""
    book = openpyxl.load_workbook(path, read_only=True)
    names, rows = [], []
    for sheet in book:
        cells = list(sheet.iter_rows())
        assert not any(cell.data_type in ("f", "e") for row in cells for cell in row)
        names, *values = [[cell.value for cell in row] for row in cells]
        rows += [[unescape(value) if isinstance(value, str) else value for value in row] for row in values]
    book.close()
    return names, rows


READERS: Mapping[str, Callable[[Path], tuple[list[str], list[list[Any]]]]] = {
    "parquet": read_parquet,
    "duckdb": read_duckdb,
    "sqlite": read_sqlite,
    "xlsx": read_xlsx,
}


def expected(schema: str, rows: Sequence[Row], format: str) -> list[list[Any]]:
    """What a reader should find, made of the lines of JSON."""
    stream = io.BytesIO()
    write_rows(rows, SCHEMAS[schema], "jsonl", stream)
    lines = [json.loads(line) for line in stream.getvalue().decode().removesuffix("\n").split("\n") if line]
    kinds = SCHEMAS[schema].types.values()
    return [
        [told(value, kind, format) for value, kind in zip(SCHEMAS[schema].values(line), kinds, strict=True)]
        for line in lines
    ]


def told(value: Any, kind: str, format: str) -> Any:
    if kind == "list" and format in ("sqlite", "xlsx"):
        value = ";".join(value)
    if kind == "date" and value and format != "sqlite":
        value = dt.date.fromisoformat(value)
        if format == "xlsx":
            return dt.datetime(value.year, value.month, value.day)
    return None if value == "" and format == "xlsx" else value


@pytest.mark.parametrize("format", BINARY)
@pytest.mark.parametrize("schema", SCHEMAS)
def test_a_file_has_the_columns_and_values_of_json_lines(schema: str, format: str, tmp_path: Path) -> None:
    rows = made(schema)
    write_file(rows, SCHEMAS[schema], format, tmp_path / f"out.{format}")
    assert READERS[format](tmp_path / f"out.{format}") == (
        list(SCHEMAS[schema].flat_columns),
        expected(schema, rows, format),
    )
    assert os.listdir(tmp_path) == [f"out.{format}"]


NASTY = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("_x0041<r>/&;'=\r\n\0\x1f\ufffe قصف"))
PIECES = ("<r>", "</r>", "_x0041", "_", "\r", "\x01", "x0041_", "=", " ", "\ufffe", "ق")
TRICKY = st.lists(st.sampled_from(PIECES)).map("".join)


@given(st.lists(st.tuples(NASTY | TRICKY, TRICKY), min_size=1, max_size=5))
@settings(deadline=None, max_examples=30)
def test_any_text_comes_back(tmp_path_factory: pytest.TempPathFactory, texts: list[tuple[str, str]]) -> None:
    rows = made("cameo", [event(cameo_name=name, trigger=trigger) for name, trigger in texts])
    folder = tmp_path_factory.mktemp("any")
    for format in BINARY:
        write_file(rows, SCHEMAS["cameo"], format, folder / f"out.{format}")
        assert READERS[format](folder / f"out.{format}")[1] == expected("cameo", rows, format), format


@pytest.mark.parametrize("format", BINARY)
@pytest.mark.parametrize("schema", SCHEMAS)
def test_without_rows_a_file_has_all_columns(schema: str, format: str, tmp_path: Path) -> None:
    write_file([], SCHEMAS[schema], format, tmp_path / f"out.{format}")
    assert READERS[format](tmp_path / f"out.{format}") == (list(SCHEMAS[schema].flat_columns), [])


def test_columns_have_the_types_of_the_schema(tmp_path: Path) -> None:
    schema = SCHEMAS["event"]
    for format in ("parquet", "duckdb", "sqlite"):
        write_file(made("event"), schema, format, tmp_path / f"out.{format}")
    arrow = pyarrow.parquet.read_schema(tmp_path / "out.parquet")
    with closing(duckdb.connect(tmp_path / "out.duckdb", read_only=True)) as file:
        duck = {name: kind for name, kind, *_ in file.execute("DESCRIBE events").fetchall()}
    with closing(sqlite3.connect(tmp_path / "out.sqlite", detect_types=sqlite3.PARSE_DECLTYPES)) as file:
        lite = {name: kind for _, name, kind, *_ in file.execute("PRAGMA table_info(events)")}
    kinds = {
        "text": ("string", "VARCHAR", "TEXT"),
        "date": ("date32[day]", "DATE", "DATE"),
        "integer": ("int64", "BIGINT", "INTEGER"),
        "number": ("double", "DOUBLE", "REAL"),
        "list": ("list<element: string>", "VARCHAR[]", "TEXT"),
    }
    for name, kind in schema.types.items():
        assert (str(arrow.field(name).type), duck[name], lite[name]) == kinds[kind], name
    frame = pandas.read_parquet(tmp_path / "out.parquet")
    assert frame["date"][0] == dt.date(2016, 12, 7)
    assert frame["place_latitude"].sum() == pytest.approx(3 * 36.28)


def test_the_same_rows_give_the_same_bytes_at_any_time_by_whomever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(name: str) -> None:
        for format in DETERMINISTIC:
            write_file(made("event"), SCHEMAS["event"], format, tmp_path / f"{name}.{format}")

    write("first")
    time.sleep(2.1)  # ZIP archives tell times two seconds apart
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "Asia/Tokyo")
        time.tzset()
        mask = os.umask(0o077)
        write("second")
        os.umask(mask)
    time.tzset()
    for format in DETERMINISTIC:
        stream = io.BytesIO()
        write_rows(made("event"), SCHEMAS["event"], format, stream)
        for name in ("first", "second"):
            assert (tmp_path / f"{name}.{format}").read_bytes() == stream.getvalue(), format


def test_many_rows_are_written_in_batches_and_in_order(tmp_path: Path) -> None:
    (row,) = made("cameo", [EVENT])
    rows = [{**row, "event_id": f"{n:016x}"} for n in range(25_000)]
    for format in ("parquet", "duckdb", "sqlite"):
        write_file(iter(rows), SCHEMAS["cameo"], format, tmp_path / f"out.{format}")
        assert [found[0] for found in READERS[format](tmp_path / f"out.{format}")[1]] == [r["event_id"] for r in rows]
    assert pyarrow.parquet.ParquetFile(tmp_path / "out.parquet").num_row_groups == 3


# What Excel cannot hold


@pytest.mark.parametrize("number", [1, 9, 10, 18, 19])
def test_more_rows_than_a_sheet_takes_go_to_further_sheets(number: int, tmp_path: Path) -> None:
    (row,) = made("cameo", [EVENT])
    rows = [{**row, "quad_class": n} for n in range(number)]
    xlsx.write(rows, SCHEMAS["cameo"], tmp_path / "out.xlsx", limit=10)
    names, cells = read_xlsx(tmp_path / "out.xlsx")
    assert [found[names.index("quad_class")] for found in cells] == list(range(number))
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert book.sheetnames == ["events", "events 2", "events 3"][: -(-number // 9)]
    assert all(sheet.max_row <= 10 for sheet in book)


@pytest.mark.parametrize(("letter", "most"), [("ق", 32_767), ("\U0001f54a", 16_383)])
def test_a_text_that_no_cell_takes_is_told_and_nothing_is_written(letter: str, most: int, tmp_path: Path) -> None:
    schema = SCHEMAS["event"]
    write_file(made("event", [event(sentence=letter * most)]), schema, "xlsx", tmp_path / "out.xlsx")
    before = (tmp_path / "out.xlsx").read_bytes()
    assert read_xlsx(tmp_path / "out.xlsx")[1][0][schema.flat_columns.index("sentence")] == letter * most
    with pytest.raises(WaqaiError) as caught:
        write_file(made("event", [EVENT, event(sentence=letter * (most + 1))]), schema, "xlsx", tmp_path / "out.xlsx")
    assert str(caught.value) == (
        "row 00112233445566aa: `sentence` has 32,768 characters, a cell of Excel takes 32,767 (choose another --format)"
    )
    assert os.listdir(tmp_path) == ["out.xlsx"]
    assert (tmp_path / "out.xlsx").read_bytes() == before


def test_days_before_those_of_excel_are_text(tmp_path: Path) -> None:
    days = ["1516-08-24", "1899-12-31", "1900-01-01", "2016-12-07"]
    write_file(made("cameo", [on(day) for day in days]), SCHEMAS["cameo"], "xlsx", tmp_path / "out.xlsx")
    found = [row[1] for row in read_xlsx(tmp_path / "out.xlsx")[1]]
    assert found == [*days[:2], *(dt.datetime.fromisoformat(day) for day in days[2:])]


# Folders of files


def on(day: str | None, country: str | None = "SYR") -> Event:
    """The event on a day in a country."""
    assert EVENT.place is not None
    date = dt.date.fromisoformat(day) if day else None
    place = replace(EVENT.place, country=country) if country else None
    return event(when=When(date, date, 1, "", "frame") if date else None, published=None, place=place)


SPREAD = [on("2015-07-25"), on("2015-07-26", "TUR"), on(None, None), on("2014-07-26", "CIV"), on("2015-07-25")]


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.parametrize(
    ("name", "by", "names"),
    [
        ("event", ["day"], ["2014-07-26", "2015-07-25", "2015-07-26", "unknown"]),
        ("cameo", ["month"], ["2014-07", "2015-07", "unknown"]),
        ("gdelt", ["month"], ["2014-07", "2015-07", "unknown"]),
        ("icews", ["year"], ["2014", "2015", "unknown"]),
        ("event", ["country"], ["CIV", "SYR", "TUR", "unknown"]),
        ("icews", ["country"], ["Côte d’Ivoire", "Syria", "Türkiye", "unknown"]),
        ("acled", ["year", "country"], ["2014/Ivory Coast", "2015/Syria", "2015/Turkey", "unknown/unknown"]),
    ],
)
def test_other_tools_read_a_folder_as_one_table(name: str, by: list[str], names: list[str], tmp_path: Path) -> None:
    schema, rows = SCHEMAS[name], made(name, SPREAD)
    write_parts(rows, schema, "parquet", tmp_path / "out", by)
    columns = [f"event_{key}" for key in by]
    found = pandas.read_parquet(tmp_path / "out")
    assert list(found.columns) == [*schema.flat_columns, *columns]
    assert sorted({"/".join(map(str, row)) for row in found[columns].to_numpy()}) == names
    arrow = pyarrow.dataset.dataset(tmp_path / "out", partitioning="hive").to_table().to_pylist()
    pattern = f"{tmp_path}/out/**/*.parquet"
    duck = duckdb.sql(f"SELECT * FROM read_parquet('{pattern}', hive_partitioning = true)")
    for table in (arrow, [dict(zip(duck.columns, row, strict=True)) for row in duck.fetchall()]):
        assert by_names(table, found.columns) == by_names(arrow, found.columns)
        assert by_names(table, schema.flat_columns) == sorted(map(str, expected(schema.name, rows, "parquet")))


def by_names(table: list[dict[str, Any]], names: Iterable[str]) -> list[str]:
    return sorted(str([row[name] for name in names]) for row in table)


@pytest.mark.parametrize("format", ["csv", "tsv", "jsonl", "geojson", *BINARY])
def test_a_file_of_a_folder_is_what_its_rows_alone_would_be(format: str, tmp_path: Path) -> None:
    rows, schema = made("event", SPREAD), SCHEMAS["event"]
    write_parts(iter(rows), schema, format, tmp_path / "out", ["day"])
    found = files(tmp_path / "out")
    assert list(found) == [
        f"event_day={day}/events.{format}" for day in ("2014-07-26", "2015-07-25", "2015-07-26", "unknown")
    ]
    alone = tmp_path / f"alone.{format}"
    write_file([rows[0], rows[4]], schema, format, alone)
    part = tmp_path / "out" / "event_day=2015-07-25" / f"events.{format}"
    if format in READERS:
        assert READERS[format](part) == READERS[format](alone)
    if format != "duckdb":
        assert part.read_bytes() == alone.read_bytes()


def test_a_folder_without_rows_has_one_file_with_the_columns(tmp_path: Path) -> None:
    write_parts([], SCHEMAS["acled"], "csv", tmp_path / "out", ["year", "country"])
    columns = ",".join(SCHEMAS["acled"].flat_columns)
    assert files(tmp_path / "out") == {"event_year=unknown/event_country=unknown/events.csv": f"{columns}\n".encode()}


def test_nothing_of_an_earlier_folder_remains_and_nothing_else_is_lost(tmp_path: Path) -> None:
    schema, out = SCHEMAS["event"], tmp_path / "out"
    write_parts(made("event", SPREAD), schema, "csv", out, ["country", "month"])
    (tmp_path / ".out.part").mkdir()  # left by one that was killed
    (tmp_path / ".out.part" / "rest").write_text("x")
    write_parts(made("event", SPREAD[:1]), schema, "jsonl", out, ["day"])
    assert list(files(tmp_path)) == ["out/event_day=2015-07-25/events.jsonl"]
    before = files(out)
    for other in ("notes.txt", "event_day=2015-07-25/notes.txt", "events.csv", "data/events.csv"):
        path = out / other
        path.parent.mkdir(exist_ok=True)
        path.write_text("mine")
        with pytest.raises(WaqaiError) as caught:
            write_parts(made("event"), schema, "csv", out, ["day"])
        told = other.partition("/")[0] if other.startswith("data") else other
        assert str(caught.value) == (
            f"{out}: has other files in it ({told}) (name a new folder, or one that waqai has made)"
        )
        path.unlink()
        if other.startswith("data"):
            path.parent.rmdir()
        assert files(out) == before


def test_rows_that_fail_leave_an_earlier_folder_as_it_was(tmp_path: Path) -> None:
    def failing() -> Iterator[Row]:
        yield from made("event", SPREAD)
        raise KeyboardInterrupt

    out = tmp_path / "out"
    write_parts(made("event", SPREAD[:2]), SCHEMAS["event"], "csv", out, ["day"])
    before = files(tmp_path)
    with pytest.raises(KeyboardInterrupt):
        write_parts(failing(), SCHEMAS["event"], "csv", out, ["day"])
    assert files(tmp_path) == before


# Faults


@pytest.mark.parametrize(
    ("column", "value", "kind"),
    [
        ("date", "yesterday", "date"),
        ("quad_class", 2**63, "integer"),
        ("quad_class", "4", "integer"),
        ("goldstein", float("nan"), "number"),
        ("trigger", 3, "text"),
    ],
)
def test_a_value_of_another_type_is_told(column: str, value: object, kind: str, tmp_path: Path) -> None:
    (row,) = made("cameo", [EVENT])
    for format in BINARY:
        with pytest.raises(WaqaiError) as caught:
            write_file([{**row, column: value}], SCHEMAS["cameo"], format, tmp_path / "out")
        assert str(caught.value) == f"row 00112233445566aa: `{column}` is no {kind}: {value!r}"
        assert os.listdir(tmp_path) == []


@contextmanager
def no_more_than(size: int) -> Iterator[None]:
    """Files cannot grow beyond this, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("format", ["csv", *BINARY])
def test_on_a_full_disk_one_line_is_told_and_nothing_is_left(format: str, tmp_path: Path) -> None:
    rows = made("event", [event(event_id=f"{n:016x}", sentence=f"{n * 7919}" * 30) for n in range(200)])
    (tmp_path / "out").write_bytes(b"before")
    with no_more_than(10_000), pytest.raises(WaqaiError) as caught:
        write_file(rows, SCHEMAS["event"], format, tmp_path / "out", remedy="try again")
    line = str(caught.value)
    assert line.startswith(f"{tmp_path}/out: cannot be written: ")
    assert line.endswith("(try again)")
    assert "\n" not in line
    assert files(tmp_path) == {"out": b"before"}
    write_file(rows, SCHEMAS["event"], format, tmp_path / "out")
    assert len(files(tmp_path)["out"]) > 10_000


@pytest.mark.parametrize(
    ("format", "module", "line"),
    [
        ("parquet", "pyarrow", "format parquet needs pyarrow (pip install 'waqai[parquet]')"),
        ("xlsx", "xlsxwriter", "format xlsx needs xlsxwriter (pip install 'waqai[xlsx]')"),
        ("duckdb", "duckdb", "format duckdb needs duckdb (pip install 'waqai[duckdb]')"),
    ],
)
def test_a_missing_library_is_told_before_the_work(
    format: str, module: str, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)  # as where it is not installed
    for command in (("code", *SAMPLES, "-o", tmp_path / f"x.{format}"), ("run", *SAMPLES, "--to", tmp_path / "out")):
        done = waqai(*command, "--format", format)
        assert (done.code, done.out, done.err) == (1, "", f"{line}\n")
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--by", "day"), "a folder of files needs a name: add --output DIR"),
        (("--by", "week", "-o", "x"), "week (choose from day, month, year, country)"),
        (("--by", ",", "-o", "x"), "nothing (choose from day, month, year, country)"),
        (("--by", "day", "-o", "x", "--format", "table"), "tables to read are not parted"),
        (("--by", "country", "-o", "x", "--schema", "cameo"), "schema cameo has no country"),
        (("-o", "none/x.parquet"), "the folder of none/x.parquet does not exist"),
    ],
)
def test_wrong_usage(options: Sequence[str], told: str, tmp_path: Path) -> None:
    done = waqai("code", *SAMPLES, *options, cwd=tmp_path)
    assert (done.code, done.out) == (2, "")
    assert told in " ".join(done.err.split())
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("format", ["csv", *BINARY])
def test_what_cannot_be_written_is_told_before_the_work(format: str) -> None:
    def rows() -> Iterator[Row]:
        raise AssertionError("the work has begun")
        yield {}

    for write in (write_file, partial(write_parts, by=["day"])):
        with pytest.raises(WaqaiError) as caught:
            write(rows(), SCHEMAS["event"], format, "/proc/out")
        assert str(caught.value) == "/proc/out: cannot be written: No such file or directory"


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("mine")
    done = waqai("code", *SAMPLES, "-o", tmp_path / "x", "--by", "day")
    told = f"{tmp_path / 'x'}: is a file, no folder (name a new folder, or one that waqai has made)\n"
    assert (done.code, done.out, done.err) == (1, "", told)


@pytest.mark.parametrize("format", ["parquet", "sqlite"])
def test_no_terminal_gets_bytes(format: str) -> None:
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [*COMMAND, "code", str(SAMPLES[0]), "--format", format],
        stdout=theirs, stderr=subprocess.PIPE, text=True, env=environment(),
    )  # fmt: skip
    os.close(theirs)
    os.close(ours)
    assert done.returncode == 2
    assert f"{format} is not for a terminal: add --output FILE" in " ".join(done.stderr.split())


# The commands


ROWS = made("event", [*MANY, *SPREAD])


@pytest.fixture
def finished(tmp_path: Path) -> Path:
    """The folder of a run that has coded its articles into ROWS and written nothing yet."""
    folder = tmp_path / "run"
    layer = layer_file(None)
    job = Job(places=layer, versions=tuple(versions(places=layer).items()))
    (chunk,) = chunks(read_articles([str(path) for path in SAMPLES]))
    store = Store(folder, job.digest)
    store.keep(chunk, 0, Result(ROWS, [], len(SAMPLES), 99))
    store.close()
    return folder


def again(folder: Path, *options: str) -> None:
    """The run once more: nothing is coded, files are made of what is kept."""
    done = waqai("run", *SAMPLES, "--to", folder, "--workers", 1, *options)
    assert done.code == 0
    assert f"{len(SAMPLES)} articles ({len(SAMPLES)} of them before)" in done.err


def test_a_run_writes_every_format_of_what_it_has_kept(finished: Path) -> None:
    for format in BINARY:
        again(finished, "--format", format)
        assert READERS[format](finished / f"events.{format}")[1] == expected("event", ROWS, format)
        write_file(ROWS, SCHEMAS["event"], format, finished / "alone")
        if format in DETERMINISTIC:
            assert (finished / f"events.{format}").read_bytes() == (finished / "alone").read_bytes()


def test_a_run_killed_while_it_writes_comes_to_the_same_bytes(finished: Path) -> None:
    folder = finished
    again(folder, "--format", "sqlite", "--by", "country,day")
    wanted = files(folder / "events")
    left = folder / ".events.part" / "event_country=SYR"
    left.mkdir(parents=True)
    (left / "events.sqlite").write_bytes(b"half a file")
    (folder / "events").rename(folder / ".events.old")  # killed between the two steps of taking its place
    again(folder, "--format", "sqlite", "--by", "country,day")
    assert files(folder / "events") == wanted
    assert not list(folder.glob(".*"))
    again(folder, "--format", "sqlite", "--by", "year")
    assert {name.partition("=")[0] for name in files(folder / "events")} == {"event_year"}
    assert json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["by"] == ["year"]
    again(folder, "--format", "csv")
    assert not (folder / "events").exists()


def test_code_goes_by_the_suffix_and_gives_columns_without_articles(tmp_path: Path) -> None:
    (tmp_path / "none.jsonl").write_bytes(b"")
    for suffix, format in {"parquet": "parquet", "XLSX": "xlsx", "duckdb": "duckdb", "sqlite3": "sqlite"}.items():
        waqai("code", tmp_path / "none.jsonl", "-o", tmp_path / f"x.{suffix}", "--schema", "acled")
        assert READERS[format](tmp_path / f"x.{suffix}") == (list(SCHEMAS["acled"].flat_columns), [])
    waqai("code", tmp_path / "none.jsonl", "-o", tmp_path / "x", "--by", "day", "--format", "parquet")
    assert list(pandas.read_parquet(tmp_path / "x").columns) == [*SCHEMAS["event"].flat_columns, "event_day"]


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    """Rows in a file of JSON Lines."""
    write_file(ROWS, SCHEMAS["event"], "jsonl", tmp_path / "rows.jsonl")
    return tmp_path / "rows.jsonl"


def test_a_pipe_gets_the_bytes_of_the_file(lines: Path, tmp_path: Path) -> None:
    command = [*COMMAND, "dedupe", str(lines), "--format", "sqlite"]
    piped = subprocess.run(command, capture_output=True, env=environment())
    assert piped.returncode == 0
    assert waqai("dedupe", lines, "-o", tmp_path / "x.sqlite").code == 0
    assert piped.stdout == (tmp_path / "x.sqlite").read_bytes()
    assert read_sqlite(tmp_path / "x.sqlite")[0][-3:] == ["merged", "articles", "sources"]


def test_dedupe_and_evaluate_read_parquet(lines: Path, tmp_path: Path) -> None:
    table = tmp_path / "rows.parquet"
    write_file(ROWS, SCHEMAS["event"], "parquet", table)
    once = waqai("dedupe", lines, "--format", "jsonl")
    assert len(once.out.splitlines()) > 3
    assert waqai("dedupe", table, "--format", "jsonl") == once
    assert waqai("dedupe", table, "-o", tmp_path / "once.parquet").code == 0
    assert waqai("dedupe", tmp_path / "once.parquet", "--format", "jsonl").out == once.out

    gold = tmp_path / "gold.jsonl"
    told = {"cameo": "195", "source": "RUSMIL", "target": "SYRCVL"}
    gold.write_text(json.dumps({"id": EVENT.article_id, "text": EVENT.sentence, "events": [told]}), encoding="utf-8")
    by_table, by_lines = (waqai("evaluate", gold, "--coded", path, "--format", "json") for path in (table, lines))
    assert (by_table.code, by_table.out) == (0, by_lines.out)

    (tmp_path / "broken.parquet").write_bytes(b"PAR1 not so PAR1")
    done = waqai("dedupe", tmp_path / "broken.parquet")
    assert done.code == 1
    assert done.err.startswith(f"{tmp_path}/broken.parquet: cannot be read: ")
    assert len(done.err.splitlines()) == 1


# The page


def test_what_the_page_shows_is_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    for format in FORMATS:
        (line,) = (line for line in page.splitlines() if line.startswith("|") and f"`{format}`" in line.split("|")[1])
        named = re.findall(r"waqai\[(\w+)\]", line)
        assert named == [format] * (format in extras), line
        for library in re.findall(r"\(([\w, ]+)\)", line):
            assert sorted(library.split(", ")) == sorted(re.split(r"\W", need)[0] for need in extras[format])
    monkeypatch.chdir(tmp_path)
    rows = made("event", [*MANY, *SPREAD, on("2016-12-06", None)])
    for format in ("parquet", "sqlite"):
        write_file(rows, SCHEMAS["event"], format, f"events.{format}")
    write_parts(rows, SCHEMAS["event"], "parquet", "events", ["country", "year"])
    assert set(re.findall(r"^    (events/.*)$", page, re.MULTILINE)) <= {
        f"events/{name}" for name in files(Path("events"))
    }
    found = [
        eval(line, {"pandas": pandas, "duckdb": duckdb, "sqlite3": sqlite3})
        for block in re.findall(r"```python\n(.*?)```", page, re.DOTALL)
        for line in block.splitlines()
    ]
    table, drones, lite, syria, year = found
    assert len(table) == len(rows)
    assert drones.fetchall() == [("Employ aerial weapons", sum("drone" in row["tags"] for row in rows))]
    with closing(lite):
        assert lite.execute("SELECT max(date) FROM events").fetchone() == ("2016-12-07",)
        assert lite.execute("SELECT date FROM events").fetchone() == (dt.date(2016, 12, 7),)
    assert set(syria["place_country"]) == {"SYR"}
    assert {row[year.columns.index("date")].year for row in year.fetchall()} == {2016}

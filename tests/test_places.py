"""The local layer of places: adding dumps and tables, listing, showing, removing, and coding with it."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

import pytest
from commands import waqai

# Lines as GeoNames writes them; the village is made up.
DUMP = [
    ("900001", "Khirbat as Sarw", "Khirbat as Sarw", "خربة السرو", "35.9", "36.9", "P", "PPL", "SY", "", "12", "1201"),
    ("900002", "Idlib", "Idlib", "محافظة إدلب", "35.8", "36.7", "A", "ADM1", "SY", "", "12", ""),
    ("900003", "Idlib District", "Idlib District", "", "35.9", "36.6", "A", "ADM2", "SY", "", "12", "1201"),
    ("900004", "Wadi al Hajal", "Wadi al Hajal", "وادي الحجل", "35.5", "36.5", "H", "WAD", "SY", "", "12", ""),
]  # fmt: skip


def dump(path: Path, rows=DUMP) -> Path:
    lines = ["\t".join([*row, "", "", "120", "", "300", "Asia/Damascus", "2024-01-01"]) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def listed(path: Path) -> list[list[str]]:
    done = waqai("places", "list", "--to", path)
    assert done.code == 0, done.err
    return [line.split("\t") for line in done.out.splitlines()[1:]]


def test_a_dump_of_geonames_gives_its_places_with_their_divisions(tmp_path: Path) -> None:
    layer = tmp_path / "layer.tsv"
    done = waqai("places", "add", dump(tmp_path / "SY.txt"), "--to", layer)
    assert (done.code, done.out) == (0, "")
    assert "2 places added as SY.txt, 1 without" in done.err
    assert listed(layer) == [["SY.txt", "SYR", "2"]]
    shown = waqai("places", "show", "خربة السرو", "--places", layer)
    (row,) = csv.DictReader(io.StringIO(shown.out), delimiter="\t")
    assert (row["country"], row["admin1"], row["admin2"], row["latitude"]) == ("SYR", "Idleb", "Idlib District", "35.9")
    assert (row["kind"], row["origin"], row["population"]) == ("town", "layer", "120")


def test_an_archive_is_read_as_the_dump_in_it_and_takes_the_place_of_what_it_gave(tmp_path: Path) -> None:
    layer, archive = tmp_path / "layer.tsv", tmp_path / "SY.zip"
    with zipfile.ZipFile(archive, "w") as whole:
        whole.write(dump(tmp_path / "SY.txt"), "SY.txt")
        whole.writestr("readme.txt", "about this")
    for _ in range(2):
        assert waqai("places", "add", archive, "--to", layer, "--source", "Syria").code == 0
    assert listed(layer) == [["Syria", "SYR", "2"]]


def test_a_table_of_p_codes_is_read_by_its_header(tmp_path: Path) -> None:
    layer, table = tmp_path / "layer.tsv", tmp_path / "yem.csv"
    table.write_text(
        "admin1Name_en,admin1Name_ar,admin2Name_en,admin2Name_ar,admin2Pcode,lat,lon\n"
        "Taizz,تعز,Wadi Sarw,وادي السرو,YE1599,13.4,44.1\n",
        encoding="utf-8-sig",
    )
    assert waqai("places", "add", table, "--to", layer).code == 0
    (row,) = csv.DictReader(io.StringIO(waqai("places", "show", "وادي السرو", "--places", layer).out), delimiter="\t")
    assert (row["name"], row["country"], row["admin1"], row["kind"]) == ("Wadi Sarw", "YEM", "Taizz", "district")


def test_columns_can_be_named(tmp_path: Path) -> None:
    layer, table = tmp_path / "layer.tsv", tmp_path / "mine.csv"
    table.write_text("الاسم;north;east\nتل السرو;36,1;37,2\n", encoding="utf-8")
    columns = [part for pair in ("names=الاسم", "latitude=north", "longitude=east") for part in ("--column", pair)]
    assert waqai("places", "add", table, "--to", layer, *columns, "--country", "syr").code == 0
    (row,) = csv.DictReader(io.StringIO(waqai("places", "show", "تل السرو", "--places", layer).out), delimiter="\t")
    assert (row["country"], row["latitude"], row["longitude"], row["kind"]) == ("SYR", "36.1", "37.2", "town")


def test_a_source_can_be_removed(tmp_path: Path) -> None:
    layer = tmp_path / "layer.tsv"
    waqai("places", "add", dump(tmp_path / "SY.txt"), "--to", layer)
    assert waqai("places", "remove", "SY.txt", "--to", layer).code == 0
    assert listed(layer) == []
    again = waqai("places", "remove", "SY.txt", "--to", layer)
    assert (again.code, again.err) == (1, f"{layer}: has no source 'SY.txt' (its sources: none)\n")


TABLE = "names,country,latitude,longitude\n"


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("XX.txt", "one\ttwo\n", ":1: is no line of GeoNames: 2 columns, not 19"),
        ("a.csv", "town,lat\nحلب,36\n", ":1: no column of Arabic names"),
        ("a.csv", TABLE + "السرو,SYR,north,37\n", ":2: 'north' is no number"),
        ("a.csv", TABLE + "السرو,Atlantis,36,37\n", ":2: no country 'Atlantis'"),
        ("a.csv", TABLE + "Sarw,SYR,36,37\n", ": has no place with a name in Arabic script"),
        ("a.xlsx", "PK", ": .xlsx is no format of places"),
        ("a.zip", "PK", ": is no zip archive"),
    ],
)
def test_bad_input_gives_one_line(name: str, content: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    done = waqai("places", "add", path, "--to", tmp_path / "layer.tsv")
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
    assert done.err.startswith(f"{path}{told}")
    assert not (tmp_path / "layer.tsv").exists()


def test_a_missing_file_or_layer_gives_one_line(tmp_path: Path) -> None:
    missing = waqai("places", "add", tmp_path / "none.csv", "--to", tmp_path / "layer.tsv")
    assert (missing.code, missing.err.count("\n")) == (1, 1)
    coded = waqai("code", "-", "--places", tmp_path / "none.tsv", stdin="قصف الجيش البلدة.".encode())
    assert (coded.code, coded.err.count("\n")) == (1, 1)
    assert "no such file" in coded.err


def test_an_unknown_name_gives_one_line() -> None:
    done = waqai("places", "show", "سرسروسر", "--places", "off")
    assert (done.code, done.err) == (1, "سرسروسر: no gazetteer has this name\n")


def test_coding_uses_the_layer(tmp_path: Path) -> None:
    layer, text = tmp_path / "layer.tsv", "قصف الطيران الحربي قرية خربة السرو صباح الأحد."
    waqai("places", "add", dump(tmp_path / "SY.txt"), "--to", layer)
    rows = []
    for places in (layer, "off"):
        done = waqai("code", "-", "--schema", "acled", "--format", "jsonl", "--places", places, stdin=text.encode())
        rows.append(json.loads(done.out))
    told = [(row["location"], row["admin1"], row["latitude"], row["geo_precision"]) for row in rows]
    assert told[0] == ("Khirbat as Sarw", "Idleb", 35.9, 1)
    assert told[1] != told[0]

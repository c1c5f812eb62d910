"""Reading places for the local layer: country dumps of GeoNames, and tables with P-codes such as OCHA gives.

GeoNames: https://download.geonames.org/export/dump/readme.txt. OCHA's common operational datasets name their columns
``admin1Name_en``, ``ADM2_AR``, ``admin3Pcode`` and the like; whatever a table calls them, ``columns`` says.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from coder.errors import PlacesError, Problem
from coder.gazetteer import KINDS, Location, divisions
from coder.gazetteer.layer import Local

# The columns of a GeoNames dump.
_NAME, _ASCII, _OTHERS, _LATITUDE, _LONGITUDE, _CLASS, _FEATURE, _COUNTRY = 1, 2, 3, 4, 5, 6, 7, 8
_ADMIN1, _ADMIN2, _POPULATION, _COLUMNS = 10, 11, 14, 19
# What kind of place a feature code of GeoNames is; others are left out (streams, wells, hotels).
_KINDS: Mapping[str, str] = {
    **dict.fromkeys(("ADM1", "ADM1H"), "region"),
    **dict.fromkeys(("ADM2", "ADM3", "ADM4"), "district"),
    **dict.fromkeys(("CMP", "CMPRF"), "camp"),
    **dict.fromkeys(("AIRB", "AIRF", "AIRP", "MILB", "BDG", "DAM", "PRN", "PRT", "OILF", "PSTB"), "site"),
    **dict.fromkeys(("MT", "MTS", "HLL", "HLLS", "VAL", "PLN", "DSRT", "AREA", "RGN", "ISL", "OAS"), "area"),
    "PPLX": "quarter",
}
_ABANDONED = ("PPLQ", "PPLH", "PPLW")
FIELDS = ("names", "name", "country", "admin1", "admin2", "admin3", "latitude", "longitude", "kind", "population")
# How tables write a field, besides its own name; N is the level of the division.
_WRITTEN: Mapping[str, str] = {
    "names": r"name_?ar|arabic",
    "name": r"name_?en|english",
    "country": r"iso3|country_?code|admin0pcode|adm0_pcode",
    "latitude": r"lat|y|center_?lat|lat_?y",
    "longitude": r"lon|long|lng|x|center_?lon|lon_?x",
    "population": r"pop",
    "kind": r"type",
}
_DIVISION = re.compile(r"(?:admin|adm)(\d)(?:name)?_?(ar|en|pcode)?", re.IGNORECASE)
_OF_LEVEL = {1: "region", 2: "district", 3: "district", 4: "town"}


def read_source(
    path: Path, source: str, script: Callable[[str], bool], country: str = "", columns: Mapping[str, str] | None = None
) -> tuple[list[Local], int]:
    """The places of a file that have a name in the script, and how many have none.

    Args:
        path: GeoNames' ``XX.txt`` or ``XX.zip``, or a ``.csv`` or ``.tsv`` with a header.
        source: what the layer calls the file.
        script: whether a name is written in the script of the news.
        country: ISO 3166 alpha-3, of tables that do not say it.
        columns: header of the column for each of ``FIELDS``, where it cannot be told by itself.

    Raises:
        PlacesError: if the file cannot be read or is neither, with the line where there is one.
    """
    suffix = path.suffix.lower()
    if suffix in (".xlsx", ".xls", ".json", ".geojson", ".shp"):
        raise PlacesError(Problem(str(path), f"{suffix} is no format of places", "save its table as CSV"))
    text = _text(path)
    if suffix in (".csv", ".tsv"):
        found = list(_of_table(text, path, country, columns or {}))
    else:
        found = list(_of_geonames(text, path))
    kept = []
    for names, location in found:
        written = tuple(dict.fromkeys(name for name in names if script(name)))
        if written:
            kept.append(Local(source, written, location))
    if not kept:
        raise PlacesError(Problem(str(path), "has no place with a name in Arabic script"))
    return kept, len(found) - len(kept)


def _text(path: Path) -> str:
    try:
        if path.suffix.lower() == ".zip":
            with zipfile.ZipFile(path) as archive:
                inner = [name for name in archive.namelist() if re.fullmatch(r"[A-Z]{2}\.txt", name)]
                if not inner:
                    raise PlacesError(Problem(str(path), "holds no dump of a country", "take XX.zip of GeoNames"))
                return archive.read(inner[0]).decode("utf-8-sig")
        return path.read_text(encoding="utf-8-sig")
    except OSError as fault:
        raise PlacesError(Problem(str(path), f"cannot be read: {fault.strerror or fault}")) from None
    except UnicodeDecodeError:
        raise PlacesError(Problem(str(path), "is not UTF-8", "save it as UTF-8")) from None
    except zipfile.BadZipFile:
        raise PlacesError(Problem(str(path), "is no zip archive")) from None


# GeoNames


def _of_geonames(text: str, path: Path) -> Iterator[tuple[list[str], Location]]:
    rows = []
    for number, line in enumerate(text.splitlines(), 1):
        cells = line.split("\t")
        if len(cells) != _COLUMNS:
            message = f"is no line of GeoNames: {len(cells)} columns, not {_COLUMNS}"
            raise PlacesError(Problem(str(path), message, "name a .csv if it is a table with a header", number))
        rows.append((number, cells))
    known = divisions()
    firsts = {(r[_COUNTRY], r[_ADMIN1]): r[_ASCII] for _, r in rows if r[_FEATURE] == "ADM1"}
    seconds = {(r[_COUNTRY], r[_ADMIN1], r[_ADMIN2]): r[_ASCII] for _, r in rows if r[_FEATURE] == "ADM2"}
    for number, cells in rows:
        feature = cells[_FEATURE]
        kind = _KINDS.get(feature, "town" if cells[_CLASS] == "P" else "")
        if not kind or feature in _ABANDONED:
            continue
        country = _alpha3(cells[_COUNTRY])
        first = known.get(country, {}).get(cells[_ADMIN1], "") or firsts.get((cells[_COUNTRY], cells[_ADMIN1]), "")
        yield (
            [name.strip() for name in (cells[_NAME], *cells[_OTHERS].split(","))],
            Location(
                name=cells[_NAME],
                country=country,
                latitude=_number(cells[_LATITUDE], path, number),
                longitude=_number(cells[_LONGITUDE], path, number),
                population=int(_number(cells[_POPULATION] or "0", path, number) or 0),
                kind=kind,
                admin1=first,
                admin2=seconds.get((cells[_COUNTRY], cells[_ADMIN1], cells[_ADMIN2]), ""),
                origin="layer",
            ),
        )


# Tables


def _of_table(text: str, path: Path, country: str, columns: Mapping[str, str]) -> Iterator[tuple[list[str], Location]]:
    header = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=header.count)
    rows = csv.DictReader(io.StringIO(text), delimiter=delimiter)
    found, level = _columns([name for name in rows.fieldnames or () if name], path, columns)
    for row in rows:
        value = {field: (row.get(name) or "").strip() for field, name in found.items()}
        kind = value.get("kind", "").lower() or _OF_LEVEL.get(level, "town")
        if kind not in KINDS:
            message = f"unknown kind {kind!r}"
            raise PlacesError(Problem(str(path), message, f"known: {', '.join(KINDS)}", rows.line_num))
        names = [name.strip() for name in re.split(r"[|;/]", value["names"])]
        yield (
            names,
            Location(
                name=value.get("name") or names[0],
                country=country or _alpha3(value.get("country", "")) or _told(value, path, rows.line_num),
                latitude=_number(value.get("latitude", ""), path, rows.line_num),
                longitude=_number(value.get("longitude", ""), path, rows.line_num),
                population=int(_number(value.get("population", "") or "0", path, rows.line_num) or 0),
                kind=kind,
                admin1=value.get("admin1", ""),
                admin2=value.get("admin2", ""),
                admin3=value.get("admin3", ""),
                origin="layer",
            ),
        )


def _told(value: Mapping[str, str], path: Path, line: int) -> str:
    message = f"no country {value['country']!r}" if value.get("country") else "no column tells the country"
    raise PlacesError(Problem(str(path), message, "name it with --country SYR", line))


def _columns(header: list[str], path: Path, chosen: Mapping[str, str]) -> tuple[dict[str, str], int]:
    """The column of each field, and the level of the divisions that the table lists (0 if they are none)."""
    for field, name in chosen.items():
        if name not in header:
            raise PlacesError(Problem(str(path), f"has no column {name!r} for {field}", f"it has: {', '.join(header)}"))
    found: dict[str, str] = {}
    levels: dict[tuple[int, str], str] = {}
    for name in header:
        if match := _DIVISION.fullmatch(name.strip()):
            levels.setdefault((int(match[1]), (match[2] or "").lower()), name)
        for field in FIELDS:
            if field not in found and re.fullmatch(
                rf"{field}|{_WRITTEN.get(field, field)}", name.strip(), re.IGNORECASE
            ):
                found[field] = name
    level = max((number for number, language in levels if language == "ar"), default=0)
    if level and "names" not in found:
        found["names"] = levels[level, "ar"]
        if english := levels.get((level, "en")):
            found.setdefault("name", english)
    for number in (1, 2, 3):
        division = levels.get((number, "en")) or levels.get((number, ""))
        if division and number <= (level or number):
            found.setdefault(f"admin{number}", division)
    pcodes = [name for (_, language), name in sorted(levels.items()) if language == "pcode"]
    if pcodes:
        found.setdefault("country", pcodes[0])
    found.update(chosen)
    if "names" not in found:
        message = "no column of Arabic names"
        raise PlacesError(Problem(str(path), message, "name it with --column names=HEADER", 1))
    return found, level


def _number(text: str, path: Path, line: int) -> float | None:
    try:
        return float(text.replace(",", ".")) if text else None
    except ValueError:
        raise PlacesError(Problem(str(path), f"{text!r} is no number", "", line)) from None


def _alpha3(code: str) -> str:
    """ISO 3166 alpha-3 of an alpha-3 or alpha-2 code, or of a P-code (SY0801, IQG01); empty if it is none."""
    import pycountry

    match = re.fullmatch(r"([A-Z]{2})([A-Z]?)(\d*)", code.upper())
    if match is None:
        return ""
    record = pycountry.countries.get(alpha_3=match[1] + match[2]) if match[2] else None
    if record is None and (match[3] or not match[2]):
        record = pycountry.countries.get(alpha_2=match[1])
    return str(record.alpha_3) if record is not None else ""

"""One row for each event, of rows from any number of articles: what ``waqai dedupe`` does.

Rows of two articles tell the same event where they are of one kind (ACLED's sub-event type, else the CAMEO root), agree
on the day and contradict each other in no field, and where what they share tells it apart from others: the whole
sentence, as in what agencies write and outlets reprint; the place and a side or the number killed, two of these if only
the region is known; of talk and other acts that have no place, both sides and the code. The row that knows most stays
and takes from the others what they narrow down.

Rows are compared in an order that does not depend on the order of the input, until none can be joined any more: the
same rows in any order give the same bytes, and rows that have been through it once come out as they are.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import itertools
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, BinaryIO, NamedTuple

from coder.errors import Problem, WaqaiError
from coder.read import STDIN
from coder.same import FIELDS, Act, Days, Facts, Number, Side, common, comparable, gains, joined, side, where
from coder.tabulate import SCHEMAS, Row, Schema
from coder.tabulate.acled import civilian_targeting, interaction
from coder.tabulate.schema import Column, as_json
from coder.write import unsafe

_LONGEST = 62  # days; what is dated less precisely is not joined
_WEEK = dt.timedelta(days=3)  # before and behind the day in its middle
_STATE = ("State forces", "External/Other forces")
_NONE = type(None)
_PYTHON: Mapping[str, tuple[type, ...]] = {
    "text": (str, _NONE),
    "date": (str, _NONE),
    "integer": (int, _NONE),
    "number": (float, int, _NONE),
    "list": (list,),
}
_CIVIL = ("Civilians", "Protesters", "Rioters")


@dataclass(frozen=True, slots=True)
class Record:
    """A row as it was read, as JSON, with what it knows."""

    id: str
    text: str
    facts: Facts


@dataclass
class Cluster:
    """Rows that tell one event.

    Attributes:
        record: the row that stays.
        facts: what all of them know together.
        others: those joined to it, with the fields that they share with what was known by then, in that order.
        given: the row that gave a field, for those that the row that stays did not know as narrowly.
    """

    record: Record
    facts: Facts
    others: list[tuple[Record, tuple[str, ...]]] = field(default_factory=list)
    given: dict[str, Record] = field(default_factory=dict)


class _Table(NamedTuple):
    """How rows of a schema are read, compared and joined."""

    schema: Schema
    needed: tuple[str, ...]
    filled: tuple[str, ...]
    facts: Callable[[Row], Facts]
    columns: Mapping[str, tuple[str, ...]]  # by field
    article: str
    source: str
    mend: Callable[[Row], None]


# --- reading ----------------------------------------------------------------------------------------------------------


def read_rows(paths: Sequence[str], stdin: BinaryIO | None) -> tuple[Schema, Iterator[Record | Problem]]:
    """The rows of files, all of one schema, ``event`` or ``acled``, as ``waqai code`` or this writes them.

    Args:
        paths: CSV, TSV or JSON Lines, told apart by the first line; ``-`` for ``stdin``.

    Returns:
        The schema, with the columns that joining adds, and each row, or a problem where a line is none.

    Raises:
        WaqaiError: if a file cannot be read, or has no such rows.
    """
    tables = [_opened(path, stdin) for path in dict.fromkeys(paths)]
    names = {table.schema.name for _, table, _ in tables}
    if len(names) > 1:
        other = next(path for path, table, _ in tables if table.schema.name != tables[0][1].schema.name)
        raise WaqaiError(Problem(other, f"rows of another schema than {tables[0][0]}", "join those of one schema"))
    return _extended(tables[0][1]), itertools.chain.from_iterable(_records(*table) for table in tables)


Lines = Iterator[tuple[int, Row | str]]


def _opened(path: str, stdin: BinaryIO | None) -> tuple[str, _Table, Lines]:
    try:
        stream = stdin if path == STDIN and stdin is not None else open(path, "rb")  # noqa: SIM115
        lines = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
        first = next((line for line in lines if line.strip()), "")
    except (OSError, UnicodeDecodeError) as fault:
        message = (fault.strerror or str(fault)) if isinstance(fault, OSError) else "not UTF-8 text"
        raise WaqaiError(Problem(path, f"cannot be read: {message}")) from fault
    if first.lstrip().startswith("{"):
        keys = _parsed(first)
        table = _table_of(path, keys if isinstance(keys, dict) else ())
        return path, table, _json_lines(itertools.chain([first], lines))
    delimiter = "\t" if "\t" in first else ","
    header = next(csv.reader([first], delimiter=delimiter), [])
    return path, _table_of(path, header), _cells(lines, header, delimiter, _extended(_table_of(path, header)))


def _table_of(path: str, columns: Iterable[str]) -> _Table:
    names = set(columns)
    found = next((table for table in _TABLES.values() if names.issuperset(table.needed)), None)
    if found is None:
        remedy = "write them with `waqai code --schema event` or `--schema acled`"
        raise WaqaiError(Problem(path, "no rows of the schema event or acled", remedy))
    return found


def _parsed(line: str) -> Row | str:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return "broken JSON"
    return row if isinstance(row, dict) else "not a JSON object"


def _json_lines(lines: Iterable[str]) -> Lines:
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield number, _parsed(line)


def _cells(lines: Iterable[str], header: list[str], delimiter: str, schema: Schema) -> Lines:
    reader = csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE if delimiter == "\t" else csv.QUOTE_MINIMAL)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as fault:
            yield reader.line_num + 1, f"broken CSV: {fault}"
            return
        if cells:
            try:
                yield reader.line_num + 1, schema.row({k: unsafe(v) for k, v in zip(header, cells, strict=False)})
            except ValueError as fault:
                yield reader.line_num + 1, str(fault)


def _records(path: str, table: _Table, lines: Lines) -> Iterator[Record | Problem]:
    schema = _extended(table)
    try:
        for number, row in lines:
            fault = row if isinstance(row, str) else _fault(row, table)
            if fault or isinstance(row, str):
                yield Problem(path, fault, line=number)
                continue
            whole = {name: row.get(name) for name in schema.columns}
            whole |= {name: whole[name] or [] for name, type_ in schema.types.items() if type_ == "list"}
            fault = _misfit(whole, schema)
            if not fault:
                try:
                    facts = table.facts(whole)
                except ValueError as wrong:
                    fault = str(wrong)
            if fault:
                yield Problem(path, fault, line=number)
                continue
            yield Record(str(row[table.schema.id]), as_json(whole), facts)
    except UnicodeDecodeError:
        yield Problem(path, "not UTF-8 text")


def _fault(row: Row, table: _Table) -> str:
    missing = next((name for name in table.needed if name not in row), None)
    return f"no `{missing}`" if missing else ""


def _misfit(row: Row, schema: Schema) -> str:
    """What in a row of JSON is not of its column's type; empty if all is."""
    part = next((name for name in schema.parts if not isinstance(row[name], dict | None)), None)
    if part:
        return f"`{part}` is not an object"
    values = schema.values(row)
    if any(type(value) not in _PYTHON[type_] for type_, value in zip(schema.types.values(), values, strict=True)):
        name, type_, value = next(
            (name, type_, value)
            for (name, type_), value in zip(schema.types.items(), values, strict=True)
            if type(value) not in _PYTHON[type_]
        )
        return f"`{name}` is no {type_}: {value!r}"
    empty = next((name for name in _TABLES[schema.name].filled if not row[name]), None)
    return f"`{empty}` is empty" if empty else ""


def _extended(table: _Table) -> Schema:
    """The schema with the columns that joining adds."""
    names = ("merged", "articles", "sources") if table.article else ("merged", "sources")
    more = {name: Column(lambda row: None, "list") for name in names}
    return replace(table.schema, columns={**table.schema.columns, **more})


# --- what rows know ---------------------------------------------------------------------------------------------------


def _event_facts(row: Row) -> Facts:
    acled, place = row.get("acled"), row.get("place") or {}
    code = row["cameo"]
    told = acled["sub_event_type"] if acled else code[:2]
    start, end = row.get("date"), row.get("date_end")
    return Facts(
        kind=f"{told} {row.get('polarity') or 'affirmed'} {row.get('modality') or 'real'}",
        act=Act(code),
        recorded=bool(acled),
        when=Days(_date(start), _date(end or start)) if start else None,
        place=_where(place, "name", "country", "precision") if place else None,
        source=_event_side(row.get("source")),
        target=_event_side(row.get("target")),
        killed=_number(row.get("fatalities"), row.get("fatalities_max")),
        injured=_number(row.get("injuries"), row.get("injuries_max")),
        articles=frozenset([row["article_id"], *row["articles"]]),
        wording=_wording(row.get("sentence")),
    )


def _acled_facts(row: Row) -> Facts:
    day, precision = row.get("event_date"), row.get("time_precision")
    killed = row.get("fatalities") or None  # 0 is what nobody reports
    return Facts(
        kind=row["sub_event_type"],
        act=None,
        recorded=True,
        when=_span(_date(day), precision or 1) if day else None,
        place=_where(row, "location", "country", "geo_precision"),
        source=_acled_side(row.get("actor1") or "", row.get("inter1") or ""),
        target=_acled_side(row.get("actor2") or "", row.get("inter2") or ""),
        killed=_number(killed, killed),
        injured=None,
        wording=_wording(row.get("notes")),
    )


def _wording(sentence: str | None) -> int:
    words = " ".join((sentence or "").split())
    return int.from_bytes(hashlib.blake2b(words.encode("utf-8", "replace"), digest_size=8).digest()) if words else 0


def _event_side(actor: Row | None) -> Side | None:
    if actor is None:
        return None
    return side(*(actor.get(key) or "" for key in ("code", "name", "entry", "country_found")))


@lru_cache(maxsize=65536)
def _date(day: str) -> dt.date:
    return dt.date.fromisoformat(day)


def _number(low: int | None, high: int | None) -> Number | None:
    return None if low is None else Number(low, high)


def _where(row: Row, name: str, country: str, precision: str) -> Any:
    area = tuple(row.get(part) or "" for part in (country, "admin1", "admin2", "admin3"))
    return where(row.get(name) or "", area, row.get("latitude"), row.get("longitude"), row.get(precision))


def _span(day: dt.date, precision: int) -> Days:
    """The days that ACLED's ``time_precision`` means: the day, the week around it, or its month."""
    if precision == 1:
        return Days(day, day)
    if precision == 2:
        return Days(day - _WEEK, day + _WEEK)
    first = day.replace(day=1)
    return Days(first, (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1))


@lru_cache(maxsize=65536)
def _acled_side(name: str, inter: str) -> Side | None:
    if not name or name.startswith("Unidentified Military Forces"):
        return None
    if name.startswith("Unidentified"):
        return Side("", ("armed",), "")
    if inter in _CIVIL:
        return Side("", (inter,), "" if name == inter else name)
    return Side("", ("state",) if inter in _STATE else ("armed", inter) if inter else (), name)


# --- clusters ---------------------------------------------------------------------------------------------------------


def clusters(records: Iterable[Record]) -> list[Cluster]:
    """The rows put together by the event that they tell, in the order of dates; a row given twice counts once.

    Deterministic, and independent of the order of the records.
    """
    kinds: dict[str, dict[Record, None]] = {}
    for record in records:
        kinds.setdefault(record.facts.kind, {})[record] = None
    found = (cluster for kind in sorted(kinds) for cluster in _clusters_of_kind(kinds[kind]))
    return sorted(found, key=_place_in_table)


def _place_in_table(cluster: Cluster) -> tuple[Any, ...]:
    when = cluster.facts.when
    return when is None, when.start if when else dt.date.max, cluster.record.id, cluster.record.text


def _clusters_of_kind(records: Iterable[Record]) -> list[Cluster]:
    found = [Cluster(record, record.facts) for record in records]
    while True:
        kept = _join(sorted(found, key=lambda c: (-c.facts.knowledge, c.record.id, c.record.text)))
        if len(kept) == len(found):
            return kept
        found = kept


def _join(found: Iterable[Cluster]) -> list[Cluster]:
    """Each cluster joined to the one before it with which it shares most, if any tells the same."""
    kept: list[Cluster] = []
    index: dict[Any, list[int]] = {}
    for cluster in found:
        near = sorted({n for key in _keys(cluster.facts, "region", "in") for n in index.get(key, ())})
        same = [n for n in near if is_same(kept[n].facts, cluster.facts)]
        if same:
            at = max(same, key=lambda n: (len(common(kept[n].facts, cluster.facts)), -n))
            _take(kept[at], cluster)
        else:
            at = len(kept)
            kept.append(cluster)
        for key in _keys(kept[at].facts, "in", "region"):
            entry = index.setdefault(key, [])
            if not entry or entry[-1] != at:
                entry.append(at)
    return kept


def is_same(one: Facts, other: Facts) -> bool:
    """Whether two rows tell one event, the first of which may stand for both."""
    if not one.articles.isdisjoint(other.articles) or (one.when is None) != (other.when is None):
        return False
    if not comparable(one, other):
        return False
    if one.wording and one.wording == other.wording:
        return True
    if one.when is None:
        return False
    shared = set(common(one, other))
    if one.place is not None and other.place is not None:
        vague = one.place.region and other.place.region
        return len(shared & {"source", "target", "killed"}) > vague
    sides = one.source is not None and one.target is not None
    return sides and not one.recorded and (one.source, one.target, one.act) == (other.source, other.target, other.act)


def _days(facts: Facts) -> range:
    """The days of a row, as numbers; none if it is not dated, or dated too vaguely."""
    if facts.when is None or (facts.when.end - facts.when.start).days > _LONGEST:
        return range(0)
    return range(facts.when.start.toordinal(), facts.when.end.toordinal() + 1)


def _keys(facts: Facts, around: str, itself: str) -> Iterator[Any]:
    """The keys of a row: its words, its place by name, the areas that this lies in, and a region as itself.

    Rows are filed with ``in`` and ``region``, and looked up with the two exchanged: a row finds those of the regions
    around its place, and a region those in it.
    """
    place = facts.place
    if facts.when is None and facts.wording:
        yield facts.wording
    for day in _days(facts):
        yield day, facts.wording
        if place is None:
            yield day, facts.source, facts.target
            continue
        yield day, place.name
        for depth in range(2, len(place.path) + 1):
            yield day, around, place.path[:depth]
        if place.region:
            yield day, itself, place.path


def _take(one: Cluster, other: Cluster) -> None:
    """Put the rows of a cluster to those of another."""
    for name in gains(one.facts, other.facts):
        one.given[name] = other.given.get(name, other.record)
    wording = ("sentence",) if one.facts.wording and one.facts.wording == other.facts.wording else ()
    one.others += [(other.record, (*common(one.facts, other.facts), *wording)), *other.others]
    one.facts = joined(one.facts, other.facts)


# --- rows -------------------------------------------------------------------------------------------------------------


def joined_row(cluster: Cluster, schema: Schema) -> Row:
    """The row of a cluster: the one that stays, what the others gave, and which they are."""
    table = _TABLES[schema.name]
    row: Row = json.loads(cluster.record.text)
    for name in FIELDS:
        if name in cluster.given:
            giver = json.loads(cluster.given[name].text)
            row |= {column: giver[column] for column in table.columns[name]}
    others = [json.loads(record.text) for record, _ in cluster.others]
    ids = {str(other[schema.id]) for other in others}.union(row["merged"], *(other["merged"] for other in others))
    row["merged"] = sorted(ids - {cluster.record.id})
    everyone = [row, *others]
    row["sources"] = sorted({name for r in everyone for name in (r[table.source], *r["sources"]) if name})
    if table.article:
        row["articles"] = sorted({name for r in everyone for name in (r[table.article], *r["articles"])})
        row["mentions"] = sum(r.get("mentions") or 1 for r in everyone)
    table.mend(row)
    return row


def _mend_acled(row: Row) -> None:
    """What follows from both sides of a row."""
    inters = [row[f"inter{n}"] for n in (1, 2) if row[f"actor{n}"]]
    row["interaction"] = interaction(*inters)
    row["civilian_targeting"] = civilian_targeting(row["sub_event_type"], row["inter2"])


def explained(cluster: Cluster) -> Iterator[str]:
    """Lines that say which rows a cluster joins and why: what each shares with those before it."""
    if not cluster.others:
        return
    yield f"{cluster.record.id} stands for {len(cluster.others) + 1} rows"
    for record, shared in cluster.others:
        gave = [name for name in FIELDS if cluster.given.get(name) is record]
        told = f"; gave {', '.join(gave)}" if gave else ""
        yield f"  {record.id}: same {', '.join(shared)}{told}"


_TABLES: Mapping[str, _Table] = {
    "event": _Table(
        SCHEMAS["event"],
        needed=("event_id", "article_id", "cameo", "date"),
        filled=("event_id", "article_id", "cameo"),
        facts=_event_facts,
        columns={
            "when": ("date", "date_end", "date_precision", "date_text"),
            "place": ("place",),
            "source": ("source",),
            "target": ("target",),
            "killed": ("fatalities", "fatalities_max", "fatalities_text"),
            "injured": ("injuries", "injuries_max", "injuries_text"),
        },
        article="article_id",
        source="outlet",
        mend=lambda row: None,
    ),
    "acled": _Table(
        SCHEMAS["acled"],
        needed=("event_id_cnty", "event_date", "sub_event_type"),
        filled=("event_id_cnty", "sub_event_type"),
        facts=_acled_facts,
        columns={
            "when": ("event_date", "year", "time_precision"),
            "place": (
                *("iso", "region", "country", "admin1", "admin2", "admin3"),
                *("location", "latitude", "longitude", "geo_precision"),
            ),
            "source": ("actor1", "assoc_actor_1", "inter1"),
            "target": ("actor2", "assoc_actor_2", "inter2"),
            "killed": ("fatalities",),
        },
        article="",
        source="source",
        mend=_mend_acled,
    ),
}

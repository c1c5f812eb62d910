"""Constructs of the language, one file each in ``tests/constructs``, through the shipped models and codebook.

A file names its ``construct`` and lists ``cases``: a text of our own and every row that it must give, written as in the
examples of the codebook (``source``, ``target``, ``cameo``, ``acled``, ``place``, ``tags``) or by any column of
``--schema event --format csv``. ``keep`` is the option of that name, ``date`` the day of the article. A case that must
not give what it looks like is ``negative`` (as is one without rows). ``fails`` says why a case is not right yet; once
it is, the test fails until the line is taken out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from coder.code import code_document
from coder.codebook import Codebook
from coder.event import Event
from coder.ground import ground
from coder.read import Article
from coder.tabulate import SCHEMAS

FOLDER = Path(__file__).parent / "constructs"
FILES = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.yaml"))}
CASES = {f"{stem}/{n}": case for stem, data in FILES.items() for n, case in enumerate(data["cases"])}
DAY = dt.date(2016, 12, 8)  # of articles whose case gives none

_COLUMNS = {"source": "source_code", "target": "target_code", "acled": "acled_sub_event_type", "place": "place_text"}


def mismatch(expected: Sequence[Mapping[str, Any]], events: Sequence[Event]) -> str:
    """Rows that are missing or too many, in words; empty if the events are exactly those expected."""
    schema = SCHEMAS["event"]
    rows = [dict(zip(schema.flat_columns, schema.flat(row), strict=True)) for row in schema.rows(events)]
    lacking = []
    for wanted in expected:
        found = next((row for row in rows if all(_equal(key, value, row) for key, value in wanted.items())), None)
        if found is None:
            lacking.append(str(dict(wanted)))
        else:
            rows.remove(found)
    extra = [f"{row['source_code'] or '-'} {row['cameo']} {row['target_code'] or '-'}" for row in rows]
    return "; ".join([*(f"lacks {row}" for row in lacking), *(f"has {row}" for row in extra)])


def _equal(key: str, value: Any, row: Mapping[str, str]) -> bool:
    cell = row[_COLUMNS.get(key, key)]
    return set(value) <= set(cell.split(";")) if key == "tags" else cell == str(value or "")


@pytest.fixture(scope="module")
def mismatches(annotator, book: Codebook) -> dict[str, str]:
    """What is wrong with each case, all of them parsed together."""
    articles = [
        Article(id=key, text=case["text"], date=case.get("date", DAY))  # YAML reads a day as a date
        for key, case in CASES.items()
    ]
    found = {}
    for key, document in zip(CASES, annotator.annotate(articles), strict=True):
        coded = ground(document, code_document(document, book, frozenset(CASES[key].get("keep", ()))))
        found[key] = mismatch(CASES[key]["events"], [event for sentence in coded for event in sentence.events])
    return found


@pytest.mark.parametrize("key", CASES)
def test_construct(key: str, mismatches: dict[str, str], request: pytest.FixtureRequest) -> None:
    if reason := CASES[key].get("fails"):
        request.applymarker(pytest.mark.xfail(reason=reason, strict=True))
    assert mismatches[key] == "", CASES[key]["text"]


@pytest.mark.parametrize("stem", FILES)
def test_enough_cases(stem: str) -> None:
    cases = FILES[stem]["cases"]
    negative = [case for case in cases if case.get("negative") or not case["events"]]
    assert len(cases) - len(negative) >= 3
    assert negative

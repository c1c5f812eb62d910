"""The article that started the project: the events of a human reading, through the command as a user runs it."""

from __future__ import annotations

import json
from itertools import accumulate
from pathlib import Path
from typing import Any

import pytest
from commands import waqai

Row = dict[str, Any]


@pytest.fixture(scope="module")
def seed(shared: Path) -> Path:
    return shared / "seed"


@pytest.fixture(scope="module")
def rows(seed: Path) -> list[Row]:
    options = ("--date", "2016-12-08", "--schema", "event", "--format", "jsonl")
    done = waqai("code", seed / "baladi-aleppo.txt", *options)
    assert done.code == 0, done.err
    return [json.loads(line) for line in done.out.splitlines()]


def _codes(rows: list[Row], side: str) -> set[str]:
    return {row[side]["code"] for row in rows if row[side]}


def _found(expected: Row, span: tuple[int, int], acts: dict[tuple[int, str], list[Row]]) -> tuple[int, str] | None:
    """The act that gives an expected event: in its line, with one of its roots, and every actor code listed for it."""
    roots = {code[:2] for code in expected["cameo"]}
    for key, act in acts.items():
        if not (span[0] <= key[0] < span[1] and key[1][:2] in roots):
            continue
        if all({a["code"] for a in expected[side] if a["code"]} <= _codes(act, side) for side in ("source", "target")):
            return key
    return None


def test_the_seed_gives_most_of_its_events_and_few_others(seed: Path, rows: list[Row]) -> None:
    gold = json.loads((seed / "gold.json").read_text(encoding="utf-8"))
    lines = (seed / "baladi-aleppo.txt").read_text(encoding="utf-8").split("\n")
    ends = list(accumulate(len(line) + 1 for line in lines))
    acts: dict[tuple[int, str], list[Row]] = {}
    for row in rows:
        acts.setdefault((row["start"], row["cameo"]), []).append(row)
    hits = 0
    for expected in gold["events"]:
        line = expected["line"]
        key = _found(expected, (ends[line] - len(lines[line]) - 1, ends[line]), acts)
        if key is not None:
            hits += 1
            del acts[key]  # an act stands for one expected event
    assert hits >= 13
    assert len(acts) <= 5


def test_offsets_are_those_of_the_file(seed: Path, rows: list[Row]) -> None:
    text = (seed / "baladi-aleppo.txt").read_bytes().decode("utf-8")
    for row in rows:
        assert text[row["start"] : row["end"]] == row["trigger"]
        for side in ("source", "target"):
            if row[side]:
                assert text[row[side]["start"] : row[side]["end"]] == row[side]["text"]


PLACES = {  # of the events that a reader puts somewhere: name, first division, coordinates
    "تفاوض": ("غوطة دمشق", "Rural Damascus", 33.5, 36.4),
    "القصف": ("حلب", "Aleppo", 36.2, 37.16),
    "غادروا": ("داريا", "Rural Damascus", 33.46, 36.24),
}


@pytest.mark.parametrize("trigger", PLACES)
def test_events_have_the_place_that_a_reader_gives_them(trigger: str, rows: list[Row]) -> None:
    text, admin1, latitude, longitude = PLACES[trigger]
    places = [row["place"] for row in rows if row["trigger"] == trigger]
    assert places
    for place in places:
        assert (place["text"], place["admin1"], place["country"]) == (text, admin1, "SYR")
        assert (place["latitude"], place["longitude"]) == pytest.approx((latitude, longitude), abs=0.1)

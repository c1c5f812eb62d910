"""Precision, recall, F1 and shares with bootstrap intervals.

Intervals are percentiles over resamples of whole texts (Efron and Tibshirani, An Introduction to the Bootstrap, 1993,
chapter 13), since events of one text are not independent. Two codings of the same texts are compared on the same
resamples. The seed is fixed: the same tallies give the same figures.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

SAMPLES = 1000
LEVEL = 95  # per cent of resamples within an interval
_SEED = 1

_Floats = npt.NDArray[np.float64]


class Tally(NamedTuple):
    """Counts of one text: what is right, what is coded, what there is to find.

    Of a share only the first and last count.
    """

    correct: int
    coded: int
    gold: int


@dataclass(frozen=True)
class Measure:
    """Something counted in every text of a group.

    Attributes:
        group: the texts and events that it is about; measures of one group are on the same texts in the same order.
        name: what is counted.
        share: whether it is a share of cases rather than precision, recall and F1.
    """

    group: str
    name: str
    share: bool
    tallies: tuple[Tally, ...]

    @property
    def key(self) -> tuple[str, str]:
        """A name that no other measure of an evaluation has."""
        return self.group, self.name


class Figure(NamedTuple):
    """A value with the ends of its interval; None where there is nothing to divide by."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Score:
    """A measure over all texts; ``figures`` are ``share``, or ``precision``, ``recall`` and ``f1``."""

    group: str
    name: str
    share: bool
    total: Tally
    figures: Mapping[str, Figure]


def score(measure: Measure) -> Score:
    """The figures of a measure with their intervals."""
    counts = _array(measure.tallies)
    total = counts.sum(axis=0)
    values, samples = _figures(total, measure.share), _figures(_sums(counts), measure.share)
    figures = {name: _figure(values[name], samples[name]) for name in values}
    return Score(measure.group, measure.name, measure.share, Tally(*(int(n) for n in total)), figures)


def difference(before: Measure, after: Measure) -> dict[str, Figure]:
    """By how much the figures of a measure rose from one coding to another of the same texts, by figure."""
    old, new = _array(before.tallies), _array(after.tallies)
    values = _less(_figures(new.sum(axis=0), after.share), _figures(old.sum(axis=0), before.share))
    samples = _less(_figures(_sums(new), after.share), _figures(_sums(old), before.share))
    return {name: _figure(values[name], samples[name]) for name in values}


def _array(tallies: Sequence[Tally]) -> _Floats:
    return np.array(tallies, dtype=np.float64).reshape(-1, 3)


def _sums(counts: _Floats) -> _Floats:
    """The sums of the columns in each resample of the rows."""
    return np.array([weights @ counts for weights in _resamples(len(counts))]).reshape(-1, 3)


def _resamples(size: int) -> Iterator[_Floats]:
    """How often each text is drawn."""
    random = np.random.default_rng(_SEED)
    for _ in range(SAMPLES if size else 0):
        yield np.bincount(random.integers(0, size, size), minlength=size).astype(np.float64)


def _figures(sums: _Floats, share: bool) -> dict[str, _Floats]:
    correct, coded, gold = sums[..., 0], sums[..., 1], sums[..., 2]
    if share:
        return {"share": _ratio(correct, gold)}
    return {
        "precision": _ratio(correct, coded),
        "recall": _ratio(correct, gold),
        "f1": _ratio(2 * correct, coded + gold),
    }


def _ratio(part: _Floats, whole: _Floats) -> _Floats:
    """NaN where there is nothing to divide by."""
    return np.divide(part, whole, out=np.full_like(whole, np.nan), where=whole > 0)


def _less(these: Mapping[str, _Floats], those: Mapping[str, _Floats]) -> dict[str, _Floats]:
    return {name: these[name] - those[name] for name in these}


def _figure(value: Any, samples: _Floats) -> Figure:
    if np.isnan(value):
        return Figure(None, None, None)
    known = samples[~np.isnan(samples)]
    outside = (100 - LEVEL) / 2
    low, high = np.percentile(known, [outside, 100 - outside])
    return Figure(round(float(value), 6), round(float(low), 6), round(float(high), 6))

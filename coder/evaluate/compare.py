"""Two codings of the same texts: which rows appear, vanish or change, and by how much the scores differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from coder.evaluate.evaluation import Evaluation
from coder.evaluate.gold import GoldText, Span
from coder.evaluate.match import assign
from coder.evaluate.rows import Coded, CodedRow
from coder.evaluate.score import Figure, Score, difference, score


@dataclass(frozen=True)
class Change:
    """A row of one coding that the other has not, or has otherwise.

    Attributes:
        kind: ``appears`` where only the new coding has it, ``vanishes`` where only the old one has.
        what: for ``changes``, each field that differs with its values before and after.
    """

    kind: Literal["appears", "vanishes", "changes"]
    text: GoldText
    before: CodedRow | None
    after: CodedRow | None
    what: Mapping[str, tuple[str, str]]


class Effect(NamedTuple):
    """A measure of both codings, and by how much each of its figures rose."""

    before: Score
    after: Score
    rise: Mapping[str, Figure]

    @property
    def changed(self) -> bool:
        """Whether any count differs."""
        return self.before.total != self.after.total


def changes(texts: Sequence[GoldText], before: Iterable[Coded], after: Iterable[Coded]) -> Iterator[Change]:
    """The rows that differ, text by text in text order; a text with several gold lines is looked at once.

    Rows of the two codings are the same act where their triggers stand at the same place. Of several there, as of an
    act with two targets, those that differ in the fewest fields belong together.
    """
    seen: set[str] = set()
    for text, old, new in zip(texts, before, after, strict=True):
        if text.article.id in seen:
            continue
        seen.add(text.article.id)
        olds, news = _by_place(old.rows), _by_place(new.rows)
        for place in sorted(olds.keys() | news.keys()):
            yield from _at_one_place(text, olds.get(place, []), news.get(place, []))


def _by_place(rows: Iterable[CodedRow]) -> dict[Span, list[CodedRow]]:
    found: dict[Span, list[CodedRow]] = {}
    for row in rows:
        found.setdefault((row.start, row.end), []).append(row)
    return found


def _at_one_place(text: GoldText, olds: Sequence[CodedRow], news: Sequence[CodedRow]) -> Iterator[Change]:
    compared = [[(_fields(old), _fields(new)) for new in news] for old in olds]
    # More than nothing for any two, since there is one act.
    likeness = [[1 + sum(a[key] == b[key] for key in a) for a, b in line] for line in compared]
    matched = dict(assign(likeness))
    for n, old in enumerate(olds):
        if n not in matched:
            yield Change("vanishes", text, old, None, {})
            continue
        here, there = compared[n][matched[n]]
        if what := {key: (here[key], there[key]) for key in here if here[key] != there[key]}:
            yield Change("changes", text, old, news[matched[n]], what)
    for n, new in enumerate(news):
        if n not in matched.values():
            yield Change("appears", text, None, new, {})


def _fields(row: CodedRow) -> dict[str, str]:
    """What is told of a row, in the order in which changes are told."""
    return {
        "rule": row.rule,
        **row.codes,
        "source_text": row.source.text if row.source else "",
        "target_text": row.target.text if row.target else "",
    }


def effects(before: Evaluation, after: Evaluation) -> list[Effect]:
    """Every measure in both codings; the texts are the same, so the measures are."""
    old = {measure.key: measure for measure in before.measures}
    return [
        Effect(score(old[measure.key]), score(measure), difference(old[measure.key], measure))
        for measure in after.measures
    ]

"""The report as data: what its text, JSON and HTML forms are made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from coder.evaluate.compare import Change, Effect
from coder.evaluate.evaluation import Evaluation, FalseAlarm, Miss
from coder.evaluate.rows import LOSSES, CodedRow, Loss
from coder.evaluate.score import Figure, Score, score


@dataclass(frozen=True)
class Comparison:
    """The difference from another coding: its name, the rows that differ, and the scores of both."""

    name: str
    changes: Sequence[Change]
    effects: Sequence[Effect]


@dataclass(frozen=True)
class Report:
    """Everything there is to tell of one evaluation."""

    title: str
    evaluation: Evaluation
    scores: Sequence[Score]
    against: Comparison | None = None


def report(title: str, evaluation: Evaluation, against: Comparison | None = None) -> Report:
    """Put a report together; ``title`` names the gold."""
    scores = [effect.after for effect in against.effects] if against else list(map(score, evaluation.measures))
    return Report(title, evaluation, scores, against)


def losses(misses: Iterable[Miss]) -> dict[str, dict[Loss, int]]:
    """By group, how many misses each stage has, in the order of coding."""
    counts: dict[str, Counter[Loss]] = {}
    for miss in misses:
        counts.setdefault(miss.group, Counter())[miss.loss] += 1
    return {group: {loss: count[loss] for loss in LOSSES if count[loss]} for group, count in counts.items()}


# --- JSON -------------------------------------------------------------------------------------------------------------


def as_json(made: Report) -> dict[str, Any]:
    """The report as JSON has it; docs/evaluate.md documents every key."""
    evaluation = made.evaluation
    return {
        "gold": made.title,
        "texts": evaluation.texts,
        "rows": evaluation.rows,
        "scores": list(map(_score, made.scores)),
        "confusion": [
            {"group": group, "gold": gold, "coded": coded, "count": count}
            for group, matrix in evaluation.confusion.items()
            for (gold, coded), count in matrix.items()
        ],
        "rules": [rule._asdict() for rule in evaluation.rules],
        "losses": [
            {"group": group, "stage": stage, "count": count}
            for group, stages in losses(evaluation.misses).items()
            for stage, count in stages.items()
        ],
        "misses": list(map(_miss, evaluation.misses)),
        "false_alarms": list(map(_false_alarm, evaluation.false_alarms)),
        "against": _comparison(made.against) if made.against else None,
    }


def _score(one: Score) -> dict[str, Any]:
    totals = {"correct": one.total.correct, "gold": one.total.gold}
    if not one.share:
        totals["coded"] = one.total.coded
    return {"group": one.group, "name": one.name, **totals, **_figures(one.figures)}


def _figures(figures: Mapping[str, Figure]) -> dict[str, Any]:
    return {name: figure._asdict() for name, figure in figures.items()}


def _miss(miss: Miss) -> dict[str, Any]:
    return {
        "group": miss.group,
        "id": miss.text.article.id,
        "text": miss.text.article.text,
        "wanted": miss.wanted,
        "stage": miss.loss,
        "words": miss.words,
        "rule": miss.rule,
        "reason": miss.reason,
    }


def _false_alarm(alarm: FalseAlarm) -> dict[str, Any]:
    article = alarm.text.article
    row = _row(alarm.row)
    return {"group": alarm.group, "id": article.id, "text": article.text, "label": alarm.label, "row": row}


def _row(row: CodedRow | None) -> dict[str, Any] | None:
    if row is None:
        return None
    place = {"start": row.start, "end": row.end} if row.start >= 0 else {"start": None, "end": None}
    return {"rule": row.rule, "trigger": row.trigger, **place, **row.codes}


def _comparison(against: Comparison) -> dict[str, Any]:
    return {
        "with": against.name,
        "changes": [
            {
                "kind": change.kind,
                "id": change.text.article.id,
                "text": change.text.article.text,
                "before": _row(change.before),
                "after": _row(change.after),
                "what": {key: {"before": old, "after": new} for key, (old, new) in change.what.items()},
            }
            for change in against.changes
        ],
        "scores": [
            {
                "group": effect.after.group,
                "name": effect.after.name,
                "before": _figures(effect.before.figures),
                "after": _figures(effect.after.figures),
                "rise": _figures(effect.rise),
            }
            for effect in against.effects
        ],
    }

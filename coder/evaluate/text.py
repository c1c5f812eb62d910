"""The report for a terminal: scores first, then what is wrong and where it was lost."""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, BinaryIO

from coder.bidi import Bidi, RightToLeft, resolve
from coder.evaluate.compare import Change, Effect
from coder.evaluate.evaluation import Miss, RuleCount
from coder.evaluate.report import Comparison, Report, losses
from coder.evaluate.rows import LOSSES, CodedRow
from coder.evaluate.score import LEVEL, SAMPLES, Figure, Score
from coder.explain.page import count
from coder.explain.words import visible
from coder.write import NOBODY, table_width

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

_HEADINGS = {"precision": "Precision", "recall": "Recall", "f1": "F1", "share": "Share"}
NO_RULE = "(none named)"


def render(made: Report, stream: BinaryIO, bidi: Bidi = Bidi.AUTO, top: int = 10) -> None:
    """Write the report to a binary stream, as UTF-8.

    Args:
        stream: is flushed and left open.
        bidi: how right-to-left text is written.
        top: at most so many rules of a group, misses of a stage and changed rows; 0 for all.
    """
    from rich.console import Console

    terminal = stream.isatty()
    mode = resolve(bidi, terminal, os.environ)
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="\n", write_through=True)
    try:
        console = Console(
            file=text, force_terminal=terminal, width=table_width(text), highlight=False, emoji=False, markup=False
        )
        for part in _parts(made, mode, top or None):
            console.print(part)
    finally:
        text.detach()


def _parts(made: Report, bidi: Bidi, top: int | None) -> Iterator[RenderableType]:
    evaluation = made.evaluation
    yield f"{made.title}: {count(evaluation.texts, 'text')}, {count(evaluation.rows, 'row')}"
    yield f"In brackets: {LEVEL}% intervals, from {SAMPLES} resamples of the texts."
    yield from _scores("Scores", [score for score in made.scores if not score.share])
    yield from _scores("Shares", [score for score in made.scores if score.share])
    for group, matrix in evaluation.confusion.items():
        yield _confusion(group, matrix)
    if evaluation.rules:
        yield _rules(evaluation.rules, top)
    if evaluation.misses:
        yield _losses(evaluation.misses)
        yield _misses(evaluation.misses, bidi, top)
    if made.against:
        yield from _against(made.against, bidi, top)


def _titled(title: str, table: RenderableType) -> RenderableType:
    from rich.console import Group
    from rich.text import Text

    return Group(Text(f"\n{title}", style="bold"), table)


def _table(*headings: str, numbers: Iterable[str] = ()) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for heading in headings:
        number = heading in numbers
        table.add_column(heading, justify="right" if number else "left", overflow="fold", no_wrap=number)
    return table


def _scores(title: str, scores: Sequence[Score]) -> Iterator[RenderableType]:
    if not scores:
        return
    figures = list(scores[0].figures)
    counts = ["Right", "Gold"] if scores[0].share else ["Right", "Coded", "Gold"]
    names = [_HEADINGS[name] for name in figures]
    table = _table("Group", "What", *counts, *names, numbers=[*counts, *names])
    for score in scores:
        cells = [figure_text(score.figures[name]) for name in figures]
        table.add_row(score.group, score.name, *map(str, totals(score)), *cells)
    yield _titled(title, table)


def totals(score: Score) -> tuple[int, ...]:
    """Right and gold cases of a share; right, coded and gold of what is found."""
    return (score.total.correct, score.total.gold) if score.share else score.total


def figure_text(figure: Figure, sign: bool = False) -> str:
    """``0.355 [0.31, 0.40]``, a dash where there is nothing to divide by; ``sign`` for differences."""
    if figure.value is None:
        return "–"
    if sign:
        return f"{figure.value:+.3f} [{figure.low:+.3f}, {figure.high:+.3f}]"
    return f"{figure.value:.3f} [{figure.low:.2f}, {figure.high:.2f}]"


def _confusion(group: str, matrix: Mapping[tuple[str, str], int]) -> RenderableType:
    golds, codeds = (list(dict.fromkeys(pair[n] for pair in sorted(matrix))) for n in (0, 1))
    codeds.sort()
    table = _table("", *codeds, numbers=codeds)
    for gold in golds:
        table.add_row(gold, *(str(matrix.get((gold, coded), "·")) for coded in codeds))
    return _titled(f"{group}: gold down, coded across", table)


def _rules(rules: Sequence[RuleCount], top: int | None) -> RenderableType:
    table = _table("Group", "Rule", "Wrong", "Right", numbers=["Wrong", "Right"])
    for _, counts in groupby(rules, key=lambda rule: rule.group):
        for rule in list(counts)[:top]:
            table.add_row(rule.group, rule.rule or NO_RULE, str(rule.wrong), str(rule.right))
    return _titled("Rules with the most false positives", table)


def _losses(misses: Sequence[Miss]) -> RenderableType:
    table = _table("Group", "Stage", "Misses", "", numbers=["Misses"])
    for group, stages in losses(misses).items():
        for stage, number in stages.items():
            table.add_row(group, stage, str(number), LOSSES[stage])
    return _titled("Misses by the stage that lost them", table)


def _misses(misses: Sequence[Miss], bidi: Bidi, top: int | None) -> RenderableType:
    """Latin columns on both sides of the Arabic one: see :mod:`coder.bidi`."""
    table = _table("Id", "Wanted, stage, nearest rule", "Text, [nearest words]")
    for group, stages in losses(misses).items():
        for stage in stages:
            for miss in [m for m in misses if (m.group, m.loss) == (group, stage)][:top]:
                nearest = f"\n{miss.rule}: {miss.reason}" if miss.rule else ""
                words = f" [{miss.words}]" if miss.words else ""
                text = _arabic(f"{miss.text.article.text}{words}", bidi)
                table.add_row(miss.text.article.id, f"{miss.wanted}, {miss.loss}{nearest}", text)
    return _titled("Misses", table)


def _arabic(text: str, bidi: Bidi) -> RightToLeft:
    return RightToLeft(visible(" ".join(text.split())), bidi)


# --- another coding ---------------------------------------------------------------------------------------------------


def _against(against: Comparison, bidi: Bidi, top: int | None) -> Iterator[RenderableType]:
    changes = against.changes
    counts = {kind: sum(change.kind == kind for change in changes) for kind in ("appears", "vanishes", "changes")}
    yield f"\nAgainst {against.name}: " + ", ".join(f"{n} {_counted(kind, n)}" for kind, n in counts.items())
    changed = [effect for effect in against.effects if effect.changed]
    yield _effects(changed) if changed else "No score differs."
    if changes:
        yield _changes(changes, bidi, top)


def _counted(kind: str, n: int) -> str:
    return f"row {kind}" if n == 1 else f"rows {kind.removesuffix('es') if kind == 'vanishes' else kind[:-1]}"


def _effects(effects: Sequence[Effect]) -> RenderableType:
    columns = ("Before", "After", "Rise")
    table = _table("Group", "What", "Figure", *columns, numbers=columns)
    for effect in effects:
        for name, rise in effect.rise.items():
            before, after = effect.before.figures[name], effect.after.figures[name]
            values = (_bare(before), _bare(after), figure_text(rise, sign=True))
            table.add_row(effect.after.group, effect.after.name, _HEADINGS[name], *values)
    return _titled("Scores that differ", table)


def _bare(figure: Figure) -> str:
    return "–" if figure.value is None else f"{figure.value:.3f}"


def _changes(changes: Sequence[Change], bidi: Bidi, top: int | None) -> RenderableType:
    shown = changes[:top]
    title = "Rows that differ" + (f", the first {len(shown)} of {len(changes)}" if len(shown) < len(changes) else "")
    table = _table("Id", "Change", "Trigger", "Row")
    for change in shown:
        row = change.after or change.before
        if row is not None:
            table.add_row(change.text.article.id, change.kind, _arabic(row.trigger, bidi), change_text(change))
    return _titled(title, table)


def change_text(change: Change) -> str:
    """The row that appears or vanishes, or what changes of it."""
    if change.kind == "changes":
        return "; ".join(f"{key}: {old or '-'} → {new or '-'}" for key, (old, new) in change.what.items())
    row = change.after or change.before
    return row_text(row) if row is not None else ""


def row_text(row: CodedRow) -> str:
    """``SYRMIL → SYRCVL, 190 by bombard``."""
    source, target = (row.codes[side] or NOBODY for side in ("source", "target"))
    return f"{source} → {target}, {row.cameo} by {row.rule or NO_RULE}"

"""The report as one page that needs nothing else, with every miss and false positive to read.

The same input gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import BinaryIO

from coder.evaluate.compare import Change
from coder.evaluate.evaluation import FalseAlarm, Miss
from coder.evaluate.gold import GoldText, Span
from coder.evaluate.report import Comparison, Report, losses
from coder.evaluate.rows import LOSSES
from coder.evaluate.score import LEVEL, SAMPLES, Score
from coder.evaluate.text import NO_RULE, change_text, figure_text, row_text, totals
from coder.explain.page import ARABIC, END, arabic, count, english, escaped, head, table


def write_page(made: Report, stream: BinaryIO) -> None:
    """Write the report to a binary stream, as UTF-8."""
    for part in _parts(made):
        stream.write(part.encode())
    stream.flush()


def _parts(made: Report) -> Iterator[str]:
    evaluation = made.evaluation
    yield head(f"waqai evaluate {made.title}", "Scores against gold", _STYLE)
    about = f"{made.title} · {count(evaluation.texts, 'text')} · {count(evaluation.rows, 'row')}"
    yield f'<p class="about">{escaped(about)}</p>\n'
    yield f'<p class="about">In brackets: {LEVEL}% intervals, from {SAMPLES} resamples of the texts.</p>\n'
    if made.against:
        yield from _against(made.against)
    yield from _section("Scores", _scores([score for score in made.scores if not score.share]))
    yield from _section("Shares", _scores([score for score in made.scores if score.share]))
    for group, matrix in evaluation.confusion.items():
        yield from _section(f"{group}: gold down, coded across", _confusion(matrix))
    if evaluation.rules:
        rows = [[escaped(r.group), escaped(r.rule or NO_RULE), str(r.wrong), str(r.right)] for r in evaluation.rules]
        yield from _section("Rules with false positives", table("figures", ["group", "rule", "wrong", "right"], rows))
    yield from _misses(evaluation.misses)
    yield from _false_alarms(evaluation.false_alarms)
    yield END


def _section(heading: str, content: str) -> Iterator[str]:
    if content:
        yield f"<section>\n<h2>{escaped(heading)}</h2>\n{content}</section>\n"


def _scores(scores: Sequence[Score]) -> str:
    if not scores:
        return ""
    figures = list(scores[0].figures)
    counts = ["right", "gold"] if scores[0].share else ["right", "coded", "gold"]
    rows = [
        [
            escaped(score.group),
            escaped(score.name),
            *map(str, totals(score)),
            *(escaped(figure_text(score.figures[name])) for name in figures),
        ]
        for score in scores
    ]
    return table("figures", ["group", "what", *counts, *figures], rows)


def _confusion(matrix: Mapping[tuple[str, str], int]) -> str:
    golds, codeds = (sorted({pair[n] for pair in matrix}) for n in (0, 1))
    rows = [[f"<b>{escaped(gold)}</b>", *(str(matrix.get((gold, c), "·")) for c in codeds)] for gold in golds]
    return table("figures", ["", *map(escaped, codeds)], rows)


# --- texts ------------------------------------------------------------------------------------------------------------


def _misses(misses: Sequence[Miss]) -> Iterator[str]:
    if not misses:
        return
    yield "<section>\n<h2>Misses by the stage that lost them</h2>\n"
    for group, stages in losses(misses).items():
        for stage, number in stages.items():
            yield f"<details>\n<summary>{escaped(group)}, {escaped(stage)}: {number} ({LOSSES[stage]})</summary>\n"
            for miss in misses:
                if (miss.group, miss.loss) == (group, stage):
                    why = f"{arabic(miss.words, 'bdi')} {english(f'{miss.rule}: {miss.reason}')}" if miss.rule else ""
                    yield _card(miss.text, f"wanted {escaped(miss.wanted)}. {why}")
            yield "</details>\n"
    yield "</section>\n"


def _false_alarms(alarms: Sequence[FalseAlarm]) -> Iterator[str]:
    if not alarms:
        return
    yield "<section>\n<h2>False positives by rule</h2>\n"
    by_rule: dict[tuple[str, str], list[FalseAlarm]] = {}
    for alarm in alarms:
        by_rule.setdefault((alarm.group, alarm.row.rule), []).append(alarm)
    for (group, rule), found in sorted(by_rule.items(), key=lambda item: (item[0][0], -len(item[1]), item[0][1])):
        yield f"<details>\n<summary>{escaped(f'{group}, {rule or NO_RULE}')}: {count(len(found), 'row')}</summary>\n"
        for alarm in found:
            told = f"gold: {escaped(alarm.label)}; {escaped(row_text(alarm.row))}"
            yield _card(alarm.text, told, alarm.row.words["trigger"])
        yield "</details>\n"
    yield "</section>\n"


def _card(text: GoldText, told: str, marked: Iterable[Span] = ()) -> str:
    words = "".join(_marked(text.article.text, marked))
    about = f'<span class="about"><bdi>{escaped(text.article.id)}</bdi></span>'
    return f'<div class="card">\n<p class="text" {ARABIC}>{words}</p>\n<p>{about} {told}</p>\n</div>\n'


def _marked(text: str, spans: Iterable[Span]) -> Iterator[str]:
    at = 0
    for start, end in spans:
        if at <= start < end <= len(text):
            yield f"{escaped(text[at:start])}<mark>{escaped(text[start:end])}</mark>"
            at = end
    yield escaped(text[at:])


# --- another coding ---------------------------------------------------------------------------------------------------


def _against(against: Comparison) -> Iterator[str]:
    changed = [effect for effect in against.effects if effect.changed]
    rows = [
        [
            escaped(effect.after.group),
            escaped(effect.after.name),
            name,
            *(escaped(figure_text(score.figures[name])) for score in (effect.before, effect.after)),
            escaped(figure_text(rise, sign=True)),
        ]
        for effect in changed
        for name, rise in effect.rise.items()
    ]
    scores = table("figures", ["group", "what", "figure", "before", "after", "rise"], rows) if rows else ""
    yield from _section(f"Against {against.name}: scores that differ", scores or "<p>No score differs.</p>\n")
    heading = f"Against {against.name}: {count(len(against.changes), 'row')} that differ"
    yield f"<section>\n<h2>{escaped(heading)}</h2>\n"
    for kind in ("appears", "vanishes", "changes"):
        if changes := [change for change in against.changes if change.kind == kind]:
            yield f"<details>\n<summary>{kind}: {count(len(changes), 'row')}</summary>\n"
            yield from map(_change, changes)
            yield "</details>\n"
    yield "</section>\n"


def _change(change: Change) -> str:
    row = change.after or change.before
    return _card(change.text, english(change_text(change)), row.words["trigger"] if row else ())


_STYLE = """
.figures td, .figures th { padding-inline-end: 1.2rem; font-variant-numeric: tabular-nums; white-space: nowrap; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 4px; padding: .3rem .8rem;
  margin: .5rem 0; }
.card p { margin: .2rem 0; } .text { font-size: 1.15rem; line-height: 1.9; }
mark { color: var(--trigger); background: var(--trigger-back); font-weight: bold; }
section { overflow-x: auto; }
"""

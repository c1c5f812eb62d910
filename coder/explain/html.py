"""The explanation as one page that needs nothing else: no other file, no script, no network.

The same input gives the same bytes.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from coder.code import CodedSentence
from coder.event import Event, EventActor
from coder.explain.account import KINDS, NOBODY, UNMATCHED, Account, Fact, Mark, Piece, Trigger, account
from coder.explain.page import ARABIC, END, arabic, count, english, escaped, head, table
from coder.explain.tree import Placed, draw
from coder.explain.words import relation, tag
from coder.read import Article


def write_page(articles: Iterable[tuple[Article, Sequence[CodedSentence]]], stream: BinaryIO, title: str) -> None:
    """Write the page, article by article as they come.

    Args:
        articles: each with its coded sentences.
        stream: binary; gets UTF-8 and is left open.
        title: of the page, such as the name of the file.
    """
    stream.write(
        f'{head(title, "Why these rows, and why not others", _STYLE)}<p class="legend">{_legend()}</p>\n'.encode()
    )
    for number, (article, sentences) in enumerate(articles):
        stream.write("".join(_article(number, article, [account(s) for s in sentences])).encode())
    stream.write(END.encode())
    stream.flush()


# --- article and sentence ---------------------------------------------------------------------------------------------


def _article(number: int, article: Article, accounts: Sequence[Account]) -> Iterator[str]:
    rows = sum(len(explained.rows) for explained in accounts)
    about = [str(article.date)] if article.date else []
    about += [count(len(accounts), "sentence"), count(rows, "row")]
    yield f'<article>\n<h2><bdi>{escaped(article.id)}</bdi></h2>\n<p class="about">{" · ".join(about)}</p>\n'
    if rows:
        yield _rows(number, accounts)
    for explained in accounts:
        yield from _sentence(number, explained, alone=len(accounts) == 1)
    yield "</article>\n"


def _rows(number: int, accounts: Sequence[Account]) -> str:
    """The rows of an article, each with the way to its sentence."""
    lines = []
    for explained in accounts:
        index = explained.sentence.index
        for trigger in explained.triggers:
            for event in trigger.rows:
                cells = [
                    f'<a href="#a{number}-s{index}-{trigger.number}">{index}</a>',
                    _side(event.source),
                    f"{escaped(event.cameo)} {escaped(event.cameo_name)}",
                    _side(event.target),
                    escaped(str(event.date or "")),
                    arabic(event.place.text if event.place else "", "bdi"),
                    arabic(trigger.words, "bdi"),
                ]
                lines.append(cells)
    return table("rows", ["sentence", "source", "event", "target", "date", "place", "words"], lines)


def _side(actor: EventActor | None) -> str:
    if actor is None:
        return f'<span class="none">{NOBODY}</span>'
    return f"<b>{escaped(actor.code)}</b>" if actor.code else arabic(actor.text, "bdi")


def _sentence(number: int, explained: Account, alone: bool) -> Iterator[str]:
    index = explained.sentence.index
    yield f'<section id="a{number}-s{index}">\n<h3>Sentence {index}: {count(len(explained.rows), "row")}</h3>\n'
    yield f'<p class="sentence" {ARABIC}>{"".join(_marked(explained))}</p>\n'
    for trigger in explained.triggers:
        yield _trigger(f"a{number}-s{index}-{trigger.number}", trigger)
    if not explained.triggers:
        yield f"<p>{UNMATCHED}</p>\n"
    if explained.unclaimed:
        verbs = "، ".join(explained.unclaimed)
        yield f"<p>Verbs that no rule claims: {arabic(verbs, 'bdi')}</p>\n"
    opened = ' open="open"' if alone else ""
    yield f"<details{opened}>\n<summary>{count(len(explained.names), 'name')} found</summary>\n"
    yield f"{_names(explained)}</details>\n"
    yield f"<details{opened}>\n<summary>Words and tree</summary>\n{_tree(explained)}{_grammar(explained)}</details>\n"
    yield "</section>\n"


def _marked(explained: Account) -> Iterator[str]:
    """The sentence; what matters in it stands in spans, whose texts and what is between them are its text."""
    text = explained.sentence.text
    for piece in explained.pieces():
        if not piece.marks:
            yield escaped(piece.text)
            continue
        notes = "; ".join(dict.fromkeys(mark.note for mark in piece.marks))
        number = _numbers(piece, text)
        shown = f' data-n="{number}"' if number else ""
        yield f'<span class="{_classes(piece.marks)}"{shown} title="{escaped(notes)}">{escaped(piece.text)}</span>'


def _classes(marks: Sequence[Mark]) -> str:
    """The most important kind, and the one that lies under it, if any."""
    kinds = sorted({mark.kind for mark in marks}, key=list(KINDS).index)
    return " ".join(["m", kinds[0], *(f"on-{kind}" for kind in kinds[1:2])])


def _numbers(piece: Piece, text: str) -> str:
    """Numbers of the triggers that end with a piece; not within a word, whose letters they would part."""
    end = piece.start + len(piece.text)
    if end < len(text) and unicodedata.category(text[end])[0] in "LM":
        return ""
    return ",".join(str(m.number) for m in piece.marks if m.kind in ("trigger", "silent") and m.end == end)


# --- triggers and names -----------------------------------------------------------------------------------------------


def _trigger(anchor: str, trigger: Trigger) -> str:
    kind = "trigger" if trigger.rows else "silent"
    told = "<br />".join(map(_row, trigger.rows)) or f"<b>No row:</b> {english(trigger.reason)}"
    heading = f'<span class="m {kind}" {ARABIC} data-n="{trigger.number}">{escaped(trigger.words)}</span>'
    facts = [Fact("rule", "", trigger.rule), *trigger.facts]
    slots = [Fact(f"slot {slot.label}", slot.words, slot.text) for slot in trigger.slots]
    return (
        f'<div class="card {kind}" id="{anchor}">\n<p class="told">{heading} {told}</p>\n'
        f'<table class="facts">\n<tbody>\n{"".join(map(_fact, facts))}</tbody>\n'
        f'<tbody class="slots">\n{"".join(map(_fact, slots))}</tbody></table>\n</div>\n'
    )


def _row(event: Event) -> str:
    what = f"<b>{escaped(event.cameo)} {escaped(event.cameo_name)}</b>"
    return f'{_side(event.source)} → {_side(event.target)}: {what} <code class="id">{event.event_id}</code>'


def _fact(fact: Fact) -> str:
    side = next(
        (f' class="m {side}"' for side in ("source", "target", "place", "date") if side in fact.label.split()), ""
    )
    words = f"<span{side} {ARABIC}>{escaped(fact.words)}</span>" if fact.words else ""
    return f"<tr><th>{english(fact.label)}</th><td>{words}</td><td>{english(fact.text)}</td></tr>\n"


def _names(explained: Account) -> str:
    rows = [
        [arabic(name.words, "bdi"), escaped(name.kind), english(name.entry), english(name.means)]
        for name in explained.names
    ]
    if not rows:
        return "<p>The codebook knows no name in this sentence.</p>\n"
    return table("names", ["words", "as", "entry", "stands for"], rows)


# --- tree -------------------------------------------------------------------------------------------------------------


def _tree(explained: Account) -> str:
    drawn = draw(explained.sentence)
    arcs = "".join(
        f'<g class="{"arc mended" if arc.word.index in explained.mended else "arc"}"><path d="{arc.path}"/>'
        f"{_arrow(arc.arrow)}</g>\n"
        for arc in drawn.arcs
    )
    words = "".join(_placed(placed, explained) for placed in drawn.words)
    return (
        f'<div class="tree" dir="rtl"><svg viewBox="0 0 {drawn.width} {drawn.height}" role="img" '
        f'aria-label="dependency tree, as in the table below">\n{arcs}{words}</svg></div>\n'
    )


def _arrow(path: str) -> str:
    return f'<path class="arrow" d="{path}"/>' if path else ""


def _placed(placed: Placed, explained: Account) -> str:
    word, x, y = placed.word, placed.x, placed.y
    start, end = word.start - explained.sentence.start, word.end - explained.sentence.start
    marks = [mark for mark in explained.marks if mark.start <= start and end <= mark.end]
    back = (
        f'<rect class="{_classes(marks)}" x="{x - placed.width / 2 + 3:g}" y="{y - 17:g}" '
        f'width="{placed.width - 6:g}" height="23" rx="4"/>'
        if marks
        else ""
    )
    mended = " mended" if word.index in explained.mended else ""
    return (
        f"<g><title>{escaped(_told(word.index, explained))}</title>{back}"
        f'<text class="word" x="{x:g}" y="{y:g}" direction="rtl" lang="ar">{escaped(word.text)}</text>'
        f'<text class="meaning{mended}" x="{x:g}" y="{y + 16:g}">{escaped(relation(word.deprel))}</text>'
        f'<text class="term{mended}" x="{x:g}" y="{y + 28:g}">{escaped(word.deprel)}</text></g>\n'
    )


def _told(index: int, explained: Account) -> str:
    """A word, its relation and governor in one line."""
    word = explained.sentence.words[index]
    governor = explained.sentence.parent(word)
    meaning = f" ({relation(word.deprel)})" if relation(word.deprel) else ""
    below = f" of {governor.text}" if governor else ""
    mended = f"; mended, the parser had {explained.mended[index]}" if index in explained.mended else ""
    return f"{word.text}: {word.deprel}{meaning}{below}{mended}"


def _grammar(explained: Account) -> str:
    """The tree as a table: what an image cannot be asked for."""
    sentence = explained.sentence
    rows = []
    for word in sentence.words:
        governor = sentence.parent(word)
        cells = [
            str(word.index + 1),
            arabic(word.text, "bdi"),
            arabic(word.lemma, "bdi"),
            f"{escaped(word.upos)} <small>{escaped(tag(word.upos))}</small>",
            f"{escaped(word.deprel)} <small>{escaped(relation(word.deprel))}</small>",
            f"{arabic(governor.text, 'bdi')} {governor.index + 1}" if governor else "",
            *([english(explained.mended.get(word.index, ""))] if explained.mended else []),
        ]
        rows.append(cells)
    headings = ["#", "word", "lemma", "tag", "relation", "governor"]
    return table("words", [*headings, *(["mended, the parser had"] if explained.mended else [])], rows)


# --- the page around it -----------------------------------------------------------------------------------------------


def _legend() -> str:
    kinds = " ".join(f'<span class="m {kind}">{meaning}</span>' for kind, meaning in KINDS.items())
    return f'{kinds} <span class="mended-key">attachment mended</span>'


_STYLE = """
.sentence { font-size: 1.35rem; line-height: 2.1; margin: .4rem 0; }
.m { border-bottom: 3px solid; padding: .1em 0; border-radius: 2px; }
.m[data-n]::after { content: attr(data-n); font-size: .6em; vertical-align: super; padding-inline-start: .15em; }
.trigger { color: var(--trigger); fill: var(--trigger-back); background: var(--trigger-back); font-weight: bold; }
.silent { color: var(--trigger); fill: var(--trigger-back); border-bottom-style: dashed; }
.unclaimed.m { color: var(--dim); fill: none; border-bottom-style: dotted; }
.source { color: var(--source); fill: var(--source-back); background: var(--source-back); }
.target { color: var(--target); fill: var(--target-back); background: var(--target-back);
  border-bottom-style: double; }
.place { color: var(--place); fill: var(--place-back); background: var(--place-back); border-bottom-style: ridge; }
.date { color: var(--date); fill: var(--date-back); background: var(--date-back); border-bottom-style: groove; }
.on-source { border-top: 2px solid var(--source); } .on-target { border-top: 2px double var(--target); }
.on-place { border-top: 2px solid var(--place); } .on-date { border-top: 2px solid var(--date); }
.on-silent { border-top: 2px dashed var(--trigger); }
.card { color: inherit; background: var(--card); font-weight: normal; border: 1px solid var(--line);
  border-inline-start: 4px solid var(--trigger); border-radius: 4px; padding: .4rem .8rem; margin: .5rem 0; }
.card.silent { border-style: dashed; border-inline-start: 4px dashed var(--line); }
.told { margin: 0 0 .2rem; }
.told .m { font-size: 1.2rem; margin-inline-end: .6rem; }
.facts th { font-weight: 600; white-space: nowrap; }
.facts th, .slots { color: var(--dim); }
.facts .m { font-size: 1.05rem; }
.tree { overflow-x: auto; }
.tree svg { width: 100%; min-width: 44rem; height: auto; }
svg text { text-anchor: middle; fill: var(--ink); }
svg .word { font-size: 17px; } svg .meaning { font-size: 11px; } svg .term { font-size: 10px; fill: var(--dim); }
svg path { fill: none; stroke: var(--dim); stroke-width: 1.2; }
svg .arrow { fill: var(--dim); stroke: none; }
svg .mended path { stroke: var(--mended); stroke-dasharray: 5 3; } svg .mended .arrow { fill: var(--mended); }
svg text.mended { fill: var(--mended); font-weight: bold; }
.mended-key { color: var(--mended); border-bottom: 2px dashed; }
.legend > span { margin-inline-end: .8rem; }
"""

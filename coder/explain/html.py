"""The explanation as one page that needs nothing else: no other file, no script, no network.

The words of articles are data: every one of them is escaped, stands in an element of its own direction, and control
characters are shown by signs. The same input gives the same bytes. All tags are closed, so the page is XML as well.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from coder.code import CodedSentence
from coder.event import Event, EventActor
from coder.explain.account import KINDS, NOBODY, UNMATCHED, Account, Fact, Mark, Piece, Trigger, account
from coder.explain.tree import Placed, draw
from coder.explain.words import relation, runs, tag, visible
from coder.read import Article

_ARABIC = 'lang="ar" dir="rtl"'


def write_page(articles: Iterable[tuple[Article, Sequence[CodedSentence]]], stream: BinaryIO, title: str) -> None:
    """Write the page, article by article as they come.

    Args:
        articles: each with its coded sentences.
        stream: binary; gets UTF-8 and is left open.
        title: of the page, such as the name of the file.
    """
    stream.write(_HEAD.replace("{title}", _escaped(title)).replace("{legend}", _legend()).encode())
    for number, (article, sentences) in enumerate(articles):
        stream.write("".join(_article(number, article, [account(s) for s in sentences])).encode())
    stream.write(b"</body>\n</html>\n")
    stream.flush()


# --- text -------------------------------------------------------------------------------------------------------------


def _escaped(text: str) -> str:
    return html.escape(visible(text)).replace("\r", "&#13;")


def _english(text: str) -> str:
    """English with Arabic in it, and where an entry stands as code."""
    pieces = (
        f"<bdi {_ARABIC}>{_escaped(piece)}</bdi>" if arabic else _PLACE.sub(r"<code>\1</code>", _escaped(piece))
        for piece, arabic in runs(text)
    )
    return "".join(pieces)


_PLACE = re.compile(r"([^\s()]+\.ya?ml:\d+)")


def _words(text: str, element: str = "span") -> str:
    """Words of the article."""
    return f"<{element} {_ARABIC}>{_escaped(text)}</{element}>" if text else ""


def _count(n: int, noun: str) -> str:
    return f"{n or 'no'} {noun}{'' if n == 1 else 's'}"


# --- article and sentence ---------------------------------------------------------------------------------------------


def _article(number: int, article: Article, accounts: Sequence[Account]) -> Iterator[str]:
    rows = sum(len(explained.rows) for explained in accounts)
    about = [str(article.date)] if article.date else []
    about += [_count(len(accounts), "sentence"), _count(rows, "row")]
    yield f'<article>\n<h2><bdi>{_escaped(article.id)}</bdi></h2>\n<p class="about">{" · ".join(about)}</p>\n'
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
                    f"{_escaped(event.cameo)} {_escaped(event.cameo_name)}",
                    _side(event.target),
                    _words(event.place.text if event.place else "", "bdi"),
                    _words(trigger.words, "bdi"),
                ]
                lines.append(cells)
    return _table("rows", ["sentence", "source", "event", "target", "place", "words"], lines)


def _table(name: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are HTML already."""
    head = "".join(f"<th>{heading}</th>" for heading in headings)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>\n" for row in rows)
    return f'<table class="{name}">\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody></table>\n'


def _side(actor: EventActor | None) -> str:
    if actor is None:
        return f'<span class="none">{NOBODY}</span>'
    return f"<b>{_escaped(actor.code)}</b>" if actor.code else _words(actor.text, "bdi")


def _sentence(number: int, explained: Account, alone: bool) -> Iterator[str]:
    index = explained.sentence.index
    yield f'<section id="a{number}-s{index}">\n<h3>Sentence {index}: {_count(len(explained.rows), "row")}</h3>\n'
    yield f'<p class="sentence" {_ARABIC}>{"".join(_marked(explained))}</p>\n'
    for trigger in explained.triggers:
        yield _trigger(f"a{number}-s{index}-{trigger.number}", trigger)
    if not explained.triggers:
        yield f"<p>{UNMATCHED}</p>\n"
    if explained.unclaimed:
        verbs = "، ".join(explained.unclaimed)
        yield f"<p>Verbs that no rule claims: {_words(verbs, 'bdi')}</p>\n"
    opened = ' open="open"' if alone else ""
    yield f"<details{opened}>\n<summary>{_count(len(explained.names), 'name')} found</summary>\n"
    yield f"{_names(explained)}</details>\n"
    yield f"<details{opened}>\n<summary>Words and tree</summary>\n{_tree(explained)}{_grammar(explained)}</details>\n"
    yield "</section>\n"


def _marked(explained: Account) -> Iterator[str]:
    """The sentence; what matters in it stands in spans, whose texts and what is between them are its text."""
    text = explained.sentence.text
    for piece in explained.pieces():
        if not piece.marks:
            yield _escaped(piece.text)
            continue
        notes = "; ".join(dict.fromkeys(mark.note for mark in piece.marks))
        number = _numbers(piece, text)
        shown = f' data-n="{number}"' if number else ""
        yield f'<span class="{_classes(piece.marks)}"{shown} title="{_escaped(notes)}">{_escaped(piece.text)}</span>'


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
    told = "<br />".join(map(_row, trigger.rows)) or f"<b>No row:</b> {_english(trigger.reason)}"
    head = f'<span class="m {kind}" {_ARABIC} data-n="{trigger.number}">{_escaped(trigger.words)}</span>'
    facts = [Fact("rule", "", trigger.rule), *trigger.facts]
    slots = [Fact(f"slot {slot.label}", slot.words, slot.text) for slot in trigger.slots]
    return (
        f'<div class="card {kind}" id="{anchor}">\n<p class="told">{head} {told}</p>\n'
        f'<table class="facts">\n<tbody>\n{"".join(map(_fact, facts))}</tbody>\n'
        f'<tbody class="slots">\n{"".join(map(_fact, slots))}</tbody></table>\n</div>\n'
    )


def _row(event: Event) -> str:
    what = f"<b>{_escaped(event.cameo)} {_escaped(event.cameo_name)}</b>"
    return f'{_side(event.source)} → {_side(event.target)}: {what} <code class="id">{event.event_id}</code>'


def _fact(fact: Fact) -> str:
    side = next((f' class="m {side}"' for side in ("source", "target", "place") if side in fact.label.split()), "")
    words = f"<span{side} {_ARABIC}>{_escaped(fact.words)}</span>" if fact.words else ""
    return f"<tr><th>{_english(fact.label)}</th><td>{words}</td><td>{_english(fact.text)}</td></tr>\n"


def _names(explained: Account) -> str:
    rows = [
        [_words(name.words, "bdi"), _escaped(name.kind), _english(name.entry), _english(name.means)]
        for name in explained.names
    ]
    if not rows:
        return "<p>The codebook knows no name in this sentence.</p>\n"
    return _table("names", ["words", "as", "entry", "stands for"], rows)


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
        f"<g><title>{_escaped(_told(word.index, explained))}</title>{back}"
        f'<text class="word" x="{x:g}" y="{y:g}" direction="rtl" lang="ar">{_escaped(word.text)}</text>'
        f'<text class="meaning{mended}" x="{x:g}" y="{y + 16:g}">{_escaped(relation(word.deprel))}</text>'
        f'<text class="term{mended}" x="{x:g}" y="{y + 28:g}">{_escaped(word.deprel)}</text></g>\n'
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
            _words(word.text, "bdi"),
            _words(word.lemma, "bdi"),
            f"{_escaped(word.upos)} <small>{_escaped(tag(word.upos))}</small>",
            f"{_escaped(word.deprel)} <small>{_escaped(relation(word.deprel))}</small>",
            f"{_words(governor.text, 'bdi')} {governor.index + 1}" if governor else "",
            *([_english(explained.mended.get(word.index, ""))] if explained.mended else []),
        ]
        rows.append(cells)
    headings = ["#", "word", "lemma", "tag", "relation", "governor"]
    return _table("words", [*headings, *(["mended, the parser had"] if explained.mended else [])], rows)


# --- the page around it -----------------------------------------------------------------------------------------------


def _legend() -> str:
    kinds = " ".join(f'<span class="m {kind}">{meaning}</span>' for kind, meaning in KINDS.items())
    return f'{kinds} <span class="mended-key">attachment mended</span>'


_STYLE = """
:root {
  color-scheme: light dark;
  --ink: #1c1c1c; --dim: #5c5c5c; --paper: #fff; --line: #d4d4d4; --card: #f7f7f5;
  --trigger: #b3261e; --trigger-back: #fbe0dd; --source: #0b57a4; --source-back: #dcebfb;
  --target: #7a4a00; --target-back: #fbebcd; --place: #1c6b34; --place-back: #dcf2e1; --mended: #a13fb5;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e8e8e6; --dim: #a5a5a2; --paper: #17181a; --line: #3d3f42; --card: #202225;
    --trigger: #ff9c92; --trigger-back: #4d211d; --source: #93c7ff; --source-back: #17344f;
    --target: #f3c271; --target-back: #46330f; --place: #8fdca4; --place-back: #173d22; --mended: #e5a3f2;
  }
}
body { max-width: 64rem; margin: 1.5rem auto; padding: 0 1rem; color: var(--ink); background: var(--paper);
  font: 15px/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; }
h1 { font-size: 1.3rem; } h2 { font-size: 1.15rem; margin-bottom: 0; overflow-wrap: anywhere; }
h3 { font-size: .95rem; margin: 0; color: var(--dim); }
.about, .none, small, summary { color: var(--dim); }
.about { margin-top: 0; }
section { border-top: 1px solid var(--line); padding: .8rem 0; margin-top: .8rem; }
[lang=ar] { font-family: "Noto Naskh Arabic", "Noto Sans Arabic", "Geeza Pro", "Segoe UI", Tahoma, sans-serif; }
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
.on-source { border-top: 2px solid var(--source); } .on-target { border-top: 2px double var(--target); }
.on-place { border-top: 2px solid var(--place); } .on-silent { border-top: 2px dashed var(--trigger); }
.card { color: inherit; background: var(--card); font-weight: normal; border: 1px solid var(--line);
  border-inline-start: 4px solid var(--trigger); border-radius: 4px; padding: .4rem .8rem; margin: .5rem 0; }
.card.silent { border-style: dashed; border-inline-start: 4px dashed var(--line); }
.told { margin: 0 0 .2rem; }
.told .m { font-size: 1.2rem; margin-inline-end: .6rem; }
table { border-collapse: collapse; font-size: .9rem; margin: .4rem 0; }
th, td { text-align: start; vertical-align: top; padding: .1rem .9rem .1rem 0; }
thead th { border-bottom: 1px solid var(--line); color: var(--dim); font-weight: normal; }
.facts th { font-weight: 600; white-space: nowrap; }
.facts th, .slots { color: var(--dim); }
.facts .m { font-size: 1.05rem; }
code { font-size: .88em; overflow-wrap: anywhere; } .id { color: var(--dim); }
details { margin: .3rem 0; } summary { cursor: pointer; }
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
@media print {
  body { max-width: none; margin: 0; font-size: 11px; }
  details:not([open]) { display: none; }
  .card, tr, svg { break-inside: avoid; } h2, h3 { break-after: avoid; }
  .tree { overflow: visible; } .tree svg { min-width: 0; }
}
"""
_HEAD = f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8" />
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<title>{{title}}</title>
<style>{_STYLE}</style>
</head>
<body>
<h1>Why these rows, and why not others</h1>
<p class="legend">{{legend}}</p>
"""

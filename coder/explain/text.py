"""The explanation for a terminal: rows and reasons first, what they rest on behind, the tree last."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, BinaryIO

from coder.bidi import ISOLATE_RTL, POP_ISOLATE, Bidi, RightToLeft, resolve, visual
from coder.code import CodedSentence
from coder.event import Event
from coder.explain.account import UNMATCHED, Account, Fact, Trigger, account
from coder.explain.words import relation, runs, tag, visible
from coder.write import NOBODY, table_width

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table
    from rich.text import Text

_WORDS_WIDTH = 36  # of the article's words beside what is said about them


def render(
    sentences: Sequence[CodedSentence],
    stream: BinaryIO,
    bidi: Bidi = Bidi.AUTO,
    *,
    tree: bool = True,
    heading: str = "",
) -> None:
    """Write the explanation of an article to a binary stream, as UTF-8.

    Args:
        sentences: of the article, coded.
        stream: is flushed and left open.
        bidi: how right-to-left text is written.
        tree: whether the words and their grammar are shown too.
        heading: stands before the first sentence.
    """
    from rich.console import Console
    from rich.text import Text

    terminal = stream.isatty()
    mode = resolve(bidi, terminal, os.environ)
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="\n", write_through=True)
    try:
        console = Console(
            file=text,
            force_terminal=terminal,
            width=table_width(text),
            highlight=False,
            emoji=False,
            markup=False,
        )
        if heading:
            console.print(Text(visible(heading), style="bold"))
        for sentence in sentences:
            for part in _sentence(account(sentence), mode, tree):
                console.print(part)
    finally:
        text.detach()


def _sentence(explained: Account, bidi: Bidi, tree: bool) -> Iterator[RenderableType]:
    from rich.rule import Rule
    from rich.text import Text

    sentence, rows = explained.sentence, len(explained.rows)
    yield Rule(f"sentence {sentence.index}: {rows or 'no'} row{'' if rows == 1 else 's'}", align="left", style="bold")
    yield RightToLeft(visible(" ".join(sentence.text.split())), bidi, "bold")
    yield Text()
    if not explained.triggers:
        yield Text(UNMATCHED, style="dim")
    yield _grid(explained, bidi)
    if tree:
        yield _tree(explained, bidi)
    yield Text()


def _grid(explained: Account, bidi: Bidi) -> Table:
    """Latin columns on both sides of the Arabic one: see :mod:`coder.bidi`."""
    from rich.table import Table

    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(max_width=_WORDS_WIDTH)
    table.add_column(overflow="fold")
    for trigger in explained.triggers:
        for fact in _trigger(trigger):
            _add(table, fact, bidi)
        table.add_row("", "", "")
    if explained.unclaimed:
        _add(table, Fact("No rule", "، ".join(explained.unclaimed), "verbs that no rule claims"), bidi)
    for n, name in enumerate(explained.names):
        _add(table, Fact("" if n else "Names", name.words, f"{name.kind} {name.entry}; {name.means}"), bidi)
    return table


def _trigger(trigger: Trigger) -> Iterator[Fact]:
    if not trigger.rows:
        yield Fact("No row", trigger.words, trigger.reason)
    for n, event in enumerate(trigger.rows):
        yield Fact("" if n else "Row", "" if n else trigger.words, _row(event))
    yield Fact("  rule", "", trigger.rule)
    for label, words, text in trigger.facts:
        yield Fact(f"  {label}", words, text)
    for n, slot in enumerate(trigger.slots):
        yield Fact("" if n else "  slots", _short(slot.words), f"{slot.label}: {slot.text}")


def _short(words: str) -> str:
    """At most two lines of words: clauses are long, and the sentence stands above."""
    if len(words) <= 2 * _WORDS_WIDTH:
        return words
    return words[: 2 * _WORDS_WIDTH - 2].rsplit(" ", 1)[0] + " …"


def _row(event: Event) -> str:
    """Who did what to whom in codes: ``SYRMIL → SYRCVL, 190 Use conventional military force``."""
    source, target = (
        NOBODY if side is None else side.code or f"«{' '.join(side.text.split())}»"
        for side in (event.source, event.target)
    )
    return f"{source} → {target}, {event.cameo} {event.cameo_name}"


def _add(table: Table, fact: Fact, bidi: Bidi) -> None:
    words = RightToLeft(visible(fact.words), bidi)
    table.add_row(fact.label, words, _english(fact.text, bidi))


def _english(text: str, bidi: Bidi) -> Text:
    """English with Arabic in it, each Arabic stretch laid out on its own."""
    from rich.text import Text

    pieces = (
        piece if not arabic else visual(piece) if bidi is Bidi.VISUAL else f"{ISOLATE_RTL}{piece}{POP_ISOLATE}"
        for piece, arabic in runs(visible(text))
    )
    return Text("".join(pieces))


def _tree(explained: Account, bidi: Bidi) -> Table:
    """Every word with its governor."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, title="Words and tree", title_justify="left", title_style="bold")
    for heading in (
        "#",
        "word",
        "tag",
        "lemma",
        "relation",
        "",
        "governor",
        "#",
        "mended, was" if explained.mended else "",
    ):
        table.add_column(heading)
    sentence = explained.sentence
    for word in sentence.words:
        head = sentence.parent(word)
        table.add_row(
            str(word.index + 1),
            RightToLeft(visible(word.text), bidi),
            f"{word.upos} {tag(word.upos)}".strip() if tag(word.upos) != word.upos.lower() else word.upos,
            RightToLeft(visible(word.lemma), bidi),
            word.deprel,
            relation(word.deprel),
            RightToLeft(visible(head.text), bidi) if head else "",
            str(head.index + 1) if head else "",
            _english(explained.mended.get(word.index, ""), bidi),
        )
    return table

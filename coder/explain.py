"""Why a text gives its rows: of each sentence the words, tree, frames, the rules tried and what came of them."""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, BinaryIO

from coder.bidi import Bidi, RightToLeft, has_rtl, resolve
from coder.code import Attempt, CodedSentence
from coder.codebook.model import AgentEntry
from coder.event import Event, EventActor
from coder.frames import Frame
from coder.ground import find_place
from coder.write import table_width

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table


def render(sentences: Sequence[CodedSentence], stream: BinaryIO, bidi: Bidi = Bidi.AUTO) -> None:
    """Write the explanation of an article to a binary stream, as UTF-8."""
    from rich.console import Console

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
        for sentence in sentences:
            for part in _sentence(sentence, mode):
                console.print(part)
    finally:
        text.detach()


def _sentence(coded: CodedSentence, bidi: Bidi) -> Iterator[RenderableType]:
    from rich.rule import Rule
    from rich.text import Text

    sentence = coded.context.sentence
    yield Rule(f"sentence {sentence.index}", align="left", style="bold")
    yield RightToLeft(sentence.text, bidi, "bold")
    yield Text()
    yield _words(coded, bidi)
    yield _names(coded, bidi)
    if coded.attempts:
        yield _frames([attempt.match.frame for attempt in coded.attempts], bidi)
    for attempt in coded.attempts:
        yield from _attempt(attempt, coded, bidi)
    unclaimed = _unclaimed(coded)
    if unclaimed:
        yield _pairs([("No rule claims", "، ".join(frame.trigger.text for frame in unclaimed))], bidi)
    if not coded.attempts and not unclaimed:
        yield Text("No rule claims any word.", style="dim")
    yield Text()


def _table(title: str, *columns: str) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False, title_style="bold")
    for column in columns:
        table.add_column(column)
    return table


def _cell(text: str, bidi: Bidi) -> RenderableType:
    return RightToLeft(text, bidi) if has_rtl(text) else text


def _add(table: Table, bidi: Bidi, *cells: str) -> None:
    table.add_row(*(_cell(cell, bidi) for cell in cells))


def _words(coded: CodedSentence, bidi: Bidi) -> Table:
    """The tree: every word with its governor."""
    table = _table("Words and tree", "#", "word", "lemma", "tag", "relation", "governor", "#")
    words = coded.context.sentence.words
    for word in words:
        head = words[word.head] if word.head >= 0 else None
        _add(
            table,
            bidi,
            str(word.index + 1),
            word.text,
            word.lemma,
            word.upos,
            word.deprel,
            head.text if head else "",
            str(head.index + 1) if head else "",
        )
    return table


def _names(coded: CodedSentence, bidi: Bidi) -> RenderableType:
    from rich.text import Text

    mentions = coded.context.mentions.found
    if not mentions:
        return Text("No name of the codebook found.\n", style="dim")
    table = _table("Names found", "words", "as", "entry", "means")
    words = coded.context.sentence.words
    for mention in mentions:
        text = " ".join(word.text for word in words[mention.first : mention.last + 1])
        if mention.name:
            entry = mention.name.entry
            role = f"role {entry.role or 'none'}" if isinstance(entry, AgentEntry) else ""
            _add(table, bidi, text, mention.kind, f"{mention.name.id} ({mention.name.origin})", role)
        elif mention.city:
            _add(table, bidi, text, "place", "GeoNames", f"{mention.city.name}, {mention.city.country}")
    return table


def _frames(frames: Iterable[Frame], bidi: Bidi) -> Table:
    table = _table("Frames", "trigger", "kind", "slot", "words", "filled")
    for frame in frames:
        kind = frame.kind + (f", {frame.polarity}" if frame.polarity != "affirmed" else "")
        kind += f", {frame.modality}" if frame.modality != "real" else ""
        trigger = f"{frame.support.text} … {frame.trigger.text}" if frame.support else frame.trigger.text
        if not frame.arguments:
            _add(table, bidi, trigger, kind, "-", "", "")
        for n, argument in enumerate(frame.arguments):
            first = (trigger, kind) if n == 0 else ("", "")
            words = " ".join(word.text for word in argument.words)
            _add(table, bidi, *first, argument.slot, words, argument.how)
    return table


def _attempt(attempt: Attempt, coded: CodedSentence, bidi: Bidi) -> Iterator[RenderableType]:
    match = attempt.match
    rule = match.trigger.rule
    rows = [
        ("Trigger", " ".join(word.text for word in match.words)),
        ("Rule", f"{rule.id} ({rule.origin})"),
    ]
    if not attempt.events:
        yield _pairs([*rows, ("No row", attempt.reason)], bidi)
        return
    place = find_place(attempt, coded.context)
    for event in attempt.events:
        yield _pairs(
            [
                *rows,
                ("Row", f"{event.cameo} {event.cameo_name}; {event.plover or 'no PLOVER type'}; {_acled(event)}"),
                ("Source", _side(event.source)),
                ("", event.source.text if event.source else ""),
                ("Target", _side(event.target)),
                ("", event.target.text if event.target else ""),
                ("Place", f"{place.name}, {place.country}" if place else ""),
                ("Said by", event.attribution),
            ],
            bidi,
        )


def _acled(event: Event) -> str:
    return f"ACLED {event.acled.event_type}: {event.acled.sub_event_type}" if event.acled else "not an ACLED event"


def _side(actor: EventActor | None) -> str:
    if actor is None:
        return "nobody named"
    if not actor.code:
        return "named, but no entry of the codebook knows these words:"
    how = f"; country from {actor.country_found}" if actor.country_found else ""
    return f"{actor.code} {actor.name}; {actor.entry}{how}"


def _pairs(rows: Sequence[tuple[str, str]], bidi: Bidi) -> Table:
    from rich.table import Table

    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold")
    table.add_column()
    for label, value in rows:
        if value:
            table.add_row(label, _cell(value, bidi))
    table.add_row("", "")
    return table


def _unclaimed(coded: CodedSentence) -> list[Frame]:
    """Verbs with arguments that no rule knows."""
    tried = {attempt.match.frame.trigger.index for attempt in coded.attempts}
    carriers = {frame.support.index for frame in coded.frames if frame.support}
    return [
        frame
        for frame in coded.frames
        if frame.kind in ("verb", "passive")
        and frame.arguments
        and frame.trigger.index not in tried
        and frame.trigger.index not in carriers
    ]

"""The examples of a codebook as tests: run through the coder, compared row by row, told in words.

Parses are kept by text and models (see :mod:`coder.parses`), so that a second run needs no language models in memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from coder.code import CodedSentence, code_document
from coder.codebook.compile import Codebook
from coder.codebook.load import Entries, Origin, nearest
from coder.codebook.model import Example, ExampleEvent
from coder.errors import CodebookError, Problem
from coder.event import Event
from coder.ground import ground
from coder.parses import Parser
from coder.read import Article

SECTIONS = ("actions", "operators", "discards")  # whose entries have examples


@dataclass(frozen=True)
class Case:
    """An example: the entry that it tests, its number among that entry's examples (from 1), and where it stands."""

    section: str
    id: str
    number: int
    example: Example
    origin: Origin

    @property
    def key(self) -> str:
        """A name that no other example has."""
        return f"{self.section}/{self.id}/{self.number}"

    @property
    def name(self) -> str:
        """The example as messages name it."""
        return f"example {self.number} of {self.id!r}"


@dataclass(frozen=True)
class Trial:
    """What came of an example.

    Attributes:
        sentences: all that coding found in its text.
        pairs: expected rows and the rows that they were found to be; None where one has no other.
    """

    case: Case
    sentences: tuple[CodedSentence, ...]
    pairs: tuple[tuple[ExampleEvent | None, Event | None], ...]

    @property
    def passed(self) -> bool:
        """Whether the text gives exactly the rows that the example lists."""
        return all(wanted is not None and event is not None for wanted, event in self.pairs)

    @property
    def known(self) -> bool:
        """Whether the example says itself that it fails."""
        return bool(self.case.example.fails)


def cases(entries: Entries, ids: Sequence[str] = (), own: bool = False) -> list[Case]:
    """The examples of a codebook, those of overlays first.

    Args:
        entries: the merged codebook.
        ids: only the examples of entries with these ids; all where empty.
        own: only those that stand in an overlay.

    Raises:
        CodebookError: for ids that no entry with examples has.
    """
    known = [entry_id for section in SECTIONS for entry_id in entries.sections[section]]
    unknown = [wanted for wanted in dict.fromkeys(ids) if wanted not in known]
    if unknown:
        raise CodebookError(
            *(Problem(w, "no action, operator or discard has this id", nearest(w, known)) for w in unknown)
        )
    found = []
    for section in SECTIONS:
        for item in entries.items(section):
            entry = item.entry
            if ids and entry.id not in ids:
                continue
            for n, example in enumerate(getattr(entry, "examples", ())):
                origin = item.at("examples", n)
                if origin.layer or not own:
                    found.append(Case(section, entry.id, n + 1, example, origin))
    return found


def run(cases: Sequence[Case], book: Codebook, models_dir: str | None = None) -> Iterator[Trial]:
    """Code the texts of examples and compare.

    Raises:
        ModelsError: if texts have to be parsed and the models cannot be loaded.
    """
    here = [case for case in cases if case.origin.language == book.language.code]
    articles = [Article(id=case.key, text=case.example.text, date=case.example.date) for case in here]
    for case, document in zip(here, Parser(book.language, models_dir).annotate(articles), strict=True):
        sentences = tuple(ground(document, code_document(document, book)))
        events = [event for sentence in sentences for event in sentence.events]
        yield Trial(case, sentences, tuple(paired(case.example.events, events)))


# Comparing


def paired(
    expected: Iterable[ExampleEvent], events: Iterable[Event]
) -> Iterator[tuple[ExampleEvent | None, Event | None]]:
    """Each expected row with the first row left that it describes, then the rows that none describes."""
    left = list(events)
    for wanted in expected:
        found = next((event for event in left if describes(wanted, event)), None)
        if found is not None:
            left.remove(found)
        yield wanted, found
    for event in left:
        yield None, event


def describes(wanted: ExampleEvent, event: Event) -> bool:
    """Whether a row is one that an example describes; what the example leaves out is not compared."""
    return (
        (wanted.cameo is None or event.cameo == wanted.cameo)
        and (wanted.source is None or _code(event, "source") == wanted.source)
        and (wanted.target is None or _code(event, "target") == wanted.target)
        and (wanted.acled is None or _acled(event) == wanted.acled)
        and (wanted.place is None or _place(event) == wanted.place)
        and (wanted.tags is None or set(wanted.tags) <= set(event.tags))
    )


def _code(event: Event, side: str) -> str:
    actor = event.source if side == "source" else event.target
    return actor.code if actor is not None else ""


def _acled(event: Event) -> str:
    return event.acled.sub_event_type if event.acled is not None else ""


def _place(event: Event) -> str:
    return event.place.text if event.place is not None else ""


def difference(expected: Iterable[ExampleEvent], events: Iterable[Event]) -> str:
    """What rows an example lacks or has too many, in one line; empty if it gives exactly those that it lists."""
    return summary(tuple(paired(expected, events)))


def summary(pairs: Sequence[tuple[ExampleEvent | None, Event | None]]) -> str:
    """The rows of pairs that have no other, in one line: ``lacks SYRMIL 190 *; has - 180 SYRCVL``."""
    fields = _fields(pairs)
    lacks = [f"lacks {wanted_text(wanted)}" for wanted, event in pairs if wanted is not None and event is None]
    has = [f"has {event_text(event, fields)}" for wanted, event in pairs if event is not None and wanted is None]
    return "; ".join([*lacks, *has])


def _fields(pairs: Iterable[tuple[ExampleEvent | None, Event | None]]) -> frozenset[str]:
    """The fields besides codes that expected rows compare."""
    return frozenset(
        f for wanted, _ in pairs if wanted for f in ("acled", "place", "tags") if getattr(wanted, f) is not None
    )


def wanted_text(wanted: ExampleEvent) -> str:
    """An expected row: source, code, target (``*`` where any will do), then what else it compares."""
    codes = [wanted.source, wanted.cameo, wanted.target]
    text = " ".join("*" if code is None else code or "-" for code in codes)
    return _with_more(text, wanted.acled, wanted.place, wanted.tags)


def event_text(event: Event, fields: frozenset[str] = frozenset()) -> str:
    """A row in the same form, with those of ``acled``, ``place`` and ``tags`` that ``fields`` names."""
    text = f"{_code(event, 'source') or '-'} {event.cameo} {_code(event, 'target') or '-'}"
    return _with_more(
        text,
        _acled(event) if "acled" in fields else None,
        _place(event) if "place" in fields else None,
        event.tags if "tags" in fields else None,
    )


def _with_more(text: str, acled: str | None, place: str | None, tags: Sequence[str] | None) -> str:
    more = [f"acled: {acled or '-'}"] if acled is not None else []
    more += [f"place: {place or '-'}"] if place is not None else []
    more += [f"tags: {', '.join(tags) or '-'}"] if tags is not None else []
    return f"{text} ({'; '.join(more)})" if more else text


# Telling


def report(trial: Trial) -> list[str]:
    """Lines that show a failed example: its text, rows expected and got side by side, and why others are not there.

    Of one that passes though it says that it fails, a line that says so.
    """
    case, fields = trial.case, _fields(trial.pairs)
    place = f"{case.origin}:{case.origin.column}: {case.name}"
    if trial.passed:
        return [f"{place} passes: take its `fails` out"]
    rows = [
        (
            " " if wanted and event else "-" if wanted else "+",
            wanted_text(wanted) if wanted else "",
            f"{event_text(event, fields)}   {event.rule} «{event.trigger}»" if event else "",
        )
        for wanted, event in trial.pairs
    ]
    width = max(len("expected"), *(len(expected) for _, expected, _ in rows))
    lines = [place, f"    {case.example.text}"]
    lines.append(f"      {'expected':{width}}   got")
    lines += [f"    {mark} {expected:{width}}   {got}".rstrip() for mark, expected, got in rows]
    if any(event is None for _, event in trial.pairs):
        lines += [f"    no row: {reason}" for reason in _reasons(trial)]
    return lines


def _reasons(trial: Trial) -> Iterator[str]:
    """Why the triggers of a text gave no row, those of the tested rule first."""
    silent = [attempt for sentence in trial.sentences for attempt in sentence.attempts if not attempt.events]
    tried = {attempt.match.trigger.rule.id for sentence in trial.sentences for attempt in sentence.attempts}
    if trial.case.section != "discards" and trial.case.id not in tried:
        yield f"no words call {trial.case.id!r}"
    for attempt in sorted(silent, key=lambda a: a.match.trigger.rule.id != trial.case.id):
        rule = attempt.match.trigger.rule
        words = " ".join(word.text for word in attempt.match.words)
        yield f"«{words}» calls {rule.id!r} ({rule.origin}): {attempt.reason}"


def problem(trial: Trial) -> Problem | None:
    """A failed example, or one that passes though it says that it fails, as a warning; None if all is as it says."""
    if trial.passed != trial.known:
        return None
    message = f"{trial.case.name} gives other rows: {summary(trial.pairs)}"
    remedy, kind = "see `waqai codebook test`", "failing-example"
    if trial.passed:
        message, remedy, kind = f"{trial.case.name} passes", "take `fails` out", "passing-example"
    where = trial.case.origin
    return Problem(where.file, message, remedy, where.line, where.column, "warning", kind)

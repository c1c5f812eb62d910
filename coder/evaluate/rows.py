"""What a coder made of the gold texts: rows coded now, with the traces of what gave none, or rows coded before."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from coder.annotate import Document
from coder.code import CodedSentence, code_document
from coder.code.events import Attempt
from coder.codebook import Codebook
from coder.codebook.compile import Rule, Trigger
from coder.codebook.ontology import load_ontology
from coder.errors import Problem, WaqaiError
from coder.evaluate.gold import GoldText, Span
from coder.ground import ground
from coder.once import once
from coder.parses import Parser
from coder.tabulate import EVENT_PARTS, SCHEMAS, Row
from coder.write import read_parquet, unsafe

# Where a text lost an event, in the order of coding: the later, the nearer it came to a row.
Loss = Literal[
    "no row", "not parsed", "no trigger", "other code", "condition", "operator", "modality", "polarity", "no actor"
]
LOSSES: Mapping[Loss, str] = {
    "no row": "rows coded before do not say why",
    "not parsed": "words of a rule are there, but the parse gives them no frame that calls it",
    "no trigger": "no word calls a rule with such a code",
    "other code": "a row is there, with another code",
    "condition": "a rule was called and kept back by `if`, `unless` or a discard",
    "operator": "an operator makes no code of what it embeds",
    "modality": "background, possible, future, wished or only spoken of",
    "polarity": "negated",
    "no actor": "the rule requires an actor that the text does not name, or names unknown to the codebook",
}
_STAGES: Mapping[str, Loss] = {
    "condition": "condition",
    "operator": "operator",
    "told elsewhere": "other code",
    "negated": "polarity",
    "modality": "modality",
    "actor": "no actor",
}
_OPEN = frozenset({"VERB", "NOUN", "PROPN", "ADJ", "X"})  # tags of words that may be triggers; others look like some
_NO_NEWS = ("background", "future", "possible", "unreal")


@dataclass(frozen=True)
class Side:
    """An actor of a row: its code, its words and their place; -1 where that is not known."""

    code: str
    text: str
    start: int = -1
    end: int = -1

    @property
    def spans(self) -> tuple[Span, ...]:
        """Its place in the text, none if unknown."""
        return ((self.start, self.end),) if self.start >= 0 else ()


@dataclass(frozen=True)
class CodedRow:
    """What is compared of a row of the schema ``event``; ``acled`` is the sub-event type, empty codes are none."""

    article: str
    cameo: str
    plover: str = ""
    acled: str = ""
    rule: str = ""
    trigger: str = ""
    start: int = -1
    end: int = -1
    source: Side | None = None
    target: Side | None = None

    @property
    def root(self) -> str:
        """The CAMEO root."""
        return self.cameo[:2]

    @cached_property
    def codes(self) -> Mapping[str, str]:
        """The codes by the names that gold events give them."""
        source, target = (side.code if side else "" for side in (self.source, self.target))
        return {"cameo": self.cameo, "plover": self.plover, "acled": self.acled, "source": source, "target": target}

    @cached_property
    def words(self) -> Mapping[str, tuple[Span, ...]]:
        """Places of the words of both sides and the trigger."""
        trigger = ((self.start, self.end),) if self.start >= 0 else ()
        source, target = (side.spans if side else () for side in (self.source, self.target))
        return {"source": source, "trigger": trigger, "target": target}


@dataclass(frozen=True)
class Silent:
    """Words of a rule without a row.

    Attributes:
        codes: the CAMEO codes that the rule can give: its own first, then those of its refinements.
        reason: in words for the user.
    """

    words: str
    rule: str
    codes: tuple[str, ...]
    loss: Loss
    reason: str


@dataclass(frozen=True)
class Coded:
    """What came of a text.

    Attributes:
        silent: words without a row.
        traced: whether these are known.
    """

    rows: tuple[CodedRow, ...] = ()
    silent: tuple[Silent, ...] = ()
    traced: bool = True


# --- coding -----------------------------------------------------------------------------------------------------------


def parse_texts(
    texts: Sequence[GoldText], book: Codebook, models_dir: str | None, progress: Callable[[int, int], None]
) -> list[Document]:
    """The parsed texts, from the cache as far as it holds them.

    Raises:
        ModelsError: if texts have to be parsed and the models cannot be loaded.
    """
    return Parser(book.language, models_dir).annotate([text.article for text in texts], progress)


def code_texts(documents: Iterable[Document], book: Codebook) -> Iterator[Coded]:
    """Code the texts, one after the other."""
    for document in documents:
        sentences = once(ground(document, code_document(document, book)))
        events = [event for sentence in sentences for event in sentence.events]
        rows = tuple(map(_row, SCHEMAS["event"].rows(events)))
        yield Coded(rows, tuple(silent for sentence in sentences for silent in _silent(sentence, book)))


def _silent(sentence: CodedSentence, book: Codebook) -> Iterator[Silent]:
    for attempt in sentence.attempts:
        if not attempt.events:
            yield _trace(attempt, attempt.match.trigger.rule, _STAGES[attempt.stage], attempt.reason)
        for refusal in attempt.refused:
            yield _trace(attempt, refusal.rule, "condition", refusal.reason)
    yield from _unparsed(sentence, book)


def _trace(attempt: Attempt, rule: Rule, loss: Loss, reason: str) -> Silent:
    return Silent(" ".join(word.text for word in attempt.match.words), rule.id, _codes(rule), loss, reason)


def _codes(rule: Rule) -> tuple[str, ...]:
    """The codes that a rule gives by itself; what an operator makes of other codes is not among them."""
    return (rule.entry.cameo or "", *(case.entry.cameo for case in rule.cases if case.entry.cameo))


def _unparsed(sentence: CodedSentence, book: Codebook) -> Iterator[Silent]:
    """Words that are written like a trigger of one word and called no rule."""
    tried = {word.index for attempt in sentence.attempts for word in attempt.match.words}
    for word in sentence.context.sentence.words:
        if word.index in tried or word.upos not in _OPEN:
            continue
        triggers: list[Trigger] = [*book.verbs.get(word.key, ()), *book.nouns.get(word.bare, ())]
        for rule in dict.fromkeys(trigger.rule for trigger in triggers if not trigger.rest):
            reason = f"read as {word.upos}, not as a trigger"
            yield Silent(word.text, rule.id, _codes(rule), "not parsed", reason)


# --- rows coded before ------------------------------------------------------------------------------------------------


def read_rows(path: str) -> dict[str, Coded]:
    """Rows of the schema ``event`` by article id, as ``waqai code`` writes them: CSV, TSV or Parquet by suffix, else
    JSON Lines.

    ``article_id`` and ``cameo`` must be there, other columns may lack. What a row tells as negated, or as no news, is
    no event and does not count.

    Raises:
        WaqaiError: with every line that cannot be used.
    """
    problems: list[Problem] = []
    found: dict[str, list[CodedRow]] = {}
    for line, fields in _lines(path):
        fault_found = fields if isinstance(fields, str) else _fault(fields)
        if fault_found or isinstance(fields, str):
            remedy = "write rows with `waqai code --schema event`"
            problems.append(Problem(path, str(fault_found), remedy, line=line))
        elif fields.get("polarity") != "negated" and fields.get("modality") not in _NO_NEWS:
            row = _row(fields)
            found.setdefault(row.article, []).append(row)
    if problems:
        raise WaqaiError(*problems)
    return {article: Coded(tuple(rows), traced=False) for article, rows in found.items()}


def _lines(path: str) -> Iterator[tuple[int, Row | str]]:
    """The numbered rows of a file; what is wrong with those that are none."""
    suffix = Path(path).suffix.lower()
    if suffix == ".parquet":
        return enumerate(map(SCHEMAS["event"].untyped, read_parquet(path)[1]), 1)
    try:
        text = Path(path).read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        message = (fault.strerror or str(fault)) if isinstance(fault, OSError) else "not UTF-8 text"
        raise WaqaiError(Problem(path, f"cannot be read: {message}")) from fault
    delimiter = {".csv": ",", ".tsv": "\t"}.get(suffix)
    return _json_lines(text) if delimiter is None else _table_lines(text, delimiter)


def _json_lines(text: str) -> Iterator[tuple[int, Row | str]]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                fields = json.loads(line)
            except (ValueError, RecursionError):
                yield number, "broken JSON"
                continue
            yield number, fields if isinstance(fields, dict) else "not a JSON object"


def _table_lines(text: str, delimiter: str) -> Iterator[tuple[int, Row | str]]:
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    for cells in reader:
        row: Row = {name: unsafe(value) for name, value in cells.items() if value}
        for name, keys in EVENT_PARTS.items():
            row[name] = {key: row[f"{name}_{key}"] for key in keys if f"{name}_{key}" in row} or None
        yield reader.line_num, row


def _fault(fields: Row) -> str:
    for column in ("article_id", "cameo"):
        if not isinstance(fields.get(column), str):
            return f"no `{column}`" if column not in fields else f"`{column}` is not a string"
    if fields["cameo"] not in load_ontology().cameo:
        return f"unknown CAMEO code {fields['cameo']!r}"
    for part in ("source", "target", "acled"):
        if not isinstance(fields.get(part) or {}, dict):
            return f"`{part}` is not an object"
    offsets = [fields, fields.get("source") or {}, fields.get("target") or {}]
    for offset in (part.get(key) for part in offsets for key in ("start", "end")):
        if not str(0 if offset is None else offset).isdecimal():
            return f"offset {offset!r} is not a whole number"
    return ""


def _row(fields: Row) -> CodedRow:
    start, end = _place(fields)
    return CodedRow(
        article=fields["article_id"],
        cameo=fields["cameo"],
        plover=_string(fields, "plover"),
        acled=_string(fields.get("acled") or {}, "sub_event_type"),
        rule=_string(fields, "rule"),
        trigger=_string(fields, "trigger"),
        start=start,
        end=end,
        source=_side(fields.get("source")),
        target=_side(fields.get("target")),
    )


def _side(fields: Mapping[str, Any] | None) -> Side | None:
    return Side(_string(fields, "code"), _string(fields, "text"), *_place(fields)) if fields else None


def _string(fields: Mapping[str, Any], key: str) -> str:
    return str(fields.get(key) or "")


def _place(fields: Mapping[str, Any]) -> Span:
    start, end = fields.get("start"), fields.get("end")
    return (-1, -1) if start is None or end is None else (int(start), int(end))

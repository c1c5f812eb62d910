"""What each repair of the parse gains and costs: python benchmarks/repairs.py [PATHS...]

Every text is parsed once; then each repair is switched off alone, and all of them. Shown are the attachments that a
repair makes in treebank sentences (``mended``: wrong before and right after it, ``spoilt``: the other way round,
``wrong``: wrong before and after), how many points UAS and LAS fall without it, how many shipped examples and cases of
``tests/constructs`` fail without it (below zero: pass), and how many rows of the articles of PATHS (``samples/``) are
others without it. An attachment is right if governor and relation (without subtype) are the treebank's.

Of ``../shared/treebanks`` count the sentences of which the pipeline makes the same words as the treebank.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from coder.annotate import Annotator, Document, Sentence, word_spans
from coder.code import code_document
from coder.codebook import Codebook, load_codebook
from coder.event import Event
from coder.frames.repair import apply, repair
from coder.ground import ground
from coder.languages import Lexicon
from coder.languages.base import Repair
from coder.read import Article, read_articles

ROOT = Path(__file__).resolve().parents[1]
TREEBANKS = ROOT.parent / "shared" / "treebanks" / "ar"
HELD_OUT = ("test_pud.conllu", "test_padt.conllu", "dev.conllu")  # what the shipped parser was not trained on
sys.path.insert(0, str(ROOT / "tests"))
from test_constructs import CASES, DAY, mismatch  # noqa: E402
from test_examples import difference  # noqa: E402

Arc = tuple[int, str]


@dataclass(frozen=True)
class Gold:
    """A treebank sentence: spans of its words in the text, and governor and relation of each."""

    text: str
    spans: tuple[tuple[int, int], ...]
    arcs: tuple[Arc, ...]


@dataclass(frozen=True)
class Check:
    """A document with a test of its rows."""

    kind: str  # "examples" or "constructs"
    document: Document
    keep: frozenset[str]
    fails: Callable[[list[Event]], str]


def read_gold(path: Path) -> Iterator[Gold]:
    """The sentences of a CoNLL-U file."""
    for block in path.read_text(encoding="utf-8").strip().split("\n\n"):
        lines = block.splitlines()
        text = next(line[len("# text = ") :] for line in lines if line.startswith("# text = "))
        rows = [line.split("\t") for line in lines if not line.startswith("#")]
        forms = {int(row[0]): row[1] for row in rows if row[0].isdigit()}
        spans: list[tuple[int, int]] = []
        at = 0
        for row in rows:
            first, _, last = row[0].partition("-")
            if not first.isdigit() or int(first) <= len(spans):
                continue
            start = text.index(row[1], at)
            at = start + len(row[1])
            parts = word_spans(row[1], [forms[i] for i in range(int(first), int(last or first) + 1)])
            spans += [(start + begin, start + end) for begin, end in parts]
        arcs = tuple((int(row[6]) - 1, row[7].split(":")[0]) for row in rows if row[0].isdigit())
        yield Gold(text, tuple(spans), arcs)


def arcs(sentence: Sentence) -> tuple[Arc, ...]:
    """Governor and relation of each word."""
    return tuple((word.head, word.deprel.split(":")[0]) for word in sentence.words)


def tree(sentence: Sentence) -> tuple[tuple[int, str, str], ...]:
    """All that a repair can change."""
    return tuple((word.head, word.deprel, word.upos) for word in sentence.words)


class Bench:
    """The parsed texts, and what comes of them with some of the repairs."""

    def __init__(self, book: Codebook, annotate: Callable[[list[Article]], list[Document]], paths: list[str]) -> None:
        self.book = book
        self.lexicon = Lexicon(book.verbs, book.names, book.agents, book.adjectives, book.participles)
        self.rows: dict[tuple[object, ...], list[Event]] = {}
        articles = [item for item in read_articles(paths) if isinstance(item, Article)]
        examples = {f"{rule.id}/{n}": e for rule in book.rules.values() for n, e in enumerate(rule.examples)}
        gold = [g for name in HELD_OUT if (TREEBANKS / name).exists() for g in read_gold(TREEBANKS / name)]
        documents = iter(
            annotate(
                [
                    *articles,
                    *(Article(id=key, text=e.text, date=e.date) for key, e in examples.items()),
                    *(Article(id=key, text=case["text"], date=case.get("date", DAY)) for key, case in CASES.items()),
                    *(Article(id=f"gold/{n}", text=g.text) for n, g in enumerate(gold)),
                ]
            )
        )
        self.articles = [next(documents) for _ in articles]
        self.checks = [
            Check("examples", next(documents), frozenset(), lambda events, e=e: difference(e.events, events))
            for e in examples.values()
        ]
        self.checks += [
            Check(
                "constructs",
                next(documents),
                frozenset(case.get("keep", ())),
                lambda events, case=case: mismatch(case["events"], events),
            )
            for case in CASES.values()
        ]
        self.sentences = len(gold)
        self.gold: list[tuple[Gold, Sentence]] = []
        for sentence in gold:
            parsed = next(documents).sentences
            if len(parsed) == 1 and tuple((w.start, w.end) for w in parsed[0].words) == sentence.spans:
                self.gold.append((sentence, parsed[0]))

    def mend(self, sentence: Sentence, repairs: tuple[Repair, ...]) -> Sentence:
        """The sentence with these repairs made."""
        return repair(sentence, replace(self.book.language, repairs=repairs), self.lexicon)

    def events(self, document: Document, repairs: tuple[Repair, ...], keep: frozenset[str]) -> list[Event]:
        """The rows of a document; coded again only if its trees are others than before."""
        mended = [self.mend(sentence, repairs) for sentence in document.sentences]
        key = (document.article.id, tuple(map(tree, mended)))
        if key not in self.rows:
            book = replace(self.book, language=replace(self.book.language, repairs=repairs))
            coded = ground(document, code_document(document, book, keep))
            self.rows[key] = [event for sentence in coded for event in sentence.events]
        return self.rows[key]

    def attachment(self, repairs: tuple[Repair, ...]) -> tuple[float, float]:
        """UAS and LAS in percent, without punctuation."""
        total = heads = both = 0
        for gold, parsed in self.gold:
            for wanted, got in zip(gold.arcs, arcs(self.mend(parsed, repairs)), strict=True):
                if wanted[1] != "punct":
                    total += 1
                    heads += wanted[0] == got[0]
                    both += wanted == got
        return 100 * heads / max(total, 1), 100 * both / max(total, 1)

    def changes(self) -> dict[str, Counter[str]]:
        """For each repair, made in its turn, how many attachments it mends, spoils and leaves wrong."""
        found: dict[str, Counter[str]] = {find.__name__: Counter() for find in self.book.language.repairs}
        for gold, sentence in self.gold:
            for find in self.book.language.repairs:
                after = apply(sentence, find(sentence, self.book.language.grammar, self.lexicon))
                for wanted, old, new in zip(gold.arcs, arcs(sentence), arcs(after), strict=True):
                    if old != new:
                        what = "mended" if new == wanted else "spoilt" if old == wanted else "wrong"
                        found[find.__name__][what] += 1
                sentence = after
        return found

    def passing(self, repairs: tuple[Repair, ...]) -> Counter[str]:
        """How many examples and cases give exactly their rows."""
        return Counter(c.kind for c in self.checks if not c.fails(self.events(c.document, repairs, c.keep)))

    def ids(self, repairs: tuple[Repair, ...]) -> Counter[str]:
        """The rows of the articles, by their identifiers, which sum up trigger, code and sides."""
        return Counter(e.event_id for document in self.articles for e in self.events(document, repairs, frozenset()))


def report(bench: Bench) -> Iterator[str]:
    """The lines of the table."""
    repairs = bench.book.language.repairs
    passing, rows, scores = bench.passing(repairs), bench.ids(repairs), bench.attachment(repairs)
    kinds = Counter(check.kind for check in bench.checks)
    yield f"{passing['examples']} of {kinds['examples']} examples and"
    yield f"{passing['constructs']} of {kinds['constructs']} cases of constructs pass;"
    yield f"{len(bench.articles)} articles give {rows.total()} rows;"
    if bench.sentences:
        yield f"{len(bench.gold)} of {bench.sentences} treebank sentences have the same words: "
        yield f"UAS {scores[0]:.2f} LAS {scores[1]:.2f}"
    else:
        yield f"no treebanks in {TREEBANKS}: attachments not measured"
    yield ""
    columns = ("mended", "spoilt", "wrong", "UAS", "LAS", "exampl", "constr", "rows")
    yield " ".join([f"{'without':28}", *(f"{column:>6}" for column in columns)])
    changes = bench.changes()
    everything: Counter[str] = sum(changes.values(), Counter())
    trials: list[tuple[str, tuple[Repair, ...], Counter[str]]] = [
        (find.__name__, tuple(r for r in repairs if r is not find), changes[find.__name__]) for find in repairs
    ]
    for name, left, change in [*trials, ("all repairs", (), everything)]:
        lost = passing.copy()
        lost.subtract(bench.passing(left))
        other = bench.ids(left)
        changed = max((rows - other).total(), (other - rows).total())
        uas, las = (before - after for before, after in zip(scores, bench.attachment(left), strict=True))
        yield (
            f"{name:28} {change['mended']:6} {change['spoilt']:6} {change['wrong']:6} {uas:6.2f} {las:6.2f}"
            f" {lost['examples']:6} {lost['constructs']:6} {changed:6}"
        )


def main(paths: Sequence[str]) -> None:
    """Measure and print."""
    book = load_codebook()
    for line in report(Bench(book, Annotator(book.language).annotate, list(paths) or [str(ROOT / "samples")])):
        print(line)


if __name__ == "__main__":
    main(sys.argv[1:])

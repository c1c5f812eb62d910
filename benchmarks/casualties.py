"""Counts of killed and wounded against the simplest way to have them: python benchmarks/casualties.py

On the expressions of ``tests/data/casualties.tsv``: how often the counts of the rows are those of a reader, and how
often the first number, in digits or words, of the first sentence with a word of death (or of wounds) is. Of the simple
way only the lowest number that a reader allows is asked for, and not whose row it is.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from coder.annotate import Annotator, Sentence
from coder.code import code_document
from coder.codebook import load_codebook
from coder.ground import ground
from coder.languages.casualties import KINDS, CasualtyWords, Kind, load_casualty_words
from coder.languages.numbers import Numbers, load_numbers
from coder.read import Article

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))
from test_casualties import counted, lines  # noqa: E402


def first_number(sentences: Sequence[Sentence], kind: Kind, words: CasualtyWords, numbers: Numbers) -> str:
    """The first number of the first sentence with a word for such casualties; ``-`` if there is none."""
    for sentence in sentences:
        if any(_tells(word.key, word.bare, kind, words) for word in sentence.words):
            keys = [word.bare for word in sentence.words]
            found = next((number for at in range(len(keys)) if (number := numbers.cardinal(keys, at))), None)
            return str(found.low) if found else "-"
    return "-"


def _tells(key: str, bare: str, kind: Kind, words: CasualtyWords) -> bool:
    verbs = any(verb.kind == kind and not verb.rest for verb in words.verbs.get(key, ()))
    nouns = any(told == kind for told, _ in words.nouns.get(bare, ()))
    return verbs or nouns or words.dead.get(bare) == kind


def lowest(cell: str) -> str:
    """The lowest number of a cell of the table: ``5`` of ``5-12`` and of ``5+``."""
    return cell.rstrip("+").partition("-")[0] or "-"


def main() -> None:
    """Print both accuracies, for the killed, the wounded, and for both together."""
    book, table = load_codebook(), lines()
    words, numbers = load_casualty_words(book.language.code), load_numbers(book.language.code)
    documents = Annotator(book.language).annotate([Article(str(n), text) for n, (_, _, text, _) in enumerate(table)])
    right: dict[str, list[tuple[bool, bool]]] = {"waqai": [], "first number": []}
    for (killed, injured, _, _), document in zip(table, documents, strict=True):
        coded = ground(document, code_document(document, book, frozenset({"background"})))
        rows = counted([event for sentence in coded for event in sentence.events])
        simple = [first_number(document.sentences, kind, words, numbers) for kind in KINDS]
        wanted = (killed, injured)
        right["waqai"].append(_same(rows, wanted))
        right["first number"].append(_same(simple, [*map(lowest, wanted)]))
    print(f"{'':16}{'killed':>8}{'wounded':>9}{'both':>7}   of {len(table)}")
    for name, found in right.items():
        shares = [sum(one for one, _ in found), sum(two for _, two in found), sum(map(all, found))]
        print(f"{name:16}{shares[0] / len(table):>8.1%}{shares[1] / len(table):>9.1%}{shares[2] / len(table):>7.1%}")


def _same(found: Sequence[str], wanted: Sequence[str]) -> tuple[bool, bool]:
    return found[0] == wanted[0], found[1] == wanted[1]


if __name__ == "__main__":
    main()

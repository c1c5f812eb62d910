"""A sheet of conflict rows, to judge by reading when and where they are coded: python benchmarks/grounded.py ARCHIVE
[--found N] [--rows N] [--around N] [--seed N]

ARCHIVE is as for ``sheet.py``. Articles of all its files are drawn at random until they have ``--found`` rows of
conflict: those that ACLED records and those of the CAMEO roots 14 to 20. Of these ``--rows`` are drawn, all alike.
Tab-separated columns are printed: what was coded of day, place and the killed, then ``--around`` sentences before the
row's, its own and as many after; see docs/judged-when-where.md.
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
from pathlib import Path

from sheet import articles

from coder.codebook import load_codebook
from coder.event import Event
from coder.pipeline import Coder

_CONFLICT = frozenset(("14", "15", "16", "17", "18", "19", "20"))
_HEADER = (  # noqa: SIM905 - words read better as text
    "article sentence cameo trigger source target date date_end date_precision date_text place_text place_name "
    "admin1 country place_precision found fatalities fatalities_max fatalities_text title before text after"
).split()


def is_conflict(event: Event) -> bool:
    """Whether ACLED records such an event, or its CAMEO root is one of conflict that is more than words."""
    return event.acled is not None or event.cameo_root in _CONFLICT


def grounded(event: Event) -> list[object]:
    """The row's words and what was coded of day, place and the killed; empty where nothing is known."""
    when, place, killed = event.when, event.place, event.fatalities
    return [
        event.article_id,
        event.sentence_index,
        event.cameo,
        event.trigger,
        *(side.text if side else "" for side in (event.source, event.target)),
        *((when.start, when.end, when.precision, when.text) if when else [""] * 4),
        *((place.text, place.name, place.admin1, place.country, place.precision, place.found) if place else [""] * 6),
        *((killed.low, killed.high, killed.text) if killed else [""] * 3),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--found", type=int, default=130)
    parser.add_argument("--rows", type=int, default=100)
    parser.add_argument("--around", type=int, default=2)
    parser.add_argument("--seed", type=int, default=606)
    options = parser.parse_args()
    every = list(articles(options.archive))
    rng = random.Random(options.seed)
    rng.shuffle(every)
    rows: list[list[object]] = []
    read = 0
    for article, found in Coder(load_codebook()).coded(every):
        texts = [sentence.context.sentence.text for sentence in found]
        for n, sentence in enumerate(found):
            around = texts[max(0, n - options.around) : n], texts[n + 1 : n + 1 + options.around]
            before, after = (" ¶ ".join(part) for part in around)
            conflict = [event for event in sentence.events if is_conflict(event)]
            rows += [[*grounded(event), article.title, before, event.sentence, after] for event in conflict]
        read += 1
        if len(rows) >= options.found:
            break
    out = csv.writer(sys.stdout, delimiter="\t", lineterminator="\n")
    out.writerow(_HEADER)
    out.writerows(rows[n] for n in sorted(rng.sample(range(len(rows)), min(options.rows, len(rows)))))
    print(f"{read} articles, {len(rows)} rows of conflict", file=sys.stderr)


if __name__ == "__main__":
    main()

"""A sheet of coded rows to judge by reading: python benchmarks/sheet.py ARCHIVE [--articles N] [--rows N] [--seed N]

ARCHIVE is a folder of zip files, each with JSON arrays of articles (``content``, ``title``, ``source``), as in
``../shared/archive``. Articles are drawn at random, and of their rows as many from each CAMEO root as there are. Tab-
separated columns are printed: article (file and place in it), sentence (from 0), root, code, rule, trigger, source,
target, and the sentence; see docs/judged-archive.md.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import json
import random
import sys
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from coder.codebook import load_codebook
from coder.event import Event
from coder.pipeline import Coder
from coder.read import Article

_SHORTEST = 200  # characters of an article


def articles(archive: Path) -> Iterator[Article]:
    """The articles of all zip files of a folder, in the order of their names; a file is named after its day."""
    for path in sorted(archive.glob("*.zip")):
        with zipfile.ZipFile(path) as files:
            for name in files.namelist():
                for n, row in enumerate(json.loads(files.read(name))):
                    text = (row.get("content") or "").strip()
                    if len(text) > _SHORTEST:
                        yield Article(
                            f"{path.stem}#{n}", text, row.get("title") or "", dt.date.fromisoformat(path.stem)
                        )


def drawn(events: Sequence[Event], count: int, rng: random.Random) -> list[Event]:
    """As many rows from each root as there are, up to ``count`` in all, in order of root and text."""
    by_root: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        by_root[event.cameo_root].append(event)
    for root in sorted(by_root):
        rng.shuffle(by_root[root])
    found: list[Event] = []
    while len(found) < count and any(by_root.values()):
        for root in sorted(by_root):
            if by_root[root] and len(found) < count:
                found.append(by_root[root].pop())
    return sorted(found, key=lambda event: (event.cameo_root, event.article_id, event.start))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--articles", type=int, default=600)
    parser.add_argument("--rows", type=int, default=100)
    parser.add_argument("--seed", type=int, default=2026)
    options = parser.parse_args()
    every = list(articles(options.archive))
    random.Random(options.seed).shuffle(every)
    coded = Coder(load_codebook()).code(every[: options.articles])
    events = [event for _, found in coded for event in found]
    out = csv.writer(sys.stdout, delimiter="\t", lineterminator="\n")
    out.writerow(["article", "sentence", "root", "cameo", "rule", "trigger", "source", "target", "text"])
    for e in drawn(events, options.rows, random.Random(options.seed)):
        sides = [f"{side.code} «{side.text}»" if side is not None else "" for side in (e.source, e.target)]
        row = [e.article_id, e.sentence_index, e.cameo_root, e.cameo, e.rule, e.trigger, *sides, e.sentence]
        out.writerow(row)
    print(f"{min(len(every), options.articles)} articles, {len(events)} rows", file=sys.stderr)


if __name__ == "__main__":
    main()

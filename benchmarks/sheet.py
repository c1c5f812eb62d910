"""A sheet of coded rows to judge by reading: python benchmarks/sheet.py ARCHIVE [--articles N] [--skip N] [--rows N]
[--silent N] [--seed N] [--rows-seed N]

ARCHIVE is a folder of zip files, each with JSON arrays of articles (``content``, ``title``, ``source``), as in
``../shared/archive``. Articles are drawn at random, without the first ``--skip`` of the draw, which have been read
before, and of their rows as many from each CAMEO root as there are. Tab-separated columns are printed: article (file
and place in it), sentence (from 0), root, code, rule, trigger, source, target, and the sentence. With ``--silent``
follow as many sentences without a row in which a rule of the roots 14 and 17 to 20 was tried; see
docs/judged-archive.md.
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

from coder.code import CodedSentence
from coder.code.slots import DISCRETE
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


def is_silent(sentence: CodedSentence) -> bool:
    """Whether a sentence has no row, though a rule of protest, force or violence was tried."""
    roots = {(a.match.trigger.rule.entry.cameo or "")[:2] for a in sentence.attempts}
    return not sentence.events and not roots.isdisjoint(DISCRETE)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--articles", type=int, default=600)
    parser.add_argument("--rows", type=int, default=100)
    parser.add_argument("--skip", type=int, default=0)
    parser.add_argument("--silent", type=int, default=0)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--rows-seed", type=int)
    options = parser.parse_args()
    every = list(articles(options.archive))
    random.Random(options.seed).shuffle(every)
    chosen = every[options.skip : options.skip + options.articles]
    coded = [(article, found) for article, found in Coder(load_codebook()).coded(chosen)]
    events = [event for _, found in coded for sentence in found for event in sentence.events]
    seed = options.seed if options.rows_seed is None else options.rows_seed
    out = csv.writer(sys.stdout, delimiter="\t", lineterminator="\n")
    out.writerow(["article", "sentence", "root", "cameo", "rule", "trigger", "source", "target", "text"])
    for e in drawn(events, options.rows, random.Random(seed)):
        sides = [f"{side.code} «{side.text}»" if side is not None else "" for side in (e.source, e.target)]
        row = [e.article_id, e.sentence_index, e.cameo_root, e.cameo, e.rule, e.trigger, *sides, e.sentence]
        out.writerow(row)
    silent = [(article.id, s.context.sentence) for article, found in coded for s in found if is_silent(s)]
    random.Random(seed).shuffle(silent)
    for article_id, sentence in silent[: options.silent]:
        out.writerow([article_id, sentence.index, *[""] * 6, sentence.text])
    print(f"{len(chosen)} articles, {len(events)} rows", file=sys.stderr)


if __name__ == "__main__":
    main()

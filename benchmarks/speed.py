"""Words a second, against Stanza: python benchmarks/speed.py ARCHIVE [--every N] [--no-standard]

Codes articles of ARCHIVE end to end, from text to rows, and parses the same texts with the plain ``stanza.Pipeline``:
with the shipped models, and with networks of Stanza's standard sizes, without and with its character language models
(untrained: speed does not ask what a network knows). All in one process, one after the other, on one thread; what is
counted is CPU time, so that other work on the machine matters little. Nothing is kept from one to the other, and ours
begins with nothing remembered.

Twice: on every Nth article as it stands, and on the sentences of these in which something may fire, so that none of
them is left out.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

os.environ["WAQAI_CACHE"] = "off"
os.environ.setdefault("OMP_NUM_THREADS", "1")

import stanza
import torch
from models import pipeline, standard

from coder.annotate import Annotator, _load_networks, clean
from coder.code.sift import Sift
from coder.codebook import Codebook, load_codebook
from coder.event import Event
from coder.pipeline import Coder
from coder.read import Article, read_articles
from coder.weights import SHIPPED_MODELS

BATCH = 32  # texts parsed together, as `waqai run` does


def ours(book: Codebook, articles: Sequence[Article], whole: bool) -> tuple[float, list[list[Event]], int, int]:
    """CPU seconds of coding with nothing remembered but what one short text needs, the rows of each article, words, and
    how many of these were parsed."""
    _load_networks.cache_clear()
    coder = Coder(book)
    list(coder.coded([replace(articles[0], text="بغداد (رويترز) - قصف الجيش البلدة أمس.")]))
    begun = time.process_time()
    found = list(coder.coded(articles, whole))
    taken = time.process_time() - begun
    sentences = [coded.context.sentence for _, coded_sentences in found for coded in coded_sentences]
    parsed = sum(len(sentence.words) for sentence in sentences if sentence.tagged is None)
    rows = [[event for coded in coded_sentences for event in coded.events] for _, coded_sentences in found]
    return taken, rows, sum(len(sentence.words) for sentence in sentences), parsed


def stanzas(parse: Any, texts: Sequence[str]) -> float:
    """CPU seconds of a ``stanza.Pipeline``."""
    begun = time.process_time()
    for start in range(0, len(texts), BATCH):
        parse.bulk_process([stanza.Document([], text=text) for text in texts[start : start + BATCH]])
    return time.process_time() - begun


def passing(book: Codebook, articles: Sequence[Article]) -> list[Article]:
    """The articles without the sentences in which nothing may fire."""
    sift, found = Sift(book), []
    for document in Annotator(book.language).tag(articles):
        kept = sift.may_fire(document)
        text = "\n\n".join(sentence.text for sentence in document.sentences if sentence.index in kept)
        found += [replace(document.article, text=text)] if text else []
    return found


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("archive", nargs="+")
    options.add_argument("--every", type=int, default=20, metavar="N")
    options.add_argument("--no-standard", action="store_true")
    args = options.parse_args()
    torch.set_num_threads(1)
    book = load_codebook()
    articles = [item for item in read_articles(args.archive) if isinstance(item, Article)][:: args.every]
    with tempfile.TemporaryDirectory() as work:
        others = {"stanza.Pipeline, the same models": pipeline(SHIPPED_MODELS)}
        if not args.no_standard:
            networks = standard(Path(work))
            others |= {
                f"stanza.Pipeline, {name}": pipeline(SHIPPED_MODELS, **paths) for name, paths in networks.items()
            }
        compare("as it stands", book, articles, others)
        compare("of sentences that pass", book, passing(book, articles), others)


def compare(name: str, book: Codebook, articles: Sequence[Article], others: Mapping[str, Any]) -> None:
    """Measure and print."""
    taken, rows, words, parsed = ours(book, articles, whole=False)
    whole, same, _, _ = ours(book, articles, whole=True)
    differ = sum(one != other for one, other in zip(rows, same, strict=True))
    print(f"text {name}: {len(articles)} articles, {words} words, {sum(map(len, rows))} rows", flush=True)
    show("waqai, text to rows", words, taken, taken)
    print(f"{'':25}{parsed / words:.0%} of the words parsed", flush=True)
    show(f"waqai --no-filter (rows differ in {differ} articles)", words, whole, taken)
    texts = [clean(article.text, book.language).text for article in articles]
    for other, parse in others.items():
        show(other, words, stanzas(parse, texts), taken)


def show(name: str, words: int, taken: float, base: float) -> None:
    print(f"{words / taken:7.0f} words/s  {taken / base:6.2f} x  {name}", flush=True)


if __name__ == "__main__":
    main()

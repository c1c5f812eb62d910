"""Where the time goes: python benchmarks/stages.py PATHS...

Codes the articles of PATHS several times in one process, and prints for each stage its share of the whole and, as the
figure to compare between machines and versions, its time over that of the plain ``stanza.Pipeline`` with the same
models on the same text.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable

import stanza

from coder.annotate import Annotator
from coder.code import code_document
from coder.code.events import code_frames, frame_document
from coder.codebook import load_codebook
from coder.codebook.compile import compile_codebook
from coder.codebook.load import read_entries
from coder.ground import ground
from coder.languages import load_language
from coder.read import Article, read_articles
from coder.weights import PROCESSORS, SHIPPED_MODELS

RUNS = 5


def seconds(work: Callable[[], object]) -> float:
    """Wall-clock seconds of one call."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def main(paths: list[str]) -> None:
    """Measure and print; every figure is the median of RUNS."""
    articles = [item for item in read_articles(paths) if isinstance(item, Article)]
    book = load_codebook()  # now it is in the cache
    loading = seconds(load_codebook)
    compiling = seconds(lambda: compile_codebook(read_entries()))
    annotator = Annotator(load_language("ar"))
    plain = stanza.Pipeline(
        "ar",
        dir=str(SHIPPED_MODELS),
        package="default",
        processors=",".join(PROCESSORS),
        download_method=None,
        use_gpu=False,
        logging_level="ERROR",
    )
    documents = annotator.annotate(articles)
    words = sum(len(sentence.words) for document in documents for sentence in document.sentences)

    def code() -> None:
        for document in documents:
            ground(document, code_document(document, book))

    framed = [(document, frame_document(document, book)) for document in documents]

    def match() -> None:
        for document, frames in framed:  # frames keep what they worked out when it was first asked for
            code_frames(document, frames, book)

    def parse_plainly() -> None:
        plain.bulk_process([stanza.Document([], text=article.text) for article in articles])

    work = {
        "stanza": parse_plainly,
        "annotate": lambda: annotator.annotate(articles),
        "frames, code, ground": code,
        "  of it, matching": match,
    }
    times: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(RUNS):  # in turn, so that a machine whose speed drifts drifts for all
        for name, job in work.items():
            times[name].append(seconds(job))
    medians = {name: statistics.median(found) for name, found in times.items()}
    print(f"{len(articles)} articles, {words} words")
    print(f"the codebook is compiled in {compiling:.2f} s, loaded from the cache in {loading:.2f} s")
    for name, median in medians.items():
        print(f"{name:22} {median:7.3f} s  {words / median:8.0f} words/s  {median / medians['stanza']:5.2f} x stanza")


if __name__ == "__main__":
    main(sys.argv[1:] or ["samples/"])

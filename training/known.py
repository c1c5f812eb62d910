"""What the networks say of the frequent words of texts, for a file beside the models: known.py MODELS TEXT...

    python training/known.py coder/models news.txt.xz wikipedia.txt.xz

MODELS is a folder as `waqai --models` takes; its ``known.tsv.xz`` spares runs the two networks that see single words
wherever it has the word (coder/networks/known.py). TEXT: xz-compressed, one paragraph a line, of which a part is read.
"""

from __future__ import annotations

import argparse
import itertools
import lzma
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from coder.annotate import Annotator
from coder.languages import load_language
from coder.networks import known
from coder.read import Article

BATCH = 200  # paragraphs read together
CHARACTERS = 2_500_000  # of each text
EVERY = 20  # paragraphs, of which one is read
SEEN = 2  # times that a word must occur
MOST = 60_000  # words of each kind


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("models", type=Path)
    options.add_argument("texts", nargs="+", type=Path)
    args = options.parse_args()
    annotator = Annotator(load_language("ar"), str(args.models))
    tokens: Counter[str] = Counter()
    lemmas: Counter[tuple[str, str]] = Counter()
    found: dict[tuple[str, str], str] = {}
    waiting = (Article(id="", text=paragraph) for text in args.texts for paragraph in paragraphs(text))
    while some := list(itertools.islice(waiting, BATCH)):
        for document in annotator.tag(some):
            for word in (word for sentence in document.sentences for word in sentence.words):
                tokens[word.token] += word.first
                lemmas[word.text, word.upos] += 1
                found[word.text, word.upos] = word.lemma
    cuts = annotator.networks.known.cuts
    kept = known.Known(
        {token: cuts[token] for token, count in tokens.most_common() if token in cuts and count >= SEEN},
        {pair: found[pair] for pair, count in lemmas.most_common(MOST) if count >= SEEN and "\t" not in pair[0]},
    )
    known.write(args.models / "ar", annotator.networks.processors, kept)
    print(f"{len(kept.cuts)} tokens, {len(kept.lemmas)} words of {lemmas.total()}")


def paragraphs(path: Path) -> Iterator[str]:
    read = 0
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if number % EVERY == 0 and line.strip():
                yield line
                read += len(line)
                if read > CHARACTERS:
                    return


if __name__ == "__main__":
    main()

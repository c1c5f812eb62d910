"""Word vectors of segmented text: python training/vectors.py LEXICON OUT.pt TEXT.txt.xz... [--size N] [--words N]

Clitics are cut by word counts alone (coder.languages.ar_clitics), as the parser will see words. fastText skip-gram
makes the vectors (gensim), since it learns endings and prefixes too; the frequent words of them are kept, in Stanza's
format. Same input, seed and one worker give the same vectors; with more workers the order of updates varies.
"""

import argparse
import lzma
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from coder.annotate import read_counts
from coder.languages.ar_clitics import MARKS, resegment

TOKEN = re.compile(r"[\u0621-\u064a]+|[0-9\u0660-\u0669]+|[^\s\w]|\w+")


class Segmented:
    """The lines of texts as lists of words; can be read many times."""

    def __init__(self, texts, counts):
        self.texts, self.counts, self.known = texts, counts, {}

    def __iter__(self):
        for text in self.texts:
            with lzma.open(text, "rt", encoding="utf8") as lines:
                for line in lines:
                    words = [word for token in TOKEN.findall(MARKS.sub("", line)) for word in self.words(token)]
                    if len(words) > 3:
                        yield words

    def words(self, token):
        if token not in self.known:
            self.known[token] = resegment(token, None, self.counts) or (token,)
        return self.known[token]


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("lexicon", type=Path)
    options.add_argument("out", type=Path)
    options.add_argument("texts", nargs="+")
    options.add_argument("--size", type=int, default=128)
    options.add_argument("--words", type=int, default=60_000)
    options.add_argument("--epochs", type=int, default=6)
    options.add_argument("--workers", type=int, default=1)
    args = options.parse_args()

    from gensim.models import FastText

    lines = args.out.with_suffix(".txt")
    with lines.open("w", encoding="utf8") as out:
        for words in Segmented(args.texts, read_counts(args.lexicon)):
            print(*words, file=out)
    model = FastText(
        vector_size=args.size, window=3, min_count=8, sg=1, negative=5, sample=1e-4, min_n=3, max_n=5, bucket=300_000,
        epochs=args.epochs, workers=args.workers, seed=1234,
    )  # fmt: skip
    model.build_vocab(corpus_file=str(lines))
    model.train(
        corpus_file=str(lines),
        total_words=model.corpus_total_words,
        epochs=model.epochs,
        total_examples=model.corpus_count,
    )
    vectors = args.out.with_suffix(".vec")
    with vectors.open("w", encoding="utf8") as out:
        chosen = model.wv.index_to_key[: args.words]
        print(len(chosen), args.size, file=out)
        for word in chosen:
            print(word, *(f"{x:.4f}" for x in model.wv[word]), file=out)


if __name__ == "__main__":
    main()

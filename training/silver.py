"""News parsed by a model set, to train on beside treebanks: python training/silver.py MODELS TEXT.txt.xz OUT.conllu

Articles are drawn in an order that the seed fixes; taken are those with many words of conflict and politics, up to
--words words, and of them the sentences of 5 to 60 words.
"""

import argparse
import lzma
import random
import re
import sys
from itertools import groupby
from pathlib import Path

from evaluate import Parser

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from coder.annotate import clean
from coder.languages import load_language

TOPIC = re.compile(
    "قتل|هجوم|مسلح|قصف|اشتباك|جيش|قوات|شرطة|اعتقل|القبض|مظاهر|حكوم|وزير|رئيس|إرهاب|تفجير|غارة|انفجار|معارض|ميليش|حوثي|داعش|"
    "أمن|اتفاق|مفاوض|احتجاج|نازح|لاجئ|ضحايا|جرحى|صاروخ"
)
DENSITY = 160  # characters a word of the topic, at most
LONGEST = 3000  # characters of an article that are read


def articles(text, seed):
    with lzma.open(text, "rt", encoding="utf8") as lines:
        found = [list(group) for filled, group in groupby(map(str.strip, lines), bool) if filled]
    random.Random(seed).shuffle(found)
    return ("\n\n".join(article) for article in found)


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("models")
    options.add_argument("text")
    options.add_argument("out", type=Path)
    options.add_argument("--words", type=int, default=130_000)
    options.add_argument("--seed", type=int, default=1)
    args = options.parse_args()
    parse, arabic, words = Parser(args.models), load_language("ar"), 0
    with args.out.open("w", encoding="utf8") as out:
        for article in articles(args.text, args.seed):
            if words >= args.words:
                break
            if len(TOPIC.findall(article)) * DENSITY < len(article):
                continue
            document = parse(clean(article[:LONGEST], arabic).text)
            document.sentences = [s for s in document.sentences if 5 <= len(s.words) <= 60]
            words += sum(len(s.words) for s in document.sentences)
            out.write(f"{document:C}\n\n" if document.sentences else "")


if __name__ == "__main__":
    main()

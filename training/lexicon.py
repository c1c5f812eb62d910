"""Count the words of plain text: python training/lexicon.py OUT.tsv.xz TEXT.txt.xz...

Keeps words of two letters and more that occur at least FLOOR times, without vowel marks and tatweel and with one kind
of alif (coder.languages.ar_clitics.key), as word TAB count, in alphabetical order, which compresses best.
"""

import lzma
import re
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from coder.languages.ar_clitics import key

FLOOR = 3
WORD = re.compile("[\u0621-\u063a\u0641-\u064a]{2,}")


def main(out, *texts):
    counts = Counter()
    for text in texts:
        with lzma.open(text, "rt", encoding="utf8") as lines:
            for line in lines:
                counts.update(WORD.findall(key(line)))
    with lzma.open(out, "wt", encoding="utf8", preset=9 | lzma.PRESET_EXTREME) as lines:
        for word in sorted(counts):
            if counts[word] >= FLOOR:
                lines.write(f"{word}\t{counts[word]}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Tokenizer training files from CoNLL-U: python training/prepare.py IN.conllu OUT_PREFIX

Writes OUT_PREFIX.txt (paragraphs of one to six sentences, as news has them), .toklabels and -mwt.json.
"""

import random
import sys
from pathlib import Path

from stanza.utils.datasets import prepare_tokenizer_data


def main(conllu, prefix):
    rng = random.Random(1)
    lines = Path(conllu).read_text(encoding="utf8").split("\n")
    texts = [line[9:] for line in lines if line.startswith("# text = ")]
    paragraphs = []
    while texts:
        n = rng.randint(1, 6)
        paragraphs.append(" ".join(texts[:n]))
        del texts[:n]
    Path(f"{prefix}.txt").write_text("\n\n".join(paragraphs) + "\n", encoding="utf8")
    prepare_tokenizer_data.main([f"{prefix}.txt", conllu, "-o", f"{prefix}.toklabels", "-m", f"{prefix}-mwt.json"])


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Training files for tokenizer and lemmatizer from CoNLL-U: python training/prepare.py IN.conllu OUT_PREFIX

Writes OUT_PREFIX.txt (paragraphs of one to six sentences, as news has them), .toklabels and -mwt.json for the
tokenizer; and -lemma.conllu, every word once with each of its tags and its commonest lemma there, the most frequent
first: the lemmatizer sees no context, so it learns as much from these in an eighth of the time.
"""

import random
import sys
from collections import Counter
from pathlib import Path

from stanza.utils.datasets import prepare_tokenizer_data


def paragraphs(texts, rng):
    texts = list(texts)
    while texts:
        size = rng.randint(1, 6)
        yield " ".join(texts[:size])
        del texts[:size]


def lemmas(lines):
    """Lines of CoNLL-U, a word each, of the words in `lines` of CoNLL-U."""
    rows = (line.split("\t") for line in lines if line[:1].isdigit())
    counts = Counter((row[1], row[3], row[2]) for row in rows if row[0].isdigit())
    seen = set()
    for (form, upos, lemma), _ in counts.most_common():
        if (form, upos) not in seen:
            seen.add((form, upos))
            yield f"1\t{form}\t{lemma}\t{upos}\t_\t_\t0\troot\t_\t_\n\n"


def main(conllu, prefix):
    lines = Path(conllu).read_text(encoding="utf8").split("\n")
    texts = (line[9:] for line in lines if line.startswith("# text = "))
    Path(f"{prefix}.txt").write_text("\n\n".join(paragraphs(texts, random.Random(1))) + "\n", encoding="utf8")
    Path(f"{prefix}-lemma.conllu").write_text("".join(lemmas(lines)), encoding="utf8")
    prepare_tokenizer_data.main([f"{prefix}.txt", conllu, "-o", f"{prefix}.toklabels", "-m", f"{prefix}-mwt.json"])


if __name__ == "__main__":
    main(*sys.argv[1:])

"""CoNLL 2018 scores of a model set, from raw text: python training/evaluate.py MODELS_DIR CONLLU... [--json]

Beside the CoNLL 2018 F1 scores (sentences, words, UPOS, lemmas, UAS, LAS) it gives F1 of what event coding lives on:
`subj` and `obj`, pairs of a word and its subject or object, `core` both together; `prep`, triples of a verb, a
preposition and its noun; `clitics`, written tokens cut into the same several words.

The text is what the `# text` lines say, ten sentences to a paragraph, as the treebanks have no text of their own. Words
are cut as the coder cuts them, with the word counts of MODELS_DIR/ar/lexicon.tsv.xz; --no-counts leaves that out.
"""

import argparse
import json
import logging
import sys
import tempfile
import time
from pathlib import Path

import stanza
from stanza.models.common.utils import ud_scores
from stanza.utils.conll import CoNLL

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from coder.annotate import read_counts
from coder.languages.ar_clitics import recut

METRICS = {"sentences": "Sentences", "words": "Words", "upos": "UPOS", "lemmas": "Lemmas", "uas": "UAS", "las": "LAS"}


class Parser:
    """The shipped way from text to trees: Stanza, its cuts corrected by the word counts before tagging."""

    def __init__(self, models, counts=True):
        logging.getLogger("stanza").setLevel(logging.WARNING)
        self.counts = read_counts(Path(models) / "ar" / "lexicon.tsv.xz") if counts else None
        self.pipeline = stanza.Pipeline(
            "ar",
            dir=str(models),
            package="default",
            download_method=None,
            use_gpu=False,
            processors="tokenize,mwt,pos,lemma,depparse",
        )

    def words(self, text):
        document = self.pipeline(text, processors="tokenize,mwt")
        if self.counts is None:
            return document
        return stanza.Document(recut(document.to_dict(), self.counts), text=text)

    def __call__(self, text):
        return self.pipeline(self.words(text), processors="pos,lemma,depparse")


def raw_text(conllu):
    lines = Path(conllu).read_text(encoding="utf8").splitlines()
    texts = [line[9:] for line in lines if line.startswith("# text = ")]
    return "\n\n".join(" ".join(texts[i : i + 10]) for i in range(0, len(texts), 10))


def scores(parse, conllu):
    start = time.perf_counter()
    document = parse(raw_text(conllu))
    seconds = time.perf_counter() - start
    with tempfile.TemporaryDirectory() as folder:
        system = Path(folder) / "system.conllu"
        CoNLL.write_doc2conll(document, system)
        result = ud_scores(conllu, str(system))
        gold, found = parts(Path(conllu)), parts(system)
    row = {name: round(100 * result[key].f1, 2) for name, key in METRICS.items()}
    row |= {name: round(100 * f1(gold[name], found[name]), 2) for name in gold}
    return row | {"words_per_second": round(document.num_words / seconds)}


def parts(conllu):
    """What coding lives on, as sets of places in the text (characters but for white space)."""
    found = {"subj": set(), "obj": set(), "core": set(), "prep": set(), "clitics": set()}
    place = 0
    for sentence in CoNLL.conll2doc(str(conllu)).sentences:
        at = {}
        for token in sentence.tokens:
            several = len(token.words) > 1
            end = place + len("".join(token.text.split()))
            if several:
                found["clitics"].add((place, end, *(word.text for word in token.words)))
            for word in token.words:
                at[word.id] = (place, word.text if several else end)
            place = end
        for word in sentence.words:
            relation = word.deprel.split(":")[0]
            if relation in ("nsubj", "obj"):
                found["subj" if relation == "nsubj" else "obj"].add((at[word.head], at[word.id]))
                found["core"].add((relation, at[word.head], at[word.id]))
            head = sentence.words[word.head - 1] if word.head else None
            if relation == "obl" and head is not None and head.upos == "VERB":
                for case in sentence.words:
                    if case.head == word.id and case.deprel == "case":
                        found["prep"].add((at[head.id], at[case.id], at[word.id]))
    return found


def f1(gold, found):
    """0 to 1; 1 where there is nothing to find and nothing is found."""
    return 2 * len(gold & found) / (len(gold) + len(found)) if gold or found else 1.0


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("models")
    options.add_argument("conllu", nargs="+")
    options.add_argument("--no-counts", action="store_true")
    options.add_argument("--json", action="store_true")
    args = options.parse_args()
    parse = Parser(args.models, counts=not args.no_counts)
    table = {Path(name).stem: scores(parse, name) for name in args.conllu}
    if args.json:
        print(json.dumps(table, indent=2))
        return
    print("\t".join(["data", *next(iter(table.values()))]))
    for name, row in table.items():
        print("\t".join([name, *map(str, row.values())]))


if __name__ == "__main__":
    main()

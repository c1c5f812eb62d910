"""How much more treebank would help: python training/curve.py WORK [--shares 0 0.25 0.5 1] [--steps 300]

WORK is a folder of training/build.sh, finished. A parser of half the width is trained on PADT and PUD with growing
shares of our own treebank (whole reports, the same order every time), and scored from raw text beside the other models
of WORK. The rows can be compared with each other, not with the parser that ships.
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

from evaluate import Parser, scores

TESTS = ("test_padt", "test_pud", "own_test")
COLUMNS = ("las", "subj", "obj", "prep")
NETWORK = (
    "--hidden_dim 100 --char_hidden_dim 50 --num_layers 2 --word_emb_dim 50 --transformed_dim 75 "
    "--deep_biaff_hidden_dim 100 --deep_biaff_output_dim 100 --word_cutoff 3 --no_xpos --no_ufeats --dropout 0.3 "
    "--word_dropout 0.15 --optim adam --lr 0.003 --batch_size 2500 --eval_interval 100 --no_second_optim "
    "--no_checkpoint"
)


def share_of(blocks, share):
    """The sentences of so many of the reports; a sentence's id begins with that of its report."""
    report = {block: "-".join(block.split("# sent_id = ")[1].split("-")[:2]) for block in blocks}
    reports = sorted(set(report.values()))
    random.Random(1).shuffle(reports)
    kept = set(reports[: round(share * len(reports))])
    return [block for block in blocks if report[block] in kept]


def sentences(path):
    return [block for block in path.read_text(encoding="utf8").split("\n\n") if block.strip()]


def train(work, share, steps):
    """A folder of models whose parser saw this share of our treebank."""
    folder = work / f"curve-{share}"
    if not (folder / "ar").is_dir():
        shutil.copytree(work / "full", folder)
    own = share_of(sentences(work / "data/own_train.conllu"), share)
    again = share_of(sentences(work / "data/own_again.conllu"), share)
    blocks = [s for name in ("train", "train_again") for s in sentences(work / f"data/{name}.conllu")]
    data = folder / "train.conllu"
    data.write_text("".join(f"{block}\n\n" for block in [*blocks, *own, *own, *again]), encoding="utf8")
    command = [
        sys.executable, "-m", "stanza.models.parser", "--mode", "train", "--lang", "ar", "--shorthand", "ar_waqai",
        "--device", "cpu", "--seed", "1234", "--train_file", data, "--eval_file", work / "data/dev.conllu",
        "--wordvec_pretrain_file", work / "vectors.pt", *NETWORK.split(), "--max_steps", str(steps),
        "--save_dir", folder / "ar/depparse", "--save_name", "waqai.pt",
    ]  # fmt: skip
    with (folder / "log").open("w", encoding="utf8") as log:
        subprocess.run(command, check=True, stdout=log, stderr=log, env={**os.environ, "OMP_NUM_THREADS": "1"})
    return folder, sum(line[:1].isdigit() and "-" not in line.split("\t")[0] for b in own for line in b.split("\n"))


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("work", type=Path)
    options.add_argument("--shares", nargs="+", type=float, default=[0, 0.25, 0.5, 1])
    options.add_argument("--steps", type=int, default=300)
    args = options.parse_args()
    print("share", "words", *(f"{test} {column}" for test in TESTS for column in COLUMNS), sep="\t")
    for share in args.shares:
        folder, words = train(args.work, share, args.steps)
        parse = Parser(folder)
        found = [scores(parse, str(args.work / f"data/{test}.conllu")) for test in TESTS]
        print(share, words, *(row[column] for row in found for column in COLUMNS), sep="\t", flush=True)


if __name__ == "__main__":
    main()

"""Speed of model sets: python benchmarks/models.py [--models DIR ...] [--standard] PATHS...

The articles of PATHS go through ``stanza.Pipeline`` with the shipped models, with each model set of --models, and with
--standard also with networks of Stanza's standard sizes, first without and then with its character language models:
untrained, for speed does not ask what a network knows (tokenizer, expander and lemmatizer are the shipped ones there).
All of them take turns in one process on one thread; printed is the median of words a second and the ratio to the
shipped models.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import stanza
import torch

from coder.annotate import clean
from coder.languages import load_language
from coder.read import Article, read_articles
from coder.weights import PROCESSORS, SHIPPED_MODELS

RUNS = 5
ROOT = Path(__file__).resolve().parents[1]


def pipeline(folder: Path, **paths: str) -> Any:
    return stanza.Pipeline(
        "ar",
        dir=str(folder),
        package="default",
        processors=",".join(PROCESSORS),
        download_method=None,
        use_gpu=False,
        logging_level="ERROR",
        **paths,
    )


def standard(work: Path) -> dict[str, dict[str, str]]:
    """Untrained networks of standard size, as options of the pipeline: without and with character language models."""
    vectors = str(SHIPPED_MODELS / "ar/pretrain/waqai.pt")

    def train(program: str, name: str, *options: str) -> str:
        command = [sys.executable, "-m", f"stanza.models.{program}", "--mode", "train", "--shorthand", "ar_x", *options]
        subprocess.run([*command, "--save_dir", str(work), "--save_name", name], check=True, capture_output=True)
        return str(work / name)

    subprocess.run([sys.executable, ROOT / "training/treebank.py", "--out", work], check=True, capture_output=True)
    conllu = str(work / "few.conllu")
    sentences = (work / "own_test.conllu").read_text(encoding="utf-8").split("\n\n")[:30]
    Path(conllu).write_text("\n\n".join(sentences) + "\n\n", encoding="utf-8")
    text = work / "text.txt"
    text.write_text((work / "own_train.conllu").read_text(encoding="utf-8")[:20_000], encoding="utf-8")
    once = ["--train_file", conllu, "--eval_file", conllu, "--lang", "ar", "--wordvec_pretrain_file", vectors]
    once += ["--max_steps", "2", "--eval_interval", "1", "--device", "cpu"]
    charlm = ["--train_file", str(text), "--eval_file", str(text), "--epochs", "1", "--cutoff", "1", "--no_checkpoint"]
    charlm += ["--batch_size", "20", "--vocab_save_name", "vocab.pt"]
    forward = train("charlm", "forward.pt", *charlm, "--forward")
    backward = train("charlm", "backward.pt", *charlm, "--backward")
    with_charlm = [
        "--charlm",
        "--charlm_shorthand",
        "x",
        "--charlm_forward_file",
        forward,
        "--charlm_backward_file",
        backward,
    ]
    found = {}
    for name, extra in (("standard sizes", []), ("standard sizes with character models", with_charlm)):
        tagger = train("tagger", f"tagger{len(extra)}.pt", *once, *extra)
        parser = train("parser", f"parser{len(extra)}.pt", *once, *extra, "--no_checkpoint")
        found[name] = {"pos_model_path": tagger, "depparse_model_path": parser}
        if extra:
            for processor in ("pos", "depparse"):
                found[name][f"{processor}_forward_charlm_path"] = forward
                found[name][f"{processor}_backward_charlm_path"] = backward
    return found


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("paths", nargs="+")
    options.add_argument("--models", action="append", default=[], type=Path)
    options.add_argument("--standard", action="store_true")
    args = options.parse_args()
    torch.set_num_threads(1)
    arabic = load_language("ar")
    texts = [clean(item.text, arabic).text for item in read_articles(args.paths) if isinstance(item, Article)]
    with tempfile.TemporaryDirectory() as work:
        sets = {"shipped": pipeline(SHIPPED_MODELS)}
        sets |= {str(folder): pipeline(folder) for folder in args.models}
        if args.standard:
            sets |= {name: pipeline(SHIPPED_MODELS, **paths) for name, paths in standard(Path(work)).items()}
        times: dict[str, list[float]] = {name: [] for name in sets}
        for run in range(RUNS + 1):
            for name, parse in sets.items():
                begun = time.perf_counter()
                documents = parse.bulk_process(texts)
                if run:  # the first warms up
                    times[name].append(time.perf_counter() - begun)
    words = sum(document.num_words for document in documents)
    print(f"{words} words, median of {RUNS} runs")
    for name, taken in times.items():
        ratio = statistics.median(other / own for other, own in zip(taken, times["shipped"], strict=True))
        print(f"{words / statistics.median(taken):7.0f} words/s  {ratio:6.2f} x the time of the shipped  {name}")


if __name__ == "__main__":
    main()

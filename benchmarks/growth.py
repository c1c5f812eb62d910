"""How time and memory grow: python benchmarks/growth.py ARCHIVE [--sizes 100,300,1000] [--workers N]

Runs ``waqai run`` on the first so many articles of ARCHIVE, each time with an empty cache, and prints seconds, articles
and words a second, and the peak memory of all its processes together (proportional set size, so that what they share
counts once; sampled twice a second). An archive that is too small is told again, with a word put before each article
that makes its text another: so nothing is a copy, and nothing is parsed already.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from coder.read import Article, read_articles

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("archive", nargs="+")
    options.add_argument("--sizes", default="100,300,1000")
    options.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    args = options.parse_args()
    articles = [item for item in read_articles(args.archive) if isinstance(item, Article)]
    print("articles   words   seconds  articles/s  words/s  peak MB")
    for size in map(int, args.sizes.split(",")):
        with tempfile.TemporaryDirectory() as work:
            archive = Path(work, "archive.jsonl")
            lines = (json.dumps(one, ensure_ascii=False) for one in told(articles, size))
            archive.write_text("\n".join(lines), encoding="utf-8")
            seconds, peak, words = run(archive, Path(work), args.workers)
        print(
            f"{size:8} {words:8} {seconds:8.1f} {size / seconds:10.1f} {words / seconds:9.0f} {peak / 1e6:8.0f}",
            flush=True,
        )


def told(articles: list[Article], size: int) -> Iterator[dict[str, str]]:
    """Records of so many articles."""
    for number in range(size):
        again, at = divmod(number, len(articles))
        article = articles[at]
        text = f"خبر {again}\n\n{article.text}" if again else article.text
        yield {"id": str(number), "text": text, "date": article.date.isoformat() if article.date else ""}


def run(archive: Path, work: Path, workers: int) -> tuple[float, int, int]:
    """Seconds of a run, the most memory that it took, in bytes, and the number of words."""
    command = [sys.executable, "-m", "cli.main", "run", str(archive), "--to", str(work / "out")]
    environment = {**os.environ, "WAQAI_CACHE": str(work / "cache"), "PYTHONPATH": str(ROOT)}
    begun, peak = time.perf_counter(), 0
    command += ["--workers", str(workers), "--keep-copies"]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    while process.poll() is None:
        peak = max(peak, sum(memory(number) for number in family(process.pid)))
        time.sleep(0.5)
    seconds = time.perf_counter() - begun
    assert process.stderr is not None
    summary = process.stderr.read()
    counted = re.search(r"([\d,]+) words", summary)
    if process.returncode or counted is None:
        sys.exit(f"the run ended with {process.returncode}: {summary}")
    return seconds, peak, int(counted[1].replace(",", ""))


def family(number: int) -> Iterator[int]:
    """A process and all that it started."""
    yield number
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{number}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from family(int(child))


def memory(number: int) -> int:
    """Bytes that a process takes, with its share of what others use too; 0 once it is gone."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{number}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1000
    return 0


if __name__ == "__main__":
    main()

"""The sample articles give the committed rows, byte for byte: in another process, in one batch or several."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
EXPECTED = ROOT / "tests" / "data" / "samples"


@pytest.mark.parametrize("schema", ["event", "cameo", "acled"])
def test_samples_give_the_expected_rows(schema: str) -> None:
    suffix = "jsonl" if schema == "event" else "csv"
    command = [sys.executable, "-m", "cli.main", "code", "samples/", "--schema", schema, "--format", suffix]
    done = subprocess.run(command, capture_output=True, check=True, cwd=ROOT)
    assert done.stdout == (EXPECTED / f"{schema}.{suffix}").read_bytes()


def test_one_article_alone_gives_the_same_rows_as_in_the_batch() -> None:
    name = "samples/2021-02-17-marib-fighting.txt"
    command = [sys.executable, "-m", "cli.main", "code", name, "--format", "jsonl"]
    done = subprocess.run(command, capture_output=True, check=True, cwd=ROOT)
    batch = (EXPECTED / "event.jsonl").read_bytes().splitlines(keepends=True)
    assert done.stdout == b"".join(line for line in batch if name.encode() in line)

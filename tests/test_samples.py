"""The sample articles give the committed rows, byte for byte: in another process, in one batch or several."""

from __future__ import annotations

import pytest
from commands import ROOT, waqai, waqai_apart

EXPECTED = ROOT / "tests" / "data" / "samples"


@pytest.mark.parametrize(
    ("schema", "suffix", "run"),
    [
        ("event", "jsonl", waqai_apart),
        ("cameo", "csv", waqai),
        ("acled", "csv", waqai),
        ("icews", "tsv", waqai),
        ("gdelt", "tsv", waqai),
    ],
)
def test_samples_give_the_expected_rows(schema: str, suffix: str, run) -> None:
    done = run("code", "samples/", "--schema", schema, "--format", suffix)
    assert done.code == 0
    assert done.out.encode() == (EXPECTED / f"{schema}.{suffix}").read_bytes()


def test_one_article_alone_gives_the_same_rows_as_in_the_batch() -> None:
    name = "samples/2021-02-17-marib-fighting.txt"
    done = waqai("code", name, "--format", "jsonl")
    batch = (EXPECTED / "event.jsonl").read_bytes().splitlines(keepends=True)
    assert done.out.encode() == b"".join(line for line in batch if name.encode() in line)

"""The quick ways through Stanza give what Stanza gives."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import stanza
from hypothesis import given, settings
from hypothesis import strategies as st
from stanza.models.common.chuliu_edmonds import chuliu_edmonds_one_root, tarjan

from coder.quick import best_tree, find_cycle, quicken
from coder.weights import PROCESSORS, SHIPPED_MODELS

SAMPLES = Path(__file__).parents[1] / "samples"


def pipeline() -> Any:
    return stanza.Pipeline(
        "ar", dir=str(SHIPPED_MODELS), package="default", processors=",".join(PROCESSORS), download_method=None,
        use_gpu=False, logging_level="ERROR",
    )  # fmt: skip


@st.composite
def matrices(draw: st.DrawFn) -> Any:
    """Scores of heads as a parser gives them: logarithms of shares, a word never its own head; often near a tie."""
    size = draw(st.integers(2, 12))
    spread = draw(st.sampled_from([0.1, 1.0, 5.0]))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    scores = random.normal(0, spread, (size, size)).astype(np.float32)
    scores[:, 0] += draw(st.sampled_from([-3, 0, 3]))  # few roots, or many
    np.fill_diagonal(scores, -np.inf)
    return scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)


def score(scores: Any, heads: Any) -> float:
    return float(sum(scores[word, head] for word, head in enumerate(heads) if word))


@given(matrices())
@settings(max_examples=300, deadline=None)
def test_the_best_tree_is_stanzas(scores: Any) -> None:
    heads = best_tree(scores.copy())
    assert (heads[1:] == 0).sum() == 1
    assert find_cycle(heads.tolist()) == []
    assert score(scores, heads) == pytest.approx(score(scores, chuliu_edmonds_one_root(scores.copy())), abs=1e-3)


@given(st.data(), st.integers(2, 40))
def test_a_cycle_is_one_that_stanza_finds(data: st.DataObject, size: int) -> None:
    others = [st.sampled_from([head for head in range(size) if head != word]) for word in range(1, size)]
    heads = [0, *data.draw(st.tuples(*others))]
    found = {frozenset(np.flatnonzero(cycle).tolist()) for cycle in tarjan(np.array(heads))}
    cycle = find_cycle(heads)
    assert (frozenset(cycle) in found) if found else cycle == []


def test_a_sentence_of_thousands_of_words_has_a_tree() -> None:
    random = np.random.default_rng(7)
    heads = best_tree(np.log(random.dirichlet(np.ones(1500), 1500)))
    assert (heads[1:] == 0).sum() == 1
    assert find_cycle(heads.tolist()) == []


def test_parses_are_those_of_the_plain_pipeline() -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted(SAMPLES.rglob("*.txt"))]
    plain, quick = pipeline(), pipeline()
    quicken(quick)
    wanted = [plain(text).to_dict() for text in texts]
    for _ in range(2):  # the second time cuts and lemmas are remembered
        assert [quick(text).to_dict() for text in texts] == wanted
    assert sum(len(text) for text in texts) > 5000

"""The quick ways through Stanza's networks give what Stanza gives."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import stanza
from hypothesis import given, settings
from hypothesis import strategies as st
from stanza.models.common.chuliu_edmonds import chuliu_edmonds_one_root, tarjan

from coder.networks import Networks, known
from coder.networks.speller import Cutter, Lemmatizer
from coder.networks.tagger import Tagger
from coder.networks.tokenizer import Tokenizer
from coder.networks.trees import TreeParser, best_tree, find_cycle
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


Parsed = list[list[list[tuple[Any, ...]]]]  # of each text its sentences of words


def parses(networks: Networks, texts: list[str]) -> Parsed:
    """The texts through all networks, without the cuts that annotate mends."""
    found = []
    for sentences in networks.tokens(texts):
        cuts = networks.cuts(piece.text for sentence in sentences for piece in sentence if piece.several)
        cuts = {token: words if len(words) > 1 else (token,) for token, words in cuts.items()}
        words = [[w for p in s for w in (cuts[p.text] if p.several else (p.text,))] for s in sentences]
        tagged = networks.tagged(words)
        trees = networks.trees(tagged)
        found.append(
            [
                [
                    (word, upos, feats, lemma, head, deprel)
                    for word, (upos, _, feats), lemma, (head, deprel) in zip(*sentence, tree, strict=True)
                ]
                for sentence, tree in zip(tagged, trees, strict=True)
            ]
        )
    return found


def plain_parses(plain: Any, texts: list[str]) -> Parsed:
    return [
        [
            [(w.text, w.upos, w.feats or "", w.lemma, w.head, w.deprel) for w in sentence.words]
            for sentence in document.sentences
        ]
        for document in plain.bulk_process(texts)
    ]


def texts() -> list[str]:
    found = [path.read_text(encoding="utf-8") for path in sorted(SAMPLES.rglob("*.txt"))]
    assert sum(len(text) for text in found) > 5000
    return found


def test_parses_are_those_of_the_plain_pipeline() -> None:
    plain = pipeline()
    networks = Networks(plain)
    wanted = plain_parses(plain, texts())
    for _ in range(2):  # the second time cuts, lemmas and vectors are remembered
        assert parses(networks, texts()) == wanted


def test_tokens_stand_where_the_text_has_them() -> None:
    text = (
        "قال  الوزير:\u0085 «لا»!! \n\n بلغ العدد 129،434 والموقع www.example.com/a.b .\n\n\n"
        + "كتب الولد درسا طويلا. " * 120
    )
    networks = Networks(pipeline())
    (sentences,) = networks.tokens([text])
    pieces = [piece for sentence in sentences for piece in sentence]
    assert all(text[piece.start : piece.end] == piece.text for piece in pieces)
    assert all(one.end <= other.start for one, other in itertools.pairwise(pieces))
    assert "".join(piece.text for piece in pieces) == "".join(text.replace("\u0085", " ").split())
    assert "www.example.com/a.b" in [piece.text for piece in pieces]
    assert networks.tokens(["", " \n\n "]) == [[], []]


def test_networks_of_another_kind_are_asked_in_stanzas_way(monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in (Tokenizer, Cutter, Tagger, Lemmatizer, TreeParser):
        monkeypatch.setattr(kind, "knows", lambda processor: False)
    plain = pipeline()
    assert parses(Networks(plain), texts()[:2]) == plain_parses(plain, texts()[:2])


def test_what_is_known_beforehand_is_what_the_networks_say() -> None:
    plain = pipeline()
    found = known.read(SHIPPED_MODELS / "ar", plain.processors)
    assert len(found.cuts) > 1000
    assert len(found.lemmas) > 10_000
    cuts = dict(list(found.cuts.items())[::50])
    assert Networks(plain).cuts(cuts) == cuts
    lemmas = list(found.lemmas)[::100]
    document = stanza.Document([[{"id": n, "text": w, "upos": t} for n, (w, t) in enumerate(lemmas, 1)]])
    (sentence,) = plain.processors["lemma"].process(document).sentences
    assert [w.lemma for w in sentence.words] == [found.lemmas[pair] for pair in lemmas]


def test_what_is_known_of_other_networks_does_not_count(tmp_path: Path) -> None:
    processors = pipeline().processors
    known.write(tmp_path, processors, known.Known({"وهو": ("و", "هو")}, {("كتب", "VERB"): "كتب"}))
    assert known.read(tmp_path, processors) == ({"وهو": ("و", "هو")}, {("كتب", "VERB"): "كتب"})
    others = {"mwt": processors["lemma"], "lemma": processors["mwt"]}
    assert known.read(tmp_path, others) == ({}, {})
    assert known.read(tmp_path / "nowhere", processors) == ({}, {})

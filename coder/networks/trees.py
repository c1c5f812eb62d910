"""Stanza's graph parser.

What is left out, and why nothing changes by it:

- The best tree is looked for among those with any number of roots first, and seldom has more than one. Stanza begins
  by making roots dear, so that every sentence is full of cycles to be broken.
- Relations are scored for the arcs of the tree, not for every pair of words, and a head is read once for all its words.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor
from torch.nn.functional import log_softmax, logsigmoid, relu, softplus

from coder.networks.layers import ROOT, Highway, Rows, WordVectors, batches, knows_inputs

if TYPE_CHECKING:
    from coder.networks import Tagged

Tree = list[tuple[int, str]]  # of each word its head, 0 the root, and its relation
_MOST = 1500  # words read together


class TreeParser:
    """Parses as Stanza's ``DepparseProcessor`` does."""

    def __init__(self, processor: Any) -> None:
        model = self._model = processor.trainer.model.eval()
        self._vectors = WordVectors(model, processor.pretrain.vocab)
        self._layers = Highway(model.parserlstm, model.parserlstm_h_init, model.parserlstm_c_init)
        self._constrained = processor.config.get("resolve_head_constraints", True)
        self._relations = model.deprel.scorer.W_bilin.weight.permute(2, 1, 0).contiguous()

    @staticmethod
    def knows(processor: Any) -> bool:
        """Whether a processor is of the kind that is read here."""
        from stanza.models.depparse.model import GraphParser

        model = processor.trainer.model
        if hasattr(processor, "_variant") or type(model) is not GraphParser or not knows_inputs(model):
            return False
        args = model.args
        others = any(args.get(name, True) for name in ("use_xpos", "use_ufeats"))
        return bool(args.get("use_upos", True) and not others and not args.get("use_arc_embedding"))

    @torch.inference_mode()
    def trees(self, sentences: Sequence[Tagged]) -> list[Tree]:
        """Governor and relation of each word; sentences have at least one."""
        found: list[Tree] = [[] for _ in sentences]
        for batch in batches([len(sentence.words) for sentence in sentences], _MOST):
            for n, tree in zip(batch, self._parse([sentences[n] for n in batch]), strict=True):
                found[n] = tree
        return found

    def _parse(self, sentences: Sequence[Tagged]) -> list[Tree]:
        from stanza.models.common.vocab import VOCAB_PREFIX_SIZE
        from stanza.models.depparse.head_constraints import (
            find_head_constraint_violations,
            resolve_head_constraint_violations,
        )

        model, vocab = self._model, self._model.vocab["deprel"]
        lengths = [len(sentence.words) + 1 for sentence in sentences]
        rows = Rows(lengths)
        read = self._layers(self._inputs(sentences), rows)
        arcs = log_softmax(self._arcs(read, rows), 2).numpy()
        trees = [best_tree(arcs[n, :length, :length]) for n, length in enumerate(lengths)]
        relations = _Relations(model.deprel, self._relations, read, rows)
        found = []
        for n, (tree, labels) in enumerate(zip(trees, relations.of_trees(trees), strict=True)):
            names = vocab.unmap([label + VOCAB_PREFIX_SIZE for label in labels])
            if self._constrained and find_head_constraint_violations(tree, names):
                scores = arcs[n, : len(tree), : len(tree)]
                every = log_softmax(relations.of_pairs(n, len(tree)), 2).numpy()
                tree, labels = resolve_head_constraint_violations(scores, every, tree, vocab)
                names = vocab.unmap([label + VOCAB_PREFIX_SIZE for label in labels])
            found.append([(int(head), name) for head, name in zip(tree[1:], names, strict=True)])
        return found

    def _inputs(self, sentences: Sequence[Tagged]) -> Tensor:
        """The vectors of all words one after the other, a root before those of each sentence."""
        from stanza.models.common.vocab import ROOT_ID

        model = self._model
        words = [word for sentence in sentences for word in (ROOT, *sentence.words)]
        lemmas = [n for s in sentences for n in (ROOT_ID, *map(model.vocab["lemma"].unit2id, s.lemmas))]
        tags = [n for s in sentences for n in (ROOT_ID, *(model.vocab["upos"].unit2id(tag) for tag, _, _ in s.tags))]
        pretrained, trained, characters = self._vectors(words)
        parts = [pretrained, trained, model.lemma_emb(torch.tensor(lemmas)), model.upos_emb(torch.tensor(tags))]
        return torch.cat([*parts, characters], 1)

    def _arcs(self, read: Tensor, rows: Rows) -> Tensor:
        """Scores of each word as head of each other: the first half of Stanza's ``GraphParser.forward_scores``."""
        model = self._model
        scores = _pairs(model.unlabeled, read, rows)
        places = torch.arange(scores.shape[1])
        offsets = (places[None, :] - places[:, None])[None]
        if model.args["linearization"]:
            scores += logsigmoid(_pairs(model.linearization, read, rows) * torch.sign(offsets).float())
        if model.args["distance"]:
            expected = 1 + softplus(_pairs(model.distance, read, rows))
            scores -= torch.log((torch.abs(offsets).float() - expected) ** 2 / 2 + 1)
        return scores.masked_fill_(torch.eye(len(places), dtype=torch.bool)[None], -float("inf"))


def _sides(scorer: Any, read: Tensor) -> tuple[Tensor, Tensor]:
    """What a biaffine scorer sees of words as dependents and as heads."""
    ones = read.new_ones(len(read), 1)
    dependents, heads = (torch.cat([relu(side(read)), ones], 1) for side in (scorer.W1, scorer.W2))
    return dependents, heads


def _pairs(scorer: Any, read: Tensor, rows: Rows) -> Tensor:
    """The one score of all pairs of words of each sentence: Stanza's ``DeepBiaffineScorer``."""
    dependents, heads = _sides(scorer, read)
    bilinear = scorer.scorer.W_bilin
    scores: Tensor = rows.padded(dependents @ bilinear.weight[:, :, 0]) @ rows.padded(heads).transpose(1, 2)
    return scores.add_(bilinear.bias)


class _Relations:
    """Scores of relations, worked out for the arcs that are asked for.

    Args:
        scorer: Stanza's.
        weights: of its bilinear layer, for each relation a matrix from heads to dependents.
        read: the words as the layers below left them, the sentences one after the other.
    """

    def __init__(self, scorer: Any, weights: Tensor, read: Tensor, rows: Rows) -> None:
        self._bilinear, self._weights = scorer.scorer.W_bilin, weights
        self._dependents, self._heads = _sides(scorer, read)
        self._begins = rows.begins.tolist()

    def of_trees(self, trees: Sequence[Any]) -> list[list[int]]:
        """The best relation of every word but the root to its head, for each tree of the batch."""
        arcs = [
            (begin + word, begin + head)
            for begin, tree in zip(self._begins, trees, strict=True)
            for word, head in enumerate(tree.tolist())
            if word
        ]
        words, heads = torch.tensor(arcs).T
        heads, which = torch.unique(heads, return_inverse=True)  # many words have one head
        dependents, governors = self._dependents[words], self._heads[heads]
        sides = ((governors @ matrix).index_select(0, which) for matrix in self._weights)
        scores = torch.stack([(dependents * side).sum(1) for side in sides], 1)
        labels = iter((scores + self._bilinear.bias).argmax(1).tolist())
        return [[next(labels) for _ in tree[1:]] for tree in trees]

    def of_pairs(self, sentence: int, length: int) -> Tensor:
        """Scores of all relations between all words of a sentence."""
        words = slice(self._begins[sentence], self._begins[sentence] + length)
        scores: Tensor = self._bilinear(self._dependents[None, words], self._heads[None, words])[0]
        return scores


def best_tree(scores: Any) -> Any:
    """The head of every word in the best tree with one root.

    Args:
        scores: numpy array; ``scores[i, j]`` says how well word ``j`` (0 the root) suits as head of word ``i``.

    Returns:
        numpy array of heads, the root's own first.
    """
    import numpy as np

    scores = scores.astype(np.float64)
    heads = _best_graph(scores.copy())
    if (heads[1:] == 0).sum() > 1:  # as Stanza does: an arc from the root so dear that only one is taken
        scores[:, 0] += scores[np.isfinite(scores)].min() * len(scores)
        heads = _best_graph(scores)
    return heads


def _best_graph(scores: Any) -> Any:
    """The heads of the best tree with any number of roots, by Chu-Liu and Edmonds, in Stanza's own steps."""
    import numpy as np
    from stanza.models.common.chuliu_edmonds import expand_contracted_tree, prepare_scores, process_cycle

    broken = []  # the problems of which a cycle was made one word, the whole sentence first
    while True:
        prepare_scores(scores)
        heads = np.argmax(scores, axis=1)
        cycle = find_cycle(heads.tolist())
        if not cycle:
            break
        inside = np.zeros(len(heads), dtype=bool)
        inside[cycle] = True
        scores, *parts = process_cycle(heads, inside, scores)
        broken.append((heads, parts))
    for whole, parts in reversed(broken):
        heads = expand_contracted_tree(whole, heads, *parts)
    return heads


def find_cycle(heads: Sequence[int]) -> list[int]:
    """Words each of which is the head of another of them, all around; empty where the heads make a tree."""
    seen = [0] * len(heads)  # by which walk up the tree
    seen[0] = -1
    for start in range(1, len(heads)):
        word = start
        while not seen[word]:
            seen[word] = start
            word = heads[word]
        if seen[word] == start:
            cycle = [word]
            while (word := heads[word]) != cycle[0]:
                cycle.append(word)
            return cycle
    return []

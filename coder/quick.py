"""Stanza's networks, asked for no more than is needed: the same answers in half the time.

What is left out, and why nothing changes by it:

- The best tree is looked for among those with any number of roots first, and seldom has more than one. Stanza begins
  by making roots dear, so that every sentence is full of cycles to be broken.
- Relations are scored for the arcs of the tree, not for every pair of words.
- A token is cut into words, and a word with its tag lemmatized, once: neither network sees the words around.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

_REMEMBERED = 200_000  # cuts of tokens, and lemmas, that a process keeps


def quicken(pipeline: Any) -> None:
    """Make a ``stanza.Pipeline`` quick; processors of a kind that is not known here stay as they are."""
    from stanza.models.depparse.model import GraphParser

    parser, expander, lemmatizer = map(pipeline.processors.get, ("depparse", "mwt", "lemma"))
    model = parser and parser.trainer.model
    if type(model) is GraphParser and not model.args.get("use_arc_embedding"):
        model.deprel = _arc_labels(model.deprel)
        model.predict = lambda *inputs, resolve_head_constraints=False: _parse(model, inputs, resolve_head_constraints)
    if expander is not None:
        _remember_cuts(expander)
    if lemmatizer is not None and not lemmatizer.use_identity and not lemmatizer.trainer.has_contextual_lemmatizers():
        _remember_lemmas(lemmatizer)


# --- the parser -------------------------------------------------------------------------------------------------------


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


def _parse(model: Any, inputs: Sequence[Any], resolve_head_constraints: bool) -> list[list[list[Any]]]:
    """``GraphParser.predict`` of Stanza: head and relation of every word of every sentence of a batch."""
    from stanza.models.common.vocab import VOCAB_PREFIX_SIZE
    from stanza.models.depparse.head_constraints import (
        find_head_constraint_violations,
        resolve_head_constraint_violations,
    )
    from torch.nn.functional import log_softmax

    vocab, lengths = model.vocab["deprel"], inputs[12]
    arcs = log_softmax(model.forward_scores(*inputs)[0], 2).numpy()
    trees = [best_tree(arcs[i, :length, :length]) for i, length in enumerate(lengths)]
    found = []
    for i, (tree, labels) in enumerate(zip(trees, model.deprel.of_trees(trees), strict=True)):
        relations = vocab.unmap([label + VOCAB_PREFIX_SIZE for label in labels])
        if resolve_head_constraints and find_head_constraint_violations(tree, relations):
            every = log_softmax(model.deprel.of_pairs(i, len(tree)), 2).numpy()
            tree, labels = resolve_head_constraint_violations(arcs[i, : len(tree), : len(tree)], every, tree, vocab)
            relations = vocab.unmap([label + VOCAB_PREFIX_SIZE for label in labels])
        found.append([list(pair) for pair in zip(tree[1:], relations, strict=True)])
    return found


def _arc_labels(scorer: Any) -> Any:
    """Stanza's scorer of relations, which waits until the tree is known."""
    import torch
    from torch import nn

    class ArcLabels(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.scorer = scorer

        def forward(self, dependents: Any, heads: Any) -> Any:
            """Keeps the words; the scores are asked for below."""
            ones = dependents.new_ones(*dependents.shape[:-1], 1)
            self.dependents, self.heads = (
                torch.cat([scorer.hidden_func(side(words)), ones], 2)
                for side, words in ((scorer.W1, dependents), (scorer.W2, heads))
            )
            return None

        def of_trees(self, trees: Sequence[Any]) -> list[list[int]]:
            """The best relation of every word but the root to its head, for each tree of the batch."""
            bilinear = scorer.scorer.W_bilin
            rows = [(i, word, head) for i, tree in enumerate(trees) for word, head in enumerate(tree.tolist()) if word]
            sentence, word, head = (torch.tensor(column) for column in zip(*rows, strict=True))
            half = torch.einsum("NI,IJO->NJO", self.dependents[sentence, word], bilinear.weight)
            best = (torch.einsum("NJO,NJ->NO", half, self.heads[sentence, head]) + bilinear.bias).argmax(1).tolist()
            labels = iter(best)
            return [[next(labels) for _ in tree[1:]] for tree in trees]

        def of_pairs(self, sentence: int, length: int) -> Any:
            """Scores of all relations between all words of a sentence."""
            one = slice(sentence, sentence + 1)
            return scorer.scorer.W_bilin(self.dependents[one, :length], self.heads[one, :length])[0]

    return ArcLabels()


# --- cuts and lemmas --------------------------------------------------------------------------------------------------


def _remember_cuts(expander: Any) -> None:
    """Let Stanza's ``MWTProcessor`` cut every token only once."""
    from stanza.models.common.doc import Document

    cut, known = expander.process, _Memory()

    def process(document: Any) -> Any:
        tokens = document.get_mwt_expansions(evaluation=True)
        if new := known.lacking(tokens):
            listed = cut(Document([[{"id": n, "text": token, "misc": "MWT=Yes"} for n, token in enumerate(new, 1)]]))
            parts = (token.words for sentence in listed.sentences for token in sentence.tokens)
            known.update(zip(new, (" ".join(word.text for word in words) for words in parts), strict=True))
        document.set_mwt_expansions([known[token] for token in tokens], process_manual_expanded=False)
        return document

    expander.process = process


def _remember_lemmas(lemmatizer: Any) -> None:
    """Let Stanza's ``LemmaProcessor`` find the lemma of every word with its tag only once."""
    from stanza.models.common.doc import LEMMA, TEXT, UPOS, Document

    lemmatize, known = lemmatizer.process, _Memory()

    def process(document: Any) -> Any:
        pairs = [tuple(pair) for pair in document.get([TEXT, UPOS])]
        if new := known.lacking(pairs):
            words = ({"id": n, "text": text, "upos": tag} for n, (text, tag) in enumerate(new, 1))
            known.update(zip(new, lemmatize(Document([list(words)])).get([LEMMA]), strict=True))
        document.set([LEMMA], [known[pair] for pair in pairs])
        return document

    lemmatizer.process = process


class _Memory(dict[Any, str]):
    """What a network said of single words; emptied before it grows too large."""

    def lacking(self, asked: Iterable[Any]) -> list[Any]:
        """Those asked for that are not known yet, each once."""
        if len(self) > _REMEMBERED:
            self.clear()
        return [one for one in dict.fromkeys(asked) if one not in self]

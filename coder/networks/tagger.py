"""Stanza's tagger: UPOS and features of words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import relu

from coder.networks.layers import Highway, Rows, WordVectors, batches, knows_inputs

_MOST = 2000  # words read together


class Tagger:
    """Tags as Stanza's ``POSProcessor`` does, but for XPOS, which nothing asks for."""

    def __init__(self, processor: Any) -> None:
        model = self._model = processor.trainer.model.eval()
        self._vectors = WordVectors(model, processor.pretrain.vocab)
        self._layers = Highway(model.taggerlstm, model.taggerlstm_h_init, model.taggerlstm_c_init)
        self._features: dict[tuple[int, ...], str] = {}
        self._of_tags = self._scorers()

    @staticmethod
    def knows(processor: Any) -> bool:
        """Whether a processor is of the kind that is read here."""
        from stanza.models.pos.model import Tagger as StanzaTagger

        model = processor.trainer.model
        if hasattr(processor, "_variant") or type(model) is not StanzaTagger or not knows_inputs(model):
            return False
        columns = {column.name: (column.parents, column.output) for column in model.tag_columns}
        usual = columns.keys() == {"upos", "xpos", "feats"} and columns["feats"][0] == ("upos",)
        return usual and model.link_mode == "tag_emb"

    @torch.inference_mode()
    def _scorers(self) -> Tensor:
        """For each UPOS the layer that scores all features of a word with it: the biaffine one with its tag put in."""
        model = self._model
        tags = model.upos_emb.weight
        tags = torch.cat([tags, tags.new_ones(len(tags), 1)], 1)
        parts = []
        for scorer in model.tag_clf["feats"]:
            layer = torch.einsum("OIJ,TJ->TIO", scorer.W_bilin.weight, tags)
            layer[:, -1] += scorer.W_bilin.bias
            parts.append(layer)
        return torch.cat(parts, 2)

    @torch.inference_mode()
    def tags(self, sentences: Sequence[Sequence[str]]) -> list[list[tuple[str, str, str]]]:
        """UPOS, an empty XPOS and features of each word; sentences have at least one."""
        found: list[list[tuple[str, str, str]]] = [[] for _ in sentences]
        for batch in batches([len(words) for words in sentences], _MOST):
            lengths = [len(sentences[n]) for n in batch]
            tags = iter(self._tag([word for n in batch for word in sentences[n]], lengths))
            for n, length in zip(batch, lengths, strict=True):
                found[n] = [next(tags) for _ in range(length)]
        return found

    def _tag(self, words: Sequence[str], lengths: Sequence[int]) -> list[tuple[str, str, str]]:
        model = self._model
        pretrained, trained, characters = self._vectors(words)
        read = self._layers(torch.cat([trained, pretrained, characters], 1), Rows(lengths))
        upos = model.upos_clf(relu(model.upos_hid(read))).argmax(1)
        hidden = relu(model.tag_hid["feats"](read))
        hidden = torch.cat([hidden, hidden.new_ones(len(hidden), 1)], 1)
        scores = hidden.new_empty(len(hidden), self._of_tags.shape[2])
        for tag in upos.unique().tolist():
            those = upos == tag
            scores[those] = hidden[those] @ self._of_tags[tag]
        sizes = [len(scorer.W_bilin.bias) for scorer in model.tag_clf["feats"]]
        features = torch.stack([part.argmax(1) for part in torch.split(scores, sizes, 1)], 1).tolist()
        names = model.vocab["upos"].unmap(upos.tolist())
        return [(name, "", self._written(tuple(values))) for name, values in zip(names, features, strict=True)]

    def _written(self, values: tuple[int, ...]) -> str:
        if values not in self._features:
            written = self._model.vocab["feats"].id2unit(values)
            self._features[values] = "" if written == "_" else written
        return self._features[values]

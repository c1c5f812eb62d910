"""What tagger, parser and tokenizer have in common: vectors of words, layers that read both ways, batches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pad_sequence

_REMEMBERED = 50_000  # words whose vectors are kept
_NEW = 1000  # words whose characters are read together


class BothWays:
    """A bidirectional LSTM of one layer, over padded instead of packed sequences, for which torch is slow."""

    def __init__(self, lstm: nn.LSTM) -> None:
        self._there, self._back = (_one_way(lstm, suffix) for suffix in ("", "_reverse"))

    def __call__(self, inputs: Tensor, lengths: Tensor, begin: tuple[Tensor, Tensor] | None = None) -> Tensor:
        """Outputs of both directions; ``begin`` has the first hidden states and cells, of each direction one."""
        steps = torch.arange(inputs.shape[1])
        turned = torch.where(steps < lengths[:, None], lengths[:, None] - 1 - steps, steps)
        turned = (turned + torch.arange(len(inputs))[:, None] * inputs.shape[1]).flatten()
        sides = []
        for way, lstm in enumerate((self._there, self._back)):
            state = tuple(s[way : way + 1].expand(1, len(inputs), -1).contiguous() for s in begin) if begin else None
            words = _turn(inputs, turned) if way else inputs
            found = lstm(words, state)[0]
            sides.append(_turn(found, turned) if way else found)
        return torch.cat(sides, 2)


def _turn(values: Tensor, order: Tensor) -> Tensor:
    """Rows with their words in another order, which is that of all words of all rows."""
    return values.flatten(0, 1).index_select(0, order).view(values.shape)


def _one_way(lstm: nn.LSTM, suffix: str) -> nn.LSTM:
    found = nn.LSTM(lstm.input_size, lstm.hidden_size, batch_first=True)
    for name in ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"):
        setattr(found, name, nn.Parameter(getattr(lstm, name + suffix).detach(), requires_grad=False))
    return found.eval()


class Highway:
    """Stanza's ``HighwayLSTM``.

    Args:
        layers: the network.
        hidden, cells: its first states, two for each layer.
    """

    def __init__(self, layers: Any, hidden: Tensor, cells: Tensor) -> None:
        self._layers = layers
        self._lstms = [BothWays(packed.lstm) for packed in layers.lstm]
        self._begin = [(hidden[2 * n : 2 * n + 2], cells[2 * n : 2 * n + 2]) for n in range(len(self._lstms))]

    def __call__(self, inputs: Tensor, lengths: Tensor) -> Tensor:
        """Outputs for padded sequences of vectors."""
        layers = self._layers
        for lstm, begin, gate, highway in zip(self._lstms, self._begin, layers.gate, layers.highway, strict=True):
            inputs = lstm(inputs, lengths, begin) + torch.sigmoid(gate(inputs)) * layers.highway_func(highway(inputs))
        return inputs


ROOT = ""
"""Stands for the root of a tree among words."""


class WordVectors:
    """The vectors of words that do not depend on the words around: pretrained, trained, and of the characters.

    Args:
        model: a tagger or parser of Stanza.
        pretrained: vocabulary of the pretrained vectors that it was trained with.
    """

    def __init__(self, model: Any, pretrained: Any) -> None:
        self._model = model
        self._pretrained = pretrained
        self._rows: dict[str, int] = {}
        self._vectors: tuple[Tensor, ...] = ()

    def __call__(self, words: Sequence[str]) -> tuple[Tensor, Tensor, Tensor]:
        """The vectors of words: pretrained, trained, of the characters."""
        if len(self._rows) > _REMEMBERED:
            self._rows.clear()
            self._vectors = ()
        new = sorted((word for word in set(words) if word not in self._rows), key=lambda word: (-len(word), word))
        for start in range(0, len(new), _NEW):
            self._learn(new[start : start + _NEW])
        rows = torch.tensor([self._rows[word] for word in words])
        pretrained, trained, characters = (vectors[rows] for vectors in self._vectors)
        return pretrained, trained, characters

    def _learn(self, words: Sequence[str]) -> None:
        from stanza.models.common.utils import simplify_punct
        from stanza.models.common.vocab import ROOT_ID

        model, vocab = self._model, self._model.vocab
        plain = [word for (word,) in simplify_punct([[[word] for word in words]])[0]]
        letters = [vocab["char"].map(list(word)) if word else [ROOT_ID] for word in plain]
        order = sorted(range(len(plain)), key=lambda n: -len(letters[n]))
        lengths = [len(letters[n]) for n in order]
        padded = torch.tensor([letters[n] + [0] * (lengths[0] - len(letters[n])) for n in order])
        characters = model.charmodel(padded, None, order, [len(words)], lengths).data
        pretrained = [self._pretrained.unit2id(word.lower()) if word else ROOT_ID for word in plain]
        trained = [vocab["word"].unit2id(word) if word else ROOT_ID for word in plain]
        found = (
            model.trans_pretrained(model.pretrained_emb(torch.tensor(pretrained))),
            model.word_emb(torch.tensor(trained)),
            model.trans_char(characters),
        )
        self._keep(words, found)

    def _keep(self, words: Sequence[str], found: Sequence[Tensor]) -> None:
        begin, end = len(self._rows), len(self._rows) + len(words)
        if not self._vectors or end > len(self._vectors[0]):
            room = [new.new_empty(max(end, _NEW), new.shape[1]) for new in found]  # as much again as there is
            self._vectors = tuple(map(torch.cat, zip(self._vectors, room, strict=True))) if begin else tuple(room)
        for table, new in zip(self._vectors, found, strict=True):
            table[begin:end] = new
        self._rows |= {word: begin + n for n, word in enumerate(words)}


def knows_inputs(model: Any) -> bool:
    """Whether the inputs of a tagger or parser are those of `WordVectors`, and its layers those of `Highway`."""
    args = model.args
    plain = not any(args.get(name) for name in ("charlm", "bert_model", "rec_dropout", "reversed", "share_hid"))
    return plain and all(args.get(name) for name in ("char", "char_emb_dim", "pretrain", "word_emb_dim", "tag_emb_dim"))


def batches(lengths: Sequence[int], most: int) -> Iterator[list[int]]:
    """Which sequences to read together: those about equally long, up to ``most`` words with the padding; none empty."""
    batch: list[int] = []
    for n in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and lengths[n] * (len(batch) + 1) > most:
            yield batch
            batch = []
        batch.append(n)
    if batch:
        yield batch


def padded(vectors: Tensor, lengths: Sequence[int]) -> Tensor:
    """Vectors of words that stand one after the other as one row for each sequence."""
    return pad_sequence(list(torch.split(vectors, list(lengths))), batch_first=True)

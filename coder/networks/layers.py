"""What tagger, parser and tokenizer have in common: vectors of words, layers that read both ways, batches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import embedding

_REMEMBERED = 50_000  # words whose vectors are kept
_NEW = 1000  # words whose characters are read together
_PADDING = 40  # items for which to read on; to begin anew costs as much


class Rows:
    """Sequences whose items stand one after the other, laid out for an LSTM, which reads an item of each at every step.

    The steps go in parts, each for the sequences that are that long, so that hardly anything is read for padding.

    Args:
        lengths: of the sequences, the shortest first, none empty.
    """

    def __init__(self, lengths: Sequence[int]) -> None:
        self._lengths = torch.tensor(lengths)
        self.begins = self._lengths.cumsum(0) - self._lengths
        count = int(self._lengths.sum())
        self.places = torch.empty(count, dtype=torch.int64), torch.empty(count, dtype=torch.int64)
        """Of each item its place among what is read in all parts, from the front and from the back."""
        self.parts: list[tuple[int, tuple[Tensor, Tensor]]] = []
        """How many sequences have ended before, and the items to be read, from the front and from the back."""
        begun = first = start = 0
        for last in _ends(lengths):
            steps = torch.arange(start, lengths[last])[:, None]
            ends = self._lengths[first:] - 1
            at = torch.minimum(steps, ends)  # a sequence that is only a little shorter goes on with its last item
            ways = self.begins[first:] + at, self.begins[first:] + ends - at
            numbers = begun + torch.arange(at.numel()).view(at.shape)
            for places, items in zip(self.places, ways, strict=True):
                places[items[steps <= ends]] = numbers[steps <= ends]
            self.parts.append((first, ways))
            begun, first, start = begun + at.numel(), last + 1, lengths[last]

    def padded(self, items: Tensor) -> Tensor:
        """The items as one row for each sequence."""
        steps = torch.minimum(torch.arange(int(self._lengths[-1])), self._lengths[:, None] - 1)
        return embedding(self.begins[:, None] + steps, items)


def _ends(lengths: Sequence[int]) -> Iterator[int]:
    """With which sequences parts end."""
    first = 0
    while first < len(lengths):
        last, padding = first, 0
        while last + 1 < len(lengths):
            padding += (lengths[last + 1] - lengths[last]) * (last + 1 - first)
            if padding > _PADDING:
                break
            last += 1
        yield last
        first = last + 1


class OneWay:
    """An LSTM of one layer and one direction; ``way`` is 0 from the front, 1 from the back."""

    def __init__(self, lstm: nn.LSTM, way: int = 0) -> None:
        self._lstm, self._way = nn.LSTM(lstm.input_size, lstm.hidden_size).eval(), way
        for name in ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"):
            weights = getattr(lstm, name + "_reverse" * way).detach()
            setattr(self._lstm, name, nn.Parameter(weights, requires_grad=False))

    def __call__(self, items: Tensor, rows: Rows, begin: tuple[Tensor, Tensor] | None = None) -> Tensor:
        """Outputs for items; ``begin`` has the first hidden state and cell."""
        count = len(rows.parts[0][1][0][0])
        state = tuple(one.expand(1, count, -1) for one in begin) if begin else None
        found, gone = [], 0
        for first, ways in rows.parts:
            state = tuple(one[:, first - gone :].contiguous() for one in state) if state else None
            read, state = self._lstm(embedding(ways[self._way], items), state)
            found.append(read.flatten(0, 1))
            gone = first
        return torch.cat(found).index_select(0, rows.places[self._way])


class BothWays:
    """A bidirectional LSTM of one layer."""

    def __init__(self, lstm: nn.LSTM) -> None:
        self._ways = OneWay(lstm, 0), OneWay(lstm, 1)

    def __call__(self, items: Tensor, rows: Rows, begin: tuple[Tensor, Tensor] | None = None) -> Tensor:
        """Outputs of both directions; ``begin`` has the first hidden states and cells, of each direction one."""
        states = zip(*begin, strict=True) if begin else (None, None)
        return torch.cat([way(items, rows, state) for way, state in zip(self._ways, states, strict=True)], 1)


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

    def __call__(self, items: Tensor, rows: Rows) -> Tensor:
        """Outputs for vectors."""
        layers = self._layers
        for lstm, begin, gate, highway in zip(self._lstms, self._begin, layers.gate, layers.highway, strict=True):
            items = lstm(items, rows, begin) + torch.sigmoid(gate(items)) * layers.highway_func(highway(items))
        return items


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
        self._letters = OneWay(model.charmodel.charlstm.lstm)
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
        pretrained = [self._pretrained.unit2id(word.lower()) if word else ROOT_ID for word in plain]
        trained = [vocab["word"].unit2id(word) if word else ROOT_ID for word in plain]
        found = (
            model.trans_pretrained(model.pretrained_emb(torch.tensor(pretrained))),
            model.word_emb(torch.tensor(trained)),
            model.trans_char(self._of_letters(letters)),
        )
        self._keep(words, found)

    def _of_letters(self, words: Sequence[Sequence[int]]) -> Tensor:
        """Stanza's ``CharacterModel``."""
        model = self._model.charmodel
        order = sorted(range(len(words)), key=lambda n: len(words[n]))
        lengths = [len(words[n]) for n in order]
        letters = model.char_emb(torch.tensor([letter for n in order for letter in words[n]]))
        read = self._letters(letters, Rows(lengths), (model.charlstm_h_init[0], model.charlstm_c_init[0]))
        read *= torch.sigmoid(model.char_attn(read))
        word = torch.tensor(order).repeat_interleave(torch.tensor(lengths))
        return read.new_zeros(len(words), read.shape[1]).index_add_(0, word, read)

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
    plain = plain and args.get("char_num_layers") == 1
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

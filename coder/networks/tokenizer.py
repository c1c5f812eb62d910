"""Stanza's tokenizer: sentences, tokens, and which tokens hold several words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn.functional import embedding, logsigmoid

from coder.networks.layers import BothWays, Rows, batches

_WHITE = re.compile(r"[\s\u0080-\u009f]")
_BETWEEN_PARAGRAPHS = re.compile(r"\n[\s\u0080-\u009f]*\n")
_MOST = 8000  # characters read together
_WINDOW = 1000  # longer paragraphs are read a part at a time, each up to the last end of a sentence in it
_TOO_LONG = "<UNK>"
# What a character is the end of; 0 of nothing.
_TOKEN, _SENTENCE, _SEVERAL, _SEVERAL_SENTENCE = 1, 2, 3, 4
_FEATURES = ["space_before", "capitalized", "numeric", "end_of_para", "start_of_para"]


class Piece(NamedTuple):
    """A token with its place in the text; ``several`` says that it was taken to hold several words."""

    text: str
    start: int
    end: int
    several: bool


class _Paragraph(NamedTuple):
    """A paragraph with single spaces, and where its characters stand in the text."""

    text: str
    places: Sequence[int]


class Tokenizer:
    """Reads paragraphs as Stanza's ``TokenizeProcessor`` does."""

    def __init__(self, processor: Any) -> None:
        trainer = processor.trainer
        self._model, self._vocab = trainer.model.eval(), trainer.vocab
        self._first, self._second = BothWays(self._model.rnn), BothWays(self._model.rnn2)
        self._longest = processor.config.get("max_seqlen", _WINDOW)  # characters of a token
        self._window = max(_WINDOW, self._longest)
        self._numbers: dict[str, int] = {}
        self._characters = torch.zeros(1, self._model.rnn.input_size)  # by their numbers; 0 is the blank behind a text

    @staticmethod
    def knows(processor: Any) -> bool:
        """Whether a processor is of the kind that is read here."""
        args, config = processor.trainer.args, processor.config
        plain = not any(
            args.get(name) for name in ("charlm_forward_file", "conv_res", "use_dictionary", "skip_newline")
        )
        usual = args["rnn_layers"] == 1 and args["hierarchical"] and args["use_mwt"] and args["hier_invtemp"] > 0
        asked = any(config.get(name) for name in ("pretokenized", "no_ssplit", "postprocessor"))
        return plain and usual and args["feat_funcs"] == _FEATURES and not asked and not hasattr(processor, "_variant")

    def tokens(self, texts: Sequence[str]) -> list[list[list[Piece]]]:
        """The sentences of each text, each a list of its tokens."""
        paragraphs = [list(_paragraphs(text)) for text in texts]
        ends = iter(self._ends([p.text for found in paragraphs for p in found]))
        return [[s for p in found for s in self._sentences(p, next(ends))] for found in paragraphs]

    def _ends(self, paragraphs: Sequence[str]) -> list[NDArray[np.int64]]:
        """What each character of each paragraph is the end of."""
        from stanza.models.tokenization.utils import update_pred_regex

        found: list[list[NDArray[np.int64]]] = [[] for _ in paragraphs]
        read = [0] * len(paragraphs)
        while todo := [n for n, text in enumerate(paragraphs) if read[n] < len(text)]:
            for n, ends in zip(todo, self._read([(paragraphs[n], read[n]) for n in todo]), strict=True):
                sentences = np.flatnonzero((ends == _SENTENCE) | (ends == _SEVERAL_SENTENCE))
                if len(sentences) and read[n] < len(paragraphs[n]) - self._window:
                    ends = ends[: sentences[-1] + 1]
                found[n].append(ends)
                read[n] += len(ends)
        whole = [np.concatenate(parts) for parts in found]
        for text, ends in zip(paragraphs, whole, strict=True):
            ends[-1] = _SEVERAL_SENTENCE if ends[-1] > _SENTENCE else _SENTENCE
            update_pred_regex(list(text), ends)  # no address of a page or of mail is cut
        return whole

    @torch.inference_mode()
    def _read(self, windows: Sequence[tuple[str, int]]) -> list[NDArray[np.int64]]:
        """What the network says of windows of paragraphs, given with their beginnings."""
        lengths = [min(self._window, len(text) + 1 - start) for text, start in windows]  # Stanza reads a blank behind
        found: list[NDArray[np.int64]] = [np.empty(0, dtype=np.int64)] * len(windows)
        for batch in batches(lengths, _MOST):
            numbers, firsts, lasts = list[int](), list[int](), list[int]()
            for text, start in (windows[n] for n in batch):
                if start == 0:
                    firsts.append(len(numbers))
                numbers += self._known(text[start : start + self._window])
                if start + self._window >= len(text):
                    lasts.append(len(numbers) - 1)
                if start + self._window > len(text):
                    numbers.append(0)
            read = embedding(torch.tensor(numbers), self._characters)
            read[firsts, _FEATURES.index("start_of_para") - len(_FEATURES)] = 1
            read[lasts, _FEATURES.index("end_of_para") - len(_FEATURES)] = 1
            sizes = [lengths[n] for n in batch]
            best = self._scores(read, Rows(sizes)).argmax(1)
            for n, ends in zip(batch, torch.split(best, sizes), strict=True):
                text, start = windows[n]
                found[n] = ends[: len(text) - start].numpy()
        return found

    def _known(self, text: str) -> list[int]:
        """Numbers of characters; vectors of those that are new are added."""
        if new := sorted(set(text) - self._numbers.keys()):
            shapes = torch.tensor([[char == " ", char.isupper(), char.isdecimal(), 0, 0] for char in new])
            units = self._model.embeddings(torch.tensor([self._vocab.unit2id(char) for char in new]))
            self._numbers |= {char: number for number, char in enumerate(new, len(self._characters))}
            self._characters = torch.cat([self._characters, torch.cat([units, shapes], 1)])
        return [self._numbers[char] for char in text]

    def _scores(self, characters: torch.Tensor, rows: Rows) -> torch.Tensor:
        """Stanza's ``Tokenizer.forward``."""
        model = self._model
        read = self._first(characters, rows)
        token, sentence, several = model.tok_clf(read), model.sent_clf(read), model.mwt_clf(read)
        again = self._second(read * (1 - torch.sigmoid(-token * model.args["hier_invtemp"])), rows)
        token, sentence = token + model.tok_clf2(again), sentence + model.sent_clf2(again)
        several = several + model.mwt_clf2(again)
        end, (last, inner), (many, one) = (
            logsigmoid(token),
            *((logsigmoid(s), logsigmoid(-s)) for s in (sentence, several)),
        )
        kinds = [end + inner + one, end + last + one, end + inner + many, end + last + many]
        return torch.cat([logsigmoid(-token), *kinds], 1)

    def _sentences(self, paragraph: _Paragraph, ends: NDArray[np.int64]) -> Iterator[list[Piece]]:
        text, places = paragraph
        sentence: list[Piece] = []
        start = 0
        for at in np.flatnonzero(ends).tolist():
            token = text[start : at + 1].lstrip()
            first, start = at + 1 - len(token), at + 1
            if not token:
                continue
            kind = int(ends[at])
            last = first + len(token.rstrip()) - 1
            written = token if len(token) <= self._longest else _TOO_LONG
            sentence.append(Piece(written, places[first], places[last] + 1, kind >= _SEVERAL))
            if kind in (_SENTENCE, _SEVERAL_SENTENCE):
                yield sentence
                sentence = []
        if sentence:
            yield sentence


def _paragraphs(text: str) -> Iterator[_Paragraph]:
    start = 0
    for end, following in [*((m.start(), m.end()) for m in _BETWEEN_PARAGRAPHS.finditer(text)), (len(text), 0)]:
        plain = _WHITE.sub(" ", text[start:end].rstrip())
        places = [i for i, char in enumerate(plain) if char != " " or i == 0 or plain[i - 1] != " "]
        if plain:
            yield _Paragraph("".join(plain[i] for i in places), [start + i for i in places])
        start = following

"""Stanza's networks that write words letter by letter: the cutter of tokens and the lemmatizer.

What is left out, and why nothing changes by it:

- Words that a dictionary has, and lemmas that are told to be the word itself, are not written.
- The beams of all words go on together, and a word that is done is not written any further.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

_MOST = 200  # words written together
_BEAMS = 5  # of Stanza's cutter, which does not heed its setting
_SPECIAL = 4  # numbers that stand for no letter come before the others


class Cutter:
    """Cuts tokens as Stanza's ``MWTProcessor`` does."""

    def __init__(self, processor: Any) -> None:
        self._trainer = processor.trainer

    @staticmethod
    def knows(processor: Any) -> bool:
        """Whether a processor is of the kind that is read here."""
        return _knows(processor)

    def cuts(self, tokens: Sequence[str]) -> list[tuple[str, ...]]:
        """The words in tokens, of which those about equally long stand together."""
        trainer = self._trainer
        asked = [token for token in tokens if trainer.dict_expansion(token) is None]
        written = {
            token: text for token, (text, _) in zip(asked, _written(trainer, trainer.vocab, asked, _BEAMS), strict=True)
        }
        cuts = [tuple((trainer.dict_expansion(token) or written[token]).split(" ")) for token in tokens]
        cuts = [tuple(word for word in cut if word) for cut in cuts]
        return [cut if len(cut) > 1 else (token,) for token, cut in zip(tokens, cuts, strict=True)]


class Lemmatizer:
    """Lemmatizes as Stanza's ``LemmaProcessor`` does."""

    def __init__(self, processor: Any) -> None:
        self._trainer = processor.trainer

    @staticmethod
    def knows(processor: Any) -> bool:
        """Whether a processor is of the kind that is read here."""
        if processor.use_identity or not _knows(processor):
            return False
        trainer = processor.trainer
        others = trainer.caseless or trainer.has_contextual_lemmatizers() or processor.store_results
        return bool(processor.config["beam_size"] == 1 and trainer.args.get("edit") and not others)

    def lemmas(self, words: Sequence[tuple[str, str]]) -> list[str]:
        """The lemmas of words with their UPOS, of which those about equally long stand together."""
        trainer = self._trainer
        asked = [pair for pair, known in zip(words, trainer.skip_seq2seq(words), strict=True) if not known]
        forms = [word for word, _ in asked]
        tags = [trainer.vocab["pos"].unit2id(tag) for _, tag in asked]
        texts, edits = (
            zip(*_written(trainer, trainer.vocab["char"], forms, 1, tags), strict=True) if asked else ((), ())
        )
        written = dict(zip(asked, trainer.postprocess(forms, texts, edits), strict=True))
        return [lemma or "_" for lemma in trainer.ensemble(words, [written.get(pair) for pair in words])]


def _knows(processor: Any) -> bool:
    from stanza.models.common.seq2seq_model import Seq2SeqModel

    config = processor.config
    if hasattr(processor, "_variant") or config.get("dict_only") or not config.get("ensemble_dict"):
        return False
    model = processor.trainer.model
    return type(model) is Seq2SeqModel and model.contextual_embedding is None


@torch.inference_mode()
def _written(
    trainer: Any, letters: Any, words: Sequence[str], beams: int, tags: Sequence[int] = ()
) -> list[tuple[str, int]]:
    """What the network writes for each word, and the number of the edit that it asks for, 0 if it is to write."""
    from stanza.models.common.seq2seq_constant import EOS, SOS
    from stanza.models.common.vocab import DeltaVocab

    known = DeltaVocab(list(words), letters)
    found = [("", 0)] * len(words)
    order = sorted(range(len(words)), key=lambda n: -len(words[n]))
    for start in range(0, len(words), _MOST):
        batch = order[start : start + _MOST]
        rows = [torch.tensor(known.map([SOS, *words[n], EOS])) for n in batch]
        writer = _Writer(
            trainer.model.eval(),
            pad_sequence(rows, batch_first=True),
            torch.tensor([tags[n] for n in batch]) if tags else None,
        )
        for n, edit in zip(batch, writer.edits, strict=True):
            found[n] = "", edit
        todo = torch.tensor([row for row, edit in enumerate(writer.edits) if edit == 0], dtype=torch.int64)
        for row, numbers in writer.write(todo, beams):
            found[batch[row]] = "".join(known.unmap([one for one in numbers if beams == 1 or one >= _SPECIAL])), 0
    return found


class _Writer:
    """Words that are read together, the longest first."""

    def __init__(self, model: Any, source: Tensor, tags: Tensor | None) -> None:
        from stanza.models.common.seq2seq_constant import PAD_ID

        self._model, self._source = model, source
        inputs, _, lengths, self._mask = model.embed(source, source == PAD_ID, tags, None)
        self._context, self._states = model.encode(inputs, lengths)
        self.edits: list[int] = [0] * len(source)
        if model.edit:
            self.edits = model.edit_clf(self._states[0]).argmax(1).tolist()

    def write(self, words: Tensor, beams: int) -> Iterator[tuple[int, list[int]]]:
        """Some of the words with the letters written for them: Stanza's ``Seq2SeqModel.predict``."""
        from stanza.models.common.seq2seq_constant import EOS_ID, SOS_ID

        states = tuple(state[words].expand(beams, -1, -1) for state in self._states)  # of each beam, of each word
        paths = torch.full((len(words), beams, 1), SOS_ID)
        scores = torch.zeros(len(words), 1)  # the beams begin as one
        while len(words):
            chances, states = self._step(words, paths[:, :, -1].T, states)
            totals = scores[:, :, None] + chances[:, : scores.shape[1]]
            scores, best = totals.flatten(1).topk(beams, 1)
            origins, letters = best // totals.shape[2], best % totals.shape[2]
            each = torch.arange(len(words))
            paths = torch.cat([paths[each[:, None], origins], letters[:, :, None]], 2)
            states = tuple(state[origins.T, each] for state in states)
            done = (letters[:, 0] == EOS_ID) | (paths.shape[2] > self._model.max_dec_len)
            for word, path in zip(words[done].tolist(), paths[done, 0, 1:].tolist(), strict=True):
                yield word, path[: path.index(EOS_ID)] if EOS_ID in path else path
            going = ~done
            words, paths, scores = words[going], paths[going], scores[going]
            states = tuple(state[:, going] for state in states)

    def _step(self, words: Tensor, letters: Tensor, states: tuple[Tensor, ...]) -> tuple[Tensor, tuple[Tensor, ...]]:
        """What may follow the letters of each beam of words, and the states behind them."""
        from stanza.models.common.seq2seq_constant import UNK_ID

        model, beams = self._model, len(letters)
        known = torch.where(letters < model.vocab_size, letters, UNK_ID).reshape(-1, 1)
        chances, states = model.decode(
            model.embedding(known),
            *(state.flatten(0, 1) for state in states),
            self._context[words].repeat(beams, 1, 1),
            self._mask[words].repeat(beams, 1),
            src=self._source[words],
            never_decode_unk=beams > 1,
        )
        shape = beams, len(words), -1
        return chances.view(shape).transpose(0, 1), tuple(state.view(shape) for state in states)

"""Stanza's tagger training, going on from a trained model: python training/continue_tagger.py MODEL.pt [tagger options]

The parser has --continue_from for this, the tagger has not. Vocabularies are those of MODEL.pt.
"""

import sys

import torch
from stanza.models import tagger
from stanza.models.pos.vocab import MultiVocab


def main(model, *options):
    known = torch.load(model, map_location="cpu", weights_only=True)
    vocab = MultiVocab.load_state_dict(known["vocab"])
    tagger.Dataset.init_vocab = staticmethod(lambda *args: vocab)

    class Trainer(tagger.Trainer):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            if kwargs.get("model_file") is None:
                self.model.load_state_dict(known["model"], strict=False)

    tagger.Trainer = Trainer
    tagger.main(list(options))


if __name__ == "__main__":
    main(*sys.argv[1:])

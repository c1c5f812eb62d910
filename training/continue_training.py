"""Stanza's training, going on from a model: python training/continue_training.py tagger|parser MODEL.pt [options]

Vocabularies are those of MODEL.pt, whatever words the training files have: the tagger has no option to go on, and the
parser's --continue_from takes vocabularies of the new files with weights of the old.
"""

import sys

import torch
from stanza.models.pos.vocab import MultiVocab


def main(kind, model, *options):
    known = torch.load(model, map_location="cpu", weights_only=True)
    vocab = MultiVocab.load_state_dict(known["vocab"])
    if kind == "parser":
        from stanza.models import parser
        from stanza.models.depparse import data

        data.Dataset.init_vocab = lambda *args: vocab
        parser.main([*options, "--continue_from", model])
        return
    from stanza.models import tagger

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

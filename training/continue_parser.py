"""Stanza's parser training, going on from a trained model: python training/continue_parser.py MODEL.pt [parser options]

Stanza's own --continue_from makes new vocabularies from the training data, under which the old weights mean nothing;
here the vocabularies are those of MODEL.pt.
"""

import sys

import torch
from stanza.models import parser
from stanza.models.depparse import data
from stanza.models.pos.vocab import MultiVocab


def main(model, *options):
    known = torch.load(model, map_location="cpu", weights_only=True)
    vocab = MultiVocab.load_state_dict(known["vocab"])
    data.Dataset.init_vocab = lambda self, document: vocab
    parser.main(["--continue_from", model, *options])


if __name__ == "__main__":
    main(*sys.argv[1:])

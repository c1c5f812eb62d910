#!/bin/sh
# Rebuilds the Arabic models from nothing but data. Usage: training/build.sh RAW TEXT WORK
#   RAW   folder with padt12-dev, padt12-test and pud (.conllu.xz)
#   TEXT  folder with news.txt.xz and wikipedia.txt.xz
#   WORK  an empty folder; the result is WORK/ship, to be copied to coder/models
# Steps whose result is in WORK already are passed over, so that a build that was stopped goes on. Two steps at a time
# run side by side, each on one thread: two threads make one step hardly faster, and sums in another order.
set -eu
mkdir -p "$3"
raw=$(cd "$1" && pwd) text=$(cd "$2" && pwd) work=$(cd "$3" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
export OMP_NUM_THREADS=1
cd "$work"
mkdir -p data out first second third fourth

# A step writes under a name of its own until it is done: half a result is never taken for one.
step() { # RESULT COMMAND...: the command writes the file named in $result
    test -f "$1" && return
    result="$1.part.pt"
    done=$1
    shift
    "$@" >"$done.log" 2>&1 || { echo "$done: failed, see $work/$done.log" >&2; return 1; }
    mv "$result" "$done"
}

# 1. Word counts, treebanks in one scheme, our own, all of it again in careless spelling.
python "$here/lexicon.py" lexicon.tsv.xz "$text/news.txt.xz" "$text/wikipedia.txt.xz"
python "$here/convert.py" "$raw" lexicon.tsv.xz data
python "$here/treebank.py" --out data
python "$here/augment.py" data/train.conllu data/train_again.conllu 0.5
python "$here/augment.py" data/own_train.conllu data/own_again.conllu 1.0
(cd data && cat train.conllu train_again.conllu own_train.conllu own_train.conllu own_again.conllu >all.conllu)
(cd data && cat train.conllu train_again.conllu own_train.conllu own_again.conllu >once.conllu)
python "$here/prepare.py" data/once.conllu data/once
python "$here/prepare.py" data/dev.conllu data/dev

common="--mode train --shorthand ar_waqai --device cpu --seed 1234"
files="--train_file data/all.conllu --eval_file data/dev.conllu --wordvec_pretrain_file vectors.pt"
# With so little data and so few steps the usual dropout only slows learning down at the end: it is halved there.
gentle="--word_dropout 0.15 --dropout 0.3"

vectors() {
    python "$here/vectors.py" lexicon.tsv.xz vectors.vec "$text/news.txt.xz" "$text/wikipedia.txt.xz"
    python -c "from stanza.models.common.pretrain import Pretrain; Pretrain('$result', 'vectors.vec').vocab"
}
tokenizer() {
    python -m stanza.models.tokenizer $common --lang ar --save_dir . --save_name "$result" --txt_file data/once.txt \
        --label_file data/once.toklabels --mwt_json_file data/once-mwt.json --dev_txt_file data/dev.txt \
        --dev_label_file data/dev.toklabels --dev_conll_gold data/dev.conllu --max_seqlen 200 --steps 4000 \
        --eval_steps 250
}
expander() {
    python -m stanza.models.mwt_expander $common --lang ar --save_dir . --save_name "$result" \
        --train_file data/once.conllu --eval_file data/dev.conllu --gold_file data/dev.conllu --num_epoch 15
}
lemmatizer() {
    python -m stanza.models.lemmatizer $common --save_dir . --save_name "$result" \
        --train_file data/once-lemma.conllu --eval_file data/dev.conllu --num_epoch 12
}
tagging="--lang ar $files --hidden_dim 150 --char_hidden_dim 100 --word_emb_dim 50 --transformed_dim 75 \
    --word_cutoff 3 --batch_size 40 --eval_interval 150 --fix_eval_interval"
tagger() {
    python -m stanza.models.tagger $common $tagging --save_dir . --save_name "$result" --max_steps 3000
}
tagger_again() {
    python "$here/continue_training.py" tagger first/pos.pt $common $tagging --save_dir . --save_name "$result" --max_steps 900 \
        --word_dropout 0.1 --dropout 0.25 --lr 0.0015
}
parsing="--lang ar $files --hidden_dim 200 --char_hidden_dim 100 --num_layers 2 --word_emb_dim 75 --transformed_dim 100 \
    --deep_biaff_hidden_dim 200 --deep_biaff_output_dim 100 --word_cutoff 3 --no_xpos --no_ufeats --optim adam \
    --batch_size 2500 --no_second_optim --no_checkpoint"
parser() { # [OPTIONS]
    python -m stanza.models.parser $common $parsing --save_dir . --save_name "$result" "$@"
}
parser_again() { # MODEL [OPTIONS]: without the optimizer's memory, which would bring its learning rate along
    PYTHONPATH="$here" python -c 'import sys, shrink; shrink.shrink(*sys.argv[1:])' "$1" "$1.plain"
    from=$1
    shift
    python "$here/continue_training.py" parser "$from.plain" $common $parsing --save_dir . --save_name "$result" $gentle "$@"
}
assemble() { # FOLDER: a folder of models for stanza.Pipeline
    for part in tokenize mwt pos lemma depparse; do
        mkdir -p "$1/ar/$part"
        cp "out/$part.pt" "$1/ar/$part/waqai.pt"
    done
    mkdir -p "$1/ar/pretrain"
    cp vectors.pt "$1/ar/pretrain/waqai.pt"
    cp "$here/../coder/models/resources.json" "$1/"
    cp lexicon.tsv.xz "$1/ar/"
}

# 2. Word vectors of the segmented text, then the tagger; beside them what cuts words and finds lemmas, then the parser.
(
    step vectors.pt vectors
    step first/pos.pt tagger
    step out/pos.pt tagger_again
) &
tags=$!
step out/tokenize.pt tokenizer
step out/mwt.pt expander
step out/lemma.pt lemmatizer
while ! test -f vectors.pt && kill -0 $tags; do sleep 5; done
step first/depparse.pt parser --lr 0.002 --max_steps 1050 --eval_interval 150
step second/depparse.pt parser --lr 0.002 --max_steps 500 --eval_interval 100 $gentle --continue_from first/depparse.pt
step third/depparse.pt parser_again second/depparse.pt --lr 0.0004 --max_steps 350 --eval_interval 50
step fourth/depparse.pt parser_again third/depparse.pt --lr 0.0008 --max_steps 300 --eval_interval 100
step out/depparse.pt parser_again fourth/depparse.pt --lr 0.0003 --max_steps 200 --eval_interval 50
wait $tags

# 3. Small enough to ship, and what came out.
assemble full
python "$here/shrink.py" full ship
cp lexicon.tsv.xz ship/ar/
python "$here/known.py" ship "$text/wikipedia.txt.xz" "$text/news.txt.xz"
python "$here/evaluate.py" ship data/test_padt.conllu data/test_pud.conllu data/own_test.conllu \
    data/own_fresh.conllu

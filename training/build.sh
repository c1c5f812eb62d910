#!/bin/sh
# Rebuilds the Arabic models. Usage: training/build.sh RAW TEXT BASE WORK
#   RAW   folder with padt12-dev, padt12-test and pud (.conllu.xz)
#   TEXT  folder with news.txt.xz and wikipedia.txt.xz
#   BASE  the earlier model set (see training/README.md): word vectors, lemmatizer, tagger and parser to go on from
#   WORK  an empty folder; the result is WORK/ship, to be copied to coder/models
set -eu
mkdir -p "$4"
raw=$(cd "$1" && pwd) text=$(cd "$2" && pwd) base=$(cd "$3" && pwd) work=$(cd "$4" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$work/data" "$work/out"

python "$here/lexicon.py" "$work/lexicon.tsv.xz" "$text/news.txt.xz" "$text/wikipedia.txt.xz"
python "$here/convert.py" "$raw" "$work/lexicon.tsv.xz" "$work/data"
for part in train dev; do python "$here/prepare.py" "$work/data/$part.conllu" "$work/data/$part"; done

cd "$work"
common="--mode train --lang ar --shorthand ar_waqai --save_dir out --device cpu --seed 1234"
files="--train_file data/train.conllu --eval_file data/dev.conllu"
python -m stanza.models.tokenizer $common --txt_file data/train.txt --label_file data/train.toklabels \
    --mwt_json_file data/train-mwt.json --dev_txt_file data/dev.txt --dev_label_file data/dev.toklabels \
    --dev_conll_gold data/dev.conllu --max_seqlen 200 --steps 4000 --eval_steps 250 --save_name tokenize.pt
python -m stanza.models.mwt_expander $common $files --gold_file data/dev.conllu --num_epoch 15 --save_name mwt.pt
python "$here/continue_tagger.py" "$base/ar/pos/waqai.pt" $common $files --hidden_dim 150 --char_hidden_dim 100 \
    --wordvec_pretrain_file "$base/ar/pretrain/waqai.pt" --word_emb_dim 50 --transformed_dim 75 --word_cutoff 3 \
    --lr 0.001 --batch_size 30 --max_steps 250 --eval_interval 50 --fix_eval_interval --save_name pos.pt
python -m stanza.models.parser $common $files --wordvec_pretrain_file "$base/ar/pretrain/waqai.pt" --hidden_dim 200 \
    --char_hidden_dim 100 --num_layers 2 --word_emb_dim 75 --transformed_dim 100 --deep_biaff_hidden_dim 200 \
    --deep_biaff_output_dim 100 --word_cutoff 3 --no_xpos --no_ufeats --optim adam --lr 0.001 --batch_size 1500 \
    --max_steps 400 --no_second_optim --no_checkpoint --continue_from "$base/ar/depparse/waqai.pt" --save_name depparse.pt

cp -r "$base" full && chmod -R u+w full
for part in tokenize mwt pos depparse; do cp "out/$part.pt" "full/ar/$part/waqai.pt"; done
cd - >/dev/null
python "$here/shrink.py" "$work/full" "$work/ship"
cp "$work/lexicon.tsv.xz" "$work/ship/ar/"
python "$here/evaluate.py" "$work/ship" "$work/data/dev.conllu" "$work/data/test_padt.conllu" "$work/data/test_pud.conllu"

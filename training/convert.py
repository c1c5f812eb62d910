"""The Arabic treebanks as one UD v2 scheme: python training/convert.py RAW_DIR LEXICON OUT_DIR

RAW_DIR holds padt12-dev, padt12-test (PADT as UD 1.2) and pud (UD Arabic-PUD), each .conllu.xz; LEXICON is the shipped
lexicon.tsv.xz. Writes train, dev, test_padt and test_pud.conllu.

What it unifies: names are PROPN; clitics form multiword tokens; forms and lemmas carry no vowel marks; a sentence-
initial conjunction is cc of the predicate, not its head; relative pronouns are mark of the relative clause;
prepositional objects are obl; features are limited to those that both treebanks mark alike; subtypes are dropped
except :pass.
What it repairs: PADT repeats a token that its morphology did not know once for each of its words (ونادي ونادي for
و + نادي): such a run becomes one token with its words cut out. Words without analysis take that of the same spelling
elsewhere, instead of all being names. PUD cuts what is written (ل + لأمم, زيارت + ها); here it has the words' own
forms.
"""

import lzma
import math
import random
import re
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

from udapi.block.ud.convert1to2 import Convert1to2
from udapi.core.document import Document

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from unify import unify_tree

from coder.annotate import read_counts
from coder.languages.ar_clitics import CONJUNCTIONS, FUTURE, MARKS, PREPOSITIONS, PRONOUNS, analyses, key

DIAC = re.compile("[\u064b-\u0652\u0640]")
DAGGER = re.compile("[\u0670`]")
COMMON = "common"
ENCLITIC = set(PRONOUNS)
CLOSING, OPENING = set(".،,:؛؟)»"), set("(«")
PROCLITIC = set(CONJUNCTIONS + PREPOSITIONS + FUTURE)
FEATS = {
    "VERB": {"Aspect", "Gender", "Number", "Person", "Voice"},
    "AUX": {"Aspect", "Gender", "Number", "Person", "Voice"},
    "NOUN": {"Number", "Definite", "Case"},
    "ADJ": {"Gender", "Number", "Definite", "Case"},
    "PRON": {"Gender", "Number", "Person"},
}

# Words that take a pronoun as PADT cuts them.
ON = {"على", "علي", "إلى", "إلي", "الى", "الي", "من", "عن", "في", "بين", "أن", "ان", "إن", "لكن", "مع", "لدي"}


def bare(s):
    t = DAGGER.sub("", DIAC.sub("", s)).replace("\u0671", "ا")
    return t or s


def unknown(node):
    """PADT's mark of a token that its morphological dictionary did not have."""
    return node.xpos.startswith("U")


def cut(form, deprels, counts):
    """The words of a token, given how many and their relations."""
    best, best_score = None, None
    for before, stem, after in analyses(form):
        words = (*before, stem, *after)
        if len(words) != len(deprels):
            continue
        score = math.log10(counts.get(key(stem), 0) + 0.5)
        first, last = deprels[0], deprels[-1]
        if before:
            score += 2 * ((first == "cc") == (before[0] in CONJUNCTIONS)) + (
                first == "case" and before[0] in PREPOSITIONS
            )
        if after:
            score += (
                (last in ("nmod", "dobj", "nsubj")) + (first not in ("cc", "case") or len(words) > 2) + (stem in ON)
            )
        if best is None or score > best_score:
            best, best_score = words, score
    return best


def repair(nodes, counts):
    """Give the words of repeated unknown tokens their own forms."""
    i = 0
    while i < len(nodes):
        j = i + 1
        while j < len(nodes) and unknown(nodes[i]) and unknown(nodes[j]) and nodes[j].form == nodes[i].form:
            j += 1
        if j > i + 1:
            token = MARKS.sub("", nodes[i].form)
            words = cut(token, [n.deprel for n in nodes[i:j]], counts)
            for n, word in zip(nodes[i:j], words or (), strict=False):
                n.form, n.lemma = word, "_"
                looks = [word[:-1] + hamza for hamza in "ئؤ" if word.endswith("ء") and word[:-1] + hamza in token]
                n.misc["Look"] = looks[0] if looks else ""
                n.misc["Glue"] = "" if n is nodes[j - 1] else "Yes"
            if not words:
                print("uncut", nodes[i].form, [n.deprel for n in nodes[i:j]])
        i = j


def analysed(node, table, counts):
    """Give an unknown word the analysis that its spelling mostly has elsewhere.

    What has none is a name, unless corpus counts tell that it takes س like a verb, or has the ending of a common noun
    and stands with and without the article.
    """
    word = key(node.form)
    if word in table:
        node.upos, node.lemma, node.feats = table[word]
        return
    plain = word.removeprefix("ال")
    if (
        len(word) > 3
        and word[0] in "نيت"
        and counts.get("س" + word, 0) >= 5
        and not node.deprel.startswith(("nmod", "nsubj", "appos"))
    ):
        node.upos = "VERB"
    elif plain.endswith(("ة", "ات")) and min(counts.get(plain, 0), counts.get("ال" + plain, 0)) >= 20:
        node.upos, node.lemma = "NOUN", node.form.removeprefix("ال")
    else:
        node.upos = "PROPN"


def people(node):
    """Whether a noun in ي stands for persons: السوريون is a common noun, though its gloss is capitalized."""
    return bare(node.lemma or "").endswith("ي") and bare(node.form).endswith(("ين", "ون", "ان"))


def unify(root, v1, table, counts):
    nodes = root.descendants
    for n in nodes:
        gloss, up = n.misc.get("Gloss", ""), n.upos
        if v1:
            if unknown(n):
                analysed(n, table, counts)
            elif (up == "X" and not n.feats.get("Abbr")) or (up == "NOUN" and gloss[:1].isupper() and not people(n)):
                n.upos = "PROPN"
            elif up == "CONJ":
                n.upos = "CCONJ"
            n.form = bare(n.form)
            if n.form.endswith(("ائ", "اؤ")) and n.next_node and n.next_node.form in ENCLITIC:
                n.misc["Look"], n.form = n.form, n.form[:-1] + "ء"  # أعضائه holds أعضاء
        else:
            n.form = own_form(n)
            if up == "PROPN" and (COMMON, key(n.form)) in table:  # البحر, مجلس in a name
                n.upos, n.lemma, n.feats = table[COMMON, key(n.form)]
        n.lemma = bare(n.lemma) if n.lemma and n.lemma != "_" else n.form
        lem = n.lemma
        if n.deprel == "compound:prt":
            if lem in ("و", "ف"):
                n.deprel, n.upos = "cc", "CCONJ"
            elif lem in ("س", "قد", "سوف"):
                n.deprel = "aux"
            elif lem in ("إن", "أن", "لكن", "كما", "ما"):
                n.deprel = "mark"
            else:
                n.deprel = "advmod"
        base = n.deprel.split(":")[0]
        n.deprel = n.deprel if n.deprel in ("nsubj:pass", "aux:pass", "csubj:pass") else base
    for n in nodes:
        rel = "Rel" in str(n.feats.get("PronType", "")) or n.xpos == "REL"
        if rel:
            if v1 and n.deprel in ("cc", "conj"):
                for s in n.parent.children:
                    if s.ord > n.ord and s.deprel == "acl":
                        n.parent = s
                        break
                n.deprel = "mark"
            elif not v1 and n.deprel in ("nsubj", "nsubj:pass", "obj", "obl"):
                n.deprel = "mark"
    for n in nodes:
        if n.deprel in ("obj", "iobj") and any(c.deprel == "case" for c in n.children):
            n.deprel = "obl"
    top = [n for n in nodes if n.parent.is_root()]
    for t in top:
        if t.upos in ("CCONJ", "PUNCT", "PART") and t.ord <= 2:
            kids = [c for c in t.children if c.deprel in ("parataxis", "conj", "root") and c.upos != "PUNCT"]
            if kids:
                h = next((k for k in kids if k.upos in ("VERB", "AUX")), kids[0])
                h.parent = root
                h.deprel = "root"
                for c in list(t.children):
                    c.parent = h
                t.parent = h
                t.deprel = "cc" if t.upos == "CCONJ" else ("punct" if t.upos == "PUNCT" else "advmod")


def own_form(n):
    """PUD's form as the word is written alone: لأمم after ل is الأمم, زيارت before ها is زيارة."""
    form, lemma = bare(n.form), bare(n.lemma or "")
    before, after = n.prev_node, n.next_node
    if (
        before
        and before.form == "ل"
        and before.misc["SpaceAfter"] == "No"
        and form.startswith("ل")
        and not lemma.startswith("ل")
    ):
        form = "ا" + form
    if after and n.misc["SpaceAfter"] == "No" and after.upos == "PRON" and after.form in ENCLITIC:
        if form.endswith("ت") and lemma.endswith("ة") and n.upos in ("NOUN", "PROPN", "ADJ"):
            form = form[:-1] + "ة"
        elif form.endswith("و") and n.upos == "VERB" and not lemma.endswith(("و", "ا")):
            form += "ا"
    return form


def analyses_seen(documents):
    """Spelling -> its most frequent (upos, lemma, feats) among the analysed words of PADT."""
    seen = defaultdict(Counter)
    for d in documents:
        for b in d.bundles:
            for t in b.trees:
                for n in t.descendants:
                    if not unknown(n) and n.upos != "X":
                        name = n.upos == "NOUN" and n.misc.get("Gloss", "")[:1].isupper()
                        seen[key(bare(n.form))][
                            ("PROPN" if name else {"CONJ": "CCONJ"}.get(n.upos, n.upos), n.lemma, str(n.feats))
                        ] += 1
    table = {k: v.most_common(1)[0][0] for k, v in seen.items()}
    for k, v in seen.items():  # what is a common noun or adjective wherever it stands
        kinds = {upos for upos, _, _ in v}
        if len(kinds) == 1 and kinds <= {"NOUN", "ADJ"} and v.total() >= 3:
            table[COMMON, k] = table[k]
    return table


def load(path, v1, counts):
    with tempfile.NamedTemporaryFile("wb", suffix=".conllu") as plain:
        plain.write(lzma.decompress(Path(path).read_bytes()))
        plain.flush()
        d = Document()
        d.load_conllu(plain.name)
    if v1:
        for b in d.bundles:
            for t in b.trees:
                repair(t.descendants, counts)
        Convert1to2().apply_on_document(d)
    return d


def sentences(d, v1, table, counts):
    for b in d.bundles:
        for t in b.trees:
            try:
                unify(t, v1, table, counts)
                unify_tree(t)
            except Exception as e:
                print("skip", t.sent_id, e)
                continue
            rows = []
            for n in t.descendants:
                keep = FEATS.get(n.upos, set())
                f = "|".join(f"{k}={v}" for k, v in sorted(n.feats.items()) if k in keep and v != "Red")
                rows.append(
                    {
                        "form": n.form,
                        "lemma": n.lemma,
                        "upos": n.upos,
                        "feats": f or "_",
                        "head": n.parent.ord,
                        "dep": n.deprel,
                        "sp": n.misc.get("SpaceAfter", "Yes"),
                        "xp": n.xpos or "",
                        "glue": n.misc["Glue"] == "Yes",
                        "look": n.misc["Look"],
                    }
                )
            yield rows, v1


def groups(rows, v1):
    out, cur = [], []
    for i, r in enumerate(rows):
        cur.append(i)
        nxt = rows[i + 1] if i + 1 < len(rows) else None
        glue = False
        if nxt is not None:
            if v1:
                if (
                    r["form"] in PROCLITIC
                    and r["upos"] in ("ADP", "CCONJ", "PART", "AUX", "SCONJ")
                    and nxt["upos"] not in ("PUNCT", "SYM", "NUM")
                ):
                    glue = True
                if (
                    nxt["upos"] == "PRON"
                    and nxt["form"] in ENCLITIC
                    and not nxt["xp"].endswith(("1-", "--"))
                    and r["upos"] not in ("PUNCT", "NUM")
                ):
                    glue = True
                glue = glue or r["glue"]
            else:
                glue = r["sp"] == "No" and all(x["upos"] not in ("PUNCT", "SYM", "NUM") for x in (r, nxt))
        if not glue:
            out.append(cur)
            cur = []
    return out + ([cur] if cur else [])


def surface(rows, g, v1):
    s = ""
    for k, i in enumerate(g):
        f = rows[i]["look"] or rows[i]["form"]
        if s.endswith("ل") and f.startswith("ال") and rows[g[k - 1]]["form"] == "ل":
            s += f[2:] if f.startswith("الل") else f[1:]
        elif k and f in ENCLITIC and s.endswith("ة"):
            s = s[:-1] + "ت" + f
        elif k and v1 and f in ENCLITIC and s.endswith("ى"):
            s = s[:-1] + ("ي" if s.endswith(("على", "إلى", "الى", "لدى")) else "ا") + f
        elif k and f in ENCLITIC and s.endswith("وا") and rows[g[k - 1]]["upos"] == "VERB":
            s = s[:-1] + f
        else:
            s += f
    return s


def write(ss, fn, pref):
    with open(fn, "w", encoding="utf8") as f:
        for k, (rows, v1) in enumerate(ss):
            text, lines, gs = "", [], groups(rows, v1)
            for gi, g in enumerate(gs):
                sf = surface(rows, g, v1)
                last = rows[g[-1]]
                nx = rows[gs[gi + 1][0]] if gi + 1 < len(gs) else None
                tight = nx is not None and (nx["form"] in CLOSING or last["form"] in OPENING)
                nosp = nx is not None and (tight if v1 else last["sp"] == "No")
                misc = "SpaceAfter=No" if nosp else "_"
                if len(g) > 1:
                    lines.append(f"{g[0] + 1}-{g[-1] + 1}\t{sf}" + "\t_" * 7 + f"\t{misc}")
                for i in g:
                    r = rows[i]
                    own = misc if len(g) == 1 else "_"
                    fields = [i + 1, r["form"], r["lemma"], r["upos"], "_", r["feats"], r["head"], r["dep"], "_", own]
                    lines.append("\t".join(map(str, fields)))
                text += sf + ("" if nosp else " ")
            f.write(f"# sent_id = {pref}{k}\n# text = {text.strip()}\n" + "\n".join(lines) + "\n\n")


def main(raw, lexicon, out):
    raw, out = Path(raw), Path(out)
    counts = read_counts(Path(lexicon))
    padt = [load(raw / f"padt12-{part}.conllu.xz", True, counts) for part in ("dev", "test")]
    table = analyses_seen(padt)
    a, b = (list(sentences(d, True, table, counts)) for d in padt)
    p = list(sentences(load(raw / "pud.conllu.xz", False, counts), False, table, counts))
    random.seed(0)
    random.shuffle(p)
    write(a[:-60] + b[:-110] + p[:-100], out / "train.conllu", "t")
    write(a[-60:] + p[-100:-50], out / "dev.conllu", "d")
    write(b[-110:], out / "test_padt.conllu", "e")
    write(p[-50:], out / "test_pud.conllu", "p")


if __name__ == "__main__":
    main(*sys.argv[1:])

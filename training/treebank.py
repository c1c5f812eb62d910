"""Our own treebank: checks it and compiles it to CoNLL-U.

    python training/treebank.py [FILE.txt ...] [--out FOLDER] [--words]

Without files, all of training/treebank. `--out` writes FOLDER/own_train.conllu, own_test and own_fresh; `--words` lists
words, and pairs of words, that are annotated in more than one way. The format and the rules of annotation are in
training/treebank/README.md. Exits with 1 where something is not well formed.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path

PARTS = ("train", "test", "fresh")
HERE = Path(__file__).resolve().parent / "treebank"

TAGS = (
    "NOUN NOUN:du NOUN:pl PROPN ADJ ADJ:du ADJ:pl VERB:p VERB:i VERB:c VERB:p:pass VERB:i:pass AUX:p AUX:i ADP PRON "
    "DET NUM ADV CCONJ SCONJ PART PUNCT SYM X INTJ"
).split()
# Which relations a tag may have; tags that are not here may have any.
RELATIONS_OF = {
    "AUX": {"aux", "cop", "conj", "root", "ccomp", "advcl", "acl", "parataxis", "csubj", "xcomp"},
    "ADP": {"case", "mark", "fixed", "conj"},
    "DET": {"det"},
    "CCONJ": {"cc", "fixed"},
    "SCONJ": {"mark", "cc", "fixed"},
    "PART": {"advmod", "aux", "cc", "mark", "fixed", "discourse"},
    "PUNCT": {"punct"},
}
RELATIONS = set(
    "root nsubj nsubj:pass csubj csubj:pass obj iobj obl nmod amod nummod det case mark aux cop advmod advcl acl ccomp "
    "xcomp conj cc appos flat fixed parataxis expl dislocated vocative discourse punct dep orphan".split()
)
CLAUSES = {"root", "ccomp", "acl", "advcl", "parataxis", "conj", "csubj", "csubj:pass", "xcomp", "dislocated"}
CLOSED = {
    "CCONJ": "و ف ثم أو لكن بل",
    "SCONJ": "أن إن كي إذا عندما بينما مما",
    "PRON": "الذي التي الذين اللذين اللذان اللتين اللواتي هو هي",
    "PART": "لم لن قد لقد س سوف",
    "ADP": "في على إلى عن بعد قبل خلال ضد منذ عند لدى أمام إثر",
    "NOUN": "كل بعض جميع غير عدد أحد إحدى",
}
CLOSED_TAG = {word: tag for tag, words in CLOSED.items() for word in words.split()}

PRONOUNS = {  # person, gender, number
    "ه": "3 Masc Sing", "ها": "3 Fem Sing", "هما": "3 Masc Dual", "هم": "3 Masc Plur", "هن": "3 Fem Plur",
    "هو": "3 Masc Sing", "هي": "3 Fem Sing", "ك": "2 Masc Sing", "كم": "2 Masc Plur", "أنت": "2 Masc Sing",
    "أنتم": "2 Masc Plur", "ي": "1 Masc Sing", "ني": "1 Masc Sing", "أنا": "1 Masc Sing", "نا": "1 Masc Plur",
    "نحن": "1 Masc Plur",
}  # fmt: skip
RELATIVES = {
    "الذي": "Masc Sing", "التي": "Fem Sing", "الذين": "Masc Plur", "اللواتي": "Fem Plur", "ذلك": "Masc Sing",
    "هذا": "Masc Sing", "هذه": "Fem Sing", "تلك": "Fem Sing", "هؤلاء": "_ Plur",
}  # fmt: skip


@dataclass
class Word:
    number: int
    form: str
    tag: str
    head: int
    deprel: str
    lemma: str
    feats: dict[str, str]
    line: int
    given: bool  # the lemma
    glued: bool = False  # to the word before
    space: bool = True  # after it

    @property
    def upos(self) -> str:
        return self.tag.split(":")[0]


@dataclass
class Sentence:
    report: str
    part: str
    text: str
    file: Path
    line: int
    words: list[Word] = field(default_factory=list)

    def children(self, number: int, *deprels: str) -> list[Word]:
        return [w for w in self.words if w.head == number and (not deprels or w.deprel in deprels)]


class Faults(list[str]):
    def add(self, file: Path, line: int, text: str) -> None:
        self.append(f"{file.name}:{line}: {text}")


def read(file: Path, faults: Faults) -> Iterator[Sentence]:
    """The sentences of a file, as they are written; lines that cannot be read are faults."""
    report, part, sentence, glue = "", "", None, False
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("==="):
            _, report, part, *_ = (*line.split(), "", "")
            if part not in PARTS:
                faults.add(file, number, f"a report is `=== id` and one of {', '.join(PARTS)}, not {line!r}")
        elif line.startswith("# "):
            if sentence:
                yield sentence
            sentence, glue = Sentence(report, part, line[2:].strip(), file, number), False
        elif line.strip() and not line.startswith("##"):
            try:
                word, glue = read_word(line, number, glue)
            except ValueError as error:
                faults.add(file, number, f"{error}: {line!r}")
                continue
            if sentence is None:
                faults.add(file, number, "a word before the sentence's `# text`")
            else:
                sentence.words.append(word)
    if sentence:
        yield sentence


def read_word(line: str, number: int, glued: bool) -> tuple[Word, bool]:
    """A word and whether the next one is written together with it."""
    columns = line.split()
    if len(columns) < 5:
        raise ValueError("expected number, word, tag, head, relation and perhaps lemma and !features")
    feats = dict(pair.split("=") for c in columns[5:] if c.startswith("!") for pair in c[1:].split(","))
    lemmas = [c for c in columns[5:] if not c.startswith("!")]
    form, tag = columns[1], columns[2]
    after = len(form) > 1 and form.endswith("+")
    before = len(form) > 1 and form.startswith("+")
    form = form.removesuffix("+") if after else form.removeprefix("+") if before else form
    if not columns[0].isdigit() or not columns[3].isdigit():
        raise ValueError("number and head must be digits")
    lemma = lemmas[0] if lemmas else default_lemma(form, tag)
    word = Word(
        int(columns[0]), form, tag, int(columns[3]), columns[4], lemma, feats, number, bool(lemmas), glued or before
    )
    return word, after


def default_lemma(form: str, tag: str) -> str:
    upos = tag.split(":")[0]
    if upos == "PRON" and form in PRONOUNS:
        return "هو"
    if upos in ("PRON", "DET"):
        return {"التي": "الذي", "الذين": "الذي", "هذه": "هذا", "هؤلاء": "هذا", "تلك": "ذلك"}.get(form, form)
    if upos in ("NOUN", "PROPN", "ADJ", "NUM") and len(form) > 3 and form != "الله":
        form = form.removeprefix("ال")
    if upos == "ADJ" and len(form) > 2:
        return form.removesuffix("ة")
    if tag.startswith(("VERB:p", "AUX:p")):
        return re.sub("(?<=..)(ت|وا)$", "", form)
    if upos == "ADP" and form in ("علي", "إلي", "لدي"):
        return form[:-1] + "ى"
    return form


def joined(words: list[Word]) -> set[str]:
    """How words that are written together may look."""
    looks = {""}
    previous = ""
    for word in words:
        f = word.form
        new = set()
        for s in looks:
            options = {s + f}
            if previous == "ل" and f.startswith("ال"):
                options = {s + (f[2:] if f.startswith("الل") else f[1:])}
            if word.upos == "PRON" and s:
                if s.endswith("ة"):
                    options = {s[:-1] + "ت" + f}
                elif s.endswith("ى"):
                    options = {s[:-1] + "ا" + f, s[:-1] + "ي" + f, s + f}
                elif s.endswith("وا"):
                    options = {s[:-1] + f}
                elif s.endswith("ء"):
                    options |= {s[:-1] + "ئ" + f, s[:-1] + "ؤ" + f}
                elif s.endswith("ن") and f in ("ي", "نا", "ني"):
                    options |= {s[:-1] + f, s + "ي"}
                if f == "ي":
                    options |= {s}
            if f.startswith("من") and previous == "ل":
                options |= {s + f}
            new |= options
        looks, previous = new, f
    return looks


def tokens(words: list[Word]) -> list[list[Word]]:
    groups: list[list[Word]] = []
    for word in words:
        if word.glued and groups:
            groups[-1].append(word)
        else:
            groups.append([word])
    return groups


def align(sentence: Sentence, faults: Faults) -> list[tuple[str, list[Word]]]:
    """The written tokens of a sentence with their words; sets whether a space follows."""
    found, rest = [], sentence.text
    for group in tokens(sentence.words):
        look = max((s for s in joined(group) if rest.startswith(s)), key=len, default=None)
        if look is None:
            shown = " or ".join(sorted(joined(group)))
            faults.add(sentence.file, group[0].line, f"{shown!r} is not how the text goes on: {rest[:30]!r}")
            return []
        rest = rest[len(look) :]
        group[-1].space = rest.startswith(" ")
        if look[-1].isalpha() and rest[:1].isalpha():
            faults.add(sentence.file, group[-1].line, f"{look} is written together with the next word: {look}+")
        rest = rest.lstrip()
        found.append((look, group))
    if rest:
        faults.add(sentence.file, sentence.line, f"the text goes on after the last word: {rest[:30]!r}")
        return []
    return found


def check(sentence: Sentence, faults: Faults) -> bool:
    """Whether the sentence is a well-formed tree in the scheme of the README; tells what is not."""
    words, before = sentence.words, len(faults)
    n = len(words)

    def fault(word: Word, text: str) -> None:
        faults.add(sentence.file, word.line, f"{word.form}: {text}")

    if not words:
        faults.add(sentence.file, sentence.line, "a sentence without words")
        return False
    for place, word in enumerate(words, 1):
        if word.number != place:
            fault(word, f"is word {place} of its sentence, not {word.number}")
            return False
        if word.tag not in TAGS:
            fault(word, f"unknown tag {word.tag}")
        if word.deprel not in RELATIONS:
            fault(word, f"unknown relation {word.deprel}")
        if not 0 <= word.head <= n or word.head == word.number:
            fault(word, f"head {word.head} is not another word of the sentence")
            return False
        if (word.head == 0) != (word.deprel == "root"):
            fault(word, "the root, and only it, has head 0")
    roots = [w for w in words if w.head == 0]
    if len(roots) != 1:
        faults.add(sentence.file, sentence.line, f"{len(roots)} roots: {' '.join(w.form for w in roots)}")
    for word in words:
        seen, up = {word.number}, word
        while up.head:
            up = words[up.head - 1]
            if up.number in seen:
                fault(word, "hangs on itself in a circle")
                return False
            seen.add(up.number)
    for word in words:
        head = words[word.head - 1] if word.head else None
        kids = sentence.children(word.number)
        rels = Counter(k.deprel for k in kids)
        case = [k for k in kids if k.deprel == "case"]
        if word.deprel not in RELATIONS_OF.get(word.upos, RELATIONS):
            fault(word, f"{word.upos} cannot be {word.deprel}")
        wanted = CLOSED_TAG.get(word.form)
        if wanted and word.upos != wanted and (word.form, word.upos) not in MAYBE:
            fault(word, f"is {wanted}, not {word.upos}")
        if word.upos in ("PUNCT", "CCONJ") and kids:
            fault(word, f"a {word.upos} has no children ({kids[0].form})")
        if word.deprel in ("case", "cc", "det", "punct") and set(rels) - {"fixed", "conj", "cc", "advmod", "case"}:
            fault(word, f"a {word.deprel} has no {next(iter(set(rels) - {'fixed', 'conj', 'cc', 'advmod'}))}")
        subjects = [k for k in kids if k.deprel in ("nsubj", "nsubj:pass", "csubj", "csubj:pass")]
        if len(subjects) > 1:
            fault(word, f"has two subjects: {' and '.join(s.form for s in subjects)}")
        if rels["obj"] > 1:
            fault(word, "has two objects (the second is iobj)")
        passive = word.tag.endswith(":pass")
        for kid in kids:
            if kid.deprel in ("nsubj", "csubj") and passive:
                fault(kid, f"the subject of the passive {word.form} is {kid.deprel}:pass")
            if kid.deprel.endswith(":pass") and not passive:
                fault(kid, f"{word.form} is no passive")
        if head is None:
            continue
        if word.deprel in ("conj", "flat", "appos", "fixed") and word.head > word.number:
            fault(word, f"{word.deprel} hangs on a word before it")
        predicate = head.deprel in CLAUSES - {"conj"} or sentence.children(head.number, "nsubj", "cop", "csubj", "mark")
        if word.deprel == "obl" and head.upos in ("NOUN", "PROPN", "PRON", "NUM") and not predicate:
            fault(word, f"on the {head.upos} {head.form} it is nmod")
        if word.deprel == "nmod" and head.upos in ("VERB", "ADP", "AUX"):
            fault(word, f"on the {head.upos} {head.form} it is obl")
        if word.deprel == "nmod" and head.upos == "ADJ" and case:
            fault(word, f"on the ADJ {head.form} it is obl")
        if word.deprel in ("obj", "iobj", "nsubj", "nsubj:pass") and [
            c for c in case if c.form not in ("نحو", "حوالي", "سوى", "قرابة", "زهاء", "مثل")
        ]:
            fault(word, f"with the preposition {case[0].form} it is obl or nmod")
        if word.deprel == "amod" and word.upos not in ("ADJ", "NOUN"):
            fault(word, f"a {word.upos} is no amod")
        if word.deprel == "nummod" and word.upos not in ("NUM", "NOUN", "X", "SYM"):
            fault(word, f"a {word.upos} is no nummod")
        if word.upos in ("PART", "SCONJ") and set(rels) - {"fixed"}:
            fault(word, f"a {word.upos} has no children ({kids[0].form})")
        if word.deprel == "case" and head.upos in ("VERB", "AUX", "PUNCT", "ADP"):
            fault(word, f"case hangs on the noun, not on the {head.upos} {head.form} (before a clause it is mark)")
        if word.deprel == "flat" and head.deprel == "flat":
            fault(word, "all flat words hang on the first word of the name")
            fault(word, "a pronoun on a verb is its obj")
        if word.upos == "SCONJ" and word.deprel == "mark" and head.number < word.number:
            fault(word, "the mark comes before the head of its clause")
        if word.deprel == "mark" and word.form.startswith("الذ") and head.deprel not in ("acl", "conj"):
            fault(word, f"its clause {head.form} is acl, not {head.deprel}")
    for word in words:
        bare = word.form.removeprefix("ال")
        if word.tag in ("VERB:i", "VERB:i:pass", "AUX:i") and not word.given:
            fault(word, "an imperfect verb needs its lemma")
        if word.tag in ("NOUN:pl", "NOUN:du") and not word.given:
            fault(word, "a plural or dual needs its lemma, the singular")
        article = word.form.startswith("ال") and not bare.startswith("ال")
        if word.upos in ("NOUN", "ADJ") and article and word.lemma == word.form and not word.given:
            fault(word, "the lemma stands without ال")
    return len(faults) == before


# Words of CLOSED that may have another tag too.
MAYBE = {
    ("و", "PART"), ("من", "PRON"), ("ك", "ADP"), ("كي", "PART"), ("إن", "PART"), ("قبل", "NOUN"), ("بعد", "ADV"),
    ("عدد", "VERB"), ("أحد", "PROPN"), ("ك", "PRON"), ("هو", "PRON"), ("س", "X"), ("بل", "PROPN"), ("غير", "VERB"),
    ("أمام", "NOUN"), ("إثر", "NOUN"), ("بعد", "NOUN"), ("ف", "X"), ("و", "X"), ("أحد", "NUM"), ("إحدى", "NUM"),
    ("قد", "NOUN"), ("أمام", "ADV"), ("إن", "PROPN"), ("ضد", "NOUN"), ("بل", "ADV"), ("خلال", "NOUN"), ("بعد", "VERB"),
}  # fmt: skip


def features(sentence: Sentence) -> None:
    """Fill in person, gender, number, definiteness and case, as far as tags, endings and the tree tell them."""
    for word in sentence.words:
        kind, *more = word.tag.split(":")
        feats: dict[str, str] = {}
        if kind in ("VERB", "AUX"):
            feats = verb_features(word, more)
        elif kind == "NOUN":
            feats = {"Number": number(more), "Definite": definite(sentence, word)}
        elif kind == "ADJ":
            feats = {"Number": number(more), "Gender": gender(word), "Definite": definite(sentence, word)}
        elif kind == "PRON":
            known = PRONOUNS.get(word.form) or RELATIVES.get(word.form)
            names = ("Person", "Gender", "Number")[-len(known.split()) :] if known else ()
            feats = {name: value for name, value in zip(names, (known or "").split(), strict=True) if value != "_"}
        word.feats = feats | word.feats
    for word in sentence.words:
        if word.upos in ("NOUN", "ADJ"):
            word.feats.setdefault("Case", case_of(sentence, word))


def number(more: list[str]) -> str:
    return {"du": "Dual", "pl": "Plur"}.get(more[0] if more else "", "Sing")


def gender(word: Word) -> str:
    if word.form.endswith(("ة", "ات", "تان", "تين", "اء", "ى")) and word.lemma != word.form.removeprefix("ال"):
        return "Fem"
    return "Masc"


def verb_features(word: Word, more: list[str]) -> dict[str, str]:
    form, lemma = word.form, word.lemma
    aspect = {"p": "Perf", "i": "Imp", "c": "Imp"}[more[0]]
    person, sex, count = "3", "Masc", "Sing"
    if more[0] == "c":
        person = "2"
    elif aspect == "Perf":
        if form.endswith("وا"):
            count = "Plur"
        elif form.endswith("تا") and not lemma.endswith("تا"):
            sex, count = "Fem", "Dual"
        elif form.endswith("ت") and (not lemma.endswith("ت") or form.endswith("تت")):
            sex = "Fem"
        elif form[:-1] == lemma and form.endswith("ا"):
            count = "Dual"
        elif form.endswith("نا") and not lemma.endswith(("نا", "ن")):
            person, sex, count = "1", "Masc", "Plur"
    else:
        if form[0] == "ت":
            sex = "Fem"
        elif form[0] == "ن":
            person, count = "1", "Plur"
        elif form[0] in "أا":
            person = "1"
        if form.endswith(("ون", "وا")) and not lemma.endswith(("ون", "ان")):
            count, sex = "Plur", "Masc"
        elif form.endswith("ان") and not lemma.endswith("ان"):
            count = "Dual"
    voice = "Pass" if "pass" in more else "Act"
    return {"Aspect": aspect, "Gender": sex, "Number": count, "Person": person, "Voice": voice}


def definite(sentence: Sentence, word: Word) -> str:
    if word.form.startswith("ال") and not word.lemma.startswith("ال"):
        return "Def"
    following = sentence.words[word.number] if word.number < len(sentence.words) else None
    if following is not None and following.deprel in ("nummod", "det") and following.head > following.number:
        following = sentence.words[following.head - 1]  # بيع ثلاث شركات
    chained = (
        following is not None
        and following.head == word.number
        and (
            following.deprel in ("nmod", "nummod")
            or (following.upos == "PRON" and following.deprel == "obj")
            or (word.form == "غير" and following.deprel == "amod")
        )
        and not sentence.children(following.number, "case")
    )
    demonstrative = following is not None and following.deprel == "det" and following.head != word.number
    # بسبب القصف: the noun of a compound preposition governs the noun that the preposition marks.
    preposition = word.deprel == "fixed" and following is not None and following.upos != "ADP"
    return "Cons" if chained or demonstrative or preposition else "Ind"


TENS = re.compile("(عشر|عشرة|(عشر|ثلاث|أربع|خمس|ست|سبع|ثمان|تسع)(ون|ين))$")


def case_of(sentence: Sentence, word: Word, deep: int = 0) -> str:
    """Nom, Acc or Gen, by the ending where it shows and else by the word's place in the tree."""
    form = word.form
    sound = word.tag.endswith((":pl", ":du"))
    nominative = "ان" if word.tag.endswith(":du") else "ون"
    if sound and form.endswith(nominative) and not word.lemma.endswith(nominative):
        return "Nom"
    if form.endswith("ا") and not form.startswith("ال") and word.lemma == form[:-1] and word.feats["Number"] == "Sing":
        return "Acc"
    head = sentence.words[word.head - 1] if word.head else None
    if sentence.children(word.number, "case"):
        return "Gen"
    numbers = [k for k in sentence.children(word.number, "nummod") if k.number == word.number - 1]
    if numbers:
        if TENS.search(numbers[0].form) and numbers[0].form not in ("عشر", "عشرة"):
            return "Acc"
        digits = numbers[0].form
        if not (digits.isdigit() and 11 <= int(digits) <= 99):
            return "Gen"
        return "Acc"
    if head is None or deep > 20:
        return "Acc" if sentence.children(word.number, "cop") else "Nom"
    if word.deprel in ("conj", "amod", "appos", "flat") and head.upos in ("NOUN", "ADJ", "PROPN"):
        return case_of(sentence, head, deep + 1)
    if word.deprel in ("nmod", "nummod", "conj", "appos", "fixed"):
        return "Gen"
    if word.deprel.startswith("nsubj"):
        marks = [k for k in sentence.children(head.number, "mark") if k.form in ("أن", "إن", "لكن", "كأن")]
        return "Acc" if marks and word.number < head.number else "Nom"
    if word.deprel in ("obj", "iobj", "obl", "advcl", "xcomp", "advmod", "amod", "case"):
        return "Acc"
    return "Acc" if sentence.children(word.number, "cop") else "Nom"


def because_in_one(words: list[Word]) -> list[Word]:
    """ل + أن as one word, as the other treebanks have it."""
    pairs = [w.number for w, after in pairwise(words) if w.form == "ل" and after.form == "أن" and after.glued]
    new = {w.number: w.number - sum(p < w.number for p in pairs) for w in words} | {0: 0}
    kept = []
    for word in words:
        if word.number in pairs:
            continue
        if word.number - 1 in pairs:
            word = replace(word, form="لأن", lemma="لأن", glued=words[word.number - 2].glued)
        head = word.head + 1 if word.head in pairs else word.head
        kept.append(replace(word, number=new[word.number], head=new[head]))
    return kept


def conllu(sentence: Sentence, number_: int, faults: Faults) -> str:
    """The sentence in CoNLL-U."""
    sentence = replace(sentence, words=because_in_one(sentence.words))
    features(sentence)
    lines = [f"# sent_id = {sentence.report}-{number_}", f"# text = {sentence.text}"]
    for look, group in align(sentence, faults):
        misc = "_" if group[-1].space or group[-1] is sentence.words[-1] else "SpaceAfter=No"
        if len(group) > 1:
            span = f"{group[0].number}-{group[-1].number}"
            lines.append("\t".join([span, look, *"_______", misc]))
        for w in group:
            feats = "|".join(f"{k}={v}" for k, v in sorted(w.feats.items())) or "_"
            own = misc if len(group) == 1 else "_"
            fields = [str(w.number), w.form, w.lemma, w.upos, "_", feats, str(w.head), w.deprel, "_", own]
            lines.append("\t".join(fields))
    return "\n".join(lines) + "\n\n"


def variants(sentences: list[Sentence]) -> Iterator[str]:
    """Words, and words with their heads, that are annotated in more than one way, for the eye."""
    seen: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for sentence in sentences:
        for word in sentence.words:
            where = f"{sentence.file.stem}:{word.line}"
            seen[f"tag of {word.form}"][word.upos].append(where)
            if word.upos in ("NOUN", "ADJ", "VERB"):
                seen[f"lemma of {word.form} {word.tag}"][word.lemma].append(where)
            head = sentence.words[word.head - 1] if word.head else None
            if head and abs(head.number - word.number) == 1 and word.upos != "PUNCT":
                first, second = sorted((head, word), key=lambda w: w.number)
                way = "<" if head is first else ">"
                seen[f"{first.form} {second.form}"][f"{way}{word.deprel}"].append(where)
    for what, ways in sorted(seen.items()):
        if len(ways) > 1:
            yield (
                what
                + ": "
                + "; ".join(
                    f"{way} {len(places)} ({', '.join(places[:3])})"
                    for way, places in sorted(ways.items(), key=lambda i: len(i[1]))
                )
            )


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("files", nargs="*", type=Path)
    options.add_argument("--out", type=Path)
    options.add_argument("--words", action="store_true")
    args = options.parse_args()
    faults = Faults()
    sentences = [s for file in args.files or sorted(HERE.glob("*.txt")) for s in read(file, faults)]
    parts: dict[str, list[str]] = {part: [] for part in PARTS}
    for place, sentence in enumerate(sentences, 1):
        if check(sentence, faults):
            parts[sentence.part].append(conllu(sentence, place, faults))
    if args.words:
        print("\n".join(variants(sentences)))
    for text, times in Counter(s.text for s in sentences).items():
        if times > 1:
            faults.append(f"{times} times: {text}")
    print("\n".join(faults), file=sys.stderr)
    for part in PARTS:
        chosen = [s for s in sentences if s.part == part]
        reports = len({s.report for s in chosen})
        print(f"{part}: {reports} reports, {len(chosen)} sentences, {sum(len(s.words) for s in chosen)} words")
        if args.out:
            args.out.mkdir(parents=True, exist_ok=True)
            (args.out / f"own_{part}.conllu").write_text("".join(parts[part]), encoding="utf-8")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())

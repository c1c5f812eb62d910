"""Arabic clitics: which words an orthographic token may hold, and what word counts say of it.

و and ف, the prepositions ب ل ك, the future س and the object and possessive pronouns are written together with their
word. `analyses` lists the ways to cut a token as the treebanks do (للأمم is ل + الأمم, مدينته is مدينة + ه, عليه is علي + ه).
`resegment` corrects a model's cut where counts of words in a large corpus leave no doubt: وفرنسا holds فرنسا, a frequent
word; وقف is far more frequent than قف, so it holds nothing. Counts are keyed by `key` of the word.
"""
import lzma
import math
import re
from collections.abc import Iterator, Mapping

CONJUNCTIONS = "وف"
PREPOSITIONS = "بلك"
FUTURE = "س"
PRONOUNS = ("هما", "هم", "هن", "ها", "كم", "نا", "ني", "ه", "ي", "ك")

MARKS = re.compile("[\u0640\u064b-\u0652\u0670]")
ALIF = re.compile("[أإآٱ]")
WORD = re.compile("[\u0621-\u063a\u0641-\u064a]{3,}")


def key(word: str) -> str:
    """The form under which a word is counted: no vowel marks, no tatweel, one kind of alif."""
    return ALIF.sub("ا", MARKS.sub("", word))


def stems(rest: str, pronoun: str) -> Iterator[str]:
    """The words that, written before a pronoun, look like `rest`."""
    yield rest
    if rest in ("م", "ع"):  # منا, عني: من and عن with نا and ني
        yield rest + "ن"
    if rest.endswith("ت"):
        yield rest[:-1] + "ة"
    elif rest.endswith("ا") and len(rest) > 2:
        yield rest[:-1] + "ى"
    elif rest.endswith("و"):
        yield rest + "ا"


def analyses(token: str) -> Iterator[tuple[tuple[str, ...], str, tuple[str, ...]]]:
    """All (proclitics, stem, enclitics) that `token` can be read as; the first is the whole token."""
    for proclitics, rest in proclitic_cuts(token):
        yield proclitics, rest, ()
        for pronoun in PRONOUNS:
            if rest.endswith(pronoun) and len(rest) > len(pronoun):
                for stem in stems(rest[:-len(pronoun)], pronoun):
                    yield proclitics, stem, (pronoun,)


def proclitic_cuts(token: str) -> Iterator[tuple[tuple[str, ...], str]]:
    heads = [((), token)]
    if token[:1] and token[0] in CONJUNCTIONS and len(token) > 1:
        heads.append(((token[0],), token[1:]))
    for before, rest in heads:
        yield before, rest
        if len(rest) > 1 and rest[0] in PREPOSITIONS + FUTURE:
            yield (*before, rest[0]), rest[1:]
            if rest.startswith("لل") and len(rest) > 3:  # ل + ال is written لل
                yield (*before, "ل"), "ا" + rest[1:]

# Above the first number of a clitic, the word without it is so much more frequent (log10 of the ratio of counts) that the
# token must hold it; below the second, so much rarer that it cannot. Between them the model knows better. Measured
# on the treebanks' training part.
CERTAIN = {
    "و": (1.0, -1.5), "ف": (2.0, -0.5), "ب": (1.0, -3.0), "ل": (1.0, -3.0), "ك": (9.0, 0.0), "س": (1.0, 0.0),
    "ها": (0.3, -3.0), "هما": (1.0, -3.0), "هم": (1.5, -2.0), "هن": (1.5, -1.0), "ه": (1.3, -3.0),
    "نا": (9.0, -2.0), "كم": (1.5, 0.0), "ي": (9.0, 0.0), "ني": (9.0, -0.5), "ك+": (9.0, 0.6),
}
SHORTEST = {"ب": 4, "ل": 3, "س": 4}  # letters that a word must have after such a proclitic, to be sure of it
IMPERFECT = "يتنأ"
SEEN = 10  # below this many occurrences in all, counts say nothing


def verdict(clitic: str, whole: str, part: str, counts: Mapping[str, int]) -> bool | None:
    """Whether `whole` is `part` with `clitic`; None where counts leave it open."""
    a, b = counts.get(key(part), 0), counts.get(key(whole), 0)
    if a + b < SEEN:
        return None
    yes, no = CERTAIN[clitic]
    ratio = math.log10((a + .5) / (b + .5))
    if ratio >= yes and len(part) >= SHORTEST.get(clitic, 2):
        return True
    return False if ratio <= no else None


def resegment(token: str, split: tuple[str, ...] | None, counts: Mapping[str, int]) -> tuple[str, ...] | None:
    """The words of `token`, given those a model found (None for a single word).

    Where the counts leave a clitic open, `split` decides.
    """
    if not WORD.fullmatch(token) or split and token.endswith("ما"):
        return split  # مما, بينما: no clitic of ours
    before, rest = [], token
    for group in (CONJUNCTIONS, PREPOSITIONS + FUTURE):
        clitic = rest[0]
        if clitic not in group or len(rest) < 3:
            continue
        part = "ا" + rest[1:] if rest.startswith("لل") and len(rest) > 4 else rest[1:]
        if clitic == FUTURE and part[0] not in IMPERFECT:
            found = False
        else:
            found = verdict(clitic, rest, part, counts)
        if found is None:
            found = bool(split) and len(split) > len(before) + 1 and split[len(before)] == clitic
        if found:
            before.append(clitic)
            rest = part
    after = []
    pronoun = next((p for p in PRONOUNS if rest.endswith(p) and len(rest) > len(p) + 1), None)
    if pronoun:
        stem = max(stems(rest[:-len(pronoun)], pronoun), key=lambda s: counts.get(key(s), 0))
        found = verdict("ك+" if pronoun == "ك" else pronoun, rest, stem, counts)
        if found and pronoun == "ه" and counts.get(key(rest[:-1] + "ة"), 0) > counts.get(key(stem), 0):
            found = None  # ة written without its dots
        if found is None:
            found = bool(split) and split[-1] == pronoun
        if found:
            if split and len(split) > 1 and split[-2] in stems(rest[:-len(pronoun)], pronoun):
                stem = split[-2]
            rest, after = stem, [pronoun]
    words = (*before, rest, *after)
    return words if len(words) > 1 else None


def recut(sentences: list[list[dict]], counts: Mapping[str, int]) -> list[list[dict]]:
    """`resegment` for all tokens of a document that is tokenized and expanded, as Stanza's Document.to_dict gives it.

    (Stanza's own hook before expansion miscounts words where it mixes given and predicted expansions.)
    """
    return [_recut_sentence(sentence, counts) for sentence in sentences]


def _recut_sentence(entries: list[dict], counts: Mapping[str, int]) -> list[dict]:
    corrected, number, i = [], 0, 0
    while i < len(entries):
        token = entries[i]
        several = not isinstance(token["id"], int) and len(token["id"]) > 1
        size = token["id"][-1] - token["id"][0] + 1 if several else 0
        split = tuple(word["text"] for word in entries[i + 1:i + 1 + size]) or None
        words = resegment(token["text"], split, counts)
        if words is None:
            number += 1
            corrected.append({**token, "id": number})
        else:
            corrected.append({**token, "id": (number + 1, number + len(words))})
            corrected.extend({"id": number + k, "text": word} for k, word in enumerate(words, 1))
            number += len(words)
        i += 1 + size
    return corrected


def read_counts(path) -> dict[str, int]:
    """The word counts of a lexicon.tsv.xz."""
    with lzma.open(path, "rt", encoding="utf8") as lines:
        return {word: int(count) for word, count in (line.split("\t") for line in lines)}

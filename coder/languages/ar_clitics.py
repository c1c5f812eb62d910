"""Arabic clitics: which words a token may hold, and what word counts say of it.

و and ف, the prepositions ب ل ك, the future س and the object and possessive pronouns are written together with their
word. `analyses` lists the ways to cut a token as the treebanks do: للأمم is ل + الأمم, مدينته is مدينة + ه, عليه is
علي + ه. `resegment` corrects a model's cut where counts of words in a large corpus leave no doubt: وفرنسا holds فرنسا,
a frequent word; وقف is far more frequent than قف, so it holds nothing. Counts are keyed by `key` of the word.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

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
    elif rest.endswith(("ائ", "اؤ")):
        yield rest[:-1] + "ء"


def analyses(token: str) -> Iterator[tuple[tuple[str, ...], str, tuple[str, ...]]]:
    """All (proclitics, stem, enclitics) that `token` can be read as; the first is the whole token."""
    for proclitics, rest in proclitic_cuts(token):
        yield proclitics, rest, ()
        for pronoun in PRONOUNS:
            if rest.endswith(pronoun) and len(rest) > len(pronoun):
                for stem in stems(rest[: -len(pronoun)], pronoun):
                    yield proclitics, stem, (pronoun,)


def proclitic_cuts(token: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """All (proclitics, rest of the token)."""
    heads: list[tuple[tuple[str, ...], str]] = [((), token)]
    if token[:1] and token[0] in CONJUNCTIONS and len(token) > 1:
        heads.append(((token[0],), token[1:]))
    for before, rest in heads:
        yield before, rest
        if len(rest) > 1 and rest[0] in PREPOSITIONS + FUTURE:
            yield (*before, rest[0]), rest[1:]
            if rest.startswith("لل") and len(rest) > 3:
                for part in articles(rest):
                    yield (*before, "ل"), part


def articles(token: str) -> tuple[str, str]:
    """The two words with an article that may follow ل in a token in لل: للأمم has الأمم, للجنة has اللجنة."""
    return "ا" + token[1:], "ال" + token[1:]


def behind_lam(token: str, counts: Mapping[str, int]) -> str:
    """The word that follows ل in a token in لل; without an article only if that is far likelier: للبنان."""
    part = max(articles(token), key=lambda word: counts.get(key(word), 0))
    return token[1:] if counts.get(key(token[1:]), 0) > 20 * counts.get(key(part), 0) else part


# Above the first number of a clitic, the word without it is so much more frequent (log10 of the ratio of counts) that
# the token must hold it; below the second, so much rarer that it cannot. Between them the model knows better. Chosen on
# the training part of the treebanks.
CERTAIN = {
    "و": (0.7, -1.0),
    "ف": (2.0, -0.5),
    "ب": (1.0, -1.0),
    "ل": (1.0, -1.2),
    "ك": (9.0, 0.0),
    "س": (1.0, 0.0),
    "ها": (0.3, -3.0),
    "هما": (1.0, -3.0),
    "هم": (1.5, -2.0),
    "هن": (1.5, -1.0),
    "ه": (1.3, -1.0),
    "نا": (9.0, -2.0),
    "كم": (1.5, 0.0),
    "ي": (9.0, 0.0),
    "ني": (9.0, -0.5),
    "ك+": (9.0, 0.6),
}
SHORTEST = {"و": 3, "ب": 4, "ل": 3, "س": 4}  # letters that a word must have after such a proclitic, to be sure of it
IMPERFECT = "يتنأ"
# Frequent words whose remainder is frequent too.
WHOLE_WORDS = """
ولي وليد وسائل وحدة وافق وصف وعد أسهم السهم درهم اتهم متهم المتهم فيصل بقي برقية بكين بضائع بذل لحج لقاح فكرة فرد
فقرة لغم لغما
"""
# Words of which no other word is made by a conjunction before them.
FREE_WORDS = """
ليس ليست لم لن قد هو هي هذا هذه ذلك تلك هؤلاء كان كانت كانوا يكون تكون من في على الى عن مع بعد قبل
حتى اذا ان انه انها لكن لكنه لكنها كما التي الذي الذين بين كذلك قال قالت اضاف اضافت اكد اكدت اعلن
اعلنت اشار اشارت اوضح نقلت ذكرت
"""
# Verbs with a pronoun that are too short for counts to tell.
OWNED_WORDS = "شنه بثه ضمه"
WHOLE, FREE, OWNED = (frozenset(words.split()) for words in (WHOLE_WORDS, FREE_WORDS, OWNED_WORDS))
# A word that begins with one of these and never takes another clitic before it, not once in so many times, holds it.
SURE_ALONE = "ول"
HOSTED = 100
SURE_OWNERS = ("ه", "ها", "هم", "هما")
SEEN = 10  # below this many occurrences in all, counts say nothing
# Words that hardly stand without their preposition, and what keeps the rule for rare remainders from being one.
BOUND = {
    "ب": re.compile(
        "(ال)?(اضافه?ة?|قرب|تزامن|انابه?ة?|كاد|مجان|احرى|توازي|طبع|فعل)$|"
        "(مثاب|واسط|مشيئ|خصوص|صدد|موجب|جروح|اكمل|كامل|اسر|رمت|مفرد|حذافير|حوز|امكان|غض|معزل|مناى|مقتضى|ازاء)"
    ),
    "ل": re.compile("ال|نا$|ها|ه|غاي|اغراض|بد$|توه|حي"),
}


def verdict(clitic: str, whole: str, part: str, counts: Mapping[str, int]) -> bool | None:
    """Whether `whole` is `part` with `clitic`; None where counts leave it open."""
    a, b = counts.get(key(part), 0), counts.get(key(whole), 0)
    if a + b < SEEN:
        return None
    yes, no = CERTAIN[clitic]
    ratio = math.log10((a + 0.5) / (b + 0.5))
    if ratio >= yes and len(part) >= SHORTEST.get(clitic, 2):
        return True
    if clitic == "و" and key(part).startswith("ا"):
        no -= 0.5  # verbs of reporting hardly stand without it: وأضاف
    if ratio > no or (clitic in BOUND and (part in PRONOUNS or BOUND[clitic].match(key(part)))):
        return None
    return False


def stands_alone(word: str, counts: Mapping[str, int]) -> bool:
    """Whether a word that begins like a clitic is one of its own: it, or its stem, takes و and ال like other words."""
    stem_forms = [s for p in PRONOUNS if word.endswith(p) for s in stems(word[: -len(p)], p) if len(s) > 2]
    hosts = sum(counts.get(key(clitic + form), 0) for form in (word, *stem_forms) for clitic in ("و", "ف", "ال"))
    return hosts * HOSTED >= counts.get(key(word), 0)


def owned(word: str, stem: str, pronoun: str, counts: Mapping[str, int]) -> bool:
    """Whether a word is `stem` with a pronoun since it hardly takes the article, as the nouns do that only look so."""
    seen, whole = counts.get(key(stem), 0), counts.get(key(word), 0)
    if pronoun not in SURE_OWNERS or len(stem) < 3 or seen < SEEN or stem.startswith("ال"):
        return False
    articled = sum(counts.get(key(article + word), 0) for article in ("ال", "وال", "بال"))
    feminine = counts.get(key(word[: -len(pronoun)] + "ة"), 0)  # ة written without its dots
    return articled * 50 <= whole and feminine <= seen and (pronoun != "ه" or seen >= 2 * whole)


def resegment(token: str, split: Sequence[str] | None, counts: Mapping[str, int]) -> Sequence[str] | None:
    """The words of `token`, given those a model found (None for a single word).

    Where the counts leave a clitic open, `split` decides; it is not looked at elsewhere.
    """
    if not WORD.fullmatch(token) or (token.endswith("ما") and split):
        return split  # مما, بينما: no clitic of ours
    known = () if split is None else split
    before: list[str] = []
    after: list[str] = []
    rest = token
    found: bool | None
    for group in (CONJUNCTIONS, PREPOSITIONS + FUTURE):
        clitic = rest[0]
        if clitic not in group or len(rest) < 3 or rest in WHOLE:
            continue
        part = rest[1:]
        if rest.startswith("لل") and len(rest) > 3:  # no other word begins so
            before.append("ل")
            rest = behind_lam(rest, counts)
            continue
        if clitic == FUTURE and part[0] not in IMPERFECT:
            found = False
        elif clitic == "و" and key(part) in FREE:
            found = True
        else:
            found = verdict(clitic, rest, part, counts)
        if found is None and clitic in SURE_ALONE and counts.get(key(part), 0) >= SEEN and counts.get(key(rest), 0):
            found = not stands_alone(rest, counts) or None
        if found is None:
            found = len(known) > len(before) + 1 and known[len(before)] == clitic
        if found:
            before.append(clitic)
            rest = part
    pronoun = (
        None if rest in WHOLE else next((p for p in PRONOUNS if rest.endswith(p) and len(rest) > len(p) + 1), None)
    )
    if pronoun:
        stem = max(stems(rest[: -len(pronoun)], pronoun), key=lambda s: counts.get(key(s), 0))
        found = verdict("ك+" if pronoun == "ك" else pronoun, rest, stem, counts)
        if found and pronoun == "ه" and counts.get(key(rest[:-1] + "ة"), 0) > counts.get(key(stem), 0):
            found = None  # ة written without its dots
        if rest.startswith("ال") and counts.get(key(rest[2:]), 0) >= SEEN:
            found = False  # the article and a word: no pronoun stands behind that
        elif rest in OWNED or (found is None and owned(rest, stem, pronoun, counts)):
            found = True
        if found is None:
            found = len(known) > 0 and known[-1] == pronoun
        if found:
            cut = known[-2] if len(known) > 1 else ""
            if cut.endswith(("ائ", "اؤ")):  # so it ends only before a pronoun: أعضائه holds أعضاء
                cut = cut[:-1] + "ء"
            much_rarer = counts.get(key(stem), 0) >= max(SEEN, counts.get(key(cut), 0) * 10)
            doubted = much_rarer and stem.endswith(("ة", "ت", "وا", "ى"))
            if cut in stems(rest[: -len(pronoun)], pronoun) and not doubted:
                stem = cut
            rest, after = stem, [pronoun]
    words = (*before, rest, *after)
    return words if len(words) > 1 else None


def recut(sentences: list[list[dict[str, Any]]], counts: Mapping[str, int]) -> list[list[dict[str, Any]]]:
    """`resegment` for all tokens of a document that is tokenized and expanded, as Stanza's Document.to_dict gives it.

    (Stanza's own hook before expansion miscounts words where it mixes given and predicted expansions.)
    """
    return [_recut_sentence(sentence, counts) for sentence in sentences]


def _recut_sentence(entries: list[dict[str, Any]], counts: Mapping[str, int]) -> list[dict[str, Any]]:
    corrected, number, i = [], 0, 0
    while i < len(entries):
        token = entries[i]
        several = not isinstance(token["id"], int) and len(token["id"]) > 1
        size = token["id"][-1] - token["id"][0] + 1 if several else 0
        split = tuple(word["text"] for word in entries[i + 1 : i + 1 + size]) or None
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

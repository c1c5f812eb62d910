"""One scheme for treebanks that differ: what training/treebank/README.md says, made of what PADT and PUD say.

Each function mends one construction of a tree (udapi nodes, in place); `unify_tree` runs them in order. Where the
treebanks disagree, Universal Dependencies v2 decides, and where it is silent, the larger one.
"""

PRONOUNS = set("ه ها هم هما هن نا ني ي ك كم".split())
SUBORDINATORS = set(
    (
        "أن إن لأن كي لكي إذا لو عندما بينما حيث كما فيما حين حينما إذ مما لما ريثما حتى كأن ل لئلا طالما كلما ألا "
        "بما عما"
    ).split()
)
ADVERBS = set(
    (
        "أمس أيضا فقط هناك هنا كذلك حاليا غدا لاحقا سابقا مؤخرا تقريبا الآن هكذا معا ثمة هنالك مجددا أخيرا حديثا جدا"
    ).split()
)
APPROXIMATE = set("نحو حوالي قرابة زهاء".split())
CONJUNCTIONS = set("و ف ثم أو أم لكن بل".split())
QUANTIFIERS = set("كل بعض جميع أحد إحدى معظم غالبية أغلب أغلبية مختلف سائر كافة كلا كلتا شبه نصف ربع ثلث".split())
DETERMINERS = set("أي أية عدة ما من كيف".split())
MANY = set("آلاف مئات عشرات ملايين مليارات بلايين".split())
PLAIN_PARTICLES = set("لا لم لن ما قد لقد س سوف إلا إنما هل يا".split())
CALENDAR = set(
    (
        "الاثنين الإثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد يناير فبراير مارس أبريل إبريل مايو يونيو يوليو "
        "أغسطس سبتمبر أكتوبر نوفمبر ديسمبر كانون شباط آذار نيسان أيار حزيران تموز آب أيلول تشرين رمضان شوال"
    ).split()
)
# Nouns that make a preposition with the one before them.
COMPOUND = {
    tuple(pair.split())
    for pair in (
        "ب سبب, ب فضل, ب واسطة, ب دون, ب شأن, ب موجب, ب حسب, ب حق, على يد, على أيدي, على خلفية, على رغم, على الرغم, "
        "على إثر, من قبل, من أجل, من خلال, من دون, من جانب, في شأن, في غضون"
    ).split(", ")
}
# Accusatives that make one with the preposition after them.
PREPOSITIONAL = set("وفقا إضافة بناء بدلا نتيجة خلافا طبقا تبعا استنادا نظرا فضلا".split())
CLAUSES = {"root", "ccomp", "acl", "advcl", "parataxis", "csubj", "xcomp"}


def unify_tree(root):
    for mend in STEPS:
        mend(root)


def replace(old, new, deprel):
    """`new`, a descendant of `old`, takes its place in the tree; `old` hangs on it as `deprel`."""
    parent, relation = old.parent, old.deprel
    new.parent, new.deprel = parent, relation
    old.parent, old.deprel = new, deprel


def cases(node):
    return [c for c in node.children if c.deprel == "case"]


def names(root):
    """A name of several words hangs on its first: فيديل كاسترو."""
    nodes = root.descendants
    for last in reversed(nodes):
        if last.upos != "PROPN":
            continue
        first, node = last, last.prev_node
        while node and node.upos == "PROPN" and node.parent is last and node.deprel in ("nmod", "flat", "dep", "appos"):
            first, node = node, node.prev_node
        if first is last:
            continue
        group = [n for n in nodes if first.ord < n.ord < last.ord]
        replace(last, first, "flat")
        for child in [*last.children, *group]:
            child.parent = first
        for part in group:
            part.deprel = "flat"


def because(root):
    """لأن is one word."""
    for node in root.descendants:
        after = node.next_node
        if node.form == "ل" and node.misc["SpaceAfter"] == "No" and after is not None and after.form in ("أن", "ان"):
            after.form = after.lemma = "لأن"
            after.upos, after.deprel = "SCONJ", "mark"
            node.remove(children="rehang")


def resumptives(root):
    """التي عادت إليها: the pronoun belongs to the verb of the relative clause, the preposition to the pronoun."""
    for node in root.descendants:
        before, head = node.prev_node, node.parent
        if before is None or node.upos != "PRON" or node.form not in PRONOUNS or node.deprel != "dep":
            continue
        if before.upos == "ADP" and before.parent is head and head.deprel in ("mark", "dep", "nsubj", "obj"):
            node.parent, node.deprel = head.parent, "obl"
            before.parent, before.deprel = node, "case"


def any_of(root):
    """أي is a determiner of the noun after it."""
    for word in root.descendants:
        if word.form not in ("أي", "أية") or word.upos not in ("ADJ", "DET", "NOUN"):
            continue
        noun = next((c for c in word.children if c.deprel == "nmod" and c.ord > word.ord and not cases(c)), None)
        if noun is not None:
            replace(word, noun, "det")
            for child in list(word.children):
                child.parent = noun
        elif word.deprel == "amod" and word.ord < word.parent.ord:
            word.deprel = "det"
        if word.deprel == "det":
            word.upos = "DET"


def quantifiers(root):
    """كل, بعض and the like are heads, their noun is nmod, as in PADT."""
    for q in root.descendants:
        noun = q.parent
        if q.deprel == "det" and q.lemma in QUANTIFIERS and not noun.is_root() and q.ord < noun.ord:
            q.upos = "NOUN"
            replace(noun, q, "nmod")
            for child in list(noun.children):
                if child.ord < q.ord or child.deprel in ("punct", "cc"):
                    child.parent = q
        elif q.form == "عدة" and q.deprel == "nmod" and not noun.is_root() and q.ord > noun.ord:
            q.upos, q.deprel = "DET", "det"


def other_than(root):
    """غير is a noun before the adjective that it turns round."""
    for word in root.descendants:
        if word.form != "غير" or word.upos == "VERB":
            continue
        adjective = word.parent
        if word.deprel == "advmod" and adjective.upos in ("ADJ", "NOUN") and word.ord < adjective.ord:
            replace(adjective, word, "amod" if adjective.upos == "ADJ" else "nmod")
            for child in list(adjective.children):
                if child.ord < word.ord:
                    child.parent = word
        word.upos = "NOUN"
        if word.deprel == "nmod" and any(c.upos == "ADJ" and c.deprel == "amod" for c in word.children):
            word.deprel = "amod"


def numbers(root):
    """What is counted is the head, the number its nummod: خمسة أشخاص, ١٠٠ ألف جنيه."""
    for number in reversed(root.descendants):
        before = number.prev_node
        if number.form in MANY and not (before is not None and before.upos == "NUM"):
            number.upos = "NOUN"  # آلاف المدنيين: a noun with its genitive
            if number.deprel in ("nummod", "advmod", "dep"):
                number.deprel = role_of_counted(number)
        if number.upos != "NUM":
            continue
        for noun in number.children:
            if (
                noun.ord > number.ord
                and noun.deprel in ("nmod", "nummod")
                and noun.upos in ("NOUN", "ADJ")
                and noun.form != "%"
                and noun.feats["Foreign"] != "Yes"
                and not cases(noun)
                and all(n.upos in ("NUM", "CCONJ") for n in root.descendants if number.ord < n.ord < noun.ord)
            ):
                break
        else:
            continue
        noun.upos = "NOUN"
        larger = next((c for c in noun.children if c.deprel == "nummod" and number.ord < c.ord < noun.ord), None)
        replace(number, noun, "nummod")
        for child in list(number.children):
            if not (child.upos in ("NUM", "SYM") or (child.deprel == "cc" and child.ord > number.ord)):
                child.parent = noun
        if larger is not None and number.ord < larger.ord:
            number.parent = larger
    for node in root.descendants:
        if node.deprel in ("nummod", "advmod", "dep") and (
            node.upos == "NOUN" or (node.upos == "NUM" and node.parent.upos in ("VERB", "ADJ"))
        ):
            if node.upos == "NOUN" and not any(c.upos == "NUM" for c in node.children):
                continue
            node.deprel = role_of_counted(node)
        if node.upos == "NUM" and node.deprel in ("dep", "advmod") and node.parent.upos in ("NOUN", "PROPN", "NUM"):
            node.deprel = "nmod" if cases(node) else "nummod"
        if node.upos == "NUM" and node.deprel == "nmod" and node.parent.form in CALENDAR and not cases(node):
            node.deprel = "nummod"
        if node.upos == "SYM" and node.deprel == "dep" and node.parent.upos == "NUM":
            node.deprel = "nmod"


def role_of_counted(node):
    head = node.parent
    if head.upos in ("NOUN", "PROPN", "NUM", "X"):
        return "nmod"
    if cases(node) or head.upos != "VERB":
        return "obl"
    if node.lemma in ("يوم", "مرة", "ساعة", "شهر", "عام", "سنة", "أسبوع", "دقيقة"):
        return "obl"
    if any(c.deprel.startswith("nsubj") for c in head.children):
        return "obl" if any(c.deprel == "obj" for c in head.children) else "obj"
    return "nsubj"


def copulas(root):
    """كان and ليس are AUX: cop of a predicate, aux of a verb."""
    for verb in root.descendants:
        if verb.lemma not in ("كان", "ليس") or verb.upos not in ("VERB", "AUX"):
            continue
        if verb.upos == "VERB":
            predicate = next(
                (
                    c
                    for c in verb.children
                    if c.deprel in ("xcomp", "ccomp", "advcl") and c.ord > verb.ord and not clause_marks(c)
                ),
                None,
            )
            if predicate is not None and (predicate.deprel == "xcomp" or predicate.upos in ("VERB", "ADJ")):
                replace(verb, predicate, "aux" if predicate.upos == "VERB" else "cop")
                for child in list(verb.children):
                    child.parent = predicate
        verb.upos = "AUX"
        if verb.deprel == "cop" and verb.parent.upos == "VERB":
            verb.deprel = "aux"


def clause_marks(node):
    return [c for c in node.children if c.deprel in ("mark", "cc") and c.upos in ("SCONJ", "CCONJ") and c.form != "و"]


def compound_prepositions(root):
    """بسبب, من قبل: the first word is case of the noun, the rest is fixed on it."""
    for node in root.descendants:
        if node.upos == "ADP" and node.deprel == "cc" and node.ord < node.parent.ord:
            node.deprel = "case"
        elif node.upos in ("NOUN", "ADJ", "PROPN") and node.deprel == "cc" and cases(node):
            node.deprel = "nmod" if node.parent.upos in ("NOUN", "PROPN") else "obl"
    for noun in root.descendants:
        after, before = noun.next_node, noun.prev_node
        of_its_own = before is not None and before.parent is noun and before.deprel == "case"
        if noun.form not in PREPOSITIONAL or of_its_own or after is None:
            continue
        if after.upos != "ADP" or after.deprel != "case" or after.parent is noun:
            continue
        inner = after.parent
        if inner in noun.descendants:
            replace(noun, inner, "case")
            inner.deprel = "nmod" if inner.parent.upos in ("NOUN", "PROPN") else "obl"
        for child in list(noun.children):
            child.parent = inner
        noun.parent, noun.deprel = inner, "case"
        after.parent, after.deprel = noun, "fixed"
    for noun in root.descendants:
        first = noun.prev_node
        if first is None or first.upos != "ADP":
            continue
        pair = (first.form, noun.form)
        if first.parent is noun.parent and first.deprel in ("case", "mark"):
            if (noun.deprel == "cc" and noun.upos in ("NOUN", "ADP", "PROPN")) or (
                noun.deprel == "case" and pair in COMPOUND
            ):
                noun.parent, noun.deprel = first, "fixed"
        elif first.parent is noun and first.deprel == "case" and pair in COMPOUND:
            inner = next((c for c in noun.children if c.deprel == "nmod" and c.ord > noun.ord and not cases(c)), None)
            if inner is not None:
                relation = noun.deprel
                replace(noun, inner, "fixed")
                for child in list(noun.children):
                    child.parent = inner
                inner.deprel, noun.parent = relation, first


def marks(root):
    """What opens a clause is SCONJ and its mark; a preposition before أن is mark too."""
    for node in root.descendants:
        if node.deprel == "mark" and node.form in SUBORDINATORS and node.upos != "PRON":
            if node.form != "ما":
                node.upos = "SCONJ"
        elif node.form in (
            "أن",
            "إن",
            "لأن",
            "كي",
            "لكي",
            "عندما",
            "بينما",
            "حيث",
            "مما",
            "إذا",
            "إذ",
            "لو",
        ) and node.upos in ("CCONJ", "ADP", "PART"):
            node.upos = "SCONJ"
            if node.deprel in ("cc", "advmod") and node.parent.ord > node.ord:
                node.deprel = "mark"
    for node in root.descendants:
        after = node.next_node
        that = after is not None and after.form == "أن" and after.deprel == "mark"
        if that and node.upos == "ADP" and node.deprel == "case" and after.parent is node.parent:
            node.deprel = "mark"
    for node in root.descendants:
        before = [c for c in node.children if c.deprel == "mark" and c.upos == "ADP"]
        that = any(c.form == "أن" and c.deprel == "mark" for c in node.children)
        if before and that and node.deprel in ("obl", "nmod", "obj"):
            node.deprel = "ccomp" if before[0].form in ("ب", "على", "عن", "إلى", "من") else "advcl"


def separation(root):
    """Pronouns that repeat: هو between subject and predicate, أنه before a clause with its own subject."""
    for node in root.descendants:
        if node.upos != "PRON" or node.deprel not in ("cc", "dep"):
            continue
        if node.form in PRONOUNS:
            before = node.prev_node
            if before is not None and before.form in ("أن", "إن", "لأن", "لكن"):
                own = any(c.deprel.startswith("nsubj") for c in node.parent.children)
                node.deprel = "expl" if own or node.parent.upos != "VERB" else "nsubj"
            elif node.parent.upos in ("NOUN", "PROPN", "ADJ", "NUM"):
                node.deprel = "nmod"
            elif node.parent.upos == "VERB":
                node.deprel = "obl" if cases(node) else "obj"
        elif node.form in ("هو", "هي", "هم"):
            node.deprel = "expl"


def tags(root):
    """Closed classes are tagged by what they do."""
    for node in root.descendants:
        form, deprel = node.form, node.deprel
        if node.lemma in ("هذا", "ذلك", "ذاك") or form in ("هؤلاء", "تلك", "أولئك"):
            node.upos = "DET" if deprel == "det" else "PRON"
        elif form in CALENDAR and node.upos == "NOUN" and (form != "الأحد" or deprel in ("nmod", "obl", "appos")):
            node.upos = "PROPN"
        elif node.upos == "DET" and node.lemma not in DETERMINERS:
            node.upos = "ADJ"
        elif form in ("العديد", "الكثير", "المزيد", "القليل", "السيد", "السيدة", "عامي", "السادة") and node.upos in (
            "ADJ",
            "PROPN",
        ):
            node.upos = "NOUN"
        elif form == "ثم" and deprel in ("cc", "advmod", "mark"):
            node.upos, node.deprel = "CCONJ", "cc"
        elif form == "ـ":
            node.upos, node.deprel = "PUNCT", "punct"
        elif (
            node.upos == "ADV"
            and form not in ADVERBS
            and (deprel in ("obl", "nmod") or any(c.deprel in ("nmod", "nummod", "amod", "det") for c in node.children))
        ):
            node.upos = "NOUN"
        elif form in CONJUNCTIONS and deprel in ("cc", "mark") and form not in ("ف", "و"):
            node.upos, node.deprel = "CCONJ", "cc"
        elif form in APPROXIMATE and deprel in ("advmod", "case", "aux") and node.ord < node.parent.ord:
            node.upos, node.deprel = "ADP", "case"
        elif form in ADVERBS and deprel in ("advmod", "obl", "nmod", "obj", "xcomp") and node.upos != "VERB":
            node.upos, node.deprel = "ADV", "advmod"
        elif form == "كما" and deprel in ("cc", "mark", "advmod"):
            node.upos = "SCONJ"
        elif form in PLAIN_PARTICLES and node.upos in ("PART", "ADV", "ADP", "SCONJ", "CCONJ") and deprel != "mark":
            node.upos = "PART"
        if deprel == "aux:pass":
            node.deprel = "aux"


def participles(root):
    """مشيرا إلى, قائلا: an adjective that is advcl of the verb."""
    for node in root.descendants:
        accusative = node.upos == "ADJ" and node.form.endswith("ا") and node.parent.upos == "VERB"
        complement = any(c.deprel in ("ccomp", "obl", "obj") for c in node.children)
        if accusative and complement and node.deprel in ("xcomp", "ccomp", "dep"):
            node.deprel = "advcl"


def passives(root):
    for node in root.descendants:
        passive = node.parent.feats["Voice"] == "Pass"
        if node.deprel == "nsubj" and passive and node.parent.upos == "VERB":
            node.deprel = "nsubj:pass"
        elif node.deprel.endswith(":pass") and node.parent.feats["Voice"] == "Act":
            node.deprel = node.deprel.removesuffix(":pass")
        elif node.deprel == "csubj" and passive:
            node.deprel = "csubj:pass"


def predicate(node):
    return node.deprel in CLAUSES or any(
        c.deprel in ("nsubj", "cop", "csubj") or (c.deprel == "mark" and c.upos != "PRON") for c in node.children
    )


def obliques(root):
    """Nouns have nmod, verbs and adjectives obl."""
    for node in root.descendants:
        head = node.parent
        if node.deprel == "obl" and head.upos in ("NOUN", "PROPN", "PRON", "NUM") and not predicate(head):
            node.deprel = "nmod"
        elif node.deprel == "obl" and head.upos == "ADJ" and node.ord == head.ord + 1 and not cases(node):
            if node.upos in ("NOUN", "PROPN") and not head.form.startswith("ال"):
                node.deprel = "nmod"  # أول رئيس
        elif node.deprel == "nmod" and (head.upos in ("VERB", "AUX") or (head.upos == "ADJ" and cases(node))):
            node.deprel = "obl"
        attached = node.form in PRONOUNS and node.ord == head.ord + 1 and head.upos == "NOUN"
        if node.deprel == "nsubj" and attached and not any(c.deprel == "cop" for c in head.children):
            node.deprel = "nmod"


STEPS = (
    because,
    resumptives,
    names,
    quantifiers,
    any_of,
    other_than,
    numbers,
    copulas,
    compound_prepositions,
    marks,
    separation,
    tags,
    participles,
    passives,
    obliques,
)

"""Every repair of the parse, in sentences that the shipped models get wrong without it; and what repairs must leave."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest

from coder.annotate import Annotator, Document, Sentence, Word
from coder.codebook import Codebook
from coder.frames.repair import apply, repair
from coder.languages import Attachment, Lexicon
from coder.read import Article

# repair, text, word, its governor and relation once mended (- is the root)
MENDED = [
    ("dateline_at_the_head", "صنعاء - قصفت طائرات التحالف معسكرا للحوثيين.", "قصفت", "-", "root"),
    ("dateline_at_the_head", "اليمن: المقاومة تطرد المتمردين من لحج", "تطرد", "-", "root"),
    ("verb_at_the_head", "خطف مسلحون طبيبا وسائقه في مدينة الحديدة.", "مسلحون", "خطف", "nsubj"),
    ("verb_at_the_head", "قصف الطيران الروسي بلدة دارة عزة غربي حلب.", "الطيران", "قصف", "nsubj"),
    ("verb_read_as_predicate", "الجيش الإسرائيلي قصف مواقع لحزب الله جنوب لبنان.", "مواقع", "قصف", "obj"),
    ("verb_with_a_pronoun", "قتل خمسة جنود في هجوم شنه الحوثيون على معسكر في مأرب.", "الحوثيون", "شن", "nsubj"),
    ("verb_with_a_pronoun", "قتل مدنيان في غارات شنها طيران التحالف على مدينة إب.", "شن", "غارات", "acl"),
    ("nationality_apart", "اعترضت البحرية الإسرائيلية سفينة متجهة إلى غزة.", "الإسرائيلية", "البحرية", "amod"),
    ("plural_read_as_attribute", "أصيب جندي سوداني برصاص مسلحين في كسلا.", "مسلحين", "رصاص", "nmod"),
    ("plural_read_as_attribute", "وأعلن المصدر مقتل عنصرين من القوات الحكومية.", "عنصرين", "مقتل", "nmod"),
    ("amount_as_attribute", "أسفر الهجوم عن مقتل أكثر من عشرين جنديا.", "أكثر", "مقتل", "nmod"),
    ("counted_noun", "قُتل ثلاثة مدنيين في غارة جوية على سوق شعبي.", "مدنيين", "ثلاثة", "nmod"),
    ("counted_noun", "وشن 6 غارات على تجمع للمتمردين.", "غارات", "6", "nmod"),
    ("part_of_the_whole", "قتل خمسة مواطنين بينهم طفل جراء قصف.", "طفل", "مواطنين", "appos"),
    (
        "subject_before_its_verb",
        "تركيا تتجه إلى انتخابات مبكرة والجيش يواصل استهداف الأكراد",
        "الجيش",
        "يواصل",
        "nsubj",
    ),
    (
        "noun_joined_to_verb",
        "هاجم مقاتلو تنظيم الدولة ومسلحون من القبائل قوات الشرطة العراقية قرب الحويجة.",
        "مسلحون",
        "مقاتلو",
        "conj",
    ),
    (
        "list_of_owners",
        "قصفت مدفعية الجيش اليمني وطائرات التحالف العربي مواقع الحوثيين غرب تعز.",
        "طائرات",
        "مدفعية",
        "conj",
    ),
    ("about_so_many", "قتل حوالي 29 فردا من القبيلة جنوب المدينة.", "29", "قتل", "nsubj"),
    (
        "member_of_a_group",
        "هاجم مقاتلون من حركة الشباب قاعدة للاتحاد الأفريقي جنوب مقديشو.",
        "حركة",
        "مقاتلون",
        "nmod",
    ),
    ("object_read_as_clause", "قتلت الشرطة المصرية متظاهرا في الإسكندرية.", "متظاهرا", "قتلت", "obj"),
    ("subject_against_agreement", "قصفوا مستوطنة قرب الحدود.", "مستوطنة", "قصفوا", "obj"),
    ("subject_against_agreement", "دعا روسيا وإيران إلى وقف القصف.", "روسيا", "دعا", "obj"),
    ("case_against_role", "وطالبت الحوثيين بوقف إطلاق النار.", "الحوثيين", "طالبت", "obj"),
    ("case_against_role", "وفي الحي الذي يسيطر المتمردون عليه، اندلع حريق.", "المتمردون", "يسيطر", "nsubj"),
    ("manner_before_object", "أدانوا بشدة هجمات النظام على المدنيين.", "هجمات", "أدانوا", "obj"),
    ("number_read_as_attribute", "أعدم مسلحون ثلاثة جنود في الأنبار.", "ثلاثة", "أعدم", "obj"),
    ("number_read_as_attribute", "قُتل في قصف للنظام على مدينة دوما أربعة مدنيين.", "أربعة", "قتل", "nsubj"),
    ("object_of_a_light_verb", "نفذ شاب عملية طعن ضد جنود من الجيش الإسرائيلي في الخليل.", "عملية", "نفذ", "obj"),
    ("side_read_as_genitive", "اتهمت فرنسا وبريطانيا وألمانيا إيران بخرق الاتفاق النووي.", "إيران", "اتهمت", "obj"),
    ("side_read_as_genitive", "انسحبت من مدينة الباب القوات التركية.", "القوات", "انسحبت", "nsubj"),
    ("side_read_as_genitive", "رفضت إسرائيل الانسحاب من جنوب لبنان.", "الانسحاب", "رفضت", "obj"),
    ("side_read_as_genitive", "ودعت المنظمات البرلمان التونسي إلى التراجع.", "البرلمان", "دعت", "obj"),
    ("time_read_as_object", "اقتحمت قوات الاحتلال فجر اليوم مخيم بلاطة شرق نابلس.", "فجر", "اقتحمت", "obl"),
    (
        "participle_read_as_object",
        "انتقد الرئيس إسرائيل مطالبا المجتمع الدولي بفرض عقوبات عليها.",
        "فرض",
        "مطالبا",
        "obl",
    ),
    (
        "subject_read_as_object",
        "وتدور في شمال المدينة اشتباكات عنيفة بين الجيش والمتمردين.",
        "اشتباكات",
        "تدور",
        "nsubj",
    ),
    ("object_without_preposition", "الخرطوم تحاكم 100 مصري بتهمة التجسس", "مصري", "تحاكم", "obj"),
    (
        "cause_behind_aside",
        "استشهد ثلاثة فلسطينيين بينهم طفلة وصحفي في قصف إسرائيلي على خان يونس.",
        "قصف",
        "استشهد",
        "obl",
    ),
]
# A tag mended: repair, text, word, tag
TAGGED = [
    ("verb_at_the_head", "خطف مسلحون طبيبا وسائقه في مدينة الحديدة.", "خطف", "VERB"),
    ("verb_read_as_predicate", "الجيش الإسرائيلي قصف مواقع لحزب الله جنوب لبنان.", "قصف", "VERB"),
    ("person_in_a_list", "قُتل جندي وشرطي ومدنيان في تفجير انتحاري بمدينة كركوك.", "شرطي", "NOUN"),
]
# What looks like an error of these kinds and is none.
LEFT = [
    "قصف المدينة أثار موجة غضب.",
    "قال رئيس الوزراء التركي أحمد داود أوغلو إن العمليات مستمرة.",
    "عثر على الجثتين في المنزل نفسه.",
    "قصف مدينة الحزم عاصمة الجوف مستمر.",
    "تتحدث تقارير عن مقتل مدنيين اثنين.",
    "أطلق المتظاهرون هتافات وقصائد تحث على الصمود.",
    "هاجمت مجموعة منهم سيارات الإسعاف.",
    "تحطمت الطائرة على بعد نحو عشرة كيلومترات من الحدود.",
]


@pytest.fixture(scope="module")
def lexicon(book: Codebook) -> Lexicon:
    return Lexicon(book.verbs, book.names, book.agents, book.adjectives, book.participles)


@pytest.fixture(scope="module")
def parsed(annotator: Annotator) -> dict[str, Sentence]:
    """The first sentence of every text, all of them parsed together."""
    texts = sorted({row[1] for row in (*MENDED, *TAGGED)} | set(LEFT))
    documents: Iterable[Document] = annotator.annotate([Article(id=text, text=text) for text in texts])
    return {document.article.text: document.sentences[0] for document in documents}


def of(sentence: Sentence, text: str) -> Word:
    return next(word for word in sentence.words if word.text == text)


def governor(sentence: Sentence, word: str) -> tuple[str, str]:
    found = of(sentence, word)
    parent = sentence.parent(found)
    return (parent.text if parent else "-", found.deprel)


def mended_without(name: str, sentence: Sentence, book: Codebook, lexicon: Lexicon) -> tuple[Sentence, Sentence]:
    """The sentence with all repairs but one, and with all."""
    left = tuple(find for find in book.language.repairs if find.__name__ != name)
    assert len(left) == len(book.language.repairs) - 1, name
    return repair(sentence, replace(book.language, repairs=left), lexicon), repair(sentence, book.language, lexicon)


@pytest.mark.parametrize(("name", "text", "word", "head", "deprel"), MENDED)
def test_mends(
    name: str,
    text: str,
    word: str,
    head: str,
    deprel: str,
    parsed: dict[str, Sentence],
    book: Codebook,
    lexicon: Lexicon,
) -> None:
    without, with_all = mended_without(name, parsed[text], book, lexicon)
    assert governor(with_all, word) == (head, deprel)
    assert governor(without, word) != (head, deprel), "right without the repair: it needs another sentence here"


@pytest.mark.parametrize(("name", "text", "word", "upos"), TAGGED)
def test_mends_a_tag(
    name: str, text: str, word: str, upos: str, parsed: dict[str, Sentence], book: Codebook, lexicon: Lexicon
) -> None:
    without, with_all = mended_without(name, parsed[text], book, lexicon)
    assert of(with_all, word).upos == upos
    assert of(without, word).upos != upos


def test_every_repair_has_a_sentence(book: Codebook) -> None:
    assert {find.__name__ for find in book.language.repairs} == {row[0] for row in (*MENDED, *TAGGED)}


@pytest.mark.parametrize("text", LEFT)
def test_leaves(text: str, parsed: dict[str, Sentence], book: Codebook, lexicon: Lexicon) -> None:
    before, after = parsed[text], repair(parsed[text], book.language, lexicon)
    assert [(w.text, w.head, w.deprel, w.upos) for w in after.words] == [
        (w.text, w.head, w.deprel, w.upos) for w in before.words
    ]


def test_repairs_keep_a_tree(parsed: dict[str, Sentence], book: Codebook, lexicon: Lexicon) -> None:
    for sentence in parsed.values():
        mended = repair(sentence, book.language, lexicon)
        roots = [word for word in mended.words if word.head == -1]
        assert len(roots) == 1
        assert len(mended.subtree(roots[0])) == len(mended.words)


def test_a_repair_that_makes_a_cycle_is_left_out(parse: Callable[[str], Document]) -> None:
    sentence = parse("قصفت الطائرات المدينة.").sentences[0]
    verb, noun = sentence.words[:2]
    assert noun.head == verb.index
    assert apply(sentence, [Attachment(verb.index, noun.index, "obj")]) is sentence
    assert apply(sentence, []) is sentence
    moved = apply(sentence, [Attachment(noun.index, verb.index, "obj", "PROPN")])
    assert (moved.words[1].deprel, moved.words[1].upos) == ("obj", "PROPN")
    assert moved.words[0] is verb

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
    ("verb_at_the_head", "ضبط الجيش اللبناني أسلحة وذخائر في البقاع.", "الجيش", "ضبط", "nsubj"),
    ("verb_at_the_head", "جند تنظيم داعش أطفالا في معسكرات الرقة.", "تنظيم", "جند", "nsubj"),
    (
        "verb_read_as_predicate",
        "وكشف المرصد أن الجيش التركي، بحسب مصادره، قصف قرى في منبج.",
        "قرى",
        "قصف",
        "obj",
    ),
    ("case_against_role", "خطف جنود إسرائيليون صحافياً عراقياً أمس.", "صحافيا", "خطف", "obj"),
    ("side_read_as_genitive", "خطف مسلحون جون سميث شمال بغداد.", "جون", "خطف", "obj"),
    ("part_of_the_whole", "وأصيب سبعة مدنيين بينهم طفلان في القصف.", "طفلان", "مدنيين", "appos"),
    ("second_side_is_object", "قتل مسلحون ثلاثة جنود عند حاجز.", "جنود", "قتل", "obj"),
    ("second_side_is_object", "تقود سلطنة عمان وساطة أمس.", "وساطة", "تقود", "obj"),
    ("direction_read_as_object", "ضرب زلزال شرق تركيا أمس.", "شرق", "ضرب", "obl"),
    ("genitive_read_as_circumstance", "قاتل المسلحون إلى جانب قوات النظام أمس.", "قوات", "جانب", "nmod"),
    (
        "object_behind_suspicion",
        "قتل مسلحون يشتبه بأنهم من جماعة «بوكو حرام» ستة أطفال في قرية شمالي الكاميرون.",
        "أطفال",
        "قتل",
        "obj",
    ),
    ("second_party", "اندلعت اشتباكات بين الجيش اللبناني من جهة ومسلحين من جهة ثانية.", "مسلحين", "الجيش", "conj"),
    ("second_party", "وقعت معارك بين القوات المسنودة بالفصائل وتنظيم داعش.", "تنظيم", "القوات", "conj"),
    ("second_party", "اندلعت اشتباكات بين قوات النظام والمعارضة في حلب.", "المعارضة", "قوات", "conj"),
    ("subject_against_agreement", "كما اتهموا الشرطة العراقية بقتل متظاهرين.", "الشرطة", "اتهموا", "obj"),
    ("case_against_role", "واعتقلت مسلحين قرب المنصورة.", "مسلحين", "اعتقلت", "obj"),
    ("side_read_as_genitive", "جرح مسلحون جنديين من الجيش اللبناني قرب طرابلس.", "جنديين", "جرح", "obj"),
    ("side_read_as_genitive", "خطف مسلحون الرئيس اللبناني السابق.", "الرئيس", "خطف", "obj"),
    (
        "participle_read_as_object",
        "وانتقد وزير الخارجية المصري إثيوبيا مطالبا إياها بوقف ملء السد.",
        "مطالبا",
        "انتقد",
        "advcl",
    ),
    ("subject_read_as_object", "وتدور اليوم اشتباكات بين الجيش والمسلحين.", "اشتباكات", "تدور", "nsubj"),
    ("part_of_the_whole", "قتل خمسة مواطنين بينهم طفل جراء قصف.", "طفل", "مواطنين", "appos"),
    ("subject_against_agreement", "واعتقلت رئيس البلدية سالم العلي أمس.", "رئيس", "اعتقلت", "obj"),
    ("subject_against_agreement", "قصفوا مستوطنة قرب الحدود.", "مستوطنة", "قصفوا", "obj"),
    ("subject_against_agreement", "دعا روسيا وإيران إلى وقف القصف.", "روسيا", "دعا", "obj"),
    ("case_against_role", "وطالبت الحوثيين بوقف إطلاق النار.", "الحوثيين", "طالبت", "obj"),
]
# A tag mended: repair, text, word, tag
TAGGED = [
    ("verb_at_the_head", "ضبط الجيش اللبناني أسلحة وذخائر في البقاع.", "ضبط", "VERB"),
    ("verb_read_as_predicate", "وكشف المرصد أن الجيش التركي، بحسب مصادره، قصف قرى في منبج.", "قصف", "VERB"),
]
# What looks like an error of these kinds and is none.
LEFT = [
    "استشهد ثلاثة فلسطينيين في قصف إسرائيلي.",
    "واعتقلت القوات أربعة طلاب.",
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

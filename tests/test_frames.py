"""Stage 3: who does what to whom in sentences as reporters write them, through the shipped models.

Sentences are our own. They were chosen for the constructions, not for what the parser can do: where the frame is wrong,
the test is expected to fail and KNOWN_ERRORS says whether the parse or the frame builder errs. A test that begins to
pass fails until its line is taken out there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest

from coder.frames import Frame

FramesOf = Callable[[str], tuple[Frame, ...]]


@dataclass(frozen=True)
class Case:
    """What one frame of a sentence must be.

    Attributes:
        trigger: its word; the first frame of this word and ``kind`` counts.
        slots: the words that head the phrases of a slot, in text order; a slot that is not named is not looked at.
        kind: empty if it does not matter.
        support: the light verb, empty for none looked for.
    """

    text: str
    trigger: str
    slots: str = ""
    kind: str = ""
    support: str = ""


def filled(case: Case) -> dict[str, list[str]]:
    """``subject: الجيش; object: بلدة قرية`` as a mapping."""
    pairs = (part.split(":") for part in case.slots.split(";") if part.strip())
    return {slot.strip(): words.split() for slot, words in pairs}


def find(frames: Sequence[Frame], trigger: str, kind: str = "") -> Frame:
    found = [f for f in frames if f.trigger.text == trigger and kind in ("", f.kind)]
    assert found, f"no {kind} frame of {trigger} among {[(f.trigger.text, f.kind) for f in frames]}"
    return found[0]


def check(case: Case, frames: Sequence[Frame]) -> None:
    frame = find(frames, case.trigger, case.kind)
    expected = filled(case)
    slots = {slot: [a.head.text for a in sorted(frame.slot(slot), key=lambda a: a.head.index)] for slot in expected}
    assert slots == expected
    if case.support:
        assert frame.support is not None
        assert frame.support.text == case.support


ACTIVE = [
    Case(
        "قصفت طائرات حربية روسية مواقع للمعارضة في ريف إدلب الجنوبي.",
        "قصفت",
        "subject: طائرات; object: مواقع; في: ريف",
        "verb",
    ),
    Case(
        "استهدف الجيش بالمدفعية الثقيلة أحياء سكنية في المدينة.", "استهدف", "subject: الجيش; object: أحياء; ب: المدفعية"
    ),
    Case("سيطرت قوات سوريا الديمقراطية على قرية قرب الرقة بعد معارك عنيفة.", "سيطرت", "subject: قوات; علي: قرية"),
    Case("القوات العراقية حررت بلدة الحويجة من تنظيم الدولة.", "حررت", "subject: القوات; object: بلدة; من: تنظيم"),
    Case("الشرطة الإسرائيلية تعتقل ثلاثة شبان من مخيم جنين", "تعتقل", "subject: الشرطة; object: شبان"),
    Case("اقتحمت قوات الاحتلال فجر اليوم مخيم بلاطة شرق نابلس.", "اقتحمت", "subject: قوات; object: مخيم"),
    Case("فجّر انتحاري سيارة مفخخة أمام مقر للشرطة.", "فجر", "subject: انتحاري; object: سيارة", "verb"),
    Case("أطلق مجهولون النار على سيارة ضابط في عدن.", "أطلق", "subject: مجهولون; object: النار; علي: سيارة"),
    Case("قصف الطيران الروسي بلدة دارة عزة غربي حلب.", "قصف", "subject: الطيران; object: بلدة", "verb"),
    Case("صنعاء - قصفت طائرات التحالف معسكرا للحوثيين.", "قصفت", "subject: طائرات; object: معسكرا"),
    Case("دعا مجلس الأمن الأطراف إلى وقف القتال.", "دعا", "subject: مجلس; object: الأطراف; الي: وقف"),
    Case("توجهت قافلة عسكرية نحو الحدود مع العراق.", "توجهت", "subject: قافلة; الي: الحدود"),
]

PASSIVE = [
    Case("قُتل ثلاثة مدنيين في غارة جوية على سوق شعبي.", "قتل", "object: مدنيين; subject:", "passive"),
    Case("اعتُقل خمسة ناشطين من قبل قوات الأمن في العاصمة.", "اعتقل", "agent: قوات; object: ناشطين"),
    Case("اختُطف صحافي على يد مسلحين مجهولين في بغداد.", "اختطف", "agent: مسلحين; object: صحافي"),
    Case(
        "أُصيب عشرات المتظاهرين بجروح خلال تفريق مظاهرة وسط الخرطوم.", "أصيب", "object: المتظاهرين; subject:", "passive"
    ),
    Case("وأُحيل المتهمون إلى المحكمة العسكرية.", "أحيل", "object: المتهمون; subject:; الي: المحكمة", "passive"),
    Case("نُقل الجرحى إلى مستشفى ميداني.", "نقل", "object: الجرحى; subject:; الي: مستشفى", "passive"),
    Case(
        "استُهدفت قافلة عسكرية تركية بعبوة ناسفة شمال الموصل.", "استهدفت", "object: قافلة; subject:; ب: عبوة", "passive"
    ),
    Case("يُحتجز المعتقلون في سجن قرب العاصمة.", "يحتجز", "object: المعتقلون; subject:; في: سجن", "passive"),
]

NOUNS = [
    Case("أدى قصف الطيران الحربي للبلدة إلى مقتل سبعة مدنيين.", "قصف", "genitive: الطيران; ل: البلدة", "noun"),
    Case("أدى قصف الطيران الحربي للبلدة إلى مقتل سبعة مدنيين.", "مقتل", "genitive: مدنيين; cause: قصف", "noun"),
    Case("تسبب قصف المدينة بالبراميل المتفجرة في نزوح آلاف السكان.", "قصف", "genitive: المدينة; ب: البراميل", "noun"),
    Case("تسبب قصف المدينة بالبراميل المتفجرة في نزوح آلاف السكان.", "نزوح", "genitive: السكان", "noun"),
    Case("أدان الأمين العام للأمم المتحدة اعتقال السلطات للصحافي.", "أدان", "subject: الأمين; object: اعتقال"),
    Case("أدان الأمين العام للأمم المتحدة اعتقال السلطات للصحافي.", "اعتقال", "genitive: السلطات; ل: الصحافي", "noun"),
    Case("استنكرت النقابة اعتداء الشرطة على المحامين.", "اعتداء", "genitive: الشرطة; علي: المحامين", "noun"),
    Case("طالب الأهالي بانسحاب الفصائل من بلدتهم.", "انسحاب", "genitive: الفصائل; من: بلدة", "noun"),
    Case("مقتل أربعة جنود في هجوم انتحاري غرب العراق", "مقتل", "genitive: جنود; في: هجوم", "noun"),
    Case("إصابة فلسطينيين برصاص جيش الاحتلال في الخليل", "إصابة", "genitive: فلسطينيين; agent: جيش", "noun"),
    Case("أعلن الجيش إسقاط طائرة مسيرة للحوثيين.", "إسقاط", "genitive: طائرة", "noun"),
    Case("رحبت الأمم المتحدة بإفراج السلطات عن المعتقلين.", "إفراج", "genitive: السلطات; عن: المعتقلين", "noun"),
    Case("استمر قصف قوات النظام على الغوطة الشرقية.", "قصف", "genitive: قوات; علي: الغوطة", "noun", "استمر"),
]

LIGHT_VERBS = [
    Case(
        "شنت طائرات التحالف غارات على مواقع للتنظيم شرقي دير الزور.",
        "غارات",
        "subject: طائرات; علي: مواقع",
        "noun",
        "شنت",
    ),
    Case(
        "نفذت قوات الاحتلال حملة اعتقالات واسعة في الضفة الغربية.",
        "اعتقالات",
        "subject: قوات; في: الضفة",
        "noun",
        "نفذت",
    ),
    Case("أجرى وزير الخارجية محادثات مع نظيره التركي في أنقرة.", "محادثات", "subject: وزير; مع: نظير", "noun", "أجرى"),
    Case(
        "تعرضت بلدة كفرنبل لقصف مدفعي عنيف من قبل قوات النظام.",
        "قصف",
        "agent: قوات; object: بلدة",
        "noun",
        "تعرضت",
    ),
    Case("تعرضت القرية لهجوم عنيف فجر اليوم.", "هجوم", "object: القرية; subject:", "noun", "تعرضت"),
    Case("تم اعتقال القيادي في الحزب على يد الشرطة.", "اعتقال", "genitive: القيادي; agent: الشرطة", "noun", "تم"),
    Case(
        "اندلعت اشتباكات بين الجيش ومسلحين في محيط المطار.", "اشتباكات", "بين: الجيش مسلحين; في: محيط", "noun", "اندلعت"
    ),
    Case("وقع انفجار في سوق وسط العاصمة.", "انفجار", "في: سوق; subject:", "noun", "وقع"),
    Case("قام عناصر الأمن باعتقال طالبين داخل الجامعة.", "اعتقال", "subject: الأمن; genitive: طالبين", "noun", "قام"),
    Case("جرى تبادل لإطلاق النار بين الشرطة والمهربين.", "تبادل", "بين: الشرطة المهربين", "noun", "جرى"),
    Case("شهدت المدينة اشتباكات متقطعة بين قبيلتين.", "اشتباكات", "بين: قبيلتين; subject:", "noun", "شهدت"),
    Case("شن سلاح الجو الإسرائيلي سلسلة غارات على جنوب لبنان.", "غارات", "subject: سلاح", "noun", "شن"),
    Case("وجهت الفصائل ضربات صاروخية إلى معسكر للنظام.", "ضربات", "subject: الفصائل; الي: معسكر", "noun", "وجهت"),
    Case("لقي خمسة أشخاص مصرعهم في انفجار عبوة ناسفة.", "مصرع", "object: أشخاص; في: انفجار", "noun", "لقي"),
]

COORDINATION = [
    Case("دعت كل من كندا وفرنسا وألمانيا إلى وقف إطلاق النار.", "دعت", "subject: كندا فرنسا ألمانيا; الي: وقف"),
    Case("هاجم المسلحون نقطة تفتيش وقتلوا جنديين.", "قتلوا", "subject: المسلحون; object: جنديين"),
    Case("وقعت السعودية والإمارات ومصر اتفاقا مع السودان.", "وقعت", "subject: السعودية الإمارات مصر; object: اتفاقا"),
    Case("قتلت الغارة امرأة وطفلين.", "قتلت", "subject: الغارة; object: امرأة طفلين"),
    Case("التقى الرئيس التركي ونظيره الروسي في سوتشي.", "التقى", "subject: الرئيس نظير; في: سوتشي"),
    Case("استهدفت الغارات مستشفى ومدرسة وسوقا في بلدة سراقب.", "استهدفت", "object: مستشفى مدرسة سوقا"),
    Case("اعتقلت الشرطة سبعة محتجين وأصابت آخرين بجروح.", "أصابت", "subject: الشرطة; object: آخرين"),
    Case("قصفت المدفعية بلدات حيان وعندان وحريتان.", "بلدات", "genitive: حيان عندان حريتان", "noun"),
    Case("اجتمع ممثلون عن الحكومة وعن المعارضة في جنيف.", "اجتمع", "subject: الحكومة المعارضة"),
]

CLAUSES = [
    # relative clauses
    Case("الجنود الذين قتلوا المتظاهر أحيلوا إلى المحاكمة.", "قتلوا", "subject: الجنود; object: المتظاهر"),
    Case("الجنود الذين قتلوا المتظاهر أحيلوا إلى المحاكمة.", "أحيلوا", "object: الجنود; الي: المحاكمة"),
    Case("أدانت فرنسا الهجوم الذي نفذه التنظيم في باريس.", "نفذ", "subject: التنظيم; object: الهجوم"),
    Case("استعاد الجيش القرى التي سيطر عليها المسلحون.", "سيطر", "subject: المسلحون"),
    Case("توقف القصف الذي استهدف الأحياء السكنية.", "استهدف", "subject: القصف; object: الأحياء"),
    Case("قتل قيادي كان يقود فصيلا معارضا.", "يقود", "subject: قيادي; object: فصيلا"),
    # control
    Case("حاول مسلحون اقتحام مبنى البرلمان.", "حاول", "subject: مسلحون; object: اقتحام"),
    Case("حاول مسلحون اقتحام مبنى البرلمان.", "اقتحام", "genitive: مبنى", "noun"),
    Case("حاولت القوات أن تتقدم نحو المدينة.", "تتقدم", "subject: القوات; الي: المدينة"),
    Case("بدأت القوات تنسحب من البلدة.", "تنسحب", "subject: القوات; من: البلدة"),
    Case("رفض النظام أن يوقف القصف.", "يوقف", "subject: النظام; object: القصف"),
    Case("اتهمت المعارضة النظام باستخدام غازات سامة.", "اتهمت", "subject: المعارضة; object: النظام; ب: استخدام"),
    Case("هددت إيران بإغلاق مضيق هرمز.", "هددت", "subject: إيران; ب: إغلاق"),
    Case("أجبر المقاتلون العائلات على مغادرة القرية.", "أجبر", "subject: المقاتلون; object: العائلات; علي: مغادرة"),
    Case("قال المتحدث باسم الجيش إن القوات سيطرت على المدينة.", "قال", "subject: المتحدث; complement: سيطرت"),
    # participles
    Case(
        "انتقد الرئيس إسرائيل مطالبا المجتمع الدولي بفرض عقوبات عليها.",
        "مطالبا",
        "subject: الرئيس; object: المجتمع; ب: فرض",
        "participle",
    ),
    Case("خرج الآلاف في مظاهرة منددين بالفساد.", "منددين", "subject: الآلاف; ب: الفساد", "participle"),
    Case(
        "وأدان الوزير الهجوم، داعيا جميع الأطراف إلى ضبط النفس.",
        "داعيا",
        "subject: الوزير; object: الأطراف; الي: ضبط",
        "participle",
    ),
    Case(
        "غادر الوفد جنيف متهما الحكومة بعرقلة المحادثات.",
        "متهما",
        "subject: الوفد; object: الحكومة; ب: عرقلة",
        "participle",
    ),
]

# (text, trigger) -> why the frame is wrong today
KNOWN_ERRORS: dict[tuple[str, str], str] = {
    (text, trigger): reason
    for reason, errors in {
        "parse: a dual is an adjective": [("قام عناصر الأمن باعتقال طالبين داخل الجامعة.", "اعتقال")],
        "parse: a participle is a name": [("خرج الآلاف في مظاهرة منددين بالفساد.", "منددين")],
    }.items()
    for text, trigger in errors
}


def params(cases: Sequence[Case]) -> list[object]:
    made = []
    for case in cases:
        reason = KNOWN_ERRORS.get((case.text, case.trigger))
        marks = [pytest.mark.xfail(reason=reason, strict=True)] if reason else []
        made.append(pytest.param(case, id=f"{case.trigger}: {case.text}", marks=marks))
    return made


@pytest.mark.parametrize("case", params(ACTIVE))
def test_active_verbs(case: Case, frames_of: FramesOf) -> None:
    check(case, frames_of(case.text))


@pytest.mark.parametrize("case", params(PASSIVE))
def test_passive_verbs(case: Case, frames_of: FramesOf) -> None:
    check(case, frames_of(case.text))


@pytest.mark.parametrize("case", params(NOUNS))
def test_verbal_nouns(case: Case, frames_of: FramesOf) -> None:
    check(case, frames_of(case.text))


@pytest.mark.parametrize("case", params(LIGHT_VERBS))
def test_light_verbs(case: Case, frames_of: FramesOf) -> None:
    check(case, frames_of(case.text))


@pytest.mark.parametrize("case", params(COORDINATION))
def test_coordination(case: Case, frames_of: FramesOf) -> None:
    check(case, frames_of(case.text))


@pytest.mark.parametrize("case", params(CLAUSES))
def test_clauses_share_their_subject(case: Case, frames_of: FramesOf) -> None:
    check(case, frames_of(case.text))


# Whether it happened: text, trigger, polarity, modality (empty where it does not matter)

REALITY = [
    ("لم تقصف الطائرات المدينة أمس.", "تقصف", "negated", "real"),
    ("لن تنسحب القوات التركية من الأراضي السورية.", "تنسحب", "negated", "future"),
    ("لا تستهدف القوات المدنيين.", "تستهدف", "negated", "real"),
    ("أكد المتحدث عدم انسحاب الجيش من المنطقة.", "انسحاب", "negated", ""),
    ("ليس هناك اتفاق بين الطرفين على وقف القتال.", "اتفاق", "negated", ""),
    ("لم يتم اعتقال أي شخص حتى الآن.", "اعتقال", "negated", ""),
    ("لم ينفذ الجيش غارات على المنطقة.", "غارات", "negated", ""),
    ("انفجرت سيارة مفخخة دون وقوع إصابات.", "وقوع", "negated", ""),
    ("لم تعلن أي جهة مسؤوليتها عن الهجوم.", "تعلن", "negated", "real"),
    ("لم يكن الجيش قد انسحب من المدينة.", "انسحب", "negated", "real"),
    ("لم يعد التنظيم يسيطر على المدينة.", "يسيطر", "negated", "real"),
    ("لا يزال الجيش يحاصر المدينة.", "يحاصر", "affirmed", "real"),
    ("ما زالت القوات تحاصر البلدة.", "تحاصر", "affirmed", "real"),
    ("قصفت الطائرات السوق ما أسفر عن مقتل ثلاثة.", "أسفر", "affirmed", "real"),
    ("سيزور الرئيس المصري الخرطوم الأسبوع المقبل.", "يزور", "affirmed", "future"),
    ("سوف ترسل تركيا قوات إلى ليبيا.", "ترسل", "affirmed", "future"),
    ("قد تفرض واشنطن عقوبات جديدة على طهران.", "تفرض", "affirmed", "possible"),
    ("ربما قتل القيادي في الغارة.", "قتل", "affirmed", "possible"),
    ("وكان الجيش قد قصف المدينة أمس.", "قصف", "affirmed", "real"),
    ("لقد انسحبت القوات من المدينة.", "انسحبت", "affirmed", "real"),
    ("من المتوقع أن يلتقي الوزيران في جنيف غدا.", "يلتقي", "affirmed", "future"),
    ("يُحتمل أن تنسحب القوات من الشمال.", "تنسحب", "affirmed", "possible"),
    ("لو هاجمت إسرائيل لبنان لردت المقاومة.", "هاجمت", "affirmed", "unreal"),
    ("إذا انسحبت القوات التركية فستعود العائلات إلى قراها.", "انسحبت", "affirmed", "unreal"),
    ("اجتمع الوفدان من أجل وقف القتال.", "وقف", "affirmed", "unreal"),
    ("حشد الجيش قواته بهدف تحرير المدينة.", "تحرير", "affirmed", "unreal"),
    ("قررت الحكومة أن ترسل وفدا إلى دمشق.", "ترسل", "affirmed", "unreal"),
    ("وصل المبعوث إلى دمشق ليلتقي الوزير.", "يلتقي", "affirmed", "unreal"),
]


@pytest.mark.parametrize(
    ("text", "trigger", "polarity", "modality"),
    [
        pytest.param(
            *row,
            id=f"{row[1]}: {row[0]}",
            marks=[pytest.mark.xfail(reason=KNOWN_ERRORS[row[:2]], strict=True)] if row[:2] in KNOWN_ERRORS else [],
        )
        for row in REALITY
    ],
)
def test_polarity_and_modality(text: str, trigger: str, polarity: str, modality: str, frames_of: FramesOf) -> None:
    frame = find(frames_of(text), trigger)
    assert (frame.polarity, frame.modality) == (polarity, modality or frame.modality)


# Who says so: text, trigger, first word of the phrase that names the source; empty for the reporter

ATTRIBUTION = [
    ("قال المتحدث باسم الجيش إن القوات سيطرت على المدينة.", "سيطرت", "المتحدث"),
    ("بحسب المرصد السوري لحقوق الإنسان، قصفت قوات النظام بلدة اللطامنة.", "قصفت", "المرصد"),
    ("قصفت قوات النظام بلدة اللطامنة، بحسب ناشطين.", "قصفت", "ناشطين"),
    ("أعلنت وزارة الدفاع أن مقاتلاتها دمرت مستودع أسلحة.", "دمرت", "وزارة"),
    ("ووفقا لمصادر طبية، أدى القصف إلى مقتل عشرة أشخاص.", "أدى", "مصادر"),
    ("وأفاد ناشطون بأن قوات النظام قصفت الحي.", "قصفت", "ناشطون"),
    ("وذكرت مصادر محلية أن الطيران استهدف سوقا.", "استهدف", "مصادر"),
    ("ونقلت وكالة رويترز عن مصدر أمني أن مسلحين خطفوا مهندسا.", "خطفوا", "وكالة"),
    ("انسحبت القوات من المدينة، حسبما ذكر مصدر محلي.", "انسحبت", "مصدر"),
    ("قصفت طائرات حربية روسية مواقع للمعارضة.", "قصفت", ""),
    ("سيطر الجيش على المدينة وقال إنه سيحمي سكانها.", "سيطر", ""),
]


@pytest.mark.parametrize(
    ("text", "trigger", "first"),
    [
        pytest.param(
            *row,
            id=f"{row[1]}: {row[0]}",
            marks=[pytest.mark.xfail(reason=KNOWN_ERRORS[row[:2]], strict=True)] if row[:2] in KNOWN_ERRORS else [],
        )
        for row in ATTRIBUTION
    ],
)
def test_attribution(text: str, trigger: str, first: str, frames_of: FramesOf) -> None:
    attribution = find(frames_of(text), trigger).attribution
    assert (attribution[0].text if attribution else "") == first


def test_every_argument_is_a_phrase_of_its_sentence(frames_of: FramesOf, parse) -> None:
    for case in ACTIVE + PASSIVE + LIGHT_VERBS:
        text = parse(case.text).article.text
        for frame in frames_of(case.text):
            for argument in frame.arguments:
                assert argument.head in argument.words
                assert argument.start == argument.words[0].start < argument.end <= len(text)
                indices = [word.index for word in argument.words]
                assert indices == list(range(indices[0], indices[-1] + 1))

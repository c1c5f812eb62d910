"""``waqai evaluate``: reading gold, pairing, figures, losses and the comparison of two codings."""

from __future__ import annotations

import io
import itertools
import json
import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_docs import blocks
from test_tutorial import commands, fits, plain
from typer.testing import CliRunner, Result

from cli.main import app
from coder.annotate import Annotator, Document
from coder.bidi import Bidi
from coder.code import code_document
from coder.codebook import Codebook
from coder.errors import Problem, WaqaiError
from coder.evaluate.compare import changes, effects
from coder.evaluate.evaluation import EVENTS, Evaluation, evaluate, find_loss
from coder.evaluate.gold import GoldEvent, GoldText, Label, Reading, Readings, locate, overlap, read_gold
from coder.evaluate.html import write_page
from coder.evaluate.match import agreements, assign, best, country, pairs, roles
from coder.evaluate.report import Comparison, Report, as_json, losses, report
from coder.evaluate.rows import LOSSES, Coded, CodedRow, Side, Silent, code_texts, read_rows
from coder.evaluate.score import Measure, Score, Tally, difference, score
from coder.evaluate.text import render
from coder.ground import ground
from coder.read import Article, read_articles
from coder.tabulate import SCHEMAS
from coder.write import write_rows

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "tests" / "data" / "gold" / "sample.jsonl"
MARCH = "تظاهر مئات المعلمين في تونس العاصمة"


def run(*args: object) -> Result:
    result = CliRunner().invoke(app, ["evaluate", *map(str, args)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def gold_of(path: Path, *lines: Mapping[str, Any] | str) -> list[GoldText | Problem]:
    path.write_text("\n".join(x if isinstance(x, str) else json.dumps(x) for x in lines), encoding="utf-8")
    return list(read_gold([str(path)]))


def text(id_: str, *labels: Label, events: Sequence[GoldEvent] | None = None) -> GoldText:
    return GoldText(Article(id=id_, text=MARCH), labels, None if events is None else tuple(events))


def row(cameo: str, source: str = "", target: str = "", start: int = 0, end: int = 5, **more: str) -> CodedRow:
    sides = [Side(code, code, 6, 10) if code else None for code in (source, target)]
    return CodedRow("a", cameo, start=start, end=end, source=sides[0], target=sides[1], **more)


def event(**codes: str) -> GoldEvent:
    return GoldEvent(codes, {})


def scores(evaluation: Evaluation) -> dict[tuple[str, str], Score]:
    return {measure.key: score(measure) for measure in evaluation.measures}


# Gold


def test_the_own_form_is_read(tmp_path: Path) -> None:
    (found,) = gold_of(
        tmp_path / "g.jsonl",
        {
            "id": 7,
            "text": MARCH,
            "date": "2024-03-14",
            "labels": {"14": True, "18 19 20": False},
            "events": [{"cameo": "141", "source": "TUNEDU", "target": None, "trigger_text": "تظاهر"}],
        },
    )
    assert isinstance(found, GoldText)
    assert (found.article.id, str(found.article.date)) == ("7", "2024-03-14")
    assert found.labels == (Label("14", ("14",), "yes"), Label("18 19 20", ("18", "19", "20"), "no"))
    codes = {"cameo": "141", "source": "TUNEDU", "target": ""}
    assert found.events == (GoldEvent(codes, {"trigger": ((0, 5),)}),)


def test_the_form_of_several_annotators_is_read(tmp_path: Path) -> None:
    role = {"main": "TUN", "role": "EDU"}
    annotations = [
        {"source_actor": ["مئات", "المعلمين"], "verb": ["تظاهر"], "source_role": role, "target_role": "UNKNOWN"},
        {"source_actor": ["المعلمين"], "verb": ["تظاهر"], "source_role": {"main": "None", "role": "None"}},
    ]
    agreed = {"source_gold": "المعلمين", "verb_gold": "تظاهر", "target_gold": ""}
    (found,) = gold_of(
        tmp_path / "g.jsonl", {"id": "x", "text": MARCH, "event": "PROTEST", "annotations": annotations, **agreed}
    )
    assert isinstance(found, GoldText)
    assert found.readings is not None
    first, second = found.readings.by
    assert [MARCH[a:b] for a, b in first.words["source"]] == ["مئات", "المعلمين"]
    assert (first.countries["source"], first.roles["source"], first.countries["target"]) == ("TUN", "EDU", "")
    assert (second.countries["source"], second.roles["source"]) == ("", "")
    assert {side: len(spans) for side, spans in found.readings.agreed.items()} == {
        "source": 1,
        "trigger": 1,
        "target": 0,
    }


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ({}, "neither `labels` nor `events`"),
        ({"labels": [14]}, "`labels` is not an object"),
        ({"labels": {"14": "yes"}}, "label '14' is neither true nor false"),
        ({"labels": {"99": True}}, "unknown CAMEO code '99'"),
        ({"labels": {"": True}}, "unknown CAMEO code ''"),
        ({"events": {}}, "`events` is not a list"),
        ({"events": [{"code": "14"}]}, "unknown field 'code'"),
        ({"events": [{"cameo": 14}]}, "`cameo` of an event is not a string"),
        ({"events": [{"cameo": ""}]}, "`cameo` of an event is empty"),
        ({"events": [{"acled": "Peaceful"}]}, "unknown acled code 'Peaceful' (did you mean"),
        ({"events": [{"source": "tunis"}]}, "`source` 'tunis' is no actor code"),
        ({"events": [{"trigger_text": "اعتصم"}]}, "`trigger_text` «اعتصم» does not stand in the text"),
        ({"event": "RIOT", "label": "yes"}, "unknown event type 'RIOT' (known: ASSAULT, PROTEST)"),
        ({"event": "PROTEST"}, "neither `label` nor `annotations`"),
        ({"event": "PROTEST", "label": 1}, "`label` is not a string"),
        ({"event": "PROTEST", "annotations": [1]}, "`annotations` is not a list of objects"),
        ({"event": "PROTEST", "annotations": [{"verb": "تظاهر"}]}, "`verb` is not a list of words"),
        ({"event": "PROTEST", "annotations": [], "verb_gold": 1}, "`verb_gold` is not a string"),
        ('{"text": ', "broken JSON"),
    ],
)
def test_a_bad_line_says_where_and_what_and_the_others_go_on(
    tmp_path: Path, line: Mapping[str, Any] | str, message: str
) -> None:
    good = {"text": MARCH, "labels": {"14": True}}
    bad = line if isinstance(line, str) else {"text": MARCH, **line}
    path = tmp_path / "g.jsonl"
    first, problem, last = gold_of(path, good, bad, good)
    assert isinstance(first, GoldText)
    assert isinstance(last, GoldText)
    assert str(problem).startswith(f"{path}:2:")
    assert message in str(problem)


def test_an_id_may_come_again_with_the_same_text_only(tmp_path: Path) -> None:
    line = {"id": "x", "text": MARCH, "event": "PROTEST", "label": "yes"}
    path = tmp_path / "g.jsonl"
    first, again, other = gold_of(path, line, {**line, "event": "ASSAULT"}, {**line, "text": "اعتصم العمال"})
    assert isinstance(first, GoldText)
    assert isinstance(again, GoldText)
    assert str(other) == f"{path}:3: id 'x' has another text at {path}:1 (give every text its own id)"


def test_words_are_found_where_they_stand_closest() -> None:
    said = "قال الجيش إن الجيش السوري قصف حلب"
    assert [said[a:b] for a, b in locate(["السوري", "الجيش"], said)] == ["الجيش", "السوري"]
    assert locate(["السوري", "الجيش"], said)[0][0] == said.rindex("الجيش")
    assert len(locate(["الجيش"], said)) == 2, "it may be either"
    assert locate(["غائب"], said) == ()
    assert locate([], said) == ()


@given(st.lists(st.sampled_from("ابتثجح"), min_size=1, max_size=12), st.data())
def test_the_places_of_words_hold_these_words(words: list[str], data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(words) - 1))
    end = data.draw(st.integers(start + 1, len(words)))
    said = " ".join(words)
    found = locate(data.draw(st.permutations(words[start:end])), said)
    assert not Counter(words[start:end]) - Counter(said[a:b] for a, b in found)


# Pairs


def total(table: Sequence[Sequence[float]], found: Sequence[tuple[int, int]]) -> float:
    return sum(table[r][c] for r, c in found)


@given(
    st.integers(1, 4).flatmap(
        lambda width: st.lists(st.lists(st.integers(0, 5), min_size=width, max_size=width), max_size=5)
    )
)
def test_an_assignment_is_one_to_one_and_the_best(table: list[list[float]]) -> None:
    found = assign(table)
    assert len({r for r, _ in found}) == len({c for _, c in found}) == len(found)
    assert all(table[r][c] for r, c in found)
    width = len(table[0]) if table else 0
    choices: Iterator[Sequence[tuple[int, int]]] = (
        [(r, c) for r, c in enumerate(order) if c < width]
        for order in itertools.permutations(range(width + len(table)), len(table))
    )
    assert total(table, found) == max((total(table, choice) for choice in choices), default=0)


CODES = st.sampled_from(["14", "141", "145", "190", "195", "040"])
ACTORS = st.sampled_from(["", "TUNEDU", "SYRMIL", "SYRREB"])
EVENTS_OF = st.lists(st.builds(event, cameo=CODES, source=ACTORS, target=ACTORS), max_size=4)
ROWS = st.lists(st.builds(row, CODES, ACTORS, ACTORS), max_size=4)


@given(EVENTS_OF, ROWS)
def test_every_event_and_row_has_one_place(events: list[GoldEvent], rows: list[CodedRow]) -> None:
    found = pairs(events, rows)
    assert [pair.gold for pair in found if pair.gold is not None] == events
    assert sorted(id(p.row) for p in found if p.row is not None) == sorted(map(id, rows))
    assert all(pair.gold or pair.row for pair in found)


def test_two_events_that_differ_in_everything_noted_are_two() -> None:
    wrong = row("190", "SYRMIL")
    assert pairs([event(cameo="141", source="TUNEDU")], [wrong])[0].row is None
    assert pairs([event(cameo="141")], [wrong])[0].row is wrong, "nothing says that it is another act"


def test_the_best_row_is_the_one_that_agrees_most() -> None:
    words = {"source": ((6, 10),), "trigger": ((0, 5),), "target": ()}
    reading = Reading(words, {"source": "TUN", "target": ""}, {"source": "EDU", "target": ""})
    readings = Readings("PROTEST", ("14",), (reading,), words)
    right, other = row("145", "TUNSTU"), row("141", "EGYEDU", start=20, end=25)
    assert best(readings, [other, row("190", "TUNEDU"), right]) is right, "190 is of another root"
    assert agreements(readings, right) == {
        "source words": True, "trigger words": True, "source country": True, "source role": True
    }  # fmt: skip
    assert set(agreements(readings, None).values()) == {False}
    assert agreements(readings, other)["source country"] is False


@pytest.mark.parametrize(
    ("code", "first", "rest"),
    [
        ("SYRREB", "SYR", {"REB"}),
        ("REB", "", {"REB"}),
        ("IMGMOSALQ", "IMG", {"MOS", "ALQ"}),
        ("", "", set()),
        ("TUNSTU", "TUN", {"EDU"}),
    ],
)
def test_an_actor_code_has_a_country_and_roles(code: str, first: str, rest: set[str]) -> None:
    assert (country(code), roles(code)) == (first, rest)


# Figures

TALLIES = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 3)).map(
        lambda n: Tally(n[0], n[0] + n[1], n[0] + n[2])
    ),
    max_size=8,
).map(tuple)


@settings(max_examples=25, deadline=None)
@given(TALLIES)
def test_figures_lie_where_they_must(tallies: tuple[Tally, ...]) -> None:
    measure = Measure("g", "m", False, tallies)
    found = score(measure)
    assert score(measure) == found, "the same tallies give the same figures"
    precision, recall, f1 = (found.figures[name].value for name in ("precision", "recall", "f1"))
    if precision is not None and recall is not None and f1 is not None:
        assert min(precision, recall) - 1e-6 <= f1 <= max(precision, recall) + 1e-6
    for figure in found.figures.values():
        if figure.value is None:
            assert (figure.low, figure.high) == (None, None)
        else:
            assert figure.low is not None
            assert figure.high is not None
            assert 0 <= figure.low <= figure.high <= 1
    assert all(rise.value in (None, 0) for rise in difference(measure, measure).values())


def test_figures_are_those_of_the_textbook() -> None:
    found = score(Measure("g", "m", False, (Tally(3, 4, 5), Tally(1, 4, 3)))).figures
    assert {name: figure.value for name, figure in found.items()} == {"precision": 0.5, "recall": 0.5, "f1": 0.5}
    share = score(Measure("g", "m", True, (Tally(1, 0, 1), Tally(0, 0, 1), Tally(1, 0, 2)))).figures["share"]
    assert share.value == 0.5
    assert score(Measure("g", "m", True, ())).figures["share"].value is None


def test_an_interval_shrinks_with_more_texts() -> None:
    """A share of a half in n texts has an interval of about 2 · 1.96 · 0.5 / √n."""
    for n in (25, 400):
        tallies = tuple(Tally(i % 2, 0, 1) for i in range(n))
        figure = score(Measure("g", "m", True, tallies)).figures["share"]
        assert figure.low is not None
        assert figure.high is not None
        assert figure.high - figure.low == pytest.approx(1.96 / n**0.5, rel=0.2)


def test_the_difference_of_two_codings_is_paired() -> None:
    """One sentence more in each resample that holds it: the interval does not straddle zero as those of both do."""
    old = tuple(Tally(i % 2, 0, 1) for i in range(40))
    new = tuple(Tally(max(t.correct, i % 4 == 0), 0, 1) for i, t in enumerate(old))
    rise = difference(Measure("g", "m", True, old), Measure("g", "m", True, new))["share"]
    assert rise.value == 0.25
    assert rise.low is not None
    assert rise.low > 0


# Evaluation of rows made by hand

YES, EASY = Label("14", ("14",), "yes"), Label("14", ("14",), "easy no")


def test_detection_counts_texts() -> None:
    texts = [text("a", YES), text("b", YES), text("c", EASY), text("d", EASY), text("e", EASY)]
    coded = [
        Coded((row("141", rule="demonstrate"), row("145", rule="demonstrate"))),
        Coded((row("190", rule="bombard"),)),
        Coded((row("141", rule="stone"), row("190", rule="bombard"))),
        Coded(),
        Coded((row("112", rule="accuse"),)),
    ]
    found = evaluate(texts, coded)
    measured = scores(found)
    assert measured["14", "sentences"].total == Tally(1, 2, 2)
    assert measured["14", "“easy no” that fire"].total[::2] == (1, 3)
    assert found.confusion == {
        "14": {("easy no", "11"): 1, ("easy no", "14"): 1, ("easy no", "none"): 1, ("yes", "14"): 1, ("yes", "19"): 1}
    }
    assert [tuple(rule) for rule in found.rules] == [("14", "stone", 1, 0)]
    assert [(miss.text.article.id, miss.loss, miss.rule) for miss in found.misses] == [("b", "other code", "bombard")]
    assert [alarm.row.rule for alarm in found.false_alarms] == ["stone"]


def test_events_are_counted_aspect_by_aspect() -> None:
    texts = [
        text("a", events=[event(cameo="1412", source="TUNEDU", target=""), event(cameo="19")]),
        text("b", events=[]),
        text("c", YES),
    ]
    coded = [
        Coded((row("141", "TUNSTU", rule="demonstrate"), row("195", "SYRMIL", rule="bombard"))),
        Coded((row("040", "EGYGOV", "TURGOV", rule="meet"),)),
        Coded((row("040", "EGYGOV", "TURGOV", rule="meet"),)),
    ]
    found = evaluate(texts, coded)
    measured = {name: one.total for (group, name), one in scores(found).items() if group == EVENTS}
    assert measured == {
        "CAMEO, two digits": (2, 3, 2),
        "CAMEO, three digits": (1, 2, 1),  # of 19 no more than the root is known
        "CAMEO, all digits": (0, 2, 1),
        "source code": (0, 2, 1),  # whose source of 19 is open
        "source country": (1, 2, 1),
        "target code": (0, 1, 0),
        "target country": (0, 1, 0),
        "source, code and target": (0, 3, 2),
    }
    assert found.confusion[EVENTS] == {("14", "14"): 1, ("19", "19"): 1, ("none", "04"): 1}
    assert [tuple(rule) for rule in found.rules] == [(EVENTS, "meet", 1, 0)]
    assert found.texts == 3


def test_the_furthest_rule_made_for_it_tells_the_loss() -> None:
    def silent(loss: Any, *codes: str) -> Silent:
        return Silent("w", f"{loss} {codes[0]}", codes, loss, "why")

    refined = silent("no actor", "191", "144")
    found = find_loss(("14",), Coded(silent=(silent("condition", "141"), silent("polarity", "145"), refined)))
    assert found[1] is not None
    assert (found[0], found[1].rule) == ("polarity", "polarity 145")
    assert find_loss(("14",), Coded(silent=(refined, silent("polarity", "190"))))[0] == "no actor"
    assert find_loss(("14",), Coded(rows=(row("190"),)))[0] == "other code"
    assert find_loss(("14",), Coded()) == ("no trigger", None)
    assert find_loss(("14",), Coded(traced=False)) == ("no row", None)


# Two codings


def test_changes_are_told_row_by_row() -> None:
    texts = [text("a"), text("a"), text("b")]
    before = [
        row("190", "SYRMIL", "SYRREB", rule="bombard"),
        row("190", "SYRMIL", "SYRCVL", rule="bombard"),
        row("141", "TUNEDU", start=30, end=35, rule="demonstrate"),
    ]
    after = [row("190", "SYRMIL", "SYRCVL", rule="bombard"), row("195", "SYRMIL", "SYRREB", rule="air-strike")]
    new = row("040", "EGYGOV", start=2, end=3, rule="meet")
    same = Coded((row("112"),))
    found = list(changes(texts, [Coded(tuple(before))] * 2 + [same], [Coded((*after, new))] * 2 + [same]))
    assert [(c.kind, (c.after or before[2]).cameo) for c in found] == [
        ("changes", "195"), ("appears", "040"), ("vanishes", "141")
    ]  # fmt: skip
    assert found[0].what == {"rule": ("bombard", "air-strike"), "cameo": ("190", "195")}


@given(ROWS, ROWS)
def test_changes_account_for_every_row(old: list[CodedRow], new: list[CodedRow]) -> None:
    found = list(changes([text("a")], [Coded(tuple(old))], [Coded(tuple(new))]))
    kinds = Counter(change.kind for change in found)
    assert len(old) - kinds["vanishes"] == len(new) - kinds["appears"]
    assert not list(changes([text("a")], [Coded(tuple(old))], [Coded(tuple(old))]))


def test_the_effect_on_scores() -> None:
    texts = [text("a", YES), text("b", YES), text("c", EASY)]
    old = evaluate(texts, [Coded((row("141"),)), Coded(), Coded((row("141"),))])
    new = evaluate(texts, [Coded((row("141"),)), Coded((row("141"),)), Coded((row("141"),))])
    found = {effect.after.name: effect for effect in effects(old, new)}
    assert found["sentences"].rise["recall"].value == 0.5
    assert not found["“easy no” that fire"].changed


# Rows coded before


def test_rows_are_read_back(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    event_row = {"article_id": "a", "cameo": "141", "start": 3, "end": 7, "source": {"code": "TUN"}, "acled": None}
    negated, future = {**event_row, "polarity": "negated"}, {**event_row, "modality": "future"}
    path.write_text("\n".join(map(json.dumps, (event_row, negated, future))), encoding="utf-8")
    assert read_rows(str(path)) == {
        "a": Coded((CodedRow("a", "141", start=3, end=7, source=Side("TUN", "")),), traced=False)
    }


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("r.jsonl", '{"article_id": "a", "cameo": "14"}\n{', ":2: broken JSON"),
        ("r.jsonl", "[]", ":1: not a JSON object"),
        ("r.jsonl", '{"cameo": "14"}', ":1: no `article_id`"),
        ("r.jsonl", '{"article_id": "a", "cameo": 14}', ":1: `cameo` is not a string"),
        ("r.jsonl", '{"article_id": "a", "cameo": "14", "source": "SYR"}', ":1: `source` is not an object"),
        ("r.jsonl", '{"article_id": "a", "cameo": "14", "start": "x"}', ":1: offset 'x' is not a whole number"),
        ("r.csv", "article_id,cameo\na,999\n", ":2: unknown CAMEO code '999'"),
        ("none.jsonl", None, ": cannot be read: No such file or directory"),
    ],
)
def test_bad_rows_say_where_and_what(tmp_path: Path, name: str, content: str | None, message: str) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(WaqaiError) as caught:
        read_rows(str(path))
    assert f"{path}{message}" in str(caught.value)


# The command, with real models

STAGES = {
    "not parsed": ("051", "ارتفع ثمن الخبز في القرية."),  # the price, not the verb of the same letters
    "no trigger": ("19", "افتتح الوزير مدرسة جديدة في القرية."),
    "other code": ("14", "أدانت فرنسا قرار الحكومة الإسرائيلية."),
    "condition": ("19", "شن المنتخب المغربي هجوماً على مرمى ضيفه في الشوط الثاني من المباراة."),
    "modality": ("19", "قد تقصف الطائرات الإسرائيلية المنشأة."),
    "polarity": ("19", "لم تقصف القوات الإسرائيلية أي موقع في لبنان أمس."),
    "no actor": ("19", "اندلعت اشتباكات عنيفة فجراً."),
}


@pytest.mark.parametrize("stage", STAGES)
def test_every_stage_that_loses_an_event_is_told(stage: str, parse: Callable[[str], Document], book: Codebook) -> None:
    code, said = STAGES[stage]
    (coded,) = code_texts([parse(said)], book)
    assert find_loss((code,), coded)[0] == stage
    assert not [row for row in coded.rows if row.cameo.startswith(code)]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    """The report on the sample as JSON."""
    result = run(SAMPLE, "--format", "json")
    assert result.exit_code == 0
    assert result.stderr == "10 gold lines, 0 problems\n"
    found: Mapping[str, Any] = json.loads(result.stdout)
    return found


def test_the_sample_is_scored(made: Mapping[str, Any]) -> None:
    assert made["texts"] == 10
    totals = {(s["group"], s["name"]): (s["correct"], s["gold"]) for s in made["scores"]}
    assert totals["14", "sentences"][1] == 3
    assert totals["14", "sentences"][0] >= 2, "تظاهر and أضرب are protests in any state of the codebook"
    assert totals["14", "“no” that fire"] == (0, 5)
    assert totals["events", "CAMEO, two digits"][1] == 7
    assert sum(cell["count"] for cell in made["confusion"] if cell["group"] == "18 19 20") == 8
    assert {miss["stage"] for miss in made["misses"]} <= set(LOSSES)


def test_rows_coded_before_give_the_same_scores(
    made: Mapping[str, Any], annotator: Annotator, book: Codebook, tmp_path: Path
) -> None:
    articles = [item for item in read_articles([str(SAMPLE)]) if isinstance(item, Article)]
    sentences = [coded for doc in annotator.annotate(articles) for coded in ground(doc, code_document(doc, book))]
    rows, table = tmp_path / "rows.jsonl", tmp_path / "rows.csv"
    for path in (rows, table):
        events = (event for coded in sentences for event in coded.events)
        with path.open("wb") as stream:
            write_rows(SCHEMAS["event"].rows(events), SCHEMAS["event"], path.suffix[1:], stream)
    assert read_rows(str(table)) == read_rows(str(rows))
    result = run(SAMPLE, "--coded", rows, "--against", table, "--format", "json")
    assert result.exit_code == 0
    again = json.loads(result.stdout)
    for key in ("scores", "confusion", "rules", "rows"):
        assert again[key] == made[key]
    assert {miss["stage"] for miss in again["misses"]} <= {"no row", "other code"}
    assert again["against"]["changes"] == []


def test_an_edit_of_the_codebook_is_told(made: Mapping[str, Any], tmp_path: Path) -> None:
    overlay = tmp_path / "mine.yaml"
    overlay.write_text("language: ar\ndisable: {actions: [strike]}\nextend:\n  actions: [{id: meet, cameo: '036'}]\n")
    told = json.loads(run(SAMPLE, "--codebook", overlay, "--against", "shipped", "--format", "json").stdout)["against"]
    kinds = Counter(change["kind"] for change in told["changes"])
    assert kinds == {"vanishes": 1, "changes": 2}
    assert all(c["what"]["cameo"]["after"] == "036" for c in told["changes"] if c["kind"] == "changes")
    rises = {(s["group"], s["name"]): s["rise"] for s in told["scores"]}
    assert rises["14", "sentences"]["recall"]["value"] == pytest.approx(-1 / 3, abs=1e-6)


def comparison() -> Report:
    """A row that is lost and one that changes."""
    texts = [text("<a>", YES), text("b", YES), text("c", EASY)]
    old = [Coded((row("141", "TUNEDU", rule="demonstrate"),)), Coded((row("145"),)), Coded((row("141"),))]
    new = [Coded(silent=(Silent("تظاهر", "demonstrate", ("141",), "no actor", "why"),)), Coded((row("141"),)), old[2]]
    before, after = evaluate(texts, old), evaluate(texts, new)
    return report("gold", after, Comparison("old", list(changes(texts, old, new)), effects(before, after)))


def test_the_text_tells_all() -> None:
    stream = io.BytesIO()
    render(comparison(), stream, Bidi.ISOLATE)
    lines = plain(stream.getvalue().decode())
    assert "14 sentences 1 2 2 0.500 [0.00, 1.00] 0.500 [0.00, 1.00] 0.500 [0.00, 1.00]" in lines
    assert "14 no actor 1 " + LOSSES["no actor"][:40] in "\n".join(lines)
    assert f"<a> 14, no actor {MARCH} [تظاهر]" in lines
    assert "Against old: 0 rows appear, 1 row vanishes, 1 row changes" in lines
    assert any(line.startswith("14 sentences Recall 1.000 0.500 -0.500 [") for line in lines)
    assert "b changes cameo: 145 → 141" in lines


def test_the_page_is_whole_and_safe() -> None:
    stream = io.BytesIO()
    write_page(comparison(), stream)
    page = stream.getvalue().decode()
    ET.fromstring(page.replace("<!DOCTYPE html>", ""))
    assert "<bdi>&lt;a&gt;</bdi>" in page
    assert f'<p class="text" lang="ar" dir="rtl"><mark>{MARCH[:5]}</mark>{MARCH[5:]}</p>' in page
    assert "changes: 1 row<" in page
    assert "no actor: 1 (" in page
    assert not re.search(r"\b(src|href)=|<script", page)


def test_what_is_wrong_is_told(tmp_path: Path) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text(f'{{"text": "{MARCH}"}}\n', encoding="utf-8")
    out = tmp_path / "out.json"
    result = run(bad, "-o", out)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(f"{bad}:1: nothing to score by")
    assert result.stderr.endswith("0 gold lines, 1 problem\n")
    assert not out.exists()
    assert run(SAMPLE, "--coded", "x.jsonl", "--codebook", "y.yaml").exit_code == 2
    assert run(SAMPLE, "--coded", tmp_path / "none.csv").exit_code == 1
    rows = tmp_path / "rows.csv"
    rows.write_text("article_id,cameo\nelsewhere,14\n")
    assert (
        "rows of 1 article that the gold has not are left out, such as 'elsewhere'"
        in run(SAMPLE, "--coded", rows).stderr
    )


def test_the_page_shows_what_the_command_prints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = list(blocks("docs/evaluate.md"))
    (gold,) = [block.content for block in found if block.kind == "json"]
    monkeypatch.chdir(tmp_path)
    Path("gold.jsonl").write_text(gold, encoding="utf-8")
    shown = [command for block in found if block.kind == "console" for command in commands(block.content)]
    assert shown
    for line, expected in shown:
        got = plain(run(*line.split()[2:]).output)
        assert fits(plain("\n".join(expected)), got), "\n".join(got)


def test_the_page_names_every_stage_and_key(made: Mapping[str, Any]) -> None:
    page = (ROOT / "docs" / "evaluate.md").read_text(encoding="utf-8")
    for name in (*LOSSES, *(f"`{key}`" for key in made)):
        assert name in page, name


# The gold records of others


def test_the_shared_gold_is_read_as_it_is(shared: Path) -> None:
    found = list(read_gold([str(shared / "gold" / "ar")]))
    texts = [item for item in found if isinstance(item, GoldText)]
    assert len(texts) == len(found) > 2000
    labels = Counter((label.kind, label.label) for item in texts for label in item.labels)
    assert labels["ASSAULT", "yes"] == 159
    assert labels["PROTEST", "difficult no"] == 203
    read = [item for item in texts if item.readings is not None]
    assert len(read) == 311
    for item in read:
        assert item.readings is not None
        for side, spans in item.readings.agreed.items():
            marked = [one.words[side] for one in item.readings.by]
            assert not spans or any(overlap(spans, words) for words in marked), item.article.id


def test_some_of_the_shared_gold_is_scored(shared: Path, annotator: Annotator, book: Codebook) -> None:
    found = [item for item in read_gold([str(shared / "gold" / "ar")]) if isinstance(item, GoldText)]
    texts = [item for item in found if item.readings is not None or item.labels[0].positive][::35]
    coded = list(code_texts(annotator.annotate([item.article for item in texts]), book))
    evaluation = evaluate(texts, coded)
    told = as_json(report("gold", evaluation))
    assert {one["group"] for one in told["scores"]} == {"ASSAULT", "PROTEST", "ASSAULT spans", "PROTEST spans"}
    shares = {(s["group"], s["name"]): s["share"]["value"] for s in told["scores"] if "share" in s}
    assert shares["ASSAULT spans", "sentences"] > 0.5
    counted = Counter((miss.group, miss.loss) for miss in evaluation.misses)
    assert counted == Counter({(g, stage): n for g, of in losses(evaluation.misses).items() for stage, n in of.items()})

"""``waqai codebook``: what it prints, where, and with which exit code, as a user runs it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import commands
import pytest
import yaml
from commands import ROOT, Done

from coder.annotate import Annotator, Document
from coder.read import Article

BROKEN = ROOT / "tests" / "data" / "broken"
HEAVY = ("stanza", "torch", "numpy", "rich")
# Of the command that runs in this process, and the heavy modules that it loaded.
SCRIPT = f"""
import sys
from cli.main import app
try:
    app(sys.argv[1:], prog_name="waqai")
finally:
    print("loaded:", *[name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)
"""

OVERLAY = """language: ar

actions:
  - id: block-wells
    cameo: "1712"
    verbs: [ردم]
    target: [ل, object]
    examples:
      - text: ردمت القوات العراقية ثلاث آبار لمدنيين عراقيين.
        events: [{source: IRQMIL, target: IRQCVL, cameo: "1712"}]
      - text: لم تردم القوات العراقية آبار القرية.
        events: []
"""


def waqai(*args: object, **options: Any) -> Done:
    """``waqai codebook`` in this process, its standard error without the last line end."""
    done = commands.waqai("codebook", *args, **options)
    return done._replace(err=done.err.rstrip("\n"))


def waqai_apart(*args: object, **changes: str) -> tuple[Done, list[str]]:
    """The same in a process of its own, and the heavy modules that it loaded."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, "codebook", *map(str, args)],
        capture_output=True,
        cwd=ROOT,
        env=commands.environment(**changes),
        timeout=300,
    )
    assert b"Traceback" not in done.stderr
    *lines, loaded = done.stderr.decode("utf-8").splitlines()
    return Done(done.returncode, done.stdout.decode("utf-8"), "\n".join(lines)), loaded.split()[1:]


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that commands in this process have the models parse."""
    texts: list[str] = []
    tag = Annotator.tag

    def noted(self: Annotator, articles: Iterable[Article]) -> list[Document]:
        articles = list(articles)
        texts.extend(article.text for article in articles)
        return tag(self, articles)

    monkeypatch.setattr(Annotator, "tag", noted)
    return texts


@pytest.fixture
def overlay(tmp_path: Path) -> Path:
    path = tmp_path / "wells.yaml"
    path.write_text(OVERLAY, encoding="utf-8")
    return path


def changed(overlay: Path, old: str, new: str) -> Path:
    text = overlay.read_text(encoding="utf-8")
    assert old in text
    overlay.write_text(text.replace(old, new), encoding="utf-8")
    return overlay


# check


def test_a_sound_codebook_has_nothing_to_tell(overlay: Path) -> None:
    done = waqai("check", overlay)
    assert (done.code, done.out, done.err) == (0, "", "0 errors, 0 warnings")


def test_errors_come_with_place_severity_remedy_and_kind() -> None:
    path = BROKEN / "unknown-codes.yaml"
    done, loaded = waqai_apart("check", path)
    assert done.code == 3
    first = done.out.splitlines()[0]
    assert first == f"{path}:6:5: error: unknown CAMEO code '1999' in 'block-wells' (did you mean '19'?) [unknown-code]"
    assert done.err == f"{len(done.out.splitlines())} errors, 0 warnings"
    assert loaded == []


def test_warnings_are_another_exit_code() -> None:
    path = BROKEN / "shadowed.yaml"
    done, loaded = waqai_apart("check", "--no-examples", path)
    assert done.code == 1
    assert all(re.match(rf"{path}:\d+:\d+: warning: .* \(.+\) \[shadowed\]$", line) for line in done.out.splitlines())
    assert done.err == "0 errors, 4 warnings"
    assert loaded == []


def test_json_holds_the_same() -> None:
    path = BROKEN / "dates.yaml"
    lines = waqai("check", "--no-examples", path).out.splitlines()
    done = waqai("check", "--no-examples", "--format", "json", path)
    assert done.code == 1
    rows = json.loads(done.out)
    assert [
        f"{r['file']}:{r['line']}:{r['column']}: {r['severity']}: {r['message']} ({r['remedy']}) [{r['kind']}]"
        for r in rows
    ] == lines
    whole = json.loads(waqai("check", "--no-examples", "--format", "json").out)
    assert whole == []


def test_a_file_as_a_whole_has_no_line(tmp_path: Path) -> None:
    (tmp_path / "big.yaml").write_bytes(b"#\n" * 25_000_000)
    done = waqai("check", "--format", "json", "big.yaml", cwd=tmp_path)
    (row,) = json.loads(done.out)
    assert (done.code, row["file"], row["line"], row["kind"]) == (3, "big.yaml", None, "unreadable")
    assert waqai("check", "big.yaml", cwd=tmp_path).out.startswith("big.yaml: error: ")


def test_a_failing_example_is_a_warning_at_its_place(overlay: Path) -> None:
    done = waqai("check", changed(overlay, 'cameo: "1712"}]', 'cameo: "171"}]'))
    assert done.code == 1
    assert "wells.yaml:9:9: warning: example 1 of 'block-wells' gives other rows: lacks IRQMIL 171 IRQCVL; " in done.out
    assert "[failing-example]" in done.out
    assert done.err == "0 errors, 2 warnings"  # the other: no example of the rule expects its code


def test_an_overlay_can_break_a_shipped_example(overlay: Path) -> None:
    overlay.write_text("language: ar\ndisable: {actions: [bombard]}\n", encoding="utf-8")
    done = waqai("check", overlay)
    assert done.code == 1
    assert re.search(r"^codebooks/ar/\S+:\d+:\d+: warning: example \d+ of '[\w-]+' gives other rows", done.out, re.M)


def test_the_output_is_utf8_whatever_the_locale() -> None:
    path = BROKEN / "words.yaml"
    done, _ = waqai_apart("check", "--no-examples", path, LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert "'سد، سدود'" in done.out


# test


def test_passing_examples_print_nothing_but_a_summary(overlay: Path) -> None:
    done = waqai("test", "--own", "--codebook", overlay)
    assert (done.code, done.out, done.err) == (0, "", "2 examples: 2 passed")
    everything = waqai("test", "--codebook", overlay)
    assert everything.code == 0
    assert int(everything.err.split()[0]) > 250
    assert waqai("test", "block-wells", "--codebook", overlay).err == "2 examples: 2 passed"


def test_a_difference_shows_both_sides_and_the_reason(overlay: Path) -> None:
    changed(overlay, "        events: []", '        events: [{source: IRQMIL, cameo: "1712"}]')
    done = waqai("test", "--own", "--codebook", changed(overlay, "IRQCVL", "IRQAGR"))
    assert (done.code, done.err) == (1, "2 examples: 2 failed")
    first, second = (block.splitlines() for block in done.out.strip().split("\n\n"))
    assert first[0] == f"{overlay}:9:9: example 1 of 'block-wells'"
    assert first[1].strip() == "ردمت القوات العراقية ثلاث آبار لمدنيين عراقيين."
    assert [line.split()[:4] for line in first[3:5]] == [
        ["-", "IRQMIL", "1712", "IRQAGR"],
        ["+", "IRQMIL", "1712", "IRQCVL"],
    ]
    assert second[-1].strip() == f"no row: «تردم» calls 'block-wells' ({overlay}:4): negated (kept with --keep negated)"


def test_a_known_failure_fails_only_when_it_passes(overlay: Path) -> None:
    text = "      - text: ردمت القوات العراقية ثلاث آبار لمدنيين عراقيين.\n"
    changed(overlay, text, text + "        fails: parse; said for the sake of the test\n")
    done = waqai("test", "--own", "--codebook", overlay)
    assert (done.code, done.err) == (1, "2 examples: 1 passed, 1 passed though said to fail")
    assert "example 1 of 'block-wells' passes: take its `fails` out" in done.out
    assert "[passing-example]" in waqai("check", overlay).out
    done = waqai("test", "--own", "--codebook", changed(overlay, "IRQCVL", "IRQAGR"))
    assert (done.code, done.out, done.err) == (0, "", "2 examples: 1 passed, 1 known to fail")


def test_faults_of_the_codebook_stop_the_test() -> None:
    done = waqai("test", "--codebook", BROKEN / "unknown-codes.yaml")
    assert (done.code, done.out) == (3, "")
    assert "unknown CAMEO code '1999'" in done.err
    done = waqai("test", "bombrd")
    assert done.code == 3
    assert "did you mean 'bombard'?" in done.err


# The cache of parses


def test_parses_are_kept_and_spare_the_models(overlay: Path, tmp_path: Path) -> None:
    own = ("test", "--own", "--codebook", overlay)
    first, loaded = waqai_apart(*own, WAQAI_CACHE=str(tmp_path / "cache"))
    assert "torch" in loaded
    assert waqai_apart(*own, WAQAI_CACHE=str(tmp_path / "cache")) == (first, [])


def test_a_damaged_cache_only_costs_time(overlay: Path, tmp_path: Path, parsed: list[str]) -> None:
    own, folder = ("test", "--own", "--codebook", overlay), tmp_path / "cache"
    first = waqai(*own, WAQAI_CACHE=str(folder))
    assert (first.code, len(parsed)) == (0, 2)
    kept = folder / "parses.sqlite"
    for damage in (b"", b"no database" * 100, kept.read_bytes()[:-5000]):
        for path in folder.glob("parses.sqlite*"):
            path.unlink()
        kept.write_bytes(damage)
        for count in (2, 0):
            parsed.clear()
            assert waqai(*own, WAQAI_CACHE=str(folder)) == first
            assert len(parsed) == count
    for nowhere in ("off", "/dev/null/none"):
        parsed.clear()
        assert waqai(*own, WAQAI_CACHE=nowhere) == first
        assert len(parsed) == 2


def test_a_changed_text_is_parsed_anew(overlay: Path, tmp_path: Path, parsed: list[str]) -> None:
    own = ("test", "--own", "--codebook", overlay)
    waqai(*own, WAQAI_CACHE=str(tmp_path / "cache"))
    parsed.clear()
    changed(overlay, "لم تردم القوات العراقية آبار القرية.", "لن تردم القوات العراقية آبار القرية.")
    assert waqai(*own, WAQAI_CACHE=str(tmp_path / "cache")).code == 0
    assert parsed == ["لن تردم القوات العراقية آبار القرية."]


def test_runs_side_by_side_share_a_cache(overlay: Path, tmp_path: Path) -> None:
    own, folder = ("test", "--own", "--codebook", overlay), str(tmp_path / "cache")
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(lambda _: waqai_apart(*own, WAQAI_CACHE=folder)[0], range(2)))
    assert set(done) == {(0, "", "2 examples: 2 passed")}
    assert waqai_apart(*own, WAQAI_CACHE=folder)[1] == []


# show, schema


def test_show_and_schema_print_the_codebook_and_its_form(overlay: Path) -> None:
    shown, loaded = waqai_apart("show", "block-wells", "--codebook", overlay)
    assert (shown.code, shown.err) == (0, "")
    (entry,) = yaml.safe_load(shown.out)["actions"]
    assert (entry["id"], entry["verbs"]) == ("block-wells", ["ردم"])
    assert f"# {overlay}:4" in shown.out
    schema, also = waqai_apart("schema")
    assert set(json.loads(schema.out)["properties"]) >= {"actions", "discards", "extend", "disable"}
    assert loaded == also == []


# As a hook


def test_the_hooks_run_commands_that_exist() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert {hook["id"] for hook in hooks} == {"waqai-codebook-check", "waqai-codebook-test"}
    for hook in hooks:
        program, group, command, *_ = hook["entry"].split()
        assert (program, group) == ("waqai", "codebook")
        assert "Usage: waqai codebook" in waqai(command, "--help").out
        assert hook["pass_filenames"] is False  # files of a folder name each other

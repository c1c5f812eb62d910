"""``waqai codebook``: what it prints, where, and with which exit code, as a user runs it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
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


class Done(NamedTuple):
    code: int
    out: str
    err: str
    loaded: list[str]


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache that holds the parses of the shipped examples, once a command has put them there."""
    return tmp_path_factory.mktemp("parses")


def waqai(*args: object, cache: Path | str, cwd: Path = ROOT, **changes: str) -> Done:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("WAQAI_", "COLUMNS", "PYTHONIOENCODING"))}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, "codebook", *map(str, args)],
        capture_output=True,
        cwd=cwd,
        env={**kept, "PYTHONPATH": str(ROOT), "WAQAI_CACHE": str(cache), **changes},
        timeout=300,
    )
    out, err = done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
    assert "Traceback" not in err, err
    *lines, loaded = err.splitlines()
    return Done(done.returncode, out, "\n".join(lines), loaded.split()[1:])


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


def test_a_sound_codebook_has_nothing_to_tell(overlay: Path, cache: Path) -> None:
    done = waqai("check", overlay, cache=cache)
    assert (done.code, done.out, done.err) == (0, "", "0 errors, 0 warnings")


def test_errors_come_with_place_severity_remedy_and_kind(cache: Path) -> None:
    path = BROKEN / "unknown-codes.yaml"
    done = waqai("check", path, cache=cache)
    assert done.code == 3
    first = done.out.splitlines()[0]
    assert first == f"{path}:6:5: error: unknown CAMEO code '1999' in 'block-wells' (did you mean '19'?) [unknown-code]"
    assert done.err == f"{len(done.out.splitlines())} errors, 0 warnings"
    assert done.loaded == []


def test_warnings_are_another_exit_code(cache: Path) -> None:
    path = BROKEN / "shadowed.yaml"
    done = waqai("check", "--no-examples", path, cache=cache)
    assert done.code == 1
    assert all(re.match(rf"{path}:\d+:\d+: warning: .* \(.+\) \[shadowed\]$", line) for line in done.out.splitlines())
    assert done.err == "0 errors, 3 warnings"
    assert done.loaded == []


def test_json_holds_the_same(cache: Path) -> None:
    path = BROKEN / "dates.yaml"
    lines = waqai("check", "--no-examples", path, cache=cache).out.splitlines()
    done = waqai("check", "--no-examples", "--format", "json", path, cache=cache)
    assert done.code == 1
    rows = json.loads(done.out)
    assert [
        f"{r['file']}:{r['line']}:{r['column']}: {r['severity']}: {r['message']} ({r['remedy']}) [{r['kind']}]"
        for r in rows
    ] == lines
    whole = json.loads(waqai("check", "--no-examples", "--format", "json", cache=cache).out)
    assert whole == []


def test_a_file_as_a_whole_has_no_line(tmp_path: Path, cache: Path) -> None:
    (tmp_path / "big.yaml").write_bytes(b"#\n" * 25_000_000)
    done = waqai("check", "--format", "json", "big.yaml", cache=cache, cwd=tmp_path)
    (row,) = json.loads(done.out)
    assert (done.code, row["file"], row["line"], row["kind"]) == (3, "big.yaml", None, "unreadable")
    assert waqai("check", "big.yaml", cache=cache, cwd=tmp_path).out.startswith("big.yaml: error: ")


def test_a_failing_example_is_a_warning_at_its_place(overlay: Path, cache: Path) -> None:
    done = waqai("check", changed(overlay, 'cameo: "1712"}]', 'cameo: "171"}]'), cache=cache)
    assert done.code == 1
    assert "wells.yaml:9:9: warning: example 1 of 'block-wells' gives other rows: lacks IRQMIL 171 IRQCVL; " in done.out
    assert "[failing-example]" in done.out
    assert done.err == "0 errors, 2 warnings"  # the other: no example of the rule expects its code


def test_an_overlay_can_break_a_shipped_example(overlay: Path, cache: Path) -> None:
    overlay.write_text("language: ar\ndisable: {actions: [bombard]}\n", encoding="utf-8")
    done = waqai("check", overlay, cache=cache)
    assert done.code == 1
    assert re.search(r"^codebooks/ar/\S+:\d+:\d+: warning: example \d+ of '[\w-]+' gives other rows", done.out, re.M)


def test_the_output_is_utf8_whatever_the_locale(cache: Path) -> None:
    path = BROKEN / "words.yaml"
    done = waqai("check", "--no-examples", path, cache=cache, LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert "'سد، سدود'" in done.out


# test


def test_passing_examples_print_nothing_but_a_summary(overlay: Path, cache: Path) -> None:
    done = waqai("test", "--own", "--codebook", overlay, cache=cache)
    assert (done.code, done.out, done.err) == (0, "", "2 examples: 2 passed")
    everything = waqai("test", "--codebook", overlay, cache=cache)
    assert everything.code == 0
    assert int(everything.err.split()[0]) > 250
    assert waqai("test", "block-wells", "--codebook", overlay, cache=cache).err == "2 examples: 2 passed"


def test_a_difference_shows_both_sides_and_the_reason(overlay: Path, cache: Path) -> None:
    changed(overlay, "        events: []", '        events: [{source: IRQMIL, cameo: "1712"}]')
    done = waqai("test", "--own", "--codebook", changed(overlay, "IRQCVL", "IRQAGR"), cache=cache)
    assert (done.code, done.err) == (1, "2 examples: 2 failed")
    first, second = (block.splitlines() for block in done.out.strip().split("\n\n"))
    assert first[0] == f"{overlay}:9:9: example 1 of 'block-wells'"
    assert first[1].strip() == "ردمت القوات العراقية ثلاث آبار لمدنيين عراقيين."
    assert [line.split()[:4] for line in first[3:5]] == [
        ["-", "IRQMIL", "1712", "IRQAGR"],
        ["+", "IRQMIL", "1712", "IRQCVL"],
    ]
    assert second[-1].strip() == f"no row: «تردم» calls 'block-wells' ({overlay}:4): negated (kept with --keep negated)"


def test_a_known_failure_fails_only_when_it_passes(overlay: Path, cache: Path) -> None:
    text = "      - text: ردمت القوات العراقية ثلاث آبار لمدنيين عراقيين.\n"
    changed(overlay, text, text + "        fails: parse; said for the sake of the test\n")
    done = waqai("test", "--own", "--codebook", overlay, cache=cache)
    assert (done.code, done.err) == (1, "2 examples: 1 passed, 1 passed though said to fail")
    assert "example 1 of 'block-wells' passes: take its `fails` out" in done.out
    assert "[passing-example]" in waqai("check", overlay, cache=cache).out
    done = waqai("test", "--own", "--codebook", changed(overlay, "IRQCVL", "IRQAGR"), cache=cache)
    assert (done.code, done.out, done.err) == (0, "", "2 examples: 1 passed, 1 known to fail")


def test_faults_of_the_codebook_stop_the_test(cache: Path) -> None:
    done = waqai("test", "--codebook", BROKEN / "unknown-codes.yaml", cache=cache)
    assert (done.code, done.out) == (3, "")
    assert "unknown CAMEO code '1999'" in done.err
    done = waqai("test", "bombrd", cache=cache)
    assert done.code == 3
    assert "did you mean 'bombard'?" in done.err


# The cache of parses


def test_parses_are_kept_and_a_damaged_cache_only_costs_time(overlay: Path, tmp_path: Path) -> None:
    own = ("test", "--own", "--codebook", overlay)
    folder = tmp_path / "cache"
    first, second = waqai(*own, cache=folder), waqai(*own, cache=folder)
    assert "torch" in first.loaded
    assert second.loaded == []
    assert first[:3] == second[:3]
    (kept,) = folder.glob("parses-*")
    for damage in (b"", b"no pickle", kept.read_bytes()[:-100]):
        kept.write_bytes(damage)
        again = waqai(*own, cache=folder)
        assert "torch" in again.loaded
        assert again[:3] == first[:3]
    assert waqai(*own, cache=folder).loaded == []
    assert waqai(*own, cache="off")[:3] == first[:3]
    assert waqai(*own, cache="/dev/null/none")[:3] == first[:3]


def test_a_changed_text_is_parsed_anew(overlay: Path, tmp_path: Path) -> None:
    own = ("test", "--own", "--codebook", overlay)
    waqai(*own, cache=tmp_path / "cache")
    changed(overlay, "لم تردم القوات العراقية آبار القرية.", "لن تردم القوات العراقية آبار القرية.")
    done = waqai(*own, cache=tmp_path / "cache")
    assert (done.code, "torch" in done.loaded) == (0, True)


def test_runs_side_by_side_share_a_cache(overlay: Path, tmp_path: Path) -> None:
    with ThreadPoolExecutor(3) as pool:
        own = ("test", "--own", "--codebook", overlay)
        done = list(pool.map(lambda _: waqai(*own, cache=tmp_path / "cache"), range(3)))
    assert {one[:3] for one in done} == {(0, "", "2 examples: 2 passed")}
    assert waqai(*own, cache=tmp_path / "cache").loaded == []


# show, schema


def test_show_and_schema_print_the_codebook_and_its_form(overlay: Path, cache: Path) -> None:
    shown = waqai("show", "block-wells", "--codebook", overlay, cache=cache)
    assert (shown.code, shown.err) == (0, "")
    (entry,) = yaml.safe_load(shown.out)["actions"]
    assert (entry["id"], entry["verbs"]) == ("block-wells", ["ردم"])
    assert f"# {overlay}:4" in shown.out
    schema = waqai("schema", cache=cache)
    assert set(json.loads(schema.out)["properties"]) >= {"actions", "discards", "extend", "disable"}
    assert schema.loaded == shown.loaded == []


# As a hook


def test_the_hooks_run_commands_that_exist() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert {hook["id"] for hook in hooks} == {"waqai-codebook-check", "waqai-codebook-test"}
    for hook in hooks:
        program, group, command, *_ = hook["entry"].split()
        assert (program, group) == ("waqai", "codebook")
        assert "Usage: waqai codebook" in waqai(command, "--help", cache="off").out
        assert hook["pass_filenames"] is False  # files of a folder name each other

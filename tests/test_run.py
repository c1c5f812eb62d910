"""Runs over an archive: whatever stops them, the same command goes on and comes to the same files."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from commands import COMMAND, ROOT, environment, waqai
from hypothesis import given
from hypothesis import strategies as st
from processes import alive, children, until

from coder.errors import Problem
from coder.read import Article
from coder.run import job as jobs
from coder.run.job import Chunk, Result, chunks
from coder.run.task import Task

SAMPLES = sorted((ROOT / "samples").glob("*.txt"))
ARTICLES = 96
FILES = ("events.csv", "errors.jsonl", "manifest.json")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The samples many times over, each time as an article of its own, and lines that cannot be coded."""
    path = tmp_path_factory.mktemp("archive") / "news.jsonl"
    lines = []
    for n in range(ARTICLES):
        text = SAMPLES[n % len(SAMPLES)].read_text(encoding="utf-8")
        lines.append({"id": f"article-{n}", "text": text, "date": f"2019-06-{n % 28 + 1:02d}"})
        lines += [{"id": f"broken-{n}"}] if n % 24 == 7 else []
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return path


def command(archive: Path, to: Path, *more: str) -> list[str]:
    return [*COMMAND, "run", str(archive), "--to", str(to), "--workers", "2", "--keep-copies", *more]


def contents(folder: Path) -> Mapping[str, bytes]:
    return {name: (folder / name).read_bytes() for name in FILES}


@pytest.fixture(scope="module")
def undisturbed(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    """The files of a run that nothing stopped."""
    folder = tmp_path_factory.mktemp("undisturbed")
    done = subprocess.run(command(archive, folder), capture_output=True, text=True, env=environment())
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"{ARTICLES} articles, ")
    assert "4 problems" in done.stderr
    found = contents(folder)
    assert len(found["events.csv"].splitlines()) > 900
    problems = [json.loads(line) for line in found["errors.jsonl"].splitlines()]
    assert [problem["message"] for problem in problems] == ["no `text`"] * 4
    assert {Path(problem["path"]).name for problem in problems} == {"news.jsonl"}
    assert json.loads(found["manifest.json"])["counts"]["articles"] == ARTICLES
    return found


def test_killed_at_ten_random_moments_it_comes_to_the_same(
    archive: Path, undisturbed: Mapping[str, bytes], tmp_path: Path
) -> None:
    moments = random.Random(20161208)
    kills, folders = 0, 1
    while kills < 10:
        folder = tmp_path / str(folders)
        run = subprocess.Popen(command(archive, folder), stderr=subprocess.DEVNULL, env=environment())
        if kills:  # the first falls anywhere in the beginning, the others into the work
            until(lambda run=run: len(children(run.pid)) >= 2 or run.poll() is not None)
        try:
            run.wait(moments.uniform(0, 1.5))
        except subprocess.TimeoutExpired:
            workers = children(run.pid)
            run.kill()
            run.wait()
            kills += 1
            for worker in workers:
                until(lambda worker=worker: not alive(worker))
        else:  # done before it could be killed: from the beginning in another folder
            assert contents(folder) == undisturbed
            folders += 1
    run = subprocess.Popen(command(archive, tmp_path / str(folders)), stderr=subprocess.DEVNULL, env=environment())
    assert run.wait() == 1
    assert contents(tmp_path / str(folders)) == undisturbed


def test_a_worker_that_is_killed_is_replaced(archive: Path, undisturbed: Mapping[str, bytes], tmp_path: Path) -> None:
    run = subprocess.Popen(command(archive, tmp_path), stderr=subprocess.DEVNULL, env=environment())
    until(lambda: len(children(run.pid)) >= 2)
    time.sleep(1)
    for worker in children(run.pid):
        os.kill(worker, signal.SIGKILL)
    assert run.wait() == 1
    assert contents(tmp_path) == undisturbed


def test_workers_that_die_before_they_begin_end_the_run(archive: Path, tmp_path: Path) -> None:
    run = subprocess.Popen(command(archive, tmp_path), stderr=subprocess.PIPE, text=True, env=environment())
    while run.poll() is None:
        for worker in children(run.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(worker, signal.SIGKILL)
        time.sleep(0.05)
    assert run.stderr is not None
    assert run.stderr.read().splitlines()[-1].startswith("workers end before they have begun, ")
    assert run.returncode == 1
    assert not (tmp_path / "errors.jsonl").exists()


def test_after_ctrl_c_it_goes_on(archive: Path, undisturbed: Mapping[str, bytes], tmp_path: Path) -> None:
    run = subprocess.Popen(
        command(archive, tmp_path), stderr=subprocess.PIPE, text=True, env=environment(),
        # tests that run in the background of a shell inherit that Ctrl-C is ignored
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL), start_new_session=True,
    )  # fmt: skip
    until(lambda: len(children(run.pid)) >= 2)
    os.killpg(run.pid, signal.SIGINT)  # a terminal sends it to the workers too
    _, errors = run.communicate()
    assert run.returncode == 130
    assert errors.splitlines() == ["interrupted"]
    assert not (tmp_path / "events.csv").exists()
    subprocess.run(command(archive, tmp_path), stderr=subprocess.DEVNULL, env=environment())
    assert contents(tmp_path) == undisturbed


def test_on_a_full_disk_it_says_so_and_goes_on_later(
    archive: Path, undisturbed: Mapping[str, bytes], tmp_path: Path
) -> None:
    def no_more_than(size: int) -> Callable[[], None]:
        return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    for size in (100_000, len(undisturbed["events.csv"]) - 1000):  # for what is done, and for the table of events
        run = subprocess.run(
            command(archive, tmp_path), capture_output=True, text=True, env=environment(),
            preexec_fn=no_more_than(size),
        )  # fmt: skip
        assert run.returncode == 1
        (line,) = run.stderr.splitlines()
        assert line.startswith(str(tmp_path))
        assert line.endswith("(the same command goes on where it stopped)")
    subprocess.run(command(archive, tmp_path), stderr=subprocess.DEVNULL, env=environment())
    assert contents(tmp_path) == undisturbed


def test_two_runs_do_not_share_a_folder(archive: Path, tmp_path: Path) -> None:
    first = subprocess.Popen(command(archive, tmp_path), stderr=subprocess.DEVNULL, env=environment())
    until(lambda: bool(children(first.pid)))
    second = waqai("run", archive, "--to", tmp_path)
    assert (second.code, second.out) == (1, "")
    assert second.err.strip() == f"{tmp_path}: another run is at work in this folder"
    first.kill()
    first.wait()


def test_a_trial_is_the_beginning_of_the_whole(archive: Path, undisturbed: Mapping[str, bytes], tmp_path: Path) -> None:
    done = waqai("run", archive, "--to", tmp_path, "--limit", 40, "--workers", 1, "--keep-copies")
    assert done.code == 1
    assert done.err.startswith("40 articles, ")
    some, everything = (tmp_path / "events.csv").read_bytes(), undisturbed["events.csv"]
    assert everything.startswith(some)
    assert 200 < some.count(b"\n") < everything.count(b"\n")


def test_another_schema_and_format_in_the_same_folder(tmp_path: Path) -> None:
    paths = list(map(str, SAMPLES[:3]))
    for schema, format in (("event", "csv"), ("acled", "csv"), ("cameo", "jsonl")):
        arguments = ("--schema", schema, "--format", format)
        done = waqai("run", *paths, "--to", tmp_path, "--workers", 1, *arguments)
        assert done.code == 0
        wanted = waqai("code", *paths, *arguments)
        assert (tmp_path / f"events.{format}").read_text(encoding="utf-8") == wanted.out
        assert json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))["schema"] == schema
    for format in ("parquet", "xlsx", "sqlite"):
        waqai("run", *paths, "--to", tmp_path, "--workers", 1, "--format", format)
        waqai("code", *paths, "-o", tmp_path / f"wanted.{format}")
        assert (tmp_path / f"events.{format}").read_bytes() == (tmp_path / f"wanted.{format}").read_bytes()


def test_a_changed_codebook_codes_again_without_parsing(tmp_path: Path) -> None:
    own = tmp_path / "mine.yaml"
    own.write_text("language: ar\ndisable: {actions: [bombard]}\n", encoding="utf-8")
    paths, to = list(map(str, SAMPLES)), tmp_path / "out"
    waqai("run", *paths, "--to", to, "--workers", 1)
    before = (to / "events.csv").read_text(encoding="utf-8")
    assert ",bombard," in before
    done = waqai("run", *paths, "--to", to, "--workers", 1, "--codebook", own)
    assert done.code == 0
    assert "before" not in done.err
    assert ",bombard," not in (to / "events.csv").read_text(encoding="utf-8")
    waqai("run", *paths, "--to", to, "--workers", 1)
    assert (to / "events.csv").read_text(encoding="utf-8") == before


def test_wrong_usage_is_told_before_anything_is_made(tmp_path: Path) -> None:
    for arguments in (("--format", "table"), ("--keep", "nonsense"), ("--limit", 0)):
        assert waqai("run", ROOT / "samples", "--to", tmp_path / "out", *arguments).code == 2
    assert waqai("run", ROOT / "samples", "--to", tmp_path / "out", "--codebook", tmp_path / "none").code == 3
    assert waqai("run", ROOT / "samples", "--to", tmp_path / "out", "--models", tmp_path / "none").code == 4
    assert not (tmp_path / "out").exists()


def test_an_article_that_ends_two_workers_gets_a_line_and_the_others_are_coded() -> None:
    articles = [Article(id=name, text="نص", path=f"{name}.txt") for name in "abc"]
    broken = Problem("x.txt", "empty")
    task = Task(7, Chunk((articles[0], broken, *articles[1:])))
    while task.pieces:
        piece = task.pieces[0]
        if "b" in [article.id for article in piece.articles]:
            task.died()
        else:
            task.add(Result(articles=len(piece.articles), problems=[p for p in piece.items if isinstance(p, Problem)]))
    position, chunk, result = task.done
    assert (position, chunk.articles, result.articles) == (7, articles, 2)
    assert result.problems[0] == broken
    assert [problem.path for problem in result.problems] == ["x.txt", "b.txt"]
    assert "it ends the worker" in result.problems[1].message


@given(st.lists(st.integers(0, 150_000)))
def test_chunks_hold_everything_in_order_and_no_more_than_they_may(sizes: list[int]) -> None:
    items = [Article(id=str(n), text="س" * size) if size else Problem(str(n), "empty") for n, size in enumerate(sizes)]
    cut = list(chunks(items))
    assert [item for chunk in cut for item in chunk.items] == items
    for chunk in cut:
        assert 0 < len(chunk.items) <= jobs._ARTICLES
        assert sum(len(article.text) for article in chunk.articles[:-1]) < jobs._CHARACTERS


pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


def test_a_terminal_is_told_how_many_articles_there_are(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    told = [*COMMAND, "run", *map(str, SAMPLES), "--to", str(tmp_path), "--workers", "1"]
    env = environment(TERM="xterm-256color", COLUMNS="100", NO_COLOR="1")
    process = subprocess.Popen(told, stdin=theirs, stdout=subprocess.PIPE, stderr=theirs, cwd=ROOT, env=env)
    os.close(theirs)
    shown = b""
    with contextlib.suppress(OSError):  # raised at the end, on Linux
        while piece := os.read(ours, 4096):
            shown += piece
    os.close(ours)
    assert process.wait() == 0
    assert process.stdout is not None
    assert process.stdout.read() == b""
    process.stdout.close()
    assert f"{len(SAMPLES)}/{len(SAMPLES)}".encode() in shown

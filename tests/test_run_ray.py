"""Runs on Ray, of one machine: they come to what a local run comes to, whatever dies in the middle."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from commands import COMMAND, ROOT, environment, waqai, waqai_apart
from processes import alive, session, until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
pytest.importorskip("ray", reason="Ray is an extra, and has no wheels for some platforms")

SAMPLES = sorted((ROOT / "samples").glob("*.txt"))[:3]
ARTICLES = 96
FILES = ("events.csv", "errors.jsonl", "manifest.json")
AT_WORK = "ray::WaqaiWorker.code"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some chunks, and a line that cannot be coded; the codebook beside them is named by a path from here."""
    path = tmp_path_factory.mktemp("archive") / "news.jsonl"
    texts = [sample.read_text(encoding="utf-8") for sample in SAMPLES]
    lines: list[Mapping[str, str]] = [{"id": f"article-{n}", "text": texts[n % len(texts)]} for n in range(ARTICLES)]
    lines.insert(40, {"id": "broken"})
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    (path.parent / "mine.yaml").write_text("language: ar\ndisable: {actions: [bombard]}\n", encoding="utf-8")
    return path


def arguments(archive: Path, to: Path, engine: str) -> list[str]:
    given = f"run {archive.name} --date 2019-06-01 --codebook mine.yaml --keep-copies --workers 2 --engine {engine}"
    return [*given.split(), "--to", str(to)]


@pytest.fixture(scope="module")
def local(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    """The files of a run on the local engine."""
    folder = tmp_path_factory.mktemp("local")
    assert waqai_apart(*arguments(archive, folder, "local"), cwd=archive.parent).code == 1
    found = contents(folder)
    assert len(found["events.csv"].splitlines()) > 300
    assert b",bombard," not in found["events.csv"]
    return found


@pytest.fixture(scope="module", autouse=True)
def _folders() -> Iterator[None]:
    """A run that is killed cannot delete Ray's folder."""
    before = set(Path("/tmp").glob("waqai-*"))
    yield
    for folder in set(Path("/tmp").glob("waqai-*")) - before:
        shutil.rmtree(folder, ignore_errors=True)


def contents(folder: Path) -> Mapping[str, bytes]:
    return {name: (folder / name).read_bytes() for name in FILES}


def started(archive: Path, to: Path) -> subprocess.Popen[str]:
    """A run on Ray, once its workers are at work."""
    run = subprocess.Popen(
        [*COMMAND, *arguments(archive, to, "ray")], cwd=archive.parent, env=environment(), text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    until(lambda: len(at_work(run)) == 2 or run.poll() is not None)
    assert run.poll() is None
    return run


def at_work(run: subprocess.Popen[str]) -> list[int]:
    return [process for process, title in session(run.pid).items() if title == AT_WORK]


def test_a_worker_that_is_killed_is_replaced(archive: Path, local: Mapping[str, bytes], tmp_path: Path) -> None:
    run = started(archive, tmp_path)
    killed = at_work(run)[0]
    os.kill(killed, signal.SIGKILL)
    out, errors = run.communicate(timeout=120)
    assert (run.returncode, out) == (1, "")
    (line,) = errors.splitlines()
    assert line.startswith(f"{ARTICLES} articles, ")
    assert line.endswith(f"1 problem, in {tmp_path}")
    assert contents(tmp_path) == local


def test_after_ctrl_c_and_a_kill_another_engine_goes_on(
    archive: Path, local: Mapping[str, bytes], tmp_path: Path
) -> None:
    run = started(archive, tmp_path)
    os.killpg(run.pid, signal.SIGINT)  # a terminal sends it to all
    out, errors = run.communicate(timeout=60)
    assert (run.returncode, out, errors.splitlines()) == (130, "", ["interrupted"])
    until(lambda: not session(run.pid))

    run = started(archive, tmp_path)
    workers = at_work(run)
    run.kill()
    run.communicate()
    until(lambda: not any(map(alive, workers)))
    assert not (tmp_path / "events.csv").exists()

    assert waqai_apart(*arguments(archive, tmp_path, "local"), cwd=archive.parent).code == 1
    assert contents(tmp_path) == local


def test_where_no_cluster_is_one_line_says_so(archive: Path, tmp_path: Path) -> None:
    done = waqai_apart("run", archive, "--to", tmp_path, "--engine", "ray", "--address", "127.0.0.1:1")
    assert (done.code, done.out) == (1, "")
    (line,) = done.err.splitlines()
    assert line.startswith("127.0.0.1:1: no Ray cluster answers: ")


def test_models_that_are_missing_are_told_before_anything_is_made(archive: Path, tmp_path: Path) -> None:
    to, models = tmp_path / "out", tmp_path / "none"
    assert waqai("run", archive, "--to", to, "--engine", "ray", "--models", models).code == 4
    assert waqai("run", archive, "--to", to, "--address", "auto").code == 2
    assert not to.exists()

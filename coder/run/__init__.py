"""Coding an archive: articles in chunks, chunks to workers, what they made of them to a folder that survives anything.

``job.py`` says what is to be done, ``work.py`` does a chunk of it, ``pool.py`` has workers do it side by side:
processes of this machine (``processes.py``) or actors of a cluster (``ray_pool.py``). ``store.py`` keeps what is done,
``run.py`` puts them together.
"""

from __future__ import annotations

from coder.run.job import Job
from coder.run.run import EVENTS, Progress, Run, run

__all__ = ["EVENTS", "Job", "Progress", "Run", "run"]

"""Why a text gives its rows, and why not: for a terminal (:mod:`.text`) or as a page (:mod:`.html`).

Both show the same :class:`.account.Account` of a sentence. Nothing is worked out here that coding did not.
"""

from coder.explain.html import write_page
from coder.explain.text import render

__all__ = ["render", "write_page"]

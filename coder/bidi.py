"""Right-to-left text on a terminal.

Some terminals lay out Arabic themselves, most only put one letter after the other from left to right:

- VTE (GNOME Terminal, Xfce, Tilix ...) since 0.58, Konsole, mlterm, mintty, PuTTY, Apple's Terminal and COSMIC reorder
  and join the letters, iTerm2 too where its bidi setting is on. They want the text as it is stored. Each piece stands
  in isolates (U+2067 ... U+2069, UAX #9), which keep it from dragging its neighbours along. Since not all of them
  honour isolates, a table should not set two Arabic columns side by side either.
- xterm, Windows Terminal, kitty, Alacritty, foot, WezTerm, Ghostty, VS Code (xterm.js) and the Linux console do not
  reorder (kitty within words only). For them ``visual`` text is reordered and joined here.

A terminal multiplexer passes text on, so what counts is the terminal around it. Over ssh little but TERM is known; text
is then left as it is stored, as it is in files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions
    from rich.measure import Measurement
    from rich.text import Text

ISOLATE_RTL, POP_ISOLATE = "\u2067", "\u2069"

_RTL_LETTER = re.compile(r"[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]")

# A terminal inside another inherits the outer one's variables, so these are asked before the ones below.
_LEFT_TO_RIGHT = ("WT_SESSION", "KITTY_WINDOW_ID", "ALACRITTY_WINDOW_ID", "WEZTERM_PANE", "XTERM_VERSION")
_LEFT_TO_RIGHT_PROGRAMS = ("vscode", "wezterm", "ghostty", "alacritty", "kitty", "hyper", "rio", "warpterminal")
_LEFT_TO_RIGHT_TERMS = ("linux", "foot", "alacritty", "xterm-kitty", "xterm-ghostty", "wezterm", "rxvt", "st-")
_BIDI = ("VTE_VERSION", "KONSOLE_VERSION", "MLTERM")


class Bidi(StrEnum):
    """How right-to-left text is written: by what is known of the terminal, in isolates, or in visual order."""

    AUTO = "auto"
    ISOLATE = "isolate"
    VISUAL = "visual"


def resolve(choice: Bidi, is_terminal: bool, environ: Mapping[str, str]) -> Bidi:
    """The choice, with ``auto`` decided by the terminal's environment variables."""
    if choice is not Bidi.AUTO:
        return choice
    if not is_terminal:
        return Bidi.ISOLATE
    left_to_right = (
        environ.get("TERM_PROGRAM", "").lower() in _LEFT_TO_RIGHT_PROGRAMS
        or any(environ.get(name) for name in _LEFT_TO_RIGHT)
        or (not any(environ.get(name) for name in _BIDI) and environ.get("TERM", "").startswith(_LEFT_TO_RIGHT_TERMS))
    )
    return Bidi.VISUAL if left_to_right else Bidi.ISOLATE


def has_rtl(text: str) -> bool:
    """Whether a text holds a letter of a right-to-left script."""
    return bool(_RTL_LETTER.search(text))


@lru_cache
def _reshaper() -> Any:
    from arabic_reshaper import ArabicReshaper

    # Of the ligatures only lam-alef is obligatory, and terminal fonts have no more.
    return ArabicReshaper({"delete_harakat": True, "support_ligatures": True, "ARABIC LIGATURE ALLAH": False})


def visual(line: str) -> str:
    """One line in visual order with its Arabic letters joined, for terminals that do neither."""
    return _reordered(_reshaper().reshape(line))


def _reordered(line: str) -> str:
    from bidi.algorithm import get_display  # bidi.get_display leaves brackets unmirrored

    return str(get_display(line, base_dir="R"))


@dataclass(frozen=True)
class RightToLeft:
    """Text for Rich, wrapped as it is read, set to the right, each line laid out or isolated on its own.

    Rich wraps what it is given, so text that is reordered or isolated as a whole would be cut in the wrong place. Text
    without right-to-left letters is set as usual. ``bidi`` is ISOLATE or VISUAL.
    """

    text: str
    bidi: Bidi
    style: str = ""

    def _rich_text(self) -> Text:
        from rich.text import Text

        text = _reshaper().reshape(self.text) if self.bidi is Bidi.VISUAL and has_rtl(self.text) else self.text
        return Text(text, style=self.style)

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        from rich.measure import Measurement

        return Measurement.get(console, options, self._rich_text())

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Text]:
        from rich.text import Text

        text = self._rich_text()
        if not has_rtl(self.text):
            yield text
            return
        for line in text.wrap(console, options.max_width):
            line.rstrip()
            plain = line.plain
            laid_out = _reordered(plain) if self.bidi is Bidi.VISUAL else f"{ISOLATE_RTL}{plain}{POP_ISOLATE}"
            yield Text(" " * (options.max_width - line.cell_len) + laid_out, style=self.style, no_wrap=True)

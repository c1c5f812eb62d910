"""What the codebook misses, by frequency: words for actions and names for actors, as an overlay to edit and paste.

A :class:`Survey` goes over coded articles and keeps counts and a few sentences of each candidate, never the articles.
:func:`choose` makes entries of the candidates, :func:`overlay` writes them as YAML.
"""

from __future__ import annotations

from coder.suggest.choose import Suggestions, choose
from coder.suggest.overlay import overlay
from coder.suggest.survey import Survey

__all__ = ["Suggestions", "Survey", "choose", "overlay"]

"""How many were killed and wounded in an event; docs/casualties.md has the rules.

``wording.py`` looks at the words of a sentence, ``tellers.py`` finds those that tell of casualties, ``people.py`` who
is there and how many, ``tellings.py`` who is told of, ``count.py`` whose casualties they are and what they come to.
"""

from __future__ import annotations

from coder.ground.casualties.count import Casualties, count_casualties

__all__ = ["Casualties", "count_casualties"]

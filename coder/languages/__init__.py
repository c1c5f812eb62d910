"""What differs between languages: one module each for spelling and inflection, one YAML file each for function words.

A language module gives ``NAME``, ``clean_char``, ``is_clitic``, ``fold``, ``bare``, ``without_article``,
``without_proclitic``, ``noun_forms``, ``verb_forms``, ``participle_forms``, ``resegment`` (mends the cut of a token by
word counts) and ``REPAIRS`` (mend the parse; there may be none). The words that shape a sentence (negation,
prepositions, light verbs ...) are in ``codebooks/<language>/language.yaml``, read into :class:`Grammar`.
"""

from __future__ import annotations

from coder.languages.base import Attachment, Grammar, Language, Lexicon, LightVerb, load_language

__all__ = ["Attachment", "Grammar", "Language", "Lexicon", "LightVerb", "load_language"]

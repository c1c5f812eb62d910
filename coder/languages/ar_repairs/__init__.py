"""The errors that the parser makes again and again in Arabic, and what word order and endings say against them.

Each repair looks at a sentence and gives new attachments; ``coder.frames.repair`` makes them, in the order of REPAIRS.
"""

from __future__ import annotations

from coder.languages.ar_repairs.roles import (
    case_against_role,
    direction_read_as_object,
    genitive_read_as_circumstance,
    object_behind_suspicion,
    part_of_the_whole,
    participle_read_as_object,
    second_party,
    second_side_is_object,
    side_read_as_genitive,
    subject_against_agreement,
    subject_read_as_object,
)
from coder.languages.ar_repairs.verbs import (
    verb_at_the_head,
    verb_read_as_predicate,
)

REPAIRS = (
    verb_at_the_head,
    verb_read_as_predicate,
    part_of_the_whole,
    second_side_is_object,
    direction_read_as_object,
    genitive_read_as_circumstance,
    subject_against_agreement,
    case_against_role,
    side_read_as_genitive,
    participle_read_as_object,
    subject_read_as_object,
    second_party,
    object_behind_suspicion,
)

"""The errors that the parser makes again and again in Arabic, and what word order and endings say against them.

Each repair looks at a sentence and gives new attachments; ``coder.frames.repair`` makes them, in the order of REPAIRS.
"""

from __future__ import annotations

from coder.languages.ar_repairs.phrases import (
    about_so_many,
    amount_as_attribute,
    cause_behind_aside,
    counted_noun,
    list_of_owners,
    member_of_a_group,
    nationality_apart,
    noun_joined_to_verb,
    part_of_the_whole,
    person_in_a_list,
    plural_read_as_attribute,
)
from coder.languages.ar_repairs.roles import (
    case_against_role,
    manner_before_object,
    number_read_as_attribute,
    object_of_a_light_verb,
    object_read_as_clause,
    object_without_preposition,
    participle_read_as_object,
    side_read_as_genitive,
    subject_against_agreement,
    subject_read_as_object,
    time_read_as_object,
)
from coder.languages.ar_repairs.verbs import (
    dateline_at_the_head,
    subject_before_its_verb,
    verb_at_the_head,
    verb_read_as_predicate,
    verb_with_a_pronoun,
)

REPAIRS = (
    dateline_at_the_head,
    verb_at_the_head,
    verb_read_as_predicate,
    verb_with_a_pronoun,
    nationality_apart,
    plural_read_as_attribute,
    person_in_a_list,
    amount_as_attribute,
    counted_noun,
    part_of_the_whole,
    subject_before_its_verb,
    noun_joined_to_verb,
    list_of_owners,
    about_so_many,
    member_of_a_group,
    object_read_as_clause,
    subject_against_agreement,
    case_against_role,
    manner_before_object,
    number_read_as_attribute,
    object_of_a_light_verb,
    side_read_as_genitive,
    time_read_as_object,
    participle_read_as_object,
    subject_read_as_object,
    object_without_preposition,
    cause_behind_aside,
)

"""Sentences again as websites and agencies spell them: python training/augment.py IN.conllu OUT.conllu [SHARE] [SEED]

A SHARE of the sentences is repeated, each in one careless or other style: without hamzas, ي for ى, ه for ة, digits of
the other kind, quotation marks and commas of the other kind, without the final full stop. Lemmas and trees stay.
"""

import random
import re
import sys
from pathlib import Path

DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩0123456789", "0123456789٠١٢٣٤٥٦٧٨٩")
QUOTES = [{'"': "«"}, {"«": '"', "»": '"'}, {"«": "“", "»": "”"}]
COMMAS = str.maketrans("،,؛", ",،;")


def careless(form, style):
    """The form with the misspellings of a style."""
    if "maqsura" in style:
        form = re.sub("ى$", "ي", form)
    if "marbuta" in style:
        form = re.sub("ة$", "ه", form)
    if "digits" in style:
        form = form.translate(DIGITS)
    if "commas" in style and len(form) == 1:
        form = form.translate(COMMAS)
    return form


STYLES = [
    ("hamza",),
    ("hamza", "maqsura"),
    ("hamza", "marbuta", "maqsura"),
    ("marbuta",),
    ("digits",),
    ("commas", "digits"),
    ("quotes",),
    ("hamza", "digits"),
    ("end",),
    ("end", "hamza"),
]


def restyled(block, rng):
    """One sentence of CoNLL-U in another style, or None where nothing would change."""
    style = rng.choice(STYLES)
    comments = [line for line in block.split("\n") if line.startswith("#")]
    rows = [line.split("\t") for line in block.split("\n") if line and not line.startswith("#")]
    if "end" in style and rows[-1][3] == "PUNCT" and not any(row[6] == rows[-1][0] for row in rows):
        rows = rows[:-1]
        rows[-1][9] = "_"
    quotes = rng.choice(QUOTES) if "quotes" in style else {}
    last = {}  # of a written token: its last word
    for row in rows:
        if "-" in row[0]:
            last[row[0].split("-")[1]] = row
    spans = [tuple(map(int, row[0].split("-"))) for row in rows if "-" in row[0]]
    inside = {str(i) for first, final in spans for i in range(first, final + 1)}
    opened = False
    for row in rows:
        if "-" in row[0]:
            continue
        final = row[0] not in inside or row[0] in last
        row[1] = careless(row[1], style) if final else row[1]
        if row[0] in last:  # the token ends as its last word does
            token = last[row[0]]
            if token[1][-1] in "ىة" and token[1][-1] != row[1][-1] and row[1][-1] in "يه":
                token[1] = token[1][:-1] + row[1][-1]
        if row[1] in quotes:
            row[1] = quotes[row[1]] if row[1] != '"' else ("»" if opened else "«")
            opened = not opened
    if "hamza" in style:  # the token and its words lose the same hamzas
        for row in rows:
            row[1] = re.sub("[أإآ]", "ا", row[1])
    return finish(comments, rows, inside)


def finish(comments, rows, inside):
    text = ""
    for row in rows:
        if row[0] not in inside or "-" in row[0]:
            text += row[1] + ("" if "SpaceAfter=No" in row[9] else " ")
    name = next((c for c in comments if c.startswith("# sent_id")), "# sent_id = x")
    return "\n".join([f"{name}-again", f"# text = {text.strip()}", *("\t".join(row) for row in rows)]) + "\n\n"


def main(source, target, share="0.5", seed="1"):
    rng = random.Random(int(seed))
    blocks = [b for b in Path(source).read_text(encoding="utf8").split("\n\n") if b.strip()]
    chosen = rng.sample(blocks, round(len(blocks) * float(share)))
    Path(target).write_text("".join(restyled(block, rng) for block in chosen), encoding="utf8")


if __name__ == "__main__":
    main(*sys.argv[1:])

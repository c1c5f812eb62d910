"""Make a set of trained Stanza models small enough to ship: python training/shrink.py IN_DIR OUT_DIR

IN_DIR and OUT_DIR are Stanza model folders (resources.json, <language>/<processor>/<package>.pt). What training needs
and the pipeline does not (optimizer, scheduler, score history) is dropped, and floating tensors keep float16
precision: Stanza copies halves into its float32 parameters. Word vectors it uses as they come, so these stay float32
with their low bits cleared, which deflate takes out again (torch.load reads deflated zip members).
"""

import shutil
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import torch

TRAINING_ONLY = ("optimizer_state_dict", "scheduler_state_dict", "bert_optimizer_state_dict", "dev_score_history")


def halved(value):
    if torch.is_tensor(value):
        return value.half() if value.is_floating_point() else value
    if isinstance(value, dict):
        return type(value)((k, halved(v)) for k, v in value.items())
    return value


def save(data, path):
    plain = BytesIO()
    torch.save(data, plain)
    with zipfile.ZipFile(plain) as members, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for member in members.infolist():  # a fixed date: the same weights give the same bytes
            packed.writestr(zipfile.ZipInfo(member.filename), members.read(member), zipfile.ZIP_DEFLATED, 9)


def shrink(source, target):
    """Write the model file `source` to `target`, small."""
    source, target = Path(source), Path(target)
    data = torch.load(source, map_location="cpu", weights_only=True)
    for key in TRAINING_ONLY:
        data.pop(key, None)
    if "emb" in data:
        data["emb"] = torch.as_tensor(data["emb"]).half().float()
    elif data.get("model") is not None:
        data["model"] = halved(data["model"])
    target.parent.mkdir(parents=True, exist_ok=True)
    save(data, target)


def main(source, target):
    source, target = Path(source), Path(target)
    target.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source / "resources.json", target / "resources.json")
    for path in sorted(source.glob("*/*/*.pt")):
        small = target / path.relative_to(source)
        shrink(path, small)
        print(f"{small}\t{path.stat().st_size:,} -> {small.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(*sys.argv[1:])

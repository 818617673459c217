"""Hierarchical SBML models, changed at random as XML, offered to the program: it must answer each with an exit code.

    mutate_sbml.py PROGRAM COUNT [--seed N] [--keep FOLDER] [--time SECONDS] FILE...

libFuzzer changes bytes and sees libsbml as a black box; this changes elements, attributes and references of the
FILEs, so that most of what it makes is XML that libsbml follows far down. Ends with 1 if the program died by a signal,
took over a minute or answered with another code than 0, 3 and 4. What did that, and each model at which
libsbml itself crashed (caught: exit 3), is written to FOLDER.
"""
import argparse
import copy
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET

CAUGHT = "libsbml crashes"

ET.register_namespace("comp", "http://www.sbml.org/sbml/level3/version1/comp/version1")
ET.register_namespace("math", "http://www.w3.org/1998/Math/MathML")


class Mutator:
    def __init__(self, files, seed):
        self.random = random.Random(seed)
        self.trees = [ET.parse(file).getroot() for file in files]
        elements = [e for tree in self.trees for e in tree.iter()]
        self.tags = sorted({e.tag for e in elements})
        self.attributes = sorted({a for e in elements for a in e.attrib})
        self.values = sorted({v for e in elements for v in e.attrib.values()} | {"", "0", "-1", "nobody", "true"})
        self.donors = [e for e in elements if sum(1 for _ in e.iter()) < 40]

    def mutant(self):
        root = copy.deepcopy(self.random.choice(self.trees))
        ET.register_namespace("", root.tag[1:].split("}")[0])  # libsbml stumbles over <sbml:sbml>
        for _ in range(self.random.choice((1, 1, 2, 3, 5))):
            self.change(root)
        return ET.tostring(root)

    def change(self, root):
        parents = {child: parent for parent in root.iter() for child in parent}
        elements = list(parents)
        if not elements:
            return
        pick = self.random.choice
        element = pick(elements)
        parent = parents[element]
        kind = self.random.randrange(10)
        if kind == 0:
            parent.remove(element)
        elif kind == 1:
            parent.insert(self.random.randrange(len(parent) + 1), copy.deepcopy(element))
        elif kind == 2:  # elsewhere
            target = pick(elements)
            if target not in set(element.iter()):
                parent.remove(element)
                target.append(element)
        elif kind == 3:
            pick(elements).append(copy.deepcopy(pick(self.donors)))
        elif kind == 4:
            element.tag = pick([t for t in self.tags if t.split("}")[0] == element.tag.split("}")[0]])
        elif kind == 5:
            element.set(pick(self.attributes), pick(self.values))
        elif kind == 6 and element.text and element.text.strip():
            element.text = pick(self.values)
        elif element.attrib:
            name = pick(sorted(element.attrib))
            if kind == 7:
                del element.attrib[name]
            else:  # most often another reference: the value of an attribute of the same document
                here = sorted({v for e in root.iter() for v in e.attrib.values()})
                element.set(name, pick(here if kind == 8 else self.values))


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("program", type=pathlib.Path)
    arguments.add_argument("count", type=int)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--keep", type=pathlib.Path)
    arguments.add_argument("--time", type=float, default=float("inf"))
    arguments.add_argument("files", nargs="+", type=pathlib.Path)
    given = arguments.parse_args()
    mutator = Mutator(given.files, given.seed)
    program = given.program.resolve()
    counts, n_bad, n_caught = {}, 0, 0
    end = time.monotonic() + given.time
    if given.keep:
        given.keep.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for number in range(given.count):
            if time.monotonic() > end:
                break
            text = mutator.mutant()
            (pathlib.Path(folder) / "mutant.xml").write_bytes(text)
            try:
                done = subprocess.run([program, "simulate", "mutant.xml", "--duration", "1", "--steps", "2", "--csv",
                                       os.devnull], cwd=folder, capture_output=True, text=True, timeout=60)
                code, said = done.returncode, done.stderr
            except subprocess.TimeoutExpired:
                code, said = "timeout", ""
            counts[code] = counts.get(code, 0) + 1
            is_bad = code not in (0, 1, 3, 4)  # 1: a model that cannot be integrated
            is_caught = CAUGHT in said
            n_bad += is_bad
            n_caught += is_caught
            if is_bad:
                print(f"mutant {number} of seed {given.seed}: {code}\n{said}", flush=True)
            if given.keep and (is_bad or is_caught):
                name = f"{'bad' if is_bad else 'caught'}_{given.seed}_{number}.xml"
                (given.keep / name).write_bytes(text)
    print(f"{sum(counts.values())} mutants, exit codes {dict(sorted(counts.items(), key=str))}, "
          f"{n_caught} crashes of libsbml caught")
    return 1 if n_bad else 0


if __name__ == "__main__":
    sys.exit(main())

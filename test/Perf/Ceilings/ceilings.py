#!/usr/bin/env python3
"""Counts what compiled kernels execute and move, against ceilings: a lost fusion or vectorization fails here without a clock.

    ceilings.py TCC CALL [--update]

Each function of kernels.mlir is compiled for x86-64-v3 (which valgrind knows) and called by CALL under callgrind; only what tcc_entry
executes counts. The bytes come from the report. A count above its ceiling is an error, one more than a tenth below it as well: then
the ceiling no longer guards anything, and --update writes new ones (3 % above what was counted)."""
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
CEILINGS = os.path.join(HERE, "ceilings.txt")
UNITS = {"": 1, "K": 1e3, "M": 1e6, "G": 1e9}


def run(*words):
    done = subprocess.run(words, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(words)}: exit status {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout + done.stderr


def functions():
    text = open(os.path.join(HERE, "kernels.mlir")).read()
    return re.findall(r"^func\.func @(\w+)", text, re.M)


def moved_bytes(report):
    number, unit = re.search(r"work .*, ([\d.]+) ([KMG]?)B moved", report).groups()
    return round(float(number) * UNITS[unit])


def count(tcc, call, function, folder):
    artifact = os.path.join(folder, function + ".so")
    model = [os.path.join(HERE, "kernels.mlir"), f"--entry={function}", "--target=cpu:x86-64-v3"]
    report = run(tcc, *model)
    run(tcc, *model, "-o", artifact)
    text = run("valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/out", "--toggle-collect=tcc_entry", call, artifact)
    return int(re.search(r"Collected : (\d+)", text).group(1)), moved_bytes(report)


def read_ceilings():
    rows = (line.split() for line in open(CEILINGS) if not line.startswith("#"))
    return {name: (int(instructions), int(moved)) for name, instructions, moved in rows}


def write_ceilings(counted):
    head = [line for line in open(CEILINGS) if line.startswith("#")]
    with open(CEILINGS + ".new", "w") as out:
        out.writelines(head)
        for name, numbers in counted.items():
            out.write(f"{name:20}" + "".join(f" {round(number * 1.03):10}" for number in numbers) + "\n")
    os.replace(CEILINGS + ".new", CEILINGS)


def check(counted):
    ceilings, bad = read_ceilings(), 0
    for name, numbers in counted.items():
        for what, number, ceiling in zip(("instructions", "bytes"), numbers, ceilings.get(name, (0, 0))):
            verdict = "above" if number > ceiling else "far below" if number < 0.9 * ceiling else ""
            bad += bool(verdict)
            print(f"{name:20} {what:12} {number:10} of {ceiling:10} {verdict and 'FAILED: ' + verdict}")
    return bad


def main():
    words = [word for word in sys.argv[1:] if word != "--update"]
    if len(words) != 2:
        sys.exit(__doc__)
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})  # code is cut for as many threads as there are CPUs
    with tempfile.TemporaryDirectory() as folder:
        counted = {name: count(*words, name, folder) for name in functions()}
    if "--update" in sys.argv:
        write_ceilings(counted)
    sys.exit(check(counted) > 0)


if __name__ == "__main__":
    main()

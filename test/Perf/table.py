"""table.py RUN.jsonl: what run.sh measured, as Markdown; medians over the repetitions, a row per contestant."""
import collections
import importlib.metadata
import json
import pathlib
import statistics
import sys


def median(values, digits, scale=1):
    values = [value * scale for value in values if value is not None]
    return f"{statistics.median(values):.{digits}f}" if values else "-"


def table(head, lines):
    print(f"| {' | '.join(head)} |\n|{'---|' * len(head)}")
    for line in lines:
        print(f"| {' | '.join(str(cell) for cell in line)} |")


def fits(groups):
    for (threads, batch, peer), rows in sorted(groups.items()):
        whole = [row for row in rows if not row["rows"]]
        first = [row["fit_s"] for row in rows if row["rows"]]  # of a fit of one batch
        steps = [us for row in whole for us in row["step_us"][1:] or row["step_us"]]  # the first epoch holds the compilation
        own = [row["fit_s"] for row in groups[threads, batch, "tcc"] if not row["rows"]]
        seconds = [row["fit_s"] for row in whole]
        yield (threads, batch, peer, len(whole), f"{100 * statistics.mean(row['accuracy'] for row in whole):.2f}", median(seconds, 2),
               f"{min(seconds):.2f}", f"{statistics.median(seconds) / statistics.median(own):.2f}", median(steps, 1),
               f"{min(steps):.1f}", median(first, 0, 1e3), median([row["compile_ms"] for row in whole], 0))


def steps(groups):
    for (threads, workload, peer), rows in sorted(groups.items()):
        good = [row for row in rows if "med_us" in row and not row.get("error")]
        yield (threads, workload, peer, len(good), *(median([row[key] for row in good], 1) for key in ("med_us", "best_us")),
               median([row["compile_s"] for row in good], 0, 1e3), *{row["error"] for row in rows if row.get("error")})


all_rows = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
groups = collections.defaultdict(list)
for row in all_rows:
    groups[row["threads"], row.get("workload", row.get("batch")), row["peer"]].append(row)
cpu = next((line.split(": ")[1] for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")), "?")
versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("jax", "torch", "numpy"))
loads = [row.get("load", row.get("load1")) for row in all_rows]
print(f"{cpu}; {versions}; load {min(l for l in loads if l is not None):.1f} to {max(l for l in loads if l is not None):.1f}\n")
if "workload" in all_rows[0]:
    table(["threads", "step", "contestant", "runs", "us, median", "us, best", "compile and first call, ms"], steps(groups))
else:
    table(["threads", "batch", "contestant", "fits", "accuracy, %", "fit, s: median", "best", "of tcc's", "us a step: median", "best",
           "first step from cold, ms", "compile, ms"], fits(groups))

"""table.py RUN.jsonl: medians over the repetitions of run.sh, a row per batch size and contestant."""
import collections
import json
import statistics
import sys

groups = collections.defaultdict(list)
for line in open(sys.argv[1], encoding="utf-8"):
    row = json.loads(line)
    groups[row["batch"], row["peer"]].append(row)
print("| batch | contestant | fits | accuracy, mean | whole fit, s | us a step, median | best | compile, ms |")
print("|---|---|---|---|---|---|---|---|")
for (batch, peer), rows in sorted(groups.items()):
    steps = [us for row in rows for us in row["step_us"][1:] or row["step_us"]]  # the first epoch holds the compilation
    compiles = [row["compile_ms"] for row in rows if row["compile_ms"] is not None]
    print(f"| {batch} | {peer} | {len(rows)} | {100 * statistics.mean(r['accuracy'] for r in rows):.2f} % "
          f"| {statistics.median(r['fit_s'] for r in rows):.2f} | {statistics.median(steps):.1f} | {min(steps):.1f} "
          f"| {statistics.median(compiles):.0f} |" if compiles else
          f"| {batch} | {peer} | {len(rows)} | {100 * statistics.mean(r['accuracy'] for r in rows):.2f} % "
          f"| {statistics.median(r['fit_s'] for r in rows):.2f} | {statistics.median(steps):.1f} | {min(steps):.1f} | - |")

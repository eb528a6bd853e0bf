#!/usr/bin/env python3
"""The harness's workloads, tcc and its peers interleaved, round after round on one machine; then the table of ratios.

  rounds.py BENCH TCC OUT-FOLDER [--rounds=5] [--threads=1,2] [--peers=jax,torch:eager,...] [--native=PROGRAM] [--only=NAME-part,...]

BENCH is the folder of peers.py. NATIVE is its native.cpp, built. The first round asks every peer; the others only those that were within 1.3
of a workload's best then, because a peer that is 30 % behind is not the best of any median. Run it with a Python that has the peers, on an idle
machine. OUT-FOLDER gets a file of rows for each round and thread count, and table.md: medians over rounds of the rows' medians."""
import argparse
import json
import os
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
PEERS = "jax,torch:eager,torch:cfunc,ort,openvino,iree"
NEAR = 1.3


def rows_of(path):
    if not os.path.exists(path):
        return []
    return [row for row in map(json.loads, open(path)) if "workload" in row and "med_us" in row and not row.get("error") and row.get("ok", True) is not False]


def near_best(rows):
    """Peers worth asking again: peer -> workloads."""
    best, wanted = {}, {}
    for row in rows:
        if row["peer"] != "tcc":
            best[row["workload"]] = min(row["med_us"], best.get(row["workload"], float("inf")))
    for row in rows:
        if row["peer"] != "tcc" and row["med_us"] <= NEAR * best[row["workload"]]:
            wanted.setdefault(row["peer"].split(":")[0] if row["peer"].startswith(("onednn", "openblas")) else row["peer"], set()).add(row["workload"])
    return wanted


def run(command, **options):
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, **options)


def ask(options, peer, threads, out, names):
    if peer == "native":
        environment = dict(os.environ, OMP_NUM_THREADS=str(threads))
        with open(out, "a") as file:
            subprocess.run([options.native, str(threads)], stdout=file, stderr=subprocess.DEVNULL, env=environment, check=False)
    elif peer == "tcc":
        run([sys.executable, f"{HERE}/workloads.py", options.bench, options.tcc, str(threads), out, *names])
    else:
        run([sys.executable, f"{options.bench}/peers.py", "worker", peer, str(threads), out, *names])


def rounds(options, threads):
    first = f"{options.out}/round1-{threads}.jsonl"
    for peer in [*options.peers, *(["native"] if options.native else []), "tcc"]:
        ask(options, peer, threads, first, options.only)
    again = near_best(rows_of(first))
    for number in range(2, options.rounds + 1):
        out = f"{options.out}/round{number}-{threads}.jsonl"
        for peer in options.peers:
            if again.get(peer):
                ask(options, peer, threads, out, sorted(again[peer]))
        if options.native and any(again.get(p) for p in ("onednn", "openblas")):
            ask(options, "native", threads, out, [])
        ask(options, "tcc", threads, out, options.only)


def table(options, threads):
    figures = {}
    for number in range(1, options.rounds + 1):
        for row in rows_of(f"{options.out}/round{number}-{threads}.jsonl"):
            figures.setdefault(row["workload"], {}).setdefault(row["peer"], []).append(row["med_us"])
    lines = [f"| {threads} thread{'s' * (threads > 1)} | tcc, us | best peer, us | ratio |", "|---|---|---|---|"]
    for workload, peers in figures.items():
        medians = {peer: statistics.median(values) for peer, values in peers.items()}
        mine = medians.pop("tcc", None)
        isAsked = not options.only or any(part in workload for part in options.only)  # the native program runs all
        if not medians or not isAsked:
            continue
        best = min(medians, key=medians.get)
        ratio = f"{mine / medians[best]:.2f}" if mine else "none"
        lines.append(f"| {workload} | {mine or 0:.1f} | {medians[best]:.1f} {best} | {ratio} |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench")
    parser.add_argument("tcc")
    parser.add_argument("out")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", default="1,2")
    parser.add_argument("--peers", default=PEERS)
    parser.add_argument("--native")
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    options.peers = [p for p in options.peers.split(",") if p]
    options.only = [n for n in options.only.split(",") if n]
    os.makedirs(options.out, exist_ok=True)
    tables = []
    for threads in map(int, options.threads.split(",")):
        rounds(options, threads)
        tables.append(table(options, threads))
        with open(f"{options.out}/table.md", "w") as file:
            file.write("\n\n".join(tables) + "\n")
    print("\n\n".join(tables))


if __name__ == "__main__":
    main()

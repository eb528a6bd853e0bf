#!/usr/bin/env python3
"""Rows of `tcc bench` for the benchmark's MNIST training steps, beside those of its peers (same inputs, same checks, same form).

  tcc_rows.py BENCH TCC THREADS OUT.jsonl       BENCH: the folder of peers.py and workloads.py"""
import json
import os
import subprocess
import sys
import tempfile

bench, tcc, threads, out = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
sys.path.insert(0, bench)

import mlp
import numpy as np
import peers
from workloads import BY, NpMlpTrainer

CALLS = 3


def priority():
    """As the peers do, which however compile at normal priority: compile_s is comparable on an idle machine only."""
    os.setsid()
    peers.prio(-20)


def relative_error(got, wanted):
    return float(np.abs(got - wanted).max() / (np.abs(wanted).max() + 1e-9))


def measure(workload, batch, folder):
    data, params = workload.make()
    zeros = [np.zeros_like(p) for p in params]
    arguments = [*params, *zeros, *zeros, np.float32(0), *data]
    files = [f"{folder}/in{i}.npy" for i in range(len(arguments))]
    for file, argument in zip(files, arguments):
        np.save(file, argument)
    with open(f"{folder}/mlp.mlir", "w") as f:
        f.write(mlp.loss(batch) + "\n" + mlp.step(batch) + "\n")
    command = ["taskset", "-c", f"0-{threads - 1}", tcc, "bench", f"{folder}/mlp.mlir", *files, f"--threads={threads}", "--carry=13",
               f"--calls={CALLS}", f"--out-dir={folder}/out", "--no-cache", "--json"]
    os.mkdir(f"{folder}/out")
    result = subprocess.run(command, capture_output=True, text=True, timeout=600, preexec_fn=priority)
    if result.returncode:
        return {"error": f"exit {result.returncode}: {result.stderr.strip()[:300]}"}
    trainer = NpMlpTrainer(params)
    losses = [trainer.step(*data) for _ in range(CALLS)]
    error = max(relative_error(np.load(f"{folder}/out/out{i}.npy"), wanted) for i, wanted in enumerate(trainer.p))
    wanted, losses[-1] = losses[-1], float(np.load(f"{folder}/out/out13.npy"))
    if not (error < 2e-3 and abs(losses[-1] - wanted) < 1e-3 * max(1, abs(wanted))):
        return {"error": f"wrong values: parameters differ by {error:.2g}, the loss is {losses[-1]}, not {wanted}"}
    return {"ok": True, "err": error, "losses": losses, **json.loads(result.stdout.strip().splitlines()[-1])}


for batch in (32, 512):
    name = f"mlp_784_128_10_train_b{batch}"
    with tempfile.TemporaryDirectory() as folder:
        row = {"workload": name, "peer": "tcc", "threads": threads, **measure(BY[name], batch, folder)}
    with open(out, "a") as f:
        f.write(json.dumps(row) + "\n")
    print("tcc", threads, name, *(f"{key}={row[key]}" for key in ("best_us", "med_us", "compile_s", "err", "error") if key in row), flush=True)

#!/usr/bin/env python3
"""Rows of `tcc bench` on all workloads of the benchmark harness, in the form that its ratios.py takes.

  workloads.py BENCH TCC THREADS OUT.jsonl [NAME-part ...]       BENCH: the folder of peers.py and workloads.py

Forward results are compared with NumPy. Of training, the parameters after three steps are compared with JAX in f64: they may be as far
from it as JAX's own f32 is at most (times 4; or 2e-3 of a tensor's largest), the loss 1e-3. Adam divides a gradient that is nought but
for rounding (a bias of the keys, say) by its own size, and a relu near nought opens or does not: two right programs in f32 differ there
by a whole step."""
import json
import os
import subprocess
import sys
import tempfile

bench, tcc, threads, out = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
parts = sys.argv[5:]
sys.path.insert(0, bench)
os.environ["JAX_PLATFORMS"] = "cpu"

import jax
import ml_dtypes
import numpy as np
import peer_jax
import peers
from workloads import ALL

STEPS = 3


def flat_step(workload, count):
    step = peer_jax.step_fn(workload)

    def run(*a):
        state = (list(a[:count]), list(a[count:2 * count]), list(a[2 * count:3 * count]), a[3 * count])
        (params, m, v, t), loss = step(state, a[-2], a[-1])
        return (*params, *m, *v, t, loss)

    return run


def after_steps(function, arguments, element):
    def cast(x):
        x = np.asarray(x)
        return x.astype(element) if x.dtype == np.float32 else x

    with jax.enable_x64(element == np.float64):
        values, compiled = [cast(x) for x in arguments], jax.jit(function)
        for _ in range(STEPS):
            results = compiled(*values)
            values[:len(results) - 1] = results[:-1]
        return [np.asarray(x, np.float64) for x in (*results,)]


def distance(x, y):
    return float(np.abs(x - y).max(initial=0) / (np.abs(y).max(initial=0) + 1e-9)) if x.shape == y.shape else float("inf")


def lower(function, arguments, path):
    types = [jax.ShapeDtypeStruct(np.shape(x), np.asarray(x).dtype) for x in arguments]
    with open(path, "w") as file:
        file.write(jax.jit(function).lower(*types).as_text())


def run_tcc(folder, arguments, options):
    files = []
    for i, argument in enumerate(arguments):
        files.append(f"{folder}/in{i}.npy")
        np.save(files[-1], np.asarray(argument))
    command = ["flock", peers.LOCK, "taskset", "-c", f"0-{threads - 1}", tcc, "bench", f"{folder}/m.mlir", *files,
               f"--threads={threads}", "--json", "--no-cache", f"--out-dir={folder}/out", *options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, preexec_fn=priority)
    if done.returncode:
        raise RuntimeError(done.stderr.strip()[:300])
    return json.loads(done.stdout.strip().splitlines()[-1])


def priority():
    os.setsid()
    peers.prio(-20)


def train(workload, data, params, folder):
    count = len(params)
    zeros = [np.zeros_like(p) for p in params]
    arguments = [*params, *zeros, *zeros, np.float32(0), *data]
    function = flat_step(workload, count)
    lower(function, arguments, f"{folder}/m.mlir")
    single = exact = after_steps(function, arguments, np.float32)
    try:
        exact = after_steps(function, arguments, np.float64)
    except TypeError:  # a workload that says f32 itself
        pass
    figures = run_tcc(folder, arguments, [f"--carry={3 * count + 1}", f"--calls={STEPS}"])
    results = [np.load(f"{folder}/out/out{i}.npy").astype(np.float64) for i in (*range(count), 3 * count + 1)]
    allowed = max(2e-3, *(4 * distance(single[i], exact[i]) for i in range(count)))
    worst = max(distance(results[i], exact[i]) for i in range(count)) / allowed
    return figures, max(worst, distance(results[count], exact[3 * count + 1]) / 1e-3)


def forward(workload, data, params, folder):
    arguments = [*data, *params]
    lower(peer_jax.fwd_fn(workload), arguments, f"{folder}/m.mlir")
    figures = run_tcc(folder, arguments, [])
    out = np.load(f"{folder}/out/out0.npy")
    if workload.kind == "matmul_bf16":
        out = out.view(ml_dtypes.bfloat16)
    got = peer_jax.post(workload, out)
    return figures, distance(got, workload.ref(*workload.make())) / workload.tol


def row_of(workload):
    data, params = peer_jax.prep(workload, *workload.make())
    row = {"workload": workload.name, "peer": "tcc", "threads": threads}
    with tempfile.TemporaryDirectory() as folder:
        try:
            measure = train if workload.kind.endswith("_train") else forward
            figures, error = measure(workload, data, params, folder)
            row.update(figures, err=error, ok=error < 1)
        except (RuntimeError, OSError, subprocess.TimeoutExpired) as failure:
            row["error"] = f"{type(failure).__name__}: {failure}"
    return row


def main():
    peer_jax.init()
    peers.pin(threads)
    for workload in ALL:
        if workload.make and workload.kind != "e2e" and (not parts or any(p in workload.name for p in parts)):
            row = row_of(workload)
            with open(out, "a") as file:
                file.write(json.dumps(row) + "\n")
            print(*(f"{k}={v}" for k, v in row.items()), flush=True)


if __name__ == "__main__":
    main()

"""What the peers of test/Perf/mnist.cpp share, so that all count alike: imports, starting up and reading the data are not timed,
compiling is.

A peer gives `fit(x, y, weights, batch, orders, epoch_done)`, which trains over each order of rows (one an epoch), calls
epoch_done() when an epoch has really ended, and returns the trained weights as NumPy arrays and its own figure of compile time in ms."""
import argparse
import gzip
import json
import math
import pathlib
import time

import numpy as np

SIZES = [784, 128, 10]
RATE, BETA1, BETA2, EPSILON = 1e-3, 0.9, 0.999, 1e-8


def read(folder, name, header):
    return np.frombuffer(gzip.open(folder / f"{name}.gz").read(), np.uint8, offset=header)


def load(folder):
    def part(prefix):
        pixels = read(folder, f"{prefix}-images-idx3-ubyte", 16).reshape(-1, 784)
        return pixels.astype(np.float32) / 255, read(folder, f"{prefix}-labels-idx1-ubyte", 8).astype(np.int32)
    return part("train"), part("t10k")


def glorot(rng):
    weights = []
    for inputs, outputs in zip(SIZES, SIZES[1:]):
        limit = math.sqrt(6 / (inputs + outputs))
        weights += [rng.uniform(-limit, limit, (inputs, outputs)).astype(np.float32), np.zeros(outputs, np.float32)]
    return weights


def accuracy(weights, x, y):
    w1, b1, w2, b2 = weights
    return float(((np.maximum(x @ w1 + b1, 0) @ w2 + b2).argmax(1) == y).mean())


def main(fit):
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=pathlib.Path, default="data/mnist")
    for name, value in (("batch", 32), ("epochs", 5), ("seed", 0), ("rows", 0)):
        parser.add_argument(f"--{name}", type=int, default=value)
    args = parser.parse_args()
    (x, y), test = load(args.data)
    if args.rows:
        x, y = x[:args.rows].copy(), y[:args.rows].copy()
    rng = np.random.default_rng(args.seed)
    start = time.perf_counter()
    ends = [start]
    orders = (rng.permutation(len(x)) for _ in range(args.epochs))
    weights, compile_ms = fit(x, y, glorot(rng), args.batch, orders, lambda: ends.append(time.perf_counter()))
    seconds = time.perf_counter() - start
    steps = -(-len(x) // args.batch)
    print(json.dumps({"batch": args.batch, "seed": args.seed, "epochs": args.epochs, "rows": args.rows,
                      "accuracy": accuracy(weights, *test), "fit_s": seconds, "compile_ms": compile_ms,
                      "step_us": [(b - a) * 1e6 / steps for a, b in zip(ends, ends[1:])]}))

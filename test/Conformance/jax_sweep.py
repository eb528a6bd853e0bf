#!/usr/bin/env python3
"""Many one-line JAX programs through tcc, values and gradients compared with JAX's own.

  python3 -m venv peers && peers/bin/pip install jax numpy ml_dtypes
  peers/bin/python test/Conformance/jax_sweep.py --tcc=build/dev/bin/tcc [--seed=1] [--only=REGEX] [--keep=FOLDER]

The programs stand in jax_sweep_cases.txt: each expression between top-level commas is one; the arrays they name (x, v_f64, key)
are those of jax_sweep_inputs.py, their shapes and elements made from the seed. Each is lowered with jax.jit, printed, and given to
`tcc run`; if an output is real floats, the sum of the outputs times fixed weights is given to `tcc grad` as well. With --x64 what
has no type is of 64 bits. A line for each failure, then a table.
"""
import argparse
import ast
import json
import math
import os
import re
import subprocess
import sys
import tempfile
import time
import zlib
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from jax_sweep_inputs import Inputs

os.environ.setdefault("JAX_PLATFORMS", "cpu")
HERE = os.path.dirname(os.path.abspath(__file__))
STATUSES = ["passed", "wrong", "unsupported", "error", "crash", "time-out", "not lowered"]
TOLERANCES = {"float64": 1e-9, "complex128": 1e-9, "float32": 1e-4, "complex64": 1e-4, "float16": 4e-3, "bfloat16": 3e-2}


def names_in(code):
    names = list(code.co_names)
    for const in code.co_consts:
        if hasattr(const, "co_names"):
            names += names_in(const)
    return names


# ---- one case ----

class Failed(Exception):
    """The status, and why."""


def first_complaint(text):
    lines = [line for line in text.splitlines() if line.strip()]
    return next((line for line in lines if "error" in line.lower()), lines[0] if lines else "")[:240]


def run_tcc(options, command, model, inputs, out, *flags):
    paths = []
    for i, array in enumerate(inputs):
        paths.append(os.path.join(out, f"in{i}.npy"))
        options.np.save(paths[-1], array)
    arguments = [options.tcc, command, model, *paths, f"--out-dir={out}", "--threads=1", *flags]
    try:
        done = subprocess.run(arguments, capture_output=True, text=True, timeout=options.timeout)
    except subprocess.TimeoutExpired:
        raise Failed("time-out", f"still running after {options.timeout:.0f} s")
    if done.returncode == 0:
        return
    status = {1: "error", 3: "unsupported"}.get(done.returncode, "crash")
    note = first_complaint(done.stderr)
    raise Failed(status, re.sub(r"^\S*model.mlir:", "", note) or f"exit status {done.returncode}")


def read_output(np, path, like):
    array = np.load(path)
    return array.view(like.dtype) if array.dtype.kind == "V" else array


def tolerance(dtype, wanted, loose):
    return loose * TOLERANCES.get(dtype.name, 0.13)


def difference(np, got, wanted, loose):
    """"" or how an output differs."""
    if got.shape != wanted.shape or got.dtype != wanted.dtype:
        return f"is {got.dtype}{list(got.shape)}, expected {wanted.dtype}{list(wanted.shape)}"
    if wanted.dtype.kind in "biu":
        good = got == wanted
    else:
        wide = "c16" if wanted.dtype.kind == "c" else "f8"
        slack = tolerance(wanted.dtype, wanted, loose)
        got, wanted = got.astype(wide), wanted.astype(wide)
        with np.errstate(all="ignore"):
            finite = wanted[np.isfinite(wanted)]
            scale = min(np.sqrt(np.mean(np.abs(finite) ** 2)), 1e3) if finite.size else 0
            near = np.isfinite(got) & (np.abs(got - wanted) <= slack * (np.abs(wanted) + scale + 1e-3))
            good = (np.isnan(got) & np.isnan(wanted)) | (~np.isfinite(wanted) & (got == wanted)) | near
    if np.all(good):
        return ""
    place = np.unravel_index(np.argmin(good), good.shape)
    return f"{np.sum(~good)} of {good.size} differ, first at {list(map(int, place))}: {got[place]} expected {wanted[place]}"


def compare(options, out, first, wanted, loose, what):
    for i, array in enumerate(wanted):
        path = os.path.join(out, f"out{first + i}.npy")
        if not os.path.exists(path):
            raise Failed("wrong", f"gives no {what} {i}")
        if note := difference(options.np, read_output(options.np, path, array), array, loose):
            raise Failed("wrong", f"{what} {i} {note}")


def folder_of(options, name):
    if not options.keep:
        return tempfile.TemporaryDirectory()
    path = os.path.join(options.keep, re.sub(r"\W+", "-", name)[:60] + f"-{zlib.crc32(name.encode()):08x}")
    os.makedirs(path, exist_ok=True)

    class Kept:
        def __enter__(self): return path
        def __exit__(self, *_): return False
    return Kept()


def lower(options, f, arrays, out):
    """f's results by JAX, its text in a file."""
    jax = options.jax
    try:
        lowered = jax.jit(f, keep_unused=True).lower(*arrays)
        text = lowered.as_text()
        wanted = [options.np.asarray(r) for r in jax.tree.leaves(lowered.compile()(*arrays))]
    except Exception as error:
        raise Failed("not lowered", f"{type(error).__name__}: {str(error).splitlines()[0][:160]}")
    model = os.path.join(out, "model.mlir")
    with open(model, "w", encoding="utf-8") as file:
        file.write(text)
    return model, wanted


def is_real(np, array):
    return np.issubdtype(array.dtype, np.floating) or array.dtype.name in ("bfloat16", "float8_e4m3fn", "float8_e5m2")


def loss_of(options, f, arrays):
    """The sum of f's real outputs times fixed weights, or None."""
    jax, jnp, np = options.jax, options.jnp, options.np
    outs = [o for o in jax.tree.leaves(jax.eval_shape(f, *arrays)) if o.dtype.kind in "fcV"]
    if not outs or not any(is_real(np, a) for a in arrays):
        return None

    def loss(*arguments):
        total = 0.0
        for out in jax.tree.leaves(f(*arguments)):
            if jnp.issubdtype(out.dtype, jnp.complexfloating):
                out = out.real + 0.5 * out.imag
            if jnp.issubdtype(out.dtype, jnp.floating):
                weights = 1.0 + 0.25 * (np.arange(out.size) % 7).reshape(out.shape)
                total = total + jnp.sum(out * weights.astype(out.dtype)).astype(jnp.float32)
        return total
    return loss


def run_gradient(options, case, f, arrays):
    jax, np = options.jax, options.np
    loss = loss_of(options, f, arrays)
    if loss is None or "nograd" in case["flags"]:
        return False
    wrt = [i for i, a in enumerate(arrays) if is_real(np, a)]
    with folder_of(options, case["name"] + " grad") as out:
        try:
            gradients = [np.asarray(g) for g in jax.jit(jax.grad(loss, wrt))(*arrays)]
        except Exception:
            return False  # JAX has no gradient of it
        model, _ = lower(options, loss, arrays, out)
        try:
            run_tcc(options, "grad", model, arrays, out, "--wrt=" + ",".join(map(str, wrt)))
            compare(options, out, 1, gradients, 10 * case["loose"], "gradient")
        except Failed as failed:
            raise Failed(failed.args[0], "grad: " + failed.args[1])
    return True


def run_case(options, inputs, case, scope):
    code = compile(case["name"], "case", "eval")
    names = list(dict.fromkeys(n for n in names_in(code) if n in inputs))
    arrays = [inputs.get(n) for n in names]

    def f(*arguments):
        return eval(code, {**scope, **dict(zip(names, arguments))})
    wide = options.x64 or "x64" in case["flags"] or any(re.search(r"_(f64|[iu]64|c128)$", n) for n in names)
    with options.jax.enable_x64(wide):
        with folder_of(options, case["name"]) as out:
            model, wanted = lower(options, f, arrays, out)
            run_tcc(options, "run", model, arrays, out)
            compare(options, out, 0, wanted, case["loose"], "output")
        return run_gradient(options, case, f, arrays)


# ---- functions the cases call ----

def make_scope(options):
    import importlib
    jax, jnp = options.jax, options.jnp
    scope = {"jax": jax, "jnp": jnp, "lax": jax.lax, "nn": jax.nn, "random": jax.random, "np": options.np, "math": math,
             "partial": __import__("functools").partial}
    for name, module in {"special": "special", "stats": "stats", "sla": "linalg", "signal": "signal", "ndimage": "ndimage", "fftpack": "fft",
                         "interpolate": "interpolate", "optimize": "optimize", "sparse": "sparse.linalg", "integrate": "integrate",
                         "cluster": "cluster.vq"}.items():
        scope[name] = importlib.import_module("jax.scipy." + module)
    for name in ("jax.flatten_util", "jax.image", "jax.ops"):
        importlib.import_module(name)
    with open(os.path.join(HERE, "jax_sweep_functions.py"), encoding="utf-8") as file:
        exec(compile(file.read(), "jax_sweep_functions.py", "exec"), scope)
    return scope


# ---- all of them ----

def expressions(line):
    """The members of a tuple, each a case of its own."""
    tree = ast.parse(line.strip(), mode="eval").body
    return [ast.get_source_segment(line.strip(), e) for e in (tree.elts if isinstance(tree, ast.Tuple) else [tree])]


def read_cases(options):
    cases, family = [], ""
    with open(os.path.join(HERE, "jax_sweep_cases.txt"), encoding="utf-8") as file:
        for line in file:
            name, _, flags = line.strip().partition("  #")
            if line.startswith("# "):
                family = line[2:].strip()
            elif name:
                loose = re.search(r"loose=(\d+)", flags)
                rest = {"family": family, "flags": flags.split(), "loose": float(loose[1]) if loose else 1}
                cases += [{"name": expression, **rest} for expression in expressions(name)]
    return [c for c in cases if re.search(options.only, c["family"] + ": " + c["name"])]


def run_share(options):
    """Every options.of-th case, from options.share on, in this process: a line of JSON each."""
    import jax
    import jax.numpy as jnp
    import numpy as np
    options.jax, options.jnp, options.np = jax, jnp, np
    inputs, scope = Inputs(options.seed), make_scope(options)
    for index, case in list(enumerate(read_cases(options)))[options.share::options.of]:
        start = time.time()
        try:
            status, note = "passed", "grad" if run_case(options, inputs, case, scope) else ""
        except Failed as failed:
            status, note = failed.args
        print(json.dumps([index, status, note, time.time() - start]), flush=True)


def report(case, status, note):
    if status != "passed":
        print(f"{status}: {case['family']}: {case['name']}: {note}", flush=True)


def run_all(options, cases):
    base = [sys.executable, os.path.abspath(__file__), *sys.argv[1:], f"--of={options.jobs}"]
    shares = [subprocess.Popen(base + [f"--share={i}"], stdout=subprocess.PIPE, text=True) for i in range(options.jobs)]
    outcomes = {}

    def collect(share):
        for line in share.stdout:
            index, *outcome = json.loads(line)
            outcomes[index] = outcome
            report(cases[index], *outcome[:2])
        share.wait()
    with ThreadPoolExecutor(options.jobs) as pool:
        list(pool.map(collect, shares))
    missing = [i for i in range(len(cases)) if i not in outcomes]
    if missing:
        report(cases[missing[0]], "not lowered", f"JAX's process ended, {len(missing)} cases before its last")
    return outcomes | {i: ["not lowered", "", 0] for i in missing}


def print_table(cases, outcomes):
    families = list(dict.fromkeys(c["family"] for c in cases))
    print(f"{'family':<16}{'cases':>6}{'grads':>6}" + "".join(f"{s:>12}" for s in STATUSES) + f"{'seconds':>9}")
    for family in families + ["all"]:
        own = [outcomes[i] for i, c in enumerate(cases) if family in (c["family"], "all")]
        counts = Counter(o[0] for o in own)
        print(f"{family:<16}{len(own):>6}{sum(o[1] == 'grad' for o in own):>6}" +
              "".join(f"{counts[s] or '.':>12}" for s in STATUSES) + f"{sum(o[2] for o in own):>9.0f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tcc", default="tcc")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", default="", help="a regular expression on 'family: case'")
    parser.add_argument("--keep", default="", help="a folder for programs, inputs and outputs")
    parser.add_argument("--x64", action="store_true")
    parser.add_argument("--timeout", type=float, default=20)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--share", type=int, default=-1, help=argparse.SUPPRESS)
    parser.add_argument("--of", type=int, default=1, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.share >= 0:
        return run_share(options)
    cases = read_cases(options)
    outcomes = run_all(options, cases)
    print_table(cases, outcomes)
    return 0 if all(o[0] == "passed" for o in outcomes.values()) else 1


if __name__ == "__main__":
    sys.exit(main())

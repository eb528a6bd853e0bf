#!/usr/bin/env python3
"""Programs through tcc's export and another compiler: what it computes is compared with what is expected.

  python3 -m venv peers && peers/bin/pip install -r test/Conformance/requirements.txt
  peers/bin/python test/Conformance/round_trip_iree.py --tcc=build/dev/bin/tcc [--peer=jax] [--families=model,train]

Each case of jax-open.tar.gz (of mode run) is exported with `tcc --emit=stablehlo`, compiled and run by IREE for this CPU (or by JAX's
XLA), in a process of its own, and its results are compared by the tolerances of the case. The last lines are a table and a count.

  ... --exported=model.stablehlo.mlir --inputs=x.npy,w.npy --wanted=y.npy     # one program that is exported already
"""
import argparse
import json
import os
import subprocess
import sys
import tarfile
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

import ml_dtypes
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
IREE_FLAGS = ["--iree-input-type=stablehlo", "--iree-hal-target-device=local", "--iree-hal-local-target-device-backends=llvm-cpu",
              "--iree-llvmcpu-target-cpu=host", "--iree-input-demote-f64-to-f32=false"]
STATUSES = ["passed", "wrong", "not exported", "not compiled", "not run"]
BY_BITS = {"bf16": ml_dtypes.bfloat16, "f8E4M3FN": ml_dtypes.float8_e4m3fn, "f8E5M2": ml_dtypes.float8_e5m2}


def read_array(path, dtype):
    array = np.load(path)
    return array.view(BY_BITS[dtype]) if dtype in BY_BITS else array


def first_complaint(text):
    lines = [line for line in text.splitlines() if line.strip()]
    return next((line for line in lines if "error" in line.lower()), lines[0] if lines else "")[:200]


# ---- peers: text and arrays to arrays; what goes wrong says when ----

class Refused(Exception):
    """The status, and why."""


def run_iree(text, inputs):
    import iree.compiler
    import iree.runtime
    try:
        binary = iree.compiler.compile_str(text, input_type="stablehlo", extra_args=IREE_FLAGS[1:])
    except iree.compiler.CompilerToolError as error:
        raise Refused("not compiled", first_complaint(str(error).partition("Diagnostics:")[2]))
    config = iree.runtime.Config("local-sync")
    module = iree.runtime.load_vm_module(iree.runtime.VmModule.copy_buffer(config.vm_instance, binary), config)
    results = module.main(*inputs)
    return [np.asarray(r) for r in (results if isinstance(results, (list, tuple)) else [results])]


def run_jax(text, inputs):
    import jax
    jax.config.update("jax_platforms", "cpu")
    jax.config.update("jax_enable_x64", True)
    from jax._src.lib import xla_client
    from jax.extend import backend
    client = backend.get_backend("cpu")
    device = client.local_devices()[:1]
    try:
        program = client.compile_and_load(text, device, xla_client.CompileOptions())
    except Exception as error:  # the class differs between versions
        raise Refused("not compiled", first_complaint(str(error)))
    return [np.asarray(r) for r in program.execute([jax.device_put(x) for x in inputs])]


PEERS = {"iree": run_iree, "jax": run_jax}


# ---- one case ----

def difference(got, wanted, spec):
    """"" or how an output differs."""
    if list(got.shape) != list(spec["shape"]):
        return f"has the shape {list(got.shape)}, expected {spec['shape']}"
    if wanted.dtype == np.bool_:
        got = got.astype(np.bool_)
    if got.dtype != wanted.dtype:
        return f"has elements of type {got.dtype}, expected {wanted.dtype}"
    if wanted.dtype.kind in "?biu":
        good = got == wanted
    else:
        g, w = (got, wanted) if wanted.dtype.kind == "c" else (got.astype("f8"), wanted.astype("f8"))
        with np.errstate(all="ignore"):
            near = np.isfinite(g) & (np.abs(g - w) <= spec["atol"] + spec["rtol"] * np.abs(w))
            good = (np.isnan(g) & np.isnan(w)) | (~np.isfinite(w) & (g == w)) | near
    if np.all(good):
        return ""
    place = np.unravel_index(np.argmin(good), good.shape)
    return f"{np.sum(~good)} of {good.size} differ, first at {list(map(int, place))}: {got[place]} expected {wanted[place]}"


def export(tcc, case, folder, out):
    command = [tcc, os.path.join(folder, case["model"]), "--entry=" + case.get("entry", "main"), "--emit=stablehlo", "-o", out]
    exported = subprocess.run(command, capture_output=True, text=True)
    if exported.returncode != 0:
        raise Refused("not exported", first_complaint(exported.stderr))


def compare(peer, exported, inputs, wanted):
    with open(exported, encoding="utf-8") as f:
        got = PEERS[peer](f.read(), inputs)
    if len(got) != len(wanted):
        raise Refused("wrong", f"gives {len(got)} outputs, expected {len(wanted)}")
    for i, (array, (expected, spec)) in enumerate(zip(got, wanted)):
        if note := difference(array, expected, spec):
            raise Refused("wrong", f"output {i} {note}")


def run_case(options, case, folder):
    """In this process."""
    inputs = [read_array(os.path.join(folder, t["file"]), t["dtype"]) for t in case["inputs"]]
    wanted = [(read_array(os.path.join(folder, t["file"]), t["dtype"]), t) for t in case["outputs"]]
    with tempfile.TemporaryDirectory() as out:
        exported = os.path.join(out, "exported.mlir")
        export(options.tcc, case, folder, exported)
        compare(options.peer, exported, inputs, wanted)


def run_apart(options, case):
    """In a process of its own: a crash is one case's."""
    command = [sys.executable, os.path.abspath(__file__), f"--tcc={options.tcc}", f"--peer={options.peer}",
               f"--cases={options.cases}", f"--case={case['name']}"]
    start = time.time()
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=options.timeout)
        last = done.stdout.splitlines()[-1] if done.stdout else ""
        status, _, note = last.partition("|")
        if done.returncode != 0 or status not in STATUSES:
            status, note = "not run", first_complaint(done.stderr) or f"exit status {done.returncode}"
    except subprocess.TimeoutExpired:
        status, note = "not run", f"still running after {options.timeout} s"
    return status, note, time.time() - start


# ---- all of them ----

def print_table(cases, outcomes):
    families = sorted({c["family"] for c in cases})
    print(f"{'family':<14}{'cases':>7}" + "".join(f"{s:>14}" for s in STATUSES) + f"{'seconds':>10}")
    for family in families + ["all"]:
        own = [o for c, o in zip(cases, outcomes) if family in (c["family"], "all")]
        counts = "".join(f"{sum(o[0] == s for o in own) or '.':>14}" for s in STATUSES)
        print(f"{family:<14}{len(own):>7}{counts}{sum(o[2] for o in own):>10.0f}")
    passed = sum(o[0] == "passed" for o in outcomes)
    print(f"{passed} passed, {len(outcomes) - passed} failed")


def read_cases(options):
    if not options.cases:
        options.cases = tempfile.mkdtemp(prefix="tcc-cases-")
        with tarfile.open(os.path.join(HERE, "jax-open.tar.gz")) as archive:
            archive.extractall(options.cases, filter="data")
    with open(os.path.join(options.cases, "manifest.json"), encoding="utf-8") as f:
        return [c for c in json.load(f)["cases"] if c.get("mode", "run") == "run"]


def run_all(options, cases):
    families = options.families.split(",")
    cases = [c for c in cases if "all" in families or c["family"] in families]
    with ThreadPoolExecutor(options.jobs) as pool:
        outcomes = list(pool.map(lambda c: run_apart(options, c), cases))
    for case, (status, note, _) in zip(cases, outcomes):
        if status != "passed":
            print(f"{status}: {case['family']}/{case['name']}: {note}")
    print_table(cases, outcomes)
    return 0 if all(o[0] == "passed" for o in outcomes) else 1


def run_exported(options):
    inputs = [np.load(path) for path in options.inputs.split(",") if path]
    arrays = [np.load(path) for path in options.wanted.split(",")]
    wanted = [(a, {"shape": list(a.shape), "rtol": 1e-5, "atol": 1e-5}) for a in arrays]
    compare(options.peer, options.exported, inputs, wanted)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tcc", default="tcc")
    parser.add_argument("--peer", choices=PEERS, default="iree")
    parser.add_argument("--families", default="model,train", help="or all")
    parser.add_argument("--cases", default="", help="a folder with manifest.json; else jax-open.tar.gz is unpacked")
    parser.add_argument("--case", default="", help="only this one, in this process")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--timeout", type=float, default=300)
    for option in ("exported", "inputs", "wanted"):
        parser.add_argument(f"--{option}", default="")
    options = parser.parse_args()
    cases = [] if options.exported else read_cases(options)
    if not options.exported and not options.case:
        return run_all(options, cases)
    try:
        if options.exported:
            run_exported(options)
        else:
            run_case(options, next(c for c in cases if c["name"] == options.case), options.cases)
        print("passed|")
    except Refused as refused:
        print("|".join(refused.args))
        return 1 if options.exported else 0
    return 0


if __name__ == "__main__":
    sys.exit(main())

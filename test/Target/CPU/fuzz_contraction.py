#!/usr/bin/env python3
"""Random contraction kernels (layouts, batch, strided buffers, epilogues, several results) against numpy in double.

    fuzz_contraction.py --tools build/dev/bin --count 300 [--seed 1] [--cpu host] [--keep DIR]

Not part of the suite: it needs numpy and a C compiler. Exit status 1 if a case is wrong; its kernel stays in the folder."""
import argparse
import ctypes
import os
import random
import re
import subprocess
import sys
import tempfile

import numpy as np

PASSES = ["--expand-strided-metadata", "--lower-affine", "--convert-scf-to-cf", "--convert-vector-to-llvm", "--convert-arith-to-llvm",
          "--finalize-memref-to-llvm", "--convert-func-to-llvm=use-bare-ptr-memref-call-conv", "--convert-cf-to-llvm",
          "--reconcile-unrealized-casts"]


class Buffer:
    """A kernel argument: names of its axes, and an array that may be a strided window of a wider one."""

    def __init__(self, rng, numbers, axes, extents, element, strided=True):
        self.axes, self.element = axes, element
        shape = [extents[a] for a in axes]
        wide = list(shape)
        offset = 0
        if shape and strided and rng.random() < 0.25:
            wide[-1] += rng.randint(1, 5)
            offset = rng.randint(0, 1)
        size = int(np.prod(wide))
        self.whole = numbers.standard_normal(offset + size + 64).astype(np.float32 if element == "f32" else np.float64)
        self.view = self.whole[offset:offset + size].reshape(wide)[(*(slice(s) for s in shape), ...)]
        layout = ""
        if wide != shape or offset:
            strides = [int(np.prod(wide[i + 1:])) for i in range(len(wide))]
            layout = f", strided<{strides}" + (f", offset: {offset}>" if offset else ">")
        self.type = f"memref<{''.join(f'{s}x' for s in shape)}{element}{layout}>"


class Case:
    def __init__(self, rng, numbers):
        self.rng, self.numbers = rng, numbers
        self.element = rng.choice(["f32", "f32", "f64"])
        pick = lambda most: rng.choice([1, 2, 3, 5, 8, 16, 17, 31, 32, 33, 64, 100, rng.randint(1, most)])
        self.extents = {}
        groups = {"m": (rng.choice([0, 1, 1, 1, 2]), 150), "n": (rng.choice([0, 1, 1, 1, 2]), 200),
                  "k": (rng.choice([1, 1, 1, 2, 3]), 600), "b": (rng.choice([0, 0, 0, 1, 2]), 4)}
        for name, (count, most) in groups.items():
            for i in range(count):
                self.extents[f"{name}{i}"] = pick(most) if count == 1 and most > 4 else rng.randint(1, 12)
        of = lambda kinds: rng.sample([a for a in self.extents if a[0] in kinds], sum(a[0] in kinds for a in self.extents))
        buffer = lambda axes, strided=True: Buffer(rng, numbers, axes, self.extents, self.element, strided)
        self.loops = of("bmnk")
        self.a, self.b = buffer(of("bmk")), buffer(of("bnk"))
        self.sum = buffer(of("bmn"))
        self.zero = rng.random() < 0.8
        self.epilogue = rng.choice(["none", "scale", "dense", "both"])  # both: two results
        self.private = self.zero and self.epilogue != "none" and rng.random() < 0.6
        self.in_place = self.epilogue != "none" and rng.random() < 0.3
        self.stage_loops = of("bmn")
        some = lambda: [a for a in of("bmn") if rng.random() < 0.6]
        self.scale, self.bias = buffer(some()), buffer(some())
        self.out, self.pre = buffer(of("bmn")), buffer(of("bmn"))

    def arguments(self):
        inputs = [("a", self.a), ("b", self.b), ("scale", self.scale), ("bias", self.bias)]
        results = [] if self.private else [("sum", self.sum)]
        if self.epilogue != "none":
            results.append(("out", self.out))
        if self.epilogue == "both":
            results.append(("pre", self.pre))
        return inputs, results, [("sum", self.sum)] if self.private else []

    def generic(self, loops, inputs, outputs, body):
        maps = ", ".join(f"affine_map<({', '.join(loops)}) -> ({', '.join(x.axes)})>" for _, x in inputs + outputs)
        kinds = ", ".join('"reduction"' if a[0] == "k" else '"parallel"' for a in loops)
        group = lambda xs: ", ".join(f"%{n}" for n, _ in xs) + " : " + ", ".join(x.type for _, x in xs)
        arguments = ", ".join(f"%{n}_e: {self.element}" for n, _ in inputs + outputs)
        return (f"  linalg.generic {{indexing_maps = [{maps}], iterator_types = [{kinds}]}} ins({group(inputs)}) outs({group(outputs)}) {{\n"
                f"  ^bb0({arguments}):\n{body}  }}\n")

    def stage(self):
        e = self.element
        inputs, outputs = [("sum", self.sum), ("scale", self.scale)], [("out", self.out)]
        body, last = f"    %x0 = arith.mulf %sum_e, %scale_e : {e}\n", "%x0"
        if self.epilogue != "scale":
            inputs.append(("bias", self.bias))
            body += f"    %x1 = arith.addf %x0, %bias_e : {e}\n    %x2 = arith.maximumf %x1, %zero : {e}\n"
            last = "%x2"
        if self.in_place:
            body += f"    %x3 = arith.addf {last}, %out_e : {e}\n"
            last = "%x3"
        yielded, types = last, e
        if self.epilogue == "both":
            outputs.append(("pre", self.pre))
            yielded, types = f"{last}, %x1", f"{e}, {e}"
        return self.generic(self.stage_loops, inputs, outputs, body + f"    linalg.yield {yielded} : {types}\n")

    def text(self):
        e = self.element
        inputs, results, scratch = self.arguments()
        heads = ", ".join(f"%{n}: {x.type}" for n, x in inputs + results + scratch)
        text = (f"exec.kernel contraction @f inputs {len(inputs)} outputs {len(results)} {{\n^bb0({heads}):\n"
                f"  %zero = arith.constant 0.0 : {e}\n")
        if self.zero:
            text += f"  linalg.fill ins(%zero : {e}) outs(%sum : {self.sum.type})\n"
        body = f"    %p = arith.mulf %a_e, %b_e : {e}\n    %s = arith.addf %sum_e, %p : {e}\n    linalg.yield %s : {e}\n"
        text += self.generic(self.loops, [("a", self.a), ("b", self.b)], [("sum", self.sum)], body)
        return text + (self.stage() if self.epilogue != "none" else "") + "  exec.return\n}\n"

    def expected(self):
        """Name -> (value, magnitude of what was added up)."""
        letter = {a: chr(97 + i) for i, a in enumerate(self.extents)}
        spell = lambda x: "".join(letter[a] for a in x.axes)
        double = lambda x: x.view.astype(np.float64)
        product = lambda f: np.einsum(f"{spell(self.a)},{spell(self.b)}->{spell(self.sum)}", f(double(self.a)), f(double(self.b)), optimize=True)
        value, size = product(lambda x: x), product(np.abs) + 1
        if not self.zero:
            value = value + double(self.sum)
        found = {"sum": (value, size)}
        if self.epilogue == "none":
            return found
        turn = lambda x, to: np.einsum(f"{spell(self.sum)}->{spell(to)}", x)
        spread = lambda x: np.einsum(f"{spell(x)},{spell(self.sum)}->{spell(self.sum)}", double(x), np.ones_like(value))
        value, size = value * spread(self.scale), size * (abs(spread(self.scale)) + 1)
        if self.epilogue != "scale":
            value = value + spread(self.bias)
            found["pre"] = turn(value, self.pre), turn(size, self.pre)
            value = np.maximum(value, 0)
        result = turn(value, self.out) + (double(self.out) if self.in_place else 0)
        found["out"] = result, turn(size, self.out)
        return found


def compile_kernel(tools, text, cpu, threads, stem):
    """The shared object's path, its number of tasks and bytes of scratch."""
    run = lambda command, text: subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout
    llvm = "/usr/lib/llvm-22/bin/"
    lowered = run([f"{tools}/tcc-opt", f"--tcc-cpu-schedule-kernels=cpu={cpu} threads={threads}", f"--tcc-cpu-lower-kernels-to-vector=cpu={cpu}"], text)
    if "memref.reinterpret_cast" not in lowered:  # plain loops took it
        raise RuntimeError("not generated")
    tasks, scratch = (int(re.search(rf"exec\.{name} = (\d+)", lowered).group(1)) for name in ("tasks", "scratch"))
    lowered = re.sub(r"func.func private (@f\(.*\)) attributes \{.*?\} \{", r"func.func \1 {", lowered)
    ir = run([llvm + "mlir-translate", "--mlir-to-llvmir"], run([llvm + "mlir-opt"] + PASSES, lowered))
    run([llvm + "llc", "-O2", "-filetype=obj", "-relocation-model=pic", f"-mcpu={'native' if cpu == 'host' else cpu}", "-o", f"{stem}.o"], ir)
    run(["cc", "-shared", "-o", f"{stem}.so", f"{stem}.o"], None)
    return f"{stem}.so", tasks, scratch


def check(case, path, tasks, scratch_bytes, rng):
    """What is wrong, or None. Tasks run in random pieces, in random order, over dirty scratch."""
    expected = case.expected()
    inputs, results, private = case.arguments()
    before = {name: x.whole.copy() for name, x in inputs}
    scratch = np.full(scratch_bytes + 128, 0x5A, np.uint8)
    start = (scratch.ctypes.data + 63) // 64 * 64
    kernel = ctypes.CDLL(os.path.abspath(path)).f
    pointers = [ctypes.c_void_p(x.whole.ctypes.data) for _, x in inputs + results + private]
    cuts = sorted({0, tasks, *(rng.randint(0, tasks) for _ in range(3))})
    for begin, end in rng.sample(list(zip(cuts, cuts[1:])), len(cuts) - 1):
        kernel(*pointers, ctypes.c_int64(begin), ctypes.c_int64(end), ctypes.c_void_p(start))
    if not np.all(scratch[start - scratch.ctypes.data + scratch_bytes:] == 0x5A):
        return "wrote past its scratch"
    for name, x in inputs:
        if not np.array_equal(before[name], x.whole):
            return f"wrote its input {name}"
    for name, x in results:
        value, size = expected[name]
        error = float(np.max(abs(x.view - value) / size))
        if not error < (2e-6 if case.element == "f32" else 1e-14):
            return f"{name} is wrong by {error:.1e}"
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tools", required=True)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cpu", default="host")
    parser.add_argument("--keep", default=tempfile.mkdtemp())
    options = parser.parse_args()
    wrong = 0
    for i in range(options.count):
        rng = random.Random(f"{options.seed}/{i}")
        case = Case(rng, np.random.default_rng([options.seed, i]))
        stem = os.path.join(options.keep, f"case{options.seed}_{i}")
        with open(stem + ".mlir", "w", encoding="utf-8") as f:
            f.write(case.text())
        try:
            message = check(case, *compile_kernel(options.tools, case.text(), options.cpu, rng.choice([1, 1, 3, 4]), stem), rng)
        except (subprocess.CalledProcessError, RuntimeError) as error:
            message = getattr(error, "stderr", None) or str(error)
        if message:
            wrong += 1
            print(f"{stem}.mlir: {message}")
        else:
            for suffix in (".mlir", ".o", ".so"):
                os.remove(stem + suffix)
    print(f"{options.count} cases, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Lets a CUDA build of PyTorch run on the CPU without CUDA's 2.5 GB of packages: makes the libraries that it wants to load,
each function of which answers "no device". CPU code never calls them.

  without_cuda.py SITE_PACKAGES"""
import pathlib
import re
import subprocess
import sys

CUDA = r"lib(?:cu|nv|nccl)[\w.]+"
FUNCTION = r"(__)?cu[A-Z]|cu(sparse|fft|file|blas|dnn|solver|da)|nccl|nv(rtc|shmem)"
NO_DEVICE = 100  # cudaErrorNoDevice and CUDA_ERROR_NO_DEVICE


def run(*command, text=None):
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout


def main(site):
    torch, out = site / "torch/lib", site / "nvidia/cu13/lib"  # the second is in the run path of the first
    missing, library_of, functions = set(), {}, {}  # functions: of a symbol version; "" has none
    for file in torch.glob("*.so*"):
        missing |= set(re.findall(rf"NEEDED.*\[({CUDA})\]", run("readelf", "-d", file)))
        for part in run("readelf", "-V", file).split("File: ")[1:]:
            library_of |= {version: part.split()[0] for version in re.findall(r"Name: (\S+)", part)}
        for line in run("nm", "-D", "--undefined-only", file).splitlines():
            name, _, version = line.split()[-1].partition("@")
            functions.setdefault(version, set()).add(name)
    missing -= {file.name for file in torch.iterdir()}
    functions[""] = {name for name in functions[""] if re.match(FUNCTION, name)}
    out.mkdir(parents=True, exist_ok=True)
    for library in missing:
        versions = [v for v in functions if library_of.get(v) == library] or [""]
        code = "".join(f"int {name}(void) {{ return {0 if name.startswith('__') else NO_DEVICE}; }}\n"
                       for version in versions for name in sorted(functions[version]))
        script = out / f"{library}.map"
        script.write_text("".join(f"{version} {{ global: *; }};\n" for version in versions if version))
        run("cc", "-shared", "-w", "-x", "c", "-", "-o", out / library, f"-Wl,-soname,{library}",
            *([f"-Wl,--version-script={script}"] if script.stat().st_size else []), text=code)


main(pathlib.Path(sys.argv[1]))

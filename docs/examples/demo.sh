#!/usr/bin/env bash
# What `./dev demo` shows after the build: demo.sh BUILD
set -euo pipefail
build=$(cd "$1" && pwd)
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
say() { printf '\n\033[1m%s\033[0m\n' "== $*"; }

say "a network of 64-128-10 learns handwritten digits: forward, backward and Adam are one compiled program"
"$build/bin/digits" --seeds=5

say "the command line: a classifier in text, trained on a table"
"$build/bin/tcc" train "$here/breast_cancer.mlir" --data="$here/data/breast_cancer.csv" --label=benign --standardize \
  --loss=binary_cross_entropy --optimizer=adam:lr=1e-3 --epochs=10 --batch=32 -o weights.safetensors

say "the compile report: tcc mlp.mlir"
"$build/bin/tcc" "$here/mlp.mlir" --shape=x=32x784

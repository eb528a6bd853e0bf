#!/usr/bin/env bash
# Times the same MNIST training in tcc, JAX and PyTorch eager on the same core, interleaved, and prints one table.
#   run.sh BUILD [--data=FOLDER] [--repeats=N] [--epochs=N] [--batches="32 512"] [--out=FILE.jsonl]
# The peers come from PyPI into build/peers. Compare only rows of one run.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
[[ $# -ge 1 && -x $1/bin/perf-mnist ]] || { echo "usage: test/Perf/run.sh BUILD [options]; BUILD needs bin/perf-mnist" >&2; exit 1; }
build=$(cd "$1" && pwd)
shift
data=$root/../shared/data/mnist repeats=5 epochs=5 batches="32 512" out=$root/build/perf.jsonl
for option in "$@"; do
  case $option in
    --data=*) data=${option#*=} ;;
    --repeats=*) repeats=${option#*=} ;;
    --epochs=*) epochs=${option#*=} ;;
    --batches=*) batches=${option#*=} ;;
    --out=*) out=${option#*=} ;;
    *) echo "run.sh: unknown option '$option'" >&2; exit 1 ;;
  esac
done
[[ -d $data ]] || { echo "run.sh: no folder $data; name the four MNIST files' folder by --data=" >&2; exit 1; }

peers=$root/build/peers
if [[ ! -x $peers/bin/python ]]; then
  python3 -m venv "$peers"
  "$peers/bin/pip" install -q -r "$here/peers/requirements.txt"
  "$peers/bin/pip" install -q --no-deps torch
  "$peers/bin/python" "$here/peers/without_cuda.py" "$(echo "$peers"/lib/python*/site-packages)"
fi

export TCC_CACHE=off # compiling is part of what is timed
export TCC_NUM_THREADS=1 OMP_NUM_THREADS=1 JAX_PLATFORMS=cpu
export XLA_FLAGS="--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
one() { # NAME COMMAND...: a JSON line with the name in front
  local name=$1 line
  shift
  line=$(taskset -c 0 "$@" --data="$data" --epochs="$epochs" --batch="$batch" --seed="$seed" 2>"$out.err") || { cat "$out.err" >&2; return; }
  printf '{"peer": "%s", %s\n' "$name" "${line#\{}" | tee -a "$out.new" >/dev/null
}
rm -f "$out.new"
for ((seed = 0; seed < repeats; ++seed)); do
  for batch in $batches; do
    one tcc "$build/bin/perf-mnist" --json
    one jax "$peers/bin/python" "$here/peers/mnist_jax.py"
    one torch-eager "$peers/bin/python" "$here/peers/mnist_torch.py"
  done
done
mv "$out.new" "$out"
rm -f "$out.err"
exec "$peers/bin/python" "$here/table.py" "$out"

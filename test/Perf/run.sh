#!/usr/bin/env bash
# Times the same MNIST training in tcc, JAX and PyTorch eager on the same cores, interleaved, one process a fit, and prints a table.
#   run.sh BUILD [--quick] [--threads="1 2"] [--batches="32 512"] [--repeats=N] [--epochs=N] [--data=FOLDER] [--out=FILE.jsonl]
#   run.sh BUILD --steps [--threads="1 2"] [--repeats=N] [--bench=FOLDER] [--out=FILE.jsonl]
# --quick: one repetition of two epochs, to see that all runs. --steps: the step alone, by the harness of ../shared/bench.
# Repetition i is seed i. The peers come from PyPI into build/peers. Compare only rows of one run on an otherwise idle machine.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
die() { echo "run.sh: $*" >&2; exit 1; }
[[ $# -ge 1 && -x $1/bin/tcc && -x $1/bin/perf-mnist ]] || die "usage: run.sh BUILD [options]; BUILD needs bin/tcc and bin/perf-mnist"
build=$(cd "$1" && pwd)
shift
bench=$root/../shared/bench data=$root/../shared/data/mnist repeats=5 epochs=5 batches="32 512" threads_list=1 steps= out=$root/build/perf.jsonl
for option in "$@"; do
  case $option in
    --quick) repeats=1 epochs=2 ;;
    --steps) steps=1 ;;
    --threads=*) threads_list=${option#*=} ;;
    --batches=*) batches=${option#*=} ;;
    --repeats=*) repeats=${option#*=} ;;
    --epochs=*) epochs=${option#*=} ;;
    --data=*) data=${option#*=} ;;
    --bench=*) bench=${option#*=} ;;
    --out=*) out=${option#*=} ;;
    *) die "unknown option '$option'" ;;
  esac
done
python=$root/build/peers/bin/python

install_peers() {
  local peers=$root/build/peers
  [[ -e $peers/complete ]] && cmp -s "$here/peers/requirements.txt" "$peers/complete" && return
  rm -rf "$peers"
  python3 -m venv "$peers"
  grep -v '^torch==' "$here/peers/requirements.txt" | "$peers/bin/pip" install -q -r /dev/stdin
  "$peers/bin/pip" install -q --no-deps "$(grep '^torch==' "$here/peers/requirements.txt")"
  "$python" "$here/peers/without_cuda.py" "$("$python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')"
  cp "$here/peers/requirements.txt" "$peers/complete"
}

# NAME COMMAND...: appends one JSON line, with name, threads and load in front.
row() {
  local name=$1 line load
  shift
  read -r load _ </proc/loadavg
  line=$(taskset -c "0-$((threads - 1))" "$@" --data="$data" --seed="$seed" --batch="$batch" 2>"$out.err") || { cat "$out.err" >&2; die "$name failed"; }
  printf '{"peer": "%s", "threads": %s, "load": %s, %s\n' "$name" "$threads" "$load" "${line#\{}" >>"$out.new"
}

# The contestants, in turn first; each fits the first batch alone (cold start of training), then everything.
compare_fits() {
  local contestants=("tcc $build/bin/perf-mnist --json" "jax $python $here/peers/mnist_jax.py"
    "jax-scan env PERF_SCAN=1 $python $here/peers/mnist_jax.py" "torch-eager $python $here/peers/mnist_torch.py")
  local count=${#contestants[@]} i words
  for ((i = 0; i < count; ++i)); do
    read -ra words <<<"${contestants[(i + seed) % count]}"
    [[ ${words[0]} == jax-scan ]] || row "${words[@]}" --rows="$batch" --epochs=1
    row "${words[@]}" --epochs="$epochs"
  done
}

compare_steps() {
  [[ -f $bench/peers.py ]] || die "--steps needs the harness of ../shared/bench; there is no $bench/peers.py (name its folder by --bench=)"
  local files=() file
  for ((seed = 0; seed < repeats; ++seed)); do
    file=$out.$seed
    rm -f "$file"
    for threads in $threads_list; do
      "$python" "$here/workloads.py" "$bench" "$build/bin/tcc" "$threads" "$file" mlp_784_128_10_train_b
      "$python" "$bench/peers.py" worker jax "$threads" "$file" mlp_784_128_10_train_b
      "$python" "$bench/peers.py" worker torch:eager "$threads" "$file" mlp_784_128_10_train_b
    done
    files+=("$file")
  done
  cat "${files[@]}" >"$out"
  "$python" "$here/table.py" "$out" | tee "${out%.jsonl}.md"
  "$python" "$bench/ratios.py" tcc "${files[@]}"
  rm -f "${files[@]}"
}

export TCC_CACHE=off # compiling is part of what is timed
install_peers
mkdir -p "$(dirname "$out")"
export JAX_PLATFORMS=cpu CUDA_VISIBLE_DEVICES= PYTHONDONTWRITEBYTECODE=1
if [[ $steps ]]; then
  compare_steps
  exit
fi
[[ -d $data ]] || die "no folder $data; name the four MNIST files' folder by --data="
rm -f "$out.new"
for ((seed = 0; seed < repeats; ++seed)); do
  for threads in $threads_list; do
    export TCC_NUM_THREADS=$threads OMP_NUM_THREADS=$threads MKL_NUM_THREADS=$threads XLA_FLAGS=
    ((threads > 1)) || XLA_FLAGS=--xla_cpu_multi_thread_eigen=false
    for batch in $batches; do
      compare_fits
    done
  done
done
mv "$out.new" "$out"
rm -f "$out.err"
"$python" "$here/table.py" "$out" | tee "${out%.jsonl}.md"

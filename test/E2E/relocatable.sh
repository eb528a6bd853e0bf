#!/usr/bin/env bash
# relocatable.sh TCC SOURCE: tcc needs the C library alone; where there is no LLVM it makes a shared object and runs it.
set -euo pipefail
tcc=$1 source=$2
others=$(readelf -d "$tcc" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | grep -vE '^(libc|libm|ld-linux.*)\.so' || true)
[[ -z $others ]] || { echo "$tcc needs $others" >&2; exit 1; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/empty"
cat >"$work/model.mlir" <<'EOF'
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = tcc.exp %x : tensor<4xf32>
  return %0 : tensor<4xf32>
}
EOF
python3 "$source/test/Inputs/npy.py" "$work/x.npy" f4 4 0
cd "$work"
# In a mount namespace of its own, so that nobody else misses LLVM meanwhile.
unshare --map-root-user --mount bash -c '
  set -eu
  mount --bind "$1/empty" /usr/lib/llvm-22
  [[ -z $(ls /usr/lib/llvm-22) ]]
  export TCC_CACHE=off
  "$2" model.mlir -o model.so >report
  "$2" run model.so x.npy | tee output
' _ "$work" "$tcc"
grep -q 'out0: 4xf32' output

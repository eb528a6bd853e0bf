#!/usr/bin/env bash
# run.sh TCC-CONFORMANCE FOLDER FORM...: unpacks the cases into FOLDER and runs them in each form: pretty (by the reference
# interpreter too), generic, cuda-emu (on the emulated GPU), or export (pretty, given out as StableHLO and read again).
set -u
here=$(cd "$(dirname "$0")" && pwd)
tool=$1 folder=$2/jax
shift 2
if [ ! -e "$folder/.unpacked" ] || [ "$here/jax-open.tar.gz" -nt "$folder/.unpacked" ]; then
  mkdir -p "$folder"
  tar xzf "$here/jax-open.tar.gz" -C "$folder" && touch "$folder/.unpacked" || exit 1
fi
status=0
for form in "$@"; do
  flags=()
  case $form in
    pretty) flags=(--interpret) ;;
    generic) flags=(--generic) ;;
    cuda-emu) flags=(--target=cuda-emu) ;;
    export) flags=(--through-export) ;;
  esac
  timeout 280 "$tool" "$folder" --known="$here/known-failures.txt" --strict --jobs=2 --timing -v "${flags[@]}" || status=1
done
exit $status

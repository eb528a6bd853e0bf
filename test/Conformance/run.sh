#!/usr/bin/env bash
# run.sh TCC-CONFORMANCE FOLDER: unpacks the cases into FOLDER and runs both spellings of each, one of them by the reference
# interpreter, too.
set -u
here=$(cd "$(dirname "$0")" && pwd)
tool=$1 folder=$2/jax
if [ ! -e "$folder/.unpacked" ] || [ "$here/jax-open.tar.gz" -nt "$folder/.unpacked" ]; then
  mkdir -p "$folder"
  tar xzf "$here/jax-open.tar.gz" -C "$folder" && touch "$folder/.unpacked" || exit 1
fi
status=0
for form in --interpret --generic; do
  timeout 280 "$tool" "$folder" --known="$here/known-failures.txt" --strict --jobs=2 --timing -v $form || status=1
done
exit $status

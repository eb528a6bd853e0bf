#!/usr/bin/env bash
# export.sh EXPORT TCC FOLDER: what the example exports, run by tcc, gives what the example computed.
set -eu
export_example=$1 tcc=$2 folder=$3
rm -rf "$folder"
"$export_example" "$folder"
"$tcc" run "$folder/step.stablehlo.mlir" "$folder"/in{0..5}.npy --out-dir="$folder/again"
python3 - "$folder" <<'PYTHON'
import struct, sys
def read(path):
    data = open(path, "rb").read()
    return struct.unpack(f"<{(len(data) - 10 - struct.unpack('<H', data[8:10])[0]) // 4}f", data[10 + struct.unpack('<H', data[8:10])[0]:])
for i in range(5):
    got, wanted = (read(f"{sys.argv[1]}/{name}{i}.npy") for name in ("again/out", "out"))
    assert len(got) == len(wanted) > 0
    for g, w in zip(got, wanted):
        assert abs(g - w) <= 1e-6 + 1e-5 * abs(w), (i, g, w)
print("the same results")
PYTHON

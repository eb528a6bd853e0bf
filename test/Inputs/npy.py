#!/usr/bin/env python3
"""npy.py FILE DTYPE SHAPE VALUES...: writes a .npy file without NumPy, e.g. npy.py x.npy f4 2,3 1 2 3 4 5 6.
Fewer values than elements are repeated."""
import struct
import sys

path, dtype, shape = sys.argv[1], sys.argv[2], [int(s) for s in sys.argv[3].split(",") if s]
count = 1
for extent in shape:
    count *= extent
code = {"f4": "f", "f8": "d", "i4": "i", "i8": "q", "b1": "?", "c8": "f", "u1": "B"}[dtype]
convert = float if dtype[0] in "fc" else int
count *= 2 if dtype[0] == "c" else 1  # a complex number is two values
given = [convert(v) for v in sys.argv[4:]] or [convert(0)]
values = [given[i % len(given)] for i in range(count)]
text = "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }" % (
    ("|" if dtype in ("b1", "u1") else "<") + dtype, "".join(f"{s}," for s in shape))
text += " " * (63 - (10 + len(text)) % 64) + "\n"
with open(path, "wb") as f:
    f.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text.encode() + struct.pack(f"<{count}{code}", *values))

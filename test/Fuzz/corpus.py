"""corpus.py OUT MLIR...: a file for each module of the given lit tests, as the fuzzer's first inputs, and a dictionary of words."""
import hashlib
import os
import re
import sys


def main(out, names):
    os.makedirs(out, exist_ok=True)
    words = set()
    for name in names:
        with open(name, encoding="utf-8", errors="surrogateescape") as f:
            text = f.read()
        for part in re.split(r"^// -----.*$", text, flags=re.M):
            module = re.sub(r"^ *//.*\n", "", part, flags=re.M).strip() + "\n"
            words.update(re.findall(r"tcc\.\w+|[a-z_]{3,}", module))
            data = module.encode("utf-8", "surrogateescape")
            with open(os.path.join(out, hashlib.sha1(data).hexdigest()), "wb") as f:
                f.write(data)
    with open(out + ".dict", "w", encoding="utf-8") as f:
        f.writelines(f'"{word}"\n' for word in sorted(words))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])

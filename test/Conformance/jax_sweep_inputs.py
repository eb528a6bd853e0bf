"""The arrays that the cases of jax_sweep.py name."""
import math
import zlib

SUFFIXES = {"f16": "float16", "bf16": "bfloat16", "f32": "float32", "f64": "float64", "e4": "float8_e4m3fn", "e5": "float8_e5m2",
            "c64": "complex64", "c128": "complex128", "b1": "bool",
            **{f"{s}{n}": f"{w}int{n}" for s, w in (("i", ""), ("u", "u")) for n in (8, 16, 32, 64)}}


class Inputs:
    """Arrays by name, made once: the name's stem says the shape and the range, its suffix the type."""

    def __init__(self, seed):
        import numpy as np
        self.np, self.seed, self.made = np, seed, {}
        pick = np.random.default_rng(seed)
        self.dims = {d: int(pick.choice([1, 2, 3, 4, 5, 7, 8, 17])) for d in "abc"}
        self.dims |= {"n": int(pick.integers(5, 34)), "m": int(pick.integers(2, 7)), "k": int(pick.integers(1, 9)), "o": 1}
        if seed == 0:
            self.dims |= {"a": 3, "b": 4, "c": 5, "n": 12, "m": 4, "k": 3}

    def shape(self, letters):
        return [int(d) if d.isdigit() else self.dims[d] for d in letters]

    STEMS = {  # shape, kind
        "x": ("ab", "normal"), "y": ("ab", "normal"), "z": ("b", "normal"), "x0": ("ab", "normal"), "r": ("", "normal"),
        "p": ("ab", "positive"), "p2": ("ab", "positive"), "q": ("ab", "unit"), "q2": ("ab", "unit"), "s": ("", "special"),
        "s2": ("", "special2"), "t": ("abc", "normal"), "t2": ("abc", "normal"), "tc": ("acb", "normal"), "f": ("22233", "normal"),
        "v": ("n", "normal"), "w": ("n", "normal"), "vp": ("n", "positive"), "vs": ("n", "sorted"), "kern": ("5", "normal"),
        "v8": ("8", "normal"), "g": ("67", "normal"), "pts": ("29", "points"), "empty": ("0b", "normal"), "e3": ("a0c", "normal"),
        "M": ("mm", "good"), "N": ("mm", "good"), "S": ("mm", "spd"), "R": ("mk", "normal"), "W": ("72", "normal"), "H": ("27", "normal"),
        "B": ("3mm", "good"), "BS": ("3mm", "spd"), "rhs": ("m", "normal"), "RB": ("3mk", "normal"), "X": ("bc", "normal"),
        "i": ("ab", "small"), "j": ("ab", "small"), "iz": ("b", "small"), "d": ("ab", "nonzero"), "ii": ("ab", "full"), "jj": ("ab", "full"),
        "sh": ("ab", "shift"), "iv": ("n", "small"), "pos": ("n", "natural"), "ix": ("3", "index"), "ix2": ("3", "index"), "far": ("4", "far"),
        "six": ("", "natural"), "lab": ("a", "natural"), "h": ("ab", "bool"), "h2": ("ab", "bool"), "hv": ("n", "bool"), "hs": ("", "bool"),
        "c": ("ab", "complex"), "c2": ("ab", "complex"), "cv": ("n", "complex"), "ct": ("abc", "complex"), "C": ("mm", "cgood"), "cs": ("", "cspecial"),
        "key": ("2", "key"), "key4": ("4", "key"), "im": ("2673", "normal"), "ker": ("3334", "normal"), "nchw": ("2386", "normal"),
        "oihw": ("5333", "normal"), "s1": ("295", "normal"), "k1": ("354", "normal"), "vol": ("15432", "normal"), "k3": ("22223", "normal"),
        "dw": ("3316", "normal"), "gim": ("2674", "normal"), "gk": ("3326", "normal"), "qq": ("2543", "normal"), "kk": ("2643", "normal"),
        "gq": ("2443", "normal"), "gkv": ("2423", "normal"), "words": ("33", "full"),
    }

    def __contains__(self, name):
        stem, _, suffix = name.partition("_")
        return stem in self.STEMS and (not suffix or suffix in SUFFIXES)

    def get(self, name):
        if name not in self.made:
            self.made[name] = self.make(name)
        return self.made[name]

    def make(self, name):
        stem, _, suffix = name.partition("_")
        letters, kind = self.STEMS[stem]
        rng = self.np.random.default_rng([self.seed, zlib.crc32(name.encode())])
        return getattr(self, "make_" + kind)(rng, self.shape(letters), suffix)

    def typed(self, array, suffix, default):
        import ml_dtypes  # registers bfloat16 and the floats of 8 bits
        name = SUFFIXES[suffix] if suffix else default
        return self.np.asarray(array).astype(self.np.dtype(getattr(ml_dtypes, name, name)))

    def make_normal(self, rng, shape, suffix):
        return self.typed(rng.standard_normal(shape), suffix, "float32")

    def make_positive(self, rng, shape, suffix):
        return self.typed(rng.uniform(0.2, 3, shape), suffix, "float32")

    def make_unit(self, rng, shape, suffix):
        return self.typed(rng.uniform(0.05, 0.95, shape), suffix, "float32")

    def make_sorted(self, rng, shape, suffix):
        return self.typed(self.np.sort(rng.standard_normal(shape)), suffix, "float32")

    def make_points(self, rng, shape, suffix):
        return self.typed(rng.uniform(-1, 7, shape), suffix, "float32")

    def make_special(self, rng, shape, suffix):
        values = [0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 2.5, -2.5, math.inf, -math.inf, math.nan, 1e-3, -3.7, 30.0, -30.0, 100.0, 1e-30]
        return self.typed(values, suffix, "float32")

    def make_special2(self, rng, shape, suffix):
        return self.make_special(rng, shape, suffix)[:, None]

    def make_cspecial(self, rng, shape, suffix):
        values = [0, 1, -1, 1j, -1j, 0.5 + 2j, -3 + 0.1j, 20 + 3j, -20 - 3j, 1e-3 + 1e-3j, 0.1 - 30j]
        return self.typed(values, suffix, "complex64")

    def make_good(self, rng, shape, suffix):
        return self.typed(rng.standard_normal(shape) + 4 * self.np.eye(shape[-1]), suffix, "float32")

    def make_cgood(self, rng, shape, suffix):
        return self.typed(self.make_complex(rng, shape, "c128") + 4 * self.np.eye(shape[-1]), suffix, "complex64")

    def make_spd(self, rng, shape, suffix):
        root = rng.standard_normal(shape)
        return self.typed(root @ self.np.swapaxes(root, -1, -2) + 2 * self.np.eye(shape[-1]), suffix, "float32")

    def make_complex(self, rng, shape, suffix):
        return self.typed(rng.standard_normal(shape) + 1j * rng.standard_normal(shape), suffix, "complex64")

    def make_small(self, rng, shape, suffix):
        low = 0 if suffix[:1] == "u" else -9
        return self.typed(rng.integers(low, 10, shape), suffix, "int32")

    def make_natural(self, rng, shape, suffix):
        return self.typed(rng.integers(0, 6, shape), suffix, "int32")

    def make_nonzero(self, rng, shape, suffix):
        array = self.make_small(rng, shape, suffix)
        return self.np.where(array == 0, self.np.array(3, array.dtype), array)

    def make_full(self, rng, shape, suffix):
        info = self.np.iinfo(SUFFIXES[suffix] if suffix else "int32")
        return rng.integers(info.min, info.max, shape, info.dtype, endpoint=True)

    def make_shift(self, rng, shape, suffix):
        return self.typed(rng.integers(0, 80, shape), suffix, "int32")

    def make_index(self, rng, shape, suffix):
        return self.typed(rng.integers(-1, 1, shape), suffix, "int32")

    def make_far(self, rng, shape, suffix):
        return self.typed([0, -1, 40, -40], suffix, "int32")

    def make_bool(self, rng, shape, suffix):
        return self.typed(rng.integers(0, 2, shape), suffix, "bool")

    def make_key(self, rng, shape, suffix):
        return rng.integers(0, 2**32, shape, "uint32")

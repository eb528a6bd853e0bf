# What the cases of jax_sweep_cases.txt call beside JAX itself; executed with its names (jax, jnp, lax, nn, np) in scope.

def mlp(x, W1, W2):
    return jnp.tanh(x @ W1) @ W2


def adam(x, g, m, v):
    m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
    return x - 0.01 * (m / (1 - 0.9**3)) / (jnp.sqrt(v / (1 - 0.999**3)) + 1e-8), m, v


def lion(x, g, m):
    return x - 0.01 * (jnp.sign(0.9 * m + 0.1 * g) + 0.1 * x), 0.99 * m + 0.01 * g


def adafactor(x, g, r, c):
    square = jnp.square(g) + 1e-30
    r, c = 0.9 * r + 0.1 * square.mean(1), 0.9 * c + 0.1 * square.mean(0)
    update = g / jnp.sqrt(jnp.outer(r, c) / r.mean())
    return x - 0.01 * update / jnp.maximum(1, jnp.sqrt(jnp.mean(jnp.square(update)))), r, c


def clip_by_global_norm(tree):
    norm = jnp.sqrt(sum(jnp.sum(jnp.square(g)) for g in jax.tree.leaves(tree)))
    return jax.tree.map(lambda g: jnp.where(norm < 1, g, g / norm), tree)


def lstm(xs, h, c, w):
    def step(carry, x):
        h, c = carry
        i, f, g, o = jnp.split(jnp.concatenate([x, h]) @ w, 4)
        c = nn.sigmoid(f) * c + nn.sigmoid(i) * jnp.tanh(g)
        return (nn.sigmoid(o) * jnp.tanh(c),) * 1 + (c,), h
    return lax.scan(step, (h, c), xs)


def newton_sqrt(x):
    return lax.custom_root(lambda y: y * y - x, x, lambda f, y: lax.fori_loop(0, 12, lambda _, y: y - f(y) / (2 * y + 1e-6), y + 1),
                           lambda g, y: y / g(jnp.ones_like(y)))


def linear_solve(A, b):
    return lax.custom_linear_solve(lambda v: A @ v, b, lambda matvec, b: jnp.linalg.solve(A, b), lambda vecmat, b: jnp.linalg.solve(A.T, b))


@jax.custom_vjp
def clipped(x):
    return x


clipped.defvjp(lambda x: (x, None), lambda _, g: (jnp.clip(g, -1, 1),))


@jax.custom_jvp
def log1pexp(x):
    return jnp.log1p(jnp.exp(x))


@log1pexp.defjvp
def _(primals, tangents):
    x, = primals
    return log1pexp(x), nn.sigmoid(x) * tangents[0]


def collatz(n):
    return lax.while_loop(lambda s: s[0] > 1, lambda s: (jnp.where(s[0] % 2 == 0, s[0] // 2, 3 * s[0] + 1), s[1] + 1), (n, 0))[1]


def rosenbrock(x):
    return jnp.sum(100 * (x[1:] - x[:-1]**2)**2 + (1 - x[:-1])**2)


def windows(x, op, init, window, strides, padding, base=None, dilation=None):
    return lax.reduce_window(x, np.array(init, x.dtype), op, window, strides, padding, base, dilation)


def scatter_like(x, i, u, op, mode=None):
    numbers = lax.ScatterDimensionNumbers(update_window_dims=(), inserted_window_dims=(0,), scatter_dims_to_operand_dims=(0,))
    return op(x, i[:, None], u, numbers, mode=mode)


def gather_slices(x, i, mode, fill=None):
    numbers = lax.GatherDimensionNumbers(offset_dims=(1,), collapsed_slice_dims=(), start_index_map=(0,))
    return lax.gather(x, i[:, None], numbers, (2,), mode=mode, fill_value=fill)


def conv(x, w, numbers=("NHWC", "HWIO", "NHWC"), strides=None, padding="SAME", **more):
    return lax.conv_general_dilated(x, w, strides or (1,) * (x.ndim - 2), padding, dimension_numbers=numbers, **more)


def threefry(key):
    return random.wrap_key_data(key, impl="threefry2x32")


def rbg(key4):
    return random.wrap_key_data(key4, impl="rbg")


def unsafe_rbg(key4):
    return random.wrap_key_data(key4, impl="unsafe_rbg")

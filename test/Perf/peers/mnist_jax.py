"""MNIST in JAX: one compiled step, its state donated. With PERF_SCAN=1 a whole epoch is one call (lax.scan), batches gathered inside."""
import os
import time

import jax
import jax.numpy as jnp
import numpy as np

import mnist
from mnist import BETA1, BETA2, EPSILON, RATE

jax.jit(lambda x: x + 1)(jnp.zeros(4)).block_until_ready()  # starts the backend, which is not to count

def loss(weights, x, y):
    w1, b1, w2, b2 = weights
    logits = jax.nn.relu(x @ w1 + b1) @ w2 + b2
    return -jnp.take_along_axis(jax.nn.log_softmax(logits), y[:, None], 1).mean()


def step(state, x, y):
    weights, means, squares, t = state
    value, gradients = jax.value_and_grad(loss)(weights, x, y)
    t = t + 1
    means = [BETA1 * m + (1 - BETA1) * g for m, g in zip(means, gradients)]
    squares = [BETA2 * v + (1 - BETA2) * g * g for v, g in zip(squares, gradients)]
    c1, c2 = 1 - BETA1 ** t, 1 - BETA2 ** t
    weights = [w - RATE * (m / c1) / (jnp.sqrt(v / c2) + EPSILON) for w, m, v in zip(weights, means, squares)]
    return (weights, means, squares, t), value


def scan_epoch(state, x, y, order):
    return jax.lax.scan(lambda s, rows: step(s, x[rows], y[rows]), state, order)


def fit(x, y, weights, batch, orders, epoch_done):
    zeros = lambda: [jnp.zeros(w.shape, jnp.float32) for w in weights]
    state = ([jnp.array(w) for w in weights], zeros(), zeros(), jnp.float32(0))
    run, run_epoch = jax.jit(step, donate_argnums=0), jax.jit(scan_epoch, donate_argnums=0)
    scanned = len(x) // batch * batch if os.environ.get("PERF_SCAN") == "1" else 0
    if scanned:
        x, y = jax.device_put(x), jax.device_put(y)
    start, compile_ms = time.perf_counter(), None
    for order in orders:
        losses = []
        if scanned:
            state, values = run_epoch(state, x, y, order[:scanned].reshape(-1, batch))
            losses.append(values)
        for begin in range(scanned, len(x), batch):
            rows = order[begin:begin + batch]
            state, value = run(state, x[rows], y[rows])
            losses.append(value)
            if compile_ms is None:  # of the loop; a scan's is not to be told from its first epoch
                compile_ms = (time.perf_counter() - start) * 1e3
        assert np.isfinite(np.concatenate([np.ravel(value) for value in losses])).all()
        jax.block_until_ready(state)
        epoch_done()
    return [np.asarray(w) for w in state[0]], None if scanned else compile_ms


mnist.main(fit)

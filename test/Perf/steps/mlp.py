#!/usr/bin/env python3
"""Prints the training step of a 784-128-10 network as a program for tcc: loss, gradient and Adam, in the arithmetic of the
benchmark's workload mlp_784_128_10_train_b<BATCH>. Arguments: 4 parameters, their means, their mean squares, the step count,
x, labels. Results: the first 13 updated (--carry=13), and the loss.

  mlp.py BATCH > mlp.mlir"""
import sys

SHAPES = {"w1": "784x128", "b1": "128", "w2": "128x10", "b2": "10"}
SCALAR = "tensor<f32>"


def tensor(shape):
    return f"tensor<{shape}xf32>"


class Body:
    """Lines of a function; each op gives the name of its result."""

    def __init__(self):
        self.lines = []

    def op(self, text):
        name = f"%{len(self.lines)}"
        self.lines.append(f"  {name} = {text}")
        return name

    def binary(self, mnemonic, x, y, left, right=SCALAR):
        return self.op(f"tcc.{mnemonic} {x}, {y} : {left}, {right}")

    def constant(self, value):
        return self.op(f"tcc.constant dense<{value:.3e}> : {SCALAR}")


def loss(batch):
    """The forward pass, a function of its own."""
    types = {name: tensor(shape) for name, shape in SHAPES.items()}
    hidden, logits, labels = tensor(f"{batch}x128"), tensor(f"{batch}x10"), f"tensor<{batch}xi32>"
    body = Body()
    h = body.op(f"tcc.matmul %x, %w1 : {tensor(f'{batch}x784')}, {types['w1']}")
    h = body.op(f"tcc.relu {body.binary('add', h, '%b1', hidden, types['b1'])} : {hidden}")
    h = body.op(f"tcc.matmul {h}, %w2 : {hidden}, {types['w2']}")
    h = body.binary("add", h, "%b2", logits, types["b2"])
    h = body.op(f"tcc.cross_entropy {h}, %y : {logits}, {labels}")
    h = body.op(f"tcc.reduce_mean {h} axes [0] : {tensor(batch)}")
    arguments = ", ".join(f"%{name}: {type_}" for name, type_ in types.items())
    return "\n".join([f"func.func private @loss({arguments}, %x: {tensor(f'{batch}x784')}, %y: {labels}) -> {SCALAR} {{",
                      *body.lines, f"  return {h} : {SCALAR}", "}"])


def step(batch):
    types = [tensor(shape) for shape in SHAPES.values()]
    inputs = [tensor(f"{batch}x784"), f"tensor<{batch}xi32>"]
    body = Body()
    operands = ", ".join(f"%{name}" for name in SHAPES)
    body.lines.append(f"  %grad:5 = tcc.value_and_grad @loss({operands}, %x, %y) wrt [0, 1, 2, 3]\n"
                      f"    : ({', '.join(types + inputs)}) -> ({', '.join([SCALAR] + types)})")
    one, rate, epsilon = (body.constant(value) for value in (1.0, 1e-3, 1e-8))
    decays = [(body.constant(beta), body.constant(rest)) for beta, rest in ((0.9, 0.1), (0.999, 0.001))]
    t = body.binary("add", "%t", one, SCALAR)
    corrections = [body.binary("sub", one, body.binary("pow", beta, t, SCALAR), SCALAR) for beta, _ in decays]
    updated = [[], [], []]  # parameters, means, mean squares
    for i, (name, type_) in enumerate(zip(SHAPES, types)):
        gradient, moments = f"%grad#{i + 1}", []
        for old, (beta, rest), square in ((f"%m_{name}", decays[0], False), (f"%v_{name}", decays[1], True)):
            new = body.binary("mul", gradient, rest, type_)
            if square:
                new = body.binary("mul", new, gradient, type_, type_)
            moments.append(body.binary("add", body.binary("mul", old, beta, type_), new, type_, type_))
        mean, variance = (body.binary("div", m, c, type_) for m, c in zip(moments, corrections))
        root = body.binary("add", body.op(f"tcc.sqrt {variance} : {type_}"), epsilon, type_)
        change = body.binary("div", body.binary("mul", mean, rate, type_), root, type_, type_)
        for results, value in zip(updated, [body.binary("sub", f"%{name}", change, type_, type_), *moments]):
            results.append(value)
    arguments = ", ".join(f"%{prefix}{name}: {type_}" for prefix in ("", "m_", "v_") for name, type_ in zip(SHAPES, types))
    results = ", ".join(types * 3 + [SCALAR] * 2)
    return "\n".join([f"func.func @main({arguments}, %t: {SCALAR}, %x: {inputs[0]}, %y: {inputs[1]})", f"    -> ({results}) {{",
                      *body.lines, f"  return {', '.join([*sum(updated, []), t, '%grad#0'])} : {results}", "}"])


if __name__ == "__main__":
    batch = int(sys.argv[1])
    print(loss(batch), step(batch), sep="\n\n")

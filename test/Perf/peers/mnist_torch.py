"""MNIST in PyTorch, eager, with the fused Adam."""
import math
import os

import torch
import torch.nn.functional as F

import mnist
from mnist import BETA1, BETA2, EPSILON, RATE

torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
torch.optim.Adam([torch.ones(4, requires_grad=True)], fused=True)  # imports a second's worth of modules, which is not to count


def fit(x, y, weights, batch, orders, epoch_done):
    x, y = torch.from_numpy(x), torch.from_numpy(y).long()
    w1, b1, w2, b2 = params = [torch.from_numpy(w.T.copy()).requires_grad_() for w in weights]  # as Linear keeps them
    adam = torch.optim.Adam(params, lr=RATE, betas=(BETA1, BETA2), eps=EPSILON, fused=True)
    for order in orders:
        losses = []
        order = torch.from_numpy(order)
        for begin in range(0, len(x), batch):
            rows = order[begin:begin + batch]
            adam.zero_grad(set_to_none=True)
            loss = F.cross_entropy(F.linear(F.relu(F.linear(x[rows], w1, b1)), w2, b2), y[rows])
            loss.backward()
            adam.step()
            losses.append(loss.detach())
        assert math.isfinite(torch.stack(losses).mean().item())
        epoch_done()
    return [w.detach().numpy().T for w in params], None


mnist.main(fit)

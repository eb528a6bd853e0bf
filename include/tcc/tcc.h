// The one include of an application: tensors, ops, trees, jit and grad, data. Networks and training
// are in tcc/nn.h.
#ifndef TCC_TCC_H
#define TCC_TCC_H

#include "tcc/ControlFlow.h"
#include "tcc/Error.h"
#include "tcc/Ops.h"
#include "tcc/Tensor.h"
#include "tcc/Transforms.h"
#include "tcc/Tree.h"
#include "tcc/WindowOps.h"
#include "tcc/data.h"

#endif

// Networks and their training: layers, losses, metrics, optimizers, and the Trainer that puts them
// together.
#ifndef TCC_NN_H
#define TCC_NN_H

#include "tcc/NN/Initializers.h"
#include "tcc/NN/Layers.h"
#include "tcc/NN/Losses.h"
#include "tcc/NN/Optimizers.h"
#include "tcc/NN/ProgramLayer.h"
#include "tcc/Train/Trainer.h"

#endif

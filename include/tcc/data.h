// Everything about data: readers and writers of files, and what turns them into batches for
// training.
#ifndef TCC_DATA_H
#define TCC_DATA_H

#include "tcc/Data/Csv.h"
#include "tcc/Data/Dataset.h"
#include "tcc/Data/Encoder.h"
#include "tcc/Data/Idx.h"
#include "tcc/Data/Mnist.h"
#include "tcc/Data/Npy.h"
#include "tcc/Data/Safetensors.h"
#include "tcc/Data/Table.h"

#endif

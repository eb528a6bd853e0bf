# Tests in text: what to run stands in the RUN lines of each file.
import os
import shutil

import lit.formats

config.name = "tcc"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".mlir", ".test"]
config.test_source_root = os.path.join(config.source_root, "test")
config.test_exec_root = os.path.join(config.build_root, "test")
config.excludes = ["Inputs", "Ceilings", "CMakeLists.txt"]
config.environment["PATH"] = os.pathsep.join(
    [os.path.join(config.build_root, "bin"), config.llvm_bin, os.environ["PATH"]])
config.substitutions += [("%source", config.source_root), ("%build", config.build_root), ("%llvm_bin", config.llvm_bin),
                         ("%exits", os.path.join(config.test_source_root, "Inputs", "exits.py")),
                         ("%npy", os.path.join(config.test_source_root, "Inputs", "npy.py"))]
# NVIDIA's assembler, where there is one.
toolkits = [os.environ.get(name) for name in ("CUDA_HOME", "CUDA_PATH", "CUDA_ROOT")] + ["/usr/local/cuda"]
ptxas = shutil.which("ptxas", path=os.pathsep.join([os.path.join(t, "bin") for t in toolkits if t] + [os.environ["PATH"]]))
if ptxas:
    config.available_features.add("ptxas")
    config.substitutions.append(("%ptxas", ptxas))
# Never the user's own.
config.environment["TCC_CACHE_DIR"] = os.path.join(config.build_root, "test", "cache")

# Tests in text: what to run stands in the RUN lines of each file.
import os

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
# Never the user's own.
config.environment["TCC_CACHE_DIR"] = os.path.join(config.build_root, "test", "cache")

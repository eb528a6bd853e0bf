// Every dialect and pass that a tcc tool knows.
#ifndef TCC_PIPELINES_REGISTRATION_H
#define TCC_PIPELINES_REGISTRATION_H

namespace mlir {
class DialectRegistry;
}

namespace tcc {

/// The dialects in use, with the interface models that bufferization and translation need.
void registerDialects(mlir::DialectRegistry &registry);

/// tcc's passes, and upstream's canonicalizer, CSE and symbol DCE, by name (for tcc-opt and
/// tcc-reduce).
void registerPasses();

} // namespace tcc

#endif

// Patterns of Simplify about broadcasts, reshapes and transposes.
#ifndef TCC_LIB_TRANSFORMS_SIMPLIFYSHAPES_H
#define TCC_LIB_TRANSFORMS_SIMPLIFYSHAPES_H

namespace mlir {
class RewritePatternSet;
}

namespace tcc::detail {

void populateShapePatterns(mlir::RewritePatternSet &patterns);

} // namespace tcc::detail

#endif

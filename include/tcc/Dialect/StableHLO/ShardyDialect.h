// sdy: how frameworks annotate programs for several devices. The annotations are taken in as text;
// none matters on one device.
#ifndef TCC_DIALECT_STABLEHLO_SHARDYDIALECT_H
#define TCC_DIALECT_STABLEHLO_SHARDYDIALECT_H

#include "mlir/IR/Dialect.h"

namespace tcc::stablehlo {

class ShardyDialect : public mlir::Dialect {
public:
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(ShardyDialect)

  explicit ShardyDialect(mlir::MLIRContext *context)
      : Dialect(getDialectNamespace(), context, mlir::TypeID::get<ShardyDialect>()) {}
  static constexpr llvm::StringLiteral getDialectNamespace() { return "sdy"; }

  mlir::Attribute parseAttribute(mlir::DialectAsmParser &p, mlir::Type) const override;
  /// An op of this dialect, which would place values on devices, is named as unsupported.
  std::optional<ParseOpHook> getParseOperationHook(llvm::StringRef name) const override;
};

} // namespace tcc::stablehlo

#endif

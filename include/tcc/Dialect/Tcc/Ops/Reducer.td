// How elements are combined, by name: of pools and cumulative ops.
#ifndef TCC_DIALECT_TCC_OPS_REDUCER
#define TCC_DIALECT_TCC_OPS_REDUCER

include "tcc/Dialect/Tcc/Ops/Structured.td"

def Tcc_Reducer : I32Enum<"Reducer", "how elements are combined", [
  I32EnumCase<"Sum", 0, "sum">, I32EnumCase<"Prod", 1, "prod">, I32EnumCase<"Max", 2, "max">,
  I32EnumCase<"Min", 3, "min">, I32EnumCase<"LogSumExp", 4, "logsumexp">
]> {
  let cppNamespace = "::tcc::ir";
}
/// Written as its name everywhere, so that whatever makes ops can give a string.
def Tcc_ReducerProp : EnumProp<Tcc_Reducer> {
  let convertFromAttribute = [{
    auto name = ::mlir::dyn_cast_if_present<::mlir::StringAttr>($_attr);
    auto known = ::tcc::ir::symbolizeReducer(name ? name.getValue() : "");
    if (!known)
      return $_diag() << "unknown reducer " << $_attr << ": expected sum, prod, max, min or logsumexp";
    $_storage = *known;
    return ::mlir::success();
  }];
  let convertToAttribute = [{
    return ::mlir::StringAttr::get($_ctxt, ::tcc::ir::stringifyReducer($_storage));
  }];
}

#endif

// Classes of the elementwise ops. Such an op is a few expressions, from which the class makes all rules:
//   partials  one per operand: the derivative with respect to it, times `t` (the cotangent in reverse mode, the tangent in
//             forward mode), in tcc ops made by `g` (RuleBuilder.h); the operands go by their names, the result is `y`
//   scalar    one element of the result from one of each operand, in arith and math ops made by `s` (Elementwise.h)
//   value     the same for numbers known at compile time; only where the result is exact, so that folding changes no bit
//   isExact   1: no result is ever rounded, so that halves need no wider arithmetic
//   complex   the result on complex numbers, by `c` (ComplexBuilder.h); operands go by their names
//   neutral   the number that changes nothing as the last operand (either, if the op is commutative)
#ifndef TCC_DIALECT_TCC_OPS_ELEMENTWISEBASE
#define TCC_DIALECT_TCC_OPS_ELEMENTWISEBASE

include "tcc/Dialect/Tcc/TccBase.td"

class Tcc_Elementwise<string mnemonic, list<string> names, list<Constraint> types, Constraint resultType,
                      list<string> partials, list<Trait> traits = []>
    : Tcc_Primitive<mnemonic,
                    !listconcat(!if(!empty(partials), [Tcc_ZeroDerivative],
                                    [DeclareOpInterfaceMethods<Differentiable>]),
                                [DeclareOpInterfaceMethods<ScalarCode>, DeclareOpInterfaceMethods<SplitsComplex>], traits)> {
  string scalar = ?;
  string value = "";
  string valueType = "auto"; // or double or WideInt: of the operands in `value`
  int isExact = 0;
  string neutral = "";
  string complex = "";
  dag attributes = (ins);
  // The result's element type, and the first of the operands that must agree on theirs.
  string resultElement = "{}";
  int firstTyped = 0;
  // What a folder asks before all else: an expression for the result, if the names bind values.
  string shortcut = "";

  let arguments = !con(!dag(ins, types, names), attributes);
  let results = (outs resultType:$result);
  let assemblyFormat = "operands attr-dict `:` type(operands)";
  let hasFolder = 1;

  defvar indices = !range(!size(names));
  defvar bind = !interleave(!foreach(i, indices,
      "[[maybe_unused]] ::mlir::Value " # names[i] # " = getOperation()->getOperand(" # i # ");"), " ");
  defvar bindElements = !interleave(!foreach(i, indices,
      "[[maybe_unused]] ::mlir::Value " # names[i] # " = in[" # i # "];"), " ");
  defvar bindComplex = !interleave(!foreach(i, indices,
      "[[maybe_unused]] const ::tcc::ir::Complex &" # names[i] # " = in[" # i # "];"), " ");
  defvar parameters = !interleave(!foreach(i, indices,
      "[[maybe_unused]] " # valueType # " " # names[i]), ", ");

  let extraClassDeclaration = !if(!empty(partials), "", [{
    /// The derivative with respect to one operand, times t; null: nought.
    ::mlir::Value partial(::tcc::ir::RuleBuilder &g, unsigned operand, ::mlir::Value t);
  }]);
  let extraClassDefinition = [{
    ::llvm::LogicalResult $cppClass::inferReturnTypes(
        ::mlir::MLIRContext *, ::std::optional<::mlir::Location> loc, ::mlir::ValueRange operands,
        [[maybe_unused]] ::mlir::DictionaryAttr attributes,
        [[maybe_unused]] ::mlir::OpaqueProperties properties,
        [[maybe_unused]] ::mlir::RegionRange regions, ::llvm::SmallVectorImpl<::mlir::Type> &types) {
      [[maybe_unused]] Adaptor op(operands, attributes, properties, regions);
      return inferElementwise({loc, getOperationName()}, operands, }] # firstTyped # ", "
        # resultElement # [{, types);
    }
    ::llvm::FailureOr<::llvm::SmallVector<::mlir::Value>> $cppClass::lower(::mlir::OpBuilder &b) {
      return lowerElementwise(b, *this);
    }
    ::mlir::Value $cppClass::lowerElement(::mlir::OpBuilder &b, ::mlir::ValueRange elements) {
      return lowerScalar(b, *this, elements, }] # isExact # [{, [&](ScalarBuilder &s, ::mlir::ValueRange in) -> ::mlir::Value {
        }] # bindElements # [{
        return }] # scalar # [{;
      });
    }
    ::llvm::SmallVector<::tcc::ir::Complex> $cppClass::splitComplex([[maybe_unused]] ComplexBuilder &c,
                                                                    ::llvm::ArrayRef<::tcc::ir::Complex> in) {
    }] # bindComplex # [{
      return }] # "{" # complex # "};\n}\n" # [{
    ::mlir::OpFoldResult $cppClass::fold([[maybe_unused]] FoldAdaptor adaptor) {
    }] # bind # "\n"
    # !if(!empty(shortcut), "", "if (::mlir::OpFoldResult known = " # shortcut # ") return known;\n")
    # !if(!empty(neutral), "", "if (::mlir::Value same = foldNeutral(*this, adaptor.getOperands(), "
                               # neutral # ")) return same;\n")
    # !if(!empty(value), "return {};", "return foldConstants(*this, adaptor.getOperands(), [&]("
                                       # parameters # ") { return " # value # "; });")
    # "\n}\n"
    # !if(!empty(partials), "", [{
    ::llvm::SmallVector<::mlir::Value> $cppClass::vjp(RuleBuilder &g, ::mlir::ValueRange cotangents) {
      return vjpOfPartials(*this, g, cotangents);
    }
    ::llvm::SmallVector<::mlir::Value> $cppClass::jvp(RuleBuilder &g, ::mlir::ValueRange tangents) {
      return jvpOfPartials(*this, g, tangents);
    }
    ::mlir::Value $cppClass::partial(RuleBuilder &g, unsigned operand, ::mlir::Value t) {
    }] # bind # " [[maybe_unused]] ::mlir::Value y = getResult();\nswitch (operand) {\n"
    # !interleave(!foreach(i, indices, "case " # i # ": return "
        # !if(!lt(i, !size(partials)), partials[i], "{}") # ";\n"), "")
    # "default: return {};\n}\n}\n");
}

class Tcc_Unary<string mnemonic, Constraint type, list<string> partials = [], list<Trait> traits = []>
    : Tcc_Elementwise<mnemonic, ["x"], [type], type, partials, traits>;

class Tcc_Binary<string mnemonic, Constraint type, list<string> partials = [], list<Trait> traits = []>
    : Tcc_Elementwise<mnemonic, ["a", "b"], [type, type], type, partials, traits>;

/// A unary op of floats that is one op of the math dialect.
class Tcc_MathUnary<string mnemonic, string mathOp, list<string> partials, Constraint type = Tcc_FloatTensor>
    : Tcc_Unary<mnemonic, type, partials> {
  let scalar = "s.create<::mlir::math::" # mathOp # ">(x)";
}

/// The same, of complex numbers too: the method of ComplexBuilder has the op's name.
class Tcc_ComplexMathUnary<string mnemonic, string mathOp, list<string> partials>
    : Tcc_MathUnary<mnemonic, mathOp, partials, Tcc_FloatOrComplexTensor> {
  let complex = "c." # mnemonic # "(x)";
}

#endif

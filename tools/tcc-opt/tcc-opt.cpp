// mlir-opt with tcc's dialects and passes.
#include "tcc/Pipelines/Registration.h"

#include "mlir/Tools/mlir-opt/MlirOptMain.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  tcc::registerDialects(registry);
  tcc::registerPasses();
  return mlir::asMainReturnCode(mlir::MlirOptMain(argc, argv, "tcc optimizer driver\n", registry));
}

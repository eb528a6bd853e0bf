# How libraries of this project are declared: one function, two kinds of code.
#   tcc_add_library(name [API] SOURCES ... [LINK ...])  C++ without LLVM: exceptions on; API: part of libtcc.so
#   tcc_add_mlir_library(name SOURCES ... [LINK ...])   compiler code: MLIR headers (precompiled), exceptions off

find_package(Threads REQUIRED)
find_package(MLIR 22.1 REQUIRED CONFIG) # the version file refuses a plain 22
list(APPEND CMAKE_MODULE_PATH ${MLIR_CMAKE_DIR} ${LLVM_CMAKE_DIR})
include(TableGen)
include(AddLLVM)
include(AddMLIR)

# One definition of "the compiler's dependencies": archives in one group (Debian's CMake targets would bring
# libLLVM.so beside them, and its options register twice), or the shared libraries for quick development links.
add_library(tcc_mlir INTERFACE)
target_include_directories(tcc_mlir SYSTEM INTERFACE ${LLVM_INCLUDE_DIRS} ${MLIR_INCLUDE_DIRS})
if(TCC_STATIC_LLVM)
  file(GLOB tcc_llvm_archives ${LLVM_LIBRARY_DIR}/libMLIR*.a ${LLVM_LIBRARY_DIR}/libLLVM*.a ${LLVM_LIBRARY_DIR}/liblld*.a)
  list(SORT tcc_llvm_archives)
  list(FILTER tcc_llvm_archives EXCLUDE REGEX "Test|CAPI|Exegesis|BOLT|MlirOptMain")
  target_link_libraries(tcc_mlir INTERFACE -Wl,--start-group ${tcc_llvm_archives} -Wl,--end-group -Wl,--gc-sections z zstd Threads::Threads dl m)
else()
  target_link_libraries(tcc_mlir INTERFACE MLIR ${LLVM_LIBRARY_DIR}/liblldELF.a ${LLVM_LIBRARY_DIR}/liblldCommon.a LLVM z zstd Threads::Threads)
endif()

function(tcc_common_options name)
  target_include_directories(${name} PUBLIC
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include> $<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/include>
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/runtime/include> $<INSTALL_INTERFACE:include>)
  target_compile_options(${name} PRIVATE -Wall -Wextra -Wno-unused-parameter -ffunction-sections -fdata-sections)
  # Same input, same bits: no source path in the output.
  target_compile_options(${name} PRIVATE -ffile-prefix-map=${PROJECT_SOURCE_DIR}=.)
  if(TCC_WERROR)
    target_compile_options(${name} PRIVATE -Werror)
  endif()
  if(TCC_SANITIZE)
    # vptr wants the type information of LLVM's classes, function reads the word before a function, where compiled kernels have none.
    target_compile_options(${name} PRIVATE -fsanitize=${TCC_SANITIZE} -fno-sanitize=vptr,function -fno-sanitize-recover=all
      -fno-omit-frame-pointer -g1)
    target_link_options(${name} PUBLIC -fsanitize=${TCC_SANITIZE})
    get_target_property(type ${name} TYPE)
    if(type STREQUAL EXECUTABLE)
      tcc_sanitizer_options(${name})
    endif()
  endif()
endfunction()

# Every program of a sanitized build, one that is only linked with the sanitizers too.
function(tcc_sanitizer_options name)
  if(TCC_SANITIZE)
    target_sources(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tools/dev/cmake/SanitizerOptions.cpp)
  endif()
endfunction()

function(tcc_add_library name)
  cmake_parse_arguments(ARG "API" "" "SOURCES;LINK" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  if(ARG_API) # part of libtcc.so, whose export list then hides the rest
    set_target_properties(${name} PROPERTIES CXX_VISIBILITY_PRESET default VISIBILITY_INLINES_HIDDEN OFF)
  endif()
  tcc_common_options(${name})
  target_link_libraries(${name} PUBLIC ${ARG_LINK})
endfunction()

# MLIR's headers cost 8 s a file unless precompiled: one precompiled header serves every compiler library.
file(WRITE ${CMAKE_BINARY_DIR}/tcc_pch.cpp "// The owner of the precompiled header.\n")
add_library(tcc_pch STATIC ${CMAKE_BINARY_DIR}/tcc_pch.cpp)
function(tcc_mlir_options name)
  tcc_common_options(${name})
  target_compile_options(${name} PRIVATE -fno-exceptions)
  target_link_libraries(${name} PUBLIC tcc_mlir)
  if(CMAKE_CXX_COMPILER_ID MATCHES Clang)
    target_compile_options(${name} PRIVATE "SHELL:-Xclang -fno-pch-timestamp")
  endif()
endfunction()
tcc_mlir_options(tcc_pch)
target_precompile_headers(tcc_pch PRIVATE ${PROJECT_SOURCE_DIR}/tools/dev/cmake/Precompiled.h)

function(tcc_add_mlir_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  tcc_mlir_options(${name})
  target_precompile_headers(${name} REUSE_FROM tcc_pch)
  add_dependencies(${name} tcc_tablegen)
  target_link_libraries(${name} PUBLIC ${ARG_LINK})
endfunction()

function(tcc_add_mlir_executable name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  tcc_mlir_options(${name})
  target_compile_options(${name} PRIVATE -fPIC) # not -fPIE: as the precompiled header was made
  target_precompile_headers(${name} REUSE_FROM tcc_pch)
  add_dependencies(${name} tcc_tablegen)
  target_link_libraries(${name} PRIVATE ${ARG_LINK})
endfunction()

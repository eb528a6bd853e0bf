// What the sanitizers are told, in every program of a sanitized build. Only code that is not ours
// is exempt, each with its reason.

extern "C" const char *__asan_default_options() {
  // allocator_may_return_null: memory that cannot be had is an error of ours, as without a
  // sanitizer. allow_user_poisoning: LLVM's allocators poison memory in their inline code, on our
  // side, and give it out in libLLVM, which is not instrumented.
  return "allocator_may_return_null=1:allow_user_poisoning=0";
}

extern "C" const char *__tsan_default_options() {
  // ignore_noninstrumented_modules: libLLVM and libMLIR publish memory by atomics that are not
  // seen; what they do in malloc or under a lock is then no race. Our code is instrumented and
  // stays watched.
  return "allocator_may_return_null=1:ignore_noninstrumented_modules=1";
}

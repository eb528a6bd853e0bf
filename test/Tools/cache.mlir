// What was compiled is found again by the next process; stats and prune see it. Files of others that lie in the folder stay.

// RUN: rm -rf %t && mkdir -p %t/cache && echo x,y > %t/d.csv && touch %t/cache/mine.so
// RUN: awk 'BEGIN { for (i = 0; i < 40; ++i) print i % 7 "," i % 2 }' >> %t/d.csv
// RUN: env TCC_CACHE_DIR=%t/cache tcc train %s --data=%t/d.csv --label=y --loss=binary_cross_entropy --optimizer=sgd:lr=0.1 --epochs=1 --batch=8 -o %t/w.safetensors
// RUN: ls %t/cache | FileCheck %s --check-prefix=FILES
// FILES-NOT: tmp
// FILES: {{^[0-9a-f]+\.so$}}
// FILES-NOT: tmp

// RUN: env TCC_CACHE_DIR=%t/cache tcc cache stats | FileCheck %s --check-prefix=STATS
// STATS: folder: {{.*}}cache
// STATS-NEXT: there: {{[1-9][0-9]*}} entries, {{[0-9.]+}} MB
// STATS-NEXT: limit: 1024.0 MB

// RUN: env TCC_CACHE_DIR=%t/cache tcc cache prune --max-mb=100 | FileCheck %s --check-prefix=KEEP
// KEEP: removed: 0 entries
// KEEP-NEXT: there: {{[1-9][0-9]*}} entries

// RUN: env TCC_CACHE_DIR=%t/cache tcc cache prune | FileCheck %s --check-prefix=PRUNE
// PRUNE: removed: {{[1-9][0-9]*}} entries
// PRUNE-NEXT: there: 0 entries, 0.0 MB
// RUN: ls %t/cache | FileCheck %s --check-prefix=FOREIGN
// FOREIGN: mine.so

// RUN: env TCC_CACHE_DIR=%t/cache TCC_CACHE_MAX_MB=7 tcc cache stats | FileCheck %s --check-prefix=LIMIT
// LIMIT: limit: 7.0 MB

// RUN: env TCC_CACHE=off tcc cache stats | FileCheck %s --check-prefix=OFF
// OFF: there is no cache: TCC_CACHE is off

func.func @main(%x: tensor<?x1xf32>,
                %w: tensor<1x1xf32> {tcc.param = "w", tcc.init = "zeros"}) -> tensor<?x1xf32> {
  %0 = tcc.matmul %x, %w : tensor<?x1xf32>, tensor<1x1xf32>
  %1 = tcc.sigmoid %0 : tensor<?x1xf32>
  return %1 : tensor<?x1xf32>
}

/* Included before every source of llama.cpp by llama_cpp.cmake.
 *
 * Up to GCC 13 the intrinsic that loads the configuration of AMX tiles tells the compiler that it reads 8 of the 64
 * bytes. The stores of the others are dropped as dead, the tiles have no rows, and the first instruction that uses one
 * ends the program with SIGILL. The barrier makes all stores happen before.
 */
#if defined(__AMX_TILE__)
#include <immintrin.h>

/* Searched for by set_up.py: a build without it is made anew. */
__attribute__((used)) static const char stepwise_tile_config[] = "stepwise-tile-config-1";

static inline __attribute__((always_inline)) void stepwise_tile_loadconfig(const void *config) {
    __asm__ volatile("" : : "r"(config) : "memory");
    _tile_loadconfig(config);
}
#define _tile_loadconfig stepwise_tile_loadconfig
#endif

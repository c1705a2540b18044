/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * Numbers side by side, in GCC's vector types: what a machine lacks in width the
 * compiler makes up for, with the same results. Functions that are marked LANES_HOT are
 * compiled for several machines, and the right one is taken when the program starts;
 * LANES_PLAIN leaves that out, so that tests can compare.
 *
 * -ffp-contract=off is taken for granted: no fused multiply-add on one machine only.
 */
#ifndef NFOD_LIB_LANES_H
#define NFOD_LIB_LANES_H

#include <stdint.h>
#include <string.h>

#define LANES 8

typedef float lanes_float __attribute__((vector_size(4 * LANES)));
typedef uint32_t lanes_u32 __attribute__((vector_size(4 * LANES)));
typedef int8_t lanes_i8 __attribute__((vector_size(LANES)));
typedef int32_t lanes_i32 __attribute__((vector_size(4 * LANES)));

#if defined(__x86_64__) && defined(__gnu_linux__) && !defined(LANES_PLAIN)
#define LANES_HOT __attribute__((target_clones("avx2", "default")))
#else
#define LANES_HOT
#endif

#define LANES_INLINE static inline __attribute__((always_inline))

LANES_INLINE lanes_float lanes_load(const float *from)
{
	lanes_float lanes;

	memcpy(&lanes, from, sizeof(lanes));
	return lanes;
}

LANES_INLINE void lanes_store(float *to, lanes_float lanes)
{
	memcpy(to, &lanes, sizeof(lanes));
}

LANES_INLINE lanes_float lanes_all(float value)
{
	return (lanes_float){ 0 } + value;
}

/* @then where @mask is all ones, @otherwise where it is 0. */
LANES_INLINE lanes_float lanes_select(lanes_i32 mask, lanes_float then, lanes_float otherwise)
{
	return (lanes_float)(((lanes_i32)then & mask) | ((lanes_i32)otherwise & ~mask));
}

LANES_INLINE lanes_float lanes_clamp(lanes_float value, float most)
{
	value = lanes_select(value > most, lanes_all(most), value);
	return lanes_select(value < -most, lanes_all(-most), value);
}

#endif

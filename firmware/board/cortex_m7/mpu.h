/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/* Regions of the memory protection unit; where two of them overlap the higher one counts. */
#ifndef FW_BOARD_CORTEX_M7_MPU_H
#define FW_BOARD_CORTEX_M7_MPU_H

#include "core.h"

/* Of MPU_RBAR and MPU_RASR. */
#define MPU_VALID 0x10u
#define MPU_ENABLE 1u
/* Of MPU_CTRL: for hard faults, NMI and masked faults as well. */
#define MPU_IN_FAULTS 2u
#define MPU_SIZE(log2) (((log2)-1u) << 1)
#define MPU_WRITE_THROUGH 0x00020000u
#define MPU_DEVICE 0x00050000u
#define MPU_NOT_CACHED 0x00080000u
#define MPU_WRITE_BACK 0x000b0000u
#define MPU_NO_ACCESS 0u
#define MPU_READ_WRITE 0x03000000u
#define MPU_READ_ONLY 0x06000000u
#define MPU_NO_CODE 0x10000000u

/**
 * mpu_set() - region number @region is 2^n bytes from @base, a multiple of that
 */
static inline void mpu_set(uint32_t region, uint32_t base, uint32_t attributes)
{
	MPU_RBAR = base | MPU_VALID | region;
	MPU_RASR = attributes | MPU_ENABLE;
}

static inline void mpu_clear(uint32_t region)
{
	MPU_RBAR = MPU_VALID | region;
	MPU_RASR = 0;
}

/**
 * mpu_start() - regions hold from now on, within faults too, and there is no other memory
 */
static inline void mpu_start(void)
{
	MPU_CTRL = MPU_ENABLE | MPU_IN_FAULTS;
	core_barrier();
}

#endif

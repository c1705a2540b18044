// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include <stdbool.h>

#include "mpu.h"
#include "mps2.h"
#include "nfod/lockstep.h"

#define PERIPHERALS 0x40000000u

/* Memory is written through, as far as there is a cache. */
#define NORMAL MPU_WRITE_THROUGH

enum region {
	REGION_FLASH,
	REGION_RAM,
	REGION_DEVICES,
	REGION_GUARD,
	REGION_WINDOW,
	REGION_BUFFER,
};

extern uint32_t stack_guard[];

void mps2_open_flash(bool open)
{
	mpu_set(REGION_FLASH, MPS2_FLASH,
		MPU_SIZE(21) | NORMAL | (open ? MPU_READ_WRITE : MPU_READ_ONLY));
	core_barrier();
}

void board_protect(void)
{
	mpu_set(REGION_RAM, MPS2_RAM, MPU_SIZE(22) | NORMAL | MPU_READ_WRITE | MPU_NO_CODE);
	mpu_set(REGION_DEVICES, PERIPHERALS,
		MPU_SIZE(29) | MPU_DEVICE | MPU_READ_WRITE | MPU_NO_CODE);
	mpu_set(REGION_GUARD, (uint32_t)stack_guard,
		MPU_SIZE(8) | NORMAL | MPU_NO_ACCESS | MPU_NO_CODE);
	mpu_set(REGION_WINDOW, NFOD_LOCKSTEP_WINDOW,
		MPU_SIZE(21) | NORMAL | MPU_READ_WRITE | MPU_NO_CODE);
	mpu_set(REGION_BUFFER, NFOD_LOCKSTEP_BUFFER,
		MPU_SIZE(23) | NORMAL | MPU_READ_WRITE | MPU_NO_CODE);
	mps2_open_flash(false);
	mpu_start();
}

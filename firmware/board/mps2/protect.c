// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include <stdbool.h>

#include "core.h"
#include "mps2.h"
#include "nfod/lockstep.h"

#define PERIPHERALS 0x40000000u

/* Of MPU_RBAR and MPU_RASR. */
#define REGION_VALID 0x10u
#define ENABLE 1u
#define SIZE(log2) (((log2)-1u) << 1)
#define NORMAL 0x00020000u /* write-through, as far as there is a cache */
#define DEVICE 0x00050000u
#define NO_ACCESS 0u
#define READ_WRITE 0x03000000u
#define READ_ONLY 0x06000000u
#define NO_CODE 0x10000000u

enum region {
	REGION_FLASH,
	REGION_RAM,
	REGION_DEVICES,
	REGION_GUARD,
	REGION_WINDOW,
	REGION_BUFFER,
};

extern uint32_t stack_guard[];

static void set_region(enum region region, uint32_t base, uint32_t attributes)
{
	MPU_RBAR = base | REGION_VALID | region;
	MPU_RASR = attributes | ENABLE;
}

void mps2_open_flash(bool open)
{
	set_region(REGION_FLASH, MPS2_FLASH, SIZE(21) | NORMAL | (open ? READ_WRITE : READ_ONLY));
	core_barrier();
}

void mps2_open_window(void)
{
	set_region(REGION_WINDOW, NFOD_LOCKSTEP_WINDOW, SIZE(21) | NORMAL | READ_WRITE | NO_CODE);
	set_region(REGION_BUFFER, NFOD_LOCKSTEP_BUFFER, SIZE(23) | NORMAL | READ_WRITE | NO_CODE);
	core_barrier();
}

void mps2_protect(void)
{
	set_region(REGION_RAM, MPS2_RAM, SIZE(22) | NORMAL | READ_WRITE | NO_CODE);
	set_region(REGION_DEVICES, PERIPHERALS, SIZE(29) | DEVICE | READ_WRITE | NO_CODE);
	set_region(REGION_GUARD, (uint32_t)stack_guard, SIZE(8) | NORMAL | NO_ACCESS | NO_CODE);
	mps2_open_flash(false);
	/* Also within faults, and no memory but these regions. */
	MPU_CTRL = ENABLE;
	core_barrier();
}

// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Memory protection and caches. Where what lies, and why that is coherent: h743.h.
 */
#include "cache.h"
#include "clock.h"
#include "h743.h"
#include "mpu.h"
#include "regs.h"

#define NULL_REGION 0x00000000u
#define ITCM 0x00000000u
#define DTCM 0x20000000u
#define AXI_SRAM 0x24000000u
#define SRAM1 0x30000000u
#define BACKUP_SRAM 0x38800000u
#define PERIPHERALS 0x40000000u
#define SYSTEM_MEMORY 0x1ff00000u

enum region {
	REGION_FLASH,
	REGION_FLASH_OPEN,
	REGION_ITCM,
	REGION_NULL,
	REGION_DTCM,
	REGION_GUARD,
	REGION_AXI_SRAM,
	REGION_SRAM1,
	REGION_BACKUP_SRAM,
	REGION_DEVICES,
	REGION_SYSTEM_MEMORY,
	REGION_WINDOW,
	REGION_SDRAM,
};

extern uint32_t stack_guard[], vectors_copy[];

/* Device memory: programming wants its words one by one and in order. No code runs there then. */
void h743_open_flash(uint32_t at)
{
	mpu_set(REGION_FLASH_OPEN, at & ~(NFOD_FLASH_SECTOR_BYTES - 1u),
		MPU_SIZE(17) | MPU_DEVICE | MPU_READ_WRITE | MPU_NO_CODE);
	core_barrier();
}

void h743_close_flash(void)
{
	mpu_clear(REGION_FLASH_OPEN);
	core_barrier();
}

static void set_core_regions(void)
{
	mpu_set(REGION_FLASH, H743_FLASH, MPU_SIZE(21) | MPU_WRITE_BACK | MPU_READ_ONLY);
	mpu_clear(REGION_FLASH_OPEN);
	mpu_set(REGION_ITCM, ITCM, MPU_SIZE(16) | MPU_NOT_CACHED | MPU_READ_ONLY);
	mpu_set(REGION_NULL, NULL_REGION,
		MPU_SIZE(10) | MPU_NOT_CACHED | MPU_NO_ACCESS | MPU_NO_CODE);
	mpu_set(REGION_DTCM, DTCM, MPU_SIZE(17) | MPU_NOT_CACHED | MPU_READ_WRITE | MPU_NO_CODE);
	mpu_set(REGION_GUARD, (uint32_t)(uintptr_t)stack_guard,
		MPU_SIZE(8) | MPU_NOT_CACHED | MPU_NO_ACCESS | MPU_NO_CODE);
}

static void set_bus_regions(void)
{
	mpu_set(REGION_AXI_SRAM, AXI_SRAM,
		MPU_SIZE(19) | MPU_WRITE_BACK | MPU_READ_WRITE | MPU_NO_CODE);
	mpu_set(REGION_SRAM1, SRAM1, MPU_SIZE(17) | MPU_NOT_CACHED | MPU_READ_WRITE | MPU_NO_CODE);
	mpu_set(REGION_BACKUP_SRAM, BACKUP_SRAM,
		MPU_SIZE(12) | MPU_NOT_CACHED | MPU_READ_WRITE | MPU_NO_CODE);
	mpu_set(REGION_DEVICES, PERIPHERALS,
		MPU_SIZE(29) | MPU_DEVICE | MPU_READ_WRITE | MPU_NO_CODE);
	mpu_set(REGION_SYSTEM_MEMORY, SYSTEM_MEMORY,
		MPU_SIZE(20) | MPU_DEVICE | MPU_READ_ONLY | MPU_NO_CODE);
}

/* Not before it answers: the core reads memory ahead, wanted or not. */
void h743_open_memory(void)
{
	mpu_set(REGION_WINDOW, H743_WINDOW,
		MPU_SIZE(15) | MPU_DEVICE | MPU_READ_WRITE | MPU_NO_CODE);
	mpu_set(REGION_SDRAM, H743_SDRAM,
		MPU_SIZE(25) | MPU_WRITE_BACK | MPU_READ_WRITE | MPU_NO_CODE);
	core_barrier();
}

/* Memories that have to be switched on: the record's, which is also locked against stray writes. */
static void power_memories(void)
{
	reg_set(RCC_AHB2ENR, RCC_AHB2ENR_SRAM1EN);
	reg_set(RCC_AHB4ENR, RCC_AHB4ENR_BKPRAMEN);
	(void)reg_read(RCC_AHB4ENR);
	reg_set(PWR_CR1, PWR_CR1_DBP);
}

void board_protect(void)
{
	SCB_VTOR = (uint32_t)(uintptr_t)vectors_copy;
	core_barrier();
	set_core_regions();
	set_bus_regions();
	mpu_start();
	/* Now there is room for a record of what goes wrong from here on. */
	power_memories();
	cache_start();
	clock_start();
}

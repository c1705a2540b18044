/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/* Registers of an ARMv7-M core, as the architecture's manual names them. */
#ifndef FW_BOARD_CORTEX_M7_CORE_H
#define FW_BOARD_CORTEX_M7_CORE_H

#include <stdint.h>

#define CORE_REG(at) (*(volatile uint32_t *)(at))

/* One bit, or one byte, an interrupt. */
#define NVIC_ISER ((volatile uint32_t *)0xe000e100u)
#define NVIC_ISPR ((volatile uint32_t *)0xe000e200u)
#define NVIC_IPR ((volatile uint8_t *)0xe000e400u)
#define SCB_VTOR CORE_REG(0xe000ed08u)
#define SCB_AIRCR CORE_REG(0xe000ed0cu)
#define SCB_CCR CORE_REG(0xe000ed14u)
#define SCB_SHCSR CORE_REG(0xe000ed24u)
#define SCB_CFSR CORE_REG(0xe000ed28u)
#define SCB_HFSR CORE_REG(0xe000ed2cu)
#define SCB_MMFAR CORE_REG(0xe000ed34u)
#define SCB_BFAR CORE_REG(0xe000ed38u)
#define SCB_CCSIDR CORE_REG(0xe000ed80u)
#define SCB_CSSELR CORE_REG(0xe000ed84u)
#define SCB_CPACR CORE_REG(0xe000ed88u)
#define SCB_ICIALLU CORE_REG(0xe000ef50u)
#define SCB_DCIMVAC CORE_REG(0xe000ef5cu)
#define SCB_DCISW CORE_REG(0xe000ef60u)
#define SCB_DCCMVAC CORE_REG(0xe000ef68u)
#define SCB_DCCIMVAC CORE_REG(0xe000ef70u)
#define MPU_CTRL CORE_REG(0xe000ed94u)
#define MPU_RBAR CORE_REG(0xe000ed9cu)
#define MPU_RASR CORE_REG(0xe000eda0u)

#define AIRCR_KEY 0x05fa0000u
#define AIRCR_SYSRESETREQ 4u
#define CCR_DIV_0_TRP 0x10u
/* Bus faults do not count while faults are masked. */
#define CCR_BFHFNMIGN 0x100u
#define CCR_DC 0x10000u
#define CCR_IC 0x20000u
#define SHCSR_FAULTS 0x70000u
/* Stacking itself failed: memory protection, bus. */
#define CFSR_MSTKERR 0x10u
#define CFSR_STKERR 0x1000u
#define CFSR_BUS 0xff00u
#define CPACR_FPU 0xf00000u

static inline void core_barrier(void)
{
	__asm__ volatile("dsb\n\tisb" ::: "memory");
}

/* Interrupts of this priority and those behind it wait; 0 = none does. At once, either way. */
static inline void core_mask(uint32_t priority)
{
	__asm__ volatile("msr basepri, %0\n\tisb" ::"r"(priority) : "memory");
}

#endif

/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: mps2-an500 as QEMU has it
 *
 * A Cortex-M7 with 4 MiB of memory for data and 16 MiB of PSRAM, which a file on the host
 * stands for: its first 2 MiB are the flash. They are memory and not flash: flash.c sees to it
 * that they behave like it, memory protection that nobody else writes there.
 *
 * The drive's image sees the front-end and the host's transfers in the PSRAM above the flash, and
 * has its buffer RAM there: nfod/lockstep.h says where.
 *
 * Code at address 0, where the machine has memory as well, is not used: a call of a null
 * pointer is a fault.
 */
#ifndef FW_BOARD_MPS2_H
#define FW_BOARD_MPS2_H

#include "board.h"
#include "boot/boot.h"

#define MPS2_FLASH 0x60000000u
#define MPS2_FLASH_BYTES (NFOD_FLASH_SECTORS * NFOD_FLASH_SECTOR_BYTES)
#define MPS2_RAM 0x20000000u
#define MPS2_RAM_BYTES (4u << 20)
/* Below it lies what a stack that grows too far runs into. */
#define MPS2_STACK_BYTES (64u * 1024u)
#define MPS2_GUARD_BYTES 256u

/* Whether flash can be written; only while flash.c does. */
void mps2_open_flash(bool open);

/* What boot loader and images take from others, and by which keys. */
extern const struct boot_identity mps2_identity;

/**
 * mps2_dfu() - DFU mode (boot/device.h), in lockstep, until the drive starts anew
 * @running: slot whose image runs, NFOD_SLOT_NONE = recovery
 * @from_ns: when it comes onto the bus
 *
 * The call under way has been carried out.
 */
void mps2_dfu(struct boot *boot, uint32_t running, uint64_t from_ns) __attribute__((noreturn));

/*
 * The servo's line is raised by software, since the machine has no front-end: mps2_raise_servo()
 * returns when it has been answered; or else by a timer.
 */
void mps2_allow_servo(void);
void mps2_raise_servo(void);

/* The servo's line is raised after @counts of the clock, once; 0 = not. */
void mps2_servo_after(uint32_t counts);
/* For board_servo(): the timer need not raise it any longer. */
void mps2_servo_came(void);

/* Counts up at 25 MHz (NFOD_LOCKSTEP_COUNT_NS). */
void mps2_clock_start(void);
uint32_t mps2_clock(void);

#endif

/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: what boards with a Cortex-M7 have in common
 *
 * From reset to main(), faults that nobody handles, and the hand-over from boot loader to
 * image are the same for all (start.c, fault.c). Each board adds the vector table with its own
 * interrupts, a linker script with the symbols that start.c and fault.c use, and what is
 * declared here as the board's.
 */
#ifndef FW_BOARD_CORTEX_M7_BOARD_H
#define FW_BOARD_CORTEX_M7_BOARD_H

#include <stdbool.h>

#include "boot/flash.h"
#include "nfod/fault.h"

/* Survives a reset, not a power cycle: at the same place for boot loader and images. */
extern struct nfod_fault_record board_fault;

/* The board's flash. */
extern const struct nfod_flash board_flash;

/**
 * board_protect() - the board's: memory protection, and what else must be before main()
 */
void board_protect(void);

/**
 * board_watch() - the board's: start the watchdog: @ms without board_feed() are a reset
 */
void board_watch(uint32_t ms);
/* From the boot loader on: an image has this long to begin feeding it. */
#define BOARD_PATIENCE_MS 500u
void board_feed(void);

/**
 * board_servo() - the servo's interrupt; a fault in an image that has none
 */
void board_servo(void);

/* Its priority, above all that shares data with the main loop; the upper four bits count. */
#define BOARD_SERVO_PRIORITY 0x40u

/**
 * board_hold_servo() - hold_servo() of struct nfod_board
 */
void board_hold_servo(void *ctx, bool hold);

/* For the vector table: where a start begins, and what nobody wants ends. */
void board_start(void);
void fault_entry(void);

/* Where this very image lies. */
uint32_t board_running_slot(void);

void board_reset(void) __attribute__((noreturn));

/**
 * board_run() - hand over to the image whose vector table is at @entry
 */
void board_run(uint32_t entry) __attribute__((noreturn));

int main(void);

#endif

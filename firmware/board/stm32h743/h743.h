/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: STM32H743, the reference hardware
 *
 * Documentation/hardware.md is the board: pins, window to the front-end, supply, option bytes.
 *
 * Memory, and who touches it. Only the core and two DMAs do; USB's packets the core moves by
 * itself (otg.h).
 *
 * - ITCM: code of the servo, of all interrupts and of flash.c, and the vector table in use. The
 *   boot loader is there as a whole. So nothing that has to go on waits for flash while a word is
 *   programmed or a sector erased in the bank that the rest of the code runs from.
 * - DTCM: the stack, and the samples of a tick, which MDMA writes. Coupled memory has no cache
 *   in front of it: what MDMA wrote is what the core reads.
 * - AXI SRAM: data, the firmware's state. Cached, written back; no DMA reads or writes there.
 * - SRAM1: what the DMAs need of their own, .dma: a time stamp that DMA1 writes and nobody reads,
 *   and the link that MDMA loads itself from. Not cached.
 * - SDRAM: buffer RAM. Cached, written back; DMA2 moves whole pages between it and the front-end.
 *   pages.c cleans a page before it is read, and invalidates it before and after it is written:
 *   before, so that no line is written back over the new data, after, since the core may have
 *   fetched lines ahead meanwhile. A page is 4 KiB and begins on a line: no line has a neighbour
 *   in it. Nobody looks at a page that the engine works on (nfod/frontend.h). Writing through
 *   would be simpler, but for an erratum of this core (loads behind stores that are written
 *   through may give wrong data).
 * - The front-end's window: device memory, in order, never cached.
 * - Backup SRAM: the fault record. Not cached.
 */
#ifndef FW_STM32H743_H743_H
#define FW_STM32H743_H743_H

#include "board.h"
#include "boot/boot.h"
#include "nfod/frontend.h"

#define H743_FLASH 0x08000000u
#define H743_WINDOW 0x60000000u
#define H743_SDRAM 0xc0000000u
#define H743_SDRAM_BYTES (32u << 20)
#define H743_PAGE_BYTES 4096u

/* Priorities; the upper four bits count, and the lowest number comes first. */
enum h743_priority {
	H743_PRIORITY_SERVO = BOARD_SERVO_PRIORITY,
	H743_PRIORITY_PAGES = 0x80,
	H743_PRIORITY_USB = 0xc0,
};

enum h743_interrupt {
	H743_IRQ_EXTI1 = 7,
	H743_IRQ_DMA2_STREAM0 = 56,
	H743_IRQ_OTG_HS = 77,
	H743_IRQ_MDMA = 122,
	H743_INTERRUPTS = 150,
};

/**
 * struct h743_window - what the processor sees of the front-end
 * @fe: its registers
 * @doorbell: written by the board when it has new orders
 * @request: number of the page that the engine wants moved, raised by it after the two below
 * @page: which one of buffer RAM
 * @to_engine: 1 = from buffer RAM into @aperture, 0 = out of it
 * @done: number of the last page that was moved, set by the board
 * @aperture: the page on its way
 */
struct h743_window {
	struct nfod_frontend fe;
	uint8_t reserved0[0x3000 - sizeof(struct nfod_frontend)];
	uint32_t doorbell;
	uint32_t request;
	uint32_t page;
	uint32_t to_engine;
	uint32_t done;
	uint8_t reserved1[0x1000 - 20];
	uint32_t aperture[H743_PAGE_BYTES / 4];
};

_Static_assert(sizeof(struct h743_window) == 0x5000, "size of struct h743_window");

static inline volatile struct h743_window *h743_window(void)
{
	return (volatile struct h743_window *)(uintptr_t)H743_WINDOW;
}

/* What this board is. */
extern const struct boot_identity h743_identity;

/* Whether the words of the sector at @at can be programmed; only while flash.c does. */
void h743_open_flash(uint32_t at);
void h743_close_flash(void);
/* SDRAM and window can be touched; for h743_memory(). */
void h743_open_memory(void);

void h743_allow(enum h743_interrupt irq, enum h743_priority priority);

/* Interrupts of an image that has them; faults in one that has not. */
void h743_page_wanted(void);
void h743_page_moved(void);

/* Each pin to its purpose, and the clocks of what is used. */
void h743_pins(void);

/* SDRAM and the front-end's window can be touched from now on. */
void h743_memory(void);

/* The time base: nanoseconds since h743_time_start(); called more often than every 200 s. */
void h743_time_start(void);
uint64_t h743_now_ns(void);

/**
 * h743_blocks_start() - from now on board_servo() is called for each tick of the front-end
 */
void h743_blocks_start(void);
/* The samples of the last tick. */
extern const volatile struct nfod_fe_block h743_block;
/* For board_servo(): the tick has been seen. */
void h743_block_taken(void);

void h743_pages_start(void);

/**
 * enum h743_option - what is wrong with the option bytes
 */
enum h743_option {
	H743_OPTION_BROWN_OUT = 1,
	H743_OPTION_SWAPPED = 2,
	H743_OPTION_WATCHDOG = 4,
	H743_OPTION_SECURITY = 8,
	H743_OPTION_BOOT_ADDRESS = 16,
	H743_OPTION_UNPROTECTED = 32,
	H743_OPTION_LOCKED_FOR_EVER = 64,
};

/* Return: set of enum h743_option. */
uint32_t h743_options(void);

/* Light of the service lamp. */
void h743_lamp(bool on);
/* Whether the host gives power. */
bool h743_vbus(void);

/* A number of the part's own dice. */
uint32_t h743_random(void);

/* Ends of this start's cause: leaves a record when it was the watchdog. */
void h743_reset_cause(void);

/* DFU mode, until it is over and the board resets. */
void h743_dfu(struct boot *boot, uint32_t running) __attribute__((noreturn));

/* 24 digits: the part's own number. */
const char *h743_serial(void);

#endif

/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/* Between the model's registers (chip.c), its endpoints (chip_bus.c) and its FIFOs. */
#ifndef NFOD_TESTS_OTG_CHIP_INTERNAL_H
#define NFOD_TESTS_OTG_CHIP_INTERNAL_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "chip.h"
#include "otg_regs.h"
#include "usb/port.h"

#define CHIP_EPS 9u
#define CHIP_RAM_WORDS 1024u

#define EPINT_B2BSTUP (1u << 6)

/**
 * struct chip_ep - an endpoint, one direction
 * @ctl: DIEPCTL or DOEPCTL, what is kept of it
 * @interrupt: DIEPINT or DOEPINT, what is written to be cleared
 * @size: DIEPTSIZ or DOEPTSIZ
 * @pid: of the next data packet
 * @nak_in: looks until NAK is effective
 * @end_in: looks until it is disabled
 * @total: bytes it was enabled for
 * @loaded: of these, in the FIFO or gone (IN)
 * @moved: of these, taken by the host (IN)
 * @fifo: the FIFO's contents (IN)
 * @words: of these
 */
struct chip_ep {
	uint32_t ctl;
	uint32_t interrupt;
	uint32_t size;
	uint32_t pid;
	uint32_t nak_in;
	uint32_t end_in;
	uint32_t total;
	uint32_t loaded;
	uint32_t moved;
	uint32_t fifo[CHIP_RAM_WORDS];
	uint32_t words;
};

/**
 * struct chip_entry - what is in the FIFO for OUT packets
 * @status: as GRXSTSP gives it
 * @len: bytes behind it
 * @data: these
 */
struct chip_entry {
	uint32_t status;
	uint32_t len;
	uint32_t data[128];
};

#define CHIP_ENTRIES 512u

/**
 * struct chip - the controller
 * @plain: registers that keep what is written to them
 * @interrupts: GINTSTS, what is written to be cleared
 * @in: IN endpoints
 * @out: OUT endpoints
 * @entry: FIFO for OUT packets, a ring
 * @first: of these
 * @entries: how many
 * @data: the words of the entry that was popped
 * @left: of these, not yet read
 * @word: the next one
 * @nak_asked: SGONAK
 * @nak_effective: GONAKEFF
 * @set_up: a set-up packet has come, and no other token after it
 * @to_host: so was the last set-up packet
 * @acknowledged: the host has had the status stage of its last request
 * @address: that it answers to
 * @next_address: from the end of the status stage on
 * @addressed: there is one
 * @reset_in: looks until its reset is over
 * @flush_in: looks until FIFOs are flushed
 * @device_in: looks until it is a device
 * @asleep: the bus
 * @serving: the interrupt's function is running
 */
struct chip {
	uint32_t plain[0x1000 / 4];
	uint32_t interrupts;
	struct chip_ep in[CHIP_EPS];
	struct chip_ep out[CHIP_EPS];
	struct chip_entry entry[CHIP_ENTRIES];
	uint32_t first;
	uint32_t entries;
	struct chip_entry data;
	uint32_t left;
	uint32_t word;
	bool nak_asked;
	bool nak_effective;
	bool set_up;
	bool to_host;
	bool acknowledged;
	uint8_t address;
	uint8_t next_address;
	bool addressed;
	uint32_t reset_in;
	uint32_t flush_in;
	uint32_t device_in;
	bool asleep;
	bool serving;
};

extern struct chip chip;

static inline uint32_t chip_plain(uint32_t offset)
{
	return chip.plain[offset / 4];
}

/* chip_fifo.c */
uint32_t chip_out_words(void);
uint32_t chip_out_depth(void);
void chip_push(uint32_t pktsts, uint32_t ep, const void *data, uint32_t len);
uint32_t chip_pop(void);
uint32_t chip_pop_word(void);
uint32_t chip_in_depth(uint32_t ep);
void chip_load_word(uint32_t ep, uint32_t word);
void chip_flush(uint32_t order);
void chip_check_layout(void);

/* chip_bus.c */
void chip_write_in(uint32_t ep, uint32_t value);
void chip_write_out(uint32_t ep, uint32_t value);
void chip_look(void);
uint32_t chip_packet(const struct chip_ep *in, uint32_t ep);

#endif

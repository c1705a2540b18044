/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: a model of OTG_HS as a device, register by register
 *
 * One side of it is what the driver reads and writes (otg_read() and otg_write() of
 * otg_regs.h), the other one the packets of a host. It behaves as the reference manual says, and
 * fails the test when the driver does what the manual forbids: registers that there are not,
 * FIFO RAM overrun or read past its end, endpoints enabled twice or disabled without NAK.
 */
#ifndef NFOD_TESTS_OTG_CHIP_H
#define NFOD_TESTS_OTG_CHIP_H

#include <stdbool.h>
#include <stdint.h>

enum chip_answer {
	CHIP_ACK,
	CHIP_NAK,
	CHIP_STALL,
	/* nobody of that address, or no room for a set-up packet */
	CHIP_SILENCE,
};

/**
 * struct chip_trouble - what is not as it should be
 * @no_ahb: the controller is not clocked
 * @no_phy: there are no 60 MHz
 * @no_device: it stays a host
 * @in_hangs: IN endpoints do not end
 * @out_hangs: global OUT NAK never takes effect
 * @jitter: the interrupt comes between any two accesses to registers, also when it is too late
 */
struct chip_trouble {
	bool no_ahb;
	bool no_phy;
	bool no_device;
	bool in_hangs;
	bool out_hangs;
	bool jitter;
};

extern struct chip_trouble chip_trouble;

/**
 * struct chip_counts - since power-on
 * @interrupts: of the controller that were served
 * @reads: of registers
 * @writes: ditto
 * @naks: answers
 * @most_out_words: most words that were in the FIFO for OUT packets
 */
struct chip_counts {
	uint64_t interrupts;
	uint64_t reads;
	uint64_t writes;
	uint64_t naks;
	uint32_t most_out_words;
};

extern struct chip_counts chip_counts;

void chip_power_on(uint64_t seed);
uint64_t chip_random(void);

/* The processor gets to its interrupts. */
void chip_interrupt(void);

/* Whether the host sees a device. */
bool chip_is_attached(void);
void chip_bus_reset(bool high);
void chip_bus_reset_begins(void);
void chip_bus_reset_ends(bool high);
void chip_sleep(void);
void chip_wake(void);
/* The host asks for a short sleep (LPM): NAK stands for NYET. */
enum chip_answer chip_lpm(uint8_t address);

/* Packets of a host. @pid: 0 or 1, of the data packet. */
enum chip_answer chip_setup(uint8_t address, const uint8_t setup[8]);
enum chip_answer chip_out(uint8_t address, uint8_t ep, uint32_t pid, const void *data,
			  uint32_t len);
/* @acked: the host's handshake reaches the device. */
enum chip_answer chip_in(uint8_t address, uint8_t ep, uint32_t *pid, void *to, uint32_t *len,
			 bool acked);

/* The electrical test that it is in, until power-up; 0 = none. */
uint32_t chip_test_mode(void);

/* What the driver has programmed. */
uint32_t chip_register(uint32_t offset);

#endif

/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: a host on the model's bus
 *
 * Transfers, packet by packet, with data toggles checked and lost handshakes repeated. Between
 * two packets the device gets time by @pump.
 */
#ifndef NFOD_TESTS_OTG_BENCH_H
#define NFOD_TESTS_OTG_BENCH_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "chip.h"

#define BENCH_STALL (-1)
/* NAK for longer than any test is ready to wait. */
#define BENCH_TIMEOUT (-2)
#define BENCH_PATIENCE 2000u

/**
 * struct bench - the host
 * @pump: the device gets time
 * @ctx: for it
 * @address: that the host uses
 * @full: the bus is at full speed
 * @packet: bulk packets' size
 * @in_pid: toggles
 * @out_pid: ditto
 * @lossy: one handshake in so many is lost; 0 = none
 * @patience: how often NAK is met with another try
 */
struct bench {
	void (*pump)(void *ctx);
	void *ctx;
	uint8_t address;
	bool full;
	uint32_t packet;
	uint32_t in_pid[4];
	uint32_t out_pid[4];
	uint32_t lossy;
	uint32_t patience;
};

/**
 * struct bench_setup - a control request
 */
struct bench_setup {
	uint8_t type;
	uint8_t request;
	uint16_t value;
	uint16_t index;
	uint16_t length;
};

void bench_init(struct bench *bench, void (*pump)(void *ctx), void *ctx);
/* The bus is reset. */
void bench_reset(struct bench *bench);

void bench_raw_setup(const struct bench_setup *setup, uint8_t raw[8]);
/* Only the set-up packet, which every device must take. */
void bench_send_setup(struct bench *bench, const struct bench_setup *setup);
/* One packet; NAK comes back as BENCH_TIMEOUT. @pid: of endpoint 0, else the toggle is used. */
int bench_out_packet(struct bench *bench, uint8_t ep, const void *data, uint32_t len);
int bench_in_packet(struct bench *bench, uint8_t ep, void *to);

/* Return: bytes, or BENCH_... */
int bench_control(struct bench *bench, const struct bench_setup *setup, void *data);
int bench_out(struct bench *bench, uint8_t ep, const void *data, uint32_t len);
int bench_in(struct bench *bench, uint8_t ep, void *to, uint32_t size);

#endif

/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: servo trace
 *
 * Chosen signals (enum nfod_trace_signal of wire.h) of every nth tick into a ring, until
 * a trigger and what is wanted after it; then it stands still to be fetched.
 */
#ifndef FW_SERVO_TRACE_H
#define FW_SERVO_TRACE_H

#include <stdbool.h>
#include <stdint.h>

#include "nfod/wire.h"

/**
 * struct trace - the ring
 * @memory: floats, @channels a record
 * @room: records that fit with @channels
 * @setup: as ordered
 * @channels: how many
 * @written: records since the start
 * @left: records still to come after the trigger
 * @triggered: it has
 * @running: the tick fills
 */
struct trace {
	float *memory;
	uint32_t bytes;
	uint32_t room;
	struct nfod_trace_setup setup;
	uint32_t channels;
	uint32_t skip;
	uint64_t first_tick;
	uint32_t written;
	uint32_t left;
	bool triggered;
	bool running;
};

struct servo;

void trace_init(struct trace *trace, void *memory, uint32_t bytes);
/* Return: false when the setup makes no sense; nothing changes then. */
bool trace_start(struct servo *servo, const struct nfod_trace_setup *setup);
void trace_tick(struct servo *servo);
/* Fill in one answer to NFOD_REQ_TRACE; returns its bytes. */
uint32_t trace_answer(const struct servo *servo, uint32_t chunk, void *to, uint32_t room);

#endif

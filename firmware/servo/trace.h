/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: servo trace
 *
 * Chosen signals (enum nfod_trace_signal of wire.h) of every nth tick into a ring, until
 * a trigger and what is wanted after it; then it stands still to be fetched.
 *
 * trace_start() and trace_answer() are the main loop's, trace_tick() the tick's, which
 * leaves a recording alone that does not run. Where a signal is found is settled at the
 * start, so that the tick only copies.
 */
#ifndef FW_SERVO_TRACE_H
#define FW_SERVO_TRACE_H

#include <stdbool.h>
#include <stdint.h>

#include "nfod/wire.h"
#include "nfod/wire_servo.h"

/**
 * struct trace - the ring
 * @memory: floats, @channels a record
 * @bytes: of it
 * @setup: as ordered
 * @channels: how many; 0 = nothing was ever ordered
 * @source: where each channel's signal lies
 * @made: bit n = signal n is among them and has to be calculated
 * @value: such signals, by number
 * @at: next record
 * @end: of the ring in use
 * @skip: ticks until it
 * @before: records kept from before the trigger, at most
 * @written: records that wait for it, @before at most
 * @left: records still to come after it
 * @kept: of it in all, known with the trigger
 * @first_tick: of the first of these
 * @was: what triggers held at the last tick, too
 * @triggered: it has come
 * @running: the tick fills
 */
struct trace {
	float *memory;
	uint32_t bytes;
	struct nfod_trace_setup setup;
	uint32_t channels;
	const float *source[NFOD_TRACE_CHANNELS];
	uint32_t made;
	float value[NFOD_TRACE_SIGNALS];
	float *at;
	float *end;
	uint32_t skip;
	uint32_t before;
	uint32_t written;
	uint32_t left;
	uint32_t kept;
	uint64_t first_tick;
	bool was;
	bool triggered;
	bool running;
};

struct servo;

/**
 * trace_init() - nothing runs
 * @memory: for the ring; may be NULL with no bytes: then nothing can be traced
 */
void trace_init(struct trace *trace, void *memory, uint32_t bytes);

/**
 * trace_start() - a new recording, which drops the last one
 *
 * Return: false when the setup makes no sense; nothing changes then.
 */
bool trace_start(struct servo *servo, const struct nfod_trace_setup *setup);

void trace_tick(struct servo *servo);

/**
 * trace_answer() - fill in one answer to NFOD_REQ_TRACE
 * @to: NFOD_TRACE_CHUNK_BYTES and the header's
 *
 * Return: its bytes
 */
uint32_t trace_answer(const struct servo *servo, uint16_t chunk, void *to);

#endif

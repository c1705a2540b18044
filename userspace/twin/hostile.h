/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * A device that lies: changes what the firmware sends, by seed.
 */
#ifndef NFOD_TWIN_HOSTILE_H
#define NFOD_TWIN_HOSTILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/random.h"
#include "nfod/wire.h"
#include "twin/port.h"

#define HOSTILE_DEFAULT_RATE 250u
#define HOSTILE_STALE 16

/**
 * struct hostile - the mutator
 * @on: at work
 * @seed: as given
 * @random: its chance
 * @kinds: bit set of what it does
 * @rate: of 1000 answers so many are changed
 * @cases: changes made
 * @stale: records sent earlier
 * @stale_count: how many, ever
 * @held: answers that wait for an abort
 */
struct hostile {
	bool on;
	uint64_t seed;
	struct random random;
	uint32_t kinds;
	uint32_t rate;
	uint64_t cases;
	struct nfod_record stale[HOSTILE_STALE];
	uint32_t stale_count;
	struct source_list held;
};

void hostile_init(struct hostile *hostile);

/* "SEED[:KIND,KIND...]" or "off". Return: 0 or -1. */
int hostile_set(struct hostile *hostile, const char *text);
void hostile_get(const struct hostile *hostile, char *text, size_t size);
/* Names of all kinds, for messages. */
void hostile_kinds(char *text, size_t size);

/* Something is on its way to the host: the mutator passes it on, or more. */
void hostile_submit(struct twin *twin, struct source *source);

/* The firmware has been told to abort the command in a slot. */
void hostile_abort(struct twin *twin, uint16_t slot);

/* Let go what waits for an abort. */
void hostile_release(struct twin *twin);

/**
 * hostile_control() - the answer to a control transfer
 * @data: its data stage, room for @room bytes
 * @len: its length
 *
 * Return: whether it is refused instead.
 */
bool hostile_control(struct hostile *hostile, const uint8_t setup[8], uint8_t *data, uint32_t *len,
		     uint32_t room);

#endif

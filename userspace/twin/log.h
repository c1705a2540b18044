/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * The arrival log: every event with its step and virtual time, and what the
 * discs held where they were touched. It is all that a replay needs. When each
 * transfer was answered stands there, too, for people.
 */
#ifndef NFOD_TWIN_LOG_H
#define NFOD_TWIN_LOG_H

#include <stdint.h>

#include "twin/event.h"

#define LOG_MAGIC 0x33474f4c444f464eull /* "NFODLOG3" */

struct disc;
struct twin;

/**
 * struct log_header - what a run began with
 * @magic: LOG_MAGIC
 * @seed: --seed
 * @boot: number of the first power-up
 * @speed: enum nfod_usb_speed
 */
struct log_header {
	uint64_t magic;
	uint64_t seed;
	uint32_t boot;
	uint32_t speed;
};

/**
 * struct log_record - an event; @bytes of data follow
 */
struct log_record {
	uint8_t type;
	uint8_t ep;
	uint16_t stream;
	uint32_t len;
	uint64_t id;
	uint64_t step;
	uint64_t now;
	uint8_t setup[8];
	uint32_t bytes;
	uint32_t reserved;
};

_Static_assert(sizeof(struct log_header) == 24, "size of struct log_header");
_Static_assert(sizeof(struct log_record) == 48, "size of struct log_record");

struct log *log_open(const char *path, const struct log_header *header);
void log_event(struct log *log, const struct twin *twin, const struct event *event);

/* A disc that the next command in the log takes. */
void log_disc(struct log *log, const struct twin *twin, struct disc *disc);

/*
 * The end record; the discs that it has seen must not be played any more. Return: 0, or -1 when the
 * log is not complete.
 */
int log_close(struct log *log, const struct twin *twin);

/**
 * replay() - play a log to a drive and compare what it sends
 * @image: --firmware, the emulated processor that it runs on; NULL = in this one
 *
 * Return: exit status.
 */
int replay(const char *path, const char *image);

#endif

/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: a recording of the servo's signals, from the drive's trace
 *
 * Nothing here knows USB: the drive is asked through struct capture_source.
 */
#ifndef NFODCTL_CAPTURE_H
#define NFODCTL_CAPTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nfod/wire.h"
#include "nfod/wire_servo.h"

/**
 * struct capture_source - a drive
 * @ctx: handed back
 * @start: NFOD_REQ_TRACE_START; an enum nfodctl_exit, as all
 * @chunk: NFOD_REQ_TRACE
 * @wait: let time pass; false when the person at the machine wants no more
 */
struct capture_source {
	void *ctx;
	int (*start)(void *ctx, const struct nfod_trace_setup *setup, char *why);
	int (*chunk)(void *ctx, unsigned int chunk, void *data, size_t size, size_t *len,
		     char *why);
	bool (*wait)(void *ctx, unsigned int ms);
};

/**
 * struct capture - what was recorded
 * @setup: as ordered
 * @records: that there are
 * @zero: record in which the trigger came
 * @tick_s: time between ticks
 * @first_tick: of the first record
 * @value: by record and channel; may be anything that a float may be
 */
struct capture {
	struct nfod_trace_setup setup;
	uint32_t records;
	uint32_t zero;
	double tick_s;
	uint64_t first_tick;
	float *value;
};

/**
 * struct capture_sum - of one channel, over what is a number
 * @count: of these
 * @mean: value
 * @rms: about the mean
 * @peak: furthest from the mean
 * @least: value
 * @most: value
 */
struct capture_sum {
	uint32_t count;
	double mean;
	double rms;
	double peak;
	double least;
	double most;
};

/**
 * capture_take() - order a recording, wait for it, fetch it
 * @setup: records not 0
 * @capture: filled on success, to be freed by capture_free()
 * @why: told otherwise, NFODCTL_WHY bytes; empty when the wait was ended
 *
 * Return: EXIT_OK or another enum nfodctl_exit
 */
int capture_take(const struct capture_source *source, const struct nfod_trace_setup *setup,
		 struct capture *capture, char *why);
void capture_free(struct capture *capture);

double capture_value(const struct capture *capture, uint32_t record, unsigned int channel);
/* Seconds from the trigger; without one, from the first record. */
double capture_time(const struct capture *capture, uint32_t record);
struct capture_sum capture_sum(const struct capture *capture, unsigned int channel);

#endif

// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "capture.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "report.h"

#define POLL_MS 10u
/* Without a new record for so long, there are no ticks. */
#define STILL_MS 5000u

struct chunk {
	struct nfod_trace_chunk head;
	_Alignas(8) unsigned char data[sizeof(struct nfod_trace_chunk) + NFOD_TRACE_CHUNK_BYTES];
};

__attribute__((format(printf, 2, 3))) static int fail(char *why, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(why, NFODCTL_WHY, format, args);
	va_end(args);
	return EXIT_DRIVE;
}

static int fetch(const struct capture_source *source, const struct nfod_trace_setup *setup,
		 unsigned int number, struct chunk *chunk, char *why)
{
	char reason[NFODCTL_WHY];
	size_t len = 0;
	int code = source->chunk(source->ctx, number, chunk->data, sizeof(chunk->data), &len, why);

	if (code != EXIT_OK)
		return code;
	if (!answer_trace(chunk->data, len, setup, number, &chunk->head, reason))
		return fail(why, "trace: %.150s", reason);
	return EXIT_OK;
}

/* A trigger may take as long as it likes, records come at once. */
static int wait_done(const struct capture_source *source, const struct nfod_trace_setup *setup,
		     struct chunk *chunk, char *why)
{
	unsigned int still_ms = 0;
	uint32_t total = 0;

	for (;;) {
		int code = fetch(source, setup, 0, chunk, why);

		if (code != EXIT_OK || chunk->head.done)
			return code;
		/* History that is full stands still until the trigger. */
		if (chunk->head.total != total || !chunk->head.triggered)
			still_ms = 0;
		total = chunk->head.total;
		if (still_ms > STILL_MS + 2u * 1000u * setup->every / chunk->head.tick_hz)
			return fail(why, "trace: no new record for %u s; the servo stands still",
				    STILL_MS / 1000);
		why[0] = '\0';
		if (!source->wait(source->ctx, POLL_MS))
			return EXIT_DRIVE;
		still_ms += POLL_MS;
	}
}

static int keep(struct capture *capture, const struct chunk *first, const struct chunk *chunk,
		char *why)
{
	uint32_t records = chunk->head.records;
	size_t bytes = capture->setup.channels * sizeof(float);

	if (chunk->head.total != first->head.total ||
	    chunk->head.first_tick != first->head.first_tick || !chunk->head.done)
		return fail(why, "trace: another recording was started while this one was fetched; "
				 "try again");
	memcpy((char *)capture->value + capture->records * bytes,
	       chunk->data + sizeof(struct nfod_trace_chunk), records * bytes);
	capture->records += records;
	return EXIT_OK;
}

static int fetch_all(const struct capture_source *source, const struct chunk *first,
		     struct capture *capture, char *why)
{
	struct chunk chunk = *first;
	int code = keep(capture, first, first, why);

	for (unsigned int number = 1; code == EXIT_OK && capture->records < first->head.total;
	     number++) {
		code = fetch(source, &capture->setup, number, &chunk, why);
		if (code == EXIT_OK)
			code = keep(capture, first, &chunk, why);
	}
	return code;
}

static void place_in_time(struct capture *capture, const struct nfod_trace_chunk *head)
{
	uint32_t after = capture->setup.records - capture->setup.before;

	capture->tick_s = 1.0 / head->tick_hz;
	capture->first_tick = head->first_tick;
	if (capture->setup.trigger != NFOD_TRIGGER_NOW && head->total > after)
		capture->zero = head->total - after;
}

int capture_take(const struct capture_source *source, const struct nfod_trace_setup *setup,
		 struct capture *capture, char *why)
{
	struct chunk first;
	int code = source->start(source->ctx, setup, why);

	*capture = (struct capture){ .setup = *setup };
	if (code == EXIT_OK)
		code = wait_done(source, setup, &first, why);
	if (code != EXIT_OK)
		return code;
	capture->value = calloc((size_t)first.head.total * setup->channels + 1, sizeof(float));
	if (!capture->value)
		return fail(why, "out of memory");
	place_in_time(capture, &first.head);
	code = fetch_all(source, &first, capture, why);
	if (code != EXIT_OK)
		capture_free(capture);
	return code;
}

void capture_free(struct capture *capture)
{
	free(capture->value);
	capture->value = NULL;
}

double capture_value(const struct capture *capture, uint32_t record, unsigned int channel)
{
	return (double)capture->value[(size_t)record * capture->setup.channels + channel];
}

double capture_time(const struct capture *capture, uint32_t record)
{
	return ((double)record - capture->zero) * capture->setup.every * capture->tick_s;
}

struct capture_sum capture_sum(const struct capture *capture, unsigned int channel)
{
	struct capture_sum sum = { .least = INFINITY, .most = -INFINITY };
	double square = 0;

	for (uint32_t n = 0; n < capture->records; n++) {
		double value = capture_value(capture, n, channel);

		if (!isfinite(value))
			continue;
		sum.count++;
		sum.mean += value;
		sum.least = fmin(sum.least, value);
		sum.most = fmax(sum.most, value);
	}
	if (!sum.count)
		return (struct capture_sum){ 0 };
	sum.mean /= sum.count;
	for (uint32_t n = 0; n < capture->records; n++) {
		double off = capture_value(capture, n, channel) - sum.mean;

		square += isfinite(off) ? off * off : 0;
	}
	sum.rms = sqrt(square / sum.count);
	sum.peak = fmax(sum.most - sum.mean, sum.mean - sum.least);
	return sum;
}

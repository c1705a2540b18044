// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "twin/log.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/disc.h"
#include "twin/twin.h"

#define BUFFER_BYTES (1u << 20)

/**
 * struct touch - ctx of a disc's watch
 * @next: of the log's
 * @log: to write to
 * @disc: its number
 */
struct touch {
	struct touch *next;
	struct log *log;
	uint32_t disc;
};

/**
 * struct log - a log being written
 * @file: where
 * @path: its name
 * @discs: seen so far
 * @touches: what their watches were given
 * @failed: said already that writing failed
 */
struct log {
	FILE *file;
	const char *path;
	uint32_t discs;
	struct touch *touches;
	bool failed;
};

static void put(struct log *log, const void *data, size_t len)
{
	if (!len || fwrite(data, 1, len, log->file) == len || log->failed)
		return;
	log->failed = true;
	twin_say("%s: %s; this log cannot be replayed", log->path, strerror(errno));
}

struct log *log_open(const char *path, const struct log_header *header)
{
	struct log *log = calloc(1, sizeof(*log));

	if (!log)
		twin_die("out of memory for the log");
	log->path = path;
	log->file = fopen(path, "we");
	if (!log->file)
		twin_die("cannot write the log %s: %s", path, strerror(errno));
	setvbuf(log->file, NULL, _IOFBF, BUFFER_BYTES);
	put(log, header, sizeof(*header));
	return log;
}

void log_event(struct log *log, const struct twin *twin, const struct event *event)
{
	struct log_record record = {
		.type = event->type,
		.ep = event->ep,
		.stream = event->stream,
		.len = event->len,
		.id = event->id,
		.step = twin->step,
		.now = twin->now,
		.bytes = event->bytes,
	};

	memcpy(record.setup, event->setup, sizeof(record.setup));
	put(log, &record, sizeof(record));
	put(log, event->data, event->bytes);
}

static void log_cluster(void *ctx, uint32_t cluster, const void *film)
{
	struct touch *touch = ctx;
	struct log_record record = {
		.type = EVENT_CLUSTER,
		.id = touch->disc,
		.len = cluster,
		.bytes = film ? sizeof(struct nfod_recorded) : 0,
	};

	put(touch->log, &record, sizeof(record));
	if (film)
		put(touch->log, film, sizeof(struct nfod_recorded));
}

void log_disc(struct log *log, const struct twin *twin, struct disc *disc)
{
	struct touch *touch = calloc(1, sizeof(*touch));
	struct disc_watch watch = { .first_touch = log_cluster, .ctx = touch };
	struct event event = {
		.type = EVENT_DISC,
		.ep = disc_protected(disc),
	};
	size_t bytes;

	event.data = disc_front(disc, &bytes);
	event.bytes = (uint32_t)bytes;
	if (!touch || !event.data)
		twin_die("out of memory for the log");
	touch->log = log;
	touch->disc = log->discs++;
	touch->next = log->touches;
	log->touches = touch;
	log_event(log, twin, &event);
	free(event.data);
	disc_set_watch(disc, &watch);
	disc_touch_leadin(disc);
}

int log_close(struct log *log, const struct twin *twin)
{
	struct event event = { .type = EVENT_END, .id = twin->digest.state };
	int result;

	log_event(log, twin, &event);
	if (fclose(log->file) && !log->failed) {
		log->failed = true;
		twin_say("%s: %s; this log cannot be replayed", log->path, strerror(errno));
	}
	result = log->failed ? -1 : 0;
	while (log->touches) {
		struct touch *touch = log->touches;

		log->touches = touch->next;
		free(touch);
	}
	free(log);
	return result;
}

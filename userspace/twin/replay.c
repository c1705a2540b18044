// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/disc.h"
#include "twin/command.h"
#include "twin/log.h"
#include "twin/twin.h"

/**
 * struct replay - a log being read
 * @path: its name
 * @data: mapped
 * @len: its length
 * @at: next record
 * @discs: that the drive was given so far
 */
struct replay {
	const char *path;
	const uint8_t *data;
	size_t len;
	size_t at;
	uint32_t discs;
};

static int map_log(struct replay *replay)
{
	int fd = open(replay->path, O_RDONLY | O_CLOEXEC);
	struct stat st;

	if (fd < 0 || fstat(fd, &st)) {
		twin_say("%s: %s", replay->path, strerror(errno));
		return -1;
	}
	replay->len = (size_t)st.st_size;
	replay->data = mmap(NULL, replay->len + 1, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	if (replay->data == MAP_FAILED || replay->len < sizeof(struct log_header) ||
	    memcmp(replay->data, &(uint64_t){ LOG_MAGIC }, sizeof(uint64_t))) {
		twin_say("%s: not an arrival log of this version", replay->path);
		return -1;
	}
	return 0;
}

/* Return: the record's data, or NULL at the end of what was written whole. */
static const void *next_record(struct replay *replay, struct log_record *record)
{
	size_t left = replay->len - replay->at;
	const uint8_t *data;

	if (left < sizeof(*record))
		return NULL;
	memcpy(record, replay->data + replay->at, sizeof(*record));
	if (left - sizeof(*record) < record->bytes)
		return NULL;
	data = replay->data + replay->at + sizeof(*record);
	replay->at += sizeof(*record) + record->bytes;
	return data;
}

/* What the disc held where it will be touched stands further on in the log. */
static void preset(struct replay *replay, struct disc *disc, uint64_t number)
{
	struct replay scan = *replay;
	struct log_record record;
	const void *data;

	while ((data = next_record(&scan, &record)))
		if (record.type == EVENT_CLUSTER && record.id == number &&
		    record.bytes == sizeof(struct nfod_recorded) &&
		    record.len < disc_header(disc)->clusters && disc_preset(disc, record.len, data))
			twin_die("no room for a disc of the log: %s", strerror(errno));
}

static void offer_disc(struct replay *replay, struct twin *twin, const struct log_record *record,
		       const void *data)
{
	twin->offered = disc_scratch(data, record->bytes, record->ep);
	if (!twin->offered)
		twin_die("%s: no room for a disc, or a bad disc record", replay->path);
	preset(replay, twin->offered, replay->discs++);
}

static void obey(struct twin *twin, const struct log_record *record, const void *data)
{
	char line[COMMAND_LINE], answer[COMMAND_ANSWER];

	if (record->bytes >= sizeof(line))
		twin_die("the log has a command that is too long");
	memcpy(line, data, record->bytes);
	line[record->bytes] = '\0';
	command_run(twin, record->now, line, answer);
}

static void *copy_of(const void *data, uint32_t bytes)
{
	void *copy = malloc(bytes + 1u);

	if (!copy)
		twin_die("out of memory");
	memcpy(copy, data, bytes);
	return copy;
}

static void deliver(struct twin *twin, const struct log_record *record, const void *data)
{
	struct event event = {
		.type = record->type,
		.ep = record->ep,
		.stream = record->stream,
		.len = record->len,
		.id = record->id,
		.bytes = record->bytes,
		.data = (void *)data,
	};

	/* The port takes this over. */
	if (record->type == EVENT_OUT)
		event.data = copy_of(data, record->bytes);
	memcpy(event.setup, record->setup, sizeof(event.setup));
	twin_deliver(twin, record->now, &event);
}

static void catch_up(struct twin *twin, const struct log_record *record)
{
	while (twin->step < record->step && twin->now <= record->now &&
	       (twin->work || flight_goes_on(twin) || twin_deadline(twin) != TWIN_NEVER))
		twin_step(twin);
}

static void play(struct replay *replay, struct twin *twin, const struct log_record *record,
		 const void *data)
{
	if (record->type == EVENT_CLUSTER || record->type == EVENT_ANSWER)
		return;
	catch_up(twin, record);
	if (record->type == EVENT_DISC)
		offer_disc(replay, twin, record, data);
	else if (record->type == EVENT_COMMAND)
		obey(twin, record, data);
	else if (record->type >= EVENT_RESET && record->type <= EVENT_CANCEL)
		deliver(twin, record, data);
	else
		twin_die("%s: unknown record %u", replay->path, record->type);
}

static int compare(const struct replay *replay, const struct twin *twin, uint64_t digest)
{
	printf("digest %016llx\n", (unsigned long long)twin->digest.state);
	if (twin->digest.state == digest)
		return EXIT_SUCCESS;
	twin_say("%s: differs from the run that was logged, digest %016llx; was it another "
		 "version of the twin?",
		 replay->path, (unsigned long long)digest);
	return EXIT_FAILURE;
}

static int play_all(struct replay *replay, struct twin *twin)
{
	struct log_record record;
	const void *data;

	while ((data = next_record(replay, &record))) {
		if (record.type == EVENT_END) {
			catch_up(twin, &record);
			return compare(replay, twin, record.id);
		}
		play(replay, twin, &record, data);
	}
	printf("digest %016llx\n", (unsigned long long)twin->digest.state);
	twin_say("%s: has no end, so there is nothing to compare with; its twin did not stop in "
		 "good order",
		 replay->path);
	return EXIT_FAILURE;
}

int replay(const char *path, const char *image)
{
	struct replay replay = { .path = path, .at = sizeof(struct log_header) };
	struct log_header header;
	struct twin *twin = malloc(sizeof(*twin));
	int result;

	if (map_log(&replay))
		return EXIT_FAILURE;
	memcpy(&header, replay.data, sizeof(header));
	if (!twin || header.speed > NFOD_USB_FULL ||
	    twin_init(twin, image ? mps2_board(image, &twin->flash) : host_board(&twin->flash),
		      (enum nfod_usb_speed)header.speed, header.seed, header.boot))
		twin_die("%s: cannot make the drive that it was written by", path);
	twin->digesting = true;
	result = play_all(&replay, twin);
	twin_free(twin);
	free(twin);
	return result;
}

// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Records a flight for tests/servo/m7: load, follow, seek to a land, follow.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rig.h"
#include "stream.h"

#define FOLLOW_S 0.3

static void put(FILE *file, const void *data, size_t bytes)
{
	if (fwrite(data, 1, bytes, file) == bytes)
		return;
	fprintf(stderr, "record-flight: cannot write\n");
	exit(EXIT_FAILURE);
}

static void put_kind(FILE *file, enum stream_kind kind)
{
	put(file, &(struct stream_record){ .kind = kind }, sizeof(struct stream_record));
}

static void put_curves(FILE *file, const struct nfod_disc_film *film)
{
	struct stream_curves curves;

	for (unsigned int side = 0; side < NFOD_SIDES; side++) {
		memcpy(curves.erased[side], film->side[side].ges_q15, sizeof(curves.erased[side]));
		memcpy(curves.written[side], film->side[side].written_q15,
		       sizeof(curves.written[side]));
	}
	put_kind(file, STREAM_CURVES);
	put(file, &curves, sizeof(curves));
}

static void fly(struct rig *rig, FILE *file, double seconds, bool (*until)(const struct rig *))
{
	uint64_t ticks = (uint64_t)(seconds * rig->servo->fig.tick_hz);
	struct stream_record record = { .kind = STREAM_TICK };

	while (ticks-- && !(until && until(rig))) {
		rig_tick(rig);
		memcpy(&record.tick.block, &rig->fe.block, sizeof(record.tick.block));
		memcpy(&record.tick.drive, &rig->fe.drive, sizeof(record.tick.drive));
		put(file, &record, sizeof(record));
	}
}

static bool follow(struct rig *rig, FILE *file, unsigned int zone, unsigned int side)
{
	struct stream_record record = { .kind = STREAM_FOLLOW };

	record.target = rig_target(rig, zone, side, 300, 0.25);
	put(file, &record, sizeof(record));
	servo_follow(rig->servo, &record.target);
	fly(rig, file, 5.0, rig_is_there);
	if (!rig_is_there(rig))
		return false;
	put_kind(file, STREAM_RELEASE);
	servo_release(rig->servo);
	fly(rig, file, FOLLOW_S, NULL);
	return true;
}

int main(int argc, char **argv)
{
	struct rig_options options = rig_defaults();
	struct rig *rig;
	FILE *file;
	bool flown;

	if (argc != 2 || !(file = fopen(argv[1], "wb"))) {
		fprintf(stderr, "usage: record-flight FILE\n");
		return 2;
	}
	rig = rig_new(&options);
	put_curves(file, &rig->info->film);
	flown = follow(rig, file, 0, NFOD_GROOVE) && follow(rig, file, 3, NFOD_LAND);
	put_kind(file, STREAM_END);
	rig_free(rig);
	if (fclose(file) || !flown) {
		fprintf(stderr, "record-flight: the flight could not be recorded whole\n");
		return 1;
	}
	return 0;
}

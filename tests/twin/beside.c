// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * What a pressed disc reads like where all tracks are written, as one line of JSON: the
 * drive's certificate knows scattered clusters only, which have no neighbours.
 */
#include <stdio.h>
#include <string.h>

#include "track.h"

static const char help[] =
	"usage: beside DISC.nfm\n"
	"\n"
	"Writes all tracks of a neighbourhood in the folder SERVO_DISCS, reads some clusters of\n"
	"it at fidelity waveform, and prints symbol error rates of groove and land.\n";

static double error_rate(struct track *track, unsigned int side)
{
	struct track_read read = track_read(track, side, FIDELITY_WAVEFORM, 0, 0, 1);

	/* What fails is not counted symbol by symbol. */
	return read.failed > 0 || !(read.symbols > 0) ? 1.0 : read.wrong / read.symbols;
}

int main(int argc, char **argv)
{
	struct track *track;

	if (argc != 2 || !strcmp(argv[1], "--help")) {
		fputs(help, argc == 2 ? stdout : stderr);
		return argc == 2 ? 0 : 2;
	}
	track = track_new(argv[1]);
	track_fill(track, 1.0);
	printf("{\"groove\":%g,\"land\":%g}\n", error_rate(track, NFOD_GROOVE),
	       error_rate(track, NFOD_LAND));
	track_free(track);
	return 0;
}

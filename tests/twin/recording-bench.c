// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * How well the reference discs record, through the engine: raw symbol errors, windows of
 * gap, tracking and power at the rate that the code lives with, user capacity, and how fast
 * the twin reads at each fidelity. "--quick" for fewer clusters.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "track.h"

#define LIMIT 4.2e-3
#define RATE_AIM 2e-4
#define CAPACITY_AIM_GB 67.0

static unsigned int rounds = 5;

static const char *const side_name[] = { "groove", "land" };

static double rate_of(const struct track_read *read)
{
	/* A codeword that failed has at least one symbol too many. */
	return read->failed > 0 || !(read->symbols > 0) ? 1.0 : read->wrong / read->symbols;
}

static double rate_at(struct track *track, unsigned int side, enum engine_fidelity fidelity,
		      double gap_nm, double offset_nm)
{
	struct track_read read = track_read(track, side, fidelity, gap_nm, offset_nm, 1);

	return rate_of(&read);
}

static double window(struct track *track, unsigned int side, enum engine_fidelity fidelity,
		     double gap_step, double offset_step, unsigned int most)
{
	unsigned int n = 0;

	while (n < most &&
	       rate_at(track, side, fidelity, (n + 1) * gap_step, (n + 1) * offset_step) <= LIMIT)
		n++;
	return n * (gap_step + offset_step);
}

static void print_windows(struct track *track, unsigned int side, enum engine_fidelity fidelity)
{
	printf("    gap %+.0f..%+.0f nm (aim -6..+6)", window(track, side, fidelity, -2, 0, 8),
	       window(track, side, fidelity, 2, 0, 10));
	printf(", track %+.0f..%+.0f nm (aim -15..+15)\n", window(track, side, fidelity, 0, -5, 10),
	       window(track, side, fidelity, 0, 5, 10));
}

static void print_side(struct track *track, unsigned int side, enum engine_fidelity fidelity,
		       const char *name)
{
	struct track_read read = track_read(track, side, fidelity, 0, 0, rounds);
	double clusters = rounds * TRACK_COUNT;

	printf("  %s, %s: symbol error rate %.1e (aim %.0e), corrected %.0f a cluster, "
	       "uncorrectable codewords %.0f of %.0f, worst codeword %.1f, mlse %.3f\n",
	       side_name[side], name, rate_of(&read), RATE_AIM, read.corrected / clusters,
	       read.failed, clusters * NFOD_FE_CODEWORDS, read.worst / clusters, read.mlse / 1e3);
	print_windows(track, side, fidelity);
}

/* What both sides read like after all was written so, for the first time. */
static void print_written(const char *name, double power, double gap_nm)
{
	struct track *track = track_new(name);

	track->writing_nm = gap_nm;
	track_fill(track, power);
	printf(" %.1e %.1e;", rate_at(track, NFOD_GROOVE, FIDELITY_WAVEFORM, 0, 0),
	       rate_at(track, NFOD_LAND, FIDELITY_WAVEFORM, 0, 0));
	track_free(track);
}

static void print_powers(const char *name)
{
	printf("  all powers off, waveform, groove and land:");
	for (int percent = -15; percent <= 15; percent += 5) {
		printf(" %+d %%:", percent);
		print_written(name, 1.0 + percent / 100.0, 0.0);
	}
	printf("\n");
}

static void print_writing_gaps(const char *name)
{
	printf("  gap off while writing (aim -5..+7), waveform, groove and land:");
	for (int gap_nm = -9; gap_nm <= 11; gap_nm += 2) {
		printf(" %+d nm:", gap_nm);
		print_written(name, 1.0, gap_nm);
	}
	printf("\n");
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Processor time of reading, decoding and all. */
static void print_speed(struct track *track, enum engine_fidelity fidelity, const char *name,
			double aim)
{
	double start, clusters = rounds * TRACK_COUNT;

	track_read(track, NFOD_LAND, fidelity, 0, 0, 1);
	start = seconds();
	track_read(track, NFOD_LAND, fidelity, 0, 0, rounds);
	printf("  read at fidelity %s: %.1f MB/s of user data (aim %.1f)\n", name,
	       clusters * NFOD_CLUSTER_BYTES / 1e6 / (seconds() - start), aim);
}

static void print_disc(const char *name)
{
	struct track *track = track_new(name);
	const struct nfod_disc_info *info = disc_info(track->engine.disc);

	printf("%s: %.1f GB between the management areas (aim %.0f with the store's reserve off)\n",
	       name, info->user_blocks * (double)NFOD_BLOCK_BYTES / 1e9, CAPACITY_AIM_GB);
	track_fill(track, 1.0);
	for (unsigned int side = 0; side < NFOD_SIDES; side++) {
		print_side(track, side, FIDELITY_WAVEFORM, "waveform");
		print_side(track, side, FIDELITY_MODEL, "model");
	}
	track_fill(track, 1.0);
	printf("  written over once more:\n");
	for (unsigned int side = 0; side < NFOD_SIDES; side++)
		print_side(track, side, FIDELITY_WAVEFORM, "waveform");
	print_powers(name);
	print_writing_gaps(name);
	print_speed(track, FIDELITY_WAVEFORM, "waveform", 4.5);
	print_speed(track, FIDELITY_MODEL, "model", 20);
	print_speed(track, FIDELITY_IDEAL, "ideal", 100);
	track_free(track);
}

int main(int argc, char **argv)
{
	if (argc > 1 && !strcmp(argv[1], "--quick")) {
		rounds = 1;
		argv++;
		argc--;
	}
	for (int n = 1; n < argc; n++)
		print_disc(argv[n]);
	return argc > 1 ? 0 : 2;
}

// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Service times of a drive whose head flies, and of one whose head is where it was ordered
 * once the times of figures.h have passed: the same reads, one at a time, all over the disc.
 * Their distributions are compared as disc models are (Ruemmler and Wilkes): the demerit is
 * the rms horizontal distance of the two, over the mean.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmocka_all.h"
#include "drive.h"
#include "redir.h"

#define READS_MOST 20000u

static struct rig rig;
static struct drive drive;

static uint64_t random_below(uint64_t *state, uint64_t limit)
{
	*state = *state * 6364136223846793005ull + 1442695040888963407ull;
	return (*state >> 11) % limit;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* The next read lies at most so many blocks away. */
static uint64_t next_place(uint64_t *state, uint64_t last, uint64_t span)
{
	uint64_t all = drive.identify.capacity;
	uint64_t low, high;

	if (span >= all)
		return random_below(state, all);
	low = last > span ? last - span : 0;
	high = last + span < all ? last + span : all;
	return low + random_below(state, high - low);
}

static void measure(const char *servo, uint32_t reads, uint64_t span, double *ms)
{
	const char *options[] = { "--servo", servo, NULL };
	static uint8_t block[NFOD_BLOCK_BYTES];
	uint64_t state = 1, lba = 0;
	uint64_t before;

	rig_copy(&rig, &rig_redir, "pc-reference", options);
	rig_connect(&rig);
	drive_open(&drive, &rig, NFOD_ALT_STREAMS);
	lba = drive.identify.capacity / 2;
	for (uint32_t n = 0; n < reads; n++) {
		lba = next_place(&state, lba, span);
		before = (uint64_t)rig_number(&rig, "now_us");
		assert_int_equal(drive_read(&drive, lba, 1, block), NFOD_ST_OK);
		ms[n] = ((double)rig_number(&rig, "now_us") - (double)before) * 1e-3;
	}
	rig_stop(&rig);
	rig_remove(&rig);
	qsort(ms, reads, sizeof(*ms), by_size);
}

static double mean(const double *ms, uint32_t reads)
{
	double sum = 0;

	for (uint32_t n = 0; n < reads; n++)
		sum += ms[n];
	return sum / reads;
}

static void show(const char *what, const double *ms, uint32_t reads)
{
	printf("  %-10s mean %7.2f  10%% %7.2f  50%% %7.2f  90%% %7.2f  99%% %7.2f  most %7.2f ms\n",
	       what, mean(ms, reads), ms[reads / 10], ms[reads / 2], ms[reads * 9 / 10],
	       ms[reads * 99 / 100], ms[reads - 1]);
}

/* In per cent of the mean, over the fastest @reads of both. */
static double demerit(const double *a, const double *b, uint32_t reads)
{
	double square = 0;

	for (uint32_t n = 0; n < reads; n++)
		square += (a[n] - b[n]) * (a[n] - b[n]);
	return 100.0 * sqrt(square / reads) / mean(a, reads);
}

static void compare(const char *what, uint32_t reads, uint64_t span)
{
	static double flown[READS_MOST], ordered[READS_MOST];

	measure("full", reads, span, flown);
	measure("kinematic", reads, span, ordered);
	printf("%s, %u reads\n", what, reads);
	show("full", flown, reads);
	show("kinematic", ordered, reads);
	printf("  demerit    %.1f %%; without the slowest hundredth of each %.1f %%\n",
	       demerit(flown, ordered, reads), demerit(flown, ordered, reads - reads / 100));
}

int main(int argc, char **argv)
{
	uint32_t reads = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 400;

	if (!reads || reads > READS_MOST) {
		fprintf(stderr, "usage: service [READS]  (1..%u)\n", READS_MOST);
		return 2;
	}
	compare("all over the disc", reads, UINT64_MAX);
	compare("within 20 MB", reads, 5000);
	return 0;
}

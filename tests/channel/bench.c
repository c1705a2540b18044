// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * How well and how fast marks are read: symbol error rates at nominal and the windows in
 * which they stay below what the code lives with, of land and groove, phase change.
 * Magneto-optical film is warm when it is read: bench-discs and bench-model press such a disc.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "passage.h"

#define EDGE_RATE 4.2e-3
#define NOMINAL_CLUSTERS 4
#define SPEED 1.0003f

static const char *const side_name[] = { "groove", "land" };

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static double rate_at(struct passage *passage, const struct readout_place *place)
{
	struct passage_count count;

	passage_place(passage, place);
	passage_read(passage);
	count = passage_symbols(passage);
	return (double)count.wrong / count.symbols;
}

/* As a drive would read it: with what it has learnt at nominal. */
static double rate_from_nominal(struct passage *passage, const struct readout_place *place)
{
	detector_reset(passage->detector);
	rate_at(passage, &(struct readout_place){ .gap_nm = 25, .speed = SPEED });
	return rate_at(passage, place);
}

enum axis {
	GAP,
	OFFSET,
	TILT,
};

static struct readout_place moved(enum axis axis, double by)
{
	struct readout_place place = { .gap_nm = 25, .speed = SPEED };

	switch (axis) {
	case GAP:
		place.gap_nm += (float)by;
		break;
	case OFFSET:
		place.offset_nm = (float)by;
		break;
	case TILT:
		place.radial_mrad = (float)by;
		break;
	}
	return place;
}

/* How far it may go in one direction, in steps, up to @most. */
static double window(struct passage *passage, enum axis axis, double step, double most)
{
	double far = 0;

	while (fabs(far + step) <= most) {
		struct readout_place place = moved(axis, far + step);

		if (rate_from_nominal(passage, &place) > EDGE_RATE)
			break;
		far += step;
	}
	return far;
}

static void print_windows(struct passage *passage)
{
	printf("  window at %.1e: gap %+.0f..%+.0f nm", EDGE_RATE, window(passage, GAP, -2, 18),
	       window(passage, GAP, 2, 30));
	printf(", track %+.0f..%+.0f nm", window(passage, OFFSET, -5, 60),
	       window(passage, OFFSET, 5, 60));
	printf(", tilt %+.2f..%+.2f mrad\n", window(passage, TILT, -1.25, 1.25),
	       window(passage, TILT, 1.25, 1.25));
}

/* Less contrast of marks, as badly tuned power makes it. */
static void print_contrast(struct passage *passage)
{
	static const double part[] = { 0.9, 0.8, 0.7, 0.6, 0.5 };

	printf("  contrast of marks:");
	for (unsigned int i = 0; i < sizeof(part) / sizeof(part[0]); i++) {
		for (unsigned int j = 0; j < MARKS_STRETCHES; j++)
			passage->marks[j].contrast = (uint8_t)(part[i] * MARKS_ONE);
		printf(" %.1f: %.1e", part[i],
		       rate_from_nominal(passage,
					 &(struct readout_place){ .gap_nm = 25, .speed = SPEED }));
	}
	for (unsigned int j = 0; j < MARKS_STRETCHES; j++)
		passage->marks[j].contrast = MARKS_ONE;
	printf("\n");
}

static void print_nominal(unsigned int side, bool gap_channel)
{
	const struct readout_place place = { .gap_nm = 25, .speed = SPEED };
	uint64_t wrong = 0, symbols = 0;
	unsigned int mlse = 0;

	for (uint64_t seed = 1; seed <= NOMINAL_CLUSTERS; seed++) {
		struct passage *passage = passage_new(PASSAGE_PHASE_CHANGE, side, seed);
		struct passage_count count;

		passage->drive.gap_channel = gap_channel;
		rate_from_nominal(passage, &place);
		count = passage_symbols(passage);
		wrong += count.wrong;
		symbols += count.symbols;
		mlse += passage->result.frame[NFOD_FRAMES / 2].mlse;
		passage_free(passage);
	}
	printf("%s%s: symbol errors %llu of %llu = %.1e, likelihoods spread by %.3f\n",
	       side_name[side], gap_channel ? "" : ", no gap channel", (unsigned long long)wrong,
	       (unsigned long long)symbols, (double)wrong / (double)symbols,
	       mlse / 1e3 / NOMINAL_CLUSTERS);
}

static void print_side(unsigned int side)
{
	struct passage *passage;

	print_nominal(side, true);
	print_nominal(side, false);
	passage = passage_new(PASSAGE_PHASE_CHANGE, side, 20);
	print_windows(passage);
	print_contrast(passage);
	passage_free(passage);
}

static void print_speed(void)
{
	struct passage *passage = passage_new(PASSAGE_PHASE_CHANGE, NFOD_LAND, 1);
	double wave = INFINITY, both = INFINITY;

	passage_read(passage);
	for (int i = 0; i < 8; i++) {
		double start = seconds(), middle;

		passage_wave(passage);
		middle = seconds();
		detector_read(passage->detector, passage->sample, passage->samples,
			      &passage->result);
		wave = fmin(wave, middle - start);
		both = fmin(both, seconds() - start);
	}
	printf("speed: waveform %.1f, detector %.1f, both %.1f million cells/s on one core (1x is 65.6)\n",
	       NFOD_CLUSTER_CELLS / wave / 1e6, NFOD_CLUSTER_CELLS / (both - wave) / 1e6,
	       NFOD_CLUSTER_CELLS / both / 1e6);
	passage_free(passage);
}

int main(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "--speed")) {
		printf("usage: bench [--speed]\nReads clusters as make bench-channel does; "
		       "--speed: only how fast.\n");
		return strcmp(argv[1], "--help") && strcmp(argv[1], "-h") ? EXIT_FAILURE : 0;
	}
	print_speed();
	for (unsigned int side = 0; argc == 1 && side < NFOD_SIDES; side++)
		print_side(side);
	return 0;
}

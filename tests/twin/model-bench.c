// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * How many symbols are wrong by fidelity model over how many by waveform, over the working
 * range, each with as many errors counted as it takes. A row is a markdown table's; the
 * interval is of 95 %, by how much readings of other data differ. "--quick" for a
 * tenth of the errors.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "track.h"

/* Of so many errors 4 % are chance. */
#define ERRORS_WANTED 800.0
/* Each filling of the tracks, by data of its own, is read so often. */
#define ROUNDS 4u
#define FILLINGS_MOST 40u
/* By then it is seen whether there are any errors at all. */
#define FILLINGS_LEAST 6u
#define ERRORS_LEAST (ERRORS_WANTED / 80)
/* Of a normal law within which 95 % lie. */
#define SIGMAS 1.96

/* What is written. */
enum filling {
	ALL_TRACKS,
	WRITTEN_TWICE,
	ONE_SIDE,
	FILLING_KINDS
};

/**
 * struct point - of the working range
 * @name: for the table
 * @filling: of the tracks
 * @gap_nm: off its place
 * @offset_nm: ditto
 * @light: over what is stated
 * @tilt_mrad: radial
 */
static const struct point {
	const char *name;
	enum filling filling;
	double gap_nm;
	double offset_nm;
	double light;
	double tilt_mrad;
} points[] = {
	{ "nominal", ALL_TRACKS, 0, 0, 1, 0 },
	{ "gap -6 nm", ALL_TRACKS, -6, 0, 1, 0 },
	{ "gap -3 nm", ALL_TRACKS, -3, 0, 1, 0 },
	{ "gap +3 nm", ALL_TRACKS, 3, 0, 1, 0 },
	{ "gap +6 nm", ALL_TRACKS, 6, 0, 1, 0 },
	{ "15 nm inwards", ALL_TRACKS, 0, -15, 1, 0 },
	{ "10 nm inwards", ALL_TRACKS, 0, -10, 1, 0 },
	{ "5 nm outwards", ALL_TRACKS, 0, 5, 1, 0 },
	{ "10 nm outwards", ALL_TRACKS, 0, 10, 1, 0 },
	{ "15 nm outwards", ALL_TRACKS, 0, 15, 1, 0 },
	{ "gap +3 nm, 8 nm outwards", ALL_TRACKS, 3, 8, 1, 0 },
	{ "gap +6 nm, 15 nm outwards", ALL_TRACKS, 6, 15, 1, 0 },
	{ "gap -6 nm, 15 nm inwards", ALL_TRACKS, -6, -15, 1, 0 },
	{ "light -10 %", ALL_TRACKS, 0, 0, 0.9, 0 },
	{ "light +25 %", ALL_TRACKS, 0, 0, 1.25, 0 },
	{ "tilt +0.5 mrad", ALL_TRACKS, 0, 0, 1, 0.5 },
	{ "tilt -0.5 mrad", ALL_TRACKS, 0, 0, 1, -0.5 },
	{ "written twice", WRITTEN_TWICE, 0, 0, 1, 0 },
	{ "written twice, gap +6 nm", WRITTEN_TWICE, 6, 0, 1, 0 },
	{ "nothing beside", ONE_SIDE, 0, 0, 1, 0 },
	{ "nothing beside, gap +8 nm", ONE_SIDE, 8, 0, 1, 0 },
};

#define POINTS (sizeof(points) / sizeof(points[0]))

static double errors_wanted = ERRORS_WANTED;
static const char *const side_name[] = { "groove", "land" };

/**
 * struct count - of wrong symbols
 * @fillings: that were read
 * @symbols: read
 * @wrong: of them
 * @squares: sum of squares of a filling's
 */
struct count {
	unsigned int fillings;
	double symbols;
	double wrong;
	double squares;
};

static struct track *fill(const char *name, unsigned int side, enum filling filling,
			  unsigned int number)
{
	struct track *track = track_new(name);

	/* Data follow the epoch; noise and chance are others as well. */
	track->epoch = (uint64_t)number << 32;
	track->engine.random.state = number;
	for (unsigned int n = 0; filling == ONE_SIDE && n < TRACK_COUNT; n++)
		track_write(track, side, TRACK_FIRST + n, 1.0);
	if (filling != ONE_SIDE)
		track_fill(track, 1.0);
	if (filling == WRITTEN_TWICE)
		track_fill(track, 1.0);
	return track;
}

static bool is_enough(const struct count *count)
{
	return count->wrong >= errors_wanted ||
	       (count->fillings >= FILLINGS_LEAST && count->wrong < ERRORS_LEAST);
}

static void count_errors(struct track *track, unsigned int side, enum engine_fidelity fidelity,
			 const struct point *point, struct count *count)
{
	struct track_read read;

	if (is_enough(count) && count->fillings >= FILLINGS_LEAST)
		return;
	track->light = point->light;
	track->tilt_mrad = point->tilt_mrad;
	read = track_read(track, side, fidelity, point->gap_nm, point->offset_nm, ROUNDS);
	count->fillings++;
	count->symbols += read.symbols;
	count->wrong += read.wrong;
	count->squares += read.wrong * read.wrong;
}

static double rate_of(const struct count *count)
{
	return count->symbols > 0 ? count->wrong / count->symbols : 1.0;
}

/* Relative, of the sum; never better than chance alone. */
static double uncertainty(const struct count *count)
{
	double mean = count->wrong / count->fillings;
	double variance = (count->squares / count->fillings - mean * mean) * count->fillings /
			  (count->fillings - 1.0);

	return sqrt(fmax(variance * count->fillings, count->wrong)) / count->wrong;
}

static void print_ratio(const struct count *model, const struct count *wave)
{
	double ratio = rate_of(model) / rate_of(wave);
	double spread = exp(SIGMAS * hypot(uncertainty(model), uncertainty(wave)));

	printf("%.2f (%.2f..%.2f) |\n", ratio, ratio / spread, ratio * spread);
}

static void print_point(unsigned int side, const struct point *point, const struct count *model,
			const struct count *wave)
{
	printf("| %s, %s | %.0f | %.0f, %.1e | %.0f, %.1e | ", side_name[side], point->name,
	       wave->symbols / 1e6, model->wrong, rate_of(model), wave->wrong, rate_of(wave));
	if (model->wrong > 0 && wave->wrong > 0)
		print_ratio(model, wave);
	else
		printf("too few |\n");
	fflush(stdout);
}

static void print_filling(const char *name, unsigned int side, enum filling filling)
{
	struct count model[POINTS] = { 0 }, wave[POINTS] = { 0 };

	for (unsigned int number = 1; number <= FILLINGS_MOST; number++) {
		struct track *track = fill(name, side, filling, number);

		for (size_t n = 0; n < POINTS; n++) {
			if (points[n].filling != filling)
				continue;
			count_errors(track, side, FIDELITY_WAVEFORM, &points[n], &wave[n]);
			count_errors(track, side, FIDELITY_MODEL, &points[n], &model[n]);
		}
		track_free(track);
	}
	for (size_t n = 0; n < POINTS; n++)
		if (points[n].filling == filling)
			print_point(side, &points[n], &model[n], &wave[n]);
}

static void print_disc(const char *name)
{
	printf("| %s | million symbols | model: wrong, rate | waveform: wrong, rate | ratio |\n"
	       "| --- | --- | --- | --- | --- |\n",
	       name);
	for (unsigned int side = 0; side < NFOD_SIDES; side++)
		for (unsigned int filling = 0; filling < FILLING_KINDS; filling++)
			print_filling(name, side, filling);
}

int main(int argc, char **argv)
{
	if (argc > 1 && !strcmp(argv[1], "--quick")) {
		errors_wanted /= 10;
		argv++;
		argc--;
	}
	for (int n = 1; n < argc; n++)
		print_disc(argv[n]);
	return argc > 1 ? 0 : 2;
}

// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "engine/blemish.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "nfod/format.h"

#define PI 3.141592653589793
#define MM 1e-3
#define UM 1e-6

/* Where seeds put them: the recorded band of the reference disc. */
#define BAND_FIRST_MM 24.0
#define BAND_MM 34.0
/* A disc is 120 mm wide; what is off it is a slip of the pen. */
#define RADIUS_MOST_MM 60.0
#define WIDTH_MOST_MM 40.0
#define SEEDED_MOST BLEMISHES_MOST

/*
 * Signal over noise of a detector that takes 2e-4 of the symbols wrong. Noise stays when
 * light goes, since all that the channel gets is amplified again (pessimistic where the
 * film's own grains are most of it).
 */
#define NOMINAL_RATIO 3.54

/* ---- orders ---- */

static void put(double place[2], double radius_mm, double turns)
{
	place[0] = radius_mm * MM * cos(2 * PI * turns);
	place[1] = radius_mm * MM * sin(2 * PI * turns);
}

static bool is_radius(double mm)
{
	return mm > 0.0 && mm <= RADIUS_MOST_MM;
}

static bool is_angle(double turns)
{
	return turns >= -1.0 && turns <= 1.0;
}

static bool take_scratch(struct blemish *blemish, const double number[5], int count)
{
	if (count != 5 || !is_radius(number[0]) || !is_angle(number[1]) || !is_radius(number[2]) ||
	    !is_angle(number[3]) || !(number[4] > 0.0 && number[4] <= WIDTH_MOST_MM / MM))
		return false;
	put(blemish->from, number[0], number[1]);
	put(blemish->to, number[2], number[3]);
	blemish->width = number[4] * UM;
	return true;
}

static bool take_fingerprint(struct blemish *blemish, const double number[5], int count)
{
	if (count != 4 || !is_radius(number[0]) || !is_angle(number[1]) ||
	    !(number[2] > 0.0 && number[2] <= WIDTH_MOST_MM) ||
	    !(number[3] >= 0.0 && number[3] <= 1.0))
		return false;
	put(blemish->from, number[0], number[1]);
	blemish->width = number[2] * MM;
	blemish->light = number[3];
	return true;
}

static bool take_defect(struct blemish *blemish, const double number[5], int count)
{
	if (count != 4 || !is_radius(number[0]) || !is_angle(number[1]) ||
	    !(number[2] > 0.0 && number[2] <= WIDTH_MOST_MM / MM) ||
	    !(number[3] >= 0.0 && number[3] <= WIDTH_MOST_MM / MM))
		return false;
	put(blemish->from, number[0], number[1]);
	blemish->width = number[2] * UM;
	blemish->growth = number[3] * UM;
	return true;
}

static bool take(struct blemish *blemish, enum blemish_kind kind, const double number[5], int count)
{
	switch (kind) {
	case BLEMISH_SCRATCH:
		return take_scratch(blemish, number, count);
	case BLEMISH_FINGERPRINT:
		return take_fingerprint(blemish, number, count);
	default:
		return take_defect(blemish, number, count);
	}
}

/* Numbers up to a comma that more follows, or the end. Return: how many, or -1. */
static int parse_numbers(const char **text, double number[5])
{
	int count = 0, end = 0;

	while (count < 5 && sscanf(*text, "%lf %n", &number[count], &end) == 1 &&
	       isfinite(number[count])) {
		*text += end;
		count++;
	}
	if (**text == ',' && (*text)[1])
		(*text)++;
	else if (**text)
		return -1;
	return count;
}

static int parse_list(struct blemishes *list, enum blemish_kind kind, const char *text)
{
	double number[5];

	do {
		int count = parse_numbers(&text, number);

		if (count < 0 || list->count == BLEMISHES_MOST ||
		    !take(&list->blemish[list->count++], kind, number, count))
			return -1;
	} while (*text);
	return 0;
}

static double between(struct random *random, double least, double most)
{
	return least + (most - least) * random_unit(random);
}

static void invent(struct blemish *blemish, enum blemish_kind kind, struct random *random)
{
	double radius = between(random, BAND_FIRST_MM, BAND_FIRST_MM + BAND_MM);
	double angle = random_unit(random);
	double length = between(random, 1.0, 20.0) * MM;
	double direction = 2 * PI * random_unit(random);

	put(blemish->from, radius, angle);
	blemish->to[0] = blemish->from[0] + length * cos(direction);
	blemish->to[1] = blemish->from[1] + length * sin(direction);
	switch (kind) {
	case BLEMISH_SCRATCH:
		blemish->width = between(random, 5.0, 60.0) * UM;
		break;
	case BLEMISH_FINGERPRINT:
		blemish->width = between(random, 5.0, 15.0) * MM;
		blemish->light = between(random, 0.7, 0.95);
		break;
	default:
		blemish->width = between(random, 1.0, 100.0) * UM;
		blemish->growth = between(random, 1.0, 20.0) * UM;
		break;
	}
}

static int parse_seed(struct blemishes *list, enum blemish_kind kind, const char *text)
{
	unsigned long long seed;
	struct random random;
	unsigned int count;
	int end = 0;

	if (sscanf(text, "seed %llu %u%n", &seed, &count, &end) != 2 || text[end] ||
	    strchr(text, '-') || !count || count > SEEDED_MOST)
		return -1;
	random.state = seed;
	for (list->count = 0; list->count < count; list->count++)
		invent(&list->blemish[list->count], kind, &random);
	return 0;
}

int blemishes_set(struct blemishes *blemishes, enum blemish_kind kind, const char *text)
{
	struct blemishes list = { .count = 0 };

	if (strlen(text) >= sizeof(list.text))
		return -1;
	if (!strncmp(text, "seed", 4)) {
		if (parse_seed(&list, kind, text))
			return -1;
	} else if (strcmp(text, "off") && parse_list(&list, kind, text)) {
		return -1;
	}
	if (list.count)
		strcpy(list.text, text);
	*blemishes = list;
	return 0;
}

/* ---- figures and circles ---- */

/**
 * struct arcs - of a circle, radians
 * @from: each
 * @to: not before
 */
struct arcs {
	unsigned int count;
	double from[8];
	double to[8];
};

static void arcs_add(struct arcs *arcs, double from, double to)
{
	if (from >= to || arcs->count == 8)
		return;
	arcs->from[arcs->count] = from;
	arcs->to[arcs->count++] = to;
}

static double clamp(double value)
{
	return fmin(fmax(value, -1.0), 1.0);
}

/* Where the cosine of an angle is within bounds. */
static struct arcs arcs_of_cosine(double least, double most)
{
	struct arcs arcs = { 0 };

	if (least > 1.0 || most < -1.0)
		return arcs;
	arcs_add(&arcs, acos(clamp(most)), acos(clamp(least)));
	arcs_add(&arcs, -acos(clamp(least)), -acos(clamp(most)));
	return arcs;
}

static struct arcs arcs_of_sine(double least, double most)
{
	struct arcs arcs = { 0 };

	if (least > 1.0 || most < -1.0)
		return arcs;
	arcs_add(&arcs, asin(clamp(least)), asin(clamp(most)));
	arcs_add(&arcs, PI - asin(clamp(most)), PI - asin(clamp(least)));
	return arcs;
}

static struct arcs arcs_in_both(const struct arcs *a, const struct arcs *b)
{
	struct arcs both = { 0 };

	for (unsigned int i = 0; i < a->count; i++)
		for (unsigned int j = 0; j < b->count; j++)
			for (int turn = -1; turn <= 1; turn++)
				arcs_add(&both, fmax(a->from[i], b->from[j] + turn * 2 * PI),
					 fmin(a->to[i], b->to[j] + turn * 2 * PI));
	return both;
}

static void arcs_turn(struct arcs *arcs, double angle)
{
	for (unsigned int n = 0; n < arcs->count; n++) {
		arcs->from[n] += angle;
		arcs->to[n] += angle;
	}
}

/* Seen along its normal the scratch is a band about the disc's centre, seen along itself a stretch. */
static struct arcs arcs_of_scratch(const struct blemish *blemish, double radius)
{
	double along[2] = { blemish->to[0] - blemish->from[0], blemish->to[1] - blemish->from[1] };
	double length = hypot(along[0], along[1]);
	double normal = length > 0.0 ? atan2(along[1], along[0]) - PI / 2 : 0.0;
	double off = blemish->from[0] * cos(normal) + blemish->from[1] * sin(normal);
	double start = blemish->from[1] * cos(normal) - blemish->from[0] * sin(normal);
	double half = blemish->width / 2;
	struct arcs band = arcs_of_cosine((off - half) / radius, (off + half) / radius);
	struct arcs stretch =
		arcs_of_sine((start - half) / radius, (start + length + half) / radius);
	struct arcs both = arcs_in_both(&band, &stretch);

	arcs_turn(&both, normal);
	return both;
}

static struct arcs arcs_of_disc(const struct blemish *blemish, double radius)
{
	double centre = hypot(blemish->from[0], blemish->from[1]);
	double half = (blemish->width + (double)blemish->passages * blemish->growth) / 2;
	struct arcs arcs = arcs_of_cosine(
		(radius * radius + centre * centre - half * half) / (2 * radius * centre), 2.0);

	arcs_turn(&arcs, atan2(blemish->from[1], blemish->from[0]));
	return arcs;
}

static void add_stretch(struct blemish_stretch *stretch, unsigned int *count, double from,
			double to, double light)
{
	from = fmax(from, 0.0) * NFOD_CLUSTER_CELLS;
	to = fmin(to, 1.0) * NFOD_CLUSTER_CELLS;
	if (from >= to || *count == BLEMISH_STRETCHES)
		return;
	stretch[(*count)++] = (struct blemish_stretch){ (uint32_t)from, (uint32_t)ceil(to), light };
}

/* Arcs as parts of the cluster that begins at an angle and covers so many turns. */
static void lay_arcs(const struct arcs *arcs, const struct surface_track *track, double light,
		     struct blemish_stretch *stretch, unsigned int *count)
{
	for (unsigned int n = 0; n < arcs->count; n++) {
		double from = arcs->from[n] / (2 * PI) - track->angle;
		double to = arcs->to[n] / (2 * PI) - track->angle;

		for (double turn = floor(-to); turn <= ceil(track->turns - from); turn++)
			add_stretch(stretch, count, (from + turn) / track->turns,
				    (to + turn) / track->turns, light);
	}
}

unsigned int blemishes_over(struct blemishes blemishes[BLEMISH_KINDS],
			    const struct surface_track *track,
			    struct blemish_stretch stretch[BLEMISH_STRETCHES])
{
	double radius = track->radius_nm * 1e-9;
	unsigned int count = 0;

	for (unsigned int kind = 0; kind < BLEMISH_KINDS; kind++)
		for (size_t n = 0; n < blemishes[kind].count; n++) {
			struct blemish *blemish = &blemishes[kind].blemish[n];
			struct arcs arcs = kind == BLEMISH_SCRATCH ?
						   arcs_of_scratch(blemish, radius) :
						   arcs_of_disc(blemish, radius);
			unsigned int before = count;

			lay_arcs(&arcs, track, blemish->light, stretch, &count);
			blemish->passages += count != before;
		}
	return count;
}

/* ---- what it costs ---- */

static double tail(double ratio)
{
	return 0.5 * erfc(ratio / sqrt(2.0));
}

double blemish_light(const struct blemish_stretch *below, uint32_t first, uint32_t cells)
{
	uint32_t from = below->first > first ? below->first : first;
	uint32_t to = below->end < first + cells ? below->end : first + cells;

	return to > from ? 1.0 - (1.0 - below->light) * (to - from) / cells : 1.0;
}

double blemish_errors(double light)
{
	return tail(NOMINAL_RATIO * light) - tail(NOMINAL_RATIO);
}

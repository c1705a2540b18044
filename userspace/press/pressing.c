// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "press/pressing.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/medium.h"
#include "lib/random.h"
#include "press/leadin.h"
#include "press/light.h"
#include "press/reference.h"

/* Protrusions lower than this are roughness. */
#define LEAST_NM 2.0
/* Waves of the film's uneven thickness: this many across the band and round the disc. */
#define WAVES_RADIAL 4u
#define WAVES_ROUND 4u

/* Every part that chance has in a disc draws from a seed of its own. */
enum chance {
	CHANCE_FILM = 1,
	CHANCE_RUNOUT = 2,
	CHANCE_PROTRUSIONS = 3,
};

double pressing_ring_mm(unsigned int ring, unsigned int rings)
{
	double band = REF_OUTER_RADIUS - REF_INNER_RADIUS;

	return (REF_INNER_RADIUS + band * ring / (rings - 1)) / 1e6;
}

static uint64_t seed_of(uint64_t seed, enum chance part)
{
	struct random random = { .state = seed ^ (uint64_t)part << 56 };

	return random_next(&random);
}

/* Uniform in 0..1, both ends open. */
static double uniform(struct random *random)
{
	return ((double)(random_next(random) >> 11) + 0.5) * 0x1p-53;
}

static double gaussian(struct random *random)
{
	double radius = sqrt(-2.0 * log(uniform(random)));

	return radius * cos(2.0 * M_PI * uniform(random));
}

/**
 * struct wave - one component of the film's unevenness
 * @radial: half waves across the band
 * @round: waves round the disc
 * @cosine: amplitudes
 * @sine: ditto
 */
struct wave {
	unsigned int radial;
	unsigned int round;
	double cosine;
	double sine;
};

/*
 * Long waves are stronger: spin coating errs over centimetres. The squares of all amplitudes
 * have the expected sum that gives a variance of one over the disc.
 */
static unsigned int draw_waves(struct wave *wave, uint64_t seed)
{
	struct random random = { .state = seed };
	unsigned int count = 0;
	double variance = 0.0;

	for (unsigned int radial = 0; radial < WAVES_RADIAL; radial++) {
		for (unsigned int round = 0; round < WAVES_ROUND; round++) {
			double strength = 1.0 / (1.0 + radial * radial + round * round);

			if (!radial && !round)
				continue;
			wave[count++] = (struct wave){ radial, round, strength * gaussian(&random),
						       strength * gaussian(&random) };
			/* Mean square of a cosine is a half, along each axis that it has. */
			variance +=
				strength * strength * (radial ? 0.5 : 1.0) * (round ? 1.0 : 2.0);
		}
	}
	for (unsigned int i = 0; i < count; i++) {
		wave[i].cosine /= sqrt(variance);
		wave[i].sine /= sqrt(variance);
	}
	return count;
}

/* @across: 0..1 from the inner radius to the outer one. */
static double unevenness(const struct wave *wave, unsigned int count, double across, double turn)
{
	double sum = 0.0;

	for (unsigned int i = 0; i < count; i++) {
		double angle = 2.0 * M_PI * wave[i].round * turn;

		sum += cos(M_PI * wave[i].radial * across) *
		       (wave[i].cosine * cos(angle) + wave[i].sine * sin(angle));
	}
	return sum;
}

static void draw_film(struct pressing *pressing)
{
	const struct workpiece *piece = &pressing->design.piece;
	struct wave wave[WAVES_RADIAL * WAVES_ROUND];
	unsigned int waves = draw_waves(wave, seed_of(pressing->seed, CHANCE_FILM));

	for (unsigned int ring = 0; ring < MAP_RINGS; ring++) {
		double across = ring / (MAP_RINGS - 1.0);
		double slope = piece->film_tilt * (across - 0.5);

		for (unsigned int sector = 0; sector < MAP_SECTORS; sector++) {
			double turn = sector / (double)MAP_SECTORS;
			double part =
				slope + piece->film_sigma * unevenness(wave, waves, across, turn);

			/* As the image will have it. */
			pressing->film_nm[ring][sector] =
				(float)fmax(piece->film_nm * (1.0 + part), 0.0);
		}
	}
}

double pressing_film_sigma_nm(const struct pressing *pressing)
{
	const unsigned int places = MAP_RINGS * MAP_SECTORS;
	const double *film = &pressing->film_nm[0][0];
	double sum = 0.0, squares = 0.0;

	for (unsigned int i = 0; i < places; i++)
		sum += film[i];
	for (unsigned int i = 0; i < places; i++)
		squares += (film[i] - sum / places) * (film[i] - sum / places);
	return sqrt(squares / places);
}

double pressing_tallest_nm(const struct pressing *pressing)
{
	double tallest = 0.0;

	for (size_t i = 0; i < pressing->protrusions; i++)
		tallest = fmax(tallest, pressing->protrusion[i].height_nm);
	return tallest;
}

/* As the image will have them. */
static void round_harmonic(struct harmonic *harmonic)
{
	harmonic->amplitude_nm = (float)harmonic->amplitude_nm;
	harmonic->phase = (float)harmonic->phase;
}

static void draw_runout(struct pressing *pressing)
{
	const struct workpiece *piece = &pressing->design.piece;
	struct runout *runout = &pressing->runout;

	runout_make(runout, piece->axial_pp_nm, piece->radial_pp_nm,
		    seed_of(pressing->seed, CHANCE_RUNOUT));
	for (unsigned int ring = 0; ring < RUNOUT_RINGS; ring++) {
		for (unsigned int i = 0; i < RUNOUT_HARMONICS; i++) {
			round_harmonic(&runout->axial[ring][i]);
			round_harmonic(&runout->radial[ring][i]);
		}
	}
}

static int draw_protrusions(struct pressing *pressing)
{
	const struct protrusion_law *law = &pressing->design.piece.bumps;
	long count = protrusions_draw(law, REF_INNER_RADIUS, leadin_outer_nm(&pressing->info),
				      LEAST_NM, seed_of(pressing->seed, CHANCE_PROTRUSIONS),
				      &pressing->protrusion);

	if (count < 0)
		return -1;
	pressing->protrusions = (size_t)count;
	return 0;
}

static void count_rejects(struct pressing *pressing)
{
	pressing->rejects = 0;
	for (size_t i = 0; i < pressing->protrusions; i++)
		if (pressing->protrusion[i].height_nm > pressing->recipe->limits.protrusion_nm)
			pressing->rejects++;
}

static uint32_t reject_if(bool missed, uint32_t reject)
{
	return missed ? reject : 0;
}

/* What can be seen on this very disc is judged there, the rest by its design. */
static uint32_t inspect(const struct pressing *pressing)
{
	const uint32_t seen = NFOD_REJECT_PROTRUSIONS | NFOD_REJECT_RUNOUT | NFOD_REJECT_THICKNESS;
	const struct recipe_limits *limits = &pressing->recipe->limits;
	uint32_t rejects = pressing->design.rejects & ~seen;

	rejects |= reject_if(pressing->rejects > limits->protrusions, NFOD_REJECT_PROTRUSIONS);
	rejects |= reject_if(runout_axial_pp(&pressing->runout) > limits->axial_um * 1e3,
			     NFOD_REJECT_RUNOUT);
	rejects |= reject_if(pressing_film_sigma_nm(pressing) > limits->film_sigma_nm,
			     NFOD_REJECT_THICKNESS);
	return rejects;
}

static uint32_t picometres(double nm)
{
	return (uint32_t)lround(fmin(nm * 1e3, 4e9));
}

static void seal(struct pressing *pressing)
{
	struct nfod_disc_info *info = &pressing->info;

	info->film.rejects = inspect(pressing);
	info->film.axial_pp_nm = (uint32_t)lround(runout_axial_pp(&pressing->runout));
	info->film.radial_pp_nm = (uint32_t)lround(runout_radial_pp(&pressing->runout));
	info->film.protrusions = (uint32_t)pressing->rejects;
	info->film.tallest_pm = picometres(pressing_tallest_nm(pressing));
	if (info->film.rejects)
		info->flags |= NFOD_DISC_REJECTED;
	disc_seal(info);
	reject_note(info->film.rejects, pressing->design.line[STEP_INSPECT].note,
		    sizeof(pressing->design.line[STEP_INSPECT].note));
}

static int draw_disc(struct pressing *pressing, uint64_t user_bytes, char *why, size_t size)
{
	struct leadin_order order = {
		.user_bytes = user_bytes,
		.seed = pressing->seed,
		.label = pressing->recipe->label,
	};

	if (leadin_make(&pressing->info, &pressing->design, &order, why, size))
		return -1;
	if (light_find(pressing, why, size))
		return -1;
	draw_film(pressing);
	draw_runout(pressing);
	if (draw_protrusions(pressing)) {
		snprintf(why, size, "out of memory");
		return -1;
	}
	count_rejects(pressing);
	seal(pressing);
	return 0;
}

static void tell(const struct pressing *pressing, enum line_step step, double fraction,
		 pressing_progress progress, void *ctx)
{
	if (progress)
		progress(ctx, &pressing->design.line[step], fraction);
}

static int make(struct pressing *pressing, const struct pressing_order *order,
		pressing_progress progress, void *ctx, char *why, size_t size)
{
	design_evaluate(&pressing->design, pressing->recipe);
	for (unsigned int step = 0; step < STEP_INSPECT; step++)
		tell(pressing, step, (step + 1.0) / LINE_STEPS, progress, ctx);
	if (order->rigorous && design_rigorous(&pressing->design, &GRATING_QUICK)) {
		snprintf(why, size, "the grating model failed on this recipe's tracks");
		return -1;
	}
	if (draw_disc(pressing, order->user_bytes, why, size))
		return -1;
	tell(pressing, STEP_INSPECT, 1.0, progress, ctx);
	return 0;
}

struct pressing *pressing_make(struct recipe *recipe, const struct pressing_order *order,
			       pressing_progress progress, void *ctx, char *why, size_t size)
{
	struct pressing *pressing = calloc(1, sizeof(*pressing));

	if (!pressing) {
		recipe_free(recipe);
		snprintf(why, size, "out of memory");
		return NULL;
	}
	pressing->recipe = recipe;
	pressing->seed = order->seed;
	if (!make(pressing, order, progress, ctx, why, size))
		return pressing;
	pressing_free(pressing);
	return NULL;
}

void pressing_free(struct pressing *pressing)
{
	if (!pressing)
		return;
	recipe_free(pressing->recipe);
	free(pressing->protrusion);
	free(pressing);
}

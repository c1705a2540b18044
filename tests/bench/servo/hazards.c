// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/random.h"
#include "measure.h"

/* So many bumps stand around one turn, and so many such turns are on one disc. */
#define AROUND 10u
#define TURNS 100u
/* Further apart than the tip is wide. */
#define APART_GROOVES 300
#define LOWEST_NM 15.0
#define TALLEST_NM 60.0
#define WIDTH_NM 800.0f
#define AFTER_SHOCK_S 0.1
#define ARRIVE_S 5.0
#define FULL_TURN 4294967296.0

static const struct bench_case nominal = { .name = "nominal", .image = "pc-reference" };

/* ---- bumps ---- */

static struct nfod_protrusion_record bump_at(const struct rig *rig, unsigned int n,
					     struct random *random)
{
	double turn = 100.0 + (double)(n / AROUND) * APART_GROOVES;
	double angle = (n % AROUND + 0.2 + 0.6 * random_unit(random)) / AROUND;

	return (struct nfod_protrusion_record){
		.radius_nm = (uint32_t)(rig->info->zone[0].radius_nm +
					2.0 * turn * rig->info->track_pitch_nm),
		.angle = (uint32_t)(angle * FULL_TURN),
		.height_nm = (float)(LOWEST_NM + (TALLEST_NM - LOWEST_NM) * random_unit(random)),
		.width_nm = WIDTH_NM,
	};
}

/* The disc's own bumps give way to ours. */
static void plant_bumps(struct rig *rig, unsigned int count, struct random *random)
{
	struct surface *surface = disc_surface(rig->disc);

	free(surface->protrusion);
	free(surface->touched);
	surface->protrusion = calloc(count, sizeof(*surface->protrusion));
	surface->touched = calloc(count / 64 + 1, sizeof(*surface->touched));
	if (!surface->protrusion || !surface->touched) {
		fprintf(stderr, "bench: out of memory\n");
		exit(EXIT_FAILURE);
	}
	surface->protrusions = count;
	for (unsigned int n = 0; n < count; n++)
		surface->protrusion[n] = bump_at(rig, n, random);
	plant_insert(rig->plant, surface, rig->info);
}

static void tell_bumps(struct rig *rig)
{
	const struct surface *surface = disc_surface(rig->disc);

	for (size_t n = 0; n < surface->protrusions; n++) {
		const struct nfod_protrusion_record *bump = &surface->protrusion[n];

		bumps_add(&rig->servo->bumps,
			  &(struct bump){ .radius_nm = bump->radius_nm,
					  .angle = bump->angle,
					  .height_nm = (uint16_t)ceilf(bump->height_nm) });
	}
}

static void pass_over(struct rig *rig, unsigned int turns, struct hazards *hazards)
{
	for (unsigned int n = 0; n < turns; n++) {
		struct servo_target target =
			rig_target(rig, 0, NFOD_GROOVE, 100 + (int32_t)n * APART_GROOVES, 0.0);

		servo_follow(rig->servo, &target);
		if (!rig_until(rig, rig_is_there, ARRIVE_S)) {
			hazards->stranded++;
			return;
		}
		servo_release(rig->servo);
		rig_run(rig, 1.1 * 6.283185307179586 / target.speed);
	}
}

static uint32_t retracts(const struct rig *rig)
{
	uint32_t sum = 0;

	for (unsigned int n = 0; n < GUARD_REASONS; n++)
		sum += rig->servo->guard.count[n];
	return sum;
}

static void collect(const struct rig *rig, struct hazards *hazards)
{
	hazards->contacts += plant_truth(rig->plant)->contacts;
	hazards->predicted += rig->servo->guard.predicted;
	hazards->retracts += retracts(rig);
}

void measure_bumps(unsigned int count, bool mapped, uint64_t seed, struct hazards *hazards)
{
	struct random random = { .state = seed };

	*hazards = (struct hazards){ 0 };
	while (hazards->count < count) {
		struct rig *rig = measure_begin(&nominal, random_next(&random));

		plant_bumps(rig, AROUND * TURNS, &random);
		if (mapped)
			tell_bumps(rig);
		pass_over(rig, TURNS, hazards);
		collect(rig, hazards);
		hazards->count += AROUND * TURNS;
		rig_free(rig);
	}
}

/* ---- shocks ---- */

static double time_off_track(struct rig *rig)
{
	uint64_t off = 0, ticks = (uint64_t)(AFTER_SHOCK_S * rig->servo->fig.tick_hz);

	for (uint64_t n = 0; n < ticks; n++) {
		rig_tick(rig);
		if (!rig_is_there(rig))
			off = n + 1;
	}
	return 1e3 * (double)off / rig->servo->fig.tick_hz;
}

static void hit(struct rig *rig, double g, struct random *random, struct hazards *hazards)
{
	double ms;

	plant_shock(rig->plant, random_next(random) & 1 ? PLANT_RADIAL : PLANT_AXIAL,
		    g * (2.0 * random_unit(random) - 1.0),
		    exp(log(0.5e-3) + random_unit(random) * log(22.0)));
	ms = time_off_track(rig);
	hazards->count++;
	hazards->back_ms += ms;
	hazards->worst_ms = fmax(hazards->worst_ms, ms);
	if (!rig_until(rig, rig_is_there, ARRIVE_S))
		hazards->stranded++;
}

void measure_shocks(unsigned int count, double g, uint64_t seed, struct hazards *hazards)
{
	struct rig *rig = measure_begin(&nominal, seed);
	struct random random = { .state = seed };

	*hazards = (struct hazards){ 0 };
	if (!rig_fly(rig))
		hazards->stranded = count;
	while (hazards->count < count && !hazards->stranded)
		hit(rig, g, &random, hazards);
	if (hazards->count)
		hazards->back_ms /= hazards->count;
	collect(rig, hazards);
	rig_free(rig);
}

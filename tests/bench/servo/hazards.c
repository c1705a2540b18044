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
/* Further apart than the tip is wide, and as far from a zone's ends. */
#define APART_GROOVES 300
/* A place on the map is a bump's when the tip can have met it there, m. */
#define SAME_M 60e-6
#define LOWEST_NM 15.0
#define TALLEST_NM 60.0
#define WIDTH_NM 800.0f
#define AFTER_SHOCK_S 0.1
/* Shocks one by one: so long in between that they do not count as one shaking. */
#define BETWEEN_SHOCKS_S 0.6
#define ARRIVE_S 5.0
#define FULL_TURN 4294967296.0

static const struct bench_case nominal = { .name = "nominal", .image = "pc-reference" };

/* ---- bumps ---- */

struct site {
	unsigned int zone;
	int32_t turn;
};

/* The @n-th turn with bumps around it: as many in a zone as fit. */
static struct site site_of(const struct rig *rig, unsigned int n)
{
	unsigned int zone = 0;
	unsigned int fit;

	while (n >= (fit = rig->info->zone[zone].turns / APART_GROOVES - 1)) {
		n -= fit;
		zone++;
	}
	return (struct site){ zone, (int32_t)(n + 1) * APART_GROOVES };
}

static struct nfod_protrusion_record bump_at(const struct rig *rig, unsigned int n,
					     struct random *random)
{
	struct site site = site_of(rig, n / AROUND);
	double angle = (n % AROUND + 0.2 + 0.6 * random_unit(random)) / AROUND;

	return (struct nfod_protrusion_record){
		.radius_nm = (uint32_t)(rig->info->zone[site.zone].radius_nm +
					2.0 * site.turn * rig->info->track_pitch_nm),
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

static uint32_t retracts(const struct rig *rig)
{
	uint32_t sum = 0;

	for (unsigned int n = 0; n < GUARD_REASONS; n++)
		sum += rig->servo->guard.count[n];
	return sum;
}

static double shake(struct rig *rig, double g, struct random *random)
{
	enum plant_axis axis = random_next(random) & 1 ? PLANT_RADIAL : PLANT_AXIAL;
	double peak = g * (2.0 * random_unit(random) - 1.0);
	double seconds = exp(log(0.5e-3) + random_unit(random) * log(22.0));

	plant_shock(rig->plant, axis, peak, seconds);
	return seconds;
}

/* All the way round without being pulled away: what was met first is flown over at last. */
static bool round_once(struct rig *rig, const struct servo_target *target, double g,
		       struct random *random)
{
	for (unsigned int tries = 0; tries <= 2 * AROUND; tries++) {
		uint32_t before = retracts(rig);

		servo_follow(rig->servo, target);
		if (!rig_until(rig, rig_is_there, ARRIVE_S))
			return false;
		servo_release(rig->servo);
		if (g > 0.0 && !tries)
			shake(rig, g, random);
		rig_run(rig, 1.1 * 6.283185307179586 / (double)target->speed);
		if (retracts(rig) == before)
			return true;
	}
	return false;
}

static void pass_over(struct rig *rig, unsigned int turns, double g, struct random *random,
		      struct hazards *hazards)
{
	for (unsigned int n = 0; n < turns; n++) {
		struct site site = site_of(rig, n);
		struct servo_target target =
			rig_target(rig, site.zone, NFOD_GROOVE, site.turn, 0.0);

		if (!round_once(rig, &target, g, random)) {
			hazards->stranded++;
			return;
		}
	}
}

static void collect(const struct rig *rig, struct hazards *hazards)
{
	hazards->contacts += plant_truth(rig->plant)->contacts;
	hazards->predicted += rig->servo->guard.predicted;
	hazards->retracts += retracts(rig);
}

/*
 * What no controller could avoid, whatever it did. The gap signal shows a bump under the spot,
 * in the tip's middle, when it is under the tip's front half already; an order takes its delay,
 * and from then on the actuator gives all that it has. A head that flies exactly at its gap,
 * without tilt, clears what is not higher than this.
 */
static double clearable_nm(const struct nfod_figures *fig, double gap_nm, double speed)
{
	double w = 2.0 * M_PI * (double)fig->gap_resonance_hz;
	double accel = (double)(fig->gap_volts * fig->gap_mm_per_v) * 1e-3 * w * w;
	double horizon = -0.5e-6 * (double)fig->tip_um / speed - 1e-6 * (double)fig->delay_us;
	double rise = horizon > 0.0 ? 0.5 * accel * horizon * horizon : 0.0;

	return gap_nm + 1e9 * rise;
}

static unsigned int count_unavoidable(const struct rig *rig)
{
	const struct surface *surface = disc_surface(rig->disc);
	struct servo_target target = rig_target(rig, 0, NFOD_GROOVE, 0, 0.0);
	double most = clearable_nm(&rig->servo->fig, (double)target.gap_nm,
				   (double)(target.radius_m * target.speed));
	unsigned int count = 0;

	for (size_t n = 0; n < surface->protrusions; n++)
		count += (double)surface->protrusion[n].height_nm > most;
	return count;
}

static unsigned int count_touched(const struct rig *rig)
{
	const struct surface *surface = disc_surface(rig->disc);
	unsigned int count = 0;

	for (size_t n = 0; n < surface->protrusions; n++)
		count += surface->touched[n / 64] >> n % 64 & 1;
	return count;
}

static bool is_near(const struct nfod_protrusion_record *record, const struct bump *bump)
{
	double across = 1e-9 * ((double)record->radius_nm - (double)bump->radius_nm);
	double turns = (double)(int32_t)(record->angle - bump->angle) / FULL_TURN;

	return hypot(across, 2.0 * M_PI * 1e-9 * record->radius_nm * turns) < SAME_M;
}

/* On the map, but not on the disc. */
static unsigned int count_false(const struct rig *rig)
{
	const struct surface *surface = disc_surface(rig->disc);
	const struct bumps *bumps = &rig->servo->bumps;
	unsigned int count = 0;

	for (uint32_t i = 0; i < bumps->count; i++) {
		bool found = false;

		for (size_t n = 0; n < surface->protrusions && !found; n++)
			found = is_near(&surface->protrusion[n], &bumps->list[i]);
		count += !found;
	}
	return count;
}

static void add_bumps(const struct rig *rig, bool mapped, struct hazards *hazards)
{
	collect(rig, hazards);
	hazards->touched += count_touched(rig);
	hazards->false_bumps += count_false(rig);
	if (!mapped)
		hazards->unavoidable += count_unavoidable(rig);
}

void measure_bumps(unsigned int count, bool mapped, double g, uint64_t seed,
		   struct hazards *hazards)
{
	struct random random = { .state = seed };

	*hazards = (struct hazards){ 0 };
	while (hazards->count < count) {
		struct rig *rig = measure_begin(&nominal, random_next(&random));

		plant_bumps(rig, AROUND * TURNS, &random);
		if (mapped)
			tell_bumps(rig);
		pass_over(rig, TURNS, g, &random, hazards);
		add_bumps(rig, mapped, hazards);
		hazards->count += AROUND * TURNS;
		rig_free(rig);
	}
}

/* ---- shocks ---- */

/* From the shock's end until it was back for good. */
static double time_off_track(struct rig *rig, double shock_s)
{
	double shock = shock_s * rig->servo->fig.tick_hz;
	uint64_t off = 0, ticks = (uint64_t)(AFTER_SHOCK_S * rig->servo->fig.tick_hz + shock);

	for (uint64_t n = 0; n < ticks; n++) {
		rig_tick(rig);
		if (!rig_is_there(rig))
			off = n + 1;
	}
	return 1e3 * fmax((double)off - shock, 0.0) / rig->servo->fig.tick_hz;
}

/* Released: the track is followed on, not held by a jump a turn. */
static bool follow(struct rig *rig)
{
	struct servo_target target = rig_target(rig, 0, NFOD_GROOVE, 100, 0.0);

	servo_follow(rig->servo, &target);
	if (!rig_until(rig, rig_is_there, ARRIVE_S))
		return false;
	servo_release(rig->servo);
	return true;
}

static void hit(struct rig *rig, double g, struct random *random, struct hazards *hazards)
{
	double seconds, ms;

	rig_run(rig, BETWEEN_SHOCKS_S);
	if (!follow(rig)) {
		hazards->stranded++;
		return;
	}
	seconds = shake(rig, g, random);
	ms = time_off_track(rig, seconds);
	hazards->count++;
	hazards->back_ms += ms;
	hazards->worst_ms = fmax(hazards->worst_ms, ms);
}

void measure_shocks(unsigned int count, double g, uint64_t seed, struct hazards *hazards)
{
	struct rig *rig = measure_begin(&nominal, seed);
	struct random random = { .state = seed };

	*hazards = (struct hazards){ 0 };
	while (hazards->count < count && !hazards->stranded)
		hit(rig, g, &random, hazards);
	if (hazards->count)
		hazards->back_ms /= hazards->count;
	collect(rig, hazards);
	rig_free(rig);
}

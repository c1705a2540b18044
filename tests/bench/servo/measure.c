// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "measure.h"

#include <math.h>

#include "lib/random.h"

#define TWO_PI 6.283185307179586
#define PULL_INS 10
#define ARRIVE_S 5.0
/* And for a sweep, whose slow points take whole turns. */
#define SWEEP_S 30.0
#define GROOVE_M 360e-9

static struct servo_target at(const struct rig *rig, const struct bench_case *bench,
			      unsigned int zone, unsigned int side, int32_t turn, double angle)
{
	struct servo_target target = rig_target(rig, zone, side, turn, angle);

	if (bench->rpm > 0.0) {
		target.speed = (float)(bench->rpm * TWO_PI / 60.0);
		target.speed_limit = target.speed * 1.1f;
	}
	return target;
}

struct rig *measure_begin(const struct bench_case *bench, uint64_t seed)
{
	struct rig_options options = rig_defaults();
	struct rig *rig;

	options.image = bench->image;
	options.seed = seed;
	if (bench->spoil)
		bench->spoil(&options.plant);
	rig = rig_new(&options);
	if (bench->disturb)
		bench->disturb(rig->plant);
	return rig;
}

static double seconds(const struct rig *rig, uint64_t since)
{
	return (double)(rig->ticks - since) / rig->servo->fig.tick_hz;
}

/* ---- loading and pull-in ---- */

static bool handed_over(const struct rig *rig)
{
	return rig->servo->gap.report.mode == GAP_CLOSE &&
	       rig->servo->seen.ges < rig->servo->fig.hand_over;
}

/* How far below its set point the gap came between hand-over and rest. */
static double overshoot_nm(struct rig *rig, double wanted_nm)
{
	double lowest = INFINITY;
	uint64_t since;

	if (!rig_until(rig, handed_over, ARRIVE_S))
		return NAN;
	since = rig->ticks;
	while (seconds(rig, since) < 5e-3) {
		rig_tick(rig);
		lowest = fmin(lowest, plant_truth(rig->plant)->gap * 1e9);
	}
	return fmax(wanted_nm - lowest, 0.0);
}

static void pull_in(struct rig *rig, const struct servo_target *target, struct loading *loading)
{
	double over, sum = 0.0;
	unsigned int done = 0;

	for (unsigned int n = 0; n < PULL_INS; n++) {
		servo_look(rig->servo, target);
		if (!rig_until(rig, rig_is_there, ARRIVE_S))
			break;
		rig_run(rig, 1e-3 * n);
		servo_follow(rig->servo, target);
		over = overshoot_nm(rig, target->gap_nm);
		if (!rig_until(rig, rig_is_there, ARRIVE_S))
			break;
		loading->overshoot_nm = fmax(loading->overshoot_nm, over);
		sum += rig->servo->gap.report.pull_in_ticks * 1e3 / rig->servo->fig.tick_hz;
		done++;
	}
	loading->pull_in_ms = done == PULL_INS ? sum / done : NAN;
}

bool measure_loading(struct rig *rig, const struct bench_case *bench, struct loading *loading)
{
	struct servo_target target = at(rig, bench, 0, NFOD_GROOVE, 100, 0.0);
	uint64_t since = rig->ticks;

	*loading = (struct loading){ 0 };
	servo_follow(rig->servo, &target);
	if (!rig_until(rig, rig_is_there, ARRIVE_S))
		return false;
	loading->readable_s = seconds(rig, since);
	pull_in(rig, &target, loading);
	return rig_is_there(rig);
}

/* ---- residuals ---- */

static uint32_t retracts(const struct rig *rig)
{
	uint32_t sum = 0;

	for (unsigned int n = 0; n < GUARD_REASONS; n++)
		sum += rig->servo->guard.count[n];
	return sum;
}

static void add(struct residual *residual, double nm)
{
	residual->rms += nm * nm;
	residual->peak = fmax(residual->peak, fabs(nm));
}

static bool is_on_track(const struct rig *rig, unsigned int side)
{
	return plant_truth(rig->plant)->land == (side == NFOD_LAND) &&
	       rig->servo->track.report.mode == TRACK_FOLLOW;
}

static void fly(struct rig *rig, unsigned int side, double duration, struct flight *flight)
{
	const struct plant_truth *truth = plant_truth(rig->plant);
	uint32_t contacts = truth->contacts, pulled = retracts(rig);
	uint64_t since = rig->ticks;

	while (seconds(rig, since) < duration) {
		rig_tick(rig);
		add(&flight->gap, truth->gap * 1e9 - rig->servo->gap.report.set_nm);
		add(&flight->track, truth->offset * 1e9);
		flight->lost |= !is_on_track(rig, side);
	}
	flight->gap.rms = sqrt(flight->gap.rms / (double)(rig->ticks - since));
	flight->track.rms = sqrt(flight->track.rms / (double)(rig->ticks - since));
	flight->retracts = retracts(rig) - pulled;
	flight->contacts = truth->contacts - contacts;
}

void measure_flight(struct rig *rig, const struct bench_case *bench, unsigned int side,
		    double learning, double duration, struct flight *flight)
{
	struct servo_target target = at(rig, bench, 0, side, 200, 0.0);

	*flight = (struct flight){ 0 };
	servo_follow(rig->servo, &target);
	if (!rig_until(rig, rig_is_there, ARRIVE_S)) {
		flight->lost = true;
		return;
	}
	servo_release(rig->servo);
	rig_run(rig, learning);
	fly(rig, side, duration, flight);
}

/* ---- seeks ---- */

static struct servo_target anywhere(const struct rig *rig, const struct bench_case *bench,
				    struct random *random)
{
	unsigned int zone = (unsigned int)(random_next(random) % rig->info->zones);
	int32_t turn = (int32_t)(random_next(random) % rig->info->zone[zone].turns);

	return at(rig, bench, zone, random_next(random) & 1, turn, random_unit(random));
}

/* The track @grooves further out, from the first zone's 100th on. */
static struct servo_target further(const struct rig *rig, const struct bench_case *bench,
				   int64_t grooves)
{
	double radius = rig->info->zone[0].radius_nm * 1e-9 + (double)(100 + grooves) * GROOVE_M;
	unsigned int zone = 0;

	while (zone + 1 < rig->info->zones && rig->info->zone[zone + 1].radius_nm * 1e-9 <= radius)
		zone++;
	return at(rig, bench, zone, NFOD_GROOVE,
		  (int32_t)lround((radius - rig->info->zone[zone].radius_nm * 1e-9) / GROOVE_M),
		  0.0);
}

static void move(struct rig *rig, const struct servo_target *target, struct moves *moves)
{
	uint64_t since = rig->ticks;
	double ms;

	moves->count++;
	servo_follow(rig->servo, target);
	if (!rig_until(rig, rig_is_there, ARRIVE_S)) {
		moves->failed++;
		return;
	}
	ms = 1e3 * seconds(rig, since);
	moves->mean_ms += ms;
	moves->worst_ms = fmax(moves->worst_ms, ms);
	moves->access_ms += ms + 1e3 * (double)servo_arrival(rig->servo) / rig->servo->fig.tick_hz;
}

void measure_moves(struct rig *rig, const struct bench_case *bench, unsigned int count,
		   int64_t grooves, uint64_t seed, struct moves *moves)
{
	struct random random = { .state = seed };
	struct servo_target target = further(rig, bench, 0);

	*moves = (struct moves){ 0 };
	servo_follow(rig->servo, &target);
	rig_until(rig, rig_is_there, ARRIVE_S);
	for (unsigned int n = 0; n < count; n++) {
		target = grooves ? further(rig, bench, n & 1 ? 0 : grooves) :
				   anywhere(rig, bench, &random);
		move(rig, &target, moves);
	}
	moves->mean_ms /= moves->count - moves->failed;
	moves->access_ms /= moves->count - moves->failed;
}

/* ---- margins ---- */

static bool is_measured(const struct rig *rig)
{
	return !rig->servo->margin.running;
}

bool measure_margins(struct rig *rig, enum margin_loop loop, struct margin_report *report)
{
	margin_begin(rig->servo, loop);
	if (!rig_until(rig, is_measured, SWEEP_S))
		return false;
	*report = rig->servo->margin.report[loop];
	return report->points > 0;
}

// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include "servo/kinematic.h"

#define TURN 6.283185307179586

static double seconds_between(uint64_t from_ns, uint64_t to_ns)
{
	return to_ns > from_ns ? (double)(to_ns - from_ns) * 1e-9 : 0.0;
}

static uint64_t later(uint64_t from_ns, double seconds)
{
	return from_ns + (uint64_t)(seconds * 1e9 + 0.5);
}

static double fraction(double turns)
{
	double rest = turns - (double)(int64_t)turns;

	return rest < 0.0 ? rest + 1.0 : rest;
}

static double distance(double a, double b)
{
	return a > b ? a - b : b - a;
}

static double acceleration(const struct kinematic *kin)
{
	return kin->target > kin->speed ? kin->cost.spindle_accel : -kin->cost.spindle_accel;
}

static double ramp_seconds(const struct kinematic *kin)
{
	return distance(kin->target, kin->speed) / kin->cost.spindle_accel;
}

/* Radians turned in the first @t seconds after kin->since_ns. */
static double turned(const struct kinematic *kin, double t)
{
	double ramp = ramp_seconds(kin);

	if (t <= ramp)
		return kin->speed * t + 0.5 * acceleration(kin) * t * t;
	return 0.5 * (kin->speed + kin->target) * ramp + kin->target * (t - ramp);
}

/* The inverse of turned(); the disc must not come to rest before. */
static double time_to_turn(const struct kinematic *kin, double radians)
{
	double ramp = ramp_seconds(kin);
	double in_ramp = 0.5 * (kin->speed + kin->target) * ramp;
	double a = acceleration(kin);

	if (radians >= in_ramp)
		return ramp + (radians - in_ramp) / kin->target;
	return (__builtin_sqrt(kin->speed * kin->speed + 2.0 * a * radians) - kin->speed) / a;
}

/* Full drive moves a lens on its spring by so much; what accelerates it is the same force. */
static double lens_accel(double travel_m, double resonance_hz)
{
	return travel_m * (TURN * resonance_hz) * (TURN * resonance_hz);
}

void kin_init(struct kinematic *kin, const struct nfod_figures *fig, uint64_t now_ns)
{
	*kin = (struct kinematic){
		.since_ns = now_ns,
		.cost = {
			.spindle_accel = (double)fig->spindle_torque_mnm * 1e-3 /
					 ((double)fig->spindle_inertia_gcm2 * 1e-7),
			.sled_accel = (double)(fig->sled_accel * fig->seek_part),
			.sled_settle = (double)fig->sled_settle_ms * 1e-3,
			.jump_accel = lens_accel((double)fig->track_volts *
							 (double)fig->track_mm_per_v * 1e-3,
						 (double)fig->track_resonance_hz),
			.jump_field = (double)fig->track_field_um * 1e-6,
			.jump_settle = (double)fig->jump_settle_ms * 1e-3,
			.side_change = (double)fig->side_change_ms * 1e-3,
			.lead = (double)fig->lead_turns,
		},
	};
}

double kin_speed(const struct kinematic *kin, uint64_t at_ns)
{
	double t = seconds_between(kin->since_ns, at_ns);

	if (t >= ramp_seconds(kin))
		return kin->target;
	return kin->speed + acceleration(kin) * t;
}

double kin_angle(const struct kinematic *kin, uint64_t at_ns)
{
	double t = seconds_between(kin->since_ns, at_ns);

	return fraction(kin->angle + turned(kin, t) / TURN);
}

/**
 * kin_spin() - head for another speed
 */
void kin_spin(struct kinematic *kin, uint64_t now_ns, double target)
{
	double angle = kin_angle(kin, now_ns);

	kin->speed = kin_speed(kin, now_ns);
	kin->angle = angle;
	kin->since_ns = now_ns;
	kin->target = target;
}

/**
 * kin_when_speed() - when @speed, on the way to the target, is reached
 */
uint64_t kin_when_speed(const struct kinematic *kin, double speed)
{
	/* Not before it: at rest means at rest. */
	return later(kin->since_ns, distance(speed, kin->speed) / kin->cost.spindle_accel) + 1;
}

/**
 * kin_when_below() - when, from @from_ns on, the disc turns no faster than
 * @speed, which must not be below the target
 */
uint64_t kin_when_below(const struct kinematic *kin, uint64_t from_ns, double speed)
{
	if (kin_speed(kin, from_ns) <= speed)
		return from_ns;
	return kin_when_speed(kin, speed);
}

/**
 * kin_when_turned() - when the disc will have turned on by @turns
 */
uint64_t kin_when_turned(const struct kinematic *kin, uint64_t from_ns, double turns)
{
	double before = turned(kin, seconds_between(kin->since_ns, from_ns));
	uint64_t at = later(kin->since_ns, time_to_turn(kin, before + turns * TURN));

	return at > from_ns ? at : from_ns;
}

/**
 * kin_when_angle() - when the disc next comes round to @angle
 */
uint64_t kin_when_angle(const struct kinematic *kin, uint64_t from_ns, double angle)
{
	return kin_when_turned(kin, from_ns, fraction(angle - kin_angle(kin, from_ns)));
}

/**
 * kin_is_long() - whether so far is moved by the sled, not by the lens alone
 */
bool kin_is_long(const struct kinematic *kin, double way)
{
	return way > kin->cost.jump_field || -way > kin->cost.jump_field;
}

/**
 * kin_move_time() - seconds from one place on the disc to following another
 */
double kin_move_time(const struct kinematic *kin, double from, double to, uint8_t from_side,
		     uint8_t to_side)
{
	const struct kin_cost *cost = &kin->cost;
	double d = distance(from, to);
	double t = from_side == to_side ? 0.0 : cost->side_change;

	if (kin_is_long(kin, d))
		t += 2.0 * __builtin_sqrt(d / cost->sled_accel) + cost->sled_settle;
	else if (d > 0.0)
		t += 2.0 * __builtin_sqrt(d / cost->jump_accel) + cost->jump_settle;
	return t;
}

/**
 * kin_move() - the head sets out
 *
 * Return: when it has settled on the place's track.
 */
uint64_t kin_move(struct kinematic *kin, uint64_t from_ns, const struct place *to)
{
	double from = kin->radius > 0.0 ? kin->radius : to->radius;
	double seconds = kin_move_time(kin, from, to->radius, kin->side, to->side);

	kin->radius = to->radius;
	kin->side = to->side;
	return from_ns + (uint64_t)(seconds * 1e9);
}

/**
 * kin_meet() - the spindle heads for a place's speed
 * @from_ns: from now on
 * @there_ns: when the head is on its track
 *
 * Return: when the place comes by that the head can follow from its beginning.
 */
uint64_t kin_meet(struct kinematic *kin, uint64_t from_ns, uint64_t there_ns,
		  const struct place *place)
{
	uint64_t ready;

	if (kin->target != place->speed)
		kin_spin(kin, from_ns, place->speed);
	ready = kin_when_below(kin, there_ns, place->speed_limit);
	ready = kin_when_turned(kin, ready, kin->cost.lead);
	return kin_when_angle(kin, ready, place->angle);
}

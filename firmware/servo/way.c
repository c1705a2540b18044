// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include "servo/servo.h"
#include "servo/states.h"

/* A turn in the units of angles. */
#define TURN ((int64_t)1 << 32)

/* As far as this a target is jumped to, beyond it the sled is sent. */
#define NEAR_GROOVES 24
/* Lands and grooves look different to the gap loop: more of them only from farther away. */
#define LOW_HALVES 20

/* Steps towards another zone whose edge ought to have been reached already. */
#define ACROSS_LEAST 8.0f

/* The sled's sensor is not off by more. */
#define BIAS_MOST_M 100e-6f

/* A sled that is not faster stands, or only hops after the lens. */
#define STILL_M_S 5e-3f

/* Either side of an angle of zero. */
#define SEAM (1u << 23)

/**
 * struct address - what the wobble and the encoder said at one tick
 */
struct address {
	bool known;
	uint16_t zone;
	uint8_t side;
	int64_t place;
};

static struct address read_address(const struct seen *seen)
{
	uint32_t angle = seen->address_angle;

	return (struct address){
		/* Where turns are counted on, encoder and wobble may not yet agree. */
		.known = seen->addressed && angle + SEAM > 2 * SEAM,
		.zone = seen->zone,
		.side = seen->side,
		.place = (int64_t)seen->turn * TURN + (int64_t)angle,
	};
}

static int64_t place_of_target(const struct servo_target *target)
{
	return (int64_t)target->turn * TURN + (int64_t)target->angle;
}

int64_t way_ahead(const struct servo *servo)
{
	const struct supervisor *sup = &servo->sup;
	float since = (float)(servo->ticks - sup->place_tick);

	return place_of_target(&sup->target) - sup->place - (int64_t)(since * servo->spindle.step);
}

float way_radius(const struct servo *servo)
{
	return servo->sled.position + servo->track.report.lens_m + servo->sup.radius_bias_m;
}

static float radius_by_address(const struct servo *servo, const struct address *at)
{
	const struct servo_target *target = &servo->sup.target;
	float turns = (float)(place_of_target(target) - at->place) / (float)TURN;

	return target->radius_m - turns * WAY_GROOVE_M +
	       0.5f * WAY_GROOVE_M * (float)(at->side - target->side);
}

/* A sled that is thrown about takes the lens to where nobody knows. */
static void learn_bias(struct servo *servo, const struct address *at)
{
	float bias;

	if (absf(servo->sled.speed) > STILL_M_S)
		return;
	bias = servo->sup.radius_bias_m + radius_by_address(servo, at) - way_radius(servo);

	servo->sup.radius_bias_m = clampf(bias, -BIAS_MOST_M, BIAS_MOST_M);
}

/* So much must be left to the target's angle, for what a jump and settling take. */
static int64_t lead(const struct servo *servo)
{
	return (int64_t)(servo->fig.lead_turns * (float)TURN);
}

/* Grooves between, rounded so that what is left lies within the turn ahead. */
static int64_t grooves_by_address(const struct servo *servo, const struct address *at)
{
	int64_t ahead = place_of_target(&servo->sup.target) - at->place - lead(servo);

	return ahead >= 0 ? ahead / TURN : -((TURN - 1 - ahead) / TURN);
}

/* In another zone still: the target's begins that way, whatever the estimate says. */
static int64_t grooves_by_radius(const struct servo *servo, const struct address *at)
{
	const struct servo_target *target = &servo->sup.target;
	float grooves = (target->radius_m - way_radius(servo)) / WAY_GROOVE_M;

	if (at->zone < target->zone)
		return (int64_t)(grooves < ACROSS_LEAST ? ACROSS_LEAST : grooves + 1.0f);
	return (int64_t)(grooves > -ACROSS_LEAST ? -ACROSS_LEAST : grooves - 1.0f);
}

static bool within(int32_t x, int32_t limit)
{
	return x >= -limit && x <= limit;
}

bool way_is_jump(const struct servo *servo)
{
	return within(servo->sup.grooves, NEAR_GROOVES);
}

enum way way_to_target(struct servo *servo)
{
	struct supervisor *sup = &servo->sup;
	struct address at = read_address(&servo->seen);
	bool in_zone = at.zone == sup->target.zone;
	int32_t sides = (int32_t)sup->target.side - (int32_t)at.side;
	int64_t grooves;

	if (!at.known)
		return WAY_UNKNOWN;
	sup->place = at.place;
	sup->place_tick = servo->ticks;
	grooves = in_zone ? grooves_by_address(servo, &at) : grooves_by_radius(servo, &at);
	if (in_zone)
		learn_bias(servo, &at);
	sup->grooves = (int32_t)grooves;
	sup->half_periods = (int32_t)(2 * grooves) + sides;
	if (!sup->half_periods)
		return WAY_THERE;
	if (!way_is_jump(servo))
		return WAY_OFF;
	return within(sup->half_periods, LOW_HALVES) ? WAY_NEAR : WAY_SOME;
}

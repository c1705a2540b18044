// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "servo/sled.h"

#include "servo/filter.h"
#include "servo/servo.h"
#include "servo/trig.h"

/* Observer, speed loop and position loop (j). */
#define OBSERVER_HZ 300.0f
/* What friction and magnet are beyond their figures is learned at this rate, up to this. */
#define BIAS_HZ 15.0f
#define BIAS_MOST 6.0f
#define SPEED_PER_S 900.0f
#define PLACE_PER_S 250.0f
#define SEEK_HZ 100.0f
/* Deceleration planned on the way to a place, and while a track is followed, m/s2. */
#define GO_BRAKE 12.0f
#define GO_SPEED 0.8f
#define HOP_BRAKE 2.0f
/* Steps of the sensor within which it stands, and from which on it does not any more. */
#define THERE_STEPS 2.0f
#define GONE_STEPS 6.0f
/* The lens may stand off so far before the sled comes after it. */
#define LENS_OFF_M 5e-6f
/* It stands soon when it is slower than this, m/s. */
#define SLOW 0.3e-3f
/* Standing it was knocked when it is faster than this. */
#define SHAKEN 3e-3f
/* Below this speed, m/s, friction has no known sign. */
#define MOVING 1e-3f
/* Where @off_m is counted from a nearer base. */
#define BASE_M 200e-6f

void sled_init(struct sled *sled, const struct nfod_figures *fig)
{
	(void)fig;
	*sled = (struct sled){ .mode = SLED_OFF };
}

/* The frame's acceleration is known as it comes; what friction bears needs no drive. */
static float shaking(const struct servo *servo)
{
	float accel = servo->seen.accel_r;

	return absf(accel) > servo->fig.sled_friction_m_s2 ? accel : 0.0f;
}

static void observe(struct sled *sled, const struct servo *servo)
{
	const struct nfod_figures *fig = &servo->fig;
	float step_s = (float)SERVO_SLOW / fig->tick_hz;
	float corner = TRIG_TURN * OBSERVER_HZ;
	float friction = clampf(sled->speed * (fig->sled_friction_m_s2 / MOVING),
				-fig->sled_friction_m_s2, fig->sled_friction_m_s2);
	float accel = sled->drive * fig->sled_accel - friction -
		      sled->speed * fig->sled_damping_hz + sled->bias - shaking(servo);
	float error;

	if (!sled->known) {
		sled->known = true;
		sled->base_m = servo->seen.sled_m;
	}
	sled->accel = accel;
	sled->off_m += sled->speed * step_s;
	error = (servo->seen.sled_m - sled->base_m) - sled->off_m;
	sled->off_m += 1.4f * corner * step_s * error;
	sled->speed += (accel + corner * corner * error) * step_s;
	sled->bias += corner * corner * (TRIG_TURN * BIAS_HZ) * error * step_s;
	sled->bias = clampf(sled->bias, -BIAS_MOST, BIAS_MOST);
	if (absf(sled->off_m) > BASE_M) {
		float nearer = servo->seen.sled_m - sled->base_m;

		sled->base_m += nearer;
		sled->off_m -= nearer;
		sled->hop_m -= nearer;
	}
	sled->position = sled->base_m + sled->off_m;
}

/* Drive that gives an acceleration against friction in the direction of the move. */
static float drive_for(const struct servo *servo, float accel, float way)
{
	const struct nfod_figures *fig = &servo->fig;
	float friction = clampf(way * (fig->sled_friction_m_s2 / MOVING), -fig->sled_friction_m_s2,
				fig->sled_friction_m_s2);

	return (accel + friction + servo->sled.speed * fig->sled_damping_hz - servo->sled.bias) /
	       fig->sled_accel;
}

/* Come to rest @left metres from here. */
static float approach(struct servo *servo, float left, float brake)
{
	struct sled *sled = &servo->sled;
	float step = servo->fig.sled_scale_um * 1e-6f;
	float most = __builtin_sqrtf(2.0f * brake * absf(left));
	float speed;

	if (absf(left) < THERE_STEPS * step && absf(sled->speed) < SLOW)
		sled->there = true;
	else if (absf(left) > GONE_STEPS * step || absf(sled->speed) > SHAKEN)
		sled->there = false;
	if (sled->there) {
		sled->bias = 0.0f;
		return 0.0f;
	}
	most = most < GO_SPEED ? most : GO_SPEED;
	speed = clampf(PLACE_PER_S * left, -most, most);
	return drive_for(servo, SPEED_PER_S * (speed - sled->speed), speed);
}

static float follow_lens(struct servo *servo)
{
	struct sled *sled = &servo->sled;

	if (sled->there && absf(servo->track.lens_m) > LENS_OFF_M) {
		sled->hop_m = sled->off_m + servo->track.lens_m;
		sled->there = false;
	}
	return approach(servo, sled->hop_m - sled->off_m, HOP_BRAKE);
}

static float follow_seek(struct servo *servo)
{
	const struct seek *seek = &servo->seek;
	float corner = TRIG_TURN * SEEK_HZ;
	float gone = servo->seen.sled_m - seek->sled_m;
	float behind = (seek->way_m - gone) - seek->ref_left;
	float accel = seek->ref_accel + corner * corner * behind +
		      1.4f * corner * (seek->ref_speed - servo->sled.speed);

	return drive_for(servo, accel, seek->ref_speed);
}

float sled_tick(struct servo *servo)
{
	struct sled *sled = &servo->sled;
	float drive = 0.0f;

	if (servo->ticks % SERVO_SLOW != SERVO_SLED_AT)
		return sled->drive;
	observe(sled, servo);
	switch (sled->mode) {
	case SLED_GO:
		drive = approach(servo, sled->target_m - sled->position, GO_BRAKE);
		sled->hop_m = sled->off_m;
		break;
	case SLED_FOLLOW:
		drive = follow_lens(servo);
		break;
	case SLED_SEEK:
		drive = follow_seek(servo);
		sled->hop_m = sled->off_m;
		sled->there = false;
		break;
	default:
		sled->there = false;
		break;
	}
	if (sled->mode != SLED_OFF)
		drive += shaking(servo) / servo->fig.sled_accel;
	sled->drive = clampf(drive, -1.0f, 1.0f);
	return sled->drive;
}

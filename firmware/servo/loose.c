// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "servo/loose.h"

#include "servo/filter.h"
#include "servo/servo.h"
#include "servo/trig.h"

/* The lens can be moved so far, over what the optics allow (j). */
#define STOP_PART 2.0f
/* It is led back as if on a spring of this frequency and damping. */
#define BACK_HZ 60.0f
#define BACK_DAMPING 0.8f

void loose_init(struct loose *loose, const struct nfod_figures *fig)
{
	*loose = (struct loose){
		.damping = 2.0f * fig->track_damping * TRIG_TURN * fig->track_resonance_hz,
		.stop = STOP_PART * 1e-6f * fig->track_field_um,
	};
}

static void stop(struct servo *servo)
{
	struct loose *loose = &servo->loose;
	struct track *track = &servo->track;

	if (absf(track->lens_m) <= loose->stop)
		return;
	track->lens_m = clampf(track->lens_m, -loose->stop, loose->stop);
	loose->speed = 0.0f;
}

void loose_taken(struct servo *servo, float speed)
{
	servo->loose.speed = speed;
	servo->loose.sled_speed = servo->sled.speed;
	stop(servo);
}

void loose_step(struct servo *servo, float seconds)
{
	struct loose *loose = &servo->loose;
	struct track *track = &servo->track;
	float sled = servo->sled.speed - loose->sled_speed;
	float accel = track->drive / track->volts_per_accel - track->spring * track->lens_m -
		      loose->damping * loose->speed - servo->seen.accel_r;

	loose->sled_speed = servo->sled.speed;
	loose->speed += accel * seconds - sled;
	track->lens_m += loose->speed * seconds;
	stop(servo);
}

float loose_volts(const struct servo *servo)
{
	const struct track *track = &servo->track;
	float w = TRIG_TURN * BACK_HZ;
	float accel = (track->spring - w * w) * track->lens_m -
		      2.0f * BACK_DAMPING * w * servo->loose.speed;

	/* It is taken along with the sled. */
	accel += servo->sled.accel + servo->seen.accel_r;

	return accel * track->volts_per_accel;
}

// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Mechanics: motors, actuators, the disc under the tip, and what happens when they meet.
 */
#include <math.h>
#include <string.h>

#include "plant/internal.h"
#include "lib/wave.h"

#define NM 1e-9
#define UM 1e-6
#define MM 1e-3
#define MRAD 1e-3
#define TURN (2.0 * M_PI)
#define RPM (TURN / 60.0)

/* Speed at which figures.h states the spindle's drag. */
#define DRAG_RPM 2244.0
/* Without a disc the next thing under the head is so far away, m. */
#define NOTHING 10e-3
/* The lens can be moved so far below a disc's place when there is none, m (j). */
#define LOWER_STOP 200e-6
/* Mechanical travel of the tracking actuator over what the optics allow (j). */
#define TRACK_STOP 2.0
/* Blows that follow within this are of the same touch: the lens rings, s. */
#define REBOUND 200e-6
/* Protrusions are looked for below this gap, m: twice the highest that a disc may have. */
#define LOW 2e-6
/* Topography and tracks are those of the very radius when it is crossed slower than this, m/s. */
#define SLOW 0.02

static double pure_delay(const struct nfod_figures *fig, double tick_s)
{
	return fmax((double)fig->delay_us * UM - tick_s / 2.0, 0.0);
}

static void init_actuators(struct plant *plant)
{
	const struct nfod_figures *fig = &plant->fig;
	double late = pure_delay(fig, plant->tick_s);
	struct actuator_law gap = {
		(double)fig->gap_resonance_hz,	(double)fig->gap_damping,
		(double)fig->gap_mm_per_v * MM, (double)fig->gap_mode_hz,
		(double)fig->gap_mode_damping,	(double)fig->gap_mode_residue,
	};
	struct actuator_law track = {
		(double)fig->track_resonance_hz,  (double)fig->track_damping,
		(double)fig->track_mm_per_v * MM, (double)fig->track_mode_hz,
		(double)fig->track_mode_damping,  (double)fig->track_mode_residue,
	};
	struct actuator_law tilt = {
		.hz = (double)fig->tilt_resonance_hz,
		.damping = (double)fig->tilt_damping,
		.travel = (double)fig->tilt_mrad_per_v * MRAD,
	};

	actuator_init(&plant->body.gap, &gap, plant->tick_s, late);
	actuator_init(&plant->body.track, &track, plant->tick_s, late);
	for (unsigned int axis = 0; axis < 2; axis++)
		actuator_init(&plant->body.tilt[axis], &tilt, plant->tick_s, late);
}

static void init_motors(struct plant *plant)
{
	const struct nfod_figures *fig = &plant->fig;
	struct spindle_law law = {
		.torque = (double)fig->spindle_torque_mnm * 1e-3,
		.inertia = (double)fig->spindle_inertia_gcm2 * 1e-7,
		.drag = (double)fig->spindle_drag_mnm * 1e-3,
		.drag_speed = DRAG_RPM * RPM,
		.most = (double)fig->spindle_most_rpm * RPM,
	};

	motor_spindle(&plant->body.spindle, &law);
	plant->body.sled = (struct motor){
		.full = (double)fig->sled_accel,
		.most = (double)fig->sled_most_m_s,
		.dry = (double)fig->sled_friction_m_s2,
		.viscous = (double)fig->sled_damping_hz,
		.position = (double)fig->sled_inner_mm * MM,
	};
}

static void init_wander(struct plant *plant, uint64_t seed)
{
	const struct nfod_figures *fig = &plant->fig;
	double rms[2] = { NM * (double)fig->wander_axial_nm, NM * (double)fig->wander_radial_nm };

	wander_init(&plant->body.wander, rms, (double)fig->wander_hz, plant->tick_s);
	plant->body.wanders = rms[0] > 0.0 || rms[1] > 0.0;
	noise_init(&plant->body.chance, seed);
}

static void init_reach(struct plant *plant)
{
	const struct nfod_figures *fig = &plant->fig;
	struct plant_body *body = &plant->body;

	body->neutral = (double)nfod_lens_rest_um(fig) * UM;
	body->lens_least = -body->neutral - LOWER_STOP;
	body->lens_most = (double)fig->gap_stop_um * UM - body->neutral;
	body->field = TRACK_STOP * (double)fig->track_field_um * UM;
	body->sled_least = (double)fig->sled_inner_mm * MM;
	body->sled_most = (double)fig->sled_outer_mm * MM;
	body->reach = (double)fig->tip_um * UM / 2.0;
}

void body_init(struct plant *plant, uint64_t seed)
{
	memset(&plant->body, 0, sizeof(plant->body));
	init_actuators(plant);
	init_motors(plant);
	init_wander(plant, seed);
	init_reach(plant);
	plant->body.askew[0] = (double)plant->fig.tilt_static_radial_mrad * MRAD;
	plant->body.askew[1] = (double)plant->fig.tilt_static_tangential_mrad * MRAD;
	plant->truth.gap = plant->truth.clearance = NOTHING;
	plant->truth.radius = plant->body.sled.position;
	plant->body.last_gap = NOTHING;
	plant->body.apart = REBOUND;
	plant->body.touched = GROUND_NO_BUMP;
}

/* ---- moving ---- */

static void move_radially(struct plant *plant)
{
	struct plant_body *body = &plant->body;
	double push = plant->outside.base[PLANT_RADIAL];
	double before = body->sled.speed;

	motor_step(&body->sled, plant->out.sled, -push, plant->tick_s);
	motor_stop(&body->sled, body->sled_least, body->sled_most);
	/* The actuator hangs on the sled and is shaken by whatever that does. */
	actuator_step(&body->track, plant->out.track,
		      push + (body->sled.speed - before) * (double)plant->fig.tick_hz);
	actuator_stop(&body->track, -body->field, body->field);
}

static void move(struct plant *plant)
{
	struct plant_body *body = &plant->body;

	motor_step(&body->spindle, plant->out.spindle, 0.0, plant->tick_s);
	body->before = body->turned;
	body->turned = body->spindle.position * (1.0 / TURN);
	move_radially(plant);
	actuator_step(&body->gap, plant->out.gap, plant->outside.base[PLANT_AXIAL]);
	actuator_stop(&body->gap, body->lens_least, body->lens_most);
	for (unsigned int axis = 0; axis < 2; axis++)
		actuator_step(&body->tilt[axis], plant->out.tilt[axis], 0.0);
}

/* ---- meeting the disc ---- */

/* Count it, unless it is the same touch still. */
static void count_contact(struct plant *plant, size_t bump)
{
	struct plant_body *body = &plant->body;
	bool same = body->apart < REBOUND && (bump == GROUND_NO_BUMP || bump == body->touched);

	body->apart = 0.0;
	if (bump != GROUND_NO_BUMP) {
		surface_mark(plant->ground.surface, bump);
		body->touched = bump;
	}
	if (same)
		return;
	plant->truth.contacts++;
	if (bump == GROUND_NO_BUMP)
		plant->ground.surface->scratches++;
}

/* The tip is @deep below what it meets, which comes up with @rise. */
static void collide(struct plant *plant, double deep, double rise)
{
	struct actuator *gap = &plant->body.gap;
	double closing = fmax(rise - actuator_speed(gap), 0.0);
	double blow = fmax(closing, deep / plant->tick_s);
	double mass = (double)plant->fig.lens_mg * 1e-6 * gap->share[0];

	actuator_hit(gap, deep, closing);
	plant->truth.head_damage += mass / 2.0 * blow * blow;
}

static double clearance_of_bumps(struct plant *plant, size_t *bump)
{
	const struct plant_truth *truth = &plant->truth;
	struct ground_tip tip = {
		.radius = truth->radius - plant->point.radial,
		.from = plant->body.before,
		.until = plant->body.turned,
		.gap = { plant->body.last_gap, truth->gap },
		.tilt = { truth->tilt[0], truth->tilt[1] },
		.reach = plant->body.reach,
	};

	return ground_clearance(&plant->ground, &tip, bump);
}

static double least_clearance(struct plant *plant, size_t *bump)
{
	const struct plant_truth *truth = &plant->truth;
	double edge = truth->gap - plant->body.reach * sqrt(truth->tilt[0] * truth->tilt[0] +
							    truth->tilt[1] * truth->tilt[1]);
	double clear;

	*bump = GROUND_NO_BUMP;
	if (truth->gap > LOW || !plant->ground.surface->protrusions)
		return edge;
	clear = clearance_of_bumps(plant, bump);
	if (clear < edge)
		return clear;
	*bump = GROUND_NO_BUMP;
	return edge;
}

static void meet(struct plant *plant)
{
	struct plant_truth *truth = &plant->truth;
	double rise = plant->point.slope[1] * truth->speed * truth->radius;
	size_t bump;

	truth->clearance = least_clearance(plant, &bump);
	plant->body.apart += plant->tick_s;
	if (truth->clearance > 0.0)
		return;
	count_contact(plant, bump);
	collide(plant, -truth->clearance, rise);
	truth->gap -= truth->clearance;
}

static void tell_place(struct plant *plant)
{
	const struct plant_body *body = &plant->body;
	struct plant_truth *truth = &plant->truth;

	truth->sled = body->sled.position;
	truth->sled_speed = body->sled.speed;
	truth->radius = body->sled.position + actuator_position(&body->track);
	truth->angle = body->turned - whole(body->turned);
	truth->speed = body->spindle.speed;
	for (unsigned int axis = 0; axis < 2; axis++)
		truth->tilt[axis] = body->askew[axis] + actuator_position(&body->tilt[axis]);
}

/* Only what turns wanders. */
static wander_pair wander(struct plant *plant)
{
	struct plant_body *body = &plant->body;
	wander_pair deviate = { 0.0, 0.0 };

	if (!body->wanders)
		return deviate;
	if (body->spindle.speed != 0.0) {
		if (!body->deviates) {
			noise_draw(&body->chance, body->deviate);
			body->deviates = NOISE_DEVIATES;
		}
		deviate[0] = (double)body->deviate[--body->deviates];
		deviate[1] = (double)body->deviate[--body->deviates];
	}
	wander_step(&body->wander, deviate);
	return body->wander.place;
}

static void look_down(struct plant *plant)
{
	const struct plant_body *body = &plant->body;
	struct plant_truth *truth = &plant->truth;
	double across = body->sled.speed + actuator_speed(&body->track);
	bool follow = body->last_gap < LOW && fabs(across) < SLOW;

	ground_at(&plant->ground, truth->radius, truth->angle, wander(plant), follow,
		  &plant->point);
	ground_track(&plant->ground, truth->radius - plant->point.radial, truth->angle, follow,
		     &plant->under);
	truth->height = plant->point.height;
	truth->tilt[0] += plant->point.slope[0];
	truth->tilt[1] += plant->point.slope[1];
	truth->offset = plant->under.offset;
	truth->land = plant->under.land;
	truth->zone = plant->under.zone;
	truth->turn = plant->under.turn;
}

void body_step(struct plant *plant)
{
	struct plant_body *body = &plant->body;
	struct plant_truth *truth = &plant->truth;

	move(plant);
	tell_place(plant);
	truth->gap = truth->clearance = NOTHING;
	if (plant->has_disc) {
		look_down(plant);
		truth->gap = body->neutral + actuator_position(&body->gap) - truth->height;
		meet(plant);
	}
	body->last_gap = truth->gap;
	truth->lens_speed = actuator_speed(&body->gap);
}

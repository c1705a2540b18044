// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Sensors: from where things are to counts.
 */
#include <math.h>
#include <string.h>

#include "plant/internal.h"
#include "plant/noise.h"
#include "plant/wave.h"

#define NM 1e-9
#define UM 1e-6
#define GRAVITY 9.80665
#define ROOM_C 25.0
#define FULL_TURN 4294967296.0
/* Converters run so many times a tick; the block has their mean (j). */
#define OVERSAMPLED 16.0
/* Eccentricity of the encoder's lines: 20 um at 15 mm, in turns; jitter of a line (j). */
#define ENCODER_ECCENTRIC 3.4e-5f
#define ENCODER_JITTER 1e-6
/* Below this many lines a second nothing is interpolated between them. */
#define ENCODER_SLOW 1000.0
/* The crossing counter follows tracks below this gap, m. */
#define COUNTED 250e-9
/* A groove counts as crossed when the spot is so many periods away from the last one. */
#define CROSSED 0.75
/* Its rate is of so many ticks. */
#define RATE_TICKS 8.0
/* Where the wobble can be read, m. */
#define WOBBLE_GAP 60e-9
#define WOBBLE_OFFSET 60e-9
/* An address wants 100 us of it; what is lost counts faster than what is won. */
#define WOBBLE_S 100e-6
#define WOBBLE_LOSS 5
/* Marks are seen here, m. */
#define MARKS_GAP 100e-9

void sight_reset(struct plant *plant)
{
	struct plant_sight *sight = &plant->sight;

	sight->periods = 0.0;
	sight->rate = 0.0;
	sight->locked = 0;
}

void sight_init(struct plant *plant, uint64_t seed)
{
	struct random random = { seed };
	float spread = plant->fig.quadrant_spread_ppm * 1e-6f;

	memset(&plant->sight, 0, sizeof(plant->sight));
	for (unsigned int i = 0; i < 4; i++)
		plant->sight.gain[i] = 1.0f + spread * (float)random_normal(&random);
	plant->sight.encoder_phase = (float)random_unit(&random);
	plant->sight.left = 1.0f;
	sight_reset(plant);
}

/* ---- conversion ---- */

static uint16_t counts(float value)
{
	float rounded = value + 0.5f;

	return rounded <= 0.0f ? 0 : rounded >= 65535.0f ? 65535 : (uint16_t)rounded;
}

static int16_t signed_counts(float value)
{
	float rounded = value < 0.0f ? value - 0.5f : value + 0.5f;

	return rounded <= -32768.0f ? -32768 : rounded >= 32767.0f ? 32767 : (int16_t)rounded;
}

/* What is left of the converter's steps after oversampling, counts rms. */
static float conversion_noise(const struct nfod_figures *fig)
{
	double step = exp2(16.0 - (double)fig->adc_bits);

	return (float)(step / sqrt(12.0 * OVERSAMPLED));
}

/* ---- optics ---- */

/**
 * struct gains - counts of one light and drift
 * @light: on the disc and back, over read power
 * @monitor: leaving the laser, ditto
 * @common: noise of the laser that the monitor does not see
 * @step: noise of the converters, counts
 */
struct gains {
	float light;
	float monitor;
	float common;
	float step;
};

static void find_gains(struct plant *plant, struct gains *gains)
{
	const struct nfod_figures *fig = &plant->fig;
	float warmer = (float)(plant->outside.celsius - ROOM_C);

	gains->monitor = (float)plant->out.light_uw / fig->read_uw;
	gains->common = 1.0f + fig->laser_noise_ppm * 1e-6f * noise_next(&plant->chance);
	gains->light = gains->monitor * plant->sight.left *
		       (1.0f + fig->gain_drift_ppm_k * 1e-6f * warmer);
	gains->step = conversion_noise(fig);
}

/* Marks under the spot show in the gap signal. */
static float marks(struct plant *plant)
{
	const struct plant_truth *truth = &plant->truth;

	if (truth->gap > MARKS_GAP || fabs(truth->offset) > WOBBLE_OFFSET || !plant->under.exists)
		return 0.0f;
	return plant->fig.data_noise_ppm * 1e-6f * noise_next(&plant->chance);
}

static void show_quadrants(struct plant *plant, const struct gains *gains,
			   const struct eye_view *view, bool writing,
			   volatile struct nfod_fe_block *block)
{
	const struct nfod_figures *fig = &plant->fig;
	float scale = fig->ges_counts * gains->light * gains->common;
	float noise = fig->ges_noise_ppm * 1e-6f * fig->ges_counts, mark = marks(plant);

	noise = __builtin_sqrtf(noise * noise + gains->step * gains->step);
	if (writing)
		scale *= 1.0f + fig->write_scale_ppm * 1e-6f;
	for (unsigned int i = 0; i < 4; i++)
		block->ges[i] = counts(scale * plant->sight.gain[i] * (view->ges[i] + mark) +
				       noise * noise_next(&plant->chance));
}

static void show_tracks(struct plant *plant, const struct gains *gains, const struct eye_view *view,
			volatile struct nfod_fe_block *block)
{
	const struct nfod_figures *fig = &plant->fig;
	float sum = fig->sum_counts * gains->light * gains->common * view->sum;
	float off = (fig->pp_offset_nm + fig->pp_noise_nm * noise_next(&plant->chance)) *
		    (float)NM * plant->eye.slope;

	block->sum = counts(sum + gains->step * noise_next(&plant->chance));
	block->push_pull = signed_counts(sum * (view->push_pull + off) +
					 gains->step * noise_next(&plant->chance));
}

static void show_focus(struct plant *plant, const struct gains *gains, const struct eye_view *view,
		       volatile struct nfod_fe_block *block)
{
	const struct nfod_figures *fig = &plant->fig;
	/* Its slope in the middle is e^(1/2) over the peak's distance. */
	float per_nm = 1.6487213f / fig->focus_range_nm;
	float normal = gains->monitor > 0.0f ? gains->light / gains->monitor : 0.0f;
	float noise = fig->focus_noise_nm * per_nm * noise_next(&plant->chance);

	block->focus = signed_counts(32767.0f * (normal * view->focus + noise));
}

static void show_light(struct plant *plant, volatile struct nfod_fe_block *block)
{
	static const struct eye_view nothing = { .ges = { 1.0f, 1.0f, 1.0f, 1.0f } };
	const struct plant_truth *truth = &plant->truth;
	struct eye_place place = {
		.gap = truth->gap,
		.phase = plant->under.phase,
		.tracks = plant->under.exists,
		.tilt = { truth->tilt[0], truth->tilt[1] },
	};
	struct eye_view view = nothing;
	struct gains gains;
	bool writing = plant->hardware.writing && block->status & NFOD_FE_GATE_OPEN;

	find_gains(plant, &gains);
	if (plant->has_disc)
		eye_look(&plant->eye, &place, &view);
	show_quadrants(plant, &gains, &view, writing, block);
	show_tracks(plant, &gains, &view, block);
	show_focus(plant, &gains, &view, block);
	block->laser = counts(plant->fig.laser_counts * gains.monitor +
			      gains.step * noise_next(&plant->chance));
	plant->truth.power_uw = (writing ?
					 plant->hardware.write_uw * (double)plant->fig.laser_life :
					 plant->out.light_uw) *
				(double)plant->sight.left;
}

/* ---- tracks ---- */

static void count_crossings(struct plant *plant, bool lit, volatile struct nfod_fe_block *block)
{
	struct plant_sight *sight = &plant->sight;
	double period = 2.0 * NM * plant->ground.info->track_pitch_nm;
	double place = (plant->truth.radius - plant->point.radial) / period - plant->body.turned;
	double moved = place - sight->place;
	bool seen = lit && plant->truth.gap < COUNTED && !plant->upside_down;

	sight->place = place;
	if (!seen) {
		sight->rate = 0.0;
		block->crossing_hz = 0;
		return;
	}
	sight->periods += moved;
	if (fabs(sight->periods) > CROSSED) {
		double crossed = floor(sight->periods + 0.5);

		block->crossings += (int32_t)crossed;
		sight->periods -= crossed;
	}
	moved += (double)(plant->fig.pp_noise_nm * noise_next(&plant->chance)) * NM / period;
	sight->rate += (moved / plant->tick_s - sight->rate) / RATE_TICKS;
	block->crossing_hz = (int32_t)sight->rate;
}

static bool wobble_shows(const struct plant *plant, bool lit)
{
	const struct plant_truth *truth = &plant->truth;

	return lit && truth->gap < WOBBLE_GAP && fabs(truth->offset) < WOBBLE_OFFSET &&
	       plant->under.exists && !plant->upside_down;
}

static uint32_t show_address(struct plant *plant, bool lit, volatile struct nfod_fe_block *block)
{
	struct plant_sight *sight = &plant->sight;
	int enough = (int)(WOBBLE_S / plant->tick_s);

	if (wobble_shows(plant, lit))
		sight->locked += sight->locked < 2 * enough;
	else
		sight->locked = sight->locked > WOBBLE_LOSS ? sight->locked - WOBBLE_LOSS : 0;
	if (sight->locked < enough)
		return 0;
	block->zone = plant->truth.zone;
	block->side = plant->truth.land ? NFOD_LAND : NFOD_GROOVE;
	block->turn = plant->truth.turn;
	return NFOD_FE_ADDRESS;
}

/* ---- the rest ---- */

/* As it was a tick ago: interpolation waits for the timer. */
static uint32_t encoder(struct plant *plant)
{
	double lines = (double)plant->fig.spindle_lines;
	double angle = plant->body.before;
	double rate = fabs(plant->truth.speed) * lines / (2.0 * M_PI);
	float sine, cosine, at;

	at = (float)(angle - floor(angle)) + plant->sight.encoder_phase;
	wave_at(at >= 1.0f ? at - 1.0f : at, &sine, &cosine);
	angle += (double)(ENCODER_ECCENTRIC * sine);
	if (rate < ENCODER_SLOW)
		angle = floor(angle * lines) / lines;
	else
		angle += ENCODER_JITTER * (double)noise_next(&plant->chance);
	return (uint32_t)(int64_t)((angle - floor(angle)) * FULL_TURN);
}

static int16_t accelerometer(struct plant *plant, enum plant_axis axis)
{
	double mg = plant->outside.base[axis] / GRAVITY * 1e3;

	return signed_counts((float)mg + plant->fig.accel_noise_mg * noise_next(&plant->chance));
}

static void show_around(struct plant *plant, volatile struct nfod_fe_block *block)
{
	double sled = plant->truth.sled / ((double)plant->fig.sled_scale_um * UM);

	block->angle = encoder(plant);
	block->sled = (int32_t)floor(sled + 0.5);
	block->accel[0] = accelerometer(plant, PLANT_AXIAL);
	block->accel[1] = accelerometer(plant, PLANT_RADIAL);
	block->celsius = signed_counts((float)plant->outside.celsius * 100.0f);
	block->supply_mv = counts((float)plant->outside.volts * 1000.0f);
	block->contacts = plant->truth.contacts;
}

void sight_show(struct plant *plant, volatile struct nfod_fe_block *block)
{
	uint32_t status = plant->hardware.status;
	bool lit = status & NFOD_FE_LASER_LIT;

	show_light(plant, block);
	if (plant->has_disc) {
		count_crossings(plant, lit, block);
		status |= show_address(plant, lit, block);
	}
	show_around(plant, block);
	if (hardware_gate(&plant->hardware, &plant->fig, block))
		status |= NFOD_FE_GATE_OPEN;
	block->status = status;
	__atomic_thread_fence(__ATOMIC_RELEASE);
	block->tick = block->tick + 1;
}

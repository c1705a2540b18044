// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Sensors: from where things are to counts.
 */
#include <math.h>
#include <string.h>

#include "lib/random.h"
#include "plant/internal.h"
#include "lib/wave.h"

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
/* Its rate is the mean of about so many ticks. */
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

/* What is left of the converter's steps after oversampling, counts rms. */
static float conversion_noise(const struct nfod_figures *fig)
{
	double step = exp2(16.0 - (double)fig->adc_bits);

	return (float)(step / sqrt(12.0 * OVERSAMPLED));
}

void sight_init(struct plant *plant, uint64_t seed)
{
	const struct nfod_figures *fig = &plant->fig;
	struct plant_sight *sight = &plant->sight;
	struct random random = { seed };
	float spread = fig->quadrant_spread_ppm * 1e-6f;

	memset(sight, 0, sizeof(*sight));
	for (unsigned int i = 0; i < 4; i++)
		sight->gain[i] = fig->ges_counts * (1.0f + spread * (float)random_normal(&random));
	sight->encoder_phase = (float)random_unit(&random);
	for (unsigned int i = 0; i < 4; i++)
		sight->stray[i] =
			1e-6f * fmaxf(fig->stray_ppm +
					      fig->stray_spread_ppm * (float)random_normal(&random),
				      0.0f);
	sight->left = 1.0f;
	sight->step = conversion_noise(fig);
	sight->ges_noise = hypotf(fig->ges_noise_ppm * 1e-6f * fig->ges_counts, sight->step);
	sight->marks = fig->data_noise_ppm * 1e-6f;
	sight->flicker = fig->laser_noise_ppm * 1e-6f;
	sight->pp_offset = fig->pp_offset_nm * (float)NM;
	sight->pp_noise = fig->pp_noise_nm * (float)NM;
	/* The S-curve's slope in its middle is e^(1/2) over the peak's distance. */
	sight->focus_noise = 32767.0f * 1.6487213f * fig->focus_noise_nm / fig->focus_range_nm;
	sight->per_sled_step = 1.0 / ((double)fig->sled_scale_um * UM);
	sight->slow = 2.0 * M_PI * ENCODER_SLOW / (double)fig->spindle_lines;
	sight->enough = (int)(WOBBLE_S / plant->tick_s);
	sight_warm(plant, ROOM_C);
	sight_reset(plant);
}

void sight_warm(struct plant *plant, double celsius)
{
	struct plant_sight *sight = &plant->sight;
	double drift = (double)plant->fig.gain_drift_ppm_k * 1e-6;

	sight->celsius = (int16_t)fmin(fmax(round(celsius * 100.0), INT16_MIN), INT16_MAX);
	sight->drift = (float)(1.0 + drift * (celsius - ROOM_C));
}

/* ---- conversion ---- */

static uint16_t counts(float value)
{
	int rounded = (int)(value + 0.5f);

	return (uint16_t)(rounded < 0 ? 0 : rounded > 65535 ? 65535 : rounded);
}

typedef int sight_four __attribute__((vector_size(16)));

/* The quadrants' at once. */
static sight_four four_counts(eye_four value)
{
	sight_four rounded = __builtin_convertvector(value + 0.5f, sight_four);
	sight_four above = rounded > 65535;

	return ((rounded & ~above) | (above & 65535)) & ~(rounded < 0);
}

static int16_t signed_counts(float value)
{
	int rounded = (int)(value + 32768.5f);

	return (int16_t)((rounded < 0 ? 0 : rounded > 65535 ? 65535 : rounded) - 32768);
}

/* ---- optics ---- */

/**
 * enum chance - what each of a tick's deviates is for
 */
enum chance {
	CHANCE_GES,
	CHANCE_MARKS = CHANCE_GES + 4,
	CHANCE_LASER,
	CHANCE_PUSH_PULL,
	CHANCE_FOCUS,
	CHANCE_STEP_SUM,
	CHANCE_STEP_TRACKS,
	CHANCE_STEP_LASER,
	CHANCE_CROSSING,
	CHANCE_ENCODER,
	CHANCE_ACCEL,
	CHANCES = CHANCE_ACCEL + OUTSIDE_AXES + 1,
};

_Static_assert(CHANCES == NOISE_DEVIATES, "all of a tick are drawn at once");

/**
 * struct gains - counts of one light and drift
 * @light: on the disc and back, over read power
 * @stray: that has not come to the tip, and back, ditto
 * @monitor: leaving the laser, ditto
 * @drift: light over monitor, without the laser's noise
 * @noise: of the quadrants over that at the figures' read power
 */
struct gains {
	float light;
	float stray;
	float monitor;
	float drift;
	float noise;
};

/* Marks under the spot show in the gap signal. */
static bool sees_marks(const struct plant *plant)
{
	const struct plant_truth *truth = &plant->truth;

	return truth->gap < MARKS_GAP && fabs(truth->offset) < WOBBLE_OFFSET &&
	       plant->under.exists && !plant->upside_down;
}

/* What surfaces of the lens return; dirt on its tip is behind them. */
static eye_four stray_light(const struct plant *plant)
{
	const struct nfod_figures *fig = &plant->fig;
	const struct plant_sight *sight = &plant->sight;
	float warmer = (float)sight->celsius * 0.01f - (float)ROOM_C;

	warmer += fig->laser_k_mw * 1e-3f *
		  ((float)(sight->writing ? plant->hardware.write_uw : plant->hardware.read_uw) -
		   fig->read_uw);
	return sight->stray * (1.0f + fig->stray_drift_ppm_k * 1e-6f * warmer);
}

static void show_quadrants(struct plant *plant, const struct gains *gains,
			   const struct eye_view *view, const float *chance,
			   volatile struct nfod_fe_block *block)
{
	const struct plant_sight *sight = &plant->sight;
	eye_four noise = { chance[CHANCE_GES], chance[CHANCE_GES + 1], chance[CHANCE_GES + 2],
			   chance[CHANCE_GES + 3] };
	eye_four seen = view->ges;
	float write = 1.0f;
	sight_four shown;

	if (sees_marks(plant))
		seen += chance[CHANCE_MARKS] * sight->marks;
	if (sight->writing)
		write += plant->fig.write_scale_ppm * 1e-6f;
	seen = gains->light * seen + gains->stray * stray_light(plant);
	shown = four_counts(write * sight->gain * seen + gains->noise * sight->ges_noise * noise);
	for (unsigned int i = 0; i < 4; i++)
		block->ges[i] = (uint16_t)shown[i];
}

static void show_tracks(struct plant *plant, const struct gains *gains, const struct eye_view *view,
			const float *chance, volatile struct nfod_fe_block *block)
{
	const struct plant_sight *sight = &plant->sight;
	float sum = plant->fig.sum_counts * gains->light * view->sum;
	float off =
		(sight->pp_offset + sight->pp_noise * chance[CHANCE_PUSH_PULL]) * plant->eye.slope;

	block->sum = counts(sum + sight->step * chance[CHANCE_STEP_SUM]);
	block->push_pull = signed_counts(sum * (view->push_pull + off) +
					 sight->step * chance[CHANCE_STEP_TRACKS]);
}

/* The converters' reference is what orders the light. */
static float over_ordered(const struct plant *plant, double light_uw)
{
	return light_uw > 0.0 ? (float)(light_uw / plant->hardware.read_uw) : 0.0f;
}

/* Less light drowns in the amplifiers; that of the laser itself stays the same part of more. */
static float noise_by_light(const struct plant *plant)
{
	float ordered_uw = (float)plant->hardware.read_uw;

	return ordered_uw > 0.0f && ordered_uw < plant->fig.read_uw ?
		       plant->fig.read_uw / ordered_uw :
		       1.0f;
}

static void show_light(struct plant *plant, const float *chance,
		       volatile struct nfod_fe_block *block)
{
	const struct plant_sight *sight = &plant->sight;
	struct eye_place place = {
		.gap = plant->truth.gap,
		.phase = plant->under.phase,
		.tracks = plant->under.exists,
		.tilt = { plant->truth.tilt[0], plant->truth.tilt[1] },
	};
	struct eye_view view = { .ges = { 1.0f, 1.0f, 1.0f, 1.0f }, .sum = plant->fig.focus_dip };
	struct gains gains;

	gains.monitor = over_ordered(plant, plant->out.light_uw);
	gains.noise = noise_by_light(plant);
	gains.drift = sight->left * sight->drift;
	gains.stray = gains.monitor * sight->drift * (1.0f + sight->flicker * chance[CHANCE_LASER]);
	gains.light = gains.stray * sight->left;
	if (plant->has_disc)
		eye_look(&plant->eye, &place, &view);
	if (gains.monitor <= 0.0f)
		view.focus = 0.0f;
	show_quadrants(plant, &gains, &view, chance, block);
	show_tracks(plant, &gains, &view, chance, block);
	block->focus = signed_counts(32767.0f * gains.drift * view.focus +
				     sight->focus_noise * chance[CHANCE_FOCUS]);
}

static void show_power(struct plant *plant, float noise, volatile struct nfod_fe_block *block)
{
	const struct nfod_figures *fig = &plant->fig;
	double power = plant->out.light_uw;

	block->laser =
		counts(fig->laser_counts * over_ordered(plant, power) + plant->sight.step * noise);
	if (plant->sight.writing)
		power = fmin(plant->hardware.write_uw, (double)fig->laser_most_uw) *
			(double)fig->laser_life;
	plant->truth.power_uw = power * (double)plant->sight.left;
}

/* ---- tracks ---- */

static void count_crossings(struct plant *plant, bool lit, float noise,
			    volatile struct nfod_fe_block *block)
{
	struct plant_sight *sight = &plant->sight;
	double per_period = plant->ground.per_period;
	double place =
		(plant->truth.radius - plant->point.radial) * per_period - plant->body.turned;
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
		double crossed = whole(sight->periods + 0.5);

		block->crossings += (int32_t)crossed;
		sight->periods -= crossed;
	}
	moved += (double)(sight->pp_noise * noise) * per_period;
	sight->rate += (moved * (double)plant->fig.tick_hz - sight->rate) * (1.0 / RATE_TICKS);
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

	if (wobble_shows(plant, lit))
		sight->locked += sight->locked < 2 * sight->enough;
	else
		sight->locked = sight->locked > WOBBLE_LOSS ? sight->locked - WOBBLE_LOSS : 0;
	if (sight->locked < sight->enough)
		return 0;
	block->zone = plant->truth.zone;
	block->side = plant->truth.land ? NFOD_LAND : NFOD_GROOVE;
	block->turn = plant->truth.turn;
	return NFOD_FE_ADDRESS;
}

/* ---- the rest ---- */

/* As it was a tick ago: interpolation waits for the timer. */
static uint32_t encoder(struct plant *plant, float noise)
{
	double angle = plant->body.before - whole(plant->body.before);
	float at = (float)angle + plant->sight.encoder_phase, sine, cosine;

	wave_at(at >= 1.0f ? at - 1.0f : at, &sine, &cosine);
	angle += (double)(ENCODER_ECCENTRIC * sine);
	if (fabs(plant->truth.speed) < plant->sight.slow) {
		double lines = (double)plant->fig.spindle_lines;

		angle = whole(angle * lines) / lines;
	} else {
		angle += ENCODER_JITTER * (double)noise;
	}
	/* Beyond a turn it begins anew, on either side. */
	return (uint32_t)(int64_t)(angle * FULL_TURN);
}

static void show_around(struct plant *plant, const float *chance,
			volatile struct nfod_fe_block *block)
{
	const struct nfod_figures *fig = &plant->fig;
	block->angle = encoder(plant, chance[CHANCE_ENCODER]);
	block->sled = (int32_t)(plant->truth.sled * plant->sight.per_sled_step + 0.5);
	for (unsigned int axis = 0; axis < OUTSIDE_AXES; axis++)
		block->accel[axis] =
			signed_counts((float)(plant->outside.base[axis] * (1e3 / GRAVITY)) +
				      fig->accel_noise_mg * chance[CHANCE_ACCEL + axis]);
	block->celsius = plant->sight.celsius;
	block->supply_mv = counts((float)plant->outside.volts * 1000.0f);
	block->contacts = plant->truth.contacts;
}

void sight_show(struct plant *plant, volatile struct nfod_fe_block *block)
{
	uint32_t status = plant->hardware.status;
	bool lit = status & NFOD_FE_LASER_LIT;
	float chance[CHANCES];

	noise_draw(&plant->chance, chance);
	plant->sight.writing = plant->hardware.writing && block->status & NFOD_FE_GATE_OPEN;
	show_light(plant, chance, block);
	show_power(plant, chance[CHANCE_STEP_LASER], block);
	if (plant->has_disc) {
		count_crossings(plant, lit, chance[CHANCE_CROSSING], block);
		status |= show_address(plant, lit, block);
	}
	show_around(plant, chance, block);
	if (hardware_gate(&plant->hardware, &plant->fig, block))
		status |= NFOD_FE_GATE_OPEN;
	block->status = status;
	__atomic_thread_fence(__ATOMIC_RELEASE);
	block->tick = block->tick + 1;
}

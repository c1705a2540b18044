// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "servo/signal.h"

#include "servo/filter.h"
#include "servo/trig.h"

/* Less light than this part of what it ought to be says nothing. */
#define LIGHT_LEAST 0.1f
/* The focus reading is not divided by less than this part of a right disc's light. */
#define FOCUS_BACK_LEAST 0.4f
/* Less parallel return than this part of the far field's: the S-curve is not reached. */
#define SUM_LEAST 0.15f
/* Share of the other kind of track under the spot from which on it counts. */
#define BETWEEN_LEAST 0.01f
/* Counts of the sum that it is divided by at least. */
#define SUM_FLOOR 256.0f

/* Groove to groove. */
#define GROOVE_M 360e-9f

/* Of a quadrant: so four of full counts at the greatest weight fill 32 bits. */
#define WEIGHT_ONE 8192.0f
#define WEIGHT_MOST 1.999f

#define Q15 (1.0f / 32768.0f)
#define STANDARD_GRAVITY 9.80665f

/* A curve must rise so much per nm where the head flies, else it cannot be held. */
#define SLOPE_LEAST 1.5e-3f
#define SLOPE_FROM_NM 12.0f
#define SLOPE_UNTIL_NM 60.0f
/* And where it rises less than this, or so near to 1, the gap is not known any more. */
#define SLOPE_KNOWN 6e-4f
#define LEVEL_KNOWN 0.98f
/* Down to here a curve may not fall by more than this. */
#define FALL_MOST 2e-3f

/* The reference disc's gap error signal, crystalline. */
#define REFERENCE_POINTS 14
static const float reference_gap_nm[REFERENCE_POINTS] = {
	0.0f,  5.0f,  10.0f, 15.0f,  20.0f,  25.0f,  30.0f,
	40.0f, 50.0f, 80.0f, 100.0f, 150.0f, 200.0f, 250.0f,
};
static const float reference_ges[NFOD_SIDES][REFERENCE_POINTS] = {
	[NFOD_GROOVE] = { 0.16f, 0.19f, 0.24f, 0.29f, 0.34f, 0.389f, 0.44f, 0.52f, 0.59f, 0.73f,
			  0.79f, 0.89f, 0.96f, 1.0f },
	[NFOD_LAND] = { 0.06f, 0.08f, 0.11f, 0.16f, 0.21f, 0.275f, 0.34f, 0.47f, 0.58f, 0.80f,
			0.87f, 0.95f, 0.98f, 0.99f },
};

/* Amplitude of its push-pull over the sum: it comes of what passes the gap. */
static const float reference_push_pull[REFERENCE_POINTS] = {
	0.458f, 0.416f, 0.371f, 0.328f, 0.290f, 0.258f, 0.230f,
	0.188f, 0.160f, 0.117f, 0.104f, 0.068f, 0.045f, 0.029f,
};
/* Where the loops are designed for it: 25 nm. */
#define PUSH_PULL 0.258f

/* ---- curves ---- */

static float reference_at(const float value[REFERENCE_POINTS], float gap_nm)
{
	unsigned int above = 1;
	float share;

	while (above < REFERENCE_POINTS - 1 && reference_gap_nm[above] < gap_nm)
		above++;
	share = (gap_nm - reference_gap_nm[above - 1]) /
		(reference_gap_nm[above] - reference_gap_nm[above - 1]);
	return value[above - 1] + clampf(share, 0.0f, 1.0f) * (value[above] - value[above - 1]);
}

static void reference_points(float level[NFOD_GES_POINTS], unsigned int side)
{
	for (unsigned int n = 0; n < NFOD_GES_POINTS; n++)
		level[n] = reference_at(reference_ges[side], (float)(n * NFOD_GES_STEP_NM));
}

static void disc_points(float level[NFOD_GES_POINTS], const uint16_t *erased,
			const uint16_t *written)
{
	for (unsigned int n = 0; n < NFOD_GES_POINTS; n++)
		level[n] = 0.5f * Q15 * ((float)erased[n] + (float)written[n]);
}

/* By central differences. */
static float slope_at(const float level[NFOD_GES_POINTS], unsigned int n)
{
	unsigned int below = n ? n - 1 : 0;
	unsigned int above = n < NFOD_GES_POINTS - 1 ? n + 1 : n;

	return (level[above] - level[below]) / (float)((above - below) * NFOD_GES_STEP_NM);
}

/* Points up to which the gap is known; 0 when the curve is of no use. */
static unsigned int known_points(const float level[NFOD_GES_POINTS])
{
	unsigned int n;

	for (n = 1; n < NFOD_GES_POINTS; n++) {
		float gap = (float)(n * NFOD_GES_STEP_NM);
		float slope = slope_at(level, n);

		if (gap <= SLOPE_UNTIL_NM) {
			if (level[n] < level[n - 1] - FALL_MOST)
				return 0;
			if (gap >= SLOPE_FROM_NM && slope < SLOPE_LEAST)
				return 0;
		} else if (slope < SLOPE_KNOWN || level[n] > LEVEL_KNOWN) {
			break;
		}
	}
	return n;
}

/* Third-order interpolation between points, with the slopes of slope_at(). */
static float between(const float level[NFOD_GES_POINTS], unsigned int n, float t)
{
	float step = (float)NFOD_GES_STEP_NM;
	float d0 = slope_at(level, n) * step;
	float d1 = slope_at(level, n + 1) * step;
	float rise = level[n + 1] - level[n];

	return level[n] +
	       t * (d0 + t * ((3.0f * rise - 2.0f * d0 - d1) + t * (d0 + d1 - 2.0f * rise)));
}

/* Gap in steps at which the curve is at @x between points @n and @n + 1: bisected. */
static float crossing(const float level[NFOD_GES_POINTS], unsigned int n, float x)
{
	float low = 0.0f;
	float high = 1.0f;

	for (unsigned int i = 0; i < 12; i++) {
		float t = 0.5f * (low + high);

		if (between(level, n, t) < x)
			low = t;
		else
			high = t;
	}
	return 0.5f * (low + high);
}

static void invert(struct gap_curve *curve, const float level[NFOD_GES_POINTS], unsigned int points)
{
	unsigned int n = 0;

	curve->least = level[0];
	curve->most = level[points - 1];
	for (unsigned int i = 0; i < SIGNAL_LEVELS; i++) {
		float x = clampf((float)i / (SIGNAL_LEVELS - 1), curve->least, curve->most);

		while (n < points - 2 && level[n + 1] < x)
			n++;
		curve->gap_nm[i] = (float)NFOD_GES_STEP_NM * ((float)n + crossing(level, n, x));
	}
	curve->gap_nm[SIGNAL_LEVELS] = curve->gap_nm[SIGNAL_LEVELS - 1];
}

/* What off-track reads too little by, farther away than the loops are designed for. */
static void find_fading(struct gap_curve *curve)
{
	for (unsigned int i = 0; i < SIGNAL_LEVELS; i++)
		curve->fading[i] = PUSH_PULL / reference_at(reference_push_pull, curve->gap_nm[i]);
}

bool signal_make_curves(struct signal *signal, const uint16_t *ges_q15[NFOD_SIDES],
			const uint16_t *written_q15[NFOD_SIDES])
{
	uint8_t set = !signal->curves;

	for (unsigned int side = 0; side < NFOD_SIDES; side++) {
		float level[NFOD_GES_POINTS];
		unsigned int points;

		if (ges_q15)
			disc_points(level, ges_q15[side], written_q15[side]);
		else
			reference_points(level, side);
		points = known_points(level);
		if (!points)
			return false;
		invert(&signal->curve[set][side], level, points);
		find_fading(&signal->curve[set][side]);
	}
	return true;
}

void signal_use_curves(struct signal *signal)
{
	signal->curves = !signal->curves;
}

bool signal_set_curves(struct signal *signal, const uint16_t *ges_q15[NFOD_SIDES],
		       const uint16_t *written_q15[NFOD_SIDES])
{
	bool good = signal_make_curves(signal, ges_q15, written_q15);

	if (good)
		signal_use_curves(signal);
	return good;
}

static float level_at(const struct gap_curve *curve, float gap_nm)
{
	unsigned int low = 0;
	unsigned int high = SIGNAL_LEVELS - 1;
	float rise;

	while (high - low > 1) {
		unsigned int middle = (low + high) / 2;

		if (curve->gap_nm[middle] <= gap_nm)
			low = middle;
		else
			high = middle;
	}
	rise = curve->gap_nm[high] - curve->gap_nm[low];
	return clampf(((float)low + (gap_nm - curve->gap_nm[low]) / (rise > 1e-3f ? rise : 1e-3f)) /
			      (SIGNAL_LEVELS - 1),
		      curve->least, curve->most);
}

float signal_at_gap(const struct signal *signal, float gap_nm)
{
	return level_at(&signal->curve[signal->curves][signal->side], gap_nm);
}

float signal_alike_nm(const struct signal *signal, float least_nm, float most_nm)
{
	const struct gap_curve *curve = signal->curve[signal->curves];
	float before = 0.0f;

	for (float gap = least_nm; gap <= most_nm; gap += 1.0f) {
		float off = level_at(&curve[NFOD_LAND], gap) - level_at(&curve[NFOD_GROOVE], gap);

		if (gap > least_nm && off * before <= 0.0f)
			return gap - (absf(off) > absf(before) ? 1.0f : 0.0f);
		before = off;
	}
	return most_nm;
}

/* ---- the tick ---- */

static float gap_by(const struct gap_curve *curve, float ges)
{
	float at = clampf(ges, curve->least, curve->most) * (SIGNAL_LEVELS - 1);
	uint32_t n = (uint32_t)at;

	return curve->gap_nm[n] + (at - (float)n) * (curve->gap_nm[n + 1] - curve->gap_nm[n]);
}

float signal_gap_of(const struct signal *signal, float ges)
{
	return gap_by(&signal->curve[signal->curves][signal->side], ges);
}

static float read_gap(const struct signal *signal, const struct gap_curve *curve, float ges)
{
	float gap_nm = gap_by(curve, ges);

	if (signal->between > BETWEEN_LEAST) {
		const struct gap_curve *other = &signal->curve[signal->curves][!signal->side];

		gap_nm += signal->between * (gap_by(other, ges) - gap_nm);
	}
	return gap_nm;
}

/* Without light: as far away as can be, nothing to follow. */
static void read_dark(const struct signal *signal, struct seen *seen)
{
	const struct gap_curve *curve = &signal->curve[signal->curves][signal->side];

	seen->ges = 1.0f;
	seen->gap_nm = curve->gap_nm[SIGNAL_LEVELS - 1];
	seen->near = false;
	seen->sum = 0.0f;
	seen->push_pull = 0.0f;
	seen->track_nm = 0.0f;
	seen->focus = 0;
	seen->in_focus_range = false;
}

/* The S-curve goes with the light that comes back, which the parallel return tells. */
float signal_focus_nm(const struct signal *signal, int16_t counts, float sum)
{
	float back = sum * (signal->back_scale / signal->sum_scale);
	float scale = signal->focus_scale / greater(back, FOCUS_BACK_LEAST);
	float at = lesser(absf((float)counts) * scale, SIGNAL_FOCUS_LEVELS);
	uint32_t n = (uint32_t)at;
	float nm = signal->focus_nm[n] +
		   (at - (float)n) * (signal->focus_nm[n + 1] - signal->focus_nm[n]);

	return counts < 0 ? -nm : nm;
}

/* What a weighed count of a quadrant is of the far field, light aside. */
static float ges_unit(const struct signal *signal, uint32_t status)
{
	return status & NFOD_FE_GATE_OPEN ? signal->ges_written : signal->ges_read;
}

static uint32_t weighed(const struct signal *signal, const volatile struct nfod_fe_block *block)
{
	const uint32_t *weight = signal->ges_weight;

	return block->ges[0] * weight[0] + block->ges[1] * weight[1] + block->ges[2] * weight[2] +
	       block->ges[3] * weight[3];
}

static void read_light(const struct signal *signal, const volatile struct nfod_fe_block *block,
		       struct seen *seen)
{
	const struct gap_curve *curve = &signal->curve[signal->curves][signal->side];
	float per_light = 1.0f / seen->light;
	float sum = (float)block->sum;
	float push_pull = (float)block->push_pull / greater(sum, SUM_FLOOR);

	seen->ges = (float)weighed(signal, block) * (ges_unit(signal, seen->status) * per_light);
	seen->push_pull = push_pull;
	seen->track_nm = (push_pull - signal->pp_offset[signal->side]) *
			 (signal->pp_scale[signal->side] * signal->fading);
	seen->focus = block->focus;
	seen->sum = sum * (signal->sum_scale * per_light);
	seen->in_focus_range = seen->sum > SUM_LEAST;
	seen->gap_nm = read_gap(signal, curve, seen->ges);
	/* Less light in the far field, by dirt or another film, is no gap. */
	seen->near = seen->ges < curve->most && seen->in_focus_range;
}

static void read_around(const struct signal *signal, const volatile struct nfod_fe_block *block,
			struct seen *seen)
{
	seen->angle = block->angle;
	seen->crossings = block->crossings;
	seen->crossing_m_s = (float)block->crossing_hz * signal->groove_m;
	seen->accel_z = (float)block->accel[0] * (STANDARD_GRAVITY * 1e-3f);
	seen->accel_r = (float)block->accel[1] * (STANDARD_GRAVITY * 1e-3f);
	seen->contacts = block->contacts;
}

void signal_read(const struct signal *signal, const volatile struct nfod_fe_block *block,
		 struct seen *seen)
{
	seen->status = block->status;
	seen->light = (float)block->laser * signal->light_scale;
	seen->dark = seen->light <= LIGHT_LEAST;
	read_around(signal, block, seen);
	if (!seen->dark)
		read_light(signal, block, seen);
	else
		read_dark(signal, seen);
}

void signal_read_quadrants(const struct signal *signal, const volatile struct nfod_fe_block *block,
			   struct seen *seen)
{
	float unit;

	if (seen->dark) {
		for (unsigned int i = 0; i < 4; i++)
			seen->quadrant[i] = 1.0f;
		return;
	}
	unit = 4.0f * ges_unit(signal, seen->status) / seen->light;
	for (unsigned int i = 0; i < 4; i++)
		seen->quadrant[i] = (float)(block->ges[i] * signal->ges_weight[i]) * unit;
}

void signal_read_slow(const struct signal *signal, const volatile struct nfod_fe_block *block,
		      struct seen *seen)
{
	uint32_t address = block->status & NFOD_FE_ADDRESS;

	seen->sled_m = (float)block->sled * signal->sled_scale;
	seen->supply_v = (float)block->supply_mv * 1e-3f;
	seen->celsius = (float)block->celsius * 1e-2f;
	seen->addressed = address;
	seen->address_angle = block->angle;
	seen->zone = block->zone;
	seen->side = block->side;
	seen->turn = block->turn;
}

/* ---- the S-curve ---- */

/* exp(-x) for 0 <= x <= 1/2. */
static float falling(float x)
{
	return 1.0f -
	       x * (1.0f - x * (0.5f - x * (0.166666667f - x * (0.0416666667f - x * 0.00833333f))));
}

/* The S-curve is u exp((1 - u^2) / 2), u = 1 at its peak; inverted by bisection. */
static void invert_focus(struct signal *signal, const struct nfod_figures *fig)
{
	const float peak = 0.60653066f;

	signal->focus_scale = SIGNAL_FOCUS_LEVELS / 32767.0f;
	for (unsigned int n = 1; n <= SIGNAL_FOCUS_LEVELS + 1; n++) {
		float level = peak * (float)n / SIGNAL_FOCUS_LEVELS;
		float low = 0.0f;
		float high = 1.0f;

		for (unsigned int i = 0; i < 20; i++) {
			float u = 0.5f * (low + high);

			if (u * falling(0.5f * u * u) < level)
				low = u;
			else
				high = u;
		}
		signal->focus_nm[n] = 0.5f * (low + high) * fig->focus_range_nm;
	}
}

/* Weights are whole numbers, so that four products add up without conversions. */
void signal_weigh(struct signal *signal, const float ges_scale[4])
{
	float mean = 0.25f * (ges_scale[0] + ges_scale[1] + ges_scale[2] + ges_scale[3]);

	for (unsigned int i = 0; i < 4; i++) {
		float weight = lesser(ges_scale[i] / mean, WEIGHT_MOST) * WEIGHT_ONE;

		signal->ges_weight[i] = (uint32_t)(weight + 0.5f);
	}
	signal->ges_read = 0.25f * mean / WEIGHT_ONE;
	signal->ges_written = signal->ges_read / signal->write_scale;
}

float signal_ges_scale(const struct signal *signal, unsigned int quadrant)
{
	return 4.0f * signal->ges_read * (float)signal->ges_weight[quadrant];
}

void signal_init(struct signal *signal, const struct nfod_figures *fig)
{
	float ges_scale = 1.0f / fig->ges_counts;
	float pp_scale = GROOVE_M * 1e9f / (TRIG_TURN * PUSH_PULL);

	*signal = (struct signal){
		.side = NFOD_GROOVE,
		.sum_scale = 1.0f / fig->sum_counts,
		.back_scale = 1.0f / fig->sum_counts,
		.pp_scale = { [NFOD_GROOVE] = pp_scale, [NFOD_LAND] = -pp_scale },
		.write_scale = 1.0f + fig->write_scale_ppm * 1e-6f,
		.light_scale = 1.0f / fig->laser_counts,
		.groove_m = GROOVE_M,
		.sled_scale = fig->sled_scale_um * 1e-6f,
		.fading = 1.0f,
	};
	signal_weigh(signal, (const float[4]){ ges_scale, ges_scale, ges_scale, ges_scale });
	invert_focus(signal, fig);
	signal_set_curves(signal, 0, 0);
}

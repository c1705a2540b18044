// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* The full simulation, asked at the points between which the law interpolates. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "physics/write_pulses.h"
#include "physics/write_step.h"
#include "physics/writing_bench.h"
#include "physics/writing_disc.h"
#include "physics/writing_law.h"

const double law_write_at[LAW_WRITES] = {
	0.6, 0.7, 0.8, 0.87, 0.94, 1.0, 1.06, 1.13, 1.2, 1.3, 1.45
};
const double law_ground_at[LAW_GROUNDS] = { 0.8, 0.92, 1.0, 1.08, 1.2 };
const double law_speed_at[LAW_SPEEDS] = { 0.75, 1.0, 4.0 / 3 };
const double law_erase_at[LAW_ERASES] = { 0.3, 0.5,  0.6,  0.7, 0.8,  0.87, 0.94,
					  1.0, 1.06, 1.13, 1.2, 1.35, 1.6 };
const double law_beside_at[LAW_BESIDES] = { 0.7, 0.85, 1.0, 1.15, 1.3 };

#define FIT_CELLS 160u
#define BESIDE_CELLS 120u
#define FIT_SEED 5u
#define GAP_LAYER 1
/* Half the width of phase-change marks that show all that readout.h makes of marks, pitches. */
#define READ_HALF_WIDTH 0.333

static void take_light(struct nfod_writing_law *law, const struct writing_disc *disc)
{
	struct film_stack stack = disc->stack;
	struct spot here, spot;
	unsigned int i;

	writing_spot(disc, law->gap_nm, &here);
	for (i = 0; i < LAW_GAPS; i++) {
		writing_spot(disc, i * LAW_GAP_NM, &spot);
		law->light[i] =
			(float)(spot.absorbed / here.absorbed * (here.fwhm_x_nm * here.fwhm_y_nm) /
				(spot.fwhm_x_nm * spot.fwhm_y_nm));
	}
	stack.index[disc->recording] = disc->written;
	spot_in_layer(&disc->optics, &stack, law->gap_nm, disc->recording, &spot);
	law->contrast_light = (float)(spot.absorbed / here.absorbed);
	law->read_nm = (float)((here.fwhm_x_nm + here.fwhm_y_nm) / 2);
}

/* How often data has marks of a length, over how often the survey has them. */
static void weigh(const struct write_survey *survey, double weight[WRITE_MARKS])
{
	unsigned int count[NFOD_RUN_MOST + 1] = { 0 }, i;
	double all = 0;

	for (i = 0; i < survey->count; i++)
		count[survey->mark[i].cells]++;
	for (i = 0; i < survey->count; i++) {
		unsigned int cells = survey->mark[i].cells;

		weight[i] = pow(WRITE_PATTERN_RATIO, -(double)cells) / count[cells];
		all += weight[i];
	}
	for (i = 0; i < survey->count; i++)
		weight[i] /= all;
}

void law_summarise(const struct write_survey *survey, struct nfod_law_marks *marks)
{
	double weight[WRITE_MARKS], lead = 0, trail = 0, square = 0;
	unsigned int i;

	weigh(survey, weight);
	for (i = 0; i < survey->count; i++) {
		lead += weight[i] * survey->mark[i].lead_nm;
		trail += weight[i] * survey->mark[i].trail_nm;
	}
	for (i = 0; i < survey->count; i++) {
		double a = survey->mark[i].lead_nm - lead, b = survey->mark[i].trail_nm - trail;

		square += weight[i] * (a * a + b * b) / 2;
	}
	*marks = (struct nfod_law_marks){
		.signal = (float)survey->signal,
		.lead_nm = (float)lead,
		.trail_nm = (float)trail,
		.spread_nm = (float)sqrt(square),
		.half_width_nm = (float)survey->half_width_nm,
	};
}

/**
 * struct fit - while a law is made
 * @law: being made
 * @nominal: light and field
 * @disc: of it
 * @strategy: of it
 * @bench: simulation
 * @pattern: data
 */
struct fit {
	struct nfod_writing_law *law;
	const struct writing_power *nominal;
	const struct writing_disc *disc;
	const struct nfod_strategy *strategy;
	struct writing_bench *bench;
	struct write_pattern pattern;
};

static int try_power(struct fit *fit, double write, double erase, struct nfod_law_marks *marks)
{
	struct writing_power power = *fit->nominal;

	power.write_mw *= write;
	power.erase_mw *= erase;
	power.bias_mw *= erase;
	if (writing_bench_write(fit->bench, fit->strategy, &power, &fit->pattern))
		return -1;
	law_summarise(&fit->bench->survey, marks);
	return 0;
}

static int try_erasing(struct fit *fit, double half_width, float left[LAW_ERASES])
{
	unsigned int i;

	for (i = 0; i < LAW_ERASES; i++) {
		double part;

		if (writing_bench_erase(fit->bench, fit->nominal->erase_mw * law_erase_at[i],
					half_width, &part))
			return -1;
		left[i] = (float)part;
	}
	return 0;
}

/* A mark that lies aside is as hard to erase as the mean of a wider and a narrower one. */
static int fit_aside(struct fit *fit, double away, float left[LAW_ERASES])
{
	double half_width = fit->law->write[LAW_NOMINAL].half_width_nm;
	float wider[LAW_ERASES];
	unsigned int i;

	if (try_erasing(fit, half_width + away, wider) ||
	    try_erasing(fit, fmax(half_width - away, LAW_ASIDE_NM), left))
		return -1;
	for (i = 0; i < LAW_ERASES; i++)
		left[i] = (left[i] + wider[i]) / 2;
	return 0;
}

static int fit_erasing(struct fit *fit)
{
	double half_width = fit->law->write[LAW_NOMINAL].half_width_nm;
	unsigned int i;

	if (try_erasing(fit, half_width, fit->law->aside[0]))
		return -1;
	for (i = 1; i < LAW_ASIDES; i++) {
		if (fit_aside(fit, i * LAW_ASIDE_NM, fit->law->aside[i]))
			return -1;
	}
	return 0;
}

static int fit_powers(struct fit *fit)
{
	struct nfod_writing_law *law = fit->law;
	unsigned int i;

	for (i = 0; i < LAW_WRITES; i++) {
		if (try_power(fit, law_write_at[i], 1, &law->write[i]))
			return -1;
	}
	law->ground[LAW_NOMINAL_GROUND] = law->write[LAW_NOMINAL];
	for (i = 0; i < LAW_GROUNDS && !law->magnetic; i++) {
		if (i != LAW_NOMINAL_GROUND && try_power(fit, 1, law_ground_at[i], &law->ground[i]))
			return -1;
	}
	return 0;
}

/* At nominal speed all has been asked already. */
static int fit_speeds(struct fit *fit)
{
	struct nfod_writing_law *law = fit->law;
	unsigned int i;

	law->speed[LAW_NOMINAL_SPEED] = law->write[LAW_NOMINAL];
	memcpy(law->left[LAW_NOMINAL_SPEED], law->aside[0], sizeof(law->aside[0]));
	for (i = 0; i < LAW_SPEEDS; i++) {
		if (i == LAW_NOMINAL_SPEED)
			continue;
		if (writing_bench_speed(fit->bench, fit->disc, law->velocity * law_speed_at[i]) ||
		    try_power(fit, 1, 1, &law->speed[i]) ||
		    try_erasing(fit, law->write[LAW_NOMINAL].half_width_nm, law->left[i]))
			return -1;
	}
	return 0;
}

static int fit_beside(struct fit *fit)
{
	struct nfod_writing_law *law = fit->law;
	struct write_pattern pattern;
	struct thermal_track track;
	unsigned int i, row;
	int result = 0;

	if (write_beside_track(&track, &fit->bench->stage, &fit->bench->heat))
		return -1;
	write_pattern_data(&pattern, BESIDE_CELLS, FIT_SEED);
	for (i = 0; i < LAW_BESIDES && !result; i++) {
		struct write_order order = { fit->strategy, *fit->nominal, fit->bench->celsius,
					     pattern.cell };
		struct write_beside beside;

		order.power.write_mw *= law_beside_at[i];
		order.power.erase_mw *= law_beside_at[i];
		order.power.bias_mw *= law_beside_at[i];
		result = write_beside(&fit->bench->stage, &track, &order, pattern.cells, &beside);
		for (row = 0; row < WRITE_BESIDE_ROWS; row++)
			law->beside_nm[i][row] = (float)beside.lost_nm[row];
	}
	thermal_track_free(&track);
	return result;
}

/* Signal of marks as wide as reading takes them, over that of marks of a width, by the spot. */
static double narrowness(const struct fit *fit)
{
	double scale = 2 * sqrt(M_LN2) / fit->bench->stage.read_nm;
	double half_width = fit->law->write[LAW_NOMINAL].half_width_nm;

	if (fit->disc->magnetic)
		return 1;
	return erf(READ_HALF_WIDTH * fit->disc->pitch_nm * scale) / erf(half_width * scale);
}

/* All signals are over that of good marks. */
static int normalise(const struct fit *fit)
{
	struct nfod_writing_law *law = fit->law;
	float best = law->write[LAW_NOMINAL].signal * (float)narrowness(fit);
	unsigned int i;

	if (!(best > 0))
		return -1;
	for (i = 0; i < LAW_WRITES; i++)
		law->write[i].signal /= best;
	for (i = 0; i < LAW_GROUNDS; i++)
		law->ground[i].signal /= best;
	for (i = 0; i < LAW_SPEEDS; i++)
		law->speed[i].signal /= best;
	return 0;
}

int writing_law_make(struct nfod_writing_law *law, const struct writing_disc *disc,
		     const struct nfod_strategy *strategy, const struct writing_power *nominal,
		     double velocity)
{
	struct fit fit = { .law = law, .nominal = nominal, .disc = disc, .strategy = strategy };
	int result;

	if (!write_pulses_fit(strategy, disc->magnetic))
		return -1;
	fit.bench = writing_bench_make(disc, velocity);
	if (!fit.bench)
		return -1;
	*law = (struct nfod_writing_law){
		.strategy = *strategy,
		.magnetic = disc->magnetic,
		.pitch_nm = (float)disc->pitch_nm,
		.cell_nm = (float)disc->cell_nm,
		.gap_nm = (float)disc->stack.thickness_nm[GAP_LAYER],
		.velocity = (float)velocity,
		.bias_mw = (float)nominal->bias_mw,
		.erase_mw = (float)nominal->erase_mw,
		.write_mw = (float)nominal->write_mw,
		.field_oe = (float)nominal->field_oe,
		.freeze_c = (float)(disc->magnetic ? write_freeze_c(nominal->field_oe) :
						     CRYSTAL_MELT_C),
	};
	take_light(law, disc);
	write_pattern_data(&fit.pattern, FIT_CELLS, FIT_SEED);
	result = fit_powers(&fit) || fit_erasing(&fit) || fit_beside(&fit) || fit_speeds(&fit) ||
				 normalise(&fit) ?
			 -1 :
			 0;
	writing_bench_free(fit.bench);
	return result;
}

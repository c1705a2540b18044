// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "physics/writing_law.h"

#include <math.h>
#include <string.h>

#include "physics/write_pulses.h"
#include "physics/write_step.h"

#define ROOM_C 25.0
/* Where growth is fastest: film is erased about there. */
#define ERASING_C 420.0

/* A tilted lens stands so much further from the film, as the gap signal has it, nm/mrad (c). */
#define TILT_GAP_NM 0.11

/* Random shift of edges by the film's grain, nm rms (j). */
#define GRAIN_PHASE_NM 1.5
#define GRAIN_MAGNETIC_NM 1.0
/* Laser's power, rms from mark to mark (j). */
#define LASER_NOISE 0.005
/* Data has its old marks under half of the spot, which averages over some of them (j). */
#define OLD_MARKS 0.35
/* Old marks that are left over: half of the cells had one. */
#define RESIDUE_RMS 0.5

/* Wear: cycles until a mark has lost 1/e of its signal, until noise has grown by half (j). */
#define CYCLES_PHASE 2e5 /* (d: 1e4..1e5 rewrites; contrast 0.61 at 1e5) */
#define CYCLES_MAGNETIC 2e7 /* (d: more than 1e6) */
#define NOISY 0.15 /* of these cycles */
/* Each part of power too much wears as e times as many cycles (j). */
#define OVERHEAT 0.15

/* A coil too weak leaves film partly turned (j). */
#define FIELD_FULL_OE 80.0

struct law_place law_locate(const double *at, unsigned int count, double value)
{
	struct law_place place = { 0 };

	if (!(value > at[0]))
		return place;
	while (place.index + 2 < count && at[place.index + 1] < value)
		place.index++;
	place.part = (value - at[place.index]) / (at[place.index + 1] - at[place.index]);
	place.part = fmin(place.part, 1);
	return place;
}

static double hypotenuse(double a, double b)
{
	return sqrt(a * a + b * b);
}

static double between(double from, double to, const struct law_place *place)
{
	return from + place->part * (to - from);
}

static double light_at(const struct nfod_writing_law *law, const struct writing_pass *pass)
{
	double at = (pass->gap_nm + TILT_GAP_NM * fabs(pass->tilt_mrad)) / LAW_GAP_NM;
	unsigned int i;

	at = fmin(fmax(at, 0), LAW_GAPS - 1);
	i = at < LAW_GAPS - 2 ? (unsigned int)at : LAW_GAPS - 2;
	return law->light[i] + (at - i) * (law->light[i + 1] - law->light[i]);
}

double law_heat(const struct nfod_writing_law *law, const struct writing_pass *pass, double celsius)
{
	return light_at(law, pass) * (celsius - ROOM_C) / fmax(celsius - pass->celsius, 1);
}

static void interpolate(const struct nfod_law_marks *table, const struct law_place *place,
			struct nfod_law_marks *out)
{
	const struct nfod_law_marks *a = &table[place->index], *b = a + 1;

	out->signal = (float)between(a->signal, b->signal, place);
	out->lead_nm = (float)between(a->lead_nm, b->lead_nm, place);
	out->trail_nm = (float)between(a->trail_nm, b->trail_nm, place);
	out->spread_nm = (float)between(a->spread_nm, b->spread_nm, place);
	out->half_width_nm = (float)between(a->half_width_nm, b->half_width_nm, place);
}

/* What differs from the nominal: effects of power, erase power and speed add up. */
static void add_effect(const struct nfod_law_marks *table, const struct law_place *place,
		       const struct nfod_law_marks *nominal, struct nfod_law_marks *marks)
{
	struct nfod_law_marks here;

	interpolate(table, place, &here);
	if (nominal->signal > 0)
		marks->signal *= here.signal / nominal->signal;
	marks->lead_nm += here.lead_nm - nominal->lead_nm;
	marks->trail_nm += here.trail_nm - nominal->trail_nm;
	marks->spread_nm += here.spread_nm - nominal->spread_nm;
	marks->half_width_nm += here.half_width_nm - nominal->half_width_nm;
}

static double freezing(const struct nfod_writing_law *law, const struct writing_pass *pass)
{
	return law->magnetic ? write_freeze_c(pass->power.field_oe) : law->freeze_c;
}

/* Write power over nominal, as the film feels it. */
static double write_part(const struct nfod_writing_law *law, const struct writing_pass *pass)
{
	double celsius = freezing(law, pass);

	return (pass->table ? pass->table->light : 1) * pass->power.write_mw / law->write_mw *
	       law_heat(law, pass, celsius) * (law->freeze_c - ROOM_C) / (celsius - ROOM_C);
}

static double erase_part(const struct nfod_writing_law *law, const struct writing_pass *pass)
{
	double celsius = law->magnetic ? freezing(law, pass) : ERASING_C;

	return pass->power.erase_mw / law->erase_mw * law_heat(law, pass, celsius);
}

void law_marks_at(const struct nfod_writing_law *law, const struct writing_pass *pass,
		  struct nfod_law_marks *marks)
{
	const struct nfod_law_marks *nominal = &law->write[LAW_NOMINAL];
	struct law_place place = law_locate(law_write_at, LAW_WRITES, write_part(law, pass));

	interpolate(law->write, &place, marks);
	if (!law->magnetic) {
		place = law_locate(law_ground_at, LAW_GROUNDS, erase_part(law, pass));
		add_effect(law->ground, &place, nominal, marks);
	}
	place = law_locate(law_speed_at, LAW_SPEEDS, pass->velocity / law->velocity);
	add_effect(law->speed, &place, &law->speed[LAW_NOMINAL_SPEED], marks);
	if (law->magnetic)
		marks->signal *= (float)(tanh(fabs(pass->power.field_oe) / FIELD_FULL_OE) /
					 tanh(law->field_oe / FIELD_FULL_OE));
	if (pass->table) {
		marks->lead_nm += (float)pass->table->lead_nm;
		marks->trail_nm += (float)pass->table->trail_nm;
		marks->spread_nm = (float)hypotenuse(marks->spread_nm, pass->table->spread_nm);
	}
	marks->signal = fmaxf(marks->signal, 0);
	marks->spread_nm = fmaxf(marks->spread_nm, 0);
	marks->half_width_nm = fmaxf(marks->half_width_nm, 0);
}

/* Shift of an edge by a part of power, nm. */
static double slope(const struct nfod_writing_law *law, const struct writing_pass *pass)
{
	struct law_place place = law_locate(law_write_at, LAW_WRITES, write_part(law, pass));
	const struct nfod_law_marks *a = &law->write[place.index], *b = a + 1;
	double step = log(law_write_at[place.index + 1] / law_write_at[place.index]);

	return (fabs(b->lead_nm - a->lead_nm) + fabs(b->trail_nm - a->trail_nm)) / 2 / step;
}

static double jitter(const struct nfod_writing_law *law, const struct writing_pass *pass,
		     const struct marks *before, double spread_nm)
{
	double grain = law->magnetic ? GRAIN_MAGNETIC_NM : GRAIN_PHASE_NM;
	double old = (law->contrast_light - 1) * before->contrast / MARKS_ONE * OLD_MARKS;

	return hypotenuse(hypotenuse(grain, spread_nm),
			  slope(law, pass) * hypotenuse(LASER_NOISE, old));
}

/* Weight of the reading spot between two places across the track. */
static double weight(const struct nfod_writing_law *law, double from, double to)
{
	double scale = 2 * sqrt(M_LN2) / law->read_nm;

	return to > from ? (erf(to * scale) - erf(from * scale)) / 2 : 0;
}

static double table_at(const float table[][LAW_ERASES], const struct law_place *row,
		       const struct law_place *column)
{
	const float *a = table[row->index], *b = table[row->index + 1];

	return between(between(a[column->index], a[column->index + 1], column),
		       between(b[column->index], b[column->index + 1], column), row);
}

/* Part of an old mark's signal that a pass of erase light leaves. */
static double left_over(const struct nfod_writing_law *law, const struct writing_pass *pass,
			const struct marks *before, double part)
{
	static const double aside_at[LAW_ASIDES] = { 0, LAW_ASIDE_NM, 2 * LAW_ASIDE_NM,
						     3 * LAW_ASIDE_NM };
	double away = fabs(pass->offset_nm - before->offset);
	struct law_place aside = law_locate(aside_at, LAW_ASIDES, away);
	struct law_place erase = law_locate(law_erase_at, LAW_ERASES, part);
	struct law_place speed =
		law_locate(law_speed_at, LAW_SPEEDS, pass->velocity / law->velocity);
	struct law_place here = { 0 };
	double more = table_at(law->aside, &aside, &erase) - table_at(law->aside, &here, &erase);

	return fmin(table_at(law->left, &speed, &erase) + fmax(more, 0), 1);
}

/* Of what was there; LIGHT does not erase at all, a field does where its pulses melt. */
static double residue_of(const struct nfod_writing_law *law, const struct writing_pass *pass,
			 const struct marks *before, const struct nfod_law_marks *marks)
{
	double old = hypotenuse(RESIDUE_RMS * before->contrast / MARKS_ONE,
				(double)before->residue / MARKS_ONE);
	double half = law->write[LAW_NOMINAL].half_width_nm, away, outside;

	if (law->strategy.kind == NFOD_STRATEGY_LIGHT)
		return old;
	if (!law->magnetic)
		return old * left_over(law, pass, before, erase_part(law, pass));
	away = fabs(pass->offset_nm - before->offset);
	outside = weight(law, fmax(marks->half_width_nm - away, -half), half);
	return old * outside / weight(law, -half, half);
}

static uint8_t unsigned_of(double value)
{
	return (uint8_t)lround(fmin(fmax(value, 0), UINT8_MAX));
}

static int8_t signed_of(double value)
{
	return (int8_t)lround(fmin(fmax(value, INT8_MIN), INT8_MAX));
}

/**
 * struct wear - of film that has been written often
 * @contrast: left
 * @noise: over new film's
 */
struct wear {
	double contrast;
	double noise;
};

static struct wear wear_of(const struct nfod_writing_law *law, const struct writing_pass *pass)
{
	double life = law->magnetic ? CYCLES_MAGNETIC : CYCLES_PHASE;
	double worn = pass->cycles / life * exp((write_part(law, pass) - 1) / OVERHEAT);

	return (struct wear){ .contrast = exp(-worn), .noise = sqrt(1 + 1.25 * worn / NOISY) };
}

void writing_law_write(const struct nfod_writing_law *law, const struct writing_pass *pass,
		       const struct marks *before, struct marks *after)
{
	struct wear wear = wear_of(law, pass);
	struct nfod_law_marks marks;
	struct marks out;

	law_marks_at(law, pass, &marks);
	out = (struct marks){
		.contrast = unsigned_of(marks.signal * wear.contrast * MARKS_ONE),
		.residue = unsigned_of(residue_of(law, pass, before, &marks) * MARKS_ONE),
		.lead = signed_of(marks.lead_nm * MARKS_STEPS_PER_NM),
		.trail = signed_of(marks.trail_nm * MARKS_STEPS_PER_NM),
		.sigma = unsigned_of(jitter(law, pass, before, marks.spread_nm) *
				     MARKS_STEPS_PER_NM),
		.offset = signed_of(pass->offset_nm),
		.noise = unsigned_of(wear.noise * MARKS_ONE),
	};
	*after = out;
}

void writing_law_erase(const struct nfod_writing_law *law, const struct writing_pass *pass,
		       const struct marks *before, struct marks *after)
{
	double left = left_over(law, pass, before, erase_part(law, pass));
	double old = hypotenuse(RESIDUE_RMS * before->contrast / MARKS_ONE,
				(double)before->residue / MARKS_ONE);
	struct marks out = {
		.residue = unsigned_of(old * left * MARKS_ONE),
		.offset = before->offset,
		.noise = unsigned_of(wear_of(law, pass).noise * MARKS_ONE),
	};

	*after = out;
}

double writing_law_beside_nm(const struct nfod_writing_law *law, const struct writing_pass *pass,
			     bool outwards, const struct marks *marks)
{
	double apart = (pass->offset_nm - marks->offset) * (outwards ? 1 : -1) + law->pitch_nm;
	double at = (apart - law->write[LAW_NOMINAL].half_width_nm) / WRITE_BESIDE_NM;
	struct law_place power = law_locate(law_beside_at, LAW_BESIDES, write_part(law, pass));
	const float *a = law->beside_nm[power.index], *b = law->beside_nm[power.index + 1];
	struct law_place row;
	double lost[2];
	unsigned int i;

	at = fmin(fmax(at, 0), WRITE_BESIDE_ROWS - 1);
	row.index = (unsigned int)fmin(at, WRITE_BESIDE_ROWS - 2);
	row.part = at - row.index;
	for (i = 0; i < 2; i++)
		lost[i] = between(a[row.index + i], b[row.index + i], &power);
	/* Growth falls by decades from row to row. */
	if (lost[0] > 0 && lost[1] > 0)
		return exp(between(log(lost[0]), log(lost[1]), &row));
	return between(lost[0], lost[1], &row);
}

void writing_law_beside(const struct nfod_writing_law *law, const struct writing_pass *pass,
			bool outwards, double chance, struct marks *marks)
{
	double half = law->write[LAW_NOMINAL].half_width_nm;
	double lost = writing_law_beside_nm(law, pass, outwards, marks);
	double part = weight(law, half - lost, half) / weight(law, -half, half);
	double away = (outwards ? -1 : 1) * lost / 2;

	if (!marks->contrast)
		return;
	marks->contrast = (uint8_t)floor(fmax(marks->contrast * (1 - part) + chance, 0));
	marks->offset = (int8_t)floor(fmin(fmax(marks->offset + away + chance, -128), 127));
}

struct marks writing_mix(const struct marks *first, const struct marks *then, double part)
{
	double rest = 1 - part;

	return (struct marks){
		.contrast = unsigned_of(part * first->contrast + rest * then->contrast),
		.residue = unsigned_of(part * first->residue + rest * then->residue),
		.lead = signed_of(part * first->lead + rest * then->lead),
		.trail = signed_of(part * first->trail + rest * then->trail),
		.sigma = unsigned_of(part * first->sigma + rest * then->sigma),
		.offset = signed_of(part * first->offset + rest * then->offset),
		.noise = unsigned_of(part * first->noise + rest * then->noise),
	};
}

static bool all_between(const float *value, size_t count, float least, float most)
{
	for (size_t i = 0; i < count; i++)
		if (!(value[i] >= least && value[i] <= most))
			return false;
	return true;
}

/* Beyond these no law was ever fitted: nm, mW, m/s, Oe, degrees C, parts. */
#define HOLDS_MOST 1e5f
#define HOLDS_LEAST 1e-3f

bool writing_law_holds(const struct nfod_writing_law *law)
{
	const float *table = &law->light[0];
	size_t floats = (sizeof(*law) - offsetof(struct nfod_writing_law, light)) / sizeof(float);

	return write_pulses_fit(&law->strategy, law->magnetic) && law->magnetic <= 1 &&
	       all_between(&law->pitch_nm, 5, HOLDS_LEAST, HOLDS_MOST) &&
	       all_between(&law->bias_mw, 1, 0, HOLDS_MOST) &&
	       all_between(&law->erase_mw, 2, HOLDS_LEAST, HOLDS_MOST) &&
	       all_between(&law->field_oe, 1, law->magnetic ? HOLDS_LEAST : 0, HOLDS_MOST) &&
	       all_between(&law->freeze_c, 1, ROOM_C + 1, HOLDS_MOST) &&
	       all_between(table, floats, -HOLDS_MOST, HOLDS_MOST);
}

/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/* The law of writing from within: writing_fit.c makes it, writing_law.c asks it. */
#ifndef NFOD_PHYSICS_WRITING_LAW_H
#define NFOD_PHYSICS_WRITING_LAW_H

#include "physics/write_beside.h"
#include "physics/write_marks.h"
#include "physics/writing.h"

/* Gaps at which light in the film is tabled. */
#define LAW_GAPS 33u
#define LAW_GAP_NM 2.0

/* Write power over the nominal one; the nominal is LAW_NOMINAL. */
#define LAW_WRITES 11u
#define LAW_NOMINAL 5u
/* Erase power over the nominal one, while marks are written. */
#define LAW_GROUNDS 5u
#define LAW_NOMINAL_GROUND 2u
/* Speed over the nominal one. */
#define LAW_SPEEDS 3u
#define LAW_NOMINAL_SPEED 1u
/* Erase power over the nominal one, for what it leaves of old marks. */
#define LAW_ERASES 13u
#define LAW_BESIDES 5u
/* How far old marks lay off the track that erases them. */
#define LAW_ASIDES 4u
#define LAW_ASIDE_NM 15.0

/**
 * struct law_marks - what a pass leaves
 * @signal: of long marks, over that at nominal power
 * @lead_nm: mean shift of leading edges
 * @trail_nm: ditto
 * @spread_nm: rms of what is left when the means are taken off: edges that depend on
 *	the data
 * @half_width_nm: of long marks
 */
struct law_marks {
	double signal;
	double lead_nm;
	double trail_nm;
	double spread_nm;
	double half_width_nm;
};

/**
 * struct writing_law - fitted to one side, strategy and speed
 * @magnetic: of the disc
 * @kind: of the strategy
 * @pitch_nm: of the disc
 * @read_nm: width of the reading spot
 * @gap_nm: set point
 * @velocity: nominal
 * @nominal: powers
 * @freeze_c: temperature that decides
 * @light: in the film over that at the set point, by gap
 * @contrast_light: what amorphous film takes up of the light over what crystalline does
 * @write: by law_write_at
 * @ground: by law_ground_at
 * @speed: by law_speed_at
 * @left: of an old mark, by speed and erase power
 * @aside: of an old mark that lay aside, at nominal speed, by distance and erase power
 * @beside: by write power, from law_beside_at
 */
struct writing_law {
	bool magnetic;
	unsigned int kind;
	double pitch_nm;
	double read_nm;
	double gap_nm;
	double velocity;
	struct writing_power nominal;
	double freeze_c;
	double light[LAW_GAPS];
	double contrast_light;
	struct law_marks write[LAW_WRITES];
	struct law_marks ground[LAW_GROUNDS];
	struct law_marks speed[LAW_SPEEDS];
	double left[LAW_SPEEDS][LAW_ERASES];
	double aside[LAW_ASIDES][LAW_ERASES];
	struct write_beside beside[LAW_BESIDES];
};

/* What is left in the mean over data. */
void law_summarise(const struct write_survey *survey, struct law_marks *marks);

extern const double law_write_at[LAW_WRITES];
extern const double law_ground_at[LAW_GROUNDS];
extern const double law_speed_at[LAW_SPEEDS];
extern const double law_erase_at[LAW_ERASES];
extern const double law_beside_at[LAW_BESIDES];

/**
 * struct law_place - between two points of an ascending list
 * @index: the lower one
 * @part: of the way to the next
 */
struct law_place {
	unsigned int index;
	double part;
};

/* Values beyond the ends are taken as the ends. */
struct law_place law_locate(const double *at, unsigned int count, double value);

/**
 * law_heat() - heat in the film over what the same power gives at the set point and 25
 * degrees C, for something that happens at @celsius
 */
double law_heat(const struct writing_law *law, const struct writing_pass *pass, double celsius);

/* Marks of such a pass, before chance, wear and what was there. */
void law_marks_at(const struct writing_law *law, const struct writing_pass *pass,
		  struct law_marks *marks);

#endif

/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/* The law of writing from within: writing_fit.c makes it, writing_law.c asks it. */
#ifndef NFOD_PHYSICS_WRITING_LAW_H
#define NFOD_PHYSICS_WRITING_LAW_H

#include "physics/write_beside.h"
#include "physics/write_marks.h"
#include "physics/writing.h"

/* struct nfod_writing_law's tables: gaps at which light in the film is tabled. */
#define LAW_GAPS NFOD_LAW_GAPS
#define LAW_GAP_NM 2.0

/* Write power over the nominal one; the nominal is LAW_NOMINAL. */
#define LAW_WRITES NFOD_LAW_WRITES
#define LAW_NOMINAL 5u
/* Erase power over the nominal one, while marks are written. */
#define LAW_GROUNDS NFOD_LAW_GROUNDS
#define LAW_NOMINAL_GROUND 2u
/* Speed over the nominal one. */
#define LAW_SPEEDS NFOD_LAW_SPEEDS
#define LAW_NOMINAL_SPEED 1u
/* Erase power over the nominal one, for what it leaves of old marks. */
#define LAW_ERASES NFOD_LAW_ERASES
#define LAW_BESIDES NFOD_LAW_BESIDES
/* How far old marks lay off the track that erases them. */
#define LAW_ASIDES NFOD_LAW_ASIDES
#define LAW_ASIDE_NM 15.0

/* What is left in the mean over data. */
void law_summarise(const struct write_survey *survey, struct nfod_law_marks *marks);

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
double law_heat(const struct nfod_writing_law *law, const struct writing_pass *pass,
		double celsius);

/* Marks of such a pass, before chance, wear and what was there. */
void law_marks_at(const struct nfod_writing_law *law, const struct writing_pass *pass,
		  struct nfod_law_marks *marks);

#endif

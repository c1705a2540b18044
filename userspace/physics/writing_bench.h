/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/* The full simulation, set up for one disc and speed, for many trials. */
#ifndef NFOD_PHYSICS_WRITING_BENCH_H
#define NFOD_PHYSICS_WRITING_BENCH_H

#include "physics/thermal.h"
#include "physics/write_marks.h"
#include "physics/write_pattern.h"
#include "physics/write_run.h"

/**
 * struct writing_bench - disc, speed, and the last trial's marks
 * @heat: of the disc
 * @stage: of the speed
 * @calm: the same for steady light, which does with half the points
 * @celsius: of the disc
 * @survey: marks of the last writing_bench_write()
 */
struct writing_bench {
	struct thermal heat;
	struct write_stage stage;
	struct write_stage calm;
	double celsius;
	struct write_survey survey;
};

/* Return: for writing_bench_free(), or NULL. The disc is at 25 degrees C. */
struct writing_bench *writing_bench_make(const struct writing_disc *disc, double velocity);

void writing_bench_free(struct writing_bench *bench);

/* The same disc at another speed. Return: 0 or -1. */
int writing_bench_speed(struct writing_bench *bench, const struct writing_disc *disc,
			double velocity);

/* Write on erased film, then look at the marks. Return: 0 or -1. */
int writing_bench_write(struct writing_bench *bench, const struct nfod_strategy *strategy,
			const struct writing_power *power, const struct write_pattern *pattern);

/**
 * writing_bench_erase() - one pass of steady light (and field against the marks)
 * @half_width_nm: of the one endless mark that was there
 * @left: part of its signal that is still there
 *
 * Return: 0 or -1.
 */
int writing_bench_erase(struct writing_bench *bench, double erase_mw, double half_width_nm,
			double *left);

#endif

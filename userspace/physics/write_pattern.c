// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "physics/write_pattern.h"

#include <string.h>

#include "lib/random.h"
#include "nfod/strategy.h"

/* Before the first mark and after the last one. */
#define ENDS 10u

static const unsigned int space[NFOD_STRATEGY_SPACES] = { 2, 3, 5 };

static void add_run(struct write_pattern *pattern, unsigned int cells, uint8_t value)
{
	if (pattern->cells + cells > WRITE_PATTERN_CELLS)
		return;
	memset(pattern->cell + pattern->cells, value, cells);
	pattern->cells += cells;
}

void write_pattern_none(struct write_pattern *pattern, unsigned int cells)
{
	pattern->cells = 0;
	add_run(pattern, cells, 0);
}

void write_pattern_all(struct write_pattern *pattern)
{
	unsigned int n, before, behind, other = 0;

	write_pattern_none(pattern, ENDS);
	for (n = NFOD_RUN_LEAST; n <= NFOD_RUN_MOST; n++) {
		for (before = 0; before < NFOD_STRATEGY_SPACES; before++) {
			for (behind = 0; behind < NFOD_STRATEGY_SPACES; behind++) {
				add_run(pattern, NFOD_RUN_LEAST + other++ % NFOD_STRATEGY_RUNS, 1);
				add_run(pattern, space[before], 0);
				add_run(pattern, n, 1);
				add_run(pattern, space[behind], 0);
			}
		}
	}
	add_run(pattern, NFOD_RUN_LEAST, 1);
	add_run(pattern, ENDS, 0);
}

static unsigned int draw(struct random *random)
{
	double at = random_unit(random), part = 1, all = 0;
	unsigned int n;

	for (n = NFOD_RUN_LEAST; n <= NFOD_RUN_MOST; n++, part /= WRITE_PATTERN_RATIO)
		all += part;
	at *= all;
	for (n = NFOD_RUN_LEAST, part = 1; n < NFOD_RUN_MOST && at >= part;
	     n++, part /= WRITE_PATTERN_RATIO)
		at -= part;
	return n;
}

void write_pattern_data(struct write_pattern *pattern, unsigned int cells, uint64_t seed)
{
	struct random random = { .state = seed };
	unsigned int n;

	write_pattern_none(pattern, ENDS);
	for (n = NFOD_RUN_MOST; n >= NFOD_RUN_LEAST; n--) {
		add_run(pattern, n, 1);
		add_run(pattern, draw(&random), 0);
	}
	while (pattern->cells + 2 * NFOD_RUN_MOST + ENDS < cells) {
		add_run(pattern, draw(&random), 1);
		add_run(pattern, draw(&random), 0);
	}
	add_run(pattern, ENDS, 0);
}

void write_pattern_long(struct write_pattern *pattern)
{
	write_pattern_none(pattern, ENDS);
	add_run(pattern, NFOD_RUN_MOST, 1);
	add_run(pattern, NFOD_RUN_MOST, 0);
	add_run(pattern, NFOD_RUN_MOST, 1);
	add_run(pattern, ENDS, 0);
}
